"""The physician's decision: one of four, with what each of them needs, and what stands against it in view."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from mhac.travel.codes import words as words_in
from mhac.travel.rules import NewDecision, Outcome, Severity
from mhac.travel.views import TravellerRow
from ui.app.dialogs import FormDialog
from ui.travel.needs import NeedsEditor
from ui.travel.words import concern_words, language, outcome_words
from ui.widgets.basics import Notice, column, holder
from ui.widgets.dates import DateEdit
from ui.widgets.fields import Form


class DecisionDialog(FormDialog):
    """Decide on one traveller. Fields appear with the decision that needs them."""

    def __init__(self, traveller: TravellerRow, today: date, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Fitness decision for {name}").format(name=traveller.person.name),
                         self.tr("&Decide"), parent, width=600)
        self.traveller = traveller
        self._notices()
        self.choices: dict[Outcome, QRadioButton] = {}
        self._group = QButtonGroup(self)
        self.body.addWidget(self._outcomes())
        self.needs = NeedsEditor()
        self.recheck = DateEdit(today=lambda: today)
        self.reason = QPlainTextEdit()
        self.despite = QLineEdit()
        self.supersede = QLineEdit()
        self._lay_out()
        self._start()
        self._show_fields()

    def _notices(self) -> None:
        row = self.traveller
        for each in row.concerns:
            self.body.addWidget(Notice(concern_words(each), "bad" if each.severity is Severity.HOLD else "warning"))
        findings = row.screening.findings if row.screening else ()
        for holds, tone in ((True, "bad"), (False, "warning")):
            lines = [words_in(each.text, language()) for each in findings if each.holds is holds]
            if lines:
                self.body.addWidget(Notice(" · ".join(lines), tone))

    def _outcomes(self) -> QWidget:
        whole = column(spacing=4)
        words = {Outcome.FIT: self.tr("&Fit"), Outcome.FIT_WITH_CONDITIONS: self.tr("Fit with &conditions"),
                 Outcome.TEMPORARILY_UNFIT: self.tr("&Temporarily unfit, with a recheck"),
                 Outcome.UNFIT: self.tr("&Unfit")}
        for outcome, text in words.items():
            button = QRadioButton(text)
            button.setAccessibleName(outcome_words(outcome)[0])
            button.toggled.connect(self._show_fields)
            self._group.addButton(button)
            self.choices[outcome] = button
            whole.addWidget(button)
        return holder(whole)

    def _lay_out(self) -> None:
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(64)
        form = self.form = Form(1)
        form.add("conditions", self.tr("Co&nditions of the journey"), self.needs, required=True)
        form.add("recheck_on", self.tr("Checked &again on"), self.recheck, required=True)
        form.add("reason", self.tr("&Reason"), self.reason, required=True)
        form.add("despite", self.tr("Why the person may fly &nevertheless"), self.despite, required=True)
        form.add("supersede_reason", self.tr("Why the &earlier decision is replaced"), self.supersede, required=True)
        self.body.addWidget(form)
        self.body.addStretch(1)

    def _start(self) -> None:
        """Begin with the travel needs as conditions; nothing is decided before somebody chooses."""
        row = self.traveller
        conditions = row.decision.conditions if row.decision and row.decision.conditions else row.needs
        self.needs.set_value(conditions)
        first = self.choices[Outcome.FIT_WITH_CONDITIONS if conditions else Outcome.FIT]
        first.setFocus()

    def take(self, newest: TravellerRow) -> None:
        """Decide over what somebody else did meanwhile; what is typed stays."""
        self.traveller = newest
        self._show_fields()

    def outcome(self) -> Outcome | None:
        """Return what is chosen."""
        return next((outcome for outcome, button in self.choices.items() if button.isChecked()), None)

    def request(self) -> NewDecision:
        """Return the decision as the service takes it."""
        outcome = self.outcome()
        assert outcome is not None
        row = self.traveller
        flies, later = outcome.may_travel, outcome is Outcome.TEMPORARILY_UNFIT
        return NewDecision(
            traveller_id=row.traveller_id, outcome=outcome,
            conditions=self.needs.value() if outcome is Outcome.FIT_WITH_CONDITIONS else (),
            reason="" if flies else self.reason.toPlainText(), recheck_on=self.recheck.day() if later else None,
            seen_decision_id=row.decision.id if row.decision else None,
            supersede_reason=self.supersede.text() if row.decision else "",
            despite=self.despite.text() if flies else "")

    def check(self) -> bool:
        """Something must be chosen, and what is half typed among the conditions too."""
        if self.outcome() is Outcome.FIT_WITH_CONDITIONS and self.form is not None:
            fault = self.needs.take_typed()
            if fault:
                self.form.show_faults({"conditions": fault})
            return not fault
        if self.outcome() is not None:
            return True
        self.problem.setText(self.tr("Choose one of the four decisions."))
        self.problem.show()
        return False

    @Slot()
    def _show_fields(self) -> None:
        if self.form is None:
            return
        outcome = self.outcome()
        row = self.traveller
        findings = row.screening.findings if row.screening else ()
        held = any(each.holds for each in findings)
        shown = {
            "conditions": outcome is Outcome.FIT_WITH_CONDITIONS,
            "recheck_on": outcome is Outcome.TEMPORARILY_UNFIT,
            "reason": outcome in (Outcome.TEMPORARILY_UNFIT, Outcome.UNFIT),
            "despite": outcome is not None and outcome.may_travel and held,
            "supersede_reason": row.decision is not None and outcome is not None,
        }
        for name, visible in shown.items():
            self.form.row(name).setVisible(visible)
        self.adjustSize()
