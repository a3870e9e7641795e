"""The worksheet on paper, read back by eyes that are not ours."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
import zxingcpp
from pypdf import PdfReader

from mhac.documents.content import Clinic, Paper, PartialDate, PersonLine
from mhac.documents.faces import clean
from mhac.documents.sealing import read_embedded
from mhac.documents.worksheet import Worksheet, WorksheetPart, WorksheetRow, draw_worksheet
from tests.documents.papers import ink_outside, letters_outside_their_box, pages, photo, text

CODE = "EX000047-2"
TB = WorksheetPart(
    "3. Chest X-ray findings (radiologist)",
    (
        WorksheetRow("Reading", "Abnormal", "given", "abnormal", "Dr Claire Uwase, 10 Mar 2026, 08:00", required=True),
        WorksheetRow("Findings", "Cavitary lesion; Pleural effusion", "given", "abnormal"),
        WorksheetRow("Remarks of the radiologist", "", "empty"),
        WorksheetRow("Result of the second test", "", "not_asked"),
        WorksheetRow("Date of the chest X-ray", "", "empty", required=True),
    ),
    "Tick everything that applies.",
)
MANY = tuple(WorksheetRow(f"Question {number}", f"Answer {number}", "given") for number in range(120))


def worksheet(**changes):
    made = Worksheet(
        clinic=Clinic("Migration Health Assessment Center", "Kigali, Rwanda"),
        code=CODE, number="DS-3030", title="Tuberculosis Worksheet",
        person=PersonLine("MUKAMANA Béatrice", "", PartialDate(1990, 3, 14), "F", "MHAC-0000017", photo()),
        has_one_name=False, case_number="RW-2026-00391", category="Refugee", examined="10 Mar 2026",
        signed="10 Mar 2026, 08:00", physician="Dr Claire Uwase · RMDC 2231", layout="DS-3030 (2022)",
        source="DS-3030, OMB package 202207-1405-004 (2022)", confirmed=True, seq=2, edition="2025-03",
        digest="ab12" * 16, parts=(TB,),
    )  # fmt: skip
    return replace(made, **changes)


def page_texts(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def bars(pdf: bytes) -> list[set[str]]:
    """The Code 128 that an independent reader finds on each page."""
    return [{code.text for code in zxingcpp.read_barcodes(page) if "128" in str(code.format)} for page in pages(pdf)]


def test_a_worksheet_says_who_what_and_that_it_is_our_own_layout():
    told = text(draw_worksheet(worksheet()))
    for words in (
        "DS-3030, Tuberculosis Worksheet", "Worksheet for entry at the authority", "Fiche de saisie", "Urupapuro",
        "Not the authority’s form", "MUKAMANA Béatrice", "14 Mar 1990", "MHAC-0000017", "RW-2026-00391",
        "3. Chest X-ray findings (radiologist)", "Cavitary lesion; Pleural effusion", "abnormal",
        "Dr Claire Uwase, 10 Mar 2026, 08:00", "signed version 2 of the exam, edition 2025-03", "page 1 of 1",
        "Number at the authority", "Checked blind by, on",
    ):  # fmt: skip
        assert words in told, words


def test_what_is_missing_is_said():
    told = text(draw_worksheet(worksheet()))
    assert "Remarks of the radiologist not recorded" in told
    assert "Result of the second test not asked" in told
    assert "Date of the chest X-ray not recorded required" in told


def test_questions_that_are_not_asked_share_a_line_and_are_all_named():
    row = WorksheetRow("", "", "not_asked", gathered=tuple(f"Unasked question {number}" for number in range(40)))
    pdf = draw_worksheet(worksheet(parts=(WorksheetPart("Sputum", (row,)),)))
    told = text(pdf)
    assert "not asked: Unasked question 0; Unasked question 1" in told
    assert "Unasked question 39" in told
    assert letters_outside_their_box(pdf) == []


def test_the_bars_lead_back_to_the_exam_on_every_page():
    pdf = draw_worksheet(worksheet(parts=(TB, WorksheetPart("More", MANY))))
    told = page_texts(pdf)
    assert len(told) == 4
    for number in range(len(told)):
        assert bars(pdf)[number] == {CODE}
        assert f"page {number + 1} of {len(told)}" in told[number]
        assert "MUKAMANA Béatrice" in told[number]
    everything = text(pdf)
    assert all(f"Answer {number}" in everything for number in range(120))
    assert not ink_outside(pdf)
    assert letters_outside_their_box(pdf) == []


def test_a_heading_is_never_left_alone_at_the_foot():
    for rows in range(20, 34):
        parts = (WorksheetPart("First", MANY[:rows]), WorksheetPart("Second heading", MANY[:3]))
        for page in page_texts(draw_worksheet(worksheet(parts=parts))):
            if "Second heading" in page:
                assert "Question 0" in page


def test_the_signing_off_stands_whole_on_the_last_page():
    for rows in range(22, 36):
        pdf = draw_worksheet(worksheet(parts=(WorksheetPart("First", MANY[:rows]),)))
        told = page_texts(pdf)
        assert ["Number at the authority" in page for page in told] == [False] * (len(told) - 1) + [True]


def test_one_name_and_a_birth_year_and_no_photo():
    person = PersonLine("HABIMANA", "", PartialDate(1990, estimated=True), "M", "MHAC-0000018")
    told = text(draw_worksheet(worksheet(person=person, has_one_name=True, case_number="")))
    assert "HABIMANA (one name only)" in told
    assert "1990 (estimated)" in told
    assert "not recorded" in told


def test_long_names_and_long_answers_are_whole():
    name = "NYIRAHABIMANA NTAWUKURIRYAYO MUKANDAYISENGA Marie Immaculée Espérance"
    long = "Pale patch with loss of feeling on the left forearm, two centimetres, since about a year; " * 4
    row = WorksheetRow("A question that is itself rather long and must be broken over several lines too", long, "given")
    person = replace(worksheet().person, name=name)
    told = text(draw_worksheet(worksheet(person=person, parts=(WorksheetPart("Skin", (row,)),))))
    assert name in told
    assert clean(long) in told


def test_a_layout_that_is_not_confirmed_says_so():
    assert "to be confirmed by the panel physician" in text(draw_worksheet(worksheet(confirmed=False)))
    assert "to be confirmed" not in text(draw_worksheet(worksheet()))


def test_the_same_content_gives_the_same_file_with_the_content_inside():
    frozen = '{"form":1}'
    first = draw_worksheet(worksheet(), frozen)
    assert draw_worksheet(worksheet(), frozen) == first
    assert (read_embedded(first).payload, read_embedded(first).frozen) == (CODE, frozen)
    assert str(datetime.now(UTC).year) not in str(PdfReader(BytesIO(first)).metadata)


@pytest.mark.parametrize("paper", list(Paper))
def test_both_sizes_of_paper(paper):
    reader = PdfReader(BytesIO(draw_worksheet(worksheet(), paper=paper)))
    wide = float(reader.pages[0].mediabox.width)
    assert round(wide) == {Paper.A4: 595, Paper.LETTER: 612}[paper]
