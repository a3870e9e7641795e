"""What the facts of a protocol are called: as its own form asks them, or in words that all protocols share."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from mhac.protocols import library
from mhac.protocols.template import Template
from ui.app.translation import translate
from ui.protocols import words


def fact(template: Template, name: str) -> str:
    """Return the name of a fact, an item, a list's country or a class, in the language of the screens."""
    if name.startswith("list."):
        key, _, code = name.removeprefix("list.").rpartition(".")
        listed = template.lists.get(key)
        return f"{words.said(listed.title)}: {words.country(code)}" if listed else words.country(code)
    item = template.items.get(template.fact_items.get(name, "") or name.removeprefix("item."))
    asked = _question(template, name)
    shared = _shared(name)
    if shared:
        return shared
    if item is not None:
        if asked is None or len(item.results) < 2:
            return words.said(item.label)
        return f"{words.said(item.label)}: {words.said(asked['label'])}"
    if asked is not None:
        return words.said(asked["label"])
    return words.said(name.partition(".")[0].replace("_", " "))


def unit(template: Template, name: str) -> str:
    """Return the unit of a number that is a fact."""
    asked = _question(template, name)
    return words.said(asked["unit"]) if asked is not None and asked["unit"] else ""


def choice(template: Template, name: str, value: str) -> str:
    """Return the name of one value of a fact."""
    asked = _question(template, name)
    for one in asked["choices"] if asked is not None else ():
        if one["key"] == value:
            return words.said(one["label"])
    return _value(value) or words.said(value.replace("_", " "))


def _question(template: Template, name: str) -> dict[str, Any] | None:
    """The question behind a fact: of the template's own form, else of another country's that asks the same."""
    return _asked(template).get(name) or _elsewhere().get(name)


@cache
def _elsewhere() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for edition in library.editions():
        for name, row in _asked(library.pinned(edition.country, edition.edition, edition.digest)).items():
            found.setdefault(name, row)
    return found


@lru_cache(maxsize=16)
def _asked(template: Template) -> dict[str, dict[str, Any]]:
    """The question of the form behind each fact."""
    return {row["fact"]: row for row in template.data["form"]["fields"] if row["fact"]}


def _shared(name: str) -> str:
    return {
        "birth_date": translate("Protocols", "Birth date"),
        "sex": translate("Protocols", "Sex"),
        "category": translate("Protocols", "Category"),
        "citizenship": translate("Protocols", "Citizenship"),
        "birth_country": translate("Protocols", "Country of birth"),
        "exam_country": translate("Protocols", "Country of the examination"),
        "lived_in": translate("Protocols", "Countries lived in"),
        "departure": translate("Protocols", "Departure"),
        "arrival": translate("Protocols", "Arrival"),
        "check_at": translate("Protocols", "Check before departure"),
        "screened": translate("Protocols", "History taken and person examined"),
        "pregnant": translate("Protocols", "Pregnant"),
        "pregnancy_weeks": translate("Protocols", "Weeks of pregnancy"),
        "weight_kg": translate("Protocols", "Weight"),
        "tb_symptoms": translate("Protocols", "Symptoms or signs of TB"),
        "tb_contact": translate("Protocols", "Contact with somebody who had TB"),
        "tb_contact_family": translate("Protocols", "That contact is of the family"),
        "tb_history": translate("Protocols", "TB in the past"),
        "chest_xray": translate("Protocols", "Chest X-ray"),
        "sputum_smears": translate("Protocols", "Sputum smears"),
        "sputum_cultures": translate("Protocols", "Sputum cultures"),
        "sputum_molecular": translate("Protocols", "Molecular test of sputum"),
        "stay_months": translate("Protocols", "Length of stay"),
        "occupation": translate("Protocols", "Occupation"),
        "accompanying": translate("Protocols", "Travels with the family"),
        "flu_season": translate("Protocols", "Influenza season"),
        "valid_until": translate("Protocols", "Day until which the examination holds"),
        "days_after_live_vaccine": translate("Protocols", "Day of the last live vaccine"),
        "validity": translate("Protocols", "Day from which the validity counts"),
    }.get(name, "") or _further(name)


