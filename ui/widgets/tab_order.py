"""The Tab key goes where the eye goes: what is added to a form later is reached where it is shown, not at the end."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def reach_before(after: QWidget, line: QWidget) -> None:
    """Let the Tab key come to the fields of a new line just before the button that added it."""
    fields = fields_of(line)
    before = after.previousInFocusChain()
    while before is not None and before is not after and (before in fields or not _takes_tab(before)):
        before = before.previousInFocusChain()
    chain = [*fields, after] if before is None or before is after else [before, *fields, after]
    for one, following in pairwise(chain):
        QWidget.setTabOrder(one, following)


def fields_of(line: QWidget) -> list[QWidget]:
    """Return what the Tab key comes to in a line, in the order of its layout.

    A line has no focus proxy: Qt would draw the Tab key back to it from every other field of the line.
    """
    layout = line.layout()
    items = [layout.itemAt(place) for place in range(layout.count())] if layout is not None else []
    held = (item.widget() for item in items if item is not None)
    return [widget for widget in held if widget is not None and _takes_tab(widget)]


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
