"""Which rooms the clinic has: their tables for the database, their permissions for the roles."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

ROOMS = ("security", "registration", "protocols", "scheduling", "floor", "exams", "travel", "certificates",
         "submissions", "reporting")


def _parts(part: str) -> Iterator[ModuleType]:
    """Import this part of every room that has it."""
    for room in ROOMS:
        if (Path(__file__).parent / room / f"{part}.py").exists():
            yield importlib.import_module(f"mhac.{room}.{part}")


def load_records() -> None:
    """Import every room's records, so that the metadata knows all tables."""
    for name in ("mhac.kernel.settings", "mhac.kernel.search", "mhac.kernel.audit"):
        importlib.import_module(name)
    for _ in _parts("records"):
        pass


def granted() -> dict[str, tuple[str, ...]]:
    """Return every permission of every room with the roles that hold it; what is not here nobody may do."""
    found: dict[str, tuple[str, ...]] = {}
    for rules in _parts("rules"):
        found.update(getattr(rules, "PERMISSIONS", {}))
    return found
