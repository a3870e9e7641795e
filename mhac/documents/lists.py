"""The call list: whom to ring before a day, with the number, the language, and room to write who was reached."""

from __future__ import annotations

from collections.abc import Sequence

from mhac.documents.content import CallLine, CallList, Paper
from mhac.documents.faces import BOLD, printable_name
from mhac.documents.sheet import MUTED, Sheet
from mhac.documents.table import Column, Table
from mhac.documents.words import LISTS, moment_text, weekday_text, words


def draw_call_list(content: CallList, paper: Paper = Paper.A4) -> bytes:
    """Return the calls of a day as a table, over as many pages as they need."""
    said = words(LISTS, content.language)
    sheet = Sheet(paper, title=f"{said['call_list']} {content.day.isoformat()}")
    # Who sees them takes a column only where somebody was asked for by name.
    named = any(line.clinician for line in content.lines)
    columns = (
        Column(said["time"], 8, strong=True),
        Column(said["name"], 25, strong=True),
        Column(said["phone"], 19, strong=True),
        Column(said["languages"], 20),
        Column(said["service"], 19),
        Column(said["room"], 12),
        *((Column(said["clinician"], 15),) if named else ()),
        Column(said["reached"], 24),
    )
    rows = tuple(_row(line, content.language, named=named) for line in content.lines)
    table = Table(columns, rows, width=sheet.inner, size=7.5)
    top = 68 if content.closed else 44
    parts = table.pages(sheet.bottom - 106 - top, sheet.bottom - 106 - top)
    for page, part in enumerate(parts, start=1):
        if page > 1:
            sheet.new_page()
        y = sheet.head(content.clinic)
        title = f"{said['call_list']} · {weekday_text(content.day, content.language)}"
        sheet.fitted(sheet.left, y + 30, title, 15, sheet.inner - 130, font=BOLD)
        sheet.text_right(sheet.right, y + 30, said["calls"].format(count=len(content.lines)), 9, colour=MUTED)
        draw_closed(sheet, y + 46, content.closed, content.language)
        if content.lines:
            table.draw(sheet, y + top, part)
        else:
            sheet.text(sheet.left, y + top + 20, said["no_calls"], 11)
        made = said["made"].format(date=moment_text(content.made_at, content.language))
        pages = said["page"].format(page=page, pages=len(parts))
        sheet.text_right(sheet.right, sheet.bottom, f"{made} · {pages}", 7.5, colour=MUTED)
    return sheet.finish()


def draw_closed(sheet: Sheet, y: float, closed: Sequence[str], language: str) -> None:
    """Say under the title of a list what is closed on that day; whoever stands there is to be moved."""
    if closed:
        said = words(LISTS, language)["closed"].format(what="; ".join(closed))
        sheet.fitted(sheet.left, y, said, 8.5, sheet.inner, lines=2, font=BOLD)


def _row(line: CallLine, language: str, *, named: bool) -> tuple[str, ...]:
    said = words(LISTS, language)
    name = printable_name(line.name)
    speaks = list(line.languages)
    if line.interpreter == "?":
        speaks.append(said["interpreter_needed"])
    elif line.interpreter:
        speaks.append(said["interpreter"].format(language=line.interpreter))
    return (
        line.time,
        said["people"].format(name=name, count=line.others) if line.others else name,
        ", ".join(line.phones) or said["no_phone"],
        ", ".join(speaks),
        line.service,
        line.room,
        *((line.clinician,) if named else ()),
        "",
    )
