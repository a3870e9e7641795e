"""What happens on an ordinary day beside the straight way: mistakes mended, screens locked, other people, no mouse."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from mhac.exams import queries as exams
from mhac.exams.casefile import casefile
from mhac.exams.rules import ExamStatus
from mhac.security.rules import Role
from tests.clinic import PASSWORD, STAFF, TurnableClock
from tests.journeys import examination, reception
from tests.journeys.conftest import ENGINES
from tests.journeys.hands import Hands
from tests.journeys.house import NAME, House
from tests.postgres import PostgresServer
from ui.admin.wizard import Wizard
from ui.app.door import Door
from ui.app.lock_screen import LockScreen
from ui.app.rail import RailEntry
from ui.app.window import Window
from ui.exams.move_dialog import MoveDialog
from ui.exams.page import ExamPage
from ui.registration.page import PeoplePage

SECTION, FIELD = "tb", "tb_signs_note"
TYPED = "Cough for three weeks, no blood"


@pytest.fixture
def one_woman(hands: Hands) -> Hands:
    """Somebody registered the woman of the passport with a case; a nurse is at the desk now."""
    hands.sign_in(Role.RECEPTIONIST)
    page = reception.begin_registration(hands)
    reception.scan_document(hands, reception.TD3)
    hands.choose(page.registration.case.form.country, "United States")
    hands.choose(page.registration.case.form.category, "efugee")
    hands.click(page.registration.save_button)
    hands.until(page.browse.isVisible, "the woman is on file")
    hands.settled()
    hands.sign_out()
    hands.sign_in(Role.NURSE)
    return hands


def type_a_note(hands: Hands) -> ExamPage:
    """Open the exam and type into a line of it, without finishing the section."""
    page = examination.open_exam(hands, "Eriksson")
    examination.go_to_section(hands, page, SECTION)
    hands.click(page.form.question(FIELD).first_field())
    hands.write(TYPED)
    return page


def shown_note(page: ExamPage) -> object:
    return page.form.question(FIELD).first_field().text()  # type: ignore[attr-defined]


def test_the_lock_hides_what_is_typed_and_gives_it_back(one_woman: Hands, house: House) -> None:
    hands = one_woman
    page = type_a_note(hands)
    hands.ctrl(Qt.Key.Key_L)
    hands.until(lambda: hands.window.is_locked, "the screen is locked")
    assert not page.isVisible()
    assert not any("Eriksson" in text or "ERIKSSON" in text or TYPED in text for text in hands.said())
    assert "ERIKSSON" not in hands.window.windowTitle()
    hands.settled()
    assert draft_on_file(house) == TYPED

    hands.press(Qt.Key.Key_F5)  # the keys of the workspace do nothing behind the lock
    hands.write("not the password")
    hands.press(Qt.Key.Key_Return)
    hands.settled()
    assert hands.window.is_locked
    lock = hands.window.findChild(LockScreen)
    assert lock is not None
    hands.fill(lock.form.password, PASSWORD)
    hands.press(Qt.Key.Key_Return)
    hands.until(page.isVisible, "the exam is back")
    assert shown_note(page) == TYPED
    hands.ctrl(Qt.Key.Key_Return)
    hands.settled()
    assert page.presenter is not None
    assert not page.presenter.is_typed(SECTION)
    assert page.presenter.values[FIELD] == TYPED


def draft_on_file(house: House) -> object:
    entered = house.enter(Role.NURSE)
    with entered.database.reading(entered.actor) as uow:
        view = exams.exam(uow, 1)
    entered.database.close()
    return view.drafts[SECTION].values[FIELD]


def test_somebody_else_signs_in_and_finds_nothing_of_the_other(one_woman: Hands) -> None:
    hands = one_woman
    type_a_note(hands)
    hands.sign_out()
    hands.sign_in(Role.RECEPTIONIST)
    assert hands.reads(STAFF[Role.RECEPTIONIST][1])
    hands.press(Qt.Key.Key_F6)
    hands.settled()
    assert not isinstance(hands.shell.page, ExamPage)
    assert "Administration" not in [entry.text() for entry in hands.shell.rail.findChildren(RailEntry)]
    hands.sign_out()
    hands.sign_in(Role.NURSE)
    page = examination.open_exam(hands, "Eriksson")
    assert page.restored_strip.isVisible()
    examination.go_to_section(hands, page, SECTION)
    assert shown_note(page) == TYPED


def test_an_exam_on_the_wrong_person_is_moved_and_another_is_voided(hands: Hands, house: House) -> None:
    hands.sign_in(Role.NURSE)
    reception.register_family(hands)
    page = examination.open_exam(hands, "Peter")
    examination.fill_sections(hands, page, {"identity": {}, "vitals": examination.NURSE["vitals"]})
    file = examination.open_casefile(hands, "Peter")
    hands.choose_in_menu(file.more_button, "Move the exam")
    dialog = hands.dialog(MoveDialog)
    karin = next(member for member in file.file.members if member.given_names == "Karin") if file.file else None
    assert karin is not None
    hands.click(dialog.choice(karin.person_id))
    hands.click(dialog.reason)
    hands.write("Entered on the father by mistake")
    hands.click(dialog.act_button)
    hands.closed(dialog)
    assert hands.reads("No exam yet", file)
    assert moved_to(house, karin.person_id) == (ExamStatus.DRAFT, "Entered on the father by mistake")

    file = examination.open_casefile(hands, "Karin")
    assert file.exams.rows()
    hands.choose_in_menu(file.more_button, "Void the exam")
    examination.give_reason(hands, "The wrong form was used")
    hands.until(lambda: [line.status for line in file.exams.rows()] == [ExamStatus.VOID], "the exam is void")


def moved_to(house: House, person_id: int) -> tuple[ExamStatus, str]:
    entered = house.enter(Role.NURSE)
    with entered.database.reading(entered.actor) as uow:
        file = casefile(uow, person_id)
    entered.database.close()
    assert file.exam is not None
    return file.exam.status, next(event.reason for event in file.events if event.reason)


def test_register_book_and_let_in_without_a_mouse(hands: Hands) -> None:
    hands.has_mouse = False
    sign_in_by_keys(hands)
    page = reception.begin_registration(hands)
    reception.scan_document(hands, reception.TD3)
    form = page.registration.case.form
    hands.tab_to(form.country)
    hands.write("United")  # a space would open the list
    hands.press(Qt.Key.Key_Tab)
    hands.pause(500)  # letters that follow quickly belong to the same word
    hands.write("Ref")
    assert (form.country.currentText(), form.category.currentText()) == ("United States", "Refugee")
    hands.ctrl(Qt.Key.Key_Return)
    hands.until(page.browse.isVisible, "she is on file")
    hands.settled()
    assert isinstance(hands.shell.page, PeoplePage)
    reception.book_family(hands, "Eriksson", people=1)
    assert reception.let_in(hands, "Eriksson", people=1) == ("A-01",)


def sign_in_by_keys(hands: Hands) -> None:
    hands.settled()
    hands.write(STAFF[Role.RECEPTIONIST][0])
    hands.press(Qt.Key.Key_Tab)
    hands.write(PASSWORD)
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: hands.window.shell is not None, "Rose is in")
    hands.settled()


def test_a_second_document_of_the_same_person_is_recognised(one_woman: Hands) -> None:
    hands = one_woman
    page = reception.begin_registration(hands)
    reception.scan_document(hands, reception.TD2)
    hands.pause(300)
    assert hands.reads("ERIKSSON Anna Maria", page.registration.duplicates)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_clinic_is_founded_by_the_wizard_and_opens(
    engine: str, tmp_path: Path, clock: TurnableClock, open_window: Callable[[Door], Window],
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    from mhac import rooms
    from mhac.kernel.paths import DataFolder

    hands = Hands(open_window(Door(DataFolder(tmp_path / "clinic"), rooms.granted, clock=clock)))
    wizard = hands.window.findChild(Wizard)
    assert wizard is not None
    server: PostgresServer | None = request.getfixturevalue("postgres") if engine == "postgresql" else None
    url = server.database() if server is not None else ""
    if url:
        hands.click(wizard.place.server)
        hands.fill(wizard.place.url, url)
    hands.click(wizard.next_button)
    hands.until(wizard.clinic.form.name.isVisible, "the server's address was tried")
    hands.fill(wizard.clinic.form.name, NAME)
    hands.fill(wizard.clinic.form.site_code, "KGL")
    hands.click(wizard.next_button)
    form = wizard.administrator.form
    for field, text in ((form.name, "Rose Mutoni"), (form.login, STAFF[Role.RECEPTIONIST][0]),
                        (form.password, PASSWORD), (form.again, PASSWORD)):  # fmt: skip
        hands.fill(field, text)
    hands.click(form.roles.box("receptionist"))
    hands.click(wizard.next_button)
    hands.until(lambda: wizard.step is wizard.recovery, "the clinic is founded")
    assert wizard.recovery.card is not None
    code = next(text for text in hands.said(wizard.recovery) if text.count("-") > 3)
    hands.fill(wizard.recovery.card.again, code)
    while wizard.step is not wizard.done:
        before = wizard.step
        hands.click(wizard.next_button)
        hands.until(lambda before=before: wizard.step is not before, "the next step is shown")  # type: ignore[misc]
        hands.settled()
    hands.click(wizard.next_button)
    hands.until(lambda: hands.window.shell is not None, "the clinic opens")
    hands.settled()
    assert hands.reads("Rose Mutoni")
    hands.sign_out()
    hands.sign_in(Role.RECEPTIONIST)
    hands.has_mouse = False
    register_and_book(hands)
    hands.let_go()
    hands.window.close()
    hands.until(lambda: not hands.window.isVisible(), "the window is closed")
    if server is not None:
        server.drop(url)


def register_and_book(hands: Hands) -> None:
    """The founded clinic works: it registers and offers times at once."""
    page = reception.begin_registration(hands)
    reception.scan_document(hands, reception.TD3)
    hands.ctrl(Qt.Key.Key_Return)
    hands.until(page.browse.isVisible, "she is on file")
    hands.settled()
    reception.book_family(hands, "Eriksson", people=1)
