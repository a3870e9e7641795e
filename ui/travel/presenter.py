"""What the departures screen shows and which verb each act calls: plain Python that runs in the database lane."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mhac.certificates import queries as certificates_queries
from mhac.certificates import service as certificates_service
from mhac.certificates.rules import Status
from mhac.certificates.views import CertificateRow
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import queries as registration
from mhac.registration.rules import CaseFile, CaseRow
from mhac.travel import queries, service
from mhac.travel.rules import Condition, NewDecision, State
from mhac.travel.views import Board, DepartureRow, KeptScreening, NewDeparture, TravellerRow, TravellerView

KEPT_DAYS = 3


@dataclass(frozen=True)
class Shown:
    """Everything on the page: the flights to choose from, the chosen one, and the certificates of its people."""

    flights: tuple[DepartureRow, ...]
    board: Board | None
    certificates: Mapping[int, CertificateRow] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """The numbers of the cards above the table."""

    people: int
    screened: int
    certificates: int
    to_certify: int
    unsettled: int
    rechecks: int
    waiting: int
    held: int
    late: bool


def load(departure_id: int | None, traveller_id: int | None, uow: UnitOfWork) -> Shown:
    """Load the flights and the chosen one; without a choice, the next flight that has not left."""
    flights = queries.departures(uow, since=uow.now() - timedelta(days=KEPT_DAYS))
    if departure_id is None and traveller_id is not None:
        departure_id = queries.departure_of(uow, traveller_id=traveller_id)
    chosen = _chosen(flights, departure_id, uow.now())
    if chosen is None:
        return Shown(flights, None)
    board = queries.board(uow, departure_id=chosen)
    if all(each.id != chosen for each in flights):
        flights = (board.departure, *flights)
    return Shown(flights, board, _certificates(uow, board))


def _certificates(uow: UnitOfWork, board: Board) -> dict[int, CertificateRow]:
    if not uow.may("certificates.read"):
        return {}
    return certificates_queries.certificates_of_travellers(uow, [row.traveller_id for row in board.rows])


def _chosen(flights: tuple[DepartureRow, ...], wanted: int | None, now: datetime) -> int | None:
    if wanted is not None:
        return wanted
    ahead = [each.id for each in flights if each.departs_at >= now]
    return next(iter(ahead or [each.id for each in flights[::-1]]), None)


def figures(board: Board, certificates: Mapping[int, CertificateRow], now: datetime) -> Figures:
    """Count what the cards show."""
    rows = board.rows
    unsettled = [row for row in rows if is_unsettled(row)]
    return Figures(
        people=len(rows),
        screened=sum(row.screening is not None for row in rows),
        certificates=sum(covered(row, certificates) for row in rows),
        to_certify=len(to_certify(rows, certificates)),
        unsettled=len(unsettled),
        rechecks=sum(row.state is State.TEMPORARILY_UNFIT for row in rows),
        waiting=sum(row.waits_for_family for row in rows),
        held=sum(row.state is State.HELD for row in rows),
        late=now > board.departure.settle_by)


def is_unsettled(row: TravellerRow) -> bool:
    """Whether something must still happen with this traveller before the flight."""
    return row.waits_for_family or bool(row.why_not) or not row.state.is_settled


def to_certify(rows: Collection[TravellerRow], certificates: Mapping[int, CertificateRow]) -> tuple[int, ...]:
    """Return the decisions that hold and have no certificate yet; who waits for the family gets none."""
    return tuple(
        row.decision.id for row in rows
        if row.holds and not row.waits_for_family and row.decision is not None and not covered(row, certificates))


def covered(row: TravellerRow, certificates: Mapping[int, CertificateRow]) -> bool:
    """Whether a valid certificate of the standing decision exists."""
    mark = certificates.get(row.traveller_id)
    return (mark is not None and mark.status is Status.ISSUED and not mark.why_not
            and row.decision is not None and mark.decision_id == row.decision.id)


def next_act(row: TravellerRow, certificates: Mapping[int, CertificateRow]) -> str:
    """Return what comes next for a traveller: "screen", "decide", "certify", or "" when nothing does."""
    if row.holds and not row.waits_for_family and not covered(row, certificates):
        return "certify"
    if row.state is State.NOT_SCREENED or row.why_not == "screening_voided":
        return "screen"
    if row.state in (State.TO_DECIDE, State.DECIDE_AGAIN):
        return "decide"
    if row.state is State.TEMPORARILY_UNFIT:
        return "screen"
    return ""


def traveller(traveller_id: int, uow: UnitOfWork) -> TravellerView:
    """Load one traveller with his history."""
    return queries.traveller(uow, traveller_id=traveller_id)


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment of a day and a time on the clinic's clock."""
    return datetime.combine(day, at, tzinfo=zone)


