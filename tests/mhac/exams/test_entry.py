"""Writing answers: they supersede, nobody writes over what he has not seen, and each role keeps to its questions."""

from typing import Any

import pytest

from mhac.exams import entry, queries, service
from mhac.exams.rules import How
from mhac.kernel.errors import Invalid, NotAllowed, Refused, StaleEdit
from tests.clinic import Clinic
from tests.mhac.exams.examined import begin, family, fill, read_exam, section_of

NORMAL = {"state": "normal", "note": ""}


@pytest.fixture
def exam_id(clinic: Clinic) -> int:
    return begin(clinic, family(clinic))


def save(clinic: Clinic, exam_id: int, section: str, role: str = "nurse", base: dict[str, int] | None = None,
         **values: object) -> None:  # fmt: skip
    with clinic.act(role, action="exams.save_section") as uow:
        entry.save_section(uow, exam_id=exam_id, section=section, values=values, base=base or {})


def history(clinic: Clinic, exam_id: int, field: str) -> list[object]:
    with clinic.read("physician") as uow:
        return [answer.value for answer in queries.answer_history(uow, exam_id, field)]


def test_an_answer_supersedes_and_the_first_one_stays(clinic: Clinic, exam_id: int) -> None:
    save(clinic, exam_id, "vitals", pulse=72)
    save(clinic, exam_id, "vitals", base={"pulse": 1}, pulse=80)
    assert read_exam(clinic, exam_id).answers["pulse"].value == 80
    assert history(clinic, exam_id, "pulse") == [80, 72]


def test_the_same_answer_again_writes_nothing(clinic: Clinic, exam_id: int) -> None:
    save(clinic, exam_id, "vitals", pulse=72, respiration=16)
    save(clinic, exam_id, "vitals", base={"pulse": 1, "respiration": 1}, pulse=72, respiration=17)
    assert history(clinic, exam_id, "pulse") == [72]


def test_a_cleared_answer_is_withdrawn_not_deleted(clinic: Clinic, exam_id: int) -> None:
    save(clinic, exam_id, "vitals", pulse=72)
    save(clinic, exam_id, "vitals", base={"pulse": 1}, pulse=None)
    assert history(clinic, exam_id, "pulse") == [None, 72]
    assert "pulse" not in {key: a for key, a in read_exam(clinic, exam_id).answers.items() if a.value is not None}


def test_nobody_writes_over_an_answer_that_he_has_not_seen(clinic: Clinic, exam_id: int) -> None:
    save(clinic, exam_id, "vitals", pulse=72)
    with pytest.raises(StaleEdit) as stale:
        save(clinic, exam_id, "vitals", role="physician", pulse=90)
    assert stale.value.code == "exams.answer_changed"
    assert (stale.value.values["yours"], stale.value.values["theirs"]) == (90, 72)
    assert stale.value.values["by"] == "Noella Ingabire"
    assert history(clinic, exam_id, "pulse") == [72]


def test_another_question_of_the_same_section_is_no_conflict(clinic: Clinic, exam_id: int) -> None:
    save(clinic, exam_id, "vitals", pulse=72)
    save(clinic, exam_id, "vitals", role="physician", respiration=16)
    assert {"pulse", "respiration"} <= set(read_exam(clinic, exam_id).answers)


def test_an_implausible_value_is_asked_back_and_kept_once_confirmed(clinic: Clinic, exam_id: int) -> None:
    with pytest.raises(Invalid) as doubt:
        save(clinic, exam_id, "vitals", pulse=300)
    assert (doubt.value.code, doubt.value.field) == ("exams.implausible", "pulse")
    with clinic.act("nurse", action="exams.save_section") as uow:
        entry.save_section(uow, exam_id=exam_id, section="vitals", values={"pulse": 300}, base={},
                           confirmed=frozenset({"pulse"}))  # fmt: skip
    assert read_exam(clinic, exam_id).answers["pulse"].how == How.CONFIRMED


