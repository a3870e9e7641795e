"""Acts on the thing that is chosen on a board: the same list for its buttons, its menu and its keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ui.app import icons
from ui.widgets.basics import button


@dataclass(frozen=True)
class Act:
    """One act: its name in the program, what its button says, the key on the board, and an icon."""

    name: str
    text: str
    key: str
    icon: str


def act_button(act: Act, do: Callable[[str], object], *, small: bool = False) -> QPushButton:
    """Return the button of an act; `do` is called with its name."""
    made = button(act.text, small=small, icon=act.icon, tip=f"{act.text} ({act.key})" if act.key else act.text)
    made.setObjectName(f"act_{act.name}")
    made.setAccessibleName(act.text)
    made.clicked.connect(partial(_do, do, act.name))
    return made


def acts_menu(parent: QWidget, acts: Iterable[Act], do: Callable[[str], object]) -> QMenu:
    """Return a menu of acts with their keys, to be filled further and shown by `open_menu`."""
    menu = QMenu(parent)
    for act in acts:
        entry = menu.addAction(icons.icon(act.icon), f"{act.text}\t{act.key}")
        entry.triggered.connect(partial(_do, do, act.name))
    return menu


def open_menu(menu: QMenu, where: QPoint) -> None:
    """Show a menu with its first entry marked; it is gone when it is closed."""
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(where)
    if menu.actions():
        menu.setActiveAction(menu.actions()[0])


def _do(do: Callable[[str], object], name: str, _checked: bool = False) -> None:
    do(name)
