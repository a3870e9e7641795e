"""The way in, without a window: what the sign-in screen, the lock and the first-run wizard ask of the clinic.

Everything heavy (database, cryptography) is imported when it is first needed, in the database lane, while the
person at the desk still types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mhac.kernel.clock import Clock, system_clock
from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import DataFolder
from mhac.security import front

if TYPE_CHECKING:
    from mhac.security.queries import ClinicProfile
    from mhac.security.service import NewUser
    from mhac.security.sign_in import SignedIn
    from mhac.security.vault import Cost

Granted = Callable[[], Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class Entered:
    """Somebody came in: the open clinic, its profile, and the recovery code of a clinic that was just founded."""

    signed_in: SignedIn
    profile: ClinicProfile
    recovery_code: str = ""


class Door:
    """One clinic's door on this workstation; its verbs take long and run in the database lane."""

    def __init__(
        self, folder: DataFolder, granted: Granted, *, clock: Clock = system_clock, cost: Cost | None = None
    ) -> None:
        """Stand before a clinic; `cost` is what one guess of a password costs in a clinic that is founded here."""
        self.folder = folder
        self._granted = granted
        self._clock = clock
        self._cost = cost

    def front(self) -> front.Front:
        """Return what may be shown before anybody is in; of a demo's users those who still have a slot of the vault."""
        shown = front.read(self.folder)
        if not shown.users or not self.folder.slots.exists():
            return shown
        from mhac.security.vault import Vault

        try:
            vault = Vault.load(self.folder.slots)
        except Unavailable:
            return shown
        return replace(shown, users=tuple(user for user in shown.users if vault.has_slot(user.login)))

    def has_clinic(self) -> bool:
        """Return whether a clinic was founded on this workstation; its data may have lost the file with the keys."""
        return self.folder.slots.exists() or self.lost_keys() is not None

    def lost_keys(self) -> Unavailable | None:
        """Return what to say where the clinic's data lies without the file with its keys."""
        lost = self.folder.database.exists() and not self.folder.slots.exists()
        return Unavailable("vault.missing") if lost else None

    def warm_up(self, then: Callable[[], None] | None = None) -> None:
        """Import what the sign-in needs, then what comes after it."""
        from mhac.security import service, sign_in

        self._granted()
        _ = (service, sign_in)
        if then is not None:
            then()

    def enter(self, login: str, password: str) -> Entered:
        """Sign in; raises as `mhac.security.sign_in.sign_in`."""
        from mhac.security import sign_in

        return self._entered(
            sign_in.sign_in(self.folder, login=login, password=password, granted=self._granted(), clock=self._clock)
        )

    def recover(self, code: str, login: str, new_password: str) -> Entered:
        """Let an administrator in by the printed code; raises as `mhac.security.sign_in.recover`."""
        from mhac.security import sign_in

        return self._entered(
            sign_in.recover(
                self.folder,
                recovery_code=code,
                login=login,
                new_password=new_password,
                granted=self._granted(),
                clock=self._clock,
            )
        )

    def join(self, file: str, code: str, login: str, password: str) -> Entered:
        """Let a user in at this workstation by an enrolment paper; raises as `mhac.security.enrolment.join`."""
        from pathlib import Path

        from mhac.kernel.errors import Invalid
        from mhac.security import enrolment

        try:
            content = Path(file).read_bytes()
        except (OSError, ValueError):
            raise Invalid("enrolment.file", field="file") from None
        return self._entered(
            enrolment.join(
                self.folder,
                file=content,
                code=code,
                login=login,
                password=password,
                granted=self._granted(),
                clock=self._clock,
            )
        )

    def upgrade(self, login: str, password: str) -> Entered:
        """Bring the tables up to date, then sign in; raises as `mhac.security.upgrade.upgrade`."""
        from mhac.security import upgrade

        self._granted()
        upgrade.upgrade(self.folder, login=login, password=password, clock=self._clock)
        return self.enter(login, password)

    def try_server(self, url: str) -> None:
        """Make sure that a clinic may be founded there; raises as `mhac.security.sign_in.try_server`."""
        from mhac.security import sign_in

        self._granted()
        sign_in.try_server(url)

    def found(self, administrator: NewUser, profile: ClinicProfile, postgresql_url: str | None = None) -> Entered:
        """Found a clinic; raises as `mhac.security.sign_in.found_clinic`."""
        from mhac.security import sign_in

        founded = sign_in.found_clinic(
            self.folder,
            administrator=administrator,
            profile=profile,
            granted=self._granted(),
            postgresql_url=postgresql_url,
            clock=self._clock,
            cost=self._cost,
            laid_out=False,
        )
        return replace(self._entered(founded.signed_in), recovery_code=founded.recovery_code)

    def renew_recovery_code(self, entered: Entered) -> Entered:
        """Make the printed code anew: nobody knows whether the one before is on paper."""
        from mhac.security import service

        signed_in = entered.signed_in
        with signed_in.database.unit_of_work(signed_in.actor, action="security.renew_recovery_code") as uow:
            return replace(entered, recovery_code=service.renew_recovery_code(uow))

    def unlock(self, signed_in: SignedIn, password: str) -> None:
        """Open a locked screen; raises as `mhac.security.sign_in.unlock`."""
        from mhac.security import sign_in

        sign_in.unlock(signed_in, self.folder, password, clock=self._clock)

    def change_password(self, signed_in: SignedIn, old: str, new: str) -> None:
        """Change one's own password; raises as `mhac.security.service.change_own_password`."""
        from mhac.security import service

        with signed_in.database.unit_of_work(signed_in.actor, action="security.change_own_password") as uow:
            service.change_own_password(uow, old=old, new=new)

    def note_lock(self, signed_in: SignedIn) -> None:
        """Tell the audit that the screen was locked."""
        from mhac.security import service

        with signed_in.database.unit_of_work(signed_in.actor, action="security.lock") as uow:
            service.lock(uow)

    def _entered(self, signed_in: SignedIn) -> Entered:
        from mhac.security import queries

        with signed_in.database.reading(signed_in.actor) as uow:
            profile = queries.clinic_profile(uow)
        front.keep_quietly(self.folder, profile)
        return Entered(signed_in, profile)
