"""Putting a person on file, or correcting one: by hand in under a minute, by the document in seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from mhac.kernel.errors import ClinicError, Invalid, Refused, StaleEdit, Unavailable
from mhac.registration import codes, names, rules
from mhac.registration.drafts import Draft, content_of
from mhac.registration.lookalikes import Duplicate
from mhac.registration.mrz import Reading
from mhac.registration.rules import CaseFile, NewPerson
from ui.app.context import AppContext
from ui.app.kept_drafts import DraftOf
from ui.app.messages import words_for, words_of
from ui.registration import presenter, words
from ui.registration.boxes import CaseBox, ConsentBox
from ui.registration.form import PersonForm
from ui.registration.mrz_field import MrzField
from ui.registration.photo_picker import PhotoPicker
from ui.registration.presenter import Difference, Registered, Registration, Unfinished, Whole
from ui.registration.same_paper import ON_FILE, SamePaperDialog
from ui.registration.side_panels import DifferencePanel, DuplicatesPanel
from ui.widgets.basics import Card, button
from ui.widgets.basics import words as label
from ui.widgets.fields import Form
from ui.widgets.phrases import ChoiceField

PAUSE_MS = 200
DRAFT = "person"
AGAIN_MS = 3000  # where the disk or the server did not answer, keeping is tried again
DRAFT_MS = 400  # the first key starts the clock, so that long typing without a pause is kept too
SIDE_PX = 264


@dataclass(frozen=True)
class Family:
    """What a further member of a family begins with: the case, and what the one before said of home and origin."""

    case: CaseFile | None
    begins: NewPerson


class RegistrationView(QWidget):
    """The form with document, photo, consent and case around it. The acts stay on screen at any height."""

    registered = Signal(object, bool)
    cancelled = Signal()
    same_person = Signal(int, object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._whole: Whole | None = None
        self._begun = NewPerson()
        self._stale = False
        self._make_parts()
        self._lay_out()
        self._listen()

    def _make_parts(self) -> None:
        today = self.context.today
        self.document = MrzField(today)
        self.differences = DifferencePanel()
        self.form = PersonForm(today)
        self.consent = ConsentBox(today)
        self.case = CaseBox(today)
        self.photo = PhotoPicker(self.context)
        self.duplicates = DuplicatesPanel(today)
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        self.anew_button = button(self.tr("Start anew"), kind="quiet", icon="refresh-cw")
        self.anew_button.setToolTip(self.tr("Empty the form and forget what was typed"))
        self.back_button = button(self.tr("Cancel"))
        self.next_button = button(self.tr("Register and add family member"), icon="user-plus")
        self.save_button = button(self.tr("Register"), kind="primary", icon="check")
        self.save_button.setToolTip(self.tr("Ctrl+Enter"))

    def _lay_out(self) -> None:
        paper = Card()
        paper.body.addWidget(self.document)
        person = Card()
        person.body.addWidget(self.form)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 8, 0)
        left.setSpacing(10)
        for part in (paper, self.differences, person, self.case, self.consent):
            left.addWidget(part)
        left.addStretch(1)
        inside = QWidget()
        inside.setProperty("ground", "page")
        inside.setLayout(left)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        face = Card()
        face.body.addWidget(self.photo)
        side = QVBoxLayout()
        side.setSpacing(10)
        side.addWidget(face)
        side.addWidget(self._scrolled(self.duplicates), 1)
        middle = QHBoxLayout()
        middle.setSpacing(10)
        middle.addWidget(self.area, 1)
        middle.addLayout(side)
        face.setFixedWidth(SIDE_PX)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.anew_button)
        foot.addWidget(self.problem, 1)
        foot.addStretch(0)
        for act in (self.back_button, self.next_button, self.save_button):
            foot.addWidget(act)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(10)
        whole.addLayout(middle, 1)
        whole.addLayout(foot)

    def _scrolled(self, card: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(SIDE_PX)
        area.setWidget(card)
        return area

    def _listen(self) -> None:
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._look_for_duplicates)
        self._keep_typed = QTimer(self)
        self._keep_typed.setSingleShot(True)
        self._keep_typed.setInterval(DRAFT_MS)
        self._keep_typed.timeout.connect(self.save_draft)
        self.document.text.textChanged.connect(self._keep_soon)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._go_to_fault)
        self.form.changed.connect(self._edited)
        for part in (self.photo, self.consent, self.case):
            part.changed.connect(self._keep_soon)
        self.document.read.connect(self._document_read)
        self.differences.taken.connect(self._take)
        self.differences.kept.connect(self._keep)
        self.duplicates.same.connect(self._same)
        self.back_button.clicked.connect(self.cancelled)
        self.anew_button.clicked.connect(self._start_anew)
        self.save_button.clicked.connect(lambda: self.save(add_member=False))
        self.next_button.clicked.connect(lambda: self.save(add_member=True))
        for keys, act in (
            ("Ctrl+Return", self.save_button),
            ("Ctrl+Enter", self.save_button),
            ("Esc", self.back_button),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act.click)
        for line in self.findChildren(QLineEdit):
            line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a line goes on to the next field, as people at a desk are used to."""
        plain_enter = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        )
        chooses = isinstance(watched, ChoiceField) and watched.popup.isVisible()
        if plain_enter and isinstance(watched, QLineEdit) and not chooses:
            self.focusNextChild()
            return True
        return super().eventFilter(watched, event)

    # -- what it is for -----------------------------------------------------------------------------------------

    def begin(self, family: Family | None = None, *, go: bool = True) -> None:
        """Begin a new person, alone or as a further member of a family."""
        self._whole = None
        self._reset(family.begins if family else NewPerson())
        self.case.join(family.case if family else None)
        self.case.show()
        self.photo.clear()
        self.consent.clear()
        self.duplicates.show_duplicates(())
        self.save_button.setText(self.tr("Register"))
        self.next_button.show()
        self.anew_button.show()
        if go:
            self.document.setFocus(Qt.FocusReason.OtherFocusReason)

    def correct(self, whole: Whole, typed: NewPerson | None = None) -> None:
        """Correct somebody on file; what was typed elsewhere for the same person is shown as difference."""
        self._whole = whole
        self._reset(whole.file.facts)
        self.case.hide()
        self.photo.clear(whole.photo)
        self.consent.clear(whole.file.consents[0] if whole.file.consents else None)
        self.duplicates.show_duplicates(())
        self.save_button.setText(self.tr("Save changes"))
        self.next_button.hide()
        self.anew_button.hide()
        self.form.field("family_name").setFocus(Qt.FocusReason.OtherFocusReason)
        if typed is not None:
            self._offer_typed(typed)

    def _reset(self, person: NewPerson) -> None:
        self._stale = False
        self.document.clear()
        self.differences.show_differences(())
        self._say("")
        self._begun = person
        self.form.set_person(person)
        self.area.verticalScrollBar().setValue(0)
        self._busy(False)

    def _offer_typed(self, typed: NewPerson) -> None:
        """Ask which of the values typed before the person was recognised should be taken over."""
        assert self._whole is not None
        asked = presenter.differences_on_file(self._whole.file.facts, typed)
        self.differences.show_differences([each for each in asked if each.document not in (None, "", (), False)])

    @Slot()
    def _start_anew(self) -> None:
        self._keep_typed.stop()
        self.begin()
        self._keep_typed.stop()
        self.context.drafts.forget("registration.save_draft", DRAFT)
        done = partial(self._draft_saved, None)
        self.context.act("registration.discard_draft", presenter.discard_draft, done, owner=self)

    def resume(self, unfinished: Unfinished) -> None:
        """Show what was typed before the program ended."""
        self.begin(go=False)
        draft = unfinished.draft
        with QSignalBlocker(self.document.text):
            self.document.text.setPlainText(draft.document)
        self.form.set_person(draft.person)
        if draft.birth_text:
            self.form.birth.setText(draft.birth_text)
        if draft.photo:
            self.photo.restore(draft.photo)
        self.consent.about(draft.person.birth, unknown=draft.person.birth_unknown)
        self.consent.set_typed(draft.consent)
        self.case.join(unfinished.joins)
        self.case.set_typed(draft.case)

    @Slot()
    def save_draft(self, then: Callable[[], None] | None = None) -> None:
        """Keep what is typed, so that a crash loses less than a second of it."""
        done = partial(self._draft_saved, then)
        if self.corrects or not self.is_begun() or not self.save_button.isEnabled():
            done(None)
            return
        typed = Draft(
            person=self.form.person().tidied(),
            birth_text=names.tidy(self.form.birth.text()) if self.form.birth.is_wrong() else "",
            document="\n".join(names.tidy(line) for line in self.document.text.toPlainText().split("\n")),
            case_id=self.case.joined(),
            photo=self.photo.value(),
            consent=self.consent.typed(),
            case=self.case.typed(),
        )
        self.context.act(
            "registration.save_draft", partial(presenter.save_draft, typed), done, owner=self,
            on_error=self._draft_not_saved, draft=DraftOf(DRAFT, content_of(typed)))  # fmt: skip

    def _draft_not_saved(self, error: Exception) -> None:
        """Try again while the server is away: what is typed is kept on this computer meanwhile."""
        if isinstance(error, Unavailable):
            self._keep_typed.start(AGAIN_MS)
        self.context.problem.emit(self, error)

    def _draft_saved(self, then: Callable[[], None] | None, _result: object) -> None:
        if then is not None:
            then()

    @property
    def corrects(self) -> bool:
        """Whether somebody on file is being corrected."""
        return self._whole is not None

    def is_begun(self) -> bool:
        """Whether something was typed that is not saved."""
        boxes = self.consent.is_begun() or (not self.corrects and self.case.is_begun())
        return self.form.person() != self._begun or self.photo.value() is not None or boxes

    # -- document and duplicates --------------------------------------------------------------------------------

    @Slot(object)
    def _document_read(self, reading: Reading) -> None:
        comparison = presenter.compare(reading, self.form.person())
        for name, value in comparison.adds.items():
            self.form.put(name, value)
        self.form.clear_faults()
        self.differences.show_differences(comparison.differs)
        self._mark_faulty(reading)

    def _mark_faulty(self, reading: Reading) -> None:
        """Say beside the fields which ones the document could not fill, because their check digit does not fit."""
        rows = {"number": "identifiers", "birth_date": "birth_date", "names": "family_name", "sex": "sex"}
        for remark in reading.errors:
            row = rows.get(remark.field)
            if row is not None:
                self.form.row(row).set_doubt(words_for(remark.code, dict(remark.values)))

    @Slot(list)
    def _take(self, chosen: Sequence[Difference]) -> None:
        for difference in chosen:
            self.form.put(difference.name, difference.document)
        self._keep()

    @Slot()
    def _keep(self) -> None:
        """After a stale edit: what stands in the form now was decided with both versions in view."""
        if self._stale and self._whole is not None:
            self._stale = False
            self._say(self.tr("Look once more, then save again."))

    @Slot()
    def _edited(self) -> None:
        self._pause.start()
        self._keep_soon()
        person = self.form.person()
        self.consent.about(person.birth, unknown=person.birth_unknown)
        if person.languages:
            self.consent.suggest_language(person.languages[0])

    @Slot()
    def _keep_soon(self) -> None:
        if not self._keep_typed.isActive():
            self._keep_typed.start(DRAFT_MS)

    @Slot()
    def _look_for_duplicates(self) -> None:
        draft = presenter.draft_of(self.form.person().tidied(), self._whole.row.id if self._whole else None)
        if not draft.is_worth_asking or (self.corrects and not self.is_begun()):
            self.duplicates.show_duplicates(())
            return
        self.context.read(
            partial(presenter.duplicates, draft), self._show_duplicates, owner=self, latest="registration.duplicates"
        )

    def _show_duplicates(self, found: tuple[Duplicate, ...]) -> None:
        self.duplicates.show_duplicates(found, asked=True)

    @Slot(int)
    def _same(self, person_id: int) -> None:
        self.same_person.emit(person_id, self.form.person())

    # -- saving -------------------------------------------------------------------------------------------------

    def save(self, *, add_member: bool, because: str = "") -> None:
        """Put the person on file, or say beside the fields what is missing; nothing typed is lost.

        `because` says why a paper stands on this file beside another's.
        """
        if not self.save_button.isEnabled():
            return
        self._say("")
        self.setFocus(Qt.FocusReason.OtherFocusReason)  # the field being typed in takes what was typed
        request = Registration(
            person=self.form.person(),
            photo=self.photo.value(),
            consent=self.consent.value(),
            case=self.case.form.value() if not self.corrects else None,
            joins=self.case.joins() if not self.corrects else None,
            another_because=because,
        )
        if not self._is_whole(request, add_member=add_member):
            return
        self._busy(True)
        self._keep_typed.stop()
        done, failed = partial(self._saved, add_member), partial(self._refused, add_member)
        if self._whole is None:
            self.context.act(
                "registration.register_person", partial(presenter.register, request), done, owner=self,
                on_error=failed)  # fmt: skip
            return
        verb = partial(presenter.correct, self._whole.row.id, self._whole.file.version, request)
        self.context.act("registration.correct_person", verb, done, owner=self, on_error=failed)

    def _is_whole(self, request: Registration, *, add_member: bool) -> bool:
        today, lists = self.context.today(), codes.lists()
        faults = self.form.problems()
        for problem in rules.person_problems(request.person.tidied(), today, lists):
            faults.setdefault(problem.field or "", words_of(problem))
        consent: list[Invalid] = []
        if request.consent is not None:
            consent = list(rules.consent_problems(request.consent, request.person.birth, today, lists))
        case = list(rules.case_problems(request.case)) if request.case is not None else []
        if add_member and request.case is None and request.joins is None:
            case = [Invalid("registration.case_country", field="country")]
        place = []
        if request.joins is not None and not request.joins[1]:
            place = [Invalid("registration.relationship", field="members")]
        shown = [
            self._show(self.consent.form, {p.field or "": words_of(p) for p in reversed(consent)}),
            self._show(self.case.form, {p.field or "": words_of(p) for p in reversed(case)}),
            self._show(self.case.place, {p.field or "": words_of(p) for p in place}),
            self._show(self.form, faults),
        ]
        if any(shown):
            self._say(self.tr("Something is missing or not right; it is marked beside the fields."))
            self._soon.start()
        return not any(shown)

    def _show(self, form: Form, faults: dict[str, str]) -> bool:
        form.show_faults(faults)
        return bool(faults)

    @Slot()
    def _go_to_fault(self) -> None:
        """Bring the first marked field into view, with the cursor in it, once the new words have their room."""
        for form in (self.form, self.case.form, self.case.place, self.consent.form):
            for name in form.names():
                row = form.row(name)
                if row.fault and row.isVisibleTo(self):
                    self.area.ensureWidgetVisible(row, 0, 60)
                    row.field.setFocus(Qt.FocusReason.OtherFocusReason)
                    return

    def _saved(self, add_member: bool, done: Registered) -> None:
        self._busy(False)
        self._begun = self.form.person()
        self.photo.clear()
        self.consent.clear()
        self.case.join(None)
        self.context.drafts.forget("registration.save_draft", DRAFT)
        self.registered.emit(done, add_member)

    def _refused(self, add_member: bool, error: Exception) -> None:
        self._busy(False)
        if isinstance(error, Refused) and error.code == ON_FILE:
            self._ask_about_paper(add_member, error)
            return
        if isinstance(error, StaleEdit) and self._whole is not None:
            self._say(words_of(error))
            verb = partial(presenter.whole, self._whole.row.id)
            self.context.read(verb, self._show_both_versions, owner=self)
            return
        name = error.field if isinstance(error, ClinicError) else None
        if name == "photo":
            self.photo.refuse(error)
        for form in (self.form, self.case.form, self.case.place, self.consent.form):
            if name is not None and name in form.names():
                form.show_faults({name: words_of(error)})
                self._soon.start()
                self._say(self.tr("Not saved; it is marked beside the field why."))
                return
        self._say(words_of(error))

    def _ask_about_paper(self, add_member: bool, error: Refused) -> None:
        dialog = SamePaperDialog(error, self, corrects=self.corrects)
        dialog.submitted.connect(partial(self._keep_on_both, dialog, add_member))
        dialog.file_wanted.connect(self._same)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _keep_on_both(self, dialog: SamePaperDialog, add_member: bool) -> None:
        dialog.done_with()
        self.save(add_member=add_member, because=dialog.text())

    def _show_both_versions(self, whole: Whole) -> None:
        """Show what somebody else saved beside what is typed here; the next save is over what was seen."""
        self._stale = True
        self._whole = whole
        self.differences.show_differences(
            presenter.differences_on_file(self.form.person(), whole.file.facts), on_file=True
        )
        self.area.ensureWidgetVisible(self.differences)

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _busy(self, busy: bool) -> None:
        for act in (self.save_button, self.next_button):
            act.setEnabled(not busy)

    def window_words(self) -> str:
        """Return whom the window is about."""
        person = self.form.person()
        return words.joined((f"{person.family_name} {person.given_names}".strip(),))
