"""A clinic's own templates: try a file and see what is wrong with it or what it changes, import, export, retire."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from mhac.protocols.own import Checked
from mhac.protocols.queries import OwnTemplateView
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.app.stale import LookAgain
from ui.protocols import facts, presenter
from ui.protocols.import_dialog import ImportDialog
from ui.protocols.presenter import EditionRow, Shelf
from ui.widgets.basics import button, small

LARGEST = 4_000_000


class OwnTemplates(QWidget):
    """The acts under the list of editions; each shows itself only to who may do it."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shelf = Shelf(())
        self._chosen: EditionRow | None = None
        self.dialog: FormDialog | None = None
        self.import_button = button(self.tr("&Import a template…"), icon="upload")
        self.export_button = button(self.tr("Ex&port this edition…"), icon="download")
        self.retire_button = button(self.tr("Retire this template…"))
        self.told = small("", wrap=True)
        self.import_button.clicked.connect(self._choose_file)
        self.export_button.clicked.connect(self._export)
        self.retire_button.clicked.connect(self._retire)
        self.import_button.setVisible(context.can("protocols.import_template"))
        self.retire_button.hide()
        self.told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for shown in (self.told, self.import_button, self.export_button, self.retire_button):
            column.addWidget(shown)

    def show_shelf(self, shelf: Shelf) -> None:
        """Know the editions, to compare a file with the one in force."""
        self._shelf = shelf

    def show_chosen(self, row: EditionRow) -> None:
        """Offer what can be done with the chosen edition."""
        self._chosen = row
        self.told.hide()
        self.retire_button.setVisible(row.own is not None and self._context.can("protocols.retire_template"))

    # -- import -------------------------------------------------------------------------------------------------

    @Slot()
    def _choose_file(self) -> None:
        kinds = self.tr("Protocol templates (*.yaml *.yml)")
        name, _kind = QFileDialog.getOpenFileName(self, self.tr("Import a template"), "", kinds)
        if name:
            self.try_file(Path(name))

    def try_file(self, path: Path) -> None:
        """Read a file and check it; nothing is kept by that."""
        try:
            content = path.read_bytes() if path.stat().st_size <= LARGEST else b""
        except OSError:
            self._tell(self.tr("{file} cannot be read.").format(file=path.name))
            return
        if not content:
            self._tell(self.tr("{file} is empty or too large for a template.").format(file=path.name))
            return
        self.told.hide()
        show = partial(self._show_checked, path.name, content)
        self._context.draw(partial(presenter.check, content, path.name), show, owner=self)

    def _show_checked(self, name: str, content: bytes, found: Checked) -> None:
        dialog = ImportDialog(name, found, self._shelf.beside(found.template), self)
        dialog.submitted.connect(partial(self._import, dialog, name, content))
        self._open(dialog)

    def _import(self, dialog: ImportDialog, name: str, content: bytes) -> None:
        act = presenter.import_act(content, name, dialog.reason.toPlainText())
        self._context.act(
            "protocols.import_template", act, partial(self._done, dialog), owner=dialog, on_error=dialog.show_error
        )

    # -- export and retire --------------------------------------------------------------------------------------

    @Slot()
    def _export(self) -> None:
        row = self._chosen
        if row is None:
            return
        offered = f"{row.edition.country}-{row.edition.edition}.yaml"
        kinds = self.tr("YAML, as it is written (*.yaml);;JSON, as the program reads it (*.json)")
        name, _kind = QFileDialog.getSaveFileName(self, self.tr("Export this edition"), offered, kinds)
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the chosen edition to a file, in the form that its name asks for."""
        if self._chosen is None:
            return
        text = presenter.exported(self._chosen, as_json=path.suffix.casefold() == ".json")
        try:
            path.write_text(text, encoding="utf-8")
        except OSError:
            self._tell(self.tr("{file} cannot be written.").format(file=path.name))
            return
        self._tell(self.tr("Written to {file}.").format(file=path.name), "ok")

    @Slot()
    def _retire(self) -> None:
        row = self._chosen
        if row is None or row.own is None:
            return
        dialog = ReasonDialog(
            self.tr("Retire this template?"),
            self.tr("Retire"),
            self,
            danger=True,
            text=self.tr("No new exam begins under it; exams that began under it stay with it."),
        )
        again = LookAgain(dialog, self._context, row.own, presenter.newest_own(row.own), facts.of_own)
        dialog.submitted.connect(partial(self._retire_now, dialog, again))
        self._open(dialog)

    def _retire_now(self, dialog: ReasonDialog, again: LookAgain[OwnTemplateView]) -> None:
        act = presenter.retire_act(again.now, dialog.text())
        done = partial(self._done, dialog)
        self._context.act("protocols.retire_template", act, done, owner=dialog, on_error=again.refused)

    def _open(self, dialog: FormDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _done(self, dialog: FormDialog, _result: object) -> None:
        dialog.done_with()
        self.changed.emit()

    def _tell(self, text: str, tone: str = "bad") -> None:
        self.told.setProperty("tone", tone)
        self.told.style().polish(self.told)
        self.told.setText(text)
        self.told.show()
