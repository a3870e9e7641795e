"""Slips and sheets: readable by scanner and people, in three languages, however long the names and lists are."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mhac.documents.content import (
    AppointmentSlip,
    Clinic,
    DayLine,
    DayList,
    EnrolmentSheet,
    Paper,
    PartialDate,
    PersonLine,
    RecoverySheet,
    RequestItem,
    RequestSlip,
)
from mhac.documents.sheets import draw_day_list, draw_enrolment_sheet, draw_recovery_sheet
from mhac.documents.slips import draw_appointment_slip, draw_request_slip
from mhac.documents.words import LANGUAGES, needs_native_reader, words
from mhac.kernel.paths import RESOURCES
from tests.documents.papers import KIGALI, codes, ink_outside, letters_outside_their_box, pages, photo, text

CLINIC = Clinic("Migration Health Assessment Center", "Kigali, Rwanda", "+250 788 300 000", "KG 7 Ave, Kacyiru")
LONG = "NSHIMIYIMANA-HATEGEKIMANAZINDORERA Marie-Chantal Immaculée M"
MORNING = datetime(2026, 12, 1, 9, 30, tzinfo=KIGALI)


def family(count: int) -> tuple[PersonLine, ...]:
    return tuple(
        PersonLine(LONG if at % 2 else "UWASE Aline", "", PartialDate(1990 + at % 30, 3, 5), "F", f"KGL-000{at:04d}")
        for at in range(count)
    )


def appointment(**changes: Any) -> AppointmentSlip:
    content: dict[str, Any] = {
        "clinic": CLINIC, "language": "en", "barcode": "A-0012345", "starts_at": MORNING,
        "ends_at": MORNING.replace(hour=11, minute=0), "service": "Medical examination", "room": "Room 2",
        "case_number": "RW-2026-00391", "people": family(3), "bring": ("passport", "photos", "A warm blanket"),
    }  # fmt: skip
    return AppointmentSlip(**{**content, **changes})


def request(**changes: Any) -> RequestSlip:
    content: dict[str, Any] = {
        "clinic": CLINIC, "kind": "laboratory", "number": "RQ0001234",
        "person": PersonLine(LONG, "", PartialDate(1991, None, None, True), "F", "KGL-0001231", photo()),
        "case_number": "RW-2026-00391", "country": "United States of America", "requested_at": MORNING,
        "requested_by": "Dr Claire Uwase",
        "items": (
            RequestItem("IGRA", "Interferon-gamma release assay", "Blood", "Aged 2 or older", "CDC TB TI"),
            RequestItem("SYPH", "Syphilis test", "Blood", "Aged 18 to 44", "CDC", confirmed=False),
        ),
    }  # fmt: skip
    return RequestSlip(**{**content, **changes})


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_appointment_slip_speaks_the_familys_language(language: str) -> None:
    pdf = draw_appointment_slip(appointment(language=language))
    said, expected = text(pdf), words("slips", language)
    assert codes(pdf) == {"Code128": {"A-0012345"}}
    for each in (expected["appointment"], expected["bring"], expected["bring_items"]["passport"], "A warm blanket"):
        assert each in said
    assert "09:30" in said
    assert LONG in said
    assert pdf == draw_appointment_slip(appointment(language=language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["laboratory", "xray"])
def test_a_request_slip_says_what_why_and_by_which_rule(language: str, kind: str) -> None:
    pdf = draw_request_slip(request(language=language, kind=kind))
    said, expected = text(pdf), words("slips", language)
    assert codes(pdf) == {"Code128": {"RQ0001234"}}
    for each in (expected[kind], "Aged 2 or older [CDC TB TI]", "KGL-0001231", "Dr Claire Uwase", LONG):
        assert each in said
    assert said.count(expected["to_confirm"]) == 1


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("count", [0, 1, 14, 30, 60])
def test_however_many_people_and_items_everything_is_on_the_paper(paper: Paper, count: int) -> None:
    slip = draw_appointment_slip(appointment(people=family(count), note="Do not eat before 09:00."), paper)
    items = tuple(RequestItem(f"C{at}", LONG, "Blood", "Reason " * 12, "Source") for at in range(count))
    asked = draw_request_slip(request(items=items, note="Ask before the X-ray. " * 6), paper)
    day = draw_day_list(day_list(count * 3), paper)
    for pdf in (slip, asked, day):
        assert not ink_outside(pdf)
        assert letters_outside_their_box(pdf) == []
    on_slip, on_request = text(slip), text(asked)
    assert all(f"KGL-000{at:04d}" in on_slip for at in range(count))
    assert "Do not eat before 09:00." in on_slip
    assert all(f"C{at} " in on_request for at in range(count))
    assert f"page {len(pages(day, 20))} of {len(pages(day, 20))}" in text(day)
    assert text(day).count("NDAYISHIMIYE") == count * 3


def day_list(count: int, language: str = "en") -> DayList:
    lines = tuple(
        DayLine(f"{8 + at // 20:02d}:00", "Room 2", "Medical examination", f"NDAYISHIMIYE {at}", f"KGL-{at}",
                PartialDate(1990), "RW-2026-00391", "Booked", "interpreter: Swahili")
        for at in range(count)
    )  # fmt: skip
    return DayList(CLINIC, date(2026, 12, 1), lines, MORNING, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_day_list_reads_in_three_languages(language: str) -> None:
    said = text(draw_day_list(day_list(30, language)))
    assert words("slips", language)["day_list"] in said
    assert words("calendar", language)["days"][1] in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_recovery_code_stands_in_groups_as_it_is_typed(language: str) -> None:
    code = "K7QF-2M9X-TR4W-8HJD-PL3N-VC6Z-YB5S-0G1E"
    pdf = draw_recovery_sheet(RecoverySheet(CLINIC, code, MORNING, "Alice Mukamana", language))
    letters = "".join(text(pdf).split())
    assert code.replace("-", "") in letters
    assert "AliceMukamana" in letters
    assert codes(pdf) == {}


def test_a_number_that_bars_cannot_hold_is_written_plainly() -> None:
    pdf = draw_request_slip(request(number="Ünïcode-1"))
    assert "Ünïcode-1" in text(pdf)
    assert codes(pdf) == {}


@pytest.mark.parametrize("paper", ["slips", "calendar", "certificate"])
def test_every_paper_has_its_words_and_says_what_awaits_a_native_reader(paper: str) -> None:
    file = json.loads((RESOURCES / "papers" / f"{paper}.json").read_text(encoding="utf-8"))
    spoken = set(file["fr"]) if paper == "certificate" else set(file["en"])  # its field names are English only
    for language in LANGUAGES:
        assert spoken <= set(file[language])
        assert needs_native_reader(paper, language) is (language != "en")
    assert set(file["fr"]) == set(file["rw"])


@given(name=st.text(max_size=150), note=st.text(max_size=300), number=st.text(max_size=30))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_makes_a_slip_fail(name: str, note: str, number: str) -> None:
    person = PersonLine(name, note[:60], None, name[:1], number)
    assert draw_request_slip(
        request(person=person, number=number, note=note, items=(RequestItem(name, note, name, note),))
    ).startswith(b"%PDF")
    assert draw_appointment_slip(
        appointment(people=(person,), note=note, barcode=number, service=name, room=note, bring=(name, note))
    ).startswith(b"%PDF")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_enrolment_sheet_says_the_code_its_end_and_how_to_join(language: str) -> None:
    code = "K7QF-2M9X-TR4W-8HJD"
    until = MORNING.replace(day=2)
    pdf = draw_enrolment_sheet(
        EnrolmentSheet(CLINIC, LONG, "nurse.2", code, "nurse.2.enrol", until, MORNING, "Alain Nkusi", language)
    )
    letters = "".join(text(pdf).split())
    assert code.replace("-", "") in letters
    assert letters.count("nurse.2.enrol") == 1
    assert "02Dec2026,09:30" in letters or "2026,09:30" in letters
    assert "AlainNkusi" in letters
    said = words("slips", language)
    for step in said["enrolment_steps"]:
        told = step.format(name=LONG, login="nurse.2", file="nurse.2.enrol")
        assert "".join(told.split()) in letters
    assert codes(pdf) == {}
    assert len(pages(pdf)) == 1
    assert letters_outside_their_box(pdf) == []
