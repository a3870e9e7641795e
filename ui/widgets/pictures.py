"""A box for a photo or picture: rounded, sharp at any scale, with an outline figure where there is none."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.app import icons, theme


class PhotoBox(QWidget):
    """Shows picture bytes (JPEG, PNG) cut to its box; `fit` shows the whole picture instead."""

    def __init__(
        self,
        width: int,
        height: int,
        *,
        name: str = "",
        icon: str = "user",
        fit: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self._icon = icon
        self._fit = fit
        self.setFixedSize(QSize(width, height))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)

    def set_picture(self, data: bytes | None) -> None:
        """Show other bytes; nothing or an unreadable picture shows the figure."""
        self._picture = QPixmap()
        if data:
            self._picture.loadFromData(data)
        self.update()

    def has_picture(self) -> bool:
        """Return whether a picture is shown."""
        return not self._picture.isNull()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture or the figure."""
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        path = QPainterPath()
        path.addRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setClipPath(path)
        painter.fillRect(self.rect(), theme.colour("surface" if self._fit and self.has_picture() else "neutral_soft"))
        if self._picture.isNull():
            side = min(24, self.width() // 2)
            drawing = icons.pixmap(self._icon, "muted", side, scale=self.devicePixelRatioF())
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, drawing)
            return
        ratio = self.devicePixelRatioF()
        mode = Qt.AspectRatioMode.KeepAspectRatio if self._fit else Qt.AspectRatioMode.KeepAspectRatioByExpanding
        scaled = self._picture.scaled(self.size() * ratio, mode, Qt.TransformationMode.SmoothTransformation)
        scaled.setDevicePixelRatio(ratio)
        size = scaled.deviceIndependentSize()
        painter.drawPixmap(round((self.width() - size.width()) / 2), round((self.height() - size.height()) / 2), scaled)
