"""Changing one's own password: the old one, the new one twice."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from ui.app.dialogs import FormDialog, PasswordField
from ui.app.door import Door
from ui.app.lanes import Lanes
from ui.app.sign_in_forms import password_hint
from ui.app.translation import translate
from ui.widgets.fields import Form

if TYPE_CHECKING:
    from mhac.security.sign_in import SignedIn


class OwnPasswordDialog(FormDialog):
    """The key of the clinic is wrapped anew with the new password; the old one opens nothing any more."""

    def __init__(self, door: Door, signed_in: SignedIn, lanes: Lanes, parent: QWidget) -> None:
        super().__init__(
            translate("OwnPasswordDialog", "Change your password"),
            translate("OwnPasswordDialog", "Change password"),
            parent,
        )
        self._door = door
        self._signed_in = signed_in
        self._lanes = lanes
        self.form = Form(1)
        self.old, self.new, self.again = PasswordField(), PasswordField(), PasswordField()
        self.form.add("old", self.tr("&Old password"), self.old)
        self.form.add("password", self.tr("&New password"), self.new, hint=password_hint())
        self.form.add("again", self.tr("New password &again"), self.again)
        self.body.addWidget(self.form)
        self.submitted.connect(self._change)

    def check(self) -> bool:
        """All three must be there, and both new ones the same."""
        assert self.form is not None
        empty = self.tr("Please fill this in.")
        pairs = (("old", self.old), ("password", self.new), ("again", self.again))
        faults = {name: empty for name, field in pairs if not field.text()}
        if not faults and self.new.text() != self.again.text():
            faults["again"] = self.tr("This is not the same password.")
        self.form.show_faults(faults)
        return not faults

    @Slot()
    def _change(self) -> None:
        work = partial(self._door.change_password, self._signed_in, self.old.text(), self.new.text())
        self._lanes.database.submit(work, self.done_with, owner=self, on_error=self.show_error)
