"""The real program in a process of its own, worked by a script until somebody kills it.

    python -m tests.journeys.crash_driver FOLDER JOURNAL FIRST_ACT SEED

It opens the clinic's window as `mhac` does, signs in, and does acts in turn: types into an exam and finishes the
section, signs exams, issues certificates, writes their files, answers a screening and registers a person without
finishing either. Before and after each act, and after each letter, one line goes to the journal and to the disk: what
an honest witness would know at the moment of the kill.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mhac import rooms
from tests.clinic import PASSWORD
from tests.journeys.crash_clinic import LOGIN, TO_SIGN, TYPED, house_in
from tests.journeys.departure import certificates, departures
from tests.journeys.examination import go_to_section, open_exam
from tests.journeys.hands import Hands
from ui.app import theme
from ui.app.dialogs import PasswordDialog
from ui.app.languages import use_language
from ui.app.preferences import Preferences
from ui.main import make_window
from ui.registration.page import PeoplePage
from ui.travel.screening_dialog import ScreeningDialog

ACTS = ("type", "sign", "issue", "seal", "screen", "register")
SECTION, FIELD = "tb", "tb_signs_note"
NOTE = "note"  # of the screening
WORDS = ("cough", "three", "weeks", "no", "blood", "night", "sweats", "stable", "né", "à", "Goma", "O'Brien", "<b>")
BETWEEN_KEYS_MS = 30


def open_screening(hands: Hands) -> ScreeningDialog:
    """Screen the first traveller of the next flight."""
    page = departures(hands)
    hands.until(lambda: page.table.rows(), "the travellers are listed")
    hands.settled()
    hands.click(page.panel.screen_button)
    dialog = hands.dialog(ScreeningDialog)
    hands.settled()
    return dialog


def open_registration(hands: Hands) -> PeoplePage:
    """Begin to register somebody, or go on with it."""
    hands.press(Qt.Key.Key_F5)
    page = hands.page(PeoplePage)
    hands.settled()
    hands.click(page.browse.register_button)
    hands.settled()
    return page


class Witness:
    """Writes down what is about to happen and what has happened, durably."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def say(self, event: str, **facts: object) -> None:
        """Write one line to the disk, then tell who watches."""
        line = json.dumps({"event": event, "at": time.time(), **facts}) + "\n"
        os.write(self._file, line.encode())
        os.fsync(self._file)
        if event != "typed":
            sys.stdout.write(line)
            sys.stdout.flush()


class Desk:
    """The acts, each with its witness."""

    def __init__(self, hands: Hands, witness: Witness, folder: Path, dice: random.Random) -> None:
        self._hands, self._witness, self._folder, self._dice = hands, witness, folder, dice
        self._signed = self._issued = 0
        self._rounds = 0

    def act(self, name: str) -> None:
        """Do one act."""
        acts: dict[str, Callable[[], None]] = {
            "type": self._type, "sign": self._sign, "issue": self._issue, "seal": self._seal,
            "screen": self._screen, "register": self._register,
        }  # fmt: skip
        acts[name]()

    def _type(self) -> None:
        hands, witness = self._hands, self._witness
        page = open_exam(hands, TYPED)
        go_to_section(hands, page, SECTION)
        text = self._write("type", page.form.question(FIELD).first_field())
        witness.say("begin", act="save", text=text)
        hands.ctrl(Qt.Key.Key_Return)
        hands.until(lambda: page.presenter is not None and not page.presenter.is_typed(SECTION), "the section is saved")
        witness.say("end", act="save", text=text)
        hands.settled()

    def _write(self, act: str, field: QWidget) -> str:
        """Write into a field, letter by letter."""
        self._rounds += 1
        text = f"Round {self._rounds}: " + " ".join(self._dice.choices(WORDS, k=10))
        self._hands.fill(field, "")
        self._witness.say("begin", act=act)
        for place, sign in enumerate(text, 1):
            self._hands.write(sign)
            self._witness.say("typed", text=text[:place])
            QTest.qWait(BETWEEN_KEYS_MS)
        self._witness.say("end", act=act)
        return text

    def _screen(self) -> None:
        """Answer a screening and leave it unfinished."""
        dialog = open_screening(self._hands)
        self._write("screen", dialog.questions[NOTE].editor)
        self._hands.press(Qt.Key.Key_Escape)
        self._hands.closed(dialog)

    def _register(self) -> None:
        """Type into a registration and leave it unfinished."""
        page = open_registration(self._hands)
        self._write("register", page.registration.form.address)
        self._hands.press(Qt.Key.Key_Escape)
        self._hands.settled()

    def _sign(self) -> None:
        if self._signed == len(TO_SIGN):
            return
        hands, witness = self._hands, self._witness
        page = open_exam(hands, TO_SIGN[self._signed])
        go_to_section(hands, page, "signature")
        hands.click(page.closing.signature.sign_button)
        dialog = hands.dialog(PasswordDialog)
        hands.write(PASSWORD)
        witness.say("begin", act="sign", name=TO_SIGN[self._signed])
        hands.press(Qt.Key.Key_Return)
        hands.closed(dialog)
        witness.say("end", act="sign", name=TO_SIGN[self._signed])
        hands.settled()
        self._signed += 1

    def _issue(self) -> None:
        hands, witness = self._hands, self._witness
        page = certificates(hands)
        hands.click(page.view.button("ready"))
        hands.settled()
        if not page.lists.ready.rows():
            return
        page.lists.ready.selectRow(0)
        decision = page.lists.ready.selected_rows()[0].decision_id
        witness.say("begin", act="issue", decision=decision)
        hands.click(page.lists.acts["issue"])
        hands.until(lambda: page.view.value() == "issued", "the certificate is issued")
        hands.until(lambda: not page.work.isVisible(), "the work is done")
        witness.say("end", act="issue", decision=decision)
        hands.settled()
        self._issued += 1

    def _seal(self) -> None:
        """Write the papers of everything issued; the folder is named by the script instead of a file dialog."""
        if not self._issued:
            self._issue()
        hands, witness = self._hands, self._witness
        page = certificates(hands)
        hands.click(page.view.button("issued"))
        hands.settled()
        page.lists.issued.selectAll()
        numbers = [row.number for row in page.lists.issued.selected_rows()]
        witness.say("begin", act="seal", numbers=numbers)
        page.save_to(self._folder)
        hands.until(lambda: not page.work.isVisible(), "the papers are written")
        witness.say("end", act="seal", numbers=numbers)
        hands.settled()


def main(folder: Path, journal: Path, first: str, seed: int) -> None:
    """Open the window and work until killed."""
    rooms.load_records()
    app = QApplication(["mhac"])
    theme.apply(app, dark=False)
    use_language("en")
    house = house_in(folder)
    window = make_window(house.door(), Preferences(house.folder))
    window.resize(1440, 900)
    window.begin()
    window.show()
    hands, witness = Hands(window), Witness(journal)
    hands.sign_in_as(LOGIN)
    papers = folder / "papers"
    papers.mkdir()
    desk = Desk(hands, witness, papers, random.Random(seed))
    turns = ACTS[ACTS.index(first):] + ACTS[:ACTS.index(first)]
    witness.say("ready")
    while True:
        for act in turns:
            desk.act(act)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
