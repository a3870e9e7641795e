"""Sheets that stay in the clinic: codes for the safe and a workstation, the day list for a morning without power."""

from __future__ import annotations

from mhac.documents.content import DayLine, DayList, EnrolmentSheet, Paper, RecoverySheet
from mhac.documents.faces import BOLD, printable_name
from mhac.documents.lists import draw_closed
from mhac.documents.sheet import EMPTY, MUTED, TEXT, Box, Sheet
from mhac.documents.table import Column, Table
from mhac.documents.words import birth_text, moment_text, weekday_text, words

_PAPER = "slips"
_GROUPS_A_LINE = 4


def draw_recovery_sheet(content: RecoverySheet, paper: Paper = Paper.A4) -> bytes:
    """Return the sheet with the recovery code, in groups as they are typed, and how to keep it."""
    said = words(_PAPER, content.language)
    sheet = Sheet(paper, title=said["recovery"])
    y = sheet.head(content.clinic)
    sheet.text(sheet.left, y + 36, said["recovery"], 18, font=BOLD)
    y = sheet.paragraph(sheet.left, y + 62, said["recovery_what"], 10.5, sheet.inner) + 8
    y = _code(sheet, y, content.code)
    for key in ("recovery_keep", "recovery_use"):
        y = sheet.paragraph(sheet.left, y, said[key], 10.5, sheet.inner) + 8
    y += 10
    for label, value in (
        (said["made_for"], content.made_for),
        (said["made_at"], moment_text(content.made_at, content.language)),
    ):
        sheet.text(sheet.left, y, label, 8.5, colour=MUTED)
        y = sheet.fitted(sheet.left, y + 14, value, 11, sheet.inner, lines=2, font=BOLD) + 8
    sheet.rule(y + 34, right=sheet.left + 240, colour=TEXT)
    sheet.text(sheet.left, y + 46, said["signed"], 8.5, colour=MUTED)
    return sheet.finish()


def draw_enrolment_sheet(content: EnrolmentSheet, paper: Paper = Paper.A4) -> bytes:
    """Return the sheet with the code for one more workstation, until when it is good, and how to join, step by step."""
    said = words(_PAPER, content.language)
    named = {"name": printable_name(content.name), "login": content.login, "file": content.file_name}
    sheet = Sheet(paper, title=said["enrolment"])
    y = sheet.head(content.clinic)
    sheet.text(sheet.left, y + 36, said["enrolment"], 18, font=BOLD)
    y = sheet.paragraph(sheet.left, y + 62, said["enrolment_what"].format(**named), 10.5, sheet.inner) + 8
    y = _code(sheet, y, content.code)
    until = said["enrolment_until"].format(date=moment_text(content.until, content.language))
    y = sheet.fitted(sheet.left, y, until, 12, sheet.inner, lines=2, font=BOLD) + 14
    for number, step in enumerate(said["enrolment_steps"], start=1):
        sheet.text(sheet.left, y, f"{number}.", 10.5, font=BOLD)
        y = sheet.paragraph(sheet.left + 20, y, step.format(**named), 10.5, sheet.inner - 20) + 6
    y += 6
    for key in ("enrolment_keep", "enrolment_after"):
        y = sheet.paragraph(sheet.left, y, said[key], 10.5, sheet.inner) + 8
    y += 10
    for label, value in (
        (said["made_for"], named["name"]),
        (said["made_at"], f"{moment_text(content.made_at, content.language)} · {printable_name(content.made_by)}"),
    ):
        sheet.text(sheet.left, y, label, 8.5, colour=MUTED)
        y = sheet.fitted(sheet.left, y + 14, value, 11, sheet.inner, lines=2, font=BOLD) + 8
    return sheet.finish()


def _code(sheet: Sheet, top: float, code: str) -> float:
    """Draw a code in groups, as it is typed, in a panel; return where the next line may stand."""
    groups = code.replace("-", " ").split()
    lines = ["   ".join(groups[at : at + _GROUPS_A_LINE]) for at in range(0, len(groups), _GROUPS_A_LINE)]
    height = 26 * len(lines) + 20
    sheet.panel(Box(sheet.left, top, sheet.inner, height), fill=EMPTY)
    for at, line in enumerate(lines):
        sheet.spaced(sheet.left + sheet.inner / 2, top + 28 + 26 * at, line, 17)
    return top + height + 26


def draw_day_list(content: DayList, paper: Paper = Paper.A4) -> bytes:
    """Return the day's appointments as a table, over as many pages as they need."""
    said = words(_PAPER, content.language)
    sheet = Sheet(paper, title=f"{said['day_list']} {content.day.isoformat()}")
    # Who sees them takes a column only where somebody was asked for by name.
    named = any(line.clinician for line in content.lines)
    columns = (
        Column(said["time"], 9, strong=True),
        Column(said["room"], 13),
        *((Column(said["clinician"], 16),) if named else ()),
        Column(said["service"], 19),
        Column(said["name"], 27, strong=True),
        Column(said["born"], 15),
        Column(said["number"], 15),
        Column(said["case"], 17),
        Column(said["status"], 14),
    )
    rows = tuple(_row(line, content.language, named=named) for line in content.lines)
    table = Table(columns, rows, width=sheet.inner, size=7.5)
    top = 68 if content.closed else 44
    parts = table.pages(sheet.bottom - 106 - top, sheet.bottom - 106 - top)
    for page, part in enumerate(parts, start=1):
        if page > 1:
            sheet.new_page()
        y = sheet.head(content.clinic)
        sheet.fitted(
            sheet.left,
            y + 30,
            f"{said['day_list']} · {weekday_text(content.day, content.language)}",
            15,
            sheet.inner - 130,
            font=BOLD,
        )
        sheet.text_right(sheet.right, y + 30, said["appointments"].format(count=len(content.lines)), 9, colour=MUTED)
        draw_closed(sheet, y + 46, content.closed, content.language)
        if content.lines:
            table.draw(sheet, y + top, part)
        else:
            sheet.text(sheet.left, y + top + 20, said["no_appointments"], 11)
        made = said["made"].format(date=moment_text(content.made_at, content.language))
        pages = said["page"].format(page=page, pages=len(parts))
        sheet.text_right(sheet.right, sheet.bottom, f"{made} · {pages}", 7.5, colour=MUTED)
    return sheet.finish()


def _row(line: DayLine, language: str, *, named: bool) -> tuple[str, ...]:
    status = " – ".join(part for part in (line.status, line.note) if part)
    birth = birth_text(line.birth, language) if line.birth else ""
    where = (line.room, line.clinician) if named else (line.room,)
    return (line.time, *where, line.service, printable_name(line.name), birth, line.number, line.case_number, status)
