"""Beside the lines: the authority's number, the snapshot, the second person, and what was submitted before."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from mhac.submissions.rules import Status
from mhac.submissions.views import Check, Sheet
from ui.submissions import words
from ui.widgets import formats
from ui.widgets.basics import Card, Pill, button, muted, row, small, strong
from ui.widgets.basics import words as label

WIDE = 300


class SidePanel(QScrollArea):
    """What concerns the sheet as a whole."""

    asked = Signal(str)  # "number", "snapshot", "rekey", "submit", "reopen"
    decide_wanted = Signal(object)

    def __init__(self, may_reopen: bool, may_resolve: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_reopen, self._may_resolve = may_reopen, may_resolve
        self._deciding: list[QPushButton] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._inside.setProperty("ground", "page")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(10)
        self._authority_card()
        self._snapshot_card()
        self._second_card()
        self._sources = small("", wrap=True)
        self._earlier = small("", wrap=True)
        self._column.addWidget(self._sources)
        self._column.addWidget(self._earlier)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        self.setFixedWidth(WIDE)

    def sizeHint(self) -> QSize:
        """Take the width of the cards."""
        return QSize(WIDE, 400)

    def _authority_card(self) -> None:
        self._card = Card(self.tr("At the authority"))
        self._where = small("", wrap=True)
        self._state = Pill()
        self._when = muted("", wrap=True)
        self._number = strong("")
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._number.setWordWrap(True)
        self._number_label = small("", wrap=True)
        self.number_button = button("", small=True)
        self.number_button.clicked.connect(partial(self.asked.emit, "number"))
        self.submit_button = button(self.tr("Mark as s&ubmitted…"), kind="primary")
        self.submit_button.clicked.connect(partial(self.asked.emit, "submit"))
        self.reopen_button = button(self.tr("Open a&gain…"))
        self.reopen_button.clicked.connect(partial(self.asked.emit, "reopen"))
        self._card.head.addWidget(self._state)
        line = row()
        line.addWidget(self._number, 1)
        line.addWidget(self.number_button)
        self._card.body.addWidget(self._where)
        self._card.body.addWidget(self._number_label)
        self._card.body.addLayout(line)
        self._card.body.addWidget(self._when)
        self._card.body.addWidget(self.submit_button)
        self._card.body.addWidget(self.reopen_button)
        self._column.addWidget(self._card)

    def _snapshot_card(self) -> None:
        card = Card(self.tr("Snapshot"))
        self._snapshot = muted("", wrap=True)
        self.snapshot_button = button(self.tr("Show, &print or save…"), icon="file-text")
        self.snapshot_button.clicked.connect(partial(self.asked.emit, "snapshot"))
        card.body.addWidget(self._snapshot)
        card.body.addWidget(self.snapshot_button)
        self._column.addWidget(card)

    def _second_card(self) -> None:
        card = Card(self.tr("Second person"))
        self._check = label("", wrap=True)
        self._differences = QWidget()
        self._list = QVBoxLayout(self._differences)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        self.rekey_button = button(self.tr("Re-key &blind…"), icon="eye-off")
        self.rekey_button.clicked.connect(partial(self.asked.emit, "rekey"))
        card.body.addWidget(self._check)
        card.body.addWidget(self._differences)
        card.body.addWidget(self.rekey_button)
        self._column.addWidget(card)

    # -- showing ------------------------------------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet) -> None:
        """Show how a sheet stands."""
        open_sheet = sheet.status is Status.OPEN
        self._state.say(self.tr("Open") if open_sheet else self.tr("Submitted"), "accent" if open_sheet else "ok")
        self._where.setText(sheet.destination)
        self._number_label.setText(sheet.number_format.label or self.tr("Number at the authority"))
        self._number.setText(sheet.number or "—")
        self.number_button.setText(self.tr("Change…") if sheet.number else self.tr("Add…"))
        self.number_button.setAccessibleName(self._number_label.text())
        self.number_button.setVisible(open_sheet)
        self._when.setText(self._moment(sheet))
        self._when.setVisible(bool(self._when.text()))
        self.submit_button.setVisible(open_sheet)
        self.reopen_button.setVisible(not open_sheet and self._may_reopen)
        self._snapshot.setText(
            self.tr("Kept as it was before the submission.")
            if sheet.has_snapshot
            else self.tr("Not kept yet. It is drawn and kept when it is shown for the first time.")
        )
        self._show_check(sheet, open_sheet)
        self._show_sources(sheet)

    def _moment(self, sheet: Sheet) -> str:
        if sheet.submitted_at is not None:
            return self.tr("Submitted {when} by {who}").format(
                when=formats.moment(sheet.submitted_at), who=sheet.submitted_by
            )
        if sheet.reopened_reason:
            return self.tr("Opened again: {reason}").format(reason=sheet.reopened_reason)
        return self.tr("Prepared {when} by {who}").format(when=formats.moment(sheet.prepared_at), who=sheet.prepared_by)

    def _show_check(self, sheet: Sheet, open_sheet: bool) -> None:
        text, tone = words.check_state(sheet)
        self._check.setText(text)
        self._check.setProperty("tone", tone)
        self._check.style().unpolish(self._check)
        self._check.style().polish(self._check)
        self.rekey_button.setVisible(open_sheet and any(line.critical for line in sheet.rows))
        while (item := self._list.takeAt(0)) is not None:
            shown = item.widget()
            if shown is not None:
                shown.hide()
                shown.deleteLater()
        self._deciding = []
        for check in sheet.differences:
            self._list.addWidget(self._difference(check, open_sheet and self._may_resolve))
        self._differences.setVisible(bool(sheet.differences))

    def _difference(self, check: Check, may_decide: bool) -> QWidget:
        """Both sides beside each other."""
        frame = QFrame()
        frame.setProperty("strip", "warning" if check.is_open else "ok")
        grid = QGridLayout(frame)
        grid.setContentsMargins(10, 8, 10, 8)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(label(check.label, "strong", wrap=True), 0, 0, 1, 2)
        for at, (title, value) in enumerate(((self.tr("Sheet"), check.on_sheet), (self.tr("Typed"), check.typed))):
            grid.addWidget(small(title), 1, at)
            grid.addWidget(label(value, wrap=True), 2, at)
        grid.addWidget(small(words.decided(check), wrap=True), 3, 0, 1, 2)
        if may_decide and check.is_open:
            decide = button(self.tr("Decide…"), small=True)
            decide.setAccessibleName(self.tr("Decide: {label}").format(label=check.label))
            decide.clicked.connect(partial(self.decide_wanted.emit, check))
            self._deciding.append(decide)
            grid.addWidget(decide, 4, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        frame.setAccessibleName(words.joined((check.label, check.on_sheet, check.typed, words.decided(check))))
        return frame

    def decide_buttons(self) -> list[QPushButton]:
        """Return the buttons that decide a difference, from the first line to the last."""
        return self._deciding

    def _show_sources(self, sheet: Sheet) -> None:
        sure = self.tr("To be confirmed by the panel physician.") if sheet.confidence != "official" else ""
        text = self.tr("Order and fields: {source}").format(source=sheet.source)
        self._sources.setText(f"{text}. {sure}".strip())
        self._earlier.setText(
            "\n".join(
                self.tr("Version {seq}: {state}").format(
                    seq=one.seq,
                    state=words.joined((one.number, formats.moment(one.submitted_at))) or self.tr("not submitted"),
                )
                for one in sheet.earlier
            )
        )
        self._earlier.setVisible(bool(sheet.earlier))
