"""The start-up story in order, and the only place that wires everything.

1. Qt, colours and language. 2. The window with the sign-in, painted before anything heavy is loaded. 3. While
somebody types, the rooms and pages are imported in the database lane. 4. After the sign-in, the workspace with the
pages that the person may open.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize
from PySide6.QtWidgets import QApplication, QWidget

from mhac.kernel.paths import DataFolder, default_folder
from ui.app import theme
from ui.app.door import Door
from ui.app.languages import use_language
from ui.app.mistakes import catch_strays, keep_log
from ui.app.preferences import Preferences
from ui.app.window import Window, wants_dark

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork
    from ui.app.context import AppContext
    from ui.app.door import Entered
    from ui.app.lanes import Lanes
    from ui.app.navigation import PageSpec, SearchHit
    from ui.app.page import Page
    from ui.app.shell import Shell


def run(chosen: Namespace) -> int:
    """Open the clinic's window and stay until it is closed; returns the exit status."""
    folder = DataFolder(chosen.data.absolute()) if chosen.data else default_folder()
    folder.make()
    keep_log(folder.log)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("MHAC")
    preferences = Preferences(folder)
    theme.apply(app, dark=wants_dark(chosen.theme or preferences.look))
    use_language(chosen.language or preferences.language or "en")
    preferences.language_of_this_run = chosen.language or ""
    window = make_window(Door(folder, _granted), preferences)
    catch_strays(window.mishap.emit)
    if chosen.size:
        window.resize(QSize(*chosen.size))
    window.begin()
    window.show()
    if chosen.picture:
        from ui.app.portrait import take_picture

        take_picture(window, folder, chosen)
    return app.exec()


def make_window(door: Door, preferences: Preferences) -> Window:
    """Return the one window, wired."""
    return Window(door, make_shell, make_wizard, preferences, warm_up=warm_up)


def make_wizard(door: Door, lanes: Lanes) -> QWidget:
    """Return the first-run wizard."""
    from ui.admin.wizard import Wizard

    return Wizard(door, lanes)


def make_shell(context: AppContext, entered: Entered) -> Shell:
    """Return the workspace of who signed in."""
    from ui.app.shelf import Follower
    from ui.app.shell import ClinicFace, Command, Shell
    from ui.floor.wall_keeper import follow

    Follower(context)
    follow(context)
    profile = entered.profile
    face = ClinicFace(profile.name, context.database.workstation, profile.demo, profile.logo)
    commands = (Command("Ctrl+N", lambda c: c.navigate("book", new=True), "scheduling.book"),)
    return Shell(context, page_specs(), find, face, counters=counters, commands=commands)


def warm_up() -> None:
    """Import what the day's work needs, while the sign-in is on the screen; what few open waits until they do."""
    for make in (_today, _book, _floor, _people, _casefile, _exam, _departures, _certificates):
        make()


