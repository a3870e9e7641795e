"""Everything that can be asked about one applicant under one template: given facts, defaults, ages, derived values.

A fact that is absent is unknown, with three exceptions that the template declares: what "nothing found" means once the
history is taken and the person examined; for whom a question is asked at all; and a test that is not asked for and was
not done, which is not missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mhac.protocols.assessment import Applicant
from mhac.protocols.conditions import NOT_DONE, NotDone, Truth, Unknown, all_of, any_of, negation
from mhac.protocols.dates import add_months, completed_months
from mhac.protocols.derived import DERIVED
from mhac.protocols.rules import ItemState
from mhac.protocols.template import Definition, Item, Rule, Template, ValidityRule

Verdicts = tuple[tuple[Rule, Truth], ...]


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """What the rules say about one item: its state, what is missing to say more, and the rules by effect."""

    state: ItemState
    needs: frozenset[str]
    verdicts: Mapping[str, Verdicts]


class ApplicantFacts:
    """The environment of all conditions for one applicant with one birth date. Values are found once and kept."""

    def __init__(
        self,
        template: Template,
        applicant: Applicant,
        born: date,
        facts: Mapping[str, object],
        settings: Mapping[str, object],
        decided: frozenset[str] | None = None,
    ) -> None:
        self.template = template
        self.applicant = applicant
        self.born = born
        self._given: dict[str, object] = {**applicant.more, **facts}
        self._given.update(
            {
                name: value
                for name, value in (
                    ("category", applicant.category),
                    ("exam_date", applicant.exam_date),
                    ("exam_country", applicant.exam_country),
                    ("sex", applicant.sex),
                    ("citizenship", applicant.citizenship),
                    ("birth_country", applicant.birth_country),
                    ("birth_date", born),
                    ("age_months", completed_months(born, applicant.exam_date)),
                    ("age", completed_months(born, applicant.exam_date) // 12),
                    ("age_days", (applicant.exam_date - born).days),
                )
                if value is not None
            }
        )
        self._settings = settings
        self._decided = decided
        self._values: dict[str, object] = {}
        self._items: dict[str, ItemVerdict] = {}
        self._asking: list[str] = []

    def setting(self, key: str) -> object:
        """A number of the settings: the clinic's own where it signed one, else the template's."""
        return self._settings[key] if key in self._settings else self.template.settings[key].value

    def listed(self, key: str, country: str) -> object:
        """What a country list says of a country: the clinic's own word where it signed one; else what the list says."""
        own = f"list.{key}.{country}"
        found = self._settings[own] if own in self._settings else self.template.lists[key].of(country)
        return Unknown(frozenset({own})) if found is None else found

    def said(self, sentence: str) -> str:
        """A sentence for people with the numbers that hold in this clinic."""
        if "{" not in sentence:
            return sentence
        return sentence.format_map({key: self.setting(key) for key in self.template.settings})

    def given(self, term: str) -> object:
        """The value of a term if it has been given, else None; asks for nothing further."""
        root, _, rest = term.partition(".")
        if root in {"class", "item", "flag"} or root == "valid_until" or root in self.template.definitions:
            found = self.value(term)
            return None if isinstance(found, Unknown | NotDone) else found
        raw = self._given.get(root)
        if rest:
            if not isinstance(raw, Mapping):
                return None
            raw = raw.get(rest, [] if self.template.words[root].kind == "dates_by_code" else None)
        return self._typed(term, raw)

    def value(self, term: str) -> object:
        """The value of a term, `Unknown` with what is missing, or `NOT_DONE`."""
        if term in self._values:
            return self._values[term]
        root, _, rest = term.partition(".")
        if root == "flag":
            found: object = self._flag(rest)
        elif root == "class":
            found = self.class_truth(rest)
        elif root == "item":
            found = self._item_asked(rest)
        elif root == "valid_until":
            found = self.valid_until()[0]
        elif root in self.template.definitions:
            found = self._derived(self.template.definitions[root])
        else:
            item = self.template.fact_items.get(term)
            if item in self._asking:
                raw = self.given(term)
                return NOT_DONE if raw is None else raw
            found = self._fact(term) if item is None else self._result(term, self.template.items[item])
        self._values[term] = found
        return found

    def rule_truth(self, rule: Rule | ValidityRule) -> Truth:
        """Whether a rule holds."""
        return rule.condition(self)

    def verdicts(self, effect: str, target: str) -> Verdicts:
        """All rules of one effect on one target, each with whether it holds."""
        return tuple((rule, rule.condition(self)) for rule in self.template.rules_for.get((effect, target), ()))

    def item(self, code: str) -> ItemVerdict:
        """Whether an item is asked for."""
        found = self._items.get(code)
        if found is None:
            self._asking.append(code)
            try:
                found = self._item_verdict(code)
            finally:
                self._asking.pop()
            self._items[code] = found
        return found

    def is_done(self, item: Item) -> bool:
        """Whether an item has been done: every result is there, and none is a result that is still to come."""
        if item.results:
            given = [(fact, self.given(fact)) for fact in item.results]
            return all(value is not None and value not in item.not_results.get(fact, ()) for fact, value in given)
        return item.done_when is not None and item.done_when(self) is True

    def class_truth(self, code: str) -> Truth:
        """Whether a class holds, those that exclude it considered; what a physician decided counts as it is."""
        if self._decided is not None:
            return code in self._decided
        outcome = next(one for one in self.template.classes if one.code == code)
        holds = any_of(truth for _, truth in self.verdicts("class", code))
        if holds is False:
            return False
        return all_of([holds, *(negation(self._class(other)) for other in outcome.excluded_by)])

    def valid_until(self) -> tuple[date | Unknown, ValidityRule | None]:
        """The last day on which the examination holds and the rule that says so, or what is missing to say it."""
        for outcome in self.template.classes:
            if outcome.blocks_travel and self._class(outcome.code) is True:
                return Unknown(frozenset({f"class.{outcome.code}"})), None
        for blocking in self.template.rules:
            if blocking.effect == "block" and self.rule_truth(blocking) is True:
                return Unknown(frozenset({blocking.target})), None
        for rule in self.template.validity:
            truth = self.rule_truth(rule)
            if isinstance(truth, Unknown):
                return truth, None
            if truth:
                return self._last_day(rule), rule
        return Unknown(frozenset({"validity"})), None

    def _last_day(self, rule: ValidityRule) -> date | Unknown:
        days = [self.given(term) for term in rule.first_known or rule.earliest]
        known = [day for day in days if isinstance(day, date)]
        if not known:
            return Unknown(frozenset(rule.first_known or rule.earliest))
        base = known[0] if rule.first_known else min(known)
        months = self.operand(rule.months)
        return add_months(base, int(months)) if isinstance(months, int | float) else Unknown(frozenset({"validity"}))

    def operand(self, operand: object) -> object:
        """A number, or the setting that it names (`$key`)."""
        return self.setting(operand[1:]) if isinstance(operand, str) and operand.startswith("$") else operand

    def _class(self, code: str) -> Truth:
        found = self.value(f"class.{code}")
        assert isinstance(found, bool | Unknown)
        return found

    def _flag(self, name: str) -> object:
        category = self.template.categories.get(self.applicant.category)
        return Unknown(frozenset({"category"})) if category is None else category.flags.get(name, False)

    def _item_asked(self, code: str) -> Truth:
        verdict = self.item(code)
        if verdict.state is ItemState.UNKNOWN:
            return Unknown(verdict.needs)
        return verdict.state is ItemState.REQUIRED

    def _item_verdict(self, code: str) -> ItemVerdict:
        verdicts = {effect: self.verdicts(effect, code) for effect in ("require", "forbid", "defer", "offer")}
        truths = {effect: any_of(truth for _, truth in found) for effect, found in verdicts.items()}
        state, needs = _item_state(truths)
        return ItemVerdict(state, needs, verdicts)

    def _result(self, term: str, item: Item) -> object:
        """The fact that is the result of an item."""
        raw = self.given(term)
        if raw is not None:
            return Unknown(frozenset({term})) if raw in item.not_results.get(term, ()) else raw
        verdict = self.item(item.code)
        if verdict.state in {ItemState.NOT_REQUIRED, ItemState.OPTIONAL, ItemState.FORBIDDEN}:
            return NOT_DONE
        return Unknown(verdict.needs | {term})

    def _fact(self, term: str) -> object:
        raw = self.given(term)
        if raw is not None:
            return raw
        root, _, rest = term.partition(".")
        word = self.template.words.get(term)
        if rest and isinstance(self._given.get(root), Mapping):
            return NOT_DONE if word is not None and word.absent == "none" else Unknown(frozenset({term}))
        base = self.template.words.get(root)
        if base is not None and base.absent == "none":
            return NOT_DONE
        if base is not None and base.asked_when is not None and base.asked_when(self) is False:
            return base.otherwise
        if base is not None and base.has_default and self._given.get("screened") is True:
            return NOT_DONE if base.when_screened == "none" else base.when_screened
        return Unknown(frozenset({root}))

    def _typed(self, term: str, raw: object) -> object:
        """ISO text of a day or a moment as what it is."""
        word = self.template.words.get(term)
        if word is None or not isinstance(raw, str):
            return raw
        if word.kind == "date":
            return date.fromisoformat(raw)
        return moment(raw) if word.kind == "moment" else raw

    def _derived(self, definition: Definition) -> object:
        if definition.condition is not None:
            return definition.condition(self)
        return DERIVED[definition.kind](self, definition)


def _item_state(truths: Mapping[str, Truth]) -> tuple[ItemState, frozenset[str]]:
    """One state from what requires, forbids, defers and offers say together."""
    require = truths["require"]
    if truths["forbid"] is True:
        return ItemState.FORBIDDEN, frozenset()
    if require is False:
        return (ItemState.OPTIONAL if truths["offer"] is True else ItemState.NOT_REQUIRED), frozenset()
    if truths["defer"] is True and truths["forbid"] is False:
        return ItemState.DEFERRED, frozenset()
    open_questions = [t.needs for t in (require, truths["forbid"], truths["defer"]) if isinstance(t, Unknown)]
    if open_questions:
        return ItemState.UNKNOWN, frozenset().union(*open_questions)
    return ItemState.REQUIRED, frozenset()


def moment(text: str) -> datetime:
    """A date and time from ISO text; a date alone means the start of that day."""
    return datetime.fromisoformat(text)
