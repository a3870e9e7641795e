"""What is done with a sheet as a whole: number, snapshot, blind check, decision, submission, opening again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from mhac.submissions.views import Check, Sheet
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.app.lanes import Complaint
from ui.app.page import Page
from ui.app.stale import LookAgain
from ui.submissions import presenter, words
from ui.submissions.dialogs import BlindDialog, DifferenceDialog, NumberDialog, SubmitDialog, open_dialog
from ui.submissions.snapshot_dialog import SnapshotDialog


class SheetActs(QObject):
    """Opens the dialogs of a sheet and runs what they ask for."""

    def __init__(self, context: AppContext, page: Page) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    def ask(self, what: str, sheet: Sheet) -> None:
        """Open the dialog of an act of the side panel."""
        {
            "number": self._ask_number,
            "snapshot": self._show_snapshot,
            "rekey": self._ask_rekey,
            "submit": self._ask_submit,
            "reopen": self._ask_reopen,
        }[what](sheet)

    def decide(self, sheet: Sheet, check: Check) -> None:
        """Ask who was right."""
        dialog = DifferenceDialog(check, self._page)
        query = presenter.newest_check(sheet, check)
        again = LookAgain(dialog, self._context, check, query, words.check_facts)
        open_dialog(dialog, "decide", partial(self._decide, dialog, again))

    def _look_again(self, dialog: FormDialog, sheet: Sheet) -> LookAgain[Sheet]:
        return LookAgain(dialog, self._context, sheet, presenter.newest(sheet), words.sheet_facts)

    def _finish(self, dialog: FormDialog, action: str, act: presenter.Act, on_error: Complaint | None = None) -> None:
        self._context.act(action, act, dialog.done_with, owner=dialog, on_error=on_error or dialog.show_error)

    def _show_snapshot(self, sheet: Sheet) -> None:
        dialog = SnapshotDialog(self._context, sheet.submission_id, self._page)
        dialog.setObjectName("snapshot")
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_number(self, sheet: Sheet) -> None:
        dialog = NumberDialog(sheet, self._page)
        open_dialog(dialog, "number", partial(self._keep_number, dialog, self._look_again(dialog, sheet)))

    def _keep_number(self, dialog: NumberDialog, again: LookAgain[Sheet]) -> None:
        act = presenter.set_number(again.now, dialog.number.text())
        self._finish(dialog, "submissions.set_number", act, again.refused)

    def _ask_rekey(self, sheet: Sheet) -> None:
        if sheet.i_ticked:
            self._page.show_problem(
                self.tr("You entered lines of this sheet yourself. Let a second person sign in and re-key it blind.")
            )
            return
        self._context.read(
            presenter.load_blind(sheet.submission_id), partial(self._rekey, sheet), owner=self,
            on_error=self._page.show_problem, action="submissions.blind_fields",
        )  # fmt: skip

    def _rekey(self, sheet: Sheet, fields: Any) -> None:
        dialog = BlindDialog(sheet, fields, self._page)
        open_dialog(dialog, "rekey", partial(self._compare, dialog, sheet))

    def _compare(self, dialog: BlindDialog, sheet: Sheet) -> None:
        self._finish(dialog, "submissions.rekey", presenter.rekey(sheet.submission_id, dialog.typed()))

    def _decide(self, dialog: DifferenceDialog, again: LookAgain[Check]) -> None:
        chosen = dialog.resolution()
        if chosen is not None:
            act = presenter.resolve(again.now.id, again.now.version, chosen, dialog.text())
            self._finish(dialog, "submissions.resolve", act, again.refused)

    def _ask_submit(self, sheet: Sheet) -> None:
        dialog = SubmitDialog(sheet, self._context.now, self._context.zone, self._page)
        open_dialog(dialog, "submit", partial(self._submit, dialog, self._look_again(dialog, sheet)))

    def _submit(self, dialog: SubmitDialog, again: LookAgain[Sheet]) -> None:
        """Write the number on the sheet first, where it has a line for it."""
        if presenter.stands_on_sheet(again.now, dialog.number.text()):
            self._submit_now(dialog, again)
            return
        read = partial(self._read_anew, dialog, again)
        act = presenter.set_number(again.now, dialog.number.text())
        self._context.act("submissions.set_number", act, read, owner=dialog, on_error=again.refused)

    def _read_anew(self, dialog: SubmitDialog, again: LookAgain[Sheet], _number: str) -> None:
        go_on = partial(self._numbered, dialog, again)
        self._context.read(presenter.newest(again.now), go_on, owner=dialog, on_error=dialog.show_error)

    def _numbered(self, dialog: SubmitDialog, again: LookAgain[Sheet], newest: Sheet | None) -> None:
        again.now = newest or again.now
        self._submit_now(dialog, again)

    def _submit_now(self, dialog: SubmitDialog, again: LookAgain[Sheet]) -> None:
        """Keep the snapshot first, where nobody has looked at it yet."""
        sheet = again.now
        act = presenter.submit(sheet, dialog.number.text(), dialog.moment())
        finish = partial(self._finish, dialog, "submissions.submit", act, again.refused)
        if sheet.has_snapshot:
            finish()
            return
        draw = partial(self._draw_first, dialog, sheet, finish)
        self._context.read(
            presenter.load_printable(sheet.submission_id), draw, owner=dialog, on_error=dialog.show_error
        )

    def _draw_first(self, dialog: SubmitDialog, sheet: Sheet, finish: Callable[[], None], found: Any) -> None:
        keep = partial(self._keep_first, dialog, sheet, finish)
        draw = partial(presenter.draw, found, self._context.zone)
        self._context.draw(draw, keep, owner=dialog, on_error=dialog.show_error)

    def _keep_first(self, dialog: SubmitDialog, sheet: Sheet, finish: Callable[[], None], pdf: bytes) -> None:
        self._context.act(
            "submissions.attach_snapshot", presenter.attach(sheet.submission_id, pdf),
            lambda _kept: finish(), owner=dialog, on_error=dialog.show_error,
        )  # fmt: skip

    def _ask_reopen(self, sheet: Sheet) -> None:
        text = self.tr("For a case that the authority gave back. Ticks, number and snapshot stay; the reason is kept.")
        dialog = ReasonDialog(self.tr("Open the sheet again"), self.tr("&Open again"), self._page, text=text)
        open_dialog(dialog, "reopen", partial(self._reopen, dialog, self._look_again(dialog, sheet)))

    def _reopen(self, dialog: ReasonDialog, again: LookAgain[Sheet]) -> None:
        self._finish(dialog, "submissions.reopen", presenter.reopen(again.now, dialog.text()), again.refused)
