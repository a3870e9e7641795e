"""What the entry page loads and which services it calls; plain Python, no widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from mhac.kernel.unit_of_work import UnitOfWork
from mhac.submissions import making, queries, service
from mhac.submissions.rules import EXTERNAL, Resolution, RowState, TickHow, plain_number
from mhac.submissions.views import BlindField, Check, Entry, Printable, Sheet, SheetRow, WaitingExam

Act = Callable[[UnitOfWork], Any]


def load_waiting(uow: UnitOfWork) -> tuple[WaitingExam, ...]:
    """Ask what is to be entered."""
    return queries.to_enter(uow)


def load_entry(exam_id: int, paper: str | None) -> Callable[[UnitOfWork], Entry]:
    """The question for the entry page of an exam."""
    return partial(_entry, exam_id=exam_id, paper=paper)


def _entry(uow: UnitOfWork, *, exam_id: int, paper: str | None) -> Entry:
    return queries.entry(uow, exam_id, paper)


def load_blind(submission_id: int) -> Callable[[UnitOfWork], tuple[BlindField, ...]]:
    """The question for the critical lines, without their values."""
    return partial(_blind, submission_id=submission_id)


def _blind(uow: UnitOfWork, *, submission_id: int) -> tuple[BlindField, ...]:
    return queries.blind_fields(uow, submission_id)


def load_printable(submission_id: int) -> Callable[[UnitOfWork], Printable]:
    """The question for what draws a sheet."""
    return partial(_printable, submission_id=submission_id)


def _printable(uow: UnitOfWork, *, submission_id: int) -> Printable:
    return queries.printable(uow, submission_id)


def draw(found: Printable, zone: ZoneInfo) -> bytes:
    """Draw a sheet, or give back the snapshot that is there; for the document lane."""
    return found.pdf if found.pdf is not None else making.drawn(found, zone)


def prepare(exam_id: int, paper: str) -> Act:
    """The act that freezes a sheet."""
    return partial(service.prepare, exam_id=exam_id, paper=paper)


def newest(sheet: Sheet) -> Callable[[UnitOfWork], Sheet]:
    """The question for a sheet as it is now."""
    return partial(_newest, submission_id=sheet.submission_id)


def _newest(uow: UnitOfWork, *, submission_id: int) -> Sheet:
    return queries.sheet(uow, submission_id)


def newest_check(sheet: Sheet, check: Check) -> Callable[[UnitOfWork], Check | None]:
    """The question for a difference as it is now."""
    return partial(_newest_check, submission_id=sheet.submission_id, check_id=check.id)


def _newest_check(uow: UnitOfWork, *, submission_id: int, check_id: int) -> Check | None:
    return next((one for one in queries.sheet(uow, submission_id).checks if one.id == check_id), None)


def renew(sheet: Sheet) -> Act:
    """The act that freezes it anew."""
    return partial(service.renew, submission_id=sheet.submission_id, version=sheet.version)


def tick(sheet: Sheet, row: str, how: TickHow) -> Act:
    """The act that ticks a line."""
    return partial(service.tick, submission_id=sheet.submission_id, row=row, how=how)


def untick(sheet: Sheet, row: str) -> Act:
    """The act that takes a tick back."""
    return partial(service.untick, submission_id=sheet.submission_id, row=row)


def set_number(sheet: Sheet, number: str) -> Act:
    """The act that keeps the authority's number."""
    return partial(service.set_number, submission_id=sheet.submission_id, version=sheet.version, number=number)


def stands_on_sheet(sheet: Sheet, number: str) -> bool:
    """Whether a number needs no line of the sheet any more: it has none, or it says this number."""
    return plain_number(number) == sheet.number or all(row.name != EXTERNAL for row in sheet.rows)


def rekey(submission_id: int, typed: Mapping[str, str]) -> Act:
    """The act that keeps a blind check."""
    return partial(service.rekey, submission_id=submission_id, typed=dict(typed))


def resolve(check_id: int, version: int, resolution: Resolution, reason: str) -> Act:
    """The act that decides a difference."""
    return partial(service.resolve, check_id=check_id, version=version, resolution=resolution, reason=reason)


def submit(sheet: Sheet, number: str, at: datetime) -> Act:
    """The act that says the sheet is at the authority."""
    return partial(
        service.submit, submission_id=sheet.submission_id, version=sheet.version, number=number, submitted_at=at
    )


def reopen(sheet: Sheet, reason: str) -> Act:
    """The act that opens a submitted sheet again."""
    return partial(service.reopen, submission_id=sheet.submission_id, version=sheet.version, reason=reason)


def attach(submission_id: int, pdf: bytes) -> Act:
    """The act that keeps the snapshot."""
    return partial(service.attach_snapshot, submission_id=submission_id, pdf=pdf)


def handed_out(submission_id: int, how: str) -> Act:
    """The act that notes that the paper left the program."""
    return partial(service.record_handed_out, submission_id=submission_id, how=how)


def shown_rows(rows: tuple[SheetRow, ...], *, whole: bool) -> tuple[SheetRow, ...]:
    """Return the lines to be shown: all, or only those that are asked of this person."""
    return rows if whole else tuple(row for row in rows if row.state is not RowState.NOT_ASKED)


def moment_of(day: date, minutes: int, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the moment of a day and time; the minute that runs now is this very moment."""
    found = datetime.combine(day, time(minutes // 60 % 24, minutes % 60), zone)
    return now if found == now.replace(second=0, microsecond=0) else found
