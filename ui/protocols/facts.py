"""What an adoption, a number or a template is now, by what it is called: for somebody who saw it otherwise."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from mhac.protocols.queries import AdoptionView, OwnTemplateView
from ui.protocols import words
from ui.protocols.entries import Entry, OwnChange
from ui.protocols.tables import given_words, on_list
from ui.widgets import formats

translate = QCoreApplication.translate


def of_adoption(adoption: AdoptionView) -> dict[str, str]:
    """Return by whom an edition was adopted, and by whom that was withdrawn."""
    return {
        translate("Protocols", "Adopted"): words.joined(adoption.physician, formats.moment(adoption.adopted_at)),
        translate("Protocols", "Withdrawn"): _ended(
            adoption.withdrawn_by, adoption.withdrawn_reason, given=adoption.withdrawn_at is not None
        ),
    }


def of_own(own: OwnTemplateView) -> dict[str, str]:
    """Return of which file a template is, and by whom it was retired."""
    return {
        translate("Protocols", "File"): own.file_name,
        translate("Protocols", "Retired"): _ended(own.retired_by, own.retired_reason, given=own.retired_at is not None),
    }


def of_change(entry: Entry, change: OwnChange) -> dict[str, str]:
    """Return the clinic's own value of an entry, by whom and why."""
    if change.value is None:
        value = given_words(entry)
    else:
        value = on_list(change.value) if isinstance(change.value, bool) else words.value(change.value, entry.unit)
    return {
        translate("Protocols", "Value"): value,
        translate("Protocols", "Changed by"): change.by,
        translate("Protocols", "Reason"): change.reason,
    }


def _ended(by: str, reason: str, *, given: bool) -> str:
    return words.joined(by, reason) if given else ""
