"""A paper that belongs to one person stands on one file: the desk is asked before it stands on a second one."""

from dataclasses import replace
from datetime import date

import pytest

from mhac.kernel.errors import Refused
from mhac.registration import queries, service
from mhac.registration.birth import on_day
from mhac.registration.rules import IdentifierEntry, NewPerson
from mhac.security.queries import audit_lines
from tests.clinic import Clinic
from tests.mhac.registration.test_people import BEATRICE, register, version_of
from tests.mhac.scheduling.test_two_desks import WAITING, OtherDesk

SISTER = NewPerson("Uwera", "Grâce", "F", on_day(date(1992, 1, 5)))
PASSPORT = IdentifierEntry("ctd", "ra 123-456", "RWA")


def refused(clinic: Clinic, request: NewPerson) -> Refused | None:
    try:
        register(clinic, request)
    except Refused as error:
        return error
    return None


def test_the_same_paper_is_not_registered_twice_without_a_reason(clinic: Clinic) -> None:
    first = register(clinic)
    error = refused(clinic, replace(SISTER, identifiers=(PASSPORT,)))
    assert error is not None
    assert (error.code, error.field) == ("registration.paper_on_file", "identifiers")
    assert error.values["person_id"] == first
    assert error.values["name"] == "MUKAMANA Béatrice"
    with clinic.read("receptionist") as uow:
        assert queries.counts(uow).people == 1


@pytest.mark.parametrize("issuer", [None, "RW", "RWA"])
def test_an_issuer_is_the_same_however_it_is_written(sqlite_clinic: Clinic, issuer: str | None) -> None:
    register(sqlite_clinic)
    assert refused(sqlite_clinic, replace(SISTER, identifiers=(replace(PASSPORT, issuer=issuer),))) is not None


def test_with_a_reason_both_have_the_paper_and_the_audit_says_why(clinic: Clinic) -> None:
    first = register(clinic)
    with clinic.act("receptionist") as uow:
        second = service.register_person(
            uow, request=replace(SISTER, identifiers=(PASSPORT,)), another_because="child in the mother's passport"
        )
    assert second != first
    with clinic.read("administrator") as uow:
        told = str(audit_lines(uow, person_id=second))
    assert "child in the mother's passport" in told


@pytest.mark.parametrize(
    "paper",
    [
        IdentifierEntry("unhcr", "148-00C03417"),  # a group's number: the family has it together
        IdentifierEntry("ctd", "RA123456", "UGA"),  # the same digits from another issuer
        IdentifierEntry("national_id", "RA123456", "RWA"),  # another kind of paper
    ],
    ids=["shared by a family", "other issuer", "other kind"],
)
def test_what_only_looks_alike_is_not_asked_about(clinic: Clinic, paper: IdentifierEntry) -> None:
    register(clinic)
    assert refused(clinic, replace(SISTER, identifiers=(paper,))) is None


def test_a_paper_taken_off_its_file_is_free_again(clinic: Clinic) -> None:
    first = register(clinic)
    with clinic.act("receptionist") as uow:
        service.correct_person(
            uow, person_id=first, version=version_of(clinic, first), request=replace(BEATRICE, identifiers=())
        )
    assert refused(clinic, replace(SISTER, identifiers=(PASSPORT,))) is None


def test_a_correction_is_asked_about_a_new_paper_only(clinic: Clinic) -> None:
    register(clinic)
    second = register(clinic, SISTER)
    with clinic.act("receptionist") as uow, pytest.raises(Refused, match="registration.paper_on_file"):
        service.correct_person(
            uow, person_id=second, version=version_of(clinic, second), request=replace(SISTER, identifiers=(PASSPORT,))
        )
    with clinic.act("receptionist") as uow:
        service.correct_person(
            uow, person_id=second, version=version_of(clinic, second),
            request=replace(SISTER, identifiers=(PASSPORT,)), another_because="twins on one paper")  # fmt: skip
    with clinic.act("receptionist") as uow:  # it stands there now: nothing to ask
        service.correct_person(
            uow, person_id=second, version=version_of(clinic, second),
            request=replace(SISTER, identifiers=(PASSPORT,), address="Kicukiro"))  # fmt: skip


def at_once(clinic: Clinic, because: str = "", paper: IdentifierEntry = PASSPORT) -> OtherDesk:
    """The first desk has registered a passport but not finished when a second one registers a paper."""

    def second() -> int:
        with clinic.act("nurse", action="registration.register_person") as uow:
            return service.register_person(uow, request=replace(SISTER, identifiers=(paper,)), another_because=because)

    other = OtherDesk(second)
    with clinic.act("receptionist", action="registration.register_person") as uow:
        service.register_person(uow, request=replace(BEATRICE, identifiers=(PASSPORT,)))
        other.start()
        other.join(WAITING)
    other.join(10)
    return other


@pytest.mark.parametrize("earlier", [False, True], ids=["the first papers ever", "papers on file"])
def test_two_desks_with_one_paper_at_one_moment_are_asked_as_one_after_the_other(clinic: Clinic, earlier: bool) -> None:
    if earlier:
        register(clinic, replace(SISTER, identifiers=(replace(PASSPORT, value="RA 777 777"),)))
    other = at_once(clinic)
    assert isinstance(other.error, Refused)
    assert (other.error.code, other.error.values["name"]) == ("registration.paper_on_file", "MUKAMANA Béatrice")
    with clinic.read("receptionist") as uow:
        assert queries.counts(uow).people == 1 + earlier


def test_two_desks_at_one_moment_both_have_the_paper_where_the_second_says_why(clinic: Clinic) -> None:
    other = at_once(clinic, because="child in the mother's passport")
    assert other.error is None
    with clinic.read("administrator") as uow:
        assert "child in the mother's passport" in str(audit_lines(uow, person_id=other.result))


def test_two_desks_with_different_papers_at_one_moment_both_register(clinic: Clinic) -> None:
    other = at_once(clinic, paper=replace(PASSPORT, value="RA 999 999"))
    assert other.error is None
    with clinic.read("receptionist") as uow:
        assert queries.counts(uow).people == 2


def test_a_correction_waits_for_the_desk_that_registers_the_same_paper(clinic: Clinic) -> None:
    sister = register(clinic, SISTER)
    seen = version_of(clinic, sister)

    def correct() -> int:
        with clinic.act("nurse", action="registration.correct_person") as uow:
            return service.correct_person(
                uow, person_id=sister, version=seen, request=replace(SISTER, identifiers=(PASSPORT,))
            )

    other = OtherDesk(correct)
    with clinic.act("receptionist", action="registration.register_person") as uow:
        service.register_person(uow, request=replace(BEATRICE, identifiers=(PASSPORT,)))
        other.start()
        other.join(WAITING)
    other.join(10)
    assert isinstance(other.error, Refused)
    assert other.error.code == "registration.paper_on_file"
