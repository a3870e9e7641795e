"""Spares the program a detour: Qt's bindings read the source of every module that is imported after them.

They look whether it uses one of their opt-in spellings (`from __feature__ import snake_case`). We use none, and the
reading costs a third of the start-up and 25 MB of cached source lines. The bindings ask a dictionary whether they
have looked at a module already; here it says yes. Where their inside is different, nothing is changed.
"""

from __future__ import annotations

import sys
from typing import Any


class _AllKnown(dict[str, Any]):
    """Says of every module that it was looked at."""

    def __contains__(self, name: object) -> bool:
        return True


def import_qt() -> None:
    """Import Qt's core, and let all later imports go without the detour; the first step of a window."""
    import PySide6.QtCore

    _ = PySide6.QtCore
    feature = sys.modules.get("shibokensupport.feature")
    known = getattr(feature, "pyside_feature_dict", None)
    if feature is not None and isinstance(known, dict) and hasattr(feature, "_mod_uses_pyside"):
        vars(feature)["pyside_feature_dict"] = _AllKnown(known)
