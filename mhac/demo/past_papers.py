"""Certificates of the past: frozen, numbered and signed like every other, and written in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mhac.certificates.code import Code, write_code
from mhac.certificates.drafting import birth_year, certified_person, clinic_head, country_name, latin_name, signatory
from mhac.certificates.keys import current_key, private_half
from mhac.certificates.queries import SUBJECT
from mhac.certificates.records import Certificate, CertificateCounter, CertificatePicture
from mhac.certificates.rules import Status, initials, number_of
from mhac.demo.bulk import pour, pour_with_ids
from mhac.demo.faces import face
from mhac.demo.hands import Hands
from mhac.demo.past_rows import PHOTO_HEIGHT, Written
from mhac.demo.work import as_request
from mhac.documents.content import CertificateContent, Journey, freeze
from mhac.kernel.canonical import digest
from mhac.kernel.search import SearchTerm, endings
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security.queries import clinic_profile
from mhac.travel.codes import travel_codes
from mhac.travel.rules import Condition, Outcome


@dataclass(frozen=True)
class Decided:
    """A journey of the past that a paper is issued for."""

    one: Written
    flight: str
    departs_at: datetime
    destination: str
    traveller_id: int
    decision_id: int
    outcome: Outcome
    conditions: tuple[Condition, ...]
    screened_at: datetime
    decided_at: datetime
    valid_until: datetime


class Papers:
    """Issues the certificates, each with the serial of its year."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.serials: dict[int, int] = defaultdict(int)
        self._pictures: set[str] = set()

    def write(self, uow: UnitOfWork, decided: Sequence[Decided]) -> None:
        """Issue the papers of a chunk."""
        key, doctor, zone = current_key(uow), self.hands.staff["doctor"], self.hands.database.zone
        private, site = private_half(uow, key), clinic_profile(uow).site_code
        clinic, signs = clinic_head(uow), signatory(uow, doctor.user_id, doctor.name, doctor.licence)
        rows, spelled, pictures = [], [], {}
        for each in sorted(decided, key=lambda one: one.decided_at):
            issued = (each.decided_at + timedelta(minutes=15)).astimezone(zone)
            self.serials[issued.year] += 1
            number = number_of(site, issued.year, self.serials[issued.year])
            facts = as_request(each.one.person)
            content = CertificateContent(
                number=number, clinic=clinic,
                person=certified_person(
                    facts, case_number=each.one.case_number, examined_on=each.screened_at.astimezone(zone).date(),
                    departs_on=each.departs_at.date(), photo=_photo(each.one)),
                journey=Journey(
                    country_name(each.destination), departs_on=each.departs_at.astimezone(zone).date(),
                    flight=each.flight),
                decision=each.outcome.value,
                conditions=tuple(travel_codes().condition_text(one) for one in each.conditions),
                examined_at=each.screened_at.astimezone(zone), issued_at=issued,
                valid_until=each.valid_until.astimezone(zone), physician=signs, key_id=key.name)  # fmt: skip
            frozen = freeze(content)
            code = Code(number, key.name, content.valid_until, initials(*latin_name(facts)), birth_year(facts.birth),
                        content.decision, digest(frozen))
            rows.append(self._row(each, content, frozen, write_code(code, private), issued))
            spelled.append((content.person.name, content.person.latin_name, number, each.one.case_number))
            pictures.update(content.pictures())
        self._keep(uow, rows, spelled, pictures)

    def _row(self, each: Decided, content: CertificateContent, frozen: str, code: str,
             issued: datetime) -> dict[str, Any]:
        admin = self.hands.staff["admin"]
        return {
            "version": 1, "number": content.number, "year": issued.year, "serial": self.serials[issued.year],
            "person_id": each.one.person_id, "traveller_id": each.traveller_id, "decision_id": each.decision_id,
            "name": content.person.name, "frozen": frozen, "digest": digest(frozen), "code": code,
            "key_name": content.key_id, "status": Status.ISSUED.value, "issued_at": issued, "issued_by": admin.name,
            "issued_by_id": admin.user_id, "valid_until": content.valid_until, "ended_at": None, "ended_by": "",
            "ended_reason": "", "replaced_by_id": None}  # fmt: skip

    def _keep(self, uow: UnitOfWork, rows: Sequence[Mapping[str, Any]], spelled: Sequence[tuple[str, str, str, str]],
              pictures: Mapping[str, bytes]) -> None:
        new = {mark: picture for mark, picture in pictures.items() if mark not in self._pictures}
        self._pictures |= new.keys()
        pour(uow.session, CertificatePicture, [{"digest": mark, "picture": each} for mark, each in new.items()])
        ids = pour_with_ids(uow.session, Certificate, rows)
        pour(uow.session, SearchTerm, [
            {"term": term, "subject": SUBJECT, "subject_id": certificate_id}
            for certificate_id, (name, latin, number, case_number) in zip(ids, spelled, strict=True)
            for term in endings([name, latin], [number, case_number])])

    def count(self, uow: UnitOfWork) -> None:
        """Write down the last serial of each year, so that the next paper gets the next number."""
        pour(uow.session, CertificateCounter, [{"year": year, "last": last} for year, last in self.serials.items()])


def _photo(one: Written) -> bytes:
    return face(one.person.face, one.person.sex, one.person.age(one.examined_on), height=PHOTO_HEIGHT)
