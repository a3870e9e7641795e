"""The certificate of fitness to travel: who, which journey, what was decided, by whom, and the codes that prove it.

Health stays off the page except where the journey needs it (the conditions), and nothing on it depends on the
moment of printing, so that a reprint is the same paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mhac.documents.content import CertificateContent, CertifiedPerson, Paper
from mhac.documents.faces import BOLD, ITALIC, REGULAR, printable_name, wrap
from mhac.documents.sealing import embed
from mhac.documents.sheet import LEADING, MUTED, OK, OK_SOFT, TEXT, WARNING, WARNING_SOFT, Box, Sheet
from mhac.documents.words import birth_text, day_text, moment_text, words

_PAPER = "certificate"
_OTHER_LANGUAGES = ("fr", "rw")
_PHOTO = (84.0, 105.0)
_QR_SIDE = 88.0
_FOOT = 66.0
_SIGNATURE = 122.0
_STATEMENT = 58.0
_SIZES = (9.5, 9.0, 8.5, 8.0)


@dataclass(frozen=True)
class _Conditions:
    """The conditions broken into lines: those on the first page, and those that a second page must carry."""

    size: float
    first: tuple[list[str], ...]
    second: tuple[list[str], ...] = ()

    @property
    def height(self) -> float:
        return _height(self.first, self.size)


def draw_certificate(content: CertificateContent, payload: str, frozen: str = "", paper: Paper = Paper.A4) -> bytes:
    """Return the certificate as PDF.

    `payload` is the signed text of the QR; it and the `frozen` text are also kept inside the file, so that a file
    can be checked without reading its picture. Conditions that do not fit go on to a second page: none is lost.
    """
    sheet = Sheet(paper, title=content.number, subject=payload)
    said = words(_PAPER, "en")
    foot = sheet.bottom - _FOOT
    y = sheet.head(content.clinic, right_label=said["certificate"], right_text=content.number)
    y = _title(sheet, y, said)
    y = _person(sheet, y, content, said)
    room = foot - _SIGNATURE - _STATEMENT - y - 57
    conditions = _conditions(content.conditions, sheet.inner - 38, room)
    y = _decision(sheet, y, content, conditions, said)
    y = _statement(sheet, y, said)
    _signature(sheet, min(y + 4, foot - _SIGNATURE), content, payload, said)
    pages = 2 if conditions.second else 1
    _foot(sheet, foot, content, said, f"1 / {pages}")
    if conditions.second:
        sheet.new_page()
        _second_page(sheet, content, conditions, payload, said)
        _foot(sheet, foot, content, said, "2 / 2")
    return embed(sheet.finish(), payload, frozen)


def _title(sheet: Sheet, y: float, said: dict[str, Any]) -> float:
    sheet.text(sheet.left, y + 32, said["title"], 17, font=BOLD)
    others = " · ".join(words(_PAPER, language)["title"] for language in _OTHER_LANGUAGES)
    sheet.fitted(sheet.left, y + 49, others, 9.5, sheet.inner, colour=MUTED)
    return y + 67


def _person(sheet: Sheet, top: float, content: CertificateContent, said: dict[str, Any]) -> float:
    person, journey = content.person, content.journey
    wide, high = _PHOTO
    sheet.picture(Box(sheet.left, top, wide, high), person.photo, cover=True, ground=True)
    x = sheet.left + wide + 16.5
    room = sheet.right - x
    y = sheet.fitted(x, top + 13.5, printable_name(person.name, person.latin_name), 13, room, lines=2, font=BOLD)
    departure = ", ".join(
        part for part in (day_text(journey.departs_on) if journey.departs_on else "", journey.flight) if part
    )
    rows = (
        (
            (said["birth"], birth_text(person.birth, "en", person.age)),
            (said["sex"], _sex(person, said)),
            (said["nationality"], person.nationality),
        ),
        (
            (said["document"], person.document),
            (said["case"], person.case_number),
            (said["destination"], journey.destination),
        ),
        (
            (said["departure"], departure),
            (said["examined"], moment_text(content.examined_at)),
            (said["valid_until"], moment_text(content.valid_until)),
        ),
    )
    y += 3
    for row in rows:
        y = _fields(sheet, x, y, room, row)
    return max(y - 11, top + high) + 16


def _sex(person: CertifiedPerson, said: dict[str, Any]) -> str:
    return str({"F": said["female"], "M": said["male"], "X": said["other"]}.get(person.sex, "–"))


def _fields(sheet: Sheet, x: float, y: float, room: float, row: tuple[tuple[str, str], ...]) -> float:
    column = room / 3
    lowest = y
    for at, (label, value) in enumerate(row):
        left = x + at * column
        sheet.text(left, y, label, 8, colour=MUTED)
        after = sheet.fitted(left, y + 12.5, value or "–", 9.75, column - 8, lines=2, font=BOLD)
        lowest = max(lowest, after)
    return lowest + 7.5


def _colours(content: CertificateContent) -> tuple[Any, Any]:
    return (OK, OK_SOFT) if content.decision == "fit" else (WARNING, WARNING_SOFT)


def _decision(
    sheet: Sheet, top: float, content: CertificateContent, conditions: _Conditions, said: dict[str, Any]
) -> float:
    strong, soft = _colours(content)
    more = len(conditions.second)
    height = 48 + (conditions.height + 7 if conditions.first else 0) + (14 if more else 0)
    sheet.panel(Box(sheet.left, top, sheet.inner, height), fill=soft, stroke=strong)
    x = sheet.left + 14
    sheet.text(x, top + 21, said[content.decision], 12, font=BOLD, colour=strong)
    others = " · ".join(words(_PAPER, language)[content.decision] for language in _OTHER_LANGUAGES)
    sheet.fitted(x, top + 36, others, 8.5, sheet.inner - 28, colour=MUTED)
    y = _listed(sheet, x, top + 43 + conditions.size * LEADING, conditions.first, conditions.size, strong)
    if more:
        total = more + len(conditions.first)
        sheet.text(x, y + 1, said["more"].format(more=more, total=total), 9, font=BOLD, colour=strong)
    return top + height + 17


def _listed(sheet: Sheet, x: float, y: float, blocks: tuple[list[str], ...], size: float, strong: Any) -> float:
    for lines in blocks:
        sheet.text(x, y, "•", size, colour=strong)
        y = sheet.lines(x + 10, y, lines, size, colour=TEXT) + 1.5
    return y


def _height(blocks: tuple[list[str], ...], size: float) -> float:
    return sum(len(lines) * size * LEADING + 1.5 for lines in blocks)


def _conditions(conditions: tuple[str, ...], limit: float, room: float) -> _Conditions:
    """Break the conditions at the largest size at which all stand on the first page, or share them out."""
    broken: tuple[list[str], ...] = ()
    for size in _SIZES:
        broken = tuple(wrap(each, REGULAR, size, limit) for each in conditions)
        if _height(broken, size) <= room:
            return _Conditions(size, broken)
    kept = 0
    while _height(broken[: kept + 1], _SIZES[-1]) <= room - 14:
        kept += 1
    return _Conditions(_SIZES[-1], broken[:kept], broken[kept:])


def _second_page(
    sheet: Sheet, content: CertificateContent, conditions: _Conditions, payload: str, said: dict[str, Any]
) -> None:
    strong, soft = _colours(content)
    y = sheet.head(content.clinic, right_label=said["certificate"], right_text=content.number)
    sheet.text(sheet.left, y + 32, said["continued"], 17, font=BOLD)
    name = printable_name(content.person.name, content.person.latin_name)
    y = sheet.fitted(sheet.left, y + 56, name, 13, sheet.inner - _QR_SIDE - 40, lines=2, font=BOLD)
    sheet.qr(sheet.right - _QR_SIDE, 79 + 16, payload, _QR_SIDE)
    top = 79 + 16 + _QR_SIDE + 16
    height = _height(conditions.second, conditions.size) + 22
    sheet.panel(Box(sheet.left, top, sheet.inner, height), fill=soft, stroke=strong)
    _listed(sheet, sheet.left + 14, top + 10 + conditions.size * LEADING, conditions.second, conditions.size, strong)


def _statement(sheet: Sheet, y: float, said: dict[str, Any]) -> float:
    y = sheet.paragraph(sheet.left, y + 2, said["statement"], 8.5, sheet.inner)
    for language in _OTHER_LANGUAGES:
        text = words(_PAPER, language)["statement"]
        y = sheet.paragraph(sheet.left, y + 1, text, 7, sheet.inner, font=ITALIC, colour=MUTED)
    return y


def _signature(sheet: Sheet, top: float, content: CertificateContent, payload: str, said: dict[str, Any]) -> None:
    sheet.rule(top)
    physician = content.physician
    line = top + 70
    wide = 195.0
    sheet.picture(Box(sheet.left, line - 50, wide, 48), physician.signature)
    sheet.rule(line, right=sheet.left + wide, colour=TEXT)
    room = sheet.inner - _QR_SIDE - 40
    y = sheet.fitted(sheet.left, line + 13, printable_name(physician.name), 9, room, font=BOLD, lines=2)
    licence = said["licence"].format(number=physician.licence) if physician.licence else ""
    beneath = " · ".join(part for part in (physician.title, licence) if part)
    sheet.fitted(sheet.left, y + 1.5, beneath or " ", 9, room, lines=2, colour=MUTED)
    left = sheet.right - _QR_SIDE - 10
    sheet.qr(left, top + 16, payload, _QR_SIDE)
    sheet.text_centre(left + _QR_SIDE / 2, top + _QR_SIDE + 29, said["scan"], 7.5, colour=MUTED)


def _foot(sheet: Sheet, top: float, content: CertificateContent, said: dict[str, Any], page: str) -> None:
    sheet.code128_in(Box(sheet.left, top + 23, 210, 44), content.number)
    offset = f"{content.issued_at:%z}"
    issued = said["issued"].format(
        date=moment_text(content.issued_at), offset=f"{offset[:3]}:{offset[3:5]}", key=content.key_id, page=page
    )
    sheet.text_right(sheet.right, top + 53, said["withheld"], 7.5, colour=MUTED)
    sheet.text_right(sheet.right, top + 64.5, issued, 7.5, colour=MUTED)
