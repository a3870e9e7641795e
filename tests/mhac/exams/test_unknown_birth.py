"""The assessment and the papers of somebody whose birth date nobody knows: the protocol says what waits for it."""

from mhac.documents.slips import draw_request_slip
from mhac.exams import queries, service
from mhac.exams.casefile import casefile
from mhac.exams.rules import StepState
from mhac.exams.slips import request_slip
from mhac.registration import service as registration
from mhac.registration.rules import Joining, NewCase, NewPerson
from tests.clinic import Clinic
from tests.documents.papers import text
from tests.mhac.exams.examined import COUNTRY, Family, adopt, begin, fill_all, read_exam


def household(clinic: Clinic) -> Family:
    with clinic.act("receptionist") as uow:
        person_id = registration.register_person(uow, request=NewPerson(
            family_name="Nyiransabimana", given_names="Marie", sex="F", birth_unknown=True, citizenship="CD",
            birth_country="CD"))  # fmt: skip
        case_id = registration.open_case(
            uow, request=NewCase(COUNTRY, "REF"), members=(Joining(person_id, "principal", principal=True),))
    return Family(case_id, person_id, person_id)


def test_what_depends_on_the_age_waits_for_the_birth_date(clinic: Clinic) -> None:
    exam_id = begin(clinic, household(clinic))
    with clinic.read("physician") as uow:
        asked = {one.item: one for one in queries.requirements(uow, exam_id)}
    assert asked["medical_exam"].state is not StepState.WAITING
    waiting = {one.item: one.needs for one in asked.values() if one.state is StepState.WAITING}
    assert {"chest_xray", "syphilis"} <= set(waiting)
    assert "Birth date" in waiting["chest_xray"]


def test_everything_that_any_age_is_asked_is_asked_and_then_the_conclusion_holds_at_every_age(clinic: Clinic) -> None:
    here = household(clinic)
    adopt(clinic)
    exam_id = begin(clinic, here)
    before = read_exam(clinic, exam_id).verdict
    assert before.classes is None
    fill_all(clinic, exam_id)
    view = read_exam(clinic, exam_id)
    assert "pregnant" in view.answers, "what only some ages are asked is asked"
    assert view.verdict.classes == ()
    assert view.verdict.complete


def test_case_file_and_slip_say_that_it_is_not_known(clinic: Clinic) -> None:
    here = household(clinic)
    exam_id = begin(clinic, here)
    with clinic.read("nurse") as uow:
        assert casefile(uow, here.mother).banner.birth is None
    with clinic.act("physician", action="exams.request_item") as uow:
        request_id = service.request_item(uow, exam_id=exam_id, item="igra")
    with clinic.read("nurse") as uow:
        paper = draw_request_slip(request_slip(uow, request_id))
    assert "not known" in text(paper)
