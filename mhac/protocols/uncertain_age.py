"""One answer from several: a person whose birth date is known only in part is told what holds on every possible day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from mhac.protocols.assessment import Assessment, ClassResult, ItemResult, Trace
from mhac.protocols.rules import ItemState

T = TypeVar("T")
BIRTH_DATE = "birth_date"


def agreed(assessed: Sequence[Assessment]) -> Assessment:
    """What all assessments say; where they differ it is unknown and needs the birth date."""
    first = assessed[0]
    items = tuple(_item([one.items[place] for one in assessed]) for place in range(len(first.items)))
    classes, class_needs = _classes(assessed)
    decided = _in_all([one.decided_classes for one in assessed], lambda result: result.code)
    warnings = _in_all([one.warnings for one in assessed], lambda note: note.code)
    holds = _in_all([one.holds for one in assessed], lambda note: note.code)
    drugs = _in_all([one.treatments for one in assessed], lambda dose: (dose.drug, dose.amounts))
    vaccines = _in_all([one.vaccines_due for one in assessed], lambda code: code)
    grades, grade_needs = _grades(assessed)
    kept = _kept([one.trace for one in assessed])
    return Assessment(
        country=first.country,
        edition=first.edition,
        digest=first.digest,
        items=items,
        classes=classes,
        decided_classes=decided,
        class_needs=class_needs,
        exam_needed=_same([one.exam_needed for one in assessed]),
        complete=_same([one.complete for one in assessed]),
        cleared=_same([one.cleared for one in assessed]),
        valid_until=_same([one.valid_until for one in assessed]),
        warnings=warnings,
        holds=holds,
        forms=_in_all([one.forms for one in assessed], lambda code: code),
        grades=grades,
        treatments=drugs,
        vaccines_due=vaccines,
        unknown_doses=_open_doses(assessed, {d.drug for d in drugs} | set(vaccines)),
        trace=tuple(dict.fromkeys((*kept, *(reason for item in items for reason in item.reasons)))),
        grade_needs=grade_needs,
    )


def _kept(traces: Sequence[Sequence[Trace]]) -> tuple[Trace, ...]:
    """The reasons that all days have; where all agree, each by a rule of its own, those of the first day."""
    same = _in_all(traces, lambda entry: (entry.about, entry.rule, entry.outcome))
    explained = {(entry.about, entry.outcome) for entry in same}
    agreed_on = _in_all(traces, lambda entry: (entry.about, entry.outcome))
    return (*same, *(entry for entry in agreed_on if (entry.about, entry.outcome) not in explained))


def _same(values: Sequence[T | None]) -> T | None:
    return values[0] if all(value == values[0] for value in values) else None


def _in_all(lists: Sequence[Sequence[T]], key: Callable[[T], object]) -> tuple[T, ...]:
    keys = [{key(one) for one in entries} for entries in lists]
    return tuple(one for one in lists[0] if all(key(one) in known for known in keys))


def _item(results: Sequence[ItemResult]) -> ItemResult:
    """The item as all days have it, or unknown until the birth date is known."""
    first = results[0]
    if all(result.state == first.state for result in results):
        needs = tuple(sorted({need for result in results for need in result.needs}))
        reasons = _in_all([result.reasons for result in results], lambda entry: (entry.rule, entry.outcome))
        return _with(first, first.state, reasons or first.reasons, needs)
    needs = tuple(sorted({BIRTH_DATE, *(need for result in results for need in result.needs)}))
    reasons = tuple(dict.fromkeys(_waiting(entry, needs) for result in results for entry in result.reasons))
    return _with(first, ItemState.UNKNOWN, reasons, needs)


def _with(result: ItemResult, state: ItemState, reasons: tuple[Trace, ...], needs: tuple[str, ...]) -> ItemResult:
    return ItemResult(result.item, result.label, result.kind, result.stage, state, result.done, reasons, needs)


def _waiting(entry: Trace, needs: tuple[str, ...]) -> Trace:
    return Trace(entry.about, entry.rule, "unknown", entry.because, entry.source, entry.confidence, (), needs)


def _classes(assessed: Sequence[Assessment]) -> tuple[tuple[ClassResult, ...] | None, dict[str, tuple[str, ...]]]:
    """The classes that all days give; a class that only some give needs the birth date."""
    needs: dict[str, set[str]] = {}
    for one in assessed:
        for code, missing in one.class_needs.items():
            needs.setdefault(code, set()).update(missing)
    given = [{result.code for result in one.decided_classes} for one in assessed]
    in_all = {code for code in given[0] if all(code in codes for codes in given)}
    for code in set().union(*given) - in_all:
        needs.setdefault(code, set()).add(BIRTH_DATE)
    if needs:
        return None, {code: tuple(sorted(missing)) for code, missing in needs.items()}
    return assessed[0].classes, {}


def _grades(assessed: Sequence[Assessment]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The grades that all days give; where they differ the grade needs the birth date."""
    first = assessed[0].grades
    agreed_on = {item: grade for item, grade in first.items() if all(a.grades.get(item) == grade for a in assessed)}
    needs: dict[str, set[str]] = {}
    for one in assessed:
        for item, missing in one.grade_needs.items():
            needs.setdefault(item, set()).update(missing)
        for item in one.grades.keys() - agreed_on.keys():
            needs.setdefault(item, set()).add(BIRTH_DATE)
    return agreed_on, {item: tuple(sorted(missing)) for item, missing in needs.items()}


def _open_doses(assessed: Sequence[Assessment], given: set[str]) -> dict[str, tuple[str, ...]]:
    """Drugs and vaccines that some day would give, or that wait for a fact on some day."""
    needs: dict[str, set[str]] = {}
    for one in assessed:
        for code, missing in one.unknown_doses.items():
            needs.setdefault(code, set()).update(missing)
        for code in (*(dose.drug for dose in one.treatments), *one.vaccines_due):
            if code not in given:
                needs.setdefault(code, set()).add(BIRTH_DATE)
    return {code: tuple(sorted(missing)) for code, missing in needs.items()}
