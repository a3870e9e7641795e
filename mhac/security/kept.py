"""What was being typed while the clinic's server could not be reached: kept on this computer, sealed by the vault.

It is a draft, no record: it goes to the server when that is back, and is forgotten here then. Its file's name tells
nothing, and only who can open this workstation's vault can read it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mhac.kernel.canonical import canonical
from mhac.kernel.errors import Unavailable
from mhac.kernel.paths import DataFolder, write_durably
from mhac.security.vault import Vault

ENDING = ".draft"
REFUSED = ".refused"
"""The ending of a draft that the clinic did not take any more (its exam was signed meanwhile): kept, asked no more."""


@dataclass(frozen=True)
class Kept:
    """One draft: whose, for which act, what it would write, and since when it waits."""

    path: Path
    user_id: int
    action: str
    content: dict[str, Any]
    at: datetime


def keep(
    folder: DataFolder, vault: Vault, *, user_id: int, action: str, key: str, content: Mapping[str, Any], at: datetime
) -> None:
    """Keep a draft; the one before under the same key is replaced.

    Raises `Unavailable` ("storage.write").
    """
    text = canonical({"user": user_id, "action": action, "content": dict(content), "at": at.isoformat()})
    place = _path(folder, user_id, action, key)
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Unavailable("storage.write", file=place.name, why=error.strerror or "") from error
    write_durably(place, vault.seal(text.encode()))


def forget(folder: DataFolder, *, user_id: int, action: str, key: str) -> None:
    """Forget a draft that the server has."""
    with suppress(OSError):
        _path(folder, user_id, action, key).unlink(missing_ok=True)


def waiting(folder: DataFolder, vault: Vault, user_id: int) -> list[Kept]:
    """Return a user's drafts that wait for the server, oldest first; what cannot be read is passed over."""
    found = []
    for path in folder.kept.glob("*" + ENDING):
        with suppress(Unavailable, OSError, ValueError, KeyError, TypeError):
            said = json.loads(vault.unseal(path.read_bytes()))
            kept = Kept(path, said["user"], said["action"], said["content"], datetime.fromisoformat(said["at"]))
            if kept.user_id == user_id:
                found.append(kept)
    return sorted(found, key=lambda kept: kept.at)


def taken(kept: Kept) -> None:
    """Forget a draft that was written to the server."""
    with suppress(OSError):
        kept.path.unlink(missing_ok=True)


def refused(kept: Kept) -> None:
    """Put a draft aside that the clinic does not take any more."""
    with suppress(OSError):
        kept.path.replace(kept.path.with_suffix(REFUSED))


def _path(folder: DataFolder, user_id: int, action: str, key: str) -> Path:
    name = hashlib.sha256(f"{user_id} {action} {key}".encode()).hexdigest()[:32]
    return folder.kept / (name + ENDING)
