"""The vault: each user's password opens it, nobody else's does, and its file tells nothing."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mhac.kernel.errors import Refused, Unavailable
from mhac.security.vault import RECOVERY, Vault
from tests.clinic import CHEAP

SECRET = {"database": {"kind": "sqlite", "key": "ab" * 32}}


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made = Vault.create(tmp_path / "vault.json", SECRET, cost=CHEAP)
    made.put_slot("claire", "Akagera 2026!")
    made.put_slot("noella", "Muhazi lake 7")
    return made


def test_every_user_opens_it_by_the_own_password(vault: Vault) -> None:
    for login, password in (("claire", "Akagera 2026!"), ("Noella", "Muhazi lake 7")):
        loaded = Vault.load(vault.path)
        loaded.open(login, password)
        assert loaded.content["database"] == SECRET["database"]


@pytest.mark.parametrize(
    ("login", "password"),
    [("claire", "Muhazi lake 7"), ("claire", "akagera 2026!"), ("claire", ""), ("nobody", "Akagera 2026!"), ("", "")],
)
def test_a_wrong_password_opens_nothing(vault: Vault, login: str, password: str) -> None:
    loaded = Vault.load(vault.path)
    with pytest.raises(Refused, match="wrong_password"):
        loaded.open(login, password)
    with pytest.raises(Refused, match="closed"):
        _ = loaded.content


def test_the_same_word_typed_in_another_form_of_unicode_fits(vault: Vault) -> None:
    vault.put_slot("ezechiel", "Ézéchiel-2026")
    assert vault.fits("ezechiel", "É" + "zé" + "chiel-2026")


def test_the_file_names_nobody_and_holds_no_key(vault: Vault) -> None:
    written = vault.path.read_text()
    for secret in ("claire", "noella", "ab" * 32, "Akagera", vault.content["sealing_key"], "kind"):
        assert secret not in written


def test_a_changed_password_replaces_the_one_before(vault: Vault) -> None:
    vault.put_slot("claire", "Nyungwe 2027 x")
    loaded = Vault.load(vault.path)
    assert not loaded.fits("claire", "Akagera 2026!")
    assert loaded.fits("claire", "Nyungwe 2027 x")


def test_a_removed_slot_opens_nothing(vault: Vault) -> None:
    vault.remove_slot("noella")
    assert not Vault.load(vault.path).fits("noella", "Muhazi lake 7")


def test_the_recovery_code_opens_it_however_it_is_typed(vault: Vault) -> None:
    code = vault.new_recovery_code()
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("0", "O").replace("1", "l"), f"  {code} "):
        loaded = Vault.load(vault.path)
        loaded.open_by_recovery_code(typed)
        assert loaded.content["database"] == SECRET["database"]
    newer = vault.new_recovery_code()
    assert newer != code
    with pytest.raises(Refused, match="recovery_wrong"):
        Vault.load(vault.path).open_by_recovery_code(code)


def test_a_typing_error_in_the_recovery_code_is_told_from_a_wrong_code(vault: Vault) -> None:
    code = vault.new_recovery_code()
    other = "2" if code[0] != "2" else "3"
    with pytest.raises(Refused, match="recovery_typing"):
        vault.open_by_recovery_code(other + code[1:])
    with pytest.raises(Refused, match="recovery_typing"):
        vault.open_by_recovery_code(code[:-3])


def test_renewing_keeps_everybody_who_is_left_and_shuts_out_old_copies(vault: Vault) -> None:
    code = vault.new_recovery_code()
    old_copy = vault.path.read_bytes()
    vault.remove_slot("noella")
    vault.renew(database={"kind": "sqlite", "key": "cd" * 32})
    loaded = Vault.load(vault.path)
    loaded.open("claire", "Akagera 2026!")
    assert loaded.content["database"]["key"] == "cd" * 32
    loaded = Vault.load(vault.path)
    loaded.open_by_recovery_code(code)
    assert loaded.content["database"]["key"] == "cd" * 32
    vault.path.write_bytes(old_copy)
    before = Vault.load(vault.path)
    before.open("noella", "Muhazi lake 7")
    assert before.content["database"]["key"] == "ab" * 32
    assert before.content["sealing_key"] == loaded.content["sealing_key"]


def test_what_is_sealed_is_opened_only_here(vault: Vault, tmp_path: Path) -> None:
    sealed = vault.seal(b"private key")
    assert vault.unseal(sealed) == b"private key"
    assert b"private" not in sealed
    other = Vault.create(tmp_path / "other.json", SECRET, cost=CHEAP)
    with pytest.raises(Unavailable, match="sealed_elsewhere"):
        other.unseal(sealed)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": 1}', '{"format": "x"}'])
def test_a_damaged_file_is_said_to_be_damaged(vault: Vault, content: str) -> None:
    vault.path.write_text(content)
    with pytest.raises(Unavailable, match="damaged"):
        Vault.load(vault.path)


def test_a_newer_file_is_refused(vault: Vault) -> None:
    vault.path.write_text(json.dumps({**json.loads(vault.path.read_text()), "format": 99}))
    with pytest.raises(Unavailable, match="newer"):
        Vault.load(vault.path)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_no_changed_byte_of_the_file_opens_something_else(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("vault") / "vault.json"
    vault = Vault.create(path, SECRET, cost=CHEAP)
    vault.put_slot("claire", "Akagera 2026!")
    written = json.loads(path.read_text())
    name = data.draw(st.sampled_from(["private", "sealed", "salt", "payload"]))
    holder = written if name == "payload" else written["slots"][0]
    place = data.draw(st.integers(0, len(holder[name]) - 5))
    other = "A" if holder[name][place] != "A" else "B"
    holder[name] = holder[name][:place] + other + holder[name][place + 1 :]
    path.write_text(json.dumps(written))
    with pytest.raises((Refused, Unavailable)):
        Vault.load(path).open("claire", "Akagera 2026!")


def test_a_full_disk_leaves_the_slots_as_they_were(vault: Vault) -> None:
    vault.path.parent.joinpath("vault.json.new").mkdir()
    with pytest.raises(Unavailable, match="storage.write"):
        vault.put_slot("new", "Nyungwe 2027 x")
    assert not vault.has_slot("new")
    assert Vault.load(vault.path).fits("claire", "Akagera 2026!")


def test_nobody_signs_in_as_the_recovery_code() -> None:
    from mhac.kernel.errors import Invalid
    from mhac.security.rules import checked_login

    with pytest.raises(Invalid):
        checked_login(RECOVERY)
