"""How the protocol's answer reads: one line for each thing, with its state now and what changes by the day of travel.

Plain Python, no widgets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mhac.protocols.assessment import Assessment, ItemResult, Note, Trace
from mhac.protocols.outlook import DUE, ENDED, ITEM, VALIDITY, Change, Outlook
from mhac.protocols.rules import Confidence, ItemState
from mhac.protocols.template import Template
from mhac.protocols.vaccine_names import drug_label, vaccine_label
from ui.app.translation import translate
from ui.protocols import fact_words, words
from ui.widgets import formats

ORDER = (
    ItemState.REQUIRED,
    ItemState.UNKNOWN,
    ItemState.DEFERRED,
    ItemState.OPTIONAL,
    ItemState.FORBIDDEN,
    ItemState.NOT_REQUIRED,
)


@dataclass(frozen=True)
class Line:
    """One thing that the protocol says: an item, a form, a warning or a hold, with its reasons."""

    key: str
    label: str
    code: str
    state: str
    tone: str
    why: str
    source: str
    confidence: Confidence | None
    reasons: tuple[Trace, ...] = ()
    needs: tuple[str, ...] = ()
    at_travel: str = ""
    from_day: str = ""


def headline(template: Template, found: Assessment) -> tuple[str, str, tuple[Trace, ...]]:
    """Return whether an examination is needed, its tone, and where none is, why not."""
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


def first_words(ahead: Outlook | None) -> str:
    """Return what breaks first before the day of travel."""
    change = ahead.first if ahead is not None else None
    if change is None:
        return ""
    after = _state_words(change, change.after)
    told = f"{_state_words(change, change.before)} → {after}" if change.what == ITEM else after
    return translate("AskedView", "Before the travel, first on {day}: {what}").format(
        day=formats.day(change.day), what=f"{_label(change)}: {told}"
    )


def _label(change: Change) -> str:
    if change.what == VALIDITY:
        return translate("AskedView", "Validity of the examination")
    return words.said(change.label)


def _state_words(change: Change, value: str) -> str:
    if change.what == ITEM:
        return words.state(ItemState(value))[0]
    if value == ENDED:
        return translate("AskedView", "ends")
    return translate("AskedView", "due") if value == DUE else translate("AskedView", "no longer")


def lines(template: Template, found: Assessment, ahead: Outlook | None) -> Iterator[Line]:
    """Return the lines: items by state, then forms, warnings and holds, then what else comes before the travel."""
    changes = ahead.changes if ahead is not None else ()
    last = {change.code: change for change in changes if change.what == ITEM}
    place = {state: number for number, state in enumerate(ORDER)}
    for result in sorted(found.items, key=lambda one: place[one.state]):
        change = last.get(result.item)
        if result.state is not ItemState.NOT_REQUIRED or result.reasons or change is not None:
            yield _item_line(template, result, change)
    yield from _doses(template, found)
    for form in found.forms:
        trace = next((one for one in found.trace if (one.about, one.outcome) == (form, "form")), None)
        yield _line(f"form:{form}", form, translate("AskedView", "Form"), "neutral", trace)
    for note in found.warnings:
        yield _note(note, "warn", translate("AskedView", "Warning"), "warning")
    for note in found.holds:
        yield _note(note, "hold", translate("AskedView", "Hold"), "hold")
    yield from (_coming(change, number) for number, change in enumerate(changes) if change.what != ITEM)


def _doses(template: Template, found: Assessment) -> Iterator[Line]:
    """The vaccines that are due, the drugs with their amounts, and those that wait for a fact."""
    due = translate("AskedView", "Due")
    for code in found.vaccines_due:
        traces = tuple(one for one in found.trace if (one.about, one.outcome) == (code, "vaccinate"))
        line = _line(f"vaccine:{code}", words.said(vaccine_label(template, code)), due, "accent", traces[0])
        yield replace(line, reasons=traces)
    for dose in found.treatments:
        label = words.joined(words.said(dose.label), amount(dose.amounts))
        yield _line(f"drug:{dose.drug}", label, translate("AskedView", "To give"), "accent", dose.reason)
    for code, needs in found.unknown_doses.items():
        text, tone = words.state(ItemState.UNKNOWN)
        label = words.said(drug_label(template, code) or vaccine_label(template, code))
        named = ", ".join(dict.fromkeys(fact_words.fact(template, need) for need in needs))
        why = translate("AskedView", "Waits for: {needs}").format(needs=named)
        yield replace(_line(f"dose:{code}", label, text, tone, None), why=why, needs=needs)


def amount(amounts: Iterable[tuple[str, float]]) -> str:
    """Return the whole amount of a drug: "400 mg", "12 tablets"."""
    units = {
        "total_mg": translate("AskedView", "{amount} mg"),
        "total_tablets": translate("AskedView", "{amount} tablets"),
    }
    return words.joined(*(units.get(name, "{amount}").format(amount=words.value(much)) for name, much in amounts))


def _item_line(template: Template, result: ItemResult, change: Change | None) -> Line:
    text, tone = words.state(result.state)
    told = result.reasons[0] if result.reasons else None
    why = words.said(told.because) if told else words.said(change.because) if change is not None else ""
    if result.needs:
        why = translate("AskedView", "Waits for: {needs}").format(
            needs=", ".join(fact_words.fact(template, need) for need in result.needs)
        )
    return Line(
        key=f"item:{result.item}",
        label=words.said(result.label),
        code=template.items[result.item].local_code,
        state=text,
        tone=tone,
        why=why,
        source=told.source if told else "",
        confidence=told.confidence if told else None,
        reasons=result.reasons + ((_trace(change),) if change is not None else ()),
        needs=result.needs,
        at_travel=_state_words(change, change.after) if change is not None else "",
        from_day=formats.day(change.day) if change is not None else "",
    )


def _coming(change: Change, number: int) -> Line:
    """Something else that changes before the travel: the validity ends, a vaccine falls due."""
    return Line(
        key=f"coming:{number}:{change.code}",
        label=_label(change),
        code="",
        state="—",
        tone="neutral",
        why=words.said(change.because),
        source=change.source,
        confidence=change.confidence,
        reasons=(_trace(change),),
        at_travel=_state_words(change, change.after),
        from_day=formats.day(change.day),
    )


def _trace(change: Change) -> Trace:
    return Trace(change.code, change.rule, change.after, change.because, change.source, change.confidence)


def _note(note: Note, kind: str, text: str, tone: str) -> Line:
    return _line(f"{kind}:{note.code}:{note.text}", words.said(note.text), text, tone, note.reason)


def _line(key: str, label: str, text: str, tone: str, trace: Trace | None) -> Line:
    return Line(
        key=key,
        label=label,
        code="",
        state=text,
        tone=tone,
        why=words.said(trace.because) if trace else "",
        source=trace.source if trace else "",
        confidence=trace.confidence if trace else None,
        reasons=(trace,) if trace else (),
    )
