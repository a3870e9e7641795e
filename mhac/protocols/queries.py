"""What screens and other rooms ask about protocols: editions and own templates, adoptions, numbers that we changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all

from mhac.kernel.errors import NotFound
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import library as shelf
from mhac.protocols.library import Edition, Library
from mhac.protocols.records import Adoption, OwnTemplate, SettingChange
from mhac.protocols.template import Template

# Asked for every case file: built once, and answered with rows of the table.
_A: Any = Adoption.__table__.c
_S: Any = SettingChange.__table__.c
_ADOPTED = (
    select(_A.id, _A.confirmed_rules)
    .where(_A.country == bindparam("country"), _A.edition == bindparam("edition"), _A.digest == bindparam("digest"))
    .where(_A.withdrawn_at.is_(None))
    .limit(1)
)
_CHANGED = (
    select(_S.key, _S.value, _S.changed_at)
    .where(_S.country == bindparam("country"), _S.edition == bindparam("edition"))
    .order_by(_S.id.desc())
)
_DECIDED = union_all(
    select(_S.id, _S.key, _S.value).where(_S.country == bindparam("country"), _S.edition == bindparam("edition")),
    select(_A.id, literal(""), _A.confirmed_rules)
    .where(_A.country == bindparam("country"), _A.edition == bindparam("edition"), _A.digest == bindparam("digest"))
    .where(_A.withdrawn_at.is_(None)),
)
_O: Any = OwnTemplate.__table__.c
_OWN = (
    select(_O.country, _O.edition, _O.title, _O.authority, _O.valid_from, _O.valid_to, _O.digest)
    .where(_O.retired_at.is_(None))
    .order_by(_O.id)
)


@dataclass(frozen=True, slots=True)
class AdoptionView:
    """One adoption, withdrawn or in force."""

    id: int
    version: int
    country: str
    edition: str
    digest: str
    adopted_at: datetime
    physician: str
    licence: str
    confirmed_rules: tuple[str, ...]
    remarks: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_reason: str

    @property
    def in_force(self) -> bool:
        """Whether it has not been withdrawn."""
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class SettingChangeView:
    """One change of a number, newest first in lists."""

    id: int
    key: str
    value: object
    reason: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class OwnTemplateView:
    """One template that the clinic imported, in force or retired."""

    id: int
    version: int
    country: str
    edition: str
    digest: str
    title: str
    authority: str
    valid_from: date
    valid_to: date | None
    file_name: str
    source_yaml: str
    reason: str
    imported_at: datetime
    imported_by: str
    retired_at: datetime | None
    retired_by: str
    retired_reason: str

    @property
    def in_force(self) -> bool:
        """Whether new exams may begin under it."""
        return self.retired_at is None


def library(uow: UnitOfWork) -> Library:
    """The shipped editions and the clinic's own that are in force; asked by everybody who begins or shows an exam."""
    uow.require("protocols.read")
    own = []
    for row in uow.rows(_OWN, {}):
        if not shelf.is_remembered(row.digest):
            _remember(uow, row.digest)
        own.append(
            Edition(
                country=row.country,
                edition=row.edition,
                title=row.title,
                authority=row.authority,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                digest=row.digest,
                file="",
                own=True,
            )
        )
    return shelf.library_with(own)


def template(uow: UnitOfWork, country: str, edition: str, digest: str) -> Template:
    """The very template that an exam began with, shipped or the clinic's own (retired too). Raises NotFound."""
    uow.require("protocols.read")
    try:
        return shelf.pinned(country, edition, digest)
    except NotFound:
        _remember(uow, digest)
        return shelf.pinned(country, edition, digest)


def own_templates(uow: UnitOfWork) -> tuple[OwnTemplateView, ...]:
    """The templates that the clinic imported, retired ones included, the newest first."""
    uow.require("protocols.read")
    rows = uow.session.scalars(select(OwnTemplate).order_by(OwnTemplate.id.desc()))
    return tuple(
        OwnTemplateView(
            id=row.id,
            version=row.version,
            country=row.country,
            edition=row.edition,
            digest=row.digest,
            title=row.title,
            authority=row.authority,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            file_name=row.file_name,
            source_yaml=row.source_yaml,
            reason=row.reason,
            imported_at=row.imported_at,
            imported_by=row.imported_by,
            retired_at=row.retired_at,
            retired_by=row.retired_by or "",
            retired_reason=row.retired_reason or "",
        )
        for row in rows
    )


def _remember(uow: UnitOfWork, digest: str) -> None:
    text = uow.session.scalars(select(OwnTemplate.compiled).where(OwnTemplate.digest == digest).limit(1)).first()
    if text is not None:
        shelf.remember(text, digest)


