"""Editors of several lines in the registration form: numbers of papers, further names, languages spoken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mhac.registration import codes
from mhac.registration.rules import IdentifierEntry, NameEntry, NameKind
from ui.app.dialogs import icon_button
from ui.registration import words
from ui.widgets.basics import as_tip, button, set_property
from ui.widgets.dates import DateEdit
from ui.widgets.flow import FlowBox
from ui.widgets.phrases import ChoiceField
from ui.widgets.tab_order import fields_of, reach_before


class LinesEditor(QWidget):
    """Lines that are added by a button and taken away one by one; the last one left is emptied instead."""

    changed = Signal()

    def __init__(self, make: Callable[[], QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._lines: list[QWidget] = []
        self._room = QVBoxLayout()
        self._room.setSpacing(6)
        self.add_button = button("", kind="link", icon="plus", small=True)
        self.add_button.clicked.connect(self._add_and_go)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(self._room)
        whole.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def add_line(self) -> QWidget:
        """Add an empty line at the end."""
        line = self._make()
        self._lines.append(line)
        self._room.addWidget(line)
        reach_before(self.add_button, line)
        return line

    def remove_line(self, line: QWidget) -> None:
        """Take a line away."""
        self._lines.remove(line)
        self._room.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.changed.emit()

    def clear(self) -> None:
        """Take all lines away."""
        for line in list(self._lines):
            self.remove_line(line)

    @Slot()
    def _add_and_go(self) -> None:
        line = self.add_line()
        line.show()  # only what is shown takes the cursor
        fields_of(line)[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()


class NumberLine(QWidget):
    """One number: what kind it is, the number, who issued the paper, until when it is valid."""

    changed = Signal()
    removed = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox()
        for code, entry in codes.identifier_kinds().items():
            self.kind.addItem(words.kind(entry.code), code)
        self.kind.setAccessibleName(self.tr("Kind of number"))
        self.number = QLineEdit()
        self.number.setPlaceholderText(self.tr("Number"))
        self.number.setAccessibleName(self.tr("Number"))
        self.issuer = ChoiceField(words.issuer_options())
        self.issuer.setPlaceholderText(self.tr("Issued by"))
        self.issuer.setAccessibleName(self.tr("Issued by"))
        self.expires = DateEdit(today=today)
        self.expires.setPlaceholderText(self.tr("Valid until"))
        self.expires.setAccessibleName(self.tr("Valid until"))
        remove = icon_button("x", self.tr("Take this number away"))
        remove.clicked.connect(lambda: self.removed.emit(self))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        for widget, stretch in ((self.kind, 10), (self.number, 6), (self.issuer, 5), (self.expires, 6), (remove, 0)):
            widget.setMinimumWidth(32 if widget is remove else 60)
            line.addWidget(widget, stretch)
        for widget in (self.issuer, self.expires):
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # the numbers of all lines stand below each other
            widget.setSizePolicy(policy)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.number.textEdited.connect(self._number_edited)
        self.issuer.changed.connect(lambda _code: self.changed.emit())
        self.expires.changed.connect(self.changed)
        self._kind_changed()

    def is_empty(self) -> bool:
        """Return whether no number is typed."""
        return not self.number.text().strip()

    def value(self) -> IdentifierEntry:
        """Return the number as typed."""
        kind = codes.identifier_kinds()[str(self.kind.currentData())]
        return IdentifierEntry(
            kind.code,
            " ".join(self.number.text().split()),
            (self.issuer.value() or None) if kind.has_issuer else None,
            self.expires.day() if kind.expires else None,
        )

    def set_value(self, entry: IdentifierEntry) -> None:
        """Show a number."""
        self.kind.setCurrentIndex(self.kind.findData(entry.kind))
        self.number.setText(entry.value)
        self.issuer.keep_value(entry.issuer or "", words.issuer(entry.issuer))
        self.expires.set_day(entry.expires_on)
        self._show_form()

    def problem(self) -> str:
        """Say what is typed beside the number and is not understood."""
        if self.issuer.isVisibleTo(self) and self.issuer.is_wrong():
            return self.tr("Choose the issuer from the list, or leave it empty.")
        if self.expires.isVisibleTo(self) and self.expires.is_wrong():
            return self.tr("“{typed}” is not a day. Write it like 05 Mar 2030.").format(typed=self.expires.text())
        return ""

    @Slot()
    def _kind_changed(self) -> None:
        kind = codes.identifier_kinds()[str(self.kind.currentData())]
        self.kind.setToolTip(as_tip(self.kind.currentText()))
        self.issuer.setVisible(kind.has_issuer)
        self.expires.setVisible(kind.expires)
        self._show_form()
        self.changed.emit()

    @Slot()
    def _number_edited(self) -> None:
        self._show_form()
        self.changed.emit()

    def _show_form(self) -> None:
        """Mark a number that has not the usual form of its kind; it is taken all the same."""
        entry = self.value()
        usual = self.is_empty() or codes.identifier_kinds()[entry.kind].looks_usual(entry.normal)
        set_property(self.number, "state", "" if usual else "warning")
        hint = "" if usual else self.tr("Unusual for this kind of number. Compare it with the paper.")
        self.number.setToolTip(as_tip(hint))
        self.number.setAccessibleDescription(hint)


class NumbersEditor(LinesEditor):
    """The numbers of a person."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        self._today = today
        super().__init__(self._new_line, parent)
        self.add_button.setText(self.tr("Add a number"))
        self.add_button.setAccessibleName(self.tr("Add a number"))
        self.add_line()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin in the first number; a focus proxy would draw the Tab key back there from every other field."""
        super().focusInEvent(event)
        self.lines()[0].number.setFocus(event.reason())

    def _new_line(self) -> NumberLine:
        line = NumberLine(self._today)
        line.changed.connect(self.changed)
        line.removed.connect(self._removed)
        return line

    def lines(self) -> list[NumberLine]:
        """Return the lines shown."""
        return [line for line in self._lines if isinstance(line, NumberLine)]

    def value(self) -> tuple[IdentifierEntry, ...]:
        """Return the numbers; lines without a number do not count."""
        return tuple(line.value() for line in self.lines() if not line.is_empty())

    def set_value(self, entries: Sequence[IdentifierEntry]) -> None:
        """Show numbers, and one empty line where there are none."""
        self.clear()
        for entry in entries:
            self._filled(entry)
        if not entries:
            self.add_line()

    def put(self, entry: IdentifierEntry) -> None:
        """Add a number, or write over the same number and what else its line says."""
        for line in self.lines():
            if line.is_empty() or line.value().normal == entry.normal:
                line.set_value(entry)
                self.changed.emit()
                return
        self._filled(entry)
        self.changed.emit()

    def problem(self) -> str:
        """Say what is not understood in some line."""
        return next((line.problem() for line in self.lines() if line.problem()), "")

    def _filled(self, entry: IdentifierEntry) -> None:
        line = self.add_line()
        assert isinstance(line, NumberLine)
        line.set_value(entry)

    @Slot(object)
    def _removed(self, line: NumberLine) -> None:
        self.remove_line(line)
        if not self._lines:
            self.add_line()


class NameLine(QWidget):
    """A further name: why there is one, and the name."""

    removed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox()
        for kind, name in (
            (NameKind.OTHER, self.tr("Also called")),
            (NameKind.FORMER, self.tr("Former name")),
            (NameKind.NATIVE, self.tr("In own script")),
            (NameKind.DOCUMENT, self.tr("On another paper")),
        ):
            self.kind.addItem(name, kind.value)
        self.kind.setAccessibleName(self.tr("Why there is a further name"))
        self.family = QLineEdit()
        self.family.setPlaceholderText(self.tr("Family name"))
        self.family.setAccessibleName(self.tr("Further family name"))
        self.given = QLineEdit()
        self.given.setPlaceholderText(self.tr("Given names"))
        self.given.setAccessibleName(self.tr("Further given names"))
        remove = icon_button("x", self.tr("Take this name away"))
        remove.clicked.connect(lambda: self.removed.emit(self))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        for widget in (self.kind, self.family, self.given, remove):
            line.addWidget(widget, 0 if widget is remove else 1)

    def value(self) -> NameEntry:
        """Return the name as typed."""
        return NameEntry(str(self.kind.currentData()), self.family.text().strip(), self.given.text().strip())

    def set_value(self, entry: NameEntry) -> None:
        """Show a name."""
        self.kind.setCurrentIndex(max(0, self.kind.findData(entry.kind)))
        self.family.setText(entry.family_name)
        self.given.setText(entry.given_names)


class NamesEditor(LinesEditor):
    """The further names of a person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self._new_line, parent)
        self.add_button.setText(self.tr("Add a name"))
        self.add_button.setAccessibleName(self.tr("Add a name"))

    def _new_line(self) -> NameLine:
        line = NameLine()
        line.removed.connect(self.remove_line)
        for field in (line.family, line.given):
            field.textEdited.connect(lambda _text: self.changed.emit())
        return line

    def lines(self) -> list[NameLine]:
        """Return the lines shown."""
        return [line for line in self._lines if isinstance(line, NameLine)]

    def value(self) -> tuple[NameEntry, ...]:
        """Return the names; empty lines do not count."""
        found = (line.value() for line in self.lines())
        return tuple(entry for entry in found if entry.family_name or entry.given_names)

    def set_value(self, entries: Sequence[NameEntry]) -> None:
        """Show names."""
        self.clear()
        for entry in entries:
            line = self.add_line()
            assert isinstance(line, NameLine)
            line.set_value(entry)


