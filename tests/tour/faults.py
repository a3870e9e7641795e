"""What looks wrong on a screen and can be measured: words that are cut off, and controls that cover each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QWidget,
)

from tests.tour.texts import plain
from ui.widgets.basics import ElidedLabel
from ui.widgets.check_boxes import WrappingCheckBox
from ui.widgets.tables import MEASURED_ROWS, DataTable, RowsModel, cell_width

SLACK = 2
CELL_SLACK = 24  # a title may take more than its cells
HEADER_MARGINS = 16
ACCESS_KEY = re.compile(r"&(?=[^\s&])(.)")


def faults_of(window: QWidget, *, overlaid: bool) -> Iterator[str]:
    """Say what is cut off or covered in a window; where a list lies over the rest, only what is cut off."""
    screen = window.screen().availableGeometry().size()
    if isinstance(window, QMainWindow) or window.width() > screen.width() or window.height() > screen.height():
        smallest = window.minimumSizeHint()
        if smallest.width() > window.width() or smallest.height() > window.height():
            yield f"window needs {smallest.width()} x {smallest.height()}"
    yield from _shared_keys(window)
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window:
            continue
        yield from _cut(widget)
        if not overlaid and isinstance(widget, QLabel | QPushButton):
            yield from _covered(widget)


def _shared_keys(window: QWidget) -> Iterator[str]:
    """Two things that Alt and one letter would open: it opens neither at once."""
    found: dict[str, list[str]] = {}
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled() or widget.window() is not window:
            continue
        opens = isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy() is not None)
        if opens and isinstance(widget, QAbstractButton | QLabel) and (key := ACCESS_KEY.search(widget.text())):
            found.setdefault(key[1].lower(), []).append(plain(widget.text()))
    for letter, words in found.items():
        if len(words) > 1:
            yield f"Alt+{letter.upper()} opens: {' | '.join(sorted(words))}"


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, ElidedLabel):
        return
    if isinstance(widget, QLabel | WrappingCheckBox) and (isinstance(widget, WrappingCheckBox) or widget.wordWrap()):
        missing = widget.heightForWidth(widget.width()) - widget.height() if widget.text() else 0
        if missing > SLACK:
            yield f"too low by {missing}: {_name(widget)}"
    elif isinstance(widget, QLabel | QAbstractButton):
        hint = widget.minimumSizeHint() if isinstance(widget, QLabel) else widget.sizeHint()
        if widget.text() and hint.width() > widget.width() + SLACK:
            yield f"cut by {hint.width() - widget.width()}: {_name(widget)}"
    elif isinstance(widget, QComboBox):
        yield from _cut_choice(widget)
    elif isinstance(widget, QScrollArea):
        inside = widget.widget()
        lost = inside.width() - widget.viewport().width() if inside is not None else 0
        if lost > SLACK and widget.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff:
            yield f"{lost} wider than there is room for: {type(widget).__name__}"
    elif isinstance(widget, QTableView) and not widget.horizontalHeader().isHidden():
        yield from _cut_titles(widget)
        if isinstance(widget, DataTable):
            yield from _cut_cells(widget)


def _cut_choice(widget: QComboBox) -> Iterator[str]:
    option = QStyleOptionComboBox()
    widget.initStyleOption(option)
    room = widget.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, widget
    )
    needed = widget.fontMetrics().horizontalAdvance(widget.currentText())
    if needed > room.width() + SLACK:
        yield f"cut by {needed - room.width()}: {_name(widget)}"


def _cut_titles(widget: QTableView) -> Iterator[str]:
    header = widget.horizontalHeader()
    for column in range(header.count()):
        title = str(widget.model().headerData(column, Qt.Orientation.Horizontal) or "")
        needed = header.fontMetrics().horizontalAdvance(title) + HEADER_MARGINS
        if not header.isSectionHidden(column) and needed > header.sectionSize(column) + SLACK:
            yield f"column cut by {needed - header.sectionSize(column)}: {title}"


def _cut_cells(table: DataTable[Any]) -> Iterator[str]:
    """Cells that are cut off although another column has more room than its words take."""
    model, header = table.model(), table.horizontalHeader()
    rows = table.rows()[:MEASURED_ROWS]
    if not isinstance(model, RowsModel) or not rows:
        return
    needed = {place: max(cell_width(column, row) for row in rows) for place, column in enumerate(model.columns)}
    lacks = {
        place: wide - header.sectionSize(place) for place, wide in needed.items() if not header.isSectionHidden(place)
    }
    to_spare = sum(-lack for lack in lacks.values() if lack < 0) - CELL_SLACK * len(lacks)
    for place, lack in lacks.items():
        if CELL_SLACK < lack <= to_spare:
            yield f"cells cut by {lack} beside {to_spare} to spare: {model.columns[place].title}"


def _covered(widget: QWidget) -> Iterator[str]:
    """Whether a part of it is not seen, although nothing around it scrolls."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return
        parent = parent.parentWidget()
    seen: QRect = widget.visibleRegion().boundingRect()
    lost = widget.rect().width() - seen.width(), widget.rect().height() - seen.height()
    if max(lost) > SLACK and QApplication.activePopupWidget() is None:
        yield f"hidden by {lost[0]} x {lost[1]}: {_name(widget)}"


def _name(widget: QWidget) -> str:
    words = ""
    if isinstance(widget, QLabel | QAbstractButton):
        words = plain(widget.text())
    elif isinstance(widget, QComboBox):
        words = widget.currentText()
    return f"{type(widget).__name__} “{words[:60]}”"
