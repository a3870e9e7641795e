"""What the screens get of an assessment: frozen values, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mhac.exams.assessing import CurrentAnswer, RaisedFlag
from mhac.exams.needs import Need
from mhac.exams.rules import Decision, EventKind, ExamStatus, StepState
from mhac.protocols.assessment import Applicant
from mhac.protocols.form import FormSection, Progress
from mhac.protocols.outlook import Outlook
from mhac.protocols.own_numbers import OwnNumber
from mhac.registration.birth import BirthDate


@dataclass(frozen=True)
class Banner:
    """Who this is: shown above everything that concerns one person."""

    person_id: int
    file_number: str
    family_name: str
    given_names: str
    sex: str
    birth: BirthDate | None
    citizenship: str | None
    camp: str | None
    languages: tuple[str, ...]
    interpreter_language: str | None
    needs_interpreter: bool
    identifiers: tuple[tuple[str, str], ...]
    photo: bytes | None
    case_id: int | None = None
    case_number: str = ""
    country: str = ""
    category: str = ""
    category_label: str = ""
    programme: str = ""


@dataclass(frozen=True)
class Reason:
    """Why something is asked, or is so, with where the rule comes from and how sure that is.

    `own` are the numbers behind the rule that the clinic changed, with what the edition says.
    """

    rule: str
    because: str
    source: str
    confidence: str
    facts: tuple[tuple[str, Any], ...] = ()
    own: tuple[OwnNumber, ...] = ()
    confirmed: bool = False
    """Whether the panel physician confirmed the rule when adopting the edition; never kept, told when it is read."""


@dataclass(frozen=True)
class Requirement:
    """One thing that the protocol asks of this person, and how far it has come."""

    item: str
    label: str
    kind: str
    stage: str
    state: StepState
    reasons: tuple[Reason, ...] = ()
    needs: tuple[str, ...] = ()
    section: str = ""
    result: str = ""
    abnormal: bool = False
    done_at: datetime | None = None
    done_by: str = ""
    request_id: int | None = None
    request_number: str = ""
    requested_at: datetime | None = None
    can_be_requested: bool = False


@dataclass(frozen=True)
class ProposedClass:
    """A class that the facts propose, with its reasons."""

    code: str
    label: str
    blocks_travel: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Said:
    """A warning or a hold, in words, with its reason."""

    code: str
    text: str
    reason: Reason


@dataclass(frozen=True)
class Due:
    """A vaccine or a drug that the protocol says is given or offered (`kind`), as of the day of the examination (`on`).

    `amounts` is the whole amount of a drug. `next_on` is the day on which the next dose of a vaccine is due, once what
    is due is given; a vaccine that is not due `now` stands here for that day. What waits for a fact has `needs`.
    """

    kind: str
    code: str
    label: str
    now: bool
    on: date
    reasons: tuple[Reason, ...] = ()
    amounts: tuple[tuple[str, float], ...] = ()
    next_on: date | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What the protocol says of the whole exam. `classes` is None while they wait; `needs` names the facts.

    `grades` holds those that can be said already; `grade_waits` names the graded items that still wait. `exam_needed`
    is None while it is not known; `due` are the vaccines and drugs.
    """

    classes: tuple[ProposedClass, ...] | None
    certain: tuple[ProposedClass, ...]
    needs: tuple[Need, ...]
    grades: Mapping[str, str]
    complete: bool | None
    cleared: bool | None
    valid_until: date | None
    holds: tuple[Said, ...]
    warnings: tuple[Said, ...]
    grade_reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    grade_waits: tuple[str, ...] = ()
    exam_needed: bool | None = None
    due: tuple[Due, ...] = ()

    @property
    def proposed(self) -> Decision | None:
        """What would be decided if the physician only confirms; None while a class or a grade waits."""
        if self.classes is None or self.grade_waits:
            return None
        return Decision.of((one.code for one in self.classes), self.grades)


@dataclass(frozen=True)
class Decided:
    """A classification as a physician made it. `current` is False when an answer was changed after it."""

    proposed: Decision
    decided: Decision
    reason: str
    at: datetime
    by: str
    current: bool
    cleared: bool | None
    valid_until: date | None

    @property
    def overridden(self) -> bool:
        """Whether the physician decided otherwise than the protocol proposed."""
        return not self.decided.agrees_with(self.proposed)


@dataclass(frozen=True)
class SignatureLine:
    """A signature in the list of an exam's versions."""

    seq: int
    at: datetime
    physician: str
    licence: str
    digest: str
    reason: str
    classes: tuple[str, ...]
    cleared: bool | None
    valid_until: date | None
    identity: Mapping[str, Any] | None = None

    def is_for(self, person: Mapping[str, Any]) -> bool:
        """Tell whether the signature holds for who the person is now (`identity_of`); unknown is no doubt."""
        return self.identity is None or dict(self.identity) == dict(person)


@dataclass(frozen=True)
class SignedVersion:
    """A signed version with its frozen content; `intact` says that the text still has the digest that was signed."""

    line: SignatureLine
    content: Mapping[str, Any]
    intact: bool


