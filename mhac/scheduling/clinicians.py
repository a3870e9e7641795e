"""Clinicians in the appointment book: who can be asked for by name, and for which services."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select

from mhac.kernel.errors import Invalid, Refused
from mhac.kernel.folding import fold
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.scheduling import rules
from mhac.scheduling.records import Service
from mhac.scheduling.views import ClinicianRow
from mhac.security.records import User

_U: Any = User.__table__.c
_STAFF: Any = select(_U.id, _U.name, _U.login, _U.roles, _U.active).order_by(_U.name, _U.id)
_ONE: Any = select(_U.name, _U.roles, _U.active).where(_U.id == bindparam("id"))


def staff(uow: UnitOfWork) -> tuple[ClinicianRow, ...]:
    """Everybody of the house by name, those who left too: an old appointment keeps its name."""
    uow.require("scheduling.see_book")
    rows: Any = uow.rows(_STAFF, {})
    return tuple(ClinicianRow(row.id, row.name, row.login, tuple(row.roles), row.active) for row in rows)


def check(uow: UnitOfWork, clinician_id: int | None, service: Service) -> None:
    """Make sure that somebody can be asked for; nobody in particular always can.

    Raises `Invalid` for a number that nobody has, `Refused` ("scheduling.clinician_left", "scheduling.clinician_role").
    """
    if clinician_id is None:
        return
    row: Any = uow.rows(_ONE, {"id": clinician_id}).first()
    if row is None:
        raise Invalid("scheduling.clinician_unknown", field="clinician")
    if not row.active:
        raise Refused("scheduling.clinician_left", field="clinician", clinician=row.name)
    if not rules.takes(row.roles, service.taken_by):
        raise Refused("scheduling.clinician_role", field="clinician", clinician=row.name, service=service.name)


def named(people: Sequence[ClinicianRow], text: str) -> tuple[ClinicianRow, ...]:
    """Who has this login, or else this name."""
    plain = fold(text)
    by_login = tuple(each for each in people if each.login == text.strip().lower())
    return by_login or tuple(each for each in people if fold(each.name) == plain)
