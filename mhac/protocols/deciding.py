"""Can conditions hold together for anybody at all? So rules that never fire or that contradict are found.

The answer "no" is certain. "Yes" may be given where the words leave it open: a right template is never refused for it.
A word is followed to what it is made of (definitions, flags of categories, ages in years, months and days); what cannot
be followed may have any value. Numbers of the settings are those that the template ships.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mhac.protocols.case_words import OLDEST
from mhac.protocols.conditions import JOINS, ORDERED, operands_of
from mhac.protocols.domains import OPPOSITE, Choice, Domain, Span, number_of, of_values, value_key

ENOUGH = 1500  # branches; who needs more has written something that no reader can follow either
MOST_CHOICES = 150
AGES = {"age": OLDEST, "age_months": 12 * OLDEST + 11, "age_days": 366 * (OLDEST + 1)}
NEVER_OPEN = ("category", "age", "age_months", "age_days", "exam_date", "birth_date")
TRUTHS = ("class.", "item.", "vaccine.")
NOTHING = object()
RELATIONS = {"from": "=>", "over": ">", "below": "<", "up_to": "<=", "is": "="}
Goal = tuple[object, bool]


class _Test(NamedTuple):
    """One test of one word."""

    term: str
    operator: str
    operand: object


class _Impossible(Exception):
    """The conditions so far cannot hold together."""


class _State:
    """What is known of each word on one branch."""

    def __init__(self) -> None:
        self.domains: dict[tuple[str, str], Domain] = {}
        self.valued: set[str] = set()
        self.has: dict[str, tuple[tuple[frozenset[object], ...], frozenset[object]]] = {}
        self.some: dict[str, tuple[tuple[Span, ...], tuple[Span, ...]]] = {}

    def copy(self) -> _State:
        """A branch of its own."""
        other = _State()
        other.domains = dict(self.domains)
        other.valued = set(self.valued)
        other.has = dict(self.has)
        other.some = dict(self.some)
        return other


class Decider:
    """Decides over the conditions of one template."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._words = {row["name"]: row for row in data["words"]}
        self._derived = {row["name"]: row for row in data["definitions"]}
        self._lists = {row["key"]: row for row in data["lists"]}
        self._flags = {row["code"]: row["flags"] for row in data["categories"]}
        self._numbers = {row["key"]: row["value"] for row in data["settings"]}
        self._fields = {row["key"]: row for row in data["form"]["fields"]}
        self._branches = 0

    def possible(self, *goals: Goal) -> bool:
        """Whether conditions can be true (or false) together: (condition, wanted) each."""
        self._branches = 0
        return self._search(list(goals), _State(), [])

    def _search(self, goals: list[Goal], state: _State, choices: list[list[Goal]]) -> bool:
        self._branches += 1
        if self._branches > ENOUGH or len(choices) > MOST_CHOICES:
            return True
        try:
            self._assume_all(goals, state, choices)
            choices = self._narrowed(state, choices)
        except _Impossible:
            return False
        if not choices:
            return True
        first = min(choices, key=len)
        rest = [choice for choice in choices if choice is not first]
        return any(self._search([goal], state.copy(), list(rest)) for goal in first)

    def _narrowed(self, state: _State, choices: list[list[Goal]]) -> list[list[Goal]]:
        """Alternatives that cannot be are left out; a last one is assumed."""
        while True:
            left: list[list[Goal]] = []
            settled = False
            for choice in choices:
                alive = [goal for goal in choice if self._alive(goal, state)]
                if not alive:
                    raise _Impossible
                if len(alive) > 1:
                    left.append(alive)
                    continue
                more: list[list[Goal]] = []
                self._assume_all([alive[0]], state, more)
                left += more
                settled = True
            choices = left
            if not settled:
                return choices

    def _alive(self, goal: Goal, state: _State) -> bool:
        try:
            self._assume_all([goal], state.copy(), [])
        except _Impossible:
            return False
        return True

    def _assume_all(self, goals: list[Goal], state: _State, choices: list[list[Goal]]) -> None:
        """Take everything into the state that has no alternative; alternatives are collected."""
        pending = list(goals)
        while pending:
            condition, wanted = pending.pop()
            if isinstance(condition, _Test):
                self._assume(state, pending, condition, wanted=wanted)
                continue
            if isinstance(condition, bool):
                if condition is not wanted:
                    raise _Impossible
                continue
            join, parts = _split(condition)
            if join == "not":
                pending.append((parts[0], not wanted))
            elif (join == "all") is wanted:
                pending += [(part, wanted) for part in parts]
            else:
                choices.append([(part, wanted) for part in parts])
        self._check_ages(state)
        self._check_given(state)

    def _assume(self, state: _State, pending: list[Goal], test: _Test, *, wanted: bool) -> None:
        """Take one test into the state."""
        term, operator, operand = test
        root, _, rest = term.partition(".")
        if root == "flag":
            flags = self._flags.items()
            fitting = [code for code, said in flags if _passes(said.get(rest), operator, operand) is wanted]
            self._set(state, "value", "category", self._domain(state, "value", "category").keep(fitting))
        elif self._derived.get(term, {}).get("kind") == "when" and operator in {"is", "in", "other_than"}:
            truths = [truth for truth in (True, False) if _passes(truth, operator, operand) is wanted]
            if not truths:
                raise _Impossible
            if len(truths) == 1:
                pending.append((self._derived[term]["when"], truths[0]))
        elif operator in {"known", "known_to_be"}:
            self._assume_given(state, term, operator, operand, wanted=wanted)
        else:
            if wanted:
                state.valued.add(term)
                pending += self._asked_of(term, operator, operand)
            self._assume_value(state, term, operator, operand, wanted=wanted)

    def _asked_of(self, term: str, operator: str, operand: object) -> list[Goal]:
        """Who is asked a question, where all others have another value for certain: no man is pregnant."""
        row = self._words.get(term, {})
        asked, otherwise = row.get("asked_when"), row.get("otherwise")
        if not asked or otherwise is None or row.get("absent") or operator not in {"is", "in", "other_than"}:
            return []
        return [] if _passes(otherwise, operator, operand) else [(asked, True)]

    def _assume_given(self, state: _State, term: str, operator: str, operand: object, *, wanted: bool) -> None:
        domain = self._domain(state, "given", term)
        if operator == "known":
            wanted, values = wanted is not bool(operand), [NOTHING]
        else:
            values = list(_listed(operand))
        self._set(state, "given", term, domain.keep(values) if wanted else domain.drop(values))

    def _assume_value(self, state: _State, term: str, operator: str, operand: object, *, wanted: bool) -> None:
        if any(isinstance(one, str) and one.startswith("@") for one in operands_of(operand)):
            self._assume_relation(state, term, operator, operand, wanted=wanted)
        elif operator in {"is", "in", "other_than"}:
            domain = self._domain(state, "value", term)
            values = [self._constant(one) for one in _listed(operand)]
            kept = domain.keep(values) if wanted is not (operator == "other_than") else domain.drop(values)
            self._set(state, "value", term, kept)
        elif operator in ORDERED:
            self._cut(state, "value", term, operator, operand, wanted=wanted)
        elif operator in {"includes", "includes_any"}:
            self._assume_has(state, term, operand, wanted=wanted)
        elif operator == "fewer_than":
            self._cut(state, "count", term, "below", operand, wanted=wanted)
        elif operator == "none_within":
            self._cut(state, "last", term, "from", operand, wanted=wanted)
            if not wanted:
                self._cut(state, "count", term, "from", 1, wanted=True)
        elif operator == "some" and isinstance(operand, Mapping):
            self._assume_some(state, term, operand, wanted=wanted)

    def _cut(self, state: _State, kind: str, term: str, operator: str, operand: object, *, wanted: bool) -> None:
        limit = number_of(self._constant(operand))
        domain = self._domain(state, kind, term)
        if limit is not None and isinstance(domain, Span):
            self._set(state, kind, term, domain.cut(operator if wanted else OPPOSITE[operator], limit))

    def _assume_relation(self, state: _State, term: str, operator: str, operand: object, *, wanted: bool) -> None:
        """A comparison with another word: only whether it is smaller, equal or greater is kept."""
        if operator in RELATIONS and isinstance(operand, str):
            kind, signs = f"beside {operand}", list(RELATIONS[operator])
        else:
            kind, signs = f"{operator} {json.dumps(operand, sort_keys=True)}", ["="]
        domain = self._domain(state, kind, term)
        self._set(state, kind, term, domain.keep(signs) if wanted else domain.drop(signs))

    def _assume_has(self, state: _State, term: str, operand: object, *, wanted: bool) -> None:
        needed, excluded = state.has.get(term, ((), frozenset()))
        values: frozenset[object] = frozenset(map(value_key, _listed(operand)))
        needed, excluded = ((*needed, values), excluded) if wanted else (needed, excluded | values)
        state.has[term] = needed, excluded
        if any(not one - excluded for one in needed):
            raise _Impossible

    def _assume_some(self, state: _State, term: str, tests: Mapping[str, object], *, wanted: bool) -> None:
        limits = {operator: number_of(self._constant(operand)) for operator, operand in tests.items()}
        if any(operator not in ORDERED or limit is None for operator, limit in limits.items()):
            return
        span = Span()
        for operator, limit in limits.items():
            span = span.cut(operator, limit if limit is not None else 0.0)
        there, absent = state.some.get(term, ((), ()))
        there, absent = ((*there, span), absent) if wanted else (there, (*absent, span))
        state.some[term] = there, absent
        if any(one.empty or any(one.within(other) for other in absent) for one in there):
            raise _Impossible

    def _domain(self, state: _State, kind: str, term: str) -> Domain:
        found = state.domains.get((kind, term))
        if found is not None:
            return found
        if kind == "value":
            return self._values(term)
        if kind == "count":
            return Span(low=0, whole=True)
        if kind == "last":
            return Span()
        return Choice() if kind == "given" else of_values("<", "=", ">")

    def _set(self, state: _State, kind: str, term: str, domain: Domain) -> None:
        """Keep what is left of a word; where nothing is left the word must be open, or this cannot be."""
        state.domains[kind, term] = domain
        certain = kind == "given" or term in NEVER_OPEN or term.startswith(TRUTHS)
        if domain.empty and (certain or term in state.valued):
            raise _Impossible
        if term in state.valued and any(
            other.empty for (other_kind, name), other in state.domains.items() if name == term and other_kind != "given"
        ):
            raise _Impossible

    def _values(self, term: str) -> Domain:
        """The values that a word can have at all."""
        if term == "category":
            return of_values(*self._flags)
        if term in AGES:
            return Span(low=0, high=AGES[term], whole=True)
        if term.startswith(TRUTHS):
            return of_values(True, False)
        derived = self._derived.get(term)
        if derived is not None:
            return self._derived_values(derived)
        row = self._words.get(term) or self._fields.get(term) or {}
        kind = row.get("kind")
        if kind == "bool":
            return of_values(True, False)
        if kind in {"number", "integer", "date", "moment", "birth"} or term in {"exam_date", "valid_until"}:
            low, high = row.get("at_least"), row.get("up_to")
            return Span(low=-float("inf") if low is None else low, high=float("inf") if high is None else high)
        values = row.get("values") or [choice["key"] for choice in row.get("choices") or ()]
        return of_values(*values) if values and kind == "choice" else Choice()

    def _derived_values(self, row: Mapping[str, Any]) -> Domain:
        kind = row["kind"]
        if kind == "when":
            return of_values(True, False)
        if kind == "lookup":
            return of_values(*(one["is"] for one in row["table"]))
        if kind == "list":
            numbers = self._lists[row["list"]]["kind"] == "number" and not row.get("passes")
            return Span() if numbers else of_values(True, False)
        if kind == "first_known":
            return self._values_of_first(row["first_known"])
        if kind == "count_of":
            return Span(low=0, whole=True)
        return Span(whole=kind in {"days_between", "months_between"}) if kind != "days_since" else Choice()

    def _values_of_first(self, terms: Sequence[str]) -> Domain:
        kinds = [self._values(term) for term in terms]
        if all(isinstance(one, Span) for one in kinds):
            return Span()
        values = [one.left for one in kinds if isinstance(one, Choice)]
        if len(values) < len(kinds) or any(one is None for one in values):
            return Choice()
        return of_values(*(value for one in values if one is not None for value in one))

    def _constant(self, operand: object) -> object:
        """An operand as a value, a setting as the number that the template ships."""
        if isinstance(operand, str) and operand.startswith("$"):
            return self._numbers.get(operand[1:])
        return operand

    def _check_ages(self, state: _State) -> None:
        """An age in years, in months and in days is one age."""
        spans = {term: self._domain(state, "value", term) for term in ("age", "age_months", "age_days")}
        limits = {term: span.limits for term, span in spans.items() if isinstance(span, Span)}
        years, months, days = limits["age"], limits["age_months"], limits["age_days"]
        low = max(12 * years[0], months[0])
        high = min(12 * years[1] + 11, months[1])
        if low > high or years[0] > years[1] or days[0] > days[1]:
            raise _Impossible
        if days[1] < _days_at_least(low) or (high < 1e6 and days[0] > _days_at_most(high)):
            raise _Impossible

    def _check_given(self, state: _State) -> None:
        """A value that has been given is the value."""
        for (kind, term), given in state.domains.items():
            if kind != "given" or not isinstance(given, Choice):
                continue
            value = state.domains.get(("value", term))
            if value is None or not _is_there(given):
                continue
            if value.empty or (given.left is not None and value.keep(given.left).empty):
                raise _Impossible


