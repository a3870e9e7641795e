"""Where papers go: the printer, the size of its paper, and how many copies."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ui.widgets.basics import row, small
from ui.widgets.number_box import NumberBox
from ui.widgets.printing import PrintTarget, printer_names

MOST_COPIES = 9


class PrintBar(QWidget):
    """A line of choices, `chosen` from the start. `extra` adds a target that is no printer, such as a file."""

    changed = Signal()

    def __init__(self, chosen: PrintTarget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._extra: dict[str, PrintTarget] = {}
        self.printer = QComboBox()
        self.printer.setMinimumWidth(120)
        self.printer.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.printer.setMinimumContentsLength(12)
        self.printer.setAccessibleName(self.tr("Printer"))
        self.paper = QComboBox()
        self.paper.addItem(self.tr("A4"), "A4")
        self.paper.addItem(self.tr("Letter"), "Letter")
        self.paper.setAccessibleName(self.tr("Paper size"))
        self.copies = NumberBox()
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setSuffix(self.tr(" ×"))
        self.copies.setAccessibleName(self.tr("Copies"))
        self.copies.setFixedWidth(64)
        self._printer_words = small(self.tr("P&rinter"))
        self._printer_words.setBuddy(self.printer)
        line = row()
        for each in (self._printer_words, self.printer, self.paper, self.copies):
            line.addWidget(each)
        self.setLayout(line)
        self.reload()
        if chosen is not None:
            self.printer.setCurrentIndex(max(0, self.printer.findText(chosen.printer)))
            self.paper.setCurrentIndex(max(0, self.paper.findData(chosen.paper)))
        self.printer.activated.connect(lambda _place: self.changed.emit())
        self.paper.activated.connect(lambda _place: self.changed.emit())

    def reload(self) -> None:
        """Look again which printers there are."""
        chosen = self.printer.currentText()
        self.printer.clear()
        self.printer.addItems([*self._extra, *printer_names()])
        if not self.printer.count():
            self.printer.addItem(self.tr("No printer here"))
        self.printer.setEnabled(self.has_printer)
        self.printer.setCurrentIndex(max(0, self.printer.findText(chosen)))

    @property
    def has_printer(self) -> bool:
        """Whether anything can be printed from this desk."""
        return bool(self._extra or printer_names())

    def extra(self, target: PrintTarget) -> None:
        """Offer one more target, and choose it."""
        self._extra[target.printer] = target
        self.reload()
        self.printer.setCurrentIndex(self.printer.findText(target.printer))

    def target(self) -> PrintTarget:
        """Return what is chosen."""
        name, paper = self.printer.currentText(), str(self.paper.currentData())
        known = self._extra.get(name)
        return PrintTarget(name, paper, self.copies.value(), known.file if known else "")
