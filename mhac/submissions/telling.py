"""Yes, no, or nothing: what a sheet may say of a condition, and the words for what a class was given for.

Only what was told counts. What was not asked, not answered or not done is not known, and what is not known stays blank:
a sheet that says no says it because an answer does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from mhac.exams.assessing import Standing
from mhac.protocols.applicant_facts import ApplicantFacts
from mhac.protocols.conditions import NOT_DONE, Condition, Unknown, compile_condition, terms_of
from mhac.protocols.form_answers import words_in
from mhac.protocols.possible_births import births_to_try
from mhac.protocols.rules import FieldKind
from mhac.protocols.template import Template


class _Told:
    """The words of a protocol as they were told: no default stands for an answer."""

    def __init__(self, known: ApplicantFacts) -> None:
        self._known = known

    def setting(self, key: str) -> object:
        """A number of the settings."""
        return self._known.setting(key)

    def given(self, term: str) -> object:
        """The value of a term if it has been given, else None."""
        if term not in self._known.template.definitions:
            return self._known.given(term)
        found = self.value(term)
        return None if isinstance(found, Unknown) else found

    def value(self, term: str) -> object:
        """The value of a term; unknown where nothing was told."""
        definition = self._known.template.definitions.get(term)
        if definition is not None and definition.kind == "when":
            return compile_condition(definition.data["when"])(self)
        word = self._known.template.words.get(term)
        if word is not None and word.place == "facts" and self._known.given(term) is None:
            return Unknown(frozenset({term}))
        found = self._known.value(term)
        return Unknown(frozenset({term})) if found is NOT_DONE else found


class Telling:
    """Answers the conditions of a sheet about one signed exam; of an uncertain birth date what every day says."""

    def __init__(self, standing: Standing, decided: Iterable[str]) -> None:
        given = frozenset(decided)
        template, who, settings = standing.template, standing.applicant, standing.settings
        self._views = tuple(
            _Told(ApplicantFacts(template, who, born, standing.facts, settings, given))
            for born in births_to_try(template, who, settings)
        )

    def says(self, when: object) -> bool | None:
        """Whether a condition holds; None where that is not known."""
        condition: Condition = compile_condition(when)
        found = {None if isinstance(truth := condition(view), Unknown) else truth for view in self._views}
        return found.pop() if len(found) == 1 else None

    def first(self, cases: Iterable[tuple[str, object]]) -> str:
        """The word of the first case that holds; nothing where one before it is not known, or none holds."""
        for word, when in cases:
            says = self.says(when)
            if says is not False:
                return word if says else ""
        return ""


def reasons_of(codes: Iterable[str], signed: Mapping[str, Any], template: Template) -> str:
    """Return what was found for which a protocol proposed one of these classes, in the words of the questions."""
    wanted = set(codes) & set(signed["classification"]["decided"]["classes"])
    given = [one for one in signed["assessment"]["classes"] or () if one["code"] in wanted]
    terms = {
        term for one in given for reason in one["reasons"] for term, value in reason["facts"] if value is not False
    }
    asked = {key for term in terms for key in _questions(template, term)}
    kinds = {row["key"]: row for row in template.data["form"]["fields"]}
    said = (
        _found(section, row, kinds[row["key"]])
        for section in signed["sections"]
        for row in section["answers"]
        if row["key"] in asked
    )
    return "; ".join(text for text in said if text)


@lru_cache(maxsize=512)
def _questions(template: Template, term: str) -> frozenset[str]:
    """The questions of the form whose answers make a word of the protocol."""
    definition = template.definitions.get(term)
    if definition is not None:
        inner = terms_of(definition.data.get("when", ()))
        return frozenset(key for each in inner if each != term for key in _questions(template, each))
    form = template.data["form"]
    known = {row["key"] for row in form["fields"]}
    found = {row["key"] for row in form["fields"] if row["fact"] == term}
    for fact in form["facts"]:
        if fact["fact"] == term:
            found |= known & set(words_in(fact))
    return frozenset(found)


def _found(section: Mapping[str, Any], row: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """One answer that says that something is wrong, with its remark; nothing for any other."""
    said = ", ".join(_abnormal(row, asked))
    if not said:
        return ""
    label = f"{section['label']}, {row['label']}" if section["kind"] == "results" else row["label"]
    text = label if row["value"] is True else f"{label}: {said}"
    note = row.get("note") or ""
    return f"{text} ({note})" if note else text


def _abnormal(row: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[str]:
    kind, value = FieldKind(asked["kind"]), row["value"]
    if value is True:
        yield "Yes"
    elif kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        chosen = value if isinstance(value, list) else [value]
        yield from (each["label"] for each in asked["choices"] if each["abnormal"] and each["key"] in chosen)
    elif kind is FieldKind.SYSTEM and value and value.get("state") == "abnormal":
        yield from row["words"]
    elif kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) or row.get("judgement"):
        unit = f" {row['unit']}" if row.get("unit") else ""
        yield from (f"{word}{unit}" for word in row["words"])
