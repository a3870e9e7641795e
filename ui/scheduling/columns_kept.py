"""Whether somebody looks at rooms or at clinicians in the book: said once, remembered at this desk for who said it."""

from __future__ import annotations

from ui.app.context import AppContext
from ui.app.preferences import Preferences
from ui.scheduling.columns import By


def kept_columns(context: AppContext) -> By:
    """What the columns of the book are for who is signed in."""
    kept = Preferences(context.folder).columns_of(context.actor.user_id) if context.folder is not None else ""
    return By(kept) if kept in tuple(By) else By.ROOMS


def keep_columns(context: AppContext, by: By) -> None:
    """Keep the choice of who is signed in."""
    if context.folder is not None:
        Preferences(context.folder).keep_columns(context.actor.user_id, by.value)
