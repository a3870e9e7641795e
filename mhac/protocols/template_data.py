"""Builds a template from its canonical JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from mhac.protocols.conditions import compile_tests, terms_of, tests_of
from mhac.protocols.rules import Confidence, Stage
from mhac.protocols.template import (
    Category,
    CountryList,
    Definition,
    Grading,
    Item,
    OutcomeClass,
    Rule,
    Setting,
    Template,
    ValidityRule,
    Word,
)


def template_from(data: Mapping[str, Any], digest: str) -> Template:
    """The template of parsed canonical JSON."""
    items = {row["code"]: _item(row) for row in data["items"]}
    leaves = _Leaves(data)
    numbers = {row["key"]: row["value"] for row in data["settings"]}
    rules = tuple(_rule(row, leaves, numbers) for row in data["rules"])
    disabled = tuple(_rule(row, leaves, numbers, enabled=False) for row in data.get("disabled", ()))
    by_target: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules:
        by_target.setdefault((rule.effect, rule.target), []).append(rule)
    validity = tuple(_validity(row, leaves, numbers) for row in data["validity"])
    outcome = data["outcome"]
    numbers_of = {row["key"] for row in data.get("lists", ()) if row["kind"] == "number"}
    return Template(
        country=data["country"],
        edition=data["edition"],
        digest=digest,
        title=data["title"],
        authority=data["authority"],
        valid_from=date.fromisoformat(data["valid_from"]),
        valid_to=date.fromisoformat(data["valid_to"]) if data["valid_to"] else None,
        categories=MappingProxyType({row["code"]: _category(row) for row in data["categories"]}),
        settings=MappingProxyType({row["key"]: _setting(row) for row in data["settings"]}),
        items=MappingProxyType(items),
        lists=MappingProxyType({row["key"]: _list(row) for row in data.get("lists", ())}),
        rules=rules,
        disabled=disabled,
        rules_for=MappingProxyType({key: tuple(found) for key, found in by_target.items()}),
        classes=tuple(_outcome_class(row) for row in outcome["classes"]),
        gradings=tuple(_grading(row) for row in outcome["grades"]),
        validity=validity,
        definitions=MappingProxyType({row["name"]: _definition(row, numbers_of) for row in data["definitions"]}),
        words=MappingProxyType({row["name"]: _word(row) for row in data["words"]}),
        fact_items=MappingProxyType({fact: item.code for item in items.values() for fact in item.results}),
        age_marks=tuple(dict.fromkeys(_age_marks(data))),
        data=data,
    )


def conditions_of(data: Mapping[str, Any]) -> Iterator[object]:
    """Every condition of a template's data."""
    for part in ("rules", "validity"):
        for row in data[part]:
            yield row["when"]
            yield row.get("unless", False)
    for row in data["definitions"]:
        yield row.get("when", False)
    for row in data["words"]:
        yield row.get("asked_when") or False
    for row in data["items"]:
        yield row.get("done_when") or False


