"""What the protocol pages show and what they send to the services; plain Python, no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from mhac.exams import touched
from mhac.exams.touched import TouchedExam
from mhac.kernel.canonical import canonical
from mhac.kernel.paths import RESOURCES
from mhac.protocols import library, queries, service
from mhac.protocols.library import Edition, Library
from mhac.protocols.own import Checked, check_template
from mhac.protocols.queries import AdoptionView, OwnTemplateView, SettingChangeView
from mhac.protocols.template import Template
from mhac.security.queries import clinic_profile
from ui.protocols.entries import Changes, OwnChange

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class EditionRow:
    """An edition on the shelf with what the clinic did with it; `own` where it is the clinic's own template."""

    edition: Edition
    unverified: int
    disabled: int
    own: OwnTemplateView | None
    adoption: AdoptionView | None
    in_force: bool
    """Whether an exam of today would begin under it."""
    changed: int
    """How many numbers the clinic changed."""

    @property
    def key(self) -> str:
        """What tells two editions apart."""
        return self.edition.digest

    @property
    def open_rules(self) -> int:
        """How many rules are to be confirmed still."""
        return max(0, self.unverified - (len(self.adoption.confirmed_rules) if self.adoption else 0))


@dataclass(frozen=True)
class Shelf:
    """All editions of all countries, what the clinic changed in them, and where the clinic is."""

    rows: tuple[EditionRow, ...]
    library: Library | None = None
    overrides: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """The clinic's numbers by the digest of the edition."""
    home: str = ""

    def digest_of(self, country: str, edition: str) -> str:
        """Return the digest of an edition that is named by country and edition; empty where there is none."""
        return next(
            (row.key for row in self.rows if (row.edition.country, row.edition.edition) == (country, edition)), ""
        )

    def beside(self, template: Template | None) -> Template | None:
        """Return the edition in force of the country of a template, to compare the template with."""
        row = next((r for r in self.rows if template and r.in_force and r.edition.country == template.country), None)
        return None if row is None else library.pinned(row.edition.country, row.edition.edition, row.edition.digest)


@dataclass(frozen=True)
class OpenEdition:
    """One edition with what the clinic decided about it."""

    row: EditionRow
    template: Template
    changes: Changes
    past: tuple[AdoptionView, ...]
    """Adoptions that were withdrawn, the newest first."""


def load_shelf(uow: UnitOfWork) -> Shelf:
    """Return every edition with its adoption, for the list at the left."""
    shelf = queries.library(uow)
    adopted = {(a.country, a.edition, a.digest): a for a in queries.adoptions(uow) if a.in_force}
    own = {each.digest: each for each in queries.own_templates(uow) if each.in_force}
    today = uow.today()
    chosen = {country: shelf.choose(country, today).template.digest for country in shelf.countries()}
    changed = {each.digest: queries.overrides(uow, each.country, each.edition) for each in shelf.editions()}
    rows = []
    for edition in shelf.editions():
        template = shelf.pinned(edition.country, edition.edition, edition.digest)
        rows.append(
            EditionRow(
                edition=edition,
                unverified=len({rule.id for rule in template.unverified_rules}),
                disabled=len(template.disabled),
                own=own.get(edition.digest),
                adoption=adopted.get((edition.country, edition.edition, edition.digest)),
                in_force=chosen[edition.country] == edition.digest,
                changed=len(changed[edition.digest]),
            )
        )
    return Shelf(tuple(rows), shelf, changed, clinic_profile(uow).country)


def load_edition(row: EditionRow) -> Any:
    """Return the query for one edition with the clinic's changes."""
    return partial(_edition, row)


def _edition(row: EditionRow, uow: UnitOfWork) -> OpenEdition:
    edition = row.edition
    template = library.pinned(edition.country, edition.edition, edition.digest)
    past = [a for a in queries.adoptions(uow) if a.digest == edition.digest and not a.in_force]
    return OpenEdition(row, template, changes_of(queries.setting_changes(uow, edition.country, edition.edition)),
                       tuple(past))  # fmt: skip


def changes_of(rows: tuple[SettingChangeView, ...]) -> dict[str, tuple[OwnChange, ...]]:
    """Return the changes by number, the newest first."""
    found: dict[str, tuple[OwnChange, ...]] = {}
    for row in rows:
        found[row.key] = (
            *found.get(row.key, ()),
            OwnChange(row.id, row.value, row.reason, row.changed_at, row.changed_by),
        )
    return found


