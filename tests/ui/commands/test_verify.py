"""`mhac verify` as an officer at a border uses it: a scanner's blanks, an empty line, a paper whose time is over."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mhac.certificates import queries, service
from mhac.certificates.code import read_code
from mhac.certificates.making import sealed_pdf
from mhac.documents.content import Paper
from tests.clinic import Clinic
from tests.mhac.certificates.journeys import give_signature, journey
from ui.commands.verifying import OVER, verify

Told = Callable[[], str]


@pytest.fixture
def key(sqlite_clinic: Clinic, tmp_path: Path) -> Path:
    place = tmp_path / "key.pub"
    with sqlite_clinic.act("administrator") as uow:
        place.write_text(service.export_public_keys(uow))
    return place


@pytest.fixture
def code(sqlite_clinic: Clinic, tmp_path: Path) -> str:
    """Issue a certificate; its file lies beside the key."""
    give_signature(sqlite_clinic)
    made = journey(sqlite_clinic)
    with sqlite_clinic.act("administrator") as uow:
        issued = service.issue(uow, decision_id=made.decision_id)
    pdf = sealed_pdf(sqlite_clinic.database, sqlite_clinic.actor("administrator"), issued, Paper.A4)
    (tmp_path / "paper.pdf").write_bytes(pdf)
    with sqlite_clinic.read("administrator") as uow:
        return queries.printable(uow, issued).code


@pytest.mark.parametrize("around", ["{}", " {}", "{}\n", "\t{} \r\n"])
def test_a_readers_blanks_are_no_part_of_the_code(
    code: str, key: Path, around: str, sqlite_clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(around.format(code), key, now=sqlite_clinic.clock()) == 0
    assert "The signature holds" in capsys.readouterr().out


@pytest.mark.parametrize("empty", ["", "  "])
def test_nothing_is_no_certificate(key: Path, empty: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(empty, key) == 1
    assert "this is no certificate code" in capsys.readouterr().out


def test_the_time_of_expiry_is_the_clinics_with_its_offset_or_says_that_it_is_utc(
    code: str, key: Path, tmp_path: Path, sqlite_clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key file names the zone, the PDF the offset; a text with a key file that names no zone has only UTC."""

    def said(certificate: str, key_file: Path) -> str:
        verify(certificate, key_file, now=sqlite_clinic.clock())
        return next(line for line in capsys.readouterr().out.splitlines() if "valid until" in line)

    until = read_code(code)
    assert until is not None
    utc = until[0].valid_until
    there = utc.astimezone(ZoneInfo("Africa/Kigali")).strftime("valid until %d %b %Y %H:%M (UTC+02:00),")
    old = tmp_path / "old.pub"
    lines = key.read_text().splitlines()
    assert "Zone: Africa/Kigali" in lines
    old.write_text("\n".join(line for line in lines if not line.startswith("Zone:")))
    assert there in said(code, key)
    assert there in said(str(tmp_path / "paper.pdf"), key)
    assert there in said(str(tmp_path / "paper.pdf"), old)
    assert utc.strftime("valid until %d %b %Y %H:%M UTC,") in said(code, old)
    old.write_text(key.read_text().replace("Africa/Kigali", "Nowhere/At all"))
    assert utc.strftime("valid until %d %b %Y %H:%M UTC,") in said(code, old)


def test_a_paper_whose_time_is_over_is_said_to_be_over(
    code: str, key: Path, tmp_path: Path, sqlite_clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    later = sqlite_clinic.clock() + timedelta(days=30)
    for certificate in (code, str(tmp_path / "paper.pdf")):
        assert verify(certificate, key, now=sqlite_clinic.clock()) == 0
        assert "NOT" not in capsys.readouterr().out
        assert verify(certificate, key, now=later) == OVER
        said = capsys.readouterr().out
        assert "The signature holds" in said
        assert "NOT valid any more" in said
