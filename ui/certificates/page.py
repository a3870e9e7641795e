"""The certificates page: issue what is ready, print and save, revoke and replace, and check a paper in hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QSplitter, QWidget

from mhac.certificates.rules import PrintState, Status
from mhac.certificates.views import CertificateRow, JobRow, Printable, ReadyRow
from mhac.documents.content import Paper
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog, icon_button
from ui.app.messages import words_of
from ui.app.page import Page
from ui.app.stale import LookAgain
from ui.certificates import presenter
from ui.certificates.check_dialog import CheckDialog
from ui.certificates.lists import ISSUED, QUEUE, READY, CertificateLists
from ui.certificates.panel import CertificatePanel
from ui.certificates.presenter import UNCOVERED, Queued, Shown
from ui.certificates.print_run import IssueRun, PrintRun, SaveRun, run_of
from ui.certificates.words import certificate_facts, failure_words, left_out_words
from ui.widgets.basics import Notice, as_tip, button, row
from ui.widgets.progress import WorkBar
from ui.widgets.segmented import Choice, Segmented

PANEL_PX, PANEL_LEAST = 400, 280
Problems = Sequence[Exception | str]


class CertificatesPage(Page):
    """Three lists and the paper; arguments: certificate_id, decision_id, text (a scanned code or number)."""

    key: ClassVar[str] = "certificates"
    topics: ClassVar[frozenset[str]] = frozenset({"certificates", "departures", "exams", "people"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.set_title(self.tr("Certificates"))
        self._shown = Shown()
        self._wanted: int | None = None
        self._then_print = False
        self._left_out: list[CertificateRow] = []
        self.issuing = run_of(context, IssueRun)
        self.printing = run_of(context, PrintRun)
        self.saving = run_of(context, SaveRun)
        self._build_head()
        self.work = WorkBar()
        self.body.addWidget(self.work)
        self.uncovered = Notice("", "warning")
        show_them = button(self.tr("Show the&m"), small=True)
        show_them.clicked.connect(self._show_uncovered)
        self.uncovered.line.addWidget(show_them)
        self.uncovered.hide()
        self.body.addWidget(self.uncovered)
        self.lists = CertificateLists(context.can, self.printing.chosen)
        self.lists.bar.changed.connect(self._remember_printer)
        self.lists.asked.connect(self._act)
        self.lists.picked.connect(self._picked)
        self.panel = CertificatePanel(context.can)
        self.panel.asked.connect(self._act_on_paper)
        self.split = QSplitter()
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(12)
        self.split.addWidget(self.lists)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.splitterMoved.connect(lambda _place, _index: setattr(self, "_moved", True))
        self._moved = False
        self.body.addWidget(self.split, 1)
        self._connect_runs()
        self._show_view(READY if context.can("certificates.issue") else ISSUED)
        QShortcut(QKeySequence("Ctrl+F"), self, self.filter.setFocus)

    # -- building -----------------------------------------------------------------------------------------------

    def _build_head(self) -> None:
        self.view = Segmented(
            [Choice(READY, self.tr("Ready")), Choice(ISSUED, self.tr("Issued")), Choice(QUEUE, self.tr("To print"))],
            name=self.tr("List"), clearable=False)
        self.view.changed.connect(self._show_view)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(150)
        self._typing.timeout.connect(self.refresh)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Name, number, case or flight"))
        self.filter.setToolTip(as_tip(self.filter.placeholderText()))
        self.filter.setAccessibleName(self.tr("Filter the list"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(140)
        self.filter.textChanged.connect(lambda _text: self._typing.start())
        self.status = QComboBox()
        self.status.setAccessibleName(self.tr("Status"))
        for words, value in (
            (self.tr("All"), ""), (self.tr("Standing"), Status.ISSUED.value),
            (self.tr("Not covered"), UNCOVERED), (self.tr("Revoked"), Status.REVOKED.value),
            (self.tr("Replaced"), Status.REPLACED.value),
        ):
            self.status.addItem(words, value)
        self.status.activated.connect(self.refresh)
        self.check = button(self.tr("&Check a certificate"), icon="scan-line")
        self.check.clicked.connect(lambda: self.open_check())
        self.keys = icon_button("key-round", self.tr("Save the public key with which anybody can check"))
        self.keys.clicked.connect(self._choose_key_file)
        self.keys.setVisible(self.context.can("certificates.export_public_keys"))
        head = row()
        head.addWidget(self.view)
        head.addWidget(self.filter, 1)
        for each in (self.status, self.check, self.keys):
            head.addWidget(each)
        self.body.addLayout(head)

    def _connect_runs(self) -> None:
        self.work.stopped.connect(self._stop)
        self.issuing.finished.connect(self._issued_all)
        self.printing.finished.connect(self._printed_all)
        self.saving.finished.connect(self._saved_all)
        for run in (self.issuing, self.printing, self.saving):
            run.progress.connect(self.work.set_progress)
            if run.running:
                self._begin_work(self.tr("Printing certificates"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width between list and paper, until somebody moves the line between them."""
        super().resizeEvent(event)
        if not self._moved:
            whole = self.width() - 52
            paper = max(PANEL_LEAST, min(PANEL_PX, whole // 3))
            self.split.setSizes([whole - paper, paper])

    # -- page ---------------------------------------------------------------------------------------------------

    def show_with(self, **arguments: object) -> None:
        """Show a certificate, a decision that is ready, or check a scanned text."""
        for name, view in (("certificate_id", ISSUED), ("decision_id", READY)):
            wanted = arguments.get(name)
            if isinstance(wanted, int):
                self.filter.clear()
                self.status.setCurrentIndex(0)
                self._wanted = wanted
                self._show_view(view)
        super().show_with(**arguments)
        text = arguments.get("text")
        if isinstance(text, str) and text:
            QTimer.singleShot(0, self, lambda: self.open_check(text))

    def help_text(self) -> str:
        """Say the keys."""
        return self.tr("Ctrl+A chooses all. Alt+I issues, Alt+T prints, Alt+C checks a paper in hand, Ctrl+F filters.")

    def window_words(self) -> str:
        """Return the name on the chosen certificate, or the title."""
        return self.panel.row.name if self.panel.row is not None else self.title

    @Slot()
    def refresh(self) -> None:
        """Load the lists."""
        if not self.context.can("certificates.read"):
            self.show_no_permission()
            return
        self.show_loading()
        self._recover()
        self.context.read(partial(presenter.load, self.filter.text().strip(), str(self.status.currentData())),
                          self._show, owner=self, on_error=self.show_error, latest="certificates")

    def _recover(self) -> None:
        """Once a session: prints that the program did not finish last time wait again, where everybody sees them."""
        run, action = self.printing, "certificates.recover_prints"
        if not run.recovered and not run.running and self.context.can(action):
            run.recovered = True
            self.context.act(action, presenter.recover, lambda _count: None, owner=run)

    def _show(self, shown: Shown) -> None:
        self._shown = shown
        self.lists.show_rows(shown)
        for value, words, count in ((READY, self.tr("Ready"), len(shown.ready)),
                                    (QUEUE, self.tr("To print"), len(shown.queue))):
            self.view.button(value).setText(f"{words} ({count})" if count else words)
        self.uncovered.say(self.tr("%n certificate(s) must be revoked or replaced.", "", shown.uncovered))
        self.uncovered.setVisible(shown.uncovered > 0)
        if self._wanted is not None:
            self.lists.select(self._wanted)
            self._wanted = None
        self._picked()
        self.show_content()

    @Slot()
    def _show_uncovered(self) -> None:
        self.filter.clear()
        self.status.setCurrentIndex(self.status.findData(UNCOVERED))
        self._show_view(ISSUED)
        self.refresh()

    @Slot(str)
    def _show_view(self, value: str) -> None:
        self.view.set_value(value)
        self.lists.show_view(value)
        self.status.setVisible(value == ISSUED)
        self._picked()

    @Slot()
    def _picked(self) -> None:
        chosen = self.lists.current()
        if isinstance(chosen, ReadyRow):
            self.panel.show_ready(chosen)
        elif isinstance(chosen, CertificateRow):
            self._show_certificate(chosen)
        elif isinstance(chosen, JobRow):
            self.context.read(partial(presenter.find, chosen.certificate_id), self._show_certificate, owner=self,
                              latest="chosen")
        else:
            self.panel.show_nothing()
        self.title_changed.emit(self.title)

    def _show_certificate(self, chosen: CertificateRow) -> None:
        self.panel.show_certificate(chosen)
        if not self.panel.preview.page_count:
            self.context.read(partial(presenter.printable, chosen.id, Paper.A4), self._draw, owner=self, latest="paper",
                              action="certificates.printable")

    def _draw(self, found: Printable) -> None:
        self.context.draw(partial(presenter.pdf_of, found), partial(self.panel.show_paper, found.certificate_id),
                          owner=self)

    # -- acts ---------------------------------------------------------------------------------------------------

    @Slot(str)
    def _act(self, act: str) -> None:
        """Do what a button under the lists asks for."""
        if self._busy():
            return
        if "print" in act and not self._printer_ready():
            return
        acts: dict[str, Callable[[], None]] = {
            "issue": partial(self._issue, then_print=False),
            "issue_print": partial(self._issue, then_print=True),
            "print": self._print,
            "save": self._choose_folder,
            "print_waiting": self._print_waiting,
            "withdraw": self._withdraw,
        }
        acts[act]()

    def _issue(self, *, then_print: bool) -> None:
        rows = self.lists.ready.selected_rows()
        if not rows:
            self.show_problem(self.tr("Choose whose certificate is to be issued; Ctrl+A chooses all."))
            return
        self._then_print = then_print
        self._begin_work(self.tr("Issuing certificates"))
        self.issuing.start([each.decision_id for each in rows])

    @Slot(object)
    def _issued_all(self, problems: Problems) -> None:
        self._end_work(problems)
        issued = self.issuing.issued
        if issued and self._then_print:
            self._queue_and_print(issued)
        elif issued:
            self._wanted = issued[-1]
            self._show_view(ISSUED)
            self.mark_stale()

    def _print(self) -> None:
        rows = self.lists.issued.selected_rows()
        if rows:
            self._queue_and_print([each.id for each in rows])
        else:
            self.show_problem(self.tr("Choose what is to be printed; Ctrl+A chooses all."))

    def _queue_and_print(self, certificate_ids: Sequence[int]) -> None:
        self.context.act("certificates.queue_print",
                         partial(presenter.queue_many, tuple(certificate_ids), self.lists.bar.target()), self._queued,
                         owner=self)

    def _queued(self, queued: Queued) -> None:
        self._print_jobs(queued.jobs)
        if queued.refused:
            self.show_problem(together(queued.refused))

    def _print_jobs(self, job_ids: Sequence[int]) -> None:
        if job_ids:
            self._begin_work(self.tr("Printing certificates"))
            self.printing.start(job_ids, self.lists.bar.target())

    def _print_waiting(self) -> None:
        rows = self.lists.queue.selected_rows() or self._shown.queue
        self._print_jobs([each.id for each in rows if each.state is not PrintState.PRINTING])

    @Slot(object)
    def _printed_all(self, problems: Problems) -> None:
        self._end_work(problems)
        if problems:
            self._show_view(QUEUE)

    def _withdraw(self) -> None:
        rows = self.lists.queue.selected_rows()
        if rows:
            self.context.act("certificates.withdraw_print", partial(presenter.withdraw, rows), lambda _done: None,
                             owner=self)

    def _choose_folder(self) -> None:
        if not self.lists.issued.selected_rows():
            self.show_problem(self.tr("Choose what is to be saved; Ctrl+A chooses all."))
            return
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Save certificates to a folder"))
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, folder: Path) -> None:
        """Save the chosen certificates into a folder; a revoked one does not lie there like the others."""
        rows = self.lists.issued.selected_rows()
        self._left_out = [each for each in rows if not each.stands]
        standing = [each.id for each in rows if each.stands]
        if not standing:
            self._saved_all(())
            return
        self._begin_work(self.tr("Saving certificates"))
        self.saving.start(standing, folder, Paper(self.lists.bar.target().paper))

    @Slot(object)
    def _saved_all(self, problems: Problems) -> None:
        self._end_work(problems)
        if self._left_out:
            failed = together(problems) if problems else ""
            self.show_problem(" ".join(part for part in (failed, left_out_words(self._left_out)) if part))

    @Slot(str)
    def _act_on_paper(self, what: str) -> None:
        """Do what a button under the paper asks for."""
        chosen = self.panel.row
        if chosen is None:
            return
        if what == "person":
            self.context.navigate("casefile", person_id=chosen.person_id)
            return
        action = f"certificates.{what}"
        if what == "revoke":
            dialog = ReasonDialog(self.tr("Revoke {number}").format(number=chosen.number), self.tr("Revoke"), self,
                                  text=self.tr("Whoever checks it will see that it must not be relied on. "
                                               "This cannot be undone."), danger=True)
        else:
            dialog = ReasonDialog(self.tr("Replace {number}").format(number=chosen.number), self.tr("Replace"), self,
                                  text=self.tr("A new certificate is issued from the decision that stands now; "
                                               "this one is marked as replaced."))
        again = LookAgain(dialog, self.context, chosen, partial(presenter.find, chosen.id), certificate_facts)
        dialog.submitted.connect(partial(self._end_certificate, dialog, again, action))
        dialog.open()

    def _end_certificate(self, dialog: ReasonDialog, again: LookAgain[CertificateRow], action: str) -> None:
        verb = presenter.revoke if action == "certificates.revoke" else presenter.replace
        self.context.act(action, partial(verb, again.now, dialog.text()), partial(self._ended, dialog), owner=dialog,
                         on_error=again.refused)

    def _ended(self, dialog: ReasonDialog, new_id: int | None) -> None:
        dialog.done_with()
        self._wanted = new_id or self._wanted
        self.mark_stale()

    def open_check(self, text: str = "") -> CheckDialog:
        """Open the dialog that checks papers in hand."""
        dialog = CheckDialog(self.context, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        if text:
            dialog.check(text)
        return dialog

    @Slot()
    def _choose_key_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the public key"), "mhac-public-key.txt",
                                                self.tr("Text (*.txt)"))
        if chosen:
            self.export_keys_to(Path(chosen))

    def export_keys_to(self, path: Path) -> None:
        """Write the public keys into a file."""
        self.context.act("certificates.export_public_keys", presenter.export_keys, partial(self._write_keys, path),
                         owner=self)

    def _write_keys(self, path: Path, text: str) -> None:
        self.context.draw(partial(presenter.write_text, path, text), lambda _done: self.clear_problem(), owner=self)

    @Slot()
    def _remember_printer(self) -> None:
        self.printing.chosen = self.lists.bar.target()

    # -- work ---------------------------------------------------------------------------------------------------

    def _printer_ready(self) -> bool:
        self.lists.bar.reload()
        if not self.lists.bar.has_printer:
            self.show_problem(self.tr("This desk has no printer. Save the certificates to a folder, or set one up."))
        return self.lists.bar.has_printer

    def _busy(self) -> bool:
        return self.issuing.running or self.printing.running or self.saving.running

    def _begin_work(self, words: str) -> None:
        self.clear_problem()
        self.work.begin(words)

    @Slot(object)
    def _end_work(self, problems: Problems) -> None:
        self.work.end()
        if problems:
            self.show_problem(together(problems))

    @Slot()
    def _stop(self) -> None:
        for run in (self.issuing, self.printing, self.saving):
            run.stop()


def together(problems: Problems) -> str:
    """Return each different problem once."""
    said = [failure_words(each) if isinstance(each, str) else words_of(each) for each in problems]
    return " ".join(dict.fromkeys(said))
