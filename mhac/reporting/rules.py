"""Which work comes first for whom on the Today page, and who may see it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

EVERYBODY = ("receptionist", "nurse", "physician", "administrator")

PERMISSIONS: dict[str, tuple[str, ...]] = {
    "reporting.today": EVERYBODY,
    "reporting.see_day_end": EVERYBODY,
    "reporting.find": EVERYBODY,
}


class Work(StrEnum):
    """A kind of work that waits."""

    ARRIVALS = "arrivals"
    """Expected about now."""
    NOT_COME = "not_come"
    """Should have been here by now."""
    DESK = "desk"
    """On the floor, before the first station or after the last one: at the desk."""
    VITALS = "vitals"
    """On the floor, vital signs not taken."""
    STATIONS = "stations"
    """On the floor, at the nurse's other stations."""
    PHYSICIAN = "physician"
    """On the floor, waiting for the physician."""
    TO_CLASSIFY = "to_classify"
    """Answered whole, nothing decided."""
    TO_SIGN = "to_sign"
    """Classified, not signed."""
    STILL_OPEN = "still_open"
    """Begun on an earlier day and not whole: a work-up runs, a result is awaited, a treatment is due."""
    TO_SCREEN = "to_screen"
    """Flies soon, not screened within the window."""
    TO_DECIDE = "to_decide"
    """Screened, no decision that stands."""
    CERTIFICATES = "certificates"
    """Decided fit, no certificate."""
    PRINTS = "prints"
    """Wait for the printer, or failed there."""
    TO_ENTER = "to_enter"
    """Signed, and not every sheet is at the authority."""


FIRST: dict[str, tuple[Work, ...]] = {
    "receptionist": (Work.DESK, Work.ARRIVALS, Work.NOT_COME),
    "nurse": (Work.VITALS, Work.TO_SCREEN, Work.STATIONS, Work.NOT_COME),
    "physician": (Work.PHYSICIAN, Work.TO_SIGN, Work.TO_DECIDE, Work.TO_CLASSIFY, Work.STILL_OPEN),
    "administrator": (Work.CERTIFICATES, Work.PRINTS, Work.TO_ENTER, Work.TO_DECIDE, Work.NOT_COME),
}


def work_of(roles: Iterable[str]) -> tuple[Work, ...]:
    """Return the kinds of work of somebody with these roles, most pressing first, each once."""
    found: dict[Work, None] = {}
    mine = set(roles)
    for role, works in FIRST.items():
        if role in mine:
            found.update(dict.fromkeys(works))
    return tuple(found)
