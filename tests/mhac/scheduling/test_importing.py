"""A booking list is read: good lines are booked, the others come back with their reason; hostile files do no harm."""

import csv
import io
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from mhac.kernel import audit
from mhac.kernel.errors import Invalid, NotAllowed
from mhac.scheduling import importing
from mhac.scheduling.booking_list import (
    FORMULA,
    MOST_BYTES,
    MOST_LINES,
    BookingList,
    ListLine,
    day_of_text,
    error_file,
    read_list,
    safe,
    time_of_text,
)
from mhac.scheduling.importing import LineResult, Rehearsed
from mhac.scheduling.records import Appointment
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import FAMILY, Desk, lay_down

HEAD = "Date;Time;Service;Room;Family name;Given names;Birth date;Note"
GOOD = "2026-03-10;09:00;Health assessment;Nurse 1;NSENGA;Paul;1990-03-14;from the mission"


@pytest.fixture
def desk(clinic: Clinic) -> Desk:
    return lay_down(clinic)


def table(*lines: str, head: str = HEAD, encoding: str = "utf-8") -> BookingList:
    return read_list("\r\n".join([head, *lines]).encode(encoding))


def run(desk: Desk, *lines: str, head: str = HEAD) -> tuple[LineResult, ...]:
    with desk.clinic.act("receptionist", action="scheduling.import_bookings") as uow:
        return importing.import_bookings(uow, table=table(*lines, head=head))


def codes(results: tuple[LineResult, ...]) -> list[str]:
    return [result.fault.code.removeprefix("scheduling.") if result.fault else result.outcome for result in results]


def test_every_line_ends_with_a_result(desk: Desk) -> None:
    desk.person("NSENGA", "Paul")
    desk.person("UWERA", "Claudine", "F")
    results = run(
        desk,
        GOOD,
        "10/03/2026;9h30;assessment;;Uwera;claudine;14.03.1990;",
        "2026-03-10;09:15;Health assessment;Nurse 1;UWERA;Claudine;1990-03-14;",
        "2026-03-10;10:00;Dentist;;NSENGA;Paul;1990-03-14;",
        "2026-02-30;10:00;assessment;;NSENGA;Paul;1990-03-14;",
        "2026-03-10;25:00;assessment;;NSENGA;Paul;1990-03-14;",
        "2026-03-10;10:00;assessment;;NSENGA;Pierre;1990-03-14;",
        "2026-03-10;10:00;assessment;Nurse 9;NSENGA;Paul;1990-03-14;",
        "2026-03-10;12:15;assessment;;NSENGA;Paul;1990-03-14;",
        "2026-03-14;10:00;assessment;;NSENGA;Paul;1990-03-14;",
        "2026-03-10;10:05;assessment;;NSENGA;Paul;1990-03-14;",
        "2029-12-10;10:00;assessment;;NSENGA;Paul;1990-03-14;",
        "2026-03-10;10:00;assessment;;;Paul;;",
        GOOD,
    )
    assert codes(results) == [
        "booked", "booked", "room_taken", "line_service", "line_day", "line_time", "line_person_unknown", "line_room",
        "pause", "weekday_closed", "not_on_quarter_hour", "day_too_far", "line_person_missing", "there",
    ]  # fmt: skip
    assert [(block.starts_at, block.people[0].name) for block in desk.day()] == [
        (desk.at(9), "NSENGA Paul"), (desk.at(9, 30), "UWERA Claudine"),
    ]  # fmt: skip


def test_the_same_list_again_adds_nothing(desk: Desk) -> None:
    desk.person("NSENGA", "Paul")
    assert codes(run(desk, GOOD)) == ["booked"]
    assert codes(run(desk, GOOD)) == ["there"]
    assert len(desk.day()) == 1


def test_a_rehearsal_says_what_will_happen_and_leaves_no_trace(desk: Desk) -> None:
    desk.person("NSENGA", "Paul")
    lines = (GOOD, GOOD.replace("09:00", "09:15"), GOOD.replace("NSENGA", "GASANA"))
    with desk.clinic.read("administrator") as uow:
        before = audit.verify(uow.session).entries
    with (
        pytest.raises(Rehearsed) as caught,
        desk.clinic.act("receptionist", action="scheduling.import_bookings") as uow,
    ):
        importing.rehearse_import(uow, table=table(*lines))
    assert codes(caught.value.results) == ["booked", "room_taken", "line_person_unknown"]
    assert desk.day() == ()
    with desk.clinic.read("administrator") as uow:
        assert uow.session.scalar(select(func.count()).select_from(Appointment)) == 0
        assert audit.verify(uow.session).entries == before
    assert codes(run(desk, *lines)) == codes(caught.value.results)


