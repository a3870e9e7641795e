"""The acts of which the demo's story is made, each through the same services that the screens call."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from mhac.certificates import service as certificates
from mhac.certificates.records import Certificate
from mhac.demo.answers import Answering, screening_answers
from mhac.demo.exam_writing import ROUNDS, answers_now, write_exam
from mhac.demo.faces import face
from mhac.demo.hands import Hands
from mhac.demo.people import InventedFamily, InventedPerson
from mhac.exams import queries as exam_queries
from mhac.exams import service as exams
from mhac.exams import slips
from mhac.exams.loading import standing_of
from mhac.exams.records import Exam
from mhac.exams.rules import Decision, StepState
from mhac.floor import service as floor
from mhac.floor.records import Visit
from mhac.floor.rules import IdentityCheck, VisitStatus
from mhac.floor.rules import Outcome as Identity
from mhac.floor.visits import Seen
from mhac.kernel.clock import day_of
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols.form import FormSection
from mhac.registration import service as registration
from mhac.registration.birth import is_minor
from mhac.registration.rules import IdentifierEntry, Joining, NameEntry, NewCase, NewConsent, NewPerson
from mhac.scheduling import service as scheduling
from mhac.scheduling.free_times import next_free
from mhac.scheduling.service import Booking
from mhac.travel import service as travel
from mhac.travel.forms import Subject
from mhac.travel.records import Traveller
from mhac.travel.rules import Condition, NewDecision, Outcome
from mhac.travel.views import NewDeparture


@dataclass
class Known:
    """What the story knows of a family that is registered."""

    family: InventedFamily
    person_ids: list[int] = field(default_factory=list)
    case_id: int = 0
    exams: dict[int, int] = field(default_factory=dict)
    travellers: dict[int, int] = field(default_factory=dict)
    decisions: dict[int, int] = field(default_factory=dict)

    def members(self) -> list[tuple[int, InventedPerson]]:
        """Return each person's id with the person."""
        return list(zip(self.person_ids, self.family.members, strict=True))


