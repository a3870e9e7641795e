"""The protocol library in the window: every edition, its entries with sources, adoption, the clinic's own numbers."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mhac.kernel.errors import Unavailable
from mhac.protocols import library, queries, service
from mhac.protocols.library import Edition
from mhac.protocols.rules import Confidence
from tests.clinic import Clinic
from tests.ui.protocols.conftest import Opened
from tests.ui.protocols.editions import import_own, later_states, shipped
from ui.app.dialogs import ReasonDialog
from ui.protocols.adopt_dialog import AdoptDialog
from ui.protocols.edition_panel import EditionPanel
from ui.protocols.entries import Entry, Part
from ui.protocols.list_country import AnyCountryDialog
from ui.protocols.page import ProtocolsPage
from ui.protocols.tables import mark_of, value_words
from ui.protocols.value_dialog import ValueDialog
from ui.widgets.two_versions import TwoVersions

Settled = Callable[[], None]
STATES = "US"


@pytest.fixture
def edition() -> Edition:
    return shipped(STATES)


def said(page: ProtocolsPage) -> str:
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def panel_of(page: ProtocolsPage, settled: Settled, edition: Edition, part: Part = Part.RULES) -> EditionPanel:
    assert page.library.editions.select_key(edition.digest)
    settled()
    page.library.panel.show_part(part)
    return page.library.panel


def entry(panel: EditionPanel, key: str) -> Entry:
    return next(one for one in panel.table().rows() if one.key == key)


def overrides(clinic: Clinic, edition: Edition) -> dict[str, object]:
    with clinic.read("physician") as uow:
        return dict(queries.overrides(uow, edition.country, edition.edition))


def test_every_edition_of_every_country_is_listed_with_its_state(opened: Opened) -> None:
    page = opened("nurse")
    rows = page.library.editions.rows()
    assert {row.key for row in rows} == {one.digest for one in library.editions()}
    for row in rows:
        template = library.pinned(row.edition.country, row.edition.edition, row.edition.digest)
        assert row.unverified == len({rule.id for rule in template.unverified_rules})
        assert row.disabled == len(template.disabled)
        assert row.adoption is None
    assert "a panel physician adopts it" in said(page)


def test_every_rule_is_read_with_its_sentence_source_and_mark(
    opened: Opened, settled: Settled, edition: Edition
) -> None:
    panel = panel_of(opened("receptionist"), settled, edition)
    template = library.pinned(edition.country, edition.edition, edition.digest)
    rows = panel.table().rows()
    assert len(rows) == len(template.rules) + len(template.disabled)
    assert all(one.text and one.source for one in rows)
    assert {one.code for one in rows if not one.enabled} == {rule.id for rule in template.disabled}
    panel.table().selectRow(0)
    assert rows[0].source in " ".join(label.text() for label in panel.details.findChildren(QLabel))


@pytest.mark.parametrize("country", library.countries())
def test_every_part_of_every_country_can_be_read(opened: Opened, settled: Settled, country: str) -> None:
    panel = panel_of(opened("physician"), settled, shipped(country))
    for part in Part:
        panel.show_part(part)
        rows = panel.table().rows()
        assert rows or part is Part.LISTS
        assert len({one.key for one in rows}) == len(rows)
        assert all(one.text for one in rows)


def test_entries_are_narrowed_by_words_and_by_mark(
    qtbot: QtBot, opened: Opened, settled: Settled, edition: Edition
) -> None:
    panel = panel_of(opened("physician"), settled, edition)
    whole = len(panel.table().rows())
    qtbot.keyClicks(panel.filter, "syphilis years")
    found = panel.table().rows()
    assert 0 < len(found) < whole
    assert all("syphilis" in one.sought and "years" in one.sought for one in found)
    panel.filter.clear()
    panel.show_part(Part.RULES, "confirm")
    assert {one.confidence for one in panel.table().rows()} == {Confidence.UNVERIFIED}
    panel.show_part(Part.RULES, "disabled")
    assert all(not one.enabled for one in panel.table().rows())
    qtbot.keyClicks(panel.filter, "no such word anywhere")
    assert panel.table().rows() == ()


def test_a_physician_adopts_confirms_and_withdraws(
    qtbot: QtBot, sqlite_clinic: Clinic, opened: Opened, settled: Settled, edition: Edition
) -> None:
    page = opened("physician")
    panel = panel_of(page, settled, edition)
    assert "Not adopted: nothing can be signed" in said(page)
    qtbot.mouseClick(panel.adopt_button, Qt.MouseButton.LeftButton)
    dialog = panel.dialog
    assert isinstance(dialog, AdoptDialog)
    first = dialog.template.unverified_rules[0].id
    dialog.box(first).click()
    dialog.remarks.setText("Read with the whole team")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    with sqlite_clinic.read("physician") as uow:
        adoption = queries.adoption_of(uow, edition.country, edition.edition, edition.digest)
    assert adoption is not None
    assert adoption.confirmed_rules == (first,)
    assert "Adopted by Dr Claire Uwase (RMDC 2231)" in said(page)
    confirmed = next(one for one in panel.table().rows() if one.code == first)
    assert mark_of(confirmed)[0] == "confirmed"
    panel.show_part(Part.RULES, "confirmed")
    assert [one.code for one in panel.table().rows()] == [first]
    qtbot.mouseClick(panel.withdraw_button, Qt.MouseButton.LeftButton)
    assert isinstance(panel.dialog, ReasonDialog)
    panel.dialog.reason.setPlainText("A newer edition is out")
    qtbot.mouseClick(panel.dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert "Withdrawn by Dr Claire Uwase" in said(page)
    assert "A newer edition is out" in said(page)


def test_nobody_else_adopts_or_changes_a_number(opened: Opened, settled: Settled, edition: Edition) -> None:
    for role in ("receptionist", "nurse", "administrator"):
        page = opened(role)
        panel = panel_of(page, settled, edition, Part.SETTINGS)
        panel.table().selectRow(0)
        assert not panel.adopt_button.isVisible()
        assert not panel.details.change_button.isVisible()
        panel.table().opened.emit(panel.table().rows()[0])
        assert panel.dialog is None


def test_a_number_is_changed_with_a_reason_and_goes_back(
    qtbot: QtBot, sqlite_clinic: Clinic, opened: Opened, settled: Settled, edition: Edition
) -> None:
    page = opened("physician")
    panel = panel_of(page, settled, edition, Part.SETTINGS)
    template = library.pinned(edition.country, edition.edition, edition.digest)
    given = template.settings["syphilis_below"].value
    panel.table().select_key("syphilis_below")
    qtbot.keyClick(panel.table(), Qt.Key.Key_Return)
    dialog = panel.dialog
    assert isinstance(dialog, ValueDialog)
    dialog.number.setText("50")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert overrides(sqlite_clinic, edition) == {}
    assert dialog.isVisible()
    dialog.reason.setPlainText("The ministry asks for it")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert overrides(sqlite_clinic, edition) == {"syphilis_below": 50}
    changed = entry(panel, "syphilis_below")
    assert value_words(changed).startswith("50")
    assert changed.given == given
    told = said(page)
    assert f"the edition says {given}" in told
    assert "The ministry asks for it" in told
    panel.show_part(Part.RULES)
    assert any("below 50" in one.text for one in panel.table().rows())
    panel.show_part(Part.SETTINGS, "changed")
    assert [one.key for one in panel.table().rows()] == ["syphilis_below"]
    panel.table().selectRow(0)
    qtbot.mouseClick(panel.details.undo_button, Qt.MouseButton.LeftButton)
    assert isinstance(panel.dialog, ReasonDialog)
    panel.dialog.reason.setPlainText("The letter was withdrawn")
    qtbot.mouseClick(panel.dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert overrides(sqlite_clinic, edition) == {}
    history = entry(panel, "syphilis_below").history
    assert [one.reason for one in history] == ["The letter was withdrawn", "The ministry asks for it"]


def test_the_range_of_a_number_stands_beside_it_and_what_lies_outside_is_refused(
    qtbot: QtBot, sqlite_clinic: Clinic, opened: Opened, settled: Settled, edition: Edition
) -> None:
    panel = panel_of(opened("physician"), settled, edition, Part.SETTINGS)
    panel.table().select_key("check_window_hours")
    qtbot.keyClick(panel.table(), Qt.Key.Key_Return)
    dialog = panel.dialog
    assert isinstance(dialog, ValueDialog)
    assert "From 12 to 168" in [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    dialog.number.setText("1000")
    dialog.reason.setPlainText("The airline asks for it")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    told = " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    assert "This number lies from 12 to 168." in told
    assert dialog._value_row.fault == "This number lies from 12 to 168."
    assert not dialog.problem.isVisible()
    assert overrides(sqlite_clinic, edition) == {}
    dialog.number.setText("48")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert overrides(sqlite_clinic, edition) == {"check_window_hours": 48}


def test_a_change_of_what_was_not_seen_is_refused(
    qtbot: QtBot, sqlite_clinic: Clinic, opened: Opened, settled: Settled, edition: Edition
) -> None:
    panel = panel_of(opened("physician"), settled, edition, Part.SETTINGS)
    panel.table().select_key("syphilis_below")
    qtbot.keyClick(panel.table(), Qt.Key.Key_Return)
    dialog = panel.dialog
    assert isinstance(dialog, ValueDialog)
    with sqlite_clinic.act("physician", action="protocols.change_setting") as uow:
        service.change_setting(
            uow, country=edition.country, edition=edition.edition, digest=edition.digest, key="syphilis_below",
            value=48, reason="A colleague was faster",
        )  # fmt: skip
    dialog.number.setText("50")
    dialog.reason.setPlainText("The ministry asks for it")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    told = " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    assert "Dr Claire Uwase changed this" in told
    both = next(each for each in dialog.findChildren(TwoVersions) if each.isVisible())
    assert "48" in both.theirs_button.text() and "A colleague was faster" in both.theirs_button.text()
    assert overrides(sqlite_clinic, edition) == {"syphilis_below": 48}
    both.mine_button.click()
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)  # having seen it
    settled()
    assert overrides(sqlite_clinic, edition) == {"syphilis_below": 50}


def test_a_list_is_completed_for_a_country_that_it_does_not_name(
    qtbot: QtBot, sqlite_clinic: Clinic, opened: Opened, settled: Settled, edition: Edition
) -> None:
    page = opened("physician")
    panel = panel_of(page, settled, edition, Part.LISTS)
    template = library.pinned(edition.country, edition.edition, edition.digest)
    listed = next(one for one in template.lists.values() if one.kind == "number")
    missing = next(code for code in ("TV", "NR", "PW", "VA", "MC") if listed.of(code) is None)
    qtbot.mouseClick(panel.add_country, Qt.MouseButton.LeftButton)
    chooser = panel.dialog
    assert isinstance(chooser, AnyCountryDialog)
    chooser.lists.setCurrentIndex(chooser.lists.findData(listed.key))
    qtbot.mouseClick(chooser.act_button, Qt.MouseButton.LeftButton)
    assert chooser.isVisible()
    chooser.country.set_value(missing)
    chooser.set_busy(False)
    qtbot.mouseClick(chooser.act_button, Qt.MouseButton.LeftButton)
    dialog = panel.dialog
    assert isinstance(dialog, ValueDialog)
    assert "unknown" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.number.setText("310")
    dialog.reason.setPlainText("Report of the health ministry, 2025")
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    key = f"list.{listed.key}.{missing}"
    assert overrides(sqlite_clinic, edition) == {key: 310}
    assert value_words(entry(panel, key)).startswith("310")


def test_each_list_says_its_date_its_reach_and_what_holds_for_the_others(opened: Opened, settled: Settled) -> None:
    page = opened("nurse")
    for row in page.library.editions.rows():
        panel = panel_of(page, settled, row.edition, Part.LISTS)
        template = library.pinned(row.edition.country, row.edition.edition, row.edition.digest)
        for listed in template.lists.values():
            whole = entry(panel, f"list.{listed.key}")
            assert f"countries named: {len(listed.values)}" in whole.detail
            assert ("is not on it" if listed.complete else "is unknown") in whole.detail
            assert str(listed.as_of.year) in whole.detail
            assert value_words(whole) == ""


def test_what_changed_between_two_editions_is_told(
    sqlite_clinic: Clinic, opened: Opened, settled: Settled, edition: Edition
) -> None:
    import_own(sqlite_clinic, later_states(syphilis_below=30))
    page = opened("physician")
    own = next(row for row in page.library.editions.rows() if row.own)
    assert own.in_force
    page.library.editions.select_key(own.key)
    settled()
    panel = page.library.panel
    panel.show_part(Part.CHANGES)
    assert panel.changes.other.currentData() == edition.digest
    rows = panel.changes.table.rows()
    number = next(one for one in rows if one.code == "syphilis_below")
    assert number.kind == "changed"
    assert "45" in number.before
    assert "30" in number.after
    panel.filter.setText("no such thing")
    assert panel.changes.table.rows() == ()


def test_with_one_edition_there_is_nothing_to_compare(opened: Opened, settled: Settled, edition: Edition) -> None:
    panel = panel_of(opened("nurse"), settled, edition, Part.CHANGES)
    assert panel.changes.table.rows() == ()
    assert not panel.changes.other.isVisible()
    assert panel.changes.table.y() == 0  # no gap where the other edition would be chosen


def test_the_page_opens_at_an_edition_and_fits_a_small_screen(
    qtbot: QtBot, opened: Opened, settled: Settled, edition: Edition
) -> None:
    page = opened("physician", country=edition.country, edition=edition.edition, digest=edition.digest)
    current = page.library.editions.current_row()
    assert current is not None
    assert current.key == edition.digest
    page.resize(960, 560)
    qtbot.wait(20)
    panel = page.library.panel
    for shown in (panel.adopt_button, panel.filter, panel.only, panel.details):
        assert shown.isVisible()
        assert page.rect().contains(shown.mapTo(page, shown.rect().bottomRight()))
    assert page.width() == 960


def test_without_permission_the_page_says_so(sqlite_clinic: Clinic, opened: Opened) -> None:
    page = opened("nurse")
    page.context.actor = type(page.context.actor)(1, "Nobody", frozenset(), frozenset())
    page.refresh()
    assert page._state.isVisible()


def test_views_are_reached_by_their_digits_and_each_has_its_help(
    qtbot: QtBot, opened: Opened, settled: Settled
) -> None:
    page = opened("physician")
    helped = set()
    for key, value in ((Qt.Key.Key_2, "asked"), (Qt.Key.Key_3, "touched"), (Qt.Key.Key_1, "library")):
        page.view.setFocus()
        qtbot.keyClick(page.view, key)
        settled()
        assert page.view.value() == value
        helped.add(page.help_text())
    assert len(helped) == 3


def test_a_shelf_that_cannot_be_read_says_why_and_can_be_tried_again(opened: Opened, settled: Settled) -> None:
    page = opened("nurse")
    page._failed(Unavailable("storage.locked"))
    assert page._strip.isVisible()  # what was shown stays
    page._shelf = None
    page._failed(Unavailable("storage.locked"))
    assert page._state.isVisible()
    page.refresh()
    settled()
    assert page.library.isVisible()
