"""How a person is written in banners and lists: name, age, birth date, numbers, and what to know first."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from mhac.exams.views import Alert, Banner, Member
from mhac.registration import codes
from mhac.registration.birth import AgeUnit, BirthDate, age_on
from mhac.registration.names import display
from ui.app.languages import current_language
from ui.exams import words
from ui.widgets import formats


def name(banner: Banner) -> str:
    """Return the name as banners show it."""
    return display(banner.family_name, banner.given_names)


def age(birth: BirthDate | None, today: date) -> str:
    """Return "36 y", "7 mo", "12 d", "35–36 y" or "about 36 y"."""
    found = age_on(birth, today)
    if found is None:
        return ""
    span = str(found.least) if found.least == found.most else f"{found.least}–{found.most}"
    unit = {
        AgeUnit.YEARS: QCoreApplication.translate("Exams", "y"),
        AgeUnit.MONTHS: QCoreApplication.translate("Exams", "mo"),
        AgeUnit.DAYS: QCoreApplication.translate("Exams", "d"),
    }[found.unit]
    return f"≈ {span} {unit}" if found.estimated else f"{span} {unit}"


def born(birth: BirthDate | None) -> str:
    """Return "born 14 Mar 1990", as far as it is known."""
    if birth is None:
        return QCoreApplication.translate("Exams", "birth date unknown")
    text = formats.partial_date(birth.earliest, birth.latest, birth.precision.value, estimated=birth.estimated)
    return QCoreApplication.translate("Exams", "born {day}").format(day=text)


def facts(banner: Banner, today: date) -> str:
    """Return sex, age, birth date and nationality in one line."""
    return words.joined((banner.sex, age(banner.birth, today), born(banner.birth), words.country(banner.citizenship)))


def numbers(banner: Banner) -> str:
    """Return file number, case number, papers, languages and camp in one line."""
    kinds, language = codes.identifier_kinds(), current_language()
    papers = [f"{kinds[kind].name(language) if kind in kinds else kind} {value}"
              for kind, value in banner.identifiers[:2]]
    spoken = ", ".join(codes.languages()[code].name(language) for code in banner.languages if code in codes.languages())
    camp = codes.camps().get(banner.camp or "")
    return words.joined((banner.file_number, banner.case_number, *papers, spoken, camp.name if camp else ""))


def numbered(banner: Banner) -> str:
    """Return "UWIMANA Marie (KGL-0000611)": two of one name are told apart by the file number."""
    return f"{name(banner)} ({banner.file_number})"


def member_facts(member: Member, today: date) -> str:
    """Return sex, age, birth date, file number and place in the family in one line."""
    kinds = codes.relationships()
    place = kinds[member.relationship].name(current_language()).casefold() if member.relationship in kinds else ""
    old = age(member.birth, today)
    return words.joined((member.sex, old, born(member.birth), member.file_number, place))


def programme(banner: Banner) -> str:
    """Return "United States · Refugee"."""
    return words.joined((words.country(banner.country), words.said(banner.category_label)))


def alert(found: Alert) -> tuple[str, str]:
    """Return words and tone of an alert."""
    if found.kind == "allergy":
        return QCoreApplication.translate("Exams", "Allergy: {what}").format(what=found.detail), "bad"
    if found.kind == "pregnancy":
        text = (QCoreApplication.translate("Exams", "Pregnant, {weeks} weeks").format(weeks=found.detail)
                if found.detail else QCoreApplication.translate("Exams", "Pregnant"))
        return text, "warning"
    if found.kind == "signed_otherwise":
        text = QCoreApplication.translate("Exams", "Signed for {name} as recorded then: amend the exam")
        return text.format(name=found.detail), "bad"
    if found.kind == "case_changed":
        text = QCoreApplication.translate("Exams", "Examined for: {category}. The case was changed")
        return text.format(category=words.said(found.detail)), "bad"
    if found.kind == "consent":
        if found.detail:
            return QCoreApplication.translate("Exams", "Consent refused or withdrawn"), "bad"
        return QCoreApplication.translate("Exams", "Consent not recorded"), "warning"
    languages = codes.languages()
    spoken = languages[found.detail].name(current_language()) if found.detail in languages else ""
    text = (QCoreApplication.translate("Exams", "Interpreter: {language}").format(language=spoken)
            if spoken else QCoreApplication.translate("Exams", "Needs an interpreter"))
    return text, "neutral"
