"""Beside the form: where document and form disagree, and who on file may be the same person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mhac.registration.birth import BirthDate
from mhac.registration.lookalikes import Duplicate
from mhac.registration.names import display
from mhac.registration.rules import IdentifierEntry, NameEntry
from ui.registration import words
from ui.registration.presenter import Difference
from ui.widgets import formats
from ui.widgets.basics import Card, Pill, breakable, button, literal, muted, rule, small, strong
from ui.widgets.basics import words as label


def emptied(layout: QVBoxLayout) -> None:
    """Take all widgets out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class DifferencePanel(QFrame):
    """Shows both values of each field in which the document differs; nothing is overwritten before it is said so."""

    taken = Signal(object)
    kept = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("strip", "warning")
        self._differences: tuple[Difference, ...] = ()
        self.boxes: list[QCheckBox] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.take_button = button("", small=True)
        self.take_button.clicked.connect(self._take)
        self.keep_button = button(self.tr("Keep what is typed"), kind="quiet", small=True)
        self.keep_button.clicked.connect(self._keep)
        acts = QHBoxLayout()
        acts.addWidget(self.take_button)
        acts.addWidget(self.keep_button)
        acts.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 10, 12, 10)
        whole.setSpacing(6)
        self._title = strong("", wrap=True)
        whole.addWidget(self._title)
        whole.addLayout(self._lines)
        whole.addLayout(acts)
        self.hide()

    def show_differences(self, differences: Sequence[Difference], *, on_file: bool = False) -> None:
        """Ask about differences with a document, or with what is on file by now; without any the panel goes away."""
        self._differences = tuple(differences)
        self._say_where(on_file)
        emptied(self._lines)
        self.boxes = []
        for difference in differences:
            sentence = (
                self.tr("{field}: typed {typed}, on file {document}")
                if on_file
                else self.tr("{field}: typed {typed}, document {document}")
            ).format(
                field=self._name(difference.name),
                typed=self._value(difference.name, difference.typed) or "—",
                document=self._value(difference.name, difference.document) or "—",
            )
            box = QCheckBox(literal(sentence))
            box.setChecked(True)
            self.boxes.append(box)
            self._lines.addWidget(box)
        self.setVisible(bool(differences))

    def _say_where(self, on_file: bool) -> None:
        self._title.setText(
            self.tr("Somebody else changed this person meanwhile")
            if on_file
            else self.tr("The document says something else than the form")
        )
        take = self.tr("Take what is ticked from the file") if on_file else self.tr("Take what is ticked")
        self.take_button.setText(take)
        self.take_button.setAccessibleName(take)

    @Slot()
    def _take(self) -> None:
        chosen = [d for d, box in zip(self._differences, self.boxes, strict=True) if box.isChecked()]
        self.show_differences(())
        self.taken.emit(chosen)

    @Slot()
    def _keep(self) -> None:
        self.show_differences(())
        self.kept.emit()

    def _name(self, name: str) -> str:
        return {
            "family_name": self.tr("Family name"),
            "given_names": self.tr("Given names"),
            "sex": self.tr("Sex"),
            "birth": self.tr("Birth date"),
            "citizenship": self.tr("Nationality"),
            "travel_status": self.tr("Status"),
            "origin_country": self.tr("Country of origin"),
            "birth_country": self.tr("Country of birth"),
            "paper": self.tr("Document"),
            "identifiers": self.tr("Papers and numbers"),
            "phone": self.tr("Telephone"),
            "camp": self.tr("Camp"),
            "address": self.tr("Address"),
            "languages": self.tr("Languages"),
            "needs_interpreter": self.tr("Needs an interpreter"),
            "other_names": self.tr("Further names"),
            "note": self.tr("Note"),
        }.get(name, name)

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return self.tr("yes") if value else self.tr("no")
        if name == "birth" and (value is None or isinstance(value, BirthDate)):
            return words.birth_date(value)
        if isinstance(value, IdentifierEntry):
            until = formats.day(value.expires_on)
            return words.joined((words.kind(value.kind), value.value, words.issuer(value.issuer), until))
        if isinstance(value, NameEntry):
            return display(value.family_name, value.given_names)
        if isinstance(value, tuple):
            return ", ".join(self._value(name, each) for each in value)
        text = str(value or "")
        shown = {"sex": words.sex, "travel_status": words.status, "camp": words.camp, "languages": words.language}
        if name.endswith("country") or name == "citizenship":
            return words.country(text)
        return shown[name](text) if name in shown else text


class DuplicatesPanel(Card):
    """Who on file may be the person that is being typed, with the reasons, and one way to say: it is the same."""

    same = Signal(int)

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._today = today
        self._shown: tuple[Duplicate, ...] = ()
        self._title = strong(self.tr("Already on file?"))
        self._count = Pill("", "warning")
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._count)
        head.addStretch(1)
        self._nobody = muted(
            self.tr("People with a like name, birth date or number appear here while you type."), wrap=True
        )
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.body.addLayout(head)
        self.body.addWidget(self._nobody)
        self.body.addLayout(self._lines)
        self.body.addStretch(1)
        self.show_duplicates(())

    def shown(self) -> tuple[Duplicate, ...]:
        """Return who is shown."""
        return self._shown

    def show_duplicates(self, duplicates: Sequence[Duplicate], *, asked: bool = False) -> None:
        """Show likely duplicates; `asked` tells that somebody was looked for."""
        self._shown = tuple(duplicates)
        emptied(self._lines)
        for duplicate in duplicates:
            self._lines.addWidget(self._line(duplicate))
        self._count.say(str(len(duplicates)), "warning")
        self._count.setVisible(bool(duplicates))
        self._nobody.setVisible(not duplicates)
        self._nobody.setText(
            self.tr("Nobody on file is like this person.")
            if asked
            else self.tr("People with a like name, birth date or number appear here while you type.")
        )

    def _line(self, duplicate: Duplicate) -> QWidget:
        person = duplicate.person
        line = QWidget()
        room = QVBoxLayout(line)
        room.setContentsMargins(0, 0, 0, 0)
        room.setSpacing(2)
        room.addWidget(rule())
        room.addWidget(strong(breakable(person.name), wrap=True))
        room.addWidget(small(words.facts(person, self._today()), wrap=True))
        papers = (f"{words.kind(entry.kind)} {entry.value}" for entry in duplicate.identifiers[:2])
        room.addWidget(small(words.joined((person.file_number, *papers, person.case_number)), wrap=True))
        why = ", ".join(words.reason(reason) for reason in duplicate.reasons)
        room.addWidget(label(why, "small", wrap=True, tone="warning"))
        same = button(self.tr("This is the same person"), small=True)
        same.setAccessibleDescription(person.name)
        same.clicked.connect(partial(self._say_same, person.id))
        acts = QHBoxLayout()
        acts.addWidget(same)
        acts.addStretch(1)
        room.addLayout(acts)
        return line

    def _say_same(self, person_id: int, _checked: bool = False) -> None:
        self.same.emit(person_id)
