"""A photo from any picture file, made fit to keep: checked, upright, small, without any hidden data."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mhac.kernel.errors import Invalid

if TYPE_CHECKING:
    from PIL import Image

FIELD = "photo"
LARGEST_FILE = 8_000_000
LARGEST_PICTURE = 40_000_000  # pixels; a small file can claim to be enormous
SMALLEST_SIDE = 80
LARGEST_JPEG = 60_000
SIDES = (600, 480, 400, 320)
QUALITIES = (88, 80, 72, 64)
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF")


@dataclass(frozen=True)
class Picture:
    """A photo as it is kept."""

    jpeg: bytes
    width: int
    height: int


def prepare(image: bytes) -> Picture:
    """Return a JPEG of at most about 60 kB without any hidden data; raise `Invalid` with the reason otherwise."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # loaded only when a photo comes

    if not image:
        raise Invalid("registration.photo_empty", field=FIELD)
    check_size(len(image))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow talks about odd but readable files
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(image), formats=FORMATS)
            if opened.width * opened.height > LARGEST_PICTURE:
                raise Invalid(
                    "registration.photo_too_many_pixels", field=FIELD, width=opened.width, height=opened.height
                )
            opened.draft("RGB", (SIDES[0] * 2, SIDES[0] * 2))
            upright = ImageOps.exif_transpose(opened)
            flat = _on_white(upright)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Invalid("registration.photo_too_many_pixels", field=FIELD, width="?", height="?") from None
    except UnidentifiedImageError:
        raise Invalid("registration.photo_not_an_image", field=FIELD) from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, TypeError, ArithmeticError):
        raise Invalid("registration.photo_damaged", field=FIELD) from None
    if min(flat.size) < SMALLEST_SIDE:
        raise Invalid(
            "registration.photo_too_small", field=FIELD, width=flat.width, height=flat.height, least=SMALLEST_SIDE
        )
    return _squeezed(flat)


def check_size(size: int) -> None:
    """Refuse a file that is too large, before it is read into memory."""
    if size > LARGEST_FILE:
        most = f"{LARGEST_FILE / 1e6:.0f}"
        raise Invalid("registration.photo_too_large", field=FIELD, megabytes=f"{size / 1e6:.1f}", most=most)


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture without transparency and without palette."""
    from PIL import Image as Pillow

    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layered = image.convert("RGBA")
        ground = Pillow.new("RGBA", layered.size, "white")
        return Pillow.alpha_composite(ground, layered).convert("RGB")
    return image.convert("RGB")


def _squeezed(image: Image.Image) -> Picture:
    """Return the largest and best JPEG that keeps to the limit; the smallest of all where none does."""
    made = Picture(b"", 0, 0)
    for side in SIDES:
        small = image.copy()
        small.thumbnail((side, side))
        for quality in QUALITIES:
            out = io.BytesIO()
            small.save(out, "JPEG", quality=quality, optimize=True)
            made = Picture(out.getvalue(), small.width, small.height)
            if len(made.jpeg) <= LARGEST_JPEG:
                return made
    return made
