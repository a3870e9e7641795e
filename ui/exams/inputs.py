"""One input for each kind of question: what the template calls a number, a choice or a date becomes a field here.

Every input tells `changed`, gives its `value()` in the form in which answers are kept (None for none), shows one by
`set_value` without telling anybody, and says by `wrong()` what is typed but is no answer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication, QRegularExpression, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from mhac.protocols.form import FormField
from mhac.protocols.growth import WhyNot
from mhac.protocols.rules import FieldKind
from mhac.registration import codes
from ui.app.languages import current_language
from ui.exams import words
from ui.widgets.basics import PlainLabel, button, literal, section
from ui.widgets.check_boxes import WrappingCheckBox
from ui.widgets.date_text import TypedDate
from ui.widgets.dates import DateEdit
from ui.widgets.flow import FlowBox
from ui.widgets.layouts import empty
from ui.widgets.phrases import ChoiceField
from ui.widgets.segmented import Choice, Segmented

MOST_SEGMENTS = 4
LONGEST_SEGMENTS = 44
TWO_COLUMNS = 360


class KeyedSegments(Segmented):
    """Segments that tell when a key chose, so that the cursor can go on, and when somebody leaves them up or down."""

    stepped = Signal(str)
    left = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by key and say so; up and down leave the row."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.left.emit(1 if event.key() == Qt.Key.Key_Down else -1)
            return
        super().keyPressEvent(event)
        chosen = Segmented.value(self)
        if event.text().strip() and event.isAccepted() and chosen:
            self.stepped.emit(chosen)


class NumberInput(QLineEdit):
    """A measured value with its unit; takes a comma or a point."""

    changed = Signal()

    def __init__(self, asked: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.why_not = ""
        self._decimals = asked.decimals if asked.kind is FieldKind.NUMBER else 0
        self._unit = PlainLabel(words.said(asked.unit), self)
        self._unit.setProperty("words", "small")
        self._unit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._unit.setVisible(bool(asked.unit))
        form = r"\s*-?[0-9]{0,6}([.,][0-9]{0,4})?\s*" if self._decimals else r"\s*-?[0-9]{0,7}\s*"
        self.setValidator(QRegularExpressionValidator(QRegularExpression(form), self))
        self.setReadOnly(asked.computed)
        self.textEdited.connect(self._edited)
        self.setMinimumWidth(76)

    def value(self) -> float | int | None:
        """Return the number."""
        text = self.text().strip().replace(",", ".")
        try:
            return (float(text) if self._decimals else int(text)) if text else None
        except ValueError:
            return None

    def set_value(self, value: Any) -> None:
        """Show a number; of one that cannot follow, keep why."""
        self.why_not = words.why_not(value) if isinstance(value, WhyNot) else ""
        self.setText("" if value is None or self.why_not else words.number(value, self._decimals))

    def wrong(self) -> str:
        """Say that something is no number."""
        if self.text().strip() and self.value() is None:
            return QCoreApplication.translate("Exams", "This is not a number.")
        return ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the unit at the right end."""
        super().resizeEvent(event)
        self._unit.adjustSize()
        self._unit.move(self.width() - self._unit.width() - 9, (self.height() - self._unit.height()) // 2)
        self.setTextMargins(0, 0, self._unit.width() + 4 if self._unit.text() else 0, 0)

    @Slot(str)
    def _edited(self, _text: str) -> None:
        self.changed.emit()


class SegmentInput(KeyedSegments):
    """A choice among few: yes or no, positive or negative."""

    def __init__(self, asked: FormField, parent: QWidget | None = None) -> None:
        super().__init__(_segments(asked), name=words.said(asked.label), parent=parent)
        self._is_bool = asked.kind is FieldKind.BOOL

    def value(self) -> Any:
        """Return the choice."""
        chosen = super().value()
        if self._is_bool:
            return None if not chosen else chosen == "yes"
        return chosen or None

    def set_value(self, value: Any) -> None:
        """Show a choice."""
        if self._is_bool and not isinstance(value, str):
            value = "" if value is None else "yes" if value else "no"
        super().set_value(value or "")

    def wrong(self) -> str:
        """Segments hold nothing that is no answer."""
        return ""


def _segments(asked: FormField) -> tuple[Choice, ...]:
    if asked.kind is FieldKind.BOOL:
        return (Choice("no", words.no(), words.no()[:1].upper(), "neutral"),
                Choice("yes", words.yes(), words.yes()[:1].upper(), "accent"))
    used: set[str] = set()
    found = []
    for choice in asked.choices:
        text = words.said(choice.label)
        letter = next((sign for sign in text.upper() if sign.isalpha() and sign not in used), "")
        used.add(letter)
        found.append(Choice(choice.key, text, letter, "bad" if choice.abnormal else "accent"))
    return tuple(found)


class ListInput(ChoiceField):
    """A choice from a long list, found by typing."""

    def __init__(self, options: list[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(options, parent=parent)
        self.setPlaceholderText(QCoreApplication.translate("Exams", "Type to find…"))

    def value(self) -> Any:
        """Return the chosen key."""
        return super().value() or None

    def set_value(self, value: Any) -> None:
        """Show a choice."""
        super().set_value(value or "")

    def wrong(self) -> str:
        """Say that words are no choice."""
        return QCoreApplication.translate("Exams", "Please choose from the list.") if self.is_wrong() else ""


class ChecksInput(QWidget):
    """Several choices, gathered under their groups."""

    changed = Signal()

    def __init__(self, asked: FormField, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        self._groups: list[tuple[QLabel | None, list[QCheckBox]]] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        group = ""
        for choice in asked.choices:
            if choice.group != group or not self._groups:
                group = choice.group
                self._groups.append((section(words.said(group)) if group else None, []))
            box = WrappingCheckBox(literal(words.said(choice.label)))
            box.toggled.connect(self._toggled)
            self._boxes[choice.key] = box
            self._groups[-1][1].append(box)
        self._lay_out(2)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def _lay_out(self, columns: int) -> None:
        """Put the boxes beside each other, or below each other where there is little room."""
        if columns == self._columns:
            return
        self._columns = columns
        empty(self._grid)
        line = 0
        for head, boxes in self._groups:
            if head is not None:
                self._grid.addWidget(head, line, 0, 1, 2)
                line += 1
            for place, box in enumerate(boxes):
                self._grid.addWidget(box, line + place // columns, place % columns, Qt.AlignmentFlag.AlignTop)
            line += -(-len(boxes) // columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep two columns only where both have room."""
        super().resizeEvent(event)
        self._lay_out(2 if self.width() >= TWO_COLUMNS else 1)

    def value(self) -> Any:
        """Return the chosen keys."""
        return [key for key, box in self._boxes.items() if box.isChecked()] or None

    def set_value(self, value: Any) -> None:
        """Show the choices."""
        for key, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(key in (value or ()))
            box.blockSignals(False)

    def wrong(self) -> str:
        """Boxes hold nothing that is no answer."""
        return ""

    def box(self, key: str) -> QCheckBox:
        """Return the box of a choice."""
        return self._boxes[key]

    @Slot(bool)
    def _toggled(self, _on: bool) -> None:
        self.changed.emit()


class DayInput(DateEdit):
    """A date, kept as ISO text."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(today=today, parent=parent)

    def value(self) -> Any:
        """Return the day as ISO text."""
        day = self.day()
        return day.isoformat() if day else None

    def set_value(self, value: Any) -> None:
        """Show a day."""
        if value is None or isinstance(value, str):
            self.set_day(date.fromisoformat(value) if value else None)
        else:
            super().set_value(value)

    def set_day(self, day: date | None) -> None:
        """Show a day."""
        super().set_value(None if day is None else TypedDate(day, day, "day"))

    def wrong(self) -> str:
        """Say that something is no date."""
        return QCoreApplication.translate("Exams", "This is not a date.") if self.is_wrong() else ""


class LineInput(QLineEdit):
    """A line of words."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.textEdited.connect(self._edited)

    def value(self) -> Any:
        """Return the words."""
        return self.text().strip() or None

    def set_value(self, value: Any) -> None:
        """Show words."""
        if (value or "") != self.text().strip():
            self.setText(value or "")

    def wrong(self) -> str:
        """Any words are an answer."""
        return ""

    @Slot(str)
    def _edited(self, _text: str) -> None:
        self.changed.emit()


class TextInput(QPlainTextEdit):
    """Several lines of words; Tab goes on."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(74)
        self.textChanged.connect(self.changed)

    def value(self) -> Any:
        """Return the words."""
        return self.toPlainText().strip() or None

    def set_value(self, value: Any) -> None:
        """Show words."""
        if (value or "") != self.toPlainText().strip():
            self.blockSignals(True)
            self.setPlainText(value or "")
            self.blockSignals(False)

    def wrong(self) -> str:
        """Any words are an answer."""
        return ""


class CountriesInput(QWidget):
    """Several countries: choose one after the other with Enter, take one away by its button."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes: list[str] = []
        self._field = ListInput(_country_options())
        self._field.editingFinished.connect(self._add)
        self._chosen = FlowBox()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._field)
        column.addWidget(self._chosen)
        self.setFocusProxy(self._field)

    def value(self) -> Any:
        """Return the countries."""
        return list(self._codes) or None

    def set_value(self, value: Any) -> None:
        """Show countries."""
        self._codes = list(value or ())
        self._show()

    def wrong(self) -> str:
        """Say that words are no country."""
        return self._field.wrong()

    @Slot()
    def _add(self) -> None:
        code = self._field.value()
        if not code:
            return
        self._field.set_value("")
        if code not in self._codes:
            self._codes.append(code)
            self._show()
            self.changed.emit()

    @Slot()
    def _remove(self) -> None:
        sender = self.sender()
        if sender.objectName() in self._codes:
            self._codes.remove(sender.objectName())
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        self._chosen.clear()
        for code in self._codes:
            taken = button(literal(words.country(code)), icon="x", small=True,
                           tip=QCoreApplication.translate("Exams", "Take away"))
            taken.setObjectName(code)
            taken.clicked.connect(self._remove)
            self._chosen.add(taken)
        self._chosen.setVisible(bool(self._codes))


def _country_options() -> list[tuple[str, str]]:
    language = current_language()
    return sorted(((code, country.name(language)) for code, country in codes.countries().items()),
                  key=lambda option: option[1])


def input_for(asked: FormField, today: Callable[[], date]) -> Any:
    """Return the input of a question; systems and questionnaires have widgets of their own."""
    if asked.kind in (FieldKind.NUMBER, FieldKind.INTEGER):
        return NumberInput(asked)
    if asked.kind is FieldKind.BOOL:
        return SegmentInput(asked)
    if asked.kind is FieldKind.CHOICE:
        options = [(choice.key, words.said(choice.label)) for choice in asked.choices]
        return SegmentInput(asked) if _is_short(asked) else ListInput(options)
    if asked.kind is FieldKind.CHOICES:
        return ChecksInput(asked)
    if asked.kind is FieldKind.DATE:
        return DayInput(today)
    if asked.kind is FieldKind.LONG_TEXT:
        return TextInput()
    if asked.kind is FieldKind.COUNTRY:
        return ListInput(_country_options())
    if asked.kind is FieldKind.COUNTRIES:
        return CountriesInput()
    return LineInput()


def _is_short(asked: FormField) -> bool:
    letters = sum(len(words.said(choice.label)) + 3 for choice in asked.choices)
    return len(asked.choices) <= MOST_SEGMENTS and letters <= LONGEST_SEGMENTS
