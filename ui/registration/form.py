"""The registration form: what is asked of a person, in the order in which one asks, with faults beside their fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from mhac.kernel.errors import Invalid
from mhac.registration import codes
from mhac.registration.birth import BirthDate, Precision, read_birth
from mhac.registration.rules import NewPerson
from ui.app.messages import words_for, words_of
from ui.registration import words
from ui.registration.editors import LanguagesField, NamesEditor, NumbersEditor
from ui.widgets.date_text import TypedDate
from ui.widgets.dates import DateEdit
from ui.widgets.fields import Form
from ui.widgets.phrases import ChoiceField
from ui.widgets.segmented import Choice, Segmented

COUNTRIES = ("citizenship", "origin_country", "birth_country")


class PersonForm(Form):
    """Names, birth, origin, papers, home and languages. `changed` comes with every edit."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(columns=12, parent=parent)
        self._today = today
        self._make_fields()
        self._lay_out()
        self._listen()

    def _make_fields(self) -> None:
        self.family_name = QLineEdit()
        self.given_names = QLineEdit()
        self.sex = Segmented(
            [Choice("F", self.tr("Female"), "F"), Choice("M", self.tr("Male"), "M"),
             Choice("X", "X", "X")], name=self.tr("Sex"))  # fmt: skip
        self.sex.button("X").setToolTip(self.tr("Unspecified, X in a passport"))
        self.birth = DateEdit(partial=True, unknown=True, today=self._today)
        self.citizenship, self.origin_country, self.birth_country = (ChoiceField() for _ in COUNTRIES)
        for choice in (self.citizenship, self.origin_country, self.birth_country):
            choice.set_options(words.country_options(), words.country_aliases())
        self.travel_status = QComboBox()
        self.travel_status.addItem(self.tr("National"), None)
        for code in codes.travel_statuses():
            self.travel_status.addItem(words.status(code), code)
        self.numbers = NumbersEditor(self._today)
        self.phone = QLineEdit()
        self.phone.setPlaceholderText("+250 788 000 000")
        self.camp = QComboBox()
        self.camp.addItem(self.tr("No camp"), None)
        for code, camp in codes.camps().items():
            name = camp.name if camp.open else self.tr("{camp} (closed)").format(camp=camp.name)
            self.camp.addItem(name, code)
        self.address = QLineEdit()
        self.languages = LanguagesField()
        self.needs_interpreter = QCheckBox(self.tr("Needs an &interpreter"))
        self.other_names = NamesEditor()
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(52)

    def _lay_out(self) -> None:
        third = 4
        self.add("family_name", self.tr("&Family name"), self.family_name, required=True, span=third)
        self.add("given_names", self.tr("&Given names"), self.given_names, span=third)
        self.add("sex", self.tr("&Sex"), self.sex, required=True, span=third)
        self.add("birth_date", self.tr("&Birth date or age"), self.birth, required=True, span=third)
        self.add("citizenship", self.tr("&Nationality"), self.citizenship, span=third)
        self.add("travel_status", self.tr("Status"), self.travel_status, span=third)
        self.add("origin_country", self.tr("Country of origin"), self.origin_country, span=third)
        self.add("birth_country", self.tr("Country of birth"), self.birth_country, span=third)
        self.add("phone", self.tr("&Telephone"), self.phone, span=third)
        self.add("identifiers", self.tr("Papers and n&umbers"), self.numbers, span=12)
        self.add("camp", self.tr("Ca&mp"), self.camp, span=third)
        self.add("address", self.tr("Add&ress"), self.address, span=8)
        self.add("languages", self.tr("&Languages, preferred first"), self.languages, span=6)
        self.add("interpreter", self.tr("Interpreter"), self.needs_interpreter, span=6)
        self.add("other_names", self.tr("Further names"), self.other_names, span=12)
        self.add("note", self.tr("N&ote"), self.note, span=12)
        for name in self.names():
            self.row(name).setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)  # equal thirds

    def _listen(self) -> None:
        for line in (self.family_name, self.given_names, self.phone, self.address):
            line.textEdited.connect(lambda _text: self.changed.emit())
        for choice in (self.citizenship, self.origin_country, self.birth_country):
            choice.changed.connect(lambda _code: self.changed.emit())
        for editor in (self.birth, self.numbers, self.languages, self.other_names):
            editor.changed.connect(self.changed)
        self.sex.changed.connect(lambda _value: self.changed.emit())
        self.travel_status.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.camp.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.note.textChanged.connect(self.changed)
        self.needs_interpreter.toggled.connect(lambda _on: self.changed.emit())

    # -- what is typed ------------------------------------------------------------------------------------------

    def birth_date(self) -> BirthDate | None:
        """Return the birth date; raises `Invalid` where the text cannot be one."""
        typed = self.birth.value()
        if self.birth.is_unknown():
            return None
        if typed is not None:
            return BirthDate(typed.earliest, typed.latest, Precision(typed.precision), typed.estimated)
        return read_birth(self.birth.text(), self._today()) if self.birth.text().strip() else None

    def person(self) -> NewPerson:
        """Return what is typed; a birth date that is none is left out, `problems` tells of it."""
        try:
            born = self.birth_date()
        except Invalid:
            born = None
        spoken = self.languages.value()
        needs = self.needs_interpreter.isChecked()
        return NewPerson(
            family_name=self.family_name.text(),
            given_names=self.given_names.text(),
            sex=self.sex.value(),
            birth=born,
            citizenship=self.citizenship.value() or None,
            origin_country=self.origin_country.value() or None,
            birth_country=self.birth_country.value() or None,
            travel_status=self.travel_status.currentData(),
            phone=self.phone.text(),
            camp=self.camp.currentData(),
            address=self.address.text(),
            languages=spoken,
            needs_interpreter=needs,
            interpreter_language=spoken[0] if needs and spoken else None,
            note=self.note.toPlainText(),
            other_names=self.other_names.value(),
            identifiers=self.numbers.value(),
            birth_unknown=self.birth.is_unknown(),
        )

    def problems(self) -> dict[str, str]:
        """Say what is typed and not understood, by field; what is missing the rules tell."""
        found: dict[str, str] = {}
        try:
            self.birth_date()
        except Invalid as error:
            found["birth_date"] = words_of(error)
        for name in COUNTRIES:
            field = self.field(name)
            if isinstance(field, ChoiceField) and field.is_wrong():
                found[name] = words_for("registration.country")
        if self.languages.is_wrong():
            found["languages"] = words_for("registration.language")
        if self.numbers.problem():
            found["identifiers"] = self.numbers.problem()
        return found

    # -- what is shown ------------------------------------------------------------------------------------------

    def set_person(self, person: NewPerson) -> None:
        """Show a person."""
        self.clear_faults()
        for known in dataclasses.fields(person):
            self._put(known.name, getattr(person, known.name))
        self.changed.emit()

    def put(self, name: str, value: object) -> None:
        """Write one field, as a document or the file gives it."""
        self._put(name, value)
        if name == "birth" and value is None:
            self.birth.set_unknown()  # on file nothing else leaves it empty
        self.changed.emit()

    def _put(self, name: str, value: Any) -> None:
        lines = {"family_name": self.family_name, "given_names": self.given_names, "phone": self.phone,
                 "address": self.address}  # fmt: skip
        lists = {"travel_status": self.travel_status, "camp": self.camp}
        if name in lines:
            lines[name].setText(str(value or ""))
        elif name in lists:
            _choose(lists[name], value)
        elif name in COUNTRIES:
            field = self.field(name)
            assert isinstance(field, ChoiceField)
            field.keep_value(str(value or ""), words.country(value))
        elif name == "birth":
            self.birth.set_value(_typed(value) if value else None)
        elif name == "birth_unknown" and value:
            self.birth.set_unknown()
        elif name == "sex":
            self.sex.set_value(value or "")
        elif name == "needs_interpreter":
            self.needs_interpreter.setChecked(bool(value))
        elif name == "note":
            self.note.setPlainText(value)
        elif name == "paper":
            self.numbers.put(value)
        elif name == "identifiers":
            self.numbers.set_value(value)
        elif name == "languages":
            self.languages.set_value(value)
        elif name == "other_names":
            self.other_names.set_value(value)


def _choose(box: QComboBox, code: str | None) -> None:
    """Choose what is on file; a code that the list has no more stays what it is."""
    if box.findData(code) < 0:
        box.addItem(str(code), code)
    box.setCurrentIndex(box.findData(code))


def _typed(birth: BirthDate) -> TypedDate:
    return TypedDate(birth.earliest, birth.latest, birth.precision.value, birth.estimated)
