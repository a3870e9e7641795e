"""What changed between two editions of a country, part by part: what came, what went, what reads differently."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ui.protocols import words
from ui.protocols.differing import Differing, differing
from ui.protocols.presenter import EditionRow, OpenEdition
from ui.widgets.basics import muted, row
from ui.widgets.tables import Column, DataTable

KIND_PX, CODE_PX = 112, 110
LINE_MARGINS = (12, 8, 12, 8)


class ChangesView(QWidget):
    """The edition that is open against another one of the same country, which is chosen above."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: OpenEdition | None = None
        self._others: tuple[EditionRow, ...] = ()
        self._rows: tuple[Differing, ...] = ()
        self._sought = ""
        self.other = QComboBox()
        self.other.setAccessibleName(self.tr("Compare with"))
        self.other.currentIndexChanged.connect(self._compare)
        self.table: DataTable[Differing] = DataTable(
            (
                Column(self.tr("Part"), lambda one: one.part, CODE_PX, quiet=True),
                Column(self.tr("Code"), lambda one: one.code, CODE_PX),
                Column(self.tr("Change"), lambda one: one.kind, KIND_PX, tone=lambda one: one.tone),
                Column(self.tr("Before"), lambda one: one.before, quiet=True),
                Column(self.tr("After"), lambda one: one.after),
            ),
            key=lambda one: one.key,
            name=self.tr("Changes between editions"),
            empty=self.tr("Both editions say the same."),
        )
        self.table.picked.connect(self._picked)
        self.told = muted("", wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._line = row(margins=LINE_MARGINS)
        self._against = muted(self.tr("Compare with"))
        self._line.addWidget(self._against)
        self._line.addWidget(self.other, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._line)
        column.addWidget(self.table, 1)
        self.told.setContentsMargins(12, 8, 12, 8)
        column.addWidget(self.told)

    def show_edition(self, opened: OpenEdition, others: tuple[EditionRow, ...]) -> None:
        """Show an edition; the one before it is compared first."""
        chosen = self.other.currentData()
        self._opened, self._others = opened, others
        self.other.blockSignals(True)
        self.other.clear()
        for one in others:
            self.other.addItem(f"{words.said(one.edition.title)} · {one.edition.edition}", one.key)
        place = self.other.findData(chosen)
        self.other.setCurrentIndex(place if place >= 0 else self._place_before(opened))
        self.other.blockSignals(False)
        for shown in (self.other, self._against):
            shown.setVisible(bool(others))
        self._line.setContentsMargins(*(LINE_MARGINS if others else (0, 0, 0, 0)))
        self._compare()

    def _place_before(self, opened: OpenEdition) -> int:
        earlier = [one for one in self._others if one.edition.valid_from <= opened.row.edition.valid_from]
        return self._others.index(earlier[-1]) if earlier else 0

    def narrow(self, text: str) -> None:
        """Show only the changes that have every word of a text."""
        self._sought = text
        self._show()

    @Slot()
    def _compare(self) -> None:
        chosen = next((one for one in self._others if one.key == self.other.currentData()), None)
        if self._opened is None or chosen is None:
            self._rows = ()
            self.table.set_empty(self.tr("There is no other edition of this country to compare with."))
        else:
            self._rows = differing(chosen.edition, self._opened.row.edition)
            self.table.set_empty(self.tr("Both editions say the same."))
        self._show()

    def _show(self) -> None:
        wanted = self._sought.casefold().split()
        self.table.set_rows([one for one in self._rows if all(word in one.sought for word in wanted)])
        self._picked(self.table.current_row())

    @Slot(object)
    def _picked(self, chosen: Differing | None) -> None:
        self.told.setVisible(chosen is not None)
        if chosen is not None:
            self.told.setText(words.joined(chosen.code, f"{chosen.before} → {chosen.after}", chosen.source))
