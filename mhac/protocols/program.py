"""A template made ready to be asked: for one category and one clinic's numbers, what never changes is decided.

Rules that cannot hold for the category fall away, numbers stand in their places, and for each word it is settled where
its value comes from. It is made once and kept, so that one evaluation costs a fraction of a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mhac.protocols.assessment import ItemResult
from mhac.protocols.conditions import JOINS, NOT_DONE, Condition, Scope, Unknown, fold, operands_of, tests_of
from mhac.protocols.rules import ItemState
from mhac.protocols.template import Grading, Item, OutcomeClass, Rule, Template, ValidityRule, Word
from mhac.protocols.template_data import conditions_of

if TYPE_CHECKING:
    from mhac.protocols.applicant_facts import ApplicantFacts

TOLD = "told"  # `told.chest_xray`: what was told of the film, also where that is no result yet
AGES = ("age", "age_months", "age_days", "birth_date")

Finder = Callable[["ApplicantFacts"], object]


@dataclass(frozen=True, slots=True)
class Planned:
    """A rule that may hold for this category, and its sentences with this clinic's numbers."""

    rule: Rule | ValidityRule
    holds: Condition
    because: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item with the rules that speak of it; `idle` is the answer where none of them can hold."""

    item: Item
    rules: Mapping[str, tuple[Planned, ...]]
    results: tuple[tuple[str, tuple[object, ...]], ...]
    done_when: Condition | None
    idle: ItemResult | None


@dataclass(frozen=True, slots=True)
class PlannedClass:
    """A class with the rules that give it, and the sentence that holds travel."""

    outcome: OutcomeClass
    rules: tuple[Planned, ...]
    excluded_by: tuple[str, ...]
    hold: str
    waived: Condition | None = None


@dataclass(frozen=True, slots=True)
class PlannedGrading:
    """A graded item with the rules of each grade."""

    grading: Grading
    rules: tuple[Planned, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """One template for one category and one clinic."""

    template: Template
    numbers: Mapping[str, object]
    own: Mapping[str, object]
    scope: Scope
    items: Mapping[str, PlannedItem]
    classes: tuple[PlannedClass, ...]
    class_of: Mapping[str, PlannedClass]
    gradings: tuple[PlannedGrading, ...]
    validity: tuple[Planned, ...]
    notes: Mapping[str, tuple[Planned, ...]]
    doses: Mapping[str, Mapping[str, tuple[Planned, ...]]]
    # Where values come from
    untold: Mapping[str, object]
    screened: Mapping[str, object]
    typed: Mapping[str, str]
    parts: Mapping[str, Mapping[str, object]]
    codes: Mapping[str, tuple[tuple[str, str], ...]]
    withheld: tuple[tuple[str, tuple[object, ...]], ...]
    asked_when: Mapping[str, tuple[Condition, Word]]
    derived: Mapping[str, Finder]
    age_limits: tuple[tuple[str, object], ...]


def program_for(template: Template, category: str, settings: Mapping[str, object]) -> Program:
    """The program of a template for a category; `settings` are the clinic's own numbers."""
    own = tuple(sorted((key, type(value).__name__, value) for key, value in settings.items())) if settings else ()
    return _program(template, category, own)


@lru_cache(maxsize=128)
def _program(template: Template, category: str, own: tuple[tuple[str, str, object], ...]) -> Program:
    return _Planner(template, category, {key: value for key, _, value in own}).program()


