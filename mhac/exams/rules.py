"""Rules of the assessment: who may do what, when an exam is open or closed, and what a signature freezes.

Pure values and functions; what a country asks stands in its protocol, not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mhac.kernel.canonical import canonical, digest

NURSE_AND_PHYSICIAN = ("nurse", "physician")
PHYSICIAN = ("physician",)

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "exams.read_casefile": ("receptionist", "nurse", "physician", "administrator"),
    "exams.read_clinical": NURSE_AND_PHYSICIAN,
    "exams.begin_exam": NURSE_AND_PHYSICIAN,
    "exams.save_draft": NURSE_AND_PHYSICIAN,
    "exams.save_section": NURSE_AND_PHYSICIAN,
    "exams.withdraw_section": NURSE_AND_PHYSICIAN,
    "exams.move_section": NURSE_AND_PHYSICIAN,
    "exams.mark_rest_normal": PHYSICIAN,
    "exams.acknowledge_flag": PHYSICIAN,
    "exams.request_item": NURSE_AND_PHYSICIAN,
    "exams.withdraw_request": NURSE_AND_PHYSICIAN,
    "exams.note_slip_printed": NURSE_AND_PHYSICIAN,
    "exams.void_exam": NURSE_AND_PHYSICIAN,
    "exams.move_exam": NURSE_AND_PHYSICIAN,
    "exams.follow_case": NURSE_AND_PHYSICIAN,
    "exams.classify": PHYSICIAN,
    "exams.sign_exam": PHYSICIAN,
    "exams.amend_exam": PHYSICIAN,
}

SHORTEST_REASON = 5


class ExamStatus(StrEnum):
    """Where an exam stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    AMENDED = "amended"
    """Opened again after a signature; every earlier signature stays readable."""
    VOID = "void"

    @property
    def is_open(self) -> bool:
        """Whether answers may be entered."""
        return self in (ExamStatus.DRAFT, ExamStatus.AMENDED)


class How(StrEnum):
    """How an answer came to be."""

    ENTERED = "entered"
    CONFIRMED = "confirmed"
    """Implausible, asked back, and said to be right."""
    REST_NORMAL = "rest_normal"
    """One of the systems that the physician marked normal in one go, having examined."""
    MOVED = "moved"
    """Written first in another person's exam by mistake."""
    WITHDRAWN = "withdrawn"


class EventKind(StrEnum):
    """What happened to an exam as a whole."""

    BEGUN = "begun"
    SECTION_WITHDRAWN = "section_withdrawn"
    SECTION_MOVED = "section_moved"
    VOIDED = "voided"
    MOVED = "moved"
    AMENDMENT_OPENED = "amendment_opened"
    SIGNED = "signed"
    CATEGORY_TAKEN_OVER = "category_taken_over"


class StepState(StrEnum):
    """How far one thing that the protocol asks has come."""

    DONE = "done"
    PARTLY = "partly"
    NEXT = "next"
    NOT_DONE = "not_done"
    """What somebody without the clinical permission sees of everything that is not done."""
    REQUESTED = "requested"
    WAITING = "waiting"
    """It cannot be said yet whether it is needed: a fact is missing, which is named."""
    DEFERRED = "deferred"
    OPTIONAL = "optional"
    FORBIDDEN = "forbidden"
    NOT_REQUIRED = "not_required"


@dataclass(frozen=True)
class Decision:
    """What the physician decides: classes, grades with their comments, or both, as the country has them."""

    classes: tuple[str, ...] = ()
    grades: tuple[tuple[str, str], ...] = ()
    comments: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def of(classes: Iterable[str], grades: Mapping[str, str], comments: Mapping[str, str] | None = None) -> Decision:
        """Make a decision with its parts in a fixed order, so that equal decisions are equal."""
        said = {item: text.strip() for item, text in (comments or {}).items() if text.strip()}
        return Decision(tuple(sorted(set(classes))), tuple(sorted(grades.items())), tuple(sorted(said.items())))

    def plain(self) -> dict[str, Any]:
        """Return the decision as plain data; comments only where there are any."""
        said = {"comments": dict(self.comments)} if self.comments else {}
        return {"classes": list(self.classes), "grades": dict(self.grades), **said}

    def agrees_with(self, proposed: Decision) -> bool:
        """Whether it gives the classes and grades that were proposed; a comment only explains them."""
        return (self.classes, self.grades) == (proposed.classes, proposed.grades)


def decision_from(plain: Mapping[str, Any]) -> Decision:
    """Read a decision from plain data."""
    return Decision.of(plain.get("classes") or (), plain.get("grades") or {}, plain.get("comments"))


def is_reason(text: str) -> bool:
    """A reason must say something: a few letters at least."""
    return len(text.strip()) >= SHORTEST_REASON and any(letter.isalpha() for letter in text)


def open_key(person_id: int, case_id: int) -> str:
    """Return the word that lets one person have one open exam in a case, however many hands begin it."""
    return f"{person_id}:{case_id}"


def request_number(exam_id: int, ordinal: int) -> str:
    """Return the number on a request slip and in its barcode: digits and capitals only, to scan well."""
    return f"RQ{exam_id:06d}{ordinal:02d}"


def freeze(content: Mapping[str, Any]) -> tuple[str, str]:
    """Return the text that a signature keeps and its digest."""
    text = canonical(content)
    return text, digest(text)


def is_intact(text: str, expected: str) -> bool:
    """Whether a frozen text is still the one that was signed."""
    return digest(text) == expected
