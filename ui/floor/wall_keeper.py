"""Keeps the one waiting-room screen of this workstation: over the lock, a sign-out, and the next start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.app.preferences import Preferences

if TYPE_CHECKING:
    from ui.app.context import AppContext
    from ui.floor.wall import WallScreen


class _Kept:
    wall: WallScreen | None = None


def show_wall(context: AppContext, *, behind: bool = False) -> WallScreen:
    """Show the screen, or bring it to the front; it comes back, behind, at the next sign-in on this workstation."""
    from ui.floor.wall import WallScreen

    wall = _Kept.wall
    if wall is None:
        wall = _Kept.wall = WallScreen()
        wall.put_away.connect(put_wall_away)
    wall.attach(context)
    if wall.isVisible():
        wall.raise_()
    else:
        wall.place_on_second_screen(behind=behind)
    _remember(context, shown=True)
    return wall


def follow(context: AppContext) -> None:
    """Go on after a sign-in: with the screen that is there, or with the one of the last time."""
    if _Kept.wall is not None:
        _Kept.wall.attach(context)
    elif context.folder is not None and Preferences(context.folder).wall_shown:
        show_wall(context, behind=True)


def put_wall_away() -> None:
    """Take the screen away; it does not come back by itself."""
    wall, _Kept.wall = _Kept.wall, None
    if wall is not None:
        if wall.context is not None:
            _remember(wall.context, shown=False)
        wall.deleteLater()


def _remember(context: AppContext, *, shown: bool) -> None:
    if context.folder is not None:
        Preferences(context.folder).wall_shown = shown
