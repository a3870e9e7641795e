"""Translating outside of an object: `translate("Context", "text")`; inside one, it is `self.tr("text")`."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def translate(context: str, text: str) -> str:
    """Return a text in the language of the screens; the translation tools find the call by its name."""
    return QCoreApplication.translate(context, text)
