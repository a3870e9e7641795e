"""What nurse and physician do at the window: open the case file, fill the form by keys, classify, sign, amend."""

import re
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mhac.protocols.form import FormField
from mhac.protocols.rules import FieldKind
from tests.clinic import PASSWORD
from tests.journeys.hands import Hands
from tests.mhac.exams.examined import COUNTRY, FILM_NORMAL, healthy
from ui.app.dialogs import PasswordDialog, ReasonDialog
from ui.exams.casefile_page import CaseFilePage
from ui.exams.instrument import InstrumentBox
from ui.exams.page import ExamPage
from ui.exams.question import Question
from ui.protocols.adopt_dialog import AdoptDialog
from ui.protocols.page import ProtocolsPage
from ui.widgets.segmented import Segmented

MOST_QUESTIONS = 150
TODAY = "10 Mar 2026"
# PHQ-9 and GAD-7: the digits of one who has slept badly; nothing that raises a warning sign.
PHQ_9, GAD_7 = "102100000", "1100000"
Answers = Mapping[str, Any]
NURSE: Mapping[str, Answers] = {
    "identity": {}, "history": {}, "tb": {}, "substances": {}, "syphilis": {},
    "vitals": {"height_cm": 168, "weight_kg": 61.5, "bp_systolic": 118, "bp_diastolic": 76},
}  # fmt: skip
PHYSICIAN: Mapping[str, Answers] = {
    "physical": {}, "mental": {"phq9": PHQ_9, "gad7": GAD_7}, "xray": dict(FILM_NORMAL), "vaccination": {},
}  # fmt: skip


def open_casefile(hands: Hands, name: str) -> CaseFilePage:
    """Find a person by Ctrl+K, as if it were scanned: type, Enter."""
    hands.ctrl(Qt.Key.Key_K)
    hands.write(name)
    hands.press(Qt.Key.Key_Return)
    return hands.page(CaseFilePage)


def open_exam(hands: Hands, name: str) -> ExamPage:
    """Open somebody's exam from the case file, and begin it where there is none; without a consent, with the reason."""
    casefile = open_casefile(hands, name)
    hands.click(casefile.exam_button)
    hands.settled()
    asked = casefile.findChild(ReasonDialog, "without_consent")
    if asked is not None and asked.isVisible():
        hands.write("The form is on paper")
        hands.click(asked.act_button)
    return hands.page(ExamPage)


def adopt_edition(hands: Hands) -> None:
    """The panel physician reads and adopts the edition of the United States."""
    hands.press(Qt.Key.Key_F12)
    page = hands.page(ProtocolsPage)
    editions = page.library.editions
    hands.until(lambda: bool(editions.rows()), "the editions are there")
    wanted = next(row for row in editions.rows() if row.edition.country == COUNTRY and row.in_force)
    editions.setFocus()
    while editions.current_row() != wanted:
        hands.press(Qt.Key.Key_Down)
    panel = page.library.panel
    hands.until(lambda: panel.opened is not None and panel.opened.row == wanted, "the edition is shown")
    hands.click(panel.adopt_button)
    dialog = hands.dialog(AdoptDialog)
    hands.click(dialog.act_button)
    hands.closed(dialog)
    hands.until(lambda: hands.reads("Adopted by Dr Claire Uwase", panel), "the edition is adopted")


# -- the form -------------------------------------------------------------------------------------------------------


def fill_sections(hands: Hands, page: ExamPage, answers: Mapping[str, Answers]) -> None:
    """Fill sections of the form one after the other, with these answers and a healthy person's for the rest."""
    for key, given in answers.items():
        go_to_section(hands, page, key)
        fill_section(hands, page, given)
        section = next(entry for entry in page.sections.entries() if entry.key == key)
        assert section.done, f"{key} is not whole: {section.state}; the screen says: {hands.said(page)}"


def open_questions(page: ExamPage) -> tuple[str, ...]:
    """The questions of the section on the screen that this role still has to answer."""
    presenter = page.presenter
    section = presenter.section(page.current) if presenter else None
    if presenter is None or section is None:
        return ()
    fields = {field.key: field for field in section.fields}
    return tuple(key for key in presenter.progress(section).missing if presenter.may_enter(fields[key]))


def fill_section(hands: Hands, page: ExamPage, answers: Answers) -> bool:
    """Answer what is asked by keys alone, the cursor going on by itself, and finish by Ctrl+Enter."""
    typed = False
    for _ in range(MOST_QUESTIONS):
        wanted = {*open_questions(page), *(key for key in answers if not _stands(page, key, answers[key]))}
        if not wanted:
            break
        question = question_at_cursor(hands, page, wanted)
        if question is None:
            break
        before = hands.focus
        answer(hands, question, answers.get(question.asked.key, _usual(question.asked)))
        typed = True
        if hands.focus is before and not isinstance(question, InstrumentBox):
            hands.press(Qt.Key.Key_Tab)
    if typed:
        hands.ctrl(Qt.Key.Key_Return)
        hands.settled()
    return typed


