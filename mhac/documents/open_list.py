"""The list of what is left open at the end of a clinic day, to be worked through or handed to who opens tomorrow."""

from __future__ import annotations

from mhac.documents.content import OpenList, Paper
from mhac.documents.faces import BOLD, printable_name
from mhac.documents.sheet import MUTED, Sheet
from mhac.documents.table import Column, Table
from mhac.documents.words import moment_text, weekday_text, words

_PAPER = "slips"
_BELOW_HEAD = 190


def draw_open_list(content: OpenList, paper: Paper = Paper.A4) -> bytes:
    """Return the list as a table, over as many pages as it needs."""
    said = words(_PAPER, content.language)
    sheet = Sheet(paper, title=f"{said['open_list']} {content.day.isoformat()}")
    columns = (
        Column("", 4),
        Column(said["kind"], 18),
        Column(said["name"], 28, strong=True),
        Column(said["number"], 14),
        Column(said["since"], 14),
        Column(said["what"], 36),
    )
    rows = tuple(("[  ]", line.kind, printable_name(line.name), line.number, line.since, line.what)
                 for line in content.lines)  # fmt: skip
    table = Table(columns, rows, width=sheet.inner, size=8.5)
    parts = table.pages(sheet.bottom - _BELOW_HEAD, sheet.bottom - _BELOW_HEAD)
    title = f"{said['open_list']} · {weekday_text(content.day, content.language)}"
    for page, part in enumerate(parts, start=1):
        if page > 1:
            sheet.new_page()
        y = sheet.head(content.clinic)
        sheet.fitted(sheet.left, y + 30, title, 15, sheet.inner, font=BOLD)
        if content.lines:
            table.draw(sheet, y + 44, part)
        else:
            sheet.text(sheet.left, y + 64, said["nothing_open"], 11)
        if page == len(parts):
            sheet.text(sheet.left, sheet.bottom - 24, said["closed_by"], 8.5, colour=MUTED)
            sheet.rule(sheet.bottom - 24, left=sheet.left + 130, right=sheet.left + 360)
        made = said["made"].format(date=moment_text(content.made_at, content.language))
        pages = said["page"].format(page=page, pages=len(parts))
        sheet.text_right(sheet.right, sheet.bottom, f"{made} · {pages}", 7.5, colour=MUTED)
    return sheet.finish()
