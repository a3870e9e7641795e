"""The enrolment paper of a user: the file that is carried to the other workstation, and the code that is not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import write_durably
from ui.app.dialogs import FormDialog
from ui.app.translation import translate
from ui.widgets import formats
from ui.widgets.basics import Notice, muted, words

if TYPE_CHECKING:
    from mhac.security.enrolment import Invitation


class EnrolDialog(FormDialog):
    """Shows the code once; the file is saved where it can be carried over."""

    def __init__(self, paper: Invitation, name: str, parent: QWidget) -> None:
        super().__init__(
            translate("EnrolDialog", "One more workstation for {name}").format(name=name),
            translate("EnrolDialog", "Save the enrolment file…"),
            parent,
            text=translate(
                "EnrolDialog",
                "At the other workstation {name} chooses “Join a clinic server”, gives this file, this code and the "
                "password. It is good once, until {until}.",
            ).format(name=name, until=formats.moment_near(paper.expires_at)),
        )
        self._paper = paper
        shown = words(paper.code, "title")
        shown.setAccessibleName(self.tr("Code"))
        flags = Qt.TextInteractionFlag
        shown.setTextInteractionFlags(flags.TextSelectableByKeyboard | flags.TextSelectableByMouse)
        self.body.addWidget(shown)
        self.body.addWidget(
            muted(self.tr("Write the code down. Let it not travel with the file; it is not shown again."), wrap=True)
        )
        self.saved = Notice("", "ok")
        self.saved.hide()
        self.body.addWidget(self.saved)
        self.back_button.setText(self.tr("Close"))
        self.submitted.connect(self._save)

    @Slot()
    def _save(self) -> None:
        usual = str(Path.home() / f"{self._paper.login}.enrol")
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the enrolment file"), usual)
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, place: Path) -> None:
        """Write the file there, or say why not."""
        try:
            write_durably(place, self._paper.file)
        except Unavailable as error:
            self.show_error(error)
            return
        self.problem.hide()
        self.saved.say(self.tr("Saved: {place}").format(place=place))
        self.saved.show()
