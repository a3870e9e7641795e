"""Draws the photos of invented people: a neutral silhouette on a coloured ground, nobody's likeness."""

from __future__ import annotations

import io
from functools import lru_cache

GROUNDS = ("#C9D6E2", "#D8CFE0", "#CFE0D3", "#E3D6C6", "#D2DCC8", "#E0CCD0", "#C8DEE0", "#DADADA")
CLOTHES = ("#2F4B6E", "#6B4B72", "#3F6B52", "#8A5A36", "#545E3B", "#7A3E4A", "#2F6A70", "#4A4A55")
SKINS = ("#8D5A3C", "#6F4530", "#A06B48", "#5C3A29")
HAIR = ("#1E1815", "#2B211C", "#4B4440", "#8A8580")
WIDTH, HEIGHT = 300, 400


def face(number: int, sex: str, age: int, *, height: int = HEIGHT) -> bytes:
    """Return the JPEG of an invented person's photo; few different ones, so a large clinic stays quick."""
    kind = "child" if age < 13 else "woman" if sex == "F" else "man"
    hair = 3 if age > 62 else 2 if age > 50 else number % 2
    return _drawn(kind, number % len(GROUNDS), (number >> 3) % len(CLOTHES), (number >> 6) % len(SKINS), hair, height)


@lru_cache(maxsize=4096)
def _drawn(kind: str, ground: int, clothes: int, skin: int, hair: int, height: int) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUNDS[ground])
    draw = ImageDraw.Draw(picture)
    size = 0.84 if kind == "child" else 1.0
    middle, eyes = WIDTH // 2, int(175 + (1 - size) * 140)
    head_w, head_h = int(68 * size), int(86 * size)
    if kind == "woman":
        draw.ellipse((middle - head_w - 22, eyes - head_h - 22, middle + head_w + 22, eyes + head_h + 42), HAIR[hair])
    shoulder = eyes + head_h + 16
    wide = int((122 if kind == "man" else 108) * size)
    draw.rounded_rectangle((middle - wide, shoulder, middle + wide, HEIGHT + 80), 62, CLOTHES[clothes])
    draw.rounded_rectangle((middle - 27, eyes + head_h - 30, middle + 27, shoulder + 34), 24, SKINS[skin])
    draw.ellipse((middle - head_w, eyes - head_h - 12, middle + head_w, eyes + head_h), HAIR[hair])
    draw.ellipse((middle - head_w + 3, eyes - head_h + 14, middle + head_w - 3, eyes + head_h), SKINS[skin])
    out = io.BytesIO()
    picture.resize((WIDTH * height // HEIGHT, height), Image.Resampling.BILINEAR).save(out, "JPEG", quality=82)
    return out.getvalue()
