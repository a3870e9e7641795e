"""The real program, killed at random points while it types, saves, signs, issues and writes papers, on both engines.

Afterwards the clinic opens, file and audit are whole, every act is there or not there at all, and what was typed more
than a second before is in the draft. The slow part of the tests; two workers share the batches.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from mhac import rooms
from mhac.certificates import queries as certificates
from mhac.certificates import service as certifying
from mhac.certificates.checking import read_public_keys, verify_file
from mhac.exams import queries as exams
from mhac.exams.loading import signatures_of
from mhac.kernel import audit
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.registration import queries as registration
from mhac.security.sign_in import SignedIn, sign_in
from mhac.travel import queries as travel
from tests.clinic import PASSWORD
from tests.journeys.crash_clinic import LOGIN, TO_SIGN, TYPED, Prepared, house_in, prepare
from tests.journeys.crash_driver import FIELD, NOTE, SECTION, open_registration, open_screening
from tests.journeys.examination import open_exam
from tests.journeys.hands import Hands
from tests.postgres import PostgresServer, name_in
from ui.app.door import Door
from ui.app.window import Window

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
# Runs of one batch, and how many batches on each engine: 168 on the encrypted file, 72 on the server.
RUNS, BATCHES = 24, {"sqlite": 7, "postgresql": 3}
# How long each act takes, in seconds; the kill falls anywhere in it, or a little after.
LASTS = {"type": 2.8, "save": 0.12, "sign": 0.35, "issue": 0.3, "seal": 0.35, "screen": 2.4, "register": 2.4}
FIRST = {"type": "type", "save": "type", "sign": "sign", "issue": "issue", "seal": "seal", "screen": "screen",
         "register": "register"}  # fmt: skip
TYPING = {"type": {"type", "save"}, "screen": {"screen"}, "register": {"register"}}
SURE_AFTER = 1.0  # what was typed earlier than this before the kill must be in the draft
PATIENCE = 60.0
fell_in: Counter[str] = Counter()


@dataclass
class Killed:
    """What a killed run left, and what its witness knew."""

    folder: Path
    at: float
    lines: list[dict[str, object]] = field(default_factory=list)

    @property
    def phase(self) -> str:
        """The act in which the kill fell; "between" for none."""
        begun = [str(line["act"]) for line in self.lines if line["event"] == "begin"]
        ended = [str(line["act"]) for line in self.lines if line["event"] == "end"]
        return "between" if len(begun) == len(ended) else begun[-1]

    def ended(self, act: str) -> list[dict[str, object]]:
        """The acts of a kind that were finished."""
        return [line for line in self.lines if line["event"] == "end" and line["act"] == act]

    def unfinished(self, act: str) -> dict[str, object] | None:
        """The act of this kind in which the kill fell."""
        if self.phase != act:
            return None
        return next(line for line in reversed(self.lines) if line["event"] == "begin")

    def typed(self, act: str = "type") -> tuple[str, str]:
        """Of the text that an act is typing or saving: what must be in the draft, and all that had been typed."""
        if self.phase not in TYPING[act]:
            return "", ""
        start = max(at for at, line in enumerate(self.lines) if (line["event"], line.get("act")) == ("begin", act))
        letters = [line for line in self.lines[start:] if line["event"] == "typed"]
        sure = [str(line["text"]) for line in letters if float(str(line["at"])) < self.at - SURE_AFTER]
        return (sure[-1] if sure else ""), (str(letters[-1]["text"]) if letters else "")


class Mould:
    """The clinic that every run gets a copy of."""

    def __init__(self, root: Path, server: PostgresServer | None) -> None:
        self._root, self._server = root, server
        self._url = server.database() if server else None
        self.facts = prepare(root, self._url)
        self._kept = server.clone(name_in(self._url)) if server and self._url else ""

    def copy(self, place: Path) -> Path:
        """Copy the clinic's folder; on the server its database gets the content again that it had."""
        place.mkdir(exist_ok=True)
        shutil.copytree(self._root, place / "clinic")
        if self._server and self._url:
            self._server.put_back(self._url, self._kept)
        return place / "clinic"

    def wait_for_the_end(self) -> None:
        """After a kill: wait until the server has noticed it, and has finished or undone what was under way."""
        if self._server and self._url:
            self._server.wait_for_the_end_of(self._url)

    def throw_away(self) -> None:
        """Leave nothing on the server."""
        for url in (self._url, self._kept):
            if self._server and url:
                self._server.drop(url)


