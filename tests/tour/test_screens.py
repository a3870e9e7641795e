"""Every screen of a demo clinic, in every language: nothing is left in English, and no words are cut off."""

import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from xml.etree import ElementTree

import pytest

from mhac.demo.making import make
from mhac.kernel.paths import RESOURCES, DataFolder
from mhac.submissions.words import EXAM, MONTHS, PERSON, SEX
from tests.tour.__main__ import SIZES
from tests.tour.texts import plain
from ui.app.languages import LANGUAGES

pytestmark = pytest.mark.slow

WORDS = re.compile(r"[^\W\d_]{2,}")
# What is the same in all languages, and why.
UNTRANSLATED = frozenset(
    WORDS.findall(
        "min kg m² cm mmHg dL "  # units
        "Ctrl Alt Enter PDF PNG JPEG MHAC postgresql server clinic mhac "  # keys, formats, addresses
        "English Français Ikinyarwanda "  # languages by their own names
        "Albendazole Artemether lumefantrine Ivermectin Praziquantel QuantiFERON "  # medicines and tests
        "Laissez passer Exam Nurse Vaccination Grace Uwase Migration Health Assessment Center"  # names given here
    )
)
# Kept as they were written: sources of rules, acts of the audit, texts of the frozen certificate.
AS_WRITTEN = re.compile(
    r"CFR|CDC|DS-\d|[Mm]emory|^[a-z]+\.[a-z_]+$|^read$|^vm\b|^United States$|font-family|^\S+ · demo-"
    r"|^[a-z0-9_]+$|: unknown item$|^Clinic default$|^Not settled in what was read$|NSW Health|^Barampaam$"
    r"|^A-\d+: "  # the waiting room's screen speaks its languages in turn
)

SHEET = "entry-"
Screens = dict[str, list[str]]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], dict[str, Any]]:
    """What was read, and what was found wrong, on the way through all screens in each language and size."""
    place = tmp_path_factory.mktemp("tour")
    folder = DataFolder(place / "clinic")
    folder.make()
    make(folder)

    def walk(way: tuple[str, str]) -> dict[str, Any]:
        language, size = way
        found = place / f"{language}-{size}.json"
        command = [sys.executable, "-m", "tests.tour", str(folder.root), str(place / "pictures")]
        options = ["--language", language, "--look", "light", "--size", size, "--found", str(found)]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run([*command, *options], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
        return told

    ways = list(itertools.product(LANGUAGES, SIZES))
    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip(ways, pool.map(walk, ways), strict=True))


def test_every_way_to_decide_is_seen(walked: dict[tuple[str, str], dict[str, Any]]) -> None:
    seen: Screens = walked["en", SIZES[0]]["texts"]
    ways = ("classified", "decide-otherwise", "decide-otherwise-why", "decided-otherwise", "graded", "sign")
    assert {f"exam-{way}" for way in ways} <= seen.keys()
    assert "Class B3, contact of TB" in seen["exam-classified"]
    assert "Please say why; the record keeps it." in seen["exam-decide-otherwise-why"]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_no_screen_speaks_english(walked: dict[tuple[str, str], dict[str, Any]], language: str) -> None:
    english: Screens = walked["en", SIZES[0]]["texts"]
    told: Screens = walked[language, SIZES[0]]["texts"]
    assert told.keys() == english.keys()
    translated = set(_translations(language))
    everywhere = _names_of_the_demo() | _cognates(language)
    sheets = everywhere | _words_of_sheets()
    left: dict[str, str] = {}
    for screen, texts in told.items():
        names = sheets if SHEET in screen else everywhere
        for text in set(texts) & set(english[screen]):
            words = {word for word in WORDS.findall(text) if not word.isupper()}  # codes and family names are
            if text not in translated and not AS_WRITTEN.search(text) and not words <= names:
                left[text] = screen
    assert not left


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off(walked: dict[tuple[str, str], dict[str, Any]], language: str, size: str) -> None:
    assert not walked[language, size]["faults"]


def _translations(language: str) -> Iterator[str]:
    """What the screens may say in this language."""
    for message in ElementTree.parse(RESOURCES / "translations" / f"mhac_{language}.ts").iter("message"):
        yield plain(message.findtext("translation") or "")
    yield from _labels(language).values()
    for path in (RESOURCES / "codes").glob("*.json"):
        yield from _all_strings(json.loads(path.read_text(encoding="utf-8")), only=language)


def _names_of_the_demo() -> set[str]:
    """Words of people, places and countries, which no language changes."""
    names = set(UNTRANSLATED)
    for path in (*(RESOURCES / "demo").glob("*.json"), *(RESOURCES / "codes").glob("*.json")):
        only = "en" if path.stem in ("countries", "languages") else "name" if path.stem == "camps" else ""
        if only or path.parent.name == "demo":
            for text in _all_strings(json.loads(path.read_text(encoding="utf-8")), only=only):
                names.update(WORDS.findall(text))
                names.update(WORDS.findall(text.upper()))
    return names


def _cognates(language: str) -> set[str]:
    """Words that the language shares with English: *Signature*, *Destination*."""
    same: set[str] = set()
    for message in ElementTree.parse(RESOURCES / "translations" / f"mhac_{language}.ts").iter("message"):
        if message.findtext("source") == message.findtext("translation"):
            same.update(WORDS.findall(message.findtext("source") or ""))
    for english, told in _labels(language).items():
        if english == told:
            same.update(WORDS.findall(english))
    return same


def _labels(language: str) -> dict[str, str]:
    labels: dict[str, str] = {}
    for path in sorted((RESOURCES / "protocols" / "labels" / language).glob("*.json")):
        labels |= json.loads(path.read_text(encoding="utf-8"))["labels"]
    return labels


def _words_of_sheets() -> set[str]:
    """What is entered at an authority is English, as its screen is: the papers' words, and those of the protocols."""
    found: set[str] = set()
    for path in (RESOURCES / "papers" / "compiled").glob("*.json"):
        for text in _all_strings(json.loads(path.read_text(encoding="utf-8"))):
            found.update(WORDS.findall(text))
    for english in _labels("fr"):
        found.update(WORDS.findall(english))
    said = (*SEX.values(), *PERSON.values(), *EXAM.values(), *MONTHS, "Yes", "No")
    return found | set(WORDS.findall(" ".join(said)))


def _all_strings(value: object, *, only: str = "") -> Iterator[str]:
    if isinstance(value, str) and not only:
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):
                if not only or key == only:
                    yield inner
            else:
                yield from _all_strings(inner, only=only)
    elif isinstance(value, list):
        for inner in value:
            yield from _all_strings(inner, only=only)
