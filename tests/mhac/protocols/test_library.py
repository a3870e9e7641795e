"""The shelf: what is shipped is what was authored, the right edition is chosen, and a changed file is refused."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from mhac.kernel.errors import NotFound, Unavailable
from mhac.protocols import library
from mhac.protocols.authoring import SOURCES, compile_all, compile_template, released_texts, shelf_files, write_shelf
from mhac.protocols.yaml_source import WrongTemplate


def test_the_shelf_is_what_the_yaml_says() -> None:
    files = shelf_files(compile_all(), released_texts(library.SHELF))
    found = library.SHELF.rglob("*.json")
    shipped = {str(path.relative_to(library.SHELF)): path.read_text(encoding="utf-8") for path in found}
    assert shipped == files, "run: python -m mhac.protocols.authoring"


def test_compiling_twice_gives_the_same_bytes() -> None:
    assert [one.digest for one in compile_all()] == [one.digest for one in compile_all()]


def test_an_edition_is_chosen_by_the_exam_date() -> None:
    first = library.editions("US")[0]
    chosen = library.choose("US", first.valid_from)
    assert (chosen.template.edition, chosen.before_first) == (first.edition, False)
    assert library.choose("US", date(2010, 1, 1)).before_first


def shelf_of(tmp_path: Path, *starts: str) -> Path:
    """A shelf with several editions of one country, the same text under other names."""
    rows = []
    (known,) = library.editions("US")
    for start in starts:
        shutil.copy(library.SHELF / known.file, tmp_path / f"{start}.json")
        rows.append(
            {
                "country": "US",
                "edition": start,
                "title": "t",
                "authority": "a",
                "valid_from": start,
                "valid_to": None,
                "digest": known.digest,
                "file": f"{start}.json",
            }
        )
    (tmp_path / "index.json").write_text(json.dumps(rows))
    return tmp_path


def test_the_newest_edition_in_force_serves(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, "2026-01-01", "2024-01-01", "2027-01-01")
    assert [e.edition for e in library.editions("US", shelf)] == ["2024-01-01", "2026-01-01", "2027-01-01"]
    for day, edition in (("2025-12-31", "2024-01-01"), ("2026-01-01", "2026-01-01"), ("2030-01-01", "2027-01-01")):
        chosen = library.choose("US", date.fromisoformat(day), shelf)
        assert not chosen.before_first
        assert chosen.template is library.pinned("US", edition, library.editions("US", shelf)[0].digest, shelf)


def test_a_country_without_template_is_said_so() -> None:
    with pytest.raises(NotFound) as caught:
        library.choose("ZZ", date(2026, 3, 10))
    assert caught.value.code == "protocols.no_country"


def test_an_exam_gets_exactly_the_text_it_began_with() -> None:
    (known,) = library.editions("US")
    assert library.pinned("US", known.edition, known.digest).digest == known.digest
    with pytest.raises(NotFound):
        library.pinned("US", known.edition, "0" * 64)


def test_a_released_text_stays_for_the_exams_that_began_under_it(tmp_path: Path) -> None:
    sources = tmp_path / "protocols"
    shutil.copytree(SOURCES, sources, ignore=shutil.ignore_patterns("compiled", "labels"))
    assert write_shelf(sources, release=True) == len(library.editions())
    shelf = sources / "compiled"
    index = json.loads((shelf / "index.json").read_text(encoding="utf-8"))
    assert not any(row.get("superseded") for row in index)
    before = next(row["digest"] for row in index if row["country"] == "US")

    template = sources / "US" / "2025-03.yaml"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("value: 14, unit: years", "value: 17, unit: years"), encoding="utf-8")
    write_shelf(sources)

    (now,) = library.editions("US", shelf)
    assert now.digest != before
    assert library.choose("US", date(2026, 3, 10), shelf).template.settings["igra_max_age"].value == 17
    assert library.pinned("US", now.edition, before, shelf).settings["igra_max_age"].value == 14


def test_a_template_lies_where_its_country_and_edition_say(tmp_path: Path) -> None:
    for place, why in (("CA/2025-03.yaml", "lies in the folder CA"), ("US/2030-01.yaml", "stands in the file")):
        path = tmp_path / place
        path.parent.mkdir()
        shutil.copy(SOURCES / "US" / "2025-03.yaml", path)
        with pytest.raises(WrongTemplate) as caught:
            compile_template(path, SOURCES)
        assert why in caught.value.faults[0]


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, "2026-01-01")
    file = shelf / "2026-01-01.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"value":15', '"value":16', 1), encoding="utf-8")
    with pytest.raises(Unavailable) as caught:
        library.choose("US", date(2026, 3, 10), shelf)
    assert caught.value.code == "protocols.template_changed"


def test_a_shelf_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        library.editions(shelf=tmp_path)


def test_every_entry_has_source_and_confidence() -> None:
    for edition in library.editions():
        data = library.pinned(edition.country, edition.edition, edition.digest).data
        parts = ("categories", "settings", "items", "definitions", "rules", "validity")
        entries = (
            [row for part in parts for row in data[part]]
            + data["outcome"]["classes"]
            + data["form"]["fields"]
            + data["form"]["instruments"]
        )
        assert [row for row in entries if not row["source"]["text"]] == []
        assert {row["source"]["mark"] for row in entries} <= {"official", "secondary", "unverified"}
