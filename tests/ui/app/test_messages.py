"""Every error code that the clinic's rooms can raise has a sentence, and every sentence a code."""

import ast
import re
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mhac.kernel.errors import Invalid, Refused, StaleEdit
from ui.app.messages import SENTENCES, words_for, words_of
from ui.app.mistakes import Mishap

PROJECT = Path(__file__).parents[3]
SOURCES = [
    path
    for folder in ("mhac", "ui")
    for path in (PROJECT / folder).rglob("*.py")
    if not path.name.startswith("words_") and path != PROJECT / "ui" / "app" / "words.py"
]
KINDS = {"ClinicError", "Invalid", "Refused", "NotAllowed", "NotFound", "StaleEdit", "Unavailable", "Conflict"}


def raised_codes() -> dict[str, Path]:
    """All first arguments of errors; one that is put together is kept up to where it is literal, with a star."""
    found: dict[str, Path] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in KINDS and node.args:
                for code in _codes(node.args[0]):
                    found[code] = path
    return found


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _codes(argument: ast.expr) -> list[str]:
    if isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        return [str(argument.values[0].value) + "*"]
    return [
        node.value
        for node in ast.walk(argument)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "." in node.value
    ]


def test_every_code_has_words() -> None:
    missing = {}
    for code, path in raised_codes().items():
        known = any(word.startswith(code[:-1]) for word in SENTENCES) if code.endswith("*") else code in SENTENCES
        if not known:
            missing[code] = path.name
    assert not missing


def test_no_sentence_is_left_of_a_code_that_is_gone() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    literal = set(re.findall(r"[\"']([a-z]+\.[a-z0-9_]+)[\"']", text))
    stems = tuple(code[:-1] for code in raised_codes() if code.endswith("*"))
    stems += tuple(re.findall(r"f[\"']([a-z]+\.[a-z_]*)\{", text))
    assert [code for code in SENTENCES if code not in literal and not code.startswith(stems)] == []


def test_every_sentence_can_be_filled() -> None:
    for code, sentence in SENTENCES.items():
        names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        filled = words_for(code, dict.fromkeys(names, "X"))
        assert "{" not in filled
        assert "…" not in filled.replace("“…”", ""), code


def test_a_sentence_is_filled_with_values_as_people_read_them() -> None:
    assert "31 Feb 1990" in words_of(Invalid("registration.birth_date_impossible", typed="31 Feb 1990"))
    words = words_for("certificates.expired", {"valid_until": datetime(2020, 3, 5, 7, 42, tzinfo=UTC)})
    assert "05 Mar 2020, 09:42" in words
    assert words_for("exams.incomplete", {"items": ("Chest X-ray", "IGRA"), "questions": ()}).count("Chest X-ray, IGRA")


def test_a_missing_value_does_not_hide_the_sentence() -> None:
    assert words_for("security.locked_out") == "Too many wrong passwords. This login is locked for another … min."


def test_an_unknown_code_names_itself() -> None:
    assert "nowhere.nothing" in words_of(Refused("nowhere.nothing"))


def test_our_own_mistakes_show_a_number_only() -> None:
    assert "1A2B3C4D" in words_of(Mishap("1A2B3C4D"))


@pytest.mark.parametrize("kind", [Invalid, Refused, StaleEdit])
def test_the_kind_does_not_matter_for_the_words(kind: type[Invalid]) -> None:
    assert words_of(kind("kernel.stale")).startswith("Somebody else changed this")
