"""A wrong template is refused with file, line and reason, and nothing of it reaches the shelf."""

import shutil
from pathlib import Path

import pytest

from mhac.protocols.authoring import SOURCES, compile_template, compile_text
from mhac.protocols.yaml_source import WrongTemplate

US = (SOURCES / "US" / "2025-03.yaml").read_text(encoding="utf-8")

BAND = "{from: $al_second_kg, below: $al_third_kg, total: $al_second_tablets}"


def place_of(tmp_path: Path) -> Path:
    """Where a changed US template lies."""
    (tmp_path / "US").mkdir(exist_ok=True)
    return tmp_path / "US" / "2025-03.yaml"


def faults(tmp_path: Path, old: str, new: str) -> tuple[list[str], int]:
    """The faults of the US template with one passage changed, and the line of that passage."""
    assert US.count(old) == 1, f"{old!r} stands {US.count(old)} times"
    path = place_of(tmp_path)
    path.write_text(US.replace(old, new), encoding="utf-8")
    with pytest.raises(WrongTemplate) as caught:
        compile_template(path, SOURCES)
    return caught.value.faults, US[: US.index(old)].count("\n") + 1


RULE = "  - id: SY-1\n    require: syphilis\n"
TRUE = "    when: {flag.vaccines_required: true}\n    because: For"
OFFERED = 'vaccines_offered: false, presumptive_treatment: false}\n    source: {text: "22 CFR'
LATE = "    text: The departure lies after the validity of the examination; the whole examination is repeated.\n"
POSITIVE = "igra_positive: true}\n    because: A positive test"
CONTACT = "    when: {tb_contact: true}\n    because: A recent contact of somebody with TB is tested"
MEMBERS = "    list: loa_loa\n    of: [exam_country, birth_country, lived_in]\n"
INCIDENCE = "    list: tb_incidence\n    of: exam_country\n"
WRONG = [
    ("  dst: {local_code: DS-3030}", "  dst: {local_code: DS-3030}\n  mri_scan: {}", 1, "unknown item"),
    ("    require: dst\n", "    require: dtt\n", 0, "unknown item dtt"),
    ("    class: TB_B3\n", "    class: TB_B9\n", 0, "unknown class TB_B9"),
    (
        "{sputum_cultures: positive}\n    because",
        "{sputum_culture: positive}\n    because",
        0,
        "unknown fact sputum_culture",
    ),
    ("{sputum_cultures: positive}\n    because", "{sputum_cultures: grown}\n    because", 0, "'grown' is no value"),
    ("{igra: indeterminate}\n    because", "{igra: {equals: indeterminate}}\n    because", 0, "unknown test equals"),
    (CONTACT, CONTACT.replace("true", "{from: 1}"), 0, "has no order"),
    ("below: $syphilis_below", "below: $syphilis_to", 0, "unknown setting syphilis_to"),
    ('over: "@valid_until"', 'over: "@valid_to_day"', 0, "unknown fact valid_to_day"),
    (TRUE, TRUE.replace("vaccines_required", "vaccines"), 0, "unknown flag vaccines"),
    ("excluded_by: [TB_A, TB_B0],", "excluded_by: [TB_A, TB_B7],", 0, "unknown class TB_B7"),
    ("    list: loa_loa\n", "    list: loa_loaf\n", 0, "unknown list loa_loaf"),
    ("    of: [exam_country, birth_country, lived_in]\n", "    of: [exam_country, sex]\n", 0, "sex holds no countries"),
    ("    of: [exam_country, birth_country, lived_in]\n", "", None, "list needs of"),
    (MEMBERS, MEMBERS + "    passes: {from: 3}\n", None, "passes needs a list of numbers"),
    (INCIDENCE, "    of: [exam_country, lived_in]\n" + INCIDENCE, None, "said twice"),
    (INCIDENCE, "    list: tb_incidence\n    of: lived_in\n", None, "numbers of several countries need passes"),
    ("$tb_high_incidence}}", "$tb_incidence}}", 0, "unknown setting tb_incidence"),
    ("  - id: SY-7\n", "  - id: SY-1\n", None, "used twice"),
    ("    because: A positive culture is tested for drug susceptibility.\n", "", -3, "missing because"),
    ("valid_from: 2025-03-11", "valid_from: 11 March 2025", 0, "valid_from"),
    ("country: US\n", "country: USA\n", 0, "country"),
    ("title: United States,", "titel: United States,", 0, "unknown key"),
    ("shared: [facts, items,", "shared: [facts, itemz,", None, "cannot be read"),
    ("fields: [identity_checked,", "fields: [identity_check,", 0, "unknown field identity_check"),
    ("any_true: [tb_cough,", "any_true: [tb_coughs,", 0, "unknown field tb_coughs"),
    ("true, fact: chest_xray_on,", "true, fact: chest_xray_at,", 0, "unknown fact chest_xray_at"),
    ("{key: complete, label: Complete}", "{key: whole, label: Complete}", None, "whole is no value of vaccination"),
    ("{key: complete, label: Complete}", "{key: refused, label: Complete}", None, "the same choice twice"),
    (BAND, BAND.replace("from: $al_second_kg", "from: 14"), None, "overlapping weight bands"),
    ("    require: medical_exam\n", "    require: medical_exam\n    forbid: hiv\n", None, "exactly one of"),
    ("    months: $months_b1_extra", "    months: $months_extra", None, "unknown setting months_extra"),
    (OFFERED, OFFERED.replace("vaccines_offered: false, ", ""), None, "flag vaccines_offered is not said"),
    (LATE, "", None, "needs a text"),
    (POSITIVE, POSITIVE.replace("igra_positive: true", "chest_xray: suggests_tb"), None, "waits for itself"),
    ("\noutcome:\n", "\noutcome:\n  classes: [\n", None, "not YAML"),
    ("valid_to: null\n", "valid_to: null\nvalid_to: null\n", None, "said twice"),
    ("mark: official}}\n  months_standard:", "mark: certain}}\n  months_standard:", None, "mark"),
]

