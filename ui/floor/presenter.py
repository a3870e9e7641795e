"""What the floor shows and asks for: tickets in columns, the figures above, arrivals; plain Python without widgets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from mhac.exams.stations import stations_asked
from mhac.floor import calling, queries, rules, service
from mhac.floor.queries import CallRoom, FloorView, Hit, VisitRow
from mhac.floor.rules import IdentityCheck, VisitStatus, Wait
from mhac.floor.service import Arriving, Later, Ticket
from mhac.floor.stations import Station, station, stations
from mhac.floor.visits import Seen
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import birth
from mhac.registration import queries as registration
from mhac.registration.rules import PersonRow
from mhac.scheduling import queries as scheduling
from mhac.scheduling.rules import Status, in_language
from mhac.scheduling.service import WalkIn


@dataclass(frozen=True)
class Card:
    """A ticket on the floor: one person, or a family that stands together."""

    visits: tuple[VisitRow, ...]
    station: str

    @cached_property
    def key(self) -> tuple[int, ...]:
        """What makes the card the same card after a refresh: its people."""
        return tuple(sorted(visit.id for visit in self.visits))

    @property
    def first(self) -> VisitRow:
        """The person who stands for the card."""
        return self.visits[0]

    @property
    def seen(self) -> tuple[Seen, ...]:
        """The visits as they are shown, for the service."""
        return tuple(Seen(visit.id, visit.version) for visit in self.visits)

    @property
    def since(self) -> datetime:
        """Since when the longest of them has waited here."""
        return min(visit.station_since for visit in self.visits)

    def minutes(self, now: datetime) -> int:
        """How long that is."""
        return rules.waited(self.since, now)

    def mark(self, now: datetime) -> Wait:
        """How the wait is marked by the thresholds of the station."""
        here = station(self.station)
        return rules.wait_mark(self.minutes(now), here.warn_minutes, here.long_minutes) if here else Wait.FINE

    @property
    def next_station(self) -> str:
        """The proposal for all of them: the first one in the order of the floor."""
        order = [found.code for found in stations()]
        wanted = [visit.next_station for visit in self.visits if visit.next_station]
        return min(wanted, key=order.index, default="")

    @property
    def is_called(self) -> bool:
        """Whether they are called to their station."""
        return self.first.called_at is not None

    def is_called_by(self, user_id: int | None) -> bool:
        """Whether they are called by this person."""
        return self.is_called and self.first.called_by_id == user_id

    def is_passed_over(self, now: datetime) -> bool:
        """Whether others go first for now."""
        return rules.is_passed_over(self.first.skipped_until, now)

    @property
    def wanted_here(self) -> bool:
        """Whether the protocol still asks something of this station."""
        return any(visit.asked is not None and self.station in visit.asked for visit in self.visits)

    @property
    def doubtful(self) -> bool:
        """Whether somebody's identity is not confirmed."""
        return any(visit.identity is not rules.Outcome.CONFIRMED for visit in self.visits)


@dataclass(frozen=True)
class Floor:
    """The floor as the page shows it."""

    view: FloorView
    columns: tuple[tuple[Station, tuple[Card, ...]], ...]
    rooms: tuple[CallRoom, ...] = ()

    def at(self, station_code: str) -> tuple[Card, ...]:
        """The tickets of one station."""
        return next((cards for here, cards in self.columns if here.code == station_code), ())

    def rooms_of(self, station_code: str) -> tuple[str, ...]:
        """The rooms in which a station usually works."""
        here = station(station_code)
        return tuple(room.name for room in self.rooms if here is not None and room.kind in here.room_kinds)

    def other_rooms(self, station_code: str) -> tuple[str, ...]:
        """The other rooms of the clinic, for a day on which a station works elsewhere."""
        usual = self.rooms_of(station_code)
        return tuple(room.name for room in self.rooms if room.name not in usual)

    def card(self, key: tuple[int, ...]) -> Card | None:
        """The card of these people."""
        return next((card for _, cards in self.columns for card in cards if card.key == key), None)

    def card_of(self, visit_id: int) -> Card | None:
        """The card on which a person stands."""
        return next((card for _, cards in self.columns for card in cards if visit_id in card.key), None)


def load(day: date, uow: UnitOfWork) -> Floor:
    """Read the floor of a day; who is inside is sent where the protocol still asks for something."""
    view = queries.floor_view(uow, day, asked=stations_asked(uow, queries.people_inside(uow, day)))
    return Floor(view, columns(view, uow.now()), queries.rooms(uow))


def columns(
    view: FloorView, now: datetime, *, apart: Collection[int] = ()
) -> tuple[tuple[Station, tuple[Card, ...]], ...]:
    """The stations with their tickets, who waits longest first; who was passed over comes after the others.

    A family that stands together at one station is one ticket; as soon as its ways part, each has an own one. `apart`
    are the numbers of families that somebody wants to see one by one.
    """
    inside = [visit for visit in view.visits if visit.status is VisitStatus.OPEN]
    families: dict[int, list[VisitRow]] = {}
    for visit in inside:
        families.setdefault(visit.number, []).append(visit)
    cards: list[Card] = []
    for number, family in families.items():
        family.sort(key=lambda visit: (len(visit.member), visit.member))
        places = {(each.station, each.called_at, each.called_room, each.skipped_until) for each in family}
        groups = [family] if len(places) == 1 and number not in apart else [[visit] for visit in family]
        cards.extend(Card(tuple(group), group[0].station) for group in groups)
    cards.sort(key=lambda card: (card.is_passed_over(now), card.since, card.key))
    return tuple((here, tuple(card for card in cards if card.station == here.code)) for here in stations())


