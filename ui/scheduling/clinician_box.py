"""Choosing who sees somebody: anybody, or one of those who take the service."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from mhac.scheduling.views import ClinicianRow

ANYBODY = 0


class ClinicianBox(QComboBox):
    """Offers who fits; what was chosen stays chosen while it fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Clinician"))
        self.addItem(self.tr("Anybody"), ANYBODY)

    def offer(self, people: Sequence[ClinicianRow], chosen: int | None = None) -> None:
        """Offer these people, silently; without a choice given, keep the one that was made."""
        wanted = chosen or self.chosen() or ANYBODY
        self.blockSignals(True)
        while self.count() > 1:
            self.removeItem(1)
        for each in people:
            self.addItem(each.name, each.id)
        self.setCurrentIndex(max(0, self.findData(wanted)))
        self.blockSignals(False)

    def choose(self, clinician_id: int | None) -> None:
        """Choose somebody who is offered, or anybody."""
        self.setCurrentIndex(max(0, self.findData(clinician_id or ANYBODY)))

    def chosen(self) -> int | None:
        """Who was chosen; nothing for anybody."""
        return int(self.currentData() or ANYBODY) or None
