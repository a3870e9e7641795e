"""Screening instruments (PHQ-9, GAD-7 and others) as data, and their scores. A screening never decides a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an instrument; `scored` questions count for the total.

    `asked_over`: asked only once the total is above it. `skipped_after`: (question, answer) after which it counts as 0.
    """

    key: str
    text: str
    options: tuple[tuple[int, str], ...]
    scored: bool = True
    asked_over: int | None = None
    skipped_after: tuple[str, int] | None = None


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
    sex: str | None
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

    @classmethod
    def from_data(cls, row: Mapping[str, Any]) -> Instrument:
        """Build from a template's data."""
        return cls(
            key=row["key"],
            title=row["title"],
            lead=row["lead"],
            questions=tuple(_question(one, row["scale"]) for one in row["questions"]),
            bands=tuple(Band(one["low"], one["high"], one["key"], one["label"]) for one in row["bands"]),
            flags=tuple(FlagRule(**one) for one in row["flags"]),
            minimum_age=row["minimum_age"],
            licence=row["licence"],
            source=row["source"]["text"],
            version=row["version"],
        )


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


def score(instrument: Instrument, answers: Mapping[str, object], sex: str | None = None) -> Score:
    """The score of the answers so far. A flag is raised as soon as its question says so, also while others are open."""
    values = {question.key: _value(question, answers) for question in instrument.questions}
    scored = [values[question.key] for question in instrument.questions if question.scored]
    known = [value for value in scored if value is not None]
    total = sum(known) if len(known) == len(scored) else None
    missing = tuple(q.key for q in instrument.questions if values[q.key] is None and _is_asked(q, total))
    band = next((band for band in instrument.bands if total is not None and band.low <= total <= band.high), None)
    return Score(
        instrument=instrument.key,
        total=total,
        band=band,
        complete=not missing,
        missing=missing,
        flags=tuple(_flags(instrument, values, total, sex)),
        highest=sum(max(value for value, _ in q.options) for q in instrument.questions if q.scored),
    )


def _is_asked(question: Question, total: int | None) -> bool:
    return question.asked_over is None or (total is not None and total > question.asked_over)


def _value(question: Question, answers: Mapping[str, object]) -> int | None:
    """The number of an answer; None where it is missing or no answer of the scale."""
    if question.skipped_after is not None and answers.get(question.skipped_after[0]) == question.skipped_after[1]:
        return 0
    given = answers.get(question.key)
    allowed = {value for value, _ in question.options}
    return given if isinstance(given, int) and not isinstance(given, bool) and given in allowed else None


def _flags(instrument: Instrument, values: Mapping[str, int | None], total: int | None, sex: str | None) -> list[Flag]:
    raised = []
    for rule in instrument.flags:
        value = total if not rule.question else values[rule.question]
        if value is not None and value >= rule.at_least and rule.sex in {None, sex}:
            raised.append(Flag(rule.key, rule.label, rule.act, rule.physician_only))
    return raised


def _question(row: Mapping[str, Any], scale: list[Mapping[str, Any]]) -> Question:
    skip = row["skipped_when"]
    return Question(
        key=row["key"],
        text=row["text"],
        options=tuple((one["value"], one["label"]) for one in row["scale"] or scale),
        scored=row["scored"],
        asked_over=row["asked_when_total_over"],
        skipped_after=(skip["question"], skip["is"]) if skip else None,
    )
