"""Planning a flight, or changing one: number, day and time on the clinic's clock, route and destination."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QLineEdit, QWidget

from mhac.registration.codes import countries
from mhac.travel.views import DepartureRow, NewDeparture
from ui.app.dialogs import FormDialog
from ui.travel.presenter import moment_of
from ui.travel.words import language
from ui.widgets import formats
from ui.widgets.basics import Notice, said_of
from ui.widgets.dates import DateEdit
from ui.widgets.fields import Form
from ui.widgets.lists import TypedList
from ui.widgets.times import TimeField
from ui.widgets.two_versions import Version

DAY = 24 * 60


class FlightDialog(FormDialog):
    """Ask for a flight. With `departure` it changes that one and asks why."""

    def __init__(self, destinations: Sequence[str], zone: ZoneInfo, today: date, parent: QWidget | None = None, *,
                 departure: DepartureRow | None = None) -> None:
        title = self.tr("Change flight {flight}").format(flight=departure.flight) if departure \
            else self.tr("Plan a departure")
        super().__init__(title, self.tr("&Change flight") if departure else self.tr("&Plan departure"), parent)
        self.departure = departure
        self._zone = zone
        self.flight = QLineEdit()
        self.flight.setMaxLength(10)
        self.flight.setPlaceholderText("ET807")
        self.day = DateEdit(today=lambda: today)
        self.time = TimeField()
        self.route = QLineEdit()
        self.route.setPlaceholderText("KGL-ADD-ORD")
        self.destination = TypedList()
        self.destination.setAccessibleName(self.tr("Destination"))
        if len(destinations) > 1:  # with a choice, none is made silently
            self.destination.addItem(self.tr("Choose"), "")
        for code in sorted(destinations, key=_country_name):
            self.destination.addItem(_country_name(code), code)
        self.reason = QLineEdit()
        self._lay_out()
        if departure is not None:
            self._show(departure)
        self.flight.setFocus()

    def _lay_out(self) -> None:
        self.form = Form(2)
        self.form.add("flight", self.tr("&Flight number"), self.flight, required=True)
        self.form.add("destination", self.tr("&Destination"), self.destination, required=True)
        self.form.add("day", self.tr("D&ay of departure"), self.day, required=True)
        self.form.add("departs_at", self.tr("&Time, on the clinic's clock"), self.time, required=True)
        self.form.add("route", self.tr("&Route"), self.route, required=True, span=2)
        if self.departure is not None:
            self.form.add("reason", self.tr("R&eason for the change"), self.reason, required=True, span=2)
            self.body.addWidget(Notice(self.tr(
                "Fitness decisions and certificates for the old flight no longer cover the journey; "
                "a physician decides again."), "warning"))
        self.body.addWidget(self.form)
        self.body.addStretch(1)

    def _show(self, departure: DepartureRow) -> None:
        local = formats.local(departure.departs_at)
        self.flight.setText(departure.flight)
        self.day.set_day(local.date())
        self.time.set_minutes(local.hour * 60 + local.minute)
        self.route.setText(departure.route)
        self.destination.setCurrentIndex(max(0, self.destination.findData(departure.destination)))

    def versions(self, newest: DepartureRow) -> list[Version]:
        """Return where the flight, as somebody else changed it meanwhile, differs from what is typed here."""
        local = formats.local(newest.departs_at)
        mine = self.request() if self.check() else None
        typed = formats.local(mine.departs_at) if mine else None
        pairs = {
            "flight": (self.flight.text(), newest.flight),
            "destination": (self.destination.currentText(), _country_name(newest.destination)),
            "day": (formats.day(typed.date()) if typed else "", formats.day(local.date())),
            "departs_at": (formats.clock(typed) if typed else "", formats.clock(local)),
            "route": (self.route.text(), newest.route),
        }
        assert self.form is not None
        return [Version(key, said_of(self.form.row(key).label.text()).removesuffix(" *"), *pair)
                for key, pair in pairs.items() if pair[0].casefold() != pair[1].casefold()]

    def take(self, newest: DepartureRow, choice: dict[str, bool]) -> None:
        """Put what was chosen into the fields; what is saved next changes the newest version."""
        self.departure = newest
        theirs, local = {key for key, mine in choice.items() if not mine}, formats.local(newest.departs_at)
        if "flight" in theirs:
            self.flight.setText(newest.flight)
        if "route" in theirs:
            self.route.setText(newest.route)
        if "day" in theirs:
            self.day.set_day(local.date())
        if "departs_at" in theirs:
            self.time.set_minutes(local.hour * 60 + local.minute)
        if "destination" in theirs:
            self.destination.setCurrentIndex(max(0, self.destination.findData(newest.destination)))

    def check(self) -> bool:
        """Day and time must be there before a moment can be made of them."""
        faults: dict[str, str] = {}
        if self.day.day() is None:
            faults["day"] = self.tr("Type the day, for example 26 Nov 2026.")
        if (self.time.minutes() or 0) >= DAY or self.time.minutes() is None:
            faults["departs_at"] = self.tr("Type the time, for example 18:30.")
        self.form_faults(faults)
        return not faults

    def form_faults(self, faults: dict[str, str]) -> None:
        """Show faults beside their fields."""
        if self.form is not None:
            self.form.show_faults(faults)

    def request(self) -> NewDeparture:
        """Return what was typed."""
        day, minutes = self.day.day(), self.time.minutes()
        assert day is not None
        assert minutes is not None
        return NewDeparture(self.flight.text(), moment_of(day, time(minutes // 60, minutes % 60), self._zone),
                            self.route.text(), str(self.destination.currentData() or ""))


def _country_name(code: str) -> str:
    known = countries().get(code)
    return known.name(language()) if known else code
