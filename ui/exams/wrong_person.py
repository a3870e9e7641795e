"""A section that was entered on the wrong person: take it back, or move it to the right one, with a reason."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from mhac.exams import casefile, entry
from mhac.exams.views import CaseFile, ExamView
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.exams import people_words, words
from ui.exams.move_dialog import MoveDialog
from ui.exams.other_exam import OtherExam


class WrongPerson(QObject):
    """The menu of the section that is open; what is taken back or moved stays readable in both histories."""

    def __init__(self, context: AppContext, button: QPushButton, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._view: ExamView | None = None
        self._section = ""
        menu = QMenu(button)
        self.move_action = QAction(self.tr("&Move this section to another person…"), menu)
        self.withdraw_action = QAction(self.tr("&Take this section back…"), menu)
        self.move_action.setVisible(context.can("exams.move_section"))
        self.withdraw_action.setVisible(context.can("exams.withdraw_section"))
        self.move_action.triggered.connect(self._find_family)
        self.withdraw_action.triggered.connect(self._ask_withdrawal)
        menu.addActions([self.move_action, self.withdraw_action])
        button.setMenu(menu)

    def show_section(self, view: ExamView, section: str) -> None:
        """The menu speaks of this section; there is nothing to do for one without answers."""
        self._view, self._section = view, section
        answered = any(one.section == section and one.value is not None for one in view.answers.values())
        for action in (self.move_action, self.withdraw_action):
            action.setEnabled(answered and view.status.is_open)

    def _label(self) -> str:
        sections = self._view.sections if self._view else ()
        return next((words.said(one.section.label) for one in sections if one.section.key == self._section), "")

    @Slot()
    def _ask_withdrawal(self) -> None:
        view = self._view
        if view is None:
            return
        text = self.tr("The answers of “{section}” are taken back; they stay readable with the reason.")
        dialog = ReasonDialog(self.tr("Take section back"), self.tr("Take back"), self._page, danger=True,
                              text=text.format(section=self._label()))
        dialog.setObjectName("withdraw")
        dialog.submitted.connect(partial(self._withdraw, dialog, view.id, self._section))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _withdraw(self, dialog: ReasonDialog, exam_id: int, section: str) -> None:
        act = partial(_withdraw, exam_id=exam_id, section=section, reason=dialog.text())
        self._context.act("exams.withdraw_section", act, dialog.done_with, owner=dialog, on_error=dialog.show_error)

    @Slot()
    def _find_family(self) -> None:
        view = self._view
        if view is not None:
            query = partial(_family, person_id=view.banner.person_id, case_id=view.banner.case_id)
            self._context.read(query, self._ask_move, owner=self._page, action="exams.casefile")

    def _ask_move(self, file: CaseFile) -> None:
        view = self._view
        if view is None:
            return
        others = [member for member in file.members if member.exam_id is not None and member.exam_id != view.id
                  and member.status is not None and member.status.is_open]
        dialog = MoveDialog(people_words.numbered(view.banner), others, self._page, today=self._context.today(),
                            section=self._label(), elsewhere=OtherExam(self._context, view.id))
        dialog.setObjectName("move_section")
        dialog.submitted.connect(partial(self._move, dialog, view.id, self._section))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _move(self, dialog: MoveDialog, exam_id: int, section: str) -> None:
        act = partial(_move, exam_id=exam_id, section=section, to_exam_id=dialog.exam_id(),
                      reason=dialog.reason_text())
        self._context.act("exams.move_section", act, dialog.done_with, owner=dialog, on_error=dialog.show_error)


def _family(uow: UnitOfWork, *, person_id: int, case_id: int | None) -> CaseFile:
    return casefile.casefile(uow, person_id, case_id)


def _withdraw(uow: UnitOfWork, **what: Any) -> None:
    entry.withdraw_section(uow, **what)


def _move(uow: UnitOfWork, **what: Any) -> None:
    entry.move_section(uow, **what)
