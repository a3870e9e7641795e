"""What two administrators change at the same time, at two workstations."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from mhac.kernel.errors import StaleEdit
from mhac.scheduling import queries as book
from mhac.scheduling import setup
from mhac.scheduling.rules import DayHours
from mhac.scheduling.setup import RoomPlan, ServicePlan
from mhac.scheduling.views import Frame
from mhac.security import queries, service
from tests.clinic import Clinic
from tests.documents.papers import signature
from tests.ui.admin.test_panels import Office
from tests.ui.two_stations.panels import Beside, both_of, closed, turned
from ui.admin.book_panels import HoursPanel, RoomsPanel, ServicesPanel
from ui.admin.page import AdminPage
from ui.admin.profile_panel import ProfilePanel
from ui.admin.staff_panel import StaffPanel
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog


@pytest.fixture
def office(clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]) -> Office:
    with clinic.act("administrator") as uow:
        setup.install_defaults(uow)
    context = station_of("administrator")
    page = AdminPage(context)
    qtbot.addWidget(page)
    page.resize(1180, 800)
    page.show()
    settled()
    return Office(page, context, clinic, settled)


def frame(office: Office) -> Frame:
    with office.clinic.read("administrator") as uow:
        return book.frame(uow)


def test_who_ends_an_access_sees_what_the_person_is_now(office: Office, beside: Beside) -> None:
    office.open("staff")
    panel = office.page.panel("staff")
    assert isinstance(panel, StaffPanel)
    nurse = next(person for person in panel.table.rows() if person.login == "nurse")
    panel.table.select_key(nurse.id)
    panel.remove_button.click()
    dialog = panel.dialog
    assert isinstance(dialog, ReasonDialog)
    dialog.reason.setPlainText("left the clinic")
    with beside("administrator") as uow:
        service.change_user(uow, user_id=nurse.id, version=nurse.version, name=nurse.name, roles=("physician",))
    dialog.act_button.click()
    office.settled()
    assert "Roles: Nurse → Physician" in turned(dialog)
    dialog.act_button.click()
    office.settled()
    with office.clinic.read("administrator") as uow:
        assert not next(person for person in queries.staff(uow) if person.login == "nurse").active
    assert closed(office.page, ReasonDialog)


def test_a_signature_that_was_changed_meanwhile_is_not_written_over(clinic: Clinic, beside: Beside) -> None:
    with clinic.read("administrator") as uow:
        nurse = next(person for person in queries.staff(uow) if person.login == "nurse")
    with beside("administrator") as uow:
        service.set_signature(uow, user_id=nurse.id, png=signature())
    with pytest.raises(StaleEdit), clinic.act("administrator") as uow:
        service.change_user(uow, user_id=nurse.id, version=nurse.version, name="N. Ingabire", roles=nurse.roles)


def test_a_profile_that_two_changed_is_chosen_field_by_field(office: Office, beside: Beside) -> None:
    office.open("clinic")
    panel = office.page.panel("clinic")
    assert isinstance(panel, ProfilePanel)
    panel.form.place.setText("Kigali")
    panel.form.phone.setText("0788 000 001")
    panel.edited()
    with beside("administrator") as uow:
        now = queries.clinic_profile(uow)
        service.set_clinic_profile(uow, profile=replace(now, name="MHAC Nyarugenge", phone="0788 999 999"))
    panel.save_button.click()
    office.settled()
    both = both_of(panel)
    assert [version.key for version in both._versions] == ["name", "place", "phone"]
    for place, mine in enumerate((False, True, True)):
        both.choose(place, mine=mine)
    both.use_button.click()
    panel.save_button.click()
    office.settled()
    with office.clinic.read("administrator") as uow:
        now = queries.clinic_profile(uow)
    assert (now.name, now.place, now.phone) == ("MHAC Nyarugenge", "Kigali", "0788 000 001")
    assert not panel.dirty


def test_hours_that_two_laid_down_are_chosen_day_by_day(office: Office, beside: Beside) -> None:
    office.open("hours")
    panel = office.page.panel("hours")
    assert isinstance(panel, HoursPanel)
    week = dict(frame(office).hours)
    mine = {**week, 0: DayHours(0, 7 * 60, 17 * 60)}
    panel.editor.set_week(mine.values())
    panel.edited()
    with beside("administrator") as uow:
        theirs = {**week, 0: DayHours(0, 9 * 60, 12 * 60), 5: DayHours(5, 8 * 60, 12 * 60)}
        setup.define_hours(uow, week=tuple(theirs.values()))
    panel.save_button.click()
    office.settled()
    both = both_of(panel)
    assert len(both._versions) == 2
    both.choose(0, mine=True)
    both.choose(1, mine=False)
    both.use_button.click()
    panel.save_button.click()
    office.settled()
    now = frame(office).hours
    assert (now[0].opens, now[0].closes) == (7 * 60, 17 * 60)
    assert now[5] == DayHours(5, 8 * 60, 12 * 60)


def test_a_limit_that_two_set_is_chosen(office: Office, beside: Beside) -> None:
    office.open("hours")
    panel = office.page.panel("hours")
    assert isinstance(panel, HoursPanel)
    panel.limit.setValue(20)
    with beside("administrator") as uow:
        setup.define_capacity(uow, persons=30)
    panel.limit_button.click()
    office.settled()
    assert frame(office).capacity == 30
    assert panel.limit_both.isVisible()
    panel.limit_both.mine_button.click()
    office.settled()
    assert frame(office).capacity == 20


def test_rooms_that_two_changed_are_chosen_room_by_room(office: Office, beside: Beside) -> None:
    office.open("rooms")
    panel = office.page.panel("rooms")
    assert isinstance(panel, RoomsPanel)
    rooms = frame(office).rooms
    panel.editor._lines[0].name.setText("Nurse North")
    panel.editor._lines[1].name.setText("Nurse South")
    panel.editor._add_new()
    panel.editor._lines[-1].name.setText("Nurse Extra")
    with beside("administrator") as uow:
        for place, name in ((0, "Nurse Red"), (1, "Nurse Blue"), (2, "Nurse Green")):
            there = rooms[place]
            plan = RoomPlan(name, there.kind, room_id=there.id, version=there.version)
            setup.define_room(uow, request=plan)
    panel.save_button.click()
    office.settled()
    both = both_of(panel)
    assert len(both._versions) == 2  # the third was not touched here: theirs is taken
    both.choose(0, mine=True)
    both.choose(1, mine=False)
    both.use_button.click()
    panel.save_button.click()
    office.settled()
    names = [room.name for room in frame(office).rooms]
    assert names[:3] == ["Nurse North", "Nurse Blue", "Nurse Green"]
    assert names[-1] == "Nurse Extra"


def test_a_service_that_two_changed_is_chosen(office: Office, beside: Beside) -> None:
    office.open("services")
    panel = office.page.panel("services")
    assert isinstance(panel, ServicesPanel)
    first = frame(office).services[0]
    panel.editor._lines[0].minutes.setValue(60)
    with beside("administrator") as uow:
        plan = ServicePlan(
            first.code, first.name, 45, first.minutes_each_more, first.room_kind, first.stations,
            dict(first.translations), service_id=first.id, version=first.version,
        )  # fmt: skip
        setup.define_service(uow, request=plan)
    panel.save_button.click()
    office.settled()
    both_of(panel).mine_button.click()
    panel.save_button.click()
    office.settled()
    now = frame(office).services[0]
    assert now.minutes == 60
    assert now.taken_by == first.taken_by != ()  # a service is chosen whole: who takes it stands in both versions
