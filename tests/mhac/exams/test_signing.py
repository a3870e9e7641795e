"""Classification and signature: nothing is taken silently, nothing is signed unseen, and what is missing is named."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mhac.exams import entry, queries, service
from mhac.exams.records import Classification
from mhac.exams.rules import Decision
from mhac.kernel.errors import Invalid, NotAllowed, Refused, StaleEdit
from mhac.security.service import Confirmation, confirm_password
from tests.clinic import PASSWORD, Clinic
from tests.mhac.exams.examined import (
    FILM_NORMAL,
    FILM_TB,
    adopt,
    begin,
    confirm,
    family,
    fill,
    fill_all,
    read_exam,
    sign,
    signed_exam,
)


@pytest.fixture
def exam_id(clinic: Clinic) -> int:
    adopt(clinic)
    return begin(clinic, family(clinic))


def classify(clinic: Clinic, exam_id: int, *classes: str, reason: str = "", role: str = "physician") -> None:
    with clinic.act(role, action="exams.classify") as uow:
        service.classify(uow, exam_id=exam_id, decided=Decision.of(classes, {}), reason=reason)


def test_the_proposal_waits_and_names_what_is_missing(clinic: Clinic, exam_id: int) -> None:
    fill_all(clinic, exam_id, xray=FILM_TB)
    with clinic.act("physician", action="exams.withdraw_section") as uow:
        entry.withdraw_section(uow, exam_id=exam_id, section="sputum", reason="Results of another person")
    view = read_exam(clinic, exam_id)
    assert view.verdict.classes is None
    assert [need.section for need in view.verdict.needs] == ["sputum"]
    with pytest.raises(Refused) as waits:
        classify(clinic, exam_id)
    assert waits.value.code == "exams.waits"
    assert waits.value.values["needs"] == (view.verdict.needs[0].label,)


def test_each_class_carries_its_rule_sentence_source_and_confidence(clinic: Clinic, exam_id: int) -> None:
    fill_all(clinic, exam_id, history={"hx_diabetes": True})
    classes = read_exam(clinic, exam_id).verdict.classes
    assert classes is not None
    assert [one.code for one in classes] == ["B_OTHER"]
    reason = classes[0].reasons[0]
    assert all((reason.rule, reason.because, reason.source, reason.confidence))


def test_deciding_otherwise_needs_a_reason_and_keeps_both(clinic: Clinic, exam_id: int) -> None:
    fill_all(clinic, exam_id)
    with pytest.raises(Invalid) as wrong:
        classify(clinic, exam_id, "TB_B1_PULM")
    assert (wrong.value.code, wrong.value.field) == ("exams.override_reason", "reason")
    classify(clinic, exam_id, "TB_B1_PULM", reason="Scar on the old film, cultures of 2024 known")
    decided = read_exam(clinic, exam_id).decided
    assert decided is not None
    assert decided.overridden
    assert (decided.proposed.classes, decided.decided.classes) == ((), ("TB_B1_PULM",))
    assert decided.valid_until == date(2026, 6, 10)


def test_confirming_twice_makes_one_decision(clinic: Clinic, exam_id: int) -> None:
    fill_all(clinic, exam_id)
    classify(clinic, exam_id)
    classify(clinic, exam_id)
    classify(clinic, exam_id, "TB_B1_PULM", reason="Scar on the old film, cultures of 2024 known")
    classify(clinic, exam_id)
    with clinic.read("physician") as uow:
        kept = uow.session.scalars(select(Classification.decided).order_by(Classification.id)).all()
    assert [made["classes"] for made in kept] == [[], ["TB_B1_PULM"], []]


def test_a_class_that_holds_travel_clears_nobody(clinic: Clinic, exam_id: int) -> None:
    fill_all(clinic, exam_id)
    classify(clinic, exam_id, "TB_A", reason="Diagnosed clinically at the hospital")
    sign(clinic, exam_id)
    person_id = read_exam(clinic, exam_id).banner.person_id
    with clinic.read("physician") as uow:
        clearance = queries.clearances(uow, [person_id])[person_id]
    assert (clearance.signed, clearance.cleared, clearance.valid_until) == (True, False, None)
    assert clearance.classes == ("TB_A",)


def test_classes_that_exclude_each_other_or_do_not_exist_are_refused(clinic: Clinic, exam_id: int) -> None:
    fill_all(clinic, exam_id)
    with pytest.raises(Invalid, match="exams.classes_exclude"):
        classify(clinic, exam_id, "TB_A", "TB_B2", reason="Cannot be both of them")
    with pytest.raises(Invalid, match="exams.unknown_class"):
        classify(clinic, exam_id, "TB_Z", reason="There is no such class")


def test_a_nurse_neither_classifies_nor_signs_nor_amends(clinic: Clinic, exam_id: int) -> None:
    fill_all(clinic, exam_id)
    with pytest.raises(NotAllowed):
        classify(clinic, exam_id, role="nurse")
    with pytest.raises(NotAllowed), clinic.act("nurse", action="test") as uow:
        proof = confirm_password(uow, password=PASSWORD)
        service.sign_exam(uow, exam_id=exam_id, shown_digest="", proof=proof)
    with pytest.raises(NotAllowed), clinic.act("nurse", action="test") as uow:
        service.amend_exam(uow, exam_id=exam_id, reason="A nurse may not do this")


def test_nothing_is_signed_before_the_edition_is_adopted(clinic: Clinic) -> None:
    exam_id = begin(clinic, family(clinic))
    fill_all(clinic, exam_id)
    confirm(clinic, exam_id)
    with clinic.read("physician") as uow:
        assert not queries.signing(uow, exam_id).is_ready
    with pytest.raises(Refused, match="exams.not_adopted"):
        sign(clinic, exam_id)
    adopt(clinic)
    assert sign(clinic, exam_id) == 1


def test_what_is_missing_is_named_before_the_signature(clinic: Clinic, exam_id: int) -> None:
    for key in ("identity", "history", "tb", "physical", "mental", "substances"):
        fill(clinic, exam_id, key)
    fill(clinic, exam_id, "xray", FILM_NORMAL)
    with clinic.read("physician") as uow:
        open_points = queries.signing(uow, exam_id)
    assert not open_points.is_ready
    assert any("Syphilis" in item for item in open_points.items)
    assert ("Vital signs", "Pulse") in open_points.questions
    with pytest.raises(Refused) as refused:
        sign(clinic, exam_id)
    assert refused.value.code in {"exams.waits", "exams.incomplete"}


def test_a_warning_sign_without_an_answer_holds_the_signature(clinic: Clinic, exam_id: int) -> None:
    fill_all(clinic, exam_id, mental={"phq9": {str(n): 0 for n in range(1, 9)} | {"9": 1, "10": 0}})
    confirm(clinic, exam_id)
    with pytest.raises(Refused) as refused:
        sign(clinic, exam_id)
    assert refused.value.code == "exams.flags_open"
    assert refused.value.values["flags"] == ("Thoughts of death or self-harm",)
    with clinic.act("physician", action="exams.acknowledge_flag") as uow:
        entry.acknowledge_flag(uow, exam_id=exam_id, field="phq9", flag="phq9_self_harm",
                               action="No plan; brother informed; psychologist today")  # fmt: skip
    sign(clinic, exam_id)
    with clinic.read("physician") as uow:
        content = queries.signed_content(uow, exam_id, 1).content
    assert content["acknowledgements"][0]["action"].startswith("No plan")


def test_an_answer_after_the_classification_asks_for_a_new_one(clinic: Clinic, exam_id: int) -> None:
    fill_all(clinic, exam_id)
    confirm(clinic, exam_id)
    fill(clinic, exam_id, "history", {"hx_diabetes": True})
    decided = read_exam(clinic, exam_id).decided
    assert decided is not None
    assert not decided.current
    with pytest.raises(Refused, match="exams.not_classified"):
        sign(clinic, exam_id)


def test_what_changed_after_it_was_shown_is_not_signed(clinic: Clinic, exam_id: int) -> None:
    fill_all(clinic, exam_id)
    confirm(clinic, exam_id)
    with clinic.read("physician") as uow:
        shown = queries.signing(uow, exam_id)
    fill(clinic, exam_id, "vitals", {"pulse": 88}, role="nurse")
    with pytest.raises(StaleEdit, match="exams.changed_since_shown"), clinic.act("physician", action="test") as uow:
        proof = confirm_password(uow, password=PASSWORD)
        service.sign_exam(uow, exam_id=exam_id, shown_digest=shown.digest, proof=proof)
    assert read_exam(clinic, exam_id).signatures == ()


def test_a_wrong_password_signs_nothing(clinic: Clinic, exam_id: int) -> None:
    with pytest.raises(Refused, match="security.wrong_password"), clinic.act("physician", action="test") as uow:
        confirm_password(uow, password="Akagera 2025!")


@pytest.mark.parametrize("whose", ["nurse", "old", "future"])
def test_the_proof_must_be_fresh_and_ones_own(sqlite_clinic: Clinic, whose: str) -> None:
    adopt(sqlite_clinic)
    exam_id = begin(sqlite_clinic, family(sqlite_clinic))
    shift = {"nurse": timedelta(0), "old": timedelta(minutes=-3), "future": timedelta(minutes=1)}[whose]
    user = sqlite_clinic.user_ids["nurse" if whose == "nurse" else "physician"]
    proof = Confirmation(user, (sqlite_clinic.clock.moment + shift).isoformat())
    with pytest.raises(NotAllowed, match="exams.password_again"), sqlite_clinic.act("physician") as uow:
        service.sign_exam(uow, exam_id=exam_id, shown_digest="", proof=proof)


def test_the_frozen_content_tells_everything_without_the_program(clinic: Clinic, exam_id: int) -> None:
    fill_all(clinic, exam_id, vitals={"bp_systolic": 142})
    confirm(clinic, exam_id)
    sign(clinic, exam_id)
    with clinic.read("physician") as uow:
        version = queries.signed_content(uow, exam_id, 1)
    content = version.content
    assert content["person"]["family_name"] == "Mukamana"
    assert content["physician"] == {"id": clinic.user_ids["physician"], "name": "Dr Claire Uwase",
                                    "licence": "RMDC 2231"}  # fmt: skip
    rows = {row["key"]: row for section in content["sections"] for row in section["answers"]}
    assert rows["bp_systolic"]["judgement"] == "high"
    assert rows["bmi"]["label"] == "Body mass index"
    assert rows["sys_heart"]["words"] == ["Normal"]
    assert rows["pulse"]["by"] == "Dr Claire Uwase"
    assert content["classification"]["decided"] == {"classes": [], "grades": {}}
    assert content["protocol"]["digest"] == read_exam(clinic, exam_id).template_digest
    assert version.intact


def test_until_an_amendment_is_signed_nobody_travels_on_it(clinic: Clinic) -> None:
    household = family(clinic)
    exam_id = signed_exam(clinic, household)

    def clearance() -> tuple[bool, bool, int | None]:
        with clinic.read("receptionist") as uow:
            found = queries.clearances(uow, [household.mother])[household.mother]
        return found.signed, found.amendment_open, found.seq

    assert clearance() == (True, False, 1)
    with clinic.act("physician", action="exams.amend_exam") as uow:
        service.amend_exam(uow, exam_id=exam_id, reason="The film was read again")
    assert clearance() == (False, True, 1)
    confirm(clinic, exam_id)
    sign(clinic, exam_id)
    assert clearance() == (True, False, 2)


def test_an_amendment_needs_a_reason_and_a_signature_before(clinic: Clinic, exam_id: int) -> None:
    with pytest.raises(Refused, match="exams.not_signed"), clinic.act("physician", action="test") as uow:
        service.amend_exam(uow, exam_id=exam_id, reason="There is nothing signed yet")
    with pytest.raises(Invalid, match="kernel.reason_missing"), clinic.act("physician", action="test") as uow:
        service.amend_exam(uow, exam_id=exam_id, reason=" ")
