"""What happens before anyone is signed in: attempts and lock-out, in a small journal beside the slots.

It holds slot names, never logins; at the next sign-in it joins the audit.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import write_durably
from mhac.security.rules import LONGEST_LOCK, Attempt


class Journal:
    """The sign-in attempts of this workstation."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def attempts(self) -> list[Attempt]:
        """Return the attempts that still count, oldest first."""
        told, fresh = self._told_and_fresh()
        return [*told, *fresh]

    def add(self, attempt: Attempt) -> None:
        """Write one attempt down before its outcome is told."""
        try:
            with self.path.open("a", encoding="utf-8") as out:
                out.write(self._line(attempt) + "\n")
        except OSError as error:
            raise Unavailable("storage.write", file=self.path.name, why=error.strerror or "") from error

    def hand_over(self, now: datetime) -> list[Attempt]:
        """Return what is to join the audit and keep only what lock-out still needs, marked as told."""
        told, fresh = self._told_and_fresh()
        opened = {a.slot for a in (*told, *fresh) if a.opened}
        kept = [a for a in (*told, *fresh) if a.slot not in opened and now - a.at < 2 * LONGEST_LOCK]
        lines = [self._line(a, told=True) for a in kept]
        write_durably(self.path, "".join(line + "\n" for line in lines).encode())
        return fresh

    def _line(self, attempt: Attempt, **more: bool) -> str:
        return json.dumps({"at": attempt.at.isoformat(), "slot": attempt.slot, "opened": attempt.opened, **more})

    def _told_and_fresh(self) -> tuple[list[Attempt], list[Attempt]]:
        """Read the file; a damaged line is passed over."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return [], []
        except OSError as error:
            raise Unavailable("storage.write", file=self.path.name, why=error.strerror or "") from error
        sides: tuple[list[Attempt], list[Attempt]] = ([], [])
        for line in lines:
            try:
                entry = json.loads(line)
                attempt = Attempt(datetime.fromisoformat(entry["at"]), entry["slot"], bool(entry["opened"]))
            except (ValueError, KeyError, TypeError, RecursionError):
                continue
            sides[0 if entry.get("told") else 1].append(attempt)
        return sides
