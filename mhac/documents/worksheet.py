"""The worksheet: an exam in the order of the authority's form or screen, to be entered from, and to be kept.

The layout is the clinic's own. What it says is English, as the authority's screen is; the head names it in the three
languages of the clinic. Nothing on it depends on the moment of printing: a reprint is the same paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mhac.documents.content import Clinic, Paper, PersonLine
from mhac.documents.faces import BOLD, ITALIC, REGULAR, printable_name, wrap
from mhac.documents.sealing import embed
from mhac.documents.sheet import EMPTY, LEADING, MUTED, TEXT, WARNING, Box, Sheet
from mhac.documents.words import birth_text, words

_PAPER = "worksheet"
_LANGUAGES = ("en", "fr", "rw")
_SIZE = 8.5
_SMALL = 7.0
_FOOT = 40.0
_SIGN_OFF = 62.0
_HEADING = 24.0
_SHARES = (0.42, 0.34, 0.24)
_PAD = 6.0


@dataclass(frozen=True)
class WorksheetRow:
    """One line. `state` is "given", "empty" or "not_asked"; `flag` a key of the paper's words; `made` who and when."""

    label: str
    value: str
    state: str
    flag: str = ""
    made: str = ""
    required: bool = False
    gathered: tuple[str, ...] = ()
    """Questions that are not asked of this person, one after the other: named in one line, so that pages stay few."""


@dataclass(frozen=True)
class WorksheetPart:
    """The lines under one heading."""

    heading: str
    rows: tuple[WorksheetRow, ...]
    help: str = ""


@dataclass(frozen=True)
class Worksheet:
    """Everything that a worksheet says."""

    clinic: Clinic
    code: str
    number: str
    title: str
    person: PersonLine
    has_one_name: bool
    case_number: str
    category: str
    examined: str
    signed: str
    physician: str
    layout: str
    source: str
    confirmed: bool
    seq: int
    edition: str
    digest: str
    parts: tuple[WorksheetPart, ...]

    @property
    def name(self) -> str:
        """How the authority calls it."""
        return f"{self.number}, {self.title}" if self.number else self.title


@dataclass(frozen=True)
class _Block:
    """A heading, a line broken to its columns, or questions gathered in one; `height` is what it takes."""

    height: float
    cells: tuple[tuple[str, ...], ...] = ()
    row: WorksheetRow | None = None
    heading: str = ""
    help: tuple[str, ...] = ()


def draw_worksheet(content: Worksheet, frozen: str = "", paper: Paper = Paper.A4) -> bytes:
    """Return the worksheet as PDF; the `frozen` text is kept inside, so that a file can be told from another."""
    said = words(_PAPER, "en")
    sheet = Sheet(paper, title=f"{content.name} {content.code}", subject=content.code)
    top = _first_head(sheet, content, said)
    room = sheet.bottom - _FOOT
    pages = _pages(_blocks(sheet, content, said), room - top, room - _LATER_TOP)
    for number, blocks in enumerate(pages, start=1):
        y = top
        if number > 1:
            sheet.new_page()
            y = _later_head(sheet, content, said)
        for block in blocks:
            y = _draw(sheet, y, block, said)
        if number == len(pages):
            _sign_off(sheet, y, said)
        _foot(sheet, content, said, f"{said['page'].format(page=number, pages=len(pages))}")
    return embed(sheet.finish(), content.code, frozen)


_LATER_TOP = 118.0


def _first_head(sheet: Sheet, content: Worksheet, said: dict[str, Any]) -> float:
    y = sheet.head(content.clinic, right_label=said["kind_short"], right_text=content.number or content.title)
    left = sheet.inner - 200
    y = sheet.fitted(sheet.left, y + 30, content.name, 15, left, lines=2, font=BOLD)
    kinds = " · ".join(words(_PAPER, language)["kind"] for language in _LANGUAGES)
    y = sheet.fitted(sheet.left, y - 2, kinds, 8, left, lines=2, colour=MUTED)
    own = said["own_layout"].format(name=content.number or content.title)
    y = sheet.fitted(sheet.left, y, own, 7.5, left, lines=2, colour=MUTED)
    sheet.code128_in(Box(sheet.right - 180, 92, 180, 46), content.code, align=1.0)
    return _person(sheet, max(y, 144) + 4, content, said)


