"""The open exams that an edition touches: who, under which edition, and what would differ; each opens the case file."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from mhac.exams.touched import ItemDifference, TouchedExam
from mhac.protocols.rules import ItemState
from ui.app.context import AppContext
from ui.app.messages import words_of
from ui.app.translation import translate
from ui.protocols import presenter, words
from ui.protocols.presenter import Shelf
from ui.widgets import formats
from ui.widgets.basics import Card, Notice, button, muted, row
from ui.widgets.tables import Column, DataTable

DATE_PX, EDITION_PX, STATE_PX = 112, 96, 132


class TouchedView(QWidget):
    """Exams stay pinned to their edition; this list only tells."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shelf = Shelf(())
        self.edition = QComboBox()
        self.edition.setAccessibleName(self.tr("Edition"))
        self.edition.currentIndexChanged.connect(self.load)
        self.told = Notice("", "accent")
        self.table: DataTable[TouchedExam] = DataTable(
            (
                Column(self.tr("Person"), name_of, detail=lambda one: words.joined(one.file_number, one.case_number),
                       strong=True),
                Column(self.tr("Examined on"), lambda one: formats.day(one.exam_date), DATE_PX,
                       sort=lambda one: one.exam_date),
                Column(self.tr("Edition"), lambda one: one.edition, EDITION_PX, quiet=True),
                Column(self.tr("What would differ"), differences_words, detail=outcome_words),
            ),
            key=lambda one: one.exam_id,
            name=self.tr("Open exams"),
            empty=self.tr("No open exam stands under another edition of this country."),
        )  # fmt: skip
        self.table.opened.connect(self._open)
        self.table.picked.connect(self._picked)
        self.open_button = button(self.tr("&Open the case file"), icon="file-text")
        self.open_button.setEnabled(False)
        self.open_button.clicked.connect(self._open_chosen)
        line = row(spacing=8)
        line.addWidget(muted(self.tr("Edition")))
        line.addWidget(self.edition, 1)
        line.addWidget(self.open_button)
        card = Card(padding=0)
        card.body.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.told)
        column.addWidget(card, 1)

    @property
    def allowed(self) -> bool:
        """Whether the signed-in person may see what would differ: it tells of findings."""
        return self._context.can("exams.read_clinical")

    def show_shelf(self, shelf: Shelf) -> None:
        """Offer the editions, the newest of a country first."""
        self._shelf = shelf
        chosen = self.edition.currentData()
        self.edition.blockSignals(True)
        self.edition.clear()
        for one in sorted(
            shelf.rows, key=lambda row: (words.country(row.edition.country), -row.edition.valid_from.toordinal())
        ):
            self.edition.addItem(f"{words.country(one.edition.country)} · {one.edition.edition}", one.key)
        self.edition.setCurrentIndex(max(0, self.edition.findData(chosen)))
        self.edition.blockSignals(False)

    def choose(self, digest: str) -> None:
        """Show the open exams that an edition touches."""
        place = self.edition.findData(digest)
        if place >= 0:
            self.edition.setCurrentIndex(place)

    @Slot()
    def load(self) -> None:
        """Ask for the open exams of the chosen edition's country."""
        chosen = next((one for one in self._shelf.rows if one.key == self.edition.currentData()), None)
        if chosen is not None and self.allowed:
            self._context.read(
                presenter.load_touched(chosen), self._show, owner=self, on_error=self._failed, latest="touched"
            )

    def _failed(self, error: Exception) -> None:
        self.told.say(words_of(error), "bad")
        self.told.show()
        self.table.set_rows(())

    def _show(self, found: tuple[TouchedExam, ...]) -> None:
        touched = sum(1 for one in found if one.differs)
        text = self.tr("%n open exam(s) would be asked something else. Each stays with the edition it began with.", "",
                       touched)  # fmt: skip
        if not touched:
            text = self.tr("Nothing would differ for the open exams. Each stays with the edition it began with.")
        self.told.say(text, "warning" if touched else "ok")
        self.told.setVisible(bool(found))
        self.table.set_rows(found)
        self.open_button.setEnabled(self.table.current_row() is not None)

    @Slot(object)
    def _picked(self, _one: TouchedExam) -> None:
        self.open_button.setEnabled(True)

    @Slot()
    def _open_chosen(self) -> None:
        chosen = self.table.current_row()
        if chosen is not None:
            self._open(chosen)

    @Slot(object)
    def _open(self, one: TouchedExam) -> None:
        self._context.navigate("casefile", person_id=one.person_id)


def name_of(one: TouchedExam) -> str:
    """Return the name of the person, family name first."""
    return f"{one.family_name} {one.given_names}".strip()


def differences_words(one: TouchedExam) -> str:
    """Return what would be asked otherwise, in one line."""
    told = [_difference(each) for each in one.items]
    if not one.knows_category:
        told.insert(0, translate("TouchedView", "the edition does not know this category"))
    return "; ".join(told) or translate("TouchedView", "nothing")


def outcome_words(one: TouchedExam) -> str:
    """Return how the proposed outcome would differ."""
    if one.outcome_before == one.outcome_after:
        return ""
    was, will = (", ".join(each) if each else "—" for each in (one.outcome_before, one.outcome_after))
    return f"{was} → {will}"


def _difference(each: ItemDifference) -> str:
    was, will = (words.state(state or ItemState.NOT_REQUIRED)[0] for state in (each.before, each.after))
    return f"{words.said(each.label)}: {was} → {will}"
