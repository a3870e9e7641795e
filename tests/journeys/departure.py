"""What happens at the window before a family leaves: flight, screening, decision, certificate, checking of a paper."""

from pathlib import Path

from PySide6.QtCore import Qt, QTime
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from mhac.travel.rules import Outcome
from tests.journeys.hands import Hands
from ui.app.dialogs import FormDialog
from ui.certificates.check_dialog import CheckDialog
from ui.certificates.page import CertificatesPage
from ui.travel.case_dialog import CaseDialog
from ui.travel.decision_dialog import DecisionDialog
from ui.travel.flight_dialog import FlightDialog
from ui.travel.page import DeparturesPage
from ui.travel.screening_dialog import ScreeningDialog
from ui.widgets.segmented import Segmented

FLIGHT, ROUTE = "ET807", "KGL-ADD-ORD"
MEASURED = {"temperature": "36.7", "pulse": "72", "oxygen_saturation": "97"}


def departures(hands: Hands) -> DeparturesPage:
    """Go to the departures by F9."""
    hands.press(Qt.Key.Key_F9)
    return hands.page(DeparturesPage)


def plan_flight(hands: Hands, day: str, time: QTime, destination: str = "United States") -> DeparturesPage:
    """Plan the flight by keyboard."""
    page = departures(hands)
    hands.click(page.plan if page.plan.isVisible() else hands.button("Plan a departure"))
    dialog = hands.dialog(FlightDialog)
    hands.write(FLIGHT)
    hands.fill(dialog.day, day)
    hands.tab_to(dialog.time)
    hands.write(time.toString("HH:mm"))
    assert dialog.time.text() == time.toString("HH:mm")
    hands.fill(dialog.route, ROUTE)
    hands.choose(dialog.destination, destination)
    hands.alt("P")
    hands.closed(dialog)
    return hands.page(DeparturesPage)


def add_family(hands: Hands, page: DeparturesPage, case_number: str, *, without: tuple[str, ...] = ()) -> None:
    """Put a case on the flight, some of its people left out."""
    hands.alt("A")
    dialog = hands.dialog(CaseDialog)
    hands.write(case_number)
    hands.until(lambda: dialog.case is not None, "the case is found")
    hands.settled()
    for box in dialog.findChildren(QCheckBox):
        if any(name in box.text() for name in without):
            hands.click(box)
    hands.alt("A")
    hands.closed(dialog)
    hands.until(lambda: page.table.rows(), "the travellers are listed")


def choose_traveller(hands: Hands, page: DeparturesPage, name: str) -> None:
    """Choose somebody in the list by the arrow keys."""
    hands.click(page.table.viewport())
    hands.press(Qt.Key.Key_Home)
    for _ in page.table.rows():
        row = page.table.current_row()
        if row is not None and name in row.person.name:
            break
        hands.press(Qt.Key.Key_Down)
    hands.settled()
    row = page.table.current_row()
    assert row is not None
    assert name in row.person.name


def screen(hands: Hands, page: DeparturesPage) -> None:
    """Screen the chosen traveller by keys: N to every question, the measures typed."""
    hands.click(page.panel.next_button)
    dialog = hands.dialog(ScreeningDialog)
    for _ in range(60):
        question = next((one for one in dialog.questions.values() if one.editor is hands.focus), None)
        if question is None:
            break
        if isinstance(question.editor, Segmented):
            hands.write("n")
        else:
            hands.write(MEASURED.get(question.field.code, ""))
            hands.press(Qt.Key.Key_Tab)
    hands.click(dialog.act_button)
    hands.closed(dialog)


def decide(hands: Hands, page: DeparturesPage, outcome: Outcome) -> None:
    """Decide as the physician."""
    hands.click(page.panel.next_button)
    dialog = hands.dialog(DecisionDialog)
    hands.click(dialog.choices[outcome])
    hands.click(dialog.act_button)
    hands.closed(dialog)


# -- certificates -----------------------------------------------------------------------------------------------------


def certificates(hands: Hands) -> CertificatesPage:
    """Go to the certificates by F10."""
    hands.press(Qt.Key.Key_F10)
    return hands.page(CertificatesPage)


def issue_and_save(hands: Hands, folder: Path) -> tuple[CertificatesPage, Path]:
    """Issue the certificate that is ready and save its paper into a folder."""
    page = certificates(hands)
    hands.until(lambda: page.lists.ready.rows(), "a certificate is ready")
    hands.click(page.lists.ready.viewport())
    hands.ctrl(Qt.Key.Key_A)
    hands.alt("I")
    hands.until(lambda: page.view.value() == "issued" and page.lists.issued.rows(), "the certificate is issued")
    hands.settled()
    hands.click(page.lists.issued.viewport())
    hands.ctrl(Qt.Key.Key_A)
    hands.choose_file(folder, lambda: hands.alt("S"))
    hands.until(lambda: list(folder.glob("*.pdf")), "the paper is saved")
    hands.until(lambda: not page.work.isVisible(), "the work is done")
    hands.settled()
    return page, next(iter(folder.glob("*.pdf")))


def save_public_key(hands: Hands, page: CertificatesPage, path: Path) -> None:
    """Save the key with which anybody can check."""
    hands.choose_file(path, lambda: hands.click(page.keys))
    hands.until(path.exists, "the key is saved")


def check(hands: Hands, text: str) -> str:
    """Scan the code of a paper into the dialog that checks it; returns the verdict."""
    page = hands.page(CertificatesPage)
    hands.click(page.check)
    dialog = hands.dialog(CheckDialog)
    hands.write(text)
    hands.press(Qt.Key.Key_Return)
    hands.until(dialog.card.isVisible, "there is a verdict")
    hands.settled()
    said = f"{dialog.verdict.text()}. {dialog.why.text()}"
    hands.press(Qt.Key.Key_Escape)
    hands.closed(dialog)
    return said


def revoke(hands: Hands, page: CertificatesPage, reason: str) -> None:
    """Revoke the certificate that is shown."""
    hands.click(page.panel.revoke)
    dialog = hands.dialog(FormDialog)
    hands.write(reason)
    QTest.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    hands.closed(dialog)
