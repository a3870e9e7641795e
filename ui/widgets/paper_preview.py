"""A paper on the screen, as it will come out of the printer; larger and smaller by key."""

from __future__ import annotations

from itertools import islice

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from ui.app import theme
from ui.widgets.basics import muted
from ui.widgets.printing import PrintFailed, count_pages, page_images

FIT_MARGIN = 24
SHADOW = 1
STEPS = (1.0, 1.25, 1.5, 2.0, 3.0)
# Rendered once at this density: sharp up to twice the width of a page on an ordinary screen.
PREVIEW_DPI = 160
MOST_PAGES = 12
"""How many pages are shown: a day's slips are a hundred, and nobody looks at each."""


class PaperPreview(QScrollArea):
    """Shows the pages of a PDF, fitted to the width. Ctrl++ and Ctrl+- change the size, Ctrl+0 fits again."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name = name or self.tr("Preview of the paper")
        self.setAccessibleName(self._name)
        self._inside = QWidget()
        self._inside.setProperty("ground", "page")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(10)
        self.more = muted("")
        self.more.hide()
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        self._pages: list[_PageView] = []
        self._step = 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._lay_out)

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._pages)

    @property
    def page_width(self) -> int:
        """How wide a page is shown now, in pixels; 0 where none is."""
        return self._pages[0].width() if self._pages else 0

    def show_pdf(self, pdf: bytes) -> bool:
        """Show a PDF; False for bytes that are none, and the preview is empty then."""
        self.clear()
        try:
            images = list(islice(page_images(pdf, PREVIEW_DPI), MOST_PAGES))
        except PrintFailed:
            return False
        more = count_pages(pdf) - len(images)
        self.more.setText(self.tr("and %n more page(s)", "", more) if more else "")
        self.more.setVisible(more > 0)
        for image in images:
            view = _PageView(image)
            self._pages.append(view)
            self._column.insertWidget(self._column.count() - 2, view, 0, Qt.AlignmentFlag.AlignHCenter)
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        return True

    def clear(self) -> None:
        """Show nothing."""
        self.more.hide()
        for view in self._pages:
            self._column.removeWidget(view)
            view.hide()
            view.deleteLater()
        self._pages = []

    def zoom(self, by: int) -> None:
        """Show larger (1) or smaller (-1); 0 fits to the width again."""
        self._step = max(0, min(len(STEPS) - 1, self._step + by)) if by else 0
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by Ctrl and plus, minus, zero; everything else scrolls."""
        zoom = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1, Qt.Key.Key_0: 0}
        by = zoom.get(Qt.Key(event.key()))
        if by is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(by)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages to the new width."""
        super().resizeEvent(event)
        self._later.start()

    @Slot()
    def _lay_out(self) -> None:
        room = max(120, self.viewport().width() - FIT_MARGIN)
        for view in self._pages:
            view.set_width(round(room * STEPS[self._step]))


class _PageView(QWidget):
    """One page with a hair line around it; the paper stays white in a dark window."""

    def __init__(self, image: QImage) -> None:
        super().__init__()
        self._image = image
        self._shown = QImage()

    def set_width(self, width: int) -> None:
        """Take this width, and the height that belongs to it."""
        size = QSize(width, round(width * self._image.height() / self._image.width()))
        if size != self.size() or self._shown.isNull():
            self.setFixedSize(size)
            self._shown = QImage()
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the page, scaled once and kept."""
        ratio = self.devicePixelRatioF()
        if self._shown.isNull():
            self._shown = self._image.scaled(
                self.size() * ratio, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
            self._shown.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.drawImage(0, 0, self._shown)
        painter.setPen(theme.colour("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -SHADOW, -SHADOW))
