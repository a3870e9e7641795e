"""Templates of the clinic's own for the tests of the protocol pages, made from files that are there."""

from pathlib import Path

from mhac.kernel.paths import RESOURCES
from mhac.protocols import library, service
from mhac.protocols.library import Edition
from tests.clinic import Clinic

KINGDOM = Path(__file__).parents[2] / "mhac" / "protocols" / "united_kingdom.yaml"
STATES = RESOURCES / "protocols" / "US" / "2025-03.yaml"
REASON = "We examine for it"


def later_states(**numbers: int) -> bytes:
    """The edition of the United States as if it were issued again on 1 March 2026 with other numbers."""
    text = STATES.read_text(encoding="utf-8")
    text = text.replace("edition: 2025-03", "edition: 2026-03", 1).replace(
        "valid_from: 2025-03-11", "valid_from: 2026-03-01", 1
    )
    for key, value in numbers.items():
        begin = text.index(f"\n  {key}: {{label:")
        place = text.index("value: ", begin) + len("value: ")
        end = text.index(",", place)
        text = text[:place] + str(value) + text[end:]
    return text.encode()


def import_own(clinic: Clinic, content: bytes, name: str = "own.yaml") -> int:
    """Import a template as the administrator."""
    with clinic.act("administrator", action="protocols.import_template") as uow:
        return service.import_template(uow, content=content, file_name=name, reason=REASON)


def shipped(country: str) -> Edition:
    """The edition of a country that ships with the program."""
    return library.editions(country)[-1]
