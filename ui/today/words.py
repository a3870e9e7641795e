"""The words of the Today page: what each kind of work is called, and what its empty list means."""

from __future__ import annotations

from datetime import datetime, timedelta

from mhac.floor.stations import station
from mhac.reporting.rules import Work
from mhac.reporting.urgency import First, Urgency, Why
from ui.app.languages import current_language
from ui.app.translation import translate
from ui.widgets import formats

TONES = {Work.NOT_COME: "warning", Work.TO_SIGN: "accent", Work.STILL_OPEN: "hold", Work.PRINTS: "warning"}

ICONS = {
    Work.DESK: "users",
    Work.ARRIVALS: "door-open", Work.NOT_COME: "phone", Work.VITALS: "heart-pulse", Work.STATIONS: "flask-conical",
    Work.PHYSICIAN: "stethoscope", Work.TO_CLASSIFY: "clipboard-check", Work.TO_SIGN: "file-signature",
    Work.STILL_OPEN: "clock", Work.TO_SCREEN: "activity", Work.TO_DECIDE: "plane-takeoff",
    Work.CERTIFICATES: "award", Work.PRINTS: "printer", Work.TO_ENTER: "clipboard-list",
}

PAGES = {
    Work.DESK: "floor",
    Work.ARRIVALS: "book", Work.NOT_COME: "book", Work.VITALS: "floor", Work.STATIONS: "floor",
    Work.PHYSICIAN: "floor", Work.TO_SCREEN: "departures", Work.TO_DECIDE: "departures",
    Work.CERTIFICATES: "certificates", Work.PRINTS: "certificates", Work.TO_ENTER: "entry",
}


TONE_OF = {Urgency.NOW: "bad", Urgency.SOON: "warning", Urgency.TODAY: "accent", Urgency.LATER: "neutral"}


def urgency(step: Urgency) -> str:
    """Return how much something presses, in a word."""
    return {
        Urgency.NOW: translate("TodayWords", "now"),
        Urgency.SOON: translate("TodayWords", "soon"),
        Urgency.TODAY: translate("TodayWords", "today"),
        Urgency.LATER: translate("TodayWords", "later"),
    }[step]


def reason(found: First, now: datetime) -> str:
    """Return why something stands where it stands."""
    here = station(found.waiting.station)
    at = found.moment
    said = {
        Why.WAITS: translate("TodayWords", "waits {wait} at {station}"),
        Why.WAITS_LONGER: translate("TodayWords", "waits {wait} at {station}, longer than usual"),
        Why.WAITS_TOO_LONG: translate("TodayWords", "waits {wait} at {station}, too long"),
        Why.TO_SEND_ON: translate("TodayWords", "done at {station}, waits {wait} to be sent on"),
        Why.PASSED_OVER: translate("TodayWords", "passed over for now at {station}"),
        Why.IN_HAND: translate("TodayWords", "called already by {name} at {station}"),
        Why.ARRIVES: translate("TodayWords", "expected at {when}"),
        Why.NOT_COME: translate("TodayWords", "should have come at {when}"),
        Why.LATE: translate("TodayWords", "was due {when}"),
        Why.DUE: translate("TodayWords", "due by {when}"),
        Why.FLIES: translate("TodayWords", "flies {when}"),
        Why.HELD: translate("TodayWords", "travel is held, open since {when}"),
        Why.WHOLE: translate("TodayWords", "answered whole, nothing decided"),
        Why.DECIDED: translate("TodayWords", "decided, only the signature is missing"),
        Why.OPEN_SINCE: translate("TodayWords", "open since {when}"),
        Why.FAILED: translate("TodayWords", "printing failed"),
        Why.QUEUED: translate("TodayWords", "waits for the printer since {when}"),
        Why.SIGNED: translate("TodayWords", "signed {when}, not yet entered"),
    }[found.why]
    return said.format(
        wait=formats.span(max(now - at, timedelta(0))) if at is not None else "",
        station=here.name(current_language()) if here is not None else "",
        when=formats.moment_near(at) if at is not None else "",
        name=found.waiting.in_hands_of,
    )


def title(work: Work) -> str:
    """Return what a kind of work is called."""
    return {
        Work.DESK: translate("TodayWords", "At reception and checkout"),
        Work.ARRIVALS: translate("TodayWords", "Arrivals about now"),
        Work.NOT_COME: translate("TodayWords", "Have not come"),
        Work.VITALS: translate("TodayWords", "Vital signs to take"),
        Work.STATIONS: translate("TodayWords", "At laboratory, imaging, vaccination"),
        Work.PHYSICIAN: translate("TodayWords", "Waiting for the physician"),
        Work.TO_CLASSIFY: translate("TodayWords", "Exams to classify"),
        Work.TO_SIGN: translate("TodayWords", "Exams to sign"),
        Work.STILL_OPEN: translate("TodayWords", "Exams open from earlier days"),
        Work.TO_SCREEN: translate("TodayWords", "To screen before the flight"),
        Work.TO_DECIDE: translate("TodayWords", "Fitness to decide"),
        Work.CERTIFICATES: translate("TodayWords", "Certificates to issue"),
        Work.PRINTS: translate("TodayWords", "Prints that wait"),
        Work.TO_ENTER: translate("TodayWords", "Exams to enter at the authority"),
    }[work]
