"""The whole way of a family through the real windows, from its passports to a certificate that anybody can check.

One test per engine. All that is done is done by keys and clicks; what came of it is read from the paper, by programs
that are not ours, and by `mhac verify` as its own process.
"""

import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QTime

from mhac.kernel import audit
from mhac.security.rules import Role
from mhac.travel.rules import Outcome
from tests.clinic import TurnableClock
from tests.documents.papers import codes, text
from tests.journeys import departure, examination, floor, reception
from tests.journeys.hands import Hands
from tests.journeys.house import House
from ui.commands.verifying import OVER

ROOT = Path(__file__).resolve().parents[2]


def test_a_family_from_the_passport_to_the_certificate(
    hands: Hands, house: House, clock: TurnableClock, tmp_path: Path
) -> None:
    case_number = arrive(hands)
    examine(hands)
    clock.forward(days=2)  # the flight is the day after tomorrow's evening, inside the time for screening
    decide(hands, case_number)
    paper = certify(hands, house, tmp_path)
    look_at_the_paper(paper, case_number)
    check_at_the_window(hands, paper)
    the_audit_is_whole(house)


def arrive(hands: Hands) -> str:
    """Reception: register the family, book it in one go, let it in."""
    hands.sign_in(Role.RECEPTIONIST)
    case_number = reception.register_family(hands)
    reception.book_family(hands, "Karin")
    tickets = reception.let_in(hands, "Karin")
    assert tickets == ("A-01a", "A-01b", "A-01c")
    hands.sign_out()
    return case_number


def examine(hands: Hands) -> None:
    """Nurse and physician: the family goes from station to station, the daughter is examined, signed, and amended."""
    hands.sign_in(Role.NURSE)
    assert floor.hand_over(hands, "A-01") == "vital_signs"
    page = examination.open_exam(hands, "Karin")
    examination.fill_sections(hands, page, examination.NURSE)
    assert floor.hand_over(hands, "A-01") == "laboratory"
    assert floor.hand_over(hands, "A-01") == "imaging"
    hands.sign_out()
    hands.sign_in(Role.PHYSICIAN)
    examination.adopt_edition(hands)
    page = examination.open_exam(hands, "Karin")
    examination.fill_sections(hands, page, examination.PHYSICIAN)
    examination.confirm_classification(hands, page)
    examination.sign(hands, page)
    assert page.signed.versions() is None
    examination.amend(hands, page, "The blood pressure was written down wrongly")
    examination.fill_sections(hands, page, {"vitals": {"bp_systolic": 132}})
    examination.confirm_classification(hands, page)
    examination.sign(hands, page)
    versions = page.signed.versions()
    assert versions is not None
    assert versions.value() == "2"
    assert hands.reads("Amendment: The blood pressure was written down wrongly", page)
    hands.sign_out()


def decide(hands: Hands, case_number: str) -> None:
    """Reception plans the journey of the daughter, the nurse screens her, the physician decides."""
    hands.sign_in(Role.RECEPTIONIST)
    page = departure.plan_flight(hands, "13 Mar 2026", QTime(21, 55))
    departure.add_family(hands, page, case_number, without=("Anna", "Peter"))
    hands.sign_out()
    hands.sign_in(Role.NURSE)
    departure.screen(hands, departure.departures(hands))
    hands.sign_out()
    hands.sign_in(Role.PHYSICIAN)
    departure.decide(hands, departure.departures(hands), Outcome.FIT)
    hands.sign_out()


def certify(hands: Hands, house: House, folder: Path) -> Path:
    """The administrator issues and saves; then the signature is checked outside the program."""
    hands.sign_in(Role.ADMINISTRATOR)
    page, paper = departure.issue_and_save(hands, folder)
    key = folder / "key.txt"
    departure.save_public_key(hands, page, key)
    holds = verify(paper, key)
    assert holds.returncode == OVER, holds.stdout + holds.stderr  # the clinic of this journey lives in the past
    assert "The signature holds" in holds.stdout
    assert "Not one byte of the file was changed" in holds.stdout

    content = bytearray(paper.read_bytes())
    content[len(content) // 2] ^= 1
    changed = folder / "changed.pdf"
    changed.write_bytes(content)
    fails = verify(changed, key)
    assert fails.returncode == 1
    assert "does NOT hold" in fails.stdout
    return paper


def look_at_the_paper(paper: Path, case_number: str) -> None:
    """An independent reader finds both codes on the rendered page, and the words in the text."""
    pdf = paper.read_bytes()
    found = codes(pdf, 200)
    assert found["Code128"] == {paper.stem}
    assert all(code.startswith(f"MHAC1.{paper.stem}.") for code in found["QRCode"])
    words = text(pdf)
    for said in ("ERIKSSON Karin", case_number, "ET807", "Fit to travel", "Dr Claire Uwase"):
        assert said in words


def check_at_the_window(hands: Hands, paper: Path) -> None:
    """The scanned code stands in the program until the certificate is revoked; then the program says so."""
    (code,) = codes(paper.read_bytes(), 200)["QRCode"]
    page = departure.certificates(hands)
    assert departure.check(hands, code).startswith("Genuine and valid")
    departure.revoke(hands, page, "The flight was cancelled by the airline")
    hands.until(lambda: hands.reads("Revoked", page), "the certificate is revoked")
    verdict = departure.check(hands, code)
    assert "revoked" in verdict.lower(), verdict
    assert "valid" not in verdict.lower(), verdict


def the_audit_is_whole(house: House) -> None:
    """The audit of all this is whole."""
    entered = house.enter(Role.ADMINISTRATOR)
    with entered.database.reading(entered.actor) as uow:
        report = audit.verify(uow.session)
    entered.database.close()
    assert report.faults == ()
    assert report.entries > 40


def verify(paper: Path, key: Path) -> subprocess.CompletedProcess[str]:
    """Run `mhac verify` as its own process."""
    return subprocess.run(
        [sys.executable, "-m", "ui.command_line", "verify", str(paper), "--key", str(key)],
        capture_output=True, text=True, cwd=ROOT, timeout=60, check=False, env={**os.environ},
    )  # fmt: skip
