"""What the reception desk does at the window: scan, register, open a case, book, let in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from tests.journeys.hands import Hands
from ui.floor.arrival_dialog import ArrivalDialog
from ui.floor.page import FloorPage
from ui.registration.page import PeoplePage
from ui.scheduling.book_dialog import BookDialog
from ui.scheduling.page import BookPage

# The specimens of ICAO Doc 9303, parts 4 to 6, letter by letter.
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1 = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"


def begin_registration(hands: Hands) -> PeoplePage:
    """Go to the people and press Ctrl+N."""
    hands.press(Qt.Key.Key_F5)
    page = hands.page(PeoplePage)
    hands.ctrl(Qt.Key.Key_N)
    hands.until(page.registration.isVisible, "the registration is shown")
    hands.settled()
    return page


def scan_document(hands: Hands, zone: str) -> None:
    """Scan a document where the cursor is when a registration begins, and give the field its moment to read."""
    hands.scan(zone)
    hands.pause(300)


def give_consent(hands: Hands, page: PeoplePage, language: str = "English") -> None:
    """Consent was given, explained in a language."""
    box = page.registration.consent
    hands.click(box.decision.button("given"))
    hands.fill(box.language, language)
    hands.press(Qt.Key.Key_Return)


def register_family(hands: Hands) -> str:
    """Register the woman of the passport with a case, her husband by his card and a daughter by hand.

    Returns the number of the case.
    """
    page = begin_registration(hands)
    scan_document(hands, TD3)
    give_consent(hands, page)
    case = page.registration.case
    hands.choose(case.form.country, "United States")
    hands.choose(case.form.category, "efugee")
    hands.click(page.registration.next_button)
    hands.settled()
    assert not page.registration.problem.isVisible(), page.registration.problem.text()

    scan_document(hands, TD1)
    hands.choose(page.registration.case.relationship, "Spouse")
    hands.click(page.registration.next_button)
    hands.settled()

    write_daughter(hands, page)
    hands.choose(page.registration.case.relationship, "Child")
    hands.click(page.registration.save_button)
    hands.settled()
    hands.until(lambda: page.browse.preview.whole is not None, "the daughter is shown")
    whole = page.browse.preview.whole
    assert whole is not None
    return whole.cases[0].number


def write_daughter(hands: Hands, page: PeoplePage) -> None:
    """Type a daughter of 31."""
    form = page.registration.form
    hands.fill(form.family_name, "Eriksson")
    hands.press(Qt.Key.Key_Tab)
    hands.write("Karin")
    hands.press(Qt.Key.Key_Tab, Qt.Key.Key_F)
    hands.press(Qt.Key.Key_Tab)
    hands.write("7 Sep 1994")
    hands.press(Qt.Key.Key_Tab)


def book_family(hands: Hands, name: str, people: int = 3) -> BookPage:
    """Book by Ctrl+N: find by name, Enter takes the person and the family, Alt+B books the first free time."""
    hands.press(Qt.Key.Key_F3)
    page = hands.page(BookPage)
    hands.ctrl(Qt.Key.Key_N)
    dialog = hands.dialog(BookDialog)
    hands.write(name)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: len(dialog.person_ids()) == people, "the family is in the list")
    hands.settled()
    assert [box.isChecked() for box in dialog.findChildren(QCheckBox)] == [True] * people
    hands.alt("B")
    hands.closed(dialog)
    return page


def let_in(hands: Hands, name: str, people: int = 3) -> tuple[str, ...]:
    """Arrival by keyboard: name, Enter, then "same person" for each; returns the tickets."""
    hands.press(Qt.Key.Key_F4)
    hands.page(FloorPage)
    hands.ctrl(Qt.Key.Key_I)
    dialog = hands.dialog(ArrivalDialog)
    hands.write(name)
    hands.press(Qt.Key.Key_Return)
    hands.settled()
    for _ in range(people):
        hands.until(lambda: hands.focus is dialog.act_button, "the cursor is on “Same person”")
        hands.until(dialog.takes_press, "the face was looked at")
        hands.press(Qt.Key.Key_Return)
        hands.settled()
    hands.until(dialog.tickets, "tickets are given")
    tickets = tuple(ticket.ticket for ticket in dialog.tickets())
    assert all(hands.reads(ticket, dialog) for ticket in tickets)
    hands.until(dialog.takes_press, "the numbers were read")
    hands.press(Qt.Key.Key_Return)
    hands.closed(dialog)
    return tickets