@pytest.mark.parametrize(
    ("section", "values", "code"),
    [
        ("vitals", {"pulse": "fast"}, "exams.not_a_number"),
        ("vitals", {"pulse": 72.5}, "exams.not_a_number"),
        ("vitals", {"pulse": True}, "exams.not_a_number"),
        ("vitals", {"weight_kg": float("nan")}, "exams.not_a_number"),
        ("tb", {"tb_cough": "yes"}, "exams.not_a_choice"),
        ("xray", {"xray_state": "maybe"}, "exams.not_a_choice"),
        ("history", {"last_period_on": "31 Feb"}, "exams.not_a_date"),
        ("history", {"drug_allergy": ["penicillin"]}, "exams.not_a_choice"),
        ("history", {"lived_in": ["Rwanda"]}, "exams.not_a_choice"),
        ("history", {"hx_medicines": "x" * 10_001}, "exams.text_too_long"),
        ("vitals", {"shoe_size": 42}, "exams.unknown_field"),
    ],
)
def test_what_is_no_answer_is_refused_beside_its_field(
    sqlite_clinic: Clinic, section: str, values: dict[str, Any], code: str
) -> None:
    exam_id = begin(sqlite_clinic, family(sqlite_clinic))
    with pytest.raises(Invalid) as wrong:
        save(sqlite_clinic, exam_id, section, **values)
    assert wrong.value.code == code
    assert wrong.value.field == next(iter(values))
    assert read_exam(sqlite_clinic, exam_id).answers == {}


def test_text_of_any_kind_is_kept_as_it_is_typed(clinic: Clinic, exam_id: int) -> None:
    text = "Robert'); DROP TABLE answer;-- <b>ŋ ሰላም</b> 医"
    save(clinic, exam_id, "history", hx_medicines=text)
    assert read_exam(clinic, exam_id).answers["hx_medicines"].value == text


def test_a_nurse_does_not_enter_what_the_physician_enters(clinic: Clinic, exam_id: int) -> None:
    with pytest.raises(NotAllowed) as refused:
        save(clinic, exam_id, "physical", sys_heart=NORMAL)
    assert (refused.value.code, refused.value.field) == ("exams.not_your_field", "sys_heart")


def test_a_receptionist_enters_nothing(clinic: Clinic, exam_id: int) -> None:
    for role in ("receptionist", "administrator"):
        with pytest.raises(NotAllowed):
            save(clinic, exam_id, "vitals", role=role, pulse=72)


def test_a_question_that_goes_takes_its_answer_with_it(clinic: Clinic, exam_id: int) -> None:
    save(clinic, exam_id, "tb", tb_contact=True, tb_contact_family=True)
    save(clinic, exam_id, "tb", base={"tb_contact": 1}, tb_contact=False)
    assert history(clinic, exam_id, "tb_contact_family") == [None, True]


def test_the_rest_is_marked_normal_only_after_examining(clinic: Clinic, exam_id: int) -> None:
    def mark(**values: dict[str, str]) -> None:
        with clinic.act("physician", action="exams.save_section") as uow:
            entry.save_section(uow, exam_id=exam_id, section="physical", values=values, base={},
                               rest_normal=frozenset(set(values) - {"sys_heart"}))  # fmt: skip

    with pytest.raises(Refused, match="exams.examine_first"):
        mark(sys_skin=NORMAL, sys_lungs=NORMAL)
    mark(sys_heart={"state": "abnormal", "note": "murmur"}, sys_skin=NORMAL, sys_lungs=NORMAL)
    answers = read_exam(clinic, exam_id).answers
    assert [answers[key].how for key in ("sys_heart", "sys_skin", "sys_lungs")] == [
        How.ENTERED, How.REST_NORMAL, How.REST_NORMAL]  # fmt: skip


def test_a_nurse_marks_nothing_normal_in_one_go(clinic: Clinic, exam_id: int) -> None:
    with pytest.raises(NotAllowed), clinic.act("nurse", action="exams.save_section") as uow:
        entry.save_section(uow, exam_id=exam_id, section="physical", values={"sys_skin": NORMAL}, base={},
                           rest_normal=frozenset({"sys_skin"}))  # fmt: skip


