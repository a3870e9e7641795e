"""Puts together what a sheet is made of: the signed exam, the person as registered now, the clinic."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from mhac.exams.loading import standing_of
from mhac.exams.records import Exam, Signature
from mhac.exams.rules import ExamStatus, is_intact
from mhac.kernel.canonical import digest
from mhac.kernel.errors import Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import codes
from mhac.registration.birth import AgeUnit, BirthDate, age_on
from mhac.registration.queries import facts_of, photo
from mhac.registration.records import Case, Person
from mhac.registration.rules import IdentifierEntry, NameKind, NewPerson
from mhac.security.queries import clinic_profile
from mhac.submissions.content import Subject, sheet_content
from mhac.submissions.papers import paper_of
from mhac.submissions.words import SEX

# Papers that an authority asks for, the likeliest first.
_DOCUMENTS = ("passport", "ctd", "laissez_passer", "national_id", "refugee_id", "proof_of_registration", "unhcr")


def last_signature(uow: UnitOfWork, exam_id: int) -> Signature | None:
    """Return the newest signature of an exam."""
    newest = select(Signature).where(Signature.exam_id == exam_id).order_by(Signature.seq.desc()).limit(1)
    return uow.session.scalar(newest)


def content_of(uow: UnitOfWork, exam: Exam, paper_key: str, number: str = "") -> tuple[dict[str, Any], Signature]:
    """Return what a sheet of a signed exam says now, and the signature that it rests on.

    Raises `Refused`: "submissions.not_signed", "submissions.amendment_open", "submissions.altered" (the signed text is
    not the one that was signed), `NotFound` ("submissions.no_paper").
    """
    if exam.status == ExamStatus.AMENDED:
        raise Refused("submissions.amendment_open")
    signature = last_signature(uow, exam.id)
    if exam.status != ExamStatus.SIGNED or signature is None:
        raise Refused("submissions.not_signed")
    if not is_intact(signature.content, signature.digest):
        raise Refused("submissions.altered")
    standing = standing_of(uow, exam)
    signed = json.loads(signature.content)
    made = sheet_content(
        paper_of(standing.template, paper_key),
        standing=standing,
        signed=signed,
        signature={"seq": signature.seq, "digest": signature.digest, "at": signature.at.isoformat()},
        subject=_subject(uow, exam, signed),
        number=number,
    )
    return made, signature


def _subject(uow: UnitOfWork, exam: Exam, signed: Mapping[str, Any]) -> Subject:
    person = uow.get(Person, exam.person_id)
    case = uow.get(Case, exam.case_id)
    profile = clinic_profile(uow)
    facts = facts_of(uow, person)
    said = _person_words(facts, exam)
    said |= {
        "file_number": person.file_number or "",
        "case_number": case.number or "",
        "category": signed["exam"]["category_label"],
        "photo": _photo_mark(uow, person.id),
    }
    country = codes.countries().get(profile.country)
    return Subject(
        person=said,
        identifiers={entry.kind: entry.value for entry in facts.identifiers},
        clinic={
            "name": profile.name,
            "place": profile.place,
            "country": country.name() if country else profile.country,
            "phone": profile.phone,
        },
        zone=uow.zone,
        changed=_changed(said, signed["person"]),
    )


def _photo_mark(uow: UnitOfWork, person_id: int) -> str:
    picture = photo(uow, person_id)
    return digest(picture) if picture else ""


def _person_words(facts: NewPerson, exam: Exam) -> dict[str, Any]:
    latin = next((each for each in facts.other_names if each.kind == NameKind.DOCUMENT), None)
    others = [f"{each.family_name} {each.given_names}".strip() for each in facts.other_names
              if each.kind != NameKind.DOCUMENT]  # fmt: skip
    document = _document(facts.identifiers)
    kinds, camps = codes.identifier_kinds(), codes.camps()
    latin_name = f"{latin.family_name} {latin.given_names}".strip() if latin else ""
    return {
        "family_name": facts.family_name,
        "given_names": facts.given_names,
        "full_name": f"{facts.family_name} {facts.given_names}".strip(),
        "latin_name": latin_name,
        "passport_name": latin_name or f"{facts.family_name} {facts.given_names}".strip(),
        "other_names": "; ".join(others),
        "sex": SEX.get(facts.sex, ""),
        "birth": _birth(facts.birth),
        "age": _age(facts.birth, exam),
        "birth_country": _country(facts.birth_country),
        "citizenship": _nationality(facts),
        "citizenship_code": facts.citizenship,
        "origin_country": _country(facts.origin_country),
        "address": facts.address,
        "phone": facts.phone,
        "camp": camps[facts.camp].name if facts.camp in camps else facts.camp or "",
        "language": ", ".join(codes.languages()[code].name() for code in facts.languages
                              if code in codes.languages()),
        "interpreter": "Yes" if facts.needs_interpreter else "No",
        "document_kind": kinds[document.kind].name() if document and document.kind in kinds else "",
        "document_number": document.value if document else "",
        "document_issuer": codes.issuer_name(document.issuer or "") if document and document.issuer else "",
        "document_expires": document.expires_on if document else None,
    }  # fmt: skip


def _document(entries: tuple[IdentifierEntry, ...]) -> IdentifierEntry | None:
    """The paper that identifies somebody at the authority; of two of a kind the one that lasts longer."""
    for kind in _DOCUMENTS:
        found = [entry for entry in entries if entry.kind == kind]
        if found:
            return max(found, key=lambda entry: entry.expires_on or date.min)
    return None


def _birth(birth: BirthDate | None) -> dict[str, Any] | None:
    if birth is None:
        return None
    return {
        "earliest": birth.earliest.isoformat(),
        "latest": birth.latest.isoformat(),
        "precision": birth.precision.value,
        "estimated": birth.estimated,
    }


def _age(birth: BirthDate | None, exam: Exam) -> str:
    age = age_on(birth, exam.exam_date)
    if age is None:
        return ""
    span = str(age.least) if age.least == age.most else f"{age.least}–{age.most}"
    unit = {AgeUnit.YEARS: "", AgeUnit.MONTHS: " months", AgeUnit.DAYS: " days"}[age.unit]
    return f"{span}{unit}"


def _nationality(facts: NewPerson) -> str:
    status = codes.travel_statuses().get(facts.travel_status or "")
    return status.name() if status else _country(facts.citizenship)


def _country(code: str | None) -> str:
    known = codes.countries().get(code or "")
    return known.name() if known else code or ""


def _changed(said: Mapping[str, Any], signed: Mapping[str, Any]) -> frozenset[str]:
    """The words of the person that registration corrected after the exam was signed."""
    same = {
        "family_name": said["family_name"] == signed["family_name"],
        "given_names": said["given_names"] == signed["given_names"],
        "sex": said["sex"] == SEX.get(signed["sex"], ""),
        "birth_date": said["birth"] == signed["birth"],
        "citizenship": said["citizenship_code"] == signed["citizenship"],
        "case_number": said["case_number"] == signed["case_number"],
    }
    if not (same["family_name"] and same["given_names"]):
        same["full_name"] = False
    return frozenset(word for word, is_same in same.items() if not is_same)
