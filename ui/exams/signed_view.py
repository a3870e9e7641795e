"""A signed exam on the page: its versions, each as it was frozen, and the way to an amendment."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mhac.exams.rules import ExamStatus
from mhac.exams.views import ExamView, SignedVersion
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.exams import presenter as acts
from ui.exams import words
from ui.exams.frozen_view import FrozenView
from ui.exams.sections_list import Entry
from ui.widgets import formats
from ui.widgets.basics import Notice, muted, row, small
from ui.widgets.segmented import Choice, Segmented


class SignedView(QWidget):
    """Read-only; the newest version first, every earlier one by its number."""

    changed = Signal()

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._exam: ExamView | None = None
        self.content = FrozenView()
        self._strip = Notice("", "ok")
        self._digest = small("", wrap=True)
        self._line = row(spacing=8)
        self._versions: Segmented | None = None
        self._void = muted(self.tr("This exam is void. Its history stands in the case file."), wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(self._line)
        column.addWidget(self._strip)
        column.addWidget(self._void)
        column.addWidget(self.content, 1)
        column.addWidget(self._digest)

    def show_exam(self, view: ExamView) -> None:
        """Show the newest signed version."""
        self._exam = view
        signed = bool(view.signatures)
        self._void.setVisible(view.status is ExamStatus.VOID)
        for shown in (self._strip, self.content, self._digest):
            shown.setVisible(signed)
        self._offer_versions(view)
        if signed:
            self._load(view.signatures[-1].seq)

    def _offer_versions(self, view: ExamView) -> None:
        if self._versions is not None:
            self._line.removeWidget(self._versions)
            self._versions.hide()
            self._versions.deleteLater()
            self._versions = None
        if len(view.signatures) < 2:
            return
        choices = [Choice(str(line.seq), self.tr("Version {number}").format(number=line.seq), str(line.seq))
                   for line in view.signatures]
        self._versions = Segmented(choices, name=self.tr("Version"), clearable=False)
        self._versions.set_value(str(view.signatures[-1].seq))
        self._versions.changed.connect(self._version_chosen)
        self._line.insertWidget(0, self._versions)

    @Slot(str)
    def _version_chosen(self, seq: str) -> None:
        self._load(int(seq))

    def versions(self) -> Segmented | None:
        """Return the choice of versions, where there is more than one."""
        return self._versions

    def _load(self, seq: int) -> None:
        if self._exam is not None:
            self._context.read(acts.load_version(self._exam.id, seq), self._show, owner=self, latest="version")

    def _show(self, version: SignedVersion) -> None:
        line = version.line
        who = words.joined((line.physician, line.licence))
        text = self.tr("Signed {when} by {who}.").format(when=formats.moment(line.at), who=who)
        if line.reason:
            text += " " + self.tr("Amendment: {reason}").format(reason=line.reason)
        self._strip.say(text, "ok")
        if not version.intact:
            self._strip.say(self.tr("The stored text is not the one that was signed. Tell the administrator."), "bad")
        self._digest.setText(self.tr("Digest of what was shown: {digest}").format(digest=line.digest))
        self.content.show_content(version.content)

    def entries(self) -> list[Entry]:
        """Return the sections of the newest version for the list at the left."""
        sections = self._exam.sections if self._exam else ()
        entries = [Entry(one.section.key, words.said(one.section.label), "", not one.progress.missing)
                   for one in sections]
        return [*entries, Entry("classification", self.tr("Classification"), "", True)] if entries else []

    def go_to(self, section: str) -> None:
        """Scroll to a section."""
        self.content.go_to(section)

    @Slot()
    def ask_amendment(self) -> None:
        """Ask why a signed exam must be opened again."""
        if self._exam is None:
            return
        dialog = ReasonDialog(self.tr("Amend exam"), self.tr("Open amendment"), self, text=self.tr(
            "What was signed stays readable. The exam opens again as a new version and must be signed again; "
            "until then nobody travels on it."))
        dialog.setObjectName("amend")
        dialog.submitted.connect(partial(self._amend, dialog, self._exam.id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _amend(self, dialog: ReasonDialog, exam_id: int) -> None:
        act = acts.amend_act(exam_id, dialog.text())
        self._context.act("exams.amend_exam", act, dialog.done_with, owner=dialog, on_error=dialog.show_error)
