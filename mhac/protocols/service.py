"""What may be done with protocols: adopt an edition or withdraw that, change a number, import and retire own texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.exc import IntegrityError

from mhac.kernel.errors import Invalid, Refused, StaleEdit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import queries
from mhac.protocols.own import check_template
from mhac.protocols.own_numbers import is_span_of_months, may_be_months, sensible_range, silenced, unfitting
from mhac.protocols.records import Adoption, OwnTemplate, SettingChange
from mhac.protocols.rules import LARGEST_NUMBER
from mhac.protocols.template import Template
from mhac.registration import codes

LONGEST_NAME = 200


def adopt_edition(
    uow: UnitOfWork,
    *,
    country: str,
    edition: str,
    digest: str,
    confirmed_rules: Iterable[str],
    remarks: str = "",
) -> int:
    """Adopt exactly this text of an edition, with the rules that the physician confirmed; return the adoption's id.

    Raises `NotFound` ("protocols.no_edition"), `Invalid` ("protocols.unknown_rules"), `Refused`
    ("protocols.already_adopted").
    """
    uow.require("protocols.adopt_edition")
    template = queries.template(uow, country, edition, digest)
    confirmed = sorted(set(confirmed_rules))
    strange = sorted(set(confirmed) - template.rule_ids)
    if strange:
        raise Invalid("protocols.unknown_rules", field="confirmed_rules", rules=", ".join(strange))
    if queries.is_adopted(uow, country, edition, digest):
        raise Refused("protocols.already_adopted", country=country, edition=edition)
    adoption = uow.add(
        Adoption(
            country=country,
            edition=edition,
            digest=digest,
            adopted_at=uow.now(),
            user_id=uow.actor.user_id,
            physician=uow.actor.name,
            licence=uow.actor.licence,
            confirmed_rules=confirmed,
            remarks=remarks.strip(),
        )
    )
    uow.announce("clinic")
    return adoption.id


def withdraw_adoption(uow: UnitOfWork, *, adoption_id: int, version: int, reason: str) -> None:
    """Withdraw an adoption with a reason; what was signed under it stays signed, nothing new is signed under it.

    Raises `NotFound`, `StaleEdit`, `Invalid` ("protocols.reason_missing"), `Refused` ("protocols.withdrawn_already").
    """
    uow.require("protocols.withdraw_adoption")
    adoption = uow.get(Adoption, adoption_id)
    uow.check_version(adoption, version)
    if adoption.withdrawn_at is not None:
        raise Refused("protocols.withdrawn_already", country=adoption.country, edition=adoption.edition)
    adoption.withdrawn_reason = _reason(reason)
    adoption.withdrawn_at = uow.now()
    adoption.withdrawn_by = uow.actor.name
    uow.announce("clinic")


def change_setting(
    uow: UnitOfWork,
    *,
    country: str,
    edition: str,
    digest: str,
    key: str,
    value: float | bool | str | None,
    reason: str,
    seen: int | None = None,
) -> None:
    """Change a number of an edition for this clinic, signed by name and reason; None goes back to the template's.

    `list.<list>.<country>` completes or corrects what a list says of a country. `seen` is the id of the newest
    change that was on screen, 0 where there was none.

    Raises `NotFound`, `Invalid` ("protocols.unknown_setting", "protocols.setting_value", "protocols.setting_range",
    "protocols.rule_silenced" where a rule could apply to nobody any more, "protocols.bands_apart" where the weights
    of a dose would not fit together, "protocols.reason_missing"),
    `StaleEdit` ("protocols.setting_changed") when somebody changed it since it was shown.
    """
    uow.require("protocols.change_setting")
    template = queries.template(uow, country, edition, digest)
    present = _present(template, key)
    if value is not None:
        _check_value(template, queries.overrides(uow, country, edition), key, value, present)
    newest = queries.newest_change(uow, country, edition, key)
    if seen is not None and newest is not None and newest.id != seen:
        raise StaleEdit(
            "protocols.setting_changed",
            by=newest.changed_by,
            at=newest.changed_at,
            value=newest.value,
            change=newest.id,
        )
    uow.add(
        SettingChange(
            country=country,
            edition=edition,
            key=key,
            value=value,
            reason=_reason(reason),
            changed_at=uow.now(),
            changed_by=uow.actor.name,
        )
    )
    uow.announce("clinic")


def import_template(uow: UnitOfWork, *, content: bytes, file_name: str, reason: str) -> int:
    """Check a template that the clinic wrote, compile it and put it on the clinic's shelf; return its id.

    Raises `Invalid` ("protocols.wrong_template" with every fault, "protocols.reason_missing"), `Refused`
    ("protocols.edition_ships" where the program brings that edition, "protocols.edition_in_force" where the clinic
    has a template of that name: it is retired first).
    """
    uow.require("protocols.import_template")
    why = _reason(reason)
    name = file_name.strip()[:LONGEST_NAME] or "template.yaml"
    checked = check_template(content, name)
    if checked.problems or checked.template is None:
        raise Invalid("protocols.wrong_template", field="file", first=checked.problems[0], count=len(checked.problems))
    made = checked.template
    for known in queries.library(uow).editions(made.country):
        if known.edition == made.edition:
            code = "protocols.edition_in_force" if known.own else "protocols.edition_ships"
            raise Refused(code, country=made.country, edition=made.edition)
    own = OwnTemplate(
        country=made.country,
        edition=made.edition,
        digest=made.digest,
        title=made.title,
        authority=made.authority,
        valid_from=made.valid_from,
        valid_to=made.valid_to,
        compiled=checked.compiled,
        source_yaml=content.decode("utf-8-sig"),
        file_name=name,
        reason=why,
        imported_at=uow.now(),
        user_id=uow.actor.user_id,
        imported_by=uow.actor.name,
    )
    try:
        uow.add(own)
    except IntegrityError as error:  # two workstations imported it at the same moment: the other one was first
        raise Refused("protocols.edition_in_force", country=made.country, edition=made.edition) from error
    uow.announce("clinic")
    return own.id


def retire_template(uow: UnitOfWork, *, template_id: int, version: int, reason: str) -> None:
    """Take an own template from the shelf: no exam begins under it any more, those that began are still opened with it.

    Raises `NotFound`, `StaleEdit`, `Invalid` ("protocols.reason_missing"), `Refused` ("protocols.retired_already").
    """
    uow.require("protocols.retire_template")
    row = uow.get(OwnTemplate, template_id)
    uow.check_version(row, version)
    if row.retired_at is not None:
        raise Refused("protocols.retired_already", country=row.country, edition=row.edition)
    row.retired_reason = _reason(reason)
    row.retired_at = uow.now()
    row.retired_by = uow.actor.name
    uow.announce("clinic")


def _present(template: Template, key: str) -> float | bool | str:
    """What the template says, or a value of the kind that it would have: of a country that a list does not name."""
    word, _, rest = key.partition(".")
    name, _, country = rest.rpartition(".")
    listed = template.lists.get(name) if word == "list" else None
    if listed is not None and codes.countries().get(country):
        return False if listed.kind == "membership" else 0.0
    if key not in template.settings:
        raise Invalid("protocols.unknown_setting", field="key", setting=key)
    return template.settings[key].value


def _check_value(
    template: Template, standing: Mapping[str, object], key: str, value: float | bool | str, present: float | bool | str
) -> None:
    """A value is of the template's kind, makes sense, and leaves every rule somebody to whom it applies."""
    fits = _fits(present, value, fractions=key in template.settings and template.settings[key].fractions)
    if not fits or (is_span_of_months(template, key) and not may_be_months(value)):
        raise Invalid("protocols.setting_value", field="value", setting=key, given=value)
    if isinstance(value, bool | str):
        return
    low, high = sensible_range(template, key)
    if (low is not None and value < low) or (high is not None and value > high):
        raise Invalid("protocols.setting_range", field="value", setting=key, given=value, low=low, high=high)
    if key not in template.settings:
        return
    for code, broken in (("protocols.rule_silenced", silenced), ("protocols.bands_apart", unfitting)):
        rules = broken(template, standing, key, value)
        if rules:
            raise Invalid(code, field="value", setting=key, given=value, rules=", ".join(rules))


def _fits(present: float | bool | str, value: float | bool | str, *, fractions: bool) -> bool:
    """Whether a value is of the template's kind, and no negative number."""
    if isinstance(present, bool) or isinstance(value, bool):
        return isinstance(present, bool) and isinstance(value, bool)
    if isinstance(present, str):
        return isinstance(value, str)
    if not isinstance(value, int | float) or not 0 <= value <= LARGEST_NUMBER:
        return False
    return fractions or isinstance(value, int) or isinstance(present, float)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid("protocols.reason_missing", field="reason")
    return reason.strip()
