"""People & families: find somebody, put somebody on file, keep families together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget

from mhac.registration.rules import CaseFile, NewPerson, PersonRow
from ui.app.context import AppContext
from ui.app.page import Page
from ui.registration import presenter
from ui.registration.browse_view import BrowseView
from ui.registration.case_view import CaseView
from ui.registration.presenter import Registered, Unfinished, Whole
from ui.registration.registration_view import Family, RegistrationView


class PeoplePage(Page):
    """Arguments: `person_id` shows somebody, `register=True` begins a person, `document` a scanned zone,
    `correct=person_id` corrects somebody, `text` searches."""

    key: ClassVar[str] = "people"
    topics: ClassVar[frozenset[str]] = frozenset({"people", "cases"})
    own_keys: ClassVar[frozenset[str]] = frozenset({"Ctrl+N"})  # here it registers; elsewhere it books

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._asked: dict[str, object] = {}
        self._family: Family | None = None
        self._looked_for_draft = False
        self._arrived = True
        self.browse = BrowseView(context)
        self.registration = RegistrationView(context)
        self.case = CaseView(context)
        self.stack = QStackedWidget()
        for view in (self.browse, self.registration, self.case):
            self.stack.addWidget(view)
        self.body.addWidget(self.stack, 1)
        self._listen()
        self._show_browse()

    def _listen(self) -> None:
        self.browse.register_wanted.connect(self.begin)
        self.browse.document_scanned.connect(self.begin_with_document)
        self.browse.correct_wanted.connect(self._correct)
        self.browse.case_wanted.connect(self._edit_case)
        self.browse.continue_wanted.connect(self._resume)
        self.registration.registered.connect(self._registered)
        self.registration.cancelled.connect(self._put_aside)
        self.registration.same_person.connect(self._same_person)
        self.case.saved.connect(self._case_saved)
        self.case.cancelled.connect(self._show_browse)
        self.case.member_wanted.connect(self._register_member)

    def show_with(self, **arguments: object) -> None:
        """Show somebody, begin a registration, or search."""
        self._asked, self._arrived = arguments, True
        super().show_with()

    def refresh(self) -> None:
        """Read the list anew; a form that is open stays as it is."""
        if not self.context.can("registration.search_people"):
            self.show_no_permission()
            return
        asked, self._asked = self._asked, {}
        person_id = asked.get("person_id")
        if asked.get("register"):
            self.begin()
        elif isinstance(document := asked.get("document"), str):
            self.begin_with_document(document)
        elif isinstance(correct := asked.get("correct"), int):
            self.context.read(partial(presenter.whole, correct), self._correct, owner=self)
        elif isinstance(person_id, int):
            self._show_browse()
            self.browse.show_person(person_id)
        elif "text" in asked:
            self._show_browse()
            self.browse.search.setText(str(asked["text"]))
        if self._arrived and self.stack.currentWidget() is self.browse:
            self.browse.search.setFocus()  # only on arrival: a refresh never takes the cursor away
        self._arrived = False
        self.browse.reload()
        if not self._looked_for_draft and self.context.can("registration.register_person"):
            self._looked_for_draft = True
            self.context.read(presenter.unfinished, self._offer_draft, owner=self)

    def _offer_draft(self, unfinished: Unfinished | None) -> None:
        """After a crash: what was typed is in the form again, one press away."""
        if unfinished is not None and not self.registration.is_begun():
            self.registration.resume(unfinished)
            self.browse.aside.setVisible(self.stack.currentWidget() is self.browse)

    def settle(self, then: Callable[[], None]) -> None:
        """Keep what is typed before the page, the session or the program is left."""
        self.registration.save_draft(then)

    def help_text(self) -> str:
        """Say the keys of this page."""
        return self.tr("Type any part of a name or number; arrows move, Enter opens the case file, Ctrl+N registers.")

    def window_words(self) -> str:
        """Return the name of the person who is open."""
        if self.stack.currentWidget() is self.registration:
            return self.registration.window_words() or self.title
        whole = self.browse.preview.whole
        return whole.row.name if whole is not None and self.stack.currentWidget() is self.browse else self.title

    # -- finding ------------------------------------------------------------------------------------------------

    @Slot()
    def _show_browse(self) -> None:
        self.stack.setCurrentWidget(self.browse)
        self.set_title(self.tr("People & families"))
        self.browse.search.setFocus()

    # -- registering --------------------------------------------------------------------------------------------

    @Slot()
    def begin(self) -> None:
        """Begin a new person, or go on with the one that is not finished: nothing typed is lost."""
        if self.registration.is_begun() and not self.registration.corrects:
            self._resume()
        else:
            self._begin(None)

    @Slot(str)
    def begin_with_document(self, text: str) -> None:
        """Begin a new person with a scanned document."""
        self.begin()
        self.registration.document.text.setPlainText(text)
        self.registration.document.read_now()

    def _begin(self, family: Family | None) -> None:
        if not self.context.can("registration.register_person"):
            self.show_problem(self.tr("Your role does not register people."))
            return
        self._family = family
        self.browse.aside.hide()
        self.stack.setCurrentWidget(self.registration)
        self.registration.begin(family)
        self._title_registration()

    def _title_registration(self) -> None:
        member = self._family is not None or self.registration.case.joined() is not None
        self.set_title(self.tr("Register a family member") if member else self.tr("Register a person"))

    @Slot()
    def _put_aside(self) -> None:
        """Going back loses nothing: what was typed can be taken up again."""
        self.browse.aside.setVisible(self.registration.is_begun())
        self._show_browse()

    @Slot()
    def _resume(self) -> None:
        self.browse.aside.hide()
        self.stack.setCurrentWidget(self.registration)
        self._title_registration()
        self.registration.setFocus()

    @Slot(object, bool)
    def _registered(self, done: Registered, add_member: bool) -> None:
        if add_member and done.case_id is not None:
            self._register_member(done.case_id, done.person_id)
            return
        self._show_browse()
        self.browse.search.clear()
        self.browse.show_person(done.person_id)
        self.browse.reload()

    @Slot(object, object)
    def _register_member(self, case_id: int, person_id: int) -> None:
        """Begin a further member with the home and family name of another."""
        self.context.read(partial(presenter.whole, person_id), partial(self._begin_member, case_id), owner=self)

    def _begin_member(self, case_id: int, whole: Whole) -> None:
        case = next((case for case in whole.cases if case.id == case_id), None)
        self._begin(Family(case, presenter.family_member_of(whole.file.facts)))

    @Slot(int, object)
    def _same_person(self, person_id: int, typed: NewPerson) -> None:
        """The person is on file: open the file, and offer what was typed as a correction."""
        self.context.read(partial(presenter.whole, person_id), partial(self._correct, typed=typed), owner=self)

    @Slot(object)
    def _correct(self, whole: Whole, typed: NewPerson | None = None) -> None:
        self.browse.aside.hide()
        self.stack.setCurrentWidget(self.registration)
        self.set_title(self.tr("Correct {name}").format(name=whole.row.name))
        self.registration.correct(whole, typed)

    # -- cases --------------------------------------------------------------------------------------------------

    @Slot(object, object)
    def _edit_case(self, case: CaseFile | None, person: PersonRow) -> None:
        self.stack.setCurrentWidget(self.case)
        self.set_title(self.tr("Case {number}").format(number=case.number) if case else self.tr("New case"))
        self.case.show_case(case, person)

    @Slot(int, int)
    def _case_saved(self, _case_id: int, person_id: int) -> None:
        self._show_browse()
        if person_id:
            self.browse.show_person(person_id)
        self.browse.reload()
