"""Who an appointment is for: find somebody, the family comes along, keep or drop its members by ticks."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QScrollArea, QWidget

from mhac.registration.rules import PersonRow
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog
from ui.scheduling import presenter
from ui.scheduling.presenter import Group
from ui.widgets import formats
from ui.widgets.basics import Notice, column, holder, literal, small
from ui.widgets.fields import Form
from ui.widgets.picker import Found, Picker, PickerRow

translate = QCoreApplication.translate


class PeopleDialog(FormDialog):
    """A dialog whose first part is who; a subclass adds what for, and hears of changes by `people_changed`."""

    def __init__(self, context: AppContext, title: str, act: str, parent: QWidget | None = None) -> None:
        super().__init__(title, act, parent, width=600)
        self._context = context
        self._boxes: dict[int, QCheckBox] = {}
        self._cases: dict[int, int | None] = {}
        self.picker = Picker(self._search, nothing=translate("PeopleDialog", "Nobody is found by this."), parent=self)
        self.picker.chosen.connect(self._person_chosen)
        self._people = column(spacing=4, margins=(2, 2, 2, 2))
        self._nobody = small(
            translate("PeopleDialog", "Find a person by name or number, or scan the file. The family comes along."),
            wrap=True,
        )
        self._coming = Notice("", "warning")
        self._coming.hide()

    def person_ids(self) -> tuple[int, ...]:
        """Everybody who is ticked, in the order of the list."""
        return tuple(person_id for person_id, box in self._boxes.items() if box.isChecked())

    def case_id(self) -> int | None:
        """The case that all who are ticked belong to."""
        cases = {self._cases[person_id] for person_id in self.person_ids()}
        return cases.pop() if len(cases) == 1 else None

    def people_changed(self) -> None:
        """The ticks have changed."""

    def read_people(self, person_ids: tuple[int, ...], case_id: int | None) -> None:
        """Begin with these people."""
        query = partial(presenter.group, person_ids, case_id)
        self._context.read(query, self._add, owner=self, on_error=self.show_error)

    def add_people_rows(self, form: Form) -> None:
        """Put the rows for people at the head of a form."""
        self._people.addWidget(self._nobody)
        self._people.addStretch(1)
        listed = QScrollArea()
        listed.setWidget(holder(self._people))
        listed.setWidgetResizable(True)
        listed.setFrameShape(QFrame.Shape.NoFrame)
        listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        listed.setFixedHeight(150)
        listed.setAccessibleName(translate("PeopleDialog", "People to be booked"))
        form.add("people", translate("PeopleDialog", "&Who"), self.picker, required=True, span=4)
        form.add_wide(listed)
        form.add_wide(self._coming)

    def _search(self, text: str, answer: Found) -> None:
        def show(found: tuple[PersonRow, ...]) -> None:
            answer([PickerRow(person.id, person.name, subtitle(person)) for person in found])

        self._context.read(partial(presenter.find_people, text), show, owner=self, latest="find")

    @Slot(int)
    def _person_chosen(self, person_id: int) -> None:
        self.picker.set_row(None)  # the person is in the list now; the line is free for the next one
        if person_id in self._boxes:
            self._boxes[person_id].setChecked(True)
            return
        self._context.read(partial(presenter.group_of, person_id), self._add, owner=self, on_error=self.show_error)

    def _add(self, group: Group) -> None:
        self._nobody.hide()
        for person in group.people:
            if person.id in self._boxes:
                continue
            box = QCheckBox(literal(f"{person.name}   {subtitle(person)}"))
            box.setAccessibleName(person.name)
            box.setChecked(person.id in group.proposed)
            box.toggled.connect(self._ticked)
            self._boxes[person.id] = box
            self._cases[person.id] = group.case_id
            self._people.insertWidget(self._people.count() - 1, box)
        if group.coming:
            lines = [
                translate("PeopleDialog", "{name} is already booked: {when}, {room}, {service}").format(
                    name=name, when=formats.moment(coming.starts_at), room=coming.room, service=coming.service
                )
                for name, coming in group.coming[:3]
            ]
            self._coming.say("\n".join(lines))
            self._coming.show()
        self.people_changed()

    @Slot()
    def _ticked(self) -> None:
        self.people_changed()


def subtitle(person: PersonRow) -> str:
    """Birth date, sex and numbers beside a name."""
    birth = person.birth
    shown = (
        formats.partial_date(birth.earliest, birth.latest, birth.precision, estimated=birth.estimated)
        if birth
        else translate("BookDialog", "birth date unknown")
    )
    parts = (shown, person.sex, person.file_number, person.case_number)
    return " · ".join(part for part in parts if part)
