"""What an act writes past its session: told to the audit like everything else, and refused where it was changed."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from mhac.exams.records import Answer, Exam
from mhac.kernel.audit import AuditEntry
from mhac.kernel.errors import StaleEdit
from tests.clinic import Clinic
from tests.mhac.exams.examined import begin, family


@pytest.fixture
def exam_id(clinic: Clinic) -> int:
    return begin(clinic, family(clinic))


def answer(exam_id: int, number: int) -> dict[str, object]:
    return {
        "exam_id": exam_id, "revision": 1, "section": "vitals", "field": "pulse", "number": number,
        "value": 70 + number, "how": "entered",
        "at": datetime(2026, 3, 10, 6, tzinfo=UTC), "by_id": None, "by_name": "Noella",
    }  # fmt: skip


def changes(clinic: Clinic, action: str) -> list[dict[str, object]]:
    with clinic.read("administrator") as uow:
        found = uow.session.scalars(select(AuditEntry.text).where(AuditEntry.action == action)).all()
    return [change for entry in found for change in json.loads(entry).get("changes", ())]


def test_rows_written_at_once_get_their_ids_in_order_and_the_audit_tells_each(clinic: Clinic, exam_id: int) -> None:
    with clinic.act("nurse", action="test.write") as uow:
        ids = uow.insert(Answer, [answer(exam_id, number) for number in (1, 2, 3)])
        assert uow.insert(Answer, []) == []
    with clinic.read("nurse") as uow:
        found = uow.session.execute(select(Answer.id, Answer.number).where(Answer.exam_id == exam_id))
        rows = {row.id: row.number for row in found}
    assert rows == dict(zip(ids, (1, 2, 3), strict=True))
    told = changes(clinic, "test.write")
    assert [(each["record"], each["id"], each["before"]) for each in told] == [("answer", own, None) for own in ids]
    assert [each["after"]["value"] for each in told] == [71, 72, 73]  # type: ignore[index]


def test_what_is_worked_out_moves_the_version_and_leaves_the_audit_silent(clinic: Clinic, exam_id: int) -> None:
    with clinic.act("nurse", action="test.derive") as uow:
        exam = uow.get(Exam, exam_id)
        before = exam.version
        uow.derive(exam, percent=40, held=True)
        assert (exam.version, exam.percent) == (before + 1, 40)
        exam.status = "amended"  # an ordinary change after it rests on the new version
    with clinic.read("nurse") as uow:
        now = uow.get(Exam, exam_id)
        assert (now.version, now.percent, now.held, now.status) == (before + 2, 40, True, "amended")
    assert [sorted(each["after"]) for each in changes(clinic, "test.derive")] == [["status"]]  # type: ignore[call-overload]


def test_a_record_that_moved_on_meanwhile_is_not_overwritten(clinic: Clinic, exam_id: int) -> None:
    with pytest.raises(StaleEdit), clinic.act("nurse") as uow:
        exam = uow.get(Exam, exam_id)
        uow.connection.execute(text("UPDATE exam SET version = version + 1"))
        uow.derive(exam, percent=99)
    with clinic.read("nurse") as uow:
        assert uow.get(Exam, exam_id).percent != 99
