"""Taking widgets out of a layout in order to put them back at another place."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Take everything out of a layout; the widgets stay.

    The item that held a widget is deleted at once: while it lives, Qt tells it, and not the item that comes after it,
    that the widget needs another size, and the new place would keep the height of long ago.
    """
    while (item := layout.takeAt(0)) is not None:
        inner = item.layout()
        if inner is not None:
            empty(inner)
        shiboken6.delete(item)
