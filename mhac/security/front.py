"""What this workstation may show of the clinic before anybody is signed in: name, logo, and in a demo its users.

The clinic's database is closed then, so these few words lie beside it in clear. No person's data is among them; the
passwords of a demo clinic are there to be read.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import DataFolder, write_durably

if TYPE_CHECKING:
    from mhac.security.queries import ClinicProfile

FILE = "front.json"


@dataclass(frozen=True)
class DemoUser:
    """A user of a demo clinic, whose password everybody may read."""

    login: str
    password: str
    name: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Front:
    """What the sign-in screen shows."""

    name: str = ""
    place: str = ""
    demo: bool = False
    logo: bytes | None = None
    users: tuple[DemoUser, ...] = ()


def read(folder: DataFolder) -> Front:
    """Return what may be shown; a missing or unreadable file shows nothing but the sign-in itself."""
    try:
        kept = json.loads((folder.root / FILE).read_text(encoding="utf-8"))
        users = tuple(
            DemoUser(str(u["login"]), str(u["password"]), str(u["name"]), tuple(map(str, u["roles"])))
            for u in kept["users"]
        )
        logo = base64.b64decode(kept["logo"]) if kept["logo"] else None
        return Front(str(kept["name"]), str(kept["place"]), bool(kept["demo"]), logo, users if kept["demo"] else ())
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Front()


def keep(folder: DataFolder, profile: ClinicProfile, users: tuple[DemoUser, ...] = ()) -> None:
    """Keep what may be shown; users only of a demo clinic. Nothing is written when nothing changed."""
    front = Front(profile.name, profile.place, profile.demo, profile.logo, users if profile.demo else ())
    if profile.demo and not users:
        before = read(folder)
        front = Front(front.name, front.place, True, front.logo, before.users)
    if front == read(folder):
        return
    content = {**asdict(front), "logo": base64.b64encode(front.logo).decode() if front.logo else None}
    write_durably(folder.root / FILE, json.dumps(content, ensure_ascii=False, indent=1).encode())


def keep_quietly(folder: DataFolder, profile: ClinicProfile) -> None:
    """Keep what may be shown, where that is possible: signing in does not depend on it."""
    try:
        keep(folder, profile)
    except Unavailable:
        return
