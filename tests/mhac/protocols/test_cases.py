"""The acceptance cases of every country that has a template, through the function behind `mhac evaluate`."""

import json
import subprocess
import sys

import pytest

from mhac.protocols import library
from mhac.protocols.cases import evaluate_text
from tests.mhac.protocols.expectations import cases_of, failures, sent

CASES = cases_of(library.countries())


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["id"]))
def test_a_case_holds(case: dict[str, object]) -> None:
    result = json.loads(evaluate_text(json.dumps(sent(case))))
    assert result["id"] == case["id"]
    assert failures(case["expect"], result) == []  # type: ignore[arg-type]


def test_a_list_is_answered_in_one_go() -> None:
    results = json.loads(evaluate_text(json.dumps([sent(case) for case in CASES])))
    assert [result["id"] for result in results] == [case["id"] for case in CASES]


def test_every_required_deferred_forbidden_or_classed_thing_has_a_trace_whose_rule_exists() -> None:
    rules = {
        f"{e.country}-{e.edition}": library.pinned(e.country, e.edition, e.digest).rule_ids for e in library.editions()
    }
    unexplained = []
    for result in json.loads(evaluate_text(json.dumps([sent(case) for case in CASES]))):
        explained = {row["about"] for row in result["trace"] if row.get("rule") in rules[result["edition"]]}
        notes = [note["code"] for note in (*result["warnings"], *result["holds"])]
        things = [
            *result["required"],
            *result["deferred"],
            *result["optional"],
            *result["forbidden"],
            *(row["item"] for row in result["unknown"] if row["item"] in result["required"]),
            *(result["classes"] or []),
            *result["treatments"],
            *result["vaccines_due"],
            *notes,
        ]
        unexplained += [(result["id"], thing) for thing in things if thing not in explained]
        if result["valid_until"] and "valid_until" not in explained:
            unexplained.append((result["id"], "valid_until"))
    assert unexplained == []


def test_every_trace_says_why_and_from_where() -> None:
    results = json.loads(evaluate_text(json.dumps([sent(case) for case in CASES])))
    rows = [row for result in results for row in result["trace"] if "rule" in row]
    assert [row for row in rows if not row["because"] or not row["source"]] == []
    assert {row["confidence"] for row in rows} <= {"official", "secondary", "unverified"}


def test_what_is_unknown_names_what_is_missing() -> None:
    results = json.loads(evaluate_text(json.dumps([sent(case) for case in CASES])))
    rows = [row for result in results for row in result["unknown"]]
    assert rows
    assert [row for row in rows if not row["needs"]] == []


def test_evaluating_needs_no_window_no_database_and_no_yaml() -> None:
    script = (
        "import sys; from mhac.protocols.cases import evaluate_text; "
        'evaluate_text(\'{"country": "US", "category": "REF", "exam_date": "2026-03-10"}\'); '
        "print([m for m in ('PySide6', 'sqlalchemy', 'pydantic', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
