"""Two desks enter the same sheet at the same moment: nothing is ticked twice, and nothing is submitted twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from mhac.kernel.errors import ClinicError, Refused, StaleEdit
from mhac.submissions import service
from mhac.submissions.making import snapshot_pdf
from mhac.submissions.records import Submission, SubmissionTick
from mhac.submissions.rules import RowState
from tests.mhac.exams.examined import family, signed_exam
from tests.mhac.submissions.sheets import NUMBER, prepared, read_sheet, tick_all

DESKS = 4


@pytest.fixture
def exam_id(clinic):
    return signed_exam(clinic, family(clinic))


def everywhere(act):
    """Let every desk do the same at once; return what came of it."""
    with ThreadPoolExecutor(DESKS) as desks:
        return [done.result() for done in [desks.submit(act, number) for number in range(DESKS)]]


def test_two_desks_prepare_one_sheet(clinic, exam_id):
    assert len(set(everywhere(lambda _desk: prepared(clinic, exam_id)))) == 1
    with clinic.read("administrator") as uow:
        assert len(uow.session.scalars(select(Submission)).all()) == 1


def test_each_line_is_ticked_once(clinic, exam_id):
    sheet = prepared(clinic, exam_id)
    names = [row.name for row in read_sheet(clinic, sheet).rows if row.state is RowState.GIVEN]

    def tick(desk):
        role = ("administrator", "nurse", "physician")[desk % 3]
        for name in names[:6] if desk % 2 else names[5::-1]:
            with clinic.act(role, action="submissions.tick") as uow:
                service.tick(uow, submission_id=sheet, row=name)

    everywhere(tick)
    with clinic.read("administrator") as uow:
        standing = uow.session.scalars(select(SubmissionTick).where(SubmissionTick.withdrawn_at.is_(None))).all()
    assert Counter(each.row for each in standing) == dict.fromkeys(names[:6], 1)


def test_a_sheet_is_submitted_once(clinic, exam_id):
    sheet = prepared(clinic, exam_id)
    tick_all(clinic, sheet)
    snapshot_pdf(clinic.database, clinic.actor("administrator"), sheet)
    version = read_sheet(clinic, sheet).version

    def submit(desk):
        try:
            with clinic.act("administrator", action="submissions.submit") as uow:
                service.submit(uow, submission_id=sheet, version=version, number=f"{NUMBER}{desk}")
        except ClinicError as refusal:
            return type(refusal)
        return None

    came = everywhere(submit)
    assert came.count(None) == 1
    assert set(came) <= {None, Refused, StaleEdit}
    assert read_sheet(clinic, sheet).number == f"{NUMBER}{came.index(None)}"
