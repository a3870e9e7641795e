"""Long work on screen: how far it is, what it does, and a way to stop it; and the quiet word that all is saved."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from ui.widgets.basics import PlainLabel, button, small, words


class WorkBar(QFrame):
    """A card with words, a bar and "Stop"; hidden while nothing runs."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._words = words("")
        self._count = small("")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.stop_button = button(QCoreApplication.translate("WorkBar", "Stop"))
        self.stop_button.clicked.connect(self._stop)
        head = QHBoxLayout()
        head.addWidget(self._words, 1)
        head.addWidget(self._count)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._bar)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(14, 10, 14, 10)
        whole.setSpacing(14)
        whole.addLayout(column, 1)
        whole.addWidget(self.stop_button)
        self.hide()

    def begin(self, text: str) -> None:
        """Show the bar with what is being done."""
        self._words.setText(text)
        self._count.clear()
        self._bar.setRange(0, 0)
        self.stop_button.setEnabled(True)
        self.setAccessibleName(text)
        self.show()

    @Slot(int, int)
    def set_progress(self, done: int, total: int) -> None:
        """Show how many of how many are done."""
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        self._count.setText(QCoreApplication.translate("WorkBar", "{done} of {total}").format(done=done, total=total))

    def end(self) -> None:
        """Hide the bar."""
        self.hide()

    @Slot()
    def _stop(self) -> None:
        self.stop_button.setEnabled(False)
        self.stopped.emit()


class SavedLabel(PlainLabel):
    """Says "Saving…" and "Saved 09:42" beside a form, without a pop-up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setProperty("words", "small")
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(400)
        self._slow.timeout.connect(self._say_saving)

    def saving(self) -> None:
        """Say so when saving takes longer than a blink."""
        self._slow.start()

    def saved(self, when: str) -> None:
        """Say when it was saved."""
        self._slow.stop()
        self.setText(QCoreApplication.translate("SavedLabel", "Saved {when}").format(when=when))

    def failed(self, why: str) -> None:
        """Say why it was not saved."""
        self._slow.stop()
        self.setText(why)

    @Slot()
    def _say_saving(self) -> None:
        self.setText(QCoreApplication.translate("SavedLabel", "Saving…"))
