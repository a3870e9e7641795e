"""What stands on the sheets of each country: every question that is asked, in the order of the country's paper."""

from pathlib import Path

import pytest

from mhac.protocols import library
from mhac.protocols.own import check_template
from mhac.submissions.content import rows_of
from mhac.submissions.papers import DEFAULT, default_paper, papers_of
from mhac.submissions.rules import RowState
from tests.mhac.submissions.sheets import applicant, content, filled, said, subject, template_of

COUNTRIES = [country for country in library.countries() if papers_of(template_of(country))[0].key != DEFAULT]
AGES = (0.5, 4, 9, 16, 35, 68, 80)
OWN = Path(__file__).parents[1] / "protocols" / "united_kingdom.yaml"
FILM = {"xray_state": "done", "xray_on": "2026-03-10"}


def papers(country, category=""):
    return {paper.key: paper for paper in papers_of(template_of(country), category)}


def test_every_country_of_the_shelf_has_sheets_of_its_own():
    assert sorted(library.countries()) == COUNTRIES


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("country", COUNTRIES)
def test_every_question_that_must_be_answered_is_on_a_sheet_with_its_answer(country, age):
    template = template_of(country)
    for category in template.categories:
        standing = filled(template, applicant(template, category, age))
        sheets = papers_of(template, category)
        rows = {row["name"]: row for paper in sheets for row in rows_of(content(paper, standing))}
        left_out = {key for paper in papers_of(template) for key in paper.left_out}
        placed = {line.of: line.name for paper in sheets for line in paper.lines if line.kind == "field"}
        placed |= {paper.external_field: "external" for paper in sheets if "external" in rows}
        for section in standing.sections:
            for field in section.fields:
                if field.required and not field.computed and field.key not in left_out:
                    row = rows[placed.get(field.key, f"field.{field.key}")]
                    assert (row["state"], row["required"]) == ("given", True), (field.key, category)
                    assert row["value"]
                    assert (row["by"], row["at"][:10]) == ("Noella Ingabire", "2026-03-10")


@pytest.mark.parametrize("country", COUNTRIES)
def test_lines_stand_in_the_order_of_the_papers_data(country):
    template = template_of(country)
    category = next(iter(template.categories))
    standing = filled(template, applicant(template, category, 35))
    sections = {row["key"]: row["fields"] for row in template.data["form"]["sections"]}
    for paper in papers_of(template, category):
        alone = {line.of for line in paper.lines if line.kind == "field"}
        alone |= {paper.external_field for line in paper.lines if line.kind == "external"}
        expected = []
        for line in paper.lines:
            inside = sections[line.of] if line.kind == "section" else ()
            hidden = {*line.left_out, *alone}
            expected += [f"field.{key}" for key in inside if key not in hidden]
            expected += [line.name] if line.kind != "section" else []
        shown = [row["name"] for row in rows_of(content(paper, standing))
                 if not row["name"].endswith((".note", ".comment"))]  # fmt: skip
        assert shown == expected
        assert [part.heading for part in paper.parts] == [part["heading"] for part in content(paper, standing)["parts"]]


def test_the_worksheets_of_the_united_states():
    assert [(one.number, one.title.split()[0]) for one in papers("US").values()] == [
        ("DS-2054", "Report"), ("DS-3026", "Medical"), ("DS-3030", "Tuberculosis"), ("DS-3025", "Vaccination"),
    ]  # fmt: skip
    headings = [part.heading for part in papers("US")["ds3030"].parts]
    assert headings == ["Applicant", "1. Test of cell-mediated immunity", "2. Chest X-ray indication",
                        "3. Chest X-ray findings (radiologist)", "4. Sputum", "5. Treatment",
                        "6. TB classification"]  # fmt: skip


def test_a_film_that_suggests_tb_is_told_with_its_findings_and_class():
    template = template_of("US")
    standing = filled(template, applicant(template, "REF", 35), **FILM, xray_result="abnormal",
                      xray_findings=["cavity", "effusion"])  # fmt: skip
    rows = said(content(papers("US")["ds3030"], standing, ("TB_B1_PULM",)))
    assert rows["field.xray_findings"]["value"] == "Cavitary lesion; Pleural effusion"
    assert rows["field.xray_findings"]["flag"] == "abnormal"
    assert rows["indication.age"]["value"] == "Yes"
    assert rows["indication.symptoms"]["value"] == "No"
    assert rows["classes.TB_B1_PULM"]["value"] == "Yes"
    assert rows["classes.TB_A"]["value"] == "No"
    assert rows["item.sputum_set"]["value"].startswith("Required")
    assert rows["field.smear_1"]["value"] == "Negative"


def test_a_test_that_is_not_asked_stays_empty_and_is_no_gap():
    template = template_of("US")
    rows = said(content(papers("US")["ds3030"], filled(template, applicant(template, "REF", 35))))
    assert rows["field.igra_result"]["state"] == RowState.NOT_ASKED
    assert not rows["field.igra_result"]["required"]
    assert rows["field.xray_remarks"]["state"] == RowState.EMPTY


