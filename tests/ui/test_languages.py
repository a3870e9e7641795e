"""Everything that the screens say is there in French and Kinyarwanda; nothing is hidden from the translators' tools."""

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from mhac.kernel.paths import RESOURCES
from tests.architecture.tree import ROOT, parsed, python_files
from ui.app.languages import use_language
from ui.app.translation import translate
from ui.widgets import formats

TRANSLATIONS = RESOURCES / "translations"
TRANSLATED = ("fr", "rw")
PLACEHOLDER = re.compile(r"\{\w*\}|%L?n")
ACCESS_KEY = re.compile(r"&(?=[^\s&])")
# Kinyarwanda has no settled names for most countries and languages; the lists say so, and show the English one.
PROPER_NAMES = {"countries", "languages"}

Message = tuple[str, str, str]  # context, source, comment


def tool(name: str) -> str:
    """A tool of PySide beside this Python."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    assert found is not None, f"{name} is missing"
    return found


def messages(path: Path) -> Iterator[tuple[Message, ElementTree.Element]]:
    """Every message of a Linguist file."""
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            key = (name, message.findtext("source") or "", message.findtext("comment") or "")
            yield key, message


def forms(message: ElementTree.Element) -> list[str]:
    """The translation, or its singular and plural."""
    translation = message.find("translation")
    assert translation is not None
    plural = [form.text or "" for form in translation.findall("numerusform")]
    return plural or [translation.text or ""]


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> set[Message]:
    """What the tool finds in the code of the screens now."""
    found = tmp_path_factory.mktemp("lupdate") / "now.ts"
    sources = [str(path) for path in python_files("ui")]
    done = subprocess.run(
        [tool("pyside6-lupdate"), *sources, "-ts", str(found)], capture_output=True, text=True, check=True
    )
    assert "warning" not in done.stderr.lower(), done.stderr
    return {key for key, _ in messages(found)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(wanted: set[Message], language: str) -> None:
    told = {
        key
        for key, message in messages(TRANSLATIONS / f"mhac_{language}.ts")
        if all(forms(message)) and message.find("translation").get("type") is None  # type: ignore[union-attr]
    }
    assert not wanted - told, "python3 do.py translations, then translate these"
    assert not told - wanted, "python3 do.py translations takes away what is not said any more"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_keeps_what_is_filled_in_and_what_opens_by_key(language: str) -> None:
    wrong = []
    for key, message in messages(TRANSLATIONS / f"mhac_{language}.ts"):
        source = key[1]
        for text in forms(message):
            same = sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(text))
            keys = len(ACCESS_KEY.findall(source)) == len(ACCESS_KEY.findall(text))
            edges = (source[:1] == " ", source.endswith("…")) == (text[:1] == " ", text.endswith("…"))
            if not (same and keys and edges):
                wrong.append((key, text))
    assert not wrong


def test_english_tells_one_from_many(wanted: set[Message]) -> None:
    plural = {key for key, message in messages(TRANSLATIONS / "mhac_en.ts") if all(forms(message))}
    assert plural == {key for key in wanted if re.search("%L?n", key[1])}


def test_no_text_is_hidden_from_the_tools() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)[:80]}"
        for path in python_files("ui")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and node.args and _hides(node)
    ]
    known = ("translate('Messages', sentence)", "translate('Rail', str(text))", "translate(context, text)",
             "translate('Audit', words)")
    assert not [each for each in hidden if not each.endswith(known)]


def _hides(call: ast.Call) -> bool:
    """Whether the tool cannot see the text, or takes the context to be another one than Qt will."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    literal = [isinstance(each, ast.Constant) and isinstance(each.value, str) for each in call.args]
    if name == "tr":
        owner = getattr(getattr(function, "value", None), "id", "")
        return not literal[0] or owner != "self"
    moves = ast.unparse(function) in ("painter.translate", "place.translate")
    return name == "translate" and len(call.args) == 2 and not moves and not all(literal)


def test_the_lists_have_their_names_in_every_language() -> None:
    missing = [
        (path.stem, names)
        for path in sorted((RESOURCES / "codes").glob("*.json"))
        for names in _names(json.loads(path.read_text(encoding="utf-8")))
        if not ({"en", "fr"} if path.stem in PROPER_NAMES else {"en", "fr", "rw"}) <= names.keys()
    ]
    assert not missing


def _names(value: object) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("en"), str):
            yield value
        for inner in value.values():
            yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)


@pytest.mark.parametrize(("language", "copy"), [("en", "&Copy"), ("fr", "Cop&ier"), ("rw", "Ko&pa")])
def test_words_of_qt_itself_are_translated_too(qapp: QApplication, language: str, copy: str) -> None:
    try:
        use_language(language)
        assert translate("QLineEdit", "&Copy") == copy
    finally:
        use_language("en")


@pytest.mark.parametrize(
    ("language", "today", "month"), [("en", "Today", "Nov"), ("fr", "Aujourd’hui", "nov."), ("rw", "Uyu munsi", "Ugu.")]
)
def test_a_language_is_taken_up_at_once(qapp: QApplication, language: str, today: str, month: str) -> None:
    try:
        use_language(language)
        assert translate("Rail", "Today") == today
        assert month in QLocale().toString(formats.ENGLISH.toDate("24 11 2026", "dd MM yyyy"), "d MMM yyyy")
    finally:
        use_language("en")
    assert translate("Rail", "Today") == "Today"
