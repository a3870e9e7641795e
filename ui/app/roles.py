"""The words of the roles."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def role_words(role: str) -> str:
    """Return the words of a role."""
    return {
        "receptionist": QCoreApplication.translate("Roles", "Receptionist"),
        "nurse": QCoreApplication.translate("Roles", "Nurse"),
        "physician": QCoreApplication.translate("Roles", "Physician"),
        "administrator": QCoreApplication.translate("Roles", "Administrator"),
    }.get(role, role)
