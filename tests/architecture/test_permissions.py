"""Permissions: every verb of every room asks for its own, and what is asked for is granted to somebody by name."""

import ast
import importlib
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, functions, name, parsed, python_files

ROLES = {"receptionist", "nurse", "physician", "administrator"}
# Part of another room's verb, which has asked for its own permission; nothing that staff can call.
SERVES_ANOTHER_ROOM = {"scheduling.step"}  # the floor carries an appointment on as its people move
ROOMS = sorted(path.parent.name for path in (ROOT / "mhac").glob("*/rules.py") if "PERMISSIONS" in path.read_text())
SERVICES = sorted((ROOT / "mhac").glob("*/service.py"))


def permissions(room: str) -> dict[str, tuple[str, ...]]:
    granted: dict[str, tuple[str, ...]] = importlib.import_module(f"mhac.{room}.rules").PERMISSIONS
    return granted


def required(node: ast.AST) -> str | None:
    """The permission in a statement `uow.require("...")`, or None for any other statement."""
    call = node.value if isinstance(node, ast.Expr) else node
    if (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "require"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ):
        return str(call.args[0].value)
    return None


def first_statement(function: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    return function.body[1] if ast.get_docstring(function) else function.body[0]


def verbs(service: Path) -> list[ast.FunctionDef]:
    """What staff may do in this room: public functions that take the unit of work."""
    return [
        node
        for node in parsed(service).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.args.args
        and node.args.args[0].arg == "uow"
        and f"{service.parent.name}.{node.name}" not in SERVES_ANOTHER_ROOM
    ]


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.parent.name)
def test_the_first_line_of_a_verb_asks_for_its_permission(service: Path) -> None:
    room = service.parent.name
    wrong = {v.name: required(first_statement(v)) for v in verbs(service)}
    assert {verb: asked for verb, asked in wrong.items() if asked != f"{room}.{verb}"} == {}


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.parent.name)
def test_verbs_take_their_facts_by_name(service: Path) -> None:
    assert [verb.name for verb in verbs(service) if len(verb.args.args) > 1] == []


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.parent.name)
def test_only_the_unit_of_work_commits(service: Path) -> None:
    ends = [
        f"{name(service)}:{node.lineno}"
        for function in functions(service)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
    ]
    assert ends == []


@pytest.mark.parametrize("room", ROOMS)
def test_what_a_room_grants_is_what_it_asks_for(room: str) -> None:
    asked = {
        permission
        for path in python_files(f"mhac/{room}")
        for node in ast.walk(parsed(path))
        if (permission := required(node))
    }
    assert set(permissions(room)) == asked
    assert {permission.partition(".")[0] for permission in asked} == {room}


@pytest.mark.parametrize("room", ROOMS)
def test_a_permission_is_granted_to_known_roles(room: str) -> None:
    assert {p: roles for p, roles in permissions(room).items() if not roles or set(roles) - ROLES} == {}


def test_every_room_with_verbs_has_a_table_of_permissions() -> None:
    assert [service.parent.name for service in SERVICES if service.parent.name not in ROOMS] == []
