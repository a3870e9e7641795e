"""A clinic with its staff, rooms and opening hours, founded on either engine, to be entered through its own door.

The crash runs found theirs with it as well, in processes of their own; so nothing here needs pytest.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mhac import rooms
from mhac.kernel.clock import Clock
from mhac.kernel.paths import DataFolder
from mhac.scheduling import setup
from mhac.security import service
from mhac.security.queries import ClinicProfile
from mhac.security.rules import Role
from mhac.security.service import NewUser
from mhac.security.sign_in import SignedIn, found_clinic, sign_in
from tests.clinic import CHEAP, PASSWORD, STAFF
from tests.documents.papers import signature
from ui.app.door import Door

TUESDAY = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)  # 08:00 in Kigali, when the clinic opens
NAME, PLACE = "MHAC Kigali", "Kigali, Rwanda"


@dataclass(frozen=True)
class House:
    """A founded clinic; nobody is signed in."""

    folder: DataFolder
    clock: Clock
    engine: str

    def door(self) -> Door:
        """The door through which the window lets people in."""
        return Door(self.folder, rooms.granted, clock=self.clock)

    def enter(self, role: Role) -> SignedIn:
        """Sign in beside the window, to look at what was kept; the caller closes the database."""
        return sign_in(self.folder, login=STAFF[role][0], password=PASSWORD, granted=rooms.granted(), clock=self.clock)


def found(root: Path, clock: Clock, postgresql_url: str | None = None) -> House:
    """Found a clinic with somebody of every role, the usual rooms and hours, and the physician's signature image."""
    rooms.load_records()
    folder = DataFolder(root)
    founded = found_clinic(
        folder,
        administrator=_user(Role.ADMINISTRATOR),
        profile=ClinicProfile(name=NAME, place=PLACE),
        granted=rooms.granted(),
        postgresql_url=postgresql_url,
        clock=clock,
        cost=CHEAP,
    )
    database, actor = founded.signed_in.database, founded.signed_in.actor
    with database.unit_of_work(actor, action="clinic.lay_down") as uow:
        setup.install_defaults(uow)
        for role in (Role.RECEPTIONIST, Role.NURSE, Role.PHYSICIAN):
            user_id = service.add_user(uow, request=_user(role))
            if role is Role.PHYSICIAN:
                service.set_signature(uow, user_id=user_id, png=signature())
    database.close()
    return House(folder, clock, "postgresql" if postgresql_url else "sqlite")


def _user(role: Role) -> NewUser:
    login, name = STAFF[role]
    return NewUser(
        login=login, name=name, roles=(role.value,), password=PASSWORD,
        licence="RMDC 2231" if role is Role.PHYSICIAN else "",
    )  # fmt: skip
