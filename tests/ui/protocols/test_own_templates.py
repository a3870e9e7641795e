"""A clinic's own template in the window: tried, its mistakes read by line, imported, exported, retired."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mhac.protocols import queries
from mhac.protocols.own import check_template
from tests.clinic import Clinic
from tests.ui.protocols.conftest import Opened
from tests.ui.protocols.editions import KINGDOM, import_own, later_states, shipped
from ui.app.dialogs import ReasonDialog
from ui.protocols.import_dialog import ImportDialog, mistakes
from ui.protocols.page import ProtocolsPage

Settled = Callable[[], None]


def tried(page: ProtocolsPage, settled: Settled, path: Path) -> ImportDialog:
    page.library.own.try_file(path)
    settled()
    dialog = page.library.own.dialog
    assert isinstance(dialog, ImportDialog)
    return dialog


def own_editions(clinic: Clinic) -> list[str]:
    with clinic.read("nurse") as uow:
        return [f"{one.country}-{one.edition}" for one in queries.library(uow).editions() if one.own]


def said(dialog: ImportDialog) -> str:
    return " | ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_a_wrong_file_is_told_line_by_line_and_not_imported(
    qtbot: QtBot, sqlite_clinic: Clinic, opened: Opened, settled: Settled, tmp_path: Path
) -> None:
    text = KINGDOM.read_text(encoding="utf-8").replace("sputum_set:", "sputum_sett:", 1)
    path = tmp_path / "uk.yaml"
    path.write_text(text, encoding="utf-8")
    dialog = tried(opened("administrator"), settled, path)
    assert dialog.mistakes
    line = text[: text.index("sputum_sett:")].count("\n") + 1
    assert any(one.line == str(line) and "sputum_sett" in one.reason for one in dialog.mistakes)
    assert not dialog.act_button.isVisible()
    dialog.problems.selectRow(0)
    assert dialog.mistakes[0].reason in said(dialog)
    qtbot.mouseClick(dialog.back_button, Qt.MouseButton.LeftButton)
    assert own_editions(sqlite_clinic) == []


def test_a_new_country_is_imported_with_a_reason_and_retired(
    qtbot: QtBot, sqlite_clinic: Clinic, opened: Opened, settled: Settled
) -> None:
    page = opened("administrator")
    dialog = tried(page, settled, KINGDOM)
    assert "this becomes its first edition" in said(dialog)
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert own_editions(sqlite_clinic) == []
    dialog.reason.setPlainText("We examine for the United Kingdom too")
    dialog.act_button.setEnabled(True)
    qtbot.mouseClick(dialog.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert own_editions(sqlite_clinic) == ["GB-2019-07"]
    row = next(each for each in page.library.editions.rows() if each.own)
    assert page.library.editions.select_key(row.key)
    settled()
    assert page.library.own.retire_button.isVisible()
    qtbot.mouseClick(page.library.own.retire_button, Qt.MouseButton.LeftButton)
    asked = page.library.own.dialog
    assert isinstance(asked, ReasonDialog)
    asked.reason.setPlainText("The programme ended")
    qtbot.mouseClick(asked.act_button, Qt.MouseButton.LeftButton)
    settled()
    assert own_editions(sqlite_clinic) == []


def test_a_later_edition_is_compared_with_the_one_in_force(
    sqlite_clinic: Clinic, opened: Opened, settled: Settled, tmp_path: Path
) -> None:
    path = tmp_path / "us.yaml"
    path.write_bytes(later_states(syphilis_below=30))
    dialog = tried(opened("physician"), settled, path)
    number = next(one for one in dialog.changes if one.code == "syphilis_below")
    assert ("45" in number.before, "30" in number.after) == (True, True)
    assert "from the edition in force" in said(dialog)
    assert dialog.act_button.isVisible()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"country: [", b"# nothing but a remark", b"x" * 4_000_001])
def test_no_file_makes_the_page_stumble(
    opened: Opened, settled: Settled, tmp_path: Path, content: bytes, sqlite_clinic: Clinic
) -> None:
    path = tmp_path / "strange.yaml"
    path.write_bytes(content)
    page = opened("administrator")
    page.library.own.try_file(path)
    settled()
    dialog = page.library.own.dialog
    if dialog is None:
        assert "strange.yaml" in page.library.own.told.text()
    else:
        assert isinstance(dialog, ImportDialog)
        assert dialog.mistakes
    page.library.own.try_file(tmp_path / "not there.yaml")
    assert "not there.yaml cannot be read" in page.library.own.told.text()
    assert own_editions(sqlite_clinic) == []


def test_an_edition_is_exported_as_it_was_written_and_as_it_is_read(
    sqlite_clinic: Clinic, opened: Opened, settled: Settled, tmp_path: Path
) -> None:
    import_own(sqlite_clinic, KINGDOM.read_bytes())
    page = opened("nurse")
    for country in ("GB", "US"):
        row = next(each for each in page.library.editions.rows() if each.edition.country == country)
        page.library.editions.select_key(row.key)
        settled()
        written = tmp_path / f"{country}.yaml"
        page.library.own.export_to(written)
        again = check_template(written.read_bytes(), written.name)
        assert again.template is not None
        assert (again.template.country, again.template.edition) == (row.edition.country, row.edition.edition)
        assert again.template.digest == row.key or not row.own
        page.library.own.export_to(tmp_path / f"{country}.json")
        assert json.loads((tmp_path / f"{country}.json").read_text(encoding="utf-8"))["country"] == country
        assert f"Written to {country}.json" in page.library.own.told.text()
    page.library.own.export_to(tmp_path / "no folder" / "x.yaml")
    assert "cannot be written" in page.library.own.told.text()


def test_who_may_not_import_has_no_button(opened: Opened) -> None:
    for role in ("receptionist", "nurse"):
        own = opened(role).library.own
        assert not own.import_button.isVisible()
        assert not own.retire_button.isVisible()
        assert own.export_button.isVisible()


def test_a_mistake_without_a_line_is_still_told() -> None:
    assert [(one.line, one.reason) for one in mistakes(("own.yaml:12: rules: unknown item", "not YAML at all"))] == [
        ("12", "rules: unknown item"),
        ("", "not YAML at all"),
    ]


def test_the_shipped_edition_is_not_retired(opened: Opened, settled: Settled) -> None:
    page = opened("administrator")
    assert page.library.editions.select_key(shipped("US").digest)
    settled()
    assert not page.library.own.retire_button.isVisible()
