"""What the book shows of a day, without a window: hours, closed bands, lanes, counts, and why a drop is refused."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from mhac.scheduling import rules
from mhac.scheduling.rules import DayHours, Shut, Span, Status
from mhac.scheduling.views import Block, Frame, PersonInBlock, RoomRow, ServiceRow
from ui.scheduling import presenter, words
from ui.scheduling.columns import By, Column
from ui.scheduling.deeds import Place
from ui.scheduling.geometry import GUTTER, HEAD, Geometry
from ui.scheduling.period import View
from ui.scheduling.presenter import Band, Book, Wanted
from ui.scheduling.tile_painter import mark_of, tone_of
from ui.widgets.formats import DEFAULT_ZONE

DAY = date(2026, 3, 10)
USUAL = DayHours(1, 480, 1020, 720, 780)
ROOMS = (RoomRow(1, "Nurse 1", "nurse", True, 1), RoomRow(2, "Exam 1", "physician", True, 1))
COLUMNS = [Column(By.ROOMS, 1, "Nurse 1"), Column(By.ROOMS, 2, "Exam 1")]
SERVICE = ServiceRow(7, "assessment", "Assessment", {"fr": "Évaluation"}, 30, 15, "nurse", (), True, 1)


def at(hour: int, minute: int = 0) -> datetime:
    return rules.at(DAY, hour * 60 + minute, DEFAULT_ZONE)


def block(number: int, start: tuple[int, int], end: tuple[int, int], *people: PersonInBlock, room: int = 1) -> Block:
    who = people or (PersonInBlock(number, "NSENGA", "Paul", Status.BOOKED),)
    return Block(number, 1, room, 7, at(*start), at(*end), None, "", "US", "refugee", "", "", False, who)


def person(number: int, family: str, given: str, status: Status = Status.BOOKED) -> PersonInBlock:
    return PersonInBlock(number, family, given, status)


def book(*blocks: Block, hours: DayHours | None = USUAL, **opened: Any) -> Book:
    frame = Frame(ROOMS, (SERVICE,), {1: USUAL}, ())
    return Book(Wanted(DAY), frame, rules.open_day(DAY, hours, DEFAULT_ZONE, **opened), blocks, DAY, (), (), 7)


def test_the_board_reaches_over_the_opening_hours() -> None:
    assert presenter.shown_hours(book(), DEFAULT_ZONE) == (480, 1020)
    assert presenter.closed_bands(book(), DEFAULT_ZONE) == [Band(720, 780, pause=True)]


def test_a_closed_part_of_the_day_reaches_as_far_as_the_board() -> None:
    cut, painting = Shut(Span(at(13), at(20)), "Power cut"), Shut(Span(at(9), at(10)), "Painting", 2)
    shut = book(shut=[painting, cut])
    assert presenter.shut_bands(shut, DEFAULT_ZONE) == [
        Band(540, 600, False, "Painting", 2), Band(780, 1020, False, "Power cut"),
    ]  # fmt: skip
    assert presenter.closed_bands(shut, DEFAULT_ZONE) == [Band(720, 780, pause=True)]


def test_a_drop_into_a_closed_time_says_why_and_finds_another_room_where_only_one_is_closed() -> None:
    other = RoomRow(3, "Nurse 2", "nurse", True, 1)
    moved = block(1, (9, 0), (9, 30))
    shut = book(moved, shut=[Shut(Span(at(13), at(14)), "Meeting"), Shut(Span(at(14), at(15)), "Painting", 1)])
    shut = replace(shut, frame=replace(shut.frame, rooms=(*ROOMS, other)))
    now = at(7)
    meeting = presenter.conflict(shut, moved, Place(1, at(13, 45)), now)
    painting = presenter.conflict(shut, moved, Place(1, at(14, 30)), now)
    assert meeting is not None
    assert painting is not None
    assert (meeting.code, painting.code) == ("scheduling.part_closed", "scheduling.room_part_closed")
    assert presenter.in_a_free_room(shut, moved, Place(1, at(14, 30)), now).room_id == 3
    assert presenter.in_a_free_room(shut, moved, Place(1, at(13, 45)), now).room_id == 1


def test_what_was_booked_outside_the_hours_is_still_seen() -> None:
    late = book(block(1, (17, 30), (18, 15)))
    assert presenter.shown_hours(late, DEFAULT_ZONE) == (480, 1140)
    assert presenter.closed_bands(late, DEFAULT_ZONE)[-1] == Band(1020, 1140, pause=False)


def test_a_closed_day_is_closed_from_top_to_bottom() -> None:
    closed = book(hours=None)
    assert presenter.closed_bands(closed, DEFAULT_ZONE) == [Band(480, 1020, pause=False)]


def test_blocks_that_overlap_stand_side_by_side() -> None:
    missed = block(1, (9, 0), (10, 0), person(1, "GASANA", "Eric", Status.MISSED))
    shown = book(missed, block(2, (9, 30), (10, 30)), block(3, (10, 30), (11, 0)), block(4, (9, 0), (9, 30), room=2))
    placed = {
        t.block.id: (t.column, t.begin, t.lane, t.lanes) for t in presenter.tiles(shown, COLUMNS, DEFAULT_ZONE, at(8))
    }
    assert placed == {1: (0, 540, 0, 2), 2: (0, 570, 1, 2), 3: (0, 630, 0, 1), 4: (1, 540, 0, 1)}


def test_a_lane_is_used_again_when_it_is_free() -> None:
    shown = book(block(1, (9, 0), (11, 0)), block(2, (9, 0), (9, 30)), block(3, (9, 30), (10, 0)))
    tiles = presenter.tiles(shown, COLUMNS[:1], DEFAULT_ZONE, at(8))
    assert [(t.lane, t.lanes) for t in tiles] == [(0, 2), (1, 2), (1, 2)]


@pytest.mark.parametrize(
    ("room", "start", "code"),
    [
        (1, (10, 0), None),
        (1, (9, 15), None),
        (1, (11, 0), "scheduling.room_taken"),
        (1, (12, 0), "scheduling.pause"),
        (1, (16, 45), "scheduling.outside_hours"),
        (1, (8, 0), "scheduling.in_the_past"),
        (2, (10, 0), "scheduling.room_kind"),
        (1, (14, 0), "scheduling.person_taken"),
    ],
)
def test_a_drop_is_refused_for_the_reason_that_the_service_would_give(
    room: int, start: tuple[int, int], code: str | None
) -> None:
    mine = block(1, (9, 0), (9, 30))
    elsewhere = block(3, (14, 0), (15, 0), room=2)._replace(people=mine.people)
    shown = book(mine, block(2, (11, 0), (11, 30), person(2, "UWERA", "Claudine")), elsewhere)
    found = presenter.conflict(shown, mine, Place(room, at(*start)), at(8, 20))
    assert (found.code if found else None) == code


def test_a_missed_block_is_in_nobodys_way() -> None:
    mine = block(1, (9, 0), (9, 30))
    missed = block(2, (11, 0), (11, 30), person(2, "UWERA", "Claudine", Status.MISSED))
    assert presenter.conflict(book(mine, missed), mine, Place(1, at(11)), at(8)) is None


@pytest.mark.parametrize(
    ("states", "moves"),
    [
        ([Status.BOOKED], True),
        ([Status.ARRIVED, Status.BOOKED], True),
        ([Status.IN_PROGRESS, Status.BOOKED], False),
        ([Status.DONE], False),
        ([Status.MISSED], False),
        ([Status.MISSED, Status.BOOKED], True),
    ],
)
def test_only_what_has_not_begun_can_be_taken_up(states: list[Status], moves: bool) -> None:
    people = [person(i, "HABIMANA", str(i), status) for i, status in enumerate(states)]
    assert presenter.may_move(block(1, (9, 0), (10, 0), *people)) == moves


def test_the_counts_are_of_people() -> None:
    family = [person(i, "HABIMANA", str(i)) for i in range(3)]
    here = person(9, "KAYITESI", "Aline", Status.ARRIVED)
    gone = person(8, "GASANA", "Eric", Status.CANCELLED)
    shown = book(block(1, (8, 0), (9, 0), *family, gone), block(2, (10, 0), (10, 30), here))
    counts = presenter.counts(shown, at(8, 20))
    assert (counts.booked, counts.arrived, counts.late) == (4, 1, 3)


@pytest.mark.parametrize(
    ("people", "label", "title"),
    [
        ([("NSENGA", "Paul")], "", "NSENGA Paul"),
        ([("MUKAMANA", "Béatrice"), ("HABIMANA", "Jean"), ("HABIMANA", "Eric")], "", "HABIMANA family · 3"),
        ([("", "Aline"), ("", "Eric")], "", "ALINE family · 2"),
        ([("A", "1"), ("B", "2")], "Flight ET-807", "Flight ET-807 · 2"),
        ([("A", "1")], "Flight ET-807", "Flight ET-807"),
    ],
)
def test_a_block_is_called_by_its_people(people: list[tuple[str, str]], label: str, title: str) -> None:
    assert words.people_title([person(i, *name) for i, name in enumerate(people)], label) == title


def test_who_is_cancelled_does_not_count_in_the_title() -> None:
    shown = block(1, (9, 0), (10, 0), person(1, "HABIMANA", "Jean"), person(2, "HABIMANA", "Eric", Status.CANCELLED))
    assert words.block_title(shown) == "HABIMANA Jean"
    assert words.block_detail(shown, SERVICE) == "US refugee · Assessment"


@pytest.mark.parametrize(("width", "height"), [(300, 200), (640, 560), (1000, 760), (3000, 2400)])
def test_places_on_the_board_go_to_pixels_and_back(width: int, height: int) -> None:
    geometry = Geometry.fit(5, 480, 1020, width, height)
    for column in range(5):
        for minutes in range(480, 1020, 15):
            middle = geometry.tile(column, minutes, minutes + 15).center()
            assert (geometry.column_at(middle.x()), geometry.minutes_at(middle.y())) == (column, minutes)
            assert geometry.inside(middle)
    assert geometry.column_at(-50) == 0
    assert geometry.minutes_at(99_999) == 1005
    assert geometry.tile(0, 480, 495).height() >= 16
    hour = geometry.y(540) - geometry.y(480)
    assert geometry.furthest(height) % hour == 0, "no hour is cut at the top, not even at the very end"
    assert 0 <= geometry.furthest(height) - max(0, geometry.height - height) < hour
    assert (geometry.x(0), geometry.y(480)) == (GUTTER, HEAD)


def test_who_is_in_the_clinic_is_not_dropped_on_another_day() -> None:
    here = block(1, (9, 0), (10, 0), person(1, "GASANA", "Eric", Status.ARRIVED))
    tomorrow = Place(1, at(11))
    found = presenter.conflict(book(), here, tomorrow, at(8))
    assert found is not None
    assert found.code == "scheduling.here_today"
    assert presenter.conflict(book(here), here, tomorrow, at(8)) is None


def test_a_family_of_which_some_are_missing_is_late_and_says_how_many_are_here() -> None:
    arrived, expected = Status.ARRIVED, Status.BOOKED
    people = [person(1, "NGONGO", "Irène", arrived), person(2, "LUBALA", "Jo", expected)]
    family = block(1, (9, 0), (9, 30), *people)
    (tile,) = presenter.tiles(book(family), COLUMNS[:1], DEFAULT_ZONE, at(9, 40))
    assert tile.late
    assert (tone_of(tile), mark_of(tile)) == ("warning", "clock")
    assert words.block_state(family, late=True) == "1 of 2 here · late"
    assert words.block_state(family) == "1 of 2 here"
    whole = block(1, (9, 0), (9, 30), *[each._replace(status=arrived) for each in people])
    (tile,) = presenter.tiles(book(whole), COLUMNS[:1], DEFAULT_ZONE, at(9, 40))
    assert not tile.late
    assert words.block_state(whole) == "arrived"
    one_cancelled = block(1, (9, 0), (9, 30), people[0], people[1]._replace(status=Status.CANCELLED))
    assert words.block_state(one_cancelled) == "arrived"


@pytest.mark.parametrize(
    ("view", "day", "title"),
    [
        (View.DAY, date(2026, 3, 10), "Tuesday 10 March"),
        (View.DAY, date(2027, 3, 10), "Wednesday 10 March 2027"),
        (View.DAY, date(2126, 1, 2), "Wednesday 2 January 2126"),
        (View.WEEK, date(2026, 3, 10), "Mon 9 Mar – Sun 15 Mar"),
        (View.WEEK, date(2026, 12, 30), "Mon 28 Dec – Sun 3 Jan 2027"),
        (View.MONTH, date(2026, 3, 10), "March 2026"),
    ],
)
def test_a_title_says_the_year_where_it_is_another_one(look: None, view: View, day: date, title: str) -> None:
    assert words.period_title(view, day, DAY) == title
