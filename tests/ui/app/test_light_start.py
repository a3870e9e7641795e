"""Opening the program reads canonical JSON only; what checks and compiles templates stays away until it is needed."""

import subprocess
import sys

SCRIPT = """
import sys
from datetime import date
import ui.main
from mhac import rooms
from mhac.protocols import library
ui.main.warm_up()
rooms.load_records()
rooms.granted()
for country in library.countries():
    library.choose(country, date(2026, 3, 10))
library.labels("fr")
print([name for name in ("yaml", "pydantic", "pydantic_core", "mhac.protocols.schema") if name in sys.modules])
"""


def test_opening_the_program_needs_no_yaml_and_no_models() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
