"""A family at the clinic and the answers of healthy people, for the tests of the assessment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mhac.exams import queries, service
from mhac.exams.assessing import assess
from mhac.exams.rules import Decision
from mhac.exams.views import ExamView
from mhac.protocols import library
from mhac.protocols import service as protocols
from mhac.protocols.form import FormField, FormSection, progress
from mhac.protocols.rules import FieldKind
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from mhac.security.service import confirm_password
from tests.clinic import PASSWORD, Clinic

COUNTRY = "US"
DISEASE_FREE = {"identity_checked": True, "consent_given": True}
FILM_NORMAL: Mapping[str, Any] = {"xray_state": "done", "xray_on": "2026-03-10", "xray_result": "normal"}
FILM_TB: Mapping[str, Any] = {**FILM_NORMAL, "xray_result": "abnormal", "xray_findings": ["cavity"]}


@dataclass(frozen=True)
class Family:
    """A mother, her daughter and the case that they travel in."""

    case_id: int
    mother: int
    child: int


def family(clinic: Clinic) -> Family:
    """Register a mother of 35 and a daughter of 9 with a case."""
    with clinic.act("receptionist", action="registration.register_person") as uow:
        mother = registration.register_person(
            uow,
            request=NewPerson(
                family_name="Mukamana",
                given_names="Béatrice",
                sex="F",
                birth=on_day(date(1990, 3, 14)),
                citizenship="CD",
                birth_country="CD",
                languages=("rw", "fr"),
                camp="mahama",
            ),
        )
        child = registration.register_person(
            uow,
            request=NewPerson(
                family_name="Habimana",
                given_names="Divine",
                sex="F",
                birth=on_day(date(2016, 7, 1)),
                citizenship="CD",
                birth_country="RW",
            ),
        )
        case_id = registration.open_case(
            uow,
            request=NewCase(country=COUNTRY, category="REF"),
            members=(Joining(mother, "principal", principal=True), Joining(child, "child")),
        )
    return Family(case_id, mother, child)


def begin(clinic: Clinic, household: Family, person_id: int | None = None) -> int:
    """Begin an exam as a nurse."""
    with clinic.act("nurse", action="exams.begin_exam") as uow:
        return service.begin_exam(
            uow, person_id=person_id or household.mother, case_id=household.case_id, without_consent="On paper"
        )


def read_exam(clinic: Clinic, exam_id: int, role: str = "physician") -> ExamView:
    """Read an exam."""
    with clinic.read(role) as uow:
        return queries.exam(uow, exam_id)


def section_of(view: ExamView, key: str) -> FormSection:
    """Return a section of an exam."""
    return next(one.section for one in view.sections if one.section.key == key)


def healthy(field: FormField) -> Any:
    """Return what a healthy person's answer is."""
    if field.kind is FieldKind.BOOL:
        return DISEASE_FREE.get(field.key, False)
    if field.kind is FieldKind.SYSTEM:
        return {"state": "normal", "note": ""}
    if field.kind is FieldKind.CHOICE:
        return next(choice.key for choice in field.choices if not choice.abnormal)
    if field.kind is FieldKind.DATE:
        return "2026-03-10"
    if field.kind in (FieldKind.NUMBER, FieldKind.INTEGER):
        reach = field.normal or field.plausible
        return round(((reach.low or 0) + (reach.high or 0)) / 2) if reach else 1
    return "none"


def answers_for(view: ExamView, wanted: Mapping[str, Mapping[str, Any]], only: str = "") -> dict[str, dict[str, Any]]:
    """Return the answers, by section, that make an exam whole: the wanted ones, and a healthy person's for the rest.

    An answer may open further questions or take whole sections away, and so it goes on section by section.
    """
    template = library.pinned(view.country, view.edition, view.template_digest)
    found: dict[str, dict[str, Any]] = {key: dict(answers) for key, answers in wanted.items()}
    while True:
        typed = {key: value for answers in found.values() for key, value in answers.items()}
        standing = assess(template, view.applicant, view.answers, view.settings, typed)
        for section in standing.sections:
            missing = progress(section, standing.values).missing if only in {"", section.key} else ()
            if missing:
                given = found.setdefault(section.key, {})
                given.update({field.key: healthy(field) for field in section.fields if field.key in missing})
                break
        else:
            return {section.key: found[section.key] for section in standing.sections if section.key in found}


def fill(clinic: Clinic, exam_id: int, key: str, answers: Mapping[str, Any] | None = None,
         role: str = "physician") -> None:  # fmt: skip
    """Finish a section: the given answers, and a healthy person's for every other required question."""
    view = read_exam(clinic, exam_id, role)
    _save(clinic, view, answers_for(view, {key: answers or {}}, key), role)


def fill_all(clinic: Clinic, exam_id: int, **answers: Mapping[str, Any]) -> None:
    """Finish every section that is asked."""
    view = read_exam(clinic, exam_id)
    _save(clinic, view, answers_for(view, answers), "physician")


def _save(clinic: Clinic, view: ExamView, found: Mapping[str, Mapping[str, Any]], role: str) -> None:
    with clinic.act(role, action="exams.save_section") as uow:
        for key, values in found.items():
            base = {name: view.answers[name].number for name in values if name in view.answers}
            service.save_section(uow, exam_id=view.id, section=key, values=values, base=base)


def adopt(clinic: Clinic) -> None:
    """Let the panel physician adopt every edition of the shelf."""
    with clinic.act("physician", action="protocols.adopt_edition") as uow:
        for edition in library.editions(COUNTRY):
            protocols.adopt_edition(
                uow, country=edition.country, edition=edition.edition, digest=edition.digest, confirmed_rules=()
            )


def confirm(clinic: Clinic, exam_id: int) -> None:
    """Confirm what the protocol proposes."""
    classes = read_exam(clinic, exam_id).verdict.classes
    assert classes is not None
    with clinic.act("physician", action="exams.classify") as uow:
        service.classify(uow, exam_id=exam_id, decided=Decision.of((one.code for one in classes), {}))


def sign(clinic: Clinic, exam_id: int) -> int:
    """Sign what is shown."""
    with clinic.read("physician") as uow:
        shown = queries.signing(uow, exam_id)
    with clinic.act("physician", action="exams.sign_exam") as uow:
        proof = confirm_password(uow, password=PASSWORD)
        return service.sign_exam(uow, exam_id=exam_id, shown_digest=shown.digest, proof=proof)


def decided_exam(clinic: Clinic, household: Family) -> int:
    """An exam of the mother, whole and classified as proposed."""
    adopt(clinic)
    exam_id = begin(clinic, household)
    fill_all(clinic, exam_id)
    confirm(clinic, exam_id)
    return exam_id


def signed_exam(clinic: Clinic, household: Family) -> int:
    """An exam of the mother, whole, classified and signed."""
    exam_id = decided_exam(clinic, household)
    sign(clinic, exam_id)
    return exam_id
