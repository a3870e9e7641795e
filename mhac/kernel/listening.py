"""Hearing what the other workstations changed, and whether the database can be reached at all.

On PostgreSQL the server tells it (LISTEN), on a connection of its own, within the time that the network takes. On
the encrypted file, which other windows of this computer may have open, a number that SQLite keeps is looked at: it
lies in shared memory and costs microseconds; the file itself is only asked when that number moved.
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy.exc import DBAPIError

from mhac.kernel.changes import CHANNEL, Change, everything, from_notice
from mhac.kernel.database import Database
from mhac.kernel.errors import ClinicError

LOOK_EVERY = 0.5
"""Seconds between two looks at the file: what others changed is to be seen within a second."""
BEAT_EVERY = 10.0
"""Seconds without news after which the server is asked whether it is still there: a pulled cable says nothing."""
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 5.0
"""Seconds between two tries to reach a server that is gone; each pause is twice the one before, and a little chance
keeps twenty workstations from coming back in the same moment."""

PATIENCE = 5.0

Heard = Callable[[tuple[Change, ...]], None]
Reached = Callable[[bool], None]


class Listener:
    """Listens in a thread of its own, until it is closed; both functions are called from that thread."""

    def __init__(self, database: Database, heard: Heard, reached: Reached) -> None:
        self._database = database
        self._heard = heard
        self._reached = reached
        self._over = threading.Event()
        self._wanted = threading.Event()
        self._asked_at: float | None = None
        work = self._listen if database.dialect_name == "postgresql" else self._look
        self._thread = threading.Thread(target=work, name="mhac-listener", daemon=True)

    def start(self) -> None:
        """Begin to listen; ends with the database at the latest."""
        self._database.closing.append(self.close)
        self._thread.start()

    def close(self) -> None:
        """Stop listening: nothing is told any more, and a file is let go of before this returns."""
        self._over.set()
        if self._database.dialect_name == "sqlite" and self._thread.is_alive():
            self._thread.join(PATIENCE)

    def ask(self) -> None:
        """Ask the server soon whether it is there, because something else waits for it."""
        self._wanted.set()

    def silent_for(self) -> float:
        """Return for how many seconds the server owes an answer; 0 where it owes none."""
        asked_at = self._asked_at
        return 0.0 if asked_at is None else time.monotonic() - asked_at

    # --- a server ---------------------------------------------------------------------------------------------------

    def _listen(self) -> None:
        """Hear the server until it is gone, then come back; what was said meanwhile may be about everything."""
        pause = FIRST_PAUSE
        told_lost = False
        while not self._over.is_set():
            try:
                connection = self._database.connect_apart()
            except _hindered():
                if not told_lost:
                    told_lost = True
                    self._tell(self._reached, False)
                self._over.wait(pause * random.uniform(0.8, 1.2))  # noqa: S311 - no secret hangs on it
                pause = min(LONGEST_PAUSE, 2 * pause)
                continue
            pause = FIRST_PAUSE
            try:
                self._hear(connection)
            except _hindered():
                if not self._over.is_set():
                    told_lost = True
                    self._tell(self._reached, False)
            finally:
                self._asked_at = None
                connection.close()

    def _hear(self, connection: Any) -> None:
        self._ask_time(connection)
        connection.execute(f"LISTEN {CHANNEL}")
        self._tell(self._reached, True)
        self._tell(self._heard, everything())  # said after LISTEN: nothing falls between
        quiet = 0.0
        while not self._over.is_set():
            news = [from_notice(notice.payload) for notice in connection.notifies(timeout=LOOK_EVERY, stop_after=1)]
            quiet = 0.0 if news else quiet + LOOK_EVERY
            if quiet >= BEAT_EVERY or self._wanted.is_set():
                wanted = self._wanted.is_set()
                self._wanted.clear()
                self._asked_at = time.monotonic()
                self._ask_time(connection)
                self._asked_at = None
                if wanted:
                    self._tell(self._reached, True)
                quiet = 0.0
            changes = tuple(change for by, said in news if by != self._database.origin for change in said)
            if changes:
                self._tell(self._heard, changes)

    def _ask_time(self, connection: Any) -> None:
        """Ask the server for the time: that it answers is as good to know as what it says."""
        row = connection.execute("SELECT clock_timestamp()").fetchone()
        self._database.hear_time(row[0])

    # --- a file -----------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Look whether somebody else wrote into the file."""
        connection: Any = None
        seen, last = None, 0
        while not self._over.is_set():
            try:
                if connection is None:
                    connection = self._database.connect_apart()
                    last = _last_entry(connection)
                now = connection.execute("PRAGMA data_version").fetchone()[0]
                if seen not in (None, now):
                    last = self._tell_of_others(connection, last)
                seen = now
            except _hindered():  # the file is gone or busy: the acts say so themselves
                seen = None
                if connection is not None:
                    connection.close()
                    connection = None
            self._over.wait(LOOK_EVERY)
        if connection is not None:
            connection.close()

    def _tell_of_others(self, connection: Any, last: int) -> int:
        """Tell when an act was written that this window did not write; returns the newest entry."""
        asked = "SELECT id, hash, instr(text, '\"changes\":') FROM audit_entry WHERE id > ? ORDER BY id"
        rows = connection.execute(asked, (last,)).fetchall()
        if any(changed and not self._database.wrote(own) for _, own, changed in rows):
            self._tell(self._heard, everything())
        return rows[-1][0] if rows else last

    def _tell(self, whom: Callable[[Any], None], what: Any) -> None:
        if not self._over.is_set():
            whom(what)


def _hindered() -> tuple[type[Exception], ...]:
    """What the surroundings raise; anything else is a mistake of ours and ends the thread aloud."""
    from sqlcipher3 import dbapi2

    loaded = sys.modules.get("psycopg")  # a clinic on a file never loads it
    return (ClinicError, DBAPIError, OSError, dbapi2.Error, *([loaded.Error] if loaded else []))


def _last_entry(connection: Any) -> int:
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM audit_entry").fetchone()[0])
