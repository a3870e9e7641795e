"""Screening instruments (PHQ-9, GAD-7 and others) as data, and their scores. A screening never decides a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an instrument; `scored` questions count for the total."""

    key: str
    text: str
    options: tuple[tuple[int, str], ...]
    scored: bool = True


@dataclass(frozen=True, slots=True)
class Band:
    """A range of totals with its name."""

    low: int
    high: int
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class FlagRule:
    """What raises a flag: one question (or the total, "") reaching a number; `act` says what must follow."""

    key: str
    question: str
    at_least: int
    label: str
    act: str
    physician_only: bool


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire: its text, scale, bands, flags, and where text and cut-offs come from."""

    key: str
    title: str
    lead: str
    questions: tuple[Question, ...]
    bands: tuple[Band, ...]
    flags: tuple[FlagRule, ...]
    minimum_age: int
    licence: str
    source: str
    version: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A raised flag: nobody but a physician closes one that is `physician_only`."""

    key: str
    label: str
    act: str
    physician_only: bool


@dataclass(frozen=True, slots=True)
class Score:
    """The result: `total` and `band` are None while questions are missing."""

    instrument: str
    total: int | None
    band: Band | None
    complete: bool
    missing: tuple[str, ...]
    flags: tuple[Flag, ...]
    highest: int


def score(instrument: Instrument, answers: Mapping[str, object]) -> Score:
    """The score of the answers so far. A flag is raised as soon as its question says so, also while others are open."""
    raise NotImplementedError
