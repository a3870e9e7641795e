"""The box that finds or scans anything: a person by any part of the name, a case, a certificate, a barcode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.app import icons
from ui.app.context import AppContext
from ui.app.navigation import SearchHit
from ui.widgets.basics import PlainLabel
from ui.widgets.search_popup import PopupLine, SearchPopup

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork

Find = Callable[["UnitOfWork", str], Sequence[SearchHit]]

PAUSE_MS = 60
BESIDE = 46  # icon and margins beside the words
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class FindBox(QLineEdit):
    """Type or scan; the hits hang below while typing, Enter opens the marked one.

    A scanner types fast and ends with Enter: when Enter comes before the answer, the first hit is opened as soon
    as it is there, so that a scan needs no second key.
    """

    opened = Signal(object)  # SearchHit

    def __init__(self, context: AppContext, find: Find, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._find = find
        self._hits: tuple[SearchHit, ...] = ()
        self._answered = ""
        self._open_first = False
        self.setObjectName("FindBox")
        self.setPlaceholderText(self.tr("Find or scan: person, case, certificate"))
        self.setAccessibleName(self.tr("Find or scan"))
        self.setMinimumWidth(220)
        self.addAction(icons.icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._key = PlainLabel("Ctrl K", self)
        self._key.setProperty("mark", "key")
        self.popup = SearchPopup(self)
        self.popup.chosen.connect(self._chosen)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._edited)
        self.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key's name at the right end."""
        super().resizeEvent(event)
        self._key.adjustSize()
        self._show_key()
        self._key.move(self.width() - self._key.width() - 8, (self.height() - self._key.height()) // 2)

    def _show_key(self) -> None:
        """Show the key's name in the empty field, where it does not stand on the words in this language."""
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        self._key.setVisible(not self.text() and words + BESIDE + self._key.width() + 16 <= self.width())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the hits by arrow keys, open by Enter, give up by Esc."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key_pressed(event)
        if event.type() == QEvent.Type.FocusOut and not self.popup.underMouse():
            self.popup.hide()
        return super().eventFilter(watched, event)

    def _key_pressed(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
            return True
        if key == Qt.Key.Key_Escape:
            self.clear()
            self.popup.hide()
            return True
        if key in _STEPS and self.popup.isVisible():
            self.popup.move_mark(_STEPS[Qt.Key(key)])
            return True
        return False

    def _enter(self) -> None:
        text = self.text().strip()
        if text and self._answered == text and self._hits:
            self._chosen(max(0, self.popup.marked()))
        elif text:
            self._open_first = True
            self._pause.stop()
            self._ask()

    @Slot(str)
    def _edited(self, text: str) -> None:
        self._show_key()
        self._open_first = False
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self.popup.hide()

    @Slot()
    def _ask(self) -> None:
        text = self.text().strip()
        if text:
            self._context.read(
                partial(self._run, self._find, text),
                partial(self._show, text),
                owner=self,
                latest="find",
                action="find",
            )

    @staticmethod
    def _run(find: Find, text: str, uow: UnitOfWork) -> tuple[SearchHit, ...]:
        return tuple(find(uow, text))

    def _show(self, text: str, hits: tuple[SearchHit, ...]) -> None:
        if text != self.text().strip():
            return
        self._hits, self._answered = hits, text
        if self._open_first and hits:
            self._chosen(0)
            return
        self._open_first = False
        lines = [PopupLine(hit.title, hit.detail, hit.tag, hit.tone, hit.icon) for hit in hits]
        self.popup.show_lines(lines, self.tr("Nobody and nothing is found for “{text}”.").format(text=text))
        self.popup.place_under(self)

    @Slot(int)
    def _chosen(self, place: int) -> None:
        if 0 <= place < len(self._hits):
            hit = self._hits[place]
            self.popup.hide()
            self.clear()
            self._show_key()
            self._open_first = False
            self.opened.emit(hit)
