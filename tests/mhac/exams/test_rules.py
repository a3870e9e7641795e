"""The pure rules of the assessment, over many values."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mhac.exams.assessing import applicant_of, plain
from mhac.exams.entries import checked, keys_of
from mhac.exams.rules import Decision, decision_from, freeze, is_intact, is_reason, request_number
from mhac.kernel.errors import Invalid
from mhac.protocols import library
from mhac.protocols.form import FormField, form_for
from mhac.protocols.rules import FieldKind

COUNTRY = "US"
TEMPLATE = library.choose(COUNTRY, date(2026, 3, 10)).template
WOMAN = applicant_of(category=next(iter(TEMPLATE.categories)), exam_date=date(2026, 3, 10), exam_country="RW",
                     earliest=date(1990, 3, 14), latest=date(1990, 3, 14), sex="F", citizenship="CD",
                     birth_country="CD")  # fmt: skip
FIELDS = [field for section in form_for(TEMPLATE, WOMAN, {}) for field in section.fields if not field.computed]
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(FIELDS), JSON)
def test_whatever_is_typed_is_an_answer_or_refused_beside_its_field(field: FormField, value: Any) -> None:
    kept, refused = attempt(field, value)
    if refused is None:
        assert checked(field, field.key, kept, confirmed=True) == kept
    else:
        assert refused.field == field.key


def attempt(field: FormField, value: Any) -> tuple[Any, Invalid | None]:
    try:
        return checked(field, field.key, value, confirmed=True), None
    except Invalid as refused:
        return None, refused


@given(st.sampled_from([f for f in FIELDS if f.kind is FieldKind.INSTRUMENT]), st.data())
def test_a_questionnaire_takes_the_numbers_of_its_scale_only(field: FormField, data: st.DataObject) -> None:
    assert field.instrument is not None
    question = data.draw(st.sampled_from(field.instrument.questions))
    number = data.draw(st.integers(-2, 9))
    allowed = {value for value, _ in question.options}
    kept, refused = attempt(field, {question.key: number})
    assert (kept == {question.key: number}) == (number in allowed) == (refused is None)


def test_every_key_of_the_form_belongs_to_one_question() -> None:
    keys = [key for section in form_for(TEMPLATE, WOMAN, {}) for key in keys_of(section)]
    assert len(keys) == len(set(keys))


@given(st.dictionaries(st.text(max_size=10), st.text() | st.integers() | st.booleans() | st.none(), max_size=5))
def test_a_frozen_content_is_intact_and_one_changed_sign_is_seen(content: dict[str, Any]) -> None:
    text, digest = freeze(content)
    assert is_intact(text, digest)
    assert not is_intact(text + " ", digest)


@given(
    st.lists(st.text(min_size=1, max_size=6), max_size=5),
    st.dictionaries(st.text(max_size=6), st.text(max_size=2), max_size=3),
)
def test_a_decision_is_the_same_in_any_order_and_after_storage(classes: list[str], grades: dict[str, str]) -> None:
    decision = Decision.of(classes, grades)
    assert decision == Decision.of(reversed(classes), grades)
    assert decision_from(decision.plain()) == decision


@given(st.integers(1, 999_999), st.integers(1, 99))
def test_a_request_number_scans_well(exam_id: int, ordinal: int) -> None:
    number = request_number(exam_id, ordinal)
    assert number.isascii()
    assert number.isalnum()
    assert number == number.upper()
    assert len(number) <= 24


def test_a_reason_says_something() -> None:
    assert is_reason("Wrong person")
    assert not any(is_reason(text) for text in ("", "   ", "x", "....", "12345"))


def test_plain_data_holds_no_python_types() -> None:
    assert plain(WOMAN)["birth_earliest"] == "1990-03-14"


def test_an_unknown_birth_date_is_any_day_of_a_life() -> None:
    nobody = applicant_of(category="", exam_date=date(2028, 2, 29), exam_country="RW", earliest=None, latest=None,
                          sex="X", citizenship=None, birth_country=None)  # fmt: skip
    assert (nobody.birth_earliest, nobody.birth_latest) == (date(1908, 2, 28), date(2028, 2, 29))
