"""Writing a machine-readable zone: for tests, for the papers of the demo clinic, and for comparing spellings."""

from __future__ import annotations

from mhac.registration.birth import BirthDate, Precision
from mhac.registration.mrz import Document
from mhac.registration.mrz_layout import COMPOSITE, FILLER, SHAPES, SLOTS, check_digit
from mhac.registration.transliteration import transliterate


def name_field(family_name: str, given_names: str, width: int) -> str:
    """Return the name field of a document: transliterated, filled up, and truncated as part 3, section 4 says."""
    primary = FILLER.join(transliterate(family_name).split()) or FILLER.join(transliterate(given_names).split())
    secondary = FILLER.join(transliterate(given_names).split()) if transliterate(family_name).split() else ""
    whole = f"{primary}<<{secondary}" if secondary else primary
    if len(whole) > width and secondary:
        kept = primary[: max(width - 2 - len(secondary), width * 2 // 3)].rstrip(FILLER)
        whole = f"{kept}<<{secondary}"
    return whole[:width].ljust(width, FILLER)


def write_mrz(document: Document) -> tuple[str, ...]:
    """Return the lines of a document, check digits included: for tests, demo papers and comparing."""
    count, width = SHAPES[document.layout]
    lines = [[FILLER] * width for _ in range(count)]
    slots = SLOTS[document.layout]

    def put(name: str, value: str) -> None:
        slot = slots[name]
        size = slot.last - slot.first + 1
        lines[slot.line - 1][slot.first - 1 : slot.last] = list(value[:size].ljust(size, FILLER))

    number, optional = document.number, document.optional
    put("number", number)
    if len(number) > 9:
        put("number_check", FILLER)
        optional = number[9:] + check_digit(number) + FILLER + optional
    else:
        put("number_check", check_digit(number.ljust(9, FILLER)))
    put("document_code", document.document_code)
    put("issuer", document.issuer)
    put("nationality", document.nationality)
    put("sex", document.sex if document.sex in {"M", "F"} else FILLER)
    put("optional", optional)
    put("names", name_field(document.family_name, document.given_names, slots["names"].last - slots["names"].first + 1))
    if "optional_2" in slots:
        put("optional_2", document.optional_2)
    born, expires = _six_of_birth(document.birth), document.expires_on
    ends = f"{expires:%y%m%d}" if expires else FILLER * 6
    put("birth_date", born)
    put("birth_date_check", check_digit(born))
    put("expiry", ends)
    put("expiry_check", check_digit(ends))
    if "optional_check" in slots:
        put("optional_check", check_digit(optional) if optional else FILLER)
    if document.layout in COMPOSITE:
        parts = ("".join(lines[s.line - 1][s.first - 1 : s.last]) for s in COMPOSITE[document.layout])
        put("composite_check", check_digit("".join(parts)))
    return tuple("".join(line) for line in lines)


def _six_of_birth(born: BirthDate | None) -> str:
    if born is None:
        return FILLER * 6
    pattern = {Precision.DAY: "%y%m%d", Precision.MONTH: "%y%m<<", Precision.YEAR: "%y<<<<"}
    return born.earliest.strftime(pattern.get(born.precision, "%y<<<<"))
