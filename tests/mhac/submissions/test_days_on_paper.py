"""A day stands on the printed sheet as it is read and as the authority's screen takes it."""

from io import BytesIO

from pypdf import PdfReader

from mhac.submissions.making import snapshot_pdf
from tests.mhac.exams.examined import family, signed_exam
from tests.mhac.submissions.sheets import prepared, tick_all


def test_a_birth_date_is_printed_in_the_form_that_its_label_names(clinic):
    sheet = prepared(clinic, signed_exam(clinic, family(clinic)), "ds2054")
    tick_all(clinic, sheet)
    pdf = snapshot_pdf(clinic.database, clinic.actor("administrator"), sheet)
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    assert "Birth date (mm-dd-yyyy) 14 Mar 1990 (03-14-1990)" in words
