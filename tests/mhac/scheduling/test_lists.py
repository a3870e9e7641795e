"""The lists of a day on paper: everybody who is expected, whom to call, in which language, with an interpreter."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mhac.documents.content import CallLine, CallList
from mhac.documents.lists import draw_call_list
from mhac.documents.sheets import draw_day_list
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import NewPerson
from mhac.scheduling import lists, service, setup
from tests.clinic import Clinic
from tests.documents.papers import ink_outside, text
from tests.mhac.scheduling.desk import TUESDAY, Desk, lay_down


@pytest.fixture
def desk(sqlite_clinic: Clinic) -> Desk:
    return lay_down(sqlite_clinic)


def speaker(desk: Desk) -> int:
    with desk.clinic.act("receptionist", action="registration.register_person") as uow:
        wanted = NewPerson(
            family_name="BAHATI", given_names="Aline", sex="F", birth=on_day(date(1990, 3, 14)),
            phone="+250 788 000 114", languages=("sw", "fr"), needs_interpreter=True, interpreter_language="sw",
        )  # fmt: skip
        return registration.register_person(uow, request=wanted)


def test_the_day_list_holds_every_person_who_is_expected(desk: Desk) -> None:
    case_id, members = desk.family()
    desk.book(*members, case_id=case_id)
    gone = desk.book(desk.person("GASANA", "Eric"), hour=14)
    with desk.clinic.act("receptionist", action="scheduling.cancel") as uow:
        service.cancel(uow, appointment_id=gone.id, version=gone.version, reason="family asked")
    with desk.clinic.read("receptionist") as uow:
        content = lists.day_list(uow, TUESDAY, "fr")
    assert [line.name for line in content.lines] == [
        "MUKAMANA Béatrice", "HABIMANA Jean", "HABIMANA Eric", "HABIMANA Grâce",
    ]  # fmt: skip
    assert {(line.time, line.room, line.case_number, line.status) for line in content.lines} == {
        ("09:00", "Nurse 1", "KGL-2026-001", "prévu")
    }
    said = text(draw_day_list(content))
    assert "MUKAMANA Béatrice" in said
    assert "GASANA" not in said


def test_the_call_list_has_numbers_languages_and_interpreters(desk: Desk) -> None:
    desk.book(speaker(desk))
    case_id, members = desk.family()
    desk.book(*members, case_id=case_id, room="Nurse 2")
    with desk.clinic.read("receptionist") as uow:
        content = lists.call_list(uow, TUESDAY, "en")
    first, second = content.lines
    assert (first.phones, first.languages, first.interpreter) == (
        ("+250 788 000 114",),
        ("Swahili", "French"),
        "Swahili",
    )
    assert (second.name, second.others, second.phones) == ("MUKAMANA Béatrice", 3, ())
    said = text(draw_call_list(content))
    for each in ("+250 788 000 114", "interpreter: Swahili", "no phone number", "+ 3"):
        assert each in said


def test_who_is_here_already_is_not_called(desk: Desk) -> None:
    from mhac.scheduling import progress
    from mhac.scheduling.rules import Status

    block = desk.book(speaker(desk))
    with desk.clinic.act("nurse") as uow:
        progress.step(uow, block.id, block.people[0].person_id, Status.ARRIVED)
    with desk.clinic.read("receptionist") as uow:
        assert lists.call_list(uow, TUESDAY, "en").lines == ()
        assert lists.call_list(uow, TUESDAY + timedelta(days=1), "en").lines == ()


@pytest.mark.parametrize("language", ["en", "fr", "rw"])
@pytest.mark.parametrize("count", [0, 1, 90])
def test_the_calls_of_a_long_day_stay_on_the_paper(desk: Desk, language: str, count: int) -> None:
    with desk.clinic.read("receptionist") as uow:
        empty = lists.call_list(uow, TUESDAY, language)
    line = CallLine("09:00", "NDAYISHIMIYE Jean-Baptiste Emmanuel", 6, ("+250 788 000 114", "+250 722 000 871"),
                    ("Kinyarwanda", "Swahili"), "?", "Health assessment", "Nurse 1")  # fmt: skip
    pdf = draw_call_list(CallList(empty.clinic, TUESDAY, (line,) * count, empty.made_at, language))
    assert not ink_outside(pdf)
    assert text(pdf).count("NDAYISHIMIYE") == count


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Closed: "), ("fr", "Fermé : "), ("rw", "Harafunze: ")], ids=["en", "fr", "rw"]
)
def test_both_lists_say_under_their_title_what_is_closed(desk: Desk, language: str, said: str) -> None:
    desk.book(desk.person("NSENGA", "Paul"), hour=14)
    with desk.clinic.act("administrator") as uow:
        setup.close_day(uow, day=TUESDAY, reason="Power cut", times=(780, 1020), although_booked=True)
        setup.close_day(uow, day=TUESDAY, reason="Painting", room_id=desk.room("Exam 1"))
        setup.close_day(uow, day=TUESDAY + timedelta(days=1), reason="Training")
    with desk.clinic.read("receptionist") as uow:
        day, calls = lists.day_list(uow, TUESDAY, language), lists.call_list(uow, TUESDAY, language)
    assert day.closed == calls.closed == ("13:00–17:00, Power cut", "Exam 1, Painting")
    for pdf in (draw_day_list(day), draw_call_list(calls)):
        assert f"{said}13:00–17:00, Power cut; Exam 1, Painting" in text(pdf)
        assert not ink_outside(pdf)


def test_a_list_of_many_pages_keeps_its_room_below_what_is_closed(desk: Desk) -> None:
    line = CallLine("08:00", "NSENGA Paul", 0, ("+250 788 000 114",), ("Français",), "", "Health assessment", "Nurse 1")
    with desk.clinic.read("receptionist") as uow:
        empty = lists.call_list(uow, TUESDAY, "en")
    long = tuple(f"Exam {number} 08:00–10:00, cleaning after the paint" for number in range(12))
    pdf = draw_call_list(replace(empty, lines=(line,) * 90, closed=long))
    assert text(pdf).count("NSENGA Paul") == 90
    assert not ink_outside(pdf)