@pytest.fixture(scope="module")
def mould(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mould]:
    """The clinic to be copied, on one engine."""
    rooms.load_records()
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    made = Mould(tmp_path_factory.mktemp("crash") / "clinic", server)
    yield made
    made.throw_away()


@pytest.mark.parametrize(
    ("mould", "batch"), [(engine, batch) for engine, count in BATCHES.items() for batch in range(count)],
    indirect=["mould"],
)  # fmt: skip
def test_a_killed_program_leaves_every_act_done_or_not_done(
    batch: int, mould: Mould, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    dice = random.Random(f"crash {batch}")
    here: Counter[str] = Counter()
    for run in range(RUNS):
        wanted = list(LASTS)[run % len(LASTS)]
        killed = run_and_kill(mould, tmp_path / str(run), wanted, dice)
        here[killed.phase] += 1
        look_after(killed, mould.facts)
        shutil.rmtree(tmp_path / str(run))
    fell_in.update(here)
    record_property("kills", dict(here))
    sys.stdout.write(f"\n{RUNS} runs killed in {dict(here)}; together {sum(fell_in.values())} in {dict(fell_in)}\n")
    assert sum(here.values()) == RUNS


@pytest.mark.parametrize("act", list(TYPING))
@pytest.mark.parametrize("mould", list(BATCHES), indirect=True)
def test_what_was_typed_before_the_kill_is_on_the_screen_again(
    act: str, mould: Mould, tmp_path: Path, open_window: Callable[[Door], Window]
) -> None:
    killed = run_and_kill(mould, tmp_path, act, random.Random(4), soonest=1.8)
    sure, typed = killed.typed(act)
    assert sure
    hands = Hands(open_window(house_in(killed.folder).door()))
    hands.sign_in_as(LOGIN)
    shown = {"type": shown_in_the_exam, "screen": shown_in_the_screening, "register": shown_in_the_registration}[act](
        hands
    )
    assert shown.startswith(sure.strip())
    assert typed.startswith(shown)
    hands.let_go()


def shown_in_the_exam(hands: Hands) -> str:
    """The text in the section that was being typed."""
    page = open_exam(hands, TYPED)
    assert page.restored_strip.isVisible()
    assert page.current == SECTION
    assert page.presenter is not None
    return str(page.presenter.values[FIELD])


def shown_in_the_screening(hands: Hands) -> str:
    """The text in the screening that was being answered."""
    dialog = open_screening(hands)
    assert dialog.restored.isVisible()
    editor = dialog.questions[NOTE].editor
    assert isinstance(editor, QLineEdit)
    shown = editor.text()
    hands.press(Qt.Key.Key_Escape)
    hands.closed(dialog)
    return shown


def shown_in_the_registration(hands: Hands) -> str:
    """The text in the form of the person who was being registered."""
    return open_registration(hands).registration.form.address.text()


# -- killing ----------------------------------------------------------------------------------------------------------


def run_and_kill(mould: Mould, place: Path, wanted: str, dice: random.Random, *, soonest: float = 0.0) -> Killed:
    """Run the program on a copy of the clinic and kill it somewhere in an act."""
    folder, journal = mould.copy(place), place / "journal"
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.crash_driver", str(folder), str(journal), FIRST[wanted],
         str(dice.randrange(10**6))],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*=false"},
    )  # fmt: skip
    try:
        wait_for(program, wanted)
        time.sleep(max(soonest, dice.uniform(0.0, LASTS[wanted])))
        assert program.poll() is None, f"the program ended by itself: {program.communicate()[1][-3000:]}"
        at = time.time()
        program.kill()
    finally:
        program.kill()
        program.communicate()
    mould.wait_for_the_end()
    return Killed(folder, at, [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()])


def wait_for(program: subprocess.Popen[str], act: str) -> None:
    """Read what the program says until it begins an act."""
    assert program.stdout is not None
    end = time.monotonic() + PATIENCE
    for line in program.stdout:
        said = json.loads(line)
        if said["event"] == "begin" and said["act"] == act:
            return
        assert time.monotonic() < end, f"{act} does not begin"
    raise AssertionError(f"the program ended by itself: {program.communicate()[1][-3000:]}")


# -- looking ----------------------------------------------------------------------------------------------------------


