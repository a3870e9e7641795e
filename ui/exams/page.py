"""The examination: sections at the left, the form from the template in the middle, what helps to judge at the right.

What is typed is kept as a draft within a second and becomes part of the exam when its section is finished. A signed
exam shows its frozen versions and takes no entries.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mhac.exams.rules import How
from mhac.exams.views import ExamView, OpenFlag, SectionSaved
from mhac.kernel.errors import ClinicError, NotFound, StaleEdit
from mhac.protocols.form import FormSection
from mhac.protocols.rules import ItemState
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.app.messages import words_of
from ui.app.page import Page, as_number
from ui.exams import people_words, words
from ui.exams import presenter as acts
from ui.exams.case_strip import CaseStrip
from ui.exams.closing import Closing
from ui.exams.context_panel import ContextPanel
from ui.exams.draft_keeper import DraftKeeper
from ui.exams.exam_head import ExamHead
from ui.exams.presenter import ExamPresenter
from ui.exams.section_form import SectionForm
from ui.exams.sections_list import Entry, SectionsList
from ui.exams.signed_view import SignedView
from ui.exams.stale_strip import StaleStrip
from ui.exams.wrong_person import WrongPerson
from ui.widgets.basics import Notice, small

NARROW = 1040
CLASSIFICATION, SIGNATURE = "classification", "signature"


class ExamPage(Page):
    """One exam of one person; F7 and F8 change the section, Ctrl+Enter finishes it."""

    key: ClassVar[str] = "exam"
    topics: ClassVar[frozenset[str]] = frozenset({"exams", "people", "clinic"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._exam_id: int | None = None
        self._person_id: int | None = None
        self._asked_for = False
        self._wanted_section = ""
        self.current = ""
        self.presenter: ExamPresenter | None = None
        self.keeper = DraftKeeper(context, self)
        self._build()
        for keys, act in (("F7", self._previous_section), ("F8", self._next_section), ("Ctrl+Return", self.finish),
                          ("Ctrl+Enter", self.finish)):
            QShortcut(QKeySequence(keys), self, act)

    def _build(self) -> None:
        can = self.context.can
        self.head = ExamHead()
        self.sections = SectionsList()
        self.form = SectionForm(self.context.today, may_mark_rest=can("exams.mark_rest_normal"),
                                may_acknowledge=can("exams.acknowledge_flag"))
        self.wrong_person = WrongPerson(self.context, self.head.wrong_button, self)
        self.closing = Closing(self.context, self)
        self.signed = SignedView(self.context, self)
        self.beside = ContextPanel()
        self.case_strip = CaseStrip(self.context, self)
        self.stale_strip = StaleStrip()
        self.restored_strip = Notice("", "accent")
        self.restored_strip.hide()
        self.middle = QStackedWidget()
        for shown in (self.form, self.closing.classification, self.closing.signature, self.signed):
            self.middle.addWidget(shown)
        hint = small(self.tr("F7 / F8 previous and next section · N normal, A abnormal, X not done"), wrap=True)
        hint.setContentsMargins(12, 8, 12, 8)
        self._left = _card(self.sections, hint)
        self._left.setFixedWidth(232)
        self.beside.setFixedWidth(286)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self.case_strip)
        middle.addWidget(self.restored_strip)
        middle.addWidget(self.stale_strip)
        middle.addWidget(_card(self.middle), 1)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addWidget(self._left)
        columns.addLayout(middle, 1)
        columns.addWidget(self.beside)
        self.body.addWidget(self.head)
        self.body.addLayout(columns, 1)
        self._connect()

    def _connect(self) -> None:
        self.sections.chosen.connect(self.show_section)
        self.form.typed.connect(self._typed)
        self.form.rest_normal_wanted.connect(self._rest_normal)
        self.form.acknowledge_wanted.connect(self._acknowledge)
        self.form.end_reached.connect(self._focus_finish)
        self.closing.section_wanted.connect(self._show_missing)
        self.closing.changed.connect(self.mark_stale)
        self.signed.changed.connect(self.mark_stale)
        self.head.casefile_wanted.connect(self._casefile)
        self.head.finish_wanted.connect(self.finish)
        self.head.amend_wanted.connect(self.signed.ask_amendment)
        self.head.beside_toggled.connect(self._show_beside)
        self.keeper.saved.connect(self._draft_saved)
        self.keeper.failed.connect(self.show_problem)
        self.stale_strip.mine_wanted.connect(self._keep_mine)
        self.stale_strip.theirs_wanted.connect(self._take_theirs)

    # -- loading ------------------------------------------------------------------------------------------------

    def show_with(self, **arguments: object) -> None:
        """Show an exam by its number (`exam_id`), or the person's current one (`person_id`), at a `section`."""
        exam_id, person_id = as_number(arguments.get("exam_id")), as_number(arguments.get("person_id"))
        if exam_id != self._exam_id or (exam_id is None and person_id != self._person_id):
            self.presenter = None
            self.current = ""
            self.stale_strip.hide()
        self._exam_id, self._person_id = exam_id, person_id
        self._asked_for = exam_id is not None or person_id is not None
        self._wanted_section = str(arguments.get("section") or "")
        super().show_with(**arguments)

    def showEvent(self, event: QShowEvent) -> None:
        """Reached by its key: show the exam of the person whose record is open."""
        active = self.context.active_person
        if not self._asked_for and active is not None and active != self._person_id:
            self._exam_id, self._person_id = None, active
            self.presenter, self.current = None, ""
            self.mark_stale()
        super().showEvent(event)

    def refresh(self) -> None:
        """Load the exam; what is being typed stays."""
        if not self.context.can("exams.read_clinical"):
            self.show_no_permission()
        elif self._exam_id is None and self._person_id is None:
            self.show_empty(self.tr("No exam is open"),
                            self.tr("Find a person with Ctrl+K, open the case file and begin or continue the exam."),
                            icon="stethoscope")
        else:
            if self.presenter is None:
                self.show_loading()
            query = acts.load_exam(self._exam_id, self._person_id)
            self.context.read(query, self._show, owner=self, on_error=self._failed, action="exams.read", latest="exam",
                              shown=self.shown)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NotFound) and error.code == "exams.none_begun":
            self.show_empty(self.tr("No exam has been begun"), self.tr("It is begun from the case file."),
                            icon="stethoscope", action=self.tr("Open the case file"), on_action=self._casefile)
        else:
            self.show_error(error)

    def _show(self, view: ExamView) -> None:
        if self.presenter is None or self.presenter.view.id != view.id:
            self.presenter = self.keeper.presenter = ExamPresenter(view, self.context.actor.roles)
            self._exam_id, self._person_id = view.id, view.banner.person_id
            self.form.sex = view.applicant.sex
            self._show_restored()
        else:
            self.presenter.load(view)
        self._asked_for = False
        self.context.active_person = view.banner.person_id
        self.show_content()
        self.set_title(self.tr("Examination"))
        self.head.show_exam(view, self.context.today(), may_amend=self.context.can("exams.amend_exam"))
        self.case_strip.show_exam(view)
        if not self.presenter.unsaved():
            self.head.show_saved(self._last_saved(view), draft=bool(self.presenter.typing))
        if view.status.is_open:
            wanted = self._wanted_section or self.current or self._first_open()
            self._wanted_section = ""
            self.show_section(wanted)
        else:
            self.middle.setCurrentWidget(self.signed)
            self.signed.show_exam(view)
            self.sections.set_entries(self.signed.entries(), "")
            self.beside.show_exam(self.presenter)

    def _last_saved(self, view: ExamView) -> datetime | None:
        moments = [answer.at for answer in view.answers.values()]
        moments += [draft.saved_at for draft in view.drafts.values()]
        return max(moments, default=None)

    def _show_restored(self) -> None:
        at = self.presenter.restored_at if self.presenter else None
        self.restored_strip.setVisible(at is not None)
        if at is not None:
            text = self.tr("What you typed until {time} is back. Finish the section to keep it.")
            self.restored_strip.say(text.format(time=words.moment_or_clock(at, self.context.today())))

    def _first_open(self) -> str:
        presenter = self.presenter
        if presenter is None:
            return ""
        typed = next(iter(presenter.typing), "")
        open_ones = [one.key for one in presenter.sections() if presenter.progress(one).missing
                     and any(presenter.may_enter(asked) for asked in one.fields)]
        return typed or next(iter(open_ones), CLASSIFICATION)

    # -- sections -----------------------------------------------------------------------------------------------

    @Slot(str)
    def show_section(self, key: str) -> None:
        """Show a section of the form, the classification, or the signature."""
        presenter = self.presenter
        if presenter is None:
            return
        if not presenter.view.status.is_open:
            self.signed.go_to(key)
            return
        self.keeper.save_now()
        moved = key != self.current
        self.current = key
        asked = presenter.section(key)
        if asked is not None:
            self._show_form(moved)
        elif key in (CLASSIFICATION, SIGNATURE):
            self._show_closing(key, presenter.view)
        else:
            self.current = CLASSIFICATION
            self._show_closing(CLASSIFICATION, presenter.view)
        if moved and asked is None:
            self._rest_cursor()
        for shown in (self.head.finish_button, self.head.wrong_button):
            shown.setVisible(asked is not None)
        self.wrong_person.show_section(presenter.view, key)
        self._show_around()

    @Slot(str, tuple)
    def _show_missing(self, key: str, questions: tuple[str, ...]) -> None:
        self.show_section(key)
        self.form.focus_named(questions)

    def _show_form(self, moved: bool) -> None:
        presenter = self.presenter
        asked = presenter.section(self.current) if presenter else None
        if presenter is None or asked is None:
            return
        self.middle.setCurrentWidget(self.form)
        self.form.show_section(asked, presenter.may_enter)
        typing = presenter.typing.get(self.current)
        values = presenter.shown_values()
        self.form.show_answers(values, presenter.judgement, typing.marks if typing else {})
        self.form.show_flags(presenter.view.flags)
        if moved and not self.form.focus_first(presenter.progress(asked).missing):
            self._rest_cursor()

    def _rest_cursor(self) -> None:
        """Where this role types nothing the cursor waits in the list of sections, not on some button outside."""
        self.sections.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_closing(self, key: str, view: ExamView) -> None:
        shown = self.closing.classification if key == CLASSIFICATION else self.closing.signature
        self.middle.setCurrentWidget(shown)
        if self.presenter is not None:
            self.closing.show_exam(view, self.presenter.template, load_signing=key == SIGNATURE)

    def _show_around(self) -> None:
        """The list at the left and the column at the right, after every change."""
        presenter = self.presenter
        if presenter is None:
            return
        self.sections.set_entries(self._entries(presenter), self.current)
        self.beside.show_exam(presenter, self.current)

    def _entries(self, presenter: ExamPresenter) -> list[Entry]:
        flagged = {flag.raised.section for flag in presenter.open_flags()}
        elsewhere = {one.section.key: one.drafted_by[0] for one in presenter.view.sections if one.drafted_by}
        entries = []
        for section in presenter.sections():
            far = presenter.progress(section)
            whole = not far.missing and far.asked > 0
            state = f"{far.answered} / {far.asked}" if far.answered else self._waits(section) or "—"
            typed = presenter.is_typed(section.key)
            if section.key in elsewhere:
                state = self.tr("{who} types").format(who=elsewhere[section.key].split()[-1])
            if typed and whole:
                state = self.tr("typed")
            entries.append(Entry(section.key, words.said(section.label), state, whole and not typed, typed,
                                 section.key in flagged))
        decided = presenter.view.decided
        entries.append(Entry(CLASSIFICATION, self.tr("Classification"), "—", bool(decided and decided.current)))
        entries.append(Entry(SIGNATURE, self.tr("Signature"), "—"))
        return entries

    def _waits(self, section: FormSection) -> str:
        """Results of which nobody can say yet whether they are needed."""
        states = self.presenter.standing.assessment.item_states if self.presenter else {}
        waits = section.items and all(states[item].state is ItemState.UNKNOWN for item in section.items)
        return self.tr("waits") if waits else ""

    @Slot()
    def _previous_section(self) -> None:
        self.show_section(self.sections.neighbour(self.current, -1))

    @Slot()
    def _next_section(self) -> None:
        self.show_section(self.sections.neighbour(self.current, 1))

    # -- typing -------------------------------------------------------------------------------------------------

    @Slot(str, object, str)
    def _typed(self, key: str, value: object, mark: str) -> None:
        presenter = self.presenter
        if presenter is None or not self.current:
            return
        presenter.type(self.current, key, value, How(mark) if mark else None)
        asked = presenter.section(self.current)
        if asked is not None:
            self.form.show_section(asked, presenter.may_enter)
            self.form.show_states(presenter.shown_values(), presenter.judgement)
        self._show_around()
        self.head.show_typing()
        self.keeper.note_typing()

    @Slot(datetime)
    def _draft_saved(self, at: datetime) -> None:
        self.head.show_saved(at, draft=True)

    def settle(self, then: Callable[[], None]) -> None:
        """Keep the draft before the page is left, the screen locked or the person signed out."""
        self.keeper.settle(then)

    # -- finishing a section ------------------------------------------------------------------------------------

    @Slot()
    def finish(self) -> None:
        """Finish the section: its answers become part of the exam, and the next section opens."""
        presenter = self.presenter
        if presenter is None or presenter.section(self.current) is None or not presenter.view.status.is_open:
            return
        wrong = self.form.wrong()
        if wrong is not None:
            self.form.focus_on(self.form.question(wrong))
            return
        if not presenter.is_typed(self.current):
            self._after_finish(self.current)
            return
        self.keeper.forget()
        self.head.finish_button.setEnabled(False)
        act, done = presenter.finish_act(self.current), partial(self._finished, self.current)
        self.context.act("exams.save_section", act, done, owner=self, on_error=self._not_finished)

    def _finished(self, section: str, saved: SectionSaved) -> None:
        self.head.finish_button.setEnabled(True)
        self.clear_problem()
        self.restored_strip.hide()
        if self.presenter is not None:
            self.presenter.finished(section)
        self.head.show_saved(saved.at, draft=False)
        if saved.open_flags and self.context.can("exams.acknowledge_flag"):
            return  # a warning sign is answered before one goes on
        if not saved.progress.missing:
            self._wanted_section = self._onward(section)
        elif section == self.current:
            self.form.focus_first(saved.progress.missing)

    def _after_finish(self, section: str) -> None:
        """Nothing was typed: go to what is missing, or on."""
        presenter = self.presenter
        asked = presenter.section(section) if presenter else None
        if presenter is None or asked is None:
            return
        missing = [key for key in presenter.progress(asked).missing
                   if presenter.may_enter(next(one for one in asked.fields if one.key == key))]
        if missing:
            self.form.focus_first(tuple(missing))
        else:
            self.show_section(self._onward(section))

    def _onward(self, section: str) -> str:
        """After a finished section: the next one of one's own; who concludes goes on to the conclusion."""
        own = self.presenter.next_own(section) if self.presenter else ""
        return own or (self.sections.neighbour(section, 1) if self.context.can("exams.classify") else section)

    def _not_finished(self, error: Exception) -> None:
        self.head.finish_button.setEnabled(True)
        presenter = self.presenter
        if isinstance(error, StaleEdit) and error.code == "exams.answer_changed" and presenter is not None:
            asked = presenter.section(self.current)
            fields = {one.key: one for one in asked.fields} if asked else {}
            self.stale_strip.show_conflict(error, fields.get(error.field or ""))
            return
        field = error.field if isinstance(error, ClinicError) else None
        if field is None or not self.form.show_fault(field, words_of(error)):
            self.show_problem(error)

    @Slot(str, int)
    def _keep_mine(self, key: str, number: int) -> None:
        if self.presenter is not None:
            self.presenter.keep_mine(self.current, key, number)
            self.finish()

    @Slot(str)
    def _take_theirs(self, key: str) -> None:
        if self.presenter is not None:
            self.presenter.take_theirs(self.current, key)
            self.mark_stale()

    @Slot()
    def _rest_normal(self) -> None:
        presenter = self.presenter
        asked = presenter.section(self.current) if presenter else None
        if presenter is None or asked is None:
            return
        if presenter.rest_normal(asked) is None:
            self.show_problem(self.tr("Examine first: enter at least one system yourself, then mark the rest."))
            return
        self.clear_problem()
        self._show_form(moved=False)
        self._show_around()
        self.head.show_typing()
        self.keeper.note_typing()

    @Slot(object)
    def _acknowledge(self, flag: OpenFlag) -> None:
        dialog = ReasonDialog(words.said(flag.raised.flag.label), self.tr("Record"), self,
                              text=words.joined((words.said(flag.raised.flag.act), self.tr("What was done?"))))
        dialog.setObjectName("acknowledge")
        dialog.submitted.connect(partial(self._acknowledged, dialog, flag))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _acknowledged(self, dialog: ReasonDialog, flag: OpenFlag) -> None:
        if self._exam_id is not None:
            self.context.act("exams.acknowledge_flag", acts.acknowledge_act(self._exam_id, flag, dialog.text()),
                             dialog.done_with, owner=dialog, on_error=dialog.show_error)

    @Slot()
    def _focus_finish(self) -> None:
        self.head.finish_button.setFocus()

    # -- around -------------------------------------------------------------------------------------------------

    @Slot()
    def _casefile(self) -> None:
        if self._person_id is not None:
            self.context.navigate("casefile", person_id=self._person_id)

    @Slot(bool)
    def _show_beside(self, shown: bool) -> None:
        narrow = self.width() < NARROW
        self.beside.setVisible(shown or not narrow)
        self._left.setVisible(not (shown and narrow))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the page is narrow, what stands at the right is shown on demand."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self.head.show_narrow(narrow)
        if not narrow:
            self.head.beside_button.setChecked(False)
        self._show_beside(self.head.beside_button.isChecked())

    def window_words(self) -> str:
        """Return the name of the person who is examined."""
        return people_words.name(self.presenter.view.banner) if self.presenter else self.title

    def help_text(self) -> str:
        """Return the line of help."""
        return self.tr("F7 and F8 change the section, Enter goes to the next question, N, A and X enter systems, "
                       "digits answer questionnaires, Ctrl+Enter finishes the section.")

    def concerns(self, topic: str, ids: tuple[int, ...]) -> bool:
        """Return whether a change is about this exam, this person, or the clinic's protocols."""
        if topic == "exams":
            return not ids or self._exam_id in ids
        if topic == "people":
            return not ids or self._person_id in ids
        return topic in self.topics



def _card(widget: QWidget, foot: QWidget | None = None) -> QFrame:
    """A white panel around one widget, with a line of words below."""
    card = QFrame()
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(1, 1, 1, 1)
    column.setSpacing(0)
    column.addWidget(widget, 1)
    if foot is not None:
        column.addWidget(foot)
    return card
