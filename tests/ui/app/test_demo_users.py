"""Whom the sign-in screen of a demo clinic offers."""

from mhac.security import front
from mhac.security.queries import ClinicProfile
from mhac.security.vault import Vault
from tests.clinic import PASSWORD
from tests.ui.app.desk import Desk, words_on


def test_who_lost_access_is_not_offered_in_a_demo_clinic(desk: Desk) -> None:
    users = (
        front.DemoUser("admin", PASSWORD, "Alain Nkusi", ("administrator",)),
        front.DemoUser("doctor", "other words here", "Claire Uwase", ("physician",)),
    )
    front.keep(desk.folder, ClinicProfile(name="Demo", demo=True), users)
    vault = Vault.load(desk.folder.slots)
    vault.open("admin", PASSWORD)
    vault.put_slot("doctor", "other words here")
    desk.window.sign_out()
    desk.wait()
    assert "Claire Uwase" in words_on(desk.screen)
    desk.sign_in()
    vault.remove_slot("doctor")
    front.keep(desk.folder, ClinicProfile(name="Demo", demo=True), users)  # the list stays as the demo was made
    desk.window.sign_out()
    desk.wait()
    assert "Claire Uwase" not in words_on(desk.screen)
    assert "Alain Nkusi" in words_on(desk.screen)
