"""Grades: each item waits for what it rests on, may only be made worse, and has its comment as the country asks."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from mhac.exams import casefile, queries, service
from mhac.exams.grading import reason_in_comments
from mhac.exams.records import Signature
from mhac.exams.rules import Decision, ExamStatus
from mhac.kernel.errors import Invalid, NotAllowed, Refused
from mhac.protocols import service as protocols
from mhac.protocols.own_numbers import settings_of
from mhac.protocols.template import Template
from tests.clinic import Clinic
from tests.mhac.exams.examined import read_exam, sign
from tests.mhac.exams.graded import adopt_edition, fill_whole, grade, graded_exam, graded_templates

WHY = "Seen again with the radiologist, old scar not clear"


@pytest.fixture(params=graded_templates(), ids=lambda template: template.country)
def template(request: pytest.FixtureRequest) -> Template:
    found: Template = request.param
    return found


def proposal(clinic: Clinic, exam_id: int) -> Decision:
    """What the protocol proposes, with a comment on every grade that demands one."""
    view = read_exam(clinic, exam_id)
    proposed = view.verdict.proposed
    assert proposed is not None
    return Decision.of((), dict(proposed.grades), comments_on(proposed))


def comments_on(decided: Decision) -> dict[str, str]:
    return {item: f"Comment on {item}" for item, given in decided.grades if given != "A"}


def worse(decided: Decision, item: str, comment: str = "Scar in the right upper lobe") -> Decision:
    grades = {**dict(decided.grades), item: "B"}
    return Decision.of(decided.classes, grades, {**dict(decided.comments), item: comment})


def test_a_grade_waits_for_its_examination_and_names_it(sqlite_clinic: Clinic, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    verdict = read_exam(sqlite_clinic, exam_id).verdict
    assert verdict.grade_waits
    assert verdict.proposed is None
    labels = {template.items[item].label for item in verdict.grade_waits}
    assert labels <= {need.label for need in verdict.needs}
    questions = {row["label"] for row in template.data["form"]["fields"]}
    assert all(question in questions and need.section for need in verdict.needs for question in need.questions)
    with pytest.raises(Refused) as waits:
        grade(sqlite_clinic, exam_id, Decision())
    assert waits.value.code == "exams.waits"
    assert labels <= set(waits.value.values["needs"])  # type: ignore[call-overload]


def test_what_is_proposed_is_recorded(sqlite_clinic: Clinic, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id)
    wanted = proposal(sqlite_clinic, exam_id)
    first = grade(sqlite_clinic, exam_id, wanted)
    assert grade(sqlite_clinic, exam_id, wanted) == first
    decided = read_exam(sqlite_clinic, exam_id).decided
    assert decided is not None
    assert decided.current
    assert not decided.overridden
    assert decided.decided == wanted


def test_every_grade_is_explained_by_a_rule_or_is_the_best(sqlite_clinic: Clinic, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id)
    verdict = read_exam(sqlite_clinic, exam_id).verdict
    best = {grading.item: grading.order[0] for grading in template.gradings}
    for item, given in verdict.grades.items():
        reasons = verdict.grade_reasons.get(item, ())
        assert given == best[item] or reasons
        assert all(reason.rule in template.rule_ids and reason.source for reason in reasons)


def test_a_grade_is_made_worse_with_a_reason_and_a_comment(sqlite_clinic: Clinic, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id)
    proposed = proposal(sqlite_clinic, exam_id)
    assert dict(proposed.grades)["chest_xray"] == "A"
    with pytest.raises(Invalid) as no_comment:
        grade(sqlite_clinic, exam_id, worse(proposed, "chest_xray", comment=" "), WHY)
    assert (no_comment.value.code, no_comment.value.field) == ("exams.comment_missing", "chest_xray")
    grade(sqlite_clinic, exam_id, worse(proposed, "chest_xray"), WHY)
    decided = read_exam(sqlite_clinic, exam_id).decided
    assert decided is not None
    assert decided.overridden
    assert decided.reason == WHY
    assert dict(decided.proposed.grades)["chest_xray"] == "A"
    assert dict(decided.decided.grades)["chest_xray"] == "B"
    assert dict(decided.decided.comments)["chest_xray"] == "Scar in the right upper lobe"


def test_the_comment_that_the_country_demands_is_the_reason(sqlite_clinic: Clinic, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id)
    proposed = proposal(sqlite_clinic, exam_id)
    grade(sqlite_clinic, exam_id, worse(proposed, "chest_xray"))
    decided = read_exam(sqlite_clinic, exam_id).decided
    assert decided is not None
    assert (decided.overridden, decided.reason) == (True, "Scar in the right upper lobe")


def test_where_no_comment_is_demanded_a_reason_is(template: Template) -> None:
    silent = replace(template, gradings=tuple(replace(one, comments={}) for one in template.gradings))
    proposed = Decision.of((), {"chest_xray": "A"})
    decided = Decision.of((), {"chest_xray": "B"}, {"chest_xray": "A scar"})
    assert reason_in_comments(template, proposed, decided) == "A scar"
    assert reason_in_comments(silent, proposed, decided) == ""
    assert reason_in_comments(template, proposed, Decision.of(("TB_A",), {"chest_xray": "B"}, {})) == ""


def test_the_best_grade_takes_no_comment(sqlite_clinic: Clinic, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id)
    proposed = proposal(sqlite_clinic, exam_id)
    commented = Decision.of((), dict(proposed.grades), {**dict(proposed.comments), "chest_xray": "Nothing seen"})
    with pytest.raises(Invalid) as refused:
        grade(sqlite_clinic, exam_id, commented)
    assert (refused.value.code, refused.value.field) == ("exams.comment_refused", "chest_xray")


def test_only_the_graded_items_are_graded_with_grades_that_there_are(sqlite_clinic: Clinic, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id)
    grades = dict(proposal(sqlite_clinic, exam_id).grades)
    with pytest.raises(Invalid, match="exams.grades_other"):
        grade(sqlite_clinic, exam_id, Decision.of((), {**grades, "hiv": "A"}))
    with pytest.raises(Invalid, match="exams.grades_other"):
        grade(sqlite_clinic, exam_id, Decision.of((), {"medical_exam": grades["medical_exam"]}))
    with pytest.raises(Invalid, match="exams.unknown_grade"):
        grade(sqlite_clinic, exam_id, Decision.of((), {**grades, "chest_xray": "C"}), WHY)


def test_a_worse_proposal_cannot_be_made_better(sqlite_clinic: Clinic, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id, **suspicious(sqlite_clinic, exam_id))
    proposed = proposal(sqlite_clinic, exam_id)
    bad = next(item for item, given in proposed.grades if given == "B")
    better = Decision.of((), {**dict(proposed.grades), bad: "A"}, {})
    with pytest.raises(Refused) as refused:
        grade(sqlite_clinic, exam_id, better, WHY)
    assert refused.value.code == "exams.grade_better"
    assert refused.value.values["proposed"] == "B"


def suspicious(clinic: Clinic, exam_id: int) -> dict[str, dict[str, object]]:
    """The first history question that asks for TB of the past, answered with yes."""
    for one in read_exam(clinic, exam_id).sections:
        for field in one.section.fields:
            if field.fact == "tb_history":
                return {one.section.key: {field.key: True}}
    return {}


def test_a_signature_freezes_grades_and_comments(clinic: Clinic) -> None:
    template = next(one for one in graded_templates() if whole_when_healthy(one))
    exam_id = graded_exam(clinic, template)
    adopt_edition(clinic, template)
    fill_whole(clinic, exam_id)
    grade(clinic, exam_id, worse(proposal(clinic, exam_id), "chest_xray"), WHY)
    seq = sign(clinic, exam_id)
    with clinic.read("physician") as uow:
        frozen = json.loads(uow.session.scalars(select(Signature.content)).one())
        version = queries.signed_content(uow, exam_id, seq)
    made = frozen["classification"]
    assert version.intact
    assert made["proposed"]["grades"]["chest_xray"] == "A"
    assert made["decided"]["grades"]["chest_xray"] == "B"
    assert made["decided"]["comments"] == {"chest_xray": "Scar in the right upper lobe"}
    assert made["labels"]["chest_xray"] == template.items["chest_xray"].label
    assert read_exam(clinic, exam_id).status is ExamStatus.SIGNED
    with pytest.raises(Refused, match="exams.signed"):
        grade(clinic, exam_id, proposal(clinic, exam_id))


def whole_when_healthy(template: Template) -> bool:
    """Whether the harmless answers of the tests leave nothing open in this country."""
    return template.country == "CA"


def test_a_nurse_grades_nothing(sqlite_clinic: Clinic, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id)
    wanted = proposal(sqlite_clinic, exam_id)
    with pytest.raises(NotAllowed), sqlite_clinic.act("nurse", action="exams.classify") as uow:
        service.classify(uow, exam_id=exam_id, decided=wanted)


def test_the_clinics_own_number_is_told_with_the_reason_and_frozen(sqlite_clinic: Clinic) -> None:
    template = next(one for one in graded_templates() if whole_when_healthy(one))
    exam_id = graded_exam(sqlite_clinic, template)
    asked = next(one for one in read_exam(sqlite_clinic, exam_id).requirements if one.item == "hiv").reasons[0]
    key = next(key for key in settings_of(template, asked.rule) if template.settings[key].value == 15)
    with sqlite_clinic.act("physician", action="protocols.change_setting") as uow:
        protocols.change_setting(
            uow, country=template.country, edition=template.edition, digest=template.digest, key=key, value=14,
            reason="Younger ones are tested here",
        )  # fmt: skip
    person = read_exam(sqlite_clinic, exam_id).banner.person_id
    with sqlite_clinic.read("physician") as uow:
        file = casefile.casefile(uow, person)
    (own,) = next(one for one in file.requirements if one.item == "hiv").reasons[0].own
    assert (own.key, own.given, own.own) == (key, 15, 14)
    adopt_edition(sqlite_clinic, template)
    fill_whole(sqlite_clinic, exam_id)
    grade(sqlite_clinic, exam_id, proposal(sqlite_clinic, exam_id))
    seq = sign(sqlite_clinic, exam_id)
    with sqlite_clinic.read("physician") as uow:
        frozen = queries.signed_content(uow, exam_id, seq).content["protocol"]["own_numbers"]
    assert [(one["key"], one["given"], one["own"]) for one in frozen] == [(key, 15, 14)]


def test_a_rule_that_the_physician_confirmed_carries_his_word(sqlite_clinic: Clinic, template: Template) -> None:
    exam_id = graded_exam(sqlite_clinic, template)
    unverified = {rule.id for rule in template.unverified_rules}
    reasons = [each for step in read_exam(sqlite_clinic, exam_id).requirements for each in step.reasons]
    asked = next((each.rule for each in reasons if each.rule in unverified), None)
    with sqlite_clinic.act("physician", action="protocols.adopt_edition") as uow:
        protocols.adopt_edition(
            uow, country=template.country, edition=template.edition, digest=template.digest,
            confirmed_rules=[asked] if asked else [],
        )  # fmt: skip
    view = read_exam(sqlite_clinic, exam_id)
    assert view.confirmed_rules == ({asked} if asked else frozenset())
    with sqlite_clinic.read("physician") as uow:
        file = casefile.casefile(uow, view.banner.person_id)
    assert file.adopted
    for steps in (view.requirements, file.requirements):
        for each in (reason for step in steps for reason in step.reasons):
            assert each.confirmed is (each.rule == asked)
