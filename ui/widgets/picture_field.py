"""A field for a picture from a file: scaled down, turned into PNG, shown at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QImageReader, QImageWriter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.basics import button, set_property, small
from ui.widgets.pictures import PhotoBox

MOST_BYTES = 200_000
MOST_PIXELS = 40_000_000


class UnusablePicture(Exception):
    """The file is no picture, or far too large; the words say which."""


def png_of(path: Path, largest: QSize, most_bytes: int = MOST_BYTES) -> bytes:
    """Return a picture file as PNG, scaled into a box and below a size; raises `UnusablePicture`."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        raise UnusablePicture(QCoreApplication.translate("PictureField", "This picture is too large; save it smaller."))
    image = reader.read()
    if image.isNull():
        raise UnusablePicture(QCoreApplication.translate("PictureField", "This file is no picture that can be read."))
    box = largest
    while True:
        data = png_bytes(_within(image, box))
        if len(data) <= most_bytes or box.width() < 64:
            return data
        box = QSize(box.width() * 3 // 4, box.height() * 3 // 4)


def _within(image: QImage, box: QSize) -> QImage:
    if image.width() <= box.width() and image.height() <= box.height():
        return image
    return image.scaled(box, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)


def png_bytes(image: QImage) -> bytes:
    """Return an image as PNG."""
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    buffer.close()
    return bytes(kept.data())


class PictureField(QWidget):
    """Shows the picture, with "Choose…" and "Remove"."""

    changed = Signal()

    def __init__(
        self, box: QSize, largest: QSize, *, name: str = "", icon: str = "image", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._largest = largest
        self._data: bytes | None = None
        self._picture = PhotoBox(box.width(), box.height(), name=name, icon=icon, fit=True)
        self.choose_button = button(self.tr("Choose picture…"), icon="image")
        self.choose_button.clicked.connect(self._choose)
        self.remove_button = button(self.tr("Remove"), kind="quiet")
        self.remove_button.clicked.connect(self._remove)
        self._note = small(self.tr("PNG or JPEG"))
        self.setFocusProxy(self.choose_button)
        acts = QHBoxLayout()
        acts.setSpacing(4)
        acts.addWidget(self.choose_button)
        acts.addWidget(self.remove_button)
        acts.addStretch(1)
        side = QVBoxLayout()
        side.setSpacing(2)
        side.addLayout(acts)
        side.addWidget(self._note)
        side.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addWidget(self._picture)
        whole.addLayout(side, 1)
        self.set_value(None)

    def value(self) -> bytes | None:
        """Return the picture as PNG."""
        return self._data

    def set_value(self, data: bytes | None) -> None:
        """Show a picture."""
        self._data = data
        self._picture.set_picture(data)
        self.remove_button.setVisible(data is not None)

    def take_file(self, path: Path) -> bool:
        """Take a picture from a file; says why when that is not possible."""
        try:
            self.set_value(png_of(path, self._largest))
        except UnusablePicture as why:
            self._say(str(why), "bad")
            return False
        self._say(self.tr("PNG or JPEG"), "")
        self.changed.emit()
        return True

    def note(self) -> str:
        """Return the words beside the picture."""
        return self._note.text()

    def _say(self, text: str, tone: str) -> None:
        self._note.setText(text)
        set_property(self._note, "tone", tone)

    @Slot()
    def _choose(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, self.tr("Choose picture"), "", self.tr("Pictures (*.png *.jpg *.jpeg)")
        )
        if name:
            self.take_file(Path(name))

    @Slot()
    def _remove(self) -> None:
        self.set_value(None)
        self.changed.emit()
