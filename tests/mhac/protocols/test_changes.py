"""The clinic's own numbers and countries: of the right kind, seen before they are changed, and counted from then on."""

from datetime import date

import pytest

from mhac.kernel.errors import Invalid, NotAllowed, StaleEdit
from mhac.protocols import library, queries, service
from mhac.protocols.assessment import Applicant
from mhac.protocols.conditions import tests_of as comparisons_of
from mhac.protocols.evaluation import evaluate
from mhac.protocols.rules import ItemState
from mhac.protocols.template import Template
from tests.clinic import Clinic

ON = date(2026, 3, 10)


@pytest.fixture
def template() -> Template:
    return library.choose("US", ON).template


def change(
    clinic: Clinic, template: Template, key: str, value: float | bool | str | None, seen: int | None = None,
    role: str = "physician",
) -> None:  # fmt: skip
    with clinic.act(role, action="protocols.change_setting") as uow:
        service.change_setting(
            uow, country=template.country, edition=template.edition, digest=template.digest, key=key, value=value,
            reason="Report of the ministry", seen=seen,
        )  # fmt: skip


def overrides(clinic: Clinic, template: Template) -> dict[str, object]:
    with clinic.read("nurse") as uow:
        return dict(queries.overrides(uow, template.country, template.edition))


def igra_of_a_child_examined_in(country: str, template: Template, settings: dict[str, object]) -> ItemState:
    child = Applicant("REF", ON, date(2018, 5, 1), date(2018, 5, 1), "F", country, "CD", "CD")
    return evaluate(template, child, {"screened": True}, settings=settings).item_states["igra"].state


def test_a_country_that_no_list_names_is_unknown_until_the_clinic_completes_it(
    clinic: Clinic, template: Template
) -> None:
    listed = template.lists["tb_incidence"]
    missing = next(code for code in ("TV", "NR", "VA") if listed.of(code) is None)
    assert igra_of_a_child_examined_in(missing, template, {}) is ItemState.UNKNOWN
    change(clinic, template, f"list.tb_incidence.{missing}", 310)
    assert igra_of_a_child_examined_in(missing, template, overrides(clinic, template)) is ItemState.REQUIRED
    change(clinic, template, f"list.tb_incidence.{missing}", None)
    assert igra_of_a_child_examined_in(missing, template, overrides(clinic, template)) is ItemState.UNKNOWN


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("list.tb_incidence.RW", True, "protocols.setting_value"),
        ("list.tb_incidence.RW", "many", "protocols.setting_value"),
        ("list.tb_incidence.RW", -1, "protocols.setting_value"),
        ("list.tb_incidence.ZZ", 12, "protocols.unknown_setting"),
        ("list.no_such_list.RW", 12, "protocols.unknown_setting"),
        ("list.tb_incidence", 12, "protocols.unknown_setting"),
        ("igra_max_age", True, "protocols.setting_value"),
        ("months_standard", 0, "protocols.setting_value"),
        ("months_standard", 99999999, "protocols.setting_value"),
        ("gonorrhea_below", 16, "protocols.rule_silenced"),
        ("igra_min_age", 20, "protocols.rule_silenced"),
        ("check_window_hours", 1000, "protocols.setting_range"),
        ("ivermectin_min_kg", 0, "protocols.setting_range"),
        ("albendazole_mg", 4000, "protocols.setting_range"),
        ("list.tb_incidence.RW", 50000, "protocols.setting_range"),
        ("al_third_kg", 15, "protocols.bands_apart"),
        ("al_min_kg", 2, "protocols.setting_range"),
        ("mmr_doses", 1.5, "protocols.setting_value"),
        ("no_such_number", 12, "protocols.unknown_setting"),
    ],
)
def test_what_does_not_fit_is_refused(
    sqlite_clinic: Clinic, template: Template, key: str, value: float | bool | str, code: str
) -> None:
    with pytest.raises(Invalid) as wrong:
        change(sqlite_clinic, template, key, value)
    assert wrong.value.code == code
    assert overrides(sqlite_clinic, template) == {}


