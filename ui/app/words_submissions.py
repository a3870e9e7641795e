"""The sentences for what the entry at an authority refuses."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, sentence: str) -> str:
    """Mark a sentence for translation without translating it yet."""
    return sentence


SUBMISSIONS: dict[str, str] = {
    "submissions.agrees": QT_TRANSLATE_NOOP("Messages", "This line agrees; there is nothing to decide."),
    "submissions.altered": QT_TRANSLATE_NOOP(
        "Messages", "The stored text is not the one that was signed. Tell the administrator."
    ),
    "submissions.amendment_open": QT_TRANSLATE_NOOP(
        "Messages", "The exam is open for an amendment. It must be signed again first."
    ),
    "submissions.changed": QT_TRANSLATE_NOOP(
        "Messages", "The person’s data or the sheet were corrected since. Freeze the sheet anew first."
    ),
    "submissions.differences_open": QT_TRANSLATE_NOOP(
        "Messages", "A difference of the blind check waits for a decision, or for the exam to be amended."
    ),
    "submissions.is_submitted": QT_TRANSLATE_NOOP(
        "Messages", "This sheet is submitted. If the authority gave the case back, open it again with a reason."
    ),
    "submissions.lines_left": QT_TRANSLATE_NOOP(
        "Messages", "{count} lines are not ticked yet. Enter them, or mark that the authority’s screen has no place."
    ),
    "submissions.no_paper": QT_TRANSLATE_NOOP("Messages", "This exam has no such sheet."),
    "submissions.no_snapshot": QT_TRANSLATE_NOOP(
        "Messages", "The snapshot is not kept yet. Show the sheet as PDF once before it is submitted."
    ),
    "submissions.not_signed": QT_TRANSLATE_NOOP("Messages", "Only a signed exam can be entered at the authority."),
    "submissions.not_submitted": QT_TRANSLATE_NOOP("Messages", "This sheet is not submitted."),
    "submissions.nothing_to_enter": QT_TRANSLATE_NOOP("Messages", "There is nothing to enter in this line."),
    "submissions.number_impossible": QT_TRANSLATE_NOOP(
        "Messages", "“{typed}” cannot be the authority’s number. It needs digits, at most 40 letters."
    ),
    "submissions.number_missing": QT_TRANSLATE_NOOP(
        "Messages", "Type the number under which the authority has the case."
    ),
    "submissions.own_difference": QT_TRANSLATE_NOOP("Messages", "Somebody else decides what you typed differently."),
    "submissions.papers_unreadable": QT_TRANSLATE_NOOP("Messages", "The sheets in {folder} cannot be read."),
    "submissions.reason_missing": QT_TRANSLATE_NOOP("Messages", "Please say why; the record keeps it."),
    "submissions.rekey_empty": QT_TRANSLATE_NOOP("Messages", "Type what stands there. Every line is checked."),
    "submissions.same_person": QT_TRANSLATE_NOOP(
        "Messages", "You entered lines of this sheet yourself. A second person checks it blind."
    ),
    "submissions.signed_again": QT_TRANSLATE_NOOP(
        "Messages", "The exam was signed again since. Enter the new version."
    ),
    "submissions.time_in_future": QT_TRANSLATE_NOOP("Messages", "This time lies in the future."),
    "submissions.time_too_early": QT_TRANSLATE_NOOP("Messages", "The sheet was not prepared yet at this time."),
}
