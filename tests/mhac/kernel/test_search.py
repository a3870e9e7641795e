"""Find as you type: any part, any order, no accents, one typing error, the same answers on both engines."""

import string
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from mhac.kernel import search
from tests.clinic import Clinic

PEOPLE = {
    1: (["MUKAMANA Béatrice"], ["148-00C03417"]),
    2: (["Habimana Jean de Dieu"], ["PC 1234567"]),
    3: (["NIYONZIMA Ézéchiel", "Kagabo"], []),
    4: (["Abebe"], []),
    5: (["O’Brien-Nkurunziza Søren"], []),
    6: (["ክብሮም ተስፋይ"], []),
    7: (["عبد الله"], []),
}


@pytest.fixture
def people(clinic: Clinic) -> Clinic:
    with clinic.act("receptionist") as uow:
        for number, (names, numbers) in PEOPLE.items():
            search.replace_terms(uow.session, "person", number, names=names, numbers=numbers)
        search.replace_terms(uow.session, "case", 1, names=[], numbers=["RW-2026-00417"])
    return clinic


def found(clinic: Clinic, text: str, *, subjects: tuple[str, ...] = ("person",), limit: int = 50) -> list[int]:
    with clinic.read("receptionist") as uow:
        return [number for _, number in search.find(uow.connection, text, subjects=subjects, limit=limit)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mukamana", [1]),
        ("kama", [1]),
        ("béatr", [1]),
        ("beatr", [1]),
        ("BEATRICE mukamana", [1]),
        ("mana", [1, 2]),
        ("jean habi", [2]),
        ("dieu", [2]),
        ("148-00c", [1]),
        ("03417", [1]),
        ("pc1234567", [2]),
        ("4567", [2]),
        ("ezechiel", [3]),
        ("kagabo", [3]),
        ("obrien", [5]),
        ("nkuru soren", [5]),
        ("ተስፋ", [6]),
        ("الله", [7]),
        ("mukamama", [1]),
        ("mukmana", [1]),
        ("mukkamana", [1]),
        ("mukamnaa", [1]),
        ("habimama jean", [2]),
        ("jena habimana", [2]),
        ("zzzzzz", []),
        ("", []),
        ("   ", []),
        ("%_'\"; DROP TABLE person", []),
    ],
)
def test_what_is_typed_finds_whom_it_means(people: Clinic, typed: str, expected: list[int]) -> None:
    assert found(people, typed) == expected


SCANNED = {
    11: ["KGL-0000130", "UNHCR 26-1-0007", "OP0900027"],
    12: ["KGL-0000131", "KGL-26-000013"],
    13: ["KGL-0000025", "2026-0131"],
    14: ["KGL-0000413", "RW-2026-00417"],
}


@pytest.mark.parametrize(
    ("scanned", "expected"),
    [
        ("KGL-26-000013", [12]), ("kgl26000013", [12]), ("KGL-0000130", [11]), ("KGL 0000130", [11]),
        ("AP-000027", []), ("KGL-2026-00025", []), ("RW-2026-00417", [14]), ("RW-2026-00418", []),
        ("0000131", [12]), ("00418", []),
    ],
)  # fmt: skip
def test_a_scanned_number_finds_its_own_or_nobody(clinic: Clinic, scanned: str, expected: list[int]) -> None:
    """The next entry is made on whoever is found: no number is taken apart, and in none is an error forgiven."""
    with clinic.act("receptionist") as uow:
        for person_id, numbers in SCANNED.items():
            search.replace_terms(uow.session, "person", person_id, names=["KASONGO Saidi"], numbers=numbers)
    assert found(clinic, scanned) == expected


def test_subjects_are_kept_apart_and_found_together(people: Clinic) -> None:
    assert found(people, "00417") == []
    assert found(people, "rw-2026-00417", subjects=("person", "case")) == [1]


def test_a_changed_name_is_found_by_the_new_one_only(people: Clinic) -> None:
    with people.act("receptionist") as uow:
        search.replace_terms(uow.session, "person", 1, names=["UWASE Béatrice"])
    assert (found(people, "mukamana"), found(people, "uwase"), found(people, "03417")) == ([], [1], [])


def test_no_more_than_asked_for_and_each_once(clinic: Clinic) -> None:
    with clinic.act("receptionist") as uow:
        for number in range(300):
            search.replace_terms(uow.session, "person", number, names=["Mukamana", f"Mukamanzi {number:03}"])
    first = found(clinic, "muk", limit=50)
    assert len(first) == len(set(first)) == 50


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert search.fold(search.fold(text)) == search.fold(text)


@given(st.text(alphabet=string.ascii_lowercase, min_size=4, max_size=12), st.data())
def test_one_error_is_always_among_the_forgiven(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    around = set(search.one_error_away(word))
    assert {
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place + 1 :],
        word[:place] + letter + word[place:],
    } <= around


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(typed=st.text(max_size=20))
def test_nothing_that_is_typed_breaks_the_search(people: Clinic, typed: str) -> None:
    assert set(found(people, typed)) <= set(PEOPLE)


@pytest.mark.parametrize("typed", ["muk", "habi jean", "hqbimana jean", "mukamqna"])
def test_no_search_reads_the_whole_index(sqlite_clinic: Clinic, typed: str) -> None:
    """Without statistics too: a clinic's file has none before somebody makes them."""
    asked: list[tuple[str, Any]] = []
    engine = sqlite_clinic.database.engine

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    found(sqlite_clinic, typed)
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        for statement, values in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            steps = [row.detail for row in plan]
            assert not [step for step in steps if step.startswith("SCAN search_term") or "(subject=?)" in step]
