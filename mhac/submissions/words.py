"""The words by which a sheet can ask about person, exam, physician and clinic, and how values are written on it.

Sheets are copied into an authority's English screen, and so their values are English in every language of the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

PERSON: Mapping[str, str] = {
    "family_name": "Surname",
    "given_names": "Given names",
    "full_name": "Full name",
    "passport_name": "Name as in the machine-readable zone",
    "other_names": "Other names",
    "sex": "Sex",
    "birth_date": "Date of birth",
    "age": "Age on the day of the examination",
    "birth_country": "Country of birth",
    "citizenship": "Nationality",
    "origin_country": "Country of origin",
    "address": "Address",
    "phone": "Telephone",
    "camp": "Camp or settlement",
    "language": "Language",
    "interpreter": "Interpreter",
    "file_number": "File number",
    "case_number": "Case number",
    "category": "Category",
    "document_kind": "Document type",
    "document_number": "Document number",
    "document_issuer": "Document issued by",
    "document_expires": "Document valid until",
}
EXAM: Mapping[str, str] = {
    "exam_date": "Date of examination",
    "exam_country": "Country of examination",
    "valid_until": "Valid until",
    "cleared": "Cleared for travel",
    "holds": "Reasons not to travel yet",
    "warnings": "Remarks of the protocol",
    "forms": "Further forms",
    "reason": "Reason of the physician's decision",
    "edition": "Edition of the protocol",
    "version": "Signed version",
}
PHYSICIAN: Mapping[str, str] = {"name": "Panel physician", "licence": "Licence number", "signed_at": "Signed on"}
CLINIC: Mapping[str, str] = {"name": "Panel site", "place": "Place of the panel site", "country": "Country of the site",
                             "phone": "Telephone of the site"}  # fmt: skip
SEX: Mapping[str, str] = {"F": "Female", "M": "Male", "X": "Unspecified"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date) -> str:
    """Return a day as people read it: 05 Mar 2026."""
    return f"{day.day:02d} {MONTHS[day.month - 1]} {day.year}"


def day_copied(day: date, form: str) -> str:
    """Return a day in the form that the authority's screen takes."""
    text = form.replace("YYYY", f"{day.year:04d}").replace("MON", MONTHS[day.month - 1])
    return text.replace("MM", f"{day.month:02d}").replace("DD", f"{day.day:02d}")


def birth_words(birth: Mapping[str, Any] | None, form: str) -> tuple[str, str, str]:
    """Return a birth date as read, as copied and as kept, as far as it is known."""
    if birth is None:
        return "", "", ""
    earliest, latest = date.fromisoformat(birth["earliest"]), date.fromisoformat(birth["latest"])
    if birth["precision"] == "day":
        shown, copied, kept = day_words(earliest), day_copied(earliest, form), earliest.isoformat()
    elif birth["precision"] == "month":
        shown = copied = kept = f"{MONTHS[earliest.month - 1]} {earliest.year}"
    else:
        years = str(earliest.year) if earliest.year == latest.year else f"{earliest.year}–{latest.year}"
        shown = copied = kept = years
    return (f"{shown} (estimated)" if birth["estimated"] else shown), copied, kept
