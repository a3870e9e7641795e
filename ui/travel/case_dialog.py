"""Putting a family on a flight: find the case, see who is in it, choose who flies."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from mhac.registration.codes import relationships
from mhac.registration.rules import CaseFile, CaseRow
from ui.app.dialogs import FormDialog
from ui.travel.words import language
from ui.widgets.basics import column, holder, literal, section, small
from ui.widgets.fields import Form

TYPING_PAUSE_MS = 120


class CaseDialog(FormDialog):
    """Find a case as you type and choose its travellers. Who asks answers `searched` and `case_chosen`."""

    searched = Signal(str)
    case_chosen = Signal(int)

    def __init__(self, flight: str, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Add a family to {flight}").format(flight=flight), self.tr("&Add to the flight"),
                         parent, width=560)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Case number or a name"))
        self.search.setClearButtonEnabled(True)
        self.results = QListWidget()
        self.results.setFixedHeight(132)
        self.results.setAccessibleName(self.tr("Cases found"))
        self.case: CaseFile | None = None
        self._boxes: dict[int, QCheckBox] = {}
        self._members = column(spacing=4)
        self._hint = small(self.tr("Choose a case to see who is in it."))
        self._members.addWidget(self._hint)
        self.form = Form(1)
        self.form.add("case", self.tr("&Case"), self.search)
        self.body.addWidget(self.form)
        self.body.addWidget(self.results)
        self.body.addWidget(section(self.tr("Who flies")))
        self.body.addWidget(holder(self._members))
        self.body.addStretch(1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.search.textEdited.connect(self._typed)
        self.search.returnPressed.connect(self._to_results)
        self.results.currentRowChanged.connect(self._choose)
        self.results.itemActivated.connect(self._taken)
        self.act_button.setAutoDefault(False)
        self.act_button.setDefault(False)
        self.search.setFocus()

    def show_cases(self, cases: tuple[CaseRow, ...]) -> None:
        """Show what the search found; a single case is chosen at once."""
        self.results.clear()
        for case in cases:
            item = QListWidgetItem(self.tr("{number} · {name} · {people} in the case").format(
                number=case.number, name=case.principal, people=case.people))
            item.setData(Qt.ItemDataRole.UserRole, case.id)
            self.results.addItem(item)
        if len(cases) == 1:
            self.results.setCurrentRow(0)

    def show_case(self, case: CaseFile) -> None:
        """Show the members of the chosen case; those marked as travelling are ticked."""
        self.case = case
        self._hint.hide()
        for box in self._boxes.values():
            self._members.removeWidget(box)
            box.deleteLater()
        self._boxes = {}
        for member in case.members:
            relationship = relationships().get(member.relationship)
            words = relationship.name(language()) if relationship else member.relationship
            box = QCheckBox(literal(f"{member.person.name} · {words}"))
            box.setChecked(member.travels)
            self._boxes[member.person.id] = box
            self._members.addWidget(box)

    def chosen(self) -> tuple[int, ...]:
        """Return the people who fly."""
        return tuple(person_id for person_id, box in self._boxes.items() if box.isChecked())

    def check(self) -> bool:
        """Somebody must be chosen."""
        if self.form is None or (self.case is not None and self.chosen()):
            return True
        self.form.show_faults({"case": self.tr("Choose a case and who of it flies.")})
        return False

    @Slot(str)
    def _typed(self, _text: str) -> None:
        self._pause.start()

    @Slot()
    def _ask(self) -> None:
        if self.search.text().strip():
            self.searched.emit(self.search.text())

    @Slot()
    def _to_results(self) -> None:
        if self.results.count():
            self.results.setFocus()
            self.results.setCurrentRow(0)

    @Slot()
    def _taken(self) -> None:
        """Enter on the chosen case adds who is ticked; the members must be on the screen before."""
        if self.case is not None and self.chosen():
            self.act_button.click()

    @Slot(int)
    def _choose(self, place: int) -> None:
        item = self.results.item(place)
        if item is not None:
            self.case_chosen.emit(item.data(Qt.ItemDataRole.UserRole))
