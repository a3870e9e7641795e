"""Reads the YAML of a template and keeps the line of each entry, so that a mistake is named with file and line.

Only `true` and `false` are truth values: the country code NO and the answer `on` stay words, a date stays text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from mhac.protocols.rules import LARGEST_NUMBER

Place = tuple[str | int, ...]

# More than any template needs; what goes beyond was not written by an honest author.
LARGEST = 4_000_000
DEEPEST = 40
MOST_ENTRIES = 200_000
TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null"))


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
        name = ".".join(self._names(place))
        return f"{self.where(place)}: {name}: {why}" if name else f"{self.where(place)}: {why}"

    def _names(self, place: Place) -> Iterator[str]:
        """The way to an entry in words: an entry of a list is called by its id rather than by its number."""
        found: Any = self.data
        for part in place:
            try:
                found = found[part]
            except (KeyError, IndexError, TypeError):
                found = None
            known = [found.get(key) for key in ("id", "code", "key", "fact")] if isinstance(found, dict) else []
            yield next((one for one in known if isinstance(part, int) and isinstance(one, str)), str(part))

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
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise WrongTemplate([f"{path.name}:1: cannot be read: {error.strerror}"]) from error
    return read_text(content, path)


def read_text(content: bytes, path: Path) -> Document:
    """The document of a file's content; `path` is its name in what is said of it."""
    loader, node = _parsed(content, path.name)
    if not isinstance(node, yaml.MappingNode):
        raise WrongTemplate([f"{path.name}:1: a mapping was expected"])
    document = Document(path, {}, {})
    builder = _Builder(loader, document)
    document.data = builder.built(node, ())
    if builder.faults:
        raise WrongTemplate(builder.faults)
    return document


def _parsed(content: bytes, name: str) -> tuple[Any, yaml.Node | None]:
    """The tree of a text that is small, flat enough and YAML. Depth is looked at before a tree is made of it."""
    if len(content) > LARGEST:
        raise WrongTemplate([f"{name}:1: larger than {LARGEST // 1_000_000} MB"])
    try:
        text = content.decode("utf-8-sig")
        depth = 0
        for event in yaml.parse(text, Loader=_Loader):
            opens = isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent)
            depth += opens - isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent)
            if depth > DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise WrongTemplate([f"{name}:{line}: nested deeper than {DEEPEST} levels"])
        loader = _Loader(text)
        return loader, loader.get_single_node()
    except UnicodeDecodeError as error:
        raise WrongTemplate([f"{name}:1: not UTF-8 text"]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise WrongTemplate([f"{name}:{line}: not YAML: {error.problem}"]) from error
    except yaml.YAMLError as error:
        raise WrongTemplate([f"{name}:1: not YAML: {str(error).splitlines()[0]}"]) from error


def _is_beyond_use(value: Any) -> bool:
    """Whether a number is larger than anything that is counted or measured."""
    return isinstance(value, int | float) and not abs(value) <= LARGEST_NUMBER


def _is_hidden(value: Any) -> bool:
    """Whether a text holds signs that nobody sees: they would break a screen, a database, or what a reader believes."""
    return isinstance(value, str) and any(
        unicodedata.category(sign).startswith("C") for sign in value if sign not in "\n\t"
    )


class _Builder:
    """Makes plain data of a tree and notes the lines; a text that unfolds without end is given up."""

    def __init__(self, loader: Any, document: Document) -> None:
        self.loader = loader
        self.document = document
        self.faults: list[str] = []
        self._made = 0

    def built(self, node: yaml.Node, place: Place) -> Any:
        """The value of a node."""
        self.document.lines.setdefault(place, node.start_mark.line + 1 if node.start_mark else 1)
        self._made += 1
        if self._made > MOST_ENTRIES or len(place) > DEEPEST:
            raise WrongTemplate([self.document.fault(place[:1], "unfolds to more than a template can be")])
        if isinstance(node, yaml.SequenceNode):
            return [self.built(inner, (*place, i)) for i, inner in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        return self._scalar(node, place)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(self.document.fault(place, "a key must be a word"))
                continue
            key = str(key_node.value)
            here = (*place, key)
            self.document.lines[here] = key_node.start_mark.line + 1 if key_node.start_mark else 1
            if key in found:
                self.faults.append(self.document.fault(here, "said twice"))
            found[key] = self.built(value_node, here)
        return found

    def _scalar(self, node: yaml.Node, place: Place) -> Any:
        """A word, a number, a truth value or nothing; anything else that YAML can say is no part of a template."""
        try:
            value = self.loader.construct_object(node) if node.tag in TAGS else None
        except (ValueError, yaml.YAMLError):
            value = math.inf
        if node.tag not in TAGS or _is_beyond_use(value) or _is_hidden(value):
            self.faults.append(self.document.fault(place, f"{ascii(node.value)[:40]} is no value"))
        return value