def parted(floor: Floor, now: datetime, apart: Collection[int]) -> Floor:
    """The same floor with these families one by one."""
    return replace(floor, columns=columns(floor.view, now, apart=apart))


def neighbour(card: Card, step: int) -> str:
    """The station beside a card's own, for moving by key; empty beyond the last."""
    order = [found.code for found in stations()]
    place = order.index(card.station) + step
    return order[place] if 0 <= place < len(order) else ""


def hand_over(seen: tuple[Seen, ...], station_code: str, uow: UnitOfWork) -> None:
    """Hand a ticket over."""
    service.hand_over(uow, visits=seen, station_code=station_code)


def undo(visit_ids: Sequence[int], uow: UnitOfWork) -> None:
    """Take the own last step of these visits back, as they stand now."""
    service.undo_move(uow, visits=_as_they_stand(visit_ids, uow), own=True)


def call(seen: tuple[Seen, ...], room: str, uow: UnitOfWork) -> None:
    """Call a ticket to its station, or to a room of it."""
    calling.call(uow, visits=seen, room=room)


def take_call_back(visit_ids: Sequence[int], uow: UnitOfWork) -> None:
    """Take the own call of these visits back, as they stand now."""
    calling.take_call_back(uow, visits=_as_they_stand(visit_ids, uow), own=True)


def take_call_back_seen(seen: tuple[Seen, ...], uow: UnitOfWork) -> None:
    """Take the call of a ticket back, as it is shown, whoever called."""
    calling.take_call_back(uow, visits=seen)


def skip(seen: tuple[Seen, ...], reason: str, minutes: int, uow: UnitOfWork) -> None:
    """Pass a ticket over for now."""
    calling.skip(uow, visits=seen, reason=reason, minutes=minutes)


def resume(visit_ids: Sequence[int], uow: UnitOfWork) -> None:
    """Give these visits their place in the queue again, as they stand now."""
    calling.resume(uow, visits=_as_they_stand(visit_ids, uow))


def _as_they_stand(visit_ids: Sequence[int], uow: UnitOfWork) -> tuple[Seen, ...]:
    found = {visit.id: visit for visit in queries.floor_view(uow, uow.today()).visits}
    return tuple(Seen(i, found[i].version) for i in visit_ids if i in found)


def undo_seen(seen: tuple[Seen, ...], uow: UnitOfWork) -> None:
    """Take the last step of a ticket back, as it is shown."""
    service.undo_move(uow, visits=seen)


def finish(seen: tuple[Seen, ...], outcome: VisitStatus, reason: str, uow: UnitOfWork) -> tuple[Later, ...]:
    """End the visits of a ticket; what is still booked for them today is returned."""
    return service.finish_visit(uow, visits=seen, outcome=outcome, reason=reason)


def confirm_identity(seen: Seen, identity: IdentityCheck, uow: UnitOfWork) -> None:
    """Repeat the identity check."""
    service.confirm_identity(uow, visit_id=seen.visit_id, version=seen.version, identity=identity)


def undo_arrival(seen: Seen, reason: str, uow: UnitOfWork) -> None:
    """Take an arrival back."""
    service.undo_arrival(uow, visit_id=seen.visit_id, version=seen.version, reason=reason)


@dataclass(frozen=True)
class Offer:
    """A service that a walk-in may come for."""

    id: int
    name: str


def offers(language: str, uow: UnitOfWork) -> tuple[Offer, ...]:
    """The services of the clinic, for people without an appointment."""
    return tuple(
        Offer(found.id, in_language(found.name, found.translations, language))
        for found in scheduling.frame(uow).services
        if found.active
    )


def find(text: str, uow: UnitOfWork) -> tuple[Hit, ...]:
    """Who may be standing at the desk."""
    return queries.find_arrivals(uow, text, uow.today())


def block_hits(appointment_id: int, uow: UnitOfWork) -> tuple[Hit, ...]:
    """Everybody of one appointment."""
    return queries.block_hits(uow, appointment_id)


def family_hits(case_id: int, uow: UnitOfWork) -> tuple[Hit, ...]:
    """Everybody of a case, for a family that came without an appointment."""
    members = registration.case_file(uow, case_id).members
    found = (queries.person_hit(uow, member.person.id, uow.today()) for member in members)
    return tuple(hit for hit in found if hit is not None)


def may_arrive(hit: Hit) -> bool:
    """Whether somebody is expected today; who is inside already has had one more appointment booked meanwhile."""
    return hit.status is Status.BOOKED


def may_walk_in(hit: Hit) -> bool:
    """Whether somebody can come in without an appointment: none today, or one that is over."""
    return hit.status in {None, Status.DONE, Status.CANCELLED, Status.MISSED} and not hit.ticket


def photo(person_id: int, uow: UnitOfWork) -> bytes | None:
    """The photo to compare the face with."""
    return registration.photo(uow, person_id)


def arrive(appointment_id: int, people: tuple[Arriving, ...], uow: UnitOfWork) -> tuple[Ticket, ...]:
    """Let people in."""
    return service.arrive(uow, appointment_id=appointment_id, people=people)


def walk_in(service_id: int, case_id: int | None, people: tuple[Arriving, ...], uow: UnitOfWork) -> tuple[Ticket, ...]:
    """Book people for now and let them in."""
    request = WalkIn(service_id, tuple(person.person_id for person in people), case_id)
    return service.walk_in(uow, request=request, people=people)


def age_on(person: PersonRow | VisitRow, day: date) -> tuple[int, int, str] | None:
    """The age as (least, most, unit), for the words of the screen."""
    found = birth.age_on(person.birth, day)
    return (found.least, found.most, found.unit.value) if found else None
