"""A template that a clinic wrote: checked and compiled before it is imported, so that its faults are seen first."""

from __future__ import annotations

from dataclasses import dataclass

from mhac.protocols.template import Template
from mhac.protocols.template_data import template_from

LONGEST_EDITION = 40


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking: every fault with file, line and reason, or the template and its canonical text."""

    problems: tuple[str, ...]
    template: Template | None
    compiled: str = ""


def check_template(content: bytes, name: str) -> Checked:
    """Check the YAML of a template with the program's shared files and lists; nothing is kept.

    YAML and the models of the language are read in here, when somebody imports, and not when the program opens.
    """
    from mhac.protocols.authoring import compile_text
    from mhac.protocols.yaml_source import WrongTemplate

    try:
        made = compile_text(content, name)
    except WrongTemplate as wrong:
        return Checked(tuple(wrong.faults), None)
    if len(made.data["edition"]) > LONGEST_EDITION:
        return Checked((f"{name}:1: edition: longer than {LONGEST_EDITION} signs",), None)
    return Checked((), template_from(made.data, made.digest), made.text)
