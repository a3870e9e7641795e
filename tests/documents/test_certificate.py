"""The certificate as others read it: a renderer, two barcode kinds, the text layer, and the same bytes each time."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from mhac.documents.certificate import draw_certificate
from mhac.documents.content import CertificateContent, Clinic, Journey, Paper, PartialDate, Signatory, freeze, thaw
from mhac.documents.sealing import read_embedded
from tests.documents.papers import (
    CODE,
    certificate,
    codes,
    ink_outside,
    letters_outside_their_box,
    pages,
    person,
    photo,
    signature,
    text,
)

LONG = "NSHIMIYIMANA-HATEGEKIMANAZINDORERA Marie-Chantal Immaculée M"


def drawn(content: CertificateContent, paper: Paper = Paper.A4) -> bytes:
    return draw_certificate(content, CODE, freeze(content), paper)


@pytest.mark.parametrize("paper", list(Paper))
def test_an_independent_reader_decodes_both_codes(paper: Paper) -> None:
    found = codes(drawn(certificate(), paper))
    assert found == {"QRCode": {CODE}, "Code128": {"MHAC-26-004814"}}


def test_the_qr_is_read_from_a_poor_copy() -> None:
    assert CODE in codes(drawn(certificate()), dpi=110)["QRCode"]


def test_the_paper_says_what_was_decided_in_three_languages() -> None:
    said = text(drawn(certificate()))
    for words in (
        "Certificate of fitness to travel", "Certificat d’aptitude au voyage",
        "Icyemezo cy’uko umuntu ashobora gukora urugendo", "Fit to travel with conditions",
        "Apte à voyager sous conditions", "Nurse escort for the whole journey.", "In-flight oxygen (OXYG) 2 L/min.",
        "NDAYISHIMIYE Pascal", "02 May 1959 (67)", "Burundi", "Passport OP0904417", "RW-2026-00391", "ET 807",
        "26 Nov 2026", "27 Nov 2026, 09:40", "Dr Claire Uwase", "RMDC 2231", "MHAC-26-004814", "UTC+02:00", "MHAC-1",
    ):  # fmt: skip
        assert words in said


def test_nothing_on_it_depends_on_the_moment_of_printing() -> None:
    said = text(drawn(certificate()))
    assert "printed" not in said.lower()
    assert drawn(certificate()) == drawn(certificate())


def test_fit_is_green_and_conditions_carry_the_warning_colour() -> None:
    def frame(content: CertificateContent) -> set[tuple[int, int, int]]:
        page = pages(drawn(content), 288)[0]
        return {page.getpixel((1200, y)) for y in range(1110, 1200)}  # type: ignore[misc]

    assert (0x9A, 0x5B, 0x00) in frame(certificate())
    assert (0x16, 0x6A, 0x3E) in frame(certificate(decision="fit", conditions=()))


def test_the_file_carries_its_code_and_its_frozen_content() -> None:
    content = certificate()
    inside = read_embedded(drawn(content))
    assert inside.payload == CODE
    assert inside.frozen == freeze(content)


def test_frozen_content_comes_back_as_it_was() -> None:
    import json

    for content in (
        certificate(),
        certificate(decision="fit", conditions=(), journey=Journey("Canada")),
        certificate(person=person(birth=None, photo=None), clinic=Clinic("C", logo=signature())),
        certificate(person=person(birth=PartialDate(1988, None, None, True, 1992))),
    ):
        again = thaw(json.loads(freeze(content)), content.pictures())
        assert again == content
        assert drawn(again) == drawn(content)


def test_a_missing_picture_is_an_error_and_not_a_poorer_paper() -> None:
    import json

    with pytest.raises(KeyError):
        thaw(json.loads(freeze(certificate())), {})


@pytest.mark.parametrize("paper", list(Paper))
def test_long_names_and_addresses_stay_inside(paper: Paper) -> None:
    content = certificate(
        clinic=Clinic(
            "International Organization for Migration, Migration Health Assessment Centre of Kigali and Gashora",
            "Kigali", "+250 788 000 000", "KG 541 St, next to the Ministry of Internal Affairs, P.O. Box 4321",
            signature(),
        ),
        person=person(
            name=LONG, document="UNHCR proof of registration 123-45C00012345/XX", case_number="R" * 40,
            nationality="Democratic Republic of the Congo (Convention refugee)",
            birth=PartialDate(1990, 12, None, True),
        ),
        journey=Journey("United States of America", None, "ET 807 / ET 502 / AC 1033 / UA 2231"),
        physician=Signatory(LONG, "Migration health physician and head of the examination unit " * 2, "RMDC 2231"),
    )  # fmt: skip
    pdf = drawn(content, paper)
    assert not ink_outside(pdf)
    assert letters_outside_their_box(pdf) == []
    assert LONG in text(pdf)
    assert len(pages(pdf)) == 1


@pytest.mark.parametrize(("count", "sheets"), [(5, 1), (24, 2)])
def test_conditions_that_do_not_fit_go_on_to_a_second_page_and_none_is_lost(count: int, sheets: int) -> None:
    conditions = tuple(f"Condition {n}: " + "to be watched by the escort " * 4 for n in range(1, count + 1))
    content = certificate(conditions=conditions, person=person(name=LONG))
    for paper in Paper:
        pdf = drawn(content, paper)
        said = text(pdf)
        assert all(f"Condition {n}:" in said for n in range(1, count + 1))
        assert not ink_outside(pdf)
        assert codes(pdf) == {"QRCode": {CODE}, "Code128": {"MHAC-26-004814"}}
        assert len(pages(pdf)) == sheets


def test_the_longest_allowed_conditions_fit_on_two_pages() -> None:
    conditions = tuple("W" * 125 for _ in range(24))
    for paper in Paper:
        pdf = drawn(certificate(conditions=conditions), paper)
        assert len(pages(pdf)) == 2
        assert not ink_outside(pdf)
        assert codes(pdf)["Code128"] == {"MHAC-26-004814"}


@pytest.mark.parametrize(
    ("name", "latin", "printed"),
    [
        ("አበበ ቢቂላ", "BIKILA Abebe", "አበበ ቢቂላ"),
        ("محمد علي", "ALI Mohamed", "ALI Mohamed"),
        ("李 小龙", "LI Xiaolong", "LI Xiaolong"),
        ("Иванов Пётр", "IVANOV Petr", "Иванов Пётр"),
        ("NGŨGĨ wa Thiong’o", "", "NGŨGĨ wa Thiong’o"),
        ("Ḥasan ibn al-Ḫaṭīb", "", "Ḥasan ibn al-Ḫaṭīb"),
    ],
)
def test_a_name_is_printed_as_written_or_in_its_latin_form(name: str, latin: str, printed: str) -> None:
    assert printed in text(drawn(certificate(person=person(name=name, latin_name=latin))))


def test_a_name_that_no_face_can_draw_leaves_marks_and_does_not_crash() -> None:
    pdf = drawn(certificate(person=person(name="محمد علي", latin_name="")))
    assert "\N{REPLACEMENT CHARACTER}" in text(pdf)


@pytest.mark.parametrize(
    "broken", [b"", b"nonsense", photo()[:200], b"\xff\xd8\xff\xe0" + b"\0" * 50, b"\x89PNG\r\n\x1a\n" + b"\0" * 40]
)
def test_a_broken_picture_leaves_its_frame_empty(broken: bytes) -> None:
    pdf = drawn(certificate(person=person(photo=broken), physician=Signatory("Dr Claire Uwase", signature=broken)))
    assert "Dr Claire Uwase" in text(pdf)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "RGBA", "1", "LA"])
def test_pictures_of_any_kind_are_drawn(mode: str) -> None:
    out = BytesIO()
    picture = Image.new("RGB", (40, 60), (180, 30, 30)).convert("RGBA" if mode == "LA" else "RGB").convert(mode)
    picture.save(out, "TIFF" if mode == "CMYK" else "PNG")
    page = pages(drawn(certificate(person=person(photo=out.getvalue()))), 96)[0]
    assert page.getpixel((112, 265)) != (0xEE, 0xF2, 0xF6)


ANY_TEXT = st.text(max_size=120)


@given(name=ANY_TEXT, latin=ANY_TEXT, clinic=ANY_TEXT, document=ANY_TEXT, condition=st.text(max_size=400))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_makes_drawing_fail(name: str, latin: str, clinic: str, document: str, condition: str) -> None:
    content = certificate(
        clinic=Clinic(clinic, document, name, latin), conditions=(condition,),
        person=person(name=name, latin_name=latin, document=document, nationality=clinic),
    )  # fmt: skip
    pdf = drawn(content)
    assert pdf.startswith(b"%PDF")
    assert pdf == drawn(content)
