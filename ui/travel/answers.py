"""One question of the screening on the screen: yes or no by a key, a measure, a date or words."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QWidget

from mhac.travel.codes import words as words_in
from mhac.travel.forms import Field
from ui.travel.words import language
from ui.widgets.basics import column, row, set_property, small, words
from ui.widgets.dates import DateEdit
from ui.widgets.segmented import Choice, Segmented

YES, NO = "yes", "no"
FIELD_PX = 110


class Question(QFrame):
    """A question with its answer and its fault. `next_wanted` asks for the next one after a yes or a no."""

    changed = Signal()
    next_wanted = Signal(object)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        name = words_in(field.label, language())
        self.editor = self._editor(name)
        self.editor.setAccessibleName(name)
        label = words(f"{name}\u00a0*" if field.required else name, wrap=True)
        label.setBuddy(self.editor)
        line = row(spacing=10)
        line.addWidget(label, 1)
        line.addWidget(self.editor)
        unit = small(field.unit)
        unit.setFixedWidth(42)
        if field.kind == "measure":
            line.addWidget(unit)
        self._fault = words("", "error", wrap=True)
        self._fault.hide()
        self.sure = QCheckBox(self.tr("Measured again, it is right"))
        self.sure.hide()
        whole = column(spacing=2)
        whole.addLayout(line)
        whole.addWidget(self._fault)
        whole.addWidget(self.sure)
        self.setLayout(whole)
        self.setFocusProxy(self.editor)

    def _editor(self, name: str) -> QWidget:
        if self.field.kind == "yes_no":
            choices = [Choice(NO, self.tr("No"), self.tr("N", "key for No"), "neutral"),
                       Choice(YES, self.tr("Yes"), self.tr("Y", "key for Yes"), "warning")]
            made = Segmented(choices, name=name)
            made.changed.connect(self._chosen)
            return made
        if self.field.kind == "date":
            date_edit = DateEdit()
            date_edit.setFixedWidth(FIELD_PX + 40)
            date_edit.changed.connect(self.changed)
            return date_edit
        line = QLineEdit()
        if self.field.kind == "measure":
            line.setFixedWidth(FIELD_PX)
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
        else:
            line.setMinimumWidth(240)
        line.textEdited.connect(self._typed)
        return line

    def value(self) -> Any:
        """Return the answer as the service takes it; text that is no number is handed on, to be refused kindly."""
        editor = self.editor
        if isinstance(editor, Segmented):
            return {YES: True, NO: False}.get(editor.value())
        if isinstance(editor, DateEdit):
            return editor.day() or (editor.text() if editor.is_wrong() else None)
        assert isinstance(editor, QLineEdit)
        text = editor.text().strip()
        if not text or self.field.kind != "measure":
            return text or None
        return float(text.replace(",", ".")) if re.fullmatch(r"-?\d+(?:[.,]\d+)?", text) else text

    def typed(self) -> str:
        """Return what stands in the question as it was typed or chosen, right or not yet right; "" for nothing."""
        editor = self.editor
        assert isinstance(editor, Segmented | QLineEdit)
        return editor.value() if isinstance(editor, Segmented) else editor.text()

    def set_typed(self, text: str) -> None:
        """Show again what was typed or chosen."""
        editor = self.editor
        if isinstance(editor, Segmented):
            editor.set_value(text)
        elif isinstance(editor, DateEdit):
            editor.set_text(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def set_fault(self, text: str, *, confirmable: bool = False) -> None:
        """Show what is wrong; an implausible measure can be confirmed."""
        self._fault.setText(text)
        self._fault.setVisible(bool(text))
        self.sure.setVisible(confirmable)
        if not confirmable:
            self.sure.setChecked(False)
        set_property(self.editor, "state", "bad" if text else "")
        self.editor.setAccessibleDescription(text)

    @Slot(str)
    def _chosen(self, value: str) -> None:
        self.set_fault("")
        self.changed.emit()
        if value:
            self.next_wanted.emit(self)

    @Slot(str)
    def _typed(self, _text: str) -> None:
        self.set_fault("")
        self.changed.emit()
