"""The words of the clinic floor that several of its parts share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from PySide6.QtCore import QCoreApplication

from mhac.floor.queries import VisitRow
from mhac.floor.rules import Wait
from mhac.floor.service import Later
from mhac.floor.stations import station
from mhac.registration.rules import PersonRow
from mhac.scheduling.rules import in_language
from ui.app.languages import current_language
from ui.floor.presenter import Card, age_on
from ui.widgets import formats

translate = QCoreApplication.translate
TONES = {Wait.FINE: "ok", Wait.WARN: "warning", Wait.LONG: "bad"}


def station_name(code: str) -> str:
    """The name of a station in the language on screen."""
    found = station(code)
    return found.name(current_language()) if found else code


def place_name(station_code: str, room: str) -> str:
    """Where somebody is called to: the station, with the room where one was named."""
    return f"{room} · {station_name(station_code)}" if room else station_name(station_code)


def card_ticket(card: Card) -> str:
    """The number that is called: one person's own, or the family's."""
    return card.first.ticket.rstrip("abcdefghijklmnopqrstuvwxyz") if len(card.visits) > 1 else card.first.ticket


def card_title(card: Card) -> str:
    """The person, or the family and how many."""
    if len(card.visits) == 1:
        return card.first.name
    families = [visit.family_name or visit.given_names for visit in card.visits]
    name = max(dict.fromkeys(families), key=families.count).upper()
    return translate("Floor", "{name} family · {count}").format(name=name, count=len(card.visits))


def card_detail(card: Card, today: date) -> str:
    """Case and age of a person, case of a family."""
    visit = card.first
    age = age_words(visit, today) if len(card.visits) == 1 else ""
    return " · ".join(part for part in (programme(visit), age) if part)


def card_state(card: Card, now: datetime) -> tuple[str, str]:
    """What goes before everything else about a ticket, and its colour: called since when, or passed over and why."""
    visit = card.first
    if visit.called_at is not None:
        text = translate("Floor", "to {room}, {time}") if visit.called_room else translate("Floor", "called {time}")
        return text.format(room=visit.called_room, time=formats.clock(visit.called_at)), "accent"
    if visit.skipped_until is not None and card.is_passed_over(now):
        text = translate("Floor", "from {time}: {reason}")
        return text.format(time=formats.clock(visit.skipped_until), reason=visit.skip_reason), "hold"
    return "", ""


def with_later(said: str, later: Sequence[Later]) -> str:
    """What is said about the end of a visit, with the appointments for which the people still come back today."""
    if not later:
        return said
    language = current_language()
    named = [f"{formats.clock(at)} {in_language(name, translations, language)}" for at, name, translations in later]
    rest = translate("Floor", "Still booked today: {appointments}.").format(appointments=", ".join(named))
    return f"{said} {rest}"


def programme(person: PersonRow | VisitRow) -> str:
    """The case in a few letters: US refugee."""
    return " ".join(part for part in (person.country, person.category.replace("_", " ")) if part)


def age_words(person: PersonRow | VisitRow, today: date) -> str:
    """An age in years, for small children in months or days."""
    found = age_on(person, today)
    if found is None:
        return ""
    least, most, unit = found
    number = str(least) if least == most else f"{least}–{most}"
    if unit == "years":
        return translate("Floor", "{number} y").format(number=number)
    if unit == "months":
        return translate("Floor", "{number} mo").format(number=number)
    return translate("Floor", "{number} d").format(number=number)


def minutes(count: int) -> str:
    """A wait: 31 min, 2 h 48."""
    return formats.span(timedelta(minutes=count))


def wait_words(mark: Wait) -> str:
    """What the colour of a wait means."""
    return {
        Wait.FINE: translate("Floor", "within the usual time"),
        Wait.WARN: translate("Floor", "longer than usual"),
        Wait.LONG: translate("Floor", "too long"),
    }[mark]


def birth_words(person: PersonRow) -> str:
    """A birth date as known."""
    birth = person.birth
    if birth is None:
        return translate("Floor", "birth date unknown")
    return formats.partial_date(birth.earliest, birth.latest, birth.precision, estimated=birth.estimated)
