"""A sheet that says something wrong is refused with file, line and reason."""

import shutil

import pytest

from mhac.protocols.yaml_source import WrongTemplate
from mhac.submissions.authoring import SOURCES, compile_country, templates_of
from mhac.submissions.papers import SHELF

GOOD = """country: US
key: short
order: 1
number: X-1
title: A short sheet
destination: The authority
layout: first
dates: MM-DD-YYYY
source: {text: Made for a test, mark: unverified}
external: {label: Number, pattern: "[0-9]{4}", example: "1234", source: {text: Made for a test, mark: unverified}}
left_out: [LEFT]
parts:
  - key: one
    heading: One
    lines:
      - {person: family_name}
      - LINE
"""
TEMPLATES = templates_of("US")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "US"
    made.mkdir()
    return made


def refused(folder, text):
    (folder / "short.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongTemplate) as wrong:
        compile_country(folder, TEMPLATES)
    return str(wrong.value)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{field: no_such_question}", "unknown field no_such_question"),
        ("{section: no_such_section}", "unknown section no_such_section"),
        ("{item: no_such_item, label: X}", "unknown item no_such_item"),
        ("{classes: [TB_Z], label: X}", "unknown classes TB_Z"),
        ("{grade: medical_exam}", "unknown grade medical_exam"),
        ("{no_class: [TB_Z], label: X}", "unknown no_class TB_Z"),
        ("{class_reasons: [TB_Z], label: X}", "unknown class_reasons TB_Z"),
        ("{when: {no_such_fact: true}, name: x, label: X}", "unknown fact no_such_fact"),
        ("{when: {age: {from: $no_such}}, name: x, label: X}", "unknown setting no_such"),
        ("{when: {age: {from: 15}}, label: X}", "a condition needs a name"),
        ("{when: {age: {from: 15}}, name: x}", "when needs a label"),
        (
            "{field: igra_result, otherwise: [{is: maybe, when: {age: {from: 15}}}]}",
            "maybe is no answer to igra_result",
        ),
        ("{field: igra_result, otherwise: [{is: negative, when: {nothing: true}}]}", "unknown fact nothing"),
        ("{person: sex, otherwise: [{is: negative, when: true}]}", "only a question has an answer"),
        ("{vaccine: smallpox, label: X}", "unknown vaccine smallpox"),
        ("{person: shoe_size}", "unknown word shoe_size of the person"),
        ("{person: sex, exam: exam_date}", "needs exactly one of"),
        ("{label: Nothing}", "needs exactly one of"),
        ("{person: family_name}", "person.family_name stands twice"),
        ("{person: sex, flag: no_such_flag}", "unknown flag no_such_flag"),
        ("{person: sex, colour: red}", "unknown key"),
        ("{section: vitals, left_out: [no_such_question]}", "unknown question no_such_question"),
        ("{field: height_cm, left_out: [weight_kg]}", "only a whole section"),
    ],
)
def test_a_wrong_line_is_named_with_file_and_line(folder, line, why):
    told = refused(folder, GOOD.replace("LINE", line).replace("[LEFT]", "[]"))
    assert why in told
    assert "short.yaml:17" in told


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("country: US", "country: CA", "lies in the folder US"),
        ("MM-DD-YYYY", "MM-YYYY", "year, month and day once each"),
        ('example: "1234"', 'example: "12"', "the example does not fit"),
        ("[0-9]{4}", "[0-9", "pattern:"),
        ("left_out: [LEFT]", "left_out: [{field: nothing, why: No}]", "unknown question nothing"),
        ("layout: first", "editions: ['1999-01']\nlayout: first", "no edition of the country's protocol"),
        ("title: A short sheet", "", "missing title"),
    ],
)
def test_a_wrong_sheet_is_refused(folder, old, new, why):
    text = GOOD.replace("LINE", "{person: sex}").replace(old, new).replace("[LEFT]", "[]")
    assert why in refused(folder, text)


def test_a_question_that_must_be_answered_cannot_be_forgotten(folder):
    told = refused(folder, GOOD.replace("LINE", "{section: vitals}").replace("[LEFT]", "[]"))
    assert "question hx_hospital stands on no sheet" in told
    assert "height_cm" not in told


def test_a_question_that_need_not_be_answered_cannot_be_forgotten_either(folder):
    told = refused(folder, GOOD.replace("LINE", "{section: vitals}").replace("[LEFT]", "[]"))
    assert "question waiver_granted stands on no sheet" in told
    assert "question vx_mmr_1 stands on no sheet" in told
    without = refused(folder, GOOD.replace("LINE", "{vaccine: mmr, label: MMR}").replace("[LEFT]", "[]"))
    assert "question vx_mmr_1" not in without


def test_every_class_and_every_grade_needs_a_line(folder, tmp_path):
    told = refused(folder, GOOD.replace("LINE", "{classes: [TB_A], label: TB}").replace("[LEFT]", "[]"))
    assert "class COMM_A stands on no sheet" in told
    assert "class TB_A" not in told
    assert "class " not in refused(folder, GOOD.replace("LINE", "{class_list: true}").replace("[LEFT]", "[]"))
    graded = tmp_path / "NZ"
    graded.mkdir()
    text = GOOD.replace("country: US", "country: NZ").replace("LINE", "{grade: chest_xray}").replace("[LEFT]", "[]")
    (graded / "short.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongTemplate, match="grade medical_exam stands on no sheet") as wrong:
        compile_country(graded, templates_of("NZ"))
    assert "grade chest_xray" not in str(wrong.value)


def test_what_the_program_reads_is_what_the_sheets_say():
    for path in sorted(SHELF.glob("*.json")):
        assert path.read_text(encoding="utf-8") == compile_country(SOURCES / path.stem, templates_of(path.stem))


def test_the_order_of_the_sheets_is_the_countrys(folder):
    for path in (SOURCES / "US").glob("*.yaml"):
        shutil.copy(path, folder)
    text = compile_country(folder, TEMPLATES)
    assert [text.index(f'"key":"{key}"') for key in ("ds2054", "ds3026", "ds3030", "ds3025")] == sorted(
        text.index(f'"key":"{key}"') for key in ("ds2054", "ds3026", "ds3030", "ds3025")
    )
