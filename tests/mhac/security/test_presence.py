"""An access that is ended reaches every open window: its next act, its next reading of a record, its next unlock."""

from collections.abc import Callable
from datetime import date

import pytest

from mhac.kernel.errors import NotSignedIn
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import queries as registration
from mhac.registration import service as registering
from mhac.registration.birth import on_day
from mhac.registration.rules import NewPerson
from mhac.security import queries, service, sign_in
from mhac.security.sign_in import SignedIn
from tests.clinic import PASSWORD
from tests.mhac.security.test_sign_in import Place, place

__all__ = ["place"]  # the fixture of the sign-in
NURSE = service.NewUser("eric", "Eric Ndahiro", ("nurse", "receptionist"), PASSWORD)


def act(signed_in: SignedIn, verb: Callable[[UnitOfWork], object]) -> object:
    with signed_in.database.unit_of_work(signed_in.actor, action="test") as uow:
        return verb(uow)


def version_of(admin: SignedIn, user_id: int) -> int:
    with admin.database.reading(admin.actor) as uow:
        return next(person.version for person in queries.staff(uow) if person.id == user_id)


def register(signed_in: SignedIn, name: str) -> object:
    return act(
        signed_in,
        lambda uow: registering.register_person(uow, request=NewPerson(name, "Grâce", "F", on_day(date(1990, 3, 14)))),
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [("remove", "access_ended"), ("reset", "password_set_anew"), ("roles", "roles_changed")],
)
def test_an_open_window_is_refused_from_the_next_act_on(place: Place, change: str, code: str) -> None:
    admin = place.enter()
    user_id = act(admin, lambda uow: service.add_user(uow, request=NURSE))
    assert isinstance(user_id, int)
    nurse = place.enter("eric")
    person = register(nurse, "HABIMANA")
    version = version_of(admin, user_id)

    def changed(uow: UnitOfWork) -> None:
        if change == "remove":
            service.remove_user(uow, user_id=user_id, version=version, reason="left")
        elif change == "reset":
            service.reset_password(uow, user_id=user_id, password="Nyungwe 2027!")
        else:
            service.change_user(uow, user_id=user_id, version=version, name=NURSE.name, roles=("receptionist",))

    act(admin, changed)
    with pytest.raises(NotSignedIn, match=code):
        register(nurse, "MUKAMANA")
    with pytest.raises(NotSignedIn, match=code), nurse.database.reading(nurse.actor) as uow:
        registration.person_file(uow, int(str(person)))
    with pytest.raises(NotSignedIn, match=code):
        sign_in.unlock(nurse, place.folder, PASSWORD, clock=place.clock)
    with admin.database.reading(admin.actor) as uow:
        assert uow.may("security.list_users")
    register_count(admin, 1)
    nurse.database.close()
    admin.database.close()


def register_count(admin: SignedIn, expected: int) -> None:
    with admin.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM person").scalar_one() == expected


def test_what_others_change_of_somebody_leaves_his_window_alone(place: Place) -> None:
    admin = place.enter()
    user_id = act(admin, lambda uow: service.add_user(uow, request=NURSE))
    assert isinstance(user_id, int)
    nurse = place.enter("eric")
    version = version_of(admin, user_id)
    act(
        admin,
        lambda uow: service.change_user(
            uow, user_id=user_id, version=version, name="E. Ndahiro", roles=("receptionist", "nurse"), job_title="Nurse"
        ),
    )
    act(nurse, lambda uow: service.change_own_password(uow, old=PASSWORD, new="Nyungwe 2027!"))
    register(nurse, "HABIMANA")
    register_count(admin, 1)
    nurse.database.close()
    admin.database.close()
