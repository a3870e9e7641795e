"""The words of the examination screens: those of the protocol in the language of the screens, and short state words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QCoreApplication

from mhac.exams.rules import EventKind, ExamStatus, StepState
from mhac.exams.views import Reason
from mhac.protocols import library
from mhac.protocols.form import FormField
from mhac.protocols.form_answers import Range
from mhac.protocols.growth import WhyNot
from mhac.protocols.own_numbers import OwnNumber
from mhac.protocols.rules import Confidence, FieldKind
from mhac.registration import codes
from ui.app.languages import current_language
from ui.widgets import formats


def said(text: str) -> str:
    """Return a word of a protocol in the language of the screens; without a translation, in English."""
    return library.labels(current_language()).get(text, text)


def result(text: str) -> str:
    """Return the result of a test, which may be several words of the protocol."""
    return ", ".join(said(part) for part in text.split(", "))


def country(alpha2: str | None) -> str:
    """Return the name of a country."""
    found = codes.countries().get(alpha2 or "")
    return found.name(current_language()) if found else alpha2 or ""


def confidence(value: str) -> tuple[str, str]:
    """Return words and tone for how sure a rule is."""
    return {
        Confidence.OFFICIAL: (QCoreApplication.translate("Exams", "official"), "ok"),
        Confidence.SECONDARY: (QCoreApplication.translate("Exams", "read in a copy"), "neutral"),
        Confidence.UNVERIFIED: (QCoreApplication.translate("Exams", "to be confirmed"), "warning"),
    }[Confidence(value)]


def mark(reason: Reason, *, confirmed: bool = False) -> tuple[str, str]:
    """Return words and tone for how sure a reason is; the physician's word stands for a source that is not verified."""
    if (confirmed or reason.confirmed) and reason.confidence == Confidence.UNVERIFIED:
        return QCoreApplication.translate("Exams", "confirmed"), "accent"
    return confidence(reason.confidence)


def step(state: StepState) -> tuple[str, str]:
    """Return words and tone for how far a thing is."""
    return {
        StepState.DONE: (QCoreApplication.translate("Exams", "Done"), "ok"),
        StepState.PARTLY: (QCoreApplication.translate("Exams", "Begun"), "accent"),
        StepState.NEXT: (QCoreApplication.translate("Exams", "To do"), "accent"),
        StepState.NOT_DONE: (QCoreApplication.translate("Exams", "Not done"), "neutral"),
        StepState.REQUESTED: (QCoreApplication.translate("Exams", "Requested"), "warning"),
        StepState.WAITING: (QCoreApplication.translate("Exams", "Not known yet"), "warning"),
        StepState.DEFERRED: (QCoreApplication.translate("Exams", "Put off"), "hold"),
        StepState.OPTIONAL: (QCoreApplication.translate("Exams", "Offered"), "neutral"),
        StepState.FORBIDDEN: (QCoreApplication.translate("Exams", "Must not be done"), "bad"),
        StepState.NOT_REQUIRED: (QCoreApplication.translate("Exams", "Not required"), "neutral"),
    }[state]


def status(value: ExamStatus) -> tuple[str, str]:
    """Return words and tone for where an exam stands."""
    return {
        ExamStatus.DRAFT: (QCoreApplication.translate("Exams", "In progress"), "accent"),
        ExamStatus.SIGNED: (QCoreApplication.translate("Exams", "Signed"), "ok"),
        ExamStatus.AMENDED: (QCoreApplication.translate("Exams", "Amendment open"), "warning"),
        ExamStatus.VOID: (QCoreApplication.translate("Exams", "Void"), "neutral"),
    }[value]


def event(kind: EventKind) -> str:
    """Return what happened to an exam, as the history says it."""
    return {
        EventKind.BEGUN: QCoreApplication.translate("Exams", "Exam begun"),
        EventKind.SECTION_WITHDRAWN: QCoreApplication.translate("Exams", "Section taken back"),
        EventKind.SECTION_MOVED: QCoreApplication.translate("Exams", "Section moved"),
        EventKind.VOIDED: QCoreApplication.translate("Exams", "Exam voided"),
        EventKind.MOVED: QCoreApplication.translate("Exams", "Exam moved to another person"),
        EventKind.AMENDMENT_OPENED: QCoreApplication.translate("Exams", "Amendment opened"),
        EventKind.CATEGORY_TAKEN_OVER: QCoreApplication.translate("Exams", "The case's category taken over"),
        EventKind.SIGNED: QCoreApplication.translate("Exams", "Exam signed"),
    }[kind]


