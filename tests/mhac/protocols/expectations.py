"""Compares the answer of an evaluation with what an acceptance case expects (see tests/cases/README.md)."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

CASES = Path(__file__).resolve().parents[2] / "cases"
NOT_SENT = ("expect", "tier", "title")
INCLUDES = {
    "required_includes": "required",
    "deferred_includes": "deferred",
    "forbidden_includes": "forbidden",
    "forms_includes": "forms",
    "classes_includes": "classes",
    "vaccines_due_includes": "vaccines_due",
    "unknown_includes": "unknown",
}
EXCLUDES = {
    "required_excludes": "required",
    "classes_excludes": "classes",
    "vaccines_due_excludes": "vaccines_due",
}
NONEMPTY = {"warnings_nonempty": "warnings", "holds_nonempty": "holds"}
PLAIN = ("cleared", "complete", "exam_needed", "valid_until")


def cases_of(countries: tuple[str, ...]) -> list[dict[str, Any]]:
    """All acceptance cases of these countries."""
    found = [case for path in sorted(CASES.glob("*.json")) for case in json.loads(path.read_text(encoding="utf-8"))]
    return [case for case in found if case["country"] in countries]


def sent(case: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a case that the program sees."""
    return {key: value for key, value in case.items() if key not in NOT_SENT}


def failures(expect: Mapping[str, Any], result: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """(key, expected, got) of each assertion that does not hold."""
    return [found for key, wanted in expect.items() for found in _failure(key, wanted, result)]


def _failure(key: str, wanted: Any, result: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    source = INCLUDES.get(key) or EXCLUDES.get(key) or NONEMPTY.get(key) or key
    got = result[source]
    if key in {"grades", "treatments"}:
        test = _same_dose if key == "treatments" else _is_same
        for word, value in wanted.items():
            if not test(value, (got or {}).get(word)):
                yield f"{key}.{word}", value, (got or {}).get(word)
    elif not _holds(key, wanted, got):
        yield key, wanted, got


def _holds(key: str, wanted: Any, got: Any) -> bool:
    if key == "classes":
        return got is None if wanted is None else got is not None and set(got) == set(wanted)
    if key in INCLUDES:
        return set(wanted) <= _names(got)
    if key in EXCLUDES:
        return not set(wanted) & _names(got)
    if key in NONEMPTY:
        return bool(got) == wanted
    assert key in PLAIN, f"unknown key of expect: {key}"
    return _is_same(wanted, got)


def _names(got: list[Any] | None) -> set[str]:
    return {one["item"] if isinstance(one, dict) else one for one in got or []}


def _same_dose(wanted: dict[str, float] | None, got: dict[str, float] | None) -> bool:
    if wanted is None or got is None:
        return wanted is got
    return all(unit in got and abs(got[unit] - amount) <= 0.01 for unit, amount in wanted.items())


def _is_same(wanted: Any, got: Any) -> bool:
    return wanted == got and isinstance(wanted, bool) == isinstance(got, bool)
