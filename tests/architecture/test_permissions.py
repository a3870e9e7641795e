"""Permissions: every verb of every room asks for its own, and what is asked for is granted to somebody by name."""

import ast
import importlib
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, functions, name, parsed, python_files

ROLES = {"receptionist", "nurse", "physician", "administrator"}
ASKING = ("require", "may")
SCREENS_ASKING = (*ASKING, "can", "act")
# Part of another room's verb, which has asked for its own permission; nothing that staff can call.
SERVES_ANOTHER_ROOM = {"scheduling.step"}  # the floor carries an appointment on as its people move
ROOMS = sorted(path.parent.name for path in (ROOT / "mhac").glob("*/rules.py") if "PERMISSIONS" in path.read_text())
SERVICES = sorted((ROOT / "mhac").glob("*/service.py"))


def permissions(room: str) -> dict[str, tuple[str, ...]]:
    granted: dict[str, tuple[str, ...]] = importlib.import_module(f"mhac.{room}.rules").PERMISSIONS
    return granted


def named_in(node: ast.AST, *methods: str, constants: dict[str, str] | None = None) -> str | None:
    """The permission that a call such as `uow.require("...")` names, by text or by a constant of its module."""
    call = node.value if isinstance(node, ast.Expr) else node
    if not isinstance(call, ast.Call) or not call.args:
        return None
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if called not in methods:
        return None
    name = call.args[0]
    if isinstance(name, ast.Constant) and isinstance(name.value, str):
        return name.value
    return (constants or {}).get(name.id) if isinstance(name, ast.Name) else None


def asked_for(path: Path, *methods: str) -> dict[str, int]:
    """Every permission that calls of these names ask for in a file, with the line."""
    constants = {
        target.id: node.value.value
        for node in parsed(path).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return {
        permission: node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and (permission := named_in(node, *methods, constants=constants))
    }


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
    wrong = {v.name: named_in(first_statement(v), "require") for v in verbs(service)}
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
    asked = {permission for path in python_files(f"mhac/{room}") for permission in asked_for(path, *ASKING)}
    assert {permission for permission in asked if permission.startswith(f"{room}.")} == set(permissions(room))


def test_only_known_permissions_are_asked_for() -> None:
    known = {permission for room in ROOMS for permission in permissions(room)}
    unknown = [
        f"{name(path)}:{line} {permission}"
        for folder, asking in (("mhac", ASKING), ("ui", SCREENS_ASKING))
        for path in python_files(folder)
        for permission, line in asked_for(path, *asking).items()
        if permission not in known
    ]
    assert unknown == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_permission_is_granted_to_known_roles(room: str) -> None:
    assert {p: roles for p, roles in permissions(room).items() if not roles or set(roles) - ROLES} == {}


def test_every_room_with_verbs_has_a_table_of_permissions() -> None:
    assert [service.parent.name for service in SERVICES if service.parent.name not in ROOMS] == []
