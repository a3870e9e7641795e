"""What the program says to what cannot be right, and to surroundings that fail: a clear message, nothing lost, nothing
half written.

    what comes                                              where it is tested
    ------------------------------------------------------  ------------------------------------------------------------
    a check digit of a document that does not fit           tests/ui/registration/test_registration.py, test_mrz.py
    a date that cannot be, partial and estimated dates      tests/ui/registration/test_registration.py, test_birth.py
    a photo of 10 MB, a file that is no picture             tests/ui/registration/test_registration.py, test_photos.py
    a picture that claims to be enormous                    tests/mhac/registration/test_photos.py
    measured values that cannot be                          tests/ui/exams/test_exam_page.py, tests/mhac/exams
    a code that is no certificate, a changed paper          tests/ui/certificates/test_page.py, test_code.py
    a wrong password, five of them                          tests/ui/app/test_window.py
    a server that does not answer, a wrong address          tests/mhac/kernel/test_database.py, tests/ui/admin
    one record, one time, two people                        tests/ui/registration, test_two_desks.py, tests/mhac/exams

Here stands what only the whole window can show: names of any script and hostile texts on every screen they come to, and
a disk or a file that fails under a person who works.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import event

from mhac.exams import queries as exams
from mhac.kernel import audit
from mhac.registration import queries as registration
from mhac.security.rules import Role
from tests.clinic import STAFF
from tests.journeys import examination, reception
from tests.journeys.hands import Hands
from tests.journeys.house import House, found
from ui.app.door import Door
from ui.app.window import Window
from ui.exams.page import ExamPage
from ui.registration.page import PeoplePage

NAMES = (
    ("ተስፋዬ", "ሃና"),
    ("محمدی", "زهرا"),
    ("王", "小明"),
    ("Nguyễn", "Thị Ánh"),
    ("O'Neil", "Zoë-Ann"),
    ("Щукин", "Илья"),
    ("Robert'); DROP TABLE person;--", "1 OR 1=1"),
    ("<b>Mukamana</b>", "<img src=x onerror=alert(1)>"),
    ("%s%n{0}&amp;", "\\N{BULLET} %1"),
)


@pytest.fixture
def hands(sqlite_house: House, open_window: Callable[[Door], Window]) -> Iterator[Hands]:
    """Hands at the window of a clinic on the encrypted file."""
    made = Hands(open_window(sqlite_house.door()))
    yield made
    made.let_go()


# -- texts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("family", "given"), NAMES, ids=[family for family, _ in NAMES])
def test_a_name_is_shown_as_it_was_typed_wherever_it_comes(
    family: str, given: str, hands: Hands, sqlite_house: House
) -> None:
    hands.sign_in(Role.RECEPTIONIST)
    page = begin_by_hand(hands, family, given)
    hands.click(page.registration.save_button)
    hands.until(page.browse.isVisible, f"{family} is on file: {page.registration.problem.text()}")
    hands.settled()
    hands.until(lambda: hands.reads(given, page.browse.preview), "the person is shown")
    all_words_are_plain(hands)

    hands.ctrl(Qt.Key.Key_K)
    hands.write(family)
    hands.pause(150)
    assert [line.title for line in hands.shell.top.find_box.popup.lines()], "the name is not found again"
    hands.press(Qt.Key.Key_Return)
    hands.settled()
    all_words_are_plain(hands)
    assert hands.reads(given)
    reception.book_family(hands, family, people=1)
    hands.settled()
    assert reception.let_in(hands, family, people=1) == ("A-01",)
    assert people_on_file(sqlite_house) == [(family, given)]


def begin_by_hand(hands: Hands, family: str, given: str) -> PeoplePage:
    """Type a person with a case into the registration, without saving."""
    page = reception.begin_registration(hands)
    form = page.registration.form
    for field, text in ((form.family_name, family), (form.given_names, given), (form.birth, "14 Mar 1990")):
        hands.fill(field, text)
    hands.click(form.sex.button("F"))
    hands.choose(page.registration.case.form.country, "United States")
    hands.choose(page.registration.case.form.category, "efugee")
    return page


def all_words_are_plain(hands: Hands) -> None:
    """No label that can be seen would read a text as HTML."""
    shown = [each for each in hands.window.findChildren(QLabel) if each.isVisible() and "<" in each.text()]
    rich = [each.text() for each in shown if each.textFormat() is not Qt.TextFormat.PlainText]
    assert not rich, f"shown as HTML: {rich}"


def people_on_file(house: House) -> list[tuple[str, str]]:
    """Everybody on file, and the audit whole."""
    entered = house.enter(Role.ADMINISTRATOR)
    with entered.database.reading(entered.actor) as uow:
        assert audit.verify(uow.session).faults == ()
        count = registration.counts(uow).people
        people = registration.people(uow, range(1, count + 1))
    entered.database.close()
    return [(person.family_name, person.given_names) for person in people.values()]


# -- surroundings that fail -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """A way in which disk or file fail, how it is brought about and taken away, and what is to be read."""

    name: str
    says: str
    begins: str
    ends: str


FULL = Fault("full", "The disk is full", "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1073741823")
READ_ONLY = Fault("read-only", "can only be read", "PRAGMA query_only = ON", "PRAGMA query_only = OFF")
LOCKED = Fault("locked", "busy with another program", "PRAGMA busy_timeout = 60", "PRAGMA busy_timeout = 5000")


@contextmanager
def failing(hands: Hands, house: House, fault: Fault) -> Iterator[None]:
    """Let the window's own connections meet the fault for a while; a lock is really held by another program."""
    assert hands.window.context is not None
    engine = hands.window.context.database.engine
    now = [fault.begins]
    if fault is FULL:
        leave_no_room(house)

    def meet(raw: Any, _record: Any, _proxy: Any) -> None:
        raw.execute(now[0])

    event.listen(engine, "checkout", meet)
    other = house.enter(Role.ADMINISTRATOR).database if fault is LOCKED else None
    held = other.engine.connect() if other is not None else None
    if held is not None:
        held.begin()
    yield
    if held is not None and other is not None:
        held.close()
        other.close()
    now[0] = fault.ends


