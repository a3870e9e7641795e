"""Reading a booking list: a CSV file from another office, whatever its separator, encoding and order of columns.

Nothing here touches the clinic. What cannot be such a list (a spreadsheet's own file, binary content, too many lines)
is refused as a whole; what is wrong in one line is that line's matter.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any

from mhac.kernel.errors import Invalid
from mhac.kernel.paths import RESOURCES

MOST_BYTES = 2_000_000
MOST_LINES = 1_000
SEPARATORS = (";", ",", "\t")
# A spreadsheet takes a cell that begins like this for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
REASON = "reason"

REQUIRED = ("day", "time", "service")
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line: its number in the file, its cells as they stand there, and by our names."""

    number: int
    cells: tuple[str, ...]
    values: Mapping[str, str]

    def get(self, name: str) -> str:
        """A cell by our name, empty where the list has no such column."""
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class BookingList:
    """A list that was read."""

    head: tuple[str, ...]
    lines: tuple[ListLine, ...]
    unknown: tuple[str, ...]
    """Columns that are not used."""


def read_list(content: bytes) -> BookingList:
    """Read a file. Raises `Invalid` ("scheduling.list_…") for what is no such list."""
    if len(content) > MOST_BYTES:
        raise Invalid("scheduling.list_too_large", most=MOST_BYTES // 1_000_000)
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise Invalid("scheduling.list_is_spreadsheet")
    text = _decoded(content)
    if "\x00" in text:
        raise Invalid("scheduling.list_unreadable")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, row))
            if len(rows) > MOST_LINES + 1:
                raise Invalid("scheduling.list_too_long", most=MOST_LINES)
    except csv.Error as error:
        raise Invalid("scheduling.list_unreadable") from error
    if len(rows) < 2:
        raise Invalid("scheduling.list_empty")
    return _table(rows)


def _table(rows: Sequence[tuple[int, list[str]]]) -> BookingList:
    head = tuple(cell.strip() for cell in rows[0][1])
    known = [_name_of(cell) for cell in head]
    missing = [name for name in REQUIRED if name not in known]
    if missing:
        raise Invalid("scheduling.list_columns", missing=", ".join(missing))
    if "number" not in known and not {"family_name", "birth"} <= set(known):
        raise Invalid("scheduling.list_columns", missing="number")
    twice = next((name for name in known if name and known.count(name) > 1), None)
    if twice is not None:
        raise Invalid("scheduling.list_column_twice", column=twice)
    lines = []
    for number, row in rows[1:]:
        cells = tuple(_plain(cell) for cell in [*row, *[""] * len(head)][: max(len(head), len(row))])
        values = {name: cell for name, cell in zip(known, cells, strict=False) if name}
        lines.append(ListLine(number, cells, values))
    unknown = tuple(cell for cell, name in zip(head, known, strict=True) if not name and cell.lower() != REASON)
    return BookingList(head, tuple(lines), unknown)


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else what Windows writes in western Europe."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Invalid("scheduling.list_unreadable") from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _name_of(head: str) -> str:
    return _names().get(bare(head), "")


@cache
def _names() -> Mapping[str, str]:
    """Our name of a column by each that offices give it (resources/codes/booking_columns.json)."""
    data: dict[str, Any] = json.loads((RESOURCES / "codes" / "booking_columns.json").read_text(encoding="utf-8"))
    found = {bare(word): name for name, spoken in data["columns"].items() for each in spoken.values() for word in each}
    return {**found, **{bare(name): name for name in data["columns"]}}


def bare(text: str) -> str:
    """Small plain letters only, so that case, accents, spaces and apostrophes do not count."""
    letters = unicodedata.normalize("NFD", text)
    return re.sub(r"[^a-z]", "", "".join(c for c in letters if not unicodedata.combining(c)).lower())


def _plain(cell: str) -> str:
    text = "".join(c for c in cell if c.isprintable()).strip()
    if text[:1] == "'" and text[1:2] in FORMULA:
        text = text[1:]  # as an error file of ours, or a careful spreadsheet, writes it
    return text


def day_of_text(text: str) -> date | None:
    """A day as offices write it: 2026-03-10, 10/03/2026, 10.03.2026, 10 Mar 2026; the day before the month."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _SLASHED.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif (found := re.fullmatch(r"(\d{1,2})[ \-]([A-Za-z]{3})[a-z]*[ \-](\d{4})", text)) and (
        found[2].lower() in _MONTHS
    ):
        day, month, year = int(found[1]), _MONTHS.index(found[2].lower()) + 1, int(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def in_two_ways(text: str) -> bool:
    """Whether a day can also be read with the month first, as another day."""
    found = _SLASHED.fullmatch(text)
    return found is not None and found[1].zfill(2) != found[2].zfill(2) and max(int(found[1]), int(found[2])) <= 12


def month_first(table: BookingList) -> int:
    """The first line whose day can only be read with the month before the day; 0 where there is none."""
    for line in table.lines:
        found = _SLASHED.fullmatch(line.get("day"))
        if found and int(found[1]) <= 12 < int(found[2]) <= 31:
            return line.number
    return 0


def time_of_text(text: str) -> time | None:
    """A time as offices write it: 9:00, 09:00:00, 9h, 9h30, 9.30, 2:30 PM."""
    if half := re.fullmatch(r"(\d{1,2})(?:[:.](\d{2})(?::00)?)? ?([AaPp])\.?[Mm]\.?", text.strip()):
        hour, minute = int(half[1]), int(half[2] or 0)
        if not 1 <= hour <= 12 or minute > 59:
            return None
        return time(hour % 12 + (12 if half[3] in "Pp" else 0), minute)
    found = re.fullmatch(r"(\d{1,2})(?:[:hH.](\d{2})?(?::00)?)?", text.strip())
    if not found or (found[2] is None and not re.search(r"[hH]", text)):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def error_file(table: BookingList, faults: Iterable[tuple[ListLine, str]]) -> bytes:
    """The lines that were not booked, as they came, each with its reason: to be mended and read again.

    No cell of it is taken for a formula by a spreadsheet.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    places = [at for at, name in enumerate(table.head) if name.lower() != REASON]
    writer.writerow([safe(table.head[at]) for at in places] + [REASON])
    for line, reason in faults:
        writer.writerow([safe(line.cells[at]) for at in places] + [safe(reason)])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def safe(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
