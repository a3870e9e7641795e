"""The banner that says whose record is open: photo, name and facts, numbers, tags, and room for acts at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.basics import ElidedLabel, Pill, as_tip, words
from ui.widgets.flow import FlowBox
from ui.widgets.pictures import PhotoBox

LONG_NAME = 36
WIDEST_TAG, WIDEST_ON_A_NARROW_SCREEN = 420, 272
NARROW = 1000


class Banner(QFrame):
    """Fill by `show_subject` and `set_tags`; put widgets into `side` (facts at the right) and `acts` (buttons)."""

    def __init__(self, parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.photo = PhotoBox(36, 42) if compact else PhotoBox(64, 76)
        self._name = words("", "title")
        self._name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._facts = ElidedLabel("", "muted")
        self._facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._second = words("", "muted", wrap=True)  # read whole, in another line if need be
        self._told: tuple[tuple[str, str], ...] = ()
        self._widest = WIDEST_ON_A_NARROW_SCREEN
        self._tags = FlowBox()
        self._tags.setVisible(False)
        self.side = QVBoxLayout()
        self.side.setSpacing(2)
        self.acts: QHBoxLayout | QVBoxLayout = QHBoxLayout() if compact else QVBoxLayout()
        self.acts.setSpacing(8)
        self._first = first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._name)
        first.addWidget(self._facts, 1)
        middle = QVBoxLayout()
        middle.setSpacing(4)
        middle.addLayout(first)
        middle.addWidget(self._second)
        middle.addWidget(self._tags)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(14, 10, 14, 10)
        whole.setSpacing(14)
        whole.addWidget(self.photo, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(middle, 1)
        if compact:  # what stands at the right must leave the birth date its room
            right = QVBoxLayout()
            right.setSpacing(2)
            right.addStretch(1)
            right.addLayout(self.acts)
            right.addLayout(self.side)
            right.addStretch(1)
            whole.addLayout(right)
        else:
            whole.addLayout(self.side)
            whole.addLayout(self.acts)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def show_subject(self, name: str, facts: str, second: str, photo: bytes | None = None) -> None:
        """Show who it is: the name, "F · 36 y · born 14 Mar 1990", the numbers, the photo."""
        self._name.setText(name)
        long = len(name) > LONG_NAME  # a long name takes a second line; it is never cut
        self._name.setWordWrap(long)
        self._first.setStretch(0, 4 if long else 0)
        self._facts.setText(facts)
        self._second.setText(second)
        self.photo.set_picture(photo)
        self.photo.setAccessibleName(name)
        self.setAccessibleName(f"{name}, {facts}")
        self.setAccessibleDescription(second)

    def name(self) -> str:
        """Return the name shown."""
        return self._name.text()

    def set_tags(self, tags: Sequence[tuple[str, str]]) -> None:
        """Show tags as (words, tone): alerts, programme, protocol."""
        self._told = tuple(tags)
        self._widest = WIDEST_TAG if self.width() >= NARROW else WIDEST_ON_A_NARROW_SCREEN
        self._tags.clear()
        for text, tone in tags:
            self._tags.add(_tag(text, tone, self._widest))
        self._tags.setVisible(bool(tags))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give long tags the room that a wide screen has."""
        super().resizeEvent(event)
        if (self.width() >= NARROW) != (self._widest == WIDEST_TAG):
            self.set_tags(self._told)

    def tags(self) -> tuple[str, ...]:
        """Return the words of the tags."""
        return tuple(pill.accessibleName() for pill in self._tags.findChildren(Pill) if not pill.isHidden())


def _tag(text: str, tone: str, widest: int) -> Pill:
    """A tag that does not widen the banner: what is too long ends in an ellipsis, and the whole stands in the tip."""
    pill = Pill(text, tone)
    pill.ensurePolished()
    metrics = pill.fontMetrics()
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, widest)
    if shown != text:
        pill.setText(shown)
        pill.setToolTip(as_tip(text))
    return pill
