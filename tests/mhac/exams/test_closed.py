"""A signed exam is closed to every route but the amendment; a void one to every route."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from mhac.exams import entry, queries, service
from mhac.exams.records import Exam, ExamRequest, Signature
from mhac.exams.rules import PERMISSIONS, Decision
from mhac.kernel.errors import Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security.service import confirm_password
from tests.clinic import PASSWORD, Clinic
from tests.mhac.exams.examined import Family, begin, family, read_exam, signed_exam

REASON = "Entered on the wrong person"
Route = Callable[[UnitOfWork, Family, int, int], object]

ROUTES: dict[str, Route] = {
    "exams.save_draft": lambda uow, h, exam, other: entry.save_draft(
        uow, exam_id=exam, section="vitals", values={"pulse": 70}, base={}),
    "exams.save_section": lambda uow, h, exam, other: entry.save_section(
        uow, exam_id=exam, section="vitals", values={"pulse": 71}, base={"pulse": 1}),
    "exams.mark_rest_normal": lambda uow, h, exam, other: entry.save_section(
        uow, exam_id=exam, section="physical", values={"sys_breast": {"state": "normal", "note": ""}}, base={},
        rest_normal=frozenset({"sys_breast"})),
    "exams.withdraw_section": lambda uow, h, exam, other: entry.withdraw_section(
        uow, exam_id=exam, section="vitals", reason=REASON),
    "exams.move_section": lambda uow, h, exam, other: entry.move_section(
        uow, exam_id=exam, section="vitals", to_exam_id=other, reason=REASON),
    "exams.move_section (into it)": lambda uow, h, exam, other: entry.move_section(
        uow, exam_id=other, section="vitals", to_exam_id=exam, reason=REASON),
    "exams.acknowledge_flag": lambda uow, h, exam, other: entry.acknowledge_flag(
        uow, exam_id=exam, field="phq9", flag="phq9_self_harm", action="Talked with her"),
    "exams.request_item": lambda uow, h, exam, other: service.request_item(uow, exam_id=exam, item="syphilis"),
    "exams.withdraw_request": lambda uow, h, exam, other: service.withdraw_request(
        uow, request_id=_request(uow, exam), version=1, reason=REASON),
    "exams.void_exam": lambda uow, h, exam, other: service.void_exam(
        uow, exam_id=exam, version=_version(uow, exam), reason=REASON),
    "exams.follow_case": lambda uow, h, exam, other: service.follow_case(
        uow, exam_id=exam, version=_version(uow, exam)),
    "exams.move_exam": lambda uow, h, exam, other: service.move_exam(
        uow, exam_id=exam, version=_version(uow, exam), to_person_id=h.child, reason=REASON),
    "exams.classify": lambda uow, h, exam, other: service.classify(uow, exam_id=exam, decided=Decision()),
    "exams.sign_exam": lambda uow, h, exam, other: service.sign_exam(
        uow, exam_id=exam, shown_digest="", proof=confirm_password(uow, password=PASSWORD)),
}  # fmt: skip
# A slip of a signed exam may be printed once more: nothing of the exam is changed by it.
NOT_ON_AN_EXAM = {"exams.read_casefile", "exams.read_clinical", "exams.begin_exam", "exams.note_slip_printed"}


def _version(uow: UnitOfWork, exam_id: int) -> int:
    return uow.get(Exam, exam_id).version


def _request(uow: UnitOfWork, exam_id: int) -> int:
    return uow.add(ExamRequest(exam_id=exam_id, item="syphilis", number=f"RQX{exam_id}", requested_at=uow.now(),
                               requested_by="somebody")).id  # fmt: skip


def test_every_permission_that_changes_an_exam_is_among_the_routes() -> None:
    routes = {name.partition(" ")[0] for name in ROUTES}
    assert routes | NOT_ON_AN_EXAM | {"exams.amend_exam"} == set(PERMISSIONS)


def test_signed_means_closed(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = signed_exam(clinic, household)
    other = begin(clinic, household, household.child)
    before = read_exam(clinic, exam_id)
    for name, route in ROUTES.items():
        with pytest.raises(Refused) as refused, clinic.act("physician", "nurse", action="test") as uow:
            route(uow, household, exam_id, other)
        assert refused.value.code == "exams.signed", name
    after = read_exam(clinic, exam_id)
    assert (after.answers, after.signatures, after.version) == (before.answers, before.signatures, before.version)


def test_void_means_closed(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id, other = begin(clinic, household), begin(clinic, household, household.child)
    with clinic.act("nurse", action="exams.void_exam") as uow:
        service.void_exam(uow, exam_id=exam_id, version=_version(uow, exam_id), reason=REASON)
    for name, route in ROUTES.items():
        with pytest.raises(Refused) as refused, clinic.act("physician", "nurse", action="test") as uow:
            route(uow, household, exam_id, other)
        assert refused.value.code == "exams.void", name
    with pytest.raises(Refused, match="exams.not_signed"), clinic.act("physician", action="test") as uow:
        service.amend_exam(uow, exam_id=exam_id, reason=REASON)


def test_the_frozen_text_cannot_be_changed_unseen(sqlite_clinic: Clinic) -> None:
    household = family(sqlite_clinic)
    exam_id = signed_exam(sqlite_clinic, household)
    engine = sqlite_clinic.database.engine
    with engine.begin() as connection:
        text = connection.scalar(select(Signature.content))
    assert text is not None
    assert "normal" in text
    for way in ("a word", "the bytes"):
        with engine.begin() as connection:
            if way == "a word":
                connection.execute(update(Signature).values(content=text.replace("normal", "NORMAL")))
            else:
                connection.exec_driver_sql("UPDATE exam_signature SET content = 'z:no packed text'")
        with sqlite_clinic.read("physician") as uow:
            assert not queries.signed_content(uow, exam_id, 1).intact, way
