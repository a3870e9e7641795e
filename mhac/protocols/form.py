"""The examination form of a template: which questions a person is asked, and which facts the answers become.

The form is data of the template; a screen walks through `form_for(...)` and never names a question itself. Nothing is
guessed from an open question, and the history counts as taken and the person as examined ("screened") only when the
sections that the template names are whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeGuard

from mhac.protocols.assessment import Applicant
from mhac.protocols.conditions import Unknown
from mhac.protocols.dates import completed_months, completed_years
from mhac.protocols.form_answers import NO_SETTINGS, Fitting, FormAnswers, PlannedFact, Range, plan_of, views_of
from mhac.protocols.growth import Child, Measure, WhyNot, z_score
from mhac.protocols.instruments import Instrument, score
from mhac.protocols.rules import Confidence, FieldKind, Judgement, SystemState
from mhac.protocols.template import Template

GROWN_UP = 20  # the growth tables end at 19 years


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a choice; `group` gathers long lists (X-ray findings), `abnormal` marks what deserves colour."""

    key: str
    label: str
    group: str = ""
    abnormal: bool = False


@dataclass(frozen=True, slots=True)
class FormField:
    """One question as this person is asked it; ranges are already chosen by age and sex.

    `plausible`: outside it a value is questioned ("is this right?"); `normal`: outside it a value is flagged,
    outside `severe` as severe. `possible`: outside it there is no such value. `past`: a day from the birth up to today;
    `after` and `below` name answers than which it is not earlier, or lower.
    `note_key` is the answer key of the free-text explanation beside the answer, "" where there is none.
    `entered_by` holds role words; `computed` fields are filled by `computed_answers` and not typed.
    """

    key: str
    label: str
    kind: FieldKind
    required: bool
    entered_by: tuple[str, ...]
    group: str = ""
    unit: str = ""
    decimals: int = 0
    choices: tuple[Choice, ...] = ()
    plausible: Range | None = None
    normal: Range | None = None
    severe: Range | None = None
    possible: Range | None = None
    below: str = ""
    past: bool = False
    after: tuple[str, ...] = ()
    note_key: str = ""
    help: str = ""
    fact: str = ""
    loinc: str = ""
    instrument: Instrument | None = None
    computed: bool = False
    source: str = ""
    confidence: Confidence = Confidence.UNVERIFIED
    range_source: str = ""
    range_confidence: Confidence = Confidence.UNVERIFIED


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of the form in the country's own order; `kind` is general, history, vitals, systems, mental or results.

    `items` are the item codes whose results or whose doing this section records.
    """

    key: str
    label: str
    kind: str
    entered_by: tuple[str, ...]
    fields: tuple[FormField, ...]
    help: str = ""
    items: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Sections are kept and looked up often: the key tells them apart, equality looks at the whole."""
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a section is: required questions answered of required questions asked, and the keys still open."""

    answered: int
    asked: int
    missing: tuple[str, ...]


def form_for(
    template: Template,
    applicant: Applicant,
    answers: Mapping[str, object],
    settings: Mapping[str, object] = NO_SETTINGS,
) -> tuple[FormSection, ...]:
    """The sections and questions that this person is asked, given the answers so far (`shown_when` applied).

    Somebody whose birth date is known only in part is asked what any of the possible ages is asked. `settings` are
    the numbers that the clinic changed.
    """
    return _sections(template, views_of(template, applicant, answers, settings))


def read_form(
    template: Template,
    applicant: Applicant,
    answers: Mapping[str, object],
    settings: Mapping[str, object] = NO_SETTINGS,
) -> tuple[tuple[FormSection, ...], dict[str, object]]:
    """Return the form as `form_for` and the facts as `facts_from_answers`, looking at the answers once for both."""
    views = views_of(template, applicant, answers, settings)
    sections = _sections(template, views)
    return sections, _facts(views, sections)


def _sections(template: Template, views: Sequence[FormAnswers]) -> tuple[FormSection, ...]:
    first = views[0]
    found = []
    for place, (row, shown_when) in enumerate(first.plan.sections):
        if shown_when is None or any(shown_when(view) is True for view in views):
            if first.fitting is not None and len(views) == 1:
                waiting = first.fitting.open_questions[place]
                shown = tuple(key for key in waiting if first.is_shown(key))
                ranges = tuple(first.range_place(key) for key in shown)
                found.append(_personal_section(template, place, first.fitting, shown, ranges))
            else:
                found.append(_section(template, place, _asked(row, views)))
    return tuple(found)


def _asked(row: Mapping[str, Any], views: Sequence[FormAnswers]) -> tuple[tuple[str, int], ...]:
    """The questions of a section that one of the possible ages is asked, each with the place of its range."""
    first = views[0]
    return tuple((key, first.range_place(key)) for key in row["fields"] if any(view.is_shown(key) for view in views))


@lru_cache(maxsize=1024)  # only the questions that wait for an answer are looked at anew
def _personal_section(
    template: Template, place: int, fitting: Fitting, shown: tuple[str, ...], ranges: tuple[int, ...]
) -> FormSection:
    row, waiting = plan_of(template).sections[place][0], set(fitting.open_questions[place])
    range_of = dict(zip(shown, ranges, strict=True)) | {
        key: fitting.places[key] for key in row["fields"] if key not in waiting and fitting.shown[key]
    }
    return _section(template, place, tuple((key, range_of[key]) for key in row["fields"] if key in range_of))


@lru_cache(maxsize=1024)  # people of an age are asked the same: their sections are made once
def _section(template: Template, place: int, asked: tuple[tuple[str, int], ...]) -> FormSection:
    row = plan_of(template).sections[place][0]
    return FormSection(
        key=row["key"],
        label=row["label"],
        kind=row["kind"],
        entered_by=tuple(row["entered_by"]),
        fields=tuple(_fitted(template, key, range_place, tuple(row["entered_by"])) for key, range_place in asked),
        help=row["help"],
        items=tuple(row["items"]),
    )


def computed_answers(template: Template, applicant: Applicant, answers: Mapping[str, object]) -> dict[str, float]:
    """Values that follow from others (body mass index, growth), for showing beside the typed ones."""
    found = _computed(template, applicant, answers)
    return {key: value for key, value in found.items() if not isinstance(value, WhyNot)}


def not_computed(template: Template, applicant: Applicant, answers: Mapping[str, object]) -> dict[str, WhyNot]:
    """The values that cannot follow although everything was measured, and why."""
    found = _computed(template, applicant, answers)
    return {key: value for key, value in found.items() if isinstance(value, WhyNot)}


def _computed(template: Template, applicant: Applicant, answers: Mapping[str, object]) -> dict[str, float | WhyNot]:
    found: dict[str, float | WhyNot] = {}
    child: Child | None = None
    for key, planned in plan_of(template).fields.items():
        computed = planned.row["computed"]
        if not computed:
            continue
        if computed.get("bmi"):
            weight, height = (answers.get(name) for name in computed["bmi"])
            if _is_number(weight) and _is_number(height):
                found[key] = round(weight / (height / 100) ** 2, planned.row["decimals"])
            continue
        if completed_years(applicant.birth_latest, applicant.exam_date) >= GROWN_UP:
            continue
        child = child or Child(applicant.sex, applicant.birth_earliest, applicant.birth_latest, applicant.exam_date)
        for measure, names in computed["growth"].items():
            values = tuple(found.get(name, answers.get(name)) for name in names)
            if all(_is_number(value) for value in values):
                found[key] = z_score(Measure(measure), child, tuple(float(value) for value in values))  # type: ignore[arg-type]
    return found


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def judge(field: FormField, value: float | None) -> Judgement:
    """Whether a number is impossible, implausible, low, high or normal for this person."""
    if value is not None and field.possible is not None and not field.possible.holds(value):
        return Judgement.IMPOSSIBLE
    if value is None or (field.plausible is None and field.normal is None):
        return Judgement.NOT_JUDGED
    if field.plausible is not None and not field.plausible.holds(value):
        return Judgement.IMPLAUSIBLE
    if field.normal is None:
        return Judgement.NOT_JUDGED
    if field.normal.holds(value):
        return Judgement.NORMAL
    low = field.normal.low is not None and value < field.normal.low
    if field.severe is not None and not field.severe.holds(value):
        return Judgement.SEVERELY_LOW if low else Judgement.SEVERELY_HIGH
    return Judgement.LOW if low else Judgement.HIGH


def progress(section: FormSection, answers: Mapping[str, object]) -> Progress:
    """How far a section is: required questions only; what is computed is not asked."""
    asked = [field for field in section.fields if field.required and not field.computed]
    missing = tuple(field.key for field in asked if not is_answered(field, answers.get(field.key)))
    return Progress(len(asked) - len(missing), len(asked), missing)


def is_answered(field: FormField, value: object) -> bool:
    """Whether an answer is whole: a system has its state, an instrument all its questions."""
    if field.kind is FieldKind.SYSTEM:
        return isinstance(value, Mapping) and value.get("state") in set(SystemState)
    if field.kind is FieldKind.INSTRUMENT:
        assert field.instrument is not None
        return isinstance(value, Mapping) and score(field.instrument, value).complete
    return value is not None and value not in ("", [])


@lru_cache(maxsize=4096)
def _fitted(template: Template, key: str, range_place: int, entered_by: tuple[str, ...]) -> FormField:
    plan = plan_of(template)
    planned = plan.fields[key]
    row = planned.row
    plausible, normal, severe = planned.ranges[range_place][1:] if range_place >= 0 else (None, None, None)
    range_source = row["range_source"] or {"text": "", "mark": "unverified"}
    return FormField(
        key=row["key"],
        label=row["label"],
        kind=FieldKind(row["kind"]),
        required=row["required"],
        entered_by=tuple(row["entered_by"] or entered_by),
        group=row["group"],
        unit=row["unit"],
        decimals=row["decimals"],
        choices=tuple(Choice(**choice) for choice in row["choices"]),
        plausible=plausible,
        normal=normal,
        severe=severe,
        possible=Range(*row["possible"]) if row.get("possible") else None,
        below=row.get("below", ""),
        past=row.get("past", False),
        after=tuple(row.get("after", ())),
        note_key=f"{row['key']}_note" if row["note"] else "",
        help=row["help"],
        fact=row["fact"],
        loinc=row["loinc"],
        instrument=plan.instruments.get(row["instrument"]),
        computed=bool(row["computed"]),
        source=row["source"]["text"],
        confidence=Confidence(row["source"]["mark"]),
        range_source=range_source["text"],
        range_confidence=Confidence(range_source["mark"]),
    )


def facts_from_answers(template: Template, applicant: Applicant, answers: Mapping[str, object]) -> dict[str, object]:
    """The facts of the evaluation contract that the answers say."""
    return read_form(template, applicant, answers)[1]


def _facts(views: Sequence[FormAnswers], sections: tuple[FormSection, ...]) -> dict[str, object]:
    view = views[0]
    facts: dict[str, object] = {}
    for key, name in view.plan.fact_of_field.items():
        if key in view.answers and any(each.is_shown(key) for each in views):
            _put(facts, name, view.answers[key])
    for planned_fact in view.plan.facts:
        _put(facts, planned_fact.row["fact"], _derived(planned_fact, view, sections))
    return facts


def _put(facts: dict[str, object], name: str, value: object) -> None:
    """Set a fact, inside its record where the name has a dot; an open question sets nothing."""
    if value is None or value == "" or isinstance(value, Unknown):
        return
    root, _, rest = name.partition(".")
    if not rest:
        facts[root] = value
        return
    record = facts.setdefault(root, {})
    assert isinstance(record, dict)
    record[rest] = value


def _derived(planned: PlannedFact, view: FormAnswers, sections: tuple[FormSection, ...]) -> object:
    row = planned.row
    if row["sections_whole"] is not None:
        return _are_whole(row["sections_whole"], sections, view.answers)
    if row["any_true"] is not None:
        return _any_true(row["any_true"], view)
    if row.get("any_abnormal") is not None:
        return _any_abnormal(row["any_abnormal"], view)
    if row.get("dates") is not None:
        return _dates(row["dates"], view) if view.given(row["once"]) is True else None
    if row["months_since"] is not None:
        since = view.given(row["months_since"])
        return max(0, completed_months(since, view.known.applicant.exam_date)) if isinstance(since, date) else None
    return _first_case(planned, view)


def _are_whole(keys: Iterable[str], sections: tuple[FormSection, ...], answers: Mapping[str, object]) -> bool | None:
    wanted = set(keys)
    whole = all(not progress(section, answers).missing for section in sections if section.key in wanted)
    return True if whole else None


def _any_true(keys: Iterable[str], view: FormAnswers) -> bool | None:
    """True if one is, false if all that are asked are answered no, else nothing."""
    values = [view.value(key) for key in keys]
    if any(value is True for value in values):
        return True
    return None if any(isinstance(value, Unknown) for value in values) else False


def _any_abnormal(keys: Iterable[str], view: FormAnswers) -> bool | None:
    """True if one answer is abnormal, false if all that must be given are given and none is, else nothing."""
    found = [_is_abnormal(view.plan.fields[key].row, view.value(key)) for key in keys]
    if True in found:
        return True
    return None if None in found else False


def _is_abnormal(row: Mapping[str, Any], answer: object) -> bool | None:
    if isinstance(answer, Unknown):
        return None if row["required"] else False
    if isinstance(answer, Mapping):
        state = answer.get("state")
        return None if state is None and row["required"] else state == SystemState.ABNORMAL
    chosen = answer if isinstance(answer, list | tuple) else [answer]
    return any(choice["abnormal"] and choice["key"] in chosen for choice in row["choices"])


def _dates(keys: Iterable[str], view: FormAnswers) -> list[str]:
    """The days that were given, in the order of the questions; none where nothing was given."""
    return [day.isoformat() for key in keys if isinstance(day := view.given(key), date)]


def _first_case(planned: PlannedFact, view: FormAnswers) -> object:
    """The value of the first case that holds; one that is still open stops the search."""
    for condition, case in planned.cases:
        truth = condition(view)
        if isinstance(truth, Unknown):
            return None
        if truth:
            return case["is"] if case["copy"] is None else view.given(case["copy"])
    return None
