"""What each paper of the clinic says, as frozen values; how it looks is decided where it is drawn.

Moments are aware and already in the clinic's zone; names are given as they shall be printed ("FAMILY Given").
Pictures are the bytes of a JPEG or PNG file.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from mhac.kernel.canonical import canonical, digest


class Paper(Enum):
    """The sheet in the printer."""

    A4 = "A4"
    LETTER = "Letter"


@dataclass(frozen=True)
class PartialDate:
    """A birth date as far as it is known: a span of years, a year, a month or a day, perhaps estimated."""

    year: int
    month: int | None = None
    day: int | None = None
    estimated: bool = False
    until_year: int | None = None

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return a fully known date."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def between(
        cls, earliest: date | None, latest: date | None, precision: str, estimated: bool = False
    ) -> PartialDate | None:
        """Return a birth date from the earliest and latest day that it can be, as registration keeps it."""
        if earliest is None or latest is None:
            return None
        if precision == "day":
            return cls(earliest.year, earliest.month, earliest.day, estimated)
        if precision == "month":
            return cls(earliest.year, earliest.month, None, estimated)
        return cls(earliest.year, None, None, estimated, latest.year if latest.year != earliest.year else None)


@dataclass(frozen=True)
class Clinic:
    """The head of every paper."""

    name: str
    place: str = ""
    phone: str = ""
    address: str = ""
    logo: bytes | None = None


@dataclass(frozen=True)
class PersonLine:
    """A person on a slip. `latin_name` is printed where the face lacks the script of `name`."""

    name: str
    latin_name: str = ""
    birth: PartialDate | None = None
    sex: str = ""
    number: str = ""
    photo: bytes | None = None


@dataclass(frozen=True)
class AppointmentSlip:
    """What a family takes home from the booking desk, in its own language."""

    clinic: Clinic
    language: str
    barcode: str
    starts_at: datetime
    ends_at: datetime
    service: str
    room: str = ""
    case_number: str = ""
    people: tuple[PersonLine, ...] = ()
    bring: tuple[str, ...] = ()
    note: str = ""
    clinician: str = ""


@dataclass(frozen=True)
class RequestItem:
    """One thing asked for, with the reason and the source of the rule that asks for it."""

    code: str
    name: str
    specimen: str = ""
    reason: str = ""
    source: str = ""
    confirmed: bool = True


@dataclass(frozen=True)
class RequestSlip:
    """What goes with a person to the laboratory or to the X-ray room. `kind` is "laboratory" or "xray"."""

    clinic: Clinic
    kind: str
    number: str
    person: PersonLine
    case_number: str
    country: str
    requested_at: datetime
    requested_by: str
    items: tuple[RequestItem, ...]
    language: str = "en"
    note: str = ""


@dataclass(frozen=True)
class RecoverySheet:
    """The recovery code that opens the clinic's database when no password does; printed once and locked away."""

    clinic: Clinic
    code: str
    made_at: datetime
    made_for: str
    language: str = "en"


@dataclass(frozen=True)
class EnrolmentSheet:
    """The code by which somebody joins at one more workstation, and how; the file is carried by another way."""

    clinic: Clinic
    name: str
    login: str
    code: str
    file_name: str
    until: datetime
    made_at: datetime
    made_by: str
    language: str = "en"


@dataclass(frozen=True)
class DayLine:
    """One appointment on the day list."""

    time: str
    room: str
    service: str
    name: str
    number: str = ""
    birth: PartialDate | None = None
    case_number: str = ""
    status: str = ""
    note: str = ""
    clinician: str = ""


@dataclass(frozen=True)
class DayList:
    """The clinic's day on paper, for the morning when the power fails."""

    clinic: Clinic
    day: date
    lines: tuple[DayLine, ...]
    made_at: datetime
    language: str = "en"
    closed: tuple[str, ...] = ()
    """What is closed on that day: which room where it is one, from when to when, and why."""


@dataclass(frozen=True)
class CertifiedPerson:
    """The person whom a certificate is about. `age` is the age on the day of the examination."""

    name: str
    latin_name: str = ""
    birth: PartialDate | None = None
    age: int | None = None
    sex: str = ""
    nationality: str = ""
    document: str = ""
    case_number: str = ""
    photo: bytes | None = None


