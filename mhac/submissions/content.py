"""What stands on a sheet: the lines of the country's paper, filled from the signed exam, frozen and readable alone.

Pure: the paper, the exam as it was signed, the person and the clinic are arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from mhac.exams.assessing import Standing
from mhac.protocols.rules import FieldKind
from mhac.protocols.template import Template
from mhac.registration.codes import countries
from mhac.submissions.papers import Line, Paper, Part
from mhac.submissions.rules import EXTERNAL, RowState, plain_number
from mhac.submissions.telling import Telling, reasons_of
from mhac.submissions.words import CLINIC, EXAM, PERSON, PHYSICIAN, birth_words, day_copied, day_words

FORM = 1
_NUMBERS = (FieldKind.NUMBER, FieldKind.INTEGER)
_DECIDED = ("classes", "no_class", "class_list")
_YES_NO = {True: "Yes", False: "No"}


@dataclass(frozen=True)
class Subject:
    """Who and where, as the registration desk and the clinic's profile have it now, in the words of the sheets."""

    person: Mapping[str, Any]
    identifiers: Mapping[str, str]
    clinic: Mapping[str, str]
    zone: ZoneInfo
    changed: frozenset[str] = frozenset()
    """Words of the person that are no longer what was signed."""


@dataclass(frozen=True)
class _Value:
    shown: str
    copied: str
    kept: str
    kind: str = "text"
    flag: str = ""
    options: tuple[str, ...] = ()
    """What can be chosen there, for whoever types it blind."""


_NOTHING = _Value("", "", "")


