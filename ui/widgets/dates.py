"""A field for a date that takes any sane form and shows at once what it understood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ui.app import icons
from ui.widgets import formats
from ui.widgets.basics import as_tip, set_property, words
from ui.widgets.date_text import TypedDate, says_unknown, understand

UNKNOWN_PX = 32  # what the button "not known" takes at the right end


class DateEdit(QLineEdit):
    """Type "5.3.26", see "05 Mar 2026"; up and down arrows move by a day.

    With `partial`, an unknown day or month ("Mar 1990", "1990", "?/3/1990"), an age ("36 y", "3 months") and an
    estimate ("about 1990") are dates too; else only a full day counts. With `unknown`, "?" or "unknown" says that
    nobody knows.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        partial: bool = False,
        unknown: bool = False,
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._may_be_unknown = unknown
        self._unknown = False
        self._partial = partial
        self._today = today
        self._typed: TypedDate | None = None
        self._note = words("", "hint")
        self._note.setParent(self)
        self._note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._example = self.tr("05 Mar 1990, Mar 1990, about 1990") if partial else self.tr("05 Mar 2026")
        self.setPlaceholderText(self._example)
        self.textEdited.connect(self._edited)
        if unknown:
            self.unknown_action = self.addAction(
                icons.icon("circle-help", "muted"), QLineEdit.ActionPosition.TrailingPosition
            )
            self.unknown_action.setToolTip(self.tr("Nobody knows this date (or type ?)"))
            self.unknown_action.triggered.connect(self._told_unknown)

    def value(self) -> TypedDate | None:
        """Return what was understood, None for nothing or for no date."""
        return self._typed

    def day(self) -> date | None:
        """Return the day, where it is known to the day."""
        return self._typed.exact if self._typed else None

    def set_day(self, day: date | None) -> None:
        """Show a day."""
        self.set_value(None if day is None else TypedDate(day, day, "day"))

    def set_value(self, value: TypedDate | None) -> None:
        """Show a date."""
        self._typed, self._unknown = value, False
        self.setText(self._shown(value) if value else "")
        self._say("", "")

    def set_unknown(self) -> None:
        """Show that nobody knows the date."""
        self._typed, self._unknown = None, True
        self.setText(self.tr("not known"))
        self._say("", "")

    def is_unknown(self) -> bool:
        """Return whether it was said that nobody knows the date."""
        return self._unknown

    @Slot()
    def _told_unknown(self) -> None:
        self.set_unknown()
        self.changed.emit()

    def set_text(self, text: str) -> None:
        """Show what was typed, understood as if it were typed now."""
        self.setText(text)
        self._edited(text)

    def is_wrong(self) -> bool:
        """Return whether something is typed that is no date."""
        return bool(self.text().strip()) and self._typed is None and not self._unknown

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Write the date in the unambiguous form when leaving."""
        super().focusOutEvent(event)
        if self._typed is not None:
            self.setText(self._shown(self._typed))
            self._say("", "")
        elif self._unknown:
            self.set_unknown()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move by a day, Page Up and Page Down by a week."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 7, Qt.Key.Key_PageDown: -7}.get(
            Qt.Key(event.key()), 0
        )
        if step and (not self.text().strip() or self.day() is not None):
            base = self.day()
            self.set_day(self._today() if base is None else base + timedelta(days=step))
            self.changed.emit()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the note at the right end."""
        super().resizeEvent(event)
        self._show_example()
        self._place_note()

    def _show_example(self) -> None:
        """Show what may be typed; where there is no room for all of it, the first kind, and the whole as a tip."""
        first = self._example.partition(",")[0]
        if self.placeholderText() not in (self._example, first):
            return  # a form asks for something of its own here
        room = self.width() - (UNKNOWN_PX if self._may_be_unknown else 10) - 18
        fits = self.fontMetrics().horizontalAdvance(self._example) <= room
        self.setPlaceholderText(self._example if fits else first)
        self.setToolTip(as_tip("" if fits else self._example))

    @Slot(str)
    def _edited(self, text: str) -> None:
        found = understand(text, today=self._today(), ages=self._partial)
        if found is not None and not self._partial and found.precision != "day":
            found = None
        own_words = text.strip().casefold() == self.tr("not known").casefold()
        self._typed, self._unknown = found, self._may_be_unknown and (own_words or says_unknown(text))
        if self._unknown:
            self._say(self.tr("not known"), "")
        elif found is not None:
            self._say(self._shown(found), "")
        elif len(text.strip()) >= 4:
            self._say(self.tr("no date yet"), "warning")
        else:
            self._say("", "")
        self.changed.emit()

    def _shown(self, value: TypedDate) -> str:
        return formats.partial_date(value.earliest, value.latest, value.precision, estimated=value.estimated)

    def _say(self, text: str, tone: str) -> None:
        self._note.setText(text)
        set_property(self._note, "tone", tone)
        self.setAccessibleDescription(text)
        self._place_note()

    def _place_note(self) -> None:
        self._note.adjustSize()
        right = UNKNOWN_PX if self._may_be_unknown else 10
        room = self.width() - self.fontMetrics().horizontalAdvance(self.text()) - self._note.width() - right - 18
        self._note.setVisible(bool(self._note.text()) and room > 0)
        self._note.move(self.width() - self._note.width() - right, (self.height() - self._note.height()) // 2)


def note_of(edit: DateEdit) -> QLabel:
    """Return the note of a date field, for tests."""
    return edit._note
