"""The machine-readable zone of passports, refugee travel documents and cards: reading and checking.

After ICAO Doc 9303 (8th edition): part 3 (check digits, transliteration, codes), part 4 (TD3), part 5 (TD1),
part 6 (TD2), part 7 (visas). What cannot be right is named with its field; a likely confusion of a reader
(letter O for digit 0) is mended only where the field can hold nothing else, and always said.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

from mhac.registration.birth import BirthDate, Precision, full_year, in_month, in_years, on_day
from mhac.registration.mrz_layout import ALPHABET, COMPOSITE, FILLER, LETTERS, NUMERIC, SLOTS, Layout, Slot, check_digit

LONGEST_TEXT = 400
TO_DIGIT = str.maketrans("OQDIZSGB", "00012568")
TO_LETTER = str.maketrans("0125868", "OIZSBGB")
LOOK_ALIKES = {
    "O": "0Q", "0": "OQD", "Q": "O0", "D": "0", "I": "1", "1": "IL", "L": "1", "Z": "2", "2": "Z", "S": "5", "5": "S",
    "B": "8", "8": "B", "G": "6", "6": "G",
}  # fmt: skip


@dataclass(frozen=True)
class Remark:
    """Something to tell about one field: an error (the value is not to be trusted) or a note (look once)."""

    code: str
    field: str
    is_error: bool = True
    values: dict[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """What a machine-readable zone says; codes as they stand there, dates as far as they are given."""

    layout: Layout
    document_code: str
    issuer: str
    family_name: str
    given_names: str
    number: str
    nationality: str
    sex: str
    birth: BirthDate | None
    expires_on: date | None
    optional: str = ""
    optional_2: str = ""
    names_truncated: bool = False


@dataclass(frozen=True)
class Reading:
    """The outcome of reading: the document as far as it could be read, and what is to be said about it."""

    document: Document | None
    remarks: tuple[Remark, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Remark, ...]:
        """What cannot be right."""
        return tuple(remark for remark in self.remarks if remark.is_error)

    @property
    def is_sound(self) -> bool:
        """Whether every check held."""
        return self.document is not None and not self.errors


def looks_like_mrz(text: str) -> bool:
    """Tell whether what was scanned or typed is a machine-readable zone rather than a name or a number."""
    joined = "".join(tidy_lines(text))
    return len(joined) >= 60 and FILLER in joined and set(joined) <= ALPHABET


def tidy_lines(text: str) -> list[str]:
    """Return the lines as they were meant: upper case, without blanks, whatever ended them."""
    upper = text[:LONGEST_TEXT].replace("«", "<<").replace("‹", "<").upper()
    lines = ("".join(line.split()) for line in upper.replace("\r", "\n").split("\n"))
    return [line for line in lines if line]


def read_mrz(text: str, today: date) -> Reading:
    """Read a machine-readable zone from a scanner or the keyboard. Never raises; says what is wrong, field by field."""
    lines = tidy_lines(text)
    if not lines:
        return Reading(None, (Remark("registration.mrz_empty", "mrz"),))
    strange = sorted({c for line in lines for c in line} - ALPHABET)
    if strange:
        line, place = next((i, line.index(c) + 1) for i, line in enumerate(lines, 1) for c in line if c not in ALPHABET)
        values = {"characters": " ".join(strange[:6]), "line": str(line), "place": str(place)}
        return Reading(None, (Remark("registration.mrz_character", "mrz", values=values),), tuple(lines))
    layout, shaped, remarks = _shape(lines)
    if layout is None:
        return Reading(None, tuple(remarks), tuple(lines))
    return _Reader(layout, shaped, today, remarks).read()


def _layout_of(code: str, count: int, width: int) -> Layout | None:
    visa = code.startswith("V")
    return {
        (3, 30): Layout.TD1,
        (2, 36): Layout.MRV_B if visa else Layout.TD2,
        (2, 44): Layout.MRV_A if visa else Layout.TD3,
    }.get((count, width))


def _shape(lines: list[str]) -> tuple[Layout | None, list[str], list[Remark]]:
    """Find the layout: by the lines, or, where the line ends were lost, by the whole length."""
    joined = "".join(lines)
    whole = {90: (3, 30), 72: (2, 36), 88: (2, 44)}.get(len(joined))
    if whole:
        count, width = whole
        layout = _layout_of(joined, count, width)
        return layout, [joined[i * width : (i + 1) * width] for i in range(count)], []
    count = len(lines)
    widths = {3: (30,), 2: (36, 44)}.get(count, ())
    for width in widths:
        padded = _pad_names(lines, width)
        if padded is not None:
            return (
                _layout_of(joined, count, width),
                padded,
                [Remark("registration.mrz_padded", "names", is_error=False)],
            )
    return None, lines, [_wrong_length(lines)]


def _pad_names(lines: list[str], width: int) -> list[str] | None:
    """Give back the fillers that a reader cut off at the end of the name line, where all else is whole."""
    names = 2 if width == 30 else 0
    others = [len(line) for i, line in enumerate(lines) if i != names]
    if any(length != width for length in others) or not len(lines[names]) < width:
        return None
    return [line.ljust(width, FILLER) for line in lines]


def _wrong_length(lines: list[str]) -> Remark:
    count = len(lines)
    if count == 1:
        return Remark("registration.mrz_one_line", "mrz", values={"length": str(len(lines[0]))})
    if count > 3:
        return Remark("registration.mrz_lines", "mrz", values={"count": str(count)})
    width = 30 if count == 3 else min((36, 44), key=lambda w: abs(max(map(len, lines)) - w))
    number, line = next((i, line) for i, line in enumerate(lines, start=1) if len(line) != width)
    values = {"line": str(number), "length": str(len(line)), "expected": str(width)}
    return Remark("registration.mrz_length", "mrz", values=values)


class _Reader:
    """One reading: takes the fields out, mends what can be nothing else, checks, and collects remarks."""

    def __init__(self, layout: Layout, lines: list[str], today: date, remarks: list[Remark]) -> None:
        self.layout, self.today, self.remarks = layout, today, remarks
        self.lines = [list(line) for line in lines]

    def read(self) -> Reading:
        """Return the document with everything that is to be said about it."""
        for name in SLOTS[self.layout]:
            self._mend(name)
        number, optional = self._number()
        for name in ("birth_date", "expiry"):
            self._check(name, self._cell(name), self._cell(f"{name}_check"), empty_allowed=name == "expiry")
        if "optional_check" in SLOTS[self.layout]:
            self._check("optional", self._cell("optional"), self._cell("optional_check"), empty_allowed=True)
        self._check_composite()
        family, given, truncated = read_names(self._cell("names"))
        if not family:
            self._say("registration.mrz_no_name", "names")
        document = Document(
            layout=self.layout,
            document_code=_strip(self._cell("document_code")),
            issuer=_strip(self._cell("issuer")),
            family_name=family,
            given_names=given,
            number=number,
            nationality=_strip(self._cell("nationality")),
            sex=self._sex(),
            birth=self._birth(),
            expires_on=self._expiry(),
            optional=optional,
            optional_2=_strip(self._cell("optional_2")) if "optional_2" in SLOTS[self.layout] else "",
            names_truncated=truncated,
        )
        return Reading(document, tuple(self.remarks), tuple("".join(line) for line in self.lines))

    def _cell(self, name: str) -> str:
        return self._text(SLOTS[self.layout][name])

    def _text(self, slot: Slot) -> str:
        return "".join(self.lines[slot.line - 1][slot.first - 1 : slot.last])

    def _say(self, code: str, name: str, *, is_error: bool = True, **values: str) -> None:
        self.remarks.append(Remark(code, name, is_error, values))

    def _mend(self, name: str) -> None:
        """Read a letter as the digit it resembles, or the reverse, where the field holds only the one kind."""
        slot, table = SLOTS[self.layout][name], None
        if name in NUMERIC:
            table = TO_DIGIT
        elif name in LETTERS:
            table = TO_LETTER
        if table is None:
            return
        before = self._text(slot)
        after = before.translate(table)
        if before != after:
            self.lines[slot.line - 1][slot.first - 1 : slot.last] = list(after)
            self._say("registration.mrz_confused", name, is_error=False, read=before, taken=after)

    def _number(self) -> tuple[str, str]:
        """Return the document number and the optional data; a long number runs on into the optional data."""
        start, check, optional = self._cell("number"), self._cell("number_check"), self._cell("optional")
        goes_on = check == FILLER and self.layout in {Layout.TD1, Layout.TD2} and FILLER not in start
        if goes_on and (rest := optional.split(FILLER, 1)[0]):
            number = start + rest[:-1]
            self._check("number", number, rest[-1])
            return number, _strip(optional[len(rest) :])
        self._check("number", start, check)
        return _strip(start), _strip(optional)

    def _check(self, name: str, text: str, check: str, *, empty_allowed: bool = False) -> None:
        if empty_allowed and check == FILLER and not text.strip(FILLER):
            return
        if check_digit(text) == check:
            return
        guess = _only_guess(text, check)
        if guess:
            self._say("registration.mrz_check_guess", name, read=_strip(text), guess=_strip(guess))
        else:
            self._say("registration.mrz_check", name, read=_strip(text), digit=check, expected=check_digit(text))

    def _check_composite(self) -> None:
        if self.layout not in COMPOSITE:
            return
        whole = "".join(self._text(slot) for slot in COMPOSITE[self.layout])
        check = self._cell("composite_check")
        if check_digit(whole) != check and not any(remark.is_error for remark in self.remarks):
            self._say("registration.mrz_composite", "composite_check", digit=check, expected=check_digit(whole))

    def _sex(self) -> str:
        letter = self._cell("sex")
        if letter in {"M", "F"}:
            return letter
        if letter not in {FILLER, "X"}:
            self._say("registration.mrz_sex", "sex", read=letter)
        return "X"

    def _birth(self) -> BirthDate | None:
        text = self._cell("birth_date")
        year, month, day = text[:2], text[2:4], text[4:]
        if not text.strip(FILLER):
            self._say("registration.mrz_birth_unknown", "birth_date", is_error=False)
            return None
        try:
            found = birth_of(year, month, day, self.today)
        except ValueError:
            self._say("registration.mrz_date", "birth_date", read=text)
            return None
        if found.precision is not Precision.DAY:
            self._say("registration.mrz_birth_partial", "birth_date", is_error=False)
        return found

    def _expiry(self) -> date | None:
        text = self._cell("expiry")
        if not text.strip(FILLER):
            return None
        try:
            found = expiry_of(text, self.today)
        except ValueError:
            self._say("registration.mrz_date", "expiry", read=text)
            return None
        if found < self.today:
            self._say("registration.mrz_expired", "expiry", is_error=False, expired=found.isoformat())
        return found


def birth_of(year: str, month: str, day: str, today: date) -> BirthDate:
    """Return the birth date of two-digit parts; month and day may be unknown ("<<", and "00" as some issuers write).

    The century is the latest that does not put the birth into the future.
    """
    unknown = {"<<", "00"}
    full = full_year(int(year), today)
    if month in unknown:
        if day not in unknown:
            raise ValueError(day)
        found = in_years(full, full)
        return BirthDate(found.earliest, min(found.latest, today), found.precision)
    if (full, int(month)) > (today.year, today.month):
        full -= 100
    if day in unknown:
        found = in_month(full, int(month))
        return BirthDate(found.earliest, min(found.latest, today), found.precision)
    born = date(full, int(month), int(day))
    return on_day(born if born <= today else date(full - 100, int(month), int(day)))


def expiry_of(text: str, today: date) -> date:
    """Return the expiry date of YYMMDD: the century that lies within fifty years of today."""
    year = today.year - today.year % 100 + int(text[:2])
    if year > today.year + 50:
        year -= 100
    elif year <= today.year - 50:
        year += 100
    return date(year, int(text[2:4]), int(text[4:]))


def _only_guess(text: str, check: str) -> str | None:
    """Return the one text that a single confusion of look-alikes explains, if there is exactly one."""
    guesses = {
        text[:i] + other + text[i + 1 :]
        for i, c in enumerate(text)
        for other in LOOK_ALIKES.get(c, "")
        if check_digit(text[:i] + other + text[i + 1 :]) == check
    }
    return guesses.pop() if len(guesses) == 1 else None


def _strip(text: str) -> str:
    return text.strip(FILLER)


def read_names(cell: str) -> tuple[str, str, bool]:
    """Return family name, given names and whether the field was too short for them.

    One name only (no double filler) is the family name, as the standard has it.
    """
    truncated = not cell.endswith(FILLER)
    primary, _, secondary = cell.strip(FILLER).partition("<<")
    return _words(primary), _words(secondary), truncated


def _words(text: str) -> str:
    return " ".join(part.capitalize() for part in text.split(FILLER) if part)
