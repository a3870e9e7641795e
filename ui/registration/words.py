"""The words of registration that several of its parts share: ages, countries, reasons, fields of a document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale

from mhac.protocols import library
from mhac.registration import codes, mrz
from mhac.registration.birth import AgeUnit, BirthDate, age_on
from mhac.registration.duplicates import Likeness
from mhac.registration.rules import PersonRow
from ui.app import shelf
from ui.app.languages import current_language
from ui.app.messages import words_for
from ui.widgets import formats

translate = QCoreApplication.translate


def joined(parts: Iterable[str]) -> str:
    """Return the parts that there are, apart by a middle dot."""
    return " · ".join(part for part in parts if part)


def age(birth: BirthDate | None, today: date) -> str:
    """Return "36 y", "7 mo", "12 d", "35–36 y", with a sign before it where it was estimated."""
    found = age_on(birth, today)
    if found is None:
        return ""
    span = str(found.least) if found.least == found.most else f"{found.least}–{found.most}"
    unit = {
        AgeUnit.YEARS: translate("Registration", "y"),
        AgeUnit.MONTHS: translate("Registration", "mo"),
        AgeUnit.DAYS: translate("Registration", "d"),
    }[found.unit]
    return f"≈ {span} {unit}" if found.estimated else f"{span} {unit}"


def birth_date(birth: BirthDate | None) -> str:
    """Return a birth date as far as it is known."""
    if birth is None:
        return translate("Registration", "birth date unknown")
    return formats.partial_date(birth.earliest, birth.latest, birth.precision.value, estimated=birth.estimated)


def facts(person: PersonRow, today: date) -> str:
    """Return sex, age, birth date and nationality in one line."""
    born = birth_date(person.birth)
    if person.birth is not None:
        born = translate("Registration", "born {day}").format(day=born)
    return joined((person.sex, age(person.birth, today), born, country(person.citizenship)))


def country(code: str | None) -> str:
    """Return a country's name in the language on screen."""
    entry = codes.countries().get(code or "")
    return entry.name(current_language()) if entry else (code or "")


def issuer(code: str | None) -> str:
    """Return who issued a paper."""
    return codes.issuer_name(code, current_language()) if code else ""


def status(code: str | None) -> str:
    """Return what a travel document says in place of a nationality."""
    entry = codes.travel_codes().get(code or "")
    return entry.name(current_language()) if entry else ""


def camp(code: str | None) -> str:
    """Return a camp's name."""
    entry = codes.camps().get(code or "")
    return entry.name if entry else (code or "")


def language(code: str | None) -> str:
    """Return a language's name."""
    entry = codes.languages().get(code or "")
    return entry.name(current_language()) if entry else (code or "")


def kind(code: str) -> str:
    """Return what a number is called."""
    entry = codes.identifier_kinds().get(code)
    return entry.name(current_language()) if entry else code


def relationship(code: str) -> str:
    """Return a relationship to the principal applicant."""
    entry = codes.relationships().get(code)
    return entry.name(current_language()) if entry else code


def sex(code: str) -> str:
    """Return a sex in words."""
    return {
        "F": translate("Registration", "Female"),
        "M": translate("Registration", "Male"),
        "X": translate("Registration", "Unspecified"),
    }.get(code, "")


def sorted_names(names: dict[str, str]) -> list[tuple[str, str]]:
    """Return (code, name) in the order of the language on screen."""
    collate = QLocale(current_language())
    return sorted(names.items(), key=lambda pair: collate.toLower(pair[1]))


def country_options() -> list[tuple[str, str]]:
    """Return the countries to choose from."""
    return sorted_names({code: entry.name(current_language()) for code, entry in codes.countries().items()})


def country_aliases() -> dict[str, tuple[str, ...]]:
    """Return what else finds a country: the three letters, former and short names."""
    return {code: entry.also for code, entry in codes.countries().items()}


def issuer_options() -> list[tuple[str, str]]:
    """Return who can have issued a paper, by the three letters that stand on it."""
    shown = current_language()
    names = {entry.also[0]: entry.name(shown) for entry in codes.countries().values()}
    organisations = {
        code: entry.name(shown) for code, entry in codes.travel_codes().items() if code not in codes.travel_statuses()
    }
    return sorted_names(names | organisations)


def language_options() -> list[tuple[str, str]]:
    """Return the languages, the most spoken first."""
    return [(code, language(code)) for code in codes.languages()]


def programme_options() -> list[tuple[str, str]]:
    """Return the countries for which there is a protocol."""
    return [(code, country(code)) for code in shelf.current().countries()]


def category_options(country_code: str, today: date) -> list[tuple[str, str]]:
    """Return the categories of a country's protocol."""
    known = shelf.current()
    if country_code not in known.countries():
        return []
    spoken = library.labels(current_language())
    template = known.choose(country_code, today).template
    return [(code, spoken.get(entry.label, entry.label)) for code, entry in template.categories.items()]


def category(country_code: str, code: str, today: date) -> str:
    """Return what a category is called in its country's protocol."""
    return dict(category_options(country_code, today)).get(code, code)


def reason(likeness: Likeness) -> str:
    """Say why two people look like one."""
    return {
        Likeness.NUMBER: translate("Registration", "same document or number"),
        Likeness.SAME_NAME: translate("Registration", "same name"),
        Likeness.SIMILAR_NAME: translate("Registration", "similar name"),
        Likeness.SAME_BIRTH: translate("Registration", "same birth date"),
        Likeness.POSSIBLE_BIRTH: translate("Registration", "birth date possible"),
        Likeness.SWAPPED_BIRTH: translate("Registration", "birth date differs by a slip"),
        Likeness.NEAR_BIRTH: translate("Registration", "birth date near"),
        Likeness.PHONE: translate("Registration", "same telephone"),
    }[likeness]


def document_field(name: str) -> str:
    """Name a field of a machine-readable zone."""
    return {
        "mrz": "",
        "document_code": translate("Registration", "Kind of document"),
        "issuer": translate("Registration", "Issuer"),
        "names": translate("Registration", "Names"),
        "number": translate("Registration", "Document number"),
        "number_check": translate("Registration", "Check digit of the number"),
        "nationality": translate("Registration", "Nationality"),
        "birth_date": translate("Registration", "Birth date"),
        "birth_date_check": translate("Registration", "Check digit of the birth date"),
        "sex": translate("Registration", "Sex"),
        "expiry": translate("Registration", "Expiry date"),
        "expiry_check": translate("Registration", "Check digit of the expiry date"),
        "optional": translate("Registration", "Optional data"),
        "optional_check": translate("Registration", "Check digit of the optional data"),
        "composite_check": translate("Registration", "Overall check digit"),
    }.get(name, name)


def remark(found: mrz.Remark) -> str:
    """Say what is to be said about a field of a machine-readable zone."""
    values: dict[str, object] = dict(found.values)
    if "expired" in values:
        values["expired"] = formats.day(date.fromisoformat(str(values["expired"])))
    named = document_field(found.field)
    said = words_for(found.code, values)
    return f"{named}: {said}" if named else said
