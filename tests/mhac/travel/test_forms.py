"""The screening form: what is asked of whom, what is refused, and what an answer means for the flight."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhac.kernel.errors import Invalid
from mhac.travel.codes import travel_codes
from mhac.travel.forms import Subject, screening_form
from mhac.travel.rules import Condition

DAY = date(2026, 11, 24)
FLIES = date(2026, 11, 26)
MAN = Subject("M", 41)
WOMAN = Subject("F", 28)
FORM = screening_form()


def answered(subject: Subject = MAN, **more):
    """Return answers of somebody who is well, with what the test changes."""
    given_answers: dict[str, object] = {
        field.code: False for field in FORM.fields if field.kind == "yes_no" and field.is_asked(subject, {}, DAY)
    }
    given_answers |= {"temperature": 36.7, "pulse": 72, "oxygen_saturation": 97}
    return given_answers | more


def findings(departs_on: date = FLIES, subject: Subject = MAN, **more):
    kept = FORM.clean(answered(subject, **more), subject, on=DAY)
    return {each.code: each for each in FORM.findings(kept, screened_on=DAY, departs_on=departs_on)}


def test_who_is_well_has_no_finding():
    assert findings() == {}
    assert findings(subject=WOMAN) == {}


def test_every_rule_and_label_has_its_source_and_three_languages():
    for field in FORM.fields:
        assert set(field.label) == {"en", "fr", "rw"}, field.code
        for check in (field.raw or {}).get("checks", ()):
            assert check["source"]
            assert check["confidence"] in {"official", "secondary", "unverified"}
            assert check["action"] in {"hold", "check"}
            assert set(check["text"]) == {"en", "fr", "rw"}
    codes = [field.code for field in FORM.fields]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(("celsius", "holds"), [(37.9, False), (38.0, True), (39.5, True)])
def test_fever_holds_from_38_degrees_on(celsius, holds):
    assert ("fever" in findings(temperature=celsius)) == holds


@pytest.mark.parametrize(
    ("saturation", "found"), [(91, "oxygen_low"), (92, "oxygen_doubtful"), (95, "oxygen_doubtful"), (96, None)]
)
def test_saturation_asks_for_oxygen_or_a_test_but_does_not_hold(saturation, found):
    seen = findings(oxygen_saturation=saturation)
    assert set(seen) == ({found} if found else set())
    assert not any(each.holds for each in seen.values())


def test_pregnancy_is_asked_only_where_it_can_be():
    asked = {field.code for field in FORM.fields if field.is_asked(MAN, {}, DAY)}
    assert "pregnant" not in asked
    assert "pregnant" in {field.code for field in FORM.fields if field.is_asked(WOMAN, {}, DAY)}
    assert "pregnant" not in {field.code for field in FORM.fields if field.is_asked(Subject("F", 8), {}, DAY)}
    assert "pregnant" in {field.code for field in FORM.fields if field.is_asked(Subject("F", None), {}, DAY)}
    assert "pregnancy_weeks" not in asked


@pytest.mark.parametrize(
    ("weeks", "twins", "departs_on", "found"),
    [
        (27, False, FLIES, set()),
        (28, False, FLIES, {"pregnancy_certificate"}),
        (35, False, FLIES, {"pregnancy_certificate"}),
        (35, False, DAY + timedelta(days=7), {"pregnancy_certificate", "pregnancy_single_late"}),
        (31, True, FLIES, {"pregnancy_certificate"}),
        (32, True, FLIES, {"pregnancy_certificate", "pregnancy_multiple_late"}),
    ],
)
def test_weeks_of_pregnancy_count_on_the_day_of_departure(weeks, twins, departs_on, found):
    seen = findings(departs_on, WOMAN, pregnant=True, pregnancy_weeks=weeks, pregnancy_multiple=twins)
    assert set(seen) == found


@given(st.integers(0, 60), st.integers(0, 40))
def test_days_since_an_operation_count_to_the_flight_and_end_on_the_named_day(days_ago, days_ahead):
    departs_on = DAY + timedelta(days=days_ahead)
    operated = DAY - timedelta(days=days_ago)
    seen = findings(departs_on, surgery_abdomen_on=operated)
    assert ("surgery_abdomen" in seen) == ((departs_on - operated).days < 10)
    if seen:
        assert seen["surgery_abdomen"].until == operated + timedelta(days=10)


@given(st.integers(0, 30), st.integers(0, 40))
def test_contact_holds_for_the_days_of_exclusion(days_ago, days_ahead):
    departs_on = DAY + timedelta(days=days_ahead)
    last = DAY - timedelta(days=days_ago)
    seen = findings(departs_on, measles_contact=True, measles_contact_on=last)
    assert ("measles_contact" in seen) == ((departs_on - last).days <= 21)


def test_contact_without_a_day_holds_however_late_the_flight():
    assert findings(DAY + timedelta(days=90), vhf_contact=True)["vhf_contact"].holds


def test_outbreak_questions_have_their_dates():
    before = {field.code for field in FORM.fields if field.is_asked(MAN, {}, date(2026, 5, 16))}
    after = {field.code for field in FORM.fields if field.is_asked(MAN, {}, date(2026, 5, 17))}
    assert "vhf_contact" not in before
    assert "vhf_contact" in after


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"temperature": None}, "temperature", "travel.screening_missing"),
        ({"temperature": "36.7"}, "temperature", "travel.screening_not_a_number"),
        ({"temperature": True}, "temperature", "travel.screening_not_a_number"),
        ({"temperature": 367}, "temperature", "travel.screening_implausible"),
        ({"cough": "yes"}, "cough", "travel.screening_yes_or_no"),
        ({"surgery_chest_on": "31 Feb"}, "surgery_chest_on", "travel.screening_not_a_date"),
        ({"surgery_chest_on": DAY + timedelta(days=1)}, "surgery_chest_on", "travel.screening_date_in_future"),
        ({"shoe_size": 43}, "shoe_size", "travel.screening_unknown_field"),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_question(more, field, code):
    with pytest.raises(Invalid) as refused:
        FORM.clean(answered(**more), MAN, on=DAY)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_an_implausible_measure_stands_once_confirmed():
    kept = FORM.clean(answered(pulse=250), MAN, on=DAY, confirmed=frozenset({"pulse"}))
    assert kept["pulse"] == 250


def test_a_hidden_answer_is_not_kept():
    kept = FORM.clean(answered(pregnant=False), WOMAN, on=DAY) | {}
    assert "pregnancy_weeks" not in FORM.clean(answered(WOMAN, pregnancy_weeks=20), WOMAN, on=DAY)
    assert kept["pregnant"] is False


# Travel needs -----------------------------------------------------------------------------------------------------


def test_every_need_has_words_and_a_source():
    for need in travel_codes().needs.values():
        assert set(need.label) == {"en", "fr", "rw"}
        assert need.source
        assert need.confidence in {"official", "secondary", "unverified"}


def test_a_condition_in_words():
    codes = travel_codes()
    assert codes.condition_text(Condition("OXYG", "2")) == "In-flight oxygen (OXYG) 2 L/min"
    assert codes.condition_text(Condition("WCHC"), "fr") == "Fauteuil roulant jusqu'au siège en cabine (WCHC)"
    assert codes.condition_text(Condition("", "Seat near the toilet"), "rw") == "Seat near the toilet"


@pytest.mark.parametrize(
    ("needs", "code"),
    [
        ([Condition("XXXX")], "travel.need_unknown"),
        ([Condition("WCHR"), Condition("WCHC")], "travel.need_twice"),
        ([Condition("MAAS"), Condition("MAAS")], "travel.need_twice"),
        ([Condition("STCR")], "travel.need_wants_company"),
        ([Condition("", " ")], "travel.condition_empty"),
    ],
)
def test_needs_that_cannot_stand(needs, code):
    with pytest.raises(Invalid) as refused:
        travel_codes().check_needs(needs)
    assert refused.value.code == code


def test_a_stretcher_with_an_escort_stands():
    assert len(travel_codes().check_needs([Condition("STCR"), Condition("ESCORT_NURSE")])) == 2


def test_the_clinic_may_give_its_own_numbers():
    codes = travel_codes()
    assert codes.settings({}).screening_window_hours == 72
    assert codes.settings({"screening_window_hours": 48}).screening_window_hours == 48
    assert codes.settings({"screening_window_hours": 48}).settle_hours == codes.defaults.settle_hours
