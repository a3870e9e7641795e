"""What two administrators laid down for the book at the same time, in words: where their versions differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from PySide6.QtCore import QCoreApplication

from mhac.scheduling import setup
from mhac.scheduling.rules import DayHours
from mhac.scheduling.setup import RoomPlan, ServicePlan
from ui.admin.service_details import way_words
from ui.app.languages import current_language
from ui.app.roles import role_words
from ui.widgets import formats
from ui.widgets.two_versions import Version

translate = QCoreApplication.translate
P = TypeVar("P", RoomPlan, ServicePlan)


def of_week(mine: Iterable[DayHours], newest: Iterable[DayHours]) -> list[Version]:
    """Return the weekdays whose hours differ."""
    ours, theirs = {day.weekday: day for day in mine}, {day.weekday: day for day in newest}
    return [
        Version(str(day), formats.weekday_name(day), hours_words(ours.get(day)), hours_words(theirs.get(day)))
        for day in range(7)
        if ours.get(day) != theirs.get(day)
    ]


def chosen_week(mine: Iterable[DayHours], newest: Iterable[DayHours], choice: Mapping[str, bool]) -> list[DayHours]:
    """Return the newest week with the days in which mine stays."""
    week = {day.weekday: day for day in newest}
    ours = {day.weekday: day for day in mine}
    for key, stays in choice.items():
        day = int(key)
        if stays:
            week.pop(day, None)
            if day in ours:
                week[day] = ours[day]
    return [week[day] for day in sorted(week)]


def hours_words(day: DayHours | None) -> str:
    """Say from when to when a day is open."""
    if day is None:
        return translate("HoursPanel", "closed")
    whole = f"{_clock(day.opens)}–{_clock(day.closes)}"
    if day.break_from is None or day.break_to is None:
        return whole
    pause = translate("HoursPanel", "pause {begins}–{ends}")
    return f"{whole}, {pause.format(begins=_clock(day.break_from), ends=_clock(day.break_to))}"


def of_rooms(mine: Iterable[RoomPlan], newest: Iterable[RoomPlan]) -> list[Version]:
    """Return the rooms that somebody else changed meanwhile and that are otherwise here."""
    return [Version(str(there.room_id), there.name, room_words(here), room_words(there))
            for here, there in _pairs(((p.room_id, p) for p in mine), ((p.room_id, p) for p in newest))
            if room_words(here) != room_words(there)]  # fmt: skip


def room_words(room: RoomPlan) -> str:
    """Say what a room is."""
    used = translate("RoomsPanel", "in use") if room.active else translate("RoomsPanel", "not in use")
    return " · ".join((room.name, _kind(room.kind), used))


def of_services(mine: Iterable[ServicePlan], newest: Iterable[ServicePlan]) -> list[Version]:
    """Return the services that somebody else changed meanwhile and that are otherwise here."""
    return [Version(str(there.service_id), service_name(there), service_words(here), service_words(there))
            for here, there in _pairs(((p.service_id, p) for p in mine), ((p.service_id, p) for p in newest))
            if service_words(here) != service_words(there)]  # fmt: skip


def service_words(service: ServicePlan) -> str:
    """Say what a service is."""
    minutes = translate("ServicesPanel", "{minutes} min, {more} for each more person")
    offered = translate("ServicesPanel", "offered") if service.active else translate("ServicesPanel", "not offered")
    parts = [service_name(service), minutes.format(minutes=service.minutes, more=service.minutes_each_more)]
    parts.append(_kind(service.room_kind))
    if service.taken_by:
        parts.append(", ".join(role_words(role) for role in service.taken_by))
    parts.append(way_words(service.stations))
    if service.capacity is not None:
        limit = translate("ServicesPanel", "{count} each half hour")
        parts.append(limit.format(count=service.capacity))
    return " · ".join((*parts, offered))


def service_name(service: ServicePlan) -> str:
    """Return the name of a service in the language on screen."""
    return service.translations.get(current_language()) or service.name


def merged(mine: Iterable[P], newest: Iterable[P], theirs: Iterable[str]) -> list[tuple[P, P]]:
    """Return each of the newest plans with what shall stand beside it: mine, or the same where theirs was chosen."""
    ours, taken = {_number(plan): plan for plan in mine}, set(theirs)
    return [(there, there if str(_number(there)) in taken else ours.get(_number(there), there)) for there in newest]


def _number(plan: RoomPlan | ServicePlan) -> int | None:
    return plan.room_id if isinstance(plan, RoomPlan) else plan.service_id


def _pairs(mine: Iterable[tuple[int | None, P]], newest: Iterable[tuple[int | None, P]]) -> list[tuple[P, P]]:
    """Return what was read here and is of another version now, beside the newest."""
    ours = dict(mine)
    both = ((ours.get(number), there) for number, there in newest)
    return [(here, there) for here, there in both if here is not None and here.version != there.version]


def _kind(code: str) -> str:
    kinds = {kind.code: kind for kind in setup.defaults().room_kinds}
    kind = kinds.get(code)
    return kind.names.get(current_language(), kind.names["en"]) if kind else code


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
