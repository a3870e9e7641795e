"""The words of the appointment book that several of its parts share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, QDate

from mhac.scheduling.rules import Status, in_language
from mhac.scheduling.views import Block, Frame, PersonInBlock, ServiceRow, WaitingName
from ui.app.languages import current_language
from ui.scheduling.columns import clinician_name
from ui.scheduling.period import View, first_and_days
from ui.widgets import formats

translate = QCoreApplication.translate


def status_words(status: Status, *, late: bool = False) -> str:
    """A state in words, as it stands beside its colour."""
    if late:
        return translate("Book", "late")
    return {
        Status.BOOKED: translate("Book", "booked"),
        Status.ARRIVED: translate("Book", "arrived"),
        Status.IN_PROGRESS: translate("Book", "in progress"),
        Status.DONE: translate("Book", "done"),
        Status.CANCELLED: translate("Book", "cancelled"),
        Status.MISSED: translate("Book", "did not come"),
    }[status]


def block_state(block: Block, *, late: bool = False) -> str:
    """Where a block stands; where only some of a family are here, how many of how many."""
    live = block.live or block.people
    here = sum(person.status is not Status.BOOKED for person in live)
    if not 0 < here < len(live):
        return status_words(block.status, late=late)
    some = translate("Book", "{here} of {all} here").format(here=here, all=len(live))
    return f"{some} · {status_words(Status.BOOKED, late=True)}" if late else some


def people_title(people: Sequence[PersonInBlock], label: str = "") -> str:
    """How a block is called: the person, the family and how many, or the name that the desk gave it."""
    if label:
        return f"{label} · {len(people)}" if len(people) > 1 else label
    return names_title(people)


def names_title(people: Sequence[PersonInBlock] | Sequence[WaitingName]) -> str:
    """How people are called together: the person, or the family and how many."""
    if len(people) == 1:
        return people[0].name
    families = [person.family_name or person.given_names for person in people]
    name = max(dict.fromkeys(families), key=families.count).upper()
    return translate("Book", "{name} family · {count}").format(name=name, count=len(people))


def block_title(block: Block) -> str:
    """The title of a block; people who were cancelled do not count."""
    return people_title(block.live or block.people, block.label)


def service_name(service: ServiceRow | None) -> str:
    """The name of a service in the language on screen."""
    return in_language(service.name, service.translations, current_language()) if service else ""


def programme(country: str, category: str) -> str:
    """The case in a few letters: US refugee."""
    return " ".join(part for part in (country, category.replace("_", " ")) if part)


def block_detail(block: Block, service: ServiceRow | None) -> str:
    """The second line of a block: case and service."""
    parts: list[Any] = [programme(block.country, block.category), service_name(service)]
    return " · ".join(part for part in parts if part)


def block_facts(frame: Frame | None, block: Block) -> dict[str, str]:
    """What a block is now, by what it is called: for somebody who saw it otherwise."""
    room = frame.room(block.room_id) if frame else None
    people = ", ".join(f"{person.name} ({status_words(person.status)})" for person in block.people)
    return {
        translate("Book", "Time"): f"{formats.moment(block.starts_at)}–{formats.clock(block.ends_at)}",
        translate("Book", "Room"): room.name if room else "",
        translate("Book", "Clinician"): clinician_name(frame, block.clinician_id) if frame else "",
        translate("Book", "Service"): service_name(frame.service(block.service_id)) if frame else "",
        translate("Book", "People"): people,
        translate("Book", "Note"): block.note,
    }


def with_words(frame: Frame, clinician_id: int | None) -> str:
    """Who sees them, where somebody is named: with Dr Claire Uwase."""
    name = clinician_name(frame, clinician_id)
    return translate("Book", "with {clinician}").format(clinician=name) if name else ""


def hours_words(block: Block) -> str:
    """From when to when."""
    return f"{formats.clock(block.starts_at)}–{formats.clock(block.ends_at)}"


def near_day(day: date) -> str:
    """A day within the next months: Tue 24 Nov."""
    return formats.locale().toString(QDate(day.year, day.month, day.day), "ddd d MMM")


def persons_count(count: int) -> str:
    """One person, or how many."""
    if count == 1:
        return translate("Book", "1 person")
    return translate("Book", "{count} people").format(count=count)


def period_title(view: View, day: date, today: date) -> str:
    """What a day, a week or a month is called above it; with its year where that is another one."""
    if view is View.MONTH:
        return formats.locale().toString(QDate(day.year, day.month, day.day), "MMMM yyyy")
    first, days = first_and_days(view, day)
    last = first + timedelta(days=days - 1)
    if view is View.DAY:
        title, last = formats.long_day(day), day
    else:
        title = f"{near_day(first)} – {near_day(last)}"
    return title if last.year == today.year else f"{title} {last.year}"
