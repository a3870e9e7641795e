"""The dialogs behind the screens: what opens on a key or after an answer, filled as far as somebody fills it."""

from collections.abc import Iterator
from functools import partial
from typing import Any, TypeVar

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from sqlalchemy import func, select

from mhac.exams.records import ExamRequest
from mhac.scheduling import notes
from mhac.travel.rules import Outcome
from tests.tour.camera import Shot
from ui.floor.arrival_dialog import ArrivalDialog
from ui.scheduling.book_dialog import BookDialog
from ui.scheduling.import_dialog import ImportDialog
from ui.scheduling.note_dialog import NoteDialog
from ui.scheduling.series_dialog import SeriesDialog
from ui.travel.decision_dialog import DecisionDialog
from ui.travel.screening_dialog import ScreeningDialog

D = TypeVar("D", bound=QDialog)
Steps = Iterator[Shot | None]
# A specimen of ICAO Doc 9303.
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
LIST = """date,time,service,family name,date of birth,note
2026-11-25,25:00,Health assessment,{name},01 Jan 1990,
2026-11-24,07:00,Nothing that is offered,{name},01 Jan 1990,early
"""


def opened(kind: type[D]) -> D:
    """The dialog of this kind that is open."""
    return next(each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible())


def book_dialogs(tour: Any) -> Steps:
    """Clinicians as columns, people to be booked, a note that somebody else changed too, visits that are due."""
    page = tour.show("book")
    page._columns_chosen("clinicians")
    yield Shot("book-clinicians")
    page._columns_chosen("rooms")
    yield None
    block = next(each for each in page.book.blocks if each.live)
    page.open_booking()
    dialog: Any = opened(BookDialog)
    dialog.read_people(tuple(each.person_id for each in block.people), block.case_id)
    yield Shot("book-dialog-people")
    QTest.keyClicks(dialog.picker, block.people[0].name.split()[0][:4])
    yield Shot("book-dialog-found", 400, overlaid=True)
    tour.close_dialogs()
    for name, act in (("cancel", page._cancel), ("clinician", page._ask_clinician)):
        act(block)
        yield Shot(f"book-{name}")
        tour.close_dialogs()
    page._note(block)
    dialog = opened(NoteDialog)
    dialog.note.setText("comes with a wheelchair")
    yield Shot("book-note")
    change = partial(notes.change_note, appointment_id=block.id, version=block.version, label="", note="at 09:00")
    tour.window.context.act("scheduling.change_note", change, lambda _version: None, owner=page)
    yield None
    dialog.act_button.click()
    yield Shot("both-versions")
    tour.close_dialogs()
    page._import()
    dialog = opened(ImportDialog)
    dialog.read(LIST.format(name=block.people[0].name.split()[0]).encode())
    yield Shot("book-import-read")
    tour.close_dialogs()
    page._show_lists("slips")
    yield Shot("book-slips-of-the-day", 600)
    tour.close_dialogs()
    page._ask_free("whole_visit", 2)
    yield None
    page._book_visit(page.book.visits[0])
    yield Shot("book-whole-visit-dialog")
    tour.close_dialogs()


def arrivals(tour: Any) -> Steps:
    """Somebody at the arrival desk, compared with the photo."""
    dialog: Any = opened(ArrivalDialog)
    QTest.keyClicks(dialog.search, "KABILA")
    yield Shot("arrival-found", 600)
    dialog.list.setCurrentRow(0)
    yield Shot("arrival-compare", 400)
    tour.close_dialogs()


def registrations(tour: Any, page: Any, row: Any) -> Steps:
    """A passport that was read, and somebody who seems to be on file."""
    page._begin(None)
    view = page.registration
    view.document.text.setPlainText(PASSPORT)
    yield Shot("registration-passport", 600)
    view._start_anew()
    yield None
    view.form.family_name.setText(row.family_name)
    view.form.given_names.setText(row.given_names)
    view._look_for_duplicates()
    yield Shot("registration-duplicate", 600)
    view._start_anew()
    page._show_browse()
    yield None


def exam_dialogs(tour: Any, page: Any, exam_id: int) -> Steps:
    """A request slip, an exam on the wrong person, the outlook to a day, a section taken back."""

    def first_request(uow: Any) -> int:
        return int(uow.session.scalar(select(func.min(ExamRequest.id))))

    request_id = yield from tour.read(first_request)
    tour.close_dialogs()
    page.show_slip(request_id)
    yield Shot("casefile-slip", 300)
    tour.close_dialogs()
    for name, act in (("casefile-move", page._ask_move), ("casefile-look-ahead", page._ask_day)):
        act()
        yield Shot(name)
        tour.close_dialogs()
    exam = tour.show("exam", exam_id=exam_id)
    yield None
    exam.show_section("history")
    exam.wrong_person._ask_withdrawal()
    yield Shot("exam-take-back")
    person_id = exam.presenter.view.banner.person_id
    page = tour.show("book")
    yield None
    page._series()
    opened(SeriesDialog)._ask(person_id)
    yield Shot("book-series")
    tour.close_dialogs()


def travel_dialogs(tour: Any) -> Steps:
    """A screening with something found, and a decision with what it asks."""
    page = tour.show("departures")
    yield None
    row = next(each for each in page.table.rows() if each.screening is not None)
    page.acts.do("screen", row, page._shown)
    dialog: Any = opened(ScreeningDialog)
    dialog.check()
    yield Shot("screening-faults")
    tour.close_dialogs()
    for outcome in (Outcome.FIT_WITH_CONDITIONS, Outcome.TEMPORARILY_UNFIT):
        page.acts.do("decide", row, page._shown)
        dialog = opened(DecisionDialog)
        dialog.choices[outcome].setChecked(True)
        yield Shot(f"decision-{outcome.value}")
        tour.close_dialogs()


def office_dialogs(tour: Any) -> Steps:
    """Holidays, a member of staff changed, access that ends, a new recovery code."""
    page = tour.show("administration", part="hours")
    yield None
    page.panel("hours")._holidays()
    yield Shot("administration-holidays")
    tour.close_dialogs()
    page = tour.show("administration", part="staff")
    yield None
    panel = page.panel("staff")
    panel.table.setCurrentIndex(panel.table.model().index(1, 0))
    for name, button in (("change", panel.change_button), ("end", panel.remove_button)):
        button.click()
        yield Shot(f"staff-{name}")
        tour.close_dialogs()
    panel._show_code("ABCD-EFGH-JKLM-NPQR-STUV-WXYZ-2345-6789")
    yield Shot("staff-recovery-code")
    tour.close_dialogs()
