"""What would be asked of somebody who is not in the files: the question put together, and the protocol's answer.

Plain Python, no widgets, no database. The answer is made anew at every keystroke.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from mhac.kernel.errors import NotFound
from mhac.protocols.assessment import Applicant, Assessment, ItemResult, Note, Trace
from mhac.protocols.evaluation import evaluate
from mhac.protocols.library import Library
from mhac.protocols.rules import Confidence, ItemState
from mhac.protocols.template import Rule, Template, Word
from ui.app.translation import translate
from ui.protocols import fact_words, words

OLDEST_YEARS = 120
ORDER = (
    ItemState.REQUIRED,
    ItemState.UNKNOWN,
    ItemState.DEFERRED,
    ItemState.OPTIONAL,
    ItemState.FORBIDDEN,
    ItemState.NOT_REQUIRED,
)
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
class Line:
    """One thing that the protocol says: an item, a form, a warning or a hold, with its reasons."""

    key: str
    label: str
    code: str
    state: str
    tone: str
    at_travel: str
    why: str
    source: str
    confidence: Confidence | None
    reasons: tuple[Trace, ...] = ()
    needs: tuple[str, ...] = ()


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
    later = None
    if question.travel is not None and question.travel > question.exam_date:
        later = evaluate(template, replace(applicant, exam_date=question.travel), facts, settings=settings)
    headline, tone, why_not = _headline(template, found)
    return Answer(
        template=template,
        assessment=found,
        before_first=chosen.before_first,
        lines=tuple(_lines(template, found, later)),
        headline=headline,
        tone=tone,
        why_not=why_not,
        needs=frozenset(need for result in found.unknown for need in result.needs),
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
        for inner in _names_in(template.definitions[term].data):
            yield from _behind(inner, template, seen)


def _names_in(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key)
            yield from _names_in(value)
    elif isinstance(data, list | tuple):
        for each in data:
            yield from _names_in(each)
    elif isinstance(data, str):
        yield data.lstrip("@")


def _asked_fact(template: Template, word: Word) -> AskedFact:
    choices = tuple((str(one), fact_words.choice(template, word.name, str(one))) for one in word.values)
    unit = fact_words.unit(template, word.name)
    return AskedFact(word.name, fact_words.fact(template, word.name), word.kind, choices, unit)


# -- what is shown -------------------------------------------------------------------------------------------------


def _headline(template: Template, found: Assessment) -> tuple[str, str, tuple[Trace, ...]]:
    if found.exam_needed:
        return translate("AskedView", "An examination is needed."), "accent", ()
    if found.exam_needed is None:
        needs = dict.fromkeys(need for result in found.unknown for need in result.needs)
        named = ", ".join(fact_words.fact(template, need) for need in needs)
        return translate("AskedView", "It cannot be said yet whether one is needed: {needs}").format(
            needs=named
        ), "warning", ()  # fmt: skip
    spared = tuple(dict.fromkeys(trace for result in found.items for trace in _spared(result)))
    return translate("AskedView", "No examination is needed."), "ok", spared


def _spared(result: ItemResult) -> tuple[Trace, ...]:
    return result.reasons if result.state is ItemState.NOT_REQUIRED else ()


def _lines(template: Template, found: Assessment, later: Assessment | None) -> Iterator[Line]:
    then = later.item_states if later is not None else {}
    place = {state: number for number, state in enumerate(ORDER)}
    for result in sorted(found.items, key=lambda one: place[one.state]):
        after = then.get(result.item)
        if result.state is ItemState.NOT_REQUIRED and not result.reasons and not _changes(result, after):
            continue
        yield _item_line(template, result, after)
    for form in found.forms:
        trace = next((one for one in found.trace if (one.about, one.outcome) == (form, "form")), None)
        yield _line(f"form:{form}", form, form, translate("AskedView", "Form"), "neutral", trace)
    for note in found.warnings:
        yield _note(note, "warn", translate("AskedView", "Warning"), "warning")
    for note in found.holds:
        yield _note(note, "hold", translate("AskedView", "Hold"), "hold")


def _changes(now: ItemResult, after: ItemResult | None) -> bool:
    return after is not None and after.state is not now.state


def _item_line(template: Template, result: ItemResult, after: ItemResult | None) -> Line:
    text, tone = words.state(result.state)
    changed = after is not None and _changes(result, after)
    told = _told(result)
    why = words.said(told.because) if told else ""
    if result.needs:
        why = translate("AskedView", "Waits for: {needs}").format(
            needs=", ".join(fact_words.fact(template, need) for need in result.needs)
        )
    item = template.items[result.item]
    return Line(
        key=f"item:{result.item}",
        label=words.said(result.label),
        code=item.local_code,
        state=text,
        tone=tone,
        at_travel=words.state(after.state)[0] if changed and after is not None else "",
        why=why,
        source=told.source if told else "",
        confidence=told.confidence if told else None,
        reasons=result.reasons + (after.reasons if changed and after is not None else ()),
        needs=result.needs,
    )


def _told(result: ItemResult) -> Trace | None:
    """The reason that is told in one line: the first."""
    return result.reasons[0] if result.reasons else None


def _note(note: Note, kind: str, text: str, tone: str) -> Line:
    return _line(f"{kind}:{note.code}:{note.text}", words.said(note.text), "", text, tone, note.reason)


def _line(key: str, label: str, code: str, text: str, tone: str, trace: Trace | None) -> Line:
    return Line(
        key=key,
        label=label,
        code=code,
        state=text,
        tone=tone,
        at_travel="",
        why=words.said(trace.because) if trace else "",
        source=trace.source if trace else "",
        confidence=trace.confidence if trace else None,
        reasons=(trace,) if trace else (),
    )
