"""What can be done with a ticket, by where it stands and by who looks at it; the same for bar, menu and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication

from mhac.floor.stations import stations
from ui.floor import words
from ui.floor.presenter import Card
from ui.widgets.acts import Act

translate = QCoreApplication.translate


def acts_for(card: Card, can: Callable[[str], bool], *, may_join: bool = False) -> list[Act]:
    """The acts that make sense for a ticket and that the person at the screen may do."""
    acts: list[Act] = []
    last = stations()[-1].code
    if can("floor.hand_over") and card.next_station and not card.doubtful:
        text = translate("Floor", "Hand over to {station}").format(station=words.station_name(card.next_station))
        acts.append(Act("next", text, "H", "arrow-right"))
    if card.doubtful and can("floor.confirm_identity"):
        acts.append(Act("identity", translate("Floor", "Check identity again"), "I", "user-check"))
    if can("floor.finish_visit") and not card.doubtful and (card.station == last or not card.next_station):
        acts.insert(0, Act("finish", translate("Floor", "Finish visit"), "E", "circle-check"))
    if can("floor.call") and not card.is_called:
        acts.append(Act("call", translate("Floor", "Call"), "C", "bell"))
    elif can("floor.call"):
        acts.append(Act("call", translate("Floor", "Call again"), "C", "bell"))
    if can("floor.take_call_back") and card.is_called:
        acts.append(Act("take_call_back", translate("Floor", "Take call back"), "", "undo-2"))
    if can("floor.resume") and card.first.skipped_until is not None:
        acts.append(Act("resume", translate("Floor", "Back in the queue"), "S", "log-in"))
    elif can("floor.skip"):
        acts.append(Act("skip", translate("Floor", "Pass over for now…"), "S", "clock"))
    if any(visit.visited for visit in card.visits) and can("floor.undo_move"):
        acts.append(Act("undo", translate("Floor", "Take last step back"), "U", "undo-2"))
    if len(card.visits) == 1 and can("exams.read_clinical"):
        acts.append(Act("exam", translate("Floor", "Open examination"), "X", "stethoscope"))
    acts.append(Act("casefile", translate("Floor", "Case file"), "F", "clipboard-list"))
    if len(card.visits) > 1:
        acts.append(Act("part", translate("Floor", "Show one by one"), "P", "users"))
    elif may_join:
        acts.append(Act("join", translate("Floor", "Show the family together"), "P", "users"))
    if can("floor.finish_visit"):
        acts.append(Act("left", translate("Floor", "Left before the end…"), "", "log-out"))
    if len(card.visits) == 1 and not card.first.visited and can("floor.undo_arrival"):
        acts.append(Act("undo_arrival", translate("Floor", "Wrong person arrived…"), "", "x"))
    return acts


def stations_for(card: Card) -> list[tuple[str, str]]:
    """Every other station, as (code, name), for handing over where the work asks for it."""
    return [(found.code, words.station_name(found.code)) for found in stations() if found.code != card.station]


def natural_act(card: Card, acts: Iterable[Act], user_id: int | None) -> Act | None:
    """What comes next to a ticket at its station: check who it is, call, then hand over or finish.

    Who was called by somebody else is in his hands: nothing comes by itself, and C calls them to oneself.
    """
    found = {act.name: act for act in acts}
    if card.doubtful:
        return found.get("identity")
    if card.is_called and not card.is_called_by(user_id):
        return None
    if not card.is_called:
        return found.get("call")
    return found.get("finish") or found.get("next")
