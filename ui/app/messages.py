"""What the program says when something is not right: the words for every error code, with a way on.

The clinic's rooms raise codes with values; the sentences live here, in English, and are translated with the rest.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from mhac.kernel.errors import ClinicError
from ui.app.mistakes import Mishap
from ui.app.translation import translate
from ui.app.words import WORDS
from ui.app.words_day import DAY
from ui.app.words_exams import EXAMS
from ui.app.words_house import HOUSE
from ui.app.words_papers import PAPERS
from ui.app.words_server import SERVER
from ui.app.words_submissions import SUBMISSIONS
from ui.widgets import formats

SENTENCES: dict[str, str] = HOUSE | WORDS | DAY | EXAMS | PAPERS | SUBMISSIONS | SERVER


def words_of(error: Exception) -> str:
    """Return the sentence that the person at the screen reads."""
    if isinstance(error, ClinicError):
        return words_for(error.code, {"field": error.field or "", **error.values})
    number = error.number if isinstance(error, Mishap) else "?"
    return translate(
        "Messages",
        "The program made a mistake. Nothing half-done was saved; please try again. "
        "If it happens again, report number {number}.",
    ).format(number=number)


def words_for(code: str, values: dict[str, Any] | None = None) -> str:
    """Return the sentence of a code with its values filled in; an unknown code names itself."""
    sentence = SENTENCES.get(code)
    if sentence is None:
        return translate("Messages", "This is not possible ({code}).").format(code=code)
    shown = {name: _shown(value) for name, value in (values or {}).items()}
    return translate("Messages", sentence).format_map(_Lenient(shown))


class _Lenient(dict[str, str]):
    """A sentence with one value missing is still better than none."""

    def __missing__(self, key: str) -> str:
        return "…"


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return formats.moment_near(value)
    if isinstance(value, date):
        return formats.day(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(_shown(item) for item in value)
    return str(value)
