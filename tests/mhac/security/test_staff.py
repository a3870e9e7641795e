"""Adding, changing and removing staff, on both engines; passwords open the vault, removal closes it."""

import pytest

from mhac.kernel.errors import Invalid, NotAllowed, Refused, StaleEdit, Unavailable
from mhac.security import queries, service
from mhac.security.rules import checked_password
from tests.clinic import PASSWORD, Clinic

NURSE_2 = service.NewUser(login="Nurse.2", name="Jean Bosco", roles=("nurse",), password="Muhazi lake 7")


def staff(clinic: Clinic) -> dict[str, queries.Staff]:
    with clinic.read("administrator") as uow:
        return {s.login: s for s in queries.staff(uow)}


def test_a_new_user_gets_a_slot_of_his_own(clinic: Clinic) -> None:
    with clinic.act("administrator") as uow:
        service.add_user(uow, request=NURSE_2)
    assert staff(clinic)["nurse.2"].has_slot
    assert clinic.database.vault.fits("nurse.2", "Muhazi lake 7")
    assert not clinic.database.vault.fits("nurse.2", PASSWORD)


@pytest.mark.parametrize("role", ["receptionist", "nurse", "physician"])
def test_only_an_administrator_adds_users(clinic: Clinic, role: str) -> None:
    with pytest.raises(NotAllowed), clinic.act(role) as uow:
        service.add_user(uow, request=NURSE_2)
    assert "nurse.2" not in staff(clinic)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"login": "a b"}, "security.login"),
        ({"password": "short"}, "security.password_short"),
        ({"password": "nurse.2-2026"}, "security.password_easy"),
        ({"password": "abcdefghijkl"}, "security.password_easy"),
        ({"roles": ("king",)}, "security.roles"),
        ({"roles": ()}, "security.roles"),
        ({"name": " "}, "security.name_missing"),
    ],
)
def test_bad_entries_are_named(clinic: Clinic, change: dict[str, object], code: str) -> None:
    request = service.NewUser(**{**vars(NURSE_2), **change})
    with pytest.raises(Invalid) as caught, clinic.act("administrator") as uow:
        service.add_user(uow, request=request)
    assert caught.value.code == code


def test_a_login_is_taken_once(clinic: Clinic) -> None:
    with pytest.raises(Refused, match="login_taken"), clinic.act("administrator") as uow:
        service.add_user(uow, request=service.NewUser(**{**vars(NURSE_2), "login": "NURSE"}))


def test_a_removed_user_loses_the_slot_but_keeps_the_name(clinic: Clinic) -> None:
    nurse = staff(clinic)["nurse"]
    with clinic.act("administrator") as uow:
        service.remove_user(uow, user_id=nurse.id, version=nurse.version, reason="Contract ended")
    after = staff(clinic)["nurse"]
    assert (after.active, after.has_slot, after.name) == (False, False, nurse.name)
    assert not clinic.database.vault.fits("nurse", PASSWORD)


def test_the_last_administrator_stays(clinic: Clinic) -> None:
    admin = staff(clinic)["admin"]
    with pytest.raises(Refused, match="last_administrator"), clinic.act("administrator") as uow:
        service.change_user(uow, user_id=admin.id, version=admin.version, name=admin.name, roles=["nurse"])
    with pytest.raises(Refused, match="not_yourself"), clinic.act("administrator") as uow:
        service.remove_user(uow, user_id=admin.id, version=admin.version, reason="x")


def test_a_stale_change_is_refused(clinic: Clinic) -> None:
    nurse = staff(clinic)["nurse"]
    for attempt in range(2):
        try:
            with clinic.act("administrator") as uow:
                service.change_user(
                    uow, user_id=nurse.id, version=nurse.version, name=f"Name {attempt}", roles=["nurse"]
                )
        except StaleEdit:
            assert attempt == 1
    assert staff(clinic)["nurse"].name == "Name 0"


