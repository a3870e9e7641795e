"""`mhac protocol check`: says what is wrong with a template, line by line, or that it is right; for who writes one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

WRONG = 2
MOST_LINES = 200


def check(file: Path, say: Callable[[str], None]) -> int:
    """Check a template; every fault is one line with file, line and reason, and the status is 2; else 0.

    Beside shared files and lists of its own (a folder `shared` next to that of its country) it is checked with these.
    """
    from mhac.protocols.authoring import SOURCES, compile_file
    from mhac.protocols.yaml_source import WrongTemplate

    own = file.absolute().parent.parent
    try:
        made = compile_file(file, own if (own / "shared").is_dir() else SOURCES)
    except WrongTemplate as wrong:
        for fault in wrong.faults[:MOST_LINES]:
            say(fault)
        if len(wrong.faults) > MOST_LINES:
            say(f"... and {len(wrong.faults) - MOST_LINES} more")
        return WRONG
    data = made.data
    open_rules = sum(row["source"]["mark"] == "unverified" for row in (*data["rules"], *data["validity"]))
    counts = {
        "categories": len(data["categories"]),
        "items": len(data["items"]),
        "settings": len(data["settings"]),
        "country lists": len(data["lists"]),
        "rules": len(data["rules"]) + len(data["validity"]),
        "rules to be confirmed": open_rules,
        "disabled rules": len(data["disabled"]),
    }
    words = ", ".join(f"{count} {what}" for what, count in counts.items())
    sys.stdout.write(f"{data['country']} {data['edition']} is right: {words}\n")
    return 0
