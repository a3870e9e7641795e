"""Who may import whom: the contracts of pyproject.toml hold, and each of them would notice if it did not."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import ROOT

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-cache"]
# One planted mistake for each contract: file -> line that must not stand there.
MISTAKES = {
    "mhac/kernel/errors.py": "import PySide6.QtCore",
    "mhac/kernel/clock.py": "import mhac.security.rules",
    "mhac/scheduling/records.py": "import mhac.scheduling.queries",
    "mhac/travel/rules.py": "import sqlalchemy",
    "mhac/security/vault.py": "import reportlab.pdfgen",
    "mhac/kernel/paths.py": "import ui.app.page",
    "ui/app/context.py": "import mhac.scheduling.records",
    "ui/widgets/fields.py": "import ui.app.page",
    "ui/app/theme.py": "import ui.app.page",
}


def lint(folder: Path) -> dict[str, str]:
    """Each contract with its verdict, KEPT or BROKEN."""
    done = subprocess.run(LINT, cwd=folder, capture_output=True, text=True, check=False)
    verdicts = dict(re.findall(r"^(.+?)\s+(KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    assert verdicts, done.stdout + done.stderr
    assert (done.returncode == 0) == ("BROKEN" not in verdicts.values())
    return verdicts


def test_the_contracts_hold() -> None:
    assert [contract for contract, verdict in lint(ROOT).items() if verdict != "KEPT"] == []


def test_every_contract_notices_a_mistake(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("mhac", "ui"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file, line in MISTAKES.items():
        with (tmp_path / file).open("a", encoding="utf-8") as code:
            code.write(f"\n{line}\n")
    assert [contract for contract, verdict in lint(tmp_path).items() if verdict != "BROKEN"] == []
