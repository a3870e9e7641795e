"""A second workstation on the clinic's server: a paper lets one user in, once; what ends here ends there too."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mhac import rooms
from mhac.kernel.errors import ClinicError, Invalid, NotAllowed, Refused, Unavailable
from mhac.kernel.paths import DataFolder
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.security import enrolment, queries, rekey, service, sign_in
from mhac.security.enrolment import Invitation
from mhac.security.queries import ClinicProfile
from tests.clinic import CHEAP, PASSWORD, Clinic, TurnableClock
from tests.postgres import PostgresServer

OTHER = "Muhazi 2026!!"


class Office:
    """A clinic on a server, with its first workstation, and places for others."""

    def __init__(self, root: Path, url: str, clock: TurnableClock) -> None:
        self.root, self.url, self.clock = root, url, clock
        self.granted = rooms.granted()
        founder = service.NewUser("admin", "Alain Nkusi", ("administrator",), PASSWORD)
        founded = sign_in.found_clinic(
            self.folder(1), administrator=founder, profile=ClinicProfile(name="MHAC Kigali"), granted=self.granted,
            postgresql_url=url, clock=clock, cost=CHEAP,
        )  # fmt: skip
        founded.signed_in.database.close()
        with self.administrator() as uow:
            for login, name, role in (("nurse", "Noella Ingabire", "nurse"), ("rose", "Rose Mutoni", "receptionist")):
                service.add_user(uow, request=service.NewUser(login, name, (role,), PASSWORD))

    def folder(self, workstation: int) -> DataFolder:
        return DataFolder(self.root / f"workstation {workstation}")

    def enter(self, workstation: int, login: str, password: str = PASSWORD) -> sign_in.SignedIn:
        return sign_in.sign_in(
            self.folder(workstation), login=login, password=password, granted=self.granted, clock=self.clock
        )

    def administrator(self) -> "At":
        return At(self.enter(1, "admin"))

    def id_of(self, login: str) -> int:
        with self.administrator() as uow:
            return next(person.id for person in queries.staff(uow) if person.login == login)

    def invite(self, login: str) -> Invitation:
        user_id = self.id_of(login)
        with self.administrator() as uow:
            return enrolment.invite(uow, user_id=user_id)

    def join(self, workstation: int, paper: Invitation, login: str, password: str = PASSWORD, **how: object) -> None:
        given = {"file": paper.file, "code": paper.code, **how}
        entered = enrolment.join(
            self.folder(workstation), login=login, password=password, granted=self.granted, clock=self.clock,
            **given,  # type: ignore[arg-type]
        )  # fmt: skip
        entered.database.close()

    def refused(self, why: str, workstation: int, paper: Invitation, login: str = "nurse", **how: object) -> None:
        with pytest.raises(ClinicError) as caught:
            self.join(workstation, paper, login, **how)  # type: ignore[arg-type]
        assert caught.value.code == why


class At:
    """One act of who is signed in; the clinic is closed afterwards."""

    def __init__(self, entered: sign_in.SignedIn) -> None:
        self.entered = entered
        self._act = entered.database.unit_of_work(entered.actor, action="test")

    def __enter__(self) -> UnitOfWork:
        return self._act.__enter__()

    def __exit__(self, *about: object) -> None:
        try:
            self._act.__exit__(*about)  # type: ignore[arg-type]
        finally:
            self.entered.database.close()


@pytest.fixture
def office(tmp_path: Path, postgres: PostgresServer) -> Iterator[Office]:
    url = postgres.database()
    yield Office(tmp_path, url, TurnableClock(datetime(2026, 3, 10, 6, tzinfo=UTC)))
    postgres.drop(url)


def test_a_user_joins_at_a_second_workstation_by_paper_and_password(office: Office) -> None:
    paper = office.invite("nurse")
    for secret in (PASSWORD, "nurse", office.url, "postgresql"):
        assert secret.encode() not in paper.file
    office.join(2, paper, "nurse")
    slots = office.folder(2).slots.read_text()
    assert office.url not in slots and "nurse" not in slots
    entered = office.enter(2, "nurse")
    assert entered.actor.name == "Noella Ingabire"
    entered.database.close()
    with pytest.raises(Refused, match="security.wrong_password"):
        office.enter(2, "admin")  # nobody else came along
    with office.administrator() as uow:
        lines = queries.audit_lines(uow)
    assert {"security.enrol"} <= {line.action for line in lines}


def test_a_second_user_joins_where_one_is_already(office: Office) -> None:
    office.join(2, office.invite("nurse"), "nurse")
    office.join(2, office.invite("rose"), "rose")
    for login in ("nurse", "rose"):
        entered = office.enter(2, login)
        assert (entered.login, entered.user_id) == (login, office.id_of(login))
        entered.database.close()


def test_a_paper_is_good_once_and_for_a_day(office: Office) -> None:
    paper = office.invite("nurse")
    office.join(2, paper, "nurse")
    office.refused("enrolment.used", 3, paper)
    assert not office.folder(3).slots.exists()
    late = office.invite("nurse")
    office.clock.forward(hours=24)
    office.refused("enrolment.expired", 3, late)
    assert not office.folder(3).slots.exists()


def test_neither_file_nor_code_nor_password_is_enough(office: Office) -> None:
    paper = office.invite("nurse")
    wrong = "0000-0000-0000-0000"
    office.refused("enrolment.code", 2, paper, code=wrong)
    office.refused("security.wrong_password", 2, paper, password="Something else 1")
    office.refused("security.wrong_password", 2, paper, login="rose")  # it is the nurse's paper
    for bad in (b"", b"{}", b"[1]", paper.file[:200], paper.file.replace(b'"salt": "', b'"salt": "AA')):
        office.refused("enrolment.file", 2, paper, file=bad)
    for _ in range(2):
        office.refused("enrolment.code", 2, paper, code=wrong)
    office.refused("security.locked_out", 2, paper)  # nobody tries one code after the other
    assert not office.folder(2).slots.exists()
    office.clock.forward(minutes=6)
    office.join(2, paper, "nurse", code=paper.code.lower().replace("-", " "))


def test_who_may_make_a_paper_and_for_whom(office: Office, sqlite_clinic: Clinic) -> None:
    office.join(2, office.invite("nurse"), "nurse")
    nurse = office.id_of("nurse")
    with pytest.raises(NotAllowed), At(office.enter(2, "nurse")) as uow:
        enrolment.invite(uow, user_id=nurse)
    with pytest.raises(Refused, match="enrolment.only_server"), sqlite_clinic.act("administrator") as uow:
        enrolment.invite(uow, user_id=1)


def test_who_is_removed_at_one_workstation_is_out_at_the_others(office: Office) -> None:
    for login in ("nurse", "rose"):
        office.join(2, office.invite(login), login)
    with office.administrator() as uow:
        person = next(each for each in queries.staff(uow) if each.login == "nurse")
        service.remove_user(uow, user_id=person.id, version=person.version, reason="Left")
    before = office.folder(2).slots.read_text().count('"id"')
    office.enter(2, "rose").database.close()  # the first contact takes the slot away
    assert office.folder(2).slots.read_text().count('"id"') == before - 1
    with pytest.raises(Refused, match="security.wrong_password"):
        office.enter(2, "nurse")


def test_a_password_set_anew_ends_the_old_one_everywhere(office: Office) -> None:
    office.join(2, office.invite("nurse"), "nurse")
    user_id = office.id_of("nurse")
    with office.administrator() as uow:
        service.reset_password(uow, user_id=user_id, password=OTHER)
    with pytest.raises(Refused, match="security.slot_ended"):
        office.enter(2, "nurse")
    with pytest.raises(Refused, match="security.wrong_password"):
        office.enter(2, "nurse")  # the slot is gone
    office.enter(1, "nurse", OTHER).database.close()
    office.join(2, office.invite("nurse"), "nurse", OTHER)
    office.enter(2, "nurse", OTHER).database.close()


def test_an_epoch_cannot_be_raised_in_the_file(office: Office) -> None:
    office.join(2, office.invite("nurse"), "nurse")
    path = office.folder(2).slots
    path.write_text(path.read_text().replace('"salt"', '"epoch": 1, "salt"', 1))
    with pytest.raises(Refused, match="security.wrong_password"):
        office.enter(2, "nurse")


def test_another_clinics_workstation_is_left_alone(office: Office, sqlite_clinic: Clinic) -> None:
    paper = office.invite("nurse")
    before = sqlite_clinic.folder.slots.read_bytes()
    with pytest.raises(Refused, match="security.clinic_exists"):
        enrolment.join(
            sqlite_clinic.folder, file=paper.file, code=paper.code, login="nurse", password=PASSWORD,
            granted=office.granted, clock=office.clock,
        )  # fmt: skip
    assert sqlite_clinic.folder.slots.read_bytes() == before
    office.join(2, paper, "nurse")  # not used up


def test_a_file_that_is_none_is_said(office: Office) -> None:
    with pytest.raises(Invalid, match="enrolment.file"):
        office.join(2, office.invite("nurse"), "nurse", file=b"\xff" * 300_000)


def backend(entered: sign_in.SignedIn) -> int:
    """The server's process that serves a workstation."""
    with entered.database.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