def _further(name: str) -> str:
    """Facts that no form asks in one question: answers of several make them."""
    return {
        "active_tb_suspected": translate("Protocols", "Active TB is suspected"),
        "blood_disorder": translate("Protocols", "Disease of the blood"),
        "dependent_child": translate("Protocols", "Dependent child"),
        "hansens.form": translate("Protocols", "Hansen's disease: form"),
        "hansens.treatment_days": translate("Protocols", "Hansen's disease: days of treatment"),
        "mental.disorder": translate("Protocols", "Mental disorder"),
        "mental.harmful_behaviour": translate("Protocols", "Mental disorder: harmful behaviour"),
        "mental.months_since_criteria": translate("Protocols", "Substance use: months without criteria"),
        "mental.months_since_harm": translate("Protocols", "Mental disorder: months since harm"),
        "mental.substance": translate("Protocols", "Substance use: substance"),
        "public_safety": translate("Protocols", "Danger to public safety"),
        "second_urine_on": translate("Protocols", "Second urine taken on"),
        "sputum_first_on": translate("Protocols", "First sputum taken on"),
        "sputum_second_on": translate("Protocols", "Second sputum taken on"),
        "sputum_third_on": translate("Protocols", "Third sputum taken on"),
        "tb_contact_months": translate("Protocols", "Months since the contact with TB"),
        "tb_test_kind": translate("Protocols", "Kind of TB infection test"),
        "vision_poor": translate("Protocols", "Poor vision"),
    }.get(name, "")


def _value(value: str) -> str:
    return {
        "negative": translate("Protocols", "negative"),
        "positive": translate("Protocols", "positive"),
        "indeterminate": translate("Protocols", "indeterminate"),
        "pending": translate("Protocols", "pending"),
        "normal": translate("Protocols", "normal"),
        "abnormal": translate("Protocols", "abnormal"),
        "suggests_tb": translate("Protocols", "suggests TB"),
        "other_abnormal": translate("Protocols", "other finding"),
        "not_tb_no_class": translate("Protocols", "not TB, no class"),
        "declined": translate("Protocols", "declined"),
        "deferred": translate("Protocols", "put off"),
        "reactive": translate("Protocols", "reactive"),
        "nonreactive": translate("Protocols", "not reactive"),
        "none": translate("Protocols", "none"),
        "current": translate("Protocols", "current"),
        "past": translate("Protocols", "past"),
        "trace": translate("Protocols", "trace"),
        "independent": translate("Protocols", "independent"),
        "dependent": translate("Protocols", "dependent"),
        "health": translate("Protocols", "health care"),
        "care": translate("Protocols", "care"),
        "childcare": translate("Protocols", "child care"),
        "domestic_care": translate("Protocols", "care at home"),
        "education": translate("Protocols", "education"),
        "agriculture": translate("Protocols", "agriculture"),
        "other": translate("Protocols", "other"),
        "complete": translate("Protocols", "complete"),
        "refused": translate("Protocols", "refused"),
        "accepted": translate("Protocols", "accepted"),
        "qft": "QuantiFERON",
        "tspot": "T-SPOT.TB",
        "tst": translate("Protocols", "skin test"),
        "multibacillary": translate("Protocols", "multibacillary"),
        "paucibacillary": translate("Protocols", "paucibacillary"),
        "primary": translate("Protocols", "primary"),
        "secondary": translate("Protocols", "secondary"),
        "early_latent": translate("Protocols", "early latent"),
        "late_latent": translate("Protocols", "late latent"),
        "tertiary": translate("Protocols", "tertiary"),
        "csa": translate("Protocols", "controlled substance"),
        "alcohol": translate("Protocols", "alcohol"),
    }.get(value, "")