def leave_no_room(house: House) -> None:
    """Give back every free page of the file, so that what is added next needs new ones."""
    entered = house.enter(Role.ADMINISTRATOR)
    with entered.database.engine.connect() as connection:
        connection.connection.execute("VACUUM")
    entered.database.close()


@pytest.mark.parametrize("fault", [FULL, READ_ONLY, LOCKED], ids=lambda fault: fault.name)
def test_a_failing_disk_is_said_and_the_registration_stays_to_be_saved_later(
    fault: Fault, hands: Hands, sqlite_house: House, tmp_path: Path
) -> None:
    hands.sign_in(Role.RECEPTIONIST)
    page = begin_by_hand(hands, "Mukamana", "Béatrice")
    picture = tmp_path / "face.jpg"
    Image.effect_noise((400, 500), 90).save(picture, quality=95)  # grain, so that it takes its room in the file
    hands.choose_file(picture, lambda: hands.click(page.registration.photo.choose_button))
    with failing(hands, sqlite_house, fault):
        hands.click(page.registration.save_button)
        hands.until(lambda: fault.says in page.registration.problem.text(), f"the window says: {fault.says}")
        hands.settled()
        assert page.registration.isVisible()
        assert page.registration.form.family_name.text() == "Mukamana"
        assert page.registration.photo.value() is not None
    assert people_on_file(sqlite_house) == []
    hands.click(page.registration.save_button)
    hands.until(page.browse.isVisible, "she is on file")
    hands.settled()
    assert people_on_file(sqlite_house) == [("Mukamana", "Béatrice")]


@pytest.mark.parametrize("fault", [FULL, READ_ONLY, LOCKED], ids=lambda fault: fault.name)
def test_what_is_typed_into_an_exam_outlives_a_failing_disk(fault: Fault, hands: Hands, sqlite_house: House) -> None:
    hands.sign_in(Role.PHYSICIAN)
    page = begin_by_hand(hands, "Mukamana", "Béatrice")
    hands.click(page.registration.save_button)
    hands.until(page.browse.isVisible, "she is on file")
    hands.settled()
    exam = examination.open_exam(hands, "Mukamana")
    examination.go_to_section(hands, exam, "tb")
    hands.click(exam.form.question("tb_signs_note").first_field())
    text = "née à Goma, tousse depuis trois semaines; " * (300 if fault is FULL else 1)
    with failing(hands, sqlite_house, fault):
        hands.write(text)
        hands.until(lambda: hands.reads(fault.says, exam), f"the window says: {fault.says}")
        hands.press(Qt.Key.Key_F5)  # nobody leaves what is typed behind
        hands.settled()
        assert isinstance(hands.shell.page, ExamPage)
    hands.until(lambda: draft_on_file(sqlite_house) == text.strip(), "the draft is kept when the disk is well again")
    hands.press(Qt.Key.Key_F5)
    hands.page(PeoplePage)


def draft_on_file(house: House) -> object:
    """What is kept of the note in the exam."""
    entered = house.enter(Role.PHYSICIAN)
    with entered.database.reading(entered.actor) as uow:
        draft = exams.exam(uow, 1).drafts.get("tb")
    entered.database.close()
    return draft.values["tb_signs_note"] if draft is not None else None


def another_clinic(house: House, other: Path) -> None:
    shutil.copy(found(other, house.clock).folder.database, house.folder.database)


def damaged(house: House, _other: Path) -> None:
    content = bytearray(house.folder.database.read_bytes())
    content[2000:6000] = bytes(4000)
    house.folder.database.write_bytes(content)


def no_database(house: House, _other: Path) -> None:
    house.folder.database.write_text("This is no database", encoding="utf-8")


def missing(house: House, _other: Path) -> None:
    house.folder.database.unlink()


def keys_damaged(house: House, _other: Path) -> None:
    house.folder.slots.write_text('{"format": 1, "slots": [', encoding="utf-8")


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (another_clinic, "does not fit this data file"),
        (damaged, "does not fit this data file"),
        (no_database, "does not fit this data file"),
        (missing, "data file is missing"),
        (keys_damaged, "file with the keys is damaged"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_wrong_file_in_the_clinic_s_place_is_said_at_the_sign_in_and_left_as_it_is(
    happens: Callable[[House, Path], None], says: str, sqlite_house: House, tmp_path: Path,
    open_window: Callable[[Door], Window],
) -> None:  # fmt: skip
    happens(sqlite_house, tmp_path / "other")
    before = kept(sqlite_house)
    hands = Hands(open_window(sqlite_house.door()))
    hands.ask_to_come_in(STAFF[Role.NURSE][0])
    hands.until(lambda: hands.reads(says), f"the window says: {says}")
    hands.settled()
    assert hands.window.shell is None
    assert kept(sqlite_house) == before
    hands.let_go()


def kept(house: House) -> dict[str, bytes]:
    """The clinic's files, byte by byte."""
    return {path.name: path.read_bytes() for path in (house.folder.database, house.folder.slots) if path.exists()}
