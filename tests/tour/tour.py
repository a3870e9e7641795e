"""The way through all screens of the demo clinic, as the different people at work see them."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from sqlalchemy import func, select

from mhac.exams.records import Answer, Exam
from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import DataFolder
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security import front
from tests.tour.authority import authority_screens
from tests.tour.book import book_screens
from tests.tour.camera import Shot
from tests.tour.deciding import decisions
from tests.tour.more import arrivals, book_dialogs, exam_dialogs, office_dialogs, registrations, travel_dialogs
from ui.app.sign_in import SignInScreen
from ui.app.window import Window
from ui.floor.wall_keeper import put_wall_away, show_wall

ADMINISTRATION = ("staff", "clinic", "hours", "rooms", "services", "audit", "backups")
PROTOCOL_PARTS = ("rules", "items", "settings", "lists", "outcome", "validity", "categories", "changes")
KINGDOM = Path(__file__).parents[1] / "mhac" / "protocols" / "united_kingdom.yaml"
EMPTY_PAGES = ("today", "book", "floor", "station", "dayend", "people", "departures", "certificates")


class Tour:
    """Opens one screen after the other; each `Shot` it yields is to be taken when the window is still."""

    def __init__(self, window: Window, folder: DataFolder) -> None:
        self.window = window
        self.users = front.read(folder).users
        self.exams: list[tuple[int, str, int, int]] = []
        self.family_name = ""

    def screens(self) -> Iterator[Shot | None]:
        """Everything, in the order of a day."""
        yield from self.door()
        for role, way in (
            ("receptionist", self.reception),
            ("nurse", self.nurse),
            ("physician", self.physician),
            ("administrator", self.administrator),
        ):
            yield from self.enter(role)
            yield Shot(f"today-{role}")
            yield from way()
            self.close_dialogs()
            self.window.sign_out()
            yield None

    # -- means --------------------------------------------------------------------------------------------------

    def enter(self, role: str) -> Iterator[Shot | None]:
        """Sign in as the demo user who has this role only."""
        user = next(each for each in self.users if tuple(each.roles) == (role,))
        self.window.sign_in(user.login, user.password)
        yield None
        yield None

    def show(self, key: str, **arguments: object) -> Any:
        """Show a page and return it."""
        self.close_dialogs()
        shell = self.window.shell
        assert shell is not None
        shell.show_page(key, arguments)
        return shell.page_of_key(key)

    def close_dialogs(self) -> None:
        """Take away what a screen before has opened."""
        for top in QApplication.topLevelWidgets():
            if isinstance(top, QDialog | QMenu) and top.isVisible():
                top.reject() if isinstance(top, QDialog) else top.close()

    def read(self, query: Any) -> Generator[None, None, Any]:
        """Ask the database as the person who is signed in."""
        context = self.window.context
        assert context is not None
        found: list[Any] = []
        context.read(query, found.append, owner=self.window)
        while not found:
            yield None
        return found[0]

    # -- before the workspace -----------------------------------------------------------------------------------

    def door(self) -> Iterator[Shot | None]:
        """Sign-in, a wrong password, the lost password."""
        yield None
        screen = self.window.findChild(SignInScreen)
        assert screen is not None
        yield Shot("sign-in")
        self.window.sign_in(self.users[0].login, "not this one")
        yield Shot("sign-in-refused")
        screen.show_recovery()
        yield Shot("sign-in-lost-password")
        screen.show_sign_in()
        yield None

    # -- reception ----------------------------------------------------------------------------------------------

    def reception(self) -> Iterator[Shot | None]:
        """The book, the arrival desk, people and their registration."""
        shell = self.window.shell
        assert shell is not None
        shell.toggle_help()
        yield Shot("help-line")
        page = self.show("book")
        yield Shot("book")
        page.open_booking()
        yield Shot("book-dialog")
        self.close_dialogs()
        page._ask_day()
        yield Shot("book-go-to-day")
        self.close_dialogs()
        page.board.choose(page.book.blocks[0].id)
        yield Shot("book-chosen")
        page._act("slip")
        yield Shot("book-slip")
        self.close_dialogs()
        yield from book_screens(page, self.close_dialogs)
        yield from book_dialogs(self)
        page = self.show("floor")
        yield Shot("floor")
        page.open_arrival()
        yield Shot("arrival-desk")
        yield from arrivals(self)
        yield from self.people()
        for typed, name in ((self.family_name[:3], "find-results"), ("zzqq", "find-nothing")):
            shell.focus_find()
            shell.top.find_box.clear()
            QTest.keyClicks(shell.top.find_box, typed)
            yield Shot(name, 400, overlaid=True)
        shell.top.find_box.clear()
        shell.lock()
        yield Shot("locked")
        user = next(each for each in self.users if tuple(each.roles) == ("receptionist",))
        self.window._unlock(user.password)
        yield None

    def people(self) -> Iterator[Shot | None]:
        """Search, the card of a person, the form, what it says of faults, the case editor."""
        page = self.show("people")
        yield None
        rows = page.browse.table.rows()
        page.browse.table.select_key(rows[0].id)
        self.family_name = rows[0].family_name
        yield Shot("people", 400)
        whole = page.browse.preview.whole
        QTest.keyClicks(page.browse.search, "zzqq")
        yield Shot("people-nobody", 400)
        page.browse.search.clear()
        page.browse.load()
        yield None
        page._begin(None)
        yield Shot("registration")
        page.registration.save(add_member=False)
        yield Shot("registration-faults")
        page.registration._start_anew()
        page._show_browse()
        yield None
        yield from registrations(self, page, rows[0])
        page._correct(whole)
        yield Shot("registration-correct")
        page._show_browse()
        page._edit_case(whole.cases[0] if getattr(whole, "cases", ()) else None, whole.row)
        yield Shot("case-editor")
        page._show_browse()
        yield None

    # -- nurse --------------------------------------------------------------------------------------------------

    def nurse(self) -> Iterator[Shot | None]:
        """The floor with a ticket in hand, vital signs, and a page that is not for nurses."""
        page = self.show("floor")
        yield None
        yield None
        page._go_to_longest()
        yield Shot("floor-ticket")
        card = page.board.card()
        if card is not None:
            page._ask_why_left(card)
            yield Shot("floor-left-early")
        yield from self.stations()
        yield from self.find_exams()
        exam = self.show("exam", exam_id=self.fullest_open())
        yield None
        for one in exam.presenter.view.sections[:3]:
            exam.show_section(one.section.key)
            yield Shot(f"nurse-section-{one.section.key}")
        self.show("departures")
        yield Shot("departures-nurse")
        yield from self.travel_dialog("screen", "screening-dialog")

    def stations(self) -> Iterator[Shot | None]:
        """My station with its one key, somebody passed over, the screen of the waiting room, the end of the day."""
        page = self.show("station")
        yield None
        busiest = max((here.code for here, _ in page.floor.columns), key=lambda code: len(page.floor.at(code)))
        page.take_station(busiest)
        page.rooms.take(str(page.rooms.itemData(1)))
        yield Shot("station-waiting")
        page.go_on()
        yield Shot("station-called", after_ms=500)
        page._act("skip")
        yield Shot("station-pass-over")
        self.close_dialogs()
        wall = show_wall(page.context)
        yield None
        yield Shot("waiting-room", instead=wall)
        wall.close()
        put_wall_away()
        page.go_on()
        yield Shot("station-handed-over")
        page = self.show("dayend")
        yield Shot("day-end")
        page.print_list()
        yield Shot("day-end-paper")
        self.close_dialogs()

    def find_exams(self) -> Generator[None, None, None]:
        """All exams of the demo with their status, person and number of answers."""

        def query(uow: UnitOfWork) -> list[tuple[int, str, int, int]]:
            count = select(func.count()).where(Answer.exam_id == Exam.id).scalar_subquery()
            rows = uow.session.execute(select(Exam.id, Exam.status, Exam.person_id, count)).all()
            return [(number, str(status), person, answers) for number, status, person, answers in rows]

        found: list[tuple[int, str, int, int]] = yield from self.read(query)
        self.exams = found

    def fullest_open(self) -> int:
        """The open exam with the most answers."""
        return max((one for one in self.exams if one[1] == "draft"), key=lambda one: one[3])[0]

    def travel_dialog(self, act: str, name: str) -> Iterator[Shot | None]:
        """A dialog about the traveller who is chosen on the departures page."""
        shell = self.window.shell
        assert shell is not None
        page: Any = shell.page
        rows = page.table.rows()
        if rows:
            page.acts.do(act, rows[0], page._shown)
            yield Shot(name)
        self.close_dialogs()

    # -- physician ----------------------------------------------------------------------------------------------

    def physician(self) -> Iterator[Shot | None]:
        """Case file, every section of an exam, classification, signature, a signed exam, departures, certificates."""
        yield from self.find_exams()
        self.show("casefile")
        yield Shot("casefile-empty")
        number, person = next((one[0], one[2]) for one in self.exams if one[0] == self.fullest_open())
        page = self.show("casefile", person_id=person)
        yield Shot("casefile")
        for place in range(1, page.tabs.count()):
            page.tabs.setCurrentIndex(place)
            yield Shot(f"casefile-tab-{place}")
        page._ask_void()
        yield Shot("casefile-void")
        yield from exam_dialogs(self, page, number)
        exam = self.show("exam", exam_id=number)
        yield None
        for one in exam.presenter.view.sections:
            exam.show_section(one.section.key)
            yield Shot(f"exam-{one.section.key}", overlaid=True)
        for key in ("classification", "signature"):
            exam.show_section(key)
            yield Shot(f"exam-{key}", overlaid=True)
        yield from decisions(self, exam)
        signed = [one for one in self.exams if one[1] == "signed"]
        if signed:
            exam = self.show("exam", exam_id=signed[0][0])
            yield Shot("exam-signed", overlaid=True)
            exam.signed.ask_amendment()
            yield Shot("exam-amend")
            self.show("casefile", person_id=signed[0][2])
            yield Shot("casefile-signed")
        yield from self.travel()
        yield from self.certificates()
        yield from self.protocols()

    def protocols(self) -> Iterator[Shot | None]:
        """The library part by part, a number changed, what would be asked, the open exams, a file tried."""
        page = self.show("protocols")
        yield None
        panel = page.library.panel
        for part in PROTOCOL_PARTS:
            panel.part.setCurrentIndex(panel.part.findData(part))
            yield None
            if panel.table().rows():
                panel.table().selectRow(0)
            yield Shot(f"protocols-{part}")
        panel.part.setCurrentIndex(panel.part.findData("settings"))
        yield None
        panel._change(panel.table().rows()[0])
        yield Shot("protocols-change-number")
        self.close_dialogs()
        panel._other_country()
        yield Shot("protocols-complete-list")
        self.close_dialogs()
        page.view.choose("asked")
        page.asked.born.set_day(date(1990, 3, 14))
        page.asked.travel.set_day(date(2027, 3, 14))
        page.asked.refresh()
        yield None
        page.asked.tables[True].selectRow(0)
        yield Shot("protocols-what-would-be-asked")
        page.view.choose("touched")
        yield Shot("protocols-open-exams")
        page.view.choose("library")
        yield from self.own_template(page)

    def own_template(self, page: Any) -> Iterator[Shot | None]:
        """A file with a mistake, and a good one."""
        with tempfile.TemporaryDirectory(prefix="mhac-tour-") as place:
            wrong = Path(place) / "own.yaml"
            wrong.write_text(KINGDOM.read_text(encoding="utf-8").replace("sputum_set:", "sputum_sett:", 1), "utf-8")
            for path, name in ((wrong, "wrong"), (KINGDOM, "good")):
                page.library.own.try_file(path)
                yield None
                yield Shot(f"protocols-import-{name}")
                self.close_dialogs()

    def travel(self) -> Iterator[Shot | None]:
        """The departures with their dialogs."""
        page = self.show("departures")
        yield Shot("departures")
        for act, name in (("decide", "decision-dialog"), ("needs", "needs-dialog"), ("remove", "take-off-dialog")):
            yield from self.travel_dialog(act, name)
        page._change_flight()
        yield Shot("flight-change-dialog")
        self.close_dialogs()
        page._plan()
        yield Shot("flight-dialog")
        self.close_dialogs()
        page._add_family()
        yield Shot("add-family-dialog")
        yield from travel_dialogs(self)

    def certificates(self) -> Iterator[Shot | None]:
        """The three lists and the check of a paper."""
        page = self.show("certificates")
        yield Shot("certificates-ready")
        for value in ("issued", "queue"):
            page.view.choose(value)
            yield None
            lists = page.lists
            table = lists.issued if value == "issued" else lists.queue
            if table.rows():
                table.setCurrentIndex(table.model().index(0, 0))
            yield Shot(f"certificates-{value}", 600)
            if value == "issued":
                page._act_on_paper("revoke")
                yield Shot("certificate-revoke")
                self.close_dialogs()
        dialog = page.open_check()
        yield Shot("check-dialog")
        dialog.check("KGL-26-000001")
        yield Shot("check-answer")

    # -- administrator ------------------------------------------------------------------------------------------

    def administrator(self) -> Iterator[Shot | None]:
        """What is entered at the authority; every part of the administration and its dialogs."""
        yield from authority_screens(self)
        for part in ADMINISTRATION:
            page = self.show("administration", part=part)
            yield Shot(f"administration-{part}")
            panel = page._panels.get(part)
            if part == "staff" and panel is not None:
                panel.add_button.click()
                yield Shot("staff-add")
                self.close_dialogs()
                panel.table.setCurrentIndex(panel.table.model().index(1, 0))
                panel.reset_button.click()
                yield Shot("staff-reset-password")
        yield from office_dialogs(self)
        self.window._change_password()
        yield Shot("own-password")
        self.close_dialogs()
        shell = self.window.shell
        assert shell is not None
        menu = shell.top.findChild(QMenu)
        if menu is not None:
            menu.popup(shell.top.mapToGlobal(shell.top.rect().bottomRight()))
            yield Shot("user-menu", overlaid=True)
            menu.close()


class Founding:
    """The first-run wizard in an empty folder, step by step."""

    def __init__(self, window: Window, _folder: DataFolder) -> None:
        self.window = window

    def screens(self) -> Iterator[Shot | None]:
        """All steps; the clinic that is founded stays in its temporary folder."""
        from ui.admin.wizard import Wizard

        yield None
        wizard = self.window.findChild(Wizard)
        assert wizard is not None
        yield Shot("wizard-1-place")
        wizard.next_button.click()
        yield Shot("wizard-2-clinic")
        form = wizard.clinic.form
        for emptied in (form.name, form.site_code):
            emptied.setText("")
        wizard.next_button.click()
        yield Shot("wizard-2-clinic-faults")
        form.name.setText("Migration Health Assessment Center")
        form.place.setText("Kigali, Rwanda")
        form.country.set_value("RW")
        form.zone.set_value("Africa/Kigali")
        form.site_code.setText("KGL")
        wizard.next_button.click()
        yield Shot("wizard-3-administrator")
        wizard.next_button.click()
        yield Shot("wizard-3-administrator-faults")
        staff = wizard.administrator.form
        staff.name.setText("Dr Grace Uwase")
        staff.login.setText("grace")
        staff.roles.set_value(("administrator", "physician"))
        staff.licence.setText("RMDC 2231")
        for field in (staff.password, staff.again):
            field.setText("four words of a song")
        wizard.next_button.click()
        yield Shot("wizard-4-recovery")
        card = wizard.recovery.card
        assert card is not None
        card.again.setText(card._code)
        for name in ("5-hours", "6-rooms", "7-services", "8-staff", "9-done"):
            wizard.next_button.click()
            yield Shot(f"wizard-{name}")
        wizard.next_button.click()
        yield None
        shell = self.window.shell
        assert shell is not None
        for key in EMPTY_PAGES:
            shell.show_page(key, {})
            yield Shot(f"empty-{key}")
        page: Any = shell.page
        page.show_error(Unavailable("storage.locked"))
        yield Shot("page-error")
        page.show_no_permission()
        yield Shot("page-not-allowed")
        shell.show_page("protocols", {})
        yield Shot("protocols-not-adopted")
        page = shell.page
        page.library.panel._adopt()
        yield Shot("adopt-dialog")