def _person(sheet: Sheet, top: float, content: Worksheet, said: dict[str, Any]) -> float:
    person, x = content.person, sheet.left
    sheet.picture(Box(x, top, 60, 75), person.photo, cover=True, ground=True)
    x += 74
    room = sheet.right - x
    name = printable_name(person.name, person.latin_name)
    shown = f"{name} ({said['one_name']})" if content.has_one_name else name
    y = sheet.fitted(x, top + 12, shown, 13, room, lines=2, font=BOLD, smallest=8) + 2
    examined = (said["examined"], content.examined)
    rows = (
        ((said["born"], birth_text(person.birth)), (said["sex"], person.sex), (said["file_number"], person.number)),
        ((said["case"], content.case_number), (said["category"], content.category), examined),
        ((said["physician"], content.physician), (said["signed"], content.signed), ("", "")),
    )
    for row in rows:
        lowest = y
        for at, (label, value) in enumerate(row):
            if label:
                left = x + at * room / 3
                sheet.text(left, y, label, 7, colour=MUTED)
                after = sheet.fitted(
                    left, y + 10.5, value or said["not_recorded"], 8.5, room / 3 - 8, lines=2, font=BOLD
                )
                lowest = max(lowest, after)
        y = lowest + 2
    return max(y, top + 81) + 4


def _later_head(sheet: Sheet, content: Worksheet, said: dict[str, Any]) -> float:
    y = sheet.head(content.clinic, right_label=said["kind_short"], right_text=content.number or content.title)
    name = printable_name(content.person.name, content.person.latin_name)
    who = " · ".join(part for part in (birth_text(content.person.birth), content.person.number) if part)
    sheet.fitted(sheet.left, y + 16, name, 11, sheet.inner * 0.62, font=BOLD)
    sheet.text_right(sheet.right, y + 16, who, 8.5, colour=MUTED)
    return _LATER_TOP


def _blocks(sheet: Sheet, content: Worksheet, said: dict[str, Any]) -> list[_Block]:
    widths = [sheet.inner * share - gap for share, gap in zip(_SHARES, (16, 8, 2), strict=True)]
    blocks = []
    for part in content.parts:
        if not part.rows:
            continue
        lines = tuple(wrap(part.help, ITALIC, _SMALL, sheet.inner - 12)) if part.help else ()
        height = _HEADING + len(lines) * _SMALL * LEADING
        blocks.append(_Block(height, heading=part.heading, help=lines))
        blocks += [_gathered(row, sheet, said) if row.gathered else _row_block(row, widths, said) for row in part.rows]
    return blocks


def _gathered(row: WorksheetRow, sheet: Sheet, said: dict[str, Any]) -> _Block:
    text = f"{said['not_asked']}: {'; '.join(row.gathered)}"
    lines = tuple(wrap(text, ITALIC, _SMALL, sheet.inner - 12))
    return _Block(len(lines) * _SMALL * LEADING + _PAD, row=row, help=lines)


def _row_block(row: WorksheetRow, widths: Sequence[float], said: dict[str, Any]) -> _Block:
    value = row.value or said["not_asked" if row.state == "not_asked" else "not_recorded"]
    face = BOLD if row.state == "given" else ITALIC
    remark = " · ".join(part for part in (_flag(row, said), row.made) if part)
    cells = (
        tuple(wrap(row.label, REGULAR, _SIZE, widths[0])),
        tuple(wrap(value, face, _SIZE, widths[1])),
        tuple(wrap(remark, REGULAR, _SMALL, widths[2])),
    )
    tall = max(len(cells[0]) * _SIZE, len(cells[1]) * _SIZE, len(cells[2]) * _SMALL)
    return _Block(tall * LEADING + _PAD, cells=cells, row=row)


