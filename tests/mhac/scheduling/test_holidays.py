"""Holidays as proposals: computed days, days in lieu, days that are announced; and closing them in one go."""

from datetime import date

import pytest

from mhac.kernel.errors import Refused
from mhac.scheduling import holidays, queries, setup
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import lay_down


@pytest.mark.parametrize(
    ("year", "sunday"),
    # The dates of Easter that any calendar prints, the earliest and the latest that occur among them.
    [(1818, date(1818, 3, 22)), (1943, date(1943, 4, 25)), (2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)),
     (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25)), (2049, date(2049, 4, 18))],
)  # fmt: skip
def test_easter_is_computed(year: int, sunday: date) -> None:
    assert holidays.easter(year) == sunday


def test_easter_is_always_a_sunday_between_its_bounds() -> None:
    for year in range(1900, 2300):
        found = holidays.easter(year)
        assert found.weekday() == 6
        assert date(year, 3, 22) <= found <= date(year, 4, 25)


def test_a_year_holds_fixed_movable_and_announced_days() -> None:
    found = {(day.code, day.in_lieu): day.day for day in holidays.of_year(2026)}
    assert found["good_friday", False] == date(2026, 4, 3)
    assert found["easter_monday", False] == date(2026, 4, 6)
    assert found["umuganura", False] == date(2026, 8, 7)
    assert found["eid_al_fitr", False] is None
    assert found["heroes", True] == date(2026, 2, 2)  # 1 February 2026 is a Sunday
    assert found["liberation", True] == date(2026, 7, 6)
    assert ("genocide_memorial", True) not in found


def test_a_day_in_lieu_is_never_another_holiday() -> None:
    for year in range(2024, 2060):
        days = [day.day for day in holidays.of_year(year) if day.day is not None]
        lieu = [day.day for day in holidays.of_year(year) if day.in_lieu]
        assert len(set(lieu)) == len(lieu)
        assert all(days.count(day) == 1 and day.weekday() < 5 for day in lieu if day is not None)


def test_the_list_says_where_it_comes_from_and_that_nobody_confirmed_it() -> None:
    origin = holidays.origin()
    assert origin.url.startswith("https://")
    assert "confirmed by the administrator" in origin.confidence
    assert {"en", "fr", "rw"} == set(holidays.of_year(2026)[0].names)


def test_the_holidays_of_a_year_are_closed_in_one_go(clinic: Clinic) -> None:
    lay_down(clinic)
    days = tuple((day.day, day.name("en")) for day in holidays.of_year(2027) if day.day is not None)
    with clinic.act("administrator", action="scheduling.close_day") as uow:
        first = setup.close_days(uow, days=days)
        again = setup.close_days(uow, days=(*days, (date(2027, 3, 10), "Eid al-Fitr")))
    assert (len(first), len(again)) == (len({day for day, _ in days}), 1)
    with clinic.read("receptionist") as uow:
        frame = queries.frame(uow)
        opened = frame.open_day(date(2027, 7, 1), clinic.database.zone)
    assert (opened.spans, opened.closed_reason) == ((), "Independence Day")


def test_a_holiday_on_which_people_are_booked_closes_nothing(clinic: Clinic) -> None:
    desk = lay_down(clinic)
    desk.book(desk.person("NSENGA", "Paul"), day=date(2026, 4, 7))
    with pytest.raises(Refused) as caught, clinic.act("administrator", action="scheduling.close_day") as uow:
        setup.close_days(uow, days=((date(2026, 4, 6), "Easter Monday"), (date(2026, 4, 7), "Memorial Day")))
    assert caught.value.code == "scheduling.people_are_booked"
    assert caught.value.values["day"] == date(2026, 4, 7)
    with clinic.read("receptionist") as uow:
        assert queries.frame(uow).closures == ()
