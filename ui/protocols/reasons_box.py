"""Why something is so: each rule behind it with its sentence, its source and its mark."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mhac.protocols.assessment import Trace
from mhac.protocols.own_numbers import OwnNumber
from ui.protocols import words
from ui.widgets.basics import Pill, muted, row, small, strong
from ui.widgets.basics import words as label_words

HEIGHT = 124
OwnNumbers = Callable[[str], Sequence[OwnNumber]]


class ReasonsBox(QScrollArea):
    """The trace of the chosen line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(self.tr("Why"))
        self._shown: tuple[str, tuple[Trace, ...]] | None = None
        self.show_reasons("", ())

    def show_reasons(
        self, title: str, reasons: Sequence[Trace], own: OwnNumbers | None = None, confirmed: Collection[str] = ()
    ) -> None:
        """Show the rules behind one thing; `own` tells of a rule which of its numbers the clinic changed."""
        wanted = (title, tuple(reasons))
        if wanted == self._shown:
            return
        self._shown = wanted
        inside = QWidget()
        inside.setProperty("ground", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(4)
        if title:
            column.addWidget(strong(title, wrap=True))
        for trace in wanted[1]:
            line = row(spacing=8)
            line.addWidget(label_words(words.said(trace.because), wrap=True), 1)
            mark = words.mark(trace.confidence, confirmed=trace.rule in confirmed)
            line.addWidget(Pill(*mark), 0, Qt.AlignmentFlag.AlignTop)
            column.addLayout(line)
            column.addWidget(small(words.joined(trace.source, trace.rule), wrap=True))
            for number in own(trace.rule) if own is not None else ():
                column.addWidget(label_words(words.own_number(number), "small", wrap=True, tone="accent"))
        if not wanted[1]:
            text = self.tr("No rule speaks of it.") if title else self.tr("Choose a line to read why.")
            column.addWidget(muted(text, wrap=True))
        column.addStretch(1)
        self.setWidget(inside)
