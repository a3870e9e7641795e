"""Whether who signed in may still act: looked up at every act, not remembered from the sign-in.

An access that is ended, a password that somebody else set anew and other roles reach every open window with its next
act, at whichever workstation it is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from mhac.kernel.errors import NotSignedIn
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security.records import User

_U: Any = User.__table__.c
_NOW = select(_U.active, _U.slot_epoch, _U.roles).where(_U.id == bindparam("user"))


@dataclass(frozen=True)
class Presence:
    """Somebody as he signed in."""

    user_id: int
    slot_epoch: int
    roles: tuple[str, ...]

    def check(self, uow: UnitOfWork) -> None:
        """Refuse the acts of somebody who is not let in any more.

        Raises `NotSignedIn`: "security.access_ended", "security.password_set_anew", "security.roles_changed".
        """
        if uow.actor.user_id != self.user_id:
            return
        now = uow.rows(_NOW, {"user": self.user_id}).first()
        if now is None or not now.active:
            raise NotSignedIn("security.access_ended")
        if now.slot_epoch != self.slot_epoch:
            raise NotSignedIn("security.password_set_anew")
        if set(now.roles) != set(self.roles):
            raise NotSignedIn("security.roles_changed")
