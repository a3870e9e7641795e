"""The columns of the protocol pages."""

from __future__ import annotations

from collections.abc import Callable

from mhac.protocols.rules import Confidence
from ui.app.translation import translate
from ui.protocols import words
from ui.protocols.asked_lines import Line
from ui.protocols.entries import Entry, Part
from ui.protocols.presenter import EditionRow
from ui.widgets import formats
from ui.widgets.tables import Column

CODE_PX, VALUE_PX, MARK_PX, STATE_PX = 112, 120, 132, 132
LONG_COUNTRY = 16  # letters


def edition_columns() -> tuple[Column[EditionRow], ...]:
    """Return the one column of the list of editions: country and edition, and whether it is adopted."""
    return (
        Column(
            translate("Protocols", "Edition"),
            lambda row: f"{short(words.country(row.edition.country))} · {row.edition.edition}",
            detail=edition_detail,
            strong=True,
        ),
    )


def short(country: str) -> str:
    """Return a long name cut, so that the edition behind it is seen in a narrow list."""
    return country if len(country) <= LONG_COUNTRY else f"{country[:LONG_COUNTRY].rstrip()}…"


def edition_detail(row: EditionRow) -> str:
    """Return the quiet line of an edition: whether it is adopted, in force, or the clinic's own."""
    adopted = (
        translate("Protocols", "adopted {day}").format(day=formats.day(row.adoption.adopted_at.date()))
        if row.adoption
        else translate("Protocols", "not adopted")
    )
    now = translate("Protocols", "in force") if row.in_force else validity(row)
    own = translate("Protocols", "the clinic's own") if row.own else ""
    return words.joined(adopted, now, own) if row.adoption else words.joined(now, adopted, own)


def validity(row: EditionRow) -> str:
    """Return from when to when an edition serves."""
    start, end = row.edition.valid_from, row.edition.valid_to
    if end is None:
        return translate("Protocols", "from {day}").format(day=formats.day(start))
    return f"{formats.day(start)} – {formats.day(end)}"


def entry_columns(part: Part) -> tuple[Column[Entry], ...]:
    """Return the columns of the entries of an edition; numbers and lists have their value."""
    code = Column[Entry](translate("Protocols", "Code"), lambda entry: entry.code, CODE_PX, quiet=True)
    text = Column[Entry](
        translate("Protocols", "What it says"),
        lambda entry: entry.text,
        detail=entry_detail,
    )
    value = Column[Entry](
        translate("Protocols", "Value"), value_words, VALUE_PX, detail=was_words, right=False, strong=True
    )
    mark = Column[Entry](
        translate("Protocols", "Mark"),
        lambda entry: mark_of(entry)[0],
        MARK_PX,
        tone=lambda entry: mark_of(entry)[1],
    )
    if part is Part.SETTINGS:
        return text, value, mark
    return (code, text, value, mark) if part is Part.LISTS else (code, text, mark)


def entry_detail(entry: Entry) -> str:
    """Return the quiet line of an entry; the unit of a number stands beside its value."""
    detail = "" if entry.part is Part.SETTINGS else entry.detail
    return words.joined(detail, entry.source)


def value_words(entry: Entry) -> str:
    """Return what counts in this clinic."""
    if not entry.can_change:
        return ""
    if entry.value is None:
        return translate("Protocols", "unknown")
    if entry.part is Part.LISTS and isinstance(entry.value, bool):
        return on_list(entry.value)
    return words.value(entry.value, entry.unit)


def on_list(member: bool) -> str:
    """Return whether a country stands on a list."""
    return translate("Protocols", "on the list") if member else translate("Protocols", "not on it")


def was_words(entry: Entry) -> str:
    """Return what the template says, where the clinic's own value counts instead."""
    if entry.own is None:
        return ""
    return translate("Protocols", "was {value}").format(value=given_words(entry))


def given_words(entry: Entry) -> str:
    """Return what the template says."""
    if entry.given is None:
        return translate("Protocols", "unknown")
    if entry.part is Part.LISTS and isinstance(entry.given, bool):
        return on_list(entry.given)
    return words.value(entry.given, entry.unit)


def mark_of(entry: Entry) -> tuple[str, str]:
    """Return the mark of an entry: how far it can be trusted, or what the clinic did about it."""
    if not entry.enabled:
        return words.disabled()
    if entry.changed:
        return translate("Protocols", "changed here"), "accent"
    if entry.confirmed and entry.confidence is Confidence.UNVERIFIED:
        return words.confirmed_words()
    return words.confidence(entry.confidence)


def line_columns(*, travel: bool) -> tuple[Column[Line], ...]:
    """Return the columns of what would be asked; with a day of travel also what changes by then."""
    name = Column[Line](translate("Protocols", "What"), lambda line: line.label, detail=_why, strong=True)
    state = Column[Line](translate("Protocols", "Now"), lambda line: line.state, STATE_PX, tone=lambda line: line.tone)
    then = Column[Line](
        translate("Protocols", "Until the travel"), lambda line: line.at_travel, STATE_PX, detail=_from_day
    )
    mark = Column[Line](translate("Protocols", "Source"), _if_marked(0), MARK_PX, tone=_if_marked(1))
    return (name, state, then, mark) if travel else (name, state, mark)


def _from_day(line: Line) -> str:
    return translate("Protocols", "from {day}").format(day=line.from_day) if line.from_day else ""


def _why(line: Line) -> str:
    return words.joined(line.code, line.why, line.source)


def _if_marked(place: int) -> Callable[[Line], str]:
    def told(line: Line) -> str:
        return words.confidence(line.confidence)[place] if line.confidence is not None else ""

    return told
