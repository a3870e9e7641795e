"""The sentences of `messages`, one for each error code, sorted by room; a test holds that no code is without one."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, sentence: str) -> str:
    """Mark a sentence for translation without translating it yet."""
    return sentence


WORDS: dict[str, str] = {
    "kernel.not_found": QT_TRANSLATE_NOOP("Messages", "This record is not there any more. Please search for it again."),
    "kernel.stale": QT_TRANSLATE_NOOP(
        "Messages", "Somebody else changed this meanwhile. Compare both versions and save again."),
    "security.not_allowed": QT_TRANSLATE_NOOP(
        "Messages", "Your role does not include this. Ask the administrator if you need it."),
    "storage.folder": QT_TRANSLATE_NOOP(
        "Messages", "The folder {folder} cannot be used: {why}. Choose another place or ask for access to it."),
    "storage.write": QT_TRANSLATE_NOOP(
        "Messages", "{file} could not be written: {why}. Free some space or mend the access, then try again."),
}