class _Leaves:
    """The given facts that a condition rests on, definitions followed to what they are made of."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._derived = {row["name"]: row for row in data["definitions"]}

    def of(self, condition: object) -> tuple[str, ...]:
        """Each fact once, in the order of the condition; a look-up is shown with the value it gave."""
        return tuple(dict.fromkeys(leaf for term in terms_of(condition) for leaf in self._leaves(term)))

    def _leaves(self, term: str) -> Iterator[str]:
        row = self._derived.get(term)
        if row is not None and row["kind"] == "when":
            for inner in terms_of(row["when"]):
                yield from self._leaves(inner)
        else:
            yield term


def _age_marks(data: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for condition in conditions_of(data):
        for term, _, operand in tests_of(condition):
            if term in {"age", "age_months", "age_days", "birth_date"}:
                for one in operand if isinstance(operand, list) else [operand]:
                    yield term, one


def _source(row: Mapping[str, Any]) -> tuple[str, Confidence]:
    return row["source"]["text"], Confidence(row["source"]["mark"])


def _category(row: Mapping[str, Any]) -> Category:
    source, confidence = _source(row)
    return Category(row["code"], row["label"], MappingProxyType(dict(row["flags"])), source, confidence)


def _setting(row: Mapping[str, Any]) -> Setting:
    source, confidence = _source(row)
    return Setting(
        key=row["key"],
        label=row["label"],
        value=row["value"],
        unit=row["unit"],
        source=source,
        confidence=confidence,
        at_least=row.get("at_least"),
        up_to=row.get("up_to"),
        fractions=row.get("fractions", False),
    )


def _item(row: Mapping[str, Any]) -> Item:
    source, confidence = _source(row)
    return Item(
        code=row["code"],
        label=row["label"],
        kind=row["kind"],
        stage=Stage(row["stage"]),
        local_code=row["local_code"],
        specimen=row["specimen"],
        unit=row["unit"],
        loinc=tuple(row["loinc"]),
        results=tuple(row["results"]),
        not_results=MappingProxyType({fact: tuple(values) for fact, values in row["not_results"].items()}),
        done_when=row["done_when"] or None,
        source=source,
        confidence=confidence,
    )


def _guarded(row: Mapping[str, Any]) -> object:
    """The condition of a rule, its exceptions included."""
    return {"all": [row["when"], {"not": row["unless"]}]} if row.get("unless") else row["when"]


def _list(row: Mapping[str, Any]) -> CountryList:
    source, confidence = _source(row)
    return CountryList(
        key=row["key"],
        title=row["title"],
        as_of=date.fromisoformat(row["as_of"]),
        unit=row["unit"],
        kind=row["kind"],
        complete=row["complete"],
        values=MappingProxyType(dict(row["values"])),
        source=source,
        confidence=confidence,
        sources=MappingProxyType(
            {country: (found["text"], Confidence(found["mark"])) for country, found in row["sources"].items()}
        ),
        up_to=row.get("up_to"),
    )


def _grading(row: Mapping[str, Any]) -> Grading:
    source, confidence = _source(row) if row.get("source") else ("", Confidence.UNVERIFIED)
    comments = MappingProxyType(dict(row.get("comment", {})))
    return Grading(row["item"], tuple(row["order"]), comments, source, confidence)


def _rule(row: Mapping[str, Any], leaves: _Leaves, numbers: Mapping[str, object], *, enabled: bool = True) -> Rule:
    source, confidence = _source(row)
    when = _guarded(row)
    return Rule(
        id=row["id"],
        effect=row["effect"],
        target=row["target"],
        when=when,
        terms=leaves.of(when),
        because=row["because"].format_map(numbers),
        sentence=row["because"],
        text=row["text"],
        source=source,
        confidence=confidence,
        more=MappingProxyType(dict(row["more"])),
        enabled=enabled,
    )


def _outcome_class(row: Mapping[str, Any]) -> OutcomeClass:
    source, confidence = _source(row)
    return OutcomeClass(
        code=row["code"],
        label=row["label"],
        excluded_by=tuple(row["excluded_by"]),
        blocks_travel=row["blocks_travel"],
        hold=row["hold"],
        waived_when=row.get("waived_when"),
        source=source,
        confidence=confidence,
    )


def _validity(row: Mapping[str, Any], leaves: _Leaves, numbers: Mapping[str, object]) -> ValidityRule:
    source, confidence = _source(row)
    return ValidityRule(
        id=row["id"],
        when=row["when"],
        terms=leaves.of(row["when"]),
        months=row["months"],
        first_known=tuple(row["first_known"]),
        earliest=tuple(row["earliest"]),
        because=row["because"].format_map(numbers),
        sentence=row["because"],
        source=source,
        confidence=confidence,
        inclusive=row.get("inclusive", True),
    )


def _definition(row: Mapping[str, Any], numbers_of: Collection[str]) -> Definition:
    test = compile_tests(row["passes"]) if row.get("passes") else None
    gives_number = test is None and row.get("list") in numbers_of
    return Definition(row["name"], row["kind"], row, test, gives_number)


def _word(row: Mapping[str, Any]) -> Word:
    return Word(
        name=row["name"],
        place=row["place"],
        kind=row["kind"],
        values=tuple(row["values"]),
        when_screened=row["when_screened"],
        has_default=row["has_default"],
        asked_when=row["asked_when"] or None,
        otherwise=row["otherwise"],
        absent=row["absent"],
        at_least=row["at_least"],
        up_to=row["up_to"],
    )
