"""Two people changed the same thing: both versions side by side, and whoever saves last chooses, field by field.

Where nothing is typed but a reason, both versions are what was seen and what is so now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.app import icons
from ui.widgets.basics import PlainLabel, as_tip, button, literal, row, strong, words
from ui.widgets.flow import FlowBox

NOTHING = "—"
SPACING = 12
WIDEST_LABEL, LEAST_CHOICE = 150, 80
CHOICE_EDGES = 22  # its padding and border


@dataclass(frozen=True)
class Turned:
    """One thing that is not any more as it was seen, as people read it."""

    label: str
    seen: str
    now: str


@dataclass(frozen=True)
class Version:
    """One field in which the two versions differ, as people read it."""

    key: str
    label: str
    mine: str
    theirs: str


class _Choice(QPushButton):
    """One of the two versions: shortened where it is longer than the room, and then whole in the tip."""

    def __init__(self, words_of_it: str) -> None:
        super().__init__(literal(words_of_it))
        self._whole = words_of_it
        self.setProperty("compact", True)
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _wanted(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._whole) + CHOICE_EDGES

    def sizeHint(self) -> QSize:
        """Ask for the room of all its words."""
        return QSize(self._wanted(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Give way before the window grows."""
        return QSize(min(self._wanted(), LEAST_CHOICE), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        room = self.width() - CHOICE_EDGES
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room + 1)
        self.setToolTip(as_tip(self._whole if shown != self._whole else ""))
        if self.text() != literal(shown):
            self.setText(literal(shown))


