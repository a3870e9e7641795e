"""A photo from the desk's camera, where the optional part of Qt that knows cameras is installed (extra `camera`)."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Signal, Slot
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QWidget

from ui.app.dialogs import FormDialog
from ui.widgets.basics import words

_NEEDED = ("PySide6.QtMultimedia", "PySide6.QtMultimediaWidgets")


def is_installed() -> bool:
    """Return whether photos can be taken here; without the extra there is no button for it."""
    return all(importlib.util.find_spec(name) is not None for name in _NEEDED)


class CameraDialog(FormDialog):
    """Shows what the camera sees and takes one picture of it."""

    taken = Signal(bytes)  # JPEG, as the camera gave it; checked and scaled by who asked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Take a photo"), self.tr("Take photo"), parent, width=520)
        multimedia: Any = importlib.import_module(_NEEDED[0])
        widgets: Any = importlib.import_module(_NEEDED[1])
        self._camera: Any = None
        self._capture: Any = None
        found = multimedia.QMediaDevices.videoInputs()
        if not found:
            self.body.addWidget(words(self.tr("No camera was found. Connect one, or choose a file."), wrap=True))
            self.act_button.setEnabled(False)
            return
        view = widgets.QVideoWidget()
        view.setMinimumSize(480, 360)
        view.setAccessibleName(self.tr("What the camera sees"))
        self.body.addWidget(view)
        self._camera = multimedia.QCamera(multimedia.QMediaDevices.defaultVideoInput(), self)
        self._capture = multimedia.QImageCapture(self)
        self._session = multimedia.QMediaCaptureSession(self)
        self._session.setCamera(self._camera)
        self._session.setImageCapture(self._capture)
        self._session.setVideoOutput(view)
        self._capture.imageCaptured.connect(self._captured)
        self._capture.errorOccurred.connect(self._failed)
        self._camera.errorOccurred.connect(self._camera_failed)
        self.submitted.connect(self._take)
        self.finished.connect(self._stop)
        self._camera.start()

    @Slot()
    def _take(self) -> None:
        self._capture.capture()

    @Slot(int, QImage)
    def _captured(self, _number: int, image: QImage) -> None:
        kept = QByteArray()
        buffer = QBuffer(kept)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"jpeg")).write(image)
        self.taken.emit(bytes(kept.data()))
        self.accept()

    @Slot()
    def _failed(self, *_what: object) -> None:
        self.problem.setText(self.tr("The camera gave no picture. Try again, or choose a file."))
        self.problem.show()
        self.act_button.setEnabled(True)

    @Slot()
    def _camera_failed(self, *_what: object) -> None:
        self._failed()

    @Slot()
    def _stop(self) -> None:
        if self._camera is not None:
            self._camera.stop()
