"""An edition, entry by entry, as the library shows it: every rule, item, number, list, outcome and validity with its
sentence, its source and how far it can be trusted; what the clinic changed stands beside what the template says.

Plain Python, no widgets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mhac.protocols.rules import Confidence
from mhac.protocols.template import CountryList, Rule, Template
from ui.protocols import words


class Part(StrEnum):
    """The parts of an edition."""

    RULES = "rules"
    ITEMS = "items"
    SETTINGS = "settings"
    LISTS = "lists"
    OUTCOME = "outcome"
    VALIDITY = "validity"
    CATEGORIES = "categories"
    CHANGES = "changes"


@dataclass(frozen=True)
class OwnChange:
    """What the clinic put in place of what the template says; value None: back to the template's."""

    id: int
    value: object
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True)
class Entry:
    """One line of an edition. `given` is what the template says, `own` what the clinic put in its place, if it did."""

    part: Part
    key: str
    code: str
    text: str
    detail: str
    source: str
    confidence: Confidence
    enabled: bool = True
    given: object = None
    unit: str = ""
    own: OwnChange | None = None
    history: tuple[OwnChange, ...] = ()
    confirmed: bool = False
    can_change: bool = False
    sought: str = ""

    @property
    def changed(self) -> bool:
        """Whether the clinic's own value counts now."""
        return self.own is not None

    @property
    def value(self) -> object:
        """What counts in this clinic."""
        return self.own.value if self.own is not None else self.given

    @property
    def to_confirm(self) -> bool:
        """Whether its source could not be verified and nobody confirmed it."""
        return self.confidence is Confidence.UNVERIFIED and not self.confirmed and self.enabled


Changes = Mapping[str, tuple[OwnChange, ...]]


def entries_of(template: Template, part: Part, changes: Changes, confirmed: Iterable[str] = ()) -> tuple[Entry, ...]:
    """Return the entries of one part."""
    known = frozenset(confirmed)
    if part is Part.RULES:
        return tuple(_rules((*template.rules, *template.disabled), template, changes, known, part))
    if part is Part.VALIDITY:
        return tuple(_rules(_validity(template), template, changes, known, part))
    if part is Part.SETTINGS:
        return tuple(_settings(template, changes))
    if part is Part.LISTS:
        return tuple(_lists(template, changes))
    plain = {Part.ITEMS: _items, Part.OUTCOME: _outcome, Part.CATEGORIES: _categories}
    return tuple(plain[part](template)) if part in plain else ()


def narrowed(entries: Iterable[Entry], text: str, only: str) -> tuple[Entry, ...]:
    """Return the entries that have every word of a text and the mark that is asked for ("" for every mark)."""
    wanted = text.casefold().split()
    return tuple(one for one in entries if _marked(one, only) and all(word in one.sought for word in wanted))


def _marked(entry: Entry, only: str) -> bool:
    if only == "confirm":
        return entry.to_confirm
    if only == "confirmed":
        return entry.confirmed
    if only == "disabled":
        return not entry.enabled
    if only == "changed":
        return entry.changed or bool(entry.history)
    return only in ("", entry.confidence.value)


def _entry(part: Part, key: str, code: str, text: str, detail: str, source: str, confidence: Confidence,
           **more: object) -> Entry:  # fmt: skip
    sought = " ".join((code, text, detail, source, str(more.pop("also", "")))).casefold()
    return Entry(part, key, code, text, detail, source, confidence, sought=sought, **more)  # type: ignore[arg-type]


def numbers_of(template: Template, changes: Changes) -> dict[str, object]:
    """Return the numbers that hold in this clinic, to be read in the sentences of the rules."""
    held: dict[str, object] = {key: setting.value for key, setting in template.settings.items()}
    for key, history in changes.items():
        if history and history[0].value is not None:
            held[key] = history[0].value
    return held


def sentence(rule: Rule, held: Mapping[str, object]) -> str:
    """Return what a rule says, in the language of the screens and with the clinic's own numbers."""
    told = words.said(rule.sentence)
    return told.format_map(held) if "{" in told else words.said(rule.because)


def _rules(
    rules: Iterable[Rule], template: Template, changes: Changes, confirmed: frozenset[str], part: Part
) -> Iterator[Entry]:
    held = numbers_of(template, changes)
    for rule in rules:
        about = words.joined(words.effect(rule.effect), _about(rule, template), _more(rule))
        yield _entry(
            part, f"{rule.id}·{rule.effect}·{rule.target}", rule.id, sentence(rule, held), about, rule.source,
            rule.confidence, enabled=rule.enabled, confirmed=rule.id in confirmed, also=f"{rule.because} {rule.target}",
        )  # fmt: skip


