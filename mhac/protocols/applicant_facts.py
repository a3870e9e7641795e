"""Everything that can be asked about one applicant under one template: given facts, defaults, ages, derived values.

A fact that is absent is unknown, with three exceptions that the template declares: what "nothing found" means once the
history is taken and the person examined; for whom a question is asked at all; and a test that is not asked for and was
not done, which is not missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mhac.protocols.assessment import Applicant, Trace
from mhac.protocols.conditions import NOT_DONE, NotDone, Truth, Unknown, all_of, any_of, negation
from mhac.protocols.dates import add_months, completed_months
from mhac.protocols.derived import DERIVED
from mhac.protocols.program import TOLD, Planned, PlannedClass, PlannedItem, Program, program_for
from mhac.protocols.rules import ItemState, Stage
from mhac.protocols.template import Definition, Template, ValidityRule

Verdicts = tuple[tuple[Planned, Truth], ...]
NOBODY: frozenset[str] = frozenset()
EXAMINED = "exam_date"
HELD_BACK = frozenset({ItemState.NOT_REQUIRED, ItemState.OPTIONAL, ItemState.FORBIDDEN})


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """What the rules say about one item: its state, what is missing to say more, and the rules by effect."""

    state: ItemState
    needs: frozenset[str]
    verdicts: Mapping[str, Verdicts]


class ApplicantFacts(dict[str, object]):
    """The environment of all conditions for one applicant with one birth date.

    It holds the values that were found; one that is asked for the first time is found and kept.
    """

    def __init__(
        self,
        template: Template,
        applicant: Applicant,
        born: date,
        facts: Mapping[str, object],
        settings: Mapping[str, object],
        decided: frozenset[str] | None = None,
        valid_until: date | None = None,
    ) -> None:
        self.program = program = program_for(template, applicant.category, settings)
        super().__init__(program.screened if facts.get("screened") is True else program.untold)
        self.template = template
        self.applicant = applicant
        self.born = born
        self._decided = decided
        self._valid_until = valid_until
        self._items: dict[str, ItemVerdict] = {}
        months = completed_months(born, applicant.exam_date)
        self._told: dict[str, object] = {}
        self._tell(program, {**applicant.more, **facts} if applicant.more else facts)
        self._told |= {
            name: value
            for name, value in (
                ("category", applicant.category),
                ("exam_date", applicant.exam_date),
                ("exam_country", applicant.exam_country),
                ("sex", applicant.sex),
                ("citizenship", applicant.citizenship),
                ("birth_country", applicant.birth_country),
                ("birth_date", born),
                ("age_months", months),
                ("age", months // 12),
                ("age_days", (applicant.exam_date - born).days),
            )
            if value is not None
        }
        self.update(self._told)
        for fact, values in program.withheld:
            if self._told.get(fact) in values:
                self[fact] = Unknown(frozenset({fact}))

    def _tell(self, program: Program, facts: Mapping[str, object]) -> None:
        """Keep what was told: days as days, the fields of a record and the doses of a vaccine under their own terms."""
        told = self._told
        for name, raw in facts.items():
            if raw is None:
                continue
            told[name] = _typed(program.typed.get(name), raw)
            if name in program.parts and isinstance(raw, Mapping):
                self.update(program.parts[name])
                for key, inner in raw.items():
                    if inner is not None:
                        term = f"{name}.{key}"
                        told[term] = _typed(program.typed.get(term), inner)
            elif name in program.codes and isinstance(raw, Mapping):
                told.update((term, raw.get(code, [])) for term, code in program.codes[name])

    value = dict.__getitem__  # the value of a term, `Unknown`, or `NOT_DONE`; one that is kept is found without Python

    def __missing__(self, term: str) -> object:
        found = self[term] = self._find(term)
        return found

    @property
    def later(self) -> bool:
        """Whether the facts of an examination are looked at again on a later day."""
        return self._valid_until is not None

    def setting(self, key: str) -> object:
        """A number of the settings: the clinic's own where it signed one, else the template's."""
        return self.program.numbers[key]

    def listed(self, key: str, country: str) -> object:
        """What a country list says of a country: the clinic's own word where it signed one; else what the list says."""
        term = f"list.{key}.{country}"
        own = self.program.own
        found = own[term] if term in own else self.template.lists[key].of(country)
        return Unknown(frozenset({term})) if found is None else found

    def given(self, term: str) -> object:
        """The value of a term if it has been given, else None; asks for nothing further."""
        if term in self._told:
            return self._told[term]
        root = term.partition(".")[0]
        if root in {"class", "item", "vaccine", "flag", "valid_until"} or root in self.program.derived:
            found = self.value(term)
            return None if isinstance(found, Unknown | NotDone) else found
        return None

    def reason(self, planned: Planned, about: str, outcome: str, truth: Truth = True) -> Trace:
        """The trace entry of a rule that holds, or that cannot be decided yet."""
        rule = planned.rule
        facts: list[tuple[str, object]] = []
        for term in rule.terms:
            found = self.value(term)
            if type(found) is Unknown or type(found) is NotDone:
                found = self._told.get(term)  # a result that is still to come, as it was told
                if found is None:
                    continue
            if isinstance(found, list | tuple | dict):
                found = plain(found)
                if not found:
                    continue
            facts.append((term, found))
        needs = tuple(sorted(truth.needs)) if isinstance(truth, Unknown) else ()
        return Trace(about, rule.id, outcome, planned.because, rule.source, rule.confidence, tuple(facts), needs)

    def verdicts(self, rules: Iterable[Planned]) -> Verdicts:
        """Some rules, each with whether it holds."""
        return tuple([(planned, planned.holds(self)) for planned in rules])

    def item(self, code: str) -> ItemVerdict:
        """Whether an item is asked for."""
        found = self._items.get(code)
        if found is None:
            found = self._items[code] = self._item_verdict(self.program.items[code])
        return found

    def is_done(self, planned: PlannedItem) -> bool:
        """Whether an item has been done: every result is there, and none is a result that is still to come."""
        if planned.results:
            told = self._told
            return all(told.get(fact) is not None and told[fact] not in values for fact, values in planned.results)
        return planned.done_when is not None and planned.done_when(self) is True

    def class_truth(self, code: str) -> Truth:
        """Whether a class holds, those that exclude it considered; what a physician decided counts as it is."""
        if self._decided is not None:
            return code in self._decided
        planned = self.program.class_of[code]
        holds = any_of([rule.holds(self) for rule in planned.rules])
        if holds is False or not planned.excluded_by:
            return holds
        return all_of([holds, *[negation(self._truth(other)) for other in planned.excluded_by]])

    def blocks(self, planned: PlannedClass) -> bool:
        """Whether a class holds travel: one that does, unless it has been waived."""
        return planned.outcome.blocks_travel and not (planned.waived is not None and planned.waived(self) is True)

    def valid_until(self) -> tuple[date | Unknown, Planned | None]:
        """The last day on which the examination holds and the rule that says so, or what is missing to say it."""
        for one in self.program.classes:
            if self.blocks(one) and self.value(f"class.{one.outcome.code}") is True:
                return Unknown(frozenset({f"class.{one.outcome.code}"})), None
        for blocking in self.program.notes["block"]:
            if blocking.holds(self) is True:
                assert not isinstance(blocking.rule, ValidityRule)
                return Unknown(frozenset({blocking.rule.target})), None
        for planned in self.program.validity:
            truth = planned.holds(self)
            if isinstance(truth, Unknown):
                return truth, None
            if truth:
                rule = planned.rule
                assert isinstance(rule, ValidityRule)
                if self._valid_until is not None:  # looked at on a later day, and that day does not make it longer
                    return self._valid_until, planned
                if EXAMINED in (*rule.first_known, *rule.earliest) and self._asks_for_nothing():
                    return Unknown(frozenset({EXAMINED})), None
                return self._last_day(rule), planned
        return Unknown(frozenset({"validity"})), None

    def _asks_for_nothing(self) -> bool:
        """Whether no examination is needed: what is not examined has no last day."""
        items = self.program.items.values()
        stages = (planned for planned in items if planned.item.stage is Stage.EXAMINATION)
        states = (planned.idle.state if planned.idle else self.item(planned.item.code).state for planned in stages)
        return not any(state in {ItemState.REQUIRED, ItemState.UNKNOWN} for state in states)

    def operand(self, operand: object) -> object:
        """A number, or the setting that it names (`$key`)."""
        return self.setting(operand[1:]) if isinstance(operand, str) and operand.startswith("$") else operand

    def defined(self, name: str) -> Definition:
        """The definition of a derived value."""
        return self.template.definitions[name]

    def derive(self, definition: Definition) -> object:
        """A value that the template derives from others."""
        return DERIVED[definition.kind](self, definition)

    def _last_day(self, rule: ValidityRule) -> date | Unknown:
        days = [self.given(term) for term in rule.first_known or rule.earliest]
        known = [day for day in days if isinstance(day, date)]
        if not known:
            return Unknown(frozenset(rule.first_known or rule.earliest))
        base = known[0] if rule.first_known else min(known)
        months = self.operand(rule.months)
        if not isinstance(months, int | float):
            return Unknown(frozenset({"validity"}))
        last = add_months(base, int(months))
        return last if rule.inclusive else last - timedelta(days=1)

    def _truth(self, term: str) -> Truth:
        found = self.value(term)
        assert isinstance(found, bool | Unknown)
        return found

    def _find(self, term: str) -> object:
        """The value of a term that is asked for the first time."""
        program = self.program
        finder = program.derived.get(term)
        if finder is not None:
            return finder(self)
        item = self.template.fact_items.get(term)
        if item is not None:
            return self._result(term, item)
        root, _, rest = term.partition(".")
        if root == "class":
            return self.class_truth(rest)
        if root == "item":
            verdict = self.item(rest)
            return Unknown(verdict.needs) if verdict.state is ItemState.UNKNOWN else verdict.state is ItemState.REQUIRED
        if root == "vaccine":
            return any_of([rule.holds(self) for rule in program.doses["vaccinate"].get(rest, ())])
        if term == "valid_until":
            return self.valid_until()[0]
        if root in program.asked_when:
            return self._asked(root)
        if root == TOLD:
            return self._told.get(rest, NOT_DONE)
        return self._untold(root, rest)

    def _untold(self, root: str, rest: str) -> object:
        """A word that the template's rules do not ask for, or one code of a word that holds days by code."""
        told = self._told.get(root)
        if rest and root in self.program.codes and isinstance(told, Mapping):
            return told.get(rest, [])
        unknown = Unknown(frozenset({root}))
        return self.get(root, unknown) if rest and told is None else unknown

    def _asked(self, root: str) -> object:
        """A fact that is asked of some people only."""
        condition, word = self.program.asked_when[root]
        if word.absent == "none":
            return NOT_DONE
        if condition(self) is False:
            return word.otherwise
        if word.has_default and self._told.get("screened") is True:
            return NOT_DONE if word.when_screened == "none" else word.when_screened
        return Unknown(frozenset({root}))

    def _result(self, term: str, code: str) -> object:
        """The fact that is the result of an item, of which nothing was told."""
        verdict = self.item(code)
        return NOT_DONE if verdict.state in HELD_BACK else Unknown(verdict.needs | {term})

    def _item_verdict(self, planned: PlannedItem) -> ItemVerdict:
        verdicts: dict[str, Verdicts] = {}
        truths: dict[str, Truth] = {}
        for effect, rules in planned.rules.items():
            found = [rule.holds(self) for rule in rules]
            verdicts[effect] = tuple(zip(rules, found, strict=True))
            truths[effect] = found[0] if len(found) == 1 else any_of(found)
        return ItemVerdict(*_item_state(truths), verdicts)


