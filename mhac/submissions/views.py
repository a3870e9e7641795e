"""What the screens get of an entry at the authority: frozen values, never rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mhac.submissions.rules import NumberFormat, Resolution, RowState, Status, TickHow


@dataclass(frozen=True)
class Tick:
    """Who entered a line, and when."""

    how: TickHow
    at: datetime
    by: str


@dataclass(frozen=True)
class Check:
    """What a second person typed blind for a line, and who decided where it differs."""

    id: int
    version: int
    row: str
    label: str
    on_sheet: str
    typed: str
    agrees: bool
    at: datetime
    by: str
    by_id: int | None
    resolution: Resolution | None
    reason: str
    resolved_at: datetime | None
    resolved_by: str

    @property
    def is_open(self) -> bool:
        """Whether a difference waits for a decision, or for the exam to be amended."""
        return not self.agrees and self.resolution in (None, Resolution.EXAM_WRONG)


@dataclass(frozen=True)
class SheetRow:
    """One line of the entry sheet."""

    name: str
    label: str
    value: str
    copy: str
    kind: str
    flag: str
    state: RowState
    by: str
    at: datetime | None
    critical: bool
    required: bool
    tick: Tick | None
    check: Check | None
    before: str | None
    """What an earlier submission of this exam said, where this line is different now."""


@dataclass(frozen=True)
class SheetPart:
    """A part of the sheet under its heading."""

    key: str
    heading: str
    help: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True)
class PaperLine:
    """One of an exam's sheets: its name, how far it is, and what it became."""

    key: str
    name: str
    title: str
    submission_id: int | None
    status: Status | None
    lines: int
    ticked: int
    number: str
    submitted_at: datetime | None


@dataclass(frozen=True)
class Earlier:
    """A sheet of an earlier signed version of the exam."""

    submission_id: int
    seq: int
    status: Status
    number: str
    submitted_at: datetime | None
    submitted_by: str


@dataclass(frozen=True)
class Sheet:
    """One sheet, whole, for the entry page."""

    submission_id: int
    version: int
    exam_id: int
    seq: int
    code: str
    status: Status
    paper_key: str
    name: str
    title: str
    destination: str
    source: str
    confidence: str
    digest: str
    parts: tuple[SheetPart, ...]
    number: str
    number_format: NumberFormat
    prepared_at: datetime
    prepared_by: str
    submitted_at: datetime | None
    submitted_by: str
    reopened_reason: str
    has_snapshot: bool
    outdated: str
    """Why the sheet no longer fits: "" , "signed_again", "amendment_open", "void", "changed" (person or paper)."""
    checks: tuple[Check, ...]
    earlier: tuple[Earlier, ...]
    i_ticked: bool
    """Whether the asking person entered a line, and so cannot be the second pair of eyes."""

    @property
    def rows(self) -> tuple[SheetRow, ...]:
        """Every line."""
        return tuple(row for part in self.parts for row in part.rows)

    @property
    def to_enter(self) -> int:
        """How many lines hold something."""
        return sum(row.state is RowState.GIVEN for row in self.rows)

    @property
    def entered(self) -> int:
        """How many of them are ticked."""
        return sum(row.state is RowState.GIVEN and row.tick is not None for row in self.rows)

    @property
    def differences(self) -> tuple[Check, ...]:
        """What the second person typed otherwise."""
        return tuple(check for check in self.checks if not check.agrees)


@dataclass(frozen=True)
class Entry:
    """The entry page of one exam: who, which sheets, and the one that is open."""

    person_id: int
    exam_id: int
    case_id: int
    family_name: str
    given_names: str
    sex: str
    facts: Mapping[str, Any]
    photo: bytes | None
    country: str
    category_label: str
    exam_date: date
    signed_at: datetime | None
    physician: str
    may_enter: str
    """Why nothing can be entered now: "", "not_signed", "amendment_open", "void"."""
    papers: tuple[PaperLine, ...]
    sheet: Sheet | None


@dataclass(frozen=True)
class WaitingExam:
    """A signed exam of which not every sheet is submitted yet."""

    exam_id: int
    person_id: int
    name: str
    file_number: str
    case_number: str
    country: str
    signed_at: datetime
    papers: tuple[PaperLine, ...]
    valid_until: date | None
    lapsed: bool = False
    """Whether the validity is over: who is to be entered now is examined anew."""

    @property
    def submitted(self) -> int:
        """How many sheets are at the authority."""
        return sum(paper.status is Status.SUBMITTED for paper in self.papers)

    @property
    def lines(self) -> int:
        """How many lines there are on the sheets begun."""
        return sum(paper.lines for paper in self.papers)

    @property
    def ticked(self) -> int:
        """How many of them are entered."""
        return sum(paper.ticked for paper in self.papers)


@dataclass(frozen=True)
class BlindField:
    """A critical line, without its value: what the second person types."""

    row: str
    label: str
    kind: str
    heading: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Printable:
    """What the document lane needs to draw a sheet, or the snapshot that is there already."""

    submission_id: int
    name: str
    content: Mapping[str, Any]
    frozen: str
    digest: str
    code: str
    photo: bytes | None
    logo: bytes | None
    pdf: bytes | None