def adopt_act(template: Template, confirmed: tuple[str, ...], remarks: str) -> Any:
    """Return the act that adopts an edition."""
    return partial(_adopt, template, confirmed, remarks)


def _adopt(template: Template, confirmed: tuple[str, ...], remarks: str, uow: UnitOfWork) -> int:
    return service.adopt_edition(
        uow,
        country=template.country,
        edition=template.edition,
        digest=template.digest,
        confirmed_rules=confirmed,
        remarks=remarks,
    )


def newest_change(template: Template, key: str) -> Any:
    """Return the question for the newest change of a number."""
    return partial(_newest_change, template, key)


def _newest_change(template: Template, key: str, uow: UnitOfWork) -> OwnChange | None:
    row = queries.newest_change(uow, template.country, template.edition, key)
    return None if row is None else OwnChange(row.id, row.value, row.reason, row.changed_at, row.changed_by)


def newest_adoption(adoption: AdoptionView) -> Any:
    """Return the question for an adoption as it is now."""
    return partial(_newest_adoption, adoption.id)


def _newest_adoption(adoption_id: int, uow: UnitOfWork) -> AdoptionView | None:
    return next((each for each in queries.adoptions(uow) if each.id == adoption_id), None)


def newest_own(own: OwnTemplateView) -> Any:
    """Return the question for the clinic's own template as it is now."""
    return partial(_newest_own, own.id)


def _newest_own(template_id: int, uow: UnitOfWork) -> OwnTemplateView | None:
    return next((each for each in queries.own_templates(uow) if each.id == template_id), None)


def withdraw_act(adoption: AdoptionView, reason: str) -> Any:
    """Return the act that withdraws an adoption."""
    return partial(_withdraw, adoption, reason)


def _withdraw(adoption: AdoptionView, reason: str, uow: UnitOfWork) -> None:
    service.withdraw_adoption(uow, adoption_id=adoption.id, version=adoption.version, reason=reason)


def change_act(template: Template, key: str, value: Any, reason: str, seen: int) -> Any:
    """Return the act that changes a number, or a country of a list; None goes back to the template's."""
    return partial(_change, template, key, value, reason, seen)


def _change(template: Template, key: str, value: Any, reason: str, seen: int, uow: UnitOfWork) -> None:
    service.change_setting(
        uow,
        country=template.country,
        edition=template.edition,
        digest=template.digest,
        key=key,
        value=value,
        reason=reason,
        seen=seen,
    )


def load_touched(row: EditionRow) -> Any:
    """Return the query for the open exams that an edition touches."""
    return partial(_touched, row.edition)


def _touched(edition: Edition, uow: UnitOfWork) -> tuple[TouchedExam, ...]:
    return touched.touched_by(uow, edition.country, edition.edition, edition.digest)


# -- the clinic's own templates ------------------------------------------------------------------------------------


def check(content: bytes, file_name: str) -> Checked:
    """Try a file; nothing is kept by that."""
    return check_template(content, file_name)


def import_act(content: bytes, file_name: str, reason: str) -> Any:
    """Return the act that imports a file as the clinic's own template."""
    return partial(_import, content, file_name, reason)


def _import(content: bytes, file_name: str, reason: str, uow: UnitOfWork) -> int:
    return service.import_template(uow, content=content, file_name=file_name, reason=reason)


def retire_act(own: OwnTemplateView, reason: str) -> Any:
    """Return the act that retires the clinic's own template."""
    return partial(_retire, own, reason)


def _retire(own: OwnTemplateView, reason: str, uow: UnitOfWork) -> None:
    service.retire_template(uow, template_id=own.id, version=own.version, reason=reason)


def exported(row: EditionRow, *, as_json: bool) -> str:
    """Return an edition as a file: the YAML as it was written, or the JSON as the program reads it."""
    edition = row.edition
    template = library.pinned(edition.country, edition.edition, edition.digest)
    if not as_json and row.own is not None:
        return row.own.source_yaml
    written = RESOURCES / "protocols" / edition.country / f"{edition.edition}.yaml"
    if not as_json and written.is_file():
        return written.read_text(encoding="utf-8")
    return canonical(template.data)
