"""Beginning, voiding and moving an exam: one open exam a person and case, and the right person in the end."""

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from mhac.exams import queries, service
from mhac.exams.casefile import casefile
from mhac.exams.rules import EventKind, ExamStatus
from mhac.kernel.errors import Invalid, NotAllowed, NotFound, Refused, StaleEdit
from mhac.protocols import library
from mhac.registration import service as registration
from mhac.registration.records import Case, CaseMember
from mhac.registration.rules import Joining, NewCase, NewConsent
from tests.clinic import Clinic
from tests.mhac.exams.examined import (
    COUNTRY,
    Family,
    begin,
    confirm,
    decided_exam,
    family,
    fill,
    read_exam,
    sign,
    signed_exam,
)

REASON = "Entered on the wrong person"


def void(clinic: Clinic, exam_id: int, version: int | None = None, reason: str = REASON) -> None:
    seen = read_exam(clinic, exam_id).version if version is None else version
    with clinic.act("nurse", action="exams.void_exam") as uow:
        service.void_exam(uow, exam_id=exam_id, version=seen, reason=reason)


def move(clinic: Clinic, exam_id: int, to_person: int, to_case: int | None = None) -> None:
    version = read_exam(clinic, exam_id).version
    with clinic.act("nurse", action="exams.move_exam") as uow:
        service.move_exam(uow, exam_id=exam_id, version=version, to_person_id=to_person, to_case_id=to_case,
                          reason=REASON)  # fmt: skip


def test_an_exam_is_pinned_to_the_edition_of_its_date(clinic: Clinic) -> None:
    exam_id = begin(clinic, family(clinic))
    view = read_exam(clinic, exam_id)
    edition = library.choose(COUNTRY, date(2026, 3, 10)).template
    assert (view.edition, view.template_digest) == (edition.edition, edition.digest)
    assert view.exam_date == date(2026, 3, 10)


