"""The sheet on paper, as it is before it is submitted: shown, printed or saved; the first showing keeps it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from mhac.submissions.views import Printable
from ui.app.context import AppContext
from ui.app.paper_dialog import Drawn, PaperDialog
from ui.submissions import presenter


class SnapshotDialog(PaperDialog):
    """Shows the snapshot; Enter prints."""

    def __init__(self, context: AppContext, submission_id: int, parent: QWidget | None = None) -> None:
        super().__init__(context, self.tr("Snapshot of the sheet"), parent)
        self._submission_id = submission_id
        self.preview.setAccessibleName(self.tr("The sheet as it is printed"))
        self._how = "saved"
        self.show_paper(presenter.load_printable(submission_id), self._drawn)
        self.printed.connect(self._note_print)

    def _drawn(self, found: Printable) -> Drawn:
        """Draw in the document lane; what is there already is shown as it is."""
        return presenter.draw(found, self._context.zone), found.name

    def _show(self, drawn: Drawn) -> None:
        """Keep the snapshot, then show what is kept."""
        pdf, name = drawn
        self._context.act(
            "submissions.attach_snapshot",
            presenter.attach(self._submission_id, pdf),
            partial(self._kept, name),
            owner=self,
            on_error=self.show_error,
        )

    def _kept(self, name: str, pdf: bytes) -> None:
        super()._show((pdf, name))

    def done_with(self, _result: object = None) -> None:
        """Close after printing or saving; the audit is told first that the paper left the program."""
        self._context.act(
            "submissions.record_handed_out",
            presenter.handed_out(self._submission_id, self._how),
            lambda _done: self.accept(),
            owner=self,
            on_error=self.show_error,
        )

    @Slot()
    def _note_print(self) -> None:
        self._how = "printed"