class TwoVersions(QFrame):
    """Shown where a save was refused because somebody else saved first; nothing is chosen before the person does.

    `chosen` carries for each field whether mine stays (True) or theirs is taken (False).
    """

    chosen = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("strip", "warning")
        self._versions: tuple[Version, ...] = ()
        self._groups: list[QButtonGroup] = []
        self._lines: list[tuple[QWidget, _Choice, _Choice]] = []
        self._narrow = False
        self._title = strong("", wrap=True)
        mark = PlainLabel()
        mark.setPixmap(icons.pixmap("triangle-alert", "warning", scale=self.devicePixelRatioF()))
        head = row(spacing=8)
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACING)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self.all_mine = button(self.tr("Keep all mine"), kind="quiet", small=True)
        self.all_theirs = button(self.tr("Take all theirs"), kind="quiet", small=True)
        self.use_button = button(self.tr("Use what is chosen"), small=True)
        self.all_mine.clicked.connect(self._all_mine)
        self.all_theirs.clicked.connect(self._all_theirs)
        self.use_button.clicked.connect(self._use)
        self._acts = FlowBox()
        for act in (self.use_button, self.all_mine, self.all_theirs):
            self._acts.add(act)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 10, 12, 10)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addLayout(self._grid)
        whole.addWidget(self._acts)
        self.hide()

    @property
    def mine_button(self) -> QPushButton:
        """The choice of my version in the first field."""
        return self._button(0, mine=True)

    @property
    def theirs_button(self) -> QPushButton:
        """The choice of the other version in the first field."""
        return self._button(0, mine=False)

    def show_versions(self, versions: Sequence[Version], title: str = "") -> None:
        """Show both versions of what differs; without any the panel goes away."""
        self._clear()
        self._versions = tuple(versions)
        self._title.setText(title or self.tr("Somebody else changed this meanwhile. Which shall stay?"))
        self.setAccessibleName(self._title.text())
        for version in self._versions:
            self._add(version)
        self._narrow = self._is_narrow()
        self._place()
        self._acts.setVisible(len(self._versions) > 1)
        self._settle()
        self.setVisible(bool(self._versions))

    def _add(self, version: Version) -> None:
        group = QButtonGroup(self)
        mine = _Choice(self.tr("Keep mine: {answer}").format(answer=version.mine or NOTHING))
        theirs = _Choice(self.tr("Take theirs: {answer}").format(answer=version.theirs or NOTHING))
        for number, choice in enumerate((theirs, mine)):
            choice.setAccessibleName(f"{version.label}: {choice.text()}")
            group.addButton(choice, number)
        group.idClicked.connect(self._picked)
        self._groups.append(group)
        label = words(version.label, wrap=True)
        label.setMinimumWidth(min(label.fontMetrics().horizontalAdvance(version.label) + 2, WIDEST_LABEL))
        self._lines.append((label, mine, theirs))

    def _place(self) -> None:
        """What it is, then both versions: in one line, on a narrow screen below each other."""
        for at, parts in enumerate(self._lines):
            for number, part in enumerate(parts):
                self._grid.removeWidget(part)
                if self._narrow:
                    self._grid.addWidget(part, at * len(parts) + number, 0, 1, len(parts))
                else:
                    self._grid.addWidget(part, at, number)

    def _is_narrow(self) -> bool:
        """Whether some words would be cut if all stood in one line."""
        label = max((part.minimumWidth() for part, *_ in self._lines), default=0)
        widest = max((choice.sizeHint().width() for _, *both in self._lines for choice in both), default=0)
        return self.contentsRect().width() < label + 2 * widest + 4 * SPACING

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place both versions anew where the room has changed."""
        super().resizeEvent(event)
        if self._is_narrow() != self._narrow:
            self._narrow = not self._narrow
            self._place()
            if (whole := self.layout()) is not None:
                whole.activate()

    def _clear(self) -> None:
        self._lines = []
        for group in self._groups:
            group.deleteLater()
        self._groups = []
        empty_grid(self._grid)

    def _button(self, place: int, *, mine: bool) -> QPushButton:
        found = self._groups[place].button(int(mine))
        assert isinstance(found, QPushButton)
        return found

    def choose(self, place: int, *, mine: bool) -> None:
        """Choose in one field, as a press of its button does."""
        self._button(place, mine=mine).click()

    @Slot(int)
    def _picked(self, _number: int) -> None:
        if len(self._versions) == 1:
            self._use()
        else:
            self._settle()

    def _settle(self) -> None:
        self.use_button.setEnabled(all(group.checkedId() >= 0 for group in self._groups))

    @Slot()
    def _all_mine(self) -> None:
        self._end({version.key: True for version in self._versions})

    @Slot()
    def _all_theirs(self) -> None:
        self._end({version.key: False for version in self._versions})

    @Slot()
    def _use(self) -> None:
        pairs = zip(self._versions, self._groups, strict=True)
        self._end({version.key: group.checkedId() == 1 for version, group in pairs})

    def _end(self, choice: dict[str, bool]) -> None:
        self.hide()
        self.chosen.emit(choice)


class SeenAndNow(QFrame):
    """Shown where an act was refused because its record was changed meanwhile: what was seen, and what is so now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("strip", "warning")
        self._title = strong("", wrap=True)
        self._how = words("", wrap=True)
        mark = PlainLabel()
        mark.setPixmap(icons.pixmap("triangle-alert", "warning", scale=self.devicePixelRatioF()))
        head = row(spacing=8)
        head.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._title, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 10, 12, 10)
        whole.setSpacing(8)
        whole.addLayout(head)
        whole.addLayout(self._grid)
        whole.addWidget(self._how)
        self.hide()

    def show_changes(self, changes: Sequence[Turned], act: str, title: str = "") -> None:
        """Show what turned; `act` names the button that does it all the same."""
        empty_grid(self._grid)
        self._title.setText(title or self.tr("Somebody else changed this meanwhile."))
        lines = ((self.tr("You saw"), self.tr("Now")), *((one.seen or NOTHING, one.now or NOTHING) for one in changes))
        labels = ("", *(one.label for one in changes))
        for place, (label, (seen, now)) in enumerate(zip(labels, lines, strict=True) if changes else ()):
            self._grid.addWidget(words(label, "muted", wrap=True), place, 0)
            self._grid.addWidget(words(seen, "" if place else "muted", wrap=True), place, 1)
            self._grid.addWidget(strong(now, wrap=True) if place else words(now, "muted"), place, 2)
        if changes:
            how = self.tr("Press “{act}” once more to do it all the same, or leave it.")
        else:
            how = self.tr("Nothing of what you see here is different. Press “{act}” once more, or leave it.")
        self._how.setText(how.format(act=act))
        said = "; ".join(f"{one.label}: {one.seen or NOTHING} → {one.now or NOTHING}" for one in changes)
        self.setAccessibleName(" ".join(part for part in (self._title.text(), said, self._how.text()) if part))
        self.show()

    def said(self) -> str:
        """Return what it says in one line, as a screen reader reads it."""
        return self.accessibleName()


def empty_grid(grid: QGridLayout) -> None:
    """Take everything out of a grid."""
    while (item := grid.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
