"""Where a clinic's files lie: one data folder that holds the encrypted database, the key slots and the backups."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mhac.kernel.errors import Unavailable

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@dataclass(frozen=True)
class DataFolder:
    """The files of one clinic on this workstation."""

    root: Path

    @property
    def database(self) -> Path:
        """The encrypted database file."""
        return self.root / "clinic.db"

    @property
    def slots(self) -> Path:
        """The vault's slot file: one wrapped key for each user, nothing in clear."""
        return self.root / "vault.json"

    @property
    def journal(self) -> Path:
        """Sign-in attempts before anyone is signed in; they join the audit at the next sign-in."""
        return self.root / "sign-in-journal.jsonl"

    @property
    def backups(self) -> Path:
        """The folder of encrypted backups."""
        return self.root / "backups"

    @property
    def kept(self) -> Path:
        """The folder of sealed drafts that wait for the server."""
        return self.root / "kept"

    @property
    def log(self) -> Path:
        """The program's own log: error ids and code places, never personal data."""
        return self.root / "mhac.log"

    def clinic_files(self) -> list[Path]:
        """Return the files that make this folder a clinic, as far as they are there; backups are none of them."""
        return [p for p in (self.slots, self.journal, *self.root.glob(self.database.name + "*")) if p.exists()]

    def make(self) -> None:
        """Create the folder, readable by its owner only.

        Raises `Unavailable` ("storage.folder") where that is not possible.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.backups.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise Unavailable("storage.folder", folder=str(self.root), why=error.strerror or "") from error


def default_folder() -> DataFolder:
    """Return the data folder of this user: `MHAC_DATA`, or the place that the operating system gives."""
    chosen = os.environ.get("MHAC_DATA")
    if chosen:
        return DataFolder(Path(chosen))
    import platformdirs

    return DataFolder(Path(platformdirs.user_data_dir("mhac", appauthor=False)))


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file in one step: temporary file beside it, fsync, rename, fsync of the folder.

    Raises `Unavailable` ("storage.write") and leaves the old file as it was.
    """
    temporary = path.with_name(path.name + ".new")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise Unavailable("storage.write", file=path.name, why=error.strerror or "") from error


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable, where the operating system offers it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
