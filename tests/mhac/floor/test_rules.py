"""The rules of the floor: tickets, waiting marks, the next station, the figures of the day."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhac.floor import rules
from mhac.floor.rules import Stay, VisitStatus, Wait
from mhac.floor.stations import first_station, station, stations

ORDER = ["reception", "vital_signs", "laboratory", "imaging", "physician", "checkout"]
NOON = datetime(2026, 3, 10, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "member", "text"),
    [(7, "", "A-07"), (7, "a", "A-07a"), (123, "c", "A-123c"), (1, "aa", "A-01aa")],
)
def test_a_ticket_is_short_enough_to_be_called(number: int, member: str, text: str) -> None:
    assert rules.ticket_text(number, member) == text


@given(st.integers(0, 2000), st.integers(0, 2000))
def test_no_two_members_of_a_family_share_a_letter(a: int, b: int) -> None:
    assert (rules.member_letter(a) == rules.member_letter(b)) == (a == b)


def test_letters_go_on_after_z() -> None:
    assert [rules.member_letter(i) for i in (0, 1, 25, 26, 27, 701, 702)] == ["a", "b", "z", "aa", "ab", "zz", "aaa"]


@pytest.mark.parametrize(
    ("minutes", "mark"),
    [(0, Wait.FINE), (14, Wait.FINE), (15, Wait.WARN), (29, Wait.WARN), (30, Wait.LONG), (500, Wait.LONG)],
)
def test_a_wait_is_marked_by_the_thresholds(minutes: int, mark: Wait) -> None:
    assert rules.wait_mark(minutes, 15, 30) is mark


@given(st.integers(-600, 6000))
def test_a_wait_is_never_negative(seconds: int) -> None:
    assert rules.waited(NOON, NOON + timedelta(seconds=seconds)) == max(0, seconds // 60)


@pytest.mark.parametrize(
    ("current", "visited", "asked", "following"),
    [
        ("reception", (), None, "vital_signs"),
        ("vital_signs", ("reception",), None, "laboratory"),
        ("laboratory", ("reception", "vital_signs"), {"physician"}, "physician"),
        ("reception", (), set(), "checkout"),
        ("laboratory", ("reception", "vital_signs", "laboratory", "imaging", "physician"), None, "checkout"),
        ("checkout", (), None, ""),
        ("vaccination", ("reception",), None, "vital_signs"),
        ("physician", (), {"imaging"}, "imaging"),
    ],
)
def test_the_next_station_is_proposed(
    current: str, visited: tuple[str, ...], asked: set[str] | None, following: str
) -> None:
    assert rules.next_station(ORDER, current, visited=visited, asked=asked) == following


@given(st.sampled_from(ORDER), st.sets(st.sampled_from(ORDER)))
def test_the_proposal_is_never_where_the_person_is_or_was(current: str, visited: set[str]) -> None:
    following = rules.next_station(ORDER, current, visited=visited)
    assert following != current
    assert following not in visited
    assert following in {*ORDER, ""}


def test_without_an_order_nothing_is_proposed() -> None:
    assert rules.next_station([], "reception") == ""


def stay(station_code: str, since: int, *, status: VisitStatus = VisitStatus.OPEN, length: int | None = None) -> Stay:
    began = NOON - timedelta(minutes=since)
    ended = None if length is None else began + timedelta(minutes=length)
    return Stay(status, station_code, began, began, ended)


def test_the_figures_count_the_day() -> None:
    figures = rules.figures(
        [
            stay("physician", 31),
            stay("laboratory", 12),
            stay("checkout", 200, status=VisitStatus.DONE, length=100),
            stay("checkout", 200, status=VisitStatus.LEFT, length=40),
            stay("checkout", 220, status=VisitStatus.DONE, length=168),
            stay("reception", 90, status=VisitStatus.UNDONE, length=1),
        ],
        34,
        NOON,
    )
    assert (figures.arrived, figures.expected, figures.inside, figures.finished) == (5, 34, 2, 3)
    assert (figures.longest_minutes, figures.longest_station) == (31, "physician")
    assert figures.median_minutes == 100


def test_an_empty_floor_has_no_longest_wait() -> None:
    figures = rules.figures([], 3, NOON)
    assert (figures.arrived, figures.expected, figures.inside) == (0, 3, 0)
    assert (figures.longest_minutes, figures.median_minutes) == (None, None)


def test_walk_ins_are_never_more_than_were_expected() -> None:
    assert rules.figures([stay("reception", 1), stay("reception", 2)], 1, NOON).expected == 2


def test_the_stations_are_data_with_names_and_thresholds() -> None:
    assert [found.code for found in stations()] == [
        "reception",
        "vital_signs",
        "laboratory",
        "imaging",
        "vaccination",
        "physician",
        "checkout",
    ]
    assert first_station() == "reception"
    for found in stations():
        assert {"en", "fr", "rw"} <= set(found.names)
        assert 0 < found.warn_minutes < found.long_minutes
    assert station("physician") is not None
    assert station("cafeteria") is None


def test_nobody_is_sent_home_while_an_earlier_station_still_has_something_to_do() -> None:
    asked = {"laboratory", "imaging", "physician"}
    seen = ["reception", "vital_signs"]
    assert rules.next_station(ORDER, "physician", visited=seen, asked=asked) == "laboratory"
    assert rules.next_station(ORDER, "physician", visited=[*seen, "laboratory"], asked=asked) == "imaging"
    assert rules.next_station(ORDER, "physician", visited=[*seen, "laboratory", "imaging"], asked=asked) == "checkout"


def test_where_the_exam_ends_one_comes_back_to_until_it_is_signed() -> None:
    seen = ["reception", "vital_signs", "physician"]
    open_exam = {"visited": seen, "asked": {"laboratory", "physician"}, "concluding": {"physician"}}
    assert rules.next_station(ORDER, "laboratory", **open_exam) == "physician"
    signed = {**open_exam, "asked": set()}
    assert rules.next_station(ORDER, "laboratory", **signed) == "checkout"


def test_a_family_called_as_one_is_one_number_and_a_stale_call_is_none() -> None:
    def waiting(member: str, minutes: int | None) -> rules.Waiting:
        at = NOON - timedelta(minutes=minutes) if minutes is not None else None
        return rules.Waiting(7, member, "laboratory", at)

    def shown(*inside: rules.Waiting) -> list[str]:
        return [call.ticket for call in rules.calls_for_the_wall(inside, NOON)]

    assert shown(waiting("a", 1), waiting("b", 1)) == ["A-07"]
    assert shown(waiting("a", 1), waiting("b", None)) == ["A-07a"]
    assert shown(waiting("a", 3), waiting("b", 1)) == ["A-07b", "A-07a"]
    assert shown(waiting("", 1)) == ["A-07"]
    assert shown(waiting("a", rules.WALL_MINUTES)) == []


@pytest.mark.parametrize(
    ("others", "now", "to_come"),
    [
        ({}, "10:20", ()),
        ({2: ("11:00", "11:30")}, "10:20", ()),  # follows closely: seen early
        ({2: ("12:00", "12:30")}, "10:20", ()),  # an hour later is still the same visit
        ({2: ("12:15", "12:30")}, "10:20", (2,)),
        ({2: ("12:15", "12:30")}, "12:15", ()),  # has begun
        ({3: ("15:00", "15:30"), 2: ("11:00", "13:00"), 4: ("13:45", "14:15")}, "10:20", ()),  # a chain
        ({3: ("15:00", "15:30"), 2: ("11:00", "11:30"), 4: ("16:00", "16:15")}, "10:20", (3, 4)),
        ({2: ("08:00", "08:15")}, "07:30", ()),  # earlier than the own one
    ],
)
def test_appointments_far_apart_are_visits_of_their_own(
    others: dict[int, tuple[str, str]], now: str, to_come: tuple[int, ...]
) -> None:
    def at(clock: str) -> datetime:
        return datetime.fromisoformat(f"2026-03-10T{clock}:00+00:00")

    spans = {key: (at(begin), at(end)) for key, (begin, end) in others.items()}
    assert rules.visits_to_come((at("10:30"), at("11:00")), spans, at(now)) == to_come