def yes() -> str:
    """Return "Yes"."""
    return QCoreApplication.translate("Exams", "Yes")


def no() -> str:
    """Return "No"."""
    return QCoreApplication.translate("Exams", "No")


def system_state(state: str) -> str:
    """Return how a body system was found."""
    return {
        "normal": QCoreApplication.translate("Exams", "Normal"),
        "abnormal": QCoreApplication.translate("Exams", "Abnormal"),
        "not_done": QCoreApplication.translate("Exams", "Not done"),
    }[state]


def answer(field: FormField, value: Any) -> str:
    """Return an answer as it is read, in the language of the screens."""
    if value is None:
        return ""
    labels = {choice.key: said(choice.label) for choice in field.choices}
    if field.kind is FieldKind.BOOL:
        return yes() if value else no()
    if field.kind is FieldKind.CHOICE:
        return labels.get(value, str(value))
    if field.kind is FieldKind.CHOICES:
        return ", ".join(labels.get(each, str(each)) for each in value)
    if field.kind in (FieldKind.NUMBER, FieldKind.INTEGER):
        return " ".join(part for part in (number(value, field.decimals), said(field.unit)) if part)
    if field.kind is FieldKind.COUNTRIES:
        return ", ".join(country(each) for each in value)
    return _rest(field, value)


def _rest(field: FormField, value: Any) -> str:
    if field.kind is FieldKind.SYSTEM:
        return " · ".join(part for part in (system_state(value["state"]), value.get("note", "")) if part)
    if field.kind is FieldKind.COUNTRY:
        return country(value)
    if field.kind is FieldKind.DATE:
        return iso_day(str(value))
    return str(value)


def iso_day(text: str) -> str:
    """Return a day that stands as ISO text in an answer."""
    try:
        return formats.day(date.fromisoformat(text))
    except ValueError:
        return text


def number(value: float, decimals: int = 0) -> str:
    """Return a number as it is typed: as many decimals as the question has, at most."""
    text = formats.locale().toString(float(value), "f", decimals)
    point = formats.locale().decimalPoint()
    return text.rstrip("0").rstrip(point) if decimals and point in text else text


def own_number(one: OwnNumber) -> str:
    """Return that the clinic changed a number of the protocol, with what the edition says."""
    own, given = (_measure(value, one.unit) for value in (one.own, one.given))
    return QCoreApplication.translate("Exams", "{what}: {own} here, changed by the clinic; the edition says {given}"
                                      ).format(what=said(one.label), own=own, given=given)


def _measure(value: object, unit: str) -> str:
    if isinstance(value, bool):
        return yes() if value else no()
    if value is None:
        return "—"
    text = formats.locale().toString(float(value), "g", 9) if isinstance(value, int | float) else said(str(value))
    return " ".join(part for part in (text, said(unit)) if part)


def joined(parts: Sequence[str]) -> str:
    """Return parts with a middle dot between, empty ones left out."""
    return " · ".join(part for part in parts if part)


def reach(span: Range | None, decimals: int = 0) -> str:
    """Return a range: "40–210", "from 40", "up to 210"."""
    if span is None:
        return ""
    low = number(span.low, decimals) if span.low is not None else ""
    high = number(span.high, decimals) if span.high is not None else ""
    if low and high:
        return f"{low}–{high}"
    return (QCoreApplication.translate("Exams", "from {low}").format(low=low) if low
            else QCoreApplication.translate("Exams", "up to {high}").format(high=high))


def moment_or_clock(at: datetime, today: date) -> str:
    """Return the time, with the day when it was another one."""
    return formats.clock(at) if formats.local(at).date() == today else formats.moment(at)


def why_not(why: WhyNot) -> str:
    """Return why a child has no z-score."""
    return {
        WhyNot.BIRTH_DATE: QCoreApplication.translate("Exams", "No score: the birth date is not exact."),
        WhyNot.SEX: QCoreApplication.translate("Exams", "No score: the WHO has tables of girls and boys."),
        WhyNot.BEYOND: QCoreApplication.translate("Exams", "No score: beyond the WHO tables."),
    }[why]