def test_a_second_begin_leads_to_the_open_exam(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = begin(clinic, household)
    with pytest.raises(Refused) as refused:
        begin(clinic, household)
    assert (refused.value.code, refused.value.values["exam"]) == ("exams.already_open", exam_id)


@pytest.mark.parametrize("decision", ["refused", "withdrawn"])
def test_no_exam_begins_against_the_will_of_the_person(sqlite_clinic: Clinic, decision: str) -> None:
    household = family(sqlite_clinic)

    def say(said: str) -> None:
        with sqlite_clinic.act("receptionist", action="registration.record_consent") as uow:
            registration.record_consent(uow, person_id=household.mother, request=NewConsent(said, "rw"))

    say("given")
    say(decision)
    with pytest.raises(Refused, match="exams.consent_refused"):
        begin(sqlite_clinic, household)
    say("given")
    begin(sqlite_clinic, household)


def test_without_a_recorded_consent_a_reason_is_asked_and_kept(clinic: Clinic) -> None:
    household = family(clinic)
    begin_exam = partial(service.begin_exam, person_id=household.mother, case_id=household.case_id)
    for reason in ("", "  ", "."):
        with pytest.raises(Refused, match="exams.consent_missing"), clinic.act("nurse", action="test") as uow:
            begin_exam(uow, without_consent=reason)
    with clinic.act("nurse", action="test") as uow:
        begin_exam(uow, without_consent="The form is on paper")
    with clinic.read("nurse") as uow:
        events = casefile(uow, household.mother).events
    assert [(each.kind, each.reason) for each in events] == [(EventKind.BEGUN, "The form is on paper")]


def test_an_exam_is_begun_for_a_member_of_the_case_and_not_in_the_future(clinic: Clinic) -> None:
    household = family(clinic)
    with clinic.act("receptionist", action="test") as uow:
        other = registration.open_case(uow, request=NewCase(country=COUNTRY, category="REF"),
                                       members=(Joining(household.child, "principal", principal=True),))  # fmt: skip
    with pytest.raises(Refused, match="exams.not_in_case"), clinic.act("nurse", action="test") as uow:
        service.begin_exam(uow, person_id=household.mother, case_id=other)
    with pytest.raises(Invalid, match="exams.date_in_future"), clinic.act("nurse", action="test") as uow:
        service.begin_exam(uow, person_id=household.mother, case_id=household.case_id,
                           exam_date=uow.today() + timedelta(days=1))  # fmt: skip
    with pytest.raises(NotAllowed), clinic.act("receptionist", action="test") as uow:
        service.begin_exam(uow, person_id=household.mother, case_id=household.case_id)


def test_a_void_exam_stays_readable_and_another_is_begun(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = begin(clinic, household)
    fill(clinic, exam_id, "vitals")
    with pytest.raises(Invalid, match="kernel.reason_missing"):
        void(clinic, exam_id, reason="x")
    void(clinic, exam_id)
    view = read_exam(clinic, exam_id)
    assert view.status is ExamStatus.VOID
    assert view.answers["pulse"].value is not None
    again = begin(clinic, household)
    with clinic.read("nurse") as uow:
        assert queries.current_exam(uow, household.mother) == again
        file = casefile(uow, household.mother)
    assert [line.status for line in file.exams] == [ExamStatus.DRAFT, ExamStatus.VOID]
    assert [(event.kind, event.reason) for event in file.events if event.kind is EventKind.VOIDED] == [
        (EventKind.VOIDED, REASON)]  # fmt: skip


def test_a_void_of_something_unseen_is_refused(clinic: Clinic) -> None:
    exam_id = begin(clinic, family(clinic))
    seen = read_exam(clinic, exam_id).version
    fill(clinic, exam_id, "vitals")
    with pytest.raises(StaleEdit):
        void(clinic, exam_id, version=seen)


def test_an_exam_of_the_wrong_person_moves_with_its_answers(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = begin(clinic, household)
    fill(clinic, exam_id, "identity")
    move(clinic, exam_id, household.child)
    view = read_exam(clinic, exam_id)
    assert view.banner.given_names == "Divine"
    assert view.answers["identity_checked"].value is True
    assert "syphilis" not in {step.item for step in view.requirements if step.state.value == "next"}
    with clinic.read("nurse") as uow:
        moved = [event for event in casefile(uow, household.child).events if event.kind is EventKind.MOVED]
    assert moved[0].reason == REASON
    assert moved[0].detail == {"from_person": household.mother, "to_person": household.child}
    begin(clinic, household)


def test_an_exam_moves_only_to_where_it_fits(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = begin(clinic, household)
    with pytest.raises(Refused, match="exams.same_person"):
        move(clinic, exam_id, household.mother)
    with clinic.act("receptionist", action="test") as uow:
        other = registration.open_case(uow, request=NewCase(country=COUNTRY, category="IV"),
                                       members=(Joining(household.child, "principal", principal=True),))  # fmt: skip
    with pytest.raises(Refused, match="exams.other_country"):
        move(clinic, exam_id, household.child, other)
    begin(clinic, household, household.child)
    with pytest.raises(Refused, match="exams.already_open"):
        move(clinic, exam_id, household.child)


def test_what_was_signed_for_one_person_stays_with_that_person(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = signed_exam(clinic, household)
    with clinic.act("physician", action="exams.amend_exam") as uow:
        service.amend_exam(uow, exam_id=exam_id, reason="This was the sister's examination")
    with pytest.raises(Refused, match="exams.was_signed"):
        move(clinic, exam_id, household.child)
    void(clinic, exam_id)
    assert len(read_exam(clinic, exam_id).signatures) == 1


def test_nobody_without_an_exam_has_one(clinic: Clinic) -> None:
    household = family(clinic)
    with clinic.read("nurse") as uow, pytest.raises(NotFound, match="exams.none_begun"):
        queries.current_exam(uow, household.mother)
    with clinic.read("nurse") as uow:
        assert queries.clearances(uow, [household.mother]) == {}
    assert isinstance(household, Family)


def recase(clinic: Clinic, case_id: int, country: str, category: str) -> None:
    with clinic.act("receptionist", action="registration.correct_case") as uow:
        case = uow.get(Case, case_id)
        mine = CaseMember.case_id == case_id
        members = [Joining(each.person_id, each.relationship, principal=each.principal)
                   for each in uow.session.scalars(select(CaseMember).where(mine))]  # fmt: skip
        registration.correct_case(uow, case_id=case_id, version=case.version,
                                  request=NewCase(country=country, category=category), members=members)  # fmt: skip


def follow(clinic: Clinic, exam_id: int, role: str = "physician") -> None:
    version = read_exam(clinic, exam_id).version
    with clinic.act(role, action="exams.follow_case") as uow:
        service.follow_case(uow, exam_id=exam_id, version=version)


def kinds(clinic: Clinic, exam_id: int, person_id: int) -> list[set[str]]:
    with clinic.read("physician") as uow:
        file = casefile(uow, person_id)
    return [{alert.kind for alert in alerts} for alerts in (read_exam(clinic, exam_id).alerts, file.alerts)]


def test_an_exam_is_not_signed_for_a_category_that_the_case_has_no_more(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = decided_exam(clinic, household)
    recase(clinic, household.case_id, COUNTRY, "IV")
    assert all("case_changed" in found for found in kinds(clinic, exam_id, household.mother))
    with pytest.raises(Refused, match="case_changed"):
        sign(clinic, exam_id)
    with pytest.raises(Refused, match="case_changed"):
        confirm(clinic, exam_id)
    follow(clinic, exam_id)
    view = read_exam(clinic, exam_id)
    assert view.applicant.category == "IV"
    assert view.decided is None or not view.decided.current
    assert not any("case_changed" in found for found in kinds(clinic, exam_id, household.mother))
    with clinic.read("physician") as uow:
        event = casefile(uow, household.mother).events[0]
    assert (event.kind, event.detail) == (EventKind.CATEGORY_TAKEN_OVER, {"before": "REF", "after": "IV"})


def test_an_exam_does_not_follow_its_case_to_another_country(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = begin(clinic, household)
    recase(clinic, household.case_id, "CA", "PR_ECON")
    view = read_exam(clinic, exam_id)
    assert not view.case_can_be_followed
    assert (view.banner.country, view.banner.category_label != "PR_ECON") == ("CA", True)
    with pytest.raises(Refused, match="other_country"):
        follow(clinic, exam_id, "nurse")
    assert read_exam(clinic, exam_id).applicant.category == "REF"


def test_a_case_that_is_corrected_back_goes_on_as_before(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = decided_exam(clinic, household)
    recase(clinic, household.case_id, COUNTRY, "IV")
    recase(clinic, household.case_id, COUNTRY, "REF")
    assert sign(clinic, exam_id) == 1
    recase(clinic, household.case_id, COUNTRY, "IV")
    assert all("case_changed" in found for found in kinds(clinic, exam_id, household.mother))
