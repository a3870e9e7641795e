"""Each kind of question has its input: what is typed becomes the answer, and what is none is said in words."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mhac.protocols.form import Choice, FormField
from mhac.protocols.instruments import Band, FlagRule, Instrument, Question
from mhac.protocols.rules import FieldKind
from ui.exams.inputs import (
    ChecksInput,
    CountriesInput,
    DayInput,
    LineInput,
    ListInput,
    NumberInput,
    SegmentInput,
    TextInput,
    input_for,
)
from ui.exams.instrument import InstrumentBox

TODAY = date(2026, 3, 10)
FEW = (Choice("negative", "Negative"), Choice("positive", "Positive", abnormal=True))
MANY = tuple(Choice(f"c{n}", f"Choice number {n}", group="First" if n < 4 else "Second") for n in range(8))


def asked(kind: FieldKind, **more: Any) -> FormField:
    return FormField(key="q", label="Question", kind=kind, required=True, entered_by=(), **more)


@pytest.fixture
def shown(qtbot: QtBot, look: None) -> Callable[[FormField], Any]:
    def make(field: FormField) -> Any:
        made: QWidget = input_for(field, lambda: TODAY)
        qtbot.addWidget(made)
        made.show()
        return made

    return make


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        (FieldKind.BOOL, {}, SegmentInput),
        (FieldKind.CHOICE, {"choices": FEW}, SegmentInput),
        (FieldKind.CHOICE, {"choices": MANY}, ListInput),
        (FieldKind.CHOICES, {"choices": MANY}, ChecksInput),
        (FieldKind.NUMBER, {"decimals": 1}, NumberInput),
        (FieldKind.INTEGER, {}, NumberInput),
        (FieldKind.DATE, {}, DayInput),
        (FieldKind.TEXT, {}, LineInput),
        (FieldKind.LONG_TEXT, {}, TextInput),
        (FieldKind.COUNTRY, {}, ListInput),
        (FieldKind.COUNTRIES, {}, CountriesInput),
    ],
)
def test_every_kind_has_an_input_that_begins_empty(
    shown: Callable[[FormField], Any], kind: FieldKind, more: dict[str, Any], expected: type[Any]
) -> None:
    made = shown(asked(kind, **more))
    assert isinstance(made, expected)
    assert made.value() is None
    assert made.wrong() == ""


@pytest.mark.parametrize(
    ("kind", "more", "value"),
    [
        (FieldKind.BOOL, {}, False),
        (FieldKind.BOOL, {}, True),
        (FieldKind.CHOICE, {"choices": FEW}, "positive"),
        (FieldKind.CHOICE, {"choices": MANY}, "c5"),
        (FieldKind.CHOICES, {"choices": MANY}, ["c1", "c6"]),
        (FieldKind.NUMBER, {"decimals": 1}, 58.4),
        (FieldKind.INTEGER, {}, 120),
        (FieldKind.DATE, {}, "2026-03-05"),
        (FieldKind.TEXT, {}, "DROP TABLE <b>ŋ</b>"),
        (FieldKind.LONG_TEXT, {}, "one\ntwo"),
        (FieldKind.COUNTRY, {}, "RW"),
        (FieldKind.COUNTRIES, {}, ["CD", "RW"]),
    ],
)
def test_a_shown_answer_is_the_answer_and_tells_nobody(
    qtbot: QtBot, shown: Callable[[FormField], Any], kind: FieldKind, more: dict[str, Any], value: Any
) -> None:
    made = shown(asked(kind, **more))
    with qtbot.assertNotEmitted(made.changed):
        made.set_value(value)
    assert made.value() == value
    made.set_value(None)
    assert made.value() is None


def test_a_number_takes_comma_or_point_and_no_letters(qtbot: QtBot, shown: Callable[[FormField], Any]) -> None:
    made = shown(asked(FieldKind.NUMBER, decimals=1))
    qtbot.keyClicks(made, "5a8,4")
    assert made.value() == 58.4
    made.clear()
    qtbot.keyClicks(made, "-")
    assert made.value() is None
    assert made.wrong()
    whole = shown(asked(FieldKind.INTEGER))
    qtbot.keyClicks(whole, "72.5")
    assert whole.value() == 725


def test_yes_and_no_by_their_letters(qtbot: QtBot, shown: Callable[[FormField], Any]) -> None:
    made = shown(asked(FieldKind.BOOL))
    made.setFocus()
    with qtbot.waitSignal(made.stepped):
        qtbot.keyClick(made, Qt.Key.Key_Y)
    assert made.value() is True
    with qtbot.waitSignal(made.stepped):
        qtbot.keyClick(made, Qt.Key.Key_N)
    assert made.value() is False
    qtbot.keyClick(made, Qt.Key.Key_Delete)
    assert made.value() is None


def test_a_date_in_any_sane_form(qtbot: QtBot, shown: Callable[[FormField], Any]) -> None:
    made = shown(asked(FieldKind.DATE))
    qtbot.keyClicks(made, "5.3.26")
    assert made.value() == "2026-03-05"
    made.clear()
    qtbot.keyClicks(made, "31 Feb 2026")
    assert made.value() is None
    assert made.wrong()


def test_words_that_are_no_choice_are_said_to_be_none(qtbot: QtBot, shown: Callable[[FormField], Any]) -> None:
    made = shown(asked(FieldKind.COUNTRY))
    qtbot.keyClicks(made, "Atlantis")
    assert made.value() is None
    assert made.wrong()


def test_countries_are_added_and_taken_away(qtbot: QtBot, shown: Callable[[FormField], Any]) -> None:
    made = shown(asked(FieldKind.COUNTRIES))
    for name in ("Rwanda", "Nigeria"):  # whose name begins with that of another country
        qtbot.keyClicks(made._field, name)
        qtbot.keyClick(made._field, Qt.Key.Key_Return)
    assert made.value() == ["RW", "NG"]
    first = next(b for b in made.findChildren(QPushButton) if b.objectName() == "RW")
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert made.value() == ["NG"]


def test_boxes_of_several_choices_stand_under_their_groups(qtbot: QtBot, shown: Callable[[FormField], Any]) -> None:
    made = shown(asked(FieldKind.CHOICES, choices=MANY))
    made.box("c2").setChecked(True)
    made.box("c7").setChecked(True)
    assert made.value() == ["c2", "c7"]
    headings = [label.text() for label in made.findChildren(QWidget) if label.property("words") == "section"]
    assert headings == ["First", "Second"]


SCALE = ((0, "Never"), (1, "Sometimes"), (2, "Always"))
QUESTIONS = tuple(Question(str(n), f"Question {n}", SCALE) for n in range(1, 4))
INSTRUMENT = Instrument(
    key="t", title="Test", lead="How often?", questions=QUESTIONS,
    bands=(Band(0, 2, "low", "Low"), Band(3, 6, "high", "High")),
    flags=(FlagRule("danger", "3", 1, None, "Danger", "Act today.", physician_only=True),),
    minimum_age=18, licence="", source="", version="1",
)  # fmt: skip


@pytest.fixture
def box(qtbot: QtBot, look: None) -> InstrumentBox:
    made = InstrumentBox(asked(FieldKind.INSTRUMENT, instrument=INSTRUMENT), may_enter=True, may_acknowledge=True)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_questionnaire_scores_while_it_is_answered(qtbot: QtBot, box: InstrumentBox) -> None:
    box.rows[0].segments.setFocus()
    qtbot.keyClicks(box.rows[0].segments, "2")
    assert box._total.text().startswith("2")
    assert not box._band.isVisible()
    qtbot.keyClicks(box.rows[1].segments, "1")
    qtbot.keyClicks(box.rows[2].segments, "0")
    assert (box._total.text(), box._band.text()) == ("3 / 6", "High")


def test_a_warning_sign_stands_as_soon_as_its_answer_is_given(qtbot: QtBot, box: InstrumentBox) -> None:
    assert box.reached().flags == ()
    qtbot.keyClicks(box.rows[2].segments, "1")
    assert [flag.key for flag in box.reached().flags] == ["danger"]
    assert "Danger. Act today." in [strip.accessibleName() for strip in box.findChildren(QWidget)]


def test_a_digit_of_the_scale_is_itself_not_its_place(qtbot: QtBot, box: InstrumentBox) -> None:
    for digit in "012":
        qtbot.keyClicks(box.rows[0].segments, digit)
        assert box.rows[0].segments.value() == digit
    qtbot.keyClicks(box.rows[0].segments, "7")
    assert box.rows[0].segments.value() == "2"
