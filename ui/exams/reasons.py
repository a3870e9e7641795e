"""Why something is asked, or is so: the sentence, the source and how sure it is, wherever it is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mhac.exams.views import Reason
from mhac.protocols.own_numbers import OwnNumber
from ui.exams import words
from ui.widgets.basics import Pill, small
from ui.widgets.basics import words as label_words


class ReasonBox(QFrame):
    """One reason: what, from where, with a pill that says whether a physician must still confirm it."""

    def __init__(self, reason: Reason, own: Sequence[OwnNumber] = (), *, confirmed: bool = False,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        text, tone = words.mark(reason, confirmed=confirmed)
        because = label_words(words.said(reason.because), wrap=True)
        source = small(words.joined((reason.source, reason.rule)), wrap=True)
        source.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(source, 1)
        line.addWidget(Pill(text, tone))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 6)
        column.setSpacing(2)
        column.addWidget(because)
        column.addLayout(line)
        for number in own:
            column.addWidget(label_words(words.own_number(number), "small", wrap=True, tone="accent"))
        self.setAccessibleName(words.joined((words.said(reason.because), reason.source, text)))


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take all widgets out of a layout and away."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        inner = item.layout() if item else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QVBoxLayout | QHBoxLayout):
            clear(inner)
            inner.deleteLater()


OwnNumbers = Callable[[str], Sequence[OwnNumber]]


def add_reasons(layout: QVBoxLayout, reasons: Iterable[Reason], own: OwnNumbers | None = None,
                confirmed: Collection[str] = ()) -> None:
    """Add reasons to a column; `own` tells of a rule which of its numbers the clinic changed, `confirmed` are the
    rules that the panel physician confirmed."""
    for reason in reasons:
        numbers = own(reason.rule) if own is not None else reason.own
        layout.addWidget(ReasonBox(reason, numbers, confirmed=reason.rule in confirmed))
