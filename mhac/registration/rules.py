"""What a registration must hold: the requests of the reception desk, what is wrong with them, and the numbers given."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from mhac.kernel.errors import Invalid
from mhac.registration import names
from mhac.registration.birth import BirthDate, checked, is_minor

EVERYONE = ("receptionist", "nurse", "physician", "administrator")
PERMISSIONS: dict[str, tuple[str, ...]] = {
    "registration.search_people": EVERYONE,
    "registration.person_file": EVERYONE,
    "registration.register_person": EVERYONE,
    "registration.correct_person": EVERYONE,
    "registration.save_draft": EVERYONE,
    "registration.discard_draft": EVERYONE,
    "registration.add_photo": EVERYONE,
    "registration.record_consent": EVERYONE,
    "registration.open_case": EVERYONE,
    "registration.correct_case": ("receptionist", "physician", "administrator"),
    "registration.close_case": ("receptionist", "physician", "administrator"),
    "registration.add_to_case": EVERYONE,
    "registration.set_relationship": EVERYONE,
    "registration.remove_from_case": ("receptionist", "physician", "administrator"),
}
PRINCIPAL = "principal"


class Sex(StrEnum):
    """Sex as travel documents give it; X is unspecified."""

    FEMALE = "F"
    MALE = "M"
    UNSPECIFIED = "X"


class NameKind(StrEnum):
    """Why a person has a further name."""

    OTHER = "other"
    FORMER = "former"
    NATIVE = "native"
    DOCUMENT = "document"


class Decision(StrEnum):
    """What was answered when consent was asked."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class NameEntry:
    """A further name of a person."""

    kind: str
    family_name: str
    given_names: str = ""


@dataclass(frozen=True)
class IdentifierEntry:
    """A number of a person, as it stands on the paper."""

    kind: str
    value: str
    issuer: str | None = None
    expires_on: date | None = None

    @property
    def normal(self) -> str:
        """The number as it is compared."""
        return normal_number(self.value)


@dataclass(frozen=True)
class NewPerson:
    """What the reception desk says about a person, at the first registration or as a correction.

    `birth_unknown` says that nobody knows the birth date, not even the year; it is never assumed of an empty field.
    """

    family_name: str = ""
    given_names: str = ""
    sex: str = ""
    birth: BirthDate | None = None
    citizenship: str | None = None
    origin_country: str | None = None
    birth_country: str | None = None
    travel_status: str | None = None
    phone: str = ""
    camp: str | None = None
    address: str = ""
    languages: tuple[str, ...] = ()
    needs_interpreter: bool = False
    interpreter_language: str | None = None
    note: str = ""
    other_names: tuple[NameEntry, ...] = ()
    identifiers: tuple[IdentifierEntry, ...] = ()
    birth_unknown: bool = False

    def tidied(self) -> NewPerson:
        """Return the same request with names and texts as they are kept."""
        return NewPerson(
            family_name=names.tidy(self.family_name),
            given_names=names.tidy(self.given_names),
            sex=self.sex,
            birth=self.birth,
            citizenship=self.citizenship,
            origin_country=self.origin_country,
            birth_country=self.birth_country,
            travel_status=self.travel_status,
            phone=names.tidy(self.phone),
            camp=self.camp,
            address=names.tidy(self.address),
            languages=self.languages,
            needs_interpreter=self.needs_interpreter,
            interpreter_language=self.interpreter_language,
            note=self.note.replace("\x00", "").strip(),
            other_names=tuple(
                NameEntry(n.kind, names.tidy(n.family_name), names.tidy(n.given_names)) for n in self.other_names
            ),
            identifiers=tuple(
                IdentifierEntry(i.kind, names.tidy(i.value), i.issuer, i.expires_on) for i in self.identifiers
            ),
            birth_unknown=self.birth_unknown and self.birth is None,
        )


@dataclass(frozen=True)
class NewConsent:
    """What the person agreed to or refused, and who helped or signed."""

    decision: str
    language: str
    interpreter: str = ""
    guardian_name: str = ""
    guardian_relationship: str = ""
    note: str = ""


@dataclass(frozen=True)
class NewCase:
    """A case to be opened or corrected; without a number the clinic gives one."""

    country: str
    category: str
    number: str = ""
    programme: str = ""


@dataclass(frozen=True)
class Joining:
    """A person's place in a case."""

    person_id: int
    relationship: str
    principal: bool = False
    travels: bool = True


