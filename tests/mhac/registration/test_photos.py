"""Photos: what is kept of a picture file, and what is refused with which words."""

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mhac.kernel.errors import Invalid
from mhac.registration.photos import LARGEST_JPEG, prepare


def file_of(size: tuple[int, int] = (900, 1200), kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    noise = Image.effect_noise(size, 80).convert(mode)
    noise.save(out, kind, **options)
    return out.getvalue()


def refusal(image: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        prepare(image)
    assert caught.value.field == "photo"
    return caught.value.code.removeprefix("registration.")


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("GIF", "P"),
        ("WEBP", "RGB"),
        ("BMP", "RGB"),
        ("TIFF", "RGB"),
    ],
)
def test_any_picture_file_becomes_a_small_jpeg(kind: str, mode: str) -> None:
    picture = prepare(file_of((700, 900), kind, mode))
    assert len(picture.jpeg) <= LARGEST_JPEG
    kept = Image.open(io.BytesIO(picture.jpeg))
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (picture.width, picture.height))
    assert max(kept.size) <= 600


def test_hidden_data_is_left_out_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "taken at the camp"
    picture = prepare(file_of((400, 300), exif=exif))
    assert (picture.width, picture.height) == (300, 400)
    assert b"camp" not in picture.jpeg
    assert not Image.open(io.BytesIO(picture.jpeg)).getexif()


def test_a_transparent_ground_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(out, "PNG")
    kept = Image.open(io.BytesIO(prepare(out.getvalue()).jpeg))
    assert kept.getpixel((50, 50)) == (255, 255, 255)


def bomb() -> bytes:
    """A few hundred bytes that claim to be 400 million pixels."""
    header = b"\x89PNG\r\n\x1a\n"

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    size = (20_000).to_bytes(4) * 2
    return header + chunk(b"IHDR", size + b"\x08\x02\x00\x00\x00") + chunk(b"IDAT", zlib.compress(b"\0" * 1000))


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (b"", "photo_empty"),
        (b"hello, I am a text file", "photo_not_an_image"),
        (b"%PDF-1.7 " + b"x" * 500, "photo_not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_not_an_image"),
        (b"\xff\xd8" + b"\0" * 10_000_000, "photo_too_large"),
        (file_of((60, 60)), "photo_too_small"),
        (file_of((900, 1200))[:3000], "photo_damaged"),
        (bomb(), "photo_too_many_pixels"),
    ],
    ids=["empty", "text", "pdf", "svg", "10 MB", "tiny", "cut off", "bomb"],
)
def test_what_is_no_usable_photo_is_refused(image: bytes, code: str) -> None:
    assert refusal(image) == code


@given(st.binary(max_size=300))
@settings(max_examples=100)
def test_any_bytes_are_answered(data: bytes) -> None:
    for head in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"BM", b"II*\0"):
        with pytest.raises(Invalid):
            prepare(head + data)
