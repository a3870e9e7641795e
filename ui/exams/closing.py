"""Classification and signature of the exam that is open: the two last sections of the page and the acts behind them."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from mhac.exams.rules import Decision
from mhac.exams.views import ExamView, Signing
from mhac.protocols.template import Template
from ui.app.context import AppContext
from ui.app.dialogs import PasswordDialog
from ui.exams import people_words
from ui.exams import presenter as acts
from ui.exams.classification_view import ClassificationView, OverrideDialog
from ui.exams.signature_view import SignatureView
from ui.exams.ways import LISTS, RECORD, Way


class Closing(QObject):
    """Holds both views; `changed` says that the exam must be loaded again."""

    changed = Signal()
    section_wanted = Signal(str, tuple)  # the section, and the questions that are missing there

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._view: ExamView | None = None
        self._template: Template | None = None
        self.classification = ClassificationView(may_classify=context.can("exams.classify"))
        self.signature = SignatureView(may_sign=context.can("exams.sign_exam"),
                                       may_adopt=context.can("protocols.adopt_edition"))
        self.classification.confirm_wanted.connect(self._confirm)
        self.classification.override_wanted.connect(self._ask_override)
        self.signature.sign_wanted.connect(self._ask_password)
        self.signature.adopt_wanted.connect(self._adopt)
        for shown in (self.classification, self.signature):
            shown.way_wanted.connect(self._go)

    def show_exam(self, view: ExamView, template: Template, *, load_signing: bool) -> None:
        """Show how classification and signature stand."""
        self._view, self._template = view, template
        self.classification.show_exam(view, template, self._context.today())
        if load_signing:
            show = partial(self.signature.show_signing, view, template, today=self._context.today())
            self._context.read(acts.load_signing(view.id), show, owner=self._page, latest="signing")

    @Slot(object)
    def _go(self, way: Way) -> None:
        """What is missing is a question of the form, a line of the person's record, or a country of a list."""
        view = self._view
        if view is not None and way.outside == RECORD:
            self._context.navigate("people", correct=view.banner.person_id)
        elif view is not None and way.outside == LISTS:
            self._context.navigate("protocols", country=view.country, edition=view.edition,
                                   digest=view.template_digest, part=LISTS)
        else:
            self.section_wanted.emit(way.section, way.questions)

    @Slot(object, str)
    def _confirm(self, decided: Decision, reason: str) -> None:
        if self._view is not None:
            act = acts.classify_act(self._view.id, decided, reason)
            self._context.act("exams.classify", act, self._done, owner=self._page)

    @Slot()
    def _ask_override(self) -> None:
        view, template = self._view, self._template
        proposed = self.classification.chosen()
        if view is None or template is None or proposed is None:
            return
        dialog = OverrideDialog(template, proposed, self._page)
        dialog.setObjectName("override")
        dialog.submitted.connect(partial(self._override, dialog, view.id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _override(self, dialog: OverrideDialog, exam_id: int) -> None:
        act = acts.classify_act(exam_id, dialog.decision(), dialog.reason.toPlainText())
        self._context.act("exams.classify", act, dialog.done_with, owner=dialog, on_error=dialog.show_error)

    @Slot(object)
    def _ask_password(self, signing: Signing) -> None:
        view = self._view
        if view is None:
            return
        if not signing.is_ready:
            self.signature.point_at_what_is_open()
            return
        text = self.tr("You sign the exam of {name}. Afterwards it is closed; a later change is an amendment.").format(
            name=people_words.name(view.banner))
        dialog = PasswordDialog(self.tr("Sign exam"), self.tr("Sign exam"), self._page, text=text)
        dialog.setObjectName("sign")
        dialog.submitted.connect(partial(self._sign, dialog, view.id, signing))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _sign(self, dialog: PasswordDialog, exam_id: int, signing: Signing) -> None:
        act = acts.sign_act(exam_id, signing, dialog.text())
        self._context.act("exams.sign_exam", act, dialog.done_with, owner=dialog, on_error=dialog.show_error)

    @Slot()
    def _adopt(self) -> None:
        if self._view is not None:
            self._context.navigate("protocols", country=self._view.country, edition=self._view.edition,
                                   digest=self._view.template_digest)

    def _done(self, _result: Any) -> None:
        self.classification.forget_typed()
        self.changed.emit()
