"""A case that two people arranged at the same time: where the newest version differs from what stands in the view."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QCoreApplication

from mhac.registration.rules import CaseFile, Joining, MemberRow, NewCase
from ui.registration import words
from ui.widgets.two_versions import Version

HEAD = ("country", "category", "number", "programme")
PERSON = "person:"

translate = QCoreApplication.translate


def versions(
    typed: NewCase | None,
    here: Mapping[int, tuple[str, Joining]],
    newest: CaseFile,
    label: Callable[[str], str],
    today: date,
) -> list[Version]:
    """Return the fields of the case's head, and the people, in which the two versions differ.

    `here` are the people of the view with their names, `label` says what a field of the head is called.
    """
    mine = typed or NewCase("", "")
    found = []
    for name in HEAD:
        pair = _head_words(mine, name, today), _head_words(newest, name, today)
        if getattr(mine, name).strip() != getattr(newest, name).strip():
            found.append(Version(name, label(name), *pair))
    there = {member.person.id: member for member in newest.members}
    for person_id in dict.fromkeys((*here, *there)):
        name = here[person_id][0] if person_id in here else there[person_id].person.name
        ours = place_words(here[person_id][1] if person_id in here else None)
        theirs = place_words(there.get(person_id))
        if ours != theirs:
            found.append(Version(f"{PERSON}{person_id}", name, ours, theirs))
    return found


def chosen_head(typed: NewCase | None, newest: CaseFile, choice: Mapping[str, bool]) -> CaseFile:
    """Return the newest version with what was chosen of the head."""
    mine = typed or NewCase("", "")
    kept = {name: getattr(mine, name) for name in HEAD if choice.get(name, False)}
    return replace(newest, **kept)


def people_in(choice: Mapping[str, bool]) -> list[tuple[int, bool]]:
    """Return the people among what was chosen, and whether mine stays."""
    return [(int(key.removeprefix(PERSON)), mine) for key, mine in choice.items() if key.startswith(PERSON)]


def place_words(member: Joining | MemberRow | None) -> str:
    """Say what somebody is in a case."""
    if member is None:
        return translate("CaseView", "not in the case")
    parts = [words.relationship(member.relationship)]
    if not member.travels:
        parts.append(translate("CaseView", "travels apart"))
    return words.joined(parts)


def facts(today: date, case: CaseFile) -> dict[str, str]:
    """Return what a case is now, by what it is called: for somebody who saw it otherwise."""
    return {
        translate("CaseForm", "Goes to"): _head_words(case, "country", today),
        translate("CaseForm", "Category"): _head_words(case, "category", today),
        translate("CaseForm", "Case number"): case.number,
        translate("CaseForm", "Programme"): case.programme,
        translate("CaseView", "People in the case"): _names(case.members),
        translate("CaseView", "Closed"): "" if case.closed_at is None else translate("CaseView", "yes"),
    }


def _names(members: Sequence[MemberRow]) -> str:
    return ", ".join(f"{member.person.name} ({place_words(member)})" for member in members)


def _head_words(case: NewCase | CaseFile, name: str, today: date) -> str:
    if name == "country":
        return words.country(case.country)
    if name == "category":
        return words.category(case.country, case.category, today)
    return str(getattr(case, name)).strip()
