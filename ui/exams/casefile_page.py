"""The case file: who this is, the family, what the protocol asks and how far it is, what was signed and done."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QTabWidget, QVBoxLayout, QWidget

from mhac.exams.rules import ExamStatus
from mhac.exams.views import CaseFile, ExamLine, Requirement
from mhac.kernel.errors import Refused
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.app.page import Page, as_number
from ui.app.request_slip import RequestSlipDialog
from ui.app.stale import LookAgain
from ui.exams import casefile_presenter as acts
from ui.exams import people_words, tables, words
from ui.exams.family_list import FamilyList
from ui.exams.move_dialog import MoveDialog
from ui.exams.outlook_strip import DayDialog, OutlookStrip
from ui.exams.requirement_list import RequirementList
from ui.exams.why_panel import WhyPanel
from ui.widgets import formats
from ui.widgets.banner import Banner
from ui.widgets.basics import button, heading, muted, row, small, strong
from ui.widgets.tables import DataTable

NARROW = 1040


class CaseFilePage(Page):
    """One person; the arrow keys choose a requirement, Enter opens its section."""

    key: ClassVar[str] = "casefile"
    topics: ClassVar[frozenset[str]] = frozenset({"exams", "people", "cases", "floor", "clinic"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._person_id: int | None = None
        self._until: date | None = None
        self._case_id: int | None = None
        self.file: CaseFile | None = None
        self._build()

    def _build(self) -> None:
        self.banner = Banner()
        self.family = FamilyList()
        self.requirements = RequirementList()
        self.exams = DataTable(tables.exam_columns(), key=_exam_key, name=self.tr("Exams"), sortable=False)
        self.signatures = DataTable(tables.signature_columns(), name=self.tr("Signatures"), sortable=False)
        self.events = DataTable(tables.event_columns(), name=self.tr("History"), sortable=False)
        self.why = WhyPanel(may_request=self.context.can("exams.request_item"))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self._exams_tab = self._exams_panel()
        self._build_banner()
        main = self._card()
        main_column = QVBoxLayout(main)
        main_column.setContentsMargins(1, 4, 1, 1)
        main_column.addWidget(self.tabs)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        self._family_card = self._family_panel()
        columns.addWidget(self._family_card)
        columns.addWidget(main, 1)
        columns.addWidget(self.why)
        self.outlook = OutlookStrip()
        self.outlook.day_wanted.connect(self._look_ahead)
        self.body.addWidget(self.banner)
        self.body.addWidget(self.outlook)
        self.body.addLayout(columns, 1)
        self._connect()

    def _build_banner(self) -> None:
        self._side_head = small("")
        self._side_figure = strong("")
        self._side_note = small("")
        for label in (self._side_head, self._side_figure, self._side_note):
            self.banner.side.addWidget(label)
        self.exam_button = button("", kind="primary")
        self.exam_button.clicked.connect(self.open_exam)
        self.more_button = button(self.tr("&More"))
        menu = QMenu(self.more_button)
        self.move_action = QAction(self.tr("&Move the exam to another person…"), menu)
        self.void_action = QAction(self.tr("&Void the exam…"), menu)
        self.begin_action = QAction(self.tr("&Begin a new exam"), menu)
        self.begin_action.triggered.connect(self._begin)
        self.move_action.triggered.connect(self._ask_move)
        self.void_action.triggered.connect(self._ask_void)
        self.enter_action = QAction(self.tr("&Enter at the authority…"), menu)
        self.enter_action.triggered.connect(self._enter)
        self.ahead_action = QAction(self.tr("&Look ahead to a day…"), menu)
        self.ahead_action.triggered.connect(self._ask_day)
        menu.addActions([
            self.begin_action, self.enter_action, self.ahead_action, self.move_action, self.void_action])
        self.more_button.setMenu(menu)
        self.enter_button = button(self.tr("&Enter at the authority"), icon="clipboard-list")
        self.enter_button.clicked.connect(self._enter)
        self.banner.acts.addWidget(self.exam_button)
        self.banner.acts.addWidget(self.enter_button)
        self.banner.acts.addWidget(self.more_button)

    def _card(self) -> QFrame:
        card = QFrame()
        card.setProperty("card", True)
        return card

    def _family_panel(self) -> QFrame:
        card = self._card()
        self._family_head = heading("")
        self._family_note = muted("", wrap=True)
        column = QVBoxLayout(card)
        column.setContentsMargins(1, 10, 1, 10)
        head = row(margins=(13, 0, 13, 4))
        head.addWidget(self._family_head)
        foot = row(margins=(13, 4, 13, 0))
        foot.addWidget(self._family_note)
        column.addLayout(head)
        column.addWidget(self.family, 1)
        column.addLayout(foot)
        card.setFixedWidth(214)
        return card

    def _exams_panel(self) -> QFrame:
        panel = QFrame()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.exams, 1)
        self._signatures_head = heading(self.tr("Signatures of the current exam"))
        self._signatures_head.setContentsMargins(12, 6, 0, 0)
        column.addWidget(self._signatures_head)
        column.addWidget(self.signatures, 1)
        return panel

    def _connect(self) -> None:
        self.family.opened.connect(self._open_member)
        self.requirements.picked.connect(self._picked)
        self.requirements.opened.connect(self._opened)
        self.exams.opened.connect(self._open_old_exam)
        self.why.section_wanted.connect(self._open_section)
        self.why.request_wanted.connect(self._request)
        self.why.slip_wanted.connect(self.show_slip)

    # -- loading ------------------------------------------------------------------------------------------------

    def show_with(self, **arguments: object) -> None:
        """Show a person (`person_id`), in one of several cases (`case_id`)."""
        person_id = as_number(arguments.get("person_id"))
        if person_id is not None:
            if person_id != self._person_id:
                self.file = None
                self._until = None
            self._person_id, self._case_id = person_id, as_number(arguments.get("case_id"))
        super().show_with()

    def refresh(self) -> None:
        """Load the case file."""
        if not self.context.can("exams.read_casefile"):
            self.show_no_permission()
        elif self._person_id is None:
            self.show_empty(self.tr("No case file is open"), self.tr("Find a person, a case or a number with Ctrl+K."),
                            icon="users")
        else:
            if self.file is None:
                self.show_loading()
            self.context.read(acts.load(self._person_id, self._case_id, self._until), self._show, owner=self,
                              on_error=self.show_error, action="exams.casefile", latest="casefile", shown=self.shown)

    def _show(self, file: CaseFile) -> None:
        self.file = file
        self.context.active_person = file.banner.person_id
        self.show_content()
        number = file.banner.case_number
        self.set_title(self.tr("Case {number}").format(number=number) if number else self.tr("Case file"))
        self._show_banner(file)
        self.family.show_members(file.members, file.banner.person_id, self.context.today())
        self._family_head.setText(self.tr("Family of %n", "", len(file.members)) if len(file.members) > 1
                                  else self.tr("Person"))
        held = any(member.held for member in file.members)
        self._family_note.setText(self.tr("The family travels together: clearance follows the last member.")
                                  if len(file.members) > 1 else "")
        self._family_note.setProperty("tone", "hold" if held else "muted")
        self.requirements.set_steps(acts.rows_of(file))
        self.exams.set_rows(file.exams)
        self.signatures.set_rows(file.signatures)
        self.events.set_rows(file.events)
        self._offer_tabs(file)
        self.why.show_file(file, self.requirements.current_step())
        self.outlook.show_outlook(file.outlook, asked=self._until is not None)

    def _show_banner(self, file: CaseFile) -> None:
        who = file.banner
        self.banner.show_subject(people_words.name(who), people_words.facts(who, self.context.today()),
                                 people_words.numbers(who), who.photo)
        tags = [(people_words.programme(who), "accent")] if who.country else []
        if file.exam is not None:
            tags.append((self.tr("Protocol {edition}").format(edition=file.exam.edition), "neutral"))
            if not file.adopted and file.clinical:
                tags.append((self.tr("Edition not adopted"), "warning"))
        tags += [people_words.alert(alert) for alert in file.alerts]
        if file.verdict is not None and file.verdict.holds:
            tags.append((self.tr("Hold"), "hold"))
        self.banner.set_tags(tags)
        self._show_side(file)
        self._show_acts(file)

    def _show_side(self, file: CaseFile) -> None:
        until = file.decided.valid_until if file.decided else file.verdict.valid_until if file.verdict else None
        exam = file.exam
        self._side_head.setText(self.tr("Exam of {day}").format(day=formats.day(exam.exam_date)) if exam else "")
        self._side_figure.setText(words.status(exam.status)[0] if exam else self.tr("No exam yet"))
        self._side_note.setText(self.tr("valid until {day}").format(day=formats.day(until)) if until else "")

    def _show_acts(self, file: CaseFile) -> None:
        can = self.context.can
        open_exam = acts.has_open_exam(file)
        if open_exam:
            self.exam_button.setText(self.tr("Continue &exam  F6"))
        elif file.exam is not None and file.exam.status is ExamStatus.SIGNED:
            self.exam_button.setText(self.tr("Read &exam  F6"))
        else:
            self.exam_button.setText(self.tr("Begin &exam"))
        shown = can("exams.read_clinical") and (file.exam is not None or can("exams.begin_exam"))
        self.exam_button.setVisible(shown)
        again = file.exam is not None and acts.can_begin(file) and can("exams.begin_exam")
        self.begin_action.setVisible(again)
        self.move_action.setVisible(open_exam and can("exams.move_exam"))
        self.void_action.setVisible(open_exam and can("exams.void_exam"))
        enters = can("submissions.read") and file.exam is not None and file.exam.status is ExamStatus.SIGNED
        self.enter_action.setVisible(enters and shown)
        self.enter_button.setVisible(enters and not shown)
        self.ahead_action.setVisible(file.clinical and file.exam is not None)
        self.more_button.setVisible(any(action.isVisible() for action in self.more_button.menu().actions()))

    def _offer_tabs(self, file: CaseFile) -> None:
        """Only tabs that have something in them."""
        wanted: list[tuple[QWidget, str]] = [(self.requirements, self.tr("Requirements"))]
        if file.exams:
            wanted.append((self._exams_tab, self.tr("Exams and signatures")))
        if file.events:
            wanted.append((self.events, self.tr("History")))
        if [self.tabs.widget(i) for i in range(self.tabs.count())] != [widget for widget, _ in wanted]:
            self.tabs.clear()
            for widget, text in wanted:
                self.tabs.addTab(widget, text)
        for shown in (self._signatures_head, self.signatures):
            shown.setVisible(bool(file.signatures))

    # -- acts ---------------------------------------------------------------------------------------------------

    @Slot()
    def open_exam(self) -> None:
        """Continue, read or begin the exam."""
        file = self.file
        if file is None:
            return
        if file.exam is not None:
            self.context.navigate("exam", exam_id=file.exam.id)
        else:
            self._begin()

    @Slot()
    def _enter(self) -> None:
        if self.file is not None and self.file.exam is not None:
            self.context.navigate("entry", exam_id=self.file.exam.id)

    @Slot()
    def _begin(self) -> None:
        file = self.file
        if file is None or file.banner.case_id is None:
            self.show_problem(self.tr("This person is in no case. Open a case in the registration first."))
        else:
            act = acts.begin_act(file.banner.person_id, file.banner.case_id)
            self.context.act("exams.begin_exam", act, self._begun, owner=self, on_error=self._not_begun)

    def _begun(self, exam_id: int) -> None:
        self.context.navigate("exam", exam_id=exam_id)

    def _not_begun(self, error: Exception) -> None:
        """Somebody was quicker, or the button was pressed twice: that exam is the one to go on with."""
        if isinstance(error, Refused) and error.code == "exams.already_open":
            self.context.navigate("exam", exam_id=error.values["exam"])
        elif isinstance(error, Refused) and error.code == "exams.consent_missing":
            self._ask_without_consent()
        else:
            self.show_problem(error)

    def _ask_without_consent(self) -> None:
        file = self.file
        if file is None or file.banner.case_id is None:
            return
        dialog = ReasonDialog(self.tr("No consent is recorded"), self.tr("Begin without it"), self, danger=True,
                              text=self.tr("Record the consent of {name} in the registration first, or say why the "
                                           "exam begins without it.").format(name=people_words.name(file.banner)))
        dialog.setObjectName("without_consent")
        dialog.submitted.connect(partial(self._begin_without, dialog, file.banner.person_id, file.banner.case_id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _begin_without(self, dialog: ReasonDialog, person_id: int, case_id: int) -> None:
        def begun(exam_id: int) -> None:
            dialog.done_with()
            self._begun(exam_id)

        act = acts.begin_act(person_id, case_id, dialog.text())
        self.context.act("exams.begin_exam", act, begun, owner=dialog, on_error=dialog.show_error)

    @Slot(str)
    def _open_section(self, section: str) -> None:
        if self.file is not None and self.file.exam is not None:
            self.context.navigate("exam", exam_id=self.file.exam.id, section=section)

    @Slot(object)
    def _opened(self, step: Requirement) -> None:
        if step.section and self.file is not None and self.file.clinical:
            self._open_section(step.section)

    @Slot(object)
    def _picked(self, step: Requirement) -> None:
        if self.file is not None:
            self.why.show_file(self.file, step)

    @Slot(int)
    def _open_member(self, person_id: int) -> None:
        case_id = self.file.banner.case_id if self.file else None
        self.context.navigate("casefile", person_id=person_id, case_id=case_id)

    @Slot(object)
    def _open_old_exam(self, line: ExamLine) -> None:
        if self.context.can("exams.read_clinical"):
            self.context.navigate("exam", exam_id=line.id)

    @Slot(str)
    def _request(self, item: str) -> None:
        if self.file is not None and self.file.exam is not None:
            act = acts.request_act(self.file.exam.id, item)
            self.context.act("exams.request_item", act, self.show_slip, owner=self)

    @Slot(int)
    def show_slip(self, request_id: int) -> None:
        """Show a request slip, to be printed."""
        dialog = RequestSlipDialog(self.context, request_id, self)
        dialog.setObjectName("slip")
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _ask_void(self) -> None:
        file = self.file
        if file is None or file.exam is None:
            return
        dialog = ReasonDialog(self.tr("Void exam"), self.tr("Void exam"), self, danger=True, text=self.tr(
            "The exam of {name} stays readable as void and can be begun anew.").format(
                name=people_words.name(file.banner)))
        dialog.setObjectName("void")
        dialog.submitted.connect(partial(self._void, dialog, self._look_again(dialog, file, file.exam)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _void(self, dialog: ReasonDialog, again: LookAgain[CaseFile]) -> None:
        if again.now.exam is not None:
            self.context.act("exams.void_exam", acts.void_act(again.now.exam, dialog.text()), dialog.done_with,
                             owner=dialog, on_error=again.refused)

    def _look_again(self, dialog: FormDialog, file: CaseFile, line: ExamLine) -> LookAgain[CaseFile]:
        query = acts.newest(file.banner.person_id, file.banner.case_id, line.id)
        return LookAgain(dialog, self.context, file, query, tables.exam_facts)

    @Slot()
    def _ask_move(self) -> None:
        file = self.file
        if file is None or file.exam is None:
            return
        dialog = MoveDialog(
            people_words.numbered(file.banner), acts.others(file), self, today=self.context.today())
        dialog.setObjectName("move")
        dialog.submitted.connect(partial(self._move, dialog, self._look_again(dialog, file, file.exam)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _move(self, dialog: MoveDialog, again: LookAgain[CaseFile]) -> None:
        if again.now.exam is not None:
            act = acts.move_act(again.now.exam, dialog.person_id(), dialog.reason_text())
            self.context.act("exams.move_exam", act, dialog.done_with, owner=dialog, on_error=again.refused)

    @Slot()
    def _ask_day(self) -> None:
        dialog = DayDialog(self.context.today(), self)
        dialog.setObjectName("ahead")
        dialog.submitted.connect(partial(self._look_ahead_from, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _look_ahead_from(self, dialog: DayDialog) -> None:
        day = dialog.day()
        dialog.done_with()
        self._look_ahead(day)

    @Slot(object)
    def _look_ahead(self, day: date | None) -> None:
        """Look ahead to a day, or again to the next flight."""
        self._until = day
        self.refresh()

    # -- around -------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the requirements the room they need."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._family_card.setFixedWidth(184 if narrow else 228)
        self.why.setFixedWidth(244 if narrow else 272)

    def window_words(self) -> str:
        """Return the person's name for the window title."""
        return people_words.name(self.file.banner) if self.file else self.title

    def help_text(self) -> str:
        """Return the line of help."""
        return self.tr("Choose a requirement to see why it is asked; Enter opens its section, F6 the exam.")

    def concerns(self, topic: str, ids: tuple[int, ...]) -> bool:
        """Return whether a change may concern this person or the family."""
        if topic == "people" and ids and self.file is not None:
            return bool({self._person_id, *(member.person_id for member in self.file.members)} & set(ids))
        return topic in self.topics


def _exam_key(line: ExamLine) -> int:
    return line.id
