"""The command `mhac` under bad input: one plain line, exit status 2, and never a traceback."""

import json
from pathlib import Path

import pytest

from mhac.demo.making import make
from mhac.kernel.errors import Refused
from mhac.kernel.paths import DataFolder
from ui import command_line
from ui.command_line import BAD_INPUT, OUR_MISTAKE, main

GOOD = {"id": "x", "country": "US", "category": "REF", "exam_date": "2026-03-10", "person": {}, "facts": {}}


def told(capsys: pytest.CaptureFixture[str]) -> str:
    """What was said on the error stream, which is one line that a terminal can show."""
    said = capsys.readouterr().err
    assert said.endswith("\n")
    line = said.removesuffix("\n")
    assert line.isprintable()
    assert len(line) < 500
    return line


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe{}",
        b"[" * 200_000,
        b'{"id": ' + b"9" * 10_000 + b"}",
        json.dumps({**GOOD, "country": "U\nS\x1b[31m"}).encode(),
        json.dumps({**GOOD, "category": "two\r\nlines"}).encode(),
        json.dumps({**GOOD, "a\nb\x1b[2J": 1}).encode(),
        json.dumps({**GOOD, "k" * 100_000: 1}).encode(),
        json.dumps({**GOOD, "exam_date": "9999-12-31"}).encode(),
    ],
)
def test_bad_cases_get_one_line(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.json"
    file.write_bytes(content)
    assert main(["evaluate", str(file)]) == BAD_INPUT
    assert told(capsys).startswith("mhac: ")


def test_an_answer_is_utf8_whatever_stands_in_it(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps({**GOOD, "id": "Muhire 🧳 \ud800"}))
    assert main(["evaluate", str(file)]) == 0
    assert json.loads(capfdbinary.readouterr().out)["id"] == "Muhire 🧳 ?"


def test_a_mistake_of_ours_is_told_by_its_number_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], expected_logs: list[str]
) -> None:
    def blunder(_chosen: object) -> int:
        raise KeyError("HABIMANA Jean")

    monkeypatch.setattr(command_line, "_do", blunder)
    expected_logs.append(r"mishap [0-9A-F]{8}: KeyError")
    assert main(["backup", "--user", "admin"]) == OUR_MISTAKE
    assert "HABIMANA" not in told(capsys)


def test_wrong_arguments_get_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["demo", "--people", "many\npeople\x1b[31m"])
    assert ended.value.code == BAD_INPUT
    assert "is not a number of people" in told(capsys)


def test_a_device_without_an_end_is_too_large(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "/dev/zero", "--key", "/dev/zero"]) == BAD_INPUT
    assert "large" in told(capsys)


def test_without_a_screen_one_line_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert main([]) == BAD_INPUT
    assert "no screen" in told(capsys)


def test_a_demo_that_cannot_be_finished_leaves_nothing_and_can_be_made_again(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "demo")

    def stop(_what: str, done: int, _all: int) -> None:
        if done > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(folder, people=8, progress=stop)
    assert [path.name for path in folder.root.iterdir()] == ["backups"]
    assert make(folder, people=4).people == 4


def test_a_demo_touches_no_clinic_that_is_there(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.make()
    folder.database.write_bytes(b"somebody's clinic whose slot file is being brought back")
    with pytest.raises(Refused, match="clinic_exists"):
        make(folder, people=4)
    assert folder.database.exists()


def test_a_clinic_whose_keys_are_gone_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = DataFolder(tmp_path / "clinic")
    folder.make()
    folder.database.write_bytes(b"sealed")
    password = tmp_path / "password"
    password.write_text("whatever it was")
    asked = ["audit", "verify", "--data", str(folder.root), "--user", "admin", "--password-file", str(password)]
    assert main(asked) == BAD_INPUT
    assert "the keys is missing" in told(capsys)
