"""Grades as the physician gives them: for each graded item the proposed grade or a worse one, and the comment."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from mhac.exams.grading import FORBIDDEN, REQUIRED
from mhac.exams.rules import Decision
from mhac.protocols.template import Grading, Template
from ui.exams import words
from ui.widgets.basics import row, strong
from ui.widgets.fields import FieldRow
from ui.widgets.segmented import Choice, Segmented

COMMENT_PX, REASON_PX = 56, 56


def tone_of(grading: Grading | None, grade: str) -> str:
    """Return the tone of a grade: the best one is all right, every other one wants a look."""
    return "ok" if grading is not None and grade == grading.order[0] else "warning"


class GradesEditor(QWidget):
    """One line for each graded item; better grades than the proposed one cannot be chosen."""

    changed = Signal()

    def __init__(self, template: Template, proposed: Decision, chosen: Decision, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._proposed = proposed
        self._lines: dict[str, _GradeLine] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        offered, given, comments = dict(proposed.grades), dict(chosen.grades), dict(chosen.comments)
        for grading in template.gradings:
            if grading.item not in offered:
                continue
            label = words.said(template.items[grading.item].label)
            line = _GradeLine(grading, label, offered[grading.item])
            now = given.get(grading.item, "")
            fits = now in grading.order and grading.may_become(offered[grading.item], now)
            line.set_value(now if fits else offered[grading.item], comments.get(grading.item, ""))
            line.changed.connect(self._changed)
            self._lines[grading.item] = line
            column.addWidget(line)
        self.why = QPlainTextEdit()
        self.why.setTabChangesFocus(True)
        self.why.setFixedHeight(REASON_PX)
        self._why_row = FieldRow(self.tr("&Why worse than proposed"), self.why, required=True)
        self.why.textChanged.connect(self.changed)
        column.addWidget(self._why_row)
        self._changed()

    def line(self, item: str) -> _GradeLine:
        """Return the line of an item."""
        return self._lines[item]

    def decision(self) -> Decision:
        """Return what is chosen, with the proposed classes."""
        grades = {item: line.grade() for item, line in self._lines.items()}
        return Decision.of(self._proposed.classes, grades, {item: line.comment() for item, line in self._lines.items()})

    def reason(self) -> str:
        """Return why a grade was made worse; empty where none was, or where its comment says why."""
        return self.why.toPlainText().strip() if self._wants_reason() else ""

    def set_reason(self, text: str) -> None:
        """Bring back a reason that was typed or given before."""
        self.why.setPlainText(text)

    def check(self) -> bool:
        """Show what is missing: comments that the country asks for, and the reason for a worse grade."""
        faults = [line for line in self._lines.values() if not line.check()]
        if faults:
            faults[0].text.setFocus()
            return False
        if self._wants_reason() and not self.reason():
            self._why_row.set_fault(self.tr("Please say why; the record keeps it."))
            self.why.setFocus()
            return False
        return True

    def _wants_reason(self) -> bool:
        """Whether a grade was made worse that takes no comment saying why."""
        return any(line.worse() and not line.comment_demanded() for line in self._lines.values())

    @Slot()
    def _changed(self) -> None:
        self._why_row.setVisible(self._wants_reason())
        self.changed.emit()


class _GradeLine(QWidget):
    """The grades of one item and its comment."""

    changed = Signal()

    def __init__(self, grading: Grading, label: str, proposed: str) -> None:
        super().__init__()
        self._grading = grading
        self._label = label
        self._proposed = proposed
        self.choice = Segmented(
            [Choice(grade, grade, grade, tone_of(grading, grade)) for grade in grading.order],
            name=self.tr("Grade of {item}").format(item=label),
            clearable=False,
        )
        for grade in grading.order:
            if not grading.may_become(proposed, grade):
                self.choice.forbid(grade, self.tr("A grade may be made worse, never better."))
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(COMMENT_PX)
        self.text.setAccessibleName(self.tr("Comment on {item}").format(item=label))
        self._row = FieldRow("", self.text)
        head = row(spacing=10)
        head.addWidget(strong(label, wrap=True), 1)
        head.addWidget(self.choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._row)
        self.choice.changed.connect(self._chosen)
        self.text.textChanged.connect(self._typed)

    def set_value(self, grade: str, comment: str) -> None:
        """Show a grade and its comment."""
        self.choice.set_value(grade)
        self.text.setPlainText(comment)
        self._show_comment()

    def grade(self) -> str:
        """Return the chosen grade."""
        return self.choice.value()

    def comment(self) -> str:
        """Return the comment; none where the grade refuses one."""
        return "" if self._asked() == FORBIDDEN else self.text.toPlainText().strip()

    def worse(self) -> bool:
        """Return whether the grade is worse than proposed."""
        return self.grade() != self._proposed

    def comment_demanded(self) -> bool:
        """Return whether the country demands a comment on the chosen grade."""
        return self._asked() == REQUIRED

    def check(self) -> bool:
        """Return whether nothing is missing, and show what is."""
        missing = self.comment_demanded() and not self.comment()
        self._row.set_fault(self.tr("Grade {grade} needs a comment.").format(grade=self.grade()) if missing else "")
        return not missing

    def _asked(self) -> str:
        rules: Mapping[str, str] = self._grading.comments
        return rules.get(self.grade(), "")

    def _show_comment(self) -> None:
        self._row.setVisible(self._asked() != FORBIDDEN)
        text = self.tr("Comment, and why worse than proposed") if self.worse() else self.tr("Comment")
        self._row.label.setText(f"{text} *" if self.comment_demanded() else self.tr("Comment"))

    @Slot(str)
    def _chosen(self, _grade: str) -> None:
        self._row.set_fault("")
        self._show_comment()
        self.changed.emit()

    @Slot()
    def _typed(self) -> None:
        if self._row.fault:
            self._row.set_fault("")
        self.changed.emit()
