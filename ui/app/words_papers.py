"""The sentences for what certificates refuse."""

from __future__ import annotations

from ui.app.words import QT_TRANSLATE_NOOP

PAPERS: dict[str, str] = {
    "certificates.already_issued": QT_TRANSLATE_NOOP(
        "Messages",
        "Certificate {number} stands for this decision already. Print it again, or replace it with a reason.",
    ),
    "certificates.conditions_too_long": QT_TRANSLATE_NOOP(
        "Messages",
        "The conditions do not fit on the certificate (at most {most}, together {letters} letters). Shorten them.",
    ),
    "certificates.decision_gone": QT_TRANSLATE_NOOP(
        "Messages", "The decision no longer holds, so no certificate can be issued under it."
    ),
    "certificates.other_on_file": QT_TRANSLATE_NOOP(
        "Messages", "{number} says something else of the person than the file does now. Issue it anew."
    ),
    "certificates.expired": QT_TRANSLATE_NOOP(
        "Messages", "The decision was valid until {valid_until}. Screen the person again."
    ),
    "certificates.file_too_large": QT_TRANSLATE_NOOP("Messages", "{file} is too large for a certificate."),
    "certificates.is_replaced": QT_TRANSLATE_NOOP("Messages", "Certificate {number} was replaced by a newer one."),
    "certificates.is_revoked": QT_TRANSLATE_NOOP("Messages", "Certificate {number} is revoked."),
    "certificates.no_validity": QT_TRANSLATE_NOOP(
        "Messages", "The decision says no time of validity. Look at the departure."
    ),
    "certificates.no_vault": QT_TRANSLATE_NOOP("Messages", "The signing key is not at hand. Please sign in again."),
    "certificates.not_a_key_file": QT_TRANSLATE_NOOP("Messages", "This file holds no public key of a clinic."),
    "certificates.waits_for_family": QT_TRANSLATE_NOOP(
        "Messages",
        "The family may not fly yet: {who}. Decide about them first, or take off the flight who flies apart.",
    ),
    "certificates.not_fit": QT_TRANSLATE_NOOP(
        "Messages", "Only who is fit, or fit with conditions, gets a certificate."
    ),
    "certificates.not_printing": QT_TRANSLATE_NOOP("Messages", "This print is not under way."),
    "certificates.not_waiting": QT_TRANSLATE_NOOP("Messages", "The print of {number} is not waiting."),
    "certificates.other_journey": QT_TRANSLATE_NOOP(
        "Messages", "The new decision is for another person or journey. Issue a certificate of its own."
    ),
    "certificates.picture_missing": QT_TRANSLATE_NOOP("Messages", "The picture on this certificate is missing."),
    "certificates.printing_now": QT_TRANSLATE_NOOP("Messages", "{number} is being printed now."),
    "certificates.reason_missing": QT_TRANSLATE_NOOP("Messages", "Please say why; the record keeps it."),
    "certificates.unreadable_file": QT_TRANSLATE_NOOP("Messages", "{file} cannot be read: {why}"),
    "printing.broken_off": QT_TRANSLATE_NOOP(
        "Messages", "The printer {printer} stopped. Check it; nothing is lost, print again."
    ),
    "printing.no_page": QT_TRANSLATE_NOOP("Messages", "There was nothing to print."),
    "printing.no_such_printer": QT_TRANSLATE_NOOP(
        "Messages", "The printer {printer} is not there any more. Choose another one."
    ),
    "printing.not_started": QT_TRANSLATE_NOOP(
        "Messages", "The printer {printer} did not start. Check that it is switched on and connected."
    ),
}
