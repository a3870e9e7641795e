"""`mhac protocol check`: right templates in one line, wrong ones line by line, hostile files without harm."""

import os
from pathlib import Path

import pytest

from mhac.protocols.authoring import SOURCES
from ui.command_line import BAD_INPUT, main

US = SOURCES / "US" / "2025-03.yaml"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(8)
)
HOSTILE = [
    ("nothing at all", b"", "a mapping was expected"),
    ("only a word", b"template", "a mapping was expected"),
    ("not YAML", b"country: [US\nrules: }", "not YAML"),
    ("not text", b"\xff\xfe\x00country", "not UTF-8"),
    ("control signs", b"country: \x07US", "not YAML"),
    ("an alias bomb", BOMB.encode(), "unfolds to more"),
    ("an alias of itself", b"a: &a [*a]\n", "unfolds to more"),
    ("deep", b"a: " + b"[" * 100_000, "nested deeper"),
    ("deep in blocks", b"".join(b" " * n + b"a:\n" for n in range(500)), "nested deeper"),
    ("huge", b"a: " + b"x" * 5_000_000, "larger than"),
    ("an object", b"country: !!python/object/apply:os.system [ls]\n", "country"),
    ("a word with a tag", b"country: !!binary AAAA\n", "is no value"),
    ("a number without end", b"edition: " + b"9" * 6000 + b"\n", "is no value"),
    ("a number that is none", b"edition: " + b"9" * 400 + b".0\n", "is no value"),
    ("a key that is a list", b"? [a, b]\n: 1\n", "a key must be a word"),
    ("a sign of no width", b'title: "safe\\u202Eelif"\n', "is no value"),
    ("half a sign", b'title: "\\uD800"\n', "not YAML"),
    ("a number beyond all use", b"edition: " + b"9" * 40 + b"\n", "is no value"),
    ("a zero", b'title: "a\\0b"\n', "is no value"),
    ("another file as a list", b"definitions: {x: {list: ../../secret, of: sex}}\n", "should match pattern"),
    ("two documents", b"a: 1\n---\nb: 2\n", "not YAML"),
    ("other keys", b"colour: red\n", "unknown key"),
]


def test_a_right_template_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["protocol", "check", str(US)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("US 2025-03 is right: ")
    assert said.out.count("\n") == 1
    assert said.err == ""


def test_a_template_may_lie_anywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(US.read_bytes())
    assert main(["protocol", "check", str(file)]) == 0
    file.write_text(US.read_text(encoding="utf-8").replace("require: dst\n", "require: dtt\n"), encoding="utf-8")
    capsys.readouterr()
    assert main(["protocol", "check", str(file)]) == BAD_INPUT
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("mine.yaml:")
    assert "unknown item dtt" in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(("content", "why"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_file_is_refused_in_plain_lines(
    content: bytes, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hostile.yaml"
    file.write_bytes(content)
    assert main(["protocol", "check", str(file)]) == BAD_INPUT
    lines = capsys.readouterr().err.splitlines()
    assert any(why in line for line in lines), lines[:5]
    assert all(line.startswith("hostile.yaml:") and len(line) < 420 for line in lines)


def test_what_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path / "missing.yaml", tmp_path, Path(os.devnull), Path("/dev/zero")):
        assert main(["protocol", "check", str(path)]) == BAD_INPUT
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "Traceback" not in said
