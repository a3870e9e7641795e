"""The frozen content of an exam as it is read: countries by their names, in the language of the screens."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mhac.exams import queries
from tests.clinic import Clinic
from tests.mhac.exams.examined import adopt, begin, confirm, family, fill_all, sign
from ui.app.languages import use_language
from ui.exams.frozen_view import FrozenView


@pytest.fixture
def french(qapp: QApplication) -> Iterator[None]:
    use_language("fr")
    yield
    use_language("en")


def signed_content(clinic: Clinic) -> dict[str, object]:
    adopt(clinic)
    exam_id = begin(clinic, family(clinic))
    fill_all(clinic, exam_id, history={"lived_in": ["CD", "BI"]})
    confirm(clinic, exam_id)
    seq = sign(clinic, exam_id)
    with clinic.read("physician") as uow:
        return dict(queries.signed_content(uow, exam_id, seq).content)


def test_countries_are_frozen_by_name_and_read_in_the_language_of_the_screens(
    qtbot: QtBot, sqlite_clinic: Clinic, french: None
) -> None:
    content = signed_content(sqlite_clinic)
    answers = [row for section in content["sections"] for row in section["answers"]]  # type: ignore[attr-defined]
    lived = next(row for row in answers if row["key"] == "lived_in")
    assert (lived["value"], lived["words"]) == (["BI", "CD"], ["Burundi", "DR Congo"])
    view = FrozenView()
    qtbot.addWidget(view)
    view.show_content(content)
    assert "Burundi · République démocratique du Congo" in view.toPlainText()


def test_an_older_content_with_codes_is_still_read(qtbot: QtBot, sqlite_clinic: Clinic) -> None:
    content = signed_content(sqlite_clinic)
    for section in content["sections"]:  # type: ignore[attr-defined]
        for row in section["answers"]:
            if row["key"] == "lived_in":
                row["words"] = ["BI", "CD"]
    view = FrozenView()
    qtbot.addWidget(view)
    view.show_content(content)
    assert "BI · CD" in view.toPlainText()
