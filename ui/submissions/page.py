"""Entering a signed exam at the authority: line by line in the authority's order, ticked, checked, and sent.

Without an exam the page shows what is to be entered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from mhac.submissions.rules import Status, TickHow
from mhac.submissions.views import Check, Entry, PaperLine, Sheet, SheetRow, WaitingExam
from ui.app.context import AppContext
from ui.app.page import Page
from ui.submissions import presenter, words
from ui.submissions.acts import SheetActs
from ui.submissions.clipboard import Clipboard
from ui.submissions.sheet_list import SheetList
from ui.submissions.side_panel import WIDE, SidePanel
from ui.submissions.waiting_list import WaitingList
from ui.widgets import formats
from ui.widgets.banner import Banner
from ui.widgets.basics import Card, Notice, as_tip, button, muted, row, small, strong
from ui.widgets.segmented import Choice, Segmented

NARROW, NARROW_PANEL = 1040, 280


class EntryPage(Page):
    """Arguments: exam_id, and paper for one of its sheets; neither: the list."""

    key: ClassVar[str] = "entry"
    topics: ClassVar[frozenset[str]] = frozenset({"submissions", "exams", "people", "cases", "clinic"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._exam_id: int | None = None
        self._paper: str | None = None
        self.entry: Entry | None = None
        self._waiting: tuple[WaitingExam, ...] = ()
        self._shown = ("", 0, "")  # which content the lines show: paper, submission, digest
        self.acts = SheetActs(context, self)
        self.clipboard = Clipboard(self)
        self.clipboard.emptied.connect(self._clipboard_emptied)
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack, 1)
        self.list = WaitingList()
        self.list.opened.connect(self._open)
        self.stack.addWidget(self.list)
        self.stack.addWidget(self._build_entry())
        self.set_title(self.tr("Enter at the authority"))
        QShortcut(QKeySequence("Ctrl+F"), self, self.list.filter.setFocus)

    # -- building -----------------------------------------------------------------------------------------------

    def _build_entry(self) -> QWidget:
        shown = QWidget()
        self.banner = Banner(compact=True)
        self.list_button = button(self.tr("&All waiting"), icon="list")
        self.list_button.clicked.connect(lambda: self.context.navigate("entry"))
        self.casefile_button = button(self.tr("&Case file"))
        self.casefile_button.clicked.connect(self._open_casefile)
        self.casefile_button.setVisible(self.context.can("exams.read_casefile"))
        self.banner.acts.addWidget(self.list_button)
        self.banner.acts.addWidget(self.casefile_button)
        self.notice = Notice("", "warning")
        self.renew_button = button(self.tr("Free&ze anew"), small=True)
        self.renew_button.clicked.connect(self._renew)
        self.notice.line.addWidget(self.renew_button)
        self.middle = QStackedWidget()
        self.middle.addWidget(self._build_sheet())
        self.middle.addWidget(self._build_unprepared())
        self._tabs_line = row(spacing=10)
        self.tabs: Segmented | None = None
        self._tabs_line.addStretch(1)
        whole = QVBoxLayout(shown)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        for widget in (self.banner, self.notice):
            whole.addWidget(widget)
        whole.addLayout(self._tabs_line)
        whole.addWidget(self.middle, 1)
        return shown

    def _build_sheet(self) -> QWidget:
        shown = QWidget()
        self.lines = SheetList()
        self.lines.copy_wanted.connect(self._copy)
        self.lines.tick_wanted.connect(self._tick)
        self.lines.picked.connect(self._picked)
        self.panel = SidePanel(self.context.can("submissions.reopen"), self.context.can("submissions.resolve"))
        self.panel.asked.connect(self._asked)
        self.panel.decide_wanted.connect(self._ask_decision)
        self.progress = strong("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Lines entered"))
        self.whole = QCheckBox(self.tr("Show what is not as&ked"))
        self.whole.toggled.connect(self.lines.show_whole)
        self.detail = small("", wrap=True)
        card = Card(padding=0, spacing=0)
        head = row(margins=(14, 10, 14, 8), spacing=12)
        head.addWidget(self.progress)
        head.addWidget(self.bar, 1)
        head.addWidget(self.whole)
        card.body.addLayout(head)
        card.body.addWidget(self.lines, 1)
        foot = row(margins=(14, 8, 14, 10))
        foot.addWidget(self.detail, 1)
        card.body.addLayout(foot)
        columns = QHBoxLayout(shown)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(12)
        columns.addWidget(card, 1)
        columns.addWidget(self.panel)
        return shown

    def _build_unprepared(self) -> QWidget:
        self.unprepared = Card()
        self.unprepared_title = strong("")
        self.unprepared_words = muted("", wrap=True)
        self.begin_button = button("", kind="primary")
        self.begin_button.clicked.connect(self._prepare)
        for widget in (self.unprepared_title, self.unprepared_words):
            self.unprepared.body.addWidget(widget)
        line = row()
        line.addWidget(self.begin_button)
        line.addStretch(1)
        self.unprepared.body.addLayout(line)
        self.unprepared.body.addStretch(1)
        return self.unprepared

    # -- page ---------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow screen the lines come first."""
        super().resizeEvent(event)
        self.panel.setFixedWidth(NARROW_PANEL if self.width() < NARROW else WIDE)

    def help_text(self) -> str:
        """Say how lines are copied and ticked."""
        if self._exam_id is None:
            return self.tr("Signed exams whose sheets are not all at the authority. Enter opens one.")
        return self.tr(
            "Enter copies the line and moves on; the line before is ticked then. Space ticks, N: no place "
            "for it on the authority’s screen, Ctrl+C copies. The clipboard is emptied after a minute."
        )

    def show_with(self, **arguments: object) -> None:
        """Show an exam's sheets, or the list."""
        exam_id, paper = arguments.get("exam_id"), arguments.get("paper")
        exam_id = exam_id if isinstance(exam_id, int) else None
        if exam_id != self._exam_id:
            self.entry = None
            self.clipboard.clear()
        self._exam_id = exam_id
        self._paper = paper if isinstance(paper, str) else None
        super().show_with()

    def window_words(self) -> str:
        """Whose exam is being entered."""
        return words.name(self.entry) if self._exam_id is not None and self.entry is not None else self.title

    def settle(self, then: Callable[[], None]) -> None:
        """Nothing is left on the clipboard when the page is left or the screen locked."""
        self.clipboard.clear()
        then()

    def refresh(self) -> None:
        """Load the list or the exam."""
        if not self.context.can("submissions.read"):
            self.show_no_permission()
        elif self._exam_id is None:
            if not self._waiting:
                self.show_loading()
            self.context.read(
                presenter.load_waiting,
                self._show_list,
                owner=self,
                on_error=self.show_error,
                action="submissions.to_enter",
                latest="entry",
            )
        else:
            if self.entry is None:
                self.show_loading()
            self.context.read(
                presenter.load_entry(self._exam_id, self._paper),
                self._show_entry,
                owner=self,
                on_error=self.show_error,
                action="submissions.entry",
                latest="entry",
                shown=self.shown,
            )

    # -- the list -----------------------------------------------------------------------------------------------

    def _show_list(self, waiting: tuple[WaitingExam, ...]) -> None:
        self._waiting = waiting
        self.entry = None
        self.set_title(self.tr("Enter at the authority"))
        if not waiting:
            self.show_empty(
                self.tr("Nothing waits to be entered"),
                self.tr("As soon as an exam is signed, its sheets stand here until they are submitted."),
                icon="file-check",
            )
            return
        self.list.show_waiting(waiting)
        self.stack.setCurrentIndex(0)
        self.show_content()

    @Slot(object)
    def _open(self, exam: WaitingExam) -> None:
        self.context.navigate("entry", exam_id=exam.exam_id)

    # -- an exam ------------------------------------------------------------------------------------------------

    def _show_entry(self, entry: Entry) -> None:
        self.entry = entry
        self.context.active_person = entry.person_id
        sheet = entry.sheet
        chosen = self._chosen(entry)
        self._paper = chosen.key
        today = self.context.today()
        self.banner.show_subject(words.name(entry), words.facts(entry, today), words.numbers(entry), entry.photo)
        self.banner.set_tags(
            [
                (words.joined((words.country(entry.country), words.said(entry.category_label))), "accent"),
                (self._signed(entry), "ok" if not entry.may_enter else "warning"),
            ]
        )
        self.set_title(self.tr("Enter {sheet}").format(sheet=chosen.name))
        self._offer_papers(entry, chosen)
        before = self._shown[:2]
        if sheet is None:
            self._show_unprepared(entry, chosen)
        else:
            self._show_sheet(sheet)
        self.stack.setCurrentIndex(1)
        self.show_content()
        if self._shown[:2] != before and not (self.tabs and self.tabs.hasFocus()):
            (self.begin_button if sheet is None else self.lines).setFocus()
        self.title_changed.emit(self.title)

    def _signed(self, entry: Entry) -> str:
        if entry.signed_at is None:
            return self.tr("Not signed")
        return self.tr("Signed {when} by {who}").format(when=formats.moment(entry.signed_at), who=entry.physician)

    def _chosen(self, entry: Entry) -> PaperLine:
        if entry.sheet is not None:
            return next(one for one in entry.papers if one.key == entry.sheet.paper_key)
        wanted = next((one for one in entry.papers if one.key == self._paper), None)
        return wanted or next((one for one in entry.papers if one.submission_id is None), entry.papers[0])

    def _offer_papers(self, entry: Entry, chosen: PaperLine) -> None:
        choices = [Choice(paper.key, words.tab(paper)) for paper in entry.papers]
        had_focus = self.tabs is not None and self.tabs.hasFocus()
        if self.tabs is not None:
            self._tabs_line.removeWidget(self.tabs)
            self.tabs.hide()
            self.tabs.deleteLater()
        self.tabs = Segmented(choices, name=self.tr("Sheet"), clearable=False)
        for paper in entry.papers:
            self.tabs.button(paper.key).setToolTip(as_tip(words.joined((paper.title, words.paper_state(paper)[0]))))
        self.tabs.set_value(chosen.key)
        self.tabs.changed.connect(self._paper_chosen)
        self._tabs_line.insertWidget(0, self.tabs)
        if had_focus:
            self.tabs.setFocus()

    @Slot(str)
    def _paper_chosen(self, key: str) -> None:
        self._paper = key
        self.clipboard.clear()
        self.clear_problem()
        self.refresh()

    def _show_unprepared(self, entry: Entry, chosen: PaperLine) -> None:
        self._shown = (chosen.key, 0, "")
        why = words.outdated(entry.may_enter)
        self.notice.hide()
        self.unprepared_title.setText(words.joined(dict.fromkeys((chosen.name, chosen.title))))
        self.unprepared_words.setText(
            why
            or self.tr(
                "The sheet is frozen from the signed exam, in the order of the authority’s form or screen; then its "
                "lines are copied and ticked one by one."
            )
        )
        self.begin_button.setText(self.tr("&Begin entering {sheet}").format(sheet=chosen.name))
        self.begin_button.setVisible(not why and self.context.can("submissions.prepare"))
        self.middle.setCurrentIndex(1)

    def _show_sheet(self, sheet: Sheet) -> None:
        shown = (sheet.paper_key, sheet.submission_id, sheet.digest)
        fresh = shown[:2] != self._shown[:2]
        self._shown = shown
        self.lines.can_tick = sheet.status is Status.OPEN and self.context.can("submissions.tick")
        self.lines.show_parts(sheet.parts, fresh=fresh)
        self.panel.show_sheet(sheet)
        self.progress.setText(self.tr("{done} of {of} lines").format(done=sheet.entered, of=sheet.to_enter))
        self.bar.setRange(0, max(1, sheet.to_enter))
        self.bar.setValue(sheet.entered)
        why = words.outdated(sheet.outdated) if sheet.outdated else ""
        self.notice.say(why, "warning")
        self.notice.setVisible(bool(why))
        self.renew_button.setVisible(sheet.outdated == "changed")
        self.middle.setCurrentIndex(0)

    @property
    def sheet(self) -> Sheet | None:
        """The sheet that is open."""
        return self.entry.sheet if self.entry is not None else None

    @Slot(object)
    def _picked(self, line: SheetRow) -> None:
        copied = self.tr("copied as {text}").format(text=line.copy) if line.copy != line.value else ""
        made = words.joined((line.by, formats.moment(line.at)))
        entered = words.tick(line)
        said = (
            copied,
            self.tr("recorded: {who}").format(who=made) if made else "",
            self.tr("entered: {who}").format(who=entered) if entered else "",
        )
        self.detail.setText(words.joined(said) or " ")

    # -- acts ---------------------------------------------------------------------------------------------------

    @Slot(object)
    def _copy(self, line: SheetRow) -> None:
        self.clipboard.copy(line.copy)
        self.lines.mark_copied(line.name)

    @Slot()
    def _clipboard_emptied(self) -> None:
        self.lines.mark_copied("")

    @Slot(object, object)
    def _tick(self, line: SheetRow, how: TickHow | None) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        if how is None:
            self._do("submissions.untick", presenter.untick(sheet, line.name))
        else:
            self._do("submissions.tick", presenter.tick(sheet, line.name, how))

    def _do(self, action: str, act: presenter.Act) -> None:
        self.clear_problem()
        self.context.act(action, act, lambda _done: None, owner=self, on_error=self.show_problem)

    @Slot()
    def _prepare(self) -> None:
        if self._exam_id is not None and self._paper is not None:
            self._do("submissions.prepare", presenter.prepare(self._exam_id, self._paper))

    @Slot()
    def _renew(self) -> None:
        if self.sheet is not None:
            self._do("submissions.renew", presenter.renew(self.sheet))

    @Slot()
    def _open_casefile(self) -> None:
        if self.entry is not None:
            self.context.navigate("casefile", person_id=self.entry.person_id, case_id=self.entry.case_id)

    @Slot(str)
    def _asked(self, what: str) -> None:
        if self.sheet is not None:
            self.acts.ask(what, self.sheet)

    @Slot(object)
    def _ask_decision(self, check: Check) -> None:
        if self.sheet is not None:
            self.acts.decide(self.sheet, check)
