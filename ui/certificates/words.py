"""Words of the certificates screen for the codes of the room: states, reasons, what a check found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from mhac.certificates.code import Verification
from mhac.certificates.rules import OTHER_ON_FILE, PrintState, Status
from mhac.certificates.views import CertificateRow, Checked
from ui.widgets import formats

translate = QCoreApplication.translate


def decision_words(decision: str) -> tuple[str, str]:
    """Return a decision and its tone."""
    if decision == "fit":
        return translate("Certificates", "Fit"), "ok"
    return translate("Certificates", "Fit with conditions"), "warning"


def status_words(row: CertificateRow) -> tuple[str, str]:
    """Return what a certificate is worth now, and its tone."""
    if row.status is Status.REVOKED:
        return translate("Certificates", "Revoked"), "bad"
    if row.status is Status.REPLACED:
        return translate("Certificates", "Replaced"), "neutral"
    if row.expired:
        return translate("Certificates", "Expired"), "neutral"
    if row.why_not:
        return translate("Certificates", "Not covered"), "bad"
    return translate("Certificates", "Valid"), "ok"


def left_out_words(rows: Sequence[CertificateRow]) -> str:
    """Return which papers were not saved, each with why nobody must rely on it."""
    papers = ", ".join(f"{row.number} ({status_words(row)[0]})" for row in rows)
    return translate("Certificates", "Not saved, because nobody may rely on them: {papers}.").format(papers=papers)


def certificate_facts(row: CertificateRow) -> dict[str, str]:
    """Return what a certificate is worth now, by what it is called: for somebody who saw it otherwise."""
    return {
        translate("Certificates", "Status"): status_words(row)[0],
        translate("Certificates", "Ended by"): row.ended_by,
        translate("Certificates", "Reason"): row.ended_reason,
        translate("Certificates", "In its place"): row.replaced_by,
    }


def why_words(why: str) -> str:
    """Return why nobody should rely on a paper any more."""
    known = {
        "superseded": translate("Certificates", "the physician decided again"),
        "flight_changed": translate("Certificates", "the flight was changed"),
        "screened_again": translate("Certificates", "the person was screened again"),
        "screening_voided": translate("Certificates", "the screening was voided"),
        "traveller_removed": translate("Certificates", "the person was taken off the flight"),
        "exam": translate("Certificates", "the medical exam does not allow the journey"),
        OTHER_ON_FILE: translate(
            "Certificates", "its name, birth date, sex, nationality or document was corrected on file since"),
    }
    return known.get(why, translate("Certificates", "the decision does not hold any more"))


def print_words(state: PrintState) -> tuple[str, str]:
    """Return how far a print has come, and its tone."""
    return {
        PrintState.QUEUED: (translate("Certificates", "Waiting"), "accent"),
        PrintState.PRINTING: (translate("Certificates", "Printing"), "accent"),
        PrintState.DONE: (translate("Certificates", "Printed"), "ok"),
        PrintState.FAILED: (translate("Certificates", "Failed"), "bad"),
        PrintState.WITHDRAWN: (translate("Certificates", "Withdrawn"), "neutral"),
    }[state]


def failure_words(reason: str) -> str:
    """Return why a print failed."""
    known = {
        "no_such_printer": translate("Certificates", "This desk does not know the printer."),
        "not_started": translate("Certificates", "The printer did not take the paper."),
        "broken_off": translate("Certificates", "The print was broken off."),
        "no_page": translate("Certificates", "The certificate could not be drawn."),
        "interrupted": translate("Certificates", "The program was stopped meanwhile. Look whether the paper is there."),
    }
    return known.get(reason, translate("Certificates", "The print did not succeed."))


def verdict(checked: Checked) -> tuple[str, str, str]:
    """Return what a check found: the verdict, an explanation, and the tone."""
    found, row = checked.verification, checked.row
    if checked.typed_number and row is not None:
        words, tone = status_words(row)
        return (translate("Certificates", "{number}: {status}").format(number=row.number, status=words),
                translate("Certificates", "Only the number was given, the paper was not checked. Scan its code."),
                "warning" if tone == "ok" else tone)
    if not found.holds:
        return translate("Certificates", "Do not rely on it"), _broken_words(found), "bad"
    if row is None:
        return (translate("Certificates", "Signed by this clinic, but not in the register"),
                translate("Certificates", "Ask who holds the clinic’s older records before relying on it."), "warning")
    return _standing_words(row)


def _broken_words(found: Verification) -> str:
    return {
        "unreadable": translate("Certificates", "This is no certificate code of this clinic."),
        "unknown_key": translate("Certificates", "It was signed with a key that this clinic does not have."),
        "changed": translate("Certificates", "Something was changed: the signature does not fit."),
        "no_seal": translate("Certificates", "The file carries no seal: another program wrote or saved it."),
        "content": translate("Certificates", "The content of the file is not the content that was signed."),
    }.get(found.reason, translate("Certificates", "The signature does not hold."))


def _standing_words(row: CertificateRow) -> tuple[str, str, str]:
    if row.status is Status.REVOKED:
        return (translate("Certificates", "Revoked: do not rely on it"),
                translate("Certificates", "Revoked on {when} by {who}: {reason}").format(
                    when=formats.moment(row.ended_at), who=row.ended_by, reason=row.ended_reason), "bad")
    if row.status is Status.REPLACED:
        return (translate("Certificates", "Replaced: ask for the newer paper"),
                translate("Certificates", "{number} stands in its place since {when}.").format(
                    number=row.replaced_by, when=formats.moment(row.ended_at)), "bad")
    if row.why_not:
        return (translate("Certificates", "Genuine, but no longer covered"),
                translate("Certificates", "It should be revoked or replaced: {why}.").format(
                    why=why_words(row.why_not)), "bad")
    if row.expired:
        return (translate("Certificates", "Genuine, but expired"),
                translate("Certificates", "It was valid until {when}.").format(when=formats.moment(row.valid_until)),
                "warning")
    return (translate("Certificates", "Genuine and valid"),
            translate("Certificates", "Signature and register agree; valid until {when}.").format(
                when=formats.moment(row.valid_until)), "ok")
