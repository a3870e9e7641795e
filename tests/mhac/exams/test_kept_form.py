"""What is kept between two answers is what a fresh look would say: no answer that the form hears is missed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mhac.exams import assessing, steps
from mhac.exams.assessing import Standing, assess
from mhac.protocols import library
from mhac.protocols.form import FormField, read_form
from mhac.protocols.rules import FieldKind, SystemState
from tests.mhac.protocols.people import applicant

COUNTRIES = ("AU", "CA", "NZ", "US")
BORN = ("1990-01-01", "2016-05-01", "2024-12-01")
NUMBERS = (0, 1, 11, 36.6, 72, 180)
DAYS = ("2025-01-31", "2026-03-01")


def answers_to(field: FormField) -> tuple[Any, ...]:
    """A few answers of each kind, "not any more" included."""
    match field.kind:
        case FieldKind.BOOL:
            return (True, False, None)
        case FieldKind.CHOICE:
            return (*(choice.key for choice in field.choices), None)
        case FieldKind.SYSTEM:
            return (*({"state": state.value} for state in SystemState), None)
        case FieldKind.DATE:
            return (*DAYS, None)
        case FieldKind.INSTRUMENT:
            assert field.instrument is not None
            keys = [question.key for question in field.instrument.questions]
            return ({keys[0]: 1}, dict.fromkeys(keys, 1), None)
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return ("Kigali", None)
        case FieldKind.NUMBER:
            return (*NUMBERS, None)
        case FieldKind.INTEGER:
            return (0, 1, 11, 72, 180, None)
        case FieldKind.COUNTRY:
            return ("RW", "CD", None)
        case FieldKind.COUNTRIES:
            return (["RW"], ["CD", "TD"], None)
        case FieldKind.CHOICES:
            return (*([choice.key] for choice in field.choices), None)


def fresh_list(standing: Standing) -> Mapping[str, Any]:
    """The list of requirements with nothing remembered."""
    for kept in (assessing._form_read, assessing._evaluated, steps._outline):
        kept.cache_clear()
    return steps.summary_of(Standing(standing.template, standing.applicant, standing.settings, {}, standing.values))


@settings(max_examples=40, deadline=None)
@given(
    country=st.sampled_from(COUNTRIES),
    born=st.sampled_from(BORN),
    walk=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=6),
)
def test_what_is_kept_is_what_is_so(country: str, born: str, walk: list[tuple[int, int]]) -> None:
    template = library.choose(country, date(2026, 3, 10)).template
    who = applicant(born, "F", next(iter(template.categories)))
    values: dict[str, Any] = {}
    standing = assess(template, who, {}, {}, values)
    remembered = steps.summary_of(standing)
    for where, which in walk:
        asked = [field for section in assess(template, who, {}, {}, values)._read[0] for field in section.fields]
        field = asked[where % len(asked)]
        possible = answers_to(field)
        for answer in (*possible, possible[which % len(possible)]):  # the last of these stays
            values[field.key] = answer
            standing = assess(template, who, {}, {}, values)
            assert standing._read == read_form(template, who, standing.values)
        remembered = steps.summary_of(standing)
    assert remembered == fresh_list(standing)
