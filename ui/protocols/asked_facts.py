"""The facts that may be told of somebody on the page of what would be asked: one line each, by keyboard."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QDoubleValidator
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from ui.app.context import AppContext
from ui.protocols import words
from ui.protocols.asked import AskedFact
from ui.widgets import formats
from ui.widgets.basics import restyle, row
from ui.widgets.basics import words as label_words
from ui.widgets.dates import DateEdit
from ui.widgets.segmented import Choice, Segmented

FIELD_PX = 150


class FactList(QWidget):
    """A line to narrow the list, and the facts; those that something waits for stand out."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._lines: dict[str, _FactLine] = {}
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Narrow the facts"))
        self.filter.setAccessibleName(self.tr("Narrow the facts"))
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._narrow)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.filter)
        column.addWidget(self._area, 1)

    def set_facts(self, facts: Sequence[AskedFact]) -> None:
        """Offer the facts of a protocol; what was told and is asked here too stays."""
        told = self.values()
        inside = QWidget()
        inside.setProperty("ground", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(4)
        self._lines = {}
        for fact in facts:
            line = _FactLine(fact, self._context)
            line.set_value(told.get(fact.name))
            line.changed.connect(self.changed)
            self._lines[fact.name] = line
            column.addWidget(line)
        column.addStretch(1)
        self._area.setWidget(inside)
        self._narrow(self.filter.text())

    def values(self) -> dict[str, object]:
        """Return what was told."""
        return {name: value for name, line in self._lines.items() if (value := line.value()) is not None}

    def line(self, name: str) -> _FactLine:
        """Return the line of a fact."""
        return self._lines[name]

    def clear(self) -> None:
        """Forget what was told."""
        for line in self._lines.values():
            line.set_value(None)
        self.changed.emit()

    def point_at(self, needed: Collection[str]) -> None:
        """Let the facts stand out that something waits for."""
        for name, line in self._lines.items():
            line.set_needed(name in needed or name.partition(".")[0] in needed)

    @Slot(str)
    def _narrow(self, text: str) -> None:
        wanted = text.casefold().split()
        for line in self._lines.values():
            line.setVisible(all(word in line.sought for word in wanted))


class _FactLine(QWidget):
    """The name of a fact and its value; empty means not known."""

    changed = Signal()

    def __init__(self, fact: AskedFact, context: AppContext) -> None:
        super().__init__()
        self.fact = fact
        label = f"{fact.label} ({fact.unit})" if fact.unit else fact.label
        self.sought = f"{label} {fact.name}".casefold()
        self.field = self._field(fact, context)
        self.field.setAccessibleName(label)
        self._name = label_words(label, wrap=True)
        line = row(spacing=8)
        line.addWidget(self._name, 1)
        line.addWidget(self.field, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(line)

    def _field(self, fact: AskedFact, context: AppContext) -> QWidget:
        if fact.kind == "bool":
            made = Segmented([Choice("yes", words.yes(), "Y"), Choice("no", words.no(), "N")], name=fact.label)
            made.changed.connect(self._changed)
            return made
        if fact.kind == "choice":
            box = QComboBox()
            box.addItem("—", None)
            for value, text in fact.choices:
                box.addItem(text, value)
            box.setFixedWidth(FIELD_PX)
            box.currentIndexChanged.connect(self._changed)
            return box
        if fact.kind == "date":
            day = DateEdit(today=context.today)
            day.setFixedWidth(FIELD_PX)
            day.changed.connect(self._changed)
            return day
        number = QLineEdit()
        validator = QDoubleValidator(0.0, 1e6, 2, number)
        validator.setLocale(formats.locale())
        number.setValidator(validator)
        number.setFixedWidth(FIELD_PX // 2)
        number.textChanged.connect(self._changed)
        return number

    def value(self) -> object:
        """Return what was told; None for nothing."""
        field = self.field
        if isinstance(field, Segmented):
            return {"yes": True, "no": False}.get(field.value())
        if isinstance(field, QComboBox):
            return field.currentData()
        if isinstance(field, DateEdit):
            day = field.day()
            return day.isoformat() if day is not None else None
        assert isinstance(field, QLineEdit)
        number, fine = formats.locale().toDouble(field.text())
        return number if fine and field.text().strip() else None

    def set_value(self, value: object) -> None:
        """Show a value without telling anybody."""
        field = self.field
        field.blockSignals(True)
        if isinstance(field, Segmented):
            field.set_value({True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else "")
        elif isinstance(field, QComboBox):
            field.setCurrentIndex(max(0, field.findData(value)))
        elif isinstance(field, QLineEdit) and not isinstance(field, DateEdit):
            field.setText(formats.locale().toString(value, "g", 9) if isinstance(value, float) else "")
        elif isinstance(field, DateEdit) and value is None:
            field.set_day(None)
        field.blockSignals(False)

    def set_needed(self, needed: bool) -> None:
        """Let the name stand out, or not."""
        tone = "warning" if needed else ""
        if self._name.property("tone") != tone:
            self._name.setProperty("tone", tone)
            self._name.setProperty("words", "strong" if needed else "")
            restyle(self._name)

    @Slot()
    def _changed(self) -> None:
        self.changed.emit()
