"""The two boxes below the registration form: consent, and the family's case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from mhac.registration import codes
from mhac.registration.birth import BirthDate
from mhac.registration.rules import CaseFile, ConsentEntry, NewCase, NewConsent
from ui.app import shelf
from ui.registration import words
from ui.registration.presenter import minor_on
from ui.widgets import formats
from ui.widgets.basics import Card, muted
from ui.widgets.fields import Form
from ui.widgets.lists import TypedList
from ui.widgets.phrases import ChoiceField
from ui.widgets.segmented import Choice, Segmented


class ConsentBox(Card):
    """Whether consent was given, in which language, through whom; a guardian for who is or may be under age."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Consent to the examination"), parent)
        self._today = today
        self._birth: BirthDate | None = None
        self.decision = Segmented(
            [Choice("given", self.tr("Given"), "G", "ok"), Choice("refused", self.tr("Refused"), "R", "bad"),
             Choice("withdrawn", self.tr("Withdrawn"), "W", "bad")], name=self.tr("Consent"))  # fmt: skip
        self.language = ChoiceField(words.language_options())
        self.interpreter = QLineEdit()
        self.guardian = QLineEdit()
        self.relationship = QComboBox()
        self.relationship.addItem("", "")
        for code in codes.relationships():
            if code not in {"principal", "child", "ward"}:
                self.relationship.addItem(words.relationship(code), code)
        self.form = Form(columns=3)
        self.form.add("decision", self.tr("Decision"), self.decision)
        self.form.add("language", self.tr("Explained in"), self.language)
        self.form.add("interpreter", self.tr("Through interpreter"), self.interpreter, hint="")
        self.form.add("guardian_name", self.tr("Signed by guardian"), self.guardian)
        self.form.add("guardian_relationship", self.tr("Guardian is"), self.relationship)
        self._last = muted("")
        self._last.hide()
        self.body.addWidget(self._last)
        self.body.addWidget(self.form)
        self.decision.changed.connect(self._edited)
        self.language.changed.connect(self._edited)
        self.relationship.currentIndexChanged.connect(self._edited)
        for line in (self.interpreter, self.guardian):
            line.textEdited.connect(self._edited)
        self.about(None)

    @Slot()
    def _edited(self) -> None:
        self.changed.emit()

    def is_begun(self) -> bool:
        """Whether something was entered; the language is put in by the form itself."""
        return any(text for name, text in self.typed().items() if name != "language")

    def typed(self) -> dict[str, str]:
        """Return what stands in the box, right or not yet right."""
        return {
            "decision": self.decision.value(),
            "language": self.language.value(),
            "interpreter": self.interpreter.text().strip(),
            "guardian_name": self.guardian.text().strip(),
            "guardian_relationship": str(self.relationship.currentData() or ""),
        }

    def set_typed(self, typed: Mapping[str, str]) -> None:
        """Show again what stood in the box."""
        self.decision.set_value(typed.get("decision", ""))
        self.language.set_value(typed.get("language", ""))
        self.interpreter.setText(typed.get("interpreter", ""))
        self.guardian.setText(typed.get("guardian_name", ""))
        self.relationship.setCurrentIndex(max(0, self.relationship.findData(typed.get("guardian_relationship", ""))))

    def about(self, birth: BirthDate | None, *, unknown: bool = False) -> None:
        """Ask for a guardian where the birth date makes or leaves one needed, or where nobody knows it."""
        self._birth = birth
        wanted = unknown if birth is None else minor_on(birth, self._today()) is not False
        for name in ("guardian_name", "guardian_relationship"):
            self.form.row(name).setVisible(wanted)

    def suggest_language(self, code: str) -> None:
        """Put the preferred language where none is chosen."""
        if not self.language.value() and not self.language.text():
            self.language.set_value(code)

    def clear(self, last: ConsentEntry | None = None) -> None:
        """Begin anew; say what was recorded last."""
        self.form.clear_faults()
        self.decision.set_value("")
        self.language.set_value("")
        for line in (self.interpreter, self.guardian):
            line.clear()
        self.relationship.setCurrentIndex(0)
        self._last.setVisible(last is not None)
        if last is not None:
            said = {"given": self.tr("Given"), "refused": self.tr("Refused"), "withdrawn": self.tr("Withdrawn")}
            self._last.setText(
                words.joined(
                    (said.get(last.decision, ""), formats.moment(last.given_at), words.language(last.language))
                )
            )

    def value(self) -> NewConsent | None:
        """Return the consent, None where no decision was entered."""
        if not self.decision.value():
            return None
        guardian = self.form.row("guardian_name").isVisibleTo(self.form)
        return NewConsent(
            decision=self.decision.value(),
            language=self.language.value(),
            interpreter=self.interpreter.text(),
            guardian_name=self.guardian.text() if guardian else "",
            guardian_relationship=str(self.relationship.currentData()) if guardian else "",
        )


