"""Three-valued conditions: true, false, or not yet known (naming the facts that are missing).

A condition is data of a template. It is compiled once to plain functions, and asks an environment for the value of
each term. The language, as a template's author writes it:

    {all: [...]}  {any: [...]}  {not: ...}          joined conditions; a mapping with several entries means all of them
    {age: {from: 2, below: 15}}                      from <= value, value < below; also `over` (>) and `up_to` (<=)
    {chest_xray: suggests_tb}                        equals
    {chest_xray: [declined, deferred]}               is one of
    {mental.disorder: {other_than: [none]}}          has a value, which is none of these
    {igra: {known: true}}                            has been given at all
    {repeat_igra: {known_to_be: positive}}           has been given and is; not given counts as no
    {requested: {includes: chest_xray}}              a list holds it; `includes_any` one of several
    {days_after_live_vaccine: {some: {over: 0}}}     at least one number of a list passes
    {vaccines_given.mmr: {fewer_than: 2}}            a list of doses is shorter
    {vaccines_given.mmr: {none_within: 28}}          the last dose is at least so many days before the examination
    {age: {from: $xray_min_age}}                     a number of the settings
    {departure_day: {over: "@valid_until"}}          another term
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import ge, gt, le, lt
from typing import Protocol, final

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
JOINS = ("all", "any", "not")
ORDERED = ("from", "over", "below", "up_to")
TESTS = (
    *ORDERED, "is", "in", "other_than", "known", "known_to_be", "includes", "includes_any", "some",
    "fewer_than", "none_within",
)  # fmt: skip


@final
class Unknown:
    """Not yet known, and the facts that would tell."""

    __slots__ = ("needs",)

    def __init__(self, needs: frozenset[str]) -> None:
        self.needs = needs

    def __repr__(self) -> str:
        return f"Unknown({', '.join(sorted(self.needs))})"


@final
class NotDone:
    """The value of a test that is not asked for and was not done, or of a finding that is not there: equals nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NOT_DONE"


NOT_DONE = NotDone()

Truth = bool | Unknown


class Environment(Protocol):
    """Where a condition finds the values of its terms."""

    def value(self, term: str) -> object:
        """The value of a term, `Unknown`, or `NOT_DONE`."""

    def given(self, term: str) -> object:
        """The value of a term if it has been given, else None; asks for nothing further."""

    def setting(self, key: str) -> object:
        """A number of the settings."""


Condition = Callable[[Environment], Truth]
ValueTest = Callable[[Environment, object], Truth]
Getter = Callable[[Environment], object]
COMPARISONS: dict[str, Callable[[float, float], bool]] = {"from": ge, "over": gt, "below": lt, "up_to": le}


@dataclass(frozen=True, slots=True)
class Scope:
    """What is the same for everybody for whom a condition is compiled: the values of some terms, and all numbers.

    A test of a fixed term is decided at once, so that rules of other categories cost nothing.
    """

    terms: Mapping[str, object] = field(default_factory=dict)
    numbers: Mapping[str, object] = field(default_factory=dict)


OPEN = Scope()


def all_of(parts: Iterable[Truth]) -> Truth:
    """True if all are, false if one is, else unknown; the first false one ends the search."""
    return _first(parts, ending=False)


def any_of(parts: Iterable[Truth]) -> Truth:
    """True if one is, false if none can be, else unknown; the first true one ends the search."""
    return _first(parts, ending=True)


def _first(parts: Iterable[Truth], *, ending: bool) -> Truth:
    needs: frozenset[str] | None = None
    for part in parts:
        if part is ending:
            return ending
        if type(part) is Unknown:
            needs = part.needs if needs is None else needs | part.needs
    return not ending if needs is None else Unknown(needs)


def negation(part: Truth) -> Truth:
    """The opposite; unknown stays unknown."""
    return part if isinstance(part, Unknown) else not part


def compile_condition(data: object, scope: Scope = OPEN) -> Condition:
    """Turn the data of a condition into a function."""
    found = fold(data, scope)
    return _always(found) if isinstance(found, bool) else found


def fold(data: object, scope: Scope) -> Condition | bool:
    """Turn the data of a condition into a function, or into its answer where that is the same for everybody."""
    if isinstance(data, bool):
        return data
    if isinstance(data, list | tuple):
        return _join([fold(part, scope) for part in data], ending=False)
    if not isinstance(data, Mapping):
        raise TypeError(f"a condition cannot be {data!r}")
    return _join([_fold_entry(key, value, scope) for key, value in data.items()], ending=False)


