"""A registration that is being typed, as it is kept against a crash: everything in the form, right or not yet right."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from mhac.registration.birth import BirthDate, Precision
from mhac.registration.rules import IdentifierEntry, NameEntry, NewPerson


@dataclass(frozen=True)
class Draft:
    """What is typed: the person as far as understood, the birth date as typed, the scanned zone, photo, consent, case.

    `consent` and `case` hold what stands in the boxes, right or not yet right; `case_id` is the family's case joined.
    """

    person: NewPerson
    birth_text: str = ""
    document: str = ""
    case_id: int | None = None
    photo: bytes | None = None
    consent: Mapping[str, str] = field(default_factory=dict)
    case: Mapping[str, str] = field(default_factory=dict)


def content_of(draft: Draft) -> dict[str, Any]:
    """Return a draft as plain values for JSON."""
    content = asdict(replace(draft, photo=None))
    return content | {"photo": b64encode(draft.photo).decode() if draft.photo else None}


def draft_of(content: dict[str, Any]) -> Draft:
    """Return the draft that was kept; fields that a later version of the form knows stay empty."""
    facts = dict(content["person"])
    facts["birth"] = _birth(facts.get("birth"))
    facts["languages"] = tuple(facts.get("languages", ()))
    facts["other_names"] = tuple(NameEntry(**entry) for entry in facts.get("other_names", ()))
    facts["identifiers"] = tuple(_identifier(entry) for entry in facts.get("identifiers", ()))
    known = {name: value for name, value in facts.items() if name in NewPerson.__dataclass_fields__}
    photo = content.get("photo")
    return Draft(
        NewPerson(**known), content.get("birth_text", ""), content.get("document", ""), content.get("case_id"),
        b64decode(photo) if photo else None, content.get("consent", {}), content.get("case", {}))  # fmt: skip


def _birth(kept: dict[str, Any] | None) -> BirthDate | None:
    if kept is None:
        return None
    return BirthDate(
        date.fromisoformat(kept["earliest"]), date.fromisoformat(kept["latest"]), Precision(kept["precision"]),
        bool(kept["estimated"]))  # fmt: skip


def _identifier(kept: dict[str, Any]) -> IdentifierEntry:
    expires = kept.get("expires_on")
    return IdentifierEntry(
        kept["kind"], kept["value"], kept.get("issuer"), date.fromisoformat(expires) if expires else None
    )
