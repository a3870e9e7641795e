"""The words of the rules written by hand: names and sentences of the kept template, and logic of three values."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mhac.protocols.template_data import template_from

Needs = frozenset[str]
Maybe = bool | Needs

US = template_from(json.loads(Path(__file__).with_name("us_rules.json").read_bytes()), "kept for the benchmark")
RULES = {rule.id: rule for rule in US.all_rules}
FLAGS = {code: {f"flag.{k}": v for k, v in one.flags.items()} for code, one in US.categories.items()}
INCIDENCE = US.lists["tb_incidence"].values
PROGRAMME = US.lists["us_presumptive_treatment"].values
LOA = [country for country, member in US.lists["loa_loa"].values.items() if member]
NOTHING_FOUND: dict[str, object] = {
    word.name: word.when_screened for word in US.words.values() if word.has_default and word.when_screened != "none"
}
LATER = {"chest_xray": ("declined", "deferred"), "gonorrhea": ("indeterminate",), "hiv": ("indeterminate",),
         "sputum_smears": ("pending",), "sputum_cultures": ("pending",), "sputum_molecular": ("pending",),
         "hbsag": ("indeterminate",), "hcv": ("indeterminate",)}  # fmt: skip
LASTING = ("hypertension", "diabetes", "renal_disease", "autoimmune", "heart_disease", "lung_disease", "transplant",
           "seizures", "significant_history", "hiv_known")  # fmt: skip
KINDS = {item.code: (item.code, item.label, item.kind, item.stage) for item in US.items.values()}
TEXTS = {rule.id: rule.text.format_map({k: s.value for k, s in US.settings.items()}) for rule in US.rules}
CLASSES = {one.code: one for one in US.classes}
NOBODY: Needs = frozenset()


def every(*parts: Maybe) -> Maybe:
    """Whether all hold; unknown while none fails and some are open."""
    missing: Needs = NOBODY
    for part in parts:
        if part is False:
            return False
        if part is not True:
            missing |= part
    return missing or True


def some(*parts: Maybe) -> Maybe:
    """Whether one holds; unknown while none does and some are open."""
    missing: Needs = NOBODY
    for part in parts:
        if part is True:
            return True
        if part is not False:
            missing |= part
    return missing or False


def opposite(part: Maybe) -> Maybe:
    """The opposite; unknown stays unknown."""
    return part if isinstance(part, frozenset) else not part


def equals(value: Any, *wanted: object) -> Maybe:
    """Whether a value is one of these."""
    return value if isinstance(value, frozenset) else value in wanted


CLASS_HOLDS = {c: one.hold.format(hansen_days=US.settings["hansen_days"].value) for c, one in CLASSES.items()}


def below(value: Any, limit: float) -> Maybe:
    """Whether a number is below a limit; what is not there is not."""
    return value if isinstance(value, frozenset) else value is not None and value < limit


def plain(value: Any) -> object:
    if isinstance(value, list | tuple):
        return tuple(value)
    return tuple(sorted(value.items())) if isinstance(value, Mapping) else value
