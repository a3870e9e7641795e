"""What a panel physician may do with a protocol: adopt an edition, withdraw that, and change one of its numbers."""

from __future__ import annotations

from collections.abc import Iterable

from mhac.kernel.errors import Invalid, Refused
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import library, queries
from mhac.protocols.records import Adoption, SettingChange
from mhac.protocols.template import Setting, Template


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
    template = library.pinned(country, edition, digest)
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
    uow: UnitOfWork, *, country: str, edition: str, digest: str, key: str, value: float | bool | str | None, reason: str
) -> None:
    """Change a number of an edition for this clinic, signed by name and reason; None goes back to the template's.

    Raises `NotFound`, `Invalid` ("protocols.unknown_setting", "protocols.setting_value", "protocols.reason_missing").
    """
    uow.require("protocols.change_setting")
    setting = _setting(library.pinned(country, edition, digest), key)
    if value is not None and not _fits(setting, value):
        raise Invalid("protocols.setting_value", field="value", setting=key, given=value)
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


def _setting(template: Template, key: str) -> Setting:
    if key not in template.settings:
        raise Invalid("protocols.unknown_setting", field="key", setting=key)
    return template.settings[key]


def _fits(setting: Setting, value: float | bool | str) -> bool:
    """Whether a value is of the template's kind, and no negative number."""
    if isinstance(setting.value, bool) or isinstance(value, bool):
        return isinstance(setting.value, bool) and isinstance(value, bool)
    if isinstance(setting.value, str):
        return isinstance(value, str)
    return (
        isinstance(value, int | float) and value >= 0 and (isinstance(value, int) or isinstance(setting.value, float))
    )


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid("protocols.reason_missing", field="reason")
    return reason.strip()
