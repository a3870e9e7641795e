"""Fields that finish what one begins to type: a choice from a long list, and free words with usual phrases."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget


def plain(text: str) -> str:
    """Return a text without case and accents, as people type when searching."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


class ChoiceField(QLineEdit):
    """Type any part of a word, or the code, and choose: for countries, languages, and every list too long to look at.

    `value()` is the code of what is chosen, "" for nothing; `is_wrong()` tells of words that are no choice.
    """

    changed = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self._labels: dict[str, str] = {}
        self._model = QStringListModel(self)
        self._hits = _PartFilter(self)
        self._hits.setSourceModel(self._model)
        self._completer = QCompleter(self)
        self._completer.setModel(self._hits)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        self._popup = QListView()
        self._popup.setProperty("popup", True)
        self._completer.setPopup(self._popup)
        self._completer.setWidget(self)
        self._completer.activated.connect(self._picked)
        self.textEdited.connect(self._edited)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Set the choices as (code, words), in the order to show."""
        self._labels = dict(options)
        self._model.setStringList([label for _code, label in options])
        self._hits.set_codes({label: code for code, label in options})

    def value(self) -> str:
        """Return the code of the choice."""
        return self._value

    def set_value(self, code: str) -> None:
        """Choose by code, without telling anybody."""
        self._value = code if code in self._labels else ""
        self.setText(self._labels.get(code, ""))

    def is_wrong(self) -> bool:
        """Return whether words are typed that are no choice."""
        return bool(self.text().strip()) and not self._value

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the only possible choice when leaving, and write it out."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._settle()

    @Slot(str)
    def _edited(self, text: str) -> None:
        self._hits.look_for(text)
        self._set(self._exact(text))
        if text.strip() and self._hits.rowCount():
            self._completer.complete()
        else:
            self._popup.hide()

    @Slot(str)
    def _picked(self, label: str) -> None:
        code = next((code for code, known in self._labels.items() if known == label), "")
        self.setText(label)
        self._set(code)

    def _settle(self) -> None:
        text = self.text().strip()
        if text and not self._value and self._hits.rowCount() == 1:
            self._picked(str(self._hits.index(0, 0).data()))
        elif self._value:
            self.setText(self._labels[self._value])

    def _exact(self, text: str) -> str:
        sought = plain(text.strip())
        for code, label in self._labels.items():
            if sought in (plain(label), plain(code)):
                return code
        return ""

    def _set(self, code: str) -> None:
        if code != self._value:
            self._value = code
            self.changed.emit(code)


class _PartFilter(QSortFilterProxyModel):
    """Keeps the lines of which some word begins with what is typed, or whose code is typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sought = ""
        self._codes: dict[str, str] = {}

    def set_codes(self, codes: dict[str, str]) -> None:
        self._codes = codes

    def look_for(self, text: str) -> None:
        self._sought = plain(text.strip())
        self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex) -> bool:  # type: ignore[override]
        label = str(self.sourceModel().index(source_row, 0).data())
        words = plain(label)
        return (
            not self._sought
            or words.startswith(self._sought)
            or f" {self._sought}" in words
            or plain(self._codes.get(label, "")) == self._sought
        )


class PhraseField(QLineEdit):
    """Free words; usual phrases are offered while typing any part of them."""

    changed = Signal(str)

    def __init__(self, phrases: Sequence[str] = (), *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStringListModel(self)
        completer = QCompleter(self)
        completer.setModel(self._model)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = QListView()
        popup.setProperty("popup", True)
        completer.setPopup(popup)
        self.setCompleter(completer)
        self.set_phrases(phrases)
        self.textChanged.connect(self.changed)

    def set_phrases(self, phrases: Sequence[str]) -> None:
        """Set the phrases that are offered."""
        self._model.setStringList(list(phrases))

    def value(self) -> str:
        """Return the words."""
        return self.text().strip()
