"""What is typed is kept beside the exam until its section is finished, for the one who types it."""

import pytest
from sqlalchemy import select

from mhac.exams import entry, queries
from mhac.kernel.audit import AuditEntry
from mhac.kernel.errors import NotAllowed, Refused
from tests.clinic import Clinic
from tests.mhac.exams.examined import adopt, begin, confirm, family, fill, fill_all, read_exam, sign


@pytest.fixture
def exam_id(clinic: Clinic) -> int:
    return begin(clinic, family(clinic))


def draft(clinic: Clinic, exam_id: int, role: str = "nurse", section: str = "vitals", **values: object) -> None:
    with clinic.act(role, action="exams.save_draft") as uow:
        entry.save_draft(uow, exam_id=exam_id, section=section, values=values, base={"pulse": 0},
                         marks={"pulse": "confirmed"})  # fmt: skip


def test_a_draft_comes_back_to_who_typed_it(clinic: Clinic, exam_id: int) -> None:
    draft(clinic, exam_id, pulse=72)
    clinic.clock.forward(seconds=3)
    draft(clinic, exam_id, pulse=72, respiration=16)
    found = read_exam(clinic, exam_id, "nurse").drafts["vitals"]
    assert dict(found.values) == {"pulse": 72, "respiration": 16}
    assert (dict(found.base), dict(found.marks)) == ({"pulse": 0}, {"pulse": "confirmed"})
    assert found.saved_at == clinic.clock.moment


def test_a_draft_is_no_answer_and_not_shown_to_others(clinic: Clinic, exam_id: int) -> None:
    draft(clinic, exam_id, pulse=72)
    view = read_exam(clinic, exam_id, "physician")
    assert view.answers == {}
    assert view.drafts == {}
    assert next(one for one in view.sections if one.section.key == "vitals").drafted_by == ("Noella Ingabire",)


def test_finishing_the_section_ends_its_draft(clinic: Clinic, exam_id: int) -> None:
    draft(clinic, exam_id, pulse=72)
    draft(clinic, exam_id, section="tb", tb_cough=True)
    fill(clinic, exam_id, "vitals", role="nurse")
    assert set(read_exam(clinic, exam_id, "nurse").drafts) == {"tb"}


def test_a_draft_can_be_thrown_away(clinic: Clinic, exam_id: int) -> None:
    draft(clinic, exam_id, pulse=72)
    with clinic.act("nurse", action="exams.save_draft") as uow:
        entry.discard_draft(uow, exam_id=exam_id, section="vitals")
    assert read_exam(clinic, exam_id, "nurse").drafts == {}


def test_a_draft_leaves_no_trace_in_the_audit(clinic: Clinic, exam_id: int) -> None:
    with clinic.read("nurse") as uow:
        before = len(uow.session.scalars(select(AuditEntry.id)).all())
    draft(clinic, exam_id, section="history", hx_medicines="words that belong to the person alone")
    with clinic.read("nurse") as uow:
        texts = uow.session.scalars(select(AuditEntry.text)).all()
    assert len(texts) == before
    assert not any("belong to the person alone" in text for text in texts)


def test_who_enters_nothing_drafts_nothing(clinic: Clinic, exam_id: int) -> None:
    for role in ("receptionist", "administrator"):
        with pytest.raises(NotAllowed):
            draft(clinic, exam_id, role=role, pulse=72)


def test_own_typing_must_be_finished_before_the_signature(clinic: Clinic, exam_id: int) -> None:
    adopt(clinic)
    fill_all(clinic, exam_id)
    confirm(clinic, exam_id)
    draft(clinic, exam_id, role="physician", pulse=99)
    with clinic.read("physician") as uow:
        assert queries.signing(uow, exam_id).drafts == ("Vital signs",)
    with pytest.raises(Refused) as refused:
        sign(clinic, exam_id)
    assert refused.value.code == "exams.drafts_left"