def _flag(row: WorksheetRow, said: dict[str, Any]) -> str:
    if row.state == "empty" and row.required:
        return str(said["required"])
    return str(said.get(row.flag, "")) if row.flag else ""


def _pages(blocks: Sequence[_Block], first: float, later: float) -> list[list[_Block]]:
    """Share the blocks out; a heading stays with its first line, and the last page has room for the signing off."""
    pages: list[list[_Block]] = [[]]
    free = first
    for at, block in enumerate(blocks):
        needed = block.height
        if block.heading and at + 1 < len(blocks):
            needed += blocks[at + 1].height
        if at == len(blocks) - 1:
            needed += _SIGN_OFF
        if needed > free and pages[-1]:
            pages.append([])
            free = later
        pages[-1].append(block)
        free -= block.height
    return pages


def _draw(sheet: Sheet, y: float, block: _Block, said: dict[str, Any]) -> float:
    if block.row is None:
        sheet.panel(Box(sheet.left, y + 3, sheet.inner, 16), fill=EMPTY, radius=3)
        sheet.fitted(sheet.left + 6, y + 14.5, block.heading, 9.5, sheet.inner - 12, font=BOLD)
        sheet.lines(sheet.left + 6, y + _HEADING + 3, block.help, _SMALL, font=ITALIC, colour=MUTED)
        return y + block.height
    if block.row.gathered:
        sheet.lines(sheet.left + 6, y + _SMALL * 1.1 + 2, block.help, _SMALL, font=ITALIC, colour=MUTED)
        sheet.rule(y + block.height)
        return y + block.height
    base = y + _SIZE * 1.1 + 1
    given = block.row.state == "given"
    missing = block.row.state == "empty" and block.row.required
    left = sheet.left
    sheet.lines(left + 6, base, block.cells[0], _SIZE, colour=TEXT if block.row.state != "not_asked" else MUTED)
    left += sheet.inner * _SHARES[0]
    colour = WARNING if missing or (given and block.row.flag) else TEXT if given else MUTED
    sheet.lines(left, base, block.cells[1], _SIZE, font=BOLD if given else ITALIC, colour=colour)
    left += sheet.inner * _SHARES[1]
    sheet.lines(left, base, block.cells[2], _SMALL, colour=WARNING if _flag(block.row, said) else MUTED)
    sheet.rule(y + block.height)
    return y + block.height


def _sign_off(sheet: Sheet, y: float, said: dict[str, Any]) -> None:
    quarter = sheet.inner / 4
    line = y + 40
    for at, key in enumerate(("number", "entered", "checked", "submitted")):
        left = sheet.left + at * quarter
        sheet.rule(line, left=left, right=left + quarter - 12, colour=TEXT)
        sheet.text(left, line + 11, said[key], 7.5, colour=MUTED)


def _foot(sheet: Sheet, content: Worksheet, said: dict[str, Any], page: str) -> None:
    top = sheet.bottom - _FOOT + 12
    sheet.code128_in(Box(sheet.left, top, 160, 28), content.code)
    source = said["layout" if content.confirmed else "unconfirmed"].format(layout=content.layout, source=content.source)
    version = said["version"].format(seq=content.seq, edition=content.edition, digest=content.digest[:16])
    x, room = sheet.left + 176, sheet.inner - 176
    sheet.fitted(x, top + 8, source, 6.5, room, colour=MUTED, smallest=5)
    sheet.fitted(x, top + 17, version, 6.5, room, colour=MUTED, smallest=5)
    sheet.text_right(sheet.right, top + 27, page, 7.5, colour=MUTED)
