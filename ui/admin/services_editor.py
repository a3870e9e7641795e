"""What can be booked, edited in place: name, minutes for one person and for each more, kind of room, offered or not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QVBoxLayout, QWidget

from mhac.scheduling import setup
from mhac.scheduling.setup import ServicePlan
from ui.admin.line_list import LineList
from ui.admin.service_details import ServiceDetails
from ui.app.languages import current_language
from ui.widgets.basics import as_tip, set_property, words
from ui.widgets.number_box import NumberBox
from ui.widgets.phrases import plain

STEP = 15


@dataclass(frozen=True)
class _Line:
    plan: ServicePlan
    name: QLineEdit
    minutes: NumberBox
    more: NumberBox
    kind: QComboBox
    capacity: NumberBox
    details: ServiceDetails
    offered: QCheckBox


class ServicesEditor(QWidget):
    """Services are never removed, only not offered any more."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[_Line] = []
        heads = (
            (self.tr("Service"), 3),
            (self.tr("Minutes"), 0),
            (self.tr("Each more person"), 0),
            (self.tr("Kind of room"), 0),
            (self.tr("Each half hour"), 0),
            ("", 0),
            ("", 0),
        )
        self._list = LineList(heads, self.tr("Add a service"))
        self._list.add_requested.connect(self._add_new)
        self._problem = words("", "error", wrap=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._list, 1)
        whole.addWidget(self._problem)

    def set_services(self, services: Iterable[ServicePlan]) -> None:
        """Show services."""
        self._list.clear()
        self._lines.clear()
        for plan in services:
            self._add(plan)

    def take(self, pairs: Iterable[tuple[ServicePlan, ServicePlan]]) -> None:
        """Show services as somebody else left them (first of each pair), with what shall stand here; new ones stay."""
        added = [plan for plan in self.services() if plan.service_id is None]
        self.set_services(())
        for stored, shown in pairs:
            self._add(shown)
            self._lines[-1] = replace(self._lines[-1], plan=stored)
        for plan in added:
            self._add(plan)

    def services(self) -> tuple[ServicePlan, ...]:
        """Return all services as edited, in their order; new ones that are not offered are left out."""
        plans = (self._plan(place, line) for place, line in enumerate(self._lines))
        return tuple(plan for plan in plans if plan.service_id is not None or plan.active)

    def changed_services(self) -> tuple[ServicePlan, ...]:
        """Return the services that differ from what was shown at first."""
        before = {line.plan.service_id: line.plan for line in self._lines}
        return tuple(
            now
            for now in self.services()
            if now.service_id is None or now != replace(before[now.service_id], position=now.position)
        )

    def fault(self) -> str:
        """Return what is wrong, and show it."""
        text = ""
        for line in self._lines:
            missing = line.offered.isChecked() and not line.name.text().strip()
            set_property(line.name, "state", "bad" if missing else "")
            if missing:
                text = self.tr("Give every service that is offered a name.")
        if not text and not any(plan.active for plan in self.services()):
            text = self.tr("At least one service is needed.")
        self._problem.setText(text)
        return text

    def _plan(self, place: int, line: _Line) -> ServicePlan:
        language = current_language()
        name = line.name.text().strip()
        shown = shown_name(line.plan)
        translations = dict(line.plan.translations)
        if name != shown:
            translations[language] = name
        if language == "en" or not line.plan.name:
            english = name
        else:
            english = line.plan.name
        return replace(
            line.plan,
            name=english,
            translations=translations,
            minutes=line.minutes.value(),
            minutes_each_more=line.more.value(),
            room_kind=str(line.kind.currentData()),
            capacity=line.capacity.value() or None,
            taken_by=line.details.roles(),
            stations=line.details.stations(),
            position=place,
            active=line.offered.isChecked(),
            code=line.plan.code or self._code_for(name),
        )

    def _code_for(self, name: str) -> str:
        base = re.sub(r"[^a-z0-9]+", "_", plain(name)).strip("_") or "service"
        taken = {line.plan.code for line in self._lines}
        code, number = base, 2
        while code in taken:
            code, number = f"{base}_{number}", number + 1
        return code

    def _add(self, plan: ServicePlan) -> None:
        name = QLineEdit(shown_name(plan))
        name.setCursorPosition(0)
        name.setToolTip(as_tip(shown_name(plan)))
        name.setAccessibleName(self.tr("Name of the service"))
        minutes = _minutes(plan.minutes, STEP, self.tr("Minutes for one person"))
        more = _minutes(plan.minutes_each_more, 0, self.tr("Minutes for each more person"))
        kind = QComboBox()
        kind.setAccessibleName(self.tr("Kind of room"))
        for entry in setup.defaults().room_kinds:
            kind.addItem(entry.names.get(current_language(), entry.names["en"]), entry.code)
        kind.setCurrentIndex(max(0, kind.findData(plan.room_kind)))
        capacity = NumberBox()
        capacity.setRange(0, setup.MOST_AT_ONCE)
        capacity.setSpecialValueText(self.tr("no limit"))
        capacity.setValue(plan.capacity or 0)
        capacity.setFixedWidth(92)
        capacity.setAccessibleName(self.tr("People of this service who may begin in one half hour"))
        details = ServiceDetails(plan)
        offered = QCheckBox(self.tr("offered"))
        offered.setChecked(plan.active)
        self._list.add_line(name, minutes, more, kind, capacity, details, offered, removable=False)
        name.textEdited.connect(self.changed)
        minutes.valueChanged.connect(self.changed)
        more.valueChanged.connect(self.changed)
        kind.currentIndexChanged.connect(self.changed)
        capacity.valueChanged.connect(self.changed)
        details.changed.connect(self.changed)
        offered.toggled.connect(self.changed)
        self._lines.append(_Line(plan, name, minutes, more, kind, capacity, details, offered))

    @Slot()
    def _add_new(self) -> None:
        first = setup.defaults().services[0]
        self._add(ServicePlan("", "", 30, 15, first.room_kind, ("reception", "checkout")))
        self._lines[-1].name.setFocus()
        self.changed.emit()


def shown_name(plan: ServicePlan) -> str:
    """Return the name of a service in the language of the screens."""
    return plan.translations.get(current_language()) or plan.name


def _minutes(value: int, least: int, name: str) -> NumberBox:
    field = NumberBox()
    field.setRange(least, 480)
    field.setSingleStep(STEP)
    field.setValue(value)
    field.setAccessibleName(name)
    field.setFixedWidth(66)
    return field
