"""What the examination page shows and what it sends to the services; plain Python, no widgets.

Typed values lie over the stored answers until their section is finished. Beside each typed value stands the number of
the answer that was on screen when the typing began, so that nobody writes over what he has not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from mhac.exams import entry, queries, service
from mhac.exams.assessing import Standing, assess
from mhac.exams.doses import doses_of
from mhac.exams.needs import fields_of
from mhac.exams.reasons import reason
from mhac.exams.rules import Decision, How
from mhac.exams.views import Due, ExamView, OpenFlag, Reason, SectionSaved, Signing
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.protocols import library
from mhac.protocols.form import FormField, FormSection, Progress, computed_answers, judge, not_computed, progress
from mhac.protocols.instruments import Score, score
from mhac.protocols.next_doses import GIVEN
from mhac.protocols.rules import FieldKind, ItemState, Judgement, SystemState
from mhac.protocols.template import Template
from mhac.security import service as security

NUMBERS = (FieldKind.NUMBER, FieldKind.INTEGER)


@dataclass
class Typing:
    """What is typed in one section and not finished."""

    values: dict[str, Any] = field(default_factory=dict)
    base: dict[str, int] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    saved: bool = True


WARNING_SIGN, URGENT_SIGN = "sign", "urgent_sign"
SEVERE = frozenset({Judgement.SEVERELY_LOW, Judgement.SEVERELY_HIGH, URGENT_SIGN})


@dataclass(frozen=True)
class SecondLook:
    """An answer that wants a second look: too high, too low, abnormal, or a warning sign."""

    section: str
    key: str
    label: str
    value: str
    judgement: str
    note: str = ""

    @property
    def is_severe(self) -> bool:
        """Whether it lies beyond the severe limits."""
        return self.judgement in SEVERE


class ExamPresenter:
    """The state of the examination page for one exam."""

    def __init__(self, view: ExamView, roles: frozenset[str]) -> None:
        self.roles = roles
        self.typing: dict[str, Typing] = {}
        self.restored_at: datetime | None = None
        self._restored = False
        self._standing: Standing | None = None
        self.load(view)

    def load(self, view: ExamView) -> None:
        """Take the exam as it is now; what is being typed stays on top."""
        self.view = view
        self._standing = None
        self.template: Template = library.pinned(view.country, view.edition, view.template_digest)
        if not self._restored and view.status.is_open:
            self._restore(view)
        self._restored = True

    def _restore(self, view: ExamView) -> None:
        """Bring back what was typed before a crash, a lock or a change of page."""
        known = {section.section.key for section in view.sections}
        for key, draft in view.drafts.items():
            if key in known and draft.values:
                self.typing[key] = Typing(dict(draft.values), dict(draft.base), dict(draft.marks))
                self._standing = None
                self.restored_at = max(self.restored_at or draft.saved_at, draft.saved_at)

    # -- the form -----------------------------------------------------------------------------------------------

    @property
    def standing(self) -> Standing:
        """The exam with everything typed on top: form, answers and what the protocol says of them."""
        if self._standing is None:
            typed = {key: value for typing in self.typing.values() for key, value in typing.values.items()}
            self._standing = assess(self.template, self.view.applicant, self.view.answers, self.view.settings, typed)
        return self._standing

    @property
    def values(self) -> Mapping[str, Any]:
        """The answers with everything typed on top."""
        return self.standing.values

    def sections(self) -> tuple[FormSection, ...]:
        """The form as the answers so far make it."""
        return self.standing.sections

    def section(self, key: str) -> FormSection | None:
        """One section of the form."""
        return self.standing.section(key)

    def progress(self, section: FormSection) -> Progress:
        """How far a section is, what is typed included."""
        return progress(section, self.values)

    def computed(self) -> dict[str, float]:
        """Values that follow from others."""
        return computed_answers(self.template, self.standing.applicant, self.values)

    def shown_values(self) -> dict[str, Any]:
        """The answers with what follows from them, or why it does not."""
        return {**self.values, **self.computed(), **not_computed(self.template, self.standing.applicant, self.values)}

    def may_enter(self, asked: FormField) -> bool:
        """Whether the signed-in role enters this question."""
        return not asked.entered_by or bool(self.roles & set(asked.entered_by))

    def next_own(self, key: str) -> str:
        """The next section in which the signed-in role enters something; "" after the last one."""
        sections = self.sections()
        place = next((at for at, one in enumerate(sections) if one.key == key), len(sections))
        later = (one.key for one in sections[place + 1:] if any(self.may_enter(asked) for asked in one.fields))
        return next(later, "")

    def judgement(self, asked: FormField, value: Any) -> Judgement:
        """How a number lies against its ranges."""
        if asked.kind not in NUMBERS or isinstance(value, bool) or not isinstance(value, int | float):
            return Judgement.NOT_JUDGED
        return judge(asked, value)

    # -- typing -------------------------------------------------------------------------------------------------

    def type(self, section: str, key: str, value: Any, mark: How | None = None) -> None:
        """Take what was typed into a question."""
        typing = self.typing.setdefault(section, Typing())
        typing.values[key] = value
        if key not in typing.base:
            known = self.view.answers.get(key)
            typing.base[key] = known.number if known else 0
        if mark is not None:
            typing.marks[key] = mark.value
        else:
            typing.marks.pop(key, None)
        typing.saved = False
        self._standing = None

    def is_typed(self, section: str) -> bool:
        """Whether something in a section waits to be finished."""
        return section in self.typing

    def unsaved(self) -> tuple[str, ...]:
        """The sections whose typing is newer than their draft."""
        return tuple(key for key, typing in self.typing.items() if not typing.saved)

    def rest_normal(self, section: FormSection) -> tuple[str, ...] | None:
        """Mark every system that is still open normal; None while the physician has not examined any by hand."""
        systems = [asked for asked in section.fields if asked.kind is FieldKind.SYSTEM]
        values, marks = self.values, self.typing.get(section.key, Typing()).marks
        by_hand = [asked for asked in systems if asked.key in values and marks.get(asked.key) != How.REST_NORMAL]
        if not by_hand:
            return None
        rest = tuple(asked.key for asked in systems if asked.key not in values)
        for key in rest:
            self.type(section.key, key, {"state": SystemState.NORMAL.value, "note": ""}, How.REST_NORMAL)
        return rest

    def keep_mine(self, section: str, key: str, number: int) -> None:
        """After a stale edit: what is typed shall follow the answer that somebody else gave."""
        self.typing[section].base[key] = number

    def take_theirs(self, section: str, key: str) -> None:
        """After a stale edit: forget what is typed in one question."""
        typing = self.typing[section]
        for part in (typing.values, typing.base, typing.marks):
            part.pop(key, None)
        self._standing = None

    # -- acts ---------------------------------------------------------------------------------------------------

    def draft_act(self, section: str) -> Any:
        """The act that keeps a draft; what it takes is copied, as it runs in another thread."""
        typing = self.typing[section]
        typing.saved = True
        return partial(_save_draft, exam_id=self.view.id, section=section, values=dict(typing.values),
                       base=dict(typing.base), marks=dict(typing.marks))

    def finish_act(self, section: str) -> Any:
        """The act that finishes a section."""
        typing = self.typing.get(section, Typing())
        marked = {mark: frozenset(key for key, how in typing.marks.items() if how == mark) for mark in How}
        return partial(_save_section, exam_id=self.view.id, section=section, values=dict(typing.values),
                       base=dict(typing.base), confirmed=marked[How.CONFIRMED], rest_normal=marked[How.REST_NORMAL])

    def finished(self, section: str) -> None:
        """Forget the typing of a section that was finished."""
        self.typing.pop(section, None)
        self._standing = None

    # -- beside the form ----------------------------------------------------------------------------------------

    def second_looks(self) -> tuple[SecondLook, ...]:
        """What wants a second look, in the order of the form."""
        values, found = {**self.values, **self.computed()}, []
        for section in self.sections():
            for asked in section.fields:
                looked = self._second_look(section.key, asked, values.get(asked.key), values)
                if looked is not None:
                    found.append(looked)
                if asked.instrument is not None:
                    found += self._signs(section.key, asked, values.get(asked.key))
        return tuple(found)

    def _signs(self, section: str, asked: FormField, answers: Any) -> Iterator[SecondLook]:
        """The warning signs of a questionnaire that nobody has answered yet, those of the moment included."""
        if asked.instrument is None or not answers:
            return
        answered = {one.raised.flag.key for one in self.view.flags if one.raised.field == asked.key and not one.is_open}
        for flag in score(asked.instrument, answers, self.standing.applicant.sex).flags:
            if flag.key not in answered:
                kind = URGENT_SIGN if flag.physician_only else WARNING_SIGN
                yield SecondLook(section, f"{asked.key}.{flag.key}", flag.label, "", kind)

    def _second_look(self, section: str, asked: FormField, value: Any, values: Mapping[str, Any]) -> SecondLook | None:
        from ui.exams import words

        if value is None:
            return None
        judged = self.judgement(asked, value)
        note = str(values.get(asked.note_key) or "") if asked.note_key else ""
        if judged not in (Judgement.NORMAL, Judgement.NOT_JUDGED):
            return SecondLook(section, asked.key, asked.label, words.answer(asked, value), judged.value, note)
        if asked.kind is FieldKind.SYSTEM and value.get("state") == SystemState.ABNORMAL:
            return SecondLook(section, asked.key, asked.label, "", "abnormal", value.get("note", ""))
        chosen = value if isinstance(value, list) else [value]
        if asked.choices and any(choice.abnormal for choice in asked.choices if choice.key in chosen):
            return SecondLook(section, asked.key, asked.label, words.answer(asked, value), "abnormal", note)
        return None

    def history(self) -> tuple[tuple[str, str], ...]:
        """What the person said yes to in the history, that of mind and substances too, with the words beside it."""
        values = self.values
        return tuple(
            (asked.label, str(values.get(asked.note_key) or "") if asked.note_key else "")
            for section in self.sections() if section.kind in {"history", "mental"}
            for asked in section.fields if asked.kind is FieldKind.BOOL and values.get(asked.key) is True
        )

    def scores(self) -> tuple[tuple[FormField, Score], ...]:
        """The questionnaires with their scores so far."""
        values, sex = self.values, self.view.applicant.sex
        return tuple((asked, score(asked.instrument, values[asked.key], sex)) for section in self.sections()
                     for asked in section.fields if asked.instrument is not None and asked.key in values)

    def due(self, section: str) -> tuple[Due, ...]:
        """The vaccines and drugs, beside the section that records the doses and beside a signed exam."""
        asked = self.section(section)
        records = asked is not None and bool({one.key for one in asked.fields} & fields_of(self.template, GIVEN))
        return doses_of(self.standing) if records or not self.view.status.is_open else ()

    def spared(self) -> tuple[Reason, ...] | None:
        """Why no examination is needed; None where one is, or where it is not known yet."""
        found = self.standing.assessment
        if found.exam_needed is not False:
            return None
        traces = (one for item in found.items if item.state is ItemState.NOT_REQUIRED for one in item.reasons)
        return tuple(dict.fromkeys(reason(one, self.standing) for one in traces))

    def open_flags(self) -> tuple[OpenFlag, ...]:
        """Warning signs that nobody has acknowledged."""
        return tuple(flag for flag in self.view.flags if flag.is_open)


def load_exam(exam_id: int | None, person_id: int | None) -> Any:
    """The question for one exam, by its number or as the person's current one."""
    return partial(_exam, exam_id=exam_id, person_id=person_id)


