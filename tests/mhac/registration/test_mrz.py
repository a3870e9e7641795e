"""Machine-readable zones: the specimens of ICAO Doc 9303, what scanners make of them, and what is said about faults."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mhac.registration import codes
from mhac.registration.birth import BirthDate, Precision, in_month, in_years, on_day
from mhac.registration.mrz import Document, Reading, looks_like_mrz, read_mrz
from mhac.registration.mrz_layout import Layout, check_digit
from mhac.registration.mrz_writer import name_field, write_mrz
from mhac.registration.transliteration import transliterate

TODAY = date(2026, 3, 10)
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD1_LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
MRV_A = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
MRV_B = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<"
SPECIMENS = {
    "TD3": (TD3, "L898902C3", "UTO"),
    "TD2": (TD2, "D23145890", "UTO"),
    "TD1": (TD1, "D23145890", "UTO"),
    "TD1 with a long number": (TD1_LONG, "D23145890734", "UTO"),
    "visa A": (MRV_A, "L8988901C", "XXX"),
    "visa B": (MRV_B, "L8988901C", "XXX"),
}


def document_of(reading: Reading) -> Document:
    assert reading.document is not None
    return reading.document


def said(reading: Reading) -> set[tuple[str, str]]:
    return {(remark.code.removeprefix("registration."), remark.field) for remark in reading.remarks}


def passport(**changes: object) -> Document:
    facts: dict[str, object] = {
        "layout": Layout.TD3,
        "document_code": "P",
        "issuer": "RWA",
        "family_name": "Mukamana",
        "given_names": "Beatrice",
        "number": "PC1234567",
        "nationality": "COD",
        "sex": "F",
        "birth": on_day(date(1990, 3, 14)),
        "expires_on": date(2030, 1, 1),
    }
    return Document(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(("text", "number", "nationality"), SPECIMENS.values(), ids=SPECIMENS)
def test_the_specimens_of_the_standard_are_sound(text: str, number: str, nationality: str) -> None:
    reading = read_mrz(text, TODAY)
    assert reading.is_sound
    document = document_of(reading)
    assert (document.number, document.nationality, document.issuer) == (number, nationality, "UTO")
    assert said(reading) == {("mrz_expired", "expiry")}


@pytest.mark.parametrize("text", [TD3, TD2, TD1, TD1_LONG])
def test_a_specimen_is_written_as_it_was_read(text: str) -> None:
    assert write_mrz(document_of(read_mrz(text, TODAY))) == tuple(text.split())


def test_the_specimen_passport_is_read_whole() -> None:
    document = document_of(read_mrz(TD3, TODAY))
    assert (document.family_name, document.given_names) == ("Eriksson", "Anna Maria")
    assert document.birth == on_day(date(1974, 8, 12))
    assert (document.sex, document.expires_on, document.optional) == ("F", date(2012, 4, 15), "ZE184226B")
    assert not document.names_truncated


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("L898902C3", "6"),
        ("740812", "2"),
        ("120415", "9"),
        ("ZE184226B<<<<<", "1"),
        ("520727", "3"),
        ("AB2134<<<", "5"),
    ],
)
def test_check_digits_of_the_standard(text: str, digit: str) -> None:
    assert check_digit(text) == digit


@pytest.mark.parametrize(
    "mangle",
    [
        lambda t: t.replace("\n", "\r"),
        lambda t: t.replace("\n", "\r\n") + "\r\n",
        lambda t: t.replace("\n", ""),
        lambda t: t.lower(),
        lambda t: " ".join(t),
        lambda t: "\n\n" + t.replace("\n", "\n\n") + "\n",
        lambda t: t.replace("<<", "«"),
        lambda t: t.replace("<", "‹"),
    ],
    ids=["CR", "CRLF", "no newline", "lower case", "spaces", "blank lines", "guillemets", "single guillemets"],
)
@pytest.mark.parametrize("text", [TD3, TD2, TD1])
def test_what_keyboard_wedge_scanners_send_is_understood(text: str, mangle) -> None:
    reading = read_mrz(mangle(text), TODAY)
    assert reading.is_sound
    assert reading.lines == tuple(text.split())


def test_fillers_that_a_reader_cut_off_the_name_line_are_given_back() -> None:
    first, second = TD3.split()
    reading = read_mrz(f"{first.rstrip('<')}\n{second}", TODAY)
    assert reading.is_sound
    assert ("mrz_padded", "names") in said(reading)


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("", "mrz_empty", "mrz"),
        ("   \r\n ", "mrz_empty", "mrz"),
        (TD3.replace("ANNA", "AN*A"), "mrz_character", "mrz"),
        (TD3[:-1], "mrz_length", "mrz"),
        (TD3 + "0", "mrz_length", "mrz"),
        (TD3.split("\n", maxsplit=1)[0], "mrz_one_line", "mrz"),
        ("A\nB\nC\nD", "mrz_lines", "mrz"),
        (TD3.replace("L898902C36", "L898902C37"), "mrz_check", "number"),
        (TD3.replace("7408122F", "7408123F"), "mrz_check", "birth_date"),
        (TD3.replace("F1204159", "F1204158"), "mrz_check", "expiry"),
        (TD3.replace("<<<<<10", "<<<<<20"), "mrz_check", "optional"),
        (TD3[:-1] + "5", "mrz_composite", "composite_check"),
        (TD3.replace("2F12", "2R12"), "mrz_sex", "sex"),
    ],
)
def test_a_fault_is_named_with_its_field(text: str, code: str, field: str) -> None:
    reading = read_mrz(text, TODAY)
    assert not reading.is_sound
    assert (code, field) in said(reading)


def test_a_wrong_length_names_line_and_length() -> None:
    (remark,) = read_mrz(TD3[:-1], TODAY).remarks
    assert remark.values == {"line": "2", "length": "43", "expected": "44"}


@pytest.mark.parametrize("month_day", ["0231", "1301", "0532"])
def test_a_date_that_is_not_in_the_calendar_is_named(month_day: str) -> None:
    lines = write_mrz(passport())
    six = f"90{month_day}"
    second = lines[1][:13] + six + check_digit(six) + lines[1][20:43]
    whole = second[:10] + second[13:20] + second[21:43]
    reading = read_mrz(f"{lines[0]}\n{second}{check_digit(whole)}", TODAY)
    assert ("mrz_date", "birth_date") in said(reading)
    assert document_of(reading).birth is None


def test_letter_o_in_a_date_is_read_as_zero_and_said() -> None:
    reading = read_mrz(TD3.replace("740812", "74O812"), TODAY)
    assert reading.is_sound
    assert ("mrz_confused", "birth_date") in said(reading)
    assert document_of(reading).birth == on_day(date(1974, 8, 12))


def test_digit_zero_in_a_name_is_read_as_letter_and_said() -> None:
    reading = read_mrz(TD3.replace("ERIKSSON", "ERIKSS0N"), TODAY)
    assert document_of(reading).family_name == "Eriksson"
    assert ("mrz_confused", "names") in said(reading)


def test_a_confusion_in_the_number_is_an_error_with_a_guess() -> None:
    reading = read_mrz(TD3.replace("L898902C3", "L8989O2C3"), TODAY)
    (error,) = reading.errors
    assert (error.code, error.field) == ("registration.mrz_check_guess", "number")
    assert error.values == {"read": "L8989O2C3", "guess": "L898902C3"}


def test_nothing_is_guessed_where_several_confusions_would_explain_it() -> None:
    (error,) = read_mrz(TD3.replace("L898902C3", "L89890ZC3"), TODAY).errors
    assert (error.code, error.field) == ("registration.mrz_check", "number")


@pytest.mark.parametrize("code", ["XXA", "XXB", "XXC", "XXX", "UNO", "UNA", "RKS", "D"])
def test_what_stands_for_the_nationality_is_kept_apart_from_the_issuer(code: str) -> None:
    reading = read_mrz("\n".join(write_mrz(passport(nationality=code))), TODAY)
    document = document_of(reading)
    assert reading.is_sound
    assert (document.issuer, document.nationality) == ("RWA", code)


def test_codes_of_travel_documents_find_their_country_or_none() -> None:
    assert codes.country_of("D") == "DE"
    assert codes.country_of("RKS") == "XK"
    assert codes.country_of("COD") == "CD"
    assert {codes.country_of(code) for code in ("XXA", "XXB", "XXC", "XXX", "UNO", "UNA", "QQQ")} == {None}
    assert set(codes.travel_statuses()) == {"XXA", "XXB", "XXC", "XXX"}


def test_a_one_name_person_has_the_name_as_family_name() -> None:
    document = document_of(read_mrz("\n".join(write_mrz(passport(family_name="Mukamana", given_names=""))), TODAY))
    assert (document.family_name, document.given_names) == ("Mukamana", "")


def test_a_name_too_long_for_the_field_is_marked_as_truncated() -> None:
    long = passport(family_name="Nyiransengiyumva Habimana", given_names="Jean Damascene Emmanuel Innocent")
    lines = write_mrz(long)
    assert [len(line) for line in lines] == [44, 44]
    document = document_of(read_mrz("\n".join(lines), TODAY))
    assert document.names_truncated
    assert document.family_name.startswith("Nyiransengiyumva")
    assert document.given_names.startswith("Jean")


def test_a_short_given_name_survives_a_long_family_name() -> None:
    field = name_field("Nyiransengiyumva Habyarimana Twagirayezu", "Eva", 39)
    assert field.endswith("<<EVA")
    assert len(field) == 39


@pytest.mark.parametrize(
    ("birth", "precision"),
    [
        (in_month(1990, 3), Precision.MONTH),
        (in_years(1990, 1990), Precision.YEAR),
        (on_day(date(1990, 3, 14)), Precision.DAY),
    ],
)
def test_unknown_day_and_month_are_kept_as_unknown(birth: BirthDate, precision: Precision) -> None:
    reading = read_mrz("\n".join(write_mrz(passport(birth=birth))), TODAY)
    assert reading.is_sound
    assert document_of(reading).birth == birth
    assert document_of(reading).birth.precision is precision  # type: ignore[union-attr]


def test_a_birth_date_left_blank_is_said_and_not_invented() -> None:
    reading = read_mrz("\n".join(write_mrz(passport(birth=None))), TODAY)
    assert document_of(reading).birth is None
    assert ("mrz_birth_unknown", "birth_date") in said(reading)


@pytest.mark.parametrize(
    ("born", "today", "year"),
    [
        (date(2026, 3, 10), date(2026, 3, 10), 2026),
        (date(1926, 3, 11), date(2026, 3, 10), 1926),
        (date(2001, 1, 1), date(2026, 3, 10), 2001),
        (date(1930, 1, 1), date(2026, 3, 10), 1930),
    ],
)
def test_no_birth_lies_in_the_future(born: date, today: date, year: int) -> None:
    document = document_of(read_mrz("\n".join(write_mrz(passport(birth=on_day(born)))), today))
    assert document.birth is not None
    assert document.birth.earliest.year == year


@pytest.mark.parametrize(
    ("text", "year"), [("700101", 2070), ("761231", 2076), ("770101", 1977), ("990101", 1999), ("260101", 2026)]
)
def test_an_expiry_lies_within_fifty_years(text: str, year: int) -> None:
    lines = write_mrz(passport())
    second = lines[1][:21] + text + check_digit(text) + lines[1][28:43]
    whole = second[:10] + second[13:20] + second[21:43]
    document = document_of(read_mrz(f"{lines[0]}\n{second}{check_digit(whole)}", TODAY))
    assert document.expires_on is not None
    assert document.expires_on.year == year


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Müller", "MUELLER"),
        ("Ødegård", "OEDEGAARD"),
        ("Béatrice", "BEATRICE"),
        ("N’Goma", "NGOMA"),
        ("O'Neil", "ONEIL"),
        ("Jean-Pierre", "JEAN PIERRE"),
        ("Groß", "GROSS"),
        ("Щукин", "SHCHUKIN"),
        ("Łukasz", "LUKASZ"),
        ("محمد", ""),
        ("Ñandú", "NANDU"),
        ("Çelik", "CELIK"),
        ("", ""),
    ],
)
def test_transliteration(name: str, letters: str) -> None:
    assert transliterate(name) == letters


def test_the_kind_of_paper_follows_its_code() -> None:
    assert codes.kind_of_document("P") == "passport"
    assert codes.kind_of_document("P", nationality="XXB") == "ctd"
    assert codes.kind_of_document("I") == "national_id"
    assert codes.kind_of_document("V") == "other"


def test_an_mrz_is_told_from_a_name_or_a_number() -> None:
    assert looks_like_mrz(TD3)
    assert looks_like_mrz(TD1.replace("\n", ""))
    assert not looks_like_mrz("MUKAMANA Béatrice")
    assert not looks_like_mrz("MHAC-0001237")


NAMES = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12).map(str.capitalize)
NUMBERS = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=9)
LONG_NUMBERS = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=10, max_size=14)
DOCUMENTS = st.builds(
    passport,
    layout=st.sampled_from([Layout.TD1, Layout.TD2, Layout.TD3]),
    family_name=NAMES,
    given_names=st.one_of(st.just(""), NAMES),
    number=NUMBERS,
    sex=st.sampled_from("MFX"),
    birth=st.dates(date(1927, 1, 1), TODAY).map(on_day),
    expires_on=st.one_of(st.none(), st.dates(date(1977, 1, 1), date(2075, 12, 31))),
    nationality=st.sampled_from(["COD", "RWA", "XXB", "UNO", "D"]),
)


@given(DOCUMENTS)
@settings(max_examples=200)
def test_what_is_written_is_read_back(document: Document) -> None:
    reading = read_mrz("".join(write_mrz(document)), TODAY)
    assert reading.is_sound
    assert reading.document == document


@given(LONG_NUMBERS, st.sampled_from([Layout.TD1]))
def test_long_numbers_run_on_and_are_read_back(number: str, layout: Layout) -> None:
    document = passport(number=number, layout=layout)
    assert read_mrz("\n".join(write_mrz(document)), TODAY).document == document


@given(st.text(max_size=200))
@settings(max_examples=300)
def test_any_text_is_answered(text: str) -> None:
    reading = read_mrz(text, TODAY)
    assert reading.document is not None or reading.errors


@given(st.text(alphabet="ABCO01<\r\n 5", min_size=60, max_size=100))
@settings(max_examples=300)
def test_any_zone_is_answered_and_what_is_read_of_it_is_written_the_same(text: str) -> None:
    reading = read_mrz(text, TODAY)
    assert reading.document is not None or reading.errors
    if reading.document is not None and reading.is_sound:
        assert read_mrz("\n".join(write_mrz(reading.document)), TODAY).document == reading.document


@given(DOCUMENTS, st.integers(0, 200), st.sampled_from("0123456789"))
@settings(max_examples=200)
def test_a_wrong_digit_in_a_checked_field_is_found(document: Document, place: int, digit: str) -> None:
    lines = write_mrz(document)
    line = 1
    positions = [
        i for i, c in enumerate(lines[line]) if c.isdigit() and (document.layout is Layout.TD1 or i < 10 or i > 12)
    ]
    i = positions[place % len(positions)]
    if lines[line][i] == digit:
        return
    changed = [*lines[:line], lines[line][:i] + digit + lines[line][i + 1 :], *lines[line + 1 :]]
    assert not read_mrz("\n".join(changed), TODAY).is_sound
