"""Who may be the same person, and who is not."""

from datetime import date

import pytest

from mhac.registration import names
from mhac.registration.birth import BirthDate, in_years, on_day
from mhac.registration.duplicates import LIKELY, Draft, Known, Likeness, likeness

BORN = on_day(date(1990, 3, 14))


def known(family: str, given_names: str, birth: BirthDate | None = BORN, **more: object) -> Known:
    facts: dict[str, object] = {"sex": "F", "birth": birth, **more}
    return Known(name_keys=(names.key(family, given_names),), **facts)  # type: ignore[arg-type]


def draft(
    family: str = "Mukamana", given_names: str = "Béatrice", birth: BirthDate | None = BORN, **more: object
) -> Draft:
    facts: dict[str, object] = {"sex": "F", **more}
    return Draft(family_name=family, given_names=given_names, birth=birth, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("candidate", "reasons"),
    [
        (known("Mukamana", "Beatrice"), {Likeness.SAME_NAME, Likeness.SAME_BIRTH}),
        (known("Beatrice", "Mukamana"), {Likeness.SAME_NAME, Likeness.SAME_BIRTH}),
        (known("Mukamama", "Beatrise"), {Likeness.SIMILAR_NAME, Likeness.SAME_BIRTH}),
        (known("Mukamana", "Béatrice", in_years(1990, 1990)), {Likeness.SAME_NAME, Likeness.POSSIBLE_BIRTH}),
        (known("Mukamana", "Béatrice", on_day(date(1990, 3, 24))), {Likeness.SAME_NAME, Likeness.SWAPPED_BIRTH}),
        (known("Mukamana", "Béatrice", None), {Likeness.SAME_NAME}),
        (known("Mukamana", "Béatrice Claire"), {Likeness.SIMILAR_NAME, Likeness.SAME_BIRTH}),
    ],
)
def test_the_same_person_in_another_spelling_is_found(candidate: Known, reasons: set[Likeness]) -> None:
    score, why = likeness(draft(), candidate)
    assert score >= LIKELY
    assert set(why) == reasons


@pytest.mark.parametrize(
    "candidate",
    [
        known("Uwase", "Claudine"),
        known("Mukamana", "Grâce", on_day(date(2015, 6, 1))),
        known("Mukamana", "Béatrice", on_day(date(1971, 1, 30))),
        known("Habimana", "Béatrice", on_day(date(1990, 11, 2))),
    ],
)
def test_somebody_else_is_left_alone(candidate: Known) -> None:
    assert likeness(draft(), candidate)[0] < LIKELY


def test_a_shared_number_always_counts() -> None:
    score, why = likeness(
        draft(numbers=frozenset({"PC123"})), known("Uwase", "Ines", None, numbers=frozenset({"PC123"}))
    )
    assert score >= 95
    assert why == (Likeness.NUMBER,)


def test_the_other_sex_makes_it_less_likely() -> None:
    same, other = (
        likeness(draft(), known("Mukamana", "Béatrice")),
        likeness(draft(sex="M"), known("Mukamana", "Béatrice")),
    )
    assert other[0] < same[0]


def test_a_phone_counts_with_or_without_country_code() -> None:
    _, why = likeness(draft(phone="+250 788 000 114"), known("Mukamana", "Béatrice", phone="0788000114"))
    assert Likeness.PHONE in why


def test_two_letters_are_too_few_to_look_for() -> None:
    assert not Draft(family_name="Mu").is_worth_asking
    assert Draft(family_name="Muk").is_worth_asking
    assert Draft(numbers=frozenset({"A1"})).is_worth_asking
