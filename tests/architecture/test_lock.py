"""The lock files: every package with version and hash, fitting pyproject.toml, from no named place."""

import importlib.metadata
import re
import sys
import tomllib

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.architecture.tree import ROOT

PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; (?P<marker>.*?))? \\$")
LOCKS = ("requirements.txt", "requirements-dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def entries(lock: str) -> list[tuple[str, list[str]]]:
    """Each pin of a lock file with the lines that belong to it."""
    found: list[tuple[str, list[str]]] = []
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[-1][1].append(line.strip())
        else:
            found.append((line, []))
    return found


def pins(lock: str) -> dict[str, Version]:
    return {str(match["name"]): Version(match["version"]) for line, _ in entries(lock) if (match := PIN.match(line))}


def wanted(lock: str) -> list[Requirement]:
    """What pyproject.toml asks for, as far as this lock has to answer it."""
    groups = ["build"] if lock == "requirements.txt" else ["build", "dev"]
    lines = [*PROJECT["project"]["dependencies"], *(line for g in groups for line in PROJECT["dependency-groups"][g])]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_pin_with_hashes(lock: str) -> None:
    assert [line for line, _ in entries(lock) if not PIN.match(line)] == []
    bare = [line for line, rest in entries(lock) if not rest]
    assert bare == []
    hashes = [h for _, rest in entries(lock) for h in rest]
    assert [h for h in hashes if not re.fullmatch(r"--hash=sha256:[0-9a-f]{64}(?: \\)?", h)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_it_answers_what_the_project_asks_for(lock: str) -> None:
    locked = pins(lock)
    assert [str(r) for r in wanted(lock) if not answered(r, locked)] == []


def test_the_tests_run_on_the_program_s_own_versions() -> None:
    program, tests = pins(LOCKS[0]), pins(LOCKS[1])
    assert {name: version for name, version in program.items() if tests.get(name) != version} == {}


def test_what_is_installed_is_what_is_locked_and_nothing_is_missing() -> None:
    locked = pins(LOCKS[1])
    installed = {str(canonicalize_name(d.name)): d for d in importlib.metadata.distributions()}
    here = {str(m["name"]) for line, _ in entries(LOCKS[1]) if (m := PIN.match(line)) and applies(m["marker"])}
    assert {name: installed[name].version for name in here if Version(installed[name].version) != locked[name]} == {}
    needed = [Requirement(line) for name in here for line in installed[name].requires or []]
    needed = [r for r in needed if not r.marker or r.marker.evaluate({"extra": ""})]
    assert [str(r) for r in needed if not answered(r, locked)] == []


def answered(requirement: Requirement, locked: dict[str, Version]) -> bool:
    """Whether the lock holds a version that this requirement admits."""
    version = locked.get(canonicalize_name(requirement.name))
    return version is not None and version in requirement.specifier


def applies(marker: str | None) -> bool:
    """Whether a pin is meant for this system."""
    return marker is None or Marker(marker).evaluate()


def test_the_supported_versions_of_python_are_said_once() -> None:
    import do

    low, high = ".".join(map(str, do.OLDEST)), ".".join(map(str, do.TOO_NEW))
    assert PROJECT["project"]["requires-python"] == f">={low},<{high}"
    assert do.OLDEST <= sys.version_info[:2] < do.TOO_NEW
