"""The README leads to what is there."""

import re

from tests.architecture.tree import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PLACE = re.compile(r"`((?:mhac|ui|tests|resources|migrations|\.ci)/[\w./-]*|[\w.-]+\.(?:py|toml|md))`")
ROOMS_HAVE = {"rules.py", "records.py", "queries.py", "service.py", "page.py", "presenter.py", "tables.py"}


def test_every_place_that_it_names_exists() -> None:
    places = set(PLACE.findall(README)) - ROOMS_HAVE
    assert len(places) > 20
    folders = (ROOT, ROOT / "mhac" / "documents")
    assert sorted(place for place in places if not any((folder / place).exists() for folder in folders)) == []


def test_every_room_is_on_the_map() -> None:
    rooms = [path.parent for folder in ("mhac", "ui") for path in (ROOT / folder).glob("*/__init__.py")]
    assert [room.relative_to(ROOT).as_posix() for room in rooms
            if f"`{room.relative_to(ROOT).as_posix()}`" not in README] == []


def test_every_command_of_do_py_is_told() -> None:
    verbs = re.findall(r'add_parser\("(\w+)"', (ROOT / "do.py").read_text(encoding="utf-8"))
    assert [verb for verb in verbs if f"python3 do.py {verb}" not in README] == []
