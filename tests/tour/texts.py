"""Every text that a person can read in a window: labels, buttons, tables, tips, prompts, menus."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QTabWidget,
    QTextBrowser,
    QWidget,
)

MOST_ROWS = 40
TAG = re.compile(r"<[^>]+>")


def texts_of(window: QWidget) -> Iterator[str]:
    """The texts of a window and of everything visible in it, cleaned of tags and access keys."""
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisible():
            continue
        for text in _of(widget):
            for part in re.split(r"<(?:br|/p|/div|/tr|/td|/h\d|/li)[^>]*>|\n|\t", text):
                clean = plain(part)
                if clean:
                    yield clean


def plain(text: str) -> str:
    """A text without tags, without the mark of the access key, and with single spaces."""
    text = TAG.sub("", text).replace("&amp;", "&&").replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">")
    text = re.sub(r"&(?=[^\s&])", "", text).replace("&&", "&")
    return re.sub(r"\s+", " ", text).strip()


def _of(widget: QWidget) -> Iterator[str]:
    yield widget.toolTip()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QGroupBox):
        yield widget.title()
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QTextBrowser):
        yield widget.toHtml().partition("<body")[2]
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))
    elif isinstance(widget, QTabWidget):
        yield from (widget.tabText(place) for place in range(widget.count()))
    elif isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _of_model(widget)


def _of_model(view: QAbstractItemView) -> Iterator[str]:
    model: QAbstractItemModel = view.model()
    columns = range(1 if isinstance(model, QAbstractListModel) else model.columnCount())
    if isinstance(view, QTableView) and not view.horizontalHeader().isHidden():
        yield from (str(model.headerData(at, Qt.Orientation.Horizontal) or "") for at in columns)
    for row in range(min(model.rowCount(), MOST_ROWS)):
        for column in columns:
            index: QModelIndex = model.index(row, column)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                value = index.data(role)
                if isinstance(value, str):
                    yield value