class PersonRow(NamedTuple):
    """A person as lists show one; a named tuple, for lists are long and are read at every keystroke."""

    id: int
    file_number: str
    family_name: str
    given_names: str
    sex: str
    birth: BirthDate | None
    citizenship: str | None
    camp: str | None
    phone: str
    case_id: int | None
    case_number: str
    country: str
    category: str
    version: int

    @property
    def name(self) -> str:
        """The name as it is shown."""
        return names.display(self.family_name, self.given_names)


@dataclass(frozen=True)
class CaseRow:
    """A case as lists show one; `people` counts who is in it."""

    id: int
    number: str
    country: str
    category: str
    programme: str
    opened_at: datetime
    closed_at: datetime | None
    people: int
    principal: str


@dataclass(frozen=True)
class MemberRow:
    """A member of a case."""

    person: PersonRow
    relationship: str
    principal: bool
    travels: bool


@dataclass(frozen=True)
class CaseFile:
    """A case with the people in it, principal applicant first."""

    id: int
    number: str
    country: str
    category: str
    programme: str
    opened_at: datetime
    closed_at: datetime | None
    version: int
    members: tuple[MemberRow, ...]


@dataclass(frozen=True)
class ConsentEntry:
    """A consent as it was recorded."""

    decision: str
    language: str
    interpreter: str
    guardian_name: str
    guardian_relationship: str
    note: str
    given_at: datetime
    recorded_by: str


@dataclass(frozen=True)
class PersonFile:
    """Everything that registration knows of a person."""

    id: int
    file_number: str
    version: int
    facts: NewPerson
    photo_id: int | None
    registered_at: datetime
    registered_by: str
    consents: tuple[ConsentEntry, ...]

    @property
    def name(self) -> str:
        """The name as it is shown."""
        return names.display(self.facts.family_name, self.facts.given_names)


@dataclass(frozen=True)
class PeopleCounts:
    """How many people and open cases the clinic has on file."""

    people: int
    cases: int


@dataclass(frozen=True)
class Lists:
    """The codes that a request may use; given by the caller, so that rules hold no list of their own."""

    countries: Collection[str]
    statuses: Collection[str]
    camps: Collection[str]
    languages: Collection[str]
    kinds: Collection[str]
    relationships: Collection[str]


def person_problems(request: NewPerson, today: date, lists: Lists) -> Iterator[Invalid]:
    """Yield everything that keeps a person from being registered, each with its field."""
    yield from _name_problems(request)
    if request.sex not in set(Sex):
        yield Invalid("registration.sex_missing", field="sex")
    if request.birth is None and not request.birth_unknown:
        yield Invalid("registration.birth_date_missing", field="birth_date")
    elif request.birth is not None:
        try:
            checked(request.birth, today)
        except Invalid as problem:
            yield problem
    phone_digits = sum(c.isdigit() for c in request.phone)
    if request.phone and (phone_digits < 6 or phone_digits > 15 or re.search(r"[^\d\s+()./,;-]", request.phone)):
        yield Invalid("registration.phone", field="phone", typed=request.phone)
    yield from _code_problems(request, lists)
    yield from _identifier_problems(request.identifiers, lists)
    for field, text, longest in (("phone", request.phone, 60), ("address", request.address, 300)):
        if len(text) > longest:
            yield Invalid("registration.too_long", field=field, most=longest)


def _name_problems(request: NewPerson) -> Iterator[Invalid]:
    if not names.has_letters(request.family_name + request.given_names):
        yield Invalid("registration.name_missing", field="family_name")
    for field, text in (("family_name", request.family_name), ("given_names", request.given_names)):
        if text and not names.has_letters(text) and names.has_letters(request.family_name + request.given_names):
            yield Invalid("registration.name_without_letters", field=field, typed=text)
        if len(text) > names.LONGEST:
            yield Invalid("registration.too_long", field=field, most=names.LONGEST)
    for other in request.other_names:
        if not names.has_letters(other.family_name + other.given_names) or other.kind not in set(NameKind):
            yield Invalid("registration.other_name", field="other_names")
        elif max(len(other.family_name), len(other.given_names)) > names.LONGEST:
            yield Invalid("registration.too_long", field="other_names", most=names.LONGEST)