@dataclass(frozen=True)
class EventLine:
    """What happened to an exam as a whole."""

    kind: EventKind
    reason: str
    at: datetime
    by: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DraftLine:
    """Typed and not yet finished: given back after a crash."""

    section: str
    values: Mapping[str, Any]
    base: Mapping[str, int]
    marks: Mapping[str, str]
    saved_at: datetime


@dataclass(frozen=True)
class OpenFlag:
    """A warning sign, and what was done about it, if somebody did."""

    raised: RaisedFlag
    section_label: str
    field_label: str
    action: str = ""
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has acknowledged it yet."""
        return self.acknowledged_at is None


@dataclass(frozen=True)
class SectionView:
    """A section of the form, how far it is, and whether somebody else is typing in it."""

    section: FormSection
    progress: Progress
    drafted_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """Measured values of one earlier exam of the same person."""

    exam_date: date
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ExamView:
    """One exam, whole, for the examination page."""

    id: int
    version: int
    status: ExamStatus
    revision: int
    exam_date: date
    country: str
    edition: str
    edition_title: str
    template_digest: str
    adopted: bool
    applicant: Applicant
    settings: Mapping[str, object]
    banner: Banner
    sections: tuple[SectionView, ...]
    answers: Mapping[str, CurrentAnswer]
    drafts: Mapping[str, DraftLine]
    computed: Mapping[str, float]
    requirements: tuple[Requirement, ...]
    verdict: Verdict
    decided: Decided | None
    flags: tuple[OpenFlag, ...]
    signatures: tuple[SignatureLine, ...]
    previous: tuple[Reading, ...]
    alerts: tuple[Alert, ...] = ()
    case_can_be_followed: bool = True
    """Where the case was corrected since: whether the exam's edition knows its country and category."""
    amendment_reason: str = ""
    identity_checked_at: datetime | None = None
    ticket: str = ""
    confirmed_rules: frozenset[str] = frozenset()
    """The rules without a verified source that the panel physician confirmed when adopting the edition."""


@dataclass(frozen=True)
class ExamLine:
    """One exam in the case file's list."""

    id: int
    version: int
    status: ExamStatus
    revision: int
    country: str
    edition: str
    exam_date: date
    begun_by: str
    signed_at: datetime | None = None
    signed_by: str = ""


@dataclass(frozen=True)
class Member:
    """One member of the family with how far his exam is; `percent` is None before it began."""

    person_id: int
    family_name: str
    given_names: str
    sex: str
    birth: BirthDate | None
    relationship: str
    principal: bool
    travels: bool
    exam_id: int | None
    status: ExamStatus | None
    percent: int | None
    held: bool = False
    file_number: str = ""


@dataclass(frozen=True)
class Visit:
    """One visit to the clinic, for the last lines of the case file."""

    at: datetime
    ticket: str
    status: str


@dataclass(frozen=True)
class Alert:
    """Something that everybody who touches this person should know first: an allergy, a pregnancy, a hold."""

    kind: str
    detail: str = ""


@dataclass(frozen=True)
class CaseFile:
    """Everything that the case file page shows. `clinical` is False for those who see only done or not done."""

    banner: Banner
    clinical: bool
    members: tuple[Member, ...]
    exam: ExamLine | None
    requirements: tuple[Requirement, ...]
    verdict: Verdict | None
    decided: Decided | None
    edition_title: str
    adopted: bool
    exams: tuple[ExamLine, ...]
    signatures: tuple[SignatureLine, ...]
    events: tuple[EventLine, ...]
    visits: tuple[Visit, ...]
    alerts: tuple[Alert, ...] = ()
    outlook: Outlook | None = None


@dataclass(frozen=True)
class SectionSaved:
    """What a finished section came to."""

    section: str
    at: datetime
    numbers: Mapping[str, int]
    progress: Progress
    open_flags: tuple[RaisedFlag, ...]


@dataclass(frozen=True)
class Signing:
    """What would be signed now, and what still stands in the way, named."""

    content: Mapping[str, Any] | None
    digest: str
    adopted: bool
    needs: tuple[Need, ...]
    items: tuple[str, ...]
    questions: tuple[tuple[str, str], ...]
    """Section label and question."""
    flags: tuple[OpenFlag, ...]
    drafts: tuple[str, ...]
    classified: bool
    same_case: bool = True
    """Whether the case still has the country and category that is examined for."""

    @property
    def is_ready(self) -> bool:
        """Whether nothing stands in the way."""
        open_points = (self.needs, self.items, self.questions, self.flags, self.drafts)
        return self.adopted and self.classified and self.same_case and not any(open_points)


@dataclass(frozen=True)
class Clearance:
    """What travel needs to know of a person's exam. Unless `signed`, nobody may be cleared by it."""

    exam_id: int
    person_id: int
    case_id: int
    country: str
    category: str
    edition: str
    exam_date: date
    status: ExamStatus
    signed: bool
    signed_at: datetime | None
    physician: str
    licence: str
    digest: str
    seq: int | None
    classes: tuple[str, ...]
    cleared: bool | None
    valid_until: date | None
    amendment_open: bool
    other_person: bool = False
    """Whether name, sex or birth date were changed after the signature: it holds no more until it is amended."""