def question_at_cursor(hands: Hands, page: ExamPage, wanted: set[str]) -> Question | None:
    """Go on by Tab until the cursor stands in one of the wanted questions of the section."""
    for _ in range(MOST_QUESTIONS):
        question = _question_around(hands.focus)
        if question is not None and question.asked.key in wanted:
            return question
        hands.press(Qt.Key.Key_Tab)
    return None


def _question_around(widget: QWidget | None) -> Question | None:
    while widget is not None and not isinstance(widget, Question):
        widget = widget.parentWidget()
    return widget


def _stands(page: ExamPage, key: str, value: Any) -> bool:
    presenter = page.presenter
    section = presenter.section(page.current) if presenter else None
    if presenter is None or section is None or key not in {field.key for field in section.fields}:
        return True
    kept = presenter.values.get(key)
    return kept == value or isinstance(kept, dict)


def _usual(asked: FormField) -> Any:
    if asked.instrument is not None:
        return "0" * len(asked.instrument.questions)
    return healthy(asked)


def answer(hands: Hands, question: Question, value: Any) -> None:
    """Type an answer as its kind is typed; the cursor then stands in the next question by itself, or one Tab away."""
    asked = question.asked
    if asked.kind is FieldKind.INSTRUMENT:
        hands.write(str(value))
    elif asked.kind in (FieldKind.BOOL, FieldKind.SYSTEM):
        letter = {True: "y", False: "n"}[value] if isinstance(value, bool) else str(value["state"])[0].lower()
        hands.write("x" if letter == "not_done" else letter)
    elif asked.kind is FieldKind.CHOICE:
        _choose(hands, asked, str(value))
    elif asked.kind is FieldKind.DATE:
        hands.write(TODAY)
        hands.press(Qt.Key.Key_Return)
    elif asked.kind is FieldKind.CHOICES:
        hands.press(Qt.Key.Key_Space)
    else:
        hands.write(str(value))
        if asked.kind is not FieldKind.LONG_TEXT:
            hands.press(Qt.Key.Key_Return)


def _choose(hands: Hands, asked: FormField, key: str) -> None:
    shown = hands.focus
    if isinstance(shown, Segmented):
        letter = re.search(r"\((.)\)$", shown.button(key).toolTip())
        assert letter is not None, shown.accessibleName()
        hands.write(letter[1].lower())
        return
    hands.write(next(choice.label for choice in asked.choices if choice.key == key))
    hands.press(Qt.Key.Key_Return)


# -- the physician's acts ---------------------------------------------------------------------------------------------


def go_to_section(hands: Hands, page: ExamPage, key: str) -> None:
    """Go on by F8, or back by F7, until a section is on the screen."""
    keys = [entry.key for entry in page.sections.entries()]
    by = keys.index(key) - keys.index(page.current)
    hands.press(*[Qt.Key.Key_F8 if by > 0 else Qt.Key.Key_F7] * abs(by))
    hands.settled()
    assert page.current == key, f"{page.current} is shown, not {key}"


def confirm_classification(hands: Hands, page: ExamPage) -> None:
    """Confirm what the protocol proposes."""
    go_to_section(hands, page, "classification")
    hands.until(lambda: hands.reads("Proposed by the protocol", page), "the protocol proposes")
    hands.click(page.closing.classification.confirm_button)
    hands.until(lambda: hands.reads("Decided", page), "the class is decided")
    hands.settled()


def sign(hands: Hands, page: ExamPage) -> None:
    """Read what is signed, give the password, Enter."""
    go_to_section(hands, page, "signature")
    hands.until(lambda: hands.reads("What you sign", page), "the content to be signed is shown")
    hands.click(page.closing.signature.sign_button)
    dialog = hands.dialog(PasswordDialog)
    hands.write(PASSWORD)
    hands.press(Qt.Key.Key_Return)
    hands.closed(dialog)
    hands.until(page.signed.isVisible, "the signed exam is shown")
    hands.settled()


def amend(hands: Hands, page: ExamPage, reason: str) -> None:
    """Open an amendment with its reason."""
    hands.click(page.head.amend_button)
    give_reason(hands, reason)
    hands.until(lambda: not page.signed.isVisible(), "the exam is open again")
    hands.settled()


def give_reason(hands: Hands, reason: str) -> None:
    """Type a reason into the dialog that asks for one, and press its act."""
    dialog = hands.dialog(ReasonDialog)
    hands.until(lambda: dialog.isAncestorOf(hands.focus), "the cursor is in the dialog")
    if hands.focus is not dialog.reason:
        hands.click(dialog.reason)
    hands.write(reason)
    hands.click(dialog.act_button)
    hands.closed(dialog)
