"""What would be asked: the answer at every keystroke, why, why not, and what changes by the day of travel."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mhac.protocols import library, service
from mhac.protocols.library import library_with
from tests.clinic import Clinic
from tests.ui.protocols.conftest import Opened
from tests.ui.protocols.editions import shipped
from ui.protocols.asked import Question, answer, facts_of
from ui.protocols.asked_lines import Line
from ui.protocols.asked_view import AskedView
from ui.protocols.presenter import Shelf
from ui.widgets.segmented import Segmented

Settled = Callable[[], None]
ON = date(2026, 3, 10)
SHELF = Shelf((), library_with(()))


@pytest.fixture
def asked(opened: Opened, still: Settled) -> AskedView:
    view = opened("receptionist", view="asked").asked
    view.country.set_value("US")
    view.refresh()
    still()
    view.category.set_value("REF")
    view.refresh()
    still()
    return view


@pytest.fixture
def still(settled: Settled) -> Settled:
    """Waits for an answer that is made in a lane."""
    return settled


def states(view: AskedView, still: Settled) -> dict[str, str]:
    still()
    assert view.answer is not None
    return {line.key.removeprefix("item:"): line.state for line in view.answer.lines}


def line_of(view: AskedView, item: str) -> Line:
    assert view.answer is not None
    return next(line for line in view.answer.lines if line.key == f"item:{item}")


def test_the_answer_follows_every_keystroke(qtbot: QtBot, asked: AskedView, still: Settled) -> None:
    asked.born.setFocus()
    qtbot.keyClicks(asked.born, "1")
    seen = []
    for key in ("0", " ", "y"):
        qtbot.keyClicks(asked.born, key)
        seen.append(states(asked, still).get("chest_xray"))
    assert seen[-1] == "Not known yet"
    asked.born.clear()
    qtbot.keyClicks(asked.born, "36 y")
    assert states(asked, still)["chest_xray"] == "Asked for"
    assert line_of(asked, "chest_xray").source
    assert line_of(asked, "medical_exam").why
    assert "Contact with somebody who had TB" in line_of(asked, "igra").why


def test_a_fact_that_something_waits_for_stands_out_and_settles_it(
    qtbot: QtBot, asked: AskedView, still: Settled
) -> None:
    qtbot.keyClicks(asked.born, "36 y")
    still()
    contact = asked.facts.line("tb_contact")
    assert contact._name.property("tone") == "warning"
    assert isinstance(contact.field, Segmented)
    contact.field.setFocus()
    qtbot.keyClick(contact.field, Qt.Key.Key_Y)
    assert states(asked, still)["igra"] == "Asked for"
    assert contact._name.property("tone") == ""
    qtbot.keyClicks(asked.facts.filter, "contact")
    assert contact.isVisible()
    assert not asked.facts.line("hiv").isVisible()
    qtbot.mouseClick(asked.clear_button, Qt.MouseButton.LeftButton)
    assert states(asked, still)["igra"] == "Not known yet"


def test_the_rules_behind_a_line_are_read_below(qtbot: QtBot, asked: AskedView, still: Settled) -> None:
    qtbot.keyClicks(asked.born, "36 y")
    still()
    table = asked.tables[False]
    table.select_key("item:chest_xray")
    told = " ".join(label.text() for label in asked.reasons.findChildren(QLabel))
    template = library.choose("US", ON).template
    rule = next(one for one in template.rules if (one.effect, one.target) == ("require", "chest_xray"))
    assert rule.because in told or rule.source in told
    assert line_of(asked, "chest_xray").reasons[0].rule in told


def test_what_changes_by_the_day_of_travel(asked: AskedView, still: Settled) -> None:
    asked.born.set_day(date(2011, 6, 1))
    asked.refresh()
    assert states(asked, still)["chest_xray"] != "Asked for"
    asked.travel.set_day(date(2026, 7, 1))
    asked.refresh()
    still()
    assert asked.tables[True].isVisible()
    assert not asked.tables[False].isVisible()
    film = line_of(asked, "chest_xray")
    assert (film.at_travel, film.from_day) == ("Asked for", "01 Jun 2026")
    assert "first on 01 Jun 2026" in asked.first.words.text()
    asked.travel.set_day(None)
    asked.refresh()
    still()
    assert not asked.first.isVisible()


def test_a_validity_that_ends_before_the_travel_is_told(asked: AskedView, still: Settled) -> None:
    asked.country.set_value("CA")
    asked.refresh()
    still()
    asked.category.set_value("PR_ECON")
    asked.sex.set_value("M")
    asked.born.set_day(date(1990, 1, 1))
    asked.screened.set_value("yes")
    asked.travel.set_day(date(2027, 6, 1))
    asked.refresh()
    still()
    assert asked.answer is not None
    until = asked.answer.assessment.valid_until
    ended = [line for line in asked.answer.lines if line.label == "Validity of the examination"]
    assert until == date(2027, 3, 10)
    assert [line.at_travel for line in ended] == ["ends"]


def test_it_says_why_no_examination_is_needed(asked: AskedView, still: Settled) -> None:
    asked.country.set_value("CA")
    asked.refresh()
    still()
    asked.category.set_value("TR_VISITOR")
    asked.born.set_day(date(1990, 1, 1))
    asked.citizenship.set_value("FR")
    asked.refresh()
    still()
    assert asked.answer is not None
    assert "cannot be said yet" in asked.headline.words.text()
    assert "stay_months" in asked.answer.needs
    asked.facts.line("stay_months").set_value(3.0)
    asked.facts.line("occupation").set_value("other")
    asked.screened.set_value("yes")
    asked.refresh()
    still()
    assert asked.headline.words.text() == "No examination is needed."
    told = " ".join(label.text() for label in asked.reasons.findChildren(QLabel))
    assert "A stay of 6 months or less needs no examination" in told


def test_the_clinics_own_number_counts_and_is_told(sqlite_clinic: Clinic, opened: Opened, still: Settled) -> None:
    edition = shipped("US")
    with sqlite_clinic.act("physician", action="protocols.change_setting") as uow:
        service.change_setting(
            uow, country=edition.country, edition=edition.edition, digest=edition.digest, key="syphilis_below",
            value=60, reason="The ministry asks for it",
        )  # fmt: skip
    view = opened("nurse", view="asked").asked
    view.country.set_value("US")
    view.refresh()
    still()
    view.born.set_day(date(1971, 1, 1))
    view.refresh()
    assert states(view, still)["syphilis"] == "Asked for"
    view.tables[False].select_key("item:syphilis")
    told = " ".join(label.text() for label in view.reasons.findChildren(QLabel))
    assert "60 years here, changed by the clinic; the edition says 45" in told


def test_without_country_or_day_it_says_what_to_choose(qtbot: QtBot, asked: AskedView, still: Settled) -> None:
    asked.country.clear()
    qtbot.keyClicks(asked.country, "zzz")
    still()
    assert asked.headline.words.text() == "Choose a country and the day of the examination."
    assert asked.tables[False].rows() == ()


def test_another_country_brings_its_own_categories_and_facts(asked: AskedView, still: Settled) -> None:
    before = set(asked.facts.values())
    asked.country.set_value("AU")
    asked.refresh()
    still()
    assert asked.answer is not None
    assert asked.answer.template.country == "AU"
    assert asked.category.value() in asked.answer.template.categories
    assert not before


@pytest.mark.parametrize("country", library.countries())
def test_an_answer_is_there_within_a_keystroke(country: str) -> None:
    template = library.choose(country, ON).template
    assert facts_of(template)
    for category in template.categories:
        question = Question(
            country, category, ON, born=(date(1990, 1, 1), date(1990, 1, 1)), sex="F", exam_country="RW"
        )
        answer(question, SHELF)
        begun = time.perf_counter()
        found = answer(question, SHELF)
        assert time.perf_counter() - begun < 0.1
        assert found.headline
        assert all(line.label and line.state for line in found.lines)


def test_vaccines_that_are_due_and_drugs_with_their_amounts_are_told() -> None:
    facts = {"screened": True, "lived_in": ["RW"], "weight_kg": 24.9, "vaccines_given": {}}
    child = Question("US", "REF", ON, (date(2016, 3, 10),) * 2, sex="M", exam_country="RW", birth_country="RW",
                     facts=facts)  # fmt: skip
    told = {line.key: line for line in answer(child, SHELF).lines}
    assert told["drug:praziquantel"].label == "Praziquantel · 996 mg"
    assert told["drug:praziquantel"].source
    assert told["vaccine:hepb"].label == "Hepatitis B"
    assert told["vaccine:hepb"].reasons[0].rule == "VR-HEPB"
    unknown = {line.key: line for line in answer(replace(child, facts={}), SHELF).lines}
    assert unknown["dose:praziquantel"].needs
    assert unknown["dose:praziquantel"].why
