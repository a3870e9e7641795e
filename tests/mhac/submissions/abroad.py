"""A signed exam for one of the other countries, to be entered at its authority."""

from mhac.exams import service as exams
from mhac.exams.rules import Decision
from mhac.protocols import library
from mhac.protocols import service as protocols
from mhac.registration import service as registration
from mhac.registration.rules import Joining, NewCase
from tests.mhac.exams.examined import family, fill_all, read_exam, sign
from tests.mhac.submissions.sheets import template_of

COMMENT = "Explained in the report that goes with it."


def by_section(template, answers):
    return {row["key"]: {key: answers[key] for key in row["fields"] if key in answers}
            for row in template.data["form"]["sections"] if set(row["fields"]) & set(answers)}  # fmt: skip


def signed_abroad(clinic, country, category, answers):
    """The mother's exam for another country, graded B with a comment."""
    household = family(clinic)
    with clinic.act("receptionist", action="registration.open_case") as uow:
        request = NewCase(country=country, category=category)
        case_id = registration.open_case(uow, request=request, members=(Joining(household.mother, "principal", True),))
    edition = library.editions(country)[-1]
    with clinic.act("physician", action="protocols.adopt_edition") as uow:
        protocols.adopt_edition(uow, country=country, edition=edition.edition, digest=edition.digest,
                                confirmed_rules=())  # fmt: skip
    with clinic.act("nurse", action="exams.begin_exam") as uow:
        exam_id = exams.begin_exam(uow, person_id=household.mother, case_id=case_id, without_consent="On paper")
    fill_all(clinic, exam_id, **by_section(template_of(country), answers))
    proposed = read_exam(clinic, exam_id).verdict.grades
    decided = Decision.of((), {**proposed, "medical_exam": "B"}, {"medical_exam": COMMENT})
    with clinic.act("physician", action="exams.classify") as uow:
        exams.classify(uow, exam_id=exam_id, decided=decided, reason="Findings beyond the questions of the form")
    sign(clinic, exam_id)
    return exam_id
