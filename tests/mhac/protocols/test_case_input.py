"""What `mhac evaluate` makes of wrong input: a refusal that names the field, never a guess."""

import json
from typing import Any

import pytest

from mhac.kernel.errors import Invalid
from mhac.protocols.cases import evaluate_text

GOOD: dict[str, Any] = {
    "id": "x",
    "country": "US",
    "category": "REF",
    "exam_date": "2026-03-10",
    "exam_country": "RW",
    "person": {"birth_date": "1990-05-20", "sex": "F", "pregnant": False},
    "facts": {"screened": True, "chest_xray": "normal"},
}


def changed(path: str, value: Any) -> str:
    case = json.loads(json.dumps(GOOD))
    place = case
    *way, last = path.split(".")
    for step in way:
        place = place.setdefault(step, {})
    place[last] = value
    return json.dumps(case)


WRONG = [
    ("country", "XX", "evaluate.unknown_country"),
    ("country", None, "evaluate.missing"),
    ("country", 7, "evaluate.bad_value"),
    ("category", "TOURIST", "evaluate.unknown_category"),
    ("exam_date", "2026-02-30", "evaluate.bad_value"),
    ("exam_date", "10/03/2026", "evaluate.bad_value"),
    ("exam_date", "2026-03-10T08:00", "evaluate.bad_value"),
    ("exam_country", "Rwanda", "evaluate.bad_value"),
    ("stay_months", "six", "evaluate.bad_value"),
    ("stay_months", -1, "evaluate.bad_value"),
    ("stay_months", True, "evaluate.bad_value"),
    ("departure", "soon", "evaluate.bad_value"),
    ("requested", "chest_xray", "evaluate.bad_value"),
    ("colour", "blue", "evaluate.unknown_key"),
    ("person.birth_date", "1990-13", "evaluate.bad_value"),
    ("person.birth_date", "2027-01-01", "evaluate.bad_value"),
    ("person.birth_date", "1790-01-01", "evaluate.bad_value"),
    ("person.birth_date", "0000", "evaluate.bad_value"),
    ("person.sex", "female", "evaluate.bad_value"),
    ("person.weight_kg", 0, "evaluate.bad_value"),
    ("person.pregnancy_weeks", 400, "evaluate.bad_value"),
    ("person.lived_in", ["RW", "Kenya"], "evaluate.bad_value"),
    ("person.height", 170, "evaluate.unknown_key"),
    ("person", [], "evaluate.bad_value"),
    ("facts", "none", "evaluate.bad_value"),
    ("facts.screened", "yes", "evaluate.bad_value"),
    ("facts.chest_xray", "clear", "evaluate.bad_value"),
    ("facts.chest_x_ray", "normal", "evaluate.unknown_key"),
    ("facts.syphilis", "negative", "evaluate.bad_value"),
    ("facts.syphilis.titre", 8, "evaluate.unknown_key"),
    ("facts.syphilis.stage", "old", "evaluate.bad_value"),
    ("facts.final_culture_on", "yesterday", "evaluate.bad_value"),
    ("facts.vaccines_given", ["mmr"], "evaluate.bad_value"),
    ("facts.vaccines_given.mmr", "2026-01-01", "evaluate.bad_value"),
    ("facts.vaccines_given.mmr", ["2026-01-41"], "evaluate.bad_value"),
    ("facts.vaccines_given.MMR", ["2020-01-01"], "evaluate.unknown_vaccine"),
    ("facts.vaccines_given.mmr", ["2027-01-01"], "evaluate.day_not_lived"),
    ("facts.vaccines_given.mmr", ["2026-03-10", "1980-01-01"], "evaluate.day_not_lived"),
    ("facts.chest_xray_on", "1990-05-19", "evaluate.day_not_lived"),
    ("facts.weight_kg", 60, "evaluate.key_elsewhere"),
    ("person.stay_months", 6, "evaluate.key_elsewhere"),
    ("facts.bp_systolic", 5000, "evaluate.bad_value"),
    ("facts.mental", {"disorder": 3}, "evaluate.bad_value"),
]


