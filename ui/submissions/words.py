"""How the entry at the authority reads: who, how far, and what is unusual about a line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QCoreApplication

from mhac.protocols import library
from mhac.registration import codes
from mhac.registration.birth import AgeUnit, age_on
from mhac.registration.names import display
from mhac.submissions.rules import Resolution, Status, TickHow
from mhac.submissions.views import Check, Entry, PaperLine, Sheet, SheetRow, WaitingExam
from ui.app.languages import current_language
from ui.widgets import formats


def joined(parts: Iterable[str]) -> str:
    """Return the parts that say something, with a dot between them."""
    return " · ".join(part for part in parts if part)


def said(text: str) -> str:
    """Return a word of a protocol in the language of the screens; without a translation, in English."""
    return library.labels(current_language()).get(text, text)


def country(alpha2: str | None) -> str:
    """Return the name of a country."""
    found = codes.countries().get(alpha2 or "")
    return found.name(current_language()) if found else alpha2 or ""


def name(entry: Entry) -> str:
    """Return the name as banners show it."""
    return display(entry.family_name, entry.given_names)


def facts(entry: Entry, today: date) -> str:
    """Return sex, age, birth date and nationality in one line."""
    birth = entry.facts["birth"]
    born = QCoreApplication.translate("Entry", "birth date unknown")
    if birth is not None:
        day = formats.partial_date(birth.earliest, birth.latest, birth.precision.value, estimated=birth.estimated)
        born = QCoreApplication.translate("Entry", "born {day}").format(day=day)
    age = age_on(birth, today)
    said = ""
    if age is not None:
        span = str(age.least) if age.least == age.most else f"{age.least}–{age.most}"
        unit = {
            AgeUnit.YEARS: QCoreApplication.translate("Entry", "y"),
            AgeUnit.MONTHS: QCoreApplication.translate("Entry", "mo"),
            AgeUnit.DAYS: QCoreApplication.translate("Entry", "d"),
        }[age.unit]
        said = f"≈ {span} {unit}" if age.estimated else f"{span} {unit}"
    return joined((entry.sex, said, born, country(entry.facts["citizenship"])))


def numbers(entry: Entry) -> str:
    """Return file number, case number and papers in one line."""
    kinds, language = codes.identifier_kinds(), current_language()
    papers = [
        f"{kinds[kind].name(language) if kind in kinds else kind} {value}"
        for kind, value in entry.facts["identifiers"][:3]
    ]
    return joined((entry.facts["file_number"], entry.facts["case_number"], *papers))


def progress(done: int, of: int) -> str:
    """Return "31 of 48"."""
    return QCoreApplication.translate("Entry", "{done} of {of}").format(done=done, of=of)


def paper_state(paper: PaperLine) -> tuple[str, str]:
    """Return words and tone for how far a sheet is."""
    if paper.status is Status.SUBMITTED:
        return QCoreApplication.translate("Entry", "Submitted"), "ok"
    if paper.status is None:
        return QCoreApplication.translate("Entry", "Not begun"), "neutral"
    return progress(paper.ticked, paper.lines), "accent" if paper.ticked < paper.lines else "warning"


def tab(paper: PaperLine) -> str:
    """Return what stands on a sheet's tab."""
    if paper.status is None:
        return paper.name
    done = "✓" if paper.status is Status.SUBMITTED else f"{paper.ticked}/{paper.lines}"
    return f"{paper.name}  {done}"


def waiting_state(exam: WaitingExam) -> tuple[str, str]:
    """Return words and tone for how far a whole exam is, or that it is over."""
    if exam.lapsed:
        return QCoreApplication.translate("Entry", "Validity over"), "bad"
    if exam.submitted:
        text = QCoreApplication.translate("Entry", "{done} of {of} sheets submitted")
        return text.format(done=exam.submitted, of=len(exam.papers)), "accent"
    if exam.ticked:
        text = QCoreApplication.translate("Entry", "{done} of {of} lines entered")
        return text.format(done=exam.ticked, of=exam.lines), "accent"
    return QCoreApplication.translate("Entry", "Not begun"), "neutral"


def flag(row: SheetRow) -> tuple[str, str]:
    """Return words and tone for what is unusual about a line; empty words for nothing."""
    if row.before is not None:
        before = row.before or QCoreApplication.translate("Entry", "nothing")
        return QCoreApplication.translate("Entry", "was: {before}").format(before=before), "warning"
    said = {
        "abnormal": (QCoreApplication.translate("Entry", "abnormal"), "warning"),
        "high": (QCoreApplication.translate("Entry", "high"), "warning"),
        "low": (QCoreApplication.translate("Entry", "low"), "warning"),
        "severely_high": (QCoreApplication.translate("Entry", "severely high"), "bad"),
        "severely_low": (QCoreApplication.translate("Entry", "severely low"), "bad"),
        "implausible": (QCoreApplication.translate("Entry", "unusual, confirmed"), "warning"),
        "differs_from_signed": (QCoreApplication.translate("Entry", "corrected after the signature"), "hold"),
    }
    return said.get(row.flag, ("", ""))


