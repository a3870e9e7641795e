"""A sheet says no only where an answer does, and says everything that was found and decided."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mhac.exams.assessing import assess
from mhac.protocols import library
from mhac.protocols.conditions import terms_of
from mhac.protocols.rules import ItemState
from mhac.submissions.content import rows_of
from mhac.submissions.papers import papers_of
from tests.mhac.submissions.sheets import EXAM_DAY, applicant, content, filled, said, template_of

ALL = library.countries()
US = template_of("US")
FILM = {"xray_state": "done", "xray_on": "2026-03-10"}
PERSONAL = {"age", "age_months", "age_days", "birth_date", "sex", "category", "exam_date"}
FINDINGS = [
    {},
    {"tb_cough": True, "hx_hiv": True, "em_hiv": True, "tb_history": True, "tb_contact": True},
    {"hx_hypertension": True, "em_hypertension": True, "pregnant": True, "hx_diabetes": True},
    {**FILM, "xray_result": "abnormal", "xray_findings": ["cavity"], "igra_result": "positive"},
]


def sheet(key, standing, classes=()):
    paper = next(one for one in papers_of(standing.template) if one.key == key)
    return said(content(paper, standing, classes))


def values(rows, start):
    return {name.removeprefix(start): row["value"] for name, row in rows.items() if name.startswith(start)}


def american(category="REF", age=40, sex="M", **found):
    return filled(US, applicant(US, category, age, sex), **found)


def base_terms(template, when):
    """The words at the bottom of a condition, definitions followed."""
    found = set()
    for term in terms_of(when):
        definition = template.definitions.get(term)
        inner = definition.data.get("when") if definition else None
        found |= base_terms(template, inner) if inner is not None else {term}
    return found


@pytest.mark.parametrize("found", FINDINGS, ids=["well", "tb", "pregnant", "film"])
@pytest.mark.parametrize("age", [1.5, 9, 33])
@pytest.mark.parametrize("country", ALL)
def test_every_no_is_an_answer_or_a_decision(country, age, found):
    template = template_of(country)
    questions = {row["key"] for row in template.data["form"]["fields"]}
    noes = 0
    for category in template.categories:
        who = applicant(template, category, age)
        standing = filled(template, who, **{key: value for key, value in found.items() if key in questions})
        for paper in papers_of(template, category):
            lines = {line.name: line for line in paper.lines}
            for row in rows_of(content(paper, standing)):
                if row["value"] != "No":
                    continue
                noes += 1
                line = lines.get(row["name"])
                if line is None or line.kind == "field":
                    key = line.of if line else row["name"].removeprefix("field.")
                    assert standing.values[key] in (False, "no"), row["label"]
                elif line.kind == "when":
                    told = set(standing.facts) | PERSONAL
                    bottom = {term.partition(".")[0] for term in base_terms(template, line.of)}
                    assert bottom & told, row["label"]
                else:
                    assert line.kind in ("classes", "no_class", "exam"), row["label"]
    assert noes


@pytest.mark.parametrize("country", ALL)
def test_of_an_exam_with_no_answers_nothing_is_denied(country):
    template = template_of(country)
    standing = assess(template, applicant(template, next(iter(template.categories)), 9), {}, {})
    unknown = {code for code, item in standing.states.items() if item.state is ItemState.UNKNOWN}
    seen = set()
    for paper in papers_of(template):
        lines = {line.name: line for line in paper.lines}
        for row in rows_of(content(paper, standing)):
            line = lines.get(row["name"])
            if line is not None and line.kind == "item" and line.of in unknown:
                seen.add(line.of)
                assert row["value"] == ""
            if row["value"] == "No" and line is not None and line.kind == "when":
                assert base_terms(template, line.of) <= PERSONAL
            assert not (row["value"] == "No" and (line is None or line.kind == "field"))
    assert seen or not unknown & {
        line.of for paper in papers_of(template) for line in paper.lines if line.kind == "item"
    }


def test_an_item_that_waits_for_an_answer_is_not_called_unneeded():
    standing = assess(US, applicant(US, "REF", 9), {}, {})
    assert standing.states["sputum_set"].state is ItemState.UNKNOWN
    assert sheet("ds3030", standing)["item.sputum_set"]["value"] == ""


@pytest.mark.parametrize("country", ALL)
def test_every_class_and_grade_that_can_be_given_is_said_by_a_line(country):
    template = template_of(country)
    category = next(iter(template.categories))
    standing = filled(template, applicant(template, category, 35))
    for one in template.classes:
        said_yes = [
            row
            for paper in papers_of(template)
            for row in rows_of(content(paper, standing, (one.code,)))
            if row["name"] == f"classes.{one.code}"
        ]
        assert said_yes
        assert {(row["value"], row["flag"], row["by"]) for row in said_yes} == {("Yes", "abnormal", "Dr Claire Uwase")}
    for grading in template.gradings:
        for grade in grading.order:
            given: dict[str, Any] = {grading.item: grade}
            rows = [row for paper in papers_of(template) for row in rows_of(content(paper, standing, **given))]
            assert [row["value"] for row in rows if row["name"] == f"grade.{grading.item}"] == [grade]


def test_a_quarantinable_disease_stands_on_the_report_with_its_name():
    standing = american(quarantinable_disease=True, quarantinable_disease_note="Measles")
    assert standing.proposed.classes == ("COMM_A",)
    rows = sheet("ds2054", standing, standing.proposed.classes)
    class_a = {row["label"]: row["value"] for row in rows.values() if row["label"].startswith("Class A")}
    assert [label for label, value in class_a.items() if value == "Yes"] == [
        "Class A: other communicable disease of public health significance"
    ]
    assert rows["field.quarantinable_disease.note"]["value"] == "Measles"
    assert rows["no_class"]["value"] == "No"


@pytest.mark.parametrize(
    ("age", "found", "told"),
    [
        (40, {}, {"age": "Yes", "symptoms": "No", "hiv": "No", "igra": ""}),
        (40, {"tb_cough": True, "tb_fever": True}, {"age": "Yes", "symptoms": "Yes", "hiv": "No", "igra": ""}),
        (40, {"hx_hiv": True}, {"age": "Yes", "symptoms": "No", "hiv": "Yes", "igra": ""}),
        (9, {}, {"age": "No", "symptoms": "No", "hiv": "No", "igra": "No"}),
        (
            9,
            {"igra_kind": "qft", "igra_result": "positive"},
            {"age": "No", "symptoms": "No", "hiv": "No", "igra": "Yes"},
        ),
    ],
)
def test_the_indications_of_the_film_are_ticked_as_they_are(age, found, told):
    assert values(sheet("ds3030", american(age=age, **found)), "indication.") == told


def test_a_positive_test_of_a_contact_is_an_indication_at_any_age():
    standing = american("IV", 30, "F", tb_contact=True, igra_kind="qft", igra_result="positive")
    rows = sheet("ds3030", standing)
    assert (rows["field.igra_result"]["value"], rows["indication.igra"]["value"]) == ("Positive", "Yes")


def test_an_age_on_both_sides_of_fifteen_is_not_said():
    who = applicant(US, "REF", 15)
    wide = replace(who, birth_earliest=date(2010, 1, 1), birth_latest=date(2012, 12, 31))
    assert values(sheet("ds3030", filled(US, wide)), "indication.")["age"] == ""


def test_no_tb_class_is_said_beside_another_class():
    rows = sheet("ds3030", american(), ("B_OTHER",))
    assert rows["no_tb_class"]["value"] == "Yes"
    assert sheet("ds3030", american(), ("TB_B3",))["no_tb_class"]["value"] == "No"


ENTERED = [
    ("ds2054", {"syphilis_treponemal": "reactive", "syphilis_nontreponemal": "reactive", "syphilis_stage": "primary",
                "syphilis_treated": True, "syphilis_drug": "benzathine_once", "syphilis_treated_on": "2026-03-01"},
     {"syphilis_drug": "Benzathine penicillin 2.4 MU into the muscle, once", "syphilis_treated_on": "01 Mar 2026"}),
    ("ds2054", {"sti_signs": True, "gonorrhea_result": "positive", "gonorrhea_treated": True,
                "gonorrhea_drug": "ceftriaxone"},
     {"gonorrhea_drug": "Ceftriaxone 500 mg into the muscle, once (1 g from 150 kg)"}),
    ("ds2054", {"haemoglobin_g_dl": 9.5, "glucose_mmol": 6.1, "creatinine_mg": 0.9, "urine_findings": "Clear"},
     {"haemoglobin_g_dl": "9.5 g/dL", "glucose_mmol": "6.1 mmol/L", "creatinine_mg": "0.9 mg/dL",
      "urine_findings": "Clear"}),
    ("ds2054", {"waiver_granted": ["TB_A"], "waiver_on": "2026-03-02", "outbreak_exposure": False},
     {"waiver_granted": "Tuberculosis", "waiver_on": "02 Mar 2026", "outbreak_exposure": "No"}),
    ("ds2054", {"earlier_exam_on": "2025-01-05", "us_consulate": "Kigali", "us_address": "12 Elm St",
                "us_email": "b@example.org", "other_laboratory": "NRL", "present_country": "UG"},
     {"present_country": "Uganda", "earlier_exam_on": "05 Jan 2025", "us_consulate": "Kigali",
      "us_address": "12 Elm St", "us_email": "b@example.org", "other_laboratory": "NRL"}),
    ("ds3030", {"tb_contact": True, "tb_contact_source": "Uncle", "tb_contact_ended_on": "2026-01-05"},
     {"tb_contact_source": "Uncle", "tb_contact_ended_on": "05 Jan 2026", "tb_contact_family": "No"}),
    ("ds3030", {"tb_extrapulmonary": True, "tb_site": "Lymph node of the neck"}, {"tb_site": "Lymph node of the neck"}),
    ("ds3030", {"tb_disease": True, "dot_complete": False, "dot_refused_on": "2025-02-01", "tb_regimen": "HRZE",
                "dot_site": "Kigali", "tb_treatment_on": "2025-01-02", "tb_laboratory": "NRL"},
     {"dot_refused_on": "01 Feb 2025", "tb_regimen": "HRZE", "dot_site": "Kigali", "tb_treatment_on": "02 Jan 2025",
      "tb_laboratory": "NRL"}),
    ("ds3030", {"tb_contact": True, "igra_kind": "qft", "igra_result": "positive", "ltbi_treatment": "Declined"},
     {"ltbi_treatment": "Declined"}),
]  # fmt: skip


@pytest.mark.parametrize(("key", "found", "told"), ENTERED)
def test_what_the_forms_of_the_united_states_ask_stands_on_them(key, found, told):
    rows = sheet(key, american("IV", 30, "F", **found))
    assert {name: rows[f"field.{name}"]["value"] for name in told} == told


def test_class_b_other_is_said_with_what_was_found():
    standing = american(
        hx_hypertension=True, hx_hypertension_note="since 2019", hx_asthma=True, hbsag_result="negative"
    )
    assert standing.proposed.classes == ("B_OTHER",)
    rows = sheet("ds2054", standing, ("B_OTHER",))
    assert rows["class_reasons.B_OTHER"]["value"] == "High blood pressure (since 2019); Asthma"
    assert sheet("ds2054", standing)["class_reasons.B_OTHER"]["value"] == ""


def test_class_b_other_of_a_film_and_of_a_test():
    standing = american(**FILM, xray_result="abnormal", xray_findings=["cardiac", "tenting"], hcv_result="positive")
    rows = sheet("ds3030", standing, ("B_OTHER",))
    text = rows["class_reasons.B_OTHER"]["value"]
    assert "Chest X-ray, Findings: Cardiac" in text
    assert "Viral hepatitis, Hepatitis C antibody: Positive" in text
    assert "tenting" not in text


def test_a_pregnancy_is_said_with_its_weeks():
    standing = american(age=30, sex="F", pregnant=True, pregnancy_weeks=22)
    rows = sheet("ds2054", standing, ("PREG_B",))
    assert (rows["classes.PREG_B"]["value"], rows["field.pregnancy_weeks"]["value"]) == ("Yes", "22 weeks")


WAIVED = "Waiver: not age-appropriate"


def waivers(standing):
    rows = sheet("ds3025", standing)
    return {name.split("_", 1)[1].removesuffix("_status"): row["value"] for name, row in rows.items()
            if name.endswith("_status")}  # fmt: skip


def test_vaccines_that_are_not_for_an_age_have_their_waiver():
    assert {code for code, value in waivers(american("IV", 30, "F")).items() if value == WAIVED} == {
        "dtap", "rotavirus", "hib", "hepa", "menacwy", "pneumococcal",
    }  # fmt: skip
    assert {code for code, value in waivers(american("IV", 3, "F")).items() if value} == {
        "td_tdap", "rotavirus", "menacwy",
    }  # fmt: skip
    assert {code for code, value in waivers(american("IV", 0.08, "F")).items() if not value} == {"hepb"}
    assert {code for code, value in waivers(american("IV", 70, "F")).items() if value} == {
        "dtap", "mmr", "rotavirus", "hib", "hepa", "hepb", "menacwy",
    }  # fmt: skip


def test_live_vaccines_are_contraindicated_in_pregnancy_and_with_weak_immunity():
    for found in ({"pregnant": True}, {"pregnant": False, "immunosuppressed": True}):
        told = waivers(american("IV", 30, "F", **found))
        assert {code for code, value in told.items() if value == "Waiver: contraindicated"} == {"mmr", "varicella"}


def test_outside_the_season_influenza_has_its_waiver():
    assert waivers(american("IV", 30, "F", flu_season=False))["influenza"] == "Waiver: not the influenza season"
    assert waivers(american("IV", 30, "F"))["influenza"] == ""


def test_what_the_physician_wrote_comes_first_and_the_programme_has_no_waivers():
    typed = american("IV", 30, "F", vaccine_record=True, vx_mmr_status="immune_lab", pregnant=True)
    row = sheet("ds3025", typed)["field.vx_mmr_status"]
    assert (row["value"], row["by"]) == ("Immune by laboratory", "Noella Ingabire")
    assert set(waivers(american("REF", 30, "F")).values()) == {""}


def test_a_birth_date_on_both_sides_of_a_limit_waives_nothing():
    who = applicant(US, "IV", 7)
    wide = replace(who, birth_earliest=date(EXAM_DAY.year - 8, 1, 1), birth_latest=date(EXAM_DAY.year - 6, 12, 31))
    told = waivers(filled(US, wide))
    assert (told["dtap"], told["td_tdap"], told["rotavirus"]) == ("", "", WAIVED)
