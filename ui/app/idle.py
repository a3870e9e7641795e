"""Notices that nobody touched keyboard or mouse for a while, so that the screen can be locked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Watches the windows that have the focus; only native windows, so that it costs nothing while they paint."""

    idle = Signal()

    def __init__(self, minutes: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.timeout.connect(self.idle)
        self._watched: list[QWindow] = []
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._focus_moved)

    def begin(self) -> None:
        """Begin to count."""
        self._timer.start()
        self._focus_moved(QGuiApplication.focusWindow())

    def end(self) -> None:
        """Stop counting, for instance while the screen is locked."""
        self._timer.stop()

    @property
    def counting(self) -> bool:
        """Whether it counts."""
        return self._timer.isActive()

    @Slot(QWindow)
    def _focus_moved(self, window: QWindow | None) -> None:
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.installEventFilter(self)
            window.destroyed.connect(self._window_gone)

    @Slot(QObject)
    def _window_gone(self, _gone: QObject) -> None:
        gone = self.sender()
        self._watched = [window for window in self._watched if window is not gone]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count anew after every touch."""
        if event.type() in _TOUCHES and self._timer.isActive():
            self._timer.start()
        return False