def test_a_new_server_password_cuts_the_other_workstations_off_until_they_join_again(office: Office) -> None:
    office.join(2, office.invite("nurse"), "nurse")
    old_paper = office.invite("rose")
    there = office.enter(2, "nurse")
    here = office.enter(1, "admin")
    place = dict(here.database.vault.content["database"])
    kept, before = here.database.vault.file_content(), backend(there)
    renewed = rekey.rekey(office.folder(1), here.database, here.actor)
    now = renewed.vault.content["database"]
    assert now["url"] != place["url"] and "url_before" not in now
    assert backend(there) != before  # its connection was cut; this server asks nobody for a password
    with renewed.engine.connect() as connection:
        asked = "SELECT rolpassword FROM pg_authid WHERE rolname = current_user"
        assert connection.exec_driver_sql(asked).scalar_one().startswith("SCRAM-SHA-256$")
    renewed.close()
    there.database.close()
    assert office.folder(1).slots.read_bytes() != kept
    for login in ("admin", "nurse", "rose"):
        office.enter(1, login).database.close()  # nobody's password changed
    office.join(2, office.invite("nurse"), "nurse")
    office.enter(2, "nurse").database.close()
    assert old_paper.file not in office.folder(2).slots.read_bytes()


@pytest.mark.parametrize("done", [True, False])
def test_a_change_of_the_server_password_that_was_interrupted_is_brought_to_an_end(office: Office, done: bool) -> None:
    """The vault holds both addresses: whichever the server takes is the clinic's from then on."""
    entered = office.enter(1, "admin")
    good, bad = office.url, "postgresql://nobody:old@127.0.0.1:9/none"
    entered.database.vault.set_content(
        database={"kind": "postgresql", "url": good if done else bad, "url_before": bad if done else good}
    )
    entered.database.close()
    if not done:
        with pytest.raises(Unavailable, match="nobody_answers"):
            office.enter(1, "admin")  # nobody answers: nothing is decided
        return
    entered = office.enter(1, "admin")
    assert entered.database.vault.content["database"] == {"kind": "postgresql", "url": good}
    entered.database.close()
