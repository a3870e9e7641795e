"""Calling people to a station, on both engines: called, passed over, back again, and who was quicker."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from mhac.floor import calling, queries, rules, service
from mhac.floor.queries import VisitRow
from mhac.floor.rules import IdentityCheck, Outcome, VisitStatus
from mhac.floor.service import Arriving
from mhac.floor.visits import Seen
from mhac.kernel import audit
from mhac.kernel.errors import ClinicError, Invalid, NotAllowed, Refused, StaleEdit
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down
from tests.mhac.scheduling.test_two_desks import OtherDesk

SAME = IdentityCheck(Outcome.CONFIRMED)


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


@pytest.fixture
def family(desk: Desk) -> Iterator[tuple[VisitRow, ...]]:
    """A family of four at the vital signs."""
    case_id, members = desk.family()
    block = desk.book(*members, case_id=case_id)
    with desk.clinic.act("receptionist", action="floor.arrive") as uow:
        service.arrive(uow, appointment_id=block.id, people=tuple(Arriving(i, SAME) for i in members))
    act(desk, service.hand_over, *visits(desk), station_code="vital_signs")
    yield visits(desk)


def visits(desk: Desk) -> tuple[VisitRow, ...]:
    with desk.clinic.read("nurse") as uow:
        return tuple(sorted(queries.floor_view(uow, TUESDAY).visits, key=lambda each: each.ticket))


def seen(*rows: VisitRow) -> tuple[Seen, ...]:
    return tuple(Seen(row.id, row.version) for row in rows)


def act(desk: Desk, verb: Any, *rows: VisitRow, role: str = "nurse", **named: Any) -> None:
    with desk.clinic.act(role, action=f"floor.{verb.__name__}") as uow:
        verb(uow, visits=seen(*rows), **named)


def caught(kind: type[ClinicError], desk: Desk, verb: Any, *rows: VisitRow, **named: Any) -> ClinicError:
    with pytest.raises(kind) as error:
        act(desk, verb, *rows, **named)
    return error.value


def wall(desk: Desk) -> list[tuple[str, str]]:
    with desk.clinic.read("receptionist") as uow:
        return [
            (call.ticket, call.station) for call in rules.calls_for_the_wall(queries.called(uow, TUESDAY), uow.now())
        ]


def test_a_call_says_when_and_by_whom_and_changes_neither_place_nor_wait(
    desk: Desk, family: tuple[VisitRow, ...]
) -> None:
    before = family[0]
    desk.clinic.clock.forward(minutes=7)
    act(desk, calling.call, before)
    row = visits(desk)[0]
    assert (row.station, row.station_since, row.status) == ("vital_signs", before.station_since, VisitStatus.OPEN)
    assert (row.called_at, row.calls) == (desk.clinic.clock(), 1)
    assert row.called_by == desk.clinic.actor("nurse").name


def test_a_second_call_is_counted_and_is_the_last_one(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    for _ in range(2):
        desk.clinic.clock.forward(minutes=2)
        act(desk, calling.call, visits(desk)[0])
    assert (visits(desk)[0].calls, visits(desk)[0].called_at) == (2, desk.clinic.clock())


def test_the_wall_shows_a_family_as_one_number_and_one_person_as_his_own(
    desk: Desk, family: tuple[VisitRow, ...]
) -> None:
    assert wall(desk) == []
    act(desk, calling.call, *family)
    assert wall(desk) == [("A-01", "vital_signs")]
    act(desk, calling.take_call_back, *visits(desk))
    assert wall(desk) == []
    act(desk, calling.call, visits(desk)[2])
    assert wall(desk) == [("A-01c", "vital_signs")]
    desk.clinic.clock.forward(minutes=1)
    act(desk, calling.call, visits(desk)[0])
    assert wall(desk) == [("A-01a", "vital_signs"), ("A-01c", "vital_signs")]


def test_a_number_leaves_the_wall_when_handed_on_and_after_a_while(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, calling.call, family[0])
    act(desk, calling.call, family[1])
    act(desk, service.hand_over, visits(desk)[0], station_code="laboratory")
    assert wall(desk) == [("A-01b", "vital_signs")]
    desk.clinic.clock.forward(minutes=rules.WALL_MINUTES)
    assert wall(desk) == []
    assert visits(desk)[1].called_at is not None


def test_who_is_passed_over_comes_back_to_his_place(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, calling.call, family[0])
    act(desk, calling.skip, visits(desk)[0], reason=" At the toilet ", minutes=5)
    row = visits(desk)[0]
    assert (row.called_at, row.calls, row.skip_reason) == (None, 0, "At the toilet")
    assert row.skipped_until == desk.clinic.clock() + timedelta(minutes=5)
    assert rules.is_passed_over(row.skipped_until, desk.clinic.clock())
    desk.clinic.clock.forward(minutes=5)
    assert not rules.is_passed_over(row.skipped_until, desk.clinic.clock())
    assert row.station_since == family[0].station_since
    act(desk, calling.resume, row)
    assert visits(desk)[0].skipped_until is None


@pytest.mark.parametrize(("reason", "minutes", "code"), [
    ("  ", 10, "floor.reason_missing"), ("x", 0, "floor.skip_too_long"), ("x", 241, "floor.skip_too_long"),
])  # fmt: skip
def test_a_skip_wants_a_reason_and_an_end(
    desk: Desk, family: tuple[VisitRow, ...], reason: str, minutes: int, code: str
) -> None:
    assert caught(Invalid, desk, calling.skip, family[0], reason=reason, minutes=minutes).code == code
    assert visits(desk)[0] == family[0]


def test_there_is_nothing_to_take_back_where_nothing_was_done(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    assert caught(Refused, desk, calling.take_call_back, family[0]).code == "floor.not_called"
    assert caught(Refused, desk, calling.resume, family[0]).code == "floor.not_skipped"


def test_a_step_back_puts_the_call_where_it_was(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, calling.call, family[0])
    called = visits(desk)[0]
    act(desk, service.hand_over, called, station_code="laboratory")
    assert visits(desk)[0].called_at is None
    act(desk, service.undo_move, visits(desk)[0])
    back = visits(desk)[0]
    assert (back.station, back.called_at, back.called_by) == ("vital_signs", called.called_at, called.called_by)


def test_two_desks_that_call_the_same_number_make_one_call(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    other = OtherDesk(lambda: act(desk, calling.call, family[0], role="physician"))
    with desk.clinic.act("nurse", action="floor.call") as uow:
        calling.call(uow, visits=seen(family[0]))
        other.start()
        other.join(0.3)
    other.join(10)
    assert isinstance(other.error, StaleEdit)
    assert other.error.code == "floor.already_called"
    assert other.error.values["by"] == desk.clinic.actor("nurse").name
    assert visits(desk)[0].calls == 1


def test_who_passed_over_or_moved_first_is_named(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, calling.skip, family[0], reason="Feeds the baby")
    late = caught(StaleEdit, desk, calling.call, family[0])
    assert (late.code, late.values["reason"]) == ("floor.already_skipped", "Feeds the baby")
    desk.clinic.clock.forward(minutes=1)
    act(desk, service.hand_over, visits(desk)[0], station_code="laboratory")
    assert caught(StaleEdit, desk, calling.call, family[0]).code == "floor.already_moved"


def test_nobody_is_called_who_has_left(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, service.finish_visit, family[0], outcome=VisitStatus.LEFT, reason="Ill")
    assert caught(Refused, desk, calling.call, visits(desk)[0]).code == "floor.already_ended"


def test_the_administrator_calls_nobody_in(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    for verb, more in ((calling.call, {}), (calling.skip, {"reason": "x"})):
        caught(NotAllowed, desk, verb, family[0], role="administrator", **more)


def test_every_call_is_in_the_audit(desk: Desk, family: tuple[VisitRow, ...]) -> None:
    act(desk, calling.call, family[0])
    act(desk, calling.skip, visits(desk)[0], reason="Not in the room")
    act(desk, calling.resume, visits(desk)[0])
    with desk.clinic.database.reading(desk.clinic.actor("administrator")) as uow:
        actions = [entry.action for entry in uow.session.query(audit.AuditEntry).order_by(audit.AuditEntry.id)]
    assert actions[-3:] == ["floor.call", "floor.skip", "floor.resume"]