def test_vaccination_status_is_left_blank_for_refugees():
    template = template_of("US")
    refugee = said(content(papers("US")["ds2054"], filled(template, applicant(template, "REF", 35))))
    immigrant = said(content(papers("US")["ds2054"], filled(template, applicant(template, "IV", 35))))
    assert refugee["ds2054.vaccination_result"]["state"] == RowState.NOT_ASKED
    assert immigrant["ds2054.vaccination_result"]["value"] == "Complete"


def test_a_remark_follows_its_answer_as_a_line_of_its_own():
    template = template_of("US")
    standing = filled(
        template, applicant(template, "REF", 35), sys_skin={"state": "abnormal", "note": "Pale patch, left arm"},
        hx_asthma=True, hx_asthma_note="As a child",
    )  # fmt: skip
    names = [row["name"] for row in rows_of(content(papers("US")["ds3026"], standing))]
    rows = said(content(papers("US")["ds3026"], standing))
    assert names.index("field.sys_skin.note") == names.index("field.sys_skin") + 1
    assert (rows["field.sys_skin"]["value"], rows["field.sys_skin"]["flag"]) == ("Abnormal", "abnormal")
    assert rows["field.sys_skin.note"]["copy"] == "Pale patch, left arm"
    assert rows["field.hx_asthma.note"]["value"] == "As a child"


def test_dates_are_read_with_the_months_name_and_copied_as_the_screen_takes_them():
    us, au = template_of("US"), template_of("AU")
    american = said(content(papers("US")["ds2054"], filled(us, applicant(us, "REF", 35))))["person.birth_date"]
    australian = said(content(papers("AU")["emedical"], filled(au, applicant(au, "HUM", 35))))["person.birth_date"]
    assert (american["value"], american["copy"], american["kept"]) == ("14 Mar 1990", "03-14-1990", "1990-03-14")
    assert (australian["value"], australian["copy"]) == ("14 Mar 1990", "14 Mar 1990")


@pytest.mark.parametrize("country", ["CA", "AU", "NZ"])
def test_a_grade_stands_with_its_comment(country):
    template = template_of(country)
    category = next(iter(template.categories))
    standing = filled(template, applicant(template, category, 35))
    rows = said(content(papers(country)["emedical"], standing, medical_exam="B"))
    assert (rows["grade.medical_exam"]["value"], rows["grade.medical_exam"]["flag"]) == ("B", "abnormal")
    assert rows["grade.medical_exam.comment"]["value"] == "Explained in the report."
    assert rows["grade.medical_exam"]["options"] == ["A", "B"]


@pytest.mark.parametrize(
    ("country", "field", "number"), [("CA", "ime_number", "12345678"), ("AU", "hap_id", "87654321")]
)
def test_the_authoritys_number_is_taken_from_the_form(country, field, number):
    template = template_of(country)
    standing = filled(template, applicant(template, next(iter(template.categories)), 35), **{field: number})
    paper = papers(country)["emedical"]
    assert content(paper, standing)["number"] == number
    assert paper.external.fits(number)
    assert not paper.external.fits("12-34")


def test_doses_stand_with_their_days_on_record_and_given_here():
    template = template_of("US")
    standing = filled(template, applicant(template, "IV", 35), vaccine_record=True, vx_mmr_1="2019-05-02",
                      vx_mmr_2="2026-03-10", vx_varicella_status="immune_history")  # fmt: skip
    rows = said(content(papers("US")["ds3025"], standing))
    assert (rows["vaccine.mmr"]["value"], rows["vaccine.mmr"]["copy"]) == ("02 May 2019", "05-02-2019")
    assert rows["vaccine_here.mmr"]["value"] == "10 Mar 2026"
    assert rows["vaccine.rotavirus"]["state"] == RowState.EMPTY
    assert rows["field.vx_varicella_status"]["value"] == "Immune by history"


def test_somebody_with_one_name_and_a_year_of_birth():
    template = template_of("US")
    birth = {"earliest": "1990-01-01", "latest": "1990-12-31", "precision": "year", "estimated": True}
    about = subject(family_name="", given_names="Habimana", birth=birth)
    rows = said(content(papers("US")["ds2054"], filled(template, applicant(template, "REF", 35)), about=about))
    assert rows["person.family_name"]["state"] == RowState.EMPTY
    assert not rows["person.family_name"]["critical"]
    assert (rows["person.birth_date"]["value"], rows["person.birth_date"]["copy"]) == ("1990 (estimated)", "1990")


def test_a_country_without_sheets_gets_its_form():
    template = template_of("US")
    paper = default_paper(template)
    rows = [row["name"] for row in rows_of(content(paper, filled(template, applicant(template, "REF", 35))))]
    asked = [key for section in template.data["form"]["sections"] for key in section["fields"]]
    assert [name.removeprefix("field.") for name in rows
            if name.startswith("field.") and not name.endswith(".note")] == asked  # fmt: skip
    assert rows[:2] == ["person.family_name", "person.given_names"]
    assert "class_list" in rows


def test_a_clinics_own_template_is_entered_by_its_form():
    own = check_template(OWN.read_bytes(), OWN.name).template
    assert own is not None
    (paper,) = papers_of(own)
    category = next(iter(own.categories))
    standing = filled(own, applicant(own, category, 35))
    rows = said(content(paper, standing))
    for section in standing.sections:
        for field in section.fields:
            if field.required and not field.computed:
                assert rows[f"field.{field.key}"]["value"]
    assert rows["person.document_number"]["critical"]
