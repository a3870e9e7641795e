"""The question before an older clinic is brought up to date."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.app.dialogs import confirm
from ui.app.translation import translate


def wants_upgrade(parent: QWidget) -> bool:
    """Ask whether the clinic shall be brought up to date."""
    return confirm(
        parent,
        translate("Window", "Bring this clinic up to date?"),
        translate(
            "Window",
            "An older program made this clinic. With an administrator's password its data is backed up, "
            "brought up to date in a copy, checked, and only then taken over. Other workstations must be closed.",
        ),
        translate("Window", "Bring up to date"),
        back=translate("Window", "Not now"),
    )
