"""When the next dose of each vaccine is due, if what is due is given on the day of the examination.

The rules are looked at again on the days on which one of them may begin to hold: so many days after a dose, or an age.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from mhac.protocols.applicant_facts import ApplicantFacts
from mhac.protocols.assessment import Applicant
from mhac.protocols.conditions import constant, operands_of, tests_of
from mhac.protocols.dates import reaches_months
from mhac.protocols.program import Planned, Program, program_for
from mhac.protocols.template import Rule, Template

HORIZON = timedelta(days=366)
LONGEST = 3660  # a number of days beyond this is no interval between doses
GIVEN = "vaccines_given"
MONTHS = {"age": 12, "age_months": 1}


def next_doses(
    template: Template,
    applicant: Applicant,
    facts: Mapping[str, object],
    settings: Mapping[str, object],
    due: Sequence[str],
) -> dict[str, date]:
    """Return the first day within a year after the examination on which a dose of a vaccine is due, by its code.

    `due` are the vaccines that are due at the examination; they count as given on that day. Of a birth date that is
    known in part, the later day counts, and only where every possible age has one.
    """
    program = program_for(template, applicant.category, settings)
    rules = program.doses["vaccinate"]
    if not rules or GIVEN not in facts:  # nobody knows yet which doses were given
        return {}
    given = _given(facts, due, applicant.exam_date)
    told = {**facts, GIVEN: given}
    latest = max(applicant.birth_earliest, min(applicant.birth_latest, applicant.exam_date))
    births = dict.fromkeys((applicant.birth_earliest, latest))
    found = [_first_days(_Person(template, program, applicant, born, told, settings), rules, given) for born in births]
    return {code: max(one[code] for one in found) for code in rules if all(code in one for one in found)}


class _Person:
    """One applicant with one birth date, who can be looked at on other days."""

    def __init__(
        self,
        template: Template,
        program: Program,
        applicant: Applicant,
        born: date,
        facts: Mapping[str, object],
        settings: Mapping[str, object],
    ) -> None:
        self.template, self.program, self.applicant, self.born = template, program, applicant, born
        self.facts, self.settings = facts, settings

    def on(self, day: date) -> ApplicantFacts:
        """What is known on a day."""
        one = self.applicant
        moved = Applicant(
            one.category, day, self.born, self.born, one.sex, one.exam_country, one.citizenship, one.birth_country,
            one.more,
        )  # fmt: skip
        return ApplicantFacts(self.template, moved, self.born, self.facts, self.settings)


def _given(facts: Mapping[str, object], due: Sequence[str], on: date) -> dict[str, list[object]]:
    known = facts.get(GIVEN)
    given = {str(code): list(days) for code, days in known.items()} if isinstance(known, Mapping) else {}
    for code in due:
        given[code] = [*given.get(code, ()), on.isoformat()]
    return given


def _first_days(
    person: _Person, rules: Mapping[str, Sequence[Planned]], given: Mapping[str, Sequence[object]]
) -> dict[str, date]:
    start = person.applicant.exam_date
    waiting, found = set(rules), {}
    for day in sorted({day for day in _days(person, rules, given) if start < day <= start + HORIZON}):
        known = person.on(day)
        for code in [one for one in waiting if any(rule.holds(known) is True for rule in rules[one])]:
            found[code] = day
            waiting.discard(code)
    return found


def _days(
    person: _Person, rules: Mapping[str, Sequence[Planned]], given: Mapping[str, Sequence[object]]
) -> Iterator[date]:
    """The days on which a rule may begin to hold."""
    doses = {day for days in given.values() for one in days if isinstance(day := constant(one), date)}
    for term, limit in _limits(person.program, rules):
        if term in MONTHS:
            yield reaches_months(person.born, limit * MONTHS[term])
        elif term == "age_days":
            yield person.born + timedelta(days=limit)
        else:
            yield from (day + timedelta(days=limit) for day in doses)


def _limits(program: Program, rules: Mapping[str, Sequence[Planned]]) -> set[tuple[str, int]]:
    """The numbers that the rules compare with: (what they are compared with, the number)."""
    found = set()
    for planned in (one for several in rules.values() for one in several):
        assert isinstance(planned.rule, Rule)
        for term, _, operand in tests_of(planned.rule.when):
            for one in operands_of(operand):
                number = program.numbers.get(one[1:]) if isinstance(one, str) and one.startswith("$") else one
                if isinstance(number, int) and not isinstance(number, bool) and 0 < number <= LONGEST:
                    found.add((term if term in MONTHS or term == "age_days" else "", number))
    return found
