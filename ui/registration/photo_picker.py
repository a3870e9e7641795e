"""The photo of a person: chosen from a file or dropped here, checked at once, shown as it will be kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mhac.kernel.errors import Invalid
from mhac.registration.photos import Picture, check_size, prepare
from ui.app.context import AppContext
from ui.app.messages import words_of
from ui.registration import camera_dialog
from ui.widgets.basics import button, set_property, words
from ui.widgets.pictures import PhotoBox


class PhotoPicker(QWidget):
    """Shows the photo; `value()` is the new one as JPEG, None where none was chosen."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._chosen: bytes | None = None
        self.box = PhotoBox(120, 150, name=self.tr("Photo"))
        self.choose_button = button(self.tr("Choose &photo…"), icon="image", small=True)
        self.choose_button.clicked.connect(self._choose)
        self.note = words("", "hint", wrap=True)
        self.note.hide()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addWidget(self.box, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addWidget(self.choose_button, 0, Qt.AlignmentFlag.AlignHCenter)
        if camera_dialog.is_installed():
            self.camera_button = button(self.tr("&Take photo…"), icon="camera", small=True)
            self.camera_button.clicked.connect(self._open_camera)
            whole.addWidget(self.camera_button, 0, Qt.AlignmentFlag.AlignHCenter)
        whole.addWidget(self.note)
        self.setFocusProxy(self.choose_button)
        self.setAcceptDrops(True)

    def value(self) -> bytes | None:
        """Return the photo to be kept, None for no new one."""
        return self._chosen

    def clear(self, known: bytes | None = None) -> None:
        """Show the photo on file, or none; nothing new is chosen."""
        self._chosen = None
        self.box.set_picture(known)
        self._say("", "")

    def restore(self, jpeg: bytes) -> None:
        """Show again a photo that was chosen and not yet saved."""
        self._chosen = jpeg
        self.box.set_picture(jpeg)
        self._say(self.tr("Will be kept when you save."), "")

    def take_file(self, path: Path) -> None:
        """Take a photo from a file; it is checked in the document lane, and said at once if it will not do."""
        try:
            check_size(path.stat().st_size)
            data = path.read_bytes()
        except Invalid as error:
            self.refuse(error)
            return
        except OSError as error:
            self.refuse(Invalid("registration.photo_unreadable", field="photo", why=error.strerror or ""))
            return
        self.take_bytes(data)

    @Slot(bytes)
    def take_bytes(self, data: bytes) -> None:
        """Take a photo as a camera or a file gave it."""
        self._context.draw(partial(prepare, data), self._taken, owner=self, on_error=self.refuse)

    def _taken(self, picture: Picture) -> None:
        self.restore(picture.jpeg)
        self.changed.emit()

    def refuse(self, error: Exception) -> None:
        """Say why a photo cannot be kept."""
        self._say(words_of(error), "error")

    def _say(self, text: str, tone: str) -> None:
        self.note.setText(text)
        set_property(self.note, "words", tone or "hint")
        self.note.setVisible(bool(text))
        self.choose_button.setAccessibleDescription(text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the dropped file."""
        local = next((url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()), "")
        if local:
            self.take_file(Path(local))

    @Slot()
    def _open_camera(self) -> None:
        dialog = camera_dialog.CameraDialog(self)
        dialog.taken.connect(self.take_bytes)
        dialog.open()

    @Slot()
    def _choose(self) -> None:
        kinds = self.tr("Pictures (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.bmp *.gif)")
        name, _kind = QFileDialog.getOpenFileName(self, self.tr("Choose photo"), "", kinds)
        if name:
            self.take_file(Path(name))
