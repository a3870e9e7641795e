"""Why somebody did not come: one of the usual reasons, or words of one's own; Enter notes it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from ui.app.dialogs import FormDialog
from ui.widgets.fields import FieldRow

translate = QCoreApplication.translate
LONGEST = 300


def usual_reasons() -> tuple[str, ...]:
    """What people say most often, in the language on screen."""
    return (
        translate("MissedDialog", "not known"),
        translate("MissedDialog", "could not be reached by phone"),
        translate("MissedDialog", "ill"),
        translate("MissedDialog", "no transport"),
        translate("MissedDialog", "moved away"),
        translate("MissedDialog", "did not know of the appointment"),
        translate("MissedDialog", "comes on another day"),
    )


class MissedDialog(FormDialog):
    """Asks for the reason; the first one, “not known”, needs no further key."""

    def __init__(self, who: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Did not come"), self.tr("&Note it"), parent, text=who)
        self.reason = QComboBox()
        self.reason.setEditable(True)
        self.reason.addItems(list(usual_reasons()))
        self.reason.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.reason.setCompleter(None)  # type: ignore[arg-type]  # it would take the first Enter for itself
        line = self.reason.lineEdit()
        if line is not None:
            line.setMaxLength(LONGEST)
        self.body.addWidget(FieldRow(self.tr("&Reason"), self.reason))
        self.reason.setFocus()

    def text(self) -> str:
        """Return the reason."""
        return self.reason.currentText().strip()
