"""Two people answered the same question: both answers side by side, and a choice."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mhac.kernel.errors import StaleEdit
from mhac.protocols.form import FormField
from ui.exams import words
from ui.widgets import formats
from ui.widgets.basics import Notice, button


class StaleStrip(Notice):
    """Shown above the form until one of the two answers is chosen."""

    mine_wanted = Signal(str, int)
    theirs_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "warning", parent)
        self._key, self._number = "", 0
        self.mine_button = button("", small=True)
        self.theirs_button = button("", small=True)
        self.mine_button.clicked.connect(self._mine)
        self.theirs_button.clicked.connect(self._theirs)
        self.line.addWidget(self.mine_button)
        self.line.addWidget(self.theirs_button)
        self.hide()

    def show_conflict(self, error: StaleEdit, asked: FormField | None) -> None:
        """Show both answers."""
        values = error.values
        self._key, self._number = error.field or "", int(str(values["number"]))
        label = words.said(asked.label) if asked else self._key
        mine = words.answer(asked, values["yours"]) if asked else str(values["yours"] or "")
        theirs = words.answer(asked, values["theirs"]) if asked else str(values["theirs"] or "")
        nothing = self.tr("no answer")
        when = formats.clock(values["at"]) if hasattr(values["at"], "astimezone") else ""  # type: ignore[arg-type]
        self.say(self.tr("{question}: {who} answered at {time} while you were typing.").format(
            question=label, who=values["by"], time=when))
        self.mine_button.setText(self.tr("Keep mine: {answer}").format(answer=mine or nothing))
        self.theirs_button.setText(self.tr("Take theirs: {answer}").format(answer=theirs or nothing))
        self.show()

    @Slot()
    def _mine(self) -> None:
        self.hide()
        self.mine_wanted.emit(self._key, self._number)

    @Slot()
    def _theirs(self) -> None:
        self.hide()
        self.theirs_wanted.emit(self._key)
