"""Enter in a dialog presses the button that has the ring; only from a field it is the dialog's act."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.app.dialogs import FormDialog, PasswordDialog, ReasonDialog, confirm
from ui.app.sign_in_forms import SignInForm
from ui.widgets.basics import button
from ui.widgets.fields import FieldRow

Key = Qt.Key


class Heard(list[str]):
    """What a dialog did: "act" and "back"."""

    def __init__(self, dialog: FormDialog) -> None:
        dialog.submitted.connect(lambda: self.append("act"))
        dialog.rejected.connect(lambda: self.append("back"))


def with_a_reason(*, danger: bool) -> FormDialog:
    dialog = ReasonDialog("Revoke", "Revoke", danger=danger)
    dialog.reason.setPlainText("Lost at the airport")
    return dialog


def with_a_password() -> FormDialog:
    dialog = PasswordDialog("Sign exam", "Sign exam")
    dialog.password.setText("Akagera 2026!")
    return dialog


DIALOGS: dict[str, Callable[[], FormDialog]] = {
    "password": with_a_password,
    "reason": lambda: with_a_reason(danger=False),
    "dangerous": lambda: with_a_reason(danger=True),
}


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
@pytest.mark.parametrize("kind", DIALOGS)
def test_enter_presses_the_button_that_the_tab_key_came_to(kind: str, key: Key, qtbot: QtBot, look: None) -> None:
    for wanted in ("back", "act"):
        dialog = shown(DIALOGS[kind](), qtbot)
        heard = Heard(dialog)
        tab_to(dialog.back_button if wanted == "back" else dialog.act_button, qtbot)
        qtbot.keyClick(QApplication.focusWidget(), key)
        assert heard == [wanted]
        assert dialog.isVisible() is (wanted == "act")


def test_another_button_of_the_dialog_is_pressed_and_not_the_act(qtbot: QtBot, look: None) -> None:
    dialog = FormDialog("Series", "Book")
    added: list[bool] = []
    more = button("Add a day")
    more.clicked.connect(lambda: added.append(True))
    dialog.body.addWidget(FieldRow("Name", QLineEdit()))
    dialog.body.addWidget(more)
    shown(dialog, qtbot)
    heard = Heard(dialog)
    more.setFocus()
    qtbot.keyClick(more, Key.Key_Return)
    assert (len(added), heard) == (1, [])


def test_enter_in_a_line_is_the_act_and_in_a_dangerous_dialog_nothing(qtbot: QtBot, look: None) -> None:
    for danger, expected in ((False, ["act"]), (True, [])):
        dialog = FormDialog("Name it", "Name", danger=danger)
        line = QLineEdit()
        dialog.body.addWidget(FieldRow("Name", line))
        shown(dialog, qtbot)
        heard = Heard(dialog)
        line.setFocus()
        qtbot.keyClick(line, Key.Key_Return)
        assert heard == expected


def test_an_enter_that_is_held_down_presses_nothing(qtbot: QtBot, look: None) -> None:
    for make in DIALOGS.values():
        dialog = shown(make(), qtbot)
        heard = Heard(dialog)
        for place in (QApplication.focusWidget(), dialog.back_button):
            assert place is not None
            place.setFocus()
            held = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
            QApplication.sendEvent(place, held)
        assert heard == []


@pytest.mark.parametrize(("keys", "accepted"), [
    ((Key.Key_Return,), False), ((Key.Key_Tab, Key.Key_Return), True),
    ((Key.Key_Tab, Key.Key_Tab, Key.Key_Return), False),
])  # fmt: skip
def test_a_question_begins_on_the_way_back(keys: tuple[Key, ...], accepted: bool, qtbot: QtBot, look: None) -> None:
    behind = QWidget()
    qtbot.addWidget(behind)
    behind.show()

    def answer() -> None:
        window = QApplication.activeModalWidget()
        assert window is not None
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        for key in keys:
            qtbot.keyClick(QApplication.focusWidget() or window, key)

    QTimer.singleShot(50, behind, answer)
    assert confirm(behind, "Adopt?", "It cannot be undone.", "Adopt") is accepted


def test_enter_on_a_link_of_the_sign_in_goes_there_and_does_not_sign_in(qtbot: QtBot, look: None) -> None:
    form = SignInForm()
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    went: list[str] = []
    form.lost.connect(lambda: went.append("lost"))
    form.submitted.connect(lambda: went.append("sign in"))
    form.login.setText("physician")
    form.password.setText("Akagera 2026!")
    link = next(each for each in form.findChildren(QPushButton) if each.text() == "Lost password")
    link.setFocus()
    qtbot.keyClick(link, Key.Key_Return)
    assert went == ["lost"]
    form.password.setFocus()
    qtbot.keyClick(form.password, Key.Key_Return)
    assert went == ["lost", "sign in"]


def tab_to(wanted: QWidget, qtbot: QtBot) -> None:
    for _ in range(6):
        held = QApplication.focusWidget()
        if held is wanted:
            return
        qtbot.keyClick(held, Key.Key_Tab)
    raise AssertionError("the Tab key does not come here")


def shown(dialog: FormDialog, qtbot: QtBot) -> FormDialog:
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog
