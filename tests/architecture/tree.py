"""The project's own files, as the architecture tests read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("mhac", "ui", "migrations")
GENERATED = {".git", ".venv", ".demo", ".hypothesis", "pictures", "build", "dist", "__pycache__"}


def python_files(*folders: str) -> list[Path]:
    """Python files below these folders of the project; of all code, tests and scripts without any."""
    if folders:
        return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return [*python_files(*CODE, "tests"), *sorted(ROOT.glob("*.py"))]


def text_files() -> Iterator[tuple[Path, str]]:
    """Every file of the project that holds text, with the text; what tools and set-up made is left out."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if not path.is_file() or GENERATED & set(parts) or any(part.endswith("_cache") for part in parts):
            continue
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a file, inner ones and methods included."""
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines a function takes, its decorators left out."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def name(path: Path) -> str:
    """How a file is called in a message."""
    return path.relative_to(ROOT).as_posix()
