"""Somebody else with an open exam, found by name, number or scan, and shown with the face before anything moves."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mhac.exams import elsewhere
from mhac.exams.elsewhere import OpenExam
from mhac.exams.views import Banner as Who
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.context import AppContext
from ui.exams import people_words, words
from ui.widgets.banner import Banner
from ui.widgets.fields import FieldRow
from ui.widgets.picker import Found, Picker, PickerRow


class OtherExam(QWidget):
    """A line to find the person, and below it who that is; nothing is chosen before the person is shown."""

    chosen = Signal()

    def __init__(self, context: AppContext, exam_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._apart_from = exam_id
        self._exam_id = 0
        self.picker = Picker(self._search, nothing=self.tr("Nobody with an open exam is found by this."), parent=self)
        self.picker.setPlaceholderText(self.tr("Name, number or scan"))
        self.picker.chosen.connect(self._picked)
        self.picker.cleared.connect(self.clear)
        self.banner = Banner(compact=True)
        self.banner.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(FieldRow(self.tr("&Somebody else"), self.picker))
        column.addWidget(self.banner)

    def exam_id(self) -> int:
        """Return the exam of the person shown; 0 for nobody."""
        return self._exam_id

    @Slot()
    def clear(self) -> None:
        """Choose nobody here."""
        self._exam_id = 0
        self.picker.set_row(None)
        self.banner.hide()

    def _search(self, text: str, answer: Found) -> None:
        def show(found: tuple[OpenExam, ...]) -> None:
            answer([PickerRow(each.exam_id, each.person.name, self._facts(each)) for each in found])

        self._context.read(partial(_find, text, self._apart_from), show, owner=self, latest="find")

    def _facts(self, found: OpenExam) -> str:
        who = found.person
        born = people_words.born(who.birth)
        return words.joined((who.sex, born, who.file_number, found.case_number))

    @Slot(int)
    def _picked(self, exam_id: int) -> None:
        self._exam_id = 0
        self._context.read(
            partial(_whose, exam_id),
            partial(self._show, exam_id),
            owner=self,
            latest="whose",
            action="exams.move_section",
        )

    def _show(self, exam_id: int, who: Who) -> None:
        if self.picker.value() != exam_id:
            return
        self._exam_id = exam_id
        self.banner.show_subject(
            people_words.name(who), people_words.facts(who, self._context.today()), people_words.numbers(who), who.photo
        )
        self.banner.show()
        self.chosen.emit()


def _find(text: str, apart_from: int, uow: UnitOfWork) -> tuple[OpenExam, ...]:
    return elsewhere.open_exams(uow, text, apart_from=apart_from)


def _whose(exam_id: int, uow: UnitOfWork) -> Who:
    return elsewhere.whose(uow, exam_id)
