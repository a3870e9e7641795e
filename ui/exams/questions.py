"""A question of the form on the screen: its words, its input, the note beside it, and what is said about the answer.

Each tells what was typed under the question's key; the page asks the presenter what that means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QVBoxLayout, QWidget

from mhac.exams.rules import How
from mhac.protocols.form import FormField
from mhac.protocols.rules import FieldKind, Judgement, SystemState
from ui.exams import words
from ui.exams.inputs import KeyedSegments, LineInput, NumberInput, input_for
from ui.exams.question import Question, RowQuestion
from ui.widgets.basics import as_tip, literal, set_property, small
from ui.widgets.basics import words as label_words
from ui.widgets.segmented import Choice

LABEL_WIDTH = 232


class MeasureCell(Question):
    """A measured value: the label above, the unit inside, what is unusual below."""

    def __init__(self, asked: FormField, *, may_enter: bool, parent: QWidget | None = None) -> None:
        super().__init__(asked, may_enter=may_enter, parent=parent)
        title = small(literal(words.said(asked.label)), wrap=True)
        title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        title.setAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        self.title = title
        self.input = NumberInput(asked)
        self.input.setEnabled(may_enter or asked.computed)
        self.input.setAccessibleName(words.joined((words.said(asked.label), words.said(asked.unit))))
        title.setBuddy(self.input)
        self._message = label_words("", "hint", wrap=True)
        self._message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._sure = QCheckBox(self.tr("It is right"))
        self._sure.setVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for part in (title, self.input, self._message, self._sure):
            column.addWidget(part)
        column.addStretch(1)
        self.input.changed.connect(self._typed)
        self.input.returnPressed.connect(self._next)
        self._sure.toggled.connect(self._typed)
        self.setMinimumWidth(100)

    def show_answers(self, values: Mapping[str, Any]) -> None:
        """Show the answers."""
        value = values.get(self.asked.key)
        if value != self.input.value() or not self.input.hasFocus():
            self.input.set_value(value)

    def first_field(self) -> QWidget:
        """Return where the cursor goes."""
        return self.input

    def wrong(self) -> str:
        """Say what is typed but is no answer."""
        return self.input.wrong()

    def set_fault(self, text: str) -> None:
        """Say why it could not be saved."""
        self._say(text, "error", "bad")

    def show_confirmed(self, confirmed: bool) -> None:
        """Show whether an implausible value was said to be right."""
        self._sure.blockSignals(True)
        self._sure.setChecked(confirmed)
        self._sure.blockSignals(False)

    def show_state(self, answered: bool, judged: Judgement) -> None:
        """Show what is missing or unusual."""
        implausible = judged is Judgement.IMPLAUSIBLE
        self._sure.setVisible(implausible and not self.asked.computed)
        if not implausible:
            self.show_confirmed(False)
        if self.wrong() and not self.asked.computed:  # what is computed is written as it is, its own signs included
            self._say(self.wrong(), "error", "bad")
        elif judged is Judgement.IMPOSSIBLE:
            reach = words.reach(self.asked.possible, self.asked.decimals)
            self._say(self.tr("Not possible; possible are {reach}.").format(reach=reach), "error", "bad")
        elif implausible:
            reach = words.reach(self.asked.plausible, self.asked.decimals)
            self._say(self.tr("Is this right? Expected {reach}.").format(reach=reach), "hint", "warning")
        elif judged in _BESIDE_NORMAL:
            reach = words.reach(self.asked.normal, self.asked.decimals)
            text = {
                Judgement.HIGH: self.tr("High · normal {reach}"),
                Judgement.LOW: self.tr("Low · normal {reach}"),
                Judgement.SEVERELY_HIGH: self.tr("Severely high · normal {reach}"),
                Judgement.SEVERELY_LOW: self.tr("Severely low · normal {reach}"),
            }[judged]
            self._say(text.format(reach=reach), "hint", "bad" if judged in _SEVERE else "warning")
        elif not answered and self.asked.required:
            self._say(self.role_hint() or self.tr("Required"), "hint", "")
        else:
            self._say(self.input.why_not, "hint", "")

    def _say(self, text: str, kind: str, state: str) -> None:
        self._message.setText(text)
        set_property(self._message, "words", kind)
        set_property(self._message, "tone", state if kind == "hint" else "")
        set_property(self.input, "state", state)
        self.input.setAccessibleDescription(text)

    @Slot()
    def _typed(self) -> None:
        mark = How.CONFIRMED.value if self._sure.isChecked() and self._sure.isVisibleTo(self) else ""
        self.typed.emit(self.asked.key, self.input.value(), mark)

    @Slot()
    def _next(self) -> None:
        self.next_wanted.emit(self, 1)


class LineQuestion(RowQuestion):
    """A question with its answer on one line, and the words beside it where the answer wants some."""

    def __init__(self, asked: FormField, today: Callable[[], date], *, may_enter: bool,
                 parent: QWidget | None = None) -> None:
        super().__init__(asked, may_enter=may_enter, title_width=LABEL_WIDTH, parent=parent)
        self.input = input_for(asked, today)
        self.input.setEnabled(may_enter)
        name = words.said(asked.label)
        self.input.setAccessibleName(name)
        title = label_words(literal(name), wrap=True)
        title.setFixedWidth(LABEL_WIDTH)
        title.setToolTip(as_tip(words.said(asked.help) if asked.help else ""))
        title.setBuddy(self.input.focusProxy() or self.input)
        self.note = LineInput() if asked.note_key else None
        line = self.line
        line.addWidget(title, 0, Qt.AlignmentFlag.AlignTop if asked.kind in _TALL else Qt.AlignmentFlag.AlignVCenter)
        wide = not isinstance(self.input, KeyedSegments) and asked.kind not in _SHORT
        line.addWidget(self.input, 100 if wide and self.note is None else 0)
        if asked.kind in _SHORT:
            self.input.setFixedWidth(168)
        if self.note is not None:
            self.note.setPlaceholderText(self.tr("Details"))
            self.note.setAccessibleName(self.tr("Details: {question}").format(question=name))
            self.note.setEnabled(may_enter)
            self.note.changed.connect(self._note_typed)
            self.note.returnPressed.connect(self._next)
            line.addWidget(self.note, 100)
        line.addStretch(1)
        self.column.setContentsMargins(0, 5, 0, 5)
        self._connect()

    def _connect(self) -> None:
        self.input.changed.connect(self._typed)
        if isinstance(self.input, KeyedSegments):
            self.input.stepped.connect(self._stepped)
            self.input.left.connect(self._left)
        elif hasattr(self.input, "returnPressed"):
            self.input.returnPressed.connect(self._next)

    def show_answers(self, values: Mapping[str, Any]) -> None:
        """Show the answers."""
        value = values.get(self.asked.key)
        if value != self.input.value():
            self.input.set_value(value)
        if self.note is not None:
            self.note.set_value(values.get(self.asked.note_key))
            self._show_note(value)

    def _show_note(self, value: Any) -> None:
        """The words are asked for where the answer is yes, or abnormal, or stand there already."""
        if self.note is None:
            return
        abnormal = {choice.key for choice in self.asked.choices if choice.abnormal}
        wanted = value is True or (isinstance(value, str) and (not abnormal or value in abnormal))
        self.note.setVisible(wanted or bool(self.note.value()))
        self.place_message()

    def first_field(self) -> QWidget:
        """Return where the cursor goes."""
        target: QWidget = self.input.focusProxy() or self.input
        return target

    def wrong(self) -> str:
        """Say what is typed but is no answer."""
        return str(self.input.wrong())

    def set_fault(self, text: str) -> None:
        """Say why it could not be saved, and mark the field."""
        set_property(self.input, "state", "bad" if text else "")
        super().set_fault(text)

    def show_state(self, answered: bool, judged: Judgement) -> None:
        """Show what is missing or unusual."""
        text = self.wrong()
        if text:
            self.set_fault(text)
            return
        self.set_fault("")
        if judged is Judgement.IMPOSSIBLE:
            reach = words.reach(self.asked.possible, self.asked.decimals)
            self.set_fault(self.tr("Not possible; possible are {reach}.").format(reach=reach))
        elif judged in (*_BESIDE_NORMAL, Judgement.IMPLAUSIBLE):
            set_property(self.input, "state", "bad" if judged in _SEVERE else "warning")
            high = judged in (Judgement.HIGH, Judgement.SEVERELY_HIGH)
            self.say(self.tr("High") if high else self.tr("Low"))
        elif not answered and self.asked.required:
            self.say(self.role_hint() or self.tr("Required"))

    @Slot()
    def _typed(self) -> None:
        value = self.input.value()
        self._show_note(value)
        self.typed.emit(self.asked.key, value, "")

    @Slot()
    def _note_typed(self) -> None:
        self.typed.emit(self.asked.note_key, self.note.value() if self.note else None, "")

    @Slot(str)
    def _stepped(self, _chosen: str) -> None:
        if self.note is not None and self.note.isVisible():
            self.note.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._next()

    @Slot(int)
    def _left(self, way: int) -> None:
        self.next_wanted.emit(self, way)

    @Slot()
    def _next(self) -> None:
        self.next_wanted.emit(self, 1)


_SEVERE = (Judgement.SEVERELY_HIGH, Judgement.SEVERELY_LOW)
_BESIDE_NORMAL = (Judgement.HIGH, Judgement.LOW, *_SEVERE)
_SHORT = (FieldKind.NUMBER, FieldKind.INTEGER, FieldKind.DATE)
_TALL = (FieldKind.CHOICES, FieldKind.LONG_TEXT, FieldKind.COUNTRIES)


class SystemRow(RowQuestion):
    """One body system: N normal, A abnormal with words, X not done."""

    def __init__(self, asked: FormField, *, may_enter: bool, parent: QWidget | None = None) -> None:
        super().__init__(asked, may_enter=may_enter, title_width=LABEL_WIDTH - 40, parent=parent)
        name = words.said(asked.label)
        title = label_words(name, wrap=True)
        title.setFixedWidth(LABEL_WIDTH - 40)
        self.segments = KeyedSegments((
            Choice(SystemState.NORMAL.value, words.system_state("normal"), "N", "ok"),
            Choice(SystemState.ABNORMAL.value, words.system_state("abnormal"), "A", "bad"),
            Choice(SystemState.NOT_DONE.value, words.system_state("not_done"), "X", "warning"),
        ), name=name)
        self.segments.setEnabled(may_enter)
        self.note = LineInput()
        self.note.setEnabled(may_enter)
        self.note.setAccessibleName(self.tr("Finding: {system}").format(system=name))
        self.column.setContentsMargins(0, 4, 0, 4)
        self.line.addWidget(title)
        self.line.addWidget(self.segments)
        self.line.addWidget(self.note, 100)
        self.line.addStretch(1)
        self.segments.changed.connect(self._typed)
        self.segments.stepped.connect(self._stepped)
        self.segments.left.connect(self._left)
        self.note.changed.connect(self._typed)
        self.note.returnPressed.connect(self._next)

    def show_answers(self, values: Mapping[str, Any]) -> None:
        """Show the answers."""
        value = values.get(self.asked.key) or {}
        self.segments.set_value(value.get("state", ""))
        self.note.set_value(value.get("note") or None)
        self._show_note()

    def first_field(self) -> QWidget:
        """Return where the cursor goes."""
        return self.segments

    def show_state(self, answered: bool, judged: Judgement) -> None:
        """Show what is missing or unusual."""
        self.set_fault("")
        self.say("" if answered or not self.asked.required else self.role_hint() or self.tr("Required"))
        self._show_note()

    def _show_note(self) -> None:
        """Words belong to what is abnormal, or was not done."""
        shown = self.segments.value() in (SystemState.ABNORMAL.value, SystemState.NOT_DONE.value)
        self.note.setVisible(shown)
        self.note.setPlaceholderText(self.tr("What was found") if self.segments.value() == SystemState.ABNORMAL
                                     else self.tr("Why not"))
        self.place_message()

    @Slot()
    def _typed(self) -> None:
        state = self.segments.value()
        self._show_note()
        value = {"state": state, "note": self.note.value() or ""} if state else None
        self.typed.emit(self.asked.key, value, "")

    @Slot(str)
    def _stepped(self, state: str) -> None:
        if state == SystemState.NORMAL:
            self._next()
        else:
            self.note.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(int)
    def _left(self, way: int) -> None:
        self.next_wanted.emit(self, way)

    @Slot()
    def _next(self) -> None:
        self.next_wanted.emit(self, 1)
