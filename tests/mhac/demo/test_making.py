"""A demo clinic, made for real and opened by each of its users, on both engines."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from mhac import rooms
from mhac.certificates import queries as certificates
from mhac.certificates.code import verify
from mhac.certificates.keys import public_keys
from mhac.certificates.records import Certificate, CertificateCounter
from mhac.certificates.rules import Status
from mhac.demo.making import Made, make, users
from mhac.exams import queries as exams
from mhac.exams.records import Exam, Signature
from mhac.kernel import audit, settings
from mhac.kernel.canonical import digest
from mhac.kernel.database import Database
from mhac.kernel.errors import Refused
from mhac.kernel.paths import DataFolder
from mhac.registration.queries import counts, search_people
from mhac.registration.records import Person
from mhac.reporting.queries import today
from mhac.reporting.rules import Work
from mhac.scheduling import waiting
from mhac.security import front, sign_in
from mhac.security.queries import PROFILE, ClinicProfile
from mhac.security.sign_in import SignedIn
from mhac.submissions import queries as submissions
from mhac.submissions.records import Submission
from mhac.travel import queries as travel
from mhac.travel.records import FitnessDecision, Screening
from mhac.travel.rules import Outcome, State
from tests.postgres import PostgresServer

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
PEOPLE, LIVED = 80, 60


def opened(folder: DataFolder, login: str = "doctor") -> SignedIn:
    password = {each.login: each.password for each in users()}[login]
    return sign_in.sign_in(folder, login=login, password=password, granted=rooms.granted(), clock=lambda: NOW)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[DataFolder, Made]:
    """One demo clinic for the whole module: 60 people through the services, 30 with a past in bulk."""
    made = DataFolder(tmp_path_factory.mktemp("demo") / "clinic")
    told: list[tuple[str, int, int]] = []
    finished = make(made, people=PEOPLE, now=NOW, progress=lambda *what: told.append(what))
    assert all(done <= total for _, done, total in told)
    assert told[-1] == ("past", PEOPLE - LIVED, PEOPLE - LIVED)
    return made, finished


@pytest.fixture
def database(folder: tuple[DataFolder, Made]) -> Iterator[Database]:
    signed_in = opened(folder[0])
    yield signed_in.database
    signed_in.database.close()


def test_a_sheet_is_submitted_and_another_waits_for_a_decision(folder):
    signed_in = opened(folder[0], "admin")
    with signed_in.database.reading(signed_in.actor) as uow:
        waiting = submissions.to_enter(uow)
        begun = next(one for one in waiting if one.ticked)
        sheet = submissions.entry(uow, begun.exam_id).sheet
        done = uow.session.scalars(select(Submission).where(Submission.status == "submitted")).all()
    assert sheet is not None
    assert 0 < sheet.entered < sheet.to_enter
    assert [check.is_open for check in sheet.differences] == [True]
    assert len(done) == 4
    assert all(one.number for one in done)
    signed_in.database.close()


def test_each_of_the_five_users_can_sign_in_and_has_work(folder):
    assert len(users()) == 5
    for user in users():
        signed_in = opened(folder[0], user.login)
        with signed_in.database.reading(signed_in.actor) as uow:
            waiting = {task.work: task.count for task in today(uow).tasks}
        signed_in.database.close()
        assert sum(waiting.values()) > 0, user.login
    assert {role for user in users() for role in user.roles} == {"receptionist", "nurse", "physician", "administrator"}


def test_the_sign_in_screen_knows_the_passwords_of_a_demo_only(folder, tmp_path):
    assert front.read(folder[0]).users == users()
    real = DataFolder(tmp_path / "real")
    real.make()
    front.keep(real, ClinicProfile(name="A real clinic"), users())
    assert front.read(real).users == ()
    (real.root / front.FILE).write_text("not json")
    assert front.read(real).users == ()


def test_nothing_of_a_person_lies_in_clear(folder, database):
    with database.reading(opened_actor(folder)) as uow:
        name = uow.session.scalar(select(Person.family_name).where(func.length(Person.family_name) > 7).limit(1))
    assert name
    for file in Path(folder[0].root).rglob("*"):
        if file.is_file():
            assert name.encode() not in file.read_bytes(), file.name


def opened_actor(folder: tuple[DataFolder, Made]):
    signed_in = opened(folder[0])
    signed_in.database.close()
    return signed_in.actor


def test_every_stage_of_the_way_can_be_seen(folder, database):
    doctor = opened_actor(folder)
    with database.reading(doctor) as uow:
        assert counts(uow).people == PEOPLE
        statuses = Counter(uow.session.scalars(select(Exam.status)))
        flights = travel.departures(uow, since=NOW)
        states = Counter(row.state for flight in flights for row in travel.board(uow, departure_id=flight.id).rows)
        rows = certificates.register(uow)
        waiting = {task.work: task.count for task in today(uow).tasks}
        profile = settings.get(uow.session, PROFILE)
    assert statuses["signed"] > 30
    assert statuses["draft"] >= 4
    assert {
        State.FIT,
        State.FIT_WITH_CONDITIONS,
        State.TEMPORARILY_UNFIT,
        State.NOT_SCREENED,
        State.TO_DECIDE,
        State.UNFIT,
        State.HELD,
    } <= set(states)
    assert {Status.ISSUED, Status.REVOKED} <= {row.status for row in rows}
    assert all(waiting[work] for work in (Work.TO_SIGN, Work.TO_CLASSIFY, Work.STILL_OPEN, Work.PHYSICIAN))
    assert profile["demo"] is True


def test_the_physician_has_a_class_to_decide_on_and_has_decided_otherwise_once(folder, database):
    with database.reading(opened_actor(folder)) as uow:
        still_open = uow.session.scalars(select(Exam.id).where(Exam.status == "draft")).all()
        views = [exams.exam(uow, exam_id) for exam_id in still_open]
    classed = [view for view in views if view.verdict.classes]
    undecided = [view for view in classed if view.decided is None]
    otherwise = [view for view in views if view.decided is not None and view.decided.overridden]
    assert any(len(view.verdict.classes or ()) > 1 for view in undecided)
    assert all(one.reasons for view in undecided for one in view.verdict.classes or ())
    assert [(view.decided.current, bool(view.decided.reason)) for view in otherwise if view.decided] == [(True, True)]


def test_what_was_signed_is_intact_and_what_the_protocol_says_of_it_today(folder, database):
    from mhac.exams.loading import standing_of

    with database.reading(opened_actor(folder)) as uow:
        for exam in uow.session.scalars(select(Exam).where(Exam.status == "signed")).all():
            version = exams.signed_content(uow, exam.id, 1)
            standing = standing_of(uow, exam)
            assert version.intact
            assert version.content["person"]["id"] == exam.person_id
            assert version.content["exam"]["exam_date"] == exam.exam_date.isoformat()
            assert standing.assessment.missing == ()
            assert sorted(each.code for each in standing.assessment.classes or ()) == sorted(version.line.classes)
            assert standing.assessment.valid_until == version.line.valid_until


def test_the_past_is_found_by_name_and_number_and_told_in_the_audit(folder, database):
    with database.reading(opened_actor(folder)) as uow:
        old = uow.session.scalars(select(Person).where(Person.id > LIVED)).all()
        for person in old[:12]:
            assert person.id in {row.id for row in search_people(uow, person.file_number or "")}
            assert person.id in {row.id for row in search_people(uow, f"{person.given_names} {person.family_name}")}
        assert len(old) == PEOPLE - LIVED
        screened = uow.session.scalar(select(func.count()).select_from(Screening).where(Screening.person_id > LIVED))
        decided = uow.session.scalars(select(FitnessDecision.outcome).where(FitnessDecision.person_id > LIVED)).all()
        report = audit.verify(uow.session)
        told = uow.session.scalars(
            select(audit.AuditEntry.text).where(audit.AuditEntry.action == "demo.write_past")
        ).all()
    assert screened == len(decided)
    assert decided
    assert set(decided) <= {each.value for each in Outcome}
    assert report.faults == ()
    assert "written in bulk" in told[0]


def test_the_papers_of_the_past_are_numbered_signed_and_found(folder, database):
    with database.reading(opened_actor(folder)) as uow:
        fit = uow.session.scalars(
            select(FitnessDecision.id).where(
                FitnessDecision.person_id > LIVED, FitnessDecision.outcome.in_(("fit", "fit_with_conditions"))
            )
        ).all()
        papers = uow.session.scalars(select(Certificate).where(Certificate.person_id > LIVED)).all()
        keys = public_keys(uow)
        assert sorted(paper.decision_id for paper in papers) == sorted(fit)
        for paper in papers:
            held = verify(paper.code, keys)
            assert held.holds
            assert held.code is not None
            assert held.code.number == paper.number
            assert digest(paper.frozen) == paper.digest
            assert paper.number in {row.number for row in certificates.register(uow, paper.number)}
        rows = uow.session.execute(select(CertificateCounter.year, CertificateCounter.last))
        last = {row.year: row.last for row in rows}
    for year in {paper.year for paper in papers}:
        assert last[year] == max(paper.serial for paper in papers if paper.year == year)


def test_the_same_seed_makes_the_same_clinic(tmp_path):
    told = []
    for name in ("one", "two"):
        other = DataFolder(tmp_path / name)
        make(other, people=12, now=NOW)
        signed_in = opened(other)
        with signed_in.database.reading(signed_in.actor) as uow:
            told.append(
                uow.session.execute(
                    select(
                        Person.family_name,
                        Person.given_names,
                        Person.birth_earliest,
                        Person.file_number,
                        Person.phone,
                    ).order_by(Person.id)
                ).all()
            )
            assert uow.session.scalar(select(func.count()).select_from(Signature))
        signed_in.database.close()
    assert told[0] == told[1]


def test_a_demo_is_not_made_over_a_clinic(folder):
    with pytest.raises(Refused) as refused:
        make(folder[0], people=5, now=NOW)
    assert refused.value.code == "security.clinic_exists"


@pytest.mark.parametrize("hour", [0, 22])
def test_a_demo_can_be_made_at_any_hour(tmp_path, hour):
    moment = NOW.replace(hour=hour, minute=5, day=22)
    made = DataFolder(tmp_path / "clinic")
    assert make(made, people=40, seed=hour + 2, now=moment).people == 40


def test_on_postgresql(tmp_path, postgres: PostgresServer):
    made = DataFolder(tmp_path / "clinic")
    make(made, people=PEOPLE, now=NOW, postgresql_url=postgres.database())
    signed_in = opened(made, "admin")
    with signed_in.database.reading(signed_in.actor) as uow:
        assert counts(uow).people == PEOPLE
        assert audit.verify(uow.session).faults == ()
        examined = uow.session.scalar(select(func.count()).select_from(Exam).where(Exam.person_id > LIVED))
        assert examined == PEOPLE - LIVED
        person = uow.session.scalar(select(Person).where(Person.id == PEOPLE))
        assert person is not None
        assert person.id in {row.id for row in search_people(uow, person.file_number or "")}
    signed_in.database.close()


@pytest.mark.slow
def test_a_clinic_of_the_real_size(tmp_path):
    made = DataFolder(tmp_path / "clinic")
    make(made, people=18_700, now=NOW)
    signed_in = opened(made)
    with signed_in.database.reading(signed_in.actor) as uow:
        assert counts(uow).people == 18_700
        screened = uow.session.scalar(select(func.count(func.distinct(Screening.person_id))))
        dates = uow.session.execute(select(func.min(Exam.exam_date), func.max(Exam.exam_date))).one()
        assert audit.verify(uow.session).faults == ()
    signed_in.database.close()
    assert abs((screened or 0) - 9_970) < 100
    assert dates[0].year == 2010


def test_some_people_wait_for_a_time(folder, database):
    with database.reading(opened_actor(folder)) as uow:
        rows = waiting.waiting_list(uow)
    assert [row.by_day is None for row in rows] == [False, False, True]
