"""Fields that finish what one begins to type: a choice from a long list, and free words with usual phrases."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.widgets.basics import as_tip
from ui.widgets.search_popup import PopupLine, SearchPopup

MOST_OFFERED = 40
MARGINS = 24  # what a field keeps free beside its words
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


def plain(text: str) -> str:
    """Return a text without case and accents, as people type when searching."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


class _TypeAhead(QLineEdit):
    """A line with offers below: arrows move, Enter takes, Esc leaves the list, a click takes."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offered: tuple[str, ...] = ()
        self.popup = SearchPopup(self)
        self.popup.chosen.connect(self._chosen)
        self.textEdited.connect(self._edited)

    def offers(self, text: str) -> Sequence[str]:
        """Return what fits a text, best first; a line of no kind knows nothing that fits."""
        return ()

    def take(self, words: str) -> None:
        """One of the offers was chosen."""
        self.setText(words)

    def offered(self) -> tuple[str, ...]:
        """Return what is offered now."""
        return self._offered if self.popup.isVisible() else ()

    @Slot(str)
    def _edited(self, text: str) -> None:
        self._offered = tuple(self.offers(text))[:MOST_OFFERED] if text.strip() else ()
        if self._offered and self._offered != (text,) and self.hasFocus():
            self.popup.show_lines([PopupLine(words) for words in self._offered], "")
            self.popup.place_under(self)
        else:
            self.popup.hide()

    @Slot(int)
    def _chosen(self, place: int) -> None:
        if 0 <= place < len(self._offered):
            self.popup.hide()
            self.take(self._offered[place])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, take, or leave the list."""
        key = Qt.Key(event.key())
        if not self.popup.isVisible():
            super().keyPressEvent(event)
        elif key in _STEPS:
            self.popup.move_mark(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._chosen(self.popup.marked())
        elif key == Qt.Key.Key_Escape:
            self.popup.hide()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes away with the focus."""
        super().focusOutEvent(event)
        self.popup.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """The list goes away with its field."""
        self.popup.hide()
        super().hideEvent(event)


class ChoiceField(_TypeAhead):
    """Type any part of a word, or the code, and choose: for countries, languages, and every list too long to look at.

    `value()` is the code of what is chosen, "" for nothing; `is_wrong()` tells of words that are no choice.
    """

    def __init__(self, options: Sequence[tuple[str, str]] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self._kept: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._also: dict[str, tuple[str, ...]] = {}
        self._plain: tuple[tuple[str, str, str], ...] = ()
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]], also: Mapping[str, Sequence[str]] | None = None) -> None:
        """Set the choices as (code, words), in the order to show; `also` gives other words that find a choice."""
        self._labels = dict(options)
        self._also = {code: tuple(plain(word) for word in others) for code, others in (also or {}).items()}
        self._plain = tuple((code, plain(code), plain(label)) for code, label in options)

    def value(self) -> str:
        """Return the code of the choice."""
        return self._value

    def set_value(self, code: str) -> None:
        """Choose by code, without telling anybody."""
        self._kept = {}
        self._value = code if code in self._labels else ""
        self._write(self._label_of(code))

    def keep_value(self, code: str, words: str = "") -> None:
        """Show what is on file: what the list lacks stays too, by its words or its code, until it is changed."""
        self.set_value(code)
        if code and not self._value:
            self._kept = {code: words or code}
            self._value = code
            self._write(self._label_of(code))

    def _label_of(self, code: str) -> str:
        return self._labels.get(code) or self._kept.get(code, "")

    def is_wrong(self) -> bool:
        """Return whether words are typed that are no choice."""
        return bool(self.text().strip()) and not self._value

    def offers(self, text: str) -> Sequence[str]:
        """Return the choices of which some word begins with the text, or whose code it is."""
        return [self._labels[code] for code in self._fitting(text)]

    def take(self, words: str) -> None:
        """Choose by words."""
        self.setText(words)
        self._set(next((code for code, label in self._labels.items() if label == words), ""))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the only possible choice when leaving, and write it out."""
        super().focusOutEvent(event)
        fitting = self._fitting(self.text()) if self.text().strip() and not self._value else []
        if len(fitting) == 1:
            self.take(self._labels[fitting[0]])
        elif self._value:
            self._write(self._label_of(self._value))

    def _write(self, words: str) -> None:
        """Show words from their beginning; where the field is too narrow for all of them, the tip has the rest."""
        self.setText(words)
        self.setCursorPosition(0)
        self._tell_whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again whether the words have room."""
        super().resizeEvent(event)
        self._tell_whole()

    def _tell_whole(self) -> None:
        words = self._label_of(self._value) or self.placeholderText()
        fits = self.fontMetrics().horizontalAdvance(words) <= self.width() - MARGINS
        self.setToolTip(as_tip("" if fits else words))

    @Slot(str)
    def _edited(self, text: str) -> None:
        sought = plain(text.strip())
        exact = (code for code, *known in self._plain if sought in (*known, *self._also.get(code, ())))
        kept = (code for code, label in self._kept.items() if sought == plain(label))
        self._set(next(exact, next(kept, "")) if sought else "")
        super()._edited(text)

    def _fitting(self, text: str) -> list[str]:
        sought = plain(text.strip())
        first = [code for code, short, label in self._plain if label.startswith(sought) or short == sought]
        later = [code for code, _, label in self._plain if f" {sought}" in label and code not in first]
        other = (code for code, others in self._also.items() if any(word.startswith(sought) for word in others))
        return first + later + [code for code in other if code not in first and code not in later]

    def _set(self, code: str) -> None:
        if code != self._value:
            self._value = code
            self._tell_whole()
            self.changed.emit(code)


class PhraseField(_TypeAhead):
    """Free words; usual phrases are offered while typing any part of them."""

    def __init__(self, phrases: Sequence[str] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phrases: tuple[str, ...] = tuple(phrases)
        self.textChanged.connect(self.changed)

    def value(self) -> str:
        """Return the words."""
        return self.text().strip()

    def offers(self, text: str) -> Sequence[str]:
        """Return the phrases that hold the text."""
        sought = plain(text.strip())
        return [phrase for phrase in self._phrases if sought in plain(phrase)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes an offer only when one was marked by an arrow: free words must stay as they were typed."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.popup.isVisible() and not self._moved:
            self.popup.hide()
        self._moved = self._moved or event.key() in _STEPS
        super().keyPressEvent(event)

    _moved = False

    @Slot(str)
    def _edited(self, text: str) -> None:
        self._moved = False
        super()._edited(text)
