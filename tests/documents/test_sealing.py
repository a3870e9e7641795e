"""The seal of a file: what it covers, what is read back, and that no bytes whatever make the reader fail."""

from io import BytesIO

import pypdfium2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypdf import PdfReader

from mhac.documents.certificate import draw_certificate
from mhac.documents.content import freeze
from mhac.documents.sealing import read_embedded, sealed_part, split_seal, with_seal
from tests.documents.papers import CODE, certificate

SEAL = "MHAC-1." + "A" * 103


@pytest.fixture(scope="module")
def pdf() -> bytes:
    content = certificate()
    return draw_certificate(content, CODE, freeze(content))


def test_a_sealed_file_is_still_a_pdf_for_other_programs(pdf: bytes) -> None:
    sealed = with_seal(pdf, SEAL)
    document = pypdfium2.PdfDocument(sealed)
    assert len(document) == 1
    document.close()
    reader = PdfReader(BytesIO(sealed), strict=True)
    assert reader.metadata is not None
    assert reader.metadata.title == "MHAC-26-004814"
    assert reader.metadata.subject == CODE


def test_the_table_of_objects_is_where_the_file_says(pdf: bytes) -> None:
    at = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    assert pdf[at : at + 4] == b"xref"


def test_the_seal_covers_everything_before_its_line(pdf: bytes) -> None:
    found = split_seal(with_seal(pdf, SEAL))
    assert found == (sealed_part(pdf), SEAL)
    assert read_embedded(with_seal(pdf, SEAL)) == read_embedded(pdf)


@pytest.mark.parametrize("addition", [b"x", b"\n", b" ", b"%%EOF\n", b"1 0 obj\n<<>>\nendobj\n"])
def test_what_is_added_after_the_seal_hides_it(pdf: bytes, addition: bytes) -> None:
    assert split_seal(with_seal(pdf, SEAL) + addition) is None


def test_a_file_without_a_seal_says_so(pdf: bytes) -> None:
    assert split_seal(pdf) is None


@given(st.binary(max_size=600))
@example(b"\n%MHAC-SEAL \n")
@example(b"\n%MHAC-CONTENT eJwD\n\n%MHAC-CODE \xff\xfe\n")
@example(b"\n%MHAC-CONTENT !!!!\n")
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    split_seal(content)
    inside = read_embedded(b"%PDF-1.4\n%MHAC-CODE " + content + b"\n%MHAC-CONTENT " + content + b"\n")
    assert isinstance(inside.payload, str)
    assert isinstance(inside.frozen, str)


def test_a_content_that_unpacks_without_end_is_cut(pdf: bytes) -> None:
    import base64
    import zlib

    bomb = base64.b64encode(zlib.compress(b" " * 50_000_000, 9))
    assert len(read_embedded(b"\n%MHAC-CONTENT " + bomb + b"\n").frozen) <= 200_000
