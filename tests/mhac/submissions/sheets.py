"""Signed exams and their sheets, for the tests of the entry at an authority."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mhac.exams.assessing import CurrentAnswer, Standing, assess
from mhac.exams.content import exam_content
from mhac.protocols import library
from mhac.protocols.assessment import Applicant
from mhac.protocols.form import FormField
from mhac.protocols.rules import FieldKind
from mhac.protocols.template import Template
from mhac.submissions import queries, service
from mhac.submissions.content import Subject, rows_of, sheet_content
from mhac.submissions.papers import Paper
from mhac.submissions.rules import RowState
from mhac.submissions.views import Sheet
from tests.clinic import Clinic
from tests.mhac.protocols.filling import USUAL, harmless

EXAM_DAY = date(2026, 3, 10)
AT = "2026-03-10T07:00:00+00:00"
NUMBER = "EM 004711"


def template_of(country: str) -> Template:
    return library.choose(country, EXAM_DAY).template


def applicant(template: Template, category: str, age: float, sex: str = "F") -> Applicant:
    born = EXAM_DAY - timedelta(days=round(age * 365.25))
    return Applicant(category=category, exam_date=EXAM_DAY, birth_earliest=born, birth_latest=born, sex=sex,
                     exam_country="RW", citizenship="CD", birth_country="CD")  # fmt: skip


def filled(template: Template, who: Applicant, **found: Any) -> Standing:
    """Somebody who was asked everything that is required; section by section, as at the desk."""
    answers: dict[str, Any] = dict(found)
    while True:
        kept = {key: CurrentAnswer(1, "", key, 1, value, "entered", _at(), 3, "Noella Ingabire")
                for key, value in answers.items()}  # fmt: skip
        standing = assess(template, who, kept, {})
        missing = (
            {
                field.key: _well(field)
                for field in section.fields
                if field.required and not field.computed and field.key not in answers
            }
            for section in standing.sections
        )
        fresh = next((each for each in missing if each), None)
        if not fresh:
            return standing
        answers |= fresh


def _at() -> datetime:
    return datetime.fromisoformat(AT)


def _well(field: FormField) -> Any:
    """The harmless answer; a number in the middle of what is normal."""
    if field.kind in (FieldKind.NUMBER, FieldKind.INTEGER) and field.key not in USUAL:
        reach = field.normal or field.plausible
        return round(((reach.low or 0) + (reach.high or 0)) / 2) if reach else 1
    return harmless(field)


def signed_content(standing: Standing, classes: tuple[str, ...] = (), **grades: str) -> dict[str, Any]:
    """What a signature would freeze of it."""
    decided: dict[str, Any] = {"classes": list(classes), "grades": dict(standing.assessment.grades) | grades,
                               "comments": dict.fromkeys(grades, "Explained in the report.")}  # fmt: skip
    made = {"proposed": decided, "decided": decided, "reason": "", "by": "Dr Claire Uwase", "at": AT,
            "outcome": {"cleared": True, "valid_until": "2026-09-10", "holds": []}}  # fmt: skip
    who = standing.applicant
    birth = {"earliest": who.birth_earliest.isoformat(), "latest": who.birth_latest.isoformat(), "precision": "day",
             "estimated": False}  # fmt: skip
    return exam_content(
        exam={"id": 7, "country": standing.template.country, "category": who.category, "exam_date": "2026-03-10",
              "exam_country": "RW", "version": 1, "amendment_reason": ""},
        person={"id": 1, "file_number": "MHAC-1", "family_name": "Mukamana", "given_names": "Béatrice", "sex": who.sex,
                "citizenship": "CD", "birth": birth, "identifiers": [], "case_number": "C-1", "photo_sha256": None},
        standing=standing, classification=made, acknowledgements=(),
        physician={"id": 3, "name": "Dr Claire Uwase", "licence": "RMDC 2231"},
    )  # fmt: skip


def subject(**person: Any) -> Subject:
    birth = {"earliest": "1990-03-14", "latest": "1990-03-14", "precision": "day", "estimated": False}
    said = {"family_name": "Mukamana", "given_names": "Béatrice", "latin_name": "",
            "passport_name": "MUKAMANA BEATRICE",
            "sex": "Female", "birth": birth, "age": "35", "case_number": "C-1", "photo": "", "category": "Refugee",
            "document_kind": "Passport", "document_number": "OP0904417",
            "document_expires": date(2031, 5, 2)}  # fmt: skip
    return Subject(person=said | person, identifiers={"rsc_case": "RW-004711"}, zone=ZoneInfo("Africa/Kigali"),
                   clinic={"name": "MHAC Kigali", "place": "Kigali", "country": "Rwanda", "phone": ""})  # fmt: skip


def content(paper: Paper, standing: Standing, classes: tuple[str, ...] = (), *, about: Subject | None = None,
            **grades: str) -> dict[str, Any]:  # fmt: skip
    return sheet_content(paper, standing=standing, signed=signed_content(standing, classes, **grades),
                         signature={"seq": 1, "digest": "ab" * 32, "at": AT}, subject=about or subject())  # fmt: skip


def said(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The lines of a sheet by their names."""
    return {row["name"]: row for row in rows_of(made)}


# -- in the database --------------------------------------------------------------------------------------------------


def prepared(clinic: Clinic, exam_id: int, paper: str = "ds3030", role: str = "administrator") -> int:
    with clinic.act(role, action="submissions.prepare") as uow:
        return service.prepare(uow, exam_id=exam_id, paper=paper)


def read_sheet(clinic: Clinic, submission_id: int, role: str = "administrator") -> Sheet:
    with clinic.read(role) as uow:
        return queries.sheet(uow, submission_id)


def tick_all(clinic: Clinic, submission_id: int, role: str = "administrator") -> None:
    with clinic.act(role, action="submissions.tick") as uow:
        for row in read_sheet(clinic, submission_id).rows:
            if row.state is RowState.GIVEN and row.tick is None:
                service.tick(uow, submission_id=submission_id, row=row.name)


def blind_right(clinic: Clinic, submission_id: int, **wrong: str) -> dict[str, str]:
    """What a second person types who reads everything right, save what is said otherwise."""
    right = {row.name: row.copy for row in read_sheet(clinic, submission_id).rows if row.critical}
    return right | {name.replace("__", "."): text for name, text in wrong.items()}
