"""The field into which a scanner types the machine-readable zone of a document, and what was understood of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QSignalBlocker, QTimer, Signal, Slot
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from mhac.registration.mrz import Reading, Remark, read_mrz
from ui.registration import words
from ui.widgets.basics import Pill, button, section, set_property, small
from ui.widgets.basics import words as label

PAUSE_MS = 250
LONGEST = 400


class MrzText(QPlainTextEdit):
    """Three lines in a face of equal widths; Tab leaves the field, Enter is a line as scanners send it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFixedHeight(3 * self.fontMetrics().lineSpacing() + 20)
        self.setUndoRedoEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take no more than a zone can hold; a scanner gone wild must not fill the memory."""
        if event.text() and len(self.toPlainText()) >= LONGEST and event.text().isprintable():
            return
        super().keyPressEvent(event)


class MrzField(QWidget):
    """Reads while the scanner types; `read` comes with every complete reading."""

    read = Signal(object)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._told: tuple[str, ...] = ()
        self._sentences: list[str] = []
        self.text = MrzText()
        self.text.setAccessibleName(self.tr("Machine-readable zone"))
        self.text.setPlaceholderText(self.tr("Scan the passport or card here, or type its two or three lines"))
        self.state = Pill("", "neutral")
        self.state.hide()
        self._remarks = QVBoxLayout()
        self._remarks.setSpacing(2)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.read_now)
        self.text.textChanged.connect(self._pause.start)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(section(self.tr("Document")))
        head.addWidget(small(self.tr("machine-readable zone")))
        head.addStretch(1)
        head.addWidget(self.state)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(4)
        whole.addLayout(head)
        whole.addWidget(self.text)
        whole.addLayout(self._remarks)
        self.setFocusProxy(self.text)

    def clear(self) -> None:
        """Empty the field without reading anything."""
        with QSignalBlocker(self.text):
            self.text.clear()
        self._told = ()
        self._pause.stop()
        self._show_remarks(())
        self.state.hide()
        set_property(self.text, "state", "")

    @Slot()
    def read_now(self) -> None:
        """Read what is there; the same zone is told once."""
        self._pause.stop()
        typed = self.text.toPlainText()
        if not typed.strip():
            self.clear()
            return
        reading = read_mrz(typed, self._today())
        self._show(reading)
        if reading.document is not None and reading.lines != self._told:
            self._told = reading.lines
            self.read.emit(reading)

    def remarks(self) -> tuple[str, ...]:
        """Return the sentences shown below the field."""
        return tuple(self._sentences)

    def _show(self, reading: Reading) -> None:
        if reading.is_sound:
            self.state.say(self.tr("All check digits fit"), "ok")
        elif reading.document is None:
            self.state.say(self.tr("Not complete yet"), "warning")
        else:
            self.state.say(self.tr("Compare with the document"), "bad")
        self.state.show()
        set_property(self.text, "state", "" if reading.is_sound else "warning")
        self._show_remarks(reading.remarks)

    def _show_remarks(self, remarks: tuple[Remark, ...]) -> None:
        while (item := self._remarks.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for remark in remarks:
            self._remarks.addWidget(self._line(remark))
        self._sentences = [words.remark(remark) for remark in remarks]
        self.text.setAccessibleDescription(" ".join(self._sentences))

    def _line(self, remark: Remark) -> QWidget:
        sentence = words.remark(remark)
        line = QWidget()
        room = QHBoxLayout(line)
        room.setContentsMargins(0, 0, 0, 0)
        room.setSpacing(8)
        room.addWidget(label(sentence, "error" if remark.is_error else "hint", wrap=True), 1)
        guess = remark.values.get("guess", "")
        if guess:
            take = button(self.tr("Use {value}").format(value=guess), kind="link", small=True)
            take.clicked.connect(partial(self._use, remark.values["read"], guess))
            room.addWidget(take)
        return line

    def _use(self, read: str, guess: str, _checked: bool = False) -> None:
        """Write the likely value into the zone; it is then read again like any other."""
        self.text.setPlainText(self.text.toPlainText().upper().replace(read, guess, 1))
        self.read_now()
