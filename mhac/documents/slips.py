"""Slips that people carry: a family’s appointment, and the request for the laboratory or the X-ray room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from mhac.documents.content import AppointmentSlip, Paper, PersonLine, RequestItem, RequestSlip
from mhac.documents.faces import BOLD, printable_name, wrap
from mhac.documents.sheet import MUTED, TEXT, WARNING, WARNING_SOFT, Box, Sheet
from mhac.documents.table import Column, Table
from mhac.documents.words import birth_text, moment_text, weekday_text, words

_PAPER = "slips"


def draw_appointment_slip(slip: AppointmentSlip, paper: Paper = Paper.A4) -> bytes:
    """Return the appointment slip as PDF, in the family's language."""
    sheet = Sheet(paper, title=f"{words(_PAPER, slip.language)['appointment']} {slip.barcode}")
    _appointment(sheet, slip)
    return sheet.finish()


def draw_appointment_slips(
    slips: Sequence[AppointmentSlip],
    title: str,
    paper: Paper = Paper.A4,
    step: Callable[[int, int], None] | None = None,
) -> bytes:
    """Return many slips as one PDF, each on a page of its own; `step` hears how many of how many are drawn."""
    sheet = Sheet(paper, title=title)
    for place, slip in enumerate(slips):
        if place:
            sheet.new_page()
        _appointment(sheet, slip)
        if step is not None:
            step(place + 1, len(slips))
    return sheet.finish()


def _appointment(sheet: Sheet, slip: AppointmentSlip) -> None:
    said = words(_PAPER, slip.language)
    y = sheet.head(slip.clinic, right_label=said["appointment"], right_text=slip.barcode)
    sheet.text(sheet.left, y + 36, weekday_text(slip.starts_at.date(), slip.language), 18, font=BOLD)
    sheet.text(sheet.left, y + 62, _hours(slip.starts_at, slip.ends_at, said), 15, font=BOLD)
    sheet.code128_in(Box(sheet.right - 200, y + 18, 200, 56), slip.barcode, align=1.0)
    y += 92
    facts = [(said["service"], slip.service), (said["room"], slip.room), (said["case"], slip.case_number)]
    if slip.clinician:
        facts.insert(2, (said["clinician"], slip.clinician))
    share = sheet.inner / len(facts)
    for at, (label, value) in enumerate(facts):
        sheet.text(sheet.left + at * share, y, label, 8.5, colour=MUTED)
        sheet.fitted(sheet.left + at * share, y + 15, value or "–", 11, share - 10, lines=2, font=BOLD)
    y = _people(sheet, y + 44, slip, said)
    y = _bring(sheet, y, slip, said)
    y = sheet.paragraph(sheet.left, y + 6, said["come_early"], 10.5, sheet.inner)
    if slip.note:
        sheet.paragraph(sheet.left, y + 8, slip.note, 10.5, sheet.inner, font=BOLD)


def _hours(start: datetime, end: datetime, said: dict[str, Any]) -> str:
    return str(said["from_to"].format(start=f"{start:%H:%M}", end=f"{end:%H:%M}"))


def _people(sheet: Sheet, y: float, slip: AppointmentSlip, said: dict[str, Any]) -> float:
    if not slip.people:
        return y
    columns = (
        Column(said["appointment_for"], 46, strong=True),
        Column(said["birth"], 22),
        Column(said["file_number"], 28),
    )
    rows = tuple(
        (printable_name(one.name, one.latin_name), birth_text(one.birth, slip.language), one.number)
        for one in slip.people
    )
    table = Table(columns, rows, width=sheet.inner, size=10)
    *full, last = table.pages(sheet.bottom - y - 30, sheet.bottom - 110)
    for part in full:
        table.draw(sheet, y, part)
        sheet.new_page()
        y = sheet.head(slip.clinic, right_label=said["appointment"], right_text=slip.barcode) + 14
    y = table.draw(sheet, y, last) + 24
    if y + _bring_height(slip) > sheet.bottom:
        sheet.new_page()
        y = sheet.head(slip.clinic, right_label=said["appointment"], right_text=slip.barcode) + 30
    return y


def _bring_height(slip: AppointmentSlip) -> float:
    return 20 * (len(slip.bring) + 1) + 40 + (60 if slip.note else 0)


def _bring(sheet: Sheet, y: float, slip: AppointmentSlip, said: dict[str, Any]) -> float:
    if not slip.bring:
        return y
    sheet.text(sheet.left, y, said["bring"], 10.5, font=BOLD)
    y += 17
    for each in slip.bring:
        sheet.text(sheet.left, y, "•", 10.5)
        y = sheet.paragraph(sheet.left + 12, y, said["bring_items"].get(each, each), 10.5, sheet.inner - 12) + 1.5
    return y


