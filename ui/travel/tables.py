"""The columns of the travellers' table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from mhac.certificates.rules import Status
from mhac.certificates.views import CertificateRow
from mhac.registration.birth import AgeUnit, age_on
from mhac.registration.rules import PersonRow
from mhac.travel.views import TravellerRow
from ui.app.translation import translate
from ui.travel.words import short_needs, state_words
from ui.widgets import formats
from ui.widgets.tables import Column

CASE, STATE, SCREENED, NEEDS, CERTIFICATE = 1, 2, 3, 4, 5
Marks = Callable[[], Mapping[int, CertificateRow]]


def traveller_columns(marks: Marks, today: Callable[[], date]) -> tuple[Column[TravellerRow], ...]:
    """Return the columns; `marks` gives the certificates that are shown now."""
    return (
        Column(translate("Travel", "Traveller"), lambda row: row.person.name, strong=True, beside=True,
               detail=lambda row: sex_and_age(row.person, today())),
        Column(translate("Travel", "Case"), lambda row: row.case_number, 150, quiet=True),
        Column(translate("Travel", "Decision"), lambda row: state_words(row)[0], 148,
               tone=lambda row: state_words(row)[1], sort=lambda row: row.state.value),
        Column(translate("Travel", "Screened"), lambda row: screened_words(row, today()), 84, quiet=True,
               sort=lambda row: row.screening.screened_at.isoformat() if row.screening else ""),
        Column(translate("Travel", "Travel needs"), short_needs, 100),
        Column(translate("Travel", "Certificate"), lambda row: certificate_words(marks().get(row.traveller_id)), 124,
               quiet=True),
    )


def screened_words(row: TravellerRow, on: date) -> str:
    """Return when the last screening was: the time of today's, else the day; the temperature where it holds."""
    if row.screening is None:
        return "—"
    celsius = row.screening.answers.get("temperature")
    if celsius is not None and any(each.field == "temperature" and each.holds for each in row.screening.findings):
        return f"{celsius:.1f} °C"
    at = formats.local(row.screening.screened_at)
    return formats.clock(at) if at.date() == on else formats.short_day(at.date())


def certificate_words(mark: CertificateRow | None) -> str:
    """Return a certificate's number, or that it no longer stands."""
    if mark is None:
        return "—"
    if mark.status is Status.REVOKED:
        return translate("Travel", "{number} revoked").format(number=mark.number)
    if mark.why_not or mark.status is Status.REPLACED:
        return translate("Travel", "{number} not covered").format(number=mark.number)
    return mark.number


def sex_and_age(person: PersonRow, on: date) -> str:
    """Return "M 41", or the age in months or days for the small ones."""
    age = age_on(person.birth, on)
    if age is None:
        return person.sex
    unit = {AgeUnit.YEARS: "", AgeUnit.MONTHS: translate("Travel", "mo"),
            AgeUnit.DAYS: translate("Travel", "d")}[age.unit]
    number = str(age.least) if age.least == age.most else f"{age.least}–{age.most}"
    return " ".join(part for part in (person.sex, f"{'≈' if age.estimated else ''}{number}", unit) if part)
