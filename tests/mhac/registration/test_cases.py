"""Families and their cases, on both engines."""

import threading
from dataclasses import replace
from datetime import date

import pytest

from mhac.kernel.errors import Invalid, NotAllowed, NotFound, Refused, StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import queries, service
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from tests.clinic import Clinic

REQUEST = NewCase(country="US", category="REF", number="KG-123456", programme="P1")


def family(clinic: Clinic, *names: str) -> list[int]:
    with clinic.act("receptionist") as uow:
        return [
            service.register_person(uow, request=NewPerson("Habimana", name, "M", on_day(date(1990 + i, 1, 1))))
            for i, name in enumerate(names)
        ]


def joining(ids: list[int]) -> list[Joining]:
    first, *rest = ids
    return [Joining(first, "principal", principal=True), *(Joining(person_id, "child") for person_id in rest)]


def open_case(clinic: Clinic, ids: list[int], request: NewCase = REQUEST) -> int:
    with clinic.act("receptionist") as uow:
        return service.open_case(uow, request=request, members=joining(ids))


def test_a_family_has_a_case_with_its_principal_first(clinic: Clinic) -> None:
    father, child = family(clinic, "Jean", "Divine")
    with clinic.act("receptionist") as uow:
        members = [Joining(child, "child", travels=False), Joining(father, "principal", principal=True)]
        case_id = service.open_case(uow, request=REQUEST, members=members)
    with clinic.read("receptionist") as uow:
        case = queries.case_file(uow, case_id)
        row = queries.people(uow, [child])[child]
    assert [(m.person.id, m.relationship, m.principal, m.travels) for m in case.members] == [
        (father, "principal", True, True),
        (child, "child", False, False),
    ]
    assert (case.number, case.country, case.category, case.programme) == ("KG-123456", "US", "REF", "P1")
    assert (row.case_id, row.case_number, row.country, row.category) == (case_id, "KG-123456", "US", "REF")


def test_a_case_without_number_gets_one(clinic: Clinic) -> None:
    case_id = open_case(clinic, family(clinic, "Jean"), NewCase("US", "IV"))
    with clinic.read("receptionist") as uow:
        assert queries.case_file(uow, case_id).number == f"MHAC-2026-{case_id:05d}"


def test_members_are_found_by_the_number_of_their_case(clinic: Clinic) -> None:
    ids = family(clinic, "Jean", "Divine")
    case_id = open_case(clinic, ids)
    with clinic.read("receptionist") as uow:
        assert {row.id for row in queries.search_people(uow, "KG-1234")} == set(ids)
        for text in ("KG-123456", "habimana divine", ""):
            (case,) = queries.find_cases(uow, text)
            assert (case.id, case.people, case.principal) == (case_id, 2, "HABIMANA Jean")


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (replace(REQUEST, country="usa"), "country"),
        (replace(REQUEST, country=""), "country"),
        (replace(REQUEST, category=""), "category"),
        (replace(REQUEST, number="--"), "number"),
        (replace(REQUEST, programme="x" * 81), "programme"),
    ],
)
def test_what_a_case_lacks_is_said(clinic: Clinic, request_: NewCase, field: str) -> None:
    ids = family(clinic, "Jean")
    with pytest.raises(Invalid) as caught:
        open_case(clinic, ids, request_)
    assert caught.value.field == field


def test_a_case_needs_exactly_one_principal_and_known_relationships(clinic: Clinic) -> None:
    father, child = family(clinic, "Jean", "Divine")
    wrong = [
        [],
        [Joining(father, "child")],
        [Joining(father, "principal", principal=True), Joining(child, "principal", principal=True)],
        [Joining(father, "principal", principal=True), Joining(father, "child")],
        [Joining(father, "principal", principal=True), Joining(child, "butler")],
        [Joining(father, "spouse", principal=True)],
    ]
    for members in wrong:
        with pytest.raises(Invalid) as caught, clinic.act("receptionist") as uow:
            service.open_case(uow, request=REQUEST, members=members)
        assert caught.value.field == "members"


def test_a_case_number_is_given_once(clinic: Clinic) -> None:
    ids = family(clinic, "Jean", "Paul")
    open_case(clinic, ids[:1])
    with pytest.raises(Refused) as caught:
        open_case(clinic, ids[1:], replace(REQUEST, number="kg 123 456"))
    assert (caught.value.code, caught.value.field) == ("registration.case_number_taken", "number")


def test_people_join_change_and_leave_with_a_reason(clinic: Clinic) -> None:
    father, child, niece = family(clinic, "Jean", "Divine", "Aline")
    case_id = open_case(clinic, [father, child])
    with clinic.act("receptionist") as uow:
        service.add_to_case(uow, case_id=case_id, joining=Joining(niece, "niece_nephew"))
        service.set_relationship(uow, case_id=case_id, person_id=child, relationship="stepchild", travels=False)
        service.set_relationship(uow, case_id=case_id, person_id=father, relationship="child", travels=True)
    with clinic.act("receptionist") as uow:
        service.remove_from_case(uow, case_id=case_id, person_id=niece, reason="joins another case")
    with clinic.read("receptionist") as uow:
        case = queries.case_file(uow, case_id)
        assert [(m.person.id, m.relationship, m.travels) for m in case.members] == [
            (father, "principal", True),
            (child, "stepchild", False),
        ]
        assert queries.cases_of(uow, niece) == ()
        assert [row.id for row in queries.search_people(uow, "KG123456 aline")] == []
    with clinic.act("receptionist") as uow:
        service.add_to_case(uow, case_id=case_id, joining=Joining(niece, "niece_nephew"))
    with clinic.read("receptionist") as uow:
        assert [row.id for row in queries.search_people(uow, "KG123456 aline")] == [niece]