def test_a_number_and_a_name_that_do_not_fit_are_refused(desk: Desk) -> None:
    person = desk.person("NSENGA", "Paul")
    with desk.clinic.read("receptionist") as uow:
        from mhac.registration import queries

        number = queries.people(uow, [person])[person].file_number
    head = "Date,Time,Service,File number,Surname"
    results = run(
        desk,
        f"2026-03-10,09:00,assessment,{number},Nsenga",
        f"2026-03-10,11:00,assessment,{number},GASANA",
        "2026-03-10,11:00,assessment,KGL-9999999,",
        head=head,
    )
    assert codes(results) == ["booked", "line_number_of_another", "line_number"]


def test_two_people_of_one_name_are_never_guessed(desk: Desk) -> None:
    desk.person("NSENGA", "Paul")
    desk.person("NSENGA", "Pauline", "F")
    line = GOOD.replace(";Paul;", ";;")
    (result,) = run(desk, line)
    assert result.fault is not None
    assert (result.fault.code, result.fault.values["count"]) == ("scheduling.line_person_several", 2)


def test_an_administrator_imports_nothing(desk: Desk) -> None:
    with pytest.raises(NotAllowed), desk.clinic.act("administrator") as uow:
        importing.import_bookings(uow, table=table(GOOD))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_any_usual_encoding_and_separator_is_read(encoding: str, separator: str) -> None:
    text = (
        "Jour;Heure;Service;Nom;Prénom;Date de naissance\r\n2026-03-10;9h;assessment;MUKAMANA;Béatrice;1984-05-02\r\n"
    )
    found = read_list(text.replace(";", separator).encode(encoding))
    assert found.lines[0].get("given_names") == "Béatrice"
    assert found.lines[0].get("birth") == "1984-05-02"
    assert found.unknown == ()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "list_empty"),
        (b"\n\n;;\n", "list_empty"),
        (HEAD.encode(), "list_empty"),
        (b"PK\x03\x04" + b"x" * 100, "list_is_spreadsheet"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "list_is_spreadsheet"),
        (b"Date;Time;Service;Number\n\x00\x00\x00", "list_unreadable"),
        (b"\xff\xfe\x00", "list_unreadable"),
        (b"x" * (MOST_BYTES + 1), "list_too_large"),
        (("Date;Time;Service;Number\n" + "2026-03-10;09:00;a;1\n" * (MOST_LINES + 1)).encode(), "list_too_long"),
        (b"Date;Time;Number\n1;2;3\n", "list_columns"),
        (b"Date;Time;Service;Room\n1;2;3;4\n", "list_columns"),
        (b"Date;Jour;Time;Service;Number\n1;2;3;4;5\n", "list_column_twice"),
        (b"Date;Time;Service;Number\n" + b'"' + b"y" * 200_000, "list_unreadable"),
    ],
)
def test_what_is_no_list_is_refused_as_a_whole(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_list(content)
    assert caught.value.code == f"scheduling.{code}"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace")))
def test_no_file_makes_it_stumble(content: bytes) -> None:
    for whole in (content, HEAD.encode() + b"\n" + content):
        try:
            found = read_list(whole)
        except Invalid:
            continue
        for line in found.lines:
            day_of_text(line.get("day"))
            time_of_text(line.get("time"))
        back = error_file(found, [(line, "why") for line in found.lines])
        assert back.count(b"why") >= len(found.lines), "every line that was refused comes back with its reason"


def test_the_error_file_is_mended_and_read_again(desk: Desk) -> None:
    first = table(GOOD, GOOD.replace("NSENGA", '=HYPERLINK("http://x")'))
    written = error_file(first, [(line, "@not registered") for line in first.lines])
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [*HEAD.split(";"), "reason"]
    assert not any(cell.startswith(FORMULA) for row in rows for cell in row)
    again = read_list(written)
    assert again.unknown == ()
    assert [line.get("family_name") for line in again.lines] == ["NSENGA", '=HYPERLINK("http://x")']
    twice = error_file(again, [(line, "still") for line in again.lines])
    assert twice.decode("utf-8-sig").splitlines()[0].count("reason") == 1


@given(st.text(max_size=20))
def test_no_cell_is_run_by_a_spreadsheet(cell: str) -> None:
    assert not safe(cell).startswith(FORMULA)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-10", date(2026, 3, 10)),
        ("10/03/2026", date(2026, 3, 10)),
        ("1.4.2026", date(2026, 4, 1)),
        ("10 March 2026", date(2026, 3, 10)),
        ("03/25/2026", None),
        ("10/03/26", None),
        ("2026-02-29", None),
        ("10 Foo 2026", None),
        ("٢٠٢٦-٠٣-١٠", date(2026, 3, 10)),
        ("", None),
    ],
)
def test_days_are_read_day_first_and_never_guessed(text: str, day: date | None) -> None:
    assert day_of_text(text) == day


