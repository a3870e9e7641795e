"""A request slip for the laboratory or the X-ray room, with its barcode, before it is printed."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from mhac.documents.content import RequestSlip
from mhac.exams import slips
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.context import AppContext
from ui.app.languages import current_language
from ui.app.paper_dialog import Drawn, PaperDialog


def load_slip(uow: UnitOfWork, *, request_id: int, language: str) -> RequestSlip:
    """Read what the slip says."""
    return slips.request_slip(uow, request_id, language)


def note_printed(uow: UnitOfWork, *, request_id: int) -> None:
    """Note that the slip was printed or saved."""
    slips.note_slip_printed(uow, request_id=request_id)


def draw_slip(slip: RequestSlip) -> Drawn:
    """Draw the slip; its number names the file. What draws is heavy to load: only now."""
    from mhac.documents.slips import draw_request_slip

    return draw_request_slip(slip), slip.number


class RequestSlipDialog(PaperDialog):
    """Shows the slip; Enter prints. What was printed or saved is noted: the end of the day asks for the others."""

    def __init__(self, context: AppContext, request_id: int, parent: QWidget | None = None) -> None:
        super().__init__(context, self.tr("Request slip"), parent)
        self._request_id = request_id
        self.show_paper(partial(load_slip, request_id=request_id, language=current_language()), draw_slip)

    def done_with(self, _result: object = None) -> None:
        """Close after printing or saving, once it is noted that the slip left the program."""
        note = partial(note_printed, request_id=self._request_id)
        self._context.act("exams.note_slip_printed", note, self._noted, owner=self, on_error=self.show_error)

    def _noted(self, _nothing: None) -> None:
        self.accept()
