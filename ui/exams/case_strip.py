"""The case was corrected to another category or country while its exam is open: said above the form, with the way."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from mhac.exams import service
from mhac.exams.views import ExamView
from mhac.kernel.unit_of_work import UnitOfWork
from ui.app.context import AppContext
from ui.exams import people_words, words
from ui.widgets.basics import Notice, button


class CaseStrip(Notice):
    """Hidden while the exam is for what the case says; nothing can be decided or signed while it is shown."""

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__("", "warning", page)
        self._context = context
        self._view: ExamView | None = None
        self.follow_button = button(self.tr("&Take over"), small=True)
        self.follow_button.clicked.connect(self._follow)
        self.line.addWidget(self.follow_button)
        self.hide()

    def show_exam(self, view: ExamView) -> None:
        """Say what the case became; where the edition knows it, the exam can go on under it."""
        self._view = view
        case, exam = (view.banner.country, view.banner.category), (view.country, view.applicant.category)
        self.setVisible(view.status.is_open and case != exam)
        if self.isHidden():
            return
        now, was = people_words.programme(view.banner), next(a.detail for a in view.alerts if a.kind == "case_changed")
        if view.case_can_be_followed:
            text = self.tr("The case is now for {now}; this exam was begun for {was}. What is asked may change.")
        else:
            text = self.tr(
                "The case is now for {now}; this exam was begun for {was}. Void this exam in the case file and begin "
                "another, or have the case corrected."
            )
        self.say(text.format(now=now, was=words.said(was)))
        self.follow_button.setVisible(view.case_can_be_followed and self._context.can("exams.follow_case"))

    @Slot()
    def _follow(self) -> None:
        if self._view is not None:
            act = partial(_follow, exam_id=self._view.id, version=self._view.version)
            self._context.act("exams.follow_case", act, lambda _done: None, owner=self.parent() or self)


def _follow(uow: UnitOfWork, *, exam_id: int, version: int) -> None:
    service.follow_case(uow, exam_id=exam_id, version=version)
