"""The examination form of a template: which questions a person is asked, and which facts the answers become.

The form is data of the template; a screen walks through `form_for(...)` and never names a question itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mhac.protocols.assessment import Applicant
from mhac.protocols.instruments import Instrument
from mhac.protocols.rules import Confidence, FieldKind, Judgement
from mhac.protocols.template import Template


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a choice; `group` gathers long lists (X-ray findings), `abnormal` marks what deserves colour."""

    key: str
    label: str
    group: str = ""
    abnormal: bool = False


@dataclass(frozen=True, slots=True)
class Range:
    """From low to high, both included; None is open."""

    low: float | None
    high: float | None

    def holds(self, value: float) -> bool:
        """Whether a value lies within."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class FormField:
    """One question as this person is asked it; ranges are already chosen by age and sex.

    `plausible`: outside it a value is questioned ("is this right?"); `normal`: outside it a value is flagged.
    `note_key` is the answer key of the free-text explanation beside the answer, "" where there is none.
    `entered_by` holds role words; `computed` fields are filled by `computed_answers` and not typed.
    """

    key: str
    label: str
    kind: FieldKind
    required: bool
    entered_by: tuple[str, ...]
    unit: str = ""
    decimals: int = 0
    choices: tuple[Choice, ...] = ()
    plausible: Range | None = None
    normal: Range | None = None
    note_key: str = ""
    help: str = ""
    facts: tuple[str, ...] = ()
    loinc: str = ""
    instrument: Instrument | None = None
    computed: bool = False
    source: str = ""
    confidence: Confidence = Confidence.UNVERIFIED
    range_source: str = ""
    range_confidence: Confidence = Confidence.UNVERIFIED


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of the form in the country's own order; `kind` is history, vitals, systems, mental, results or general.

    `items` are the item codes whose results or whose doing this section records.
    """

    key: str
    label: str
    kind: str
    entered_by: tuple[str, ...]
    fields: tuple[FormField, ...]
    help: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a section is: required questions answered of required questions asked, and the keys still open."""

    answered: int
    asked: int
    missing: tuple[str, ...]


def form_for(template: Template, applicant: Applicant, answers: Mapping[str, object]) -> tuple[FormSection, ...]:
    """The sections and questions that this person is asked, given the answers so far (`shown_when` applied)."""
    raise NotImplementedError


def facts_from_answers(template: Template, applicant: Applicant, answers: Mapping[str, object]) -> dict[str, object]:
    """The facts of the evaluation contract that the answers say; nothing is guessed from an unanswered question."""
    raise NotImplementedError


def computed_answers(template: Template, answers: Mapping[str, object]) -> dict[str, float]:
    """Values that follow from others (body mass index, scores), for showing beside the typed ones."""
    raise NotImplementedError


def judge(field: FormField, value: float | None) -> Judgement:
    """Whether a number is implausible, low, high or normal for this person."""
    raise NotImplementedError


def progress(section: FormSection, answers: Mapping[str, object]) -> Progress:
    """How far a section is."""
    raise NotImplementedError