def tick(row: SheetRow) -> str:
    """Return who entered a line and when; empty while nobody did."""
    if row.tick is None:
        return ""
    done = joined((row.tick.by, formats.moment(row.tick.at)))
    if row.tick.how is TickHow.NO_PLACE:
        return joined((QCoreApplication.translate("Entry", "no place for it there"), done))
    return done


def resolution(value: Resolution) -> str:
    """Return what a decision about a difference says."""
    return {
        Resolution.TYPING_SLIP: QCoreApplication.translate("Entry", "The sheet is right; the second person mistyped"),
        Resolution.CORRECTED_THERE: QCoreApplication.translate(
            "Entry", "The sheet is right; the authority’s screen has been corrected"
        ),
        Resolution.EXAM_WRONG: QCoreApplication.translate("Entry", "The sheet is wrong; the exam must be amended"),
    }[value]


def check_state(sheet: Sheet) -> tuple[str, str]:
    """Return words and tone for the blind check as a whole."""
    if not sheet.checks:
        return QCoreApplication.translate("Entry", "Nobody has checked this sheet blind yet."), "muted"
    last = max(sheet.checks, key=lambda check: check.at)
    who = joined((last.by, formats.moment(last.at)))
    waiting = sum(check.is_open for check in sheet.checks)
    if waiting:
        text = QCoreApplication.translate("Entry", "Differences that wait for a decision: {count}")
        return text.format(count=waiting), "bad"
    if sheet.differences:
        text = QCoreApplication.translate("Entry", "Differences, all decided: {count}.")
        text = text.format(count=len(sheet.differences))
    else:
        text = QCoreApplication.translate("Entry", "Lines that agree: {count}.").format(count=len(sheet.checks))
    return f"{text} {who}", "ok"


def sheet_facts(sheet: Sheet) -> dict[str, str]:
    """Return what a sheet is now, by what it is called: for somebody who saw it otherwise."""
    sent = joined((formats.moment(sheet.submitted_at), sheet.submitted_by)) if sheet.submitted_at else ""
    lines = QCoreApplication.translate("Entry", "{done} of {of} lines entered")
    return {
        QCoreApplication.translate("Entry", "Number"): sheet.number,
        QCoreApplication.translate("Entry", "Frozen"): joined((formats.moment(sheet.prepared_at), sheet.prepared_by)),
        QCoreApplication.translate("Entry", "Lines"): lines.format(done=sheet.entered, of=sheet.to_enter),
        QCoreApplication.translate("Entry", "Blind check"): check_state(sheet)[0],
        QCoreApplication.translate("Entry", "Submitted"): sent,
        QCoreApplication.translate("Entry", "Opened again"): sheet.reopened_reason,
    }


def check_facts(check: Check) -> dict[str, str]:
    """Return what became of a difference, by what it is called: for somebody who saw it otherwise."""
    return {
        QCoreApplication.translate("Entry", "On the sheet"): check.on_sheet,
        QCoreApplication.translate("Entry", "Typed blind"): check.typed,
        QCoreApplication.translate("Entry", "Decided"): decided(check),
    }


def decided(check: Check) -> str:
    """Return who decided a difference, and how."""
    if check.resolution is None:
        return QCoreApplication.translate("Entry", "Waits for a decision")
    return joined((resolution(check.resolution), check.reason, check.resolved_by))


def outdated(why: str) -> str:
    """Return why a sheet no longer fits, as a sentence."""
    return {
        "changed": QCoreApplication.translate(
            "Entry",
            "The person’s data or the sheet were corrected since. Freeze the sheet anew; what still says the "
            "same stays ticked.",
        ),
        "signed_again": QCoreApplication.translate(
            "Entry", "The exam was amended and signed again since. Enter the new version."
        ),
        "amendment_open": QCoreApplication.translate(
            "Entry", "The exam is open for an amendment. Nothing can be submitted until it is signed again."
        ),
        "void": QCoreApplication.translate("Entry", "The exam was declared void."),
        "not_signed": QCoreApplication.translate("Entry", "The exam is not signed yet."),
        "altered": QCoreApplication.translate(
            "Entry", "The stored text is not the one that was signed. Tell the administrator."
        ),
    }.get(why, "")
