"""What two workstations change in a family's case at the same time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from mhac.registration import queries, service
from mhac.registration.birth import on_day
from mhac.registration.rules import CaseFile, Joining, NewCase, NewPerson
from tests.clinic import Clinic
from tests.ui.two_stations.panels import Beside, both_of, closed, turned
from ui.app.context import AppContext
from ui.app.dialogs import ReasonDialog
from ui.registration.case_view import CaseView, MemberLine
from ui.registration.page import PeoplePage

FAMILY = (("MUKAMANA", "Béatrice", "principal"), ("HABIMANA", "Jean", "spouse"), ("HABIMANA", "Eric", "child"))


@dataclass
class House:
    """A family's case open in the window."""

    clinic: Clinic
    page: PeoplePage
    case_id: int
    people: list[int]
    settled: Callable[[], None]

    @property
    def view(self) -> CaseView:
        return self.page.case

    def file(self) -> CaseFile:
        with self.clinic.read("receptionist") as uow:
            return queries.case_file(uow, self.case_id)

    def line(self, person_id: int) -> MemberLine:
        return next(line for line in self.view.lines() if line.person.id == person_id)

    def save(self) -> None:
        self.view.save_button.click()
        self.settled()

    def places(self) -> dict[int, str]:
        return {member.person.id: member.relationship for member in self.file().members}


def person(clinic: Clinic, family: str, given: str) -> int:
    with clinic.act("receptionist") as uow:
        wanted = NewPerson(family_name=family, given_names=given, sex="F", birth=on_day(date(1990, 3, 14)))
        return service.register_person(uow, request=wanted)


def there(file: CaseFile) -> list[Joining]:
    return [Joining(m.person.id, m.relationship, m.principal, m.travels) for m in file.members]


def corrected(beside: Beside, house: House, request: NewCase, members: list[Joining], removed: dict[int, str]) -> None:
    file = house.file()
    with beside("receptionist") as uow:
        service.correct_case(
            uow, case_id=file.id, version=file.version, request=request, members=members, removed=removed
        )


@pytest.fixture
def house(clinic: Clinic, station_of: Callable[..., AppContext], qtbot: QtBot, settled: Callable[[], None]) -> House:
    people = [person(clinic, family, given) for family, given, _kind in FAMILY]
    with clinic.act("receptionist") as uow:
        joining = [
            Joining(one, kind, principal=kind == "principal")
            for one, (_f, _g, kind) in zip(people, FAMILY, strict=True)
        ]
        case_id = service.open_case(uow, request=NewCase("US", "REF", "KG-4711", "USRAP"), members=joining)
    page = PeoplePage(station_of("receptionist"))
    qtbot.addWidget(page)
    page.resize(1230, 840)
    page.show()
    settled()
    made = House(clinic, page, case_id, people, settled)
    page._edit_case(made.file(), made.file().members[0].person)
    settled()
    return made


def test_head_and_people_that_two_arranged_are_chosen_one_by_one(house: House, beside: Beside) -> None:
    niece = person(house.clinic, "UWERA", "Ange")
    mother, spouse, child = house.people
    house.view.form.programme.setText("P-2")
    house.line(child).set_place("sibling", principal=False, travels=False)
    members = [one for one in there(house.file()) if one.person_id != spouse] + [Joining(niece, "niece_nephew")]
    corrected(beside, house, NewCase("US", "REF", "KG-4711-B", "P-3"), members, {spouse: "stays behind"})
    house.save()
    both = both_of(house.view)
    assert house.places() == {mother: "principal", child: "child", niece: "niece_nephew"}
    shown = [version.label for version in both._versions]
    assert shown == ["Case number", "Programme", "HABIMANA Jean", "HABIMANA Eric", "UWERA Ange"]
    for place, mine in enumerate((False, True, False, True, False)):
        both.choose(place, mine=mine)
    both.use_button.click()
    house.save()
    now = house.file()
    assert (now.number, now.programme) == ("KG-4711-B", "P-2")
    assert house.places() == {mother: "principal", child: "sibling", niece: "niece_nephew"}
    assert {m.person.id: m.travels for m in now.members}[child] is False


def test_who_will_not_have_somebody_that_was_added_meanwhile_says_why(house: House, beside: Beside) -> None:
    niece = person(house.clinic, "UWERA", "Ange")
    with beside("receptionist") as uow:
        service.add_to_case(uow, case_id=house.case_id, joining=Joining(niece, "niece_nephew"))
    house.view.form.programme.setText("P-2")
    house.save()
    both = both_of(house.view)
    both.choose(0, mine=True)
    both.choose(1, mine=True)
    both.use_button.click()
    dialog = next(each for each in house.view.findChildren(ReasonDialog) if each.isVisible())
    dialog.reason.setPlainText("is in her own case")
    dialog.act_button.click()
    house.save()
    assert niece not in house.places()
    assert house.file().programme == "P-2"


def test_a_change_that_says_the_same_asks_nothing(house: House, beside: Beside) -> None:
    corrected(beside, house, NewCase("US", "REF", "KG-4711", "P-2"), there(house.file()), {})
    house.view.form.programme.setText("P-2")
    house.save()
    assert not house.view.isVisible()  # saved: the list is shown again
    assert house.file().programme == "P-2"


def test_who_closes_a_case_sees_what_was_changed_meanwhile(house: House, beside: Beside) -> None:
    house.view.close_button.click()
    dialog = next(each for each in house.view.findChildren(ReasonDialog) if each.isVisible())
    dialog.reason.setPlainText("left for another centre")
    corrected(beside, house, NewCase("US", "REF", "KG-4711", "P-3"), there(house.file()), {})
    dialog.act_button.click()
    house.settled()
    assert "Programme: USRAP → P-3" in turned(dialog)
    assert house.file().closed_at is None
    dialog.act_button.click()
    house.settled()
    assert house.file().closed_at is not None
    assert closed(house.page, ReasonDialog)