def _item_state(truths: Mapping[str, Truth]) -> tuple[ItemState, frozenset[str]]:
    """One state from what requires, forbids, defers and offers say together; what no rule says is false."""
    require, forbid, defer = truths.get("require", False), truths.get("forbid", False), truths.get("defer", False)
    if forbid is True:
        return ItemState.FORBIDDEN, NOBODY
    if require is False:
        return (ItemState.OPTIONAL if truths.get("offer") is True else ItemState.NOT_REQUIRED), NOBODY
    if defer is True and forbid is False:
        return ItemState.DEFERRED, NOBODY
    open_questions = [truth.needs for truth in (require, forbid, defer) if isinstance(truth, Unknown)]
    if open_questions:
        return ItemState.UNKNOWN, NOBODY.union(*open_questions)
    return ItemState.REQUIRED, NOBODY


def _typed(kind: str | None, raw: object) -> object:
    """ISO text of a day or a moment as what it is."""
    if kind is None or not isinstance(raw, str):
        return raw
    return date.fromisoformat(raw) if kind == "date" else moment(raw)


def moment(text: str) -> datetime:
    """A date and time from ISO text; a date alone means the start of that day."""
    return datetime.fromisoformat(text)


def plain(value: object) -> object:
    """A value as a trace keeps it: lists and records as tuples."""
    if isinstance(value, Mapping):
        return tuple((key, plain(inner)) for key, inner in sorted(value.items()))
    return tuple(plain(one) for one in value) if isinstance(value, list | tuple) else value
