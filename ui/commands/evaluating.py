"""`mhac evaluate`: cases in, assessments out, both as JSON; for integrators and acceptance cases."""

from __future__ import annotations

import sys
from pathlib import Path

from mhac.kernel.errors import Invalid, Unavailable
from mhac.protocols.cases import evaluate_text

LARGEST = 50_000_000


def evaluate(source: str) -> int:
    """Evaluate a file of cases, or standard input for "-", and print the results.

    Raises `Unavailable` ("cases.unreadable") and `Invalid` naming the field.
    """
    try:
        raw = sys.stdin.buffer.read(LARGEST + 1) if source == "-" else _read(Path(source))
    except OSError as error:
        raise Unavailable("cases.unreadable", file=source, why=error.strerror or "") from error
    if len(raw) > LARGEST:
        raise Invalid("cases.too_large", file=source)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("cases.not_utf8", file=source) from error
    answers = evaluate_text(text) + "\n"
    sys.stdout.buffer.write(answers.encode("utf-8", "replace"))  # JSON is UTF-8, whatever the terminal speaks
    sys.stdout.buffer.flush()
    return 0


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
