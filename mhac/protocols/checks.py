"""What the parts of a template must agree on: what is named exists, says something possible, and waits in no circle."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from string import Formatter
from typing import Any

from mhac.kernel.paths import RESOURCES
from mhac.protocols.circles import circles
from mhac.protocols.conditions import ISO_DAY, JOINS, ORDERED, TESTS, operands_of
from mhac.protocols.domains import is_day, number_of

Where = Callable[..., str]
GIVEN = {"age": "number", "age_months": "number", "age_days": "number", "exam_date": "date", "category": "category"}
NUMBERS = {"number", "date", "moment", "birth"}


def faults(data: Mapping[str, Any], where: Where) -> list[str]:
    """Every disagreement of a template's parts, each with file, line and reason."""
    checker = Checker(data, where)
    found = [
        *_twice(data, where),
        *checker.settings_of_countries(),
        *checker.items(),
        *checker.lists(),
        *checker.definitions(),
        *checker.rules(),
        *checker.outcome(),
        *checker.form(),
    ]
    return found or list(circles(data, where))


@cache
def countries() -> frozenset[str]:
    """The codes of all countries, ISO 3166-1 alpha-2."""
    rows = json.loads((RESOURCES / "codes" / "countries.json").read_text(encoding="utf-8"))["countries"]
    return frozenset(row["alpha2"] for row in rows)


def _twice(data: Mapping[str, Any], where: Where) -> Iterator[str]:
    """Ids that are used twice."""
    seen: set[str] = set()
    for part, word in (("rules", "rule"), ("validity", "validity"), ("disabled", "rule")):
        for row in data[part]:
            if row["id"] in seen:
                yield where(word, row["id"], f"the id {row['id']} is used twice")
            seen.add(row["id"])
    for section in data["form"]["sections"]:
        if sum(other["key"] == section["key"] for other in data["form"]["sections"]) > 1:
            yield where("section", section["key"], "the same section twice")


def can_be_abnormal(field: Mapping[str, Any]) -> bool:
    """Whether a question has an answer that says that something is wrong."""
    return field["kind"] == "system" or any(choice["abnormal"] for choice in field["choices"])


