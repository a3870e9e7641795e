"""Nobody signs what has become another text since it was read."""

from pytestqt.qtbot import QtBot

from mhac.exams import service
from tests.clinic import Clinic
from tests.mhac.exams.examined import adopt, confirm, fill_all, read_exam
from tests.ui.exams.exam_window import Opened, Settled, click
from ui.app.dialogs import PasswordDialog


def weigh(clinic: Clinic, exam_id: int, kilograms: float) -> None:
    """The nurse writes another weight at another workstation."""
    base = {"weight_kg": read_exam(clinic, exam_id).answers["weight_kg"].number}
    with clinic.act("nurse", action="exams.save_section") as uow:
        service.save_section(uow, exam_id=exam_id, section="vitals", values={"weight_kg": kilograms}, base=base)


def test_a_change_while_reading_is_named_and_read_before_the_signature(
    qtbot: QtBot, sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    adopt(sqlite_clinic)
    fill_all(sqlite_clinic, exam_id, vitals={"weight_kg": 61.5})
    confirm(sqlite_clinic, exam_id)
    page = opened("physician", exam_id=exam_id, section="signature")
    view = page.closing.signature
    assert "61.5 kg" in view.content.toPlainText()
    assert not view.changed.isVisible()
    weigh(sqlite_clinic, exam_id, 71.5)
    page.mark_stale()
    settled()
    assert view.changed.isVisible()
    told = view.changed.words.text()
    assert "Weight: 61.5 kg → 71.5 kg" in told
    assert "Noella Ingabire" in told
    click(qtbot, view.sign_button)
    assert page.findChild(PasswordDialog, "sign") is None
    assert view.read_button.hasFocus()
    click(qtbot, view.read_button)
    assert not view.changed.isVisible()
    click(qtbot, view.sign_button)
    assert page.findChild(PasswordDialog, "sign") is not None


def test_who_comes_back_to_the_text_reads_it_from_the_beginning(
    sqlite_clinic: Clinic, exam_id: int, opened: Opened, settled: Settled
) -> None:
    adopt(sqlite_clinic)
    fill_all(sqlite_clinic, exam_id, vitals={"weight_kg": 61.5})
    confirm(sqlite_clinic, exam_id)
    page = opened("physician", exam_id=exam_id, section="signature")
    page.show_section("vitals")
    settled()
    weigh(sqlite_clinic, exam_id, 71.5)
    page.show_section("signature")
    settled()
    assert "71.5 kg" in page.closing.signature.content.toPlainText()
    assert not page.closing.signature.changed.isVisible()
