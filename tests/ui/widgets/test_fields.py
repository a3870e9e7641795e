"""Fields: labels with access keys, faults beside them, dates and choices that understand what is typed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from ui.widgets.dates import DateEdit, note_of
from ui.widgets.fields import FieldRow, Form
from ui.widgets.phrases import ChoiceField, PhraseField
from ui.widgets.picture_field import PictureField, png_of
from ui.widgets.segmented import Choice, Segmented
from ui.widgets.times import TimeField, clock_of, minutes_of

pytestmark = pytest.mark.usefixtures("look")

SYSTEMS = [
    Choice("normal", "Normal", "N", "ok"),
    Choice("abnormal", "Abnormal", "A", "bad"),
    Choice("no", "Not done", "X"),
]
COUNTRIES = [("RW", "Rwanda"), ("CD", "Democratic Republic of the Congo"), ("CG", "Congo"), ("CI", "Côte d'Ivoire")]
TODAY = date(2026, 11, 24)


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., None]:
    def show(widget: QLineEdit) -> None:
        qtbot.addWidget(widget)
        widget.resize(320, 32)
        widget.show()
        widget.activateWindow()
        widget.setFocus()
        qtbot.waitUntil(widget.hasFocus)

    return show


def test_a_fault_stands_under_its_field_and_a_screen_reader_hears_it(qtbot: QtBot) -> None:
    field = QLineEdit()
    row = FieldRow("&Family name", field, required=True, hint="as in the passport")
    qtbot.addWidget(row)
    assert field.accessibleName() == "Family name"
    assert row.label.buddy() is field
    assert row.label.text() == "&Family name *"
    row.set_fault("This name has no letters.")
    assert row.fault == "This name has no letters."
    assert field.accessibleDescription() == "This name has no letters."
    row.set_fault("")
    assert row.fault == ""
    assert field.accessibleDescription() == "as in the passport"


def test_a_form_puts_faults_beside_their_fields_and_goes_to_the_first(qtbot: QtBot) -> None:
    form = Form(2)
    form.add("name", "&Name", QLineEdit())
    form.add("phone", "&Phone", QLineEdit())
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    assert form.show_faults({"phone": "Too short.", "name": "Missing."})
    assert form.row("name").fault == "Missing."
    qtbot.waitUntil(form.field("phone").hasFocus)
    assert not form.show_faults({"elsewhere": "Odd."})
    assert form.row("phone").fault == ""


def test_a_date_shows_what_it_understood_and_is_written_out_when_leaving(
    qtbot: QtBot, shown: Callable[..., None]
) -> None:
    edit = DateEdit(today=lambda: TODAY)
    shown(edit)
    changes: list[int] = []
    edit.changed.connect(lambda: changes.append(1))
    qtbot.keyClicks(edit, "5.3.26")
    assert edit.day() == date(2026, 3, 5)
    assert note_of(edit).text() == "05 Mar 2026"
    edit.clearFocus()
    assert edit.text() == "05 Mar 2026"
    assert changes


def test_a_date_that_must_be_exact_takes_no_month(qtbot: QtBot, shown: Callable[..., None]) -> None:
    exact, partial = DateEdit(today=lambda: TODAY), DateEdit(partial=True, today=lambda: TODAY)
    for edit in (exact, partial):
        shown(edit)
        qtbot.keyClicks(edit, "Mar 1990")
    assert exact.is_wrong()
    assert exact.value() is None
    value = partial.value()
    assert value is not None
    assert value.precision == "month"
    assert note_of(partial).text() == "Mar 1990"


def test_a_date_moves_by_arrow_keys(qtbot: QtBot, shown: Callable[..., None]) -> None:
    edit = DateEdit(today=lambda: TODAY)
    shown(edit)
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.day() == TODAY
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    qtbot.keyClick(edit, Qt.Key.Key_PageDown)
    assert edit.day() == date(2026, 11, 18)


def test_an_estimate_is_marked(qtbot: QtBot, shown: Callable[..., None]) -> None:
    edit = DateEdit(partial=True, today=lambda: TODAY)
    shown(edit)
    qtbot.keyClicks(edit, "about 1990")
    edit.clearFocus()
    assert edit.text() == "≈ 1990"


def test_the_age_of_a_baby_is_understood_and_told_by_its_months(qtbot: QtBot, shown: Callable[..., None]) -> None:
    edit = DateEdit(partial=True, today=lambda: TODAY)
    shown(edit)
    qtbot.keyClicks(edit, "3 months")
    assert note_of(edit).text() == "≈ Jul–Aug 2026"
    typed = edit.value()
    edit.clearFocus()
    assert (edit.text(), edit.value()) == ("≈ Jul–Aug 2026", typed)


def test_an_age_is_no_date_where_a_day_is_asked(qtbot: QtBot) -> None:
    edit = DateEdit(today=lambda: TODAY)
    qtbot.addWidget(edit)
    for text in ("36", "3 days", "2 weeks"):
        edit.set_text(text)
        assert edit.day() is None


def test_segments_are_chosen_by_their_letters_and_cleared_by_delete(qtbot: QtBot) -> None:
    field = Segmented(SYSTEMS, name="Lungs")
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    said: list[str] = []
    field.changed.connect(said.append)
    qtbot.keyClicks(field, "a")
    assert field.value() == "abnormal"
    assert field.accessibleDescription() == "Abnormal"
    qtbot.keyClick(field, Qt.Key.Key_Right)
    qtbot.keyClick(field, Qt.Key.Key_Right)
    assert field.value() == "no"
    qtbot.keyClicks(field, "2")
    assert field.value() == "abnormal"
    qtbot.keyClick(field, Qt.Key.Key_Delete)
    assert said == ["abnormal", "no", "abnormal", ""]


def test_segments_are_chosen_by_the_mouse_and_a_second_press_takes_it_back(qtbot: QtBot) -> None:
    field = Segmented(SYSTEMS, name="Lungs")
    qtbot.addWidget(field)
    field.show()
    field.button("normal").click()
    assert field.value() == "normal"
    field.button("normal").click()
    assert field.value() == ""
    assert not field.button("normal").isChecked()
    fixed = Segmented(SYSTEMS, name="Heart", clearable=False)
    qtbot.addWidget(fixed)
    fixed.button("normal").click()
    fixed.button("normal").click()
    assert fixed.value() == "normal"
    assert fixed.button("normal").isChecked()


@pytest.mark.parametrize(
    ("typed", "code"), [("rwanda", "RW"), ("RW", "RW"), ("cote d'ivoire", "CI"), ("Congo", "CG"), ("xx", ""), ("", "")]
)
def test_a_choice_is_found_by_words_or_code(typed: str, code: str, qtbot: QtBot, shown: Callable[..., None]) -> None:
    field = ChoiceField(COUNTRIES)
    shown(field)
    qtbot.keyClicks(field, typed)
    assert field.value() == code
    assert field.is_wrong() == (bool(typed) and not code)


def test_a_choice_takes_the_only_one_left_when_leaving(qtbot: QtBot, shown: Callable[..., None]) -> None:
    field = ChoiceField(COUNTRIES)
    shown(field)
    said: list[str] = []
    field.changed.connect(said.append)
    qtbot.keyClicks(field, "demo")
    assert field.offered() == ("Democratic Republic of the Congo",)
    field.clearFocus()
    assert field.value() == "CD"
    assert field.text() == "Democratic Republic of the Congo"
    assert said == ["CD"]
    assert field.offered() == ()


def test_a_choice_is_made_by_arrow_and_enter_and_escape_leaves_the_list(
    qtbot: QtBot, shown: Callable[..., None]
) -> None:
    field = ChoiceField(COUNTRIES)
    shown(field)
    qtbot.keyClicks(field, "con")
    assert field.offered() == ("Congo", "Democratic Republic of the Congo")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == "CD"
    qtbot.keyClicks(field, "x")
    assert field.value() == ""
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.offered() == ()
    assert field.is_wrong()


def test_free_words_stay_free(qtbot: QtBot, shown: Callable[..., None]) -> None:
    field = PhraseField(["Reduced at right apex"])
    shown(field)
    said: list[str] = []
    field.changed.connect(said.append)
    qtbot.keyClicks(field, "apex")
    assert field.offered() == ("Reduced at right apex",)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == "apex"
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.value() == "Reduced at right apex"
    assert said[-1] == "Reduced at right apex"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("8", 480), ("8:30", 510), ("0830", 510), ("8h30", 510), ("8.30", 510), ("24:00", 1440), ("8h", 480)],
)
def test_a_time_in_any_form(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["", "25:00", "8:60", "noon", "24:15", "8:3"])
def test_what_is_no_time(text: str) -> None:
    assert minutes_of(text) is None


def test_a_time_is_written_out(qtbot: QtBot, shown: Callable[..., None]) -> None:
    field = TimeField()
    shown(field)
    qtbot.keyClicks(field, "8h")
    field.clearFocus()
    assert field.text() == clock_of(480) == "08:00"


def test_a_picture_is_scaled_and_turned_into_png(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "signature.jpg"
    image = QImage(2400, 1200, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    image.save(str(path))
    field = PictureField(QSize(90, 30), QSize(600, 200), name="Signature")
    qtbot.addWidget(field)
    assert field.take_file(path)
    kept = field.value()
    assert kept is not None
    assert kept.startswith(b"\x89PNG")
    assert QImage.fromData(kept).size() == QSize(400, 200)
    assert png_of(path, QSize(600, 200), most_bytes=400)


def test_a_file_that_is_no_picture_is_refused_in_words(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "letter.png"
    path.write_text("not a picture")
    field = PictureField(QSize(90, 30), QSize(600, 200), name="Signature")
    qtbot.addWidget(field)
    assert not field.take_file(path)
    assert field.value() is None
    assert "no picture" in field.note()


def test_a_fault_goes_as_soon_as_the_text_is_changed(shown: Callable[..., None], qtbot: QtBot) -> None:
    edit = DateEdit(partial=True, today=lambda: TODAY)
    row = FieldRow("&Birth date", edit)
    qtbot.addWidget(row)
    row.set_fault("This is no date.")
    assert row.fault == "This is no date."
    qtbot.keyClicks(edit, "1955")
    assert row.fault == ""
    assert edit.property("state") == ""
