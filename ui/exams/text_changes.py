"""What became another in the text that is about to be signed, since the physician read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from ui.exams import words
from ui.exams.frozen_view import answer_text

Content = Mapping[str, Any]


def text_changes(read: Content, now: Content) -> tuple[str, ...]:
    """Return each change in words: the question, what it said and says, and by whom; nothing where all is the same."""
    if read == now:
        return ()
    told = tuple(_answers(read, now))
    return told or (QCoreApplication.translate("Exams", "Something beside the answers"),)


def _answers(read: Content, now: Content) -> Iterator[str]:
    before, after = _rows(read), _rows(now)
    for key in dict.fromkeys((*before, *after)):
        was, is_now = before.get(key), after.get(key)
        if _said(was) != _said(is_now):
            row = is_now or was or {}
            change = QCoreApplication.translate("Exams", "{question}: {before} → {now}").format(
                question=words.said(row["label"]), before=_said(was) or "—", now=_said(is_now) or "—"
            )
            yield words.joined((change, is_now.get("by", "") if is_now else ""))


def _rows(content: Content) -> dict[str, Mapping[str, Any]]:
    return {row["key"]: row for section in content["sections"] for row in section["answers"]}


def _said(row: Mapping[str, Any] | None) -> str:
    return answer_text(row) if row is not None else ""
