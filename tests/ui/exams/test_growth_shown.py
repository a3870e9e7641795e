"""A child's z-scores stand beside the measurements while they are typed, or the reason why there are none."""

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel

from mhac.registration import service as registration
from mhac.registration.birth import BirthDate, in_years, on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from tests.clinic import Clinic
from tests.mhac.exams.examined import COUNTRY, Family, begin, fill
from tests.ui.exams.exam_window import Opened, Settled
from ui.exams.questions import MeasureCell

WEIGHT_FOR_HEIGHT = "zscore_weight_for_height"


def child(clinic: Clinic, birth: BirthDate) -> int:
    with clinic.act("receptionist", action="registration.register_person") as uow:
        one = registration.register_person(
            uow, request=NewPerson(family_name="Iradukunda", given_names="Béa", sex="F", birth=birth)
        )
        case = registration.open_case(
            uow, request=NewCase(country=COUNTRY, category="REF"), members=(Joining(one, "principal", principal=True),)
        )
    return begin(clinic, Family(case, one, one), one)


@pytest.mark.parametrize(
    ("birth", "number", "said"),
    [
        (on_day(date(2023, 3, 14)), "-4.35", "Severely low"),
        (in_years(2023, 2023), "", "No score: the birth date is not exact."),
    ],
)
def test_the_score_or_why_there_is_none(
    birth: BirthDate, number: str, said: str, sqlite_clinic: Clinic, opened: Opened, settled: Settled
) -> None:
    page = opened("physician", exam_id=child(sqlite_clinic, birth), section="vitals")
    for key, text in (("weight_kg", "9.5"), ("height_cm", "95")):
        cell = page.form._rows[key]
        assert isinstance(cell, MeasureCell)
        cell.input.setText(text)
        cell.input.textEdited.emit(text)
    settled()
    shown = page.form._rows[WEIGHT_FOR_HEIGHT]
    assert isinstance(shown, MeasureCell)
    assert shown.input.text() == number
    assert said in shown._message.text()
    assert not shown._sure.isVisible()


def test_every_score_is_marked_and_a_severe_one_stands_out(
    sqlite_clinic: Clinic, opened: Opened, settled: Settled
) -> None:
    exam_id = child(sqlite_clinic, on_day(date(2021, 9, 1)))
    fill(sqlite_clinic, exam_id, "vitals", {"weight_kg": 9.5, "height_cm": 88})
    page = opened("physician", exam_id=exam_id, section="vitals")
    cells = {key: cell for key, cell in page.form._rows.items() if key.startswith("zscore")}
    told = {}
    for key, cell in cells.items():
        assert isinstance(cell, MeasureCell)
        told[key] = (cell.input.text(), cell._message.text(), cell._message.property("tone"))
    assert told == {
        "zscore_weight": ("-4.27", "Severely low · normal -2–2", "bad"),
        "zscore_height": ("-4.03", "Severely low · normal -2–3", "bad"),
        "zscore_bmi": ("-2.4", "Low · normal -2–2", "warning"),
        "zscore_weight_for_height": ("-2.9", "Low · normal -2–2", "warning"),
    }
    beside = " | ".join(label.text() for label in page.beside.findChildren(QLabel))
    assert beside.count("severely low") == 2
