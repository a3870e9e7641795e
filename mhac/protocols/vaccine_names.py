"""What a vaccine or a drug of a protocol is called: the form groups the doses of a vaccine under its name."""

from __future__ import annotations

from functools import lru_cache

from mhac.protocols.form_answers import words_in
from mhac.protocols.next_doses import GIVEN
from mhac.protocols.template import Template

SHORT = 3  # a code of so few letters is an abbreviation: MMR


def vaccine_label(template: Template, code: str) -> str:
    """Return the name of a vaccine: the heading of its doses on the form where it has one of its own, else its code."""
    return _headings(template).get(code) or (code.upper() if len(code) <= SHORT else _in_words(code))


def drug_label(template: Template, code: str) -> str:
    """Return the name of a drug; "" for what no rule gives."""
    return _drugs(template).get(code, "")


@lru_cache(maxsize=64)
def _drugs(template: Template) -> dict[str, str]:
    return {rule.target: rule.text or _in_words(rule.target) for rule in template.rules if rule.effect == "treat"}


@lru_cache(maxsize=64)
def _headings(template: Template) -> dict[str, str]:
    form = template.data["form"]
    groups = {row["key"]: row["group"] for row in form["fields"]}
    found: dict[str, str] = {}
    for row in form["facts"]:
        root, _, code = row["fact"].partition(".")
        if root == GIVEN and code:
            named = [groups[key] for key in words_in(row.get("dates") or ()) if groups.get(key)]
            found[code] = named[0] if named else ""
    shared = {name for name in found.values() if list(found.values()).count(name) > 1}
    return {code: name for code, name in found.items() if name not in shared}


def _in_words(code: str) -> str:
    told = code.replace("_", " ")
    return told[:1].upper() + told[1:]
