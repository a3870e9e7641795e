"""A value that cannot be is refused while it is typed, without a box to confirm it."""

from tests.ui.exams.exam_window import Opened, Settled, measure
from ui.exams.page import ExamPage


def typed(page: ExamPage, key: str, text: str) -> str:
    cell = measure(page, key)
    cell.input.setText(text)
    cell.input.textEdited.emit(text)
    return cell._message.text()


def test_an_impossible_value_has_no_box_to_confirm_it(opened: Opened, settled: Settled, exam_id: int) -> None:
    page = opened("nurse", exam_id=exam_id, section="vitals")
    typed(page, "spo2", "150")
    settled()
    cell = measure(page, "spo2")
    assert cell._message.text() == "Not possible; possible are 1–100."
    assert not cell._sure.isVisible()
    typed(page, "spo2", "40")
    settled()
    assert "Is this right?" in cell._message.text()
    assert cell._sure.isVisible()
    typed(page, "spo2", "150")
    settled()
    page.finish()
    settled()
    assert "cannot be; possible are 1 to 100" in cell._message.text()


def test_a_computed_number_with_a_thousands_sign_is_a_number(opened: Opened, settled: Settled, exam_id: int) -> None:
    page = opened("nurse", exam_id=exam_id, section="vitals")
    typed(page, "height_cm", "1.68")
    typed(page, "weight_kg", "61.5")
    settled()
    assert "217," in measure(page, "bmi").input.text()
    assert "not a number" not in measure(page, "bmi")._message.text()
