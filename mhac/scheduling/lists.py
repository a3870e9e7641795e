"""What the printed lists of a day say: the day list, and the call list with numbers, languages and interpreters."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import select

from mhac.documents.content import CallLine, CallList, Clinic, DayLine, DayList, PartialDate
from mhac.documents.words import LISTS, words
from mhac.kernel.paths import RESOURCES
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration.records import Person
from mhac.scheduling import queries, rules
from mhac.scheduling.rules import Status
from mhac.scheduling.views import Block, Frame
from mhac.security.queries import clinic_profile


def day_list(uow: UnitOfWork, day: date, language: str) -> DayList:
    """Everybody of a day, one line a person, in order of time and room."""
    uow.require("scheduling.see_book")
    frame = queries.frame(uow)
    blocks = queries.day_view(uow, day)
    people = _people(uow, blocks)
    statuses = words(LISTS, language)["statuses"]
    lines: list[DayLine] = []
    for block in blocks:
        room, service = frame.room(block.room_id), frame.service(block.service_id)
        for inside in block.people:
            if inside.status is Status.CANCELLED:
                continue
            person = people[inside.person_id]
            lines.append(
                DayLine(
                    time=f"{block.starts_at.astimezone(uow.zone):%H:%M}",
                    room=room.name if room else "",
                    service=rules.in_language(service.name, service.translations, language) if service else "",
                    name=inside.name,
                    number=person.file_number or "",
                    birth=PartialDate.between(
                        person.birth_earliest, person.birth_latest, person.birth_precision, person.birth_estimated
                    ),
                    case_number=block.case_number,
                    status=statuses[inside.status.value],
                    note=block.note,
                    clinician=_name_of(frame, block),
                )
            )
    made_at = uow.now().astimezone(uow.zone)
    return DayList(_clinic(uow), day, tuple(lines), made_at, language, _closed(uow, frame, day))


def call_list(uow: UnitOfWork, day: date, language: str) -> CallList:
    """Whom to call before a day: one line a block, with every number, language and interpreter of its people."""
    uow.require("scheduling.see_book")
    frame = queries.frame(uow)
    blocks = [block for block in queries.day_view(uow, day) if block.status is Status.BOOKED]
    people = _people(uow, blocks)
    lines: list[CallLine] = []
    for block in blocks:
        mine = [people[inside.person_id] for inside in block.people if inside.status is Status.BOOKED]
        room, service = frame.room(block.room_id), frame.service(block.service_id)
        named = next((inside for inside in block.people if inside.status is Status.BOOKED), block.people[0])
        lines.append(
            CallLine(
                time=f"{block.starts_at.astimezone(uow.zone):%H:%M}",
                name=named.name,
                others=len(mine) - 1,
                phones=_once(person.phone for person in mine),
                languages=tuple(
                    _language(code, language) for code in _once(code for p in mine for code in (p.languages or ()))
                ),
                interpreter=_interpreter(mine, language),
                service=rules.in_language(service.name, service.translations, language) if service else "",
                room=room.name if room else "",
                clinician=_name_of(frame, block),
            )
        )
    made_at = uow.now().astimezone(uow.zone)
    return CallList(_clinic(uow), day, tuple(lines), made_at, language, _closed(uow, frame, day))


def _closed(uow: UnitOfWork, frame: Frame, day: date) -> tuple[str, ...]:
    """What is closed on a day: "13:00–17:00, power cut", "Nurse 1 08:00–10:00, cleaning", "public holiday"."""
    said: list[str] = []
    for closure in frame.closures:
        if closure.day != day:
            continue
        room = frame.room(closure.room_id) if closure.room_id is not None else None
        span = closure.span(uow.zone)
        begins, ends = (f"{moment.astimezone(uow.zone):%H:%M}" for moment in (span.starts_at, span.ends_at))
        where = " ".join(filter(None, (room.name if room else "", "" if closure.whole_day else f"{begins}–{ends}")))
        said.append(", ".join(filter(None, (where, closure.reason))))
    return tuple(said)


def _name_of(frame: Frame, block: Block) -> str:
    found = frame.clinician(block.clinician_id)
    return found.name if found else ""


def _interpreter(people: Sequence[Person], language: str) -> str:
    needing = [person for person in people if person.needs_interpreter]
    if not needing:
        return ""
    named = _once(person.interpreter_language or "" for person in needing)
    return ", ".join(_language(code, language) for code in named) or "?"


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


@cache
def _names() -> dict[str, dict[str, str]]:
    data: dict[str, Any] = json.loads((RESOURCES / "codes" / "languages.json").read_text(encoding="utf-8"))
    return {entry["code"]: entry["names"] for entry in data["languages"]}


def _language(code: str, language: str) -> str:
    names = _names().get(code, {})
    return names.get(language) or names.get("en") or code


def _people(uow: UnitOfWork, blocks: Sequence[Block]) -> dict[int, Person]:
    ids = sorted({inside.person_id for block in blocks for inside in block.people})
    return {person.id: person for person in uow.session.scalars(select(Person).where(Person.id.in_(ids)))}


def _clinic(uow: UnitOfWork) -> Clinic:
    profile = clinic_profile(uow)
    return Clinic(name=profile.name, place=profile.place, phone=profile.phone, logo=profile.logo)
