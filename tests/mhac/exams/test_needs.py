"""What the outcome waits for is named by its question, not only by the section in which the question stands."""

from datetime import date

from mhac.exams.needs import needs_of
from mhac.protocols import library
from mhac.protocols.form import form_for
from tests.mhac.protocols.people import applicant

MONTHS = "consecutive_months_in_high_tb_5y"


def test_the_missing_question_of_a_section_is_named() -> None:
    template = library.choose("AU", date(2026, 3, 10)).template
    sections = form_for(template, applicant("1975-01-01", "F", "PERM"), {})
    (months,) = [row["label"] for row in template.data["form"]["fields"] if row["key"] == MONTHS]
    found = needs_of(template, sections, [MONTHS, "citizenship", "sputum_cultures"])
    assert [(need.section, need.questions) for need in found if need.fact == MONTHS] == [("visa", (months,))]
    assert [need.label for need in found if not need.section and need.fact == "citizenship"] == ["Citizenship"]
    assert all(len(need.questions) <= 3 for need in found)


def test_a_section_that_lacks_much_is_named_once() -> None:
    template = library.choose("US", date(2026, 3, 10)).template
    sections = form_for(template, applicant("1975-01-01", "F"), {})
    keys = [row["fact"] for row in template.data["form"]["fields"] if row["fact"]]
    found = needs_of(template, sections, keys)
    assert len({need.section for need in found}) == len(found)
    assert any(not need.questions for need in found)