def look_after(killed: Killed, facts: Prepared) -> None:
    """Open the clinic after the kill and compare it with what the witness knew."""
    house = house_in(killed.folder)
    entered = sign_in(house.folder, login=LOGIN, password=PASSWORD, granted=rooms.granted(), clock=house.clock)
    try:
        look_at_the_file(entered)
        with entered.database.reading(entered.actor) as uow:
            assert audit.verify(uow.session).faults == ()
            look_at_the_section(killed, uow, facts.typed)
            look_at_the_drafts(killed, uow, facts.to_screen)
            for exam_id, name in zip(facts.to_sign, TO_SIGN, strict=True):
                look_at_the_signature(killed, uow, exam_id, name)
            look_at_the_certificates(killed, uow)
        look_at_the_papers(killed, entered)
    finally:
        entered.database.close()


def look_at_the_file(entered: SignedIn) -> None:
    """The encrypted file is whole, page by page and row by row; a server looks after its own."""
    if entered.database.dialect_name != "sqlite":
        return
    with entered.database.engine.connect() as connection:
        raw = connection.connection
        assert [row[0] for row in raw.execute("PRAGMA integrity_check")] == ["ok"]
        assert list(raw.execute("PRAGMA cipher_integrity_check")) == []
        assert list(raw.execute("PRAGMA foreign_key_check")) == []


def look_at_the_section(killed: Killed, uow: UnitOfWork, exam_id: int) -> None:
    """The answer is the one before or after the save; what was typed a second before is in the draft."""
    view = exams.exam(uow, exam_id)
    answer = view.answers.get(FIELD)
    saved = str(answer.value) if answer is not None and answer.value is not None else ""
    done = [str(line["text"]) for line in killed.ended("save")]
    draft = view.drafts.get(SECTION)
    in_draft = str(draft.values.get(FIELD) or "") if draft is not None else ""
    under_way = killed.unfinished("save")
    if under_way is not None:
        assert saved in {done[-1] if done else "", under_way["text"]}
        if saved == under_way["text"]:
            return
    assert saved == (done[-1] if done else "")
    sure, typed = killed.typed()
    if sure:
        assert in_draft.startswith(sure.strip()), f"typed {sure!r}, in the draft {in_draft!r}"
        assert typed.startswith(in_draft)


def look_at_the_drafts(killed: Killed, uow: UnitOfWork, traveller_id: int) -> None:
    """What was answered in a screening or typed into a registration a second before is in its draft."""
    screening = travel.screening_draft(uow, traveller_id=traveller_id)
    person = registration.draft(uow)
    kept = {
        "screen": screening.content["answers"].get(NOTE, "") if screening else "",
        "register": person.person.address if person else "",
    }
    for act, in_draft in kept.items():
        sure, typed = killed.typed(act)
        if sure:
            assert in_draft.startswith(sure.strip()), f"typed {sure!r}, in the draft {in_draft!r}"
            assert typed.startswith(in_draft)


def look_at_the_signature(killed: Killed, uow: UnitOfWork, exam_id: int, name: str) -> None:
    """An exam is signed as a whole, with its content intact, or it is open as before."""
    signatures = signatures_of(uow, (exam_id,)).get(exam_id, ())
    view = exams.exam(uow, exam_id)
    assert view.status.is_open is (not signatures)
    if name in {line["name"] for line in killed.ended("sign")}:
        assert len(signatures) == 1
    else:
        under_way = killed.unfinished("sign")
        assert len(signatures) <= int(under_way is not None and under_way["name"] == name)
    for signature in signatures:
        assert exams.signed_content(uow, exam_id, signature.seq).intact


def look_at_the_certificates(killed: Killed, uow: UnitOfWork) -> None:
    """A decision has its one certificate, or none and is still ready for it."""
    rows, ready = certificates.register(uow), certificates.ready(uow)
    done = len(killed.ended("issue"))
    assert done <= len(rows) <= done + int(killed.phase == "issue")
    assert len({row.number for row in rows}) == len(rows)
    waiting = {row.decision_id for row in ready}
    assert not waiting & {int(str(line["decision"])) for line in killed.ended("issue")}
    assert len(waiting) + len(rows) == 3


def look_at_the_papers(killed: Killed, entered: SignedIn) -> None:
    """Every paper with its name is whole and its signature holds; what was said to be written is there."""
    papers = killed.folder / "papers"
    found = {path.stem: path for path in papers.glob("*.pdf")}
    told = {str(number) for line in killed.ended("seal") for number in line["numbers"]}  # type: ignore[attr-defined]
    assert told <= set(found)
    if not found:
        return
    with entered.database.unit_of_work(entered.actor, action="certificates.export_public_keys") as uow:
        keys = read_public_keys(certifying.export_public_keys(uow))
    for path in found.values():
        assert verify_file(path, keys).holds, f"{path.name} is half written"
