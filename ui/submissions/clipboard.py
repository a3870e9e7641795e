"""The clipboard as a bridge to the authority's screen: it holds personal data, and so it is emptied again.

After a while, when the page is left, and when the screen is locked. What somebody copied elsewhere meanwhile stays.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QCoreApplication, QMimeData, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

HOLDS_SECONDS = 60
# What asks the histories of clipboards (Windows, KDE, macOS) not to keep this text.
_NOT_TO_BE_KEPT = (
    ("ExcludeClipboardContentFromMonitorProcessing", b"1"),
    ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"1"),
    ('application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"', bytes(4)),
    ('application/x-qt-windows-mime;value="CanUploadToCloudClipboard"', bytes(4)),
    ("x-kde-passwordManagerHint", b"secret"),
    ("org.nspasteboard.ConcealedType", b"1"),
)


class Clipboard(QObject):
    """Copies one value at a time, and takes it away again."""

    emptied = Signal()

    def __init__(self, parent: QObject | None = None, *, seconds: float = HOLDS_SECONDS) -> None:
        super().__init__(parent)
        self._held = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(seconds * 1000))
        self._timer.timeout.connect(self.clear)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.clear)

    @property
    def holds(self) -> bool:
        """Whether something copied from here may still lie on the clipboard."""
        return bool(self._held)

    def copy(self, text: str) -> None:
        """Put a value on the clipboard for a while."""
        data = QMimeData()
        data.setText(text)
        for kind, mark in _NOT_TO_BE_KEPT:
            data.setData(kind, QByteArray(mark))
        QGuiApplication.clipboard().setMimeData(data)
        self._held = text
        self._timer.start()

    @Slot()
    def clear(self) -> None:
        """Empty the clipboard if it still holds what was copied from here."""
        if not self._held:
            return
        board = QGuiApplication.clipboard()
        if board.text() == self._held:
            board.clear()
        self._held = ""
        self._timer.stop()
        self.emptied.emit()
