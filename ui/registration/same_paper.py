"""The question when a paper made out to one person is on somebody else's file: that file, or why both have it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from mhac.kernel.errors import Refused
from ui.app.dialogs import ReasonDialog
from ui.widgets.basics import button

ON_FILE = "registration.paper_on_file"


class SamePaperDialog(ReasonDialog):
    """Opens the file of whoever has the paper (the usual answer), or keeps it on both with a reason."""

    file_wanted = Signal(int)

    def __init__(self, refused: Refused, parent: QWidget | None = None, *, corrects: bool = False) -> None:
        told = {name: str(refused.values.get(name, "")) for name in ("number", "name", "file_number")}
        super().__init__(
            QCoreApplication.translate("SamePaperDialog", "This paper is on file already"),
            _keep_both() if corrects else _register_another(),
            parent,
            danger=True,
            text=QCoreApplication.translate(
                "SamePaperDialog",
                "Number {number} stands on the file of {name}, {file_number}. If it is the same person, open that "
                "file. If both have this paper, say why.",
            ).format(**told),
        )
        self._person_id = int(str(refused.values["person_id"]))
        self.open_button = button(self.tr("&Open that file"), kind="primary", icon="users")
        self.open_button.clicked.connect(self._open)
        self.open_button.setDefault(True)
        self.act_button.setProperty("kind", None)
        self.foot.insertWidget(0, self.open_button)
        self.open_button.setFocus()
        self.setObjectName("same_paper")

    @Slot()
    def _open(self) -> None:
        self.reject()
        self.file_wanted.emit(self._person_id)


def _register_another() -> str:
    return QCoreApplication.translate("SamePaperDialog", "Register another person")


def _keep_both() -> str:
    return QCoreApplication.translate("SamePaperDialog", "Keep it on both files")