def test_a_window_is_moved_from_its_far_end(sqlite_clinic: Clinic, template: Template) -> None:
    with pytest.raises(Invalid) as wrong:
        change(sqlite_clinic, template, "gonorrhea_from", 30)
    assert "GC-1" in str(wrong.value.values["rules"])
    change(sqlite_clinic, template, "gonorrhea_below", 35)
    change(sqlite_clinic, template, "gonorrhea_from", 30)
    assert overrides(sqlite_clinic, template) == {"gonorrhea_below": 35, "gonorrhea_from": 30}


def test_the_dose_of_a_drug_is_a_number_of_the_clinic_too(clinic: Clinic, template: Template) -> None:
    for key, value in {"albendazole_mg": 600, "al_third_kg": 22.5, "al_second_tablets": 10}.items():
        change(clinic, template, key, value)
    own = overrides(clinic, template)
    man = Applicant("REF", ON, date(1990, 5, 1), date(1990, 5, 1), "M", "RW", "RW", "RW")
    told = {"screened": True, "lived_in": ["RW"]}
    given = {
        dose.drug: dict(dose.amounts)
        for dose in evaluate(template, man, {**told, "weight_kg": 22}, settings=own).treatments
    }
    assert given["albendazole"] == {"total_mg": 600}
    assert given["artemether_lumefantrine"] == {"total_tablets": 10}
    heavier = evaluate(template, man, {**told, "weight_kg": 23}, settings=own).treatments
    assert ("total_tablets", 18) in {amount for dose in heavier for amount in dose.amounts}
    (said,) = [dose.reason.because for dose in heavier if dose.drug == "albendazole"]
    assert "600 mg" in said


@pytest.mark.parametrize("country", library.countries())
def test_every_number_of_a_country_has_a_sensible_range(country: str) -> None:
    shipped = library.choose(country, ON).template
    numbers = [one for one in shipped.settings.values() if not isinstance(one.value, bool | str)]
    assert [one.key for one in numbers if one.at_least is None or one.up_to is None] == []


@pytest.mark.parametrize("country", library.countries())
def test_no_more_doses_are_asked_for_than_the_form_has_room_for(country: str) -> None:
    shipped = library.choose(country, ON).template
    room = {row["fact"]: len(row["dates"]) for row in shipped.data["form"]["facts"] if row["dates"]}
    for rule in shipped.rules:
        for term, operator, operand in comparisons_of(rule.when):
            if operator == "fewer_than" and isinstance(operand, str):
                most = shipped.settings[operand[1:]].up_to
                definition = shipped.definitions.get(term)
                codes = definition.data["only"] if definition else [term.partition(".")[2]]
                places = sum(room[f"vaccines_given.{code}"] for code in codes)
                assert most is not None and most <= places, (rule.id, operand)


def test_a_member_of_a_list_is_yes_or_no(sqlite_clinic: Clinic, template: Template) -> None:
    listed = next(one for one in template.lists.values() if one.kind == "membership")
    change(sqlite_clinic, template, f"list.{listed.key}.RW", True)
    assert overrides(sqlite_clinic, template) == {f"list.{listed.key}.RW": True}
    with pytest.raises(Invalid, match="setting_value"):
        change(sqlite_clinic, template, f"list.{listed.key}.RW", 3)


def test_nobody_changes_what_he_has_not_seen(clinic: Clinic, template: Template) -> None:
    change(clinic, template, "igra_max_age", 16, seen=0)
    with pytest.raises(StaleEdit) as stale:
        change(clinic, template, "igra_max_age", 17, seen=0)
    assert (stale.value.code, stale.value.values["value"]) == ("protocols.setting_changed", 16)
    seen = stale.value.values["change"]
    assert isinstance(seen, int)
    change(clinic, template, "igra_max_age", 17, seen=seen)
    assert overrides(clinic, template) == {"igra_max_age": 17}


def test_only_a_physician_changes_a_list(sqlite_clinic: Clinic, template: Template) -> None:
    for role in ("receptionist", "nurse", "administrator"):
        with pytest.raises(NotAllowed):
            change(sqlite_clinic, template, "list.tb_incidence.RW", 60, role=role)