def _is_there(given: Choice) -> bool:
    """Whether something has been given for certain."""
    nothing = value_key(NOTHING)
    return nothing in given.without or (given.only is not None and nothing not in given.only)


def _days_at_least(months: float) -> float:
    """So many days at least lie behind who has completed so many months."""
    return 365 * (months // 12) + 28 * (months % 12) - 1


def _days_at_most(months: float) -> float:
    """So many days at most lie behind who has completed so many months, and not one more."""
    more = months + 1
    return 366 * (more // 12) + 31 * (more % 12) + 1


def _split(condition: object) -> tuple[str, list[object]]:
    """How a condition is joined of parts: all, any or not of conditions and tests."""
    if isinstance(condition, list | tuple):
        return "all", list(condition)
    if not isinstance(condition, Mapping):
        raise TypeError(f"a condition cannot be {condition!r}")
    if len(condition) != 1:
        return "all", [{key: value} for key, value in condition.items()]
    key, value = next(iter(condition.items()))
    if key in JOINS:
        parts = list(_listed(value))
        return (key, parts) if key != "not" else ("not", [value])
    if isinstance(value, Mapping):
        return "all", [_Test(key, operator, operand) for operator, operand in value.items()]
    return "all", [_Test(key, "in" if isinstance(value, list | tuple) else "is", value)]


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else (value,)


def _passes(value: object, operator: str, operand: object) -> bool:
    """Whether a truth value passes a test."""
    if operator == "known":
        return bool(operand)
    inside = value_key(value) in {value_key(one) for one in _listed(operand)}
    return not inside if operator == "other_than" else inside
