"""What will not last until a later day: an age reached, an interval that passes, the end of validity.

The same facts are looked at on the days on which something may change, and on no other: birthdays that a rule of the
template asks for, days that lie as far from an event as a rule demands, and the day after the examination's last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from mhac.protocols.applicant_facts import ApplicantFacts
from mhac.protocols.assessment import Applicant, Assessment, ItemResult, Trace
from mhac.protocols.conditions import constant, operands_of, tests_of
from mhac.protocols.dates import add_days, add_months, reaches_months
from mhac.protocols.evaluation import evaluate
from mhac.protocols.program import Program, program_for
from mhac.protocols.rules import Confidence, ItemState
from mhac.protocols.template import Template
from mhac.protocols.template_data import conditions_of

ITEM, VACCINE, TREATMENT, WARNING, FORM, VALIDITY = "item", "vaccine", "treatment", "warning", "form", "validity"
DUE, GONE, ENDED = "due", "gone", "ended"
EXAM_DAY = "exam_date"
MONTHS = {"age": 12, "age_months": 1}


@dataclass(frozen=True, slots=True)
class Milestone:
    """An age that is reached: so many years, months or days."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is other from a day on, with the rule behind it.

    `after` is the new state of an item, "due" or "gone" for what stands on a list, "ended" for the validity.
    `milestone` is the age reached on that day, if the rule asks for ages.
    """

    day: date
    what: str
    code: str
    label: str
    before: str
    after: str
    rule: str
    because: str
    source: str
    confidence: Confidence
    milestone: Milestone | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What changes after one day, up to and including another; the first change first.

    A validity that ended before the examination was made stands among the changes too, with the day on which it ended.
    """

    start: date
    end: date
    valid_until: date | None
    changes: tuple[Change, ...]

    @property
    def first(self) -> Change | None:
        """What breaks first."""
        return self.changes[0] if self.changes else None


def outlook(
    template: Template,
    applicant: Applicant,
    facts: Mapping[str, object],
    *,
    end: date,
    settings: Mapping[str, object] | None = None,
) -> Outlook:
    """What changes from the examination day to a later day, such as the flight, while nothing new is found."""
    chosen = settings or {}
    start = applicant.exam_date
    before = evaluate(template, applicant, facts, settings=chosen)
    last = before.valid_until
    seen = _Seen(template, applicant, facts, chosen, last)
    changes: list[Change] = []
    for day in sorted({day for day in seen.days(end) if start < day <= end}):
        after = seen.on(day)
        changes += _differences(template, day, before, after, seen.milestones(day))
        before = after
    if last is not None and last < end:
        changes.append(_lapse(last, seen.first))
    return Outlook(start, end, last, tuple(sorted(changes, key=lambda change: change.day)))


class _Seen:
    """The same person and facts on other days; the validity stays that of the examination."""

    def __init__(
        self,
        template: Template,
        applicant: Applicant,
        facts: Mapping[str, object],
        settings: Mapping[str, object],
        last: date | None,
    ) -> None:
        self.template, self.applicant, self.facts, self.settings, self.last = template, applicant, facts, settings, last
        self.program: Program = program_for(template, applicant.category, settings)
        self.first = evaluate(template, applicant, facts, settings=settings)
        self.births = tuple(dict.fromkeys((applicant.birth_earliest, self._latest())))

    def _latest(self) -> date:
        return max(self.applicant.birth_earliest, min(self.applicant.birth_latest, self.applicant.exam_date))

    def on(self, day: date) -> Assessment:
        """The assessment of that day."""
        moved = replace(self.applicant, exam_date=day, birth_latest=self._latest())
        return evaluate(self.template, moved, self.facts, settings=self.settings, valid_until=self.last)

    def days(self, end: date) -> Iterator[date]:
        """The days on which an answer may become another."""
        yield from (day for day, _ in self._birthdays())
        for born in self.births:
            yield from _Marks(self, born).days()
        if self.last is not None:
            yield add_days(self.last, 1)

    def milestones(self, day: date) -> tuple[tuple[str, Milestone], ...]:
        """The ages that are reached on a day, with the term that a rule asks."""
        return tuple((found.unit, found) for one, found in self._birthdays() if one == day)

    def _birthdays(self) -> Iterator[tuple[date, Milestone]]:
        for born in self.births:
            for term, limit in self.program.age_limits:
                if isinstance(limit, int) and 0 <= limit * MONTHS.get(term, 0) <= 12 * 150:
                    if term == "age_days":
                        yield add_days(born, limit), Milestone(limit, term)
                    else:
                        yield reaches_months(born, limit * MONTHS[term]), Milestone(limit, term)


