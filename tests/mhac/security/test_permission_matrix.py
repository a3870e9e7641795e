"""Every act and every question of every room, tried by every role: what is not granted is denied, before all else.

The list of verbs is read from the rooms themselves, so that a new one is tried without being named here.
"""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import mhac
from mhac.exams import queries as exams
from mhac.kernel.errors import NotAllowed
from mhac.kernel.unit_of_work import Actor
from mhac.rooms import ROOMS
from mhac.security import queries as security
from mhac.security.rules import EVERYBODY, permissions_of
from tests.architecture.test_permissions import first_statement, named_in
from tests.architecture.tree import parsed, python_files
from tests.clinic import Clinic

VERBS = {"service", "entry", "setup"}
# They do nothing that is not asked for: the first calls verbs that ask, the second is a step inside verbs that asked.
ASK_WITHIN = {"mhac.scheduling.setup.install_defaults", "mhac.exams.entry.note_event"}


# Questions that ask for no permission, each with the reason.
SILENT_QUESTIONS = {
    "mhac.security.queries.clinic_profile": "the clinic's name and logo stand on the frame and on every paper",
}


def rooms_modules() -> Iterator[Any]:
    """Every module of every clinical room."""
    for room in ROOMS:
        folder = importlib.import_module(f"mhac.{room}")
        for found in pkgutil.iter_modules(folder.__path__):
            yield importlib.import_module(f"{mhac.__name__}.{room}.{found.name}")


def permission_of(function: Callable[..., Any]) -> str | None:
    """The permission that a function asks for in its first line; None where it asks for none."""
    body = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(body, ast.FunctionDef)
    constants = {name: value for name, value in function.__globals__.items() if isinstance(value, str)}
    return named_in(first_statement(body), "require", constants=constants)


def acts() -> dict[str, tuple[Callable[..., Any], str]]:
    """Every function of a room that takes the unit of work and asks for a permission first."""
    found: dict[str, tuple[Callable[..., Any], str]] = {}
    for module in rooms_modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            if next(iter(inspect.signature(function).parameters), "") != "uow":
                continue
            permission = permission_of(function)
            if permission:
                found[f"{module.__name__.removeprefix('mhac.')}.{name}"] = (function, permission)
    return found


ACTS = acts()


def tried(clinic: Clinic, actor: Actor, name: str) -> Exception | None:
    """Call one act with nothing but the unit of work and empty facts; what came of it, rolled back."""
    function, _ = ACTS[name]
    parameters = list(inspect.signature(function).parameters.values())[1:]
    wanted = [p for p in parameters if p.default is p.empty]
    in_order = [None for p in wanted if p.kind is not p.KEYWORD_ONLY]
    named = {p.name: None for p in wanted if p.kind is p.KEYWORD_ONLY}

    class _Undo(Exception):
        pass

    met: Exception | None = None
    try:
        with clinic.database.unit_of_work(actor, action="test") as uow:
            try:
                function(uow, *in_order, **named)
            except Exception as error:  # noqa: BLE001 - which error it is, is what is asked
                met = error
            raise _Undo
    except _Undo:
        return met


def refused(met: Exception | None, permission: str) -> bool:
    return isinstance(met, NotAllowed) and met.values.get("permission") == permission


def test_the_matrix_is_not_empty_and_knows_every_room() -> None:
    assert len(ACTS) > 100
    assert {permission.partition(".")[0] for _, permission in ACTS.values()} == set(ROOMS)


def test_every_act_on_the_clinics_files_asks_first() -> None:
    silent = [
        f"{module.__name__}.{name}"
        for module in rooms_modules()
        if module.__name__.rpartition(".")[2] in VERBS
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and next(iter(inspect.signature(function).parameters), "") == "uow"
        and permission_of(function) is None
    ]
    assert set(silent) == ASK_WITHIN


def takes_a_unit_of_work(function: Callable[..., Any]) -> bool:
    return next(iter(inspect.signature(function).parameters), "") == "uow"


def test_every_question_of_every_room_asks_first() -> None:
    silent = {
        f"{module.__name__}.{name}"
        for module in rooms_modules()
        if module.__name__.rpartition(".")[2] == "queries"
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and takes_a_unit_of_work(function)
        if permission_of(function) is None
    }
    assert silent == set(SILENT_QUESTIONS)


def called_by_screens() -> set[Callable[..., Any]]:
    """Every function of a room, whatever its module, that some file of the screens calls with a unit of work."""
    found = set()
    for path in python_files("ui"):
        tree = parsed(path)
        here: dict[str, Any] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mhac"):
                for each in node.names:
                    home = importlib.import_module(node.module or "")
                    try:
                        here[each.asname or each.name] = getattr(home, each.name, None) or importlib.import_module(
                            f"{node.module}.{each.name}"
                        )
                    except ModuleNotFoundError:
                        continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args or getattr(node.args[0], "id", "") != "uow":
                continue
            called = node.func
            if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
                found.add(getattr(here.get(called.value.id), called.attr, None))
            elif isinstance(called, ast.Name):
                found.add(here.get(called.id))
    return {each for each in found if inspect.isfunction(each) and each.__module__.startswith("mhac.")}


def test_whatever_a_screen_calls_asks_first() -> None:
    called = called_by_screens()
    assert len(called) > 100
    silent = {f"{each.__module__}.{each.__name__}" for each in called if permission_of(each) is None}
    assert silent <= set(SILENT_QUESTIONS)


NOBODY: Any = None  # the permission is asked for before anything is looked at


@pytest.mark.parametrize(
    "ask",
    [
        lambda uow: exams.open_flags(uow, NOBODY, NOBODY),
        lambda uow: exams.latest_classification(uow, NOBODY),
        lambda uow: security.signature_of(uow, 1),
    ],
    ids=["warning signs", "class", "a physician's signature"],
)
def test_what_the_screens_hide_from_reception_is_denied_to_it(
    sqlite_clinic: Clinic, ask: Callable[[Any], object]
) -> None:
    with sqlite_clinic.read("receptionist") as uow, pytest.raises(NotAllowed):
        ask(uow)


def test_every_permission_that_is_asked_for_is_granted_by_name(clinic: Clinic) -> None:
    assert {permission for _, permission in ACTS.values()} <= set(clinic.granted)


def test_every_role_is_denied_what_it_was_not_granted(clinic: Clinic) -> None:
    let_in, shut_out = [], []
    for role in EVERYBODY:
        actor = clinic.actor(role)
        for name, (_, permission) in ACTS.items():
            granted = role in clinic.granted[permission]
            denied = refused(tried(clinic, actor, name), permission)
            if granted and denied:
                shut_out.append(f"{role}: {name}")
            if not granted and not denied:
                let_in.append(f"{role}: {name}")
    assert let_in == []
    assert shut_out == []


@pytest.mark.parametrize("roles", [(), ("visitor",), ("Administrator",), ("*",)])
def test_nobody_without_a_known_role_may_do_anything(sqlite_clinic: Clinic, roles: tuple[str, ...]) -> None:
    stranger = Actor(None, "stranger", permissions_of(roles, sqlite_clinic.granted), frozenset(roles))
    let_in = [name for name, (_, p) in ACTS.items() if not refused(tried(sqlite_clinic, stranger, name), p)]
    assert let_in == []
