"""An exam of each other country, begun, graded, signed and entered: from the registration to the sheet on paper."""

from io import BytesIO

import pytest
import zxingcpp
from pypdf import PdfReader

from mhac.kernel.errors import Refused
from mhac.submissions import service
from mhac.submissions.making import snapshot_pdf
from mhac.submissions.records import Submission
from mhac.submissions.rules import RowState, Status
from tests.documents.papers import pages
from tests.mhac.submissions.abroad import COMMENT, signed_abroad
from tests.mhac.submissions.sheets import blind_right, prepared, read_sheet, tick_all

ABROAD = [
    ("AU", "HUM", {"hap_id": "12345678"}),
    ("CA", "REF_GAR", {"ime_number": "12345678"}),
    ("NZ", "QUOTA", {"nzer": "12345678", "hba1c_mmol_mol": 36}),
]


@pytest.mark.parametrize(("country", "category", "answers"), ABROAD)
def test_an_exam_is_entered_in_emedical(clinic, country, category, answers):
    exam_id = signed_abroad(clinic, country, category, answers)
    sheet = prepared(clinic, exam_id, "emedical")
    shown = read_sheet(clinic, sheet)
    rows = {row.name: row for row in shown.rows}
    assert shown.number == rows["external"].value == "12345678"
    assert "12345678" not in {row.value for row in shown.rows if row.name != "external"}
    assert rows["grade.medical_exam"].value == "B"
    assert rows["grade.medical_exam.comment"].value == COMMENT
    assert [row.label for row in shown.rows if row.required and row.state is not RowState.GIVEN] == []
    tick_all(clinic, sheet)
    with clinic.act("nurse", action="submissions.rekey") as uow:
        assert service.rekey(uow, submission_id=sheet, typed=blind_right(clinic, sheet))[1] == 0
    pdf = snapshot_pdf(clinic.database, clinic.actor("administrator"), sheet)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    for row in shown.rows:
        if row.state is RowState.GIVEN:
            assert f"{row.label} {row.value}" in words
    assert {code.text for page in pages(pdf) for code in zxingcpp.read_barcodes(page)} == {shown.code}
    with clinic.act("administrator", action="submissions.submit") as uow:
        service.submit(uow, submission_id=sheet, version=shown.version, number=shown.number)
    assert read_sheet(clinic, sheet).status is Status.SUBMITTED


def test_a_number_learned_later_stands_on_the_sheet_once_and_in_the_snapshot(clinic):
    exam_id = signed_abroad(clinic, "CA", "REF_GAR", {})
    sheet = prepared(clinic, exam_id, "emedical")
    before = {row.name: row for row in read_sheet(clinic, sheet).rows}
    assert before["external"].state is RowState.EMPTY
    tick_all(clinic, sheet)
    with clinic.act("administrator", action="submissions.set_number") as uow:
        version = uow.get(Submission, sheet).version
        service.set_number(uow, submission_id=sheet, version=version, number="8765 4321")
    shown = read_sheet(clinic, sheet)
    rows = {row.name: row for row in shown.rows}
    assert (shown.number, rows["external"].value, shown.outdated) == ("8765 4321", "8765 4321", "")
    assert shown.entered == shown.to_enter
    pdf = snapshot_pdf(clinic.database, clinic.actor("administrator"), sheet)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    assert words.count("8765 4321") == 1
    with pytest.raises(Refused, match="submissions.no_snapshot"):
        submit(clinic, sheet, "8765 4322")
    submit(clinic, sheet, "8765 4321")
    assert read_sheet(clinic, sheet).status is Status.SUBMITTED


def test_a_number_other_than_the_signed_one_is_marked(clinic):
    exam_id = signed_abroad(clinic, "CA", "REF_GAR", {"ime_number": "12345678"})
    sheet = prepared(clinic, exam_id, "emedical")
    with clinic.act("administrator", action="submissions.set_number") as uow:
        version = uow.get(Submission, sheet).version
        service.set_number(uow, submission_id=sheet, version=version, number="12345679")
    row = next(one for one in read_sheet(clinic, sheet).rows if one.name == "external")
    assert (row.value, row.flag, row.critical) == ("12345679", "differs_from_signed", True)


def submit(clinic, sheet, number):
    with clinic.act("administrator", action="submissions.submit") as uow:
        version = uow.get(Submission, sheet).version
        service.submit(uow, submission_id=sheet, version=version, number=number)
