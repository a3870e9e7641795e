"""Choosing travel needs and conditions: type a few letters, take the code, add its detail; free words are possible."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from mhac.travel.codes import travel_codes
from mhac.travel.codes import words as words_in
from mhac.travel.rules import Condition
from mhac.travel.views import TravellerRow
from ui.app.dialogs import FormDialog, icon_button
from ui.travel.words import condition_words, language
from ui.widgets.basics import column, row, small, words
from ui.widgets.fields import Form
from ui.widgets.phrases import PhraseField
from ui.widgets.two_versions import Version


class _ChosenNeed(QFrame):
    """One chosen need with room for its detail and a way to take it away."""

    removed = Signal(object)

    def __init__(self, condition: Condition, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.condition = condition
        need = travel_codes().needs.get(condition.code)
        line = row(margins=(10, 2, 2, 2))
        label = words(words_in(need.label, language()) if need else condition.detail, wrap=True)
        line.addWidget(label, 1)
        self.detail: QLineEdit | None = None
        if need is not None and need.detail_label is not None:
            self.detail = QLineEdit(condition.detail)
            self.detail.setFixedWidth(96)
            self.detail.setPlaceholderText(words_in(need.detail_label, language()))
            self.detail.setAccessibleName(f"{label.text()}: {words_in(need.detail_label, language())}")
            line.addWidget(self.detail)
            if need.suffix:
                line.addWidget(small(need.suffix))
        remove = icon_button("x", self.tr("Take away {need}").format(need=label.text()))
        remove.clicked.connect(self._remove)
        line.addWidget(remove)
        self.setLayout(line)
        self.setProperty("strip", "accent")

    def value(self) -> Condition:
        """Return the need with its detail as typed."""
        return Condition(self.condition.code, self.detail.text().strip()) if self.detail else self.condition

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self)


class _NeedField(PhraseField):
    """Offers the known needs while typing; Enter takes the marked one or the only one. Where several fit it marks
    the first, so that half a word never stands on a certificate; words that fit none are taken as they are.

    In an empty field Enter is the dialog's, which does its act.
    """

    taken = Signal(str)

    def take(self, words: str) -> None:
        """Hand on what was chosen and empty the field for the next need."""
        self.popup.hide()
        self.clear()
        self.taken.emit(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep Enter from the dialog while there is something to take."""
        typed = self.text().strip()
        marked = self.popup.isVisible() and self._moved
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and typed and not marked:
            fitting = self.offers(typed)
            if len(fitting) > 1:
                self._edited(typed)
                self._moved = True  # which one is meant? the first is marked, the next Enter takes it
            else:
                self.take(fitting[0] if fitting else typed)
            event.accept()
            return
        super().keyPressEvent(event)


class NeedsEditor(QWidget):
    """A field to type into and the needs chosen so far. Enter adds what is typed, a known need or free words."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_words = {words_in(need.label, language()): need.code for need in travel_codes().needs.values()}
        self.typed = _NeedField(tuple(self._by_words))
        self.typed.setPlaceholderText(self.tr("Type: wheelchair, oxygen, WCHC…"))
        self.typed.setAccessibleName(self.tr("Add a need or condition"))
        self.typed.taken.connect(self.add)
        self._rows: list[_ChosenNeed] = []
        self._whole = column(spacing=4)
        self._whole.addWidget(self.typed)
        self.setLayout(self._whole)
        self.setFocusProxy(self.typed)

    def value(self) -> tuple[Condition, ...]:
        """Return what is chosen; what is still being typed is no need yet."""
        return tuple(each.value() for each in self._rows)

    def take_typed(self) -> str:
        """Add what was typed, so that it is seen, before the needs are kept; "" when nothing is left to say.

        A part of a known need is never added as it stands: the words that ask to choose are returned.
        """
        left = self.typed.text().strip()
        if not left:
            return ""
        condition = self._condition(left)
        if not condition.code and self.typed.offers(left):
            self.typed.setFocus()
            return self.tr("“{typed}” is half typed. Choose from the list, or empty the field.").format(typed=left)
        self.typed.take(left)
        return ""

    def set_value(self, conditions: Sequence[Condition]) -> None:
        """Show other needs."""
        for each in list(self._rows):
            self._drop(each)
        for condition in conditions:
            self._add(condition)

    @Slot(str)
    def add(self, text: str) -> None:
        """Add a need by its words or its code, or free words."""
        self._add(self._condition(text))
        self.changed.emit()

    def _condition(self, text: str) -> Condition:
        code = self._by_words.get(text) or (text.upper() if text.upper() in travel_codes().needs else "")
        return Condition(code) if code else Condition("", text)

    def _add(self, condition: Condition) -> None:
        made = _ChosenNeed(condition)
        made.removed.connect(self._removed)
        self._rows.append(made)
        self._whole.addWidget(made)
        self.updateGeometry()
        if made.detail is not None and not condition.detail:
            made.detail.setFocus()

    def _drop(self, chosen: _ChosenNeed) -> None:
        self._rows.remove(chosen)
        self._whole.removeWidget(chosen)
        chosen.hide()
        chosen.deleteLater()

    @Slot(object)
    def _removed(self, chosen: _ChosenNeed) -> None:
        self._drop(chosen)
        self.typed.setFocus()
        self.changed.emit()


class NeedsDialog(FormDialog):
    """Write down the help that a traveller needs on the way."""

    def __init__(self, traveller: TravellerRow, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Travel needs of {name}").format(name=traveller.person.name), self.tr("&Save needs"),
                         parent, width=520)
        self.traveller = traveller
        self.editor = NeedsEditor()
        self.editor.set_value(traveller.needs)
        self.form = Form(1)
        self.form.add("needs", self.tr("&Needs"), self.editor,
                      hint=self.tr("Codes are those that airlines use; the list is the clinic's own data."))
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.editor.typed.setFocus()

    def check(self) -> bool:
        """What is half typed is chosen or taken away first."""
        fault = self.editor.take_typed()
        if fault and self.form is not None:
            self.form.show_faults({"needs": fault})
        return not fault

    def versions(self, newest: TravellerRow) -> list[Version]:
        """Return the needs in which the newest version and what is chosen here differ, each to be decided alone."""
        mine, needed = self.editor.value(), self.tr("needed")
        every = dict.fromkeys((*mine, *newest.needs))
        return [
            Version(_key(each), condition_words(each), needed if each in mine else "",
                    needed if each in newest.needs else "")
            for each in every if (each in mine) != (each in newest.needs)
        ]

    def take(self, newest: TravellerRow, choice: dict[str, bool]) -> None:
        """Put what was chosen into the editor; what is saved next changes the newest version."""
        mine = self.editor.value()
        every = dict.fromkeys((*newest.needs, *mine))
        self.editor.set_value([
            each for each in every if (each in mine if choice.get(_key(each), True) else each in newest.needs)
        ])
        self.traveller = newest


def _key(condition: Condition) -> str:
    return "\n".join(str(part) for part in condition.plain().values())
