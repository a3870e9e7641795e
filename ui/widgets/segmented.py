"""A row of choices of which one holds, set by one key each: N normal, A abnormal, X not done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui.widgets.basics import as_tip, literal, set_property


@dataclass(frozen=True)
class Choice:
    """One choice: the stored value, the words, its letter, its tone when chosen."""

    value: str
    text: str
    key: str = ""
    tone: str = "accent"


class Segmented(QWidget):
    """One stop of the Tab key; letters choose, arrows move, Delete clears where nothing chosen is allowed."""

    changed = Signal(str)

    def __init__(
        self, choices: Sequence[Choice], *, name: str = "", clearable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._clearable = clearable
        self._value = ""
        self._name = name
        self._forbidden: set[str] = set()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._buttons: list[QPushButton] = []
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for place, choice in enumerate(self._choices):
            line.addWidget(self._button(place, choice))
        self.setAccessibleName(name)

    def _button(self, place: int, choice: Choice) -> QPushButton:
        made = QPushButton(literal(choice.text))
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setProperty("segment", True)
        made.setProperty("tone", choice.tone)
        last = len(self._choices) - 1
        made.setProperty("place", "first" if place == 0 else "last" if place == last else "middle")
        if choice.key:
            made.setToolTip(as_tip(f"{choice.text} ({choice.key})"))
        made.clicked.connect(self._clicked)
        self._buttons.append(made)
        return made

    def value(self) -> str:
        """Return the chosen value, "" for none."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show a value without telling anybody."""
        self._value = value
        for choice, shown in zip(self._choices, self._buttons, strict=True):
            shown.setChecked(choice.value == value)
        words = next((choice.text for choice in self._choices if choice.value == value), "")
        self.setAccessibleDescription(words)

    def choose(self, value: str) -> None:
        """Choose as the user does."""
        if value != self._value and value not in self._forbidden:
            self.set_value(value)
            self.changed.emit(value)

    def forbid(self, value: str, why: str) -> None:
        """Keep a value from being chosen by the user; the tip says why."""
        self._forbidden.add(value)
        self.button(value).setEnabled(False)
        self.button(value).setToolTip(as_tip(why))

    def button(self, value: str) -> QPushButton:
        """Return the button of a value."""
        return next(shown for choice, shown in zip(self._choices, self._buttons, strict=True) if choice.value == value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters and digits choose at once; arrows move; Delete clears."""
        typed = event.text().upper()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if plain and typed and (wanted := self._of_key(typed)) is not None:
            self.choose(wanted.value)
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._clearable:
            self.choose("")
        else:
            super().keyPressEvent(event)

    def _of_key(self, typed: str) -> Choice | None:
        """A choice's own key comes first; digits count the places where no choice claims them."""
        own = next((choice for choice in self._choices if choice.key and typed == choice.key.upper()), None)
        place = int(typed) - 1 if typed.isascii() and typed.isdigit() else -1
        return own or (self._choices[place] if 0 <= place < len(self._choices) else None)

    def _move(self, by: int) -> None:
        values = [choice.value for choice in self._choices]
        place = values.index(self._value) + by if self._value in values else 0
        self.choose(values[max(0, min(len(values) - 1, place))])

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self._show_focus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard left."""
        super().focusOutEvent(event)
        self._show_focus(False)

    def _show_focus(self, here: bool) -> None:
        for shown in self._buttons:
            set_property(shown, "here", here)

    @Slot()
    def _clicked(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        for choice, shown in zip(self._choices, self._buttons, strict=True):
            if shown is self.sender():
                again = choice.value == self._value
                self.choose("" if again and self._clearable else choice.value)
                self.set_value(self._value)
