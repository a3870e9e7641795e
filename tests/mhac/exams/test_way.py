"""The way of one exam, from the first question to the signature and the amendment, on both engines."""

from collections.abc import Mapping
from typing import Any

from mhac.exams import queries, service
from mhac.exams.casefile import casefile
from mhac.exams.rules import ExamStatus, StepState
from tests.clinic import Clinic
from tests.mhac.exams.examined import adopt, begin, confirm, family, fill, fill_all, read_exam, sign


def test_from_the_first_question_to_an_amended_signature(clinic: Clinic) -> None:
    household = family(clinic)
    adopt(clinic)
    exam_id = begin(clinic, household)
    view = read_exam(clinic, exam_id)
    assert view.status is ExamStatus.DRAFT
    assert view.verdict.classes is None
    assert view.verdict.needs

    fill_all(clinic, exam_id)
    view = read_exam(clinic, exam_id)
    assert view.verdict.classes == ()
    assert view.verdict.complete is True
    confirm(clinic, exam_id)
    assert sign(clinic, exam_id) == 1

    view = read_exam(clinic, exam_id)
    assert view.status is ExamStatus.SIGNED
    assert view.decided is not None
    assert view.decided.cleared is True
    with clinic.act("physician", action="exams.amend_exam") as uow:
        assert service.amend_exam(uow, exam_id=exam_id, reason="Blood pressure was written down wrongly") == 2
    fill(clinic, exam_id, "vitals", {"bp_systolic": 132})
    confirm(clinic, exam_id)
    assert sign(clinic, exam_id) == 2
    with clinic.read("physician") as uow:
        first, second = (queries.signed_content(uow, exam_id, seq) for seq in (1, 2))
    assert first.intact
    assert second.intact
    assert first.line.reason == ""
    assert second.line.reason == "Blood pressure was written down wrongly"
    assert first.content["person"] == second.content["person"]
    assert _systolic(first.content) != _systolic(second.content) == 132


def _systolic(content: Mapping[str, Any]) -> object:
    vitals = next(section for section in content["sections"] if section["key"] == "vitals")
    return next(row["value"] for row in vitals["answers"] if row["key"] == "bp_systolic")


def test_case_file_of_a_signed_exam(clinic: Clinic) -> None:
    household = family(clinic)
    adopt(clinic)
    exam_id = begin(clinic, household)
    fill_all(clinic, exam_id)
    confirm(clinic, exam_id)
    sign(clinic, exam_id)
    with clinic.read("physician") as uow:
        file = casefile(uow, household.mother)
    assert file.banner.family_name == "Mukamana"
    assert [member.percent for member in file.members] == [100, None]
    assert {step.state for step in file.requirements} <= {StepState.DONE, StepState.NOT_REQUIRED, StepState.OPTIONAL}
    assert file.verdict is not None
    assert file.verdict.valid_until is not None
    assert [line.seq for line in file.signatures] == [1]
