"""A physician adopts an edition, withdraws that, and changes a number; nobody else does."""

from typing import Any

import pytest

from mhac.kernel.errors import Invalid, NotAllowed, NotFound, Refused, StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import queries, service
from mhac.protocols.evaluation import evaluate
from mhac.protocols.library import editions
from tests.clinic import Clinic
from tests.mhac.protocols.people import applicant, required, us

(EDITION,) = editions("US")
PIN: dict[str, Any] = {"country": "US", "edition": EDITION.edition, "digest": EDITION.digest}
RULES = ("TB-10", "TB-09")


def adopt(uow: UnitOfWork, rules: tuple[str, ...] = RULES) -> int:
    return service.adopt_edition(uow, **PIN, confirmed_rules=rules, remarks=" read against the instructions ")


def test_an_adoption_keeps_name_licence_moment_and_rules(clinic: Clinic) -> None:
    with clinic.act("physician") as uow:
        assert not queries.is_adopted(uow, **PIN)
        adopt(uow)
    with clinic.read("nurse") as uow:
        assert queries.is_adopted(uow, **PIN)
        assert not queries.is_adopted(uow, "US", EDITION.edition, "0" * 64)
        (found,) = queries.adoptions(uow)
        assert queries.adoption_of(uow, **PIN) == found
    assert (found.physician, found.licence) == ("Dr Claire Uwase", "RMDC 2231")
    assert found.confirmed_rules == ("TB-09", "TB-10")
    assert found.adopted_at == clinic.clock.moment
    assert found.remarks == "read against the instructions"
    assert found.in_force


@pytest.mark.parametrize("role", ["receptionist", "nurse", "administrator"])
def test_only_a_physician_adopts_withdraws_and_changes(sqlite_clinic: Clinic, role: str) -> None:
    with sqlite_clinic.act("physician") as uow:
        adoption_id = adopt(uow)
    with pytest.raises(NotAllowed), sqlite_clinic.act(role) as uow:
        adopt(uow)
    with pytest.raises(NotAllowed), sqlite_clinic.act(role) as uow:
        service.withdraw_adoption(uow, adoption_id=adoption_id, version=1, reason="wrong")
    with pytest.raises(NotAllowed), sqlite_clinic.act(role) as uow:
        service.change_setting(uow, **PIN, key="igra_max_age", value=17, reason="new text")


def test_what_cannot_be_adopted(sqlite_clinic: Clinic) -> None:
    with pytest.raises(Invalid) as caught, sqlite_clinic.act("physician") as uow:
        adopt(uow, ("TB-10", "TB-99"))
    assert caught.value.values["rules"] == "TB-99"
    with pytest.raises(NotFound), sqlite_clinic.act("physician") as uow:
        service.adopt_edition(uow, country="US", edition="1999", digest=EDITION.digest, confirmed_rules=())
    with sqlite_clinic.act("physician") as uow:
        adopt(uow)
    with pytest.raises(Refused), sqlite_clinic.act("physician") as uow:
        adopt(uow)


def test_a_withdrawn_adoption_stays_readable_and_a_new_one_may_follow(clinic: Clinic) -> None:
    with clinic.act("physician") as uow:
        adoption_id = adopt(uow)
    with pytest.raises(Invalid), clinic.act("physician") as uow:
        service.withdraw_adoption(uow, adoption_id=adoption_id, version=1, reason="  ")
    with pytest.raises(StaleEdit), clinic.act("physician") as uow:
        service.withdraw_adoption(uow, adoption_id=adoption_id, version=7, reason="new edition")
    with clinic.act("physician") as uow:
        service.withdraw_adoption(uow, adoption_id=adoption_id, version=1, reason="new edition")
    with pytest.raises(Refused), clinic.act("physician") as uow:
        service.withdraw_adoption(uow, adoption_id=adoption_id, version=2, reason="again")
    with clinic.read("physician") as uow:
        assert not queries.is_adopted(uow, **PIN)
        assert queries.adoption_of(uow, **PIN) is None
    with clinic.act("physician") as uow:
        adopt(uow)
    with clinic.read("physician") as uow:
        newest, oldest = queries.adoptions(uow)
    assert (newest.in_force, oldest.in_force) == (True, False)
    assert (oldest.withdrawn_by, oldest.withdrawn_reason) == ("Dr Claire Uwase", "new edition")


def test_a_changed_number_counts_until_it_is_changed_back(clinic: Clinic) -> None:
    adult = applicant("2005-05-05")
    with clinic.act("physician") as uow:
        service.change_setting(uow, **PIN, key="igra_max_age", value=21, reason="new text")
    with clinic.read("physician") as uow:
        changed = queries.overrides(uow, "US", EDITION.edition)
    assert changed == {"igra_max_age": 21}
    assert "igra" in required(evaluate(us(), adult, {"screened": True}, settings=changed))
    with clinic.act("physician") as uow:
        service.change_setting(uow, **PIN, key="igra_max_age", value=None, reason="mistaken")
    with clinic.read("physician") as uow:
        assert queries.overrides(uow, "US", EDITION.edition) == {}
        history = queries.setting_changes(uow, "US", EDITION.edition)
    assert [(row.value, row.reason) for row in history] == [(None, "mistaken"), (21, "new text")]
    assert "igra" not in required(evaluate(us(), adult, {"screened": True}))


@pytest.mark.parametrize("value", [-1, "14", True, 14.5, 10**12, float("nan"), float("inf")])
def test_a_number_of_another_kind_is_refused(sqlite_clinic: Clinic, value: float | bool | str) -> None:
    with pytest.raises(Invalid) as caught, sqlite_clinic.act("physician") as uow:
        service.change_setting(uow, **PIN, key="igra_max_age", value=value, reason="x")
    assert caught.value.code == "protocols.setting_value"


def test_a_change_needs_a_known_number_and_a_reason(sqlite_clinic: Clinic) -> None:
    with pytest.raises(Invalid) as caught, sqlite_clinic.act("physician") as uow:
        service.change_setting(uow, **PIN, key="igra_age", value=3, reason="x")
    assert caught.value.code == "protocols.unknown_setting"
    with pytest.raises(Invalid) as caught, sqlite_clinic.act("physician") as uow:
        service.change_setting(uow, **PIN, key="igra_max_age", value=3, reason="")
    assert caught.value.code == "protocols.reason_missing"
