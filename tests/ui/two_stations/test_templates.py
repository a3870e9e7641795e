"""A template that was imported at another workstation is offered here at once, in the forms that are open too."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from mhac.protocols import service
from tests.clinic import Clinic
from tests.ui.protocols.editions import KINGDOM, REASON
from tests.ui.two_stations.panels import Beside
from ui.app import shelf
from ui.app.context import AppContext
from ui.app.ear import Ear
from ui.registration.boxes import CaseForm
from ui.registration.page import PeoplePage


@pytest.fixture
def page(
    clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> Iterator[PeoplePage]:
    context = station_of("receptionist")
    shelf.Follower(context)
    Ear(context, context)
    made = PeoplePage(context)
    qtbot.addWidget(made)
    made.resize(1180, 800)
    made.show()
    made.browse.register_button.click()
    settled()
    qtbot.wait(1200)  # both kinds of listener are listening by then
    settled()
    yield made
    shelf._current.clear()


def countries(form: CaseForm) -> set[str]:
    return {str(form.country.itemData(place)) for place in range(form.country.count())}


def test_an_open_form_offers_a_country_that_was_imported_elsewhere(
    clinic: Clinic, page: PeoplePage, beside: Beside, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    form = page.registration.case.form
    form.country.setCurrentIndex(form.country.findData("US"))
    form.category.setCurrentIndex(form.category.findData("REF"))
    form.number.setText("KG-4711")
    assert "GB" not in countries(form)
    with beside("administrator") as uow:
        own = service.import_template(uow, content=KINGDOM.read_bytes(), file_name="uk.yaml", reason=REASON)
    qtbot.waitUntil(lambda: "GB" in countries(form))
    assert "GB" in countries(page.case.form)
    assert (form.country.currentData(), form.category.currentData(), form.number.text()) == ("US", "REF", "KG-4711")
    form.country.setCurrentIndex(form.country.findData("GB"))
    assert form.category.count() > 1
    settled()
    with beside("administrator") as uow:
        service.retire_template(uow, template_id=own, version=1, reason=REASON)
    qtbot.waitUntil(lambda: "GB" not in countries(page.case.form))
    assert form.country.currentData() == "GB"  # what was chosen is not taken away under the hand
