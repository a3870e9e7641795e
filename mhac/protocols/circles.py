"""Answers of a template that would wait for themselves: an item, class or definition that is needed to decide it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mhac.protocols.conditions import JOINS, terms_of
from mhac.protocols.rules import Stage

Where = Callable[..., str]
VALID_UNTIL = "validity valid_until"
NODES = {"class": "class", "vaccinate": "vaccine"}


def circles(data: Mapping[str, Any], where: Where) -> Iterator[str]:
    """Every circle, with file, line and the way round."""
    graph = _graph(data)
    done: set[str] = set()
    for start in graph:
        yield from _visit(graph, start, [], done, where)


def _visit(
    graph: Mapping[str, Iterable[str]], node: str, path: list[str], done: set[str], where: Where
) -> Iterator[str]:
    if node in done:
        return
    if node in path:
        circle = " -> ".join([*path[path.index(node) :], node])
        kind, _, name = node.partition(" ")
        yield where(kind, name, f"waits for itself: {circle}")
        return
    for other in graph.get(node, ()):
        yield from _visit(graph, other, [*path, node], done, where)
    done.add(node)


def _graph(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Which item, class or definition needs which other to be decided first."""
    owners = {fact: row["code"] for row in data["items"] for fact in row["results"]}
    derived = {row["name"] for row in data["definitions"]}
    graph: dict[str, list[str]] = {}

    def names(condition: object) -> Iterator[str]:
        for term in _asking_terms(condition):
            root, _, rest = term.partition(".")
            if root in {"class", "item", "vaccine"}:
                yield f"{root} {rest}"
            elif term == "valid_until":
                yield VALID_UNTIL
            elif term in derived:
                yield f"definition {term}"
            elif term in owners:
                yield f"item {owners[term]}"

    for row in data["definitions"]:
        others = [
            row.get(key) for key in ("lookup", "day_of", "months_after", "days_since", "at", "count_of", "counted")
        ]
        of = row.get("of") or []
        others += [of] if isinstance(of, str) else of
        lists = [
            row.get(key) or [] for key in ("first_known", "hours_between", "days_between", "months_between", "left_out")
        ]
        terms = [term for term in (*others, *(one for many in lists for one in many)) if term]
        graph[f"definition {row['name']}"] = [*names(row.get("when")), *names(dict.fromkeys(terms, True))]
    for row in data["rules"]:
        node = f"{NODES.get(row['effect'], 'item')} {row['target']}"
        if row["effect"] in {"require", "offer", "class", "defer", "forbid", "vaccinate"}:
            found = [*names(row["when"]), *names(row["unless"])]
            own = row["effect"] in {"defer", "forbid"}
            graph.setdefault(node, []).extend(other for other in found if not (own and other == node))
    for row in data["outcome"]["classes"]:
        graph.setdefault(f"class {row['code']}", []).extend(f"class {other}" for other in row["excluded_by"])
    graph[VALID_UNTIL] = [f"class {row['code']}" for row in data["outcome"]["classes"] if row["blocks_travel"]]
    for row in data["outcome"]["classes"]:
        graph[VALID_UNTIL] += names(row.get("waived_when"))
    for row in data["rules"]:
        if row["effect"] == "block":
            graph[VALID_UNTIL] += [*names(row["when"]), *names(row["unless"])]
    graph[VALID_UNTIL] += [f"item {row['code']}" for row in data["items"] if row["stage"] == Stage.EXAMINATION]
    for row in data["validity"]:
        days = dict.fromkeys((*row["first_known"], *row["earliest"]), True)
        graph[VALID_UNTIL] += [*names(row["when"]), *names(days)]
    return {node: tuple(dict.fromkeys(others)) for node, others in graph.items()}


def _asking_terms(condition: object) -> Iterator[str]:
    """Terms whose value must be found; `known` and `known_to_be` only look at what was given."""
    if isinstance(condition, list):
        for inner in condition:
            yield from _asking_terms(inner)
    elif isinstance(condition, Mapping):
        for key, value in condition.items():
            if key in JOINS:
                yield from _asking_terms(value)
            elif not (isinstance(value, Mapping) and set(value) <= {"known", "known_to_be"}):
                yield from terms_of({key: value})