@dataclass
class Work:
    """Does the acts; `services` and `country` were found when the clinic was set up."""

    hands: Hands
    chance: random.Random
    services: Mapping[str, int]
    exam_country: str

    # -- registration and the book ------------------------------------------------------------------------------

    def register(self, known: Known, moment: datetime) -> None:
        """Register a family, its photos, consents and case."""
        self.hands.at(moment)
        for person in known.family.members:
            with self.hands.act("reception", "registration.register_person") as uow:
                known.person_ids.append(registration.register_person(uow, request=as_request(person)))
        today = day_of(moment, self.hands.database.zone)
        guardian = known.family.members[0]
        for person_id, person in known.members():
            with self.hands.act("reception", "registration.add_photo") as uow:
                registration.add_photo(uow, person_id=person_id, image=face(person.face, person.sex, person.age(today)))
                registration.record_consent(uow, person_id=person_id, request=consent(person, guardian, today))
        with self.hands.act("reception", "registration.open_case") as uow:
            family = known.family
            known.case_id = registration.open_case(
                uow, request=NewCase(family.country, family.category, family.number, family.programme),
                members=[Joining(person_id, person.relationship, principal=person.principal)
                         for person_id, person in known.members()])

    def book(self, known: Known, service: str, after: datetime, booked_at: datetime,
             people: Sequence[int] | None = None, *, asking: str = "") -> tuple[int, datetime]:
        """Book the first free time after a moment, with whom they ask for if he is free then; block and start."""
        self.hands.at(booked_at)
        wanted = tuple(people if people is not None else known.person_ids)
        with self.hands.act("reception", "scheduling.book") as uow:
            free = next_free(uow, service_id=self.services[service], persons=len(wanted), after=after, count=1,
                             person_ids=wanted)[0]
            clinician_id = self.hands.staff[asking].user_id if asking else None
            if clinician_id is not None:
                theirs = next_free(uow, service_id=self.services[service], persons=len(wanted), after=after, count=1,
                                   person_ids=wanted, clinician_id=clinician_id)[0]
                clinician_id = clinician_id if theirs.span == free.span else None
            block = scheduling.book(uow, request=Booking(
                room_id=free.room_id, service_id=self.services[service], starts_at=free.span.starts_at,
                person_ids=wanted, case_id=known.case_id, clinician_id=clinician_id))
            return block, free.span.starts_at

    def arrive(self, block: int, people: Sequence[int], moment: datetime) -> list[floor.Ticket]:
        """Let people in, their faces compared with the photos."""
        self.hands.at(moment)
        with self.hands.act("reception", "floor.arrive") as uow:
            seen = IdentityCheck(Identity.CONFIRMED)
            return list(floor.arrive(uow, appointment_id=block,
                                     people=tuple(floor.Arriving(each, seen) for each in people)))

    def hand_over(self, tickets: Sequence[floor.Ticket], station: str, moment: datetime) -> None:
        """Hand people over to a station."""
        self.hands.at(moment)
        with self.hands.act("nurse", "floor.hand_over") as uow:
            floor.hand_over(uow, visits=tuple(seen(uow, each.visit_id) for each in tickets), station_code=station)

    def finish(self, tickets: Sequence[floor.Ticket], moment: datetime) -> None:
        """End a visit."""
        self.hands.at(moment)
        with self.hands.act("nurse", "floor.finish_visit") as uow:
            floor.finish_visit(uow, visits=tuple(seen(uow, each.visit_id) for each in tickets),
                               outcome=VisitStatus.DONE)

    def whole_visit(self, known: Known, service: str, day_start: datetime, stations: Sequence[str]) -> datetime:
        """Book, let in, hand on and let go: a visit as it should be. Return when it began."""
        block, starts = self.book(known, service, day_start, day_start - timedelta(days=6))
        tickets = self.arrive(block, known.person_ids, starts - timedelta(minutes=self.chance.randint(2, 14)))
        moment = starts
        for station in stations:
            moment += timedelta(minutes=self.chance.randint(6, 18))
            self.hand_over(tickets, station, moment)
        self.finish(tickets, moment + timedelta(minutes=12))
        return starts

    # -- the exam -----------------------------------------------------------------------------------------------

    def examine(self, known: Known, person_id: int, moment: datetime, given: Mapping[str, Any], *,
                sections: int | None = None) -> int:
        """Begin an exam and answer its form, the whole of it or so many sections; return its id."""
        answering = self.answering(known, person_id, moment, given)
        self.hands.at(moment)
        with self.hands.act("nurse", "exams.begin_exam") as uow:
            exam_id = exams.begin_exam(uow, person_id=person_id, case_id=known.case_id)
        known.exams[person_id] = exam_id
        for _ in range(ROUNDS):
            if not self._walk_through(exam_id, answering, moment, sections):
                break
        return exam_id

    def write_exam(self, known: Known, person_id: int, moment: datetime, given: Mapping[str, Any], *,
                   classified: bool, signed_at: datetime | None = None) -> int:
        """Write a whole exam of the past in one act; return its id."""
        self.hands.at(signed_at or moment)
        with self.hands.act("doctor", "demo.write_exam") as uow:
            uow.about(person_id)
            known.exams[person_id] = write_exam(
                uow, person_id=person_id, case_id=known.case_id, at=moment,
                answering=self.answering(known, person_id, moment, given), staff=self.hands.staff,
                exam_country=self.exam_country, signed_at=signed_at, classified=classified)
        return known.exams[person_id]

    def decide_on(self, exam_id: int, classes: Sequence[str], reason: str, moment: datetime) -> None:
        """Decide on an exam otherwise than proposed."""
        self.hands.at(moment)
        with self.hands.act("doctor", "exams.classify") as uow:
            exams.classify(uow, exam_id=exam_id, decided=Decision.of(classes, {}), reason=reason)

    def answering(self, known: Known, person_id: int, moment: datetime, given: Mapping[str, Any]) -> Answering:
        """Return how a person answers."""
        person = dict(known.members())[person_id]
        on = day_of(moment, self.hands.database.zone)
        lived = tuple(dict.fromkeys((self.exam_country, person.birth_country)))
        return Answering(self.chance, Subject(person.sex, person.age(on)), on, lived, given)

    def _walk_through(self, exam_id: int, answering: Answering, moment: datetime, sections: int | None) -> bool:
        """Answer what the form asks now; return whether anything was answered."""
        answered = False
        with self.hands.database.reading(self.hands.staff["doctor"], action="demo") as uow:
            standing = standing_of(uow, uow.get(Exam, exam_id))
        for number, section in enumerate(standing.sections[:sections]):
            values = answers_now(standing, section, answering)
            if values:
                answered = True
                self.hands.at(moment + timedelta(minutes=4 * number + 2))
                self._save(exam_id, section, values)
        return answered

    def _save(self, exam_id: int, section: FormSection, values: Mapping[str, Any]) -> None:
        login = "nurse" if "nurse" in section.entered_by else "doctor"
        mine = {each.key for each in section.fields if login in each.entered_by or not each.entered_by}
        notes = {each.note_key: each.key for each in section.fields if each.note_key}
        first = {key: value for key, value in values.items() if notes.get(key, key) in mine}
        rest = {key: value for key, value in values.items() if key not in first}
        for who, part in ((login, first), ("doctor", rest)):
            if part:
                with self.hands.act(who, "exams.save_section") as uow:
                    exams.save_section(uow, exam_id=exam_id, section=section.key, values=part, base={},
                                       confirmed=frozenset(part))

    def request(self, exam_id: int, items: Sequence[str], moment: datetime, *, printed: bool = True) -> None:
        """Ask the laboratory and the X-ray room for what is required, and print the slips."""
        self.hands.at(moment)
        with self.hands.act("nurse", "exams.request_item") as uow:
            asked = exam_queries.requirements(uow, exam_id)
            required = {each.item for each in asked if each.can_be_requested and each.state is not StepState.WAITING}
            for item in items:
                if item in required:
                    slip = exams.request_item(uow, exam_id=exam_id, item=item)
                    if printed:
                        slips.note_slip_printed(uow, request_id=slip)

    # -- the journey --------------------------------------------------------------------------------------------

    def plan(self, request: NewDeparture, moment: datetime) -> int:
        """Plan a flight."""
        self.hands.at(moment)
        with self.hands.act("reception", "travel.plan_departure") as uow:
            return travel.plan_departure(uow, request=request)

    def put_on(self, known: Known, departure_id: int, moment: datetime) -> None:
        """Put a family on a flight."""
        self.hands.at(moment)
        with self.hands.act("reception", "travel.add_travellers") as uow:
            places = travel.add_travellers(uow, departure_id=departure_id, case_id=known.case_id)
            by_place = {uow.get(Traveller, each).person_id: each for each in places}
            known.travellers.update(by_place)

    def needs(self, known: Known, person_id: int, needs: Sequence[Condition], moment: datetime) -> None:
        """Write down travel needs."""
        self.hands.at(moment)
        with self.hands.act("nurse", "travel.set_needs") as uow:
            place = uow.get(Traveller, known.travellers[person_id])
            travel.set_needs(uow, traveller_id=place.id, version=place.version, needs=needs)

    def screen(self, known: Known, person_id: int, moment: datetime, **found: Any) -> None:
        """Record a screening."""
        person = dict(known.members())[person_id]
        on = day_of(moment, self.hands.database.zone)
        self.hands.at(moment)
        with self.hands.act("nurse", "travel.record_screening") as uow:
            answers = screening_answers(Subject(person.sex, person.age(on)), on, self.chance, **found)
            travel.record_screening(uow, traveller_id=known.travellers[person_id], answers=answers)

    def decide(self, known: Known, person_id: int, moment: datetime, outcome: Outcome, **more: Any) -> int:
        """Decide on a traveller."""
        self.hands.at(moment)
        with self.hands.act("doctor", "travel.decide_fitness") as uow:
            decision = travel.decide_fitness(uow, request=NewDecision(
                known.travellers[person_id], outcome, seen_decision_id=known.decisions.get(person_id), **more))
        known.decisions[person_id] = decision
        return decision

    def certify(self, decision_id: int, moment: datetime) -> int:
        """Issue a certificate."""
        self.hands.at(moment)
        with self.hands.act("admin", "certificates.issue") as uow:
            return certificates.issue(uow, decision_id=decision_id)

    def revoke(self, certificate_id: int, moment: datetime, reason: str) -> None:
        """Revoke a certificate."""
        self.hands.at(moment)
        with self.hands.act("admin", "certificates.revoke") as uow:
            found = uow.get(Certificate, certificate_id)
            certificates.revoke(uow, certificate_id=certificate_id, version=found.version, reason=reason)