@pytest.mark.parametrize(
    ("text", "clock"),
    [("9:00", time(9)), ("09:30:00", time(9, 30)), ("9h", time(9)), ("9h15", time(9, 15)), ("9", None),
     ("24:00", None), ("9:60", None), ("nine", None)],
)  # fmt: skip
def test_times_are_read(text: str, clock: time | None) -> None:
    assert time_of_text(text) == clock


def test_a_short_line_has_empty_cells() -> None:
    found = table("2026-03-10;09:00")
    assert found.lines[0].get("service") == ""
    assert isinstance(found.lines[0], ListLine)
    assert found.lines[0].number == 2


def listed_family(desk: Desk) -> list[str]:
    desk.family()
    return [
        f"2026-03-10;09:00;assessment;;{family};{given};{born.isoformat()};{note}"
        for (family, given, _, born), note in zip(FAMILY, ("by bus", "", "by bus", "carries the file"), strict=True)
    ]


def test_the_lines_of_a_family_become_one_block(desk: Desk) -> None:
    lines = listed_family(desk)
    results = run(desk, GOOD.replace("NSENGA", "Nobody"), *lines, lines[1])
    assert codes(results) == ["line_person_unknown", "booked", "booked", "booked", "booked", "there"]
    (block,) = desk.day()
    assert {result.appointment_id for result in results[1:5]} == {block.id}
    assert [person.family_name for person in block.people] == [family for family, *_ in FAMILY]
    assert (block.case_number, block.span.minutes, block.note) == ("KGL-2026-001", 75, "by bus; carries the file")


def test_a_family_is_booked_whole_or_not_at_all(desk: Desk) -> None:
    lines = listed_family(desk)
    desk.book(desk.person("GASANA", "Eric"), hour=9, minute=45)
    desk.book(desk.person("UWERA", "Claudine", "F"), room="Nurse 2", hour=9, minute=45)
    before = desk.day()
    assert codes(run(desk, *lines)) == ["room_taken"] * 4
    assert desk.day() == before
    apart = [lines[0], lines[1].replace("09:00", "10:30"), *lines[2:]]
    assert codes(run(desk, *apart)) == ["room_taken", "booked", "room_taken", "room_taken"], "one comes at his own time"


def test_who_is_there_already_does_not_keep_the_family_out(desk: Desk) -> None:
    lines = listed_family(desk)
    assert codes(run(desk, lines[0])) == ["booked"]
    assert codes(run(desk, *lines)) == ["there", "booked", "booked", "booked"]
    assert sorted(len(block.people) for block in desk.day()) == [1, 3]


def test_a_note_that_is_too_long_is_its_own_line_s_matter(desk: Desk) -> None:
    desk.person("NSENGA", "Paul")
    desk.person("UWERA", "Claudine", "F")
    long = GOOD.replace("from the mission", "n" * 450)
    other = "2026-03-10;09:30;assessment;;UWERA;Claudine;1990-03-14;"
    results = run(desk, long, other)
    assert codes(results) == ["note_too_long", "booked"]


def test_a_list_that_writes_the_month_first_makes_days_that_read_two_ways_a_question(desk: Desk) -> None:
    desk.person("NSENGA", "Paul")
    american = "03/27/2026;09:00;assessment;;NSENGA;Paul;1990-03-14;"
    doubtful = "03/10/2026;09:00;assessment;;NSENGA;Paul;1990-03-14;"
    plain = "2026-03-11;2:30 PM;assessment;;NSENGA;Paul;1990-03-14;"
    same = "03/03/2026;09:00;assessment;;NSENGA;Paul;1990-03-14;"
    results = run(desk, american, doubtful, plain, same)
    assert codes(results)[:3] == ["line_day", "line_day_two_ways", "booked"]
    assert codes(results)[3] != "line_day_two_ways"
    assert results[1].fault is not None and results[1].fault.values == {"typed": "03/10/2026", "line": 2}
    assert "line_day_two_ways" not in codes(run(desk, doubtful))  # alone it is read with the day first


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2:30 PM", time(14, 30)), ("2:30pm", time(14, 30)), ("12:00 AM", time(0)), ("12:15 p.m.", time(12, 15)),
        ("9 am", time(9)), ("13:00 PM", None), ("0:30 AM", None), ("9:75 am", None),
    ],
)  # fmt: skip
def test_times_of_a_twelve_hour_clock_are_read(text: str, moment: time | None) -> None:
    assert time_of_text(text) == moment
