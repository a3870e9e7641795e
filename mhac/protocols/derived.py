"""Values that a template derives from others: look-ups in country lists, days, spans, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from mhac.protocols.conditions import NOT_DONE, NotDone, Truth, Unknown, all_of, any_of
from mhac.protocols.counted import counted, left_out
from mhac.protocols.dates import add_months, completed_months
from mhac.protocols.derived_terms import Deriving
from mhac.protocols.template import Definition


def _lookup(env: Deriving, definition: Definition) -> object:
    """The row that names a country; one that is on no list that was read is unknown, not low."""
    found = env.value(definition.data["lookup"])
    if isinstance(found, Unknown):
        return found
    for row in definition.data["table"]:
        if found in row["for"]:
            return row["is"]
    return Unknown(frozenset({definition.name}))


def _list(env: Deriving, definition: Definition) -> object:
    """What a list says of one country, or whether any (or every) country of some words is a member or passes a test."""
    data = definition.data
    words = data["of"] if isinstance(data["of"], list) else [data["of"]]
    if definition.gives_number:
        found = env.value(words[0])
        return env.listed(data["list"], found) if isinstance(found, str) else found
    join = all_of if data["every"] else any_of
    return join(truth for word in words for truth in _truths(env, definition, word))


def _truths(env: Deriving, definition: Definition, word: str) -> Iterator[Truth]:
    """Whether each country of a word is a member or passes."""
    found = env.value(word)
    if isinstance(found, Unknown):
        yield found
        return
    for country in () if isinstance(found, NotDone) else found if isinstance(found, list | tuple) else (found,):
        said = env.listed(definition.data["list"], country)
        if isinstance(said, Unknown):
            yield said
        else:
            yield bool(said) if definition.test is None else definition.test(env, said)


def _first_known(env: Deriving, definition: Definition) -> object:
    needs: frozenset[str] = frozenset()
    for term in definition.data["first_known"]:
        found = env.value(term)
        if not isinstance(found, Unknown | NotDone):
            return found
        needs |= found.needs if isinstance(found, Unknown) else frozenset()
    return Unknown(needs) if needs else NOT_DONE


def _day_of(env: Deriving, definition: Definition) -> object:
    found = env.value(definition.data["day_of"])
    return found.date() if isinstance(found, datetime) else found


def _hours_between(env: Deriving, definition: Definition) -> object:
    start, end = (env.value(term) for term in definition.data["hours_between"])
    if isinstance(start, datetime) and isinstance(end, datetime):
        return (end - start).total_seconds() / 3600
    return _open_one(start, end)


def _days_between(env: Deriving, definition: Definition) -> object:
    start, end = (env.value(term) for term in definition.data["days_between"])
    return (end - start).days if isinstance(start, date) and isinstance(end, date) else _open_one(start, end)


def _months_between(env: Deriving, definition: Definition) -> object:
    start, end = (env.value(term) for term in definition.data["months_between"])
    if isinstance(start, date) and isinstance(end, date):
        return completed_months(start, end)
    return _open_one(start, end)


def _months_after(env: Deriving, definition: Definition) -> object:
    start = env.value(definition.data["months_after"])
    months = env.operand(definition.data["months"])
    if not isinstance(start, date) or not isinstance(months, int | float):
        return start
    return add_months(start, int(months))


def _days_since(env: Deriving, definition: Definition) -> object:
    """Days from each event of some codes to a day; events after it give negative numbers."""
    events, at = env.value(definition.data["days_since"]), env.value(definition.data["at"])
    for one in (events, at):
        if isinstance(one, Unknown | NotDone):
            return one
    assert isinstance(events, Mapping)
    assert isinstance(at, date)
    codes = definition.data["only"] or list(events)
    return tuple((at - _as_date(day)).days for code in codes for day in events.get(code, ()))


def _count_of(env: Deriving, definition: Definition) -> object:
    found = env.value(definition.data["count_of"])
    return found if isinstance(found, Unknown | NotDone) else len(found) if isinstance(found, list | tuple) else 1


def _as_date(day: object) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day if isinstance(day, date) else date.max


def _open_one(*values: object) -> object:
    """The one of several values that keeps something from being derived."""
    return next((one for one in values if isinstance(one, Unknown)), NOT_DONE)


DERIVED: dict[str, Callable[[Deriving, Definition], object]] = {
    "lookup": _lookup,
    "list": _list,
    "first_known": _first_known,
    "day_of": _day_of,
    "hours_between": _hours_between,
    "days_between": _days_between,
    "months_between": _months_between,
    "months_after": _months_after,
    "days_since": _days_since,
    "count_of": _count_of,
    "counted": counted,
    "left_out": left_out,
}
