"""A man of 36 whose exam is graded, for a country whose protocol has grades, and his answers."""

from datetime import date
from typing import Any

from mhac.exams import service
from mhac.exams.rules import Decision
from mhac.protocols import library
from mhac.protocols import service as protocols
from mhac.protocols.template import Template
from mhac.registration import service as registration
from mhac.registration.birth import on_day
from mhac.registration.rules import Joining, NewCase, NewPerson
from tests.clinic import Clinic
from tests.mhac.exams.examined import Family, answers_for, begin, read_exam

EXAMINED_ON = date(2026, 3, 10)


def graded_templates() -> list[Template]:
    """The templates in force that have grades."""
    chosen = [library.choose(country, EXAMINED_ON).template for country in library.countries()]
    return [template for template in chosen if template.gradings]


def graded_exam(clinic: Clinic, template: Template) -> int:
    """Begin the exam of a man of 36 in the first category of a template."""
    with clinic.act("receptionist", action="registration.register_person") as uow:
        person = registration.register_person(
            uow,
            request=NewPerson(
                family_name="Ndayishimiye",
                given_names="Jean",
                sex="M",
                birth=on_day(date(1990, 1, 5)),
                citizenship="BI",
                birth_country="BI",
            ),
        )
        case_id = registration.open_case(
            uow,
            request=NewCase(country=template.country, category=next(iter(template.categories))),
            members=(Joining(person, "principal", principal=True),),
        )
    return begin(clinic, Family(case_id, person, person), person)


def fill_whole(clinic: Clinic, exam_id: int, **answers: dict[str, Any]) -> None:
    """Finish every section that is asked, those that open on the way included."""
    for _ in range(3):
        view = read_exam(clinic, exam_id)
        found = answers_for(view, answers)
        with clinic.act("physician", action="exams.save_section") as uow:
            for key, values in found.items():
                base = {name: view.answers[name].number for name in values if name in view.answers}
                service.save_section(uow, exam_id=exam_id, section=key, values=values, base=base)


def adopt_edition(clinic: Clinic, template: Template) -> None:
    """Let the panel physician adopt an edition."""
    with clinic.act("physician", action="protocols.adopt_edition") as uow:
        protocols.adopt_edition(
            uow, country=template.country, edition=template.edition, digest=template.digest, confirmed_rules=()
        )


def grade(clinic: Clinic, exam_id: int, decided: Decision, reason: str = "") -> int:
    """Record grades as the physician."""
    with clinic.act("physician", action="exams.classify") as uow:
        return service.classify(uow, exam_id=exam_id, decided=decided, reason=reason)
