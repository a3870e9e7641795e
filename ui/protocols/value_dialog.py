"""The clinic's own value for a number of an edition or for a country of a list, with the reason; and the way back."""

from __future__ import annotations

from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from mhac.kernel.errors import Invalid
from mhac.protocols.own_numbers import sensible_range
from mhac.protocols.template import Template
from ui.app.dialogs import FormDialog
from ui.app.messages import words_of
from ui.app.translation import translate
from ui.protocols import words
from ui.protocols.entries import Entry, OwnChange, Part
from ui.protocols.tables import given_words, on_list
from ui.widgets import formats
from ui.widgets.basics import said_of
from ui.widgets.fields import FieldRow
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.two_versions import Version

YES, NO = "yes", "no"


class ValueDialog(FormDialog):
    """Ask for the value and why; what the template says is in sight."""

    def __init__(self, template: Template, entry: Entry, parent: QWidget | None = None) -> None:
        text = translate("ValueDialog", "The edition says: {value}. It stays visible beside the clinic's own.").format(
            value=given_words(entry)
        )
        title = f"{entry.text} · {entry.detail}" if entry.part is Part.LISTS else entry.text
        super().__init__(title, translate("ValueDialog", "Change for this clinic"), parent, text=text, width=520)
        self.template = template
        self.entry = entry
        self._seen = entry.history[0].id if entry.history else 0
        self._switch = _is_switch(template, entry)
        self.choice = Segmented(_choices(entry), name=self.tr("Value"), clearable=False)
        self.number = QLineEdit()
        self.field: QWidget = self.choice if self._switch else self.number
        if not self._switch and not isinstance(entry.given, str):
            validator = QDoubleValidator(0.0, 1e9, 4, self.number)
            validator.setNotation(QDoubleValidator.Notation.StandardNotation)
            validator.setLocale(formats.locale())
            self.number.setValidator(validator)
        self._show_present()
        label = self.tr("&Value") + (f" ({words.said(entry.unit)})" if entry.unit else "")
        self._value_row = FieldRow(label, self.field, hint=_range_words(template, entry), required=True)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        self._reason_row = FieldRow(self.tr("&Reason"), self.reason, required=True)
        self.body.addWidget(self._value_row)
        self.body.addWidget(self._reason_row)
        self.field.setFocus()

    def _show_present(self) -> None:
        self._put(self.entry.value)

    def _put(self, present: object) -> None:
        if isinstance(present, bool):
            self.choice.set_value(YES if present else NO)
        elif isinstance(present, int | float):
            self.number.setText(formats.locale().toString(float(present), "g", 9))
        elif isinstance(present, str):
            self.number.setText(present)

    def value(self) -> float | int | bool | str | None:
        """Return what was chosen or typed; None for nothing sensible."""
        if self._switch:
            return {YES: True, NO: False}.get(self.choice.value())
        typed = self.number.text().strip()
        if isinstance(self.entry.given, str):
            return typed or None
        number, fine = formats.locale().toDouble(typed)
        if not fine:
            return None
        return int(number) if number == int(number) else number

    def seen(self) -> int:
        """Return the change that was on screen, in the list or told by the refusal."""
        return self._seen

    def check(self) -> bool:
        """A value and a reason must be there."""
        if self.value() is None:
            self._value_row.set_fault(self.tr("Please give the value."))
            self.field.setFocus()
            return False
        if not self.reason.toPlainText().strip():
            self._reason_row.set_fault(self.tr("Please say why; the record keeps it."))
            self.reason.setFocus()
            return False
        return True

    def show_error(self, error: Exception) -> None:
        """What is wrong with the value stands beside it."""
        if isinstance(error, Invalid) and error.field == "value":
            self.problem.hide()
            self.set_busy(False)
            self._value_row.set_fault(words_of(error))
            self.field.setFocus()
        else:
            super().show_error(error)

    def versions(self, newest: OwnChange) -> list[Version]:
        """Return the value that somebody else gave meanwhile, with the reason, beside what is typed here."""
        if self.value() == newest.value:
            return []
        label = said_of(self._value_row.label.text()).removesuffix(" *")
        return [Version("value", label, self._said(self.value()), f"{self._said(newest.value)} ({newest.reason})")]

    def _said(self, value: object) -> str:
        if value is None:
            return given_words(self.entry)
        return on_list(value) if isinstance(value, bool) else words.value(value, self.entry.unit)

    def take(self, newest: OwnChange, choice: dict[str, bool]) -> None:
        """Know the newest change; theirs is put into the field where it was chosen."""
        self._seen = newest.id
        if choice.get("value") is False:
            self._put(self.entry.given if newest.value is None else newest.value)


def _range_words(template: Template, entry: Entry) -> str:
    """Between what the value may lie; it guards against slips and is no authority's rule."""
    low, high = sensible_range(template, entry.key)
    if low is None or high is None:
        return ""
    return translate("ValueDialog", "From {low} to {high}").format(low=words.value(low), high=words.value(high))


def _is_switch(template: Template, entry: Entry) -> bool:
    if entry.part is Part.LISTS:
        return template.lists[entry.key.split(".")[1]].kind == "membership"
    return isinstance(entry.given, bool)


def _choices(entry: Entry) -> list[Choice]:
    if entry.part is Part.LISTS:
        return [Choice(YES, on_list(True), "Y"), Choice(NO, on_list(False), "N")]
    return [Choice(YES, words.yes(), "Y"), Choice(NO, words.no(), "N")]
