"""The change bus: what somebody changed in the clinic, told to every screen of this window."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from mhac.kernel.changes import Change


class ChangeBus(QObject):
    """Carries "appointments changed" from a committed act to the pages; pages decide whether it concerns them."""

    changed = Signal(str, tuple)

    def announce(self, changes: Iterable[Change]) -> None:
        """Tell every listener, each topic once, with the ids of all its changes."""
        topics: dict[str, set[int]] = {}
        everything: set[str] = set()
        for change in changes:
            topics.setdefault(change.topic, set()).update(change.ids)
            if not change.ids:
                everything.add(change.topic)
        for topic, ids in topics.items():
            self.changed.emit(topic, () if topic in everything else tuple(sorted(ids)))