class LanguagesField(QWidget):
    """Languages spoken, the preferred one first: choose one after the other, take one away by its button."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: list[str] = []
        self.choice = ChoiceField(words.language_options())
        self.choice.setPlaceholderText(self.tr("Type a language"))
        self.choice.changed.connect(self._picked)
        self.choice.editingFinished.connect(self._finished)
        self._chips = FlowBox(spacing=4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addWidget(self.choice)
        whole.addWidget(self._chips)
        self.setFocusProxy(self.choice)
        self._show()

    def value(self) -> tuple[str, ...]:
        """Return the codes."""
        return tuple(self._chosen)

    def set_value(self, languages: Sequence[str]) -> None:
        """Show languages."""
        self._chosen = list(languages)
        self._show()

    def is_wrong(self) -> bool:
        """Return whether something is typed that is no language."""
        return self.choice.is_wrong()

    @Slot(str)
    def _picked(self, code: str) -> None:
        """Take what was chosen from the list; a code that is only passed while typing ("ki" of Kinyarwanda) waits."""
        if code and self.choice.text() == words.language(code):
            self._take(code)

    @Slot()
    def _finished(self) -> None:
        if self.choice.value():
            self._take(self.choice.value())

    def _take(self, code: str) -> None:
        if code not in self._chosen:
            self._chosen.append(code)
        self.choice.set_value("")
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self._chips.clear()
        for code in self._chosen:
            chip = button(words.language(code), icon="x", small=True, tip=self.tr("Take this language away"))
            chip.clicked.connect(lambda _on=False, code=code: self._drop(code))
            self._chips.add(chip)
        self._chips.setVisible(bool(self._chosen))
        self.setAccessibleDescription(", ".join(words.language(code) for code in self._chosen))

    def _drop(self, code: str) -> None:
        self._chosen.remove(code)
        self._show()
        self.changed.emit()