def _fold_entry(key: str, value: object, scope: Scope) -> Condition | bool:
    if key == "all":
        return fold(list(_listed(value)), scope)
    if key == "any":
        return _join([fold(part, scope) for part in _listed(value)], ending=True)
    if key == "not":
        return _opposite(fold(value, scope))
    if key in scope.terms and not any(isinstance(one, str) and one.startswith("@") for one in operands_of(value)):
        answer = _compile_test(key, value, scope)(_Fixed(scope))
        return answer if isinstance(answer, bool) else _always(answer)
    return _compile_test(key, value, scope)


def _always(answer: Truth) -> Condition:
    return lambda env: answer


def _opposite(part: Condition | bool) -> Condition | bool:
    return not part if isinstance(part, bool) else lambda env: negation(part(env))


def _join(found: Sequence[Condition | bool], *, ending: bool) -> Condition | bool:
    """All (ending false) or one (ending true) of some conditions; the order never changes the answer."""
    if any(part is ending for part in found):
        return ending
    parts = tuple(part for part in found if not isinstance(part, bool))
    if not parts:
        return not ending
    if len(parts) == 1:
        return parts[0]

    def joined(env: Environment) -> Truth:
        needs: frozenset[str] | None = None
        for part in parts:
            truth = part(env)
            if truth is ending:
                return ending
            if type(truth) is Unknown:
                needs = truth.needs if needs is None else needs | truth.needs
        return not ending if needs is None else Unknown(needs)

    return joined


