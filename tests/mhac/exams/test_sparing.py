"""Where the protocol asks for no examination, or for one certificate alone, nothing else is asked."""

from datetime import date
from typing import Any

import pytest

from mhac.exams import queries
from mhac.exams.rules import Decision
from mhac.exams.views import ExamView
from mhac.protocols import library
from tests.clinic import Clinic
from tests.mhac.exams.examined import begin, fill, read_exam, sign
from tests.mhac.exams.graded import adopt_edition, grade
from tests.mhac.exams.test_doses import child

EXAMINATION = {"history", "tb", "vitals", "physical", "mental", "cognition"}
GROWN = date(1996, 1, 1)


def sections(view: ExamView) -> dict[str, set[str]]:
    return {one.section.key: {field.key for field in one.section.fields} for one in view.sections}


def begun(clinic: Clinic, country: str, category: str, section: str, answers: dict[str, Any]) -> int:
    exam_id = begin(clinic, child(clinic, category, GROWN, country))
    fill(clinic, exam_id, section, answers)
    return exam_id


@pytest.mark.parametrize(
    ("country", "category", "section", "months"),
    [("CA", "TR_VISITOR", "application", 3), ("NZ", "TEMP", "visa", 5)],
)
def test_where_no_exam_is_needed_nothing_must_be_answered(
    clinic: Clinic, country: str, category: str, section: str, months: int
) -> None:
    exam_id = begun(clinic, country, category, section, {})
    assert set(sections(read_exam(clinic, exam_id))) >= {"history", "vitals", "physical", "mental"}
    fill(clinic, exam_id, section, {"stay_months": months})
    view = read_exam(clinic, exam_id)
    assert view.verdict.exam_needed is False
    assert not EXAMINATION & set(sections(view))
    adopt_edition(clinic, library.choose(country, date(2026, 3, 10)).template)
    with clinic.read("physician") as uow:
        open_points = queries.signing(uow, exam_id)
    assert (open_points.questions, open_points.items, open_points.needs) == ((), (), ())
    grade(clinic, exam_id, Decision.of((), {}))
    assert sign(clinic, exam_id) == 1


def test_a_film_alone_asks_whether_a_woman_is_pregnant_and_nothing_else(clinic: Clinic) -> None:
    exam_id = begun(clinic, "NZ", "TEMP", "visa", {"stay_months": 12})
    view = read_exam(clinic, exam_id)
    assert view.verdict.exam_needed is None
    assert EXAMINATION & set(sections(view)) == {"history"}
    assert sections(view)["history"] == {"pregnant"}
    fill(clinic, exam_id, "history", {"pregnant": False})
    fill(clinic, exam_id, "identity", {"identity_checked": True, "consent_given": True})
    film = {"xray_state": "done", "xray_on": "2026-03-10", "xray_result": "normal", "xray_tb_evidence": False}
    fill(clinic, exam_id, "xray", film)
    view = read_exam(clinic, exam_id)
    assert dict(view.verdict.grades) == {"chest_xray": "A"}
    adopt_edition(clinic, library.choose("NZ", date(2026, 3, 10)).template)
    grade(clinic, exam_id, Decision.of((), view.verdict.grades))
    assert sign(clinic, exam_id) == 1


def test_what_was_answered_before_stays_to_be_read(clinic: Clinic) -> None:
    exam_id = begin(clinic, child(clinic, "TEMP", GROWN, "NZ"))
    fill(clinic, exam_id, "vitals", {"weight_kg": 61})
    fill(clinic, exam_id, "visa", {"stay_months": 5})
    view = read_exam(clinic, exam_id)
    assert "weight_kg" in sections(view)["vitals"]
    assert not EXAMINATION & set(sections(view)) - {"vitals"}
    with clinic.read("physician") as uow:
        assert queries.signing(uow, exam_id).questions == ()


def test_the_seasonal_worker_has_the_hiv_test_alone(clinic: Clinic) -> None:
    exam_id = begun(clinic, "NZ", "RSE", "visa", {"stay_months": 5})
    view = read_exam(clinic, exam_id)
    assert "hiv" in sections(view)
    assert not EXAMINATION & set(sections(view))
