"""What a test looks for in a window after another workstation was quicker."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from PySide6.QtWidgets import QDialog, QWidget

from mhac.kernel.unit_of_work import UnitOfWork
from ui.widgets.two_versions import SeenAndNow, TwoVersions

Beside = Callable[..., AbstractContextManager[UnitOfWork]]


def turned(place: QWidget) -> str:
    """What is said of what was seen and what is so now; empty where nothing is."""
    return next((each.said() for each in place.findChildren(SeenAndNow) if each.isVisible()), "")


def both_of(place: QWidget) -> TwoVersions:
    """The panel that shows both versions."""
    return next(each for each in place.findChildren(TwoVersions) if each.isVisible())


def closed(page: QWidget, kind: type[QDialog]) -> bool:
    """Whether no dialog of this kind is open."""
    return not any(each.isVisible() for each in page.findChildren(kind))