def draw_request_slip(slip: RequestSlip, paper: Paper = Paper.A4) -> bytes:
    """Return the request slip as PDF: whom, what, why, by which rule, and a barcode that finds it again."""
    said = words(_PAPER, slip.language)
    title = said.get(slip.kind, said["request"])
    sheet = Sheet(paper, title=f"{title} {slip.number}")
    y = _request_head(sheet, slip, said, title)
    y = _request_person(sheet, y, slip, said)
    columns = (
        Column(said["code"], 11),
        Column(said["item"], 27, strong=True),
        Column(said["specimen"], 18),
        Column(said["why"], 44),
    )
    rows = tuple((item.code, item.name, item.specimen, _why(item, said)) for item in slip.items)
    table = Table(columns, rows, width=sheet.inner, size=9)
    *full, last = table.pages(sheet.bottom - y - 6, sheet.bottom - 150)
    for part in full:
        table.draw(sheet, y, part)
        sheet.new_page()
        y = _request_head(sheet, slip, said, title)
    y = table.draw(sheet, y, last) + 14
    if slip.note:
        y = _note(sheet, y, slip.note)
    if y > sheet.bottom - 74:
        sheet.new_page()
        _request_head(sheet, slip, said, title)
    _request_foot(sheet, said)
    return sheet.finish()


def _request_head(sheet: Sheet, slip: RequestSlip, said: dict[str, Any], title: str) -> float:
    y = sheet.head(slip.clinic, right_label=said["request"], right_text=slip.number)
    sheet.fitted(sheet.left, y + 34, title, 17, sheet.inner - 220, font=BOLD)
    sheet.code128_in(Box(sheet.right - 200, y + 14, 200, 48), slip.number, align=1.0)
    return y + 76


def _request_person(sheet: Sheet, top: float, slip: RequestSlip, said: dict[str, Any]) -> float:
    person = slip.person
    x = sheet.left
    if person.photo:
        sheet.picture(Box(sheet.left, top, 60, 75), person.photo, cover=True)
        x += 74
    room = sheet.right - x
    y = sheet.fitted(x, top + 12, printable_name(person.name, person.latin_name), 13, room, lines=2, font=BOLD) + 2
    for row in (
        (
            (said["birth"], birth_text(person.birth, slip.language)),
            (said["sex"], _sex(person, said)),
            (said["file_number"], person.number),
        ),
        ((said["case"], slip.case_number), (said["country"], slip.country), ("", "")),
        (
            (said["requested_by"], slip.requested_by),
            (said["requested_at"], moment_text(slip.requested_at, slip.language)),
            ("", ""),
        ),
    ):
        lowest = y
        for at, (label, value) in enumerate(row):
            left = x + at * room / 3
            if label:
                sheet.text(left, y, label, 8, colour=MUTED)
                after = sheet.fitted(left, y + 12.5, value or "–", 9.75, room / 3 - 8, lines=2, font=BOLD)
                lowest = max(lowest, after)
        y = lowest + 5
    return max(y, top + 84) + 4


def _sex(person: PersonLine, said: dict[str, Any]) -> str:
    return str({"F": said["female"], "M": said["male"], "X": said["other"]}.get(person.sex, "–"))


def _why(item: RequestItem, said: dict[str, Any]) -> str:
    parts = [
        item.reason,
        f"[{item.source}]" if item.source else "",
        "" if item.confirmed else f"– {said['to_confirm']}",
    ]
    return " ".join(part for part in parts if part)


def _note(sheet: Sheet, y: float, note: str) -> float:
    lines = wrap(note, BOLD, 9.5, sheet.inner - 24)
    height = len(lines) * 9.5 * 1.38 + 12
    sheet.panel(Box(sheet.left, y, sheet.inner, height), fill=WARNING_SOFT, stroke=WARNING, radius=4)
    sheet.lines(sheet.left + 12, y + 15, lines, 9.5, font=BOLD)
    return y + height + 14


def _request_foot(sheet: Sheet, said: dict[str, Any]) -> None:
    third = sheet.inner / 3
    for at, label in enumerate((said["identity_checked"], said["taken_at"], said["remarks"])):
        left = sheet.left + at * third
        sheet.rule(sheet.bottom - 22, left=left, right=left + third - 14, colour=TEXT)
        sheet.text(left, sheet.bottom - 10, label, 8, colour=MUTED)
