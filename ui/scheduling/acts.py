"""What can be done with a block of the book, by its state and by who looks at it; the same for card, menu and keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from mhac.scheduling.rules import Status
from mhac.scheduling.views import Block
from ui.scheduling.presenter import may_move
from ui.widgets.acts import Act

translate = QCoreApplication.translate


def all_acts() -> tuple[Act, ...]:
    """Every act, in the order of the buttons."""
    return (
        Act("arrive", translate("Book", "Arrival"), "A", "user-check"),
        Act("move", translate("Book", "Move"), "M", "grip-vertical"),
        Act("aside", translate("Book", "Put aside"), "Ctrl+X", "columns-3"),
        Act("clinician", translate("Book", "Clinician…"), "D", "stethoscope"),
        Act("slip", translate("Book", "Slip"), "P", "printer"),
        Act("note", translate("Book", "Name and note…"), "E", "pencil"),
        Act("casefile", translate("Book", "Case file"), "F", "clipboard-list"),
        Act("missed", translate("Book", "Did not come…"), "N", "user"),
        Act("put_back", translate("Book", "Book again as it was"), "B", "undo-2"),
        Act("cancel", translate("Book", "Cancel appointment…"), "Del", "calendar-x"),
    )


def acts_for(block: Block, can: Callable[[str], bool], now: datetime, zone: ZoneInfo) -> list[Act]:
    """The acts that make sense for a block now and that the person at the screen may do."""
    states = {person.status for person in block.people}
    expected = Status.BOOKED in states
    today = block.starts_at.astimezone(zone).date() == now.astimezone(zone).date()
    fits = {
        "arrive": expected and today and can("floor.arrive"),
        "move": may_move(block) and can("scheduling.move"),
        "aside": may_move(block) and can("scheduling.move"),
        "clinician": may_move(block) and can("scheduling.move"),
        "slip": bool(block.live),
        "note": bool(block.live) and can("scheduling.change_note"),
        "casefile": can("exams.read_casefile") or can("registration.person_file"),
        "missed": expected and now >= block.starts_at and can("scheduling.mark_missed"),
        "put_back": bool(states & {Status.MISSED, Status.CANCELLED}) and can("scheduling.put_back"),
        "cancel": expected and can("scheduling.cancel"),
    }
    return [act for act in all_acts() if fits[act.name]]
