"""The words of the Today page: what each kind of work is called, and what its empty list means."""

from __future__ import annotations

from mhac.reporting.rules import Work
from ui.app.translation import translate

TONES = {Work.NOT_COME: "warning", Work.TO_SIGN: "accent", Work.STILL_OPEN: "hold", Work.PRINTS: "warning"}

ICONS = {
    Work.ARRIVALS: "door-open", Work.NOT_COME: "phone", Work.VITALS: "heart-pulse", Work.STATIONS: "flask-conical",
    Work.PHYSICIAN: "stethoscope", Work.TO_CLASSIFY: "clipboard-check", Work.TO_SIGN: "file-signature",
    Work.STILL_OPEN: "clock", Work.TO_SCREEN: "activity", Work.TO_DECIDE: "plane-takeoff",
    Work.CERTIFICATES: "award", Work.PRINTS: "printer", Work.TO_ENTER: "clipboard-list",
}

PAGES = {
    Work.ARRIVALS: "book", Work.NOT_COME: "book", Work.VITALS: "floor", Work.STATIONS: "floor",
    Work.PHYSICIAN: "floor", Work.TO_SCREEN: "departures", Work.TO_DECIDE: "departures",
    Work.CERTIFICATES: "certificates", Work.PRINTS: "certificates", Work.TO_ENTER: "entry",
}


def title(work: Work) -> str:
    """Return what a kind of work is called."""
    return {
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
