"""Two people answered the same question: both answers side by side, and a choice."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mhac.kernel.errors import StaleEdit
from mhac.protocols.form import FormField
from ui.exams import words
from ui.widgets import formats
from ui.widgets.two_versions import TwoVersions, Version


class StaleStrip(TwoVersions):
    """Shown above the form until one of the two answers is chosen."""

    mine_wanted = Signal(str, int)
    theirs_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self.chosen.connect(self._decided)

    def show_conflict(self, error: StaleEdit, asked: FormField | None) -> None:
        """Show both answers."""
        values = error.values
        self._number = int(str(values["number"]))
        label = words.said(asked.label) if asked else error.field or ""
        mine, theirs = (
            words.answer(asked, values[whose]) if asked else str(values[whose] or "") for whose in ("yours", "theirs")
        )
        nothing = self.tr("no answer")
        when = formats.clock(values["at"]) if hasattr(values["at"], "astimezone") else ""  # type: ignore[arg-type]
        title = self.tr("{question}: {who} answered at {time} while you were typing.").format(
            question=label, who=values["by"], time=when
        )
        self.show_versions([Version(error.field or "", label, mine or nothing, theirs or nothing)], title)

    @Slot(dict)
    def _decided(self, choice: dict[str, bool]) -> None:
        for key, mine in choice.items():
            if mine:
                self.mine_wanted.emit(key, self._number)
            else:
                self.theirs_wanted.emit(key)
