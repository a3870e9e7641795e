"""The end of the day: who is inside, who is unfinished, who did not come; on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mhac.documents.content import Clinic as Head
from mhac.documents.content import OpenLine, OpenList
from mhac.documents.open_list import draw_open_list
from mhac.exams import service as exams
from mhac.exams.records import ExamRequest
from mhac.exams.slips import note_slip_printed
from mhac.floor import queries as floor
from mhac.floor import service
from mhac.floor.rules import IdentityCheck, Outcome, VisitStatus
from mhac.floor.service import Arriving
from mhac.floor.visits import Seen
from mhac.reporting.day_end import Left, OpenEnd, Unprinted, day_end
from mhac.scheduling.service import mark_missed
from tests.clinic import Clinic
from tests.documents.papers import text
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down

SAME = IdentityCheck(Outcome.CONFIRMED)


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def lines(desk: Desk, role: str = "nurse") -> dict[Left, list[OpenEnd]]:
    with desk.clinic.read(role) as uow:
        found: dict[Left, list[OpenEnd]] = {}
        for line in day_end(uow):
            found.setdefault(line.kind, []).append(line)
    return found


def let_in(desk: Desk, *people: int, **wanted: object) -> tuple[Seen, ...]:
    block = desk.book(*people, **wanted)
    with desk.clinic.act("receptionist", action="floor.arrive") as uow:
        service.arrive(uow, appointment_id=block.id, people=tuple(Arriving(i, SAME) for i in people))
        rows = [row for row in floor.floor_view(uow, uow.today()).visits if row.person_id in people]
    return tuple(Seen(row.id, row.version) for row in rows)


def test_an_untouched_day_leaves_nothing_open(desk: Desk) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=16)
    assert lines(desk) == {}


def test_who_is_inside_stays_on_the_list_until_checked_out(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    visits = let_in(desk, person)
    (line,) = lines(desk)[Left.INSIDE]
    assert (line.name, line.number, line.detail, line.visits) == ("NSENGA Paul", "A-01", "reception", visits)
    assert (line.page, dict(line.arguments)) == ("floor", {"visit_id": visits[0].visit_id})
    desk.clinic.clock.set(desk.at(9, day=TUESDAY + timedelta(days=1)))
    (line,) = lines(desk)[Left.INSIDE]
    assert (line.page, dict(line.arguments)) == ("casefile", {"person_id": person})
    with desk.clinic.act("nurse", action="floor.finish_visit") as uow:
        service.finish_visit(uow, visits=line.visits, outcome=VisitStatus.LEFT, reason="Nobody saw her go")
    assert lines(desk) == {}


def test_who_has_gone_with_something_still_asked_is_unfinished(desk: Desk) -> None:
    case_id, members = desk.family()
    (seen,) = let_in(desk, members[1], case_id=case_id)
    with desk.clinic.act("physician", action="exams.begin_exam") as uow:
        exams.begin_exam(uow, person_id=members[1], case_id=case_id, without_consent="On paper")
    with desk.clinic.act("nurse", action="floor.finish_visit") as uow:
        service.finish_visit(uow, visits=(seen,), outcome=VisitStatus.LEFT, reason="Felt ill")
    (line,) = lines(desk)[Left.UNFINISHED]
    assert (line.page, line.detail) == ("exam", "Felt ill")
    assert {"vital_signs", "physician"} <= set(line.stations)
    (seen_by_reception,) = lines(desk, "receptionist")[Left.UNFINISHED]
    assert seen_by_reception.page == "casefile"


def test_a_result_is_awaited_until_it_stands_or_the_slip_is_withdrawn(desk: Desk) -> None:
    case_id, members = desk.family()
    with desk.clinic.act("physician", action="exams.begin_exam") as uow:
        exam = exams.begin_exam(uow, person_id=members[0], case_id=case_id, without_consent="On paper")
        slip = uow.get(ExamRequest, exams.request_item(uow, exam_id=exam, item="chest_xray"))
        number, request_id, version = slip.number, slip.id, slip.version
    (line,) = lines(desk, "physician")[Left.PRINTS]
    assert (line.number, line.stations, line.slip) == (number, ("imaging",), request_id)
    assert line.unprinted is Unprinted.SLIP
    assert Left.RESULTS not in lines(desk), "one slip is one line"
    with desk.clinic.act("nurse", action="exams.note_slip_printed") as uow:
        note_slip_printed(uow, request_id=request_id)
    (line,) = lines(desk, "physician")[Left.RESULTS]
    assert (line.number, line.stations, dict(line.arguments)) == (number, ("imaging",), {"exam_id": exam})
    assert Left.PRINTS not in lines(desk, "physician")
    desk.clinic.clock.set(desk.at(9, day=TUESDAY + timedelta(days=3)))
    assert len(lines(desk)[Left.RESULTS]) == 1
    with desk.clinic.act("physician", action="exams.withdraw_request") as uow:
        exams.withdraw_request(uow, request_id=request_id, version=version, reason="Done elsewhere")
    assert Left.RESULTS not in lines(desk)


def test_who_did_not_come_is_named_and_can_be_noted(desk: Desk) -> None:
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id, hour=8)
    desk.clinic.clock.set(desk.at(9))
    (line,) = lines(desk, "receptionist")[Left.NOT_COME]
    assert (line.people, line.number, line.missed) == (4, "KGL-2026-001", (block.id, block.version))
    with desk.clinic.act("receptionist", action="scheduling.mark_missed") as uow:
        mark_missed(uow, appointment_id=block.id, version=block.version)
    (line,) = lines(desk, "receptionist")[Left.NOT_COME]
    assert line.missed is None


@pytest.mark.parametrize("language", ["en", "fr", "rw"])
def test_the_list_is_printed_whole(language: str) -> None:
    rows = tuple(OpenLine("Still inside", f"NSENGA Paul {i}", f"A-{i:02}", "09:42", "at Reception") for i in range(90))
    moment = datetime(2026, 3, 10, 17, 5, tzinfo=UTC)
    said = text(draw_open_list(OpenList(Head(name="Kigali"), date(2026, 3, 10), rows, moment, language)))
    assert all(f"NSENGA Paul {i}" in said for i in range(90))
    empty = text(draw_open_list(OpenList(Head(name="Kigali"), date(2026, 3, 10), (), moment, language)))
    assert len(empty) > 20
