"""The certificates page with real lanes, a real database, and prints that really come out (into files)."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mhac.certificates import queries, service
from mhac.certificates.checking import read_public_keys, verify_file
from mhac.certificates.rules import PrintState, Status
from mhac.documents.content import Paper
from mhac.travel.queries import departures
from mhac.travel.rules import Outcome
from mhac.travel.service import change_flight
from mhac.travel.views import NewDeparture
from tests.clinic import Clinic
from tests.documents.papers import codes
from tests.mhac.certificates.journeys import give_signature, journey
from ui.app import theme
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.certificates.check_dialog import CheckDialog
from ui.certificates.page import CertificatesPage
from ui.certificates.print_run import PrintRun, run_of
from ui.widgets.printing import PrintTarget

PICTURES = os.environ.get("MHAC_TEST_PICTURES", "")

Settled = Callable[[], None]


@pytest.fixture
def decided(sqlite_clinic: Clinic) -> list[int]:
    """Five journeys, decided; one of them unfit."""
    give_signature(sqlite_clinic)
    people = [("Ndayishimiye", "Pascal"), ("Uwase", "Aline"), ("Nshimiyimana", "Marie-Chantal Immaculée"),
              ("Habimana", "Jean Bosco"), ("Mukamana", "Béatrice")]  # fmt: skip
    outcomes = [Outcome.FIT_WITH_CONDITIONS, Outcome.FIT, Outcome.FIT, Outcome.FIT, Outcome.UNFIT]
    return [
        journey(sqlite_clinic, family_name=family, given_names=given, flight=f"ET80{at}", outcome=outcome).decision_id
        for at, ((family, given), outcome) in enumerate(zip(people, outcomes, strict=True))
    ]


@pytest.fixture
def page(
    qtbot: QtBot, context_for: Callable[..., AppContext], decided: list[int], settled: Settled
) -> CertificatesPage:
    made = CertificatesPage(context_for("administrator"))
    qtbot.addWidget(made)
    made.resize(1230, 800)
    made.show()
    settled()
    return made


def click(qtbot: QtBot, page: CertificatesPage, act: str) -> None:
    qtbot.mouseClick(page.lists.acts[act], Qt.MouseButton.LeftButton)


def into_file(page: CertificatesPage, path: Path) -> None:
    page.lists.bar.extra(PrintTarget("File", file=str(path)))


def picture(page: CertificatesPage, name: str) -> None:
    if PICTURES:
        QApplication.processEvents()
        page.window().grab().save(f"{PICTURES}/{name}.png")


def issued(clinic: Clinic):
    with clinic.read("administrator") as uow:
        return queries.register(uow)


def test_what_is_ready_is_listed_and_unfit_is_not(page: CertificatesPage) -> None:
    names = [each.name for each in page.lists.ready.rows()]
    assert len(names) == 4
    assert "MUKAMANA Béatrice" not in names
    assert page.view.button("ready").text() == "Ready (4)"
    page.lists.ready.selectRow(0)
    picture(page, "ready")


def test_issue_and_print_a_batch_by_keyboard(
    page: CertificatesPage, sqlite_clinic: Clinic, qtbot: QtBot, tmp_path: Path, settled: Settled
) -> None:
    into_file(page, tmp_path / "printed.pdf")
    page.lists.ready.setFocus()
    qtbot.keyClick(page.lists.ready, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(page.lists.ready.selected_rows()) == 4
    seen: list[tuple[int, int]] = []
    page.printing.progress.connect(lambda done, total: seen.append((done, total)))
    click(qtbot, page, "issue_print")
    settled()
    assert [each.prints for each in issued(sqlite_clinic)] == [1, 1, 1, 1]
    assert seen[-1] == (4, 4)
    assert not page.work.isVisible()
    number = issued(sqlite_clinic)[0].number
    assert number in {*codes((tmp_path / "printed.pdf").read_bytes(), 200)["Code128"],
                      *[each.number for each in issued(sqlite_clinic)]}  # fmt: skip


def test_a_double_click_issues_each_certificate_once(
    page: CertificatesPage, sqlite_clinic: Clinic, qtbot: QtBot, tmp_path: Path, settled: Settled
) -> None:
    into_file(page, tmp_path / "printed.pdf")
    page.lists.ready.setFocus()
    qtbot.keyClick(page.lists.ready, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    click(qtbot, page, "issue_print")
    click(qtbot, page, "issue_print")
    settled()
    click(qtbot, page, "issue_print")
    settled()
    assert [each.prints for each in issued(sqlite_clinic)] == [1, 1, 1, 1]


def test_the_paper_is_shown_beside_the_list(
    page: CertificatesPage, decided: list[int], qtbot: QtBot, settled: Settled
) -> None:
    page.lists.ready.select_key(decided[0])
    qtbot.keyClick(page.lists.ready, Qt.Key.Key_Return)
    settled()
    assert page.view.value() == "issued"
    assert page.panel.preview.page_count == 1
    assert page.panel.row is not None
    assert page.window_words() == "NDAYISHIMIYE Pascal"
    picture(page, "issued")
    page.resize(920, 640)
    settled()
    picture(page, "issued_small")
    assert page.lists.acts["print"].visibleRegion().boundingRect().width() == page.lists.acts["print"].width()


def test_a_print_that_fails_waits_and_is_tried_again(
    page: CertificatesPage, sqlite_clinic: Clinic, decided: list[int], qtbot: QtBot, tmp_path: Path, settled: Settled
) -> None:
    missing = tmp_path / "unplugged"
    into_file(page, missing / "printed.pdf")
    page.lists.ready.select_key(decided[0])
    click(qtbot, page, "issue_print")
    settled()
    assert page.view.value() == "queue"
    (waiting,) = page.lists.queue.rows()
    assert (waiting.state, waiting.error) == (PrintState.FAILED, "not_started")
    picture(page, "failed")
    missing.mkdir()
    click(qtbot, page, "print_waiting")
    settled()
    assert page.lists.queue.rows() == ()
    assert codes((missing / "printed.pdf").read_bytes(), 200)["Code128"] == {"MHAC-26-000001"}
    assert issued(sqlite_clinic)[0].prints == 1


def test_stopping_a_batch_leaves_the_rest_in_the_queue(
    page: CertificatesPage, sqlite_clinic: Clinic, qtbot: QtBot, tmp_path: Path, settled: Settled
) -> None:
    into_file(page, tmp_path / "printed.pdf")
    page.lists.ready.selectAll()

    def stop_after_the_first(done: int, _total: int) -> None:
        if done == 1:
            page.work.stop_button.click()

    page.printing.progress.connect(stop_after_the_first)
    click(qtbot, page, "issue_print")
    settled()
    assert len(issued(sqlite_clinic)) == 4
    assert len(page.lists.queue.rows()) == 3
    assert all(each.state is PrintState.QUEUED for each in page.lists.queue.rows())
    assert not page.printing.running


def test_a_desk_without_a_printer_says_what_to_do(page: CertificatesPage, qtbot: QtBot, settled: Settled) -> None:
    page.lists.ready.selectAll()
    click(qtbot, page, "issue_print")
    settled()
    assert "Save the certificates to a folder" in page._strip.accessibleName()


def test_saved_files_are_sealed_and_named_by_number(
    page: CertificatesPage, sqlite_clinic: Clinic, qtbot: QtBot, tmp_path: Path, settled: Settled
) -> None:
    page.lists.ready.selectAll()
    click(qtbot, page, "issue")
    settled()
    page.lists.issued.selectAll()
    page.save_to(tmp_path)
    settled()
    with sqlite_clinic.act("administrator") as uow:
        known = read_public_keys(service.export_public_keys(uow))
    files = sorted(tmp_path.glob("*.pdf"))
    assert [each.name for each in files] == [f"MHAC-26-00000{at}.pdf" for at in range(1, 5)]
    assert all(verify_file(each, known).holds for each in files)


def test_a_revoked_certificate_is_not_saved_among_the_others(
    page: CertificatesPage, sqlite_clinic: Clinic, qtbot: QtBot, tmp_path: Path, settled: Settled
) -> None:
    page.lists.ready.selectAll()
    click(qtbot, page, "issue")
    settled()
    ended, *standing = issued(sqlite_clinic)
    page.lists.issued.select_key(ended.id)
    settled()
    revoke(page, qtbot, settled, "fever before boarding")
    page.lists.issued.selectAll()
    page.save_to(tmp_path)
    settled()
    assert {each.stem for each in tmp_path.glob("*.pdf")} == {each.number for each in standing}
    assert f"{ended.number} (Revoked)" in page._strip.accessibleName()
    page.lists.issued.select_key(ended.id)
    page.save_to(tmp_path)
    settled()
    assert not (tmp_path / f"{ended.number}.pdf").exists()
    assert ended.number in page._strip.accessibleName()


def test_a_folder_that_cannot_be_written_is_said(
    page: CertificatesPage, qtbot: QtBot, tmp_path: Path, settled: Settled
) -> None:
    page.lists.ready.selectRow(0)
    click(qtbot, page, "issue")
    settled()
    page.save_to(tmp_path / "missing")
    settled()
    assert page._strip.isVisible()
    assert not page.work.isVisible()


def test_the_public_key_is_saved(page: CertificatesPage, tmp_path: Path, settled: Settled) -> None:
    page.export_keys_to(tmp_path / "key.txt")
    settled()
    assert list(read_public_keys((tmp_path / "key.txt").read_text())) == ["MHAC-1"]


def revoke(page: CertificatesPage, qtbot: QtBot, settled: Settled, reason: str) -> None:
    qtbot.mouseClick(page.panel.revoke, Qt.MouseButton.LeftButton)
    dialog = page.findChild(ReasonDialog)
    assert dialog is not None
    dialog.reason.setPlainText(reason)
    picture(page, "revoke")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()


def test_revoke_with_a_reason_and_see_it_in_the_check(
    page: CertificatesPage, sqlite_clinic: Clinic, qtbot: QtBot, settled: Settled
) -> None:
    page.lists.ready.selectRow(0)
    click(qtbot, page, "issue")
    settled()
    chosen = page.panel.row
    assert chosen is not None
    with sqlite_clinic.read("administrator") as uow:
        scanned = queries.printable(uow, chosen.id, Paper.A4).code
    dialog = page.open_check(scanned)
    settled()
    assert dialog.verdict.text() == "Genuine and valid"
    assert chosen.name in dialog.details.text()
    if PICTURES:
        dialog.grab().save(f"{PICTURES}/check_ok.png")
    dialog.close()
    revoke(page, qtbot, settled, "fever before boarding")
    assert issued(sqlite_clinic)[0].status is Status.REVOKED
    assert not page.panel.revoke.isVisible()
    picture(page, "revoked")
    again = page.open_check(scanned)
    settled()
    assert again.verdict.text() == "Revoked: do not rely on it"
    assert "fever before boarding" in again.why.text()
    again.close()


def test_the_scanner_s_enter_checks_and_keeps_the_dialog_open(
    page: CertificatesPage, qtbot: QtBot, settled: Settled
) -> None:
    qtbot.mouseClick(page.check, Qt.MouseButton.LeftButton)
    dialog = page.findChild(CheckDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.code, "MHAC1.NONSENSE")
    qtbot.keyClick(dialog.code, Qt.Key.Key_Return)
    settled()
    assert dialog.isVisible()
    assert dialog.verdict.text() == "Do not rely on it"
    assert dialog.code.selectedText() == "MHAC1.NONSENSE"
    if PICTURES:
        dialog.grab().save(f"{PICTURES}/check_bad.png")
    dialog.close()


def test_a_file_is_checked_in_the_program(
    page: CertificatesPage, qtbot: QtBot, tmp_path: Path, settled: Settled
) -> None:
    page.lists.ready.selectRow(0)
    click(qtbot, page, "issue")
    settled()
    page.save_to(tmp_path)
    settled()
    (file,) = tmp_path.glob("*.pdf")
    dialog = page.open_check()
    dialog.check_path(file)
    settled()
    assert dialog.verdict.text() == "Genuine and valid"
    file.write_bytes(file.read_bytes().replace(b"MHAC-26-000001", b"MHAC-26-000009"))
    dialog.check_path(file)
    settled()
    assert dialog.verdict.text() == "Do not rely on it"
    dialog.check_path(tmp_path / "missing.pdf")
    settled()
    assert dialog.verdict.text() == "This could not be checked"
    dialog.close()


def test_papers_that_are_no_longer_covered_are_pointed_out(
    page: CertificatesPage, sqlite_clinic: Clinic, qtbot: QtBot, settled: Settled
) -> None:
    page.lists.ready.selectAll()
    click(qtbot, page, "issue")
    settled()
    assert not page.uncovered.isVisible()
    certificate = next(each for each in issued(sqlite_clinic) if each.name == "UWASE Aline")
    with sqlite_clinic.act("administrator") as uow:
        flight = next(each for each in departures(uow, since=uow.now()) if each.flight == certificate.flight)
        later = NewDeparture("ET999", flight.departs_at + timedelta(hours=2), flight.route, flight.destination)
        change_flight(uow, departure_id=flight.id, version=flight.version, request=later, reason="flight cancelled")
    page.mark_stale()
    settled()
    assert page.uncovered.isVisible()
    qtbot.mouseClick(page.uncovered.findChild(QPushButton), Qt.MouseButton.LeftButton)
    settled()
    assert [each.name for each in page.lists.issued.rows()] == ["UWASE Aline"]
    page.lists.issued.selectRow(0)
    settled()
    picture(page, "uncovered")
    revoke(page, qtbot, settled, "the flight was cancelled")
    assert not page.uncovered.isVisible()


def test_the_printer_chosen_last_is_still_chosen_when_the_page_is_built_anew(page: CertificatesPage) -> None:
    page.lists.bar.paper.setCurrentIndex(1)
    page.lists.bar.paper.activated.emit(1)
    assert page.printing.chosen is not None
    again = CertificatesPage(page.context)
    assert again.lists.bar.target().paper == "Letter"
    again.deleteLater()


def test_the_filter_narrows_the_lists_while_typing(page: CertificatesPage, qtbot: QtBot, settled: Settled) -> None:
    qtbot.keyClicks(page.filter, "aline")
    qtbot.waitUntil(lambda: len(page.lists.ready.rows()) == 1)
    settled()
    assert page.lists.ready.rows()[0].name == "UWASE Aline"


def test_other_pages_lead_to_a_decision_a_certificate_or_a_scan(
    page: CertificatesPage, decided: list[int], qtbot: QtBot, settled: Settled
) -> None:
    page.show_with(decision_id=decided[2])
    settled()
    chosen = page.lists.ready.current_row()
    assert chosen is not None
    assert chosen.decision_id == decided[2]
    click(qtbot, page, "issue")
    settled()
    first = page.lists.issued.rows()[0].id
    page.show_with(certificate_id=first)
    settled()
    assert page.panel.row is not None
    assert page.panel.row.id == first
    page.show_with(text="MHAC-26-000001")
    settled()
    dialog = page.findChild(CheckDialog)
    assert dialog is not None
    settled()
    assert dialog.verdict.text() == "MHAC-26-000001: Valid"
    dialog.close()


def test_a_run_outlives_its_page(
    context_for: Callable[..., AppContext], decided: list[int], qtbot: QtBot, tmp_path: Path, settled: Settled,
    sqlite_clinic: Clinic,
) -> None:  # fmt: skip
    context = context_for("administrator")
    first = CertificatesPage(context)
    first.show()
    settled()
    into_file(first, tmp_path / "printed.pdf")
    first.lists.ready.selectAll()
    first.issuing.finished.connect(lambda _problems: None)
    click(qtbot, first, "issue_print")
    qtbot.waitUntil(lambda: run_of(context, PrintRun).running, timeout=10_000)
    first.close()
    first.deleteLater()
    second = CertificatesPage(context)
    qtbot.addWidget(second)
    assert second.work.isVisibleTo(second)
    settled()
    assert not run_of(context, PrintRun).running
    assert [each.prints for each in issued(sqlite_clinic)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("role", "offered"),
    [("administrator", {"issue", "issue_print"}), ("physician", {"issue"}), ("nurse", set()), ("receptionist", set())],
)
def test_each_role_is_offered_what_it_may_do(
    role: str, offered: set[str], context_for: Callable[..., AppContext], decided: list[int], qtbot: QtBot,
    settled: Settled,
) -> None:  # fmt: skip
    page = CertificatesPage(context_for(role))
    qtbot.addWidget(page)
    page.show()
    settled()
    assert {act for act, made in page.lists.acts.items() if made.isVisible()} == offered


def test_in_the_dark_the_paper_stays_white(
    page: CertificatesPage, qapp: QApplication, decided: list[int], qtbot: QtBot, settled: Settled
) -> None:
    page.lists.ready.select_key(decided[0])
    click(qtbot, page, "issue")
    settled()
    theme.apply(qapp, dark=True)
    try:
        settled()
        picture(page, "dark")
        shot = page.panel.preview.viewport().grab().toImage()
        assert shot.pixelColor(shot.width() // 2, 40).name() == "#ffffff"
    finally:
        theme.apply(qapp, dark=False)
