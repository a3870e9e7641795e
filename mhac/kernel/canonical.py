"""One text for one meaning: canonical JSON and its digest, for everything that is frozen, signed or chained."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return {"sha256": hashlib.sha256(bytes(value)).hexdigest(), "bytes": len(bytes(value))}
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def canonical(value: Any) -> str:
    """Return the canonical JSON of a value: sorted keys, no spaces, UTF-8 kept, dates as ISO text.

    Bytes are represented by their SHA-256 and length, so that pictures do not swell a text.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain, allow_nan=False)


def digest(text: str | bytes) -> str:
    """Return the SHA-256 of a text (UTF-8) or of bytes, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()
