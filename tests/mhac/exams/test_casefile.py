"""The case file: one read entry, few statements, and nothing clinical for who may not see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select

from mhac.exams.casefile import casefile
from mhac.exams.rules import StepState
from mhac.exams.views import CaseFile
from mhac.kernel.audit import AuditEntry
from mhac.registration import queries as people_queries
from mhac.registration import service as registration
from mhac.registration.birth import in_years
from mhac.registration.rules import NewPerson
from tests.clinic import Clinic
from tests.mhac.exams.examined import FILM_NORMAL, FILM_TB, begin, family, fill, signed_exam

MOST_STATEMENTS = 14


def read(clinic: Clinic, person_id: int, role: str = "physician") -> CaseFile:
    with clinic.read(role) as uow:
        return casefile(uow, person_id)


@contextmanager
def counted(clinic: Clinic) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(clinic.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(clinic.database.engine, "before_cursor_execute", note)


def test_one_read_of_a_case_file_is_one_entry_in_the_audit(clinic: Clinic) -> None:
    household = family(clinic)
    signed_exam(clinic, household)
    with clinic.read("nurse") as uow:
        before = len(uow.session.scalars(select(AuditEntry.id)).all())
    read(clinic, household.mother)
    with clinic.read("nurse") as uow:
        people = uow.session.scalars(select(AuditEntry.person_id).order_by(AuditEntry.id)).all()
    assert len(people) == before + 1
    assert people[-1] == household.mother


@pytest.mark.parametrize("signed", [False, True])
def test_a_case_file_takes_few_statements_whatever_is_in_it(clinic: Clinic, signed: bool) -> None:
    household = family(clinic)
    if signed:
        signed_exam(clinic, household)
    else:
        begin(clinic, household)
    begin(clinic, household, household.child)
    with counted(clinic) as seen, clinic.read("physician") as uow:
        casefile(uow, household.mother)
        inside = len(seen)
    assert inside <= MOST_STATEMENTS


def test_the_family_shows_how_far_each_member_is(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = begin(clinic, household)
    fill(clinic, exam_id, "identity")
    members = read(clinic, household.child).members
    assert [member.given_names for member in members] == ["Béatrice", "Divine"]
    assert members[0].percent is not None
    assert 0 < members[0].percent < 100
    assert members[1].percent is None


def test_requirements_say_why_from_where_and_how_far(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = begin(clinic, household)
    fill(clinic, exam_id, "vitals", role="nurse")
    fill(clinic, exam_id, "xray", FILM_NORMAL)
    steps = {(step.item, step.section): step for step in read(clinic, household.mother).requirements}
    vitals = steps["medical_exam", "vitals"]
    assert (vitals.label, vitals.state, vitals.done_by) == ("Vital signs", StepState.DONE, "Noella Ingabire")
    film = steps["chest_xray", "xray"]
    assert (film.state, film.result, film.abnormal) == (StepState.DONE, "Normal", False)
    assert film.reasons[0].because
    assert film.reasons[0].source
    blood = steps["syphilis", "syphilis"]
    assert (blood.state, blood.can_be_requested) == (StepState.NEXT, True)
    waiting = next(step for step in steps.values() if step.state is StepState.WAITING)
    assert waiting.needs


@pytest.mark.parametrize("role", ["receptionist", "administrator"])
def test_without_the_clinical_permission_one_sees_done_or_not_done(clinic: Clinic, role: str) -> None:
    household = family(clinic)
    exam_id = begin(clinic, household)
    fill(clinic, exam_id, "history", {"hx_diabetes": True, "drug_allergy": ["albendazole"]})
    fill(clinic, exam_id, "mental", {"mse_mood": {"state": "abnormal", "note": "very low"}})
    fill(clinic, exam_id, "xray", FILM_TB)
    file = read(clinic, household.mother, role)
    assert not file.clinical
    assert {step.state for step in file.requirements} <= {StepState.DONE, StepState.NOT_DONE}
    assert not any(step.result or step.abnormal or step.done_by or step.needs for step in file.requirements)
    assert not any(reason.facts for step in file.requirements for reason in step.reasons)
    sputum = next(step for step in file.requirements if step.item == "sputum_set")
    assert sputum.reasons == ()
    assert (file.verdict, file.decided, file.signatures, file.events) == (None, None, (), ())
    assert file.alerts == ()


def test_alerts_are_known_first(clinic: Clinic) -> None:
    household = family(clinic)
    with clinic.act("receptionist", action="test") as uow:
        person = registration.register_person(uow, request=NewPerson(
            family_name="Uwase", sex="F", birth=in_years(1985, 1988), needs_interpreter=True,
            interpreter_language="sw"))  # fmt: skip
    assert [alert.kind for alert in read(clinic, person).alerts] == ["interpreter"]
    exam_id = begin(clinic, household)
    fill(clinic, exam_id, "history", {"pregnant": True, "pregnancy_weeks": 20, "drug_allergy": ["ivermectin"]})
    alerts = read(clinic, household.mother).alerts
    assert [(alert.kind, alert.detail) for alert in alerts] == [("allergy", "ivermectin"), ("pregnancy", "20")]


def test_a_corrected_birth_date_changes_what_is_asked_at_once(clinic: Clinic) -> None:
    household = family(clinic)
    begin(clinic, household)
    assert any(step.item == "syphilis" and step.state is StepState.NEXT
               for step in read(clinic, household.mother).requirements)  # fmt: skip
    with clinic.act("receptionist", action="test") as uow:
        file_person = people_queries.person_file(uow, household.mother)
        registration.correct_person(uow, person_id=household.mother, version=file_person.version, request=NewPerson(
            **{**_fields(file_person.facts), "birth": in_years(1950, 1950)}))  # fmt: skip
    assert not any(step.item == "syphilis" and step.state is StepState.NEXT
                   for step in read(clinic, household.mother).requirements)  # fmt: skip


def _fields(request: NewPerson) -> dict[str, Any]:
    return {name: getattr(request, name) for name in request.__dataclass_fields__}
