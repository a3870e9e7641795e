"""What importing a file would mean: every mistake with its line and reason, or what changes against today's edition."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from mhac.protocols.own import Checked
from mhac.protocols.template import Template
from ui.app.dialogs import FormDialog
from ui.app.translation import translate
from ui.protocols import words
from ui.protocols.differing import Differing, differing_templates
from ui.widgets import formats
from ui.widgets.basics import Card, Notice, muted
from ui.widgets.fields import FieldRow
from ui.widgets.tables import Column, DataTable

LIST_PX = 240
LINE_PX, KIND_PX = 64, 104


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong with a file."""

    place: int
    line: str
    reason: str


def mistakes(problems: tuple[str, ...]) -> tuple[Mistake, ...]:
    """Return the mistakes; each problem reads "file:line: what is wrong"."""
    found = []
    for place, text in enumerate(problems):
        parts = text.split(":", 2)
        numbered = len(parts) == 3 and parts[1].strip().isdigit()
        line, reason = (parts[1].strip(), parts[2].strip()) if numbered else ("", text)
        found.append(Mistake(place, line, reason))
    return tuple(found)


class ImportDialog(FormDialog):
    """A file with mistakes cannot be imported; a good one needs a reason."""

    def __init__(self, file_name: str, found: Checked, beside: Template | None, parent: QWidget | None = None) -> None:
        title = translate("ImportDialog", "Import {file}").format(file=file_name)
        super().__init__(title, translate("ImportDialog", "Import"), parent, width=760)
        self.mistakes = mistakes(found.problems)
        self.changes: tuple[Differing, ...] = ()
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(64)
        self._row = FieldRow(self.tr("&Reason"), self.reason, required=True)
        template = found.template
        if template is None:
            self._show_mistakes()
        else:
            self._show_template(template, beside)
        fine = template is not None
        self._row.setVisible(fine)
        self.body.addWidget(self._row)
        self.act_button.setVisible(fine)
        if fine:
            self.reason.setFocus()
        else:
            self.back_button.setText(self.tr("Close"))

    def _show_mistakes(self) -> None:
        count = self.tr("%n mistake(s): nothing was imported.", "", len(self.mistakes))
        self.body.addWidget(Notice(count, "bad"))
        self.problems: DataTable[Mistake] = DataTable(
            (
                Column(self.tr("Line"), lambda one: one.line, LINE_PX, right=True),
                Column(self.tr("What is wrong"), lambda one: one.reason),
            ),
            key=lambda one: one.place,
            name=self.tr("What is wrong"),
            sortable=False,
        )
        self.problems.set_rows(self.mistakes)
        self.problems.picked.connect(self._read)
        self._list(self.problems)
        self._whole = muted("", wrap=True)
        self.body.addWidget(self._whole)

    def _read(self, one: Mistake) -> None:
        self._whole.setText(one.reason)

    def _show_template(self, template: Template, beside: Template | None) -> None:
        told = words.joined(words.country(template.country), words.said(template.title), template.edition,
                            self.tr("from {day}").format(day=formats.day(template.valid_from)))  # fmt: skip
        self.body.addWidget(Notice(told, "ok"))
        if beside is None:
            self.body.addWidget(muted(self.tr("The country has no protocol yet: this becomes its first edition."),
                                      wrap=True))  # fmt: skip
            return
        self.changes = differing_templates(beside, template)
        name = f"{words.said(beside.title)} {beside.edition}"
        text = self.tr("%n difference(s) from the edition in force", "", len(self.changes))
        self.body.addWidget(muted(words.joined(text, name), wrap=True))
        self.differences: DataTable[Differing] = DataTable(
            (
                Column(self.tr("Part"), lambda one: one.part, KIND_PX, quiet=True),
                Column(self.tr("Code"), lambda one: one.code, KIND_PX),
                Column(self.tr("Change"), lambda one: one.kind, KIND_PX, tone=lambda one: one.tone),
                Column(self.tr("Now"), lambda one: one.before, quiet=True),
                Column(self.tr("In the file"), lambda one: one.after),
            ),
            key=lambda one: one.key,
            name=self.tr("Differences"),
            sortable=False,
            empty=self.tr("It says the same as the edition in force."),
        )
        self.differences.set_rows(self.changes)
        self._list(self.differences)

    def _list(self, table: QWidget) -> None:
        card = Card(padding=0)
        card.body.addWidget(table)
        card.setMinimumHeight(LIST_PX)
        self.body.addWidget(card, 1)

    def check(self) -> bool:
        """An import needs its reason."""
        if self.reason.toPlainText().strip():
            return True
        self._row.set_fault(self.tr("Please say why; the record keeps it."))
        self.reason.setFocus()
        return False
