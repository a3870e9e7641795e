"""A clinic in the middle of its work, for programs that are going to be killed: made once, copied for every run."""

from dataclasses import asdict, dataclass
from pathlib import Path

from mhac.kernel.clock import system_clock
from mhac.kernel.paths import DataFolder
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from mhac.security import queries as security
from mhac.security.rules import Role
from mhac.security.service import NewUser, add_user
from tests.clinic import PASSWORD, STAFF, Clinic
from tests.journeys.house import House, found
from tests.mhac.certificates.journeys import journey
from tests.mhac.exams.examined import COUNTRY, Family, adopt, begin, confirm, fill_all

LOGIN, NAME = "chief", "Dr Chantal Umutoni"  # physician and administrator in one, so that one desk does all acts
TYPED = "Ntaganda"
TO_SIGN = ("Kayitesi", "Uwera", "Mukandori")
TO_CERTIFY = ("Sebahinzi", "Gasana", "Nyirahabimana")


@dataclass(frozen=True)
class Prepared:
    """Where the acts of the driver find what they work on."""

    typed: int
    to_sign: tuple[int, ...]
    to_certify: tuple[int, ...]
    to_screen: int

    def facts(self) -> dict[str, object]:
        """Return it as JSON can hold it."""
        return asdict(self)


def prepare(root: Path, postgresql_url: str | None = None) -> Prepared:
    """Found the clinic; begin an exam, bring others to the signature, decide journeys without certificates."""
    house = found(root, system_clock, postgresql_url)
    clinic = open_clinic(house)
    with clinic.act("administrator", action="security.add_user") as uow:
        add_user(uow, request=NewUser(
            login=LOGIN, name=NAME, roles=(Role.PHYSICIAN.value, Role.ADMINISTRATOR.value), password=PASSWORD,
            licence="RMDC 4711"))  # fmt: skip
    adopt(clinic)
    typed = begin_exam(clinic, TYPED)
    to_sign = tuple(begin_exam(clinic, name) for name in TO_SIGN)
    for exam_id in to_sign:
        fill_all(clinic, exam_id)
        confirm(clinic, exam_id)
    decided = [journey(clinic, family_name=name, flight=f"ET80{at}") for at, name in enumerate(TO_CERTIFY)]
    clinic.database.close()
    return Prepared(typed, to_sign, tuple(each.decision_id for each in decided), decided[0].traveller_id)


def open_clinic(house: House) -> Clinic:
    """The clinic as the rooms' own tests know it."""
    entered = house.enter(Role.ADMINISTRATOR)
    clinic = Clinic(entered.database, house.clock, house.folder)  # type: ignore[arg-type]
    with entered.database.reading(entered.actor) as uow:
        logins = {person.login: person.id for person in security.staff(uow)}
    clinic.user_ids = {role.value: logins[login] for role, (login, _) in STAFF.items()}
    return clinic


def begin_exam(clinic: Clinic, family_name: str) -> int:
    """Register a woman of 35 with a case, and begin her exam."""
    with clinic.act("receptionist", action="registration.register_person") as uow:
        person_id = registration.register_person(uow, request=NewPerson(
            family_name=family_name, given_names="Odette", sex="F", birth=on_day(uow.today().replace(year=1990)),
            citizenship="CD", birth_country="CD"))  # fmt: skip
        case_id = registration.open_case(
            uow, request=NewCase(COUNTRY, "REF"),
            members=(Joining(person_id, "principal", principal=True),))  # fmt: skip
    return begin(clinic, Family(case_id, person_id, person_id))


def house_in(root: Path) -> House:
    """A copied clinic; its vault says which database it is."""
    return House(DataFolder(root), system_clock, "copied")
