"""The departures page: one flight at a time, its travellers, what each still needs, and the acts for the chosen one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from mhac.certificates.views import CertificateRow
from mhac.travel.views import DepartureRow, TravellerRow, TravellerView
from ui.app.context import AppContext
from ui.app.dialogs import icon_button
from ui.app.page import Page
from ui.travel import presenter
from ui.travel.acts import TravelActs
from ui.travel.figure_row import FigureRow, filter_words, kept
from ui.travel.panel import TravellerPanel
from ui.travel.presenter import Shown
from ui.travel.tables import CASE, NEEDS, SCREENED, traveller_columns
from ui.widgets import formats
from ui.widgets.basics import Card, Notice, button, column, row
from ui.widgets.tables import DataTable

NARROW_PX = 780


class DeparturesPage(Page):
    """Shows a departure; arguments: departure_id, traveller_id."""

    key: ClassVar[str] = "departures"
    topics: ClassVar[frozenset[str]] = frozenset({"departures", "exams", "certificates", "people", "cases"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.set_title(self.tr("Departures"))
        self._departure_id: int | None = None
        self._wanted: int | None = None
        self._shown = Shown((), None)
        self._filter = ""
        self._name = ""
        self._build_head()
        self.figures = FigureRow()
        self.figures.filtered.connect(self._filter_by)
        self.figures.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.body.addWidget(self.figures)
        middle = row(spacing=14)
        middle.addWidget(self._build_table(), 1)
        self.panel = TravellerPanel(context.can)
        self.panel.asked.connect(self._act)
        self.acts = TravelActs(self)
        middle.addWidget(self.panel)
        self.body.addLayout(middle, 1)
        self._shortcuts()

    # -- building -----------------------------------------------------------------------------------------------

    def _build_head(self) -> None:
        self.flights = QComboBox()
        self.flights.setMinimumWidth(300)
        self.flights.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.flights.setAccessibleName(self.tr("Flight"))
        self.flights.activated.connect(self._choose_flight)
        self.earlier = icon_button("chevron-left", self.tr("Earlier flight (Ctrl+Page Up)"))
        self.earlier.clicked.connect(lambda: self._step_flight(-1))
        self.later = icon_button("chevron-right", self.tr("Later flight (Ctrl+Page Down)"))
        self.later.clicked.connect(lambda: self._step_flight(1))
        self.change = button(self.tr("&Change flight"))
        self.change.clicked.connect(self._change_flight)
        self.add = button(self.tr("&Add a family"), icon="users")
        self.add.clicked.connect(self._add_family)
        self.plan = button(self.tr("&Plan a departure"), icon="plane-takeoff")
        self.plan.clicked.connect(self._plan)
        head = row()
        for widget in (self.earlier, self.flights, self.later):
            head.addWidget(widget)
        head.addStretch(1)
        for widget in (self.change, self.add, self.plan):
            head.addWidget(widget)
        self.change.setVisible(self.context.can("travel.change_flight"))
        self.add.setVisible(self.context.can("travel.add_travellers"))
        self.plan.setVisible(self.context.can("travel.plan_departure"))
        self.body.addLayout(head)

    def _build_table(self) -> Card:
        self.table: DataTable[TravellerRow] = DataTable(
            traveller_columns(self._marks, self.context.today), key=lambda one: one.traveller_id,
            name=self.tr("Travellers"),
            empty=self.tr("Nobody is on this flight yet. Add a family with Alt+A."))
        self.table.picked.connect(self._picked)
        self.table.opened.connect(self._open_next)
        card = Card(padding=0, spacing=0)
        self.filter_line = Notice("", "accent")
        show_all = button(self.tr("Show all"), kind="link", small=True)
        show_all.clicked.connect(lambda: self._filter_by(""))
        self.filter_line.line.addWidget(show_all)
        self.filter_line.hide()
        card.body.addWidget(self.filter_line)
        card.body.addWidget(self.table, 1)
        self.issue_all = button(self.tr("Issue certificates"), icon="award")
        self.issue_all.clicked.connect(self._issue_all)
        self.print_all = button(self.tr("&Go to the certificates"), icon="printer")
        self.print_all.clicked.connect(lambda: self.context.navigate("certificates"))
        foot = row(margins=(12, 10, 12, 10))
        foot.addWidget(self.issue_all)
        foot.addWidget(self.print_all)
        foot.addStretch(1)
        holder_column = column()
        holder_column.addLayout(foot)
        card.body.addLayout(holder_column)
        return card

    def _shortcuts(self) -> None:
        for keys, slot in (("Ctrl+PgUp", lambda: self._step_flight(-1)), ("Ctrl+PgDown", lambda: self._step_flight(1))):
            QShortcut(QKeySequence(keys), self, slot)

    # -- page ---------------------------------------------------------------------------------------------------

    def show_with(self, **arguments: object) -> None:
        """Show a flight (`departure_id`), or the flight of a traveller with him chosen (`traveller_id`)."""
        departure_id, traveller_id = arguments.get("departure_id"), arguments.get("traveller_id")
        if isinstance(departure_id, int) or isinstance(traveller_id, int):
            self._departure_id = departure_id if isinstance(departure_id, int) else None
            self._wanted = traveller_id if isinstance(traveller_id, int) else None
            self._filter = ""
        super().show_with(**arguments)

    def help_text(self) -> str:
        """Say the keys."""
        return self.tr("Arrows choose a traveller, Enter does what comes next. Ctrl+Page Up and Down change the "
                       "flight. Alt+S screens, Alt+D decides.")

    def window_words(self) -> str:
        """Return the chosen traveller's name, or the title."""
        return self._name or self.title

    def refresh(self) -> None:
        """Load the flights and the chosen one."""
        self.show_loading()
        self.context.read(partial(presenter.load, self._departure_id, self._wanted), self._show, owner=self,
                          on_error=self.show_error, latest="departures")

    def _show(self, shown: Shown) -> None:
        self._shown = shown
        if shown.board is None:
            self._show_none()
            return
        self._departure_id = shown.board.departure.id
        self._show_flights()
        self.figures.show_board(shown.board, shown.certificates, self.context.now())
        self._fill_table()
        self.show_content()

    def _show_none(self) -> None:
        can = self.context.can("travel.plan_departure")
        self.show_empty(self.tr("No departure is planned"),
                        self.tr("Plan a flight, then add the families that leave on it."), icon="plane-takeoff",
                        action=self.tr("Plan a departure") if can else "", on_action=self._plan if can else None)

    def _show_flights(self) -> None:
        self.flights.blockSignals(True)
        self.flights.clear()
        for each in self._shown.flights:
            self.flights.addItem(flight_words(each), each.id)
        place = self.flights.findData(self._departure_id)
        self.flights.setCurrentIndex(place)
        self.flights.blockSignals(False)
        self.earlier.setEnabled(place > 0)
        self.later.setEnabled(place < self.flights.count() - 1)

    def _fill_table(self) -> None:
        board = self._shown.board
        assert board is not None
        rows = kept(board.rows, self._shown.certificates, self._filter)
        self.filter_line.setVisible(bool(self._filter))
        if self._filter:
            self.filter_line.say(filter_words(self._filter, len(rows)))
        self.table.set_rows(rows)
        wanted, self._wanted = self._wanted, None
        chosen = self.table.current_row()
        if (wanted is None or not self.table.select_key(wanted)) and chosen is None and rows:
            self.table.selectRow(0)
        elif chosen is not None and wanted is None:
            self._picked(chosen)
        if not rows:
            self._name = ""
            self.panel.show_nobody()
        ready = presenter.to_certify(board.rows, self._shown.certificates)
        can = self.context.can("certificates.issue")
        self.issue_all.setVisible(can and bool(ready))
        self.issue_all.setText(self.tr("&Issue certificates ({count})").format(count=len(ready)))
        self.print_all.setVisible(self.context.can("certificates.queue_print") and bool(self._shown.certificates))

    def _marks(self) -> Mapping[int, CertificateRow]:
        return self._shown.certificates

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window keeps the columns that decide; the panel says the rest."""
        super().resizeEvent(event)
        narrow = self.width() - self.panel.width() - 60 < NARROW_PX
        for hidden in (CASE, SCREENED, NEEDS):
            self.table.setColumnHidden(hidden, narrow)

    # -- choosing -----------------------------------------------------------------------------------------------

    @Slot(int)
    def _choose_flight(self, place: int) -> None:
        self._departure_id = self.flights.itemData(place)
        self._filter = ""
        self.refresh()

    def _step_flight(self, by: int) -> None:
        place = self.flights.currentIndex() + by
        if 0 <= place < self.flights.count():
            self._choose_flight(place)

    @Slot(str)
    def _filter_by(self, name: str) -> None:
        self._filter = "" if name == self._filter else name
        self._fill_table()

    @Slot(object)
    def _picked(self, one: TravellerRow) -> None:
        self._name = one.person.name
        self.title_changed.emit(self.title)
        self.context.read(partial(presenter.traveller, one.traveller_id), self._show_traveller, owner=self,
                          latest="traveller", action="travel.traveller", shown=self.shown)

    def _show_traveller(self, view: TravellerView) -> None:
        if self.table.current_key() == view.row.traveller_id:
            self.panel.show_traveller(view, self._shown.certificates, self.context.today())

    # -- acts ---------------------------------------------------------------------------------------------------

    @Slot(object)
    def _open_next(self, one: TravellerRow) -> None:
        act = presenter.next_act(one, self._shown.certificates)
        self.acts.do(act if self.acts.may(act) else "casefile", one, self._shown)

    @Slot(str)
    def _act(self, act: str) -> None:
        one = self.table.current_row()
        if one is not None:
            self.acts.do(act, one, self._shown)

    @Slot()
    def _issue_all(self) -> None:
        board = self._shown.board
        if board is not None:
            self.issue_all.setEnabled(False)
            self.acts.issue(presenter.to_certify(board.rows, self._shown.certificates), self._issued)

    def _issued(self, _result: object) -> None:
        self.issue_all.setEnabled(True)
        self.clear_problem()

    @Slot()
    def _plan(self) -> None:
        self.acts.plan_flight(None, self._planned)

    @Slot()
    def _change_flight(self) -> None:
        if self._shown.board is not None:
            self.acts.plan_flight(self._shown.board.departure, self._planned)

    def _planned(self, departure_id: int) -> None:
        self._departure_id = departure_id
        self.refresh()

    @Slot()
    def _add_family(self) -> None:
        if self._shown.board is not None:
            self.acts.add_family(self._shown.board.departure)


def flight_words(departure: DepartureRow) -> str:
    """Return "ET807 · 26 Nov 2026, 02:55 · KGL-ADD-ORD"."""
    return " · ".join((departure.flight, formats.moment(departure.departs_at), departure.route))