def is_adopted(uow: UnitOfWork, country: str, edition: str, digest: str) -> bool:
    """Whether a physician has adopted exactly this text of the edition; asked by the rooms that sign under it."""
    uow.require("protocols.read")
    wanted = {"country": country, "edition": edition, "digest": digest}
    return uow.rows(_ADOPTED, wanted).first() is not None


def adoption_of(uow: UnitOfWork, country: str, edition: str, digest: str) -> AdoptionView | None:
    """The adoption in force of exactly this text."""
    uow.require("protocols.read")
    found = _in_force(uow, country, edition, digest)
    return None if found is None else _view(found)


def adoptions(uow: UnitOfWork) -> tuple[AdoptionView, ...]:
    """All adoptions, the newest first."""
    uow.require("protocols.read")
    rows = uow.session.scalars(select(Adoption).order_by(Adoption.adopted_at.desc(), Adoption.id.desc()))
    return tuple(_view(row) for row in rows)


def newest(uow: UnitOfWork, country: str) -> Template | None:
    """Return the newest edition of a country, None where there is none."""
    uow.require("protocols.read")
    shelf = library(uow)
    editions = shelf.editions(country)
    return shelf.template(editions[-1]) if editions else None


def overrides(uow: UnitOfWork, country: str, edition: str, *, at: datetime | None = None) -> Mapping[str, object]:
    """The numbers that the clinic changed, as `evaluate` takes them; asked by the rooms that evaluate.

    `at` asks for what held at an earlier moment: a signed exam is read by the numbers that it was signed with.
    """
    uow.require("protocols.read")
    rows = uow.rows(_CHANGED, {"country": country, "edition": edition})
    return _standing(row for row in rows if at is None or row.changed_at <= at)


def confirmed_rules(uow: UnitOfWork, country: str, edition: str, digest: str) -> frozenset[str] | None:
    """The rules that a physician confirmed when adopting exactly this text; None where nobody adopted it."""
    uow.require("protocols.read")
    wanted = {"country": country, "edition": edition, "digest": digest}
    found = uow.rows(_ADOPTED, wanted).first()
    return None if found is None else frozenset(found.confirmed_rules)


def decided(
    uow: UnitOfWork, country: str, edition: str, digest: str
) -> tuple[frozenset[str] | None, Mapping[str, object]]:
    """The rules confirmed at the adoption of exactly this text, None where it is not adopted, and the numbers that the
    clinic changed, in one question."""
    uow.require("protocols.read")
    wanted = {"country": country, "edition": edition, "digest": digest}
    rows = sorted(uow.rows(_DECIDED, wanted), key=lambda row: -row.id)
    adopted = next((row for row in rows if not row.key), None)
    return None if adopted is None else frozenset(adopted.value), _standing(row for row in rows if row.key)


def _standing(rows: Iterable[Any]) -> dict[str, object]:
    """What holds of changes that come newest first; a change that was taken back holds no more."""
    newest: dict[str, object] = {}
    for row in rows:
        newest.setdefault(row.key, row.value)
    return {key: value for key, value in newest.items() if value is not None}


def setting_changes(uow: UnitOfWork, country: str, edition: str) -> tuple[SettingChangeView, ...]:
    """Every change of a number of an edition, the newest first."""
    uow.require("protocols.read")
    return tuple(
        SettingChangeView(row.id, row.key, row.value, row.reason, row.changed_at, row.changed_by)
        for row in _changes(uow, country, edition)
    )


def newest_change(uow: UnitOfWork, country: str, edition: str, key: str) -> SettingChangeView | None:
    """The newest change of one number; asked before another one is made."""
    uow.require("protocols.read")
    row = next((each for each in _changes(uow, country, edition) if each.key == key), None)
    if row is None:
        return None
    return SettingChangeView(row.id, row.key, row.value, row.reason, row.changed_at, row.changed_by)


def _changes(uow: UnitOfWork, country: str, edition: str) -> tuple[SettingChange, ...]:
    asked = (
        select(SettingChange)
        .where(SettingChange.country == country, SettingChange.edition == edition)
        .order_by(SettingChange.id.desc())
    )
    return tuple(uow.session.scalars(asked))


def _in_force(uow: UnitOfWork, country: str, edition: str, digest: str) -> Adoption | None:
    return uow.session.scalars(
        select(Adoption)
        .where(Adoption.country == country, Adoption.edition == edition, Adoption.digest == digest)
        .where(Adoption.withdrawn_at.is_(None))
        .order_by(Adoption.id.desc())
    ).first()


def _view(row: Adoption) -> AdoptionView:
    return AdoptionView(
        id=row.id,
        version=row.version,
        country=row.country,
        edition=row.edition,
        digest=row.digest,
        adopted_at=row.adopted_at,
        physician=row.physician,
        licence=row.licence,
        confirmed_rules=tuple(row.confirmed_rules),
        remarks=row.remarks,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by or "",
        withdrawn_reason=row.withdrawn_reason or "",
    )
