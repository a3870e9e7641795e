"""Which station this workstation works at, and in which room who is signed in sits: said once, remembered here."""

from __future__ import annotations

from mhac.floor.stations import station, stations
from ui.app.context import AppContext
from ui.app.preferences import Preferences

_USUAL = (("physician", "physician"), ("nurse", "vital_signs"), ("receptionist", "reception"))


def my_station(context: AppContext) -> str:
    """The code of the station."""
    kept = Preferences(context.folder).station if context.folder is not None else ""
    if station(kept) is not None:
        return kept
    mine = context.actor.roles
    usual = next((code for role, code in _USUAL if role in mine), "")
    return usual if station(usual) is not None else stations()[0].code


def my_room(context: AppContext) -> str:
    """The name of the room to which people are called; empty where nobody said it."""
    return Preferences(context.folder).room_of(context.actor.user_id) if context.folder is not None else ""


def remember_room(context: AppContext, name: str) -> None:
    """Keep the room of who is signed in."""
    if context.folder is not None:
        Preferences(context.folder).keep_room(context.actor.user_id, name)


def remember_station(context: AppContext, code: str) -> None:
    """Keep the choice for everybody who signs in here."""
    if context.folder is not None:
        Preferences(context.folder).station = code