def sheet_content(
    paper: Paper, *, standing: Standing, signed: Mapping[str, Any], signature: Mapping[str, Any], subject: Subject,
    number: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Return the content of a sheet, ready to be frozen; `number` is the authority's, where it is known by now."""
    maker = _Maker(paper, standing, signed, signature, subject)
    person = signed["person"]
    made = {
        "form": FORM,
        "paper": {
            "key": paper.key,
            "number": paper.number,
            "title": paper.title,
            "country": paper.country,
            "destination": paper.destination,
            "layout": paper.layout,
            "digest": paper.digest,
            "source": paper.source,
            "confidence": paper.confidence,
        },
        "exam": {
            "id": signed["exam"]["id"],
            "seq": signature["seq"],
            "digest": signature["digest"],
            "date": signed["exam"]["exam_date"],
            "category": signed["exam"]["category_label"],
            "edition": signed["protocol"]["edition"],
        },
        "person": {
            "id": person["id"],
            "family_name": subject.person["family_name"],
            "given_names": subject.person["given_names"],
            "latin_name": subject.person["latin_name"],
            "sex": person["sex"],
            "birth": subject.person["birth"],
            "file_number": person["file_number"],
            "case_number": subject.person["case_number"],
            "photo": subject.person["photo"],
        },
        "clinic": dict(subject.clinic),
        "physician": {**signed["physician"], "signed_at": signature["at"]},
        "number": maker.number(),
        "number_signed": maker.number(),
        "parts": [maker.part(part) for part in paper.parts],
    }
    return with_number(made, number) if number else made


def with_number(content: Mapping[str, Any], number: str) -> dict[str, Any]:
    """Return a sheet on which the authority's number stands in its line, once; unchanged where it has no such line."""
    signed = str(content.get("number_signed", ""))
    if not has_number(content):
        return dict(content)
    flag = "differs_from_signed" if signed and plain_number(signed) != number else ""
    given = RowState.GIVEN.value
    told = {"value": number, "copy": number, "kept": number, "flag": flag, "state": given, "critical": True}
    parts = [
        {**part, "rows": [{**row, **told} if row["name"] == EXTERNAL else row for row in part["rows"]]}
        for part in content["parts"]
    ]
    return {**content, "number": number, "parts": parts}


def has_number(content: Mapping[str, Any]) -> bool:
    """Whether the authority's number has a line on a sheet."""
    return any(row["name"] == EXTERNAL for row in rows_of(content))


def rows_of(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every line of a frozen sheet, from the first to the last."""
    for part in content["parts"]:
        yield from part["rows"]


class _Maker:
    """Fills one sheet."""

    def __init__(
        self, paper: Paper, standing: Standing, signed: Mapping[str, Any], signature: Mapping[str, Any],
        subject: Subject,
    ) -> None:  # fmt: skip
        self.paper = paper
        self.template: Template = standing.template
        self.standing = standing
        self.signed = signed
        self.signature = signature
        self.subject = subject
        self.made = signed["classification"]
        self.answers = {row["key"]: row for section in signed["sections"] for row in section["answers"]}
        self.asked = {field.key: field for section in standing.sections for field in section.fields}
        self.known = {row["key"]: row for row in self.template.data["form"]["fields"]}
        self.sections = {row["key"]: row["fields"] for row in self.template.data["form"]["sections"]}
        self.telling = Telling(standing, self.made["decided"]["classes"])
        self.flags = self.template.categories[signed["exam"]["category"]].flags
        self.alone = {line.of for line in paper.lines if line.kind == "field"}
        if any(line.kind == EXTERNAL for line in paper.lines):
            self.alone.add(paper.external_field)

    def part(self, part: Part) -> dict[str, Any]:
        """One part with its lines."""
        rows = [row for line in part.lines for row in self._rows(line, self._is_asked(part.flag, line.flag))]
        return {"key": part.key, "heading": part.heading, "help": part.help, "rows": rows}

    def number(self) -> str:
        """The authority's number, where the form asks for it."""
        answer = self.answers.get(self.paper.external_field)
        return str(answer["value"] or "") if answer else ""

    def _is_asked(self, *flags: str) -> bool:
        return all(self.flags.get(flag, False) for flag in flags if flag)

    def _rows(self, line: Line, asked: bool) -> Iterable[dict[str, Any]]:
        if line.kind == "section":
            keys = [key for key in self.sections.get(line.of, ()) if key not in (*line.left_out, *self.alone)]
            lines = (Line("field", key, f"field.{key}", critical=key in line.critical_fields) for key in keys)
            return [row for each in lines for row in self._question(each, asked)]
        if line.kind == "field":
            return self._question(line, asked)
        if line.kind == "grade":
            return self._grade(line, asked)
        if line.kind == EXTERNAL:
            return [self._external(line, asked)]
        value = getattr(self, f"_{line.kind}")(line) if asked else _NOTHING
        by, at = (self.made["by"], self.made["at"]) if line.kind in _DECIDED else ("", "")
        return [self._row(line, line.label or _label(line), value, asked=asked, by=by, at=at)]

    def _row(
        self, line: Line, label: str, value: _Value, *, asked: bool, by: str = "", at: str = "", name: str = "",
        required: bool = False, critical: bool | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        state = RowState.GIVEN if value.shown else RowState.EMPTY if asked else RowState.NOT_ASKED
        return {
            "name": name or line.name,
            "label": label,
            "value": value.shown,
            "copy": value.copied,
            "kept": value.kept,
            "kind": value.kind,
            "options": list(value.options),
            "flag": value.flag,
            "state": state.value,
            "by": by,
            "at": at,
            "critical": (line.critical if critical is None else critical) and state is RowState.GIVEN,
            "required": (line.required or required) and asked,
        }

    # -- questions of the form ------------------------------------------------------------------------------------

    def _question(self, line: Line, asked: bool) -> list[dict[str, Any]]:
        if line.of not in self.known:
            return []  # the exam began under an older text of the protocol, which did not ask this
        field, answer = self.asked.get(line.of), self.answers.get(line.of) if asked else None
        value = self._answer(answer) if answer else _NOTHING
        if line.otherwise and asked and not value.shown:
            value = self._otherwise(line)
        by, at = (answer.get("by", ""), answer.get("at", "")) if answer else ("", "")
        label = line.label or str(self.known[line.of]["label"])
        is_asked = asked and field is not None and not (field.computed and not answer)
        required = field is not None and field.required and not field.computed
        rows = [self._row(line, label, value, asked=is_asked, by=by, at=at, required=required)]
        note = _note(answer) if answer else ""
        if note:
            said = _Value(note, note, note)
            rows.append(
                self._row(
                    line, f"{label}: remarks", said, asked=True, by=by, at=at, name=f"{line.name}.note", critical=False
                )
            )
        return rows

    def _otherwise(self, line: Line) -> _Value:
        """The answer that follows of itself where nobody gave one."""
        key = self.telling.first(line.otherwise)
        choices = self.known[line.of]["choices"]
        said = next((str(each["label"]) for each in choices if each["key"] == key), "")
        return _Value(said, said, said, options=_options(FieldKind.CHOICE, choices) if said else ())

    def _external(self, line: Line, asked: bool) -> dict[str, Any]:
        """The authority's number as the form has it; what is learned of it later takes its place."""
        key = self.paper.external_field
        answer, field = self.answers.get(key), self.asked.get(key)
        by, at = (answer.get("by", ""), answer.get("at", "")) if answer else ("", "")
        label = line.label or self.paper.external.label
        required = field is not None and field.required
        value = _text(self.number())
        return self._row(line, label, value, asked=asked, by=by, at=at, required=required, critical=True)

    def _answer(self, row: Mapping[str, Any]) -> _Value:
        kind, value = FieldKind(self.known[row["key"]]["kind"]), row["value"]
        flag = self._flag(row, kind)
        if kind is FieldKind.DATE and value:
            return self._day(date.fromisoformat(value), flag)
        if kind in _NUMBERS and value is not None:
            text = str(value)
            return _Value(f"{text} {row['unit']}" if row.get("unit") else text, text, text, "number", flag)
        if kind in (FieldKind.COUNTRY, FieldKind.COUNTRIES):
            codes = [value] if isinstance(value, str) else value or []
            text = ", ".join(_country(code) for code in codes)
            return _Value(text, text, text, flag=flag)
        if kind is FieldKind.INSTRUMENT:
            reached = row.get("score") or {}
            text = _score(reached)
            return _Value(text, text, text, flag="abnormal" if reached.get("flags") else "")
        said = row["words"][:1] if kind is FieldKind.SYSTEM else row["words"]
        text = "; ".join(said)
        return _Value(text, text, text, flag=flag, options=_options(kind, self.known[row["key"]]["choices"]))

    def _flag(self, row: Mapping[str, Any], kind: FieldKind) -> str:
        judged = row.get("judgement", "")
        if judged:
            return str(judged)
        value = row["value"]
        if kind is FieldKind.SYSTEM:
            return "abnormal" if value and value.get("state") == "abnormal" else ""
        chosen = set(value) if isinstance(value, list) else {value} if isinstance(value, str) else set()
        choices = self.known[row["key"]]["choices"]
        return "abnormal" if any(each["abnormal"] and each["key"] in chosen for each in choices) else ""

    def _day(self, day: date, flag: str = "") -> _Value:
        return _Value(day_words(day), day_copied(day, self.paper.dates), day.isoformat(), "date", flag)

    # -- what is no question --------------------------------------------------------------------------------------

    def _person(self, line: Line) -> _Value:
        flag = "differs_from_signed" if line.of in self.subject.changed else ""
        if line.of == "birth_date":
            shown, copied, kept = birth_words(self.subject.person["birth"], self.paper.dates)
            exact = bool(self.subject.person["birth"]) and self.subject.person["birth"]["precision"] == "day"
            return _Value(shown, copied, kept, "date" if exact else "text", flag)
        value = self.subject.person.get(line.of)
        return self._day(value, flag) if isinstance(value, date) else _text(str(value or ""), flag)

    def _identifier(self, line: Line) -> _Value:
        kinds = [line.of] if isinstance(line.of, str) else line.of
        return _text(next((self.subject.identifiers[kind] for kind in kinds if kind in self.subject.identifiers), ""))

    def _exam(self, line: Line) -> _Value:
        exam, outcome = self.signed["exam"], self.made["outcome"]
        if line.of == "exam_date":
            return self._day(date.fromisoformat(exam["exam_date"]))
        if line.of == "valid_until":
            until = outcome["valid_until"]
            return self._day(date.fromisoformat(until)) if until else _NOTHING
        said = {
            "exam_country": _country(exam["exam_country"]),
            "cleared": _YES_NO.get(outcome["cleared"], ""),
            "holds": " ".join(each["text"] for each in outcome["holds"]),
            "warnings": " ".join(each["text"] for each in self.signed["assessment"]["warnings"]),
            "forms": ", ".join(self.signed["assessment"]["forms"]),
            "reason": self.made["reason"],
            "edition": self.signed["protocol"]["edition"],
            "version": str(self.signature["seq"]),
        }
        return _text(said[line.of])

    def _physician(self, line: Line) -> _Value:
        if line.of == "signed_at":
            return self._day(datetime.fromisoformat(self.signature["at"]).astimezone(self.subject.zone).date())
        return _text(self.signed["physician"][line.of])

    def _clinic(self, line: Line) -> _Value:
        return _text(self.subject.clinic[line.of])

    def _item(self, line: Line) -> _Value:
        item = self._item_row(line.of)
        if item is None:
            return _text("Not required")
        state = {"required": "Required", "deferred": "Deferred", "optional": "Offered", "forbidden": "Not to be done"}
        if item["state"] == "unknown":
            return _NOTHING
        said = state.get(item["state"], "Not required")
        return _text(f"{said}, done" if item["done"] else f"{said}, not done" if item["state"] == "required" else said)

    def _item_row(self, code: str) -> Mapping[str, Any] | None:
        return next((one for one in self.signed["assessment"]["items"] if one["item"] == code), None)

    def _reasons(self, line: Line) -> _Value:
        item = self._item_row(line.of)
        return _text(" ".join(reason["because"] for reason in item["reasons"]) if item else "")

    def _when(self, line: Line) -> _Value:
        """Yes or no as the answers say; what is not known stays blank."""
        says = self.telling.says(line.of)
        return _NOTHING if says is None else _yes_or_no(says)

    def _classes(self, line: Line) -> _Value:
        given = bool(set(line.of) & set(self.made["decided"]["classes"]))
        return _yes_or_no(given, "abnormal" if given else "")

    def _no_class(self, line: Line) -> _Value:
        decided = set(self.made["decided"]["classes"])
        return _yes_or_no(not (decided if line.of is True else decided & set(line.of)))

    def _class_reasons(self, line: Line) -> _Value:
        return _text(reasons_of(line.of, self.signed, self.template))

    def _class_list(self, _line: Line) -> _Value:
        codes, labels = self.made["decided"]["classes"], self.made["labels"]
        return _text("; ".join(labels.get(code, code) for code in codes) or "No class", "abnormal" if codes else "")

    def _grade(self, line: Line, asked: bool) -> list[dict[str, Any]]:
        decided = self.made["decided"]
        grade = decided["grades"].get(line.of, "") if asked else ""
        item = self.template.items.get(line.of)
        label = line.label or f"Grade: {item.label if item else line.of}"
        order = next((one.order for one in self.template.gradings if one.item == line.of), ())
        value = _Value(grade, grade, grade, flag="abnormal" if grade and grade != order[0] else "", options=order)
        shown = self._item_row(line.of) is not None or bool(grade)
        by, at = (self.made["by"], self.made["at"]) if grade else ("", "")
        rows = [self._row(line, label, value, asked=asked and shown, by=by, at=at, required=True)]
        comment = decided.get("comments", {}).get(line.of, "")
        if grade and comment:
            rows.append(
                self._row(
                    line,
                    f"{label}: comment",
                    _text(comment),
                    asked=True,
                    by=by,
                    at=at,
                    name=f"{line.name}.comment",
                    critical=False,
                )
            )
        return rows

    def _vaccine(self, line: Line) -> _Value:
        """The doses from written records: those before the day of the examination."""
        return self._doses(line, here=False)

    def _vaccine_here(self, line: Line) -> _Value:
        """The doses given by the panel site: from the day of the examination on."""
        return self._doses(line, here=True)

    def _doses(self, line: Line, *, here: bool) -> _Value:
        given = self.standing.facts.get("vaccines_given")
        days = given.get(line.of, ()) if isinstance(given, Mapping) else ()
        examined = date.fromisoformat(self.signed["exam"]["exam_date"])
        known = (date.fromisoformat(str(day)) for day in days)
        found = sorted(day for day in known if (day >= examined) is here)
        return _Value(
            "; ".join(map(day_words, found)),
            "; ".join(day_copied(day, self.paper.dates) for day in found),
            "; ".join(day.isoformat() for day in found),
        )

    def _treatment(self, line: Line) -> _Value:
        due = next((dose for dose in self.standing.assessment.treatments if dose.drug == line.of), None)
        return _text(", ".join(f"{name.replace('_', ' ')} {amount:g}" for name, amount in due.amounts) if due else "")


def _text(text: str, flag: str = "") -> _Value:
    return _Value(text, text, text, flag=flag if text else "")


def _yes_or_no(given: bool, flag: str = "") -> _Value:
    said = _YES_NO[given]
    return _Value(said, said, said, flag=flag, options=tuple(_YES_NO.values()))


def _options(kind: FieldKind, choices: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    if kind is FieldKind.BOOL:
        return tuple(_YES_NO.values())
    if kind is FieldKind.SYSTEM:
        return ("Normal", "Abnormal", "Not done")
    return tuple(each["label"] for each in choices) if kind is FieldKind.CHOICE else ()


def _note(row: Mapping[str, Any]) -> str:
    """The remark beside an answer; of a body system it stands behind the state."""
    beside = row["words"][1] if isinstance(row["value"], dict) and "state" in row["value"] and row["words"][1:] else ""
    return str(row.get("note") or beside)


def _country(code: str | None) -> str:
    known = countries().get(code or "")
    return known.name() if known else code or ""


def _score(reached: Mapping[str, Any]) -> str:
    if reached.get("total") is None:
        return ""
    text = f"{reached['total']} of {reached['highest']}"
    return f"{text} ({reached['band']})" if reached.get("band") else text


def _label(line: Line) -> str:
    """The program's own label where the paper gives none."""
    words = {"person": PERSON, "exam": EXAM, "physician": PHYSICIAN, "clinic": CLINIC}
    if line.kind in words:
        return words[line.kind][line.of]
    return {"class_list": "Classification"}.get(line.kind, str(line.of))
