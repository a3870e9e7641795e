"""The rules of the appointment book: quarter hours, opening hours on the clinic's clock, clashes, free times."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhac.scheduling import rules
from mhac.scheduling.rules import Busy, DayHours, Span, Status

KIGALI = ZoneInfo("Africa/Kigali")
ZONES = [
    ZoneInfo(name)
    for name in (
        "Africa/Kigali",
        "Europe/Brussels",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Pacific/Pago_Pago",
        "America/St_Johns",
    )
]
TUESDAY = date(2026, 11, 24)
USUAL = DayHours(1, 8 * 60, 17 * 60, 12 * 60, 13 * 60)

days = st.dates(date(2000, 1, 1), date(2036, 12, 31))
quarters = st.integers(0, 95).map(lambda n: n * 15)
zones = st.sampled_from(ZONES)


def at(hour: int, minute: int = 0, day: date = TUESDAY) -> datetime:
    return rules.at(day, hour * 60 + minute, KIGALI)


def span(start: tuple[int, int], end: tuple[int, int]) -> Span:
    return Span(at(*start), at(*end))


# The clinic's clock


def test_kigali_is_two_hours_before_utc() -> None:
    assert at(8) == datetime(2026, 11, 24, 6, tzinfo=UTC)


@given(days, quarters, quarters, zones)
def test_later_on_the_clock_is_never_earlier_in_time(day: date, a: int, b: int, zone: ZoneInfo) -> None:
    assert (rules.at(day, min(a, b), zone)) <= rules.at(day, max(a, b), zone)


@given(days, quarters, zones)
def test_every_quarter_hour_of_the_clock_is_a_slot_of_the_book(day: date, minutes: int, zone: ZoneInfo) -> None:
    moment = rules.at(day, minutes, zone)
    assert rules.starts_on_a_slot(moment)
    assert rules.slot_start(rules.slot_number(moment)) == moment


@given(days, zones)
def test_the_days_of_the_book_join_without_gap(day: date, zone: ZoneInfo) -> None:
    assert rules.day_span(day, zone).ends_at == rules.day_span(day + timedelta(days=1), zone).starts_at


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)], ids=str
)
def test_a_day_on_which_the_clock_is_changed_is_shorter_or_longer(day: date, hours: int) -> None:
    assert rules.day_span(day, ZoneInfo("Europe/Brussels")).minutes == hours * 60


def test_a_time_that_the_clock_skips_is_the_moment_of_the_skip() -> None:
    brussels = ZoneInfo("Europe/Brussels")
    skipped = rules.at(date(2026, 3, 29), 2 * 60 + 30, brussels)
    assert skipped == rules.at(date(2026, 3, 29), 3 * 60, brussels) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_of_a_time_that_is_shown_twice_the_first_counts() -> None:
    assert rules.at(date(2026, 10, 25), 150, ZoneInfo("Europe/Brussels")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


# Slots and overlaps


FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
moments = st.integers(int(FIRST.timestamp()), int(LAST.timestamp())).map(lambda s: datetime.fromtimestamp(s, UTC))
spans = st.builds(
    lambda start, length: Span(rules.slot_start(start), rules.slot_start(start + length)),
    moments.map(rules.slot_number),
    st.integers(1, 40),
)


@given(spans, spans)
def test_stretches_overlap_exactly_when_they_share_a_slot(a: Span, b: Span) -> None:
    assert a.overlaps(b) == bool(set(rules.slots_of(a)) & set(rules.slots_of(b)))
    assert a.overlaps(b) == b.overlaps(a)


@given(spans)
def test_a_stretch_has_as_many_slots_as_quarter_hours(a: Span) -> None:
    assert len(rules.slots_of(a)) * rules.SLOT_MINUTES == a.minutes


@given(moments, st.integers(1, 600))
def test_a_stretch_that_begins_off_the_grid_takes_every_slot_it_touches(start: datetime, minutes: int) -> None:
    whole = Span(start, start + timedelta(minutes=minutes))
    slots = rules.slots_of(whole)
    assert rules.slot_start(slots.start) <= whole.starts_at < rules.slot_start(slots.start + 1)
    assert rules.slot_start(slots.stop - 1) < whole.ends_at <= rules.slot_start(slots.stop)


@pytest.mark.parametrize(
    ("minutes", "more", "persons", "expected"),
    [
        (30, 15, 1, 30),
        (30, 15, 4, 75),
        (30, 10, 2, 45),
        (20, 0, 9, 30),
        (15, 15, 0, 15),
        (5, 0, 1, 15),
        (45, 20, 3, 90),
    ],
)
def test_a_block_is_long_enough_in_whole_quarter_hours(minutes: int, more: int, persons: int, expected: int) -> None:
    assert rules.minutes_for(minutes, more, persons) == expected


# Opening hours


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (USUAL, None),
        (DayHours(6, 0, 1440), None),
        (DayHours(7, 480, 960), "scheduling.weekday_unknown"),
        (DayHours(0, 960, 480), "scheduling.hours_out_of_order"),
        (DayHours(0, 480, 480), "scheduling.hours_out_of_order"),
        (DayHours(0, 480, 960, 720), "scheduling.break_half_given"),
        (DayHours(0, 480, 960, 780, 720), "scheduling.hours_out_of_order"),
        (DayHours(0, 480, 960, 480, 720), "scheduling.hours_out_of_order"),
        (DayHours(0, 485, 960), "scheduling.not_on_quarter_hour"),
        (DayHours(0, 480, 1455), "scheduling.hours_out_of_order"),
    ],
)
def test_typed_hours_are_checked(hours: DayHours, code: str | None) -> None:
    fault = rules.hours_fault(hours)
    assert (fault.code if fault else None) == code


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (span((8, 0), (9, 0)), None),
        (span((11, 30), (12, 0)), None),
        (span((13, 0), (17, 0)), None),
        (span((7, 45), (8, 15)), "scheduling.outside_hours"),
        (span((16, 45), (17, 15)), "scheduling.outside_hours"),
        (span((11, 45), (12, 15)), "scheduling.pause"),
        (span((12, 0), (13, 0)), "scheduling.pause"),
        (span((12, 45), (13, 15)), "scheduling.pause"),
        (span((11, 0), (14, 0)), "scheduling.pause"),
        (span((7, 0), (18, 0)), "scheduling.outside_hours"),
        (span((18, 0), (19, 0)), "scheduling.outside_hours"),
    ],
)
def test_closed_hours_are_told_apart(wanted: Span, code: str | None) -> None:
    conflict = rules.hours_conflict(wanted, rules.open_day(TUESDAY, USUAL, KIGALI), 1)
    assert (conflict.code if conflict else None) == code


def test_the_words_get_the_hours_they_need() -> None:
    opened = rules.open_day(TUESDAY, USUAL, KIGALI)
    outside = rules.hours_conflict(span((7, 0), (8, 0)), opened)
    pause = rules.hours_conflict(span((12, 0), (12, 30)), opened)
    assert outside is not None
    assert pause is not None
    assert outside.values == {"opens": at(8), "closes": at(17)}
    assert pause.values == {"pause_from": at(12), "pause_to": at(13)}


def test_a_day_without_hours_and_a_closed_date_are_closed_with_their_reason() -> None:
    wanted = span((9, 0), (10, 0))
    sunday = rules.hours_conflict(wanted, rules.open_day(TUESDAY, None, KIGALI))
    holiday = rules.hours_conflict(wanted, rules.open_day(TUESDAY, USUAL, KIGALI, closed_reason="Liberation Day"))
    assert sunday is not None
    assert holiday is not None
    assert (sunday.code, sunday.values) == ("scheduling.weekday_closed", {"day": TUESDAY})
    assert (holiday.code, holiday.values["reason"]) == ("scheduling.day_closed", "Liberation Day")


def test_one_room_can_be_closed_while_the_others_are_open() -> None:
    opened = rules.open_day(TUESDAY, USUAL, KIGALI, rooms_closed={2: "painting"})
    assert rules.hours_conflict(span((9, 0), (10, 0)), opened, 1) is None
    conflict = rules.hours_conflict(span((9, 0), (10, 0)), opened, 2)
    assert conflict is not None
    assert (conflict.code, conflict.values["reason"]) == ("scheduling.room_closed", "painting")


hours_of_a_day = st.lists(st.integers(0, 96).map(lambda n: n * 15), min_size=4, max_size=4, unique=True).map(
    lambda marks: DayHours(0, *(sorted(marks)[i] for i in (0, 3, 1, 2)))
)


@given(days, zones, hours_of_a_day, quarters, st.integers(1, 40))
def test_what_is_let_in_lies_in_the_hours_of_the_clock(
    day: date, zone: ZoneInfo, hours: DayHours, start: int, length: int
) -> None:
    assert rules.hours_fault(hours) is None
    begins = rules.at(day, start, zone)
    wanted = Span(begins, begins + length * rules.SLOT)
    if rules.hours_conflict(wanted, rules.open_day(day, hours, zone)) is None:
        last = wanted.ends_at - timedelta(seconds=1)
        for moment in (wanted.starts_at, last):
            local = moment.astimezone(zone)
            minute = local.hour * 60 + local.minute
            assert hours.opens <= minute < hours.closes
            assert not (hours.break_from or 0) <= minute < (hours.break_to or 0)


@pytest.mark.parametrize(
    ("start", "refused"), [((9, 15), True), ((9, 30), False), ((9, 45), False), ((8, 0), True)], ids=str
)
def test_the_running_quarter_hour_can_be_taken_an_earlier_one_cannot(start: tuple[int, int], refused: bool) -> None:
    assert (rules.past_conflict(at(*start), at(9, 42)) is not None) == refused


# Clashes


def busy(kind: str, owner_id: int, start: tuple[int, int], end: tuple[int, int], number: int = 1) -> Busy:
    return Busy(kind, owner_id, f"{kind} {owner_id}", number, "HABIMANA Jean", "Nurse 2", span(start, end))


@pytest.mark.parametrize(
    ("others", "code"),
    [
        ([], None),
        ([busy("room", 1, (9, 0), (10, 0))], "scheduling.room_taken"),
        ([busy("room", 2, (9, 0), (10, 0))], None),
        ([busy("room", 1, (8, 0), (9, 0)), busy("room", 1, (10, 0), (11, 0))], None),
        ([busy("person", 7, (9, 30), (9, 45))], "scheduling.person_taken"),
        ([busy("person", 8, (9, 0), (10, 0))], None),
        ([busy("person", 7, (9, 0), (10, 0)), busy("room", 1, (9, 30), (10, 0))], "scheduling.room_taken"),
        ([busy("person", 1, (9, 0), (10, 0))], None),
    ],
)
def test_clashes_are_told_apart(others: list[Busy], code: str | None) -> None:
    conflict = rules.busy_conflict(span((9, 0), (10, 0)), 1, {7}, others)
    assert (conflict.code if conflict else None) == code


def test_a_clash_says_who_and_when() -> None:
    conflict = rules.busy_conflict(span((9, 0), (10, 0)), 1, {7}, [busy("person", 7, (9, 30), (9, 45))])
    assert conflict is not None
    assert conflict.values == {
        "person": "person 7",
        "room": "Nurse 2",
        "label": "HABIMANA Jean",
        "starts_at": at(9, 30),
        "ends_at": at(9, 45),
    }


# Free times


@given(st.sets(st.integers(0, 39)), st.integers(1, 8), st.integers(0, 45))
def test_a_free_stretch_is_free_long_enough_and_not_too_early(taken: set[int], needed: int, first: int) -> None:
    opened = rules.open_day(TUESDAY, USUAL, KIGALI)
    base = rules.slot_number(at(8))
    busy_slots = {base + slot for slot in taken}
    starts = list(rules.free_stretches(opened.spans, busy_slots, needed, base + first))
    assert starts == sorted(set(starts))
    for start in starts:
        block = Span(rules.slot_start(start), rules.slot_start(start + needed))
        assert rules.hours_conflict(block, opened) is None
        assert start >= base + first
        assert not busy_slots & set(rules.slots_of(block))
    possible = [
        slot
        for slot in range(base + first, base + 40)
        if not busy_slots & set(range(slot, slot + needed))
        and rules.hours_conflict(Span(rules.slot_start(slot), rules.slot_start(slot + needed)), opened) is None
    ]
    assert starts[:1] == possible[:1]


def test_each_free_stretch_is_offered_once_at_its_start() -> None:
    opened = rules.open_day(TUESDAY, USUAL, KIGALI)
    taken = set(rules.slots_of(span((8, 30), (10, 30))))
    starts = [rules.slot_start(s) for s in rules.free_stretches(opened.spans, taken, 2, 0)]
    assert starts == [at(8), at(10, 30), at(13)]


# States


def test_states_only_go_forward_except_back_to_booked() -> None:
    order = [Status.BOOKED, Status.ARRIVED, Status.IN_PROGRESS, Status.DONE]
    for before, after in product(order, order):
        forward = order.index(after) > order.index(before)
        if forward and rules.may_become(before, after):
            continue
        if rules.may_become(before, after):
            assert after is Status.BOOKED
    assert not any(rules.may_become(state, state) for state in Status)


@pytest.mark.parametrize("state", [Status.DONE, Status.CANCELLED, Status.MISSED])
def test_what_is_over_can_only_be_booked_again(state: Status) -> None:
    assert [after for after in Status if rules.may_become(state, after)] == [Status.BOOKED]


def test_who_has_come_cannot_be_missed() -> None:
    assert [before for before in Status if rules.may_become(before, Status.MISSED)] == [Status.BOOKED]


@pytest.mark.parametrize(
    ("people", "block"),
    [
        ([Status.BOOKED], Status.BOOKED),
        ([Status.BOOKED, Status.ARRIVED], Status.ARRIVED),
        ([Status.DONE, Status.IN_PROGRESS], Status.IN_PROGRESS),
        ([Status.DONE, Status.CANCELLED], Status.DONE),
        ([Status.DONE, Status.BOOKED], Status.BOOKED),
        ([Status.CANCELLED, Status.MISSED], Status.MISSED),
        ([Status.CANCELLED], Status.CANCELLED),
        ([], Status.CANCELLED),
    ],
)
def test_a_block_shows_the_state_that_asks_for_attention(people: list[Status], block: Status) -> None:
    assert rules.block_status(people) is block


@pytest.mark.parametrize(
    ("state", "now", "late"),
    [
        (Status.BOOKED, (9, 14), False),
        (Status.BOOKED, (9, 15), True),
        (Status.ARRIVED, (10, 0), False),
        (Status.MISSED, (10, 0), False),
    ],
)
def test_late_is_who_is_expected_and_not_here(state: Status, now: tuple[int, int], late: bool) -> None:
    assert rules.is_late(state, at(9), at(*now)) == late


def test_a_name_falls_back_to_what_the_clinic_calls_it() -> None:
    assert rules.in_language("Reception", {"fr": "Accueil"}, "fr") == "Accueil"
    assert rules.in_language("Reception", {"fr": "Accueil"}, "rw") == "Reception"
