"""Putting people on file and correcting them, on both engines: what is kept, found, refused and audited."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from mhac.kernel.errors import Invalid, NotAllowed, NotFound, StaleEdit
from mhac.registration import queries, rules, service
from mhac.registration.birth import in_years, on_day
from mhac.registration.drafts import Draft
from mhac.registration.duplicates import Draft as Sought
from mhac.registration.duplicates import Likeness
from mhac.registration.lookalikes import likely_duplicates
from mhac.registration.records import Identifier, Person, Photo
from mhac.registration.rules import IdentifierEntry, NameEntry, NewConsent, NewPerson
from tests.clinic import Clinic
from tests.mhac.registration.test_photos import file_of

BEATRICE = NewPerson(
    family_name="Mukamana",
    given_names="Béatrice",
    sex="F",
    birth=on_day(date(1990, 3, 14)),
    citizenship="CD",
    origin_country="CD",
    birth_country="CD",
    travel_status="XXB",
    phone="+250 788 000 114",
    camp="mahama",
    languages=("rw", "fr"),
    needs_interpreter=True,
    interpreter_language="rw",
    other_names=(NameEntry("former", "Uwera", "Béatrice"),),
    identifiers=(
        IdentifierEntry("unhcr", "148-00C03417"),
        IdentifierEntry("ctd", "RA123456", "RWA", date(2029, 5, 1)),
    ),
)


def register(clinic: Clinic, request: NewPerson = BEATRICE, role: str = "receptionist") -> int:
    with clinic.act(role) as uow:
        return service.register_person(uow, request=request)


def version_of(clinic: Clinic, person_id: int) -> int:
    with clinic.read("receptionist") as uow:
        return queries.people(uow, [person_id])[person_id].version


def found(clinic: Clinic, text: str) -> list[int]:
    with clinic.read("receptionist") as uow:
        return [row.id for row in queries.search_people(uow, text)]


def test_a_registered_person_is_on_file_whole(clinic: Clinic) -> None:
    person_id = register(clinic)
    with clinic.read("receptionist") as uow:
        file = queries.person_file(uow, person_id)
    assert file.facts == BEATRICE
    assert file.name == "MUKAMANA Béatrice"
    assert rules.is_file_number(file.file_number)
    assert file.registered_by == "Rose Mutoni"


@pytest.mark.parametrize(
    "text",
    [
        "mukam",
        "MUKAMANA",
        "beatrice",
        "Béatrice Mukamana",
        "kama",
        "mukamna",
        "uwera",
        "148-00C03417",
        "00c03417",
        "RA123456",
        "788000114",
        "0788000114",
        "+250 788",
        "béa muk",
    ],
)
def test_a_person_is_found_by_any_part(clinic: Clinic, text: str) -> None:
    person_id = register(clinic)
    register(clinic, NewPerson("Habimana", "Jean", "M", in_years(1980, 1980)))
    assert found(clinic, text) == [person_id]


def test_a_person_is_found_by_the_scanned_file_number(clinic: Clinic) -> None:
    person_id = register(clinic)
    with clinic.read("receptionist") as uow:
        number = queries.people(uow, [person_id])[person_id].file_number
    assert found(clinic, number) == [person_id]
    assert found(clinic, number.lower()) == [person_id]


def test_without_a_text_the_newest_people_are_listed(clinic: Clinic) -> None:
    first, second = register(clinic), register(clinic, replace(BEATRICE, identifiers=()))
    assert found(clinic, " ") == [second, first]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"family_name": "", "given_names": " "}, "name_missing", "family_name"),
        ({"family_name": "123"}, "name_without_letters", "family_name"),
        ({"given_names": "x" * 201}, "too_long", "given_names"),
        ({"sex": ""}, "sex_missing", "sex"),
        ({"birth": None}, "birth_date_missing", "birth_date"),
        ({"birth": on_day(date(2030, 1, 1))}, "birth_date_future", "birth_date"),
        ({"birth": on_day(date(1820, 1, 1))}, "birth_date_too_old", "birth_date"),
        ({"citizenship": "QQ"}, "country", "citizenship"),
        ({"birth_country": "COD"}, "country", "birth_country"),
        ({"travel_status": "UNO"}, "travel_status", "travel_status"),
        ({"camp": "atlantis"}, "camp", "camp"),
        ({"languages": ("rw", "xx")}, "language", "languages"),
        ({"languages": (), "interpreter_language": None}, "interpreter_language", "languages"),
        ({"phone": "call me"}, "phone", "phone"),
        ({"phone": "12"}, "phone", "phone"),
        ({"identifiers": (IdentifierEntry("unhcr", " - "),)}, "identifier_empty", "identifiers"),
        ({"identifiers": (IdentifierEntry("loyalty_card", "1"),)}, "identifier_kind", "identifiers"),
        (
            {"identifiers": (IdentifierEntry("unhcr", "A-1"), IdentifierEntry("unhcr", "a1"))},
            "identifier_twice",
            "identifiers",
        ),
        ({"other_names": (NameEntry("former", "", ""),)}, "other_name", "other_names"),
    ],
)
def test_what_is_wrong_is_said_with_its_field_and_nothing_is_kept(
    clinic: Clinic, change: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        register(clinic, replace(BEATRICE, **change))  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.field) == (f"registration.{code}", field)
    with clinic.read("receptionist") as uow:
        assert queries.counts(uow).people == 0


@pytest.mark.parametrize(
    ("family", "given_names"),
    [
        ("ተስፋዬ", "ሙሉ"),
        ("محمد", "علي حسن"),
        ("Ñgô’ma", "Ẑoé"),
        ("李", "小龍"),
        ("Mukamana", ""),
        ("", "Plamedi"),
        ("Щукин", "Илья"),
        ("'; DROP TABLE person; --", "Robert"),
        ("<b>Mukamana</b><script>", "Ann & Co"),
        ("O'Neil", "Mary-Jane"),
        ("😀a", "b"),
    ],
)
def test_names_of_any_script_and_any_sign_are_kept_as_typed(clinic: Clinic, family: str, given_names: str) -> None:
    person_id = register(clinic, replace(BEATRICE, family_name=family, given_names=given_names))
    with clinic.read("receptionist") as uow:
        row = queries.people(uow, [person_id])[person_id]
        assert (row.family_name, row.given_names) == (family, given_names)
    assert found(clinic, f"{family} {given_names}") == [person_id]


def test_a_correction_voids_what_was_wrong_and_keeps_it(clinic: Clinic) -> None:
    person_id = register(clinic)
    corrected = replace(
        BEATRICE,
        given_names="Béatrix",
        other_names=(),
        identifiers=(IdentifierEntry("unhcr", "148-00C03418"), BEATRICE.identifiers[1]),
    )
    seen = version_of(clinic, person_id)
    with clinic.act("nurse") as uow:
        version = service.correct_person(uow, person_id=person_id, version=seen, request=corrected)
    assert version == version_of(clinic, person_id) == seen + 1
    with clinic.read("nurse") as uow:
        assert queries.person_file(uow, person_id).facts.identifiers == (
            BEATRICE.identifiers[1],
            IdentifierEntry("unhcr", "148-00C03418"),
        )
        kept = uow.session.execute(select(Identifier.value, Identifier.void_reason).order_by(Identifier.id)).all()
    assert [tuple(row) for row in kept] == [
        ("148-00C03417", "corrected"),
        ("RA123456", None),
        ("148-00C03418", None),
    ]
    assert found(clinic, "beatrix") == [person_id]
    assert found(clinic, "uwera") == []


def test_a_correction_of_numbers_alone_moves_the_version_on(clinic: Clinic) -> None:
    person_id = register(clinic)
    seen = version_of(clinic, person_id)
    with clinic.act("nurse") as uow:
        request = replace(BEATRICE, identifiers=())
        assert service.correct_person(uow, person_id=person_id, version=seen, request=request) == seen + 1


def test_a_correction_over_an_unseen_one_is_refused(clinic: Clinic) -> None:
    person_id = register(clinic)
    seen = version_of(clinic, person_id)
    with clinic.act("nurse") as uow:
        service.correct_person(uow, person_id=person_id, version=seen, request=replace(BEATRICE, note="first"))
    with pytest.raises(StaleEdit), clinic.act("nurse") as uow:
        service.correct_person(uow, person_id=person_id, version=seen, request=replace(BEATRICE, note="second"))
    with clinic.read("nurse") as uow:
        assert queries.person_file(uow, person_id).facts.note == "first"


def test_reading_a_file_is_logged_and_listing_is_not(clinic: Clinic) -> None:
    person_id = register(clinic)
    with clinic.read("physician") as uow:
        queries.search_people(uow, "mukamana")
        queries.people(uow, [person_id])
        assert not uow.to_audit
        queries.person_file(uow, person_id)
        assert uow.to_audit


def test_nobody_without_permission_registers_or_reads(clinic: Clinic) -> None:
    person_id = register(clinic)
    stranger = replace(clinic.actor("receptionist"), permissions=frozenset())
    with pytest.raises(NotAllowed), clinic.database.unit_of_work(stranger, action="x") as uow:
        service.register_person(uow, request=BEATRICE)
    for question in (
        lambda uow: queries.search_people(uow, "m"),
        lambda uow: queries.people(uow, [person_id]),
        lambda uow: queries.person_file(uow, person_id),
        lambda uow: queries.photo(uow, person_id),
        lambda uow: queries.counts(uow),
        lambda uow: queries.cases_of(uow, person_id),
        lambda uow: queries.find_cases(uow, ""),
        lambda uow: likely_duplicates(uow, Sought(family_name="Mukamana")),
    ):
        with pytest.raises(NotAllowed), clinic.database.reading(stranger) as uow:
            question(uow)


def test_a_photo_is_replaced_and_the_old_one_kept(clinic: Clinic) -> None:
    person_id = register(clinic)
    with clinic.act("receptionist") as uow:
        service.add_photo(uow, person_id=person_id, image=file_of((300, 400)))
    with clinic.act("receptionist") as uow:
        second = service.add_photo(uow, person_id=person_id, image=file_of((310, 400)))
    with clinic.read("receptionist") as uow:
        assert queries.person_file(uow, person_id).photo_id == second
        jpeg = queries.photo(uow, person_id)
        assert jpeg is not None
        assert jpeg[:2] == b"\xff\xd8"
        assert queries.photos(uow, [person_id, 999]).keys() == {person_id}
        assert len(uow.session.scalars(select(Photo.id)).all()) == 2


def test_a_bad_photo_leaves_the_good_one(clinic: Clinic) -> None:
    person_id = register(clinic)
    with clinic.act("receptionist") as uow:
        good = service.add_photo(uow, person_id=person_id, image=file_of((300, 400)))
    with pytest.raises(Invalid), clinic.act("receptionist") as uow:
        service.add_photo(uow, person_id=person_id, image=b"x" * 10_000_000)
    with clinic.read("receptionist") as uow:
        assert queries.person_file(uow, person_id).photo_id == good


def test_consent_is_recorded_with_language_and_interpreter(clinic: Clinic) -> None:
    person_id = register(clinic)
    with clinic.act("nurse") as uow:
        service.record_consent(uow, person_id=person_id, request=NewConsent("given", "rw", interpreter="Jean Bosco"))
    with clinic.read("nurse") as uow:
        (consent,) = queries.person_file(uow, person_id).consents
    assert (consent.decision, consent.language, consent.interpreter) == ("given", "rw", "Jean Bosco")
    assert consent.recorded_by == "Noella Ingabire"


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (NewConsent("given", "rw"), "guardian_name"),
        (NewConsent("given", "rw", guardian_name="Mukamana Béatrice"), "guardian_relationship"),
        (NewConsent("perhaps", "rw"), "decision"),
        (NewConsent("given", ""), "language"),
    ],
)
def test_for_a_minor_a_guardian_signs(clinic: Clinic, request_: NewConsent, field: str) -> None:
    child = register(clinic, NewPerson("Habimana", "Grâce", "F", on_day(date(2025, 3, 1))))
    with pytest.raises(Invalid) as caught, clinic.act("nurse") as uow:
        service.record_consent(uow, person_id=child, request=request_)
    assert caught.value.field == field


def test_where_the_birth_year_leaves_it_open_a_guardian_signs(clinic: Clinic) -> None:
    person_id = register(clinic, NewPerson("Habimana", "Divine", "F", in_years(2008, 2008)))
    with pytest.raises(Invalid), clinic.act("nurse") as uow:
        service.record_consent(uow, person_id=person_id, request=NewConsent("given", "rw"))
    with clinic.act("nurse") as uow:
        signed = NewConsent("given", "rw", guardian_name="Mukamana Béatrice", guardian_relationship="parent")
        assert service.record_consent(uow, person_id=person_id, request=signed)


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (Sought("mukamana", "beatrice", "F", on_day(date(1990, 3, 14))), Likeness.SAME_BIRTH),
        (Sought("Beatrice", "Mukamana", "F", in_years(1990, 1990)), Likeness.POSSIBLE_BIRTH),
        (Sought("Mukamama", "Beatrise", "F", on_day(date(1990, 3, 14))), Likeness.SIMILAR_NAME),
        (Sought("Uwera", "Beatrice", "F", on_day(date(1990, 3, 14))), Likeness.SAME_NAME),
        (Sought("Somebody", "Else", "M", numbers=frozenset({"14800C03417"})), Likeness.NUMBER),
    ],
)
def test_a_likely_duplicate_is_shown_with_its_reason(clinic: Clinic, draft: Sought, reason: Likeness) -> None:
    person_id = register(clinic)
    register(clinic, NewPerson("Uwase", "Ines", "F", on_day(date(1990, 3, 14))))
    with clinic.read("receptionist") as uow:
        duplicates = likely_duplicates(uow, draft)
    assert [duplicate.person.id for duplicate in duplicates] == [person_id]
    assert reason in duplicates[0].reasons
    with clinic.read("receptionist") as uow:
        assert likely_duplicates(uow, replace(draft, exclude=person_id)) == ()


def test_a_missing_person_is_not_found(clinic: Clinic) -> None:
    with pytest.raises(NotFound), clinic.read("nurse") as uow:
        queries.person_file(uow, 4711)
    with clinic.read("nurse") as uow:
        assert uow.session.scalars(select(Person.id)).all() == []


def test_a_draft_is_kept_for_each_user_and_forgotten(clinic: Clinic) -> None:
    typed = Draft(BEATRICE, birth_text="31 Feb", document="P<UTO", case_id=7)
    for text in ("first", "second"):
        with clinic.act("receptionist") as uow:
            service.save_draft(uow, draft=replace(typed, document=text))
            assert not uow.to_audit
    with clinic.read("receptionist") as uow:
        assert queries.draft(uow) == replace(typed, document="second")
    with clinic.read("nurse") as uow:
        assert queries.draft(uow) is None
    with clinic.act("receptionist") as uow:
        service.discard_draft(uow)
    with clinic.read("receptionist") as uow:
        assert queries.draft(uow) is None
