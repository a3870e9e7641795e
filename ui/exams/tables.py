"""The words of a requirement, and the declared columns of the case file's lists: exams, signatures, history."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication

from mhac.exams.rules import StepState
from mhac.exams.views import CaseFile, EventLine, ExamLine, Requirement, SignatureLine
from ui.exams import words
from ui.exams.casefile_presenter import CLOSING, percent_of
from ui.exams.frozen_view import cleared_words
from ui.widgets import formats
from ui.widgets.tables import Column


def step_label(step: Requirement) -> str:
    """Return what is asked."""
    if step.item == CLOSING:
        return QCoreApplication.translate("CaseFile", "Classification and signature")
    return words.said(step.label)


def step_reason(step: Requirement) -> str:
    """Return why it is asked, and the source."""
    if step.item == CLOSING:
        return QCoreApplication.translate("CaseFile", "After all results, by a physician")
    if step.state is StepState.WAITING and step.needs:
        needs = ", ".join(words.said(need) for need in step.needs)
        return QCoreApplication.translate("CaseFile", "Waits for: {needs}").format(needs=needs)
    if not step.reasons:
        return ""
    return words.joined((words.said(step.reasons[0].because), step.reasons[0].source))


def step_done(step: Requirement) -> tuple[str, str]:
    """Return when it was done and by whom, or the number and day of the slip."""
    if step.state is StepState.REQUESTED and step.requested_at is not None:
        return step.request_number, _short(step.requested_at)
    return (_short(step.done_at), step.done_by) if step.done_at is not None else ("", "")


def _short(at: datetime) -> str:
    return f"{formats.short_day(formats.local(at).date())}, {formats.clock(at)}"


def step_confidence(step: Requirement) -> str:
    """Return how sure the rule is."""
    return words.mark(step.reasons[0])[0] if step.reasons else ""


def step_confidence_tone(step: Requirement) -> str:
    """Return the tone of that."""
    return words.mark(step.reasons[0])[1] if step.reasons else "neutral"


def step_state(step: Requirement) -> str:
    """Return the result where there is one, else how far it is."""
    if step.result:
        return words.result(step.result)
    if step.item == CLOSING and step.state is StepState.DONE:
        return QCoreApplication.translate("CaseFile", "Signed")
    return words.step(step.state)[0]


def step_tone(step: Requirement) -> str:
    """Return the tone of the state."""
    return "bad" if step.abnormal else words.step(step.state)[1]


def exam_facts(file: CaseFile) -> dict[str, str]:
    """Return what the exam of a file is now, by what it is called: for somebody who saw it otherwise."""
    line = file.exam
    if line is None:
        return {}
    return {
        QCoreApplication.translate("CaseFile", "State"): words.status(line.status)[0],
        QCoreApplication.translate("CaseFile", "Version"): str(line.revision),
        QCoreApplication.translate("CaseFile", "Done"): f"{percent_of(file)} %",
        QCoreApplication.translate("CaseFile", "Signed"): exam_signed(line),
    }


def exam_columns() -> list[Column[ExamLine]]:
    """What the list of exams shows."""
    return [
        Column(QCoreApplication.translate("CaseFile", "Exam"), lambda line: formats.day(line.exam_date), width=116,
               detail=lambda line: f"{QCoreApplication.translate('CaseFile', 'Version')} {line.revision}"),
        Column(QCoreApplication.translate("CaseFile", "Protocol"), lambda line: words.country(line.country),
               detail=lambda line: line.edition),
        Column(QCoreApplication.translate("CaseFile", "Signed"),
               lambda line: formats.moment(line.signed_at) if line.signed_at else "", width=170,
               detail=lambda line: line.signed_by if line.signed_at else ""),
        Column(QCoreApplication.translate("CaseFile", "State"), lambda line: words.status(line.status)[0], width=140,
               tone=lambda line: words.status(line.status)[1]),
    ]


def exam_signed(line: ExamLine) -> str:
    """Return when and by whom an exam was signed last."""
    return words.joined((formats.moment(line.signed_at), line.signed_by)) if line.signed_at else ""


def signature_columns() -> list[Column[SignatureLine]]:
    """What the list of signatures shows."""
    return [
        Column(QCoreApplication.translate("CaseFile", "Version"), lambda line: str(line.seq), width=76, right=True),
        Column(QCoreApplication.translate("CaseFile", "Signed"), lambda line: formats.moment(line.at), width=230,
               detail=lambda line: words.joined((line.physician, line.licence))),
        Column(QCoreApplication.translate("CaseFile", "Outcome"), lambda line: cleared_words(line.cleared),
               detail=why_amended),
    ]


def why_amended(line: SignatureLine) -> str:
    """Return why a signed exam was opened again; empty for the first signature."""
    told = QCoreApplication.translate("CaseFile", "Why amended")
    return f"{told}: {line.reason}" if line.reason else ""


def event_columns() -> list[Column[EventLine]]:
    """What the history shows."""
    return [
        Column(QCoreApplication.translate("CaseFile", "When"), lambda line: formats.moment(line.at), width=200,
               detail=lambda line: line.by),
        Column(QCoreApplication.translate("CaseFile", "What"), lambda line: words.event(line.kind),
               detail=lambda line: line.reason),
    ]
