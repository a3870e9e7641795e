"""The signed text: what it says, that one changed letter breaks it, and that no text makes the reader fail."""

import string
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from mhac.certificates.checking import fingerprint, read_public_keys, verify_bytes, write_public_keys
from mhac.certificates.code import LONGEST, Code, read_code, seal_state, verify, write_code, write_seal
from mhac.kernel.errors import Invalid

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
KEYS = {"MHAC-1": PUBLIC}
CODE = Code("MHAC-26-004814", "MHAC-1", datetime(2026, 11, 27, 7, 40, tzinfo=UTC), "PN", 1959, "fit_with_conditions",
            "5e" * 32)  # fmt: skip
TEXT = write_code(CODE, KEY)


def test_what_was_written_is_read_and_its_signature_holds() -> None:
    found = verify(TEXT, KEYS)
    assert found.holds
    assert found.code == CODE
    assert found.checked == ("code",)


def test_the_code_is_short_and_every_scanner_can_type_it() -> None:
    assert len(TEXT) < 240
    assert set(TEXT) <= set(string.ascii_uppercase + string.digits + ".-")


def test_it_names_no_person_and_no_diagnosis() -> None:
    assert TEXT.split(".")[:7] == ["MHAC1", "MHAC-26-004814", "MHAC-1", "202611270740", "PN", "1959", "C"]


@pytest.mark.parametrize("at", range(len(TEXT)))
def test_one_changed_letter_fails(at: int) -> None:
    other = "B" if TEXT[at] != "B" else "D"
    other = "7" if TEXT[at].isdigit() and TEXT[at] != "7" else "6" if TEXT[at].isdigit() else other
    assert not verify(TEXT[:at] + other + TEXT[at + 1 :], KEYS).holds


def test_blanks_line_breaks_and_small_letters_of_a_scanner_do_no_harm() -> None:
    typed = f"  {TEXT[:80]}\r\n{TEXT[80:].lower()}\t"
    assert verify(typed, KEYS).holds


def test_a_stranger_s_key_does_not_hold() -> None:
    other = Ed25519PrivateKey.generate()
    assert verify(write_code(CODE, other), KEYS).reason == "changed"
    assert verify(TEXT, {}).reason == "unknown_key"
    assert verify(TEXT, {"MHAC-1": b"short"}).reason == "changed"


def test_the_seal_of_a_file_is_no_signature_of_a_code() -> None:
    body = TEXT.rpartition(".")[0]
    seal = write_seal(body.encode(), "MHAC-1", KEY).split(".")[1]
    assert verify(f"{body}.{seal}", KEYS).reason == "changed"
    assert seal_state(body.encode(), f"MHAC-1.{seal}", KEYS) == ""
    assert seal_state(body.encode() + b" ", f"MHAC-1.{seal}", KEYS) == "changed"


def test_two_spellings_of_one_signature_are_not_both_good() -> None:
    last = TEXT[-1]
    others = [letter for letter in string.ascii_uppercase + "234567" if letter != last]
    assert not any(verify(TEXT[:-1] + letter, KEYS).holds for letter in others)


@given(st.text(max_size=LONGEST * 3))
@example("MHAC1." * 40)
@example(TEXT + TEXT)
@example(TEXT.replace("1959", "١٩٥٩"))
@example(TEXT.replace("202611270740", "999999999999"))
@example("\x00" * 300)
def test_hostile_text_never_crashes_and_never_holds(text: str) -> None:
    assert not verify(text, KEYS).holds


@given(st.text(alphabet=string.ascii_uppercase + string.digits + ".-", max_size=260))
def test_text_of_the_right_letters_never_crashes(text: str) -> None:
    assert not verify(f"MHAC1.{text}", KEYS).holds
    assert seal_state(b"content", text, KEYS) in ("unreadable", "unknown_key", "changed")


@given(st.binary(max_size=2000))
@example(b"%PDF-1.7\n%MHAC-CODE x\n%MHAC-SEAL MHAC-1.AAAA\n")
def test_hostile_files_never_crash_and_never_hold(content: bytes) -> None:
    assert not verify_bytes(content, KEYS).holds
    assert not verify_bytes(b"%PDF-1.4\n" + content, KEYS).holds


def test_a_text_of_another_form_is_not_read() -> None:
    assert read_code(TEXT.replace("MHAC1", "MHAC2", 1)) is None


def test_exported_keys_come_back() -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    text = write_public_keys("MHAC Kigali, Rwanda – ikigo", {"MHAC-1": PUBLIC, "MHAC-2": other})
    assert read_public_keys(text) == {"MHAC-1": PUBLIC, "MHAC-2": other}
    assert read_public_keys(text.replace("\n", "\r\n"))["MHAC-1"] == PUBLIC
    assert fingerprint(PUBLIC) in text


@given(st.text(max_size=500))
@example("Key: MHAC-1\n-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")
@example("Key: MHAC-1\n-----BEGIN PUBLIC KEY-----\n=\n-----END PUBLIC KEY-----")
def test_what_is_no_key_file_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid, match=r"certificates\.not_a_key_file"):
        read_public_keys(text)


def test_a_key_of_another_kind_is_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem = X25519PrivateKey.generate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(Invalid):
        read_public_keys("Key: MHAC-1\n" + pem.decode())
