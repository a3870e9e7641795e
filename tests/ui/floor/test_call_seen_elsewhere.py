"""A call to a room at one workstation stands on the waiting room's screen of another one, without being asked for."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mhac.floor import queries, service
from mhac.floor.rules import IdentityCheck, Outcome
from mhac.floor.service import Arriving
from mhac.kernel.database import Database
from tests.clinic import Clinic
from tests.mhac.scheduling.desk import TUESDAY, lay_down
from tests.ui.app.test_workstations import listening, on_server
from tests.ui.app.test_workstations import other as other  # noqa: PLC0414 - the fixture
from ui.app.bus import ChangeBus
from ui.app.context import AppContext
from ui.app.lanes import Lanes
from ui.floor import wall_keeper
from ui.floor.station_page import StationPage


@on_server
def test_a_call_reaches_the_waiting_room_of_another_workstation(
    clinic: Clinic, other: Database, lanes: Lanes, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    desk = lay_down(clinic)
    person = desk.person("NSENGA", "Paul")
    block = desk.book(person)
    with clinic.act("receptionist", action="floor.arrive") as uow:
        same = IdentityCheck(Outcome.CONFIRMED)
        service.arrive(uow, appointment_id=block.id, people=(Arriving(person, same),))
    at_desk = AppContext(other, clinic.actor("receptionist"), lanes, ChangeBus())
    listening(at_desk, qtbot)
    wall = wall_keeper.show_wall(at_desk)
    page = StationPage(AppContext(clinic.database, clinic.actor("nurse"), lanes, ChangeBus()))
    qtbot.addWidget(page)
    page.show()
    settled()
    page.take_station("reception")
    page.rooms.take("Nurse 2")
    page.activateWindow()
    assert QTest.qWaitForWindowActive(page)
    QTest.keyClick(page.queue, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [call.room for call in wall.calls()] == ["Nurse 2"], timeout=5000)
    assert wall.accessibleDescription() == "A-01: Nurse 2, Reception"
    with clinic.read("nurse") as uow:
        assert queries.floor_view(uow, TUESDAY).visits[0].called_room == "Nurse 2"
    wall.close()
    wall_keeper.put_wall_away()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
