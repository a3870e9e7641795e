"""The right side of the departures screen: one traveller, what is done, what is open, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mhac.certificates.rules import OTHER_ON_FILE, Status
from mhac.certificates.views import CertificateRow
from mhac.travel.codes import words as words_in
from mhac.travel.forms import screening_form
from mhac.travel.rules import Severity
from mhac.travel.views import DecisionEntry, ScreeningEntry, Step, StepKind, StepState, TravellerRow, TravellerView
from ui.travel.presenter import covered, next_act
from ui.travel.tables import certificate_words, sex_and_age
from ui.travel.words import (
    concern_words,
    condition_words,
    language,
    needs_words,
    outcome_words,
    state_words,
    step_state_words,
    step_words,
    why_not_words,
)
from ui.widgets import formats
from ui.widgets.basics import (
    Card,
    Notice,
    Pill,
    as_tip,
    button,
    column,
    holder,
    muted,
    row,
    rule,
    section,
    small,
    strong,
    words,
)

WIDTH = 336
MEASURES = ("temperature", "pulse", "oxygen_saturation")


class TravellerPanel(Card):
    """Shows a traveller; its buttons ask the page for the act: screen, decide, needs, remove, certify, open."""

    asked = Signal(str)

    def __init__(self, can: Callable[[str], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._can = can
        self.setFixedWidth(WIDTH)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._area, 1)
        self._acts = row()
        self.body.addLayout(self._acts)
        self.next_button = button("", kind="primary")
        self.next_button.clicked.connect(self._next)
        self.screen_button = button(self.tr("&Screen"))
        self.screen_button.clicked.connect(lambda: self.asked.emit("screen"))
        self.decide_button = button(self.tr("&Decide"))
        self.decide_button.clicked.connect(lambda: self.asked.emit("decide"))
        self.more_button = button(self.tr("&More"))
        self.more_button.setMenu(self._menu())
        for each in (self.next_button, self.screen_button, self.decide_button):
            self._acts.addWidget(each)
        self._acts.addStretch(1)
        self._acts.addWidget(self.more_button)
        self._next_act = ""
        self.show_nobody()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        entries = [("needs", self.tr("Travel &needs…"), "travel.set_needs"),
                   ("casefile", self.tr("&Open the case file"), "exams.read_casefile"),
                   ("certificate", self.tr("Show the &certificate"), "certificates.read"),
                   ("void", self.tr("&Void the last screening…"), "travel.void_screening"),
                   ("remove", self.tr("&Take off the flight…"), "travel.remove_traveller")]
        self.entries = {}
        for act, text, permission in entries:
            if self._can(permission):
                entry = menu.addAction(text)
                entry.triggered.connect(lambda _checked=False, act=act: self.asked.emit(act))
                self.entries[act] = entry
        return menu

    def show_nobody(self) -> None:
        """Say that nobody is chosen."""
        self._fill([muted(self.tr("Choose a traveller to see steps, needs and decision."), wrap=True)])
        for each in (self.next_button, self.screen_button, self.decide_button, self.more_button):
            each.hide()

    def show_traveller(self, view: TravellerView, certificates: Mapping[int, CertificateRow], today: date) -> None:
        """Show one traveller."""
        one = view.row
        mark = certificates.get(one.traveller_id)
        parts: list[QWidget] = [self._head(one, today)]
        parts += self._notices(one)
        parts += [section(self.tr("Pre-departure steps")), *map(self._step, self._steps(one, certificates))]
        if needs_words(one):
            parts += [section(self.tr("Travel needs")), words(needs_words(one), wrap=True)]
        if one.screening is not None and one.screening.answers:
            parts += [section(self.tr("Last screening")), words(self._measures(one.screening), wrap=True)]
        if view.decisions:
            parts += [section(self.tr("Decision")), *self._decisions(view)]
        if mark is not None:
            parts += [section(self.tr("Certificate")), *self._certificate(mark)]
        self._fill(parts)
        self._offer(one, certificates, mark)

    def _fill(self, parts: list[QWidget]) -> None:
        whole = column(spacing=8, margins=(0, 0, 8, 0))
        for part in parts:
            whole.addWidget(part)
        whole.addStretch(1)
        inside = holder(whole)
        inside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._area.setWidget(inside)

    def _head(self, one: TravellerRow, today: date) -> QWidget:
        whole: QVBoxLayout = column(spacing=4)
        whole.addWidget(words(one.person.name, "heading", wrap=True))
        facts = " · ".join((sex_and_age(one.person, today), f"{one.case_country} {one.case_category}", one.case_number))
        whole.addWidget(small(facts, wrap=True))
        line = row()
        line.addWidget(Pill(*state_words(one)))
        line.addStretch(1)
        whole.addLayout(line)
        return holder(whole)

    def _notices(self, one: TravellerRow) -> list[QWidget]:
        found: list[QWidget] = [
            Notice(concern_words(each), "hold" if each.severity is Severity.HOLD else "warning")
            for each in one.concerns]
        for finding in one.screening.findings if one.screening else ():
            notice = Notice(words_in(finding.text, language()), "bad" if finding.holds else "warning")
            notice.setToolTip(as_tip(self.tr("Source: {source} ({confidence})").format(
                source=finding.source, confidence=self._confidence(finding.confidence))))
            found.append(notice)
        return found

    def _confidence(self, confidence: str) -> str:
        return {"official": self.tr("official"), "secondary": self.tr("second-hand"),
                "unverified": self.tr("to be confirmed by the panel physician")}[confidence]

    def _steps(self, one: TravellerRow, certificates: Mapping[int, CertificateRow]) -> list[Step]:
        """Add the certificate as the last step: travel itself knows nothing of papers."""
        steps = list(one.steps)
        mark = certificates.get(one.traveller_id)
        last = steps[-1]
        if covered(one, certificates) and mark is not None:
            steps.append(Step(StepKind.CERTIFICATE, StepState.DONE, None, last.due_at, mark.issued_at, mark.issued_by))
        elif one.holds:
            state = StepState.LATE if last.state is StepState.LATE else StepState.OPEN
            steps.append(Step(StepKind.CERTIFICATE, state, None, last.due_at))
        return steps

    def _step(self, step: Step) -> QWidget:
        name, detail = step_words(step)
        left = column(spacing=0)
        left.addWidget(words(name, wrap=True))
        if detail:
            left.addWidget(small(detail, wrap=True))
        line = row()
        line.addLayout(left, 1)
        line.addWidget(Pill(*step_state_words(step.state)), 0, Qt.AlignmentFlag.AlignTop)
        whole = column(spacing=6)
        whole.addLayout(line)
        whole.addWidget(rule())
        return holder(whole)

    def _measures(self, screening: ScreeningEntry) -> str:
        fields = {field.code: field for field in screening_form().fields}
        shown = [f"{words_in(fields[code].label, language())} {screening.answers[code]:g} {fields[code].unit}"
                 for code in MEASURES if code in screening.answers]
        return " · ".join(shown)

    def _decisions(self, view: TravellerView) -> list[QWidget]:
        latest = view.decisions[-1]
        text, tone = outcome_words(latest.outcome)
        head = row()
        head.addWidget(Pill(text, "neutral" if view.row.why_not else tone))
        head.addStretch(1)
        parts: list[QWidget] = [holder(head)]
        if view.row.why_not:
            parts.append(Notice(why_not_words(view.row.why_not), "warning"))
        parts += [words(line, wrap=True) for line in self._said(latest)]
        earlier = view.decisions[:-1]
        if earlier:
            parts.append(small(self.tr("Earlier, replaced:")))
            parts += [small(self._short(each), wrap=True) for each in reversed(earlier)]
        return parts

    def _said(self, entry: DecisionEntry) -> list[str]:
        lines = [condition_words(each) for each in entry.conditions]
        lines += [line for line in (entry.reason, entry.despite) if line]
        if entry.recheck_on:
            lines.append(self.tr("Checked again on {day}").format(day=formats.day(entry.recheck_on)))
        lines.append(self.tr("{physician}, {moment}").format(physician=entry.physician,
                                                              moment=formats.moment(entry.decided_at)))
        if entry.valid_until:
            lines.append(self.tr("Holds until {moment}").format(moment=formats.moment(entry.valid_until)))
        if entry.supersede_reason:
            lines.append(self.tr("Replaces the earlier decision: {reason}").format(reason=entry.supersede_reason))
        return lines

    def _short(self, entry: DecisionEntry) -> str:
        return self.tr("{outcome} · {physician}, {moment}").format(
            outcome=outcome_words(entry.outcome)[0], physician=entry.physician,
            moment=formats.moment(entry.decided_at))

    def _certificate(self, mark: CertificateRow) -> list[QWidget]:
        parts: list[QWidget] = [strong(certificate_words(mark))]
        if mark.status is Status.ISSUED:
            parts.append(small(self.tr("valid to {moment}").format(moment=formats.moment(mark.valid_until))))
            if mark.why_not == OTHER_ON_FILE:
                parts.append(Notice(self.tr("Its name, birth date, sex, nationality or document was corrected on file "
                                            "since. Issue it anew; the new one replaces it."), "warning"))
            elif mark.why_not:
                parts.append(Notice(self.tr("The decision behind it no longer covers the journey. Revoke it, "
                                            "or issue a new one after the next decision."), "warning"))
        elif mark.ended_reason:
            parts.append(small(mark.ended_reason, wrap=True))
        return parts

    def _offer(self, one: TravellerRow, certificates: Mapping[int, CertificateRow],
               mark: CertificateRow | None) -> None:
        """Show the next act as the primary button, and the other two only beside another one."""
        allowed = {"screen": self._can("travel.record_screening"), "decide": self._can("travel.decide_fitness"),
                   "certify": self._can("certificates.issue")}
        act = next_act(one, certificates)
        self._next_act = act if allowed.get(act) else ""
        texts = {"screen": self.tr("&Screen"), "decide": self.tr("&Decide"), "certify": self.tr("&Issue certificate")}
        self.next_button.setText(texts.get(self._next_act, ""))
        self.next_button.setAccessibleName(self.next_button.text().replace("&", ""))
        self.next_button.setVisible(bool(self._next_act))
        self.screen_button.setVisible(allowed["screen"] and self._next_act != "screen")
        self.decide_button.setVisible(allowed["decide"] and self._next_act != "decide")
        self.more_button.setVisible(bool(self.entries))
        if "certificate" in self.entries:
            self.entries["certificate"].setEnabled(mark is not None)
        if "void" in self.entries:
            self.entries["void"].setEnabled(one.screening is not None)

    @Slot()
    def _next(self) -> None:
        if self._next_act:
            self.asked.emit(self._next_act)

