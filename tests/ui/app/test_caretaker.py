"""While somebody is signed in, a due backup is made, read back and told to the audit; never twice a day."""

import shutil

from pytestqt.qtbot import QtBot

from mhac.kernel.errors import Unavailable
from mhac.security import backup, queries
from tests.clinic import Clinic
from ui.app.bus import ChangeBus
from ui.app.caretaker import BackupState, Caretaker
from ui.app.context import AppContext
from ui.app.lanes import Lanes


def check(qtbot: QtBot, clinic: Clinic) -> tuple[list[BackupState], list[Exception]]:
    """Let a caretaker look once; returns what it told."""
    lanes = Lanes()
    context = AppContext(clinic.database, clinic.actor("nurse"), lanes, ChangeBus())
    caretaker = Caretaker(context, clinic.folder)
    states: list[BackupState] = []
    faults: list[Exception] = []
    caretaker.state_known.connect(states.append)
    caretaker.failed.connect(faults.append)
    caretaker.check()
    qtbot.waitUntil(lambda: len(states) + len(faults) == 2, timeout=30_000)
    lanes.close()
    return states, faults


def test_a_backup_is_made_once_a_day_on_each_engine(qtbot: QtBot, clinic: Clinic) -> None:
    states, faults = check(qtbot, clinic)
    assert faults == []
    assert [state.made for state in states] == [False, True]
    assert states[0].at is None
    again, _ = check(qtbot, clinic)
    assert [state.made for state in again] == [False, False]
    assert again[-1].at == clinic.clock()
    clinic.clock.forward(hours=24)
    later, _ = check(qtbot, clinic)
    assert [state.made for state in later] == [False, True]
    assert len(backup.list_backups(clinic.folder)) == 2
    with clinic.read("administrator") as uow:
        told = [line.action for line in queries.audit_lines(uow)]
    assert told.count("security.backup") == 2


def test_a_backup_that_fails_is_said(qtbot: QtBot, sqlite_clinic: Clinic) -> None:
    shutil.rmtree(sqlite_clinic.folder.backups)
    sqlite_clinic.folder.backups.write_text("a file where the folder should be")
    _, faults = check(qtbot, sqlite_clinic)
    assert [type(fault) for fault in faults] == [Unavailable]
