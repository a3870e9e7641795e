"""The visits that an exam and a flight still ask for: plain days, gaps and reasons; and the book's plan for them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mhac.exams import service as exams
from mhac.kernel.errors import NotAllowed, Refused
from mhac.reporting.visits import needed_visits
from mhac.scheduling import queries, series, service
from mhac.scheduling.series import Planned, Visit
from mhac.scheduling.service import Booking
from mhac.travel import queries as travel_queries
from mhac.travel import service as travel
from tests.clinic import Clinic
from tests.mhac.exams.examined import FILM_TB, Family, begin, family, fill
from tests.mhac.scheduling.desk import Desk, lay_down
from tests.mhac.travel.airport import FLIGHT, well

TUESDAY = date(2026, 3, 10)


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


@pytest.fixture
def suspected(desk: Desk) -> tuple[Family, int]:
    """A mother whose film suggests TB."""
    household = family(desk.clinic)
    exam_id = begin(desk.clinic, household)
    fill(desk.clinic, exam_id, "xray", FILM_TB)
    return household, exam_id


def needed(desk: Desk, person_id: int) -> dict[str, list[Visit]]:
    with desk.clinic.read("nurse") as uow:
        found: dict[str, list[Visit]] = {}
        for visit in needed_visits(uow, person_id=person_id):
            found.setdefault(visit.what, []).append(visit)
        return found


def planned(desk: Desk, person_id: int) -> tuple[Planned, ...]:
    with desk.clinic.read("nurse") as uow:
        visits = [v for v in needed_visits(uow, person_id=person_id) if v.what in ("sputum", "culture")]
        return series.plan(uow, visits=visits, person_ids=(person_id,))


def test_three_sputum_mornings_and_the_result_of_the_culture(desk: Desk, suspected: tuple[Family, int]) -> None:
    found = needed(desk, suspected[0].mother)
    assert [(v.number, v.of, v.gap_days, v.morning) for v in found["sputum"]] == [
        (1, 3, None, True), (2, 3, 1, True), (3, 3, 1, True),
    ]  # fmt: skip
    assert "sputum" in found["sputum"][0].reason
    (culture,) = found["culture"]
    assert (culture.gap_days, culture.confidence) == (42, "unverified")
    assert "memory" in culture.source


def test_specimens_that_were_taken_are_not_asked_for_again(desk: Desk, suspected: tuple[Family, int]) -> None:
    household, exam_id = suspected
    with desk.clinic.act("nurse", action="exams.save_section") as uow:
        exams.save_section(uow, exam_id=exam_id, section="sputum", values={"sputum_on_1": "2026-03-10"}, base={})
    found = needed(desk, household.mother)
    assert [(v.number, v.earliest) for v in found["sputum"]] == [(2, date(2026, 3, 11)), (3, date(2026, 3, 11))]
    assert [v.gap_days for v in found["sputum"]] == [None, 1]


def test_the_check_before_the_flight_is_counted_back_from_it(desk: Desk, suspected: tuple[Family, int]) -> None:
    household, _ = suspected
    departs = desk.at(22, day=date(2026, 3, 20))
    with desk.clinic.act("receptionist") as uow:
        number = travel.plan_departure(uow, request=replace(FLIGHT, departs_at=departs))
        travel.add_travellers(uow, departure_id=number, case_id=household.case_id, person_ids=(household.mother,))
    (check,) = needed(desk, household.mother)["pre_departure"]
    assert (check.earliest, check.latest) == (date(2026, 3, 17), date(2026, 3, 19))
    assert check.source


def test_who_was_screened_in_the_window_needs_no_second_check(desk: Desk, suspected: tuple[Family, int]) -> None:
    household, _ = suspected
    departs = desk.at(22, day=date(2026, 3, 20))
    with desk.clinic.act("receptionist") as uow:
        number = travel.plan_departure(uow, request=replace(FLIGHT, departs_at=departs))
        travel.add_travellers(uow, departure_id=number, case_id=household.case_id, person_ids=(household.mother,))
    with desk.clinic.read("nurse") as uow:
        (place,) = [row.traveller_id for row in travel_queries.board(uow, departure_id=number).rows]

    def screened(day: date) -> dict[str, list[Visit]]:
        desk.clinic.clock.set(desk.at(9, day=day))
        with desk.clinic.act("nurse", action="travel.record_screening") as uow:
            travel.record_screening(uow, traveller_id=place, answers=well(pregnant=False))
        return needed(desk, household.mother)

    assert "pre_departure" in screened(date(2026, 3, 11)), "too early: it is not the check of this flight"
    assert "pre_departure" not in screened(date(2026, 3, 18))


def test_a_plan_keeps_mornings_gaps_and_closed_days(desk: Desk, suspected: tuple[Family, int]) -> None:
    person = suspected[0].mother
    plan = planned(desk, person)
    days = [one.slot.span.starts_at.astimezone(desk.clinic.database.zone) for one in plan if one.slot]
    assert [day.date() for day in days[:3]] == [TUESDAY + timedelta(days=ahead) for ahead in range(3)]
    assert all(day.hour < 12 for day in days[:3])
    assert days[3].date() >= days[2].date() + timedelta(days=42)
    assert days[3].weekday() < 5


def test_the_whole_series_is_booked_or_nothing_of_it(desk: Desk, suspected: tuple[Family, int]) -> None:
    person = suspected[0].mother
    requests = tuple(
        Booking(one.slot.room_id, one.visit.service_id, one.slot.span.starts_at, (person,), suspected[0].case_id)
        for one in planned(desk, person)
        if one.slot
    )
    third = requests[2]
    desk.book(desk.person("GASANA", "Eric"), room="Nurse 1", hour=8, day=TUESDAY + timedelta(days=2))
    with pytest.raises(Refused) as caught, desk.clinic.act("nurse", action="scheduling.book_series") as uow:
        service.book_series(uow, requests=requests)
    assert (caught.value.code, caught.value.values["visit"]) == ("scheduling.room_taken", 3)
    with desk.clinic.read("nurse") as uow:
        assert queries.appointments_of(uow, person) == ()
    again = replace(third, starts_at=third.starts_at + timedelta(hours=1))
    with desk.clinic.act("nurse", action="scheduling.book_series") as uow:
        numbers = service.book_series(uow, requests=(*requests[:2], again, *requests[3:]))
    assert len(numbers) == 4
    with desk.clinic.read("nurse") as uow:
        assert len(queries.appointments_of(uow, person)) == 4


def test_without_an_exam_nothing_is_proposed_and_reasons_are_clinical(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    assert needed(desk, person) == {}
    with pytest.raises(NotAllowed), desk.clinic.read("receptionist") as uow:
        needed_visits(uow, person_id=person)


def test_a_visit_without_a_free_time_is_said_and_what_follows_waits_for_it(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    base = Visit("sputum", 1, 2, desk.service("specimen"), "why", "", "", TUESDAY, latest=TUESDAY - timedelta(days=1))
    with desk.clinic.read("nurse") as uow:
        plan = series.plan(uow, visits=(base, replace(base, number=2, latest=None, gap_days=1)), person_ids=(person,))
    assert [one.slot for one in plan] == [None, None]


def test_what_is_booked_already_is_not_asked_for_again(desk: Desk, suspected: tuple[Family, int]) -> None:
    mother = suspected[0].mother
    first = planned(desk, mother)
    requests = tuple(
        Booking(each.slot.room_id, each.visit.service_id, each.slot.span.starts_at, (mother,))
        for each in first
        if each.slot is not None
    )
    assert len(requests) == 4
    with desk.clinic.act("nurse", action="scheduling.book_series") as uow:
        numbers = service.book_series(uow, requests=requests)
    again = planned(desk, mother)
    assert [(each.booked_at, each.slot) for each in again] == [(request.starts_at, None) for request in requests]
    block = desk.block(numbers[1])
    with desk.clinic.act("nurse", action="scheduling.cancel") as uow:
        service.cancel(uow, appointment_id=block.id, version=block.version, reason="ill")
    gap = planned(desk, mother)
    assert [each.booked_at for each in gap[:2]] == [requests[0].starts_at, requests[2].starts_at]
    assert gap[2].slot is not None, "one morning is to be booked again, after those that stand"
    assert gap[2].slot.span.starts_at > requests[2].starts_at
