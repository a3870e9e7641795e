"""What two workstations do with one certificate at the same time."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from mhac.certificates import queries, service
from mhac.certificates.rules import Status
from mhac.certificates.views import CertificateRow
from tests.clinic import Clinic
from tests.mhac.certificates.journeys import give_signature, journey
from tests.ui.two_stations.panels import Beside, turned
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.certificates.page import CertificatesPage


@pytest.fixture
def page(
    clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]
) -> CertificatesPage:
    give_signature(clinic)
    with clinic.act("administrator") as uow:
        service.issue(uow, decision_id=journey(clinic).decision_id)
    made = CertificatesPage(station_of("administrator"))
    qtbot.addWidget(made)
    made.resize(1230, 800)
    made.show()
    settled()
    return made


def issued(clinic: Clinic) -> CertificateRow:
    with clinic.read("administrator") as uow:
        return queries.register(uow)[-1]


@pytest.mark.parametrize("what", ["revoke", "replace"])
def test_who_ends_a_certificate_sees_that_it_was_revoked_meanwhile(
    clinic: Clinic, page: CertificatesPage, beside: Beside, settled: Callable[[], None], what: str
) -> None:
    row = issued(clinic)
    page.panel.show_certificate(row)
    page._act_on_paper(what)
    dialog = next(each for each in page.findChildren(ReasonDialog) if each.isVisible())
    dialog.reason.setPlainText("the flight was cancelled")
    with beside("administrator") as uow:
        service.revoke(uow, certificate_id=row.id, version=row.version, reason="fever before boarding")
    dialog.act_button.click()
    settled()
    assert "Status: Valid → Revoked" in turned(dialog) and "fever before boarding" in turned(dialog)
    dialog.act_button.click()
    settled()
    assert dialog.isVisible() and dialog.problem.isVisible()  # what is ended cannot be ended again, it says
    assert issued(clinic).status is Status.REVOKED
    assert issued(clinic).ended_reason == "fever before boarding"
