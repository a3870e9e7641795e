"""The name that the desk gives a block of the book, and the note for its slip; Enter saves."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from mhac.scheduling.texts import LONGEST_LABEL, LONGEST_NOTE
from mhac.scheduling.views import Block
from ui.app.dialogs import FormDialog
from ui.scheduling import words
from ui.widgets.basics import said_of
from ui.widgets.fields import Form
from ui.widgets.two_versions import Version


class NoteDialog(FormDialog):
    """Both texts of one block; what somebody else wrote meanwhile stands beside what is typed here."""

    def __init__(self, block: Block, parent: QWidget | None = None) -> None:
        text = f"{words.names_title(block.live or block.people)} · {words.hours_words(block)}"
        super().__init__(self.tr("Name and note"), self.tr("&Save"), parent, text=text)
        self.block = block
        self.label = QLineEdit(block.label)
        self.label.setMaxLength(LONGEST_LABEL)
        self.label.setPlaceholderText(words.names_title(block.live or block.people))
        self.note = QLineEdit(block.note)
        self.note.setMaxLength(LONGEST_NOTE)
        self.form = Form(1)
        self.form.add("label", self.tr("N&ame in the book"), self.label)
        self.form.add("note", self.tr("&Note for the slip"), self.note)
        self.body.addWidget(self.form)
        self.note.setFocus()

    def versions(self, newest: Block) -> list[Version]:
        """Return where the newest block says something else than what is typed."""
        pairs = {"label": (self.label.text().strip(), newest.label), "note": (self.note.text().strip(), newest.note)}
        assert self.form is not None
        return [
            Version(key, said_of(self.form.row(key).label.text()), *pair)
            for key, pair in pairs.items()
            if pair[0] != pair[1]
        ]

    def take(self, newest: Block, choice: dict[str, bool]) -> None:
        """Put what was chosen into the fields; what is saved next changes the newest version."""
        self.block = newest
        if choice.get("label") is False:
            self.label.setText(newest.label)
        if choice.get("note") is False:
            self.note.setText(newest.note)