@pytest.mark.parametrize(("path", "value", "code"), WRONG, ids=lambda one: str(one))
def test_a_wrong_value_is_refused_with_its_field(path: str, value: Any, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        evaluate_text(changed(path, value))
    assert caught.value.code == code
    assert caught.value.field is not None
    assert caught.value.field.startswith(path.partition(".")[0])
    assert path.rpartition(".")[2] in caught.value.field


@pytest.mark.parametrize("text", ["", "{", "[1, 2", "NaN", '{"id": NaN}', "[" * 100_000])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        evaluate_text(text)
    assert caught.value.code in {"evaluate.not_json", "evaluate.bad_value", "evaluate.too_deep"}


@pytest.mark.parametrize(("text", "code"), [("[" * 100_000, "too_deep"), ("9" * 5000, "number_too_long")])
def test_what_no_reader_takes_is_refused_in_words_of_its_own(text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        evaluate_text(text)
    assert caught.value.code == f"evaluate.{code}"
    assert "why" not in caught.value.values  # nothing of what the language says of itself


def test_doses_that_only_another_country_asks_for_are_no_mistake() -> None:
    case = json.loads(changed("facts.vaccines_given.hepa", ["2020-01-01"]))
    answer = json.loads(evaluate_text(json.dumps({**case, "country": "NZ", "category": "RES"})))
    assert answer["edition"].startswith("NZ")


@pytest.mark.parametrize("text", ["7", '"US"', "null", "[7]", "[[]]"])
def test_what_is_no_case_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        evaluate_text(text)
    assert caught.value.code == "evaluate.bad_value"


def test_the_place_in_a_list_is_named() -> None:
    with pytest.raises(Invalid) as caught:
        evaluate_text(json.dumps([GOOD, {**GOOD, "category": "NONE"}]))
    assert caught.value.field == "[1].category"


def test_moments_with_and_without_zone_do_not_mix() -> None:
    case = {**GOOD, "departure": "2026-05-12T10:00", "check_at": "2026-05-09T09:00+02:00"}
    with pytest.raises(Invalid) as caught:
        evaluate_text(json.dumps(case))
    assert caught.value.field == "check_at"


def test_moments_with_zones_are_compared_as_moments() -> None:
    late = {**GOOD, "departure": "2026-05-12T10:00+02:00", "check_at": "2026-05-09T07:59+00:00"}
    in_time = {**late, "check_at": "2026-05-09T08:00+00:00"}
    first, second = json.loads(evaluate_text(json.dumps([late, in_time])))
    assert [note["code"] for note in first["warnings"]] == ["check_too_early"]
    assert second["warnings"] == []


def test_null_is_as_good_as_absent() -> None:
    absent = json.loads(evaluate_text(json.dumps({**GOOD, "facts": {"screened": True}})))
    given = json.loads(evaluate_text(changed("facts.chest_xray", None)))
    assert given == absent


def test_one_case_gives_one_answer_and_an_empty_list_an_empty_list() -> None:
    assert json.loads(evaluate_text(json.dumps(GOOD)))["id"] == "x"
    assert json.loads(evaluate_text("[]")) == []


def test_before_the_first_edition_the_first_serves_and_the_trace_says_so() -> None:
    result = json.loads(evaluate_text(changed("exam_date", "2019-01-01")))
    assert result["edition"] == "US-2025-03"
    assert result["trace"][0]["outcome"] == "before_first_edition"
    assert result["warnings"] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("exam_date", "9999-12-31"),
        ("exam_date", "0001-01-01"),
        ("departure", "9999-12-31T10:00"),
        ("facts.final_culture_on", "9999-12-31"),
    ],
)
def test_days_at_the_end_of_the_calendar_are_refused(path: str, value: str) -> None:
    with pytest.raises(Invalid, match="bad_value") as caught:
        evaluate_text(changed(path, value))
    assert caught.value.field == path


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(Invalid, match="not_json"):
        evaluate_text(json.dumps(GOOD)[:-1] + ', "category": "IV"}')
