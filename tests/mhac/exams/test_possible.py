"""What cannot be is refused beside its question, whoever confirms it."""

from datetime import date
from typing import Any

import pytest

from mhac.exams import service
from mhac.kernel.errors import Invalid
from mhac.protocols import library
from mhac.protocols.form import form_for, judge
from mhac.protocols.rules import Judgement
from tests.clinic import Clinic
from tests.mhac.exams.examined import FILM_TB, begin, family, fill, read_exam
from tests.mhac.protocols.people import applicant

TODAY = date(2026, 3, 10)


@pytest.fixture
def exam_id(sqlite_clinic: Clinic) -> int:
    return begin(sqlite_clinic, family(sqlite_clinic))


def save(clinic: Clinic, exam_id: int, section: str, **values: Any) -> None:
    view = read_exam(clinic, exam_id)
    base = {key: view.answers[key].number for key in values if key in view.answers}
    with clinic.act("physician", action="exams.save_section") as uow:
        service.save_section(
            uow, exam_id=exam_id, section=section, values=values, base=base, confirmed=frozenset(values)
        )


@pytest.mark.parametrize(
    ("section", "values", "code", "field"),
    [
        ("vitals", {"weight_kg": -5}, "exams.impossible", "weight_kg"),
        ("vitals", {"spo2": 150}, "exams.impossible", "spo2"),
        ("vitals", {"temperature_c": -40}, "exams.impossible", "temperature_c"),
        ("vitals", {"pulse": 0}, "exams.impossible", "pulse"),
        ("vitals", {"bp_systolic": 80, "bp_diastolic": 120}, "exams.not_below", "bp_diastolic"),
        ("xray", {"xray_state": "done", "xray_on": "2026-03-11"}, "exams.day_ahead", "xray_on"),
        ("xray", {"xray_state": "done", "xray_on": "1950-01-01"}, "exams.day_before_birth", "xray_on"),
        ("sputum", {"sputum_on_1": "2026-03-09", "sputum_on_2": "2026-03-08"}, "exams.day_before", "sputum_on_2"),
        ("sputum", {"sputum_on_1": "2026-03-09", "final_culture_on": "2026-03-01"}, "exams.day_before",
         "final_culture_on"),
        ("sputum", {"final_culture_on": "2027-01-25"}, "exams.day_ahead", "final_culture_on"),
    ],
)  # fmt: skip
def test_it_is_refused_though_it_was_confirmed(
    sqlite_clinic: Clinic, exam_id: int, section: str, values: dict[str, Any], code: str, field: str
) -> None:
    if section == "sputum":  # asked for once the film is read
        fill(sqlite_clinic, exam_id, "xray", FILM_TB)
    before = read_exam(sqlite_clinic, exam_id).answers
    with pytest.raises(Invalid) as wrong:
        save(sqlite_clinic, exam_id, section, **values)
    assert (wrong.value.code, wrong.value.field) == (code, field)
    assert read_exam(sqlite_clinic, exam_id).answers == before


def test_an_answer_that_makes_another_impossible_is_refused_at_that_one(sqlite_clinic: Clinic, exam_id: int) -> None:
    save(sqlite_clinic, exam_id, "vitals", bp_systolic=118, bp_diastolic=76)
    with pytest.raises(Invalid) as wrong:
        save(sqlite_clinic, exam_id, "vitals", bp_systolic=70)
    assert (wrong.value.code, wrong.value.field) == ("exams.not_below", "bp_diastolic")
    save(sqlite_clinic, exam_id, "vitals", bp_systolic=70, bp_diastolic=40)


def test_the_unlikely_is_still_kept_when_it_is_confirmed(sqlite_clinic: Clinic, exam_id: int) -> None:
    save(sqlite_clinic, exam_id, "vitals", weight_kg=320)
    assert read_exam(sqlite_clinic, exam_id).answers["weight_kg"].value == 320


@pytest.mark.parametrize("country", library.countries())
def test_every_number_that_is_typed_says_what_is_possible_and_the_unlikely_is(country: str) -> None:
    template = library.choose(country, TODAY).template
    typed = [row for row in template.data["form"]["fields"] if row["kind"] in ("number", "integer")]
    for row in typed:
        if row["computed"]:
            continue
        low, high = row["possible"]
        for limits in row["ranges"]:
            if limits["plausible"]:
                assert low <= limits["plausible"][0] <= limits["plausible"][1] <= high, row["key"]


def test_what_is_impossible_is_no_question() -> None:
    template = library.choose("US", TODAY).template
    sections = form_for(template, applicant("1990-05-20"), {})
    fields = {field.key: field for section in sections for field in section.fields}
    assert judge(fields["spo2"], 101) is Judgement.IMPOSSIBLE
    assert judge(fields["spo2"], 40) is Judgement.IMPLAUSIBLE
