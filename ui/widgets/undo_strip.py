"""A strip over the foot of a page: what was just done, and the way back; it takes no focus and goes by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from ui.app.icons import icon
from ui.widgets.basics import Notice, button

STAYS_MS = 20_000
MARGIN = 14


class UndoStrip(Notice):
    """Says an act with `say_done`; Ctrl+Z of the page calls `take_back`."""

    def __init__(self, host: QWidget, *extra: QPushButton) -> None:
        super().__init__("", "ok", host)
        self._host = host
        self._undo: Callable[[], None] | None = None
        self.words.setWordWrap(False)
        self.undo_button = button(QCoreApplication.translate("UndoStrip", "Undo (Ctrl+Z)"), small=True)
        self.undo_button.clicked.connect(self.take_back)
        close = button("", kind="quiet", small=True, tip=QCoreApplication.translate("UndoStrip", "Close"))
        close.setIcon(icon("x"))
        close.clicked.connect(self.hide)
        self.line.addSpacing(12)
        for part in (*extra, self.undo_button, close):
            self.line.addWidget(part)
        self._life = QTimer(self)
        self._life.setSingleShot(True)
        self._life.setInterval(STAYS_MS)
        self._life.timeout.connect(self.hide)
        host.installEventFilter(self)
        self.hide()

    def say_done(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say what was done; with `undo` it can be taken back."""
        self._undo = undo
        self.undo_button.setVisible(undo is not None)
        self.say(text)
        self.show()
        self.raise_()
        self._place()
        self._life.start()

    @Slot()
    def take_back(self) -> None:
        """Undo, once."""
        if self._undo is not None and self.isVisible():
            undo, self._undo = self._undo, None
            self.hide()
            undo()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the place when the page changes its size."""
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        width = min(self.sizeHint().width(), self._host.width() - 2 * MARGIN)
        height = self.sizeHint().height()
        self.setGeometry((self._host.width() - width) // 2, self._host.height() - height - MARGIN, width, height)
