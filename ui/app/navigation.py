"""Which pages there are, in which order, behind which key: the rail is drawn from this."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.app.context import AppContext
from ui.app.page import Page


@dataclass(frozen=True)
class PageSpec:
    """One entry of the rail, or (without `in_rail`) a page that others open, such as a case file.

    `words` is called each time the rail is drawn, so that it follows the language. Without `permission` everybody
    sees the entry; with several, one of them is enough.
    """

    key: str
    words: Callable[[], str]
    icon: str
    make: Callable[[AppContext], Page]
    shortcut: str = ""
    permissions: tuple[str, ...] = ()
    in_rail: bool = True
    rail_key: str = ""  # which rail entry is lit while this page is shown; its own by default

    def allowed(self, context: AppContext) -> bool:
        """Return whether the signed-in person may open it."""
        return not self.permissions or any(context.can(permission) for permission in self.permissions)


@dataclass(frozen=True)
class SearchHit:
    """One line of the find box: where it leads and how it reads."""

    page_key: str
    arguments: tuple[tuple[str, object], ...]
    title: str
    detail: str = ""
    tag: str = ""
    tone: str = "neutral"
    icon: str = "user"