def test_passwords_are_changed_and_reset(clinic: Clinic) -> None:
    with pytest.raises(Refused, match="wrong_password"), clinic.act("nurse") as uow:
        service.change_own_password(uow, old="not this one", new="Muhazi lake 7")
    with pytest.raises(Invalid, match="password_same"), clinic.act("nurse") as uow:
        service.change_own_password(uow, old=PASSWORD, new=PASSWORD)  # who gave it could act in the nurse's name
    with clinic.act("nurse") as uow:
        service.change_own_password(uow, old=PASSWORD, new="Muhazi lake 7")
    assert clinic.database.vault.fits("nurse", "Muhazi lake 7")
    with clinic.act("administrator") as uow:
        service.reset_password(uow, user_id=clinic.user_ids["nurse"], password="Nyungwe 2027 x")
    assert clinic.database.vault.fits("nurse", "Nyungwe 2027 x")
    with clinic.act("physician") as uow:
        assert service.confirm_password(uow, password=PASSWORD).user_id == clinic.user_ids["physician"]
    with pytest.raises(Refused, match="wrong_password"), clinic.act("physician") as uow:
        service.confirm_password(uow, password="Nyungwe 2027 x")


def test_no_password_or_key_reaches_the_audit(clinic: Clinic) -> None:
    with clinic.act("administrator") as uow:
        service.add_user(uow, request=NURSE_2)
    with clinic.read("administrator") as uow:
        texts = " ".join(str(line.content) for line in queries.audit_lines(uow))
    assert "Jean Bosco" in texts
    assert PASSWORD not in texts and NURSE_2.password not in texts and "sealing_key" not in texts


def test_at_an_open_screen_nobody_tries_password_after_password(clinic: Clinic) -> None:
    def give(password: str) -> None:
        with clinic.act("physician") as uow:
            service.confirm_password(uow, password=password)

    for _ in range(5):
        with pytest.raises(Refused, match="wrong_password"):
            give("not the word 1")
    with pytest.raises(Refused, match="locked_out"):
        give(PASSWORD)
    clinic.clock.forward(minutes=5)
    give(PASSWORD)
    with pytest.raises(Refused, match="wrong_password"):
        give("not the word 1")


@pytest.mark.parametrize("act", ["add", "change", "reset", "remove"])
def test_where_the_slot_file_cannot_be_written_nothing_of_the_act_is_kept(clinic: Clinic, act: str) -> None:
    nurse = staff(clinic)["nurse"]
    in_the_way = clinic.folder.slots.with_name(f"{clinic.folder.slots.name}.new")
    in_the_way.mkdir()  # as on a full disk: the file beside it cannot be written
    before = clinic.folder.slots.read_bytes()

    def do() -> None:
        with clinic.act("nurse" if act == "change" else "administrator") as uow:
            if act == "add":
                service.add_user(uow, request=NURSE_2)
            elif act == "change":
                service.change_own_password(uow, old=PASSWORD, new="Nyungwe 2027 x")
            elif act == "reset":
                service.reset_password(uow, user_id=nurse.id, password="Nyungwe 2027 x")
            else:
                service.remove_user(uow, user_id=nurse.id, version=nurse.version, reason="Contract ended")

    with pytest.raises(Unavailable, match="storage.write"):
        do()
    assert clinic.folder.slots.read_bytes() == before
    assert "nurse.2" not in staff(clinic)
    assert staff(clinic)["nurse"] == nurse
    assert clinic.database.vault.fits("nurse", PASSWORD)
    in_the_way.rmdir()
    do()  # with room on the disk the same act goes through
    assert clinic.folder.slots.read_bytes() != before


def test_where_the_commit_fails_the_slot_file_is_as_before(clinic: Clinic) -> None:
    with pytest.raises(KeyError), clinic.act("administrator") as uow:
        service.add_user(uow, request=NURSE_2)
        uow.beside_commit.append((_fail, lambda: None))
    assert "nurse.2" not in staff(clinic)
    assert not clinic.database.vault.has_slot("nurse.2")


def _fail() -> None:
    raise KeyError("the commit does not come about")


@pytest.mark.parametrize(
    "password",
    [
        "1234567890", "0987654321", "123123123123", "250788123456", "qwertyuiop1", "azertyuiop12", "Password123",
        "motdepasse26", "MHACKigali2026", "Rwanda2026!", "aaaaabbbbbccccc", "abcdefghij2026",
    ],
)  # fmt: skip
def test_what_is_guessed_first_is_no_password(password: str) -> None:
    with pytest.raises(Invalid, match="password_easy"):
        checked_password(password, login="alain")


@pytest.mark.parametrize(
    "password",
    ["Akagera 2026!", "Inzozi nziza 26", "demo-Impala-26", "correct horse battery", "Nyungwe 2027", "8402715590163847",
     "my clinic has four blue doors"],
)  # fmt: skip
def test_a_few_words_are_a_password(password: str) -> None:
    assert checked_password(password, login="alain") == password