class _Marks:
    """The days that lie as far from an event, or from a day of the case, as a rule of the template demands."""

    def __init__(self, seen: _Seen, born: date) -> None:
        self._known = ApplicantFacts(seen.template, seen.applicant, born, seen.facts, seen.settings)
        self._program = seen.program
        self._template = seen.template
        if seen.last is not None:
            self._known["valid_until"] = seen.last

    def days(self) -> Iterator[date]:
        """Those days."""
        for data in conditions_of(self._template.data):
            if data:
                for term, operator, operand in tests_of(data):
                    for day, limit in self._distances(term, operator, operand):
                        yield from self._around(day, limit, months=self._counts_months(term))

    def _distances(self, term: str, operator: str, operand: object) -> Iterator[tuple[date, int]]:
        """(an event, how far from it) of one test."""
        if operator == "none_within":
            yield from ((day, limit) for day in self._events(term) for limit in self._limits(operand))
        elif term in self._template.definitions:
            for day in self._other_end(term):
                yield from ((day, limit) for limit in self._limits(operand))
        elif EXAM_DAY in (term, *(str(one)[1:] for one in operands_of(operand))):
            ends = [term, *(str(one)[1:] for one in operands_of(operand) if str(one).startswith("@"))]
            days = [self._day(self._known.value(one)) for one in ends if one != EXAM_DAY]
            days += [self._day(constant(one)) for one in operands_of(operand)]
            yield from ((day, 0) for day in days if day is not None)

    def _other_end(self, name: str) -> Iterator[date]:
        """The days from which a derived span is counted, if its other end is the day of the examination."""
        data = self._template.definitions[name].data
        for kind in ("days_between", "months_between", "hours_between"):
            pair = data.get(kind) or ()
            if EXAM_DAY in pair:
                yield from (day for one in pair if one != EXAM_DAY and (day := self._day(self._known.value(one))))
        if data.get("days_since") and data.get("at") == EXAM_DAY:
            events = self._known.value(data["days_since"])
            if isinstance(events, Mapping):
                codes = data["only"] or list(events)
                yield from (day for code in codes for one in events.get(code, ()) if (day := self._day(one)))

    def _counts_months(self, term: str) -> bool:
        found = self._template.definitions.get(term)
        return found is not None and found.kind == "months_between"

    def _events(self, term: str) -> Iterator[date]:
        found = self._known.value(term)
        yield from (day for one in (found if isinstance(found, list | tuple) else ()) if (day := self._day(one)))

    def _day(self, value: object) -> date | None:
        found = constant(value)
        if not isinstance(found, date):
            return None
        return date(found.year, found.month, found.day)

    def _limits(self, operand: object) -> Iterator[int]:
        for one in operands_of(operand):
            number = self._known.operand(one)
            if isinstance(number, int | float) and not isinstance(number, bool):
                yield int(number)

    def _around(self, day: date, limit: int, *, months: bool) -> Iterator[date]:
        """The day so far after or before an event, and its neighbours: tests differ in what they include."""
        for far in (limit, -limit, limit + 1, -limit - 1):
            there = _months_on(day, far) if months else add_days(day, far)
            yield from (add_days(there, step) for step in (-1, 0, 1))


def _months_on(day: date, months: int) -> date:
    return reaches_months(day, months) if months >= 0 else add_months(day, months)


def _differences(
    template: Template, day: date, before: Assessment, after: Assessment, reached: tuple[tuple[str, Milestone], ...]
) -> Iterator[Change]:
    for old, new in zip(before.items, after.items, strict=True):
        if old.state is not new.state and not _is_settled(old, new):
            why = _new_reason(old.reasons, new.reasons)
            yield _change(template, day, ITEM, new.item, new.label, (old.state.value, new.state.value), why, reached)
    for what, had, has in _lists(before, after):
        for code in (*(one for one in has if one not in had), *(one for one in had if one not in has)):
            state = (GONE, DUE) if code in has else (DUE, GONE)
            label, why = has[code] if code in has else had[code]
            yield _change(template, day, what, code, label, state, why, reached)


def _is_settled(old: ItemResult, new: ItemResult) -> bool:
    """What was done and is no longer asked for changes nothing for anybody."""
    return (new.done and new.state in {ItemState.NOT_REQUIRED, ItemState.OPTIONAL}) or (old.done and new.done)


Listed = dict[str, tuple[str, Trace]]


def _lists(before: Assessment, after: Assessment) -> Iterator[tuple[str, Listed, Listed]]:
    yield VACCINE, _by_trace(before, before.vaccines_due), _by_trace(after, after.vaccines_due)
    yield FORM, _by_trace(before, before.forms), _by_trace(after, after.forms)
    yield (
        TREATMENT,
        {one.drug: (one.label, one.reason) for one in before.treatments},
        {one.drug: (one.label, one.reason) for one in after.treatments},
    )
    yield (
        WARNING,
        {note.code: (note.text, note.reason) for note in before.warnings},
        {note.code: (note.text, note.reason) for note in after.warnings},
    )


def _by_trace(found: Assessment, codes: Iterable[str]) -> Listed:
    return {code: (code, next(entry for entry in found.trace if entry.about == code)) for code in codes}


def _new_reason(old: tuple[Trace, ...], new: tuple[Trace, ...]) -> Trace:
    """The rule that holds now and did not, else the one that no longer holds."""
    had = {entry.rule for entry in old}
    fresh = [entry for entry in new if entry.rule not in had]
    gone = [entry for entry in old if entry.rule not in {one.rule for one in new}]
    return next(iter((*fresh, *gone, *new, *old)))


def _change(
    template: Template,
    day: date,
    what: str,
    code: str,
    label: str,
    states: tuple[str, str],
    why: Trace,
    reached: tuple[tuple[str, Milestone], ...],
) -> Change:
    terms = next((rule.terms for rule in template.rules if rule.id == why.rule), ())
    milestone = next((found for term, found in reached if term in terms), None)
    return Change(day, what, code, label, *states, why.rule, why.because, why.source, why.confidence, milestone)


def _lapse(last: date, found: Assessment) -> Change:
    why = next(entry for entry in found.trace if entry.about == "valid_until")
    day = add_days(last, 1)
    return Change(day, VALIDITY, "valid_until", "", DUE, ENDED, why.rule, why.because, why.source, why.confidence)
