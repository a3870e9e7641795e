"""The dialogs of every page: the cursor stands where typing begins, and nothing typed is lost by an error."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from mhac.kernel.errors import Refused
from ui.app.dialogs import FormDialog, PasswordDialog, ReasonDialog
from ui.widgets.fields import Form


@pytest.mark.parametrize("kind", [ReasonDialog, PasswordDialog])
def test_typing_begins_in_the_field_and_not_on_the_button(
    kind: type[ReasonDialog] | type[PasswordDialog], qtbot: QtBot, look: None
) -> None:
    dialog = kind("Sign exam", "Sign exam")
    submitted: list[str] = []
    dialog.submitted.connect(lambda: submitted.append(dialog.text()))
    shown(dialog, qtbot)
    qtbot.keyClicks(QApplication.focusWidget(), "Akagera 2026!")  # the space must not press the button
    assert dialog.text() == "Akagera 2026!"
    assert submitted == []
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    assert submitted == ["Akagera 2026!"]


@pytest.mark.parametrize(("danger", "modifier", "acts"), [
    (False, Qt.KeyboardModifier.NoModifier, True), (False, Qt.KeyboardModifier.ShiftModifier, False),
    (True, Qt.KeyboardModifier.NoModifier, False), (True, Qt.KeyboardModifier.ControlModifier, True),
])  # fmt: skip
def test_enter_in_the_reason_is_the_act(
    danger: bool, modifier: Qt.KeyboardModifier, acts: bool, qtbot: QtBot, look: None
) -> None:
    dialog = ReasonDialog("Pass over", "Pass over", danger=danger)
    submitted: list[str] = []
    dialog.submitted.connect(lambda: submitted.append(dialog.text()))
    shown(dialog, qtbot)
    qtbot.keyClicks(dialog.reason, "Feeds a child")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return, modifier)
    assert submitted == (["Feeds a child"] if acts else [])


def test_a_dialog_with_a_form_begins_in_its_first_field(qtbot: QtBot, look: None) -> None:
    dialog = FormDialog("Add somebody", "Add")
    name = QLineEdit()
    dialog.form = Form(1)
    dialog.form.add("name", "&Name", name)
    dialog.body.addWidget(dialog.form)
    shown(dialog, qtbot)
    assert QApplication.focusWidget() is name


def test_a_dialog_keeps_the_place_that_it_chose_itself(qtbot: QtBot, look: None) -> None:
    dialog = FormDialog("Add somebody", "Add")
    name, login = QLineEdit(), QLineEdit()
    dialog.form = Form(1)
    dialog.form.add("name", "&Name", name)
    dialog.form.add("login", "&Login", login)
    dialog.body.addWidget(dialog.form)
    login.setFocus()
    shown(dialog, qtbot)
    assert QApplication.focusWidget() is login


def test_what_was_typed_stays_when_the_act_is_refused(qtbot: QtBot, look: None) -> None:
    dialog = PasswordDialog("Sign exam", "Sign exam")
    shown(dialog, qtbot)
    qtbot.keyClicks(dialog.password, "Akagera 2027!")
    qtbot.keyClick(dialog.password, Qt.Key.Key_Return)
    dialog.show_error(Refused("security.wrong_password", field="password"))
    assert dialog.isVisible()
    assert dialog.text() == "Akagera 2027!"
    assert dialog.act_button.isEnabled()


def shown(dialog: FormDialog, qtbot: QtBot) -> None:
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
