"""What a certificate's file carries beside its picture: the signed text, the frozen content, and the clinic's seal.

All three stand in comment lines, which PDF readers pass over. The seal is the last line of the file and covers every
byte before it, so it is checked first; only a file whose seal holds is read further, and that file is of our own
making. That is why a few lines do here what otherwise takes a PDF library.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from dataclasses import dataclass

_PAYLOAD = b"%MHAC-CODE "
_CONTENT = b"%MHAC-CONTENT "
_SEAL = b"%MHAC-SEAL "
_SEAL_LINE = re.compile(rb"\n%MHAC-SEAL ([A-Z0-9.\-]{1,200})\n\Z")
_LONGEST_CONTENT = 200_000


@dataclass(frozen=True)
class Embedded:
    """What was found inside a file: the text of the QR and the frozen content, empty where there is none."""

    payload: str = ""
    frozen: str = ""


def embed(pdf: bytes, payload: str, frozen: str) -> bytes:
    """Put the signed text and the frozen content into a PDF file, before its table of objects."""
    table = pdf.rindex(b"\nxref\n") + 1
    pointer = pdf.rindex(b"startxref\n") + len(b"startxref\n")
    packed = base64.b64encode(zlib.compress(frozen.encode(), 9))
    lines = _PAYLOAD + payload.encode("ascii") + b"\n" + _CONTENT + packed + b"\n"
    rest = pdf[pdf.index(b"\n", pointer) :]
    return pdf[:table] + lines + pdf[table:pointer] + str(table + len(lines)).encode() + rest


def with_seal(pdf: bytes, seal: str) -> bytes:
    """Add the seal as the last line of a file."""
    return pdf.rstrip(b"\n") + b"\n" + _SEAL + seal.encode("ascii") + b"\n"


def sealed_part(pdf: bytes) -> bytes:
    """Return the bytes that a seal covers: the whole file before its last line."""
    return pdf.rstrip(b"\n") + b"\n"


def split_seal(pdf: bytes) -> tuple[bytes, str] | None:
    """Return the covered bytes and the seal of a file, or nothing where it carries none."""
    found = _SEAL_LINE.search(pdf[-300:])
    if found is None:
        return None
    start = max(len(pdf) - 300, 0) + found.start() + 1
    return pdf[:start], found.group(1).decode("ascii")


def read_embedded(pdf: bytes) -> Embedded:
    """Return what the file carries; a file that carries nothing, or nonsense, gives empty texts."""
    payload = _line(pdf, _PAYLOAD)
    try:
        unpacker = zlib.decompressobj()
        frozen = unpacker.decompress(base64.b64decode(_line(pdf, _CONTENT), validate=True), _LONGEST_CONTENT)
        return Embedded(payload.decode("ascii"), frozen.decode())
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        return Embedded(payload.decode("ascii", "replace"), "")


def _line(pdf: bytes, mark: bytes) -> bytes:
    start = pdf.rfind(b"\n" + mark)
    if start < 0:
        return b""
    start += len(mark) + 1
    end = pdf.find(b"\n", start)
    return pdf[start:end] if end >= 0 else b""