@dataclass(frozen=True)
class Journey:
    """The journey that a certificate is for."""

    destination: str
    departs_on: date | None = None
    flight: str = ""


@dataclass(frozen=True)
class Signatory:
    """The physician who decided, with licence and the image of the signature."""

    name: str
    title: str = ""
    licence: str = ""
    signature: bytes | None = None


@dataclass(frozen=True)
class CertificateContent:
    """Everything that a travel-fitness certificate says. `decision` is "fit" or "fit_with_conditions"; no diagnosis."""

    number: str
    clinic: Clinic
    person: CertifiedPerson
    journey: Journey
    decision: str
    examined_at: datetime
    issued_at: datetime
    valid_until: datetime
    physician: Signatory
    key_id: str
    conditions: tuple[str, ...] = ()

    def pictures(self) -> dict[str, bytes]:
        """Return the pictures on the paper by their digest."""
        present = (self.clinic.logo, self.person.photo, self.physician.signature)
        return {digest(picture): picture for picture in present if picture}


# The form of the frozen text; a later form must keep reading the older ones.
FROZEN_FORM = 1


@dataclass(frozen=True)
class CallLine:
    """One call: a person, or a family by its first member."""

    time: str
    name: str
    others: int
    phones: tuple[str, ...]
    languages: tuple[str, ...]
    interpreter: str
    """The language of the interpreter, empty where none is needed; "?" where none was named."""
    service: str
    room: str
    clinician: str = ""


@dataclass(frozen=True)
class CallList:
    """Everybody who is expected on a day."""

    clinic: Clinic
    day: date
    lines: tuple[CallLine, ...]
    made_at: datetime
    language: str = "en"
    closed: tuple[str, ...] = ()
    """What is closed on that day: which room where it is one, from when to when, and why."""


@dataclass(frozen=True)
class OpenLine:
    """One thing that is left open; its box is ticked by hand."""

    kind: str
    name: str
    number: str
    since: str
    what: str


@dataclass(frozen=True)
class OpenList:
    """What is left open."""

    clinic: Clinic
    day: date
    lines: tuple[OpenLine, ...]
    made_at: datetime
    language: str = "en"


def freeze(content: CertificateContent) -> str:
    """Return the canonical text of a certificate's content; pictures stand in it by their digest."""
    return canonical({"form": FROZEN_FORM, "content": _fields(content)})


def _fields(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _fields(getattr(value, field.name)) for field in fields(value)}
    return [_fields(each) for each in value] if isinstance(value, tuple) else value


def thaw(frozen: dict[str, Any], pictures: dict[str, bytes]) -> CertificateContent:
    """Return the content from its frozen text (already parsed) and the kept pictures.

    Raises `KeyError` where a picture or a field is missing: a paper must not come out with less than was signed.
    """
    if frozen["form"] != FROZEN_FORM:
        raise KeyError(f"unknown form of frozen content: {frozen['form']}")
    found = frozen["content"]
    clinic, person, physician, journey = (found[part] for part in ("clinic", "person", "physician", "journey"))

    def picture(mark: dict[str, Any] | None) -> bytes | None:
        return pictures[mark["sha256"]] if mark else None

    return CertificateContent(
        number=found["number"],
        clinic=Clinic(**{**clinic, "logo": picture(clinic["logo"])}),
        person=CertifiedPerson(
            **{
                **person,
                "birth": PartialDate(**person["birth"]) if person["birth"] else None,
                "photo": picture(person["photo"]),
            }
        ),
        journey=Journey(
            **{**journey, "departs_on": date.fromisoformat(journey["departs_on"]) if journey["departs_on"] else None}
        ),
        decision=found["decision"],
        conditions=tuple(found["conditions"]),
        examined_at=datetime.fromisoformat(found["examined_at"]),
        issued_at=datetime.fromisoformat(found["issued_at"]),
        valid_until=datetime.fromisoformat(found["valid_until"]),
        physician=Signatory(**{**physician, "signature": picture(physician["signature"])}),
        key_id=found["key_id"],
    )
