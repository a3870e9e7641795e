"""The camera is an extra: a desk without it offers files only, and never a button that cannot work."""

import importlib.util

from pytestqt.qtbot import QtBot

from tests.clinic import Clinic
from ui.app.bus import ChangeBus
from ui.app.context import AppContext
from ui.app.lanes import Lanes
from ui.registration import camera_dialog
from ui.registration.photo_picker import PhotoPicker


def test_the_camera_is_offered_where_it_is_installed(qtbot: QtBot, sqlite_clinic: Clinic) -> None:
    lanes = Lanes()
    context = AppContext(sqlite_clinic.database, sqlite_clinic.actor("receptionist"), lanes, ChangeBus())
    picker = PhotoPicker(context)
    qtbot.addWidget(picker)
    installed = importlib.util.find_spec("PySide6.QtMultimedia") is not None
    assert camera_dialog.is_installed() == hasattr(picker, "camera_button") == installed
    lanes.close()