FILM = "    when: {age: {from: $xray_min_age}}\n    because: From the age"
FORBID = """  - id: TB-04-NO
    forbid: chest_xray
    when: {pregnant: true}
    because: No film in pregnancy.
    source: {text: "A test", mark: unverified}
"""
OVERRIDING = FORBID.replace(
    "    because", "    overrides: [TB-04, TB-04-HISTORY, TB-02-XRAY, TB-03-XRAY, TB-09]\n    because"
)
EVER_TB = "{any: [{tb_history: true}, {tb_extrapulmonary: true}, {tb_disease: true}]}"
ALWAYS = FORBID.replace("{pregnant: true}", EVER_TB).replace(
    "    because", "    overrides: [TB-04-HISTORY]\n    because"
)
SMALL = "age_months: {from: $albendazole_from_months, below: $albendazole_full_months}"
UNUSED = "  forgotten: {label: Forgotten, value: 3, unit: days, source: {text: A test, mark: unverified}}\n"
UNUSED_WORD = "  forgotten: {day_of: departure, source: {text: A test, mark: official}}\n"
EARLIER = """  - id: VAL-0
    when: {any: [{class.TB_B1_EXTRA: true}, {age: {from: 0}}]}
    months: 6
    first_known: [exam_date]
    because: Six months.
    source: {text: "A test", mark: unverified}
"""
TREATED = "    class: TB_A\n    when: "
ADULTS = "age: {from: $xray_min_age}"
WRONG += [
    (FILM, FILM.replace(ADULTS, "age: {from: $xray_min_age, below: 2}"), 0, "TB-04.when: can never fire"),
    (FILM, FILM.replace(ADULTS, "age: {from: 5}, age_months: {below: 60}"), 0, "can never fire"),
    (FILM, FILM.replace(ADULTS, "sex: M, pregnant: true"), 0, "TB-04.when: can never fire"),
    (FILM, FILM.replace(ADULTS, "age: {below: 5}, pregnant: true"), 0, "TB-04.when: can never fire"),
    (FILM, FILM.replace(ADULTS, "flag.vaccines_required: true, category: [K]"), 0, "can never fire"),
    (
        FILM,
        FILM.replace(ADULTS, "igra_positive: true, igra: negative, repeat_igra: indeterminate"),
        0,
        "can never fire",
    ),
    (CONTACT, CONTACT.replace("{tb_contact: true}", "null"), None, "a condition is missing"),
    (CONTACT, CONTACT.replace("{tb_contact: true}", "{any: [null]}"), None, "None is no condition"),
    (CONTACT, CONTACT.replace("{tb_contact: true}", "{any: []}"), None, "an empty condition"),
    (CONTACT, CONTACT.replace("tb_contact: true", "age: {from: old}"), None, "'old' cannot stand after from"),
    (CONTACT, CONTACT.replace("tb_contact: true", "tb_contact: {known: perhaps}"), None, "cannot stand after known"),
    (TREATED, "    class: TB_A\n    unless: {valid_until: {over: 2026-01-01}}\n    when: ", None, "waits for itself"),
    (CONTACT, CONTACT.replace("tb_contact: true", 'birth_date: {from: "1957-02-30"}'), 0, "cannot stand after from"),
    (CONTACT, CONTACT.replace("tb_contact: true", 'departure_day: "2026-02-30"'), 0, "2026-02-30 is no day"),
    ("valid_from: 2025-03-11", "valid_from: 2025-02-30", 0, "a day is written"),
    (RULE, FORBID + RULE, None, "TB-04-NO.when: contradicts TB-04,"),
    (RULE, OVERRIDING + RULE, None, "TB-09 is no rule that requires or offers chest_xray"),
    (RULE, ALWAYS + RULE, None, "TB-04-HISTORY.when: can never take effect: TB-04-NO"),
    (RULE, RULE + "    overrides: [TB-04]\n", None, "overrides belongs to forbid"),
    (SMALL, SMALL.replace("$albendazole_full_months", "30"), 0, "PT-ALB-SMALL.when: contradicts PT-ALB: another dose"),
    ("validity:\n", "validity:\n" + EARLIER, None, "VAL-3X.when: can never be reached"),
    ("settings:\n", "settings:\n" + UNUSED, 1, "settings.forgotten: nothing uses this setting"),
    ("\ndefinitions:\n", "\ndefinitions:\n" + UNUSED_WORD, 2, "definitions.forgotten: nothing uses this definition"),
]

