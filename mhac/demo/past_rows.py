"""Rows of the past: people with papers and photos, cases, the visit, and the signed exam."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, case, insert, or_, select, update

from mhac.demo.bulk import bare, pour, pour_with_ids
from mhac.demo.faces import face
from mhac.demo.hands import Hands
from mhac.demo.moulds import Mould, Moulds, frozen
from mhac.demo.people import InventedFamily, InventedPerson, demo_data
from mhac.demo.work import as_request, consent
from mhac.exams.assessing import applicant_of
from mhac.exams.records import Answer, Classification, Exam, ExamEvent, Signature
from mhac.exams.rules import EventKind, ExamStatus
from mhac.floor.records import Visit
from mhac.floor.rules import VisitStatus, member_letter, ticket_text
from mhac.kernel.canonical import canonical, digest
from mhac.kernel.search import SearchTerm, endings
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import names, rules
from mhac.registration.records import Case, CaseMember, Consent, Identifier, Person, PersonName, Photo
from mhac.scheduling.records import Appointment, AppointmentPerson
from mhac.scheduling.rules import Status
from mhac.scheduling.views import Frame
from mhac.security.queries import clinic_profile

PHOTO_HEIGHT = 160
OPENS = 8 * 60
DAYS_TO_SIGN = 1
LONG_PHONE = 9


@dataclass(frozen=True)
class Written:
    """A person of the past as he stands in the tables."""

    person_id: int
    case_id: int
    family: int
    category: str
    person: InventedPerson
    examined_on: date
    valid_until: date | None
    cleared: bool | None
    case_number: str


class Rows:
    """Writes one chunk of families."""

    def __init__(self, uow: UnitOfWork, hands: Hands, moulds: Moulds, book: Frame, chance: random.Random,
                 tickets: dict[date, int]) -> None:
        self.uow = uow
        self.session = uow.session
        self.hands = hands
        self.moulds = moulds
        self.book = book
        self.chance = chance
        self.tickets = tickets
        self.site = clinic_profile(uow).site_code
        self.written: list[Written] = []

    def write(self, chunk: Sequence[tuple[date, InventedFamily]]) -> None:
        """Write people, cases, visits and exams of a chunk."""
        members = [(place, day, family, person) for place, (day, family) in enumerate(chunk)
                   for person in family.members]
        person_ids = self._people(members)
        case_ids = self._cases(chunk)
        self._memberships(members, person_ids, case_ids)
        self._visits(chunk, members, person_ids, case_ids)
        self._exams(members, person_ids, case_ids)

    def _at(self, day: date, minutes: int) -> datetime:
        return datetime.combine(day, time(0), tzinfo=self.hands.database.zone) + timedelta(minutes=minutes)

    # -- registration -------------------------------------------------------------------------------------------

    def _people(self, members: Sequence[tuple[int, date, InventedFamily, InventedPerson]]) -> list[int]:
        desk = self.hands.staff["reception"].name
        requests = [as_request(person) for _, _, _, person in members]
        ids = pour_with_ids(self.session, Person, [
            {"version": 1, "file_number": None, "family_name": each.family_name, "given_names": each.given_names,
             "name_key": names.key(each.family_name, each.given_names), "sex": each.sex,
             "birth_earliest": each.birth.earliest if each.birth else None,
             "birth_latest": each.birth.latest if each.birth else None,
             "birth_precision": str(each.birth.precision) if each.birth else "unknown",
             "birth_estimated": bool(each.birth and each.birth.estimated), "citizenship": each.citizenship,
             "origin_country": each.origin_country, "birth_country": each.birth_country,
             "travel_status": each.travel_status, "phone": each.phone, "camp": each.camp, "address": each.address,
             "languages": canonical(list(each.languages)), "needs_interpreter": each.needs_interpreter,
             "interpreter_language": each.interpreter_language, "note": "",
             "registered_at": self._at(day - timedelta(days=9), OPENS), "registered_by": desk}
            for each, (_, day, _, _) in zip(requests, members, strict=True)])
        table = bare(Person)
        self.session.connection().execute(
            update(table).where(table.c.id == bindparam("which")).values(file_number=bindparam("number")),
            [{"which": each, "number": rules.file_number(self.site, each)} for each in ids])
        self._papers(members, ids)
        self._index(members, ids)
        return ids

    def _papers(self, members: Sequence[tuple[int, date, InventedFamily, InventedPerson]], ids: Sequence[int]) -> None:
        desk = self.hands.staff["reception"].name
        papers, photos, consents, native = [], [], [], []
        for person_id, (_, day, family, person) in zip(ids, members, strict=True):
            at = self._at(day - timedelta(days=9), OPENS)
            papers += [{"person_id": person_id, "kind": kind, "value": value, "normal": rules.normal_number(value),
                        "issuer": issuer, "expires_on": expires, "void_reason": None}
                       for kind, value, issuer, expires in person.identifiers]
            picture = face(person.face, person.sex, person.age(day), height=PHOTO_HEIGHT)
            photos.append({"person_id": person_id, "jpeg": picture, "width": PHOTO_HEIGHT * 3 // 4,
                           "height": PHOTO_HEIGHT, "taken_at": at, "replaced_at": None})
            given = consent(person, family.members[0], day)
            consents.append({
                "person_id": person_id, "decision": given.decision, "language": given.language, "interpreter": "",
                "guardian_name": given.guardian_name, "guardian_relationship": given.guardian_relationship, "note": "",
                "given_at": at, "recorded_by": desk})
            if person.native_name:
                native.append({"person_id": person_id, "kind": "native", "family_name": "",
                               "given_names": person.native_name, "void_reason": None})
        for kind, rows in ((Identifier, papers), (Photo, photos), (Consent, consents), (PersonName, native)):
            pour(self.session, kind, rows)

    def _index(self, members: Sequence[tuple[int, date, InventedFamily, InventedPerson]], ids: Sequence[int]) -> None:
        """Build the search terms of all people: every name, every number, the case's too."""
        rows: list[dict[str, Any]] = []
        for person_id, (_, _, family, person) in zip(ids, members, strict=True):
            digits = "".join(sign for sign in person.phone if sign.isdigit())
            national = f"0{digits[-LONG_PHONE:]}" if len(digits) > LONG_PHONE else ""
            numbers = [rules.file_number(self.site, person_id), *(value for _, value, _, _ in person.identifiers),
                       family.number, digits, national]
            spelled = [person.family_name, person.given_names, person.native_name]
            rows += [{"term": term, "subject": "person", "subject_id": person_id} for term in endings(spelled, numbers)]
        rows.sort(key=lambda row: row["term"])
        pour(self.session, SearchTerm, rows)

    def _cases(self, chunk: Sequence[tuple[date, InventedFamily]]) -> list[int]:
        ids = pour_with_ids(self.session, Case, [
            {"version": 1, "number": family.number, "normal": rules.normal_number(family.number),
             "country": family.country, "category": family.category, "programme": family.programme,
             "opened_at": self._at(day - timedelta(days=9), OPENS), "closed_at": None, "closed_reason": ""}
            for day, family in chunk])
        pour(self.session, SearchTerm, [
            {"term": term, "subject": "case", "subject_id": case_id}
            for case_id, (_, family) in zip(ids, chunk, strict=True)
            for term in endings([family.programme], [family.number])])
        return ids

    def _memberships(self, members: Sequence[tuple[int, date, InventedFamily, InventedPerson]],
                     person_ids: Sequence[int], case_ids: Sequence[int]) -> None:
        pour(self.session, CaseMember, [
            {"case_id": case_ids[place], "person_id": person_id, "relationship": person.relationship,
             "principal": person.principal, "travels": True, "joined_at": self._at(day - timedelta(days=9), OPENS),
             "left_at": None, "left_reason": ""}
            for person_id, (place, day, _, person) in zip(person_ids, members, strict=True)])

    # -- the visit ----------------------------------------------------------------------------------------------

    def _visits(self, chunk: Sequence[tuple[date, InventedFamily]],
                members: Sequence[tuple[int, date, InventedFamily, InventedPerson]], person_ids: Sequence[int],
                case_ids: Sequence[int]) -> None:
        service = next(each for each in self.book.services if each.code == "assessment")
        rooms = [each.id for each in self.book.rooms if each.kind == service.room_kind]
        starts, numbers = [], []
        for day, _ in chunk:
            self.tickets[day] += 1
            numbers.append(self.tickets[day])
            starts.append(self._at(day, OPENS + 15 * (self.tickets[day] % 30)))
        blocks = pour_with_ids(self.session, Appointment, [
            {"version": 1, "room_id": rooms[place % len(rooms)], "service_id": service.id, "starts_at": begins,
             "ends_at": begins + timedelta(minutes=service.minutes_for(len(family.members))),
             "case_id": case_ids[place], "label": "", "note": "", "walk_in": False, "changed_at": begins}
            for place, ((_, family), begins) in enumerate(zip(chunk, starts, strict=True))])
        letters: dict[int, int] = {}
        people, visits = [], []
        for person_id, (place, day, family, _) in zip(person_ids, members, strict=True):
            letter = member_letter(letters.get(place, 0)) if len(family.members) > 1 else ""
            letters[place] = letters.get(place, 0) + 1
            begins, ends = starts[place], starts[place] + timedelta(minutes=110)
            people.append({"appointment_id": blocks[place], "person_id": person_id, "status": Status.DONE.value,
                           "status_at": ends, "reason": ""})
            visits.append({
                "version": 1, "person_id": person_id, "appointment_id": blocks[place], "case_id": case_ids[place],
                "day": day, "number": numbers[place], "member": letter, "ticket": ticket_text(numbers[place], letter),
                "arrived_at": begins, "identity_outcome": "confirmed", "identity_means": "photo",
                "identity_reason": "", "identity_by": self.hands.staff["reception"].name, "identity_at": begins,
                "station": "", "station_since": ends, "status": VisitStatus.DONE.value, "ended_at": ends,
                "end_reason": "", "open_person_id": None})
        pour(self.session, AppointmentPerson, people)
        pour(self.session, Visit, visits)

    # -- the exam -----------------------------------------------------------------------------------------------

    def _exams(self, members: Sequence[tuple[int, date, InventedFamily, InventedPerson]], person_ids: Sequence[int],
               case_ids: Sequence[int]) -> None:
        poured = [self._mould(family, person, day) for _, day, family, person in members]
        nurse, doctor = self.hands.staff["nurse"], self.hands.staff["doctor"]
        exams = pour_with_ids(self.session, Exam, [
            {"version": 2, "person_id": person_id, "case_id": case_ids[place], "country": family.country,
             "category": family.category, "edition": mould.template.edition, "template_digest": mould.template.digest,
             "exam_date": day, "exam_country": self.moulds.exam_country, "status": ExamStatus.SIGNED.value,
             "revision": 1, "open_key": None, "begun_at": self._at(day, OPENS + 30), "begun_by": nurse.name,
             "summary": mould.poured(mould.summary, day), "summary_key": self._summary_key(mould, family, person, day),
             "percent": 100, "held": False}
            for person_id, mould, (place, day, family, person) in zip(person_ids, poured, members, strict=True)])
        self._answers(exams, poured, members)
        signatures: list[dict[str, Any]] = []
        classifications: list[dict[str, Any]] = []
        events: list[dict[str, Any]] = []
        for exam_id, person_id, mould, (place, day, family, person) in zip(exams, person_ids, poured, members,
                                                                           strict=True):
            signed = self._at(day + timedelta(days=DAYS_TO_SIGN), OPENS + 40)
            text, own = frozen(mould, day, exam_id, self._frozen_person(person_id, family, person, day))
            by = {"at": signed, "by_id": doctor.user_id, "by_name": doctor.name}
            until = mould.valid_until(day)
            outcome = {**mould.outcome, "valid_until": until.isoformat() if until else None}
            classifications.append({
                "exam_id": exam_id, "revision": 1, "assessment": mould.poured(mould.assessment, day),
                "assessment_digest": digest(mould.poured(mould.assessment, day)), "reason": "",
                "proposed": canonical(mould.decided), "decided": canonical(mould.decided),
                "outcome": canonical(outcome), **by})
            signatures.append({
                "exam_id": exam_id, "seq": 1, "physician_id": doctor.user_id, "physician_name": doctor.name,
                "licence": doctor.licence, "at": signed, "content": text, "digest": own, "reason": "",
                "classes": canonical(mould.decided["classes"]), "cleared": mould.cleared, "valid_until": until})
            events += [
                {"exam_id": exam_id, "kind": EventKind.BEGUN.value, "reason": "",
                 "detail": canonical({"edition": mould.template.edition}), "at": self._at(day, OPENS + 30),
                 "by_id": nurse.user_id, "by_name": nurse.name},
                {"exam_id": exam_id, "kind": EventKind.SIGNED.value, "reason": "",
                 "detail": canonical({"seq": 1, "digest": own}), **by}]
            self.written.append(Written(person_id, case_ids[place], place, family.category, person, day, until,
                                        mould.cleared, family.number))
        pour(self.session, Classification, classifications)
        pour(self.session, Signature, signatures)
        pour(self.session, ExamEvent, events)

    def _mould(self, family: InventedFamily, person: InventedPerson, day: date) -> Mould:
        age = person.age(day)
        table = [each for each in demo_data("clinic")["findings"] if each["ages"][0] <= age <= each["ages"][1]]
        found = self.chance.choices(table, [each["weight"] for each in table])[0]
        return self.moulds.mould(family.category, person.sex, age, found)

    def _summary_key(self, mould: Mould, family: InventedFamily, person: InventedPerson, day: date) -> str:
        return mould.summary_key(applicant_of(
            category=family.category, exam_date=day, exam_country=self.moulds.exam_country,
            earliest=person.birth.earliest, latest=person.birth.latest, sex=person.sex,
            citizenship=person.citizenship if person.travel_status is None else None,
            birth_country=person.birth_country))

    def _frozen_person(self, person_id: int, family: InventedFamily, person: InventedPerson,
                       day: date) -> Mapping[str, Any]:
        birth = person.birth
        return {
            "id": person_id, "file_number": rules.file_number(self.site, person_id),
            "family_name": person.family_name, "given_names": person.given_names, "sex": person.sex,
            "citizenship": person.citizenship if person.travel_status is None else None,
            "birth": {"earliest": birth.earliest.isoformat(), "latest": birth.latest.isoformat(),
                      "precision": birth.precision.value, "estimated": birth.estimated},
            "identifiers": [[kind, value] for kind, value, _, _ in person.identifiers],
            "case_number": family.number,
            "photo_sha256": digest(face(person.face, person.sex, person.age(day), height=PHOTO_HEIGHT))}

    def _answers(self, exams: Sequence[int], poured: Sequence[Mould],
                 members: Sequence[tuple[int, date, InventedFamily, InventedPerson]]) -> None:
        """Write the answers of the first exam of each mould, and copy them for the others inside the database."""
        copies: dict[int, list[dict[str, Any]]] = {}
        for exam_id, mould, (_, day, _, _) in zip(exams, poured, members, strict=True):
            at = self._at(day, OPENS + 40)
            first = self.moulds.first.get(id(mould))
            if first is None:
                self.moulds.first[id(mould)] = exam_id
                pour(self.session, Answer, [
                    {**each, "exam_id": exam_id, "revision": 1, "number": 1, "at": at,
                     "value": canonical(day.isoformat() if each["field"] in mould.dated else each["value"])}
                    for each in mould.answers])
            else:
                copies.setdefault(id(mould), []).append(
                    {"source": first, "exam": exam_id, "moment": at, "day": canonical(day.isoformat())})
        dated = {id(mould): mould.dated for mould in poured}
        for key, rows in copies.items():
            self.session.connection().execute(_copy(dated[key]), rows)


def _copy(dated: Sequence[str]) -> Any:
    """Return the statement that copies an exam's answers to another exam, its dates written over."""
    table = bare(Answer)
    day = bindparam("day", type_=table.c.value.type)
    is_dated = [table.c.field == each for each in dated]
    value = case((or_(*is_dated), day), else_=table.c.value) if is_dated else table.c.value
    columns = ("exam_id", "revision", "section", "field", "number", "value", "how", "at", "by_id", "by_name")
    chosen = select(
        bindparam("exam", type_=table.c.exam_id.type), table.c.revision, table.c.section, table.c.field, table.c.number,
        value, table.c.how, bindparam("moment", type_=table.c.at.type), table.c.by_id, table.c.by_name)
    chosen = chosen.where(table.c.exam_id == bindparam("source", type_=table.c.exam_id.type))
    return insert(table).from_select(columns, chosen)