def page_specs() -> Sequence[PageSpec]:
    """Return all pages: the rail's order, their keys, and who may open them."""
    from ui.app.navigation import PageSpec

    def rail(text: object) -> Callable[[], str]:
        return lambda: QCoreApplication.translate("Rail", str(text))

    def made(page: Callable[[], type[Page]]) -> Callable[[AppContext], Page]:
        return lambda context: page()(context)

    today = rail(QT_TRANSLATE_NOOP("Rail", "Today"))
    book = rail(QT_TRANSLATE_NOOP("Rail", "Appointments"))
    floor = rail(QT_TRANSLATE_NOOP("Rail", "Clinic floor"))
    station = rail(QT_TRANSLATE_NOOP("Rail", "My station"))
    day_end = rail(QT_TRANSLATE_NOOP("Rail", "Left open today"))
    people = rail(QT_TRANSLATE_NOOP("Rail", "People & families"))
    casefile = rail(QT_TRANSLATE_NOOP("Rail", "Case file"))
    exam = rail(QT_TRANSLATE_NOOP("Rail", "Examination"))
    departures = rail(QT_TRANSLATE_NOOP("Rail", "Departures"))
    certificates = rail(QT_TRANSLATE_NOOP("Rail", "Certificates"))
    entry = rail(QT_TRANSLATE_NOOP("Rail", "Submissions"))
    administration = rail(QT_TRANSLATE_NOOP("Rail", "Administration"))
    protocols = rail(QT_TRANSLATE_NOOP("Rail", "Protocols"))
    administrators = ("security.list_users", "security.read_audit")
    return (
        PageSpec("today", today, "sun", made(_today), "F2", ("reporting.today",)),
        PageSpec("book", book, "calendar", made(_book), "F3", ("scheduling.see_book",)),
        PageSpec("floor", floor, "layout-grid", made(_floor), "F4", ("floor.see_floor",)),
        PageSpec("station", station, "bell", made(_station), "Shift+F4", ("floor.call",), False, "floor"),
        PageSpec("dayend", day_end, "clock", made(_day_end), "Ctrl+F4", ("reporting.see_day_end",), False, "floor"),
        PageSpec("people", people, "users", made(_people), "F5", ("registration.search_people",)),
        PageSpec("casefile", casefile, "file-text", made(_casefile), "", ("exams.read_casefile",), False, "people"),
        PageSpec("exam", exam, "stethoscope", made(_exam), "F6", ("exams.read_clinical",), False, "people"),
        PageSpec("departures", departures, "plane", made(_departures), "F9", ("travel.read",)),
        PageSpec("certificates", certificates, "award", made(_certificates), "F10", ("certificates.read",)),
        PageSpec("entry", entry, "clipboard-list", made(_entry), "", ("submissions.read",)),
        PageSpec("protocols", protocols, "book-open", made(_protocols), "F12", ("protocols.read",)),
        PageSpec("administration", administration, "settings", made(_administration), "F11", administrators),
    )


def counters(uow: UnitOfWork) -> Mapping[str, int]:
    """Return the numbers of the rail."""
    from mhac.floor import queries as floor
    from mhac.scheduling import queries as scheduling

    today = uow.today()
    return {"book": scheduling.waiting_today(uow, today), "floor": floor.in_clinic(uow, today)}


def find(uow: UnitOfWork, text: str) -> Sequence[SearchHit]:
    """Return the lines of the find box."""
    from ui.app.found import hits

    return hits(uow, text)


def _granted() -> Mapping[str, Sequence[str]]:
    from mhac import rooms

    rooms.load_records()
    return rooms.granted()


def _today() -> type[Page]:
    from ui.today.page import TodayPage

    return TodayPage


def _book() -> type[Page]:
    from ui.scheduling.page import BookPage

    return BookPage


def _floor() -> type[Page]:
    from ui.floor.page import FloorPage

    return FloorPage


def _station() -> type[Page]:
    from ui.floor.station_page import StationPage

    return StationPage


def _day_end() -> type[Page]:
    from ui.floor.day_end_page import DayEndPage

    return DayEndPage


def _people() -> type[Page]:
    from ui.registration.page import PeoplePage

    return PeoplePage


def _casefile() -> type[Page]:
    from ui.exams.casefile_page import CaseFilePage

    return CaseFilePage


def _exam() -> type[Page]:
    from ui.exams.page import ExamPage

    return ExamPage


def _departures() -> type[Page]:
    from ui.travel.page import DeparturesPage

    return DeparturesPage


def _certificates() -> type[Page]:
    from ui.certificates.page import CertificatesPage

    return CertificatesPage


def _protocols() -> type[Page]:
    from ui.protocols.page import ProtocolsPage

    return ProtocolsPage


def _entry() -> type[Page]:
    from ui.submissions.page import EntryPage

    return EntryPage


def _administration() -> type[Page]:
    from ui.admin.page import AdminPage

    return AdminPage