ALLERGY = "not: {drug_allergy: {includes: praziquantel}}"
TABLETS = 'up_to: 12, fractions: true, source: {text: "CDC domestic malaria guidance"'
SENSELESS = [
    (
        "asked up to this age, value: 55, unit: years, at_least: 45,",
        "asked up to this age, value: 5, unit: years, at_least: 5,",
        None,
        "pregnant is asked of nobody",
    ),
    ("VI-POLIO\n    vaccinate: polio\n", "VI-POLIO\n    vaccinate: polioo\n", 0, "unknown vaccine polioo"),
    ("dose: {total_mg: $albendazole_mg}", "dose: {total_mg: -400}", 0, "greater than 0"),
    ("dose: {total_mg: $albendazole_mg}", "dose: {total_mg: $albendazol}", 0, "unknown setting albendazol"),
    ("dose: {mg_per_kg: $praziquantel_mg_per_kg}", "dose: {mg_per_kg: 0}", 0, "greater than 0"),
    ('B0, known HIV", value: 3', 'B0, known HIV", value: -3', 0, "-3 lies outside its range, from 1 to 24"),
    ("value: 72, unit: hours, at_least: 12,", "value: 72, unit: hours,", 0, "at_least and up_to belong together"),
    ("value: 3, unit: weeks, at_least: 1, up_to: 12,", "value: -3, unit: weeks,", 0, "-3 weeks is below nothing"),
    ('no class, B2, B3", value: 6,', 'no class, B2, B3", value: 0,', None, "0 lies outside its range"),
    ('no class, B2, B3", value: 6,', 'no class, B2, B3", value: 6.5,', None, "6.5 is no number of months"),
    (BAND, BAND.replace("from: $al_second_kg", "from: 16"), 0, "from 15 and below 16 kg stands in no"),
    ("[{from: $al_min_kg, below", "[{from: 6, below", 0, "below 6 kg stands in no band"),
    ("{from: $al_fourth_kg, below: null", "{from: 35, below: 90", 0, "who weighs from 90 kg stands in no band"),
    (BAND, BAND.replace("$al_third_kg", "15"), None, "no weight lies from 15 and below"),
    (ALLERGY, ALLERGY.replace("praziquantel", "praziquantal"), 0, "'praziquantal' is no value of drug_allergy"),
    (FILM, FILM.replace(ADULTS, "age: {from: 131}"), 0, "TB-04.when: can never fire"),
    ("valid_to: null", "valid_to: 2000-01-01", 0, "valid_to: lies before valid_from, 2025-03-11"),
    ("    months: $months_b1_extra", "    months: 999999", 0, "999999 is no number of months"),
    ("dose: {total_mg: $albendazole_mg}", "dose: {total_mg: 400000000}", 0, "is no dose that anybody is given"),
    ("dose: {mg_per_kg: $praziquantel_mg_per_kg}", "dose: {mg_per_kg: 4000}", 0, "is no dose that anybody is given"),
    (BAND, BAND.replace("$al_second_tablets", "1200"), 0, "is no dose that anybody is given"),
    ("because: From the age", 'because: "   "  # From the age', 0, "TB-04.because: holds no words"),
    ("title: United States,", 'title: "   "  # United States,', 0, "title: holds no words"),
    (TABLETS, TABLETS.replace("CDC domestic malaria guidance", "  "), 0, "source.text: holds no words"),
]
WRONG += SENSELESS