class CaseForm(Form):
    """Country, category, number and programme of a case."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(columns=4, parent=parent)
        self._today = today
        self.country = TypedList()
        self._fill_countries()
        self.category = TypedList()
        self.number = QLineEdit()
        self.programme = QLineEdit()
        self.add("country", self.tr("Goes to"), self.country)
        self.add("category", self.tr("Category"), self.category)
        self.add("number", self.tr("Case number"), self.number, hint=self.tr("given by the clinic if empty"))
        self.add("programme", self.tr("Programme"), self.programme)
        self.country.currentIndexChanged.connect(self._country_changed)
        self._country_changed()
        shelf.news.changed.connect(self._editions_changed)

    def _fill_countries(self) -> None:
        self.country.clear()
        self.country.addItem(self.tr("No case yet"), "")
        for code, name in words.programme_options():
            self.country.addItem(name, code)

    def _choose_country(self, code: str) -> None:
        """Choose a country; one for which there is no protocol any more is named all the same."""
        if self.country.findData(code) < 0:
            self.country.addItem(words.country(code), code)
        self.country.setCurrentIndex(self.country.findData(code))

    @Slot()
    def _editions_changed(self) -> None:
        """Offer what may be examined under now; what is chosen stays chosen, if it is still offered."""
        country, category = self.country.currentData(), self.category.currentData()
        with QSignalBlocker(self.country):
            self._fill_countries()
            self._choose_country(str(country or ""))
        with QSignalBlocker(self.category):
            self._country_changed()
            self.category.setCurrentIndex(max(0, self.category.findData(category)))

    def value(self) -> NewCase | None:
        """Return the case, None where no country is chosen."""
        country = str(self.country.currentData() or "")
        if not country:
            return None
        return NewCase(country, str(self.category.currentData() or ""), self.number.text(), self.programme.text())

    def set_case(self, case: CaseFile | None) -> None:
        """Show a case, or an empty form."""
        self.clear_faults()
        self._choose_country(case.country if case else "")
        self._country_changed()
        if case and self.category.findData(case.category) < 0:
            self.category.addItem(case.category, case.category)
        self.category.setCurrentIndex(max(0, self.category.findData(case.category)) if case else 0)
        self.number.setText(case.number if case else "")
        self.programme.setText(case.programme if case else "")

    @Slot()
    def _country_changed(self) -> None:
        country = str(self.country.currentData() or "")
        self.category.clear()
        self.category.addItem(self.tr("Choose") if country else "", "")
        for code, label in words.category_options(country, self._today()):
            self.category.addItem(label, code)
        for name in ("category", "number", "programme"):
            self.row(name).setEnabled(bool(country))


class CaseBox(Card):
    """A new case for the person, or the place in the family's case that is joined."""

    changed = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Family and case"), parent)
        self._joins: CaseFile | None = None
        self.form = CaseForm(today)
        self._joining = QWidget()
        self._family = muted("", wrap=True)
        self.place = Form(columns=2)
        self.relationship = TypedList()
        self.relationship.addItem(self.tr("Choose"), "")
        for code in codes.relationships():
            if code != "principal":
                self.relationship.addItem(words.relationship(code), code)
        self.travels = QCheckBox(self.tr("Travels with the family"))
        self.place.add("members", self.tr("Relationship to the principal applicant"), self.relationship, required=True)
        self.place.add("travels", self.tr("Travel"), self.travels)
        room = QVBoxLayout(self._joining)
        room.setContentsMargins(0, 0, 0, 0)
        room.addWidget(self._family)
        room.addWidget(self.place)
        self.body.addWidget(self.form)
        self.body.addWidget(self._joining)
        for choice in (self.form.country, self.form.category, self.relationship):
            choice.currentIndexChanged.connect(self._edited)
        for line in (self.form.number, self.form.programme):
            line.textEdited.connect(self._edited)
        self.travels.toggled.connect(self._edited)
        self.join(None)

    @Slot()
    def _edited(self) -> None:
        self.changed.emit()

    def is_begun(self) -> bool:
        """Whether something was entered for the person; the case that is joined was not."""
        typed = self.typed()
        return bool(typed.get("country") or typed.get("relationship"))

    def typed(self) -> dict[str, str]:
        """Return what stands in the box, right or not yet right."""
        if self._joins is not None:
            return {
                "relationship": str(self.relationship.currentData() or ""),
                "travels": "yes" if self.travels.isChecked() else "no",
            }
        form = self.form
        return {
            "country": str(form.country.currentData() or ""),
            "category": str(form.category.currentData() or ""),
            "number": form.number.text().strip(),
            "programme": form.programme.text().strip(),
        }

    def set_typed(self, typed: Mapping[str, str]) -> None:
        """Show again what stood in the box, after `join`."""
        if self._joins is not None:
            self.relationship.setCurrentIndex(max(0, self.relationship.findData(typed.get("relationship", ""))))
            self.travels.setChecked(typed.get("travels") != "no")
            return
        form = self.form
        form.country.setCurrentIndex(max(0, form.country.findData(typed.get("country", ""))))
        form.category.setCurrentIndex(max(0, form.category.findData(typed.get("category", ""))))
        form.number.setText(typed.get("number", ""))
        form.programme.setText(typed.get("programme", ""))

    def joined(self) -> int | None:
        """Return the case that is joined."""
        return self._joins.id if self._joins is not None else None

    def join(self, case: CaseFile | None) -> None:
        """Say which family's case the next person joins; None for a new one."""
        self._joins = case
        self.form.set_case(None)
        self.form.setVisible(case is None)
        self._joining.setVisible(case is not None)
        self.place.clear_faults()
        self.relationship.setCurrentIndex(0)
        self.travels.setChecked(True)
        if case is not None:
            people = ", ".join(member.person.name for member in case.members)
            self._family.setText(self.tr("Joins case {number}: {people}").format(number=case.number, people=people))

    def joins(self) -> tuple[int, str, bool] | None:
        """Return case, relationship and whether they travel together."""
        if self._joins is None:
            return None
        return self._joins.id, str(self.relationship.currentData()), self.travels.isChecked()
