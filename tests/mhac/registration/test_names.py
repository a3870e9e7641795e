"""Names in any script, of one word or many, and how they are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mhac.registration import names


@pytest.mark.parametrize(
    ("family", "given_names", "shown"),
    [
        ("Mukamana", "Béatrice", "MUKAMANA Béatrice"),
        ("Mukamana", "", "MUKAMANA"),
        ("", "Béatrice", "BÉATRICE"),
        ("ተስፋዬ", "ሙሉ", "ተስፋዬ ሙሉ"),
        ("محمد", "علي", "محمد علي"),
        ("", "", ""),
    ],
)
def test_names_are_shown_family_name_first(family: str, given_names: str, shown: str) -> None:
    assert names.display(family, given_names) == shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Marie \t Claire\n", "Marie Claire"),
        ("Mu\x00kamana", "Mu kamana"),
        ("Be\u0301atrice", "Béatrice"),
        ("李 小龍", "李 小龍"),
        ("<b>Eric</b>", "<b>Eric</b>"),
    ],
)
def test_typed_names_keep_their_letters(typed: str, kept: str) -> None:
    assert names.tidy(typed) == kept


@pytest.mark.parametrize(
    ("typed", "document", "truncated", "same"),
    [
        ("Béatrice", "Beatrice", False, True),
        ("Müller", "Mueller", False, True),
        ("Jean-Pierre", "Jean Pierre", False, True),
        ("Jean Pierre", "Jean Pie", True, True),
        ("Jean Pierre", "Jean Pie", False, False),
        ("Eric", "Erik", False, False),
    ],
)
def test_a_typed_name_is_compared_with_the_document(typed: str, document: str, truncated: bool, same: bool) -> None:
    assert names.same_as_document(typed, document, truncated=truncated) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("niyonzima", "nionzima"),
        ("habyarimana", "habiarimana"),
        ("kalisa", "karisa"),
        ("uwizeye", "uwiseie"),
        ("hassan", "asan"),
    ],
)
def test_regional_spellings_have_one_key(one: str, other: str) -> None:
    assert names.spelling_key(one) == names.spelling_key(other)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_a_name_that_can_be_handled(family: str, given_names: str) -> None:
    kept = names.tidy(family)
    assert names.tidy(kept) == kept
    assert "\x00" not in kept
    names.display(kept, names.tidy(given_names))
    names.key(kept, given_names)


@pytest.mark.parametrize("sign", ["\u202e", "\u202a", "\u2066", "\u2069", "\u200b", "\ufeff", "\u2060", "\u00ad"])
def test_no_sign_turns_or_hides_what_stands_beside_a_name(sign: str) -> None:
    assert names.tidy(f"Muka{sign}mana{sign}") == "Mukamana"


def test_joiners_stay_where_a_script_needs_them() -> None:
    assert names.tidy("علی\u200cرضا") == "علی\u200cرضا"
