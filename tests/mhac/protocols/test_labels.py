"""Every word of every template that people read exists in French and Kinyarwanda, with the same numbers in it."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest

from mhac.protocols import library
from mhac.protocols.evaluation import evaluate
from mhac.protocols.form import form_for
from mhac.protocols.rules import BY_WORD, OVER_BEFORE
from tests.mhac.protocols.people import applicant, assess, us

LANGUAGES = ("fr", "rw")
NUMBER = re.compile(r"\{\w+\}")


def read_by_people(data: Mapping[str, Any]) -> Iterator[str]:
    """Everything of a template that a screen shows."""
    yield from (data["title"], data["authority"])
    for part in ("categories", "settings", "items"):
        yield from (text for row in data[part] for text in (row["label"], row.get("unit", ""), row.get("specimen", "")))
    for row in data["lists"]:
        yield from (row["title"], row["unit"])
    for row in (*data["rules"], *data["validity"], *data["disabled"]):
        yield from (row["because"], row.get("text", ""))
    for row in data["outcome"]["classes"]:
        yield from (row["label"], row["hold"])
    form = data["form"]
    for row in (*form["sections"], *form["fields"]):
        yield from (row["label"], row["help"], row.get("group", ""))
        for choice in row.get("choices", ()):
            yield from (choice["label"], choice["group"])
    for row in form["instruments"]:
        yield from (row["title"], row["lead"], *(one["label"] for one in (*row["scale"], *row["bands"])))
        for question in row["questions"]:
            yield from (question["text"], *(one["label"] for one in question["scale"]))
        for flag in row["flags"]:
            yield from (flag["label"], flag["act"])


def texts(country: str | None = None) -> set[str]:
    shipped = (library.pinned(e.country, e.edition, e.digest) for e in library.editions(country))
    return {BY_WORD, OVER_BEFORE, *(text for template in shipped for text in read_by_people(template.data) if text)}


def file_of(language: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((library.LABELS / language / f"{name}.json").read_text(encoding="utf-8"))
    return found


FILES = ("shared", *library.countries())
EACH_FILE = pytest.mark.parametrize(("language", "name"), list(product(LANGUAGES, FILES)))


@EACH_FILE
def test_everything_is_translated_and_nothing_is_left_over(language: str, name: str) -> None:
    known, shared = file_of(language, name)["labels"], file_of(language, "shared")["labels"]
    spoken = texts(None if name == "shared" else name)
    if name != "shared":
        assert sorted(spoken - set(known) - set(shared)) == []
        assert sorted(set(known) & set(shared)) == []
    assert sorted(set(known) - spoken) == []
    assert [text for text, words in known.items() if not words.strip()] == []


@EACH_FILE
def test_a_translation_speaks_the_same_numbers(language: str, name: str) -> None:
    known = file_of(language, name)["labels"]
    wrong = [text for text, words in known.items() if sorted(NUMBER.findall(text)) != sorted(NUMBER.findall(words))]
    assert wrong == []


@EACH_FILE
def test_a_draft_says_that_a_native_reader_must_read_it(language: str, name: str) -> None:
    assert "native reader" in file_of(language, name)["status"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_english_text_has_one_translation(language: str) -> None:
    seen: dict[str, str] = {}
    for name in FILES:
        for text, words in file_of(language, name)["labels"].items():
            assert seen.setdefault(text, words) == words, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_screen_shows_is_found_in_the_language(language: str) -> None:
    labels = library.labels(language)
    found = assess(applicant("2017-04-04", "F"), screened=True)
    assert [entry.because for entry in found.trace if entry.because not in labels] == []
    sections = form_for(us(), applicant("1990-05-20", "F"), {"pregnant": True})
    assert [field.label for section in sections for field in section.fields if field.label not in labels] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_physician_reads_before_adopting_is_in_the_language_and_names_numbers(language: str) -> None:
    labels = library.labels(language)
    rules = us().all_rules
    assert [rule.id for rule in rules if rule.because not in labels or "{" in rule.because] == []
    assert {"VAL-3", "TB-10"} <= {rule.id for rule in us().unverified_rules}


def test_english_needs_no_translation() -> None:
    assert library.labels("en") == {}


def test_a_sentence_speaks_the_number_that_the_clinic_chose() -> None:
    who = applicant("2017-04-04", "F")
    trace = evaluate(us(), who, {"screened": True}, settings={"igra_max_age": 17}).trace
    said = [entry.because for entry in trace if entry.rule == "TB-03"]
    assert said == ["Between 2 and 17 years everybody examined in a high-burden country has an IGRA."]