class _Planner:
    """Builds a program."""

    def __init__(self, template: Template, category: str, own: Mapping[str, object]) -> None:
        self.template = template
        self.own = own
        self.numbers = {key: own.get(key, setting.value) for key, setting in template.settings.items()}
        known = template.categories.get(category)
        flags = dict.fromkeys(f"flag.{name}" for one in template.categories.values() for name in one.flags)
        self.fixed: dict[str, object] = {}
        if known is not None:
            self.fixed = {term: known.flags.get(term.partition(".")[2], False) for term in flags}
            self.fixed["category"] = category
        self.flags = {term: Unknown(frozenset({"category"})) for term in flags} | self.fixed
        self.scope = Scope(self.fixed, self.numbers)

    def program(self) -> Program:
        """Everything, decided as far as it can be."""
        template = self.template
        classes = tuple(self._class(one) for one in template.classes)
        untold, screened = self._untold()
        derived = {name: self._finder(name) for name in template.definitions}
        return Program(
            template=template,
            numbers=self.numbers,
            own=self.own,
            scope=self.scope,
            items={code: self._item(item) for code, item in template.items.items()},
            classes=classes,
            class_of={one.outcome.code: one for one in classes},
            gradings=tuple(PlannedGrading(one, self._rules("grade", one.item)) for one in template.gradings),
            validity=tuple(self._plan(template.validity)),
            notes={effect: self._by_effect(effect) for effect in ("warn", "hold", "block", "form")},
            doses={effect: self._by_target(effect) for effect in ("treat", "vaccinate")},
            untold=untold,
            screened=screened,
            typed={word.name: word.kind for word in template.words.values() if word.kind in {"date", "moment"}},
            parts=self._parts(),
            codes=self._codes(),
            withheld=self._withheld(),
            asked_when=self._asked_when(),
            derived=derived,
            age_limits=self._age_limits(),
        )

    def _fold(self, data: object) -> Condition | bool:
        return fold(data, self.scope)

    def _said(self, sentence: str) -> str:
        return sentence.format_map(self.numbers) if "{" in sentence else sentence

    def _plan(self, rules: Iterable[Rule | ValidityRule], own: Container[str] = ()) -> Iterable[Planned]:
        for rule in rules:
            holds = self._fold(as_told(rule.when, own) if own else rule.when)
            if holds is False:
                continue
            because = self._said(rule.sentence) if self.own else rule.because
            text = self._said(rule.text) if isinstance(rule, Rule) else ""
            yield Planned(rule, _yes if holds is True else holds, because, text)

    def _rules(self, effect: str, target: str) -> tuple[Planned, ...]:
        return tuple(self._plan(self.template.rules_for.get((effect, target), ())))

    def _by_effect(self, effect: str) -> tuple[Planned, ...]:
        return tuple(self._plan(rule for rule in self.template.rules if rule.effect == effect))

    def _by_target(self, effect: str) -> dict[str, tuple[Planned, ...]]:
        targets = dict.fromkeys(rule.target for rule in self.template.rules if rule.effect == effect)
        found = {target: self._rules(effect, target) for target in targets}
        return {target: rules for target, rules in found.items() if rules}

    def _item(self, item: Item) -> PlannedItem:
        rules = {effect: self._rules(effect, item.code) for effect in ("require", "offer", "spare")}
        for effect in ("forbid", "defer"):  # they may ask for what was told of the item itself
            found = self.template.rules_for.get((effect, item.code), ())
            rules[effect] = tuple(self._plan(found, item.results))
        rules = {effect: found for effect, found in rules.items() if found}
        done_when = None if item.done_when is None else self._fold(item.done_when)
        idle = None
        if not rules and not item.results and not callable(done_when):
            state = ItemState.NOT_REQUIRED
            idle = ItemResult(item.code, item.label, item.kind, item.stage, state, done_when is True)
        return PlannedItem(
            item=item,
            rules=rules,
            results=tuple((fact, item.not_results.get(fact, ())) for fact in item.results),
            done_when=_yes if done_when is True else None if isinstance(done_when, bool) else done_when,
            idle=idle,
        )

    def _class(self, outcome: OutcomeClass) -> PlannedClass:
        rules = self._rules("class", outcome.code)
        excluded_by = tuple(f"class.{code}" for code in outcome.excluded_by)
        waived = False if outcome.waived_when is None else self._fold(outcome.waived_when)
        known = _yes if waived is True else None if waived is False else waived
        return PlannedClass(outcome, rules, excluded_by, self._said(outcome.hold), known)

    # Where values come from

    def _untold(self) -> tuple[dict[str, object], dict[str, object]]:
        """What a word is worth of which nothing was told, before and after the person was examined."""
        untold: dict[str, object] = dict(self.flags)
        screened: dict[str, object] = dict(self.flags)
        for name in self.template.words:
            base = self.template.words[name.partition(".")[0]]
            if name in self.template.fact_items or base.asked_when is not None:
                continue
            if base.absent == "none":
                untold[name] = screened[name] = NOT_DONE
                continue
            untold[name] = screened[name] = Unknown(frozenset({base.name}))
            if base.has_default:
                screened[name] = NOT_DONE if base.when_screened == "none" else base.when_screened
        return untold, screened

    def _parts(self) -> dict[str, dict[str, object]]:
        """The fields of each record, with what a field is worth that a told record does not hold."""
        found: dict[str, dict[str, object]] = {}
        for name, word in self.template.words.items():
            root, _, rest = name.partition(".")
            if rest and name not in self.template.fact_items:
                found.setdefault(root, {})[name] = NOT_DONE if word.absent == "none" else Unknown(frozenset({name}))
            elif rest:
                found.setdefault(root, {})
        return found

    def _codes(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """For each word that holds days by code: the terms that ask for one code."""
        roots = {word.name for word in self.template.words.values() if word.kind == "dates_by_code"}
        terms = dict.fromkeys(term for data in conditions_of(self.template.data) for term, _, _ in tests_of(data))
        found: dict[str, list[tuple[str, str]]] = {root: [] for root in roots}
        for term in terms:
            root, _, code = term.partition(".")
            if root in roots and code:
                found[root].append((term, code))
        return {root: tuple(many) for root, many in found.items()}

    def _withheld(self) -> tuple[tuple[str, tuple[object, ...]], ...]:
        """The facts of which some values are no result yet."""
        return tuple(
            (fact, values) for item in self.template.items.values() for fact, values in item.not_results.items()
        )

    def _asked_when(self) -> dict[str, tuple[Condition, Word]]:
        found = {}
        for word in self.template.words.values():
            if word.asked_when is not None:
                asked = self._fold(word.asked_when)
                found[word.name] = (_yes if asked is True else _no if asked is False else asked, word)
        return found

    def _finder(self, name: str) -> Finder:
        definition = self.template.definitions[name]
        if definition.kind == "when":
            found = self._fold(definition.data["when"])
            return found if callable(found) else _yes if found else _no
        return lambda known: known.derive(definition)

    def _age_limits(self) -> tuple[tuple[str, object], ...]:
        """The ages at which an answer may change for this category: (term, the first value on the other side)."""
        found: dict[tuple[str, object], None] = {}
        for data in conditions_of(self.template.data):
            if data and fold(data, self.scope) is not False:
                for term, operator, operand in tests_of(data):
                    if term in AGES:
                        for one in operands_of(operand):
                            for limit in self._limits(operator, one):
                                found[term, limit] = None
        return tuple(found)

    def _limits(self, operator: str, operand: object) -> Iterable[object]:
        number = self.numbers[operand[1:]] if isinstance(operand, str) and operand.startswith("$") else operand
        if isinstance(number, str):
            later = operator in {"over", "up_to"}
            yield (date.fromisoformat(number) + timedelta(days=later)).isoformat()
        elif isinstance(number, int | float) and not isinstance(number, bool):
            whole = int(number)
            if operator in {"from", "below"}:
                yield whole if whole == number else whole + 1
            elif operator in {"over", "up_to"}:
                yield whole + 1
            else:
                yield whole
                yield whole + 1


def as_told(data: object, own: Container[str]) -> Any:
    """A condition that asks, of some facts, for what was told instead of what it is worth."""
    if isinstance(data, list | tuple):
        return [as_told(part, own) for part in data]
    if not isinstance(data, Mapping):
        return data
    return {
        f"{TOLD}.{key}" if key in own else key: as_told(value, own) if key in JOINS else value
        for key, value in data.items()
    }


def _yes(env: Any) -> bool:
    return True


def _no(env: Any) -> bool:
    return False