def test_a_section_of_the_wrong_person_is_taken_back_with_a_reason(clinic: Clinic, exam_id: int) -> None:
    fill(clinic, exam_id, "vitals")
    with pytest.raises(Invalid, match="kernel.reason_missing"), clinic.act("nurse", action="test") as uow:
        entry.withdraw_section(uow, exam_id=exam_id, section="vitals", reason="  ")
    with clinic.act("nurse", action="exams.withdraw_section") as uow:
        entry.withdraw_section(uow, exam_id=exam_id, section="vitals", reason="Measured on her sister")
    view = read_exam(clinic, exam_id)
    assert all(view.answers[field.key].value is None for field in section_of(view, "vitals").fields
               if field.key in view.answers)  # fmt: skip
    assert len(history(clinic, exam_id, "pulse")) == 2


def test_a_section_moves_to_the_right_person(clinic: Clinic) -> None:
    household = family(clinic)
    mother, child = begin(clinic, household), begin(clinic, household, household.child)
    save(clinic, mother, "vitals", weight_kg=28.5)
    with clinic.act("nurse", action="exams.move_section") as uow:
        entry.move_section(uow, exam_id=mother, section="vitals", to_exam_id=child, reason="This is the daughter")
    assert read_exam(clinic, child).answers["weight_kg"].value == 28.5
    assert read_exam(clinic, child).answers["weight_kg"].how == How.MOVED
    assert read_exam(clinic, mother).answers["weight_kg"].value is None
    save(clinic, mother, "vitals", base={"weight_kg": 2}, weight_kg=61)
    with pytest.raises(Refused, match="exams.section_filled"), clinic.act("nurse", action="test") as uow:
        entry.move_section(uow, exam_id=mother, section="vitals", to_exam_id=child, reason="This is the daughter")


def test_what_the_other_person_is_not_asked_does_not_move(clinic: Clinic) -> None:
    household = family(clinic)
    mother, child = begin(clinic, household), begin(clinic, household, household.child)
    save(clinic, mother, "history", hx_tobacco="never")
    with pytest.raises(Refused, match="exams.section_differs"), clinic.act("nurse", action="test") as uow:
        entry.move_section(uow, exam_id=mother, section="history", to_exam_id=child, reason="This is the daughter")


def test_a_warning_sign_is_acknowledged_by_a_physician_with_an_action(clinic: Clinic, exam_id: int) -> None:
    save(clinic, exam_id, "mental", role="physician", phq9={"9": 1})
    flag = read_exam(clinic, exam_id).flags[0]
    assert flag.is_open

    def acknowledge(role: str, action: str) -> None:
        with clinic.act(role, action="exams.acknowledge_flag") as uow:
            entry.acknowledge_flag(uow, exam_id=exam_id, field="phq9", flag=flag.raised.flag.key, action=action)

    with pytest.raises(NotAllowed):
        acknowledge("nurse", "Talked with her")
    with pytest.raises(Invalid, match="exams.action_missing"):
        acknowledge("physician", "ok")
    acknowledge("physician", "No plan; sister informed; seen again on Thursday")
    assert not read_exam(clinic, exam_id).flags[0].is_open
    save(clinic, exam_id, "mental", role="physician", base={"phq9": 1}, phq9={"9": 2})
    assert read_exam(clinic, exam_id).flags[0].is_open


def test_two_people_in_different_sections_do_not_hinder_each_other(clinic: Clinic, exam_id: int) -> None:
    with clinic.act("nurse", action="exams.save_section") as uow:
        service.save_section(uow, exam_id=exam_id, section="vitals", values={"pulse": 70}, base={})
    save(clinic, exam_id, "tb", role="physician", tb_cough=False)
    assert {"pulse", "tb_cough"} <= set(read_exam(clinic, exam_id).answers)
