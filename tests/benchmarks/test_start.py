"""How soon the sign-in is painted, how soon the workspace is usable, and how much memory it holds at rest."""

import compileall
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from mhac.demo.making import make, users
from mhac.kernel.paths import DataFolder
from tests.benchmarks.conftest import kept

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ROUNDS = 9
LARGEST_MIB = 150


def started(script: str, *arguments: str) -> list[float]:
    done = subprocess.run(
        [sys.executable, str(HERE / script), *arguments],
        check=True, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    return [float(word) for word in done.stdout.split()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    made = DataFolder(tmp_path_factory.mktemp("start") / "clinic")
    make(made)
    for code in ("mhac", "ui"):
        compileall.compile_dir(ROOT / code, quiet=2)
    return made


def test_the_start(folder: DataFolder) -> None:
    physician = next(user for user in users() if user.roles == ("physician",))
    bare, painted, usable, resident = [], [], [], []
    for _ in range(ROUNDS):
        bare += started("bare_window.py")
        times = started("timed_start.py", str(folder.root), physician.login, physician.password)
        painted.append(times[0])
        usable.append(times[1])
        resident.append(times[2])
    floor = statistics.median(bare)
    first = kept("sign-in painted, beside a bare window", statistics.median(painted), floor, aim=2)
    second = kept("workspace usable after the password, beside a bare window", statistics.median(usable), floor, aim=3)
    memory = kept("resident MiB at rest, beside 150", statistics.median(resident), LARGEST_MIB, aim=1)
    assert first.stands
    assert second.stands
    assert memory.ratio <= 1.3
