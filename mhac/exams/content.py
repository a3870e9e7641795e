"""What a signature freezes: everything that the physician was shown, readable without the program's templates.

Words stand in English, as the template has them; screens translate what they show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mhac.exams.assessing import CurrentAnswer, Standing, plain, plain_assessment
from mhac.exams.doses import frozen_doses
from mhac.protocols.form import FormField, FormSection, computed_answers, judge
from mhac.protocols.instruments import score
from mhac.protocols.own_numbers import every_own_number
from mhac.protocols.rules import FieldKind, Judgement
from mhac.protocols.template import Template
from mhac.registration import codes

FORM = 1


def exam_content(
    *,
    exam: Mapping[str, Any],
    person: Mapping[str, Any],
    standing: Standing,
    classification: Mapping[str, Any],
    acknowledgements: Sequence[Mapping[str, Any]],
    physician: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the content to be shown, signed and frozen."""
    template = standing.template
    category = template.categories.get(exam["category"])
    own = every_own_number(template, standing.settings)
    due = frozen_doses(standing)
    return {
        "form": FORM,
        "exam": {**exam, "category_label": category.label if category else exam["category"]},
        "protocol": {
            "title": template.title,
            "authority": template.authority,
            "edition": template.edition,
            "digest": template.digest,
            **({"own_numbers": plain(own)} if own else {}),
        },
        "person": dict(person),
        "sections": [_section(section, standing) for section in standing.sections],
        "assessment": plain_assessment(standing.assessment),
        **({"due": due} if due else {}),
        "classification": {**classification, "labels": _class_labels(template, classification)},
        "acknowledgements": [dict(one) for one in acknowledgements],
        "physician": dict(physician),
    }


def _class_labels(template: Template, classification: Mapping[str, Any]) -> dict[str, str]:
    named = {*classification["proposed"]["classes"], *classification["decided"]["classes"]}
    graded = classification["decided"]["grades"]
    labels = {one.code: one.label for one in template.classes if one.code in named}
    return labels | {item: template.items[item].label for item in graded}


def _section(section: FormSection, standing: Standing) -> dict[str, Any]:
    computed = computed_answers(standing.template, standing.applicant, standing.values)
    rows = []
    for field in section.fields:
        if field.computed:
            if field.key in computed:
                rows.append(_row(field, computed[field.key], None, standing))
            continue
        answer = standing.answers.get(field.key)
        note = standing.answers.get(field.note_key) if field.note_key else None
        if (answer and answer.value is not None) or (note and note.value is not None):
            rows.append(_row(field, answer.value if answer else None, answer, standing, note.value if note else ""))
    return {"key": section.key, "label": section.label, "kind": section.kind, "answers": rows}


def _row(
    field: FormField, value: Any, answer: CurrentAnswer | None, standing: Standing, note: str = ""
) -> dict[str, Any]:
    row: dict[str, Any] = {"key": field.key, "label": field.label, "value": plain(value), "words": words(field, value)}
    if field.unit:
        row["unit"] = field.unit
    if note:
        row["note"] = note
    judged = judgement_of(field, value)
    if judged not in (Judgement.NORMAL, Judgement.NOT_JUDGED):
        row["judgement"] = judged.value
    if field.kind is FieldKind.INSTRUMENT and field.instrument:
        row["questions"] = _questions(field, value or {})
        reached = score(field.instrument, value or {}, standing.applicant.sex)
        row["score"] = {
            "total": reached.total,
            "highest": reached.highest,
            "version": field.instrument.version,
            "band": reached.band.label if reached.band else None,
            "flags": [flag.label for flag in reached.flags],
        }
    if answer is not None:
        row["by"], row["at"], row["how"] = answer.by_name, answer.at.isoformat(), answer.how
    return row


def judgement_of(field: FormField, value: Any) -> Judgement:
    """Return how a value lies against its ranges; what is not a number is not judged."""
    if field.kind not in (FieldKind.NUMBER, FieldKind.INTEGER) or isinstance(value, bool):
        return Judgement.NOT_JUDGED
    return judge(field, value) if isinstance(value, int | float) else Judgement.NOT_JUDGED


def words(field: FormField, value: Any) -> list[str]:
    """Return the words of an answer as the form has them, to be read without the form."""
    if value is None:
        return []
    labels = {choice.key: choice.label for choice in field.choices}
    if field.kind is FieldKind.CHOICE:
        return [labels.get(value, str(value))]
    if field.kind is FieldKind.CHOICES:
        return [labels.get(each, str(each)) for each in value]
    if field.kind is FieldKind.BOOL:
        return ["Yes" if value else "No"]
    if field.kind is FieldKind.SYSTEM:
        state = {"normal": "Normal", "abnormal": "Abnormal", "not_done": "Not done"}[value["state"]]
        return [state, value["note"]] if value.get("note") else [state]
    if field.kind is FieldKind.INSTRUMENT:
        return []
    if field.kind is FieldKind.COUNTRIES:
        return [country_name(str(each)) for each in value]
    if field.kind is FieldKind.COUNTRY:
        return [country_name(str(value))]
    return [str(value)]


def country_name(alpha2: str) -> str:
    """Return the English name of a country; a code that is none stays as it is."""
    found = codes.countries().get(alpha2)
    return found.name() if found else alpha2


def _questions(field: FormField, value: Mapping[str, int]) -> list[list[str]]:
    """Return the questions of an instrument with the words of what was answered."""
    if field.instrument is None:
        return []
    return [
        [question.text, dict(question.options)[value[question.key]]]
        for question in field.instrument.questions
        if question.key in value
    ]
