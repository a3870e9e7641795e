"""A condition in words: `{age: {from: 2, below: 15}}` is read as "age from 2 and below 15"."""

from __future__ import annotations

from collections.abc import Mapping

from mhac.protocols.conditions import JOINS

SIGNS = {"from": "from", "over": "over", "below": "below", "up_to": "up to"}


def in_words(condition: object) -> str:
    """The condition as one line; words and settings keep the names that they have in the template."""
    return _said(condition, inside=False)


def _said(condition: object, *, inside: bool) -> str:
    if isinstance(condition, bool):
        return "always" if condition else "never"
    if isinstance(condition, list | tuple):
        return _joined([_said(part, inside=True) for part in condition], "and", inside=inside)
    if not isinstance(condition, Mapping):
        return str(condition)
    parts = [_entry(str(key), value) for key, value in condition.items()]
    return parts[0] if len(parts) == 1 else _joined(parts, "and", inside=inside)


def _entry(key: str, value: object) -> str:
    if key == "not":
        return f"not {_said(value, inside=True)}"
    if key in JOINS:
        parts = list(value) if isinstance(value, list | tuple) else [value]
        return _joined([_said(part, inside=True) for part in parts], "and" if key == "all" else "or", inside=True)
    name = key.replace("_", " ").replace(".", ": ")
    if isinstance(value, Mapping):
        return f"{name} {' and '.join(_test(operator, operand) for operator, operand in value.items())}"
    if isinstance(value, bool):
        return name if value else f"no {name}"
    return f"{name} is {_operand(value)}"


def _test(operator: str, operand: object) -> str:
    if operator in SIGNS:
        return f"{SIGNS[operator]} {_operand(operand)}"
    if operator == "known":
        return "is given" if operand else "is not given"
    words = {
        "known_to_be": "is given as",
        "other_than": "is other than",
        "includes": "includes",
        "includes_any": "includes",
        "fewer_than": "fewer than",
        "none_within": "none within days",
        "some": "some",
        "is": "is",
        "in": "is",
    }
    return f"{words.get(operator, operator)} {_operand(operand)}"


def _operand(value: object) -> str:
    if isinstance(value, Mapping):
        return " and ".join(_test(str(operator), operand) for operator, operand in value.items())
    if isinstance(value, list | tuple):
        return " or ".join(_operand(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).lstrip("$@").replace("_", " ") or "empty"


def _joined(parts: list[str], word: str, *, inside: bool) -> str:
    if len(parts) == 1:
        return parts[0]
    text = f" {word} ".join(parts)
    return f"({text})" if inside else text
