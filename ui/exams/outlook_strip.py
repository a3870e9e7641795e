"""What will not last until the flight, above the requirements: the day, what changes, and why."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from mhac.protocols import outlook as ahead
from mhac.protocols.outlook import Change, Milestone, Outlook
from mhac.protocols.rules import ItemState
from ui.app.dialogs import FormDialog
from ui.exams import words
from ui.widgets import formats
from ui.widgets.basics import Notice, as_tip, button
from ui.widgets.dates import DateEdit
from ui.widgets.fields import FieldRow

SHOWN = 3  # more changes stand in the tip


class OutlookStrip(Notice):
    """Hidden while everything lasts; a day that somebody asked for is always answered."""

    day_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "warning", parent)
        self.flight_button = button(self.tr("Back to the flight"), small=True)
        self.flight_button.clicked.connect(self._back)
        self.line.addWidget(self.flight_button)
        self.hide()

    def show_outlook(self, found: Outlook | None, *, asked: bool) -> None:
        """Show what changes until the flight, or until a day that was asked for."""
        told = [change for change in found.changes if is_told(change)] if found else []
        self.setVisible(asked or bool(told))
        self.flight_button.setVisible(asked)
        if found is None:
            self.say(self.tr("That day lies before the examination."), "neutral")
            return
        head = (self.tr("Until {day}:") if asked else self.tr("Before the flight on {day}:")).format(
            day=formats.day(found.end))
        if not told:
            self.say(self.tr("{head} nothing changes.").format(head=head), "neutral")
            return
        lines = [line(change) for change in told]
        more = self.tr("and %n more", "", len(lines) - SHOWN) if len(lines) > SHOWN else ""
        self.say("\n".join(part for part in (head, *lines[:SHOWN], more) if part), "warning")
        self.setToolTip(as_tip("\n".join(f"{line(one)} {words.said(one.because)}" for one in told)))

    @Slot()
    def _back(self) -> None:
        self.day_wanted.emit(None)


class DayDialog(FormDialog):
    """A day to look ahead to, where no flight is planned yet."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Look ahead"), self.tr("Look ahead"), parent,
                         text=self.tr("What will have changed by that day, if nothing new is found?"))
        self._today = today
        self.edit = DateEdit()
        self._row = FieldRow(self.tr("&Day"), self.edit, required=True)
        self.body.addWidget(self._row)

    def day(self) -> date | None:
        """Return the day."""
        return self.edit.day()

    def check(self) -> bool:
        """A day to come is needed."""
        day = self.day()
        if day is not None and day > self._today:
            return True
        self._row.set_fault(self.tr("Please give a day to come."))
        self.edit.setFocus()
        return False


def is_told(change: Change) -> bool:
    """What somebody must do or know; what is merely no longer asked for is not told."""
    if change.what == ahead.ITEM:
        if change.after == ItemState.UNKNOWN:
            return change.before in {ItemState.NOT_REQUIRED, ItemState.OPTIONAL}
        return change.after in {ItemState.REQUIRED, ItemState.DEFERRED, ItemState.FORBIDDEN}
    return change.after in {ahead.DUE, ahead.ENDED} and change.what != ahead.TREATMENT


def line(change: Change) -> str:
    """Return one change in a line: "turns 15 on 3 Feb 2027: chest X-ray becomes required"."""
    day = formats.day(change.day)
    if change.milestone is not None:
        when = milestone(change.milestone).format(day=day)
    else:
        when = QCoreApplication.translate("OutlookStrip", "from {day}").format(day=day)
    return QCoreApplication.translate("OutlookStrip", "{when}: {what}").format(when=when, what=what(change))


def milestone(reached: Milestone) -> str:
    """Return the age that is reached, with a place for the day."""
    number = reached.number
    if reached.unit == "age":
        told = QCoreApplication.translate("OutlookStrip", "turns {number} on {day}")
    elif reached.unit == "age_months":
        told = QCoreApplication.translate("OutlookStrip", "age in months becomes {number} on {day}")
    else:
        told = QCoreApplication.translate("OutlookStrip", "age in days becomes {number} on {day}")
    return told.replace("{number}", str(number))


def what(change: Change) -> str:
    """Return what is other from that day on."""
    label = words.said(change.label)
    if change.what == ahead.VALIDITY:
        return QCoreApplication.translate("OutlookStrip", "the examination is no longer valid")
    if change.what == ahead.VACCINE:
        return words.said(change.because)
    if change.what == ahead.FORM:
        return QCoreApplication.translate("OutlookStrip", "form {code} is needed").format(code=change.code)
    if change.what == ahead.WARNING:
        return label
    becomes = {
        ItemState.REQUIRED: QCoreApplication.translate("OutlookStrip", "{item} becomes required"),
        ItemState.DEFERRED: QCoreApplication.translate("OutlookStrip", "{item} is put off"),
        ItemState.FORBIDDEN: QCoreApplication.translate("OutlookStrip", "{item} must not be done"),
    }
    unsure = QCoreApplication.translate("OutlookStrip", "whether {item} is needed depends on what is missing")
    return becomes.get(ItemState(change.after), unsure).format(item=label)
