"""Size and style of the house: files that can be read in one go, modules that say what they are, nothing half done."""

import ast
import re
from pathlib import Path

from tests.architecture.tree import CODE, functions, lines_of, name, parsed, python_files, text_files

LONGEST_FILE = 500
LONGEST_FUNCTION = 60
# Spelt in two halves, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "HA" + "CK"]) + r")\b")
HALF_DONE = re.compile(r"\b(NotImplementedError|place" + r"holder|st" + r"ub)\b", re.IGNORECASE)
HOSTS = re.compile(r"py" + r"pi\.|pythonhosted|deb\.debian|registry\.npm|index-" + r"url|(?<![\w.])/(work|root)/")
DRAWERS = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
# A country or a category is data of its template: code that compares with one has made it special.
COUNTRY = re.compile(r"""(==|!=|\bin|\bif|\bcase)\s*[\(\{\[]?\s*["'](US|CA|AU|NZ|us|ca|au|nz|REF|refugee)["']""")
LEFT_OUT = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b|assert True\b")
NOQA = re.compile(r"#\s*noqa\b(?P<codes>: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*)?(?P<reason> [-(]+ ?\S+)?")


def found(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{name(path)}:{number} {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_files_are_short() -> None:
    sizes = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert {file: size for file, size in sizes.items() if size > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    sizes = {f"{name(p)} {f.name}": lines_of(f) for p in python_files() for f in functions(p)}
    assert {where: size for where, size in sizes.items() if size > LONGEST_FUNCTION} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [name(path) for path in python_files() if parsed(path).body and not ast.get_docstring(parsed(path))]
    assert silent == []


def test_no_code_in_init() -> None:
    busy = [
        name(path)
        for path in python_files(*CODE)
        if path.name == "__init__.py" and len(parsed(path).body) > bool(ast.get_docstring(parsed(path)))
    ]
    assert busy == []


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in python_files("mhac", "ui")}
    assert sorted(name(folder) for folder in folders if not (folder / "__init__.py").exists()) == []


def test_nothing_is_left_unfinished() -> None:
    assert found(UNFINISHED, python_files()) == []
    assert found(HALF_DONE, python_files(*CODE)) == []


def test_no_drawer_for_everything() -> None:
    assert [name(path) for path in python_files(*CODE) if path.stem in DRAWERS or path.parent.name in DRAWERS] == []


def test_no_country_is_special_in_code() -> None:
    assert found(COUNTRY, python_files(*CODE)) == []


def test_every_test_runs() -> None:
    mine = Path(__file__)
    assert found(LEFT_OUT, [path for path in python_files("tests") if path != mine]) == []


def test_every_exception_to_a_rule_has_its_reason() -> None:
    unreasoned = [
        line
        for line in found(NOQA, [path for path in python_files() if path != Path(__file__)])
        if not all(match["codes"] and match["reason"] for match in NOQA.finditer(line))
    ]
    assert unreasoned == []


def test_the_project_names_no_package_index_and_no_folder_of_a_machine() -> None:
    own = {Path(__file__)}
    assert [name(path) for path, text in text_files() if path not in own and HOSTS.search(text)] == []
