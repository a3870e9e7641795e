"""The clinic's server is gone while a nurse types: it is said, nothing is lost, and work goes on when it is back."""

from collections.abc import Iterator

import psycopg
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mhac.exams import entry
from mhac.registration import queries as registration
from mhac.security import kept
from tests.clinic import Clinic
from tests.mhac.exams.examined import begin, family, read_exam
from tests.postgres import name_in
from tests.ui.exams.exam_window import write
from tests.ui.registration.desk import by_hand
from ui.app.bus import ChangeBus
from ui.app.context import AppContext
from ui.app.ear import Ear
from ui.app.kept_drafts import WRITERS
from ui.app.lanes import Lanes
from ui.app.status_line import StatusLine
from ui.exams.page import ExamPage
from ui.registration.page import PeoplePage


class Outage:
    """Takes one database away from everybody, and gives it back."""

    def __init__(self, clinic: Clinic) -> None:
        url = clinic.database.engine.url
        self._name = name_in(url.render_as_string(hide_password=False))
        self._home = url.set(database="postgres", drivername="postgresql").render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._home, autocommit=True) as connection:
            connection.execute(statement)

    def begin(self) -> None:
        self._run(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS false')
        self._run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}'")

    def end(self) -> None:
        self._run(f'ALTER DATABASE "{self._name}" ALLOW_CONNECTIONS true')


@pytest.fixture
def outage(server_clinic: Clinic) -> Iterator[Outage]:
    made = Outage(server_clinic)
    yield made
    made.end()


@pytest.fixture
def context(server_clinic: Clinic, lanes: Lanes) -> AppContext:
    return AppContext(
        server_clinic.database, server_clinic.actor("nurse"), lanes, ChangeBus(), folder=server_clinic.folder
    )


def said(widget: StatusLine) -> str:
    return " | ".join(label.text() for label in widget.findChildren(QLabel))


def test_what_a_nurse_types_during_an_outage_is_in_the_exam_afterwards(
    server_clinic: Clinic, outage: Outage, context: AppContext, qtbot: QtBot
) -> None:
    exam_id = begin(server_clinic, family(server_clinic))
    page, status = ExamPage(context), StatusLine(context)
    qtbot.addWidget(page)
    qtbot.addWidget(status)
    with qtbot.waitSignal(context.bus.changed, timeout=5000):
        ear = Ear(context, context)
    ear.lost.connect(lambda: ear.say(status))
    ear.back.connect(lambda: ear.say(status))
    page.resize(1232, 800)
    page.show_with(exam_id=exam_id, section="vitals")
    page.show()
    page.activateWindow()
    qtbot.waitActive(page)
    qtbot.waitUntil(lambda: page.presenter is not None and context.lanes.in_flight == 0, timeout=10_000)

    with qtbot.waitSignal(ear.lost, timeout=1000):  # said within a second
        outage.begin()
    # of the connections that are ended one after the other, the listener may take one up that is ended next
    qtbot.waitUntil(lambda: "nothing is saved, what you type is kept" in said(status), timeout=1000)
    page.form.focus_on(page.form.question("height_cm"))
    write(qtbot, "162")
    waiting = server_clinic.folder.kept
    qtbot.waitUntil(lambda: waiting.is_dir() and len(list(waiting.iterdir())) == 1, timeout=10_000)
    qtbot.waitUntil(lambda: "Draft kept on this computer" in said(status), timeout=5000)

    with qtbot.waitSignal(ear.back, timeout=15_000):
        outage.end()
    assert "Clinic database: connected" in said(status)
    qtbot.waitUntil(lambda: list(waiting.iterdir()) == [] and context.lanes.in_flight == 0, timeout=10_000)
    assert read_exam(server_clinic, exam_id, "nurse").drafts["vitals"].values == {"height_cm": 162.0}


def test_a_program_that_was_ended_during_the_outage_brings_the_draft_at_the_next_sign_in(
    server_clinic: Clinic, context: AppContext, qtbot: QtBot
) -> None:
    exam_id = begin(server_clinic, family(server_clinic))
    nurse, vault, folder = server_clinic.user_ids["nurse"], server_clinic.database.vault, server_clinic.folder
    content = {"exam_id": exam_id, "section": "vitals", "values": {"height_cm": 162.0}, "base": {}, "marks": {}}

    def left_behind() -> None:
        kept.keep(
            folder, vault, user_id=nurse, action="exams.save_draft", key=f"{exam_id} vitals", content=content,
            at=server_clinic.clock(),
        )  # fmt: skip

    left_behind()
    server_clinic.clock.forward(minutes=1)
    context.drafts.bring_back()
    qtbot.waitUntil(lambda: list(folder.kept.iterdir()) == [] and context.lanes.in_flight == 0, timeout=10_000)
    assert read_exam(server_clinic, exam_id, "nurse").drafts["vitals"].values == {"height_cm": 162.0}
    server_clinic.clock.forward(minutes=1)
    left_behind()
    with server_clinic.act("nurse") as uow:  # typed on, at another workstation
        server_clinic.clock.forward(minutes=1)
        entry.save_draft(uow, exam_id=exam_id, section="vitals", values={"height_cm": 163.0}, base={})
    context.drafts.bring_back()
    qtbot.waitUntil(lambda: list(folder.kept.iterdir()) == [] and context.lanes.in_flight == 0, timeout=10_000)
    assert read_exam(server_clinic, exam_id, "nurse").drafts["vitals"].values == {"height_cm": 163.0}


def test_what_the_desk_types_during_an_outage_is_there_afterwards_and_can_be_registered(
    server_clinic: Clinic, outage: Outage, lanes: Lanes, qtbot: QtBot
) -> None:
    desk = AppContext(
        server_clinic.database, server_clinic.actor("receptionist"), lanes, ChangeBus(), folder=server_clinic.folder
    )
    with qtbot.waitSignal(desk.bus.changed, timeout=5000):
        ear = Ear(desk, desk)
    ear.back.connect(desk.drafts.bring_back)
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(1232, 800)
    page.show()
    qtbot.waitUntil(lambda: lanes.in_flight == 0, timeout=10_000)
    page.browse.register_button.click()
    view = page.registration
    with qtbot.waitSignal(ear.lost, timeout=2000):
        outage.begin()
    by_hand(qtbot, view)
    waiting = server_clinic.folder.kept
    qtbot.waitUntil(lambda: waiting.is_dir() and len(list(waiting.iterdir())) == 1, timeout=10_000)
    sealed = next(iter(waiting.iterdir())).read_bytes()
    assert b"Mukamana" not in sealed
    view.save_button.click()
    qtbot.waitUntil(lambda: "connection to the clinic's database was lost" in view.problem.text(), timeout=20_000)
    assert view.form.family_name.text() == "Mukamana"
    with qtbot.waitSignal(ear.back, timeout=15_000):
        outage.end()
    qtbot.waitUntil(lambda: list(waiting.iterdir()) == [] and lanes.in_flight == 0, timeout=10_000)
    with server_clinic.read("receptionist") as uow:
        draft = registration.draft(uow)
    assert draft is not None and draft.person.family_name == "Mukamana"
    view.save_button.click()
    qtbot.waitUntil(lambda: not view.isVisible() and lanes.in_flight == 0, timeout=10_000)
    with server_clinic.read("receptionist") as uow:
        assert [row.name for row in registration.search_people(uow, "")] == ["MUKAMANA Béatrice"]
        assert registration.draft(uow) is None


def test_every_draft_that_is_kept_can_be_written() -> None:
    assert set(WRITERS) == {"exams.save_draft", "travel.save_screening_draft", "registration.save_draft"}
