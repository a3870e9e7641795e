"""Answers cases written in the words of the evaluation contract: JSON in, JSON out, for integrators and acceptance.

Light on purpose: no database, no window, no YAML. Bad input is refused with the field that is wrong.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from mhac.kernel.errors import Invalid, NotFound
from mhac.protocols import library
from mhac.protocols.assessment import Applicant, Assessment, ItemResult, Trace
from mhac.protocols.case_words import birth_span, read_day, read_word
from mhac.protocols.evaluation import evaluate
from mhac.protocols.template import Template, Word

HEAD = ("id", "country", "category", "exam_date", "person", "facts")
BEFORE_FIRST = "before_first_edition"


@dataclass(frozen=True, slots=True)
class Case:
    """One case, read and checked."""

    id: str
    template: Template
    before_first: bool
    applicant: Applicant
    facts: Mapping[str, object]


def evaluate_text(text: str) -> str:
    """Evaluate one case or a list of cases given as JSON; the result is JSON of the same shape.

    Raises `Invalid` ("evaluate.not_json", "evaluate.unknown_key", "evaluate.bad_value", ...) naming the field.
    """
    try:
        given = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_without_repeats)
    except RecursionError as error:
        raise Invalid("evaluate.too_deep") from error
    except json.JSONDecodeError as error:
        raise Invalid("evaluate.not_json", why=str(error)) from error
    except _Unfit as error:
        raise Invalid("evaluate.not_json", why=str(error)) from error
    except ValueError as error:  # a whole number of thousands of digits
        raise Invalid("evaluate.number_too_long") from error
    if isinstance(given, list):
        cases = [read_case(one, f"[{number}]") for number, one in enumerate(given)]
        return json.dumps([answer(case) for case in cases], ensure_ascii=False, indent=1)
    return json.dumps(answer(read_case(given, "")), ensure_ascii=False, indent=1)


class _Unfit(ValueError):
    """JSON that may be written and says nothing that can be evaluated."""


def _no_constant(name: str) -> object:
    raise _Unfit(f"{name} is no number")


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object in which every key stands once: of two answers to one question nobody may choose silently."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise _Unfit(f"the key {twice!r} stands twice")
    return found


def read_case(given: object, at: str) -> Case:
    """Check one case; `at` is its place in a list. Raises `Invalid`."""
    if not isinstance(given, Mapping):
        raise Invalid("evaluate.bad_value", field=at or "case", expected="object")
    place = f"{at}." if at else ""
    country = _text(given, "country", place)
    exam_date = read_day(_text(given, "exam_date", place), f"{place}exam_date")
    try:
        chosen = library.choose(country, exam_date)
    except NotFound as error:
        known = ", ".join(library.countries())
        raise Invalid("evaluate.unknown_country", field=f"{place}country", given=country, known=known) from error
    template = chosen.template
    category = _text(given, "category", place)
    if category not in template.categories:
        known = ", ".join(template.categories)
        raise Invalid("evaluate.unknown_category", field=f"{place}category", given=category, known=known)
    person = _object(given, "person", place)
    case_words = _read(template, "case", {k: v for k, v in given.items() if k not in HEAD}, place)
    person_words = _read(template, "person", {k: v for k, v in person.items() if k != "birth_date"}, f"{place}person.")
    earliest, latest = birth_span(person.get("birth_date"), exam_date, f"{place}person.birth_date")
    _same_clock(case_words, place)
    applicant = Applicant(
        category=category,
        exam_date=exam_date,
        birth_earliest=earliest,
        birth_latest=latest,
        sex=_word(person_words.pop("sex", None)),
        exam_country=_word(case_words.pop("exam_country", None)),
        citizenship=_word(person_words.pop("citizenship", None)),
        birth_country=_word(person_words.pop("birth_country", None)),
        more={**case_words, **person_words},
    )
    facts = _read(template, "facts", _object(given, "facts", place), f"{place}facts.")
    _check_days(template, facts, (earliest, exam_date), f"{place}facts.")
    return Case(_text(given, "id", place, default=""), template, chosen.before_first, applicant, facts)


def answer(case: Case) -> dict[str, Any]:
    """The result of one case in the words of the contract."""
    found = evaluate(case.template, case.applicant, case.facts)
    doses = {dose.drug: dict(dose.amounts) for dose in found.treatments}
    return {
        "id": case.id,
        "edition": case.template.name,
        "digest": case.template.digest,
        "exam_needed": found.exam_needed,
        "required": _codes(found.required),
        "deferred": _codes(found.deferred),
        "optional": _codes(found.optional),
        "forbidden": _codes(found.forbidden),
        "unknown": [{"item": r.item, "needs": list(r.needs)} for r in found.unknown]
        + [{"item": code, "needs": list(needs)} for code, needs in found.unknown_doses.items()],
        "forms": list(found.forms),
        "warnings": [{"code": note.code, "text": note.text} for note in found.warnings],
        "holds": [{"code": note.code, "text": note.text} for note in found.holds],
        "classes": None if found.classes is None else [result.code for result in found.classes],
        "grades": dict(found.grades),
        "complete": found.complete,
        "cleared": found.cleared,
        "valid_until": found.valid_until.isoformat() if found.valid_until else None,
        "treatments": doses,
        "vaccines_due": list(found.vaccines_due),
        "trace": [*_edition_trace(case), *_class_needs(found), *(_trace(entry) for entry in found.trace)],
    }


def _codes(results: Iterable[ItemResult]) -> list[str]:
    return [result.item for result in results]


def _trace(entry: Trace) -> dict[str, Any]:
    row: dict[str, Any] = {
        "about": entry.about,
        "rule": entry.rule,
        "outcome": entry.outcome,
        "because": entry.because,
        "source": entry.source,
        "confidence": entry.confidence.value,
        "facts": {term: _jsonable(value) for term, value in entry.facts},
    }
    return row | ({"needs": list(entry.needs)} if entry.needs else {})


def _class_needs(found: Assessment) -> list[dict[str, Any]]:
    """What each class that cannot be said yet is waiting for."""
    return [{"about": code, "outcome": "unknown", "needs": list(needs)} for code, needs in found.class_needs.items()]


def _edition_trace(case: Case) -> list[dict[str, Any]]:
    """A warning where the examination lies before the first edition that is known."""
    if not case.before_first:
        return []
    because = f"No edition before {case.template.valid_from.isoformat()} is known; the first one serves."
    return [{"about": "edition", "outcome": BEFORE_FIRST, "because": because, "source": case.template.title}]


def _jsonable(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return [_jsonable(one) for one in value] if isinstance(value, tuple) else value


@cache
def _vocabulary(template: Template) -> Mapping[str, Mapping[str, Word]]:
    """The words of each place of a case, records with their fields."""
    found: dict[str, dict[str, Word]] = {"person": {}, "case": {}, "facts": {}}
    for word in template.words.values():
        found[word.place][word.name] = word
    return found


def _read(template: Template, place: str, given: Mapping[str, object], at: str) -> dict[str, object]:
    """The words of one place of a case, checked; null is as good as absent."""
    vocabulary = _vocabulary(template)
    words = vocabulary[place]
    homes = {name: other for other, known in vocabulary.items() if other != place for name in known}
    return {
        name: read_word(name, value, words, f"{at}{name}")
        for name, value in given.items()
        if _is_known(name, words, at, homes.get(name, "")) and value is not None
    }


def _check_days(template: Template, facts: Mapping[str, object], life: tuple[date, date], at: str) -> None:
    """Doses are of vaccines that are known, given between birth and examination; nothing was done before the birth.

    What is awaited (a culture, the end of a treatment) may lie behind the day of the examination.
    """
    words = _vocabulary(template)["facts"]
    for name, value in facts.items():
        if words[name].kind == "dates_by_code" and isinstance(value, Mapping):
            for code, days in value.items():
                _check_vaccine(template, code, f"{at}{name}.{code}")
                for number, day in enumerate(days):
                    _check_lived(day, life, f"{at}{name}.{code}[{number}]")
        elif type(value) is date:
            _check_lived(value, (life[0], date.max), f"{at}{name}")


def _check_lived(day: date, life: tuple[date, date], at: str) -> None:
    if not life[0] <= day <= life[1]:
        raise Invalid("evaluate.day_not_lived", field=at, given=day.isoformat())


def _check_vaccine(template: Template, code: str, at: str) -> None:
    if code in _vaccines(template):
        return
    every = (library.choose(country, date.max).template for country in library.countries())
    known = sorted(frozenset().union(*map(_vaccines, every)))
    if code not in known:
        raise Invalid("evaluate.unknown_vaccine", field=at, given=code, known=", ".join(known))


@cache
def _vaccines(template: Template) -> frozenset[str]:
    """The codes of the vaccines whose doses the form asks for, or that some rule finds due."""
    facts = {row["fact"] for row in template.data["form"]["facts"]}
    asked = {fact.partition(".")[2] for fact in facts if fact.startswith("vaccines_given.")}
    return frozenset(asked | {row["target"] for row in template.data["rules"] if row["effect"] == "vaccinate"})


def _is_known(name: str, words: Mapping[str, Word], at: str, elsewhere: str) -> bool:
    if name in words and "." not in name:
        return True
    if elsewhere:
        raise Invalid("evaluate.key_elsewhere", field=f"{at}{name}", key=name, place=elsewhere)
    raise Invalid("evaluate.unknown_key", field=f"{at}{name}", key=name)


def _same_clock(words: Mapping[str, object], place: str) -> None:
    """Moments of one case are all local or all with a zone; otherwise their order cannot be told."""
    moments = {name: value for name, value in words.items() if isinstance(value, datetime)}
    if len({value.tzinfo is None for value in moments.values()}) > 1:
        name = next(name for name, value in moments.items() if value.tzinfo is not None)
        raise Invalid("evaluate.bad_value", field=f"{place}{name}", expected="moment without zone, as the others")


def _text(given: Mapping[str, Any], key: str, place: str, default: str | None = None) -> str:
    value = given.get(key, default)
    if value is None:
        raise Invalid("evaluate.missing", field=f"{place}{key}")
    if not isinstance(value, str):
        raise Invalid("evaluate.bad_value", field=f"{place}{key}", expected="text")
    return value


def _object(given: Mapping[str, Any], key: str, place: str) -> Mapping[str, Any]:
    value = given.get(key, {})
    if not isinstance(value, Mapping):
        raise Invalid("evaluate.bad_value", field=f"{place}{key}", expected="object")
    return value


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None