def _code_problems(request: NewPerson, lists: Lists) -> Iterator[Invalid]:
    for field in ("citizenship", "origin_country", "birth_country"):
        code = getattr(request, field)
        if code is not None and code not in lists.countries:
            yield Invalid("registration.country", field=field, typed=code)
    if request.travel_status is not None and request.travel_status not in lists.statuses:
        yield Invalid("registration.travel_status", field="travel_status", typed=request.travel_status)
    if request.camp is not None and request.camp not in lists.camps:
        yield Invalid("registration.camp", field="camp", typed=request.camp)
    spoken = (*request.languages, *filter(None, (request.interpreter_language,)))
    for code in spoken:
        if code not in lists.languages:
            yield Invalid("registration.language", field="languages", typed=code)
    if request.needs_interpreter and not spoken:
        yield Invalid("registration.interpreter_language", field="languages")


def _identifier_problems(entries: Sequence[IdentifierEntry], lists: Lists) -> Iterator[Invalid]:
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.kind not in lists.kinds:
            yield Invalid("registration.identifier_kind", field="identifiers", typed=entry.kind)
        if not entry.normal:
            yield Invalid("registration.identifier_empty", field="identifiers")
        elif len(entry.value) > 60:
            yield Invalid("registration.too_long", field="identifiers", most=60)
        elif (entry.kind, entry.normal) in seen:
            yield Invalid("registration.identifier_twice", field="identifiers", typed=entry.value)
        seen.add((entry.kind, entry.normal))


def consent_problems(request: NewConsent, birth: BirthDate | None, today: date, lists: Lists) -> Iterator[Invalid]:
    """Yield what a consent lacks; for a minor, and where the birth date leaves it open, a guardian signs.

    Of whom nothing is known the desk sees whether he is grown up; a guardian may sign, and need not.
    """
    if request.decision not in set(Decision):
        yield Invalid("registration.consent_decision", field="decision")
    if request.language not in lists.languages:
        yield Invalid("registration.consent_language", field="language")
    if birth is not None and is_minor(birth, today) is not False:
        if not names.has_letters(request.guardian_name):
            yield Invalid("registration.consent_guardian", field="guardian_name")
        if request.guardian_relationship not in lists.relationships:
            yield Invalid("registration.consent_guardian_relationship", field="guardian_relationship")


def case_problems(request: NewCase) -> Iterator[Invalid]:
    """Yield what a case lacks. Which countries and categories there are is the protocols' matter, not ours."""
    if not re.fullmatch(r"[A-Z]{2}", request.country):
        yield Invalid("registration.case_country", field="country")
    if not request.category or len(request.category) > 24:
        yield Invalid("registration.case_category", field="category")
    if len(request.number) > 40 or (request.number and not normal_number(request.number)):
        yield Invalid("registration.case_number", field="number", typed=request.number)
    if len(request.programme) > 80:
        yield Invalid("registration.too_long", field="programme", most=80)


def member_problems(members: Sequence[Joining], lists: Lists) -> Iterator[Invalid]:
    """Yield what is wrong with the people of a case: exactly one is the principal applicant."""
    if not members:
        yield Invalid("registration.case_empty", field="members")
    if len({member.person_id for member in members}) != len(members):
        yield Invalid("registration.case_twice", field="members")
    if members and sum(member.principal for member in members) != 1:
        yield Invalid("registration.case_principal", field="members")
    for member in members:
        if member.relationship not in lists.relationships:
            yield Invalid("registration.relationship", field="members", typed=member.relationship)
        elif member.principal != (member.relationship == PRINCIPAL):
            yield Invalid("registration.case_principal", field="members")


def normal_number(value: str) -> str:
    """Return a number as it is compared: letters and digits only, capitals."""
    return "".join(c for c in value.upper() if c.isalnum())


def mod_11_10(digits: str) -> str:
    """Return the check digit of ISO 7064, MOD 11,10: it finds every single wrong digit and nearly every swap."""
    product = 10
    for digit in digits:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def file_number(site: str, serial: int) -> str:
    """Return the clinic's own number of a person: site, serial and check digit, fit for a barcode."""
    digits = f"{serial:06d}"
    return f"{site}-{digits}{mod_11_10(digits)}"


def is_file_number(text: str) -> bool:
    """Tell whether a text is a file number whose check digit holds."""
    found = re.fullmatch(r"[A-Z0-9]{2,8}-?(\d{6,11})(\d)", text.strip().upper())
    return found is not None and mod_11_10(found[1]) == found[2]


def case_number(site: str, year: int, serial: int) -> str:
    """Return the number that the clinic gives a case which brought none."""
    return f"{site}-{year}-{serial:05d}"