class _Fixed:
    """The environment of tests that are decided when they are compiled."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def value(self, term: str) -> object:
        """The fixed value of a term."""
        return self._scope.terms[term]

    def given(self, term: str) -> object:
        """The fixed value of a term."""
        return self._scope.terms[term]

    def setting(self, key: str) -> object:
        """A number of the settings."""
        return self._scope.numbers[key]


def _compile_test(term: str, test: object, scope: Scope) -> Condition:
    if not isinstance(test, Mapping):
        return _compile_operator(term, "in" if isinstance(test, list | tuple) else "is", test, scope)
    parts: list[Condition | bool] = []
    bounds: list[tuple[Callable[[float, float], bool], float]] = []
    for operator, operand in test.items():
        limit = _settled(operand, scope) if operator in ORDERED else None
        if limit is None or isinstance(limit, str):
            parts.append(_compile_operator(term, operator, operand, scope))
        else:
            bounds.append((COMPARISONS[operator], _number(limit)))
    if bounds:
        parts.append(_within(term, tuple(bounds)))
    found = _join(parts, ending=False)
    return _always(found) if isinstance(found, bool) else found


def _within(term: str, bounds: tuple[tuple[Callable[[float, float], bool], float], ...]) -> Condition:
    """Whether a number or a day keeps to some limits that are the same for everybody."""

    def within(env: Environment) -> Truth:
        found = env.value(term)
        kind = type(found)
        if kind is not int:
            if kind is Unknown:
                return found  # type: ignore[return-value]
            if found is NOT_DONE:
                return False
            found = _number(found)
        for passes, limit in bounds:  # noqa: SIM110 - half the time of `all`, and most tests are of an age
            if not passes(found, limit):  # type: ignore[arg-type]
                return False
        return True

    return within


def _compile_operator(term: str, operator: str, operand: object, scope: Scope) -> Condition:
    if operator == "known":
        return lambda env: (env.given(term) is not None) is operand
    if operator == "known_to_be":
        wanted = tuple(constant(one) for one in _listed(operand))
        return lambda env: any(same(env.given(term), one) for one in wanted)
    if operator in {"is", "in", "other_than"}:
        words = tuple(_settled(one, scope) for one in _listed(operand))
        if words and all(isinstance(one, str) and not one.startswith("@") for one in words):
            return _one_of_words(term, words, inside=operator != "other_than")
        if operator == "is" and isinstance(operand, bool):
            return _is_flag(term, operand)
    test = _TESTS[operator](_settled(operand, scope))

    def tested(env: Environment) -> Truth:
        found = env.value(term)
        if type(found) is Unknown:
            return found
        return False if found is NOT_DONE else test(env, found)

    return tested


def _one_of_words(term: str, words: tuple[object, ...], *, inside: bool) -> Condition:
    def test(env: Environment) -> Truth:
        found = env.value(term)
        if type(found) is Unknown:
            return found
        return found in words if inside else found is not NOT_DONE and found not in words

    only = words[0]

    def is_word(env: Environment) -> Truth:
        found = env.value(term)
        return found if type(found) is Unknown else found == only

    return is_word if inside and len(words) == 1 else test


def _is_flag(term: str, wanted: bool) -> Condition:
    def is_flag(env: Environment) -> Truth:
        found = env.value(term)
        return found if type(found) is Unknown else found is wanted

    return is_flag


def _settled(operand: object, scope: Scope) -> object:
    """An operand, with the number that it names put in its place where numbers are the same for everybody."""
    if isinstance(operand, str) and operand.startswith("$"):
        return scope.numbers.get(operand[1:], operand)
    return constant(operand)


def compile_tests(tests: Mapping[str, object]) -> ValueTest:
    """Turn the tests of one value, `{from: 2, below: 15}`, into a function: all of them must be passed."""
    made = [_TESTS[operator](operand) for operator, operand in tests.items()]
    return lambda env, found: all_of(test(env, found) for test in made)


def _is(operand: object) -> ValueTest:
    wanted = getter(operand)

    def test(env: Environment, found: object) -> Truth:
        other = wanted(env)
        return other if isinstance(other, Unknown) else same(found, other)

    return test


def _in(operand: object) -> ValueTest:
    tests = [_is(one) for one in _listed(operand)]
    return lambda env, found: any_of(test(env, found) for test in tests)


def _other_than(operand: object) -> ValueTest:
    inside = _in(operand)
    return lambda env, found: negation(inside(env, found))


def _ordered(operator: str) -> Callable[[object], ValueTest]:
    passes = COMPARISONS[operator]

    def make(operand: object) -> ValueTest:
        limit = getter(operand)

        def test(env: Environment, found: object) -> Truth:
            other = limit(env)
            if isinstance(other, Unknown):
                return other
            return False if other is NOT_DONE else passes(_number(found), _number(other))

        return test

    return make


def _number(value: object) -> float:
    """A number; days and moments by their place on the calendar."""
    if isinstance(value, datetime):
        return value.toordinal() + (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, date):
        return float(value.toordinal())
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} has no order")
    return value


def _includes(operand: object) -> ValueTest:
    wanted = tuple(_listed(operand))
    return lambda env, found: any(one in _listed(found) for one in wanted)


def _some(operand: object) -> ValueTest:
    if not isinstance(operand, Mapping):
        raise TypeError("`some` takes tests")
    passes = compile_tests(operand)
    return lambda env, found: any_of(passes(env, one) for one in _listed(found))


def _fewer_than(operand: object) -> ValueTest:
    limit = getter(operand)
    return lambda env, found: len(_listed(found)) < _number(limit(env))


def _none_within(operand: object) -> ValueTest:
    limit = getter(operand)

    def test(env: Environment, found: object) -> Truth:
        examined = _number(env.value("exam_date"))
        return all(examined - _number(constant(day)) >= _number(limit(env)) for day in _listed(found))

    return test


_TESTS: dict[str, Callable[[object], ValueTest]] = {
    "is": _is,
    "in": _in,
    "other_than": _other_than,
    "includes": _includes,
    "includes_any": _includes,
    "some": _some,
    "fewer_than": _fewer_than,
    "none_within": _none_within,
    **{operator: _ordered(operator) for operator in ORDERED},
}


def getter(operand: object) -> Getter:
    """A function for an operand: a constant, `$setting` or `@term`."""
    if isinstance(operand, str) and operand.startswith("$"):
        key = operand[1:]
        return lambda env: env.setting(key)
    if isinstance(operand, str) and operand.startswith("@"):
        term = operand[1:]
        return lambda env: env.value(term)
    fixed = constant(operand)
    return lambda env: fixed


def constant(operand: object) -> object:
    """An operand as a value; an ISO day becomes a date."""
    if isinstance(operand, str) and ISO_DAY.match(operand):
        return date.fromisoformat(operand)
    return operand


def same(found: object, wanted: object) -> bool:
    """Equal, where true is not 1."""
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else (value,)


def tests_of(data: object) -> Iterator[tuple[str, str, object]]:
    """Every (term, operator, operand) of a condition, for checks and traces."""
    if isinstance(data, list | tuple):
        for part in data:
            yield from tests_of(part)
    elif isinstance(data, Mapping):
        for key, value in data.items():
            if key in JOINS:
                yield from tests_of(value)
            elif isinstance(value, Mapping):
                yield from ((key, operator, operand) for operator, operand in value.items())
            else:
                yield key, "in" if isinstance(value, list | tuple) else "is", value


def terms_of(data: object) -> tuple[str, ...]:
    """The terms that a condition rests on, `@term` operands included, each once and in order."""
    found: dict[str, None] = {}
    for term, _, operand in tests_of(data):
        found[term] = None
        for one in operands_of(operand):
            if isinstance(one, str) and one.startswith("@"):
                found[one[1:]] = None
    return tuple(found)


def operands_of(operand: object) -> Iterator[object]:
    """The single values of an operand."""
    if isinstance(operand, Mapping):
        for inner in operand.values():
            yield from operands_of(inner)
    elif isinstance(operand, list | tuple):
        for inner in operand:
            yield from operands_of(inner)
    else:
        yield operand