@pytest.mark.parametrize(("old", "new", "shift", "why"), WRONG, ids=[why for *_, why in WRONG])
def test_a_wrong_template_is_refused(tmp_path: Path, old: str, new: str, shift: int | None, why: str) -> None:
    found, line = faults(tmp_path, old, new)
    told = [fault for fault in found if why in fault]
    assert told, found
    name, number, _ = told[0].split(":", maxsplit=2)
    assert name in {"2025-03.yaml", "itemz.yaml", "facts.yaml"}
    assert number.isdigit()
    if shift is not None:
        last = line + old.count("\n")
        assert line + min(shift, 0) <= int(number) <= last + max(shift, 0), (told[0], line)


@pytest.mark.parametrize("part", ["rules", "settings", "categories", "definitions", "validity"])
def test_a_missing_source_is_named_with_its_line(tmp_path: Path, part: str) -> None:
    start = US.index(f"\n{part}:\n") + 1
    cut = US.index("source: {", start)
    end = US.index("}", cut) + 1
    inside = US[cut - 2 : cut] == ", "
    without = US[: cut - 2] + US[end:] if inside else US[: US.rindex("\n", 0, cut)] + US[end:]
    path = place_of(tmp_path)
    path.write_text(without, encoding="utf-8")
    with pytest.raises(WrongTemplate) as caught:
        compile_template(path, SOURCES)
    assert any("missing source" in fault and fault.startswith("2025-03.yaml:") for fault in caught.value.faults)


def test_a_country_that_there_is_not_is_refused() -> None:
    source = Path(__file__).with_name("united_kingdom.yaml").read_text(encoding="utf-8")
    with pytest.raises(WrongTemplate) as caught:
        compile_text(source.replace("country: GB\n", "country: ZZ\n").encode(), "zz.yaml")
    assert caught.value.faults == ["zz.yaml:4: country: unknown country ZZ"]


def changed_sources(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """The folder of protocols with one shared file or list changed."""
    for folder in ("shared", "lists"):
        shutil.copytree(SOURCES / folder, tmp_path / folder)
    path = tmp_path / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    place_of(tmp_path).write_text(US, encoding="utf-8")
    return tmp_path


def faults_of(sources: Path) -> list[str]:
    """The faults of the US template over these sources."""
    with pytest.raises(WrongTemplate) as caught:
        compile_template(place_of(sources))
    return caught.value.faults


def test_a_mistake_in_a_shared_file_is_named_there(tmp_path: Path) -> None:
    told = faults_of(changed_sources(tmp_path, "shared/items.yaml", "results: [hiv]\n", "results: [hiv_test]\n"))
    assert told[0].startswith("items.yaml:")
    assert "unknown fact hiv_test" in told[0]


def test_severe_limits_lie_beyond_the_normal_ones(tmp_path: Path) -> None:
    told = faults_of(
        changed_sources(tmp_path, "shared/vitals.yaml", "[-2, 3], severe: [-3, 3]", "[-2, 3], severe: [-1, 3]")
    )
    assert told[0].startswith("vitals.yaml:")
    assert "severe from -1, which is normal still" in told[0]


WRONG_LISTS = [
    ("loa_loa", "members: [AO,", "members: [QQ,", "unknown country QQ"),
    ("loa_loa", "members: [AO,", "members: [CM,", "CM stands twice"),
    ("loa_loa", "complete: true\n", "complete: true\nnot_members: [RW]\n", "a complete list needs no not_members"),
    ("loa_loa", "complete: true\n", "complete: true\nunit: people\n", "has no values and no unit"),
    ("loa_loa", "  TD: {text", "  RW: {text", "sources of RW, which the list does not name"),
    ("loa_loa", 'source: {text: "From memory", mark: unverified}\n', "", "missing source"),
    ("tb_incidence", "  RW: 55\n", "  RW: many\n", "valid number"),
    ("tb_incidence", "unit: per 100,000 people a year\n", "", "needs a unit and values"),
    ("tb_incidence", "as_of: 2024-11-28\n", "as_of: autumn\n", "as_of"),
    ("tb_incidence", "  RW: 55\n", "  RW: 55\n  Rwanda: 55\n", "Rwanda"),
]


@pytest.mark.parametrize(("key", "old", "new", "why"), WRONG_LISTS, ids=[why for *_, why in WRONG_LISTS])
def test_a_wrong_country_list_is_refused(tmp_path: Path, key: str, old: str, new: str, why: str) -> None:
    told = faults_of(changed_sources(tmp_path, f"lists/{key}.yaml", old, new))
    assert any(fault.startswith(f"{key}.yaml:") and why in fault for fault in told), told


def test_a_country_code_is_a_word_and_no_truth_value(tmp_path: Path) -> None:
    sources = changed_sources(tmp_path, "lists/us_presumptive_treatment.yaml", "[US, CA, AU, NZ]", "[US, CA, AU, NO]")
    lists = {row["key"]: row["values"] for row in compile_template(place_of(sources)).data["lists"]}
    assert lists["us_presumptive_treatment"]["NO"] is False
