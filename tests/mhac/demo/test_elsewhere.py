"""Some families of the demo are bound for other countries, and every protocol is adopted: each can be tried."""

from datetime import UTC, datetime

from sqlalchemy import select

from mhac import rooms
from mhac.demo.making import make, users
from mhac.exams import queries
from mhac.exams.records import Exam
from mhac.exams.rules import ExamStatus
from mhac.kernel.paths import DataFolder
from mhac.protocols import library
from mhac.protocols.records import Adoption
from mhac.registration.records import Case
from mhac.security import sign_in

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


def test_every_country_can_be_tried(tmp_path):
    folder = DataFolder(tmp_path / "clinic")
    make(folder, people=60, now=NOW)
    password = next(each.password for each in users() if each.login == "doctor")
    signed_in = sign_in.sign_in(folder, login="doctor", password=password, granted=rooms.granted(), clock=lambda: NOW)
    with signed_in.database.reading(signed_in.actor) as uow:
        cases = uow.session.scalars(select(Case)).all()
        adopted = {row.country for row in uow.session.scalars(select(Adoption))}
        exams = uow.session.scalars(select(Exam)).all()
        unfinished = {exam.id for exam in exams if exam.status != ExamStatus.SIGNED}
        views = {exam.id: queries.exam(uow, exam.id) for exam in exams if exam.country != "US"}
    signed_in.database.close()
    assert {case.country for case in cases} == adopted == set(library.countries())
    stages = {(view.country, view.id in unfinished, view.decided is not None) for view in views.values()}
    assert {("CA", False, True), ("AU", True, True), ("NZ", True, False)} <= stages
    decided = [view.decided for view in views.values() if view.id not in unfinished]
    assert all(each is not None and each.cleared for each in decided)
    for case in cases:
        assert case.category in library.choose(case.country, NOW.date()).template.categories