NOTES = ("warn", "hold", "block")


def _about(rule: Rule, template: Template) -> str:
    """What a rule is about; a note to people speaks for itself, a drug is named by its text."""
    if rule.effect in NOTES or rule.effect == "validity":
        return ""
    return words.said(rule.text) if rule.effect == "treat" else words.target(template, rule.target)


def _more(rule: Rule) -> str:
    """What belongs to the effect: the grade that a rule gives."""
    return str(rule.more["grade"]) if "grade" in rule.more else ""


def _validity(template: Template) -> Iterator[Rule]:
    return (rule for rule in template.all_rules if rule.effect == "validity")


def _items(template: Template) -> Iterator[Entry]:
    for item in template.items.values():
        detail = words.joined(words.said(item.specimen), words.said(item.unit), " ".join(item.loinc))
        yield _entry(Part.ITEMS, item.code, item.local_code or item.code, words.said(item.label), detail,
                     item.source, item.confidence, also=f"{item.code} {item.label} {item.kind}")  # fmt: skip


def _settings(template: Template, changes: Changes) -> Iterator[Entry]:
    for setting in template.settings.values():
        history = changes.get(setting.key, ())
        yield _entry(
            Part.SETTINGS, setting.key, setting.key, words.said(setting.label), words.said(setting.unit),
            setting.source, setting.confidence, given=setting.value, unit=setting.unit, own=_in_force(history),
            history=history, can_change=True, also=setting.label,
        )  # fmt: skip


def _in_force(history: tuple[OwnChange, ...]) -> OwnChange | None:
    """The newest change, unless it went back to what the template says."""
    return history[0] if history and history[0].value is not None else None


def _lists(template: Template, changes: Changes) -> Iterator[Entry]:
    for listed in template.lists.values():
        own = {key.rpartition(".")[2] for key in changes if key.startswith(f"list.{listed.key}.")}
        yield _whole_list(listed)
        named = sorted({*listed.values, *own}, key=lambda code: words.country(code).casefold())
        for code in named:
            yield list_entry(template, listed, code, changes)


def _whole_list(listed: CountryList) -> Entry:
    """A list as such: its date, how many countries it names, and what that means for the others."""
    title, detail = words.said(listed.title), words.list_reach(listed)
    return _entry(Part.LISTS, f"list.{listed.key}", "", title, detail, listed.source, listed.confidence,
                  also=f"{listed.title} {listed.key}")  # fmt: skip


def list_entry(template: Template, listed: CountryList, code: str, changes: Changes) -> Entry:
    """Return what a list says of one country, the clinic's own completion or correction beside it."""
    key = f"list.{listed.key}.{code}"
    history = changes.get(key, ())
    source, confidence = listed.sources.get(code, (listed.source, listed.confidence))
    title = words.said(listed.title)
    return _entry(
        Part.LISTS, key, code, words.country(code), title, source, confidence, given=listed.of(code), unit=listed.unit,
        own=_in_force(history), history=history, can_change=True, also=f"{listed.title} {listed.key}",
    )  # fmt: skip


def _outcome(template: Template) -> Iterator[Entry]:
    labels = {one.code: words.said(one.label) for one in template.classes}
    for one in template.classes:
        others = ", ".join(labels.get(code, code) for code in one.excluded_by)
        excluded = words.not_beside(others) if others else ""
        yield _entry(Part.OUTCOME, one.code, one.code, labels[one.code], words.joined(words.said(one.hold), excluded),
                     one.source, one.confidence, also=one.label)  # fmt: skip
    for grading in template.gradings:
        item = template.items[grading.item]
        own = (grading.source, grading.confidence)
        source = own if grading.source else (item.source, item.confidence)
        yield _entry(Part.OUTCOME, f"grade·{grading.item}", item.local_code or item.code, words.said(item.label),
                     words.grading(grading.order, grading.comments), *source, also=item.label)  # fmt: skip


def _categories(template: Template) -> Iterator[Entry]:
    for one in template.categories.values():
        yield _entry(Part.CATEGORIES, one.code, one.code, words.said(one.label), "", one.source, one.confidence,
                     also=one.label)  # fmt: skip
