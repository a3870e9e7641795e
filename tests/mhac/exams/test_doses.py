"""The vaccines and drugs that the protocol gives: in the exam, in the kept summary, and frozen with the signature."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from mhac.exams import casefile, queries
from mhac.exams.views import Due
from mhac.protocols import library
from mhac.protocols import service as protocols
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from tests.clinic import Clinic
from tests.mhac.exams.examined import COUNTRY, Family, begin, confirm, fill, fill_all, read_exam, sign

ON = date(2026, 3, 10)
PROGRAMME: Mapping[str, Mapping[str, Any]] = {
    "history": {"lived_in": ["RW"]},
    "vitals": {"weight_kg": 24.9, "height_cm": 130},
    "vaccination": {"vaccine_record": True, "vx_polio_1": "2026-03-01"},
}


def child(clinic: Clinic, category: str, born: date, country: str = COUNTRY) -> Family:
    """Register a girl with a case of her own."""
    with clinic.act("receptionist", action="registration.register_person") as uow:
        request = NewPerson(family_name="Uwase", given_names="Keza", sex="F", birth=on_day(born), citizenship="RW",
                            birth_country="RW")  # fmt: skip
        person = registration.register_person(uow, request=request)
        case_id = registration.open_case(
            uow,
            request=NewCase(country=country, category=category),
            members=(Joining(person, "principal", principal=True),),
        )
    return Family(case_id, person, person)


def due_of(found: tuple[Due, ...]) -> dict[str, Due]:
    return {one.code: one for one in found}


def test_a_child_of_twelve_months_is_told_its_vaccines(clinic: Clinic) -> None:
    who = child(clinic, "IV", date(2025, 3, 10))
    exam_id = begin(clinic, who)
    waiting = due_of(read_exam(clinic, exam_id).verdict.due)
    assert waiting["polio"].needs == ("Vaccination review",)
    assert not waiting["polio"].now
    fill(clinic, exam_id, "vaccination", {"vaccine_record": True, "vx_polio_1": "2026-03-01"})
    due = due_of(read_exam(clinic, exam_id).verdict.due)
    assert {code for code, one in due.items() if one.now} >= {"dtap", "hib", "hepa", "hepb", "pneumococcal"}
    hepa = due["hepa"]
    assert (hepa.label, hepa.on, hepa.next_on) == ("Hepatitis A", ON, date(2026, 9, 6))
    assert hepa.reasons[0].rule == "VI-HEPA"
    assert hepa.reasons[0].source
    assert not due["polio"].now
    assert due["polio"].next_on == date(2026, 3, 29)


def test_the_case_file_reads_them_from_what_is_kept(clinic: Clinic) -> None:
    who = child(clinic, "REF", date(2016, 3, 10))
    exam_id = begin(clinic, who)
    fill_all(clinic, exam_id, **PROGRAMME)
    seen = read_exam(clinic, exam_id).verdict.due
    drugs = {one.code: dict(one.amounts) for one in seen if one.kind == "drug" and one.now}
    assert drugs["praziquantel"] == {"total_mg": 996}
    assert drugs["albendazole"] == {"total_mg": 400}
    assert "artemether_lumefantrine" in drugs
    with clinic.read("nurse") as uow:
        file = casefile.casefile(uow, who.mother)
    assert file.verdict is not None
    assert file.verdict.due == seen


def test_who_may_not_read_the_exam_sees_none_of_them(clinic: Clinic) -> None:
    who = child(clinic, "REF", date(2016, 3, 10))
    fill_all(clinic, begin(clinic, who), **PROGRAMME)
    with clinic.read("receptionist") as uow:
        assert casefile.casefile(uow, who.mother).verdict is None


def test_the_signature_freezes_what_was_due(clinic: Clinic) -> None:
    who = child(clinic, "REF", date(2016, 3, 10))
    edition = library.choose(COUNTRY, ON).template
    with clinic.act("physician", action="protocols.adopt_edition") as uow:
        protocols.adopt_edition(uow, country=COUNTRY, edition=edition.edition, digest=edition.digest,
                                confirmed_rules=())  # fmt: skip
    exam_id = begin(clinic, who)
    fill_all(clinic, exam_id, **PROGRAMME)
    confirm(clinic, exam_id)
    sign(clinic, exam_id)
    before = read_exam(clinic, exam_id).verdict.due
    clinic.clock.forward(minutes=5)
    with clinic.act("physician", action="protocols.change_setting") as uow:
        protocols.change_setting(uow, country=COUNTRY, edition=edition.edition, digest=edition.digest,
                                 key="albendazole_mg", value=200, reason="Half the dose")  # fmt: skip
    with clinic.read("physician") as uow:
        frozen = {one["code"]: one for one in queries.signed_content(uow, exam_id, 1).content["due"]}
        file = casefile.casefile(uow, who.mother)
    assert frozen["albendazole"]["amounts"] == [["total_mg", 400]]
    assert frozen["albendazole"]["reasons"][0]["rule"] == "PT-ALB"
    assert file.verdict is not None
    assert file.verdict.due == before == read_exam(clinic, exam_id).verdict.due
