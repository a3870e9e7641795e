"""What the questions of a form have in common: what they tell, and where the words about an answer stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from mhac.protocols.form import FormField
from mhac.protocols.rules import Judgement
from ui.widgets.basics import set_property, small

SPACING = 12
LEAST_FIELD = 140


class Question(QWidget):
    """What all questions have in common. `typed` carries key, value and how (a `How` value or "")."""

    typed = Signal(str, object, str)
    next_wanted = Signal(object, int)

    def __init__(self, asked: FormField, *, may_enter: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.asked = asked
        self.may_enter = may_enter
        self.room = 0

    def set_room(self, room: int) -> None:
        """Take note how wide the pane of the section is."""
        self.room = room

    def show_answers(self, values: Mapping[str, Any]) -> None:
        """Show the answers of this question, without telling anybody."""
        raise RuntimeError("each kind of question shows its own answers")

    def first_field(self) -> QWidget:
        """Return where the cursor goes."""
        return self

    def wrong(self) -> str:
        """Say what is typed but is no answer."""
        return ""

    def set_fault(self, text: str) -> None:
        """Say beside the question why it could not be saved."""

    def show_state(self, answered: bool, judged: Judgement) -> None:
        """Show whether an answer is still required, and how the value lies."""

    def role_hint(self) -> str:
        """Say who enters this question, where the signed-in role does not."""
        return "" if self.may_enter else self.tr("Entered by another role")


class RowQuestion(Question):
    """A question on one line. What is said about its answer stands at the end of the line, or, where the pane has no
    room for the words there, below the answer."""

    def __init__(self, asked: FormField, *, may_enter: bool, title_width: int, parent: QWidget | None = None) -> None:
        super().__init__(asked, may_enter=may_enter, parent=parent)
        self._message = small("", wrap=True)
        self._message.hide()
        self.line = QHBoxLayout()
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(SPACING)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(3)
        self.column.addLayout(self.line)
        self._beneath = QHBoxLayout()
        self._beneath.setContentsMargins(title_width + SPACING, 0, 0, 0)
        self._beneath.addWidget(self._message)
        self.column.addLayout(self._beneath)
        self._is_below = True

    def set_room(self, room: int) -> None:
        """Take note how wide the pane of the section is."""
        super().set_room(room)
        self.place_message()

    def set_fault(self, text: str) -> None:
        """Say why it could not be saved."""
        set_property(self._message, "words", "error" if text else "small")
        self.say(text)

    def say(self, text: str) -> None:
        """Say something about the answer."""
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self.place_message()

    def place_message(self) -> None:
        """Put the words where they fit."""
        self._message.ensurePolished()
        words_wide = self._message.fontMetrics().horizontalAdvance(self._message.text()) + 2
        below = bool(self._message.text()) and self._taken() + words_wide > (self.room or self.width())
        if below != self._is_below:
            self._is_below = below
            (self.line if below else self._beneath).removeWidget(self._message)
            if below:
                self._beneath.addWidget(self._message)
            else:
                self.line.insertWidget(self.line.count() - 1, self._message)
        self._message.setMinimumWidth(0 if below else words_wide)

    def _taken(self) -> int:
        """How much of the line the question and its answer need, with the space before the words."""
        items = (self.line.itemAt(place) for place in range(self.line.count()))
        parts = (item.widget() for item in items if item is not None)
        shown = [part for part in parts if part is not None and part is not self._message and not part.isHidden()]
        return sum(max(_least(part), part.minimumWidth()) + SPACING for part in shown)


def _least(part: QWidget) -> int:
    """The least width of a part of a line: fields for words can be made smaller than they would like to be."""
    if part.minimumWidth() == part.maximumWidth():
        return part.minimumWidth()
    return max(part.minimumSizeHint().width(), LEAST_FIELD if isinstance(part, QLineEdit | QPlainTextEdit) else 0)
