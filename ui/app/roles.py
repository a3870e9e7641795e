"""The words of the roles."""

from __future__ import annotations

from ui.app.translation import translate


def role_words(role: str) -> str:
    """Return the words of a role."""
    return {
        "receptionist": translate("Roles", "Receptionist"),
        "nurse": translate("Roles", "Nurse"),
        "physician": translate("Roles", "Physician"),
        "administrator": translate("Roles", "Administrator"),
    }.get(role, role)
