"""The acts of the departures page: each opens its dialog, runs its verb, and gives an error back to the dialog."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from mhac.kernel.clock import day_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.travel.views import DepartureRow, TravellerRow
from ui.app import shelf
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.app.page import Page
from ui.app.stale import BothVersions, LookAgain
from ui.app.translation import translate
from ui.travel import presenter, words
from ui.travel.case_dialog import CaseDialog
from ui.travel.decision_dialog import DecisionDialog
from ui.travel.flight_dialog import FlightDialog
from ui.travel.needs import NeedsDialog
from ui.travel.presenter import Shown
from ui.travel.screening_dialog import ScreeningDialog
from ui.travel.screening_draft import ScreeningKeeper

Verb = Callable[[UnitOfWork], Any]
PERMISSIONS = {"screen": "travel.record_screening", "decide": "travel.decide_fitness", "certify": "certificates.issue"}


class TravelActs:
    """What can be done about a flight and its travellers from the page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._context = page.context

    def may(self, act: str) -> bool:
        """Whether the signed-in person may do one of the three steps."""
        return act in PERMISSIONS and self._context.can(PERMISSIONS[act])

    def do(self, act: str, one: TravellerRow, shown: Shown) -> None:
        """Do an act for a traveller."""
        {"screen": self._screen, "decide": self._decide, "certify": self._certify, "needs": self._needs,
         "remove": self._remove, "void": self._void, "casefile": self._casefile,
         "certificate": self._certificate}[act](one, shown)

    # -- one traveller ------------------------------------------------------------------------------------------

    def _casefile(self, one: TravellerRow, _shown: Shown) -> None:
        self._context.navigate("casefile", person_id=one.person.id)

    def _certificate(self, one: TravellerRow, shown: Shown) -> None:
        mark = shown.certificates.get(one.traveller_id)
        if mark is not None:
            self._context.navigate("certificates", certificate_id=mark.id)

    def _screen(self, one: TravellerRow, shown: Shown) -> None:
        assert shown.board is not None
        departure = shown.board.departure
        departs_on = day_of(departure.departs_at, self._context.zone)
        dialog = ScreeningDialog(one, departure, self._context.today(), departs_on, self._page)
        ScreeningKeeper(self._context, dialog)
        self._open(dialog, "travel.record_screening", lambda: partial(
            presenter.screen, one.traveller_id, dialog.answers(), dialog.confirmed()))

    def _decide(self, one: TravellerRow, _shown: Shown) -> None:
        dialog = DecisionDialog(one, self._context.today(), self._page)
        again = self._look_again(dialog, one, dialog.take)
        self._open(dialog, "travel.decide_fitness", lambda: partial(presenter.decide, dialog.request()),
                   on_error=again.refused)

    def _needs(self, one: TravellerRow, _shown: Shown) -> None:
        dialog = NeedsDialog(one, self._page)
        both = BothVersions(dialog, self._context, partial(presenter.newest_row, one), dialog.versions, dialog.take)
        self._open(dialog, "travel.set_needs", lambda: partial(
            presenter.set_needs, dialog.traveller, dialog.editor.value()), on_error=both.refused)

    def _remove(self, one: TravellerRow, _shown: Shown) -> None:
        dialog = ReasonDialog(
            translate("TravelActs", "Take {name} off the flight").format(name=one.person.name),
            translate("TravelActs", "&Take off the flight"), self._page,
            text=translate("TravelActs", "Screenings and decisions stay on record."), danger=True)
        again = self._look_again(dialog, one)
        self._open(dialog, "travel.remove_traveller", lambda: partial(presenter.remove, again.now, dialog.text()),
                   on_error=again.refused)

    def _look_again(self, dialog: FormDialog, one: TravellerRow,
                    take: Callable[[TravellerRow], None] | None = None) -> LookAgain[TravellerRow]:
        newest = partial(presenter.newest_row, one)
        return LookAgain(dialog, self._context, one, newest, words.traveller_facts, take)

    def _void(self, one: TravellerRow, _shown: Shown) -> None:
        if one.screening is None:
            return
        screening_id = one.screening.id
        text = translate(
            "TravelActs", "It stays readable, with the reason; a decision that rests on it must be made again.")
        dialog = ReasonDialog(
            translate("TravelActs", "Void the last screening of {name}").format(name=one.person.name),
            translate("TravelActs", "&Void screening"), self._page, text=text, danger=True)
        self._open(dialog, "travel.void_screening", lambda: partial(
            presenter.void_screening, screening_id, dialog.text()))

    def _certify(self, one: TravellerRow, _shown: Shown) -> None:
        if one.decision is not None:
            self.issue((one.decision.id,), lambda _result: self._page.clear_problem())

    def issue(self, decision_ids: Iterable[int], on_done: Callable[[Any], None]) -> None:
        """Issue certificates, one unit of work each, so that one refusal does not stop the others."""
        for decision_id in decision_ids:
            self._context.act("certificates.issue", partial(presenter.issue, decision_id), on_done, owner=self._page)

    # -- flights ------------------------------------------------------------------------------------------------

    def plan_flight(self, departure: DepartureRow | None, on_planned: Callable[[int], None]) -> None:
        """Plan a flight, or change the given one."""
        dialog = FlightDialog(shelf.current().countries(), self._context.zone, self._context.today(), self._page,
                              departure=departure)

        def verb() -> Verb:
            if departure is None:
                return partial(presenter.plan, dialog.request())
            return partial(presenter.change, dialog.departure or departure, dialog.request(), dialog.reason.text())

        refused = None
        if departure is not None:
            newest = partial(presenter.newest, departure)
            refused = BothVersions(dialog, self._context, newest, dialog.versions, dialog.take).refused
        action = "travel.change_flight" if departure else "travel.plan_departure"
        self._open(dialog, action, verb, on_planned, refused)

    def add_family(self, departure: DepartureRow) -> None:
        """Find a case and put its people on the flight."""
        dialog = CaseDialog(departure.flight, self._page)
        read = self._context.read
        dialog.searched.connect(lambda text: read(
            partial(presenter.find_cases, text), dialog.show_cases, owner=dialog, latest="cases"))
        dialog.case_chosen.connect(lambda case_id: read(
            partial(presenter.case_members, case_id), dialog.show_case, owner=dialog, latest="case"))

        def verb() -> Verb:
            assert dialog.case is not None
            return partial(presenter.add_case, departure.id, dialog.case.id, dialog.chosen())

        self._open(dialog, "travel.add_travellers", verb)

    def _open(self, dialog: FormDialog, action: str, verb: Callable[[], Verb],
              on_done: Callable[[int], None] | None = None,
              on_error: Callable[[Exception], None] | None = None) -> None:
        """Open a dialog; its verb is made when its act is pressed, and what was typed stays on an error."""

        def done(result: Any) -> None:
            dialog.done_with()
            if on_done is not None:
                on_done(result)

        def submit() -> None:
            self._context.act(action, verb(), done, owner=self._page, on_error=on_error or dialog.show_error)

        dialog.submitted.connect(submit)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
