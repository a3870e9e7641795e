"""What stands in lines below each other: the numbers of a person's papers, and people in their list."""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from mhac.registration import codes
from mhac.registration.rules import IdentifierEntry, PersonRow
from tests.clinic import Clinic
from tests.ui.registration.desk import Settled, by_hand, save
from ui.registration.page import PeoplePage
from ui.registration.registration_view import RegistrationView
from ui.registration.tables import person_columns


def test_numbers_stand_below_each_other_whatever_else_their_kinds_ask(view: RegistrationView, qtbot: QtBot) -> None:
    kinds = codes.identifier_kinds().values()
    plain = next(kind for kind in kinds if not kind.has_issuer and not kind.expires)
    paper = next(kind for kind in kinds if kind.has_issuer and kind.expires)
    numbers = view.form.numbers
    numbers.set_value([IdentifierEntry(paper.code, "A1"), IdentifierEntry(plain.code, "B2")])
    first, second = numbers.lines()
    qtbot.waitUntil(lambda: second.number.width() > 0 and first.number.x() > 0)
    assert not second.expires.isVisible()
    assert (first.number.x(), first.number.width()) == (second.number.x(), second.number.width())


@pytest.mark.parametrize("camp", ["", "mahama"])
def test_where_no_country_is_known_the_camp_is_told_first(
    sqlite_clinic: Clinic, page: PeoplePage, view: RegistrationView, qtbot: QtBot, settled: Settled, camp: str
) -> None:
    by_hand(qtbot, view)
    view.form.camp.setCurrentIndex(max(0, view.form.camp.findData(camp)))
    save(qtbot, view, settled)
    page._show_browse()
    settled()
    row: PersonRow = page.browse.table.rows()[0]
    origin = next(column for column in person_columns(lambda: date(2026, 3, 10)) if column.title == "From")
    assert row.citizenship is None
    assert origin.detail is not None
    assert (origin.text(row), origin.detail(row)) == ("Mahama" if camp else "", "")
