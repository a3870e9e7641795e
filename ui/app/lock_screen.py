"""The locked screen: it hides what was open, which stays as it was, until the same person gives the password again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.app import icons
from ui.app.sign_in_forms import StepForm
from ui.app.top_bar import initials
from ui.app.translation import translate
from ui.widgets.basics import PlainLabel, muted, words


class LockScreen(QWidget):
    """Who is signed in, a password field, and the way for somebody else."""

    unlock_requested = Signal(str)
    other_person = Signal()

    def __init__(self, name: str, clinic: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.form = _UnlockForm(name)
        self.form.submitted.connect(self._submit)
        self.form.other.connect(self.other_person)
        lock = PlainLabel()
        lock.setPixmap(icons.pixmap("lock", "muted", 28, scale=self.devicePixelRatioF()))
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(lock)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(words(self.tr("Locked"), "title"))
        names.addWidget(muted(clinic))
        head.addLayout(names, 1)
        box = QWidget()
        box.setFixedWidth(400)
        column = QVBoxLayout(box)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(self.form)
        whole = QVBoxLayout(self)
        whole.addStretch(2)
        whole.addWidget(box, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addStretch(3)

    def begin(self) -> None:
        """Empty the field for the next lock."""
        self.form.set_busy(False)
        self.form.clear()

    def show_error(self, error: Exception) -> None:
        """Say why it stays locked."""
        self.form.set_busy(False)
        self.form.show_error(error)

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor into the password field."""
        super().showEvent(event)
        self.form.password.setFocus()

    @Slot()
    def _submit(self) -> None:
        self.form.set_busy(True)
        self.unlock_requested.emit(self.form.password.text())


class _UnlockForm(StepForm):
    other = Signal()

    def __init__(self, name: str) -> None:
        super().__init__("", "", translate("LockScreen", "Unlock"))
        who = QHBoxLayout()
        who.setSpacing(10)
        mark = PlainLabel(initials(name))
        mark.setProperty("mark", "initials")
        mark.setFixedSize(28, 28)
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        who.addWidget(mark)
        who.addWidget(words(name, "strong"), 1)
        self.body.insertLayout(0, who)
        self.password = self.add_password("password", translate("LockScreen", "&Password"))
        self.add_link(translate("LockScreen", "Sign in as somebody else"), self.other)