# Verbs ----------------------------------------------------------------------------------------------------------------

def plan(request: NewDeparture, uow: UnitOfWork) -> int:
    """Plan a flight."""
    return service.plan_departure(uow, request=request)


def change(departure: DepartureRow, request: NewDeparture, reason: str, uow: UnitOfWork) -> int:
    """Change a flight; return its id, as planning does."""
    service.change_flight(uow, departure_id=departure.id, version=departure.version, request=request, reason=reason)
    return departure.id


def newest(departure: DepartureRow, uow: UnitOfWork) -> DepartureRow:
    """Return a flight as it stands now."""
    return queries.board(uow, departure_id=departure.id).departure


def newest_row(row: TravellerRow, uow: UnitOfWork) -> TravellerRow | None:
    """Return a traveller as he stands now; None where he is not on the flight any more."""
    rows = queries.board(uow, departure_id=row.departure_id).rows
    return next((each for each in rows if each.traveller_id == row.traveller_id), None)


def find_cases(text: str, uow: UnitOfWork) -> tuple[CaseRow, ...]:
    """Return cases by number or by a name in them."""
    return registration.find_cases(uow, text)


def case_members(case_id: int, uow: UnitOfWork) -> CaseFile:
    """Return a case with its members."""
    return registration.case_file(uow, case_id)


def add_case(departure_id: int, case_id: int, person_ids: tuple[int, ...], uow: UnitOfWork) -> tuple[int, ...]:
    """Put the chosen people of a case on the flight."""
    return service.add_travellers(uow, departure_id=departure_id, case_id=case_id, person_ids=person_ids)


def set_needs(row: TravellerRow, needs: tuple[Condition, ...], uow: UnitOfWork) -> None:
    """Write down the travel needs."""
    service.set_needs(uow, traveller_id=row.traveller_id, version=row.version, needs=needs)


def remove(row: TravellerRow, reason: str, uow: UnitOfWork) -> None:
    """Take a traveller off the flight."""
    service.remove_traveller(uow, traveller_id=row.traveller_id, version=row.version, reason=reason)


def screen(traveller_id: int, answers: dict[str, Any], confirmed: frozenset[str], uow: UnitOfWork) -> int:
    """Record a screening made now."""
    return service.record_screening(uow, traveller_id=traveller_id, answers=answers, confirmed=confirmed)


def screening_draft(traveller_id: int, uow: UnitOfWork) -> KeptScreening | None:
    """Read what this user was answering about a traveller when the program ended."""
    return queries.screening_draft(uow, traveller_id=traveller_id)


def save_screening_draft(traveller_id: int, content: dict[str, Any], uow: UnitOfWork) -> datetime:
    """Keep what is being answered."""
    return service.save_screening_draft(uow, traveller_id=traveller_id, content=content)


def void_screening(screening_id: int, reason: str, uow: UnitOfWork) -> None:
    """Void a screening."""
    service.void_screening(uow, screening_id=screening_id, reason=reason)


def decide(request: NewDecision, uow: UnitOfWork) -> int:
    """Decide."""
    return service.decide_fitness(uow, request=request)




def issue(decision_id: int, uow: UnitOfWork) -> int:
    """Issue the certificate of a decision."""
    return certificates_service.issue(uow, decision_id=decision_id)
