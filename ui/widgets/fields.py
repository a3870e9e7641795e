"""A field with its label, its access key and its fault: the row that every form is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.basics import PlainLabel, set_property, words


class FieldRow(QWidget):
    """A label above (or beside) a field; a fault or hint appears under the field, in words.

    The label's text carries the access key ("&Family name"); Alt and the letter put the cursor into the field.
    """

    def __init__(
        self, label: str, field: QWidget, *, hint: str = "", required: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.label = PlainLabel(f"{label} *" if required else label)
        self.label.setProperty("words", "small")
        self.label.setBuddy(_focus_target(field))
        self._hint = hint
        self._note = words(hint, "hint", wrap=True)
        self._note.setVisible(bool(hint))
        plain = label.replace("&", "")
        for widget in {field, _focus_target(field)}:
            if not widget.accessibleName():
                widget.setAccessibleName(plain)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(3)
        whole.addWidget(self.label)
        whole.addWidget(field)
        whole.addWidget(self._note)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        typed_into = _focus_target(field)
        if isinstance(typed_into, QLineEdit):
            typed_into.textEdited.connect(self._edited)

    @Slot()
    def _edited(self) -> None:
        """A fault speaks of what was typed before; once it is changed the fault is no longer true."""
        if self.fault:
            self.set_fault("")

    def set_fault(self, text: str) -> None:
        """Show what is wrong with this field, or take it away with an empty text."""
        self._say(text, "error" if text else "hint", "bad" if text else "")

    def set_doubt(self, text: str) -> None:
        """Show what is unlikely about this field; it can still be saved."""
        self._say(text, "hint", "warning" if text else "")

    @property
    def fault(self) -> str:
        """The words under the field now, if they are a fault."""
        return self._note.text() if self._note.property("words") == "error" else ""

    def _say(self, text: str, kind: str, state: str) -> None:
        self._note.setText(text or self._hint)
        self._note.setVisible(bool(text or self._hint))
        set_property(self._note, "words", kind)
        target = _focus_target(self.field)
        set_property(target, "state", state)
        target.setAccessibleDescription(text or self._hint)


def _focus_target(field: QWidget) -> QWidget:
    """Return the widget that takes the keyboard: the field itself, or the one it stands for."""
    return field.focusProxy() or field


class Form(QWidget):
    """Rows of fields in one or more columns, found again by name so that a fault finds its field."""

    def __init__(self, columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._rows: dict[str, FieldRow] = {}
        self._place = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def add(
        self, name: str, label: str, field: QWidget, *, hint: str = "", required: bool = False, span: int = 1
    ) -> FieldRow:
        """Add a field under a name; it takes the next free place."""
        made = FieldRow(label, field, hint=hint, required=required)
        self._rows[name] = made
        self.add_wide(made, span)
        return made

    def add_wide(self, widget: QWidget, span: int = 0) -> None:
        """Add any widget over `span` columns; 0 means the whole width."""
        span = span or self._columns
        column = self._place % self._columns
        if column + span > self._columns:
            self._place += self._columns - column
            column = 0
        self._grid.addWidget(widget, self._place // self._columns, column, 1, span, Qt.AlignmentFlag.AlignTop)
        self._place += span

    def row(self, name: str) -> FieldRow:
        """Return the row of a name."""
        return self._rows[name]

    def field(self, name: str) -> QWidget:
        """Return the field of a name."""
        return self._rows[name].field

    def names(self) -> Iterable[str]:
        """Return the names in order."""
        return self._rows.keys()

    def focus_first(self) -> None:
        """Put the cursor into the first field."""
        for row in self._rows.values():
            _focus_target(row.field).setFocus(Qt.FocusReason.OtherFocusReason)
            return

    def clear_faults(self) -> None:
        """Take all faults away."""
        for row in self._rows.values():
            row.set_fault("")

    def show_faults(self, faults: Mapping[str, str]) -> bool:
        """Show the faults beside their fields and go to the first; return False if a name has no field here."""
        self.clear_faults()
        placed = True
        first: QWidget | None = None
        for name, text in faults.items():
            if name not in self._rows:
                placed = False
                continue
            self._rows[name].set_fault(text)
            first = first or _focus_target(self._rows[name].field)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return placed
