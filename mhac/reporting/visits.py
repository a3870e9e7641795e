"""The visits that a person's examination and flight still ask for, as plain days with their reasons, for the book.

What is open comes from the exam, how far visits lie apart from the protocol's own numbers (with their sources), and
the flight from the departures; which service serves what is a list of the clinic (resources/codes/visit_series.json).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from mhac.exams import queries as exams
from mhac.exams.assessing import Standing
from mhac.exams.loading import standing_of
from mhac.exams.records import Exam
from mhac.exams.rules import StepState
from mhac.kernel.errors import NotFound
from mhac.kernel.paths import RESOURCES
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import queries as scheduling
from mhac.scheduling.series import Visit
from mhac.travel import queries as travel

_OPEN = frozenset({StepState.PARTLY, StepState.NEXT, StepState.NOT_DONE, StepState.REQUESTED})
HOURS, WEEKS = "hours", "weeks"
# Visits whose reason is the number itself; the others are explained by what asks for them.
_TOLD_BY_NUMBER = frozenset({"culture", "next_dose"})


@cache
def _series() -> list[dict[str, Any]]:
    data: dict[str, Any] = json.loads((RESOURCES / "codes" / "visit_series.json").read_text(encoding="utf-8"))
    return list(data["series"])


def needed_visits(uow: UnitOfWork, *, person_id: int) -> tuple[Visit, ...]:
    """Return the visits that are still needed, in the order in which they are made; none without an exam."""
    uow.require("exams.read_clinical")
    try:
        exam_id = exams.current_exam(uow, person_id)
    except NotFound:
        return ()
    open_items = {row.item: row for row in exams.requirements(uow, exam_id) if row.state in _OPEN}
    standing = standing_of(uow, uow.get(Exam, exam_id))
    services = {row.code: row.id for row in scheduling.frame(uow).services if row.active}
    flight = travel.next_flight_day(uow, person_id=person_id)
    found: list[Visit] = []
    for entry in _series():
        item = next((open_items[name] for name in entry.get("items", ()) if name in open_items), None)
        if item is not None:
            reason = item.reasons[0] if item.reasons else None
            why = (reason.because, reason.source, reason.confidence) if reason else (item.label, "", "")
            found.extend(_visits(entry["visits"], standing, services, why, uow.today()))
        elif entry.get("vaccines") and standing.assessment.vaccines_due:
            names = ", ".join(standing.assessment.vaccines_due)
            found.extend(_visits(entry["visits"], standing, services, (names, "", ""), uow.today()))
        elif entry.get("departure") and flight is not None:
            screened = travel.screened_on(uow, person_id=person_id)
            found.extend(_before_flight(entry["visits"], standing, services, flight, uow.today(), screened))
    return tuple(found)


def _visits(
    entries: list[dict[str, Any]],
    standing: Standing,
    services: Mapping[str, int],
    why: tuple[str, str, str],
    today: date,
) -> Iterator[Visit]:
    first, last = True, None
    for entry in entries:
        service_id = services.get(entry["service"])
        gap = _days(standing, entry["gap"]) if "gap" in entry else None
        alone = first and last is None
        if service_id is None or (not alone and gap is None and "done" not in entry):
            continue  # the protocol has no number for it: no day can be said
        done = _done(standing, entry.get("done", ()))
        last = done[-1] if done else last
        count = entry.get("count", 1)
        for number in range(len(done) + 1, count + 1):
            # Never two of one series on one day, also where the protocol has no number.
            apart = gap[0] if gap else 1
            told = gap[1:] if gap and entry["what"] in _TOLD_BY_NUMBER else why
            earliest = max(today, last + timedelta(days=apart)) if last is not None else today
            yield Visit(
                entry["what"], number, count, service_id, *told, earliest,
                gap_days=None if first else apart, morning=bool(entry.get("morning")),
            )  # fmt: skip
            first = False


def _done(standing: Standing, facts: Iterable[str]) -> list[date]:
    """The days on which parts of a series were done already, in their order."""
    found = (standing.facts.get(name) for name in facts)
    days = [date.fromisoformat(each) if isinstance(each, str) else each for each in found if each]
    return sorted(day for day in days if isinstance(day, date))


def _before_flight(
    entries: list[dict[str, Any]],
    standing: Standing,
    services: Mapping[str, int],
    flight: date,
    today: date,
    screened: date | None,
) -> Iterator[Visit]:
    for entry in entries:
        window = _days(standing, entry["before_flight"])
        service_id = services.get(entry["service"])
        if window is None or service_id is None or flight <= today:
            continue
        days, label, source, confidence = window
        opens = flight - timedelta(days=max(1, days))
        if screened is not None and screened >= opens:
            continue  # who was screened in the window needs no second visit for it
        yield Visit(
            entry["what"], 1, 1, service_id, label, source, confidence,
            earliest=max(today, opens), latest=flight - timedelta(days=1),
        )  # fmt: skip


def _days(standing: Standing, key: str) -> tuple[int, str, str, str] | None:
    """A number of the protocol in whole days, with its label, source and confidence; the clinic's own counts first."""
    setting = standing.template.settings.get(key)
    if setting is None:
        return None
    value = standing.settings.get(key, setting.value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    days = value / 24 if setting.unit == HOURS else value * 7 if setting.unit == WEEKS else value
    return int(days), setting.label, setting.source, setting.confidence.value
