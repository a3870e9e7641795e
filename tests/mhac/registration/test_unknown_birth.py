"""Somebody whose birth date nobody knows, not even the year: registered, found, compared, printed, never guessed at."""

from dataclasses import replace
from datetime import date

import pytest

from mhac.kernel.errors import Invalid
from mhac.registration import queries, service
from mhac.registration.birth import on_day
from mhac.registration.duplicates import Draft
from mhac.registration.lookalikes import likely_duplicates
from mhac.registration.rules import NewConsent, NewPerson
from tests.clinic import Clinic
from tests.mhac.registration.test_people import BEATRICE

UNKNOWN = replace(BEATRICE, birth=None, birth_unknown=True)


def register(clinic: Clinic, request: NewPerson = UNKNOWN) -> int:
    with clinic.act("receptionist") as uow:
        return service.register_person(uow, request=request)


def test_a_person_is_registered_without_a_birth_date_when_somebody_says_so(clinic: Clinic) -> None:
    person_id = register(clinic)
    with clinic.read("receptionist") as uow:
        file = queries.person_file(uow, person_id)
        row = queries.people(uow, [person_id])[person_id]
        found = [each.id for each in queries.search_people(uow, "mukamana")]
    assert file.facts.birth is None
    assert file.facts.birth_unknown
    assert row.birth is None
    assert found == [person_id]


def test_an_empty_field_is_no_unknown_date(clinic: Clinic) -> None:
    with pytest.raises(Invalid) as caught:
        register(clinic, replace(UNKNOWN, birth_unknown=False))
    assert caught.value.code == "registration.birth_date_missing"


def test_a_date_that_is_found_out_later_is_a_correction_and_back(clinic: Clinic) -> None:
    person_id = register(clinic)
    for facts in (replace(UNKNOWN, birth=on_day(date(1990, 3, 14)), birth_unknown=False), UNKNOWN):
        with clinic.act("receptionist") as uow:
            version = queries.person_file(uow, person_id).version
            service.correct_person(uow, person_id=person_id, version=version, request=facts)
        with clinic.read("receptionist") as uow:
            assert queries.person_file(uow, person_id).facts == facts.tidied()


def test_they_are_compared_by_their_names(clinic: Clinic) -> None:
    person_id = register(clinic)
    draft = Draft(family_name="Mukamana", given_names="Beatrice", sex="F", birth=on_day(date(1990, 3, 14)))
    with clinic.read("receptionist") as uow:
        assert [each.person.id for each in likely_duplicates(uow, draft)] == [person_id]
        assert [each.person.id for each in likely_duplicates(uow, replace(draft, birth=None))] == [person_id]


def test_consent_needs_no_guardian_of_somebody_whom_the_desk_sees_grown_up(clinic: Clinic) -> None:
    person_id = register(clinic)
    with clinic.act("receptionist") as uow:
        service.record_consent(uow, person_id=person_id, request=NewConsent("given", "rw"))
    with clinic.read("receptionist") as uow:
        assert len(queries.person_file(uow, person_id).consents) == 1