def test_what_a_case_cannot_bear_is_refused(clinic: Clinic) -> None:
    father, child, other = family(clinic, "Jean", "Divine", "Paul")
    case_id = open_case(clinic, [father, child])
    with pytest.raises(Refused), clinic.act("receptionist") as uow:
        service.remove_from_case(uow, case_id=case_id, person_id=father, reason="left")
    with pytest.raises(Invalid), clinic.act("receptionist") as uow:
        service.remove_from_case(uow, case_id=case_id, person_id=child, reason="  ")
    with pytest.raises(Refused), clinic.act("receptionist") as uow:
        service.add_to_case(uow, case_id=case_id, joining=Joining(other, "principal", principal=True))
    with pytest.raises(NotFound), clinic.act("receptionist") as uow:
        service.remove_from_case(uow, case_id=case_id, person_id=other, reason="was never in it")
    with pytest.raises(NotAllowed), clinic.act("nurse") as uow:
        service.remove_from_case(uow, case_id=case_id, person_id=child, reason="left")


def test_a_whole_case_is_arranged_anew_in_one_act(clinic: Clinic) -> None:
    father, mother, child = family(clinic, "Jean", "Béatrice", "Divine")
    case_id = open_case(clinic, [father, child])
    anew = [Joining(mother, "principal", principal=True), Joining(child, "child")]
    with pytest.raises(Invalid) as caught, clinic.act("receptionist") as uow:
        service.correct_case(uow, case_id=case_id, version=1, request=REQUEST, members=anew)
    assert caught.value.code == "registration.reason_missing"
    with clinic.act("receptionist") as uow:
        version = service.correct_case(
            uow,
            case_id=case_id,
            version=1,
            request=replace(REQUEST, category="V93"),
            members=anew,
            removed={father: "stays behind"},
        )
    with clinic.read("receptionist") as uow:
        case = queries.case_file(uow, case_id)
    assert [member.person.id for member in case.members] == [mother, child]
    assert (case.category, case.version) == ("V93", version)
    with pytest.raises(StaleEdit), clinic.act("receptionist") as uow:
        service.correct_case(uow, case_id=case_id, version=1, request=REQUEST, members=anew)


def test_a_closed_case_stays_on_file_behind_the_open_ones(clinic: Clinic) -> None:
    (person_id,) = family(clinic, "Jean")
    first = open_case(clinic, [person_id])
    second = open_case(clinic, [person_id], NewCase("CA", "PR_ECON"))
    with clinic.act("receptionist") as uow:
        seen = queries.case_file(uow, second).version
        service.close_case(uow, case_id=second, version=seen, reason="withdrawn")
    with clinic.read("receptionist") as uow:
        assert [case.id for case in queries.cases_of(uow, person_id)] == [first, second]
        assert [case.id for case in queries.find_cases(uow, "")] == [first]
        assert queries.counts(uow).cases == 1
    with pytest.raises(NotFound), clinic.read("receptionist") as uow:
        queries.case_file(uow, 4711)


def test_every_change_of_the_people_gives_the_case_a_new_version(clinic: Clinic) -> None:
    father, child = family(clinic, "Jean", "Divine")
    case_id = open_case(clinic, [father])

    def added(uow: UnitOfWork) -> None:
        service.add_to_case(uow, case_id=case_id, joining=Joining(child, "child"))

    def related(uow: UnitOfWork) -> None:
        service.set_relationship(uow, case_id=case_id, person_id=child, relationship="stepchild", travels=False)

    def left(uow: UnitOfWork) -> None:
        service.remove_from_case(uow, case_id=case_id, person_id=child, reason="stays")

    versions = []
    for change in (added, related, left):
        with clinic.act("receptionist") as uow:
            before = queries.case_file(uow, case_id).version
            change(uow)
        with clinic.read("receptionist") as uow:
            versions.append(queries.case_file(uow, case_id).version - before)
    assert versions == [1, 1, 1]


def test_two_desks_add_to_one_case_at_the_same_time(clinic: Clinic) -> None:
    father, *children = family(clinic, "Jean", "Divine", "Aline", "Eric", "Paul")
    case_id = open_case(clinic, [father])
    start, errors = threading.Barrier(2), []

    def desk(mine: list[int]) -> None:
        try:
            for child in mine:
                start.wait(10)
                with clinic.act("receptionist") as uow:
                    service.add_to_case(uow, case_id=case_id, joining=Joining(child, "child"))
        except Exception as error:  # noqa: BLE001 - told by the test
            errors.append(error)
            start.abort()

    desks = [threading.Thread(target=desk, args=(children[place::2],)) for place in (0, 1)]
    for each in desks:
        each.start()
    for each in desks:
        each.join(30)
    assert errors == []
    with clinic.read("receptionist") as uow:
        assert len(queries.case_file(uow, case_id).members) == 5
