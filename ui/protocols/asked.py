"""What would be asked of somebody who is not in the files: the question put together, and the protocol's answer.

Plain Python, no widgets, no database. The answer is made anew at every keystroke.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from mhac.kernel.errors import NotFound
from mhac.protocols.assessment import Applicant, Assessment, Trace
from mhac.protocols.evaluation import evaluate
from mhac.protocols.form_answers import words_in
from mhac.protocols.library import Library
from mhac.protocols.outlook import outlook
from mhac.protocols.template import Rule, Template, Word
from ui.protocols import fact_words
from ui.protocols.asked_lines import Line, first_words, headline, lines

OLDEST_YEARS = 120
ASKABLE = ("bool", "choice", "number", "date")
ABOUT_ITEMS = ("require", "defer", "forbid", "offer", "spare", "form", "warn", "hold", "block")
IN_THE_HEAD = frozenset({"sex", "citizenship", "birth_country", "exam_country", "birth_date", "departure", "screened"})


class Shelf(Protocol):
    """Which edition serves, and what the clinic changed in each, by its digest."""

    @property
    def library(self) -> Library | None:
        """The shipped editions with the clinic's own."""

    @property
    def overrides(self) -> Mapping[str, Mapping[str, object]]:
        """The clinic's numbers by the digest of the edition."""


@dataclass(frozen=True)
class Question:
    """Somebody, as far as he is described."""

    country: str
    category: str
    exam_date: date
    born: tuple[date, date] | None = None
    sex: str = ""
    exam_country: str = ""
    citizenship: str = ""
    birth_country: str = ""
    travel: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """The protocol's answer, ready to be shown."""

    template: Template
    assessment: Assessment
    before_first: bool
    lines: tuple[Line, ...]
    headline: str
    tone: str
    why_not: tuple[Trace, ...]
    """Why no examination is needed, where none is."""
    needs: frozenset[str]
    """The facts that something waits for."""
    first: str = ""
    """What breaks first before the day of travel, in words."""


@dataclass(frozen=True)
class AskedFact:
    """A fact that may be told, with its name and, for a choice, its values."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    unit: str


def answer(question: Question, shelf: Shelf) -> Answer:
    """Return what the edition in force on the exam date asks. Raises NotFound for a country without a protocol."""
    if shelf.library is None:
        raise NotFound("protocols.no_country", field="country", country=question.country)
    chosen = shelf.library.choose(question.country, question.exam_date)
    template = chosen.template
    applicant, facts = applicant_of(question, template), _nested(question.facts, template, "facts")
    settings = shelf.overrides.get(template.digest, {})
    found = evaluate(template, applicant, facts, settings=settings)
    ahead = None
    if question.travel is not None and question.travel > question.exam_date:
        ahead = outlook(template, applicant, facts, end=question.travel, settings=settings)
    said, tone, why_not = headline(template, found)
    return Answer(
        template=template,
        assessment=found,
        before_first=chosen.before_first,
        lines=tuple(lines(template, found, ahead)),
        headline=said,
        tone=tone,
        why_not=why_not,
        needs=frozenset(need for result in found.unknown for need in result.needs),
        first=first_words(ahead),
    )


def applicant_of(question: Question, template: Template) -> Applicant:
    """Return the person of a question; without a birth date he may be of any age."""
    on = question.exam_date
    born = question.born or (on.replace(year=on.year - OLDEST_YEARS, day=min(on.day, 28)), on)
    more = {**_nested(question.facts, template, "case"), **_nested(question.facts, template, "person")}
    if question.travel is not None:
        more["departure"] = question.travel.isoformat()
    return Applicant(
        category=question.category,
        exam_date=on,
        birth_earliest=min(born[0], on),
        birth_latest=min(born[1], on),
        sex=question.sex or None,
        exam_country=question.exam_country or None,
        citizenship=question.citizenship or None,
        birth_country=question.birth_country or None,
        more=more,
    )


def _nested(facts: Mapping[str, object], template: Template, place: str) -> dict[str, Any]:
    """Facts of one place of the vocabulary; "syphilis.treponemal" becomes a part of "syphilis"."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        word = template.words.get(name)
        if word is None or word.place != place:
            continue
        root, _, rest = name.partition(".")
        if rest:
            found.setdefault(root, {})[rest] = value
        else:
            found[name] = value
    return found


# -- which facts may be told --------------------------------------------------------------------------------------


def facts_of(template: Template) -> tuple[AskedFact, ...]:
    """Return the facts that the rules look at: first those on which an item rests, then those of the outcome."""
    first = [rule for rule in template.rules if rule.effect in ABOUT_ITEMS]
    names = dict.fromkeys((*_words_of(first, template), *_words_of(template.rules, template)))
    known = (template.words[name] for name in names if name not in IN_THE_HEAD)
    return tuple(_asked_fact(template, word) for word in known if word.kind in ASKABLE)


def _words_of(rules: Iterable[Rule], template: Template) -> Iterator[str]:
    seen: set[str] = set()
    for rule in rules:
        for term in rule.terms:
            yield from _behind(term, template, seen)


def _behind(term: str, template: Template, seen: set[str]) -> Iterator[str]:
    """The words of the vocabulary behind a term, derived values followed to what they are made of."""
    if term in seen:
        return
    seen.add(term)
    if term in template.words:
        yield term
    elif term in template.definitions:
        for inner in words_in(template.definitions[term].data):
            yield from _behind(inner, template, seen)


def _asked_fact(template: Template, word: Word) -> AskedFact:
    choices = tuple((str(one), fact_words.choice(template, word.name, str(one))) for one in word.values)
    unit = fact_words.unit(template, word.name)
    return AskedFact(word.name, fact_words.fact(template, word.name), word.kind, choices, unit)
