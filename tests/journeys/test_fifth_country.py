"""A country that the program does not bring, from its YAML file to the certificate, all of it at the window.

The physician imports and adopts the clinic's own template; reception registers somebody for that country, who is
examined in its form and flies there with a certificate. Then the template is retired, and the signed exam still opens.
"""

from pathlib import Path

from PySide6.QtCore import Qt, QTime

from mhac.security.rules import Role
from mhac.travel.rules import Outcome
from tests.clinic import TurnableClock
from tests.documents.papers import codes, text
from tests.journeys import departure, examination, reception
from tests.journeys.hands import Hands
from tests.journeys.house import House
from tests.mhac.exams.examined import FILM_NORMAL
from ui.app.dialogs import ReasonDialog
from ui.protocols.adopt_dialog import AdoptDialog
from ui.protocols.import_dialog import ImportDialog
from ui.protocols.page import ProtocolsPage

TEMPLATE = Path(__file__).resolve().parents[1] / "mhac" / "protocols" / "united_kingdom.yaml"
ANSWERS: dict[str, examination.Answers] = {
    "identity": {"stay_months": 24, "residence": "RW"},
    "tb": {},
    "vitals": {"height_cm": 168, "weight_kg": 61},
    "physical": {},
    "xray": dict(FILM_NORMAL),
}


def test_a_fifth_country_from_its_file_to_the_certificate(
    hands: Hands, house: House, clock: TurnableClock, tmp_path: Path
) -> None:
    hands.sign_in(Role.PHYSICIAN)
    protocols = import_template(hands)
    adopt(hands, protocols)
    hands.sign_out()

    hands.sign_in(Role.RECEPTIONIST)
    case_number = register(hands)
    hands.sign_out()

    hands.sign_in(Role.PHYSICIAN)
    examine(hands)
    hands.sign_out()

    clock.forward(days=2)
    fly(hands, case_number)
    hands.sign_in(Role.ADMINISTRATOR)
    _, paper = departure.issue_and_save(hands, tmp_path)
    words = text(paper.read_bytes())
    for said in ("ERIKSSON Anna Maria", case_number, "United Kingdom", "Fit to travel"):
        assert said in words
    assert codes(paper.read_bytes(), 200)["Code128"] == {paper.stem}
    hands.sign_out()

    hands.sign_in(Role.PHYSICIAN)
    retire(hands)
    page = examination.open_exam(hands, "Anna")
    assert hands.reads("United Kingdom · Visa for a stay of more", page)


def import_template(hands: Hands) -> ProtocolsPage:
    """Import the file on the page Protocols, with a reason."""
    hands.press(Qt.Key.Key_F12)
    page = hands.page(ProtocolsPage)
    hands.settled()
    own = page.library.own
    hands.choose_file(TEMPLATE, lambda: hands.click(own.import_button))
    dialog = hands.dialog(ImportDialog)
    assert hands.reads("The country has no protocol yet", dialog)
    hands.fill(dialog.reason, "The clinic screens for the United Kingdom too")
    hands.click(dialog.act_button)
    hands.closed(dialog)
    hands.until(lambda: any(row.edition.country == "GB" for row in page.library.editions.rows()), "it is in the list")
    hands.settled()
    return page


def choose(hands: Hands, page: ProtocolsPage) -> None:
    """Choose the imported edition in the list by the arrow keys."""
    editions = page.library.editions
    hands.click(editions.viewport())
    hands.press(Qt.Key.Key_Home)
    for _ in editions.rows():
        row = editions.current_row()
        if row is not None and row.edition.country == "GB":
            break
        hands.press(Qt.Key.Key_Down)
    hands.settled()


def adopt(hands: Hands, page: ProtocolsPage) -> None:
    """Adopt the imported edition as the panel physician."""
    choose(hands, page)
    assert hands.reads("United Kingdom, tuberculosis screening before entry", page)
    hands.click(page.library.panel.adopt_button)
    dialog = hands.dialog(AdoptDialog)
    hands.click(dialog.act_button)
    hands.closed(dialog)
    hands.until(lambda: hands.reads("Dr Claire Uwase", page), "the edition is adopted")
    hands.settled()


def register(hands: Hands) -> str:
    """Register the woman of the passport with a case for the United Kingdom; returns the number of the case."""
    page = reception.begin_registration(hands)
    reception.scan_document(hands, reception.TD3)
    reception.give_consent(hands, page)
    case = page.registration.case
    hands.choose(case.form.country, "United Kingdom")
    hands.choose(case.form.category, "Visa for a stay")
    hands.click(page.registration.save_button)
    hands.settled()
    hands.until(lambda: page.browse.preview.whole is not None, "she is shown")
    whole = page.browse.preview.whole
    assert whole is not None
    return whole.cases[0].number


def examine(hands: Hands) -> None:
    """Examine her in the form of the United Kingdom, and sign."""
    page = examination.open_exam(hands, "Anna")
    assert [entry.key for entry in page.sections.entries()][:3] == ["identity", "tb", "vitals"]
    examination.fill_sections(hands, page, ANSWERS)
    examination.confirm_classification(hands, page)
    examination.sign(hands, page)


def fly(hands: Hands, case_number: str) -> None:
    """Plan the flight, screen and decide."""
    hands.sign_in(Role.RECEPTIONIST)
    page = departure.plan_flight(hands, "13 Mar 2026", QTime(21, 55), "United Kingdom")
    departure.add_family(hands, page, case_number)
    hands.sign_out()
    hands.sign_in(Role.NURSE)
    departure.screen(hands, departure.departures(hands))
    hands.sign_out()
    hands.sign_in(Role.PHYSICIAN)
    departure.decide(hands, departure.departures(hands), Outcome.FIT)
    hands.sign_out()


def retire(hands: Hands) -> None:
    """Take the template from the shelf again."""
    hands.press(Qt.Key.Key_F12)
    page = hands.page(ProtocolsPage)
    hands.settled()
    choose(hands, page)
    hands.click(page.library.own.retire_button)
    dialog = hands.dialog(ReasonDialog)
    hands.write("The clinic ended the programme")
    hands.click(dialog.act_button)
    hands.closed(dialog)
    hands.until(lambda: all(row.edition.country != "GB" or (row.own is not None and not row.own.in_force)
                            for row in page.library.editions.rows()), "it is retired")  # fmt: skip
