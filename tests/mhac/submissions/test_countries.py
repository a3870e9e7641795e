"""An exam of each other country, begun, graded, signed and entered: from the registration to the sheet on paper."""

from io import BytesIO

import pytest
import zxingcpp
from pypdf import PdfReader

from mhac.exams import service as exams
from mhac.exams.rules import Decision
from mhac.protocols import library
from mhac.protocols import service as protocols
from mhac.registration import service as registration
from mhac.registration.rules import Joining, NewCase
from mhac.submissions import service
from mhac.submissions.making import snapshot_pdf
from mhac.submissions.rules import RowState, Status
from tests.documents.papers import pages
from tests.mhac.exams.examined import family, fill_all, read_exam, sign
from tests.mhac.submissions.sheets import blind_right, prepared, read_sheet, template_of, tick_all

ABROAD = [
    ("AU", "HUM", {"hap_id": "12345678"}),
    ("CA", "REF_GAR", {"ime_number": "12345678"}),
    ("NZ", "QUOTA", {"nzer": "12345678", "hba1c_mmol_mol": 36}),
]
COMMENT = "Explained in the report that goes with it."


def by_section(template, answers):
    return {row["key"]: {key: answers[key] for key in row["fields"] if key in answers}
            for row in template.data["form"]["sections"] if set(row["fields"]) & set(answers)}  # fmt: skip


def signed_abroad(clinic, country, category, answers):
    """The mother's exam for another country, graded B with a comment."""
    household = family(clinic)
    with clinic.act("receptionist", action="registration.open_case") as uow:
        request = NewCase(country=country, category=category)
        case_id = registration.open_case(uow, request=request, members=(Joining(household.mother, "principal", True),))
    edition = library.editions(country)[-1]
    with clinic.act("physician", action="protocols.adopt_edition") as uow:
        protocols.adopt_edition(uow, country=country, edition=edition.edition, digest=edition.digest,
                                confirmed_rules=())  # fmt: skip
    with clinic.act("nurse", action="exams.begin_exam") as uow:
        exam_id = exams.begin_exam(uow, person_id=household.mother, case_id=case_id)
    fill_all(clinic, exam_id, **by_section(template_of(country), answers))
    proposed = read_exam(clinic, exam_id).verdict.grades
    decided = Decision.of((), {**proposed, "medical_exam": "B"}, {"medical_exam": COMMENT})
    with clinic.act("physician", action="exams.classify") as uow:
        exams.classify(uow, exam_id=exam_id, decided=decided, reason="Findings beyond the questions of the form")
    sign(clinic, exam_id)
    return exam_id


@pytest.mark.parametrize(("country", "category", "answers"), ABROAD)
def test_an_exam_is_entered_in_emedical(clinic, country, category, answers):
    exam_id = signed_abroad(clinic, country, category, answers)
    sheet = prepared(clinic, exam_id, "emedical")
    shown = read_sheet(clinic, sheet)
    rows = {row.name: row for row in shown.rows}
    assert shown.number == "12345678"
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
