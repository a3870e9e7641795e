"""The protocol library: every edition of every country at the left, the chosen one at the right."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.app.context import AppContext
from ui.protocols import presenter
from ui.protocols.edition_panel import EditionPanel
from ui.protocols.own_templates import OwnTemplates
from ui.protocols.presenter import EditionRow, OpenEdition, Shelf
from ui.protocols.tables import edition_columns
from ui.widgets.basics import Card
from ui.widgets.tables import DataTable

LEFT_PX, NARROW_LEFT_PX, NARROW = 268, 240, 980


class LibraryView(QWidget):
    """Choosing an edition loads it; `changed` says that the shelf must be loaded again."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shelf = Shelf(())
        self._wanted = ""
        self.editions: DataTable[EditionRow] = DataTable(
            edition_columns(),
            key=lambda row: row.key,
            name=self.tr("Editions"),
            sortable=False,
            empty=self.tr("This program brings no protocol."),
        )
        self.editions.picked.connect(self._chosen)
        self.panel = EditionPanel(context)
        self.own = OwnTemplates(context)
        for part in (self.panel, self.own):
            part.changed.connect(self.changed)
        card = Card(padding=0)
        card.body.addWidget(self.editions)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(card, 1)
        left.addWidget(self.own)
        self._left.setFixedWidth(LEFT_PX)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self._left)
        whole.addWidget(self.panel, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the list less room on a narrow screen."""
        super().resizeEvent(event)
        self._left.setFixedWidth(NARROW_LEFT_PX if self.width() < NARROW else LEFT_PX)

    def want(self, digest: str) -> None:
        """Show an edition as soon as the shelf is there."""
        self._wanted = digest

    def show_shelf(self, shelf: Shelf) -> None:
        """Show the editions; the chosen one stays chosen."""
        self._shelf = shelf
        self.editions.set_rows(shelf.rows)
        self.own.show_shelf(shelf)
        if self._wanted and self.editions.select_key(self._wanted):
            self._wanted = ""
        chosen = self.editions.current_row()
        if chosen is None and shelf.rows:
            self.editions.selectRow(0)
        elif chosen is not None:
            self._chosen(chosen)

    @Slot(object)
    def _chosen(self, row: EditionRow) -> None:
        self.own.show_chosen(row)
        self._context.read(presenter.load_edition(row), self._show, owner=self, latest="edition")

    def _show(self, opened: OpenEdition) -> None:
        country = opened.row.edition.country
        others = tuple(row for row in self._shelf.rows if row.edition.country == country and row.key != opened.row.key)
        self.panel.show_edition(opened, others)
