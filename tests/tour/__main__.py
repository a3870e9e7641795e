"""Takes a picture of every screen, in each language, light and dark, at two sizes: `python3 do.py pictures`

To be looked at by a person: what is cut off, misaligned, empty or not translated is seen best side by side. One folder
for each language, look and size; what can be measured (words that are cut, things that cover each other) is said. The
demo clinic that is given is copied first, so that what the tour does to it leaves no trace.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ui.app.languages import LANGUAGES

SIZES = ("1440x900", "1024x768")
LOOKS = ("light", "dark")


def main() -> int:
    """Walk every asked-for way, two at a time, each in a process of its own; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("clinic", type=Path, help="data folder of a demo clinic")
    parser.add_argument("target", type=Path, help="folder of the pictures")
    parser.add_argument("--language", choices=tuple(LANGUAGES), help="only this language")
    parser.add_argument("--look", choices=LOOKS, help="only this look")
    parser.add_argument("--size", choices=SIZES, help="only this size")
    parser.add_argument("--found", type=Path, help="with all three given: a JSON file for the texts of every screen")
    wanted = parser.parse_args()
    if wanted.language and wanted.look and wanted.size:
        from tests.tour.walk import walk

        target = wanted.target / f"{wanted.language}-{wanted.look}-{wanted.size}"
        return walk(wanted.clinic, target, wanted.language, wanted.look, wanted.size, wanted.found)
    ways = itertools.product(
        [wanted.language] if wanted.language else LANGUAGES,
        [wanted.look] if wanted.look else LOOKS,
        [wanted.size] if wanted.size else SIZES,
    )

    def one(way: tuple[str, str, str]) -> int:
        language, look, size = way
        command = [sys.executable, "-m", "tests.tour", str(wanted.clinic), str(wanted.target)]
        return subprocess.call([*command, "--language", language, "--look", look, "--size", size])

    with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        return max(pool.map(one, ways))


if __name__ == "__main__":
    sys.exit(main())