def load_signing(exam_id: int) -> Any:
    """The question for what would be signed."""
    return partial(_signing, exam_id=exam_id)


def load_version(exam_id: int, seq: int) -> Any:
    """The question for a signed version."""
    return partial(_version, exam_id=exam_id, seq=seq)


def classify_act(exam_id: int, decided: Decision, reason: str) -> Any:
    """The act that confirms or overrides."""
    return partial(_classify, exam_id=exam_id, decided=decided, reason=reason)


def sign_act(exam_id: int, shown: Signing, password: str) -> Any:
    """The act that signs what was shown, with the password given again, in one unit of work."""
    return partial(_sign, exam_id=exam_id, digest=shown.digest, password=password)


def amend_act(exam_id: int, reason: str) -> Any:
    """The act that opens an amendment."""
    return partial(_amend, exam_id=exam_id, reason=reason)


def acknowledge_act(exam_id: int, flag: OpenFlag, action: str) -> Any:
    """The act that acknowledges a warning sign."""
    return partial(_acknowledge, exam_id=exam_id, field=flag.raised.field, flag=flag.raised.flag.key, action=action)


def _exam(uow: UnitOfWork, *, exam_id: int | None, person_id: int | None) -> ExamView:
    return queries.exam(uow, queries.current_exam(uow, person_id or 0) if exam_id is None else exam_id)


def _signing(uow: UnitOfWork, *, exam_id: int) -> Signing:
    return queries.signing(uow, exam_id)


def _version(uow: UnitOfWork, *, exam_id: int, seq: int) -> Any:
    return queries.signed_content(uow, exam_id, seq)


def _save_draft(uow: UnitOfWork, **draft: Any) -> datetime:
    return entry.save_draft(uow, **draft)


def _save_section(uow: UnitOfWork, **section: Any) -> SectionSaved:
    return entry.save_section(uow, **section)


def _classify(uow: UnitOfWork, **decision: Any) -> int:
    return service.classify(uow, **decision)


def _sign(uow: UnitOfWork, *, exam_id: int, digest: str, password: str) -> int:
    proof = security.confirm_password(uow, password=password)
    return service.sign_exam(uow, exam_id=exam_id, shown_digest=digest, proof=proof)


def _amend(uow: UnitOfWork, **amendment: Any) -> int:
    return service.amend_exam(uow, **amendment)


def _acknowledge(uow: UnitOfWork, **acknowledgement: Any) -> None:
    entry.acknowledge_flag(uow, **acknowledgement)