class Checker:
    """Looks up what a template's conditions name."""

    def __init__(self, data: Mapping[str, Any], where: Where) -> None:
        self.data = data
        self.where = where
        self.words = {row["name"]: row for row in data["words"]}
        self.numbers = {row["key"]: row["value"] for row in data["settings"]}
        self.settings = set(self.numbers)
        self.items_known = {row["code"] for row in data["items"]}
        self.classes = {row["code"] for row in data["outcome"]["classes"]}
        self.vaccines = {row["target"] for row in data["rules"] if row["effect"] == "vaccinate"}
        self.categories = {row["code"]: row for row in data["categories"]}
        self.flags = set().union(*(row["flags"] for row in data["categories"]))
        self.lists_known = {row["key"]: row for row in data["lists"]}
        self.derived = {row["name"]: row for row in data["definitions"]}
        self.fields = {row["key"]: row for row in data["form"]["fields"]}

    def settings_of_countries(self) -> Iterator[str]:
        """Every category says every flag."""
        for code, row in self.categories.items():
            for flag in sorted(self.flags - set(row["flags"])):
                yield self.where("category", code, f"flag {flag} is not said")

    def items(self) -> Iterator[str]:
        """Results are facts, each of one item only; some rule speaks of each item."""
        owner: dict[str, str] = {}
        for row in self.data["items"]:
            for fact in row["results"]:
                if fact not in self.words:
                    yield self.where("shared item", row["code"], f"unknown fact {fact}")
                if fact in owner:
                    yield self.where("shared item", row["code"], f"{fact} is already the result of {owner[fact]}")
                owner[fact] = row["code"]
            yield from self.condition(("shared item", row["code"], ("done_when",)), row["done_when"])

    def definitions(self) -> Iterator[str]:
        """Definitions do not hide a word, and name what exists."""
        for name, row in self.derived.items():
            if name in self.words or name in GIVEN:
                yield self.where("definition", name, "is already a word of the vocabulary")
            yield from self.condition(("definition", name, ("when",)), row.get("when"))
            for key in ("lookup", "day_of", "months_after", "days_since", "at", "count_of", "counted"):
                if row.get(key) is not None:
                    yield from self._term(("definition", name, (key,)), row[key])
            for key in ("first_known", "hours_between", "days_between", "months_between"):
                for term in row.get(key) or []:
                    yield from self._term(("definition", name, (key,)), term)
            for other in row.get("left_out") or []:
                if self.derived.get(other, {}).get("kind") != "counted":
                    yield self.where("definition", name, f"{other} counts no doses", ("left_out",))
            for number, step in enumerate(row.get("steps") or []):
                for key, limit in step.items():
                    yield from self._setting(("definition", name, ("steps", number, key)), limit)
            yield from self._table(name, row.get("table") or [])
            yield from self._setting(("definition", name, ("months",)), row.get("months"))

    def lists(self) -> Iterator[str]:
        """Lists name countries that there are, and are asked about words that hold countries."""
        for key, row in self.lists_known.items():
            for country in row["values"]:
                if country not in countries():
                    yield self.where("list", key, f"unknown country {country}")
        for name, row in self.derived.items():
            if row["kind"] != "list":
                continue
            words = [row["of"]] if isinstance(row["of"], str) else row["of"]
            kinds = [self.words.get(word, {}).get("kind") for word in words]
            for word, kind in zip(words, kinds, strict=True):
                if kind not in {"country", "countries"}:
                    yield self.where("definition", name, f"{word} holds no countries", ("of",))
            numbers = self.lists_known[row["list"]]["kind"] == "number"
            if numbers and not row.get("passes") and kinds != ["country"]:
                yield self.where("definition", name, "numbers of several countries need passes", ("of",))
            if not numbers and row.get("passes"):
                yield self.where("definition", name, "passes needs a list of numbers", ("passes",))
            for operator, operand in (row.get("passes") or {}).items():
                if operator not in ORDERED:
                    yield self.where("definition", name, f"unknown test {operator}", ("passes",))
                elif not self._fitting(operator, operand):
                    yield self.where("definition", name, f"{operand!r} cannot stand after {operator}", ("passes",))
                yield from self._setting(("definition", name, ("passes",)), operand)

    def _table(self, name: str, table: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        seen: dict[str, object] = {}
        for number, row in enumerate(table):
            for country in row["for"]:
                if country in seen:
                    inside = ("table", number)
                    yield self.where("definition", name, f"overlapping: {country} stands in two rows", inside)
                seen[country] = row["is"]

    def rules(self) -> Iterator[str]:
        """Rules speak of items, classes and words that exist."""
        for row in (*self.data["rules"], *self.data["disabled"]):
            known = {"class": self.classes, "grade": self.items_known}.get(row["effect"])
            if row["effect"] in {"require", "defer", "forbid", "offer", "spare"}:
                known = self.items_known
            if known is not None and row["target"] not in known:
                kind = "class" if row["effect"] == "class" else "item"
                yield self.where("rule", row["id"], f"unknown {kind} {row['target']}", (row["effect"],))
            for part in ("when", "unless"):
                yield from self.condition(("rule", row["id"], (part,)), row[part])
            for part in ("because", "text"):
                yield from self._sentence(("rule", row["id"], (part,)), row[part])
        for row in self.data["validity"]:
            yield from self.condition(("validity", row["id"], ("when",)), row["when"])
            yield from self._setting(("validity", row["id"], ("months",)), row["months"])
            yield from self._sentence(("validity", row["id"], ("because",)), row["because"])
            for term in (*row["first_known"], *row["earliest"]):
                yield from self._term(("validity", row["id"], ()), term)

    def outcome(self) -> Iterator[str]:
        """Classes exclude classes that exist, and each is given by a rule."""
        given = {row["target"] for row in self.data["rules"] if row["effect"] == "class"}
        for row in self.data["outcome"]["classes"]:
            for other in row["excluded_by"]:
                if other not in self.classes:
                    yield self.where("class", row["code"], f"unknown class {other}", ("excluded_by",))
            yield from self._sentence(("class", row["code"], ("hold",)), row["hold"])
            yield from self.condition(("class", row["code"], ("waived_when",)), row["waived_when"])
            if row["code"] not in given:
                yield self.where("class", row["code"], "no rule gives this class")
        yield from self._grades()

    def _grades(self) -> Iterator[str]:
        """Graded items exist, and rules give them grades of their order."""
        orders = {row["item"]: row["order"] for row in self.data["outcome"]["grades"]}
        for item in orders:
            if item not in self.items_known:
                yield self.where("grade", item, f"unknown item {item}")
        for row in self.data["rules"]:
            if row["effect"] != "grade":
                continue
            if row["target"] not in orders:
                yield self.where("rule", row["id"], f"{row['target']} is not graded", ("grade",))
            elif row["more"]["grade"] not in orders[row["target"]]:
                yield self.where("rule", row["id"], f"unknown grade {row['more']['grade']}", ("grade",))

    def form(self) -> Iterator[str]:
        """Sections name fields and items that exist; answers become facts that exist."""
        form = self.data["form"]
        for key in form["unused"]:
            yield self.where("field", key, "stands in no section")
        seen: dict[str, str] = {}
        for section in form["sections"]:
            for number, key in enumerate(section["fields"]):
                if key not in self.fields:
                    yield self.where("section", section["key"], f"unknown field {key}", ("fields", number))
                if key in seen:
                    yield self.where("section", section["key"], f"{key} already stands in {seen[key]}")
                seen[key] = section["key"]
            unknown = [item for item in section["items"] if item not in self.items_known]
            yield from (self.where("section", section["key"], f"unknown item {item}") for item in unknown)
            yield from self.condition(("section", section["key"], ("shown_when",)), section["shown_when"], form=True)
        for row in self.fields.values():
            yield from self._field(row)
        for row in form["facts"]:
            yield from self._fact_of_form(row)

    def _field(self, row: Mapping[str, Any]) -> Iterator[str]:
        key = row["key"]
        if row["fact"] and row["fact"] not in self.words:
            yield self.where("field", key, f"unknown fact {row['fact']}", ("fact",))
        if (key in self.words and row["fact"] != key) or key in self.derived or key in GIVEN:
            yield self.where("field", key, "has the name of a word that it does not say")
        if row["instrument"] and row["instrument"] not in {one["key"] for one in self.data["form"]["instruments"]}:
            yield self.where("field", key, f"unknown instrument {row['instrument']}", ("instrument",))
        for other in (*row["after"], *([row["below"]] if row["below"] else [])):
            if other not in self.fields or self.fields[other]["kind"] != row["kind"]:
                yield self.where("field", key, f"{other} is no question of this kind", ("after",))
        if row["ranges"] and not row["range_source"]:
            yield self.where("field", key, "missing range_source")
        yield from self.condition(("field", key, ("shown_when",)), row["shown_when"], form=True)
        for number, limits in enumerate(row["ranges"]):
            yield from self.condition(("field", key, ("ranges", number, "when")), limits["when"], form=True)
        word = self.words.get(row["fact"])
        if word is not None and word["values"]:
            for choice in row["choices"]:
                if choice["key"] not in word["values"]:
                    yield self.where("field", key, f"{choice['key']} is no value of {row['fact']}", ("choices",))

    def _fact_of_form(self, row: Mapping[str, Any]) -> Iterator[str]:
        name = row["fact"]
        of_dates = self.words.get(name.partition(".")[0], {}).get("kind") == "dates_by_code"
        if name not in self.words and not (of_dates and row["dates"]):
            yield self.where("fact of the form", name, f"unknown fact {name}", ("fact",))
        sections = {section["key"] for section in self.data["form"]["sections"]}
        for key in row["sections_whole"] or []:
            if key not in sections:
                yield self.where("fact of the form", name, f"unknown section {key}")
        since = [row["months_since"]] if row["months_since"] else []
        once = [row["once"]] if row["once"] else []
        for key in (*(row["any_true"] or []), *(row["any_abnormal"] or []), *(row["dates"] or []), *once, *since):
            if key not in self.fields:
                yield self.where("fact of the form", name, f"unknown field {key}")
        for key in row["any_abnormal"] or []:
            if key in self.fields and not can_be_abnormal(self.fields[key]):
                yield self.where("fact of the form", name, f"{key} has no abnormal answer")
        for number, case in enumerate(row["cases"] or []):
            place = ("fact of the form", name, ("cases", number))
            yield from self.condition((*place[:2], (*place[2], "when")), case["when"], form=True)
            if case["copy"] is not None and case["copy"] not in self.fields:
                yield self.where("fact of the form", name, f"unknown field {case['copy']}", place[2])
            allowed = self.words.get(name, {}).get("values")
            if case["is"] is not None and allowed and case["is"] not in allowed:
                yield self.where("fact of the form", name, f"{case['is']} is no value of {name}", place[2])

    def condition(self, at: tuple[str, str, tuple[Any, ...]], data: object, *, form: bool = False) -> Iterator[str]:
        """Faults of one condition."""
        if data is not None:  # who must say a condition is told so by the schema
            yield from self._condition(at, data, form=form)

    def _condition(self, at: tuple[str, str, tuple[Any, ...]], data: object, *, form: bool) -> Iterator[str]:
        part, name, inside = at
        if isinstance(data, bool):
            return
        if not isinstance(data, Mapping | list):
            yield self.where(part, name, f"{data!r} is no condition", inside)
            return
        if not data:
            yield self.where(part, name, "an empty condition", inside)
        if isinstance(data, list):
            for number, inner in enumerate(data):
                yield from self._condition((part, name, (*inside, number)), inner, form=form)
            return
        for key, value in data.items():
            here = (part, name, (*inside, key))
            if key in JOINS:
                yield from self._condition(here, value, form=form)
            else:
                yield from self._term(here, key, form=form)
                yield from self._test(here, key, value, form=form)

    def _test(self, at: tuple[str, str, tuple[Any, ...]], term: str, test: object, *, form: bool) -> Iterator[str]:
        part, name, inside = at
        if isinstance(test, Mapping):
            for operator, operand in test.items():
                if operator not in TESTS:
                    yield self.where(part, name, f"unknown test {operator}", inside)
                    continue
                if operator in ORDERED and not self._ordered(term, form=form):
                    yield self.where(part, name, f"{term} has no order", inside)
                yield from self._operands(at, term, operand, operator, form=form)
            return
        yield from self._operands(at, term, test, "is", form=form)

    def _operands(
        self, at: tuple[str, str, tuple[Any, ...]], term: str, operand: object, operator: str, *, form: bool
    ) -> Iterator[str]:
        part, name, inside = at
        if not self._fitting(operator, operand):
            yield self.where(part, name, f"{operand!r} cannot stand after {operator}", inside)
            return
        allowed = self._values(term, form=form)
        for one in operands_of(operand):
            if isinstance(one, str) and ISO_DAY.match(one) and not is_day(one):
                yield self.where(part, name, f"{one} is no day", inside)
            elif isinstance(one, str) and one.startswith("$"):
                yield from self._setting(at, one)
            elif isinstance(one, str) and one.startswith("@"):
                yield from self._term(at, one[1:], form=form)
            elif operator in {*ORDERED, "known", "some", "fewer_than", "none_within"}:
                continue
            elif allowed is not None and one not in allowed:
                yield self.where(part, name, f"{one!r} is no value of {term}", inside)

    def _fitting(self, operator: str, operand: object) -> bool:
        """Whether an operator can take what stands after it: a number to compare with, yes or no, words of a list."""
        if operator == "known":
            return isinstance(operand, bool)
        if operator == "some":
            return (
                isinstance(operand, Mapping)
                and bool(operand)
                and all(sign in ORDERED and self._fitting(sign, limit) for sign, limit in operand.items())
            )
        if operator in {*ORDERED, "fewer_than", "none_within"}:
            if isinstance(operand, str) and operand.startswith("$"):
                return operand[1:] not in self.settings or number_of(self.numbers[operand[1:]]) is not None
            return (isinstance(operand, str) and operand.startswith("@")) or number_of(operand) is not None
        single = operand if isinstance(operand, list) else [operand]
        return bool(single) and all(isinstance(one, bool | int | float | str) for one in single)

    def _values(self, term: str, *, form: bool) -> Sequence[object] | None:
        """The values that a term can have; None where it is open."""
        if form and term in self.fields:
            row = self.fields[term]
            if row["kind"] == "bool":
                return (True, False)
            return [choice["key"] for choice in row["choices"]] or None
        if term == "category":
            return tuple(self.categories)
        if term == "requested":
            return None
        root = term.partition(".")[0]
        if root in {"flag", "class", "item", "vaccine"} or self.derived.get(term, {}).get("kind") == "when":
            return (True, False)
        if self.derived.get(term, {}).get("kind") == "list":
            return None if self._gives_number(term) else (True, False)
        if self.derived.get(term, {}).get("kind") == "lookup":
            return [row["is"] for row in self.derived[term]["table"]]
        word = self.words.get(term)
        if word is None:
            return None
        return (True, False) if word["kind"] == "bool" else word["values"] or self._chosen(word) or None

    def _chosen(self, word: Mapping[str, Any]) -> list[object]:
        """The words that the form's question about a list of words offers; a drug that some rule gives is one too."""
        asking = [row for row in self.fields.values() if row["fact"] == word["name"]] if word["kind"] == "words" else []
        offered = [choice["key"] for row in asking for choice in row["choices"]]
        treats = [row["target"] for row in (*self.data["rules"], *self.data["disabled"]) if row["effect"] == "treat"]
        return [*offered, *treats] if offered else []

    def _ordered(self, term: str, *, form: bool) -> bool:
        if form and term in self.fields:
            return self.fields[term]["kind"] in {"number", "integer", "date"}
        kind = self.derived.get(term, {}).get("kind")
        if kind == "list":
            return self._gives_number(term)
        if kind is not None:
            return kind not in {"when", "lookup", "days_since", "counted", "left_out"}
        word = self.words.get(term)
        return term in GIVEN or term == "valid_until" or (word is not None and word["kind"] in NUMBERS)

    def _gives_number(self, name: str) -> bool:
        row = self.derived[name]
        return self.lists_known[row["list"]]["kind"] == "number" and not row.get("passes")

    def _term(self, at: tuple[str, str, tuple[Any, ...]], term: str, *, form: bool = False) -> Iterator[str]:
        part, name, inside = at
        root, _, rest = term.partition(".")
        checked = {"flag": self.flags, "class": self.classes, "item": self.items_known, "vaccine": self.vaccines}
        if root in checked:
            if rest not in checked[root]:
                yield self.where(part, name, f"unknown {root} {rest}", inside)
        elif form and term in self.fields:
            return
        elif not self._is_word(term) and self.words.get(root, {}).get("kind") != "dates_by_code":
            yield self.where(part, name, f"unknown fact {term}", inside)

    def _is_word(self, term: str) -> bool:
        return term in self.words or term in self.derived or term in GIVEN or term == "valid_until"

    def _setting(self, at: tuple[str, str, tuple[Any, ...]], operand: object) -> Iterator[str]:
        part, name, inside = at
        if isinstance(operand, str) and operand.startswith("$") and operand[1:] not in self.settings:
            yield self.where(part, name, f"unknown setting {operand[1:]}", inside)

    def _sentence(self, at: tuple[str, str, tuple[Any, ...]], sentence: str) -> Iterator[str]:
        """Numbers in a sentence are settings, written {like_this}."""
        part, name, inside = at
        try:
            named = [found for _, found, _, _ in Formatter().parse(sentence) if found is not None]
        except ValueError as error:
            yield self.where(part, name, str(error), inside)
            return
        for key in named:
            if key not in self.settings:
                yield self.where(part, name, f"unknown setting {key}", inside)
