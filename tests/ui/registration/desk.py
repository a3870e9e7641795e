"""What one does at the registration form: type, scan, save; and everybody on file afterwards."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mhac.registration import queries
from mhac.registration.rules import PersonFile
from tests.clinic import Clinic
from ui.registration.registration_view import RegistrationView

Settled = Callable[[], None]


def type_into(qtbot: QtBot, widget: QWidget, text: str) -> None:
    widget.setFocus()
    target = widget.focusProxy() or widget
    for letter in text:
        if letter.isascii():
            qtbot.keyClicks(target, letter)
        else:  # QTest knows no key for it; an input method sends the letter alone
            QApplication.sendEvent(target, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))


def everybody(clinic: Clinic) -> list[PersonFile]:
    with clinic.act("receptionist") as uow:
        return [queries.person_file(uow, row.id) for row in queries.search_people(uow, "")]


def by_hand(qtbot: QtBot, view: RegistrationView, family: str = "Mukamana", given: str = "Béatrice") -> None:
    type_into(qtbot, view.form.family_name, family)
    type_into(qtbot, view.form.given_names, given)
    type_into(qtbot, view.form.birth, "14.3.1990")
    type_into(qtbot, view.form.sex, "f")


def scan(qtbot: QtBot, view: RegistrationView, text: str) -> None:
    """Keys as a keyboard wedge sends them: Enter after each line."""
    view.document.setFocus()
    for line in text.split("\n"):
        qtbot.keyClicks(view.document.text, line)
        qtbot.keyClick(view.document.text, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.document.state.isVisible())


def save(qtbot: QtBot, view: RegistrationView, settled: Settled) -> None:
    qtbot.mouseClick(view.save_button, Qt.MouseButton.LeftButton)
    settled()


