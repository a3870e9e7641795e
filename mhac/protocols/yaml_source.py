"""Reads the YAML of a template and keeps the line of each entry, so that a mistake is named with file and line.

Only `true` and `false` are truth values: the country code NO and the answer `on` stay words, a date stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

Place = tuple[str | int, ...]


class WrongTemplate(Exception):
    """A template that must not be used: every fault with its file, line and reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML with the truth values, numbers and nothing of version 1.2."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~)?$"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]+$"), list("-+0123456789")
)  # fmt: skip


@dataclass
class Document:
    """The content of one file, and the line of each of its entries."""

    path: Path
    data: dict[str, Any]
    lines: dict[Place, int] = field(default_factory=dict)

    def where(self, place: Place) -> str:
        """File and line of an entry, or of the nearest entry around it."""
        for length in range(len(place), -1, -1):
            line = self.lines.get(place[:length])
            if line is not None:
                return f"{self.path.name}:{line}"
        return f"{self.path.name}:1"

    def fault(self, place: Place, why: str) -> str:
        """One line about a mistake."""
        name = ".".join(str(part) for part in place)
        return f"{self.where(place)}: {name}: {why}" if name else f"{self.where(place)}: {why}"

    def checked(self, model: type[BaseModel]) -> Any:
        """The content as a model; raises `WrongTemplate` with every fault."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise WrongTemplate([self._fault_of(detail) for detail in error.errors()]) from error

    def _fault_of(self, detail: Any) -> str:
        place: Place = tuple(part for part in detail["loc"])
        known = [place[:length] for length in range(len(place) + 1) if place[:length] in self.lines]
        shown = known[-1] if known and detail["type"] not in {"missing", "extra_forbidden"} else place
        if detail["type"] == "missing":
            return self.fault(place[:-1], f"missing {place[-1]}")
        if detail["type"] == "extra_forbidden":
            return self.fault(place, "unknown key")
        return self.fault(shown, detail["msg"].removeprefix("Value error, "))


def read(path: Path) -> Document:
    """Read a YAML file; raises `WrongTemplate` where it is not YAML, is no mapping, or says a key twice."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
    except OSError as error:
        raise WrongTemplate([f"{path.name}:1: cannot be read: {error.strerror}"]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WrongTemplate([f"{path.name}:{line}: not YAML: {error.problem}"]) from error
    if not isinstance(node, yaml.MappingNode):
        raise WrongTemplate([f"{path.name}:1: a mapping was expected"])
    document = Document(path, {}, {})
    faults: list[str] = []
    document.data = _built(loader, node, (), document, faults)
    if faults:
        raise WrongTemplate(faults)
    return document


def _built(loader: Any, node: yaml.Node, place: Place, document: Document, faults: list[str]) -> Any:
    """The value of a node; lines are noted on the way."""
    document.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        return [_built(loader, inner, (*place, i), document, faults) for i, inner in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node)
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        here = (*place, key)
        document.lines[here] = key_node.start_mark.line + 1
        if key in found:
            faults.append(document.fault(here, "said twice"))
        found[key] = _built(loader, value_node, here, document, faults)
    return found