def as_request(person: InventedPerson) -> NewPerson:
    """Return an invented person as the reception desk registers one."""
    other = (NameEntry("native", "", person.native_name),) if person.native_name else ()
    return NewPerson(
        family_name=person.family_name, given_names=person.given_names, sex=person.sex, birth=person.birth,
        citizenship=person.citizenship if person.travel_status is None else None, origin_country=person.citizenship,
        birth_country=person.birth_country, travel_status=person.travel_status, phone=person.phone, camp=person.camp,
        languages=person.languages, needs_interpreter=person.needs_interpreter,
        interpreter_language=person.languages[0] if person.needs_interpreter else None, other_names=other,
        identifiers=tuple(IdentifierEntry(*each) for each in person.identifiers))


def consent(person: InventedPerson, guardian: InventedPerson, today: date) -> NewConsent:
    """Return a consent that was given, by the guardian where the person is a minor or may be one."""
    signs = is_minor(person.birth, today) is not False
    relationship = "parent" if guardian.age(today) > person.age(today) + 12 else "guardian"
    return NewConsent("given", person.languages[0],
                      guardian_name=f"{guardian.family_name} {guardian.given_names}".strip() if signs else "",
                      guardian_relationship=relationship if signs else "")


def seen(uow: UnitOfWork, visit_id: int) -> Seen:
    """Return a visit as it stands now."""
    return Seen(visit_id, uow.get(Visit, visit_id).version)


Act = Callable[[], None]
