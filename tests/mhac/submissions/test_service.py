"""The way of a sheet: frozen, ticked, checked blind, its snapshot kept, submitted; and what refuses it on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mhac.exams import service as exams
from mhac.exams.records import Signature
from mhac.kernel.errors import Invalid, NotAllowed, Refused, StaleEdit
from mhac.registration import service as registration
from mhac.registration.queries import person_file
from mhac.registration.rules import IdentifierEntry
from mhac.reporting.finding import FoundSheet, find
from mhac.security.queries import audit_lines
from mhac.submissions import queries, service
from mhac.submissions.making import snapshot_pdf
from mhac.submissions.rules import Resolution, RowState, Status, TickHow
from mhac.submissions.views import Tick
from tests.mhac.exams.examined import Family, confirm, family, fill, read_exam, sign, signed_exam
from tests.mhac.submissions.sheets import NUMBER, blind_right, prepared, read_sheet, tick_all


@pytest.fixture
def household(clinic) -> Family:
    return family(clinic)


@pytest.fixture
def exam_id(clinic, household) -> int:
    return signed_exam(clinic, household)


def act(clinic, verb, role="administrator", **facts):
    with clinic.act(role, action=f"submissions.{verb}") as uow:
        return getattr(service, verb)(uow, **facts)


def correct_document(clinic, household, number="OP0904417"):
    with clinic.act("receptionist", action="registration.correct_person") as uow:
        file = person_file(uow, household.mother)
        facts = file.facts
        request = type(facts)(**{**vars(facts), "identifiers": (IdentifierEntry("passport", number),)})
        registration.correct_person(uow, person_id=household.mother, version=file.version, request=request)


def submitted(clinic, exam_id, paper="ds3030"):
    sheet = prepared(clinic, exam_id, paper)
    tick_all(clinic, sheet)
    snapshot_pdf(clinic.database, clinic.actor("administrator"), sheet)
    act(clinic, "submit", submission_id=sheet, version=read_sheet(clinic, sheet).version, number=NUMBER)
    return sheet


def amend(clinic, exam_id):
    with clinic.act("physician", action="exams.amend_exam") as uow:
        exams.amend_exam(uow, exam_id=exam_id, reason="A wrong weight was entered")


def test_a_signed_exam_waits_until_all_its_sheets_are_submitted(clinic, exam_id):
    def waiting():
        with clinic.read("administrator") as uow:
            return queries.to_enter(uow)

    assert [(one.exam_id, len(one.papers)) for one in waiting()] == [(exam_id, 4)]
    submitted(clinic, exam_id)
    assert [(one.submitted, one.lines > 0) for one in waiting()] == [(1, True)]
    for paper in ("ds2054", "ds3026", "ds3025"):
        submitted(clinic, exam_id, paper)
    assert waiting() == ()


def test_an_exam_that_has_lapsed_stays_in_sight_until_the_person_is_examined_anew(clinic, household, exam_id):
    from tests.mhac.exams.examined import begin

    def waiting():
        with clinic.read("administrator") as uow:
            return [(one.exam_id, one.lapsed) for one in queries.to_enter(uow)]

    assert waiting() == [(exam_id, False)]
    clinic.clock.forward(days=200)
    assert waiting() == [(exam_id, True)]
    begin(clinic, household)
    assert waiting() == []


def test_an_exam_that_is_not_signed_has_no_sheet(clinic, household):
    from tests.mhac.exams.examined import begin

    exam_id = begin(clinic, household)
    with pytest.raises(Refused, match="submissions.not_signed"):
        prepared(clinic, exam_id)
    with clinic.read("administrator") as uow:
        assert queries.entry(uow, exam_id).may_enter == "not_signed"


def test_preparing_twice_gives_the_same_sheet(clinic, exam_id):
    assert prepared(clinic, exam_id) == prepared(clinic, exam_id, role="nurse")
    assert prepared(clinic, exam_id, "ds2054") != prepared(clinic, exam_id)


def test_lines_are_ticked_and_taken_back_with_who_and_when(clinic, exam_id):
    sheet = prepared(clinic, exam_id)
    act(clinic, "tick", submission_id=sheet, row="field.xray_on")
    act(clinic, "tick", submission_id=sheet, row="field.xray_on")
    act(clinic, "tick", submission_id=sheet, row="field.xray_state", how=TickHow.NO_PLACE)
    ticks = {row.name: row.tick for row in read_sheet(clinic, sheet).rows if row.tick}
    assert ticks["field.xray_on"] == Tick(TickHow.ENTERED, clinic.clock.moment, "Alain Nkusi")
    assert ticks["field.xray_state"].how is TickHow.NO_PLACE
    act(clinic, "untick", submission_id=sheet, row="field.xray_on", role="nurse")
    assert read_sheet(clinic, sheet).entered == 1
    with pytest.raises(Refused, match="submissions.nothing_to_enter"):
        act(clinic, "tick", submission_id=sheet, row="field.igra_result")


def test_nothing_is_submitted_before_everything_is_there(clinic, exam_id):
    sheet = prepared(clinic, exam_id)

    def submit(**more):
        facts = {"number": NUMBER, **more}
        act(clinic, "submit", submission_id=sheet, version=read_sheet(clinic, sheet).version, **facts)

    with pytest.raises(Refused, match="submissions.lines_left") as refused:
        submit()
    assert refused.value.values["count"] == read_sheet(clinic, sheet).to_enter
    tick_all(clinic, sheet)
    with pytest.raises(Refused, match="submissions.no_snapshot"):
        submit()
    snapshot_pdf(clinic.database, clinic.actor("administrator"), sheet)
    with pytest.raises(Invalid, match="submissions.number_missing"):
        submit(number=" ")
    with pytest.raises(Invalid, match="submissions.time_in_future"):
        submit(submitted_at=clinic.clock.moment + timedelta(hours=1))
    submit()
    done = read_sheet(clinic, sheet)
    assert (done.status, done.number, done.submitted_by) == (Status.SUBMITTED, NUMBER, "Alain Nkusi")
    assert done.submitted_at == clinic.clock.moment


def test_a_submitted_sheet_is_closed_and_opened_again_with_a_reason(clinic, exam_id):
    sheet = submitted(clinic, exam_id)
    version = read_sheet(clinic, sheet).version
    for verb, facts in (
        ("untick", {"row": "field.xray_on"}), ("tick", {"row": "field.xray_on"}), ("rekey", {"typed": {}}),
        ("renew", {"version": version}), ("set_number", {"version": version, "number": "1"}),
    ):  # fmt: skip
        with pytest.raises(Refused, match="submissions.is_submitted"):
            act(clinic, verb, submission_id=sheet, **facts)
    with pytest.raises(NotAllowed):
        act(clinic, "reopen", role="nurse", submission_id=sheet, version=version, reason="They gave it back")
    act(clinic, "reopen", submission_id=sheet, version=version, reason="The office gave the case back")
    opened = read_sheet(clinic, sheet)
    assert (opened.status, opened.reopened_reason) == (Status.OPEN, "The office gave the case back")
    assert opened.entered == opened.to_enter


def test_a_second_person_checks_blind_and_sees_no_value(clinic, exam_id):
    sheet = prepared(clinic, exam_id)
    with clinic.read("nurse") as uow:
        fields = queries.blind_fields(uow, sheet)
    assert {field.row for field in fields} == {row.name for row in read_sheet(clinic, sheet).rows if row.critical}
    assert not any("1990" in str(field) or "Mukamana" in str(field) for field in fields)
    right = blind_right(clinic, sheet, person__given_names="BEATRICE", field__xray_on="10 march 2026")
    agreeing, differing = act(clinic, "rekey", "nurse", submission_id=sheet, typed=right)
    assert (agreeing, differing) == (len(fields), 0)


def test_who_entered_a_line_is_not_the_second_person(clinic, exam_id):
    sheet = prepared(clinic, exam_id)
    act(clinic, "tick", submission_id=sheet, row="field.xray_on")
    with pytest.raises(Refused, match="submissions.same_person"):
        act(clinic, "rekey", submission_id=sheet, typed=blind_right(clinic, sheet))
    with pytest.raises(Invalid, match="submissions.rekey_empty"):
        act(clinic, "rekey", "nurse", submission_id=sheet, typed={})


def test_a_difference_stands_beside_the_sheet_until_somebody_else_decides(clinic, exam_id):
    sheet = prepared(clinic, exam_id)
    typed = blind_right(clinic, sheet, field__xray_on="11 Mar 2026", field__xray_result="Abnormal")
    assert act(clinic, "rekey", "physician", submission_id=sheet, typed=typed)[1] == 2
    tick_all(clinic, sheet)
    snapshot_pdf(clinic.database, clinic.actor("administrator"), sheet)
    first, second = read_sheet(clinic, sheet).differences
    assert (first.label, first.on_sheet, first.typed) == ("Date of the chest X-ray", "10 Mar 2026", "11 Mar 2026")
    ask = {"resolution": Resolution.TYPING_SLIP, "reason": "Read from the wrong film"}
    with pytest.raises(Refused, match="submissions.own_difference"):
        act(clinic, "resolve", "physician", check_id=first.id, version=first.version, **ask)
    with pytest.raises(NotAllowed):
        act(clinic, "resolve", "nurse", check_id=first.id, version=first.version, **ask)
    act(clinic, "resolve", check_id=first.id, version=first.version, **ask)
    with pytest.raises(Refused, match="submissions.differences_open"):
        act(clinic, "submit", submission_id=sheet, version=read_sheet(clinic, sheet).version, number=NUMBER)
    ask["resolution"] = Resolution.EXAM_WRONG
    act(clinic, "resolve", check_id=second.id, version=second.version, **ask)
    decided = read_sheet(clinic, sheet).differences[1]
    assert (decided.resolved_by, decided.is_open) == ("Alain Nkusi", True)
    with pytest.raises(Refused, match="submissions.differences_open"):
        act(clinic, "submit", submission_id=sheet, version=read_sheet(clinic, sheet).version, number=NUMBER)
    act(clinic, "resolve", check_id=second.id, version=decided.version, resolution=Resolution.CORRECTED_THERE,
        reason="The screen was wrong")  # fmt: skip
    act(clinic, "submit", submission_id=sheet, version=read_sheet(clinic, sheet).version, number=NUMBER)


def test_an_amended_exam_is_entered_anew_with_what_changed(clinic, exam_id, household):
    sheet = submitted(clinic, exam_id, "ds3026")
    amend(clinic, exam_id)
    with clinic.read("administrator") as uow:
        assert queries.to_enter(uow) == ()
    assert read_sheet(clinic, sheet).outdated == "amendment_open"
    with pytest.raises(Refused, match="submissions.amendment_open"):
        prepared(clinic, exam_id, "ds3026")
    fill(clinic, exam_id, "vitals", {"weight_kg": 58})
    confirm(clinic, exam_id)
    sign(clinic, exam_id)
    again = prepared(clinic, exam_id, "ds3026")
    assert again != sheet
    new, old = read_sheet(clinic, again), read_sheet(clinic, sheet)
    assert (old.outdated, old.status) == ("signed_again", Status.SUBMITTED)
    assert (new.seq, new.number) == (2, NUMBER)
    changed = {row.name: row.before for row in new.rows if row.before is not None}
    assert "field.weight_kg" in changed
    assert "field.height_cm" not in changed
    assert [(one.seq, one.number) for one in new.earlier] == [(1, NUMBER)]


def test_a_corrected_person_freezes_the_sheet_anew_and_keeps_the_other_ticks(clinic, exam_id, household):
    sheet = prepared(clinic, exam_id)
    assert read_sheet(clinic, sheet).outdated == ""
    tick_all(clinic, sheet)
    before = read_sheet(clinic, sheet)
    correct_document(clinic, household)
    assert read_sheet(clinic, sheet).outdated == "changed"
    with pytest.raises(Refused, match="submissions.changed"):
        act(clinic, "submit", submission_id=sheet, version=before.version, number=NUMBER)
    assert act(clinic, "renew", submission_id=sheet, version=before.version) == 0
    after = read_sheet(clinic, sheet)
    assert (after.outdated, after.to_enter - after.entered) == ("", 2)  # kind and number of the document
    assert after.entered == before.entered
    with pytest.raises(StaleEdit):
        act(clinic, "renew", submission_id=sheet, version=before.version)


def test_a_difference_outlives_a_sheet_that_is_frozen_anew(clinic, exam_id, household):
    sheet = prepared(clinic, exam_id)
    typed = blind_right(clinic, sheet, field__xray_result="Abnormal")
    act(clinic, "rekey", "nurse", submission_id=sheet, typed=typed)
    correct_document(clinic, household)
    act(clinic, "renew", submission_id=sheet, version=read_sheet(clinic, sheet).version)
    after = read_sheet(clinic, sheet)
    assert [check.row for check in after.differences] == ["field.xray_result"]
    assert "person.document_number" not in {check.row for check in after.checks}


def test_what_was_corrected_after_the_signature_is_marked(clinic, exam_id, household):
    with clinic.act("receptionist", action="registration.correct_person") as uow:
        file = person_file(uow, household.mother)
        request = type(file.facts)(**{**vars(file.facts), "family_name": "Mukamana Uwera"})
        registration.correct_person(uow, person_id=household.mother, version=file.version, request=request)
    rows = {row.name: row for row in read_sheet(clinic, prepared(clinic, exam_id)).rows}
    assert (rows["person.family_name"].value, rows["person.family_name"].flag) == (
        "Mukamana Uwera", "differs_from_signed",
    )  # fmt: skip
    assert rows["person.given_names"].flag == ""


def test_a_text_that_is_not_the_signed_one_is_not_entered(clinic, exam_id):
    with clinic.act("physician") as uow:
        signature = uow.session.scalar(select(Signature).where(Signature.exam_id == exam_id))
        signature.content = signature.content.replace("Normal", "Abnormal")
    with pytest.raises(Refused, match="submissions.altered"):
        prepared(clinic, exam_id)


def test_the_snapshot_stays_the_same_file_and_is_told_to_the_audit(clinic, exam_id):
    sheet = prepared(clinic, exam_id)
    actor = clinic.actor("administrator")
    first = snapshot_pdf(clinic.database, actor, sheet)
    clinic.clock.forward(days=1)
    assert snapshot_pdf(clinic.database, actor, sheet) == first
    with pytest.raises(ValueError, match="frozen content"):
        other = prepared(clinic, exam_id, "ds2054")
        act(clinic, "attach_snapshot", submission_id=other, pdf=first)
    act(clinic, "record_handed_out", submission_id=sheet, how="printed")
    with clinic.read("administrator") as uow:
        newest = audit_lines(uow)[0]
    assert newest.action == "submissions.record_handed_out"
    assert newest.content["changes"][0]["how"] == "printed"


def test_a_sheet_is_found_by_its_bars_and_by_the_authoritys_number(clinic, exam_id):
    sheet = submitted(clinic, exam_id)
    code = read_sheet(clinic, sheet).code
    for text in (code, code.lower(), "EM 004711"):
        with clinic.read("administrator") as uow:
            found = [one for one in find(uow, text) if isinstance(one, FoundSheet)]
        assert [(one.exam_id, one.paper) for one in found] == [(exam_id, "ds3030")]


def test_nothing_of_it_changes_the_signed_exam(clinic, exam_id):
    before = read_exam(clinic, exam_id)
    submitted(clinic, exam_id)
    after = read_exam(clinic, exam_id)
    assert (after.version, after.signatures, after.answers) == (before.version, before.signatures, before.answers)


@pytest.mark.parametrize("role", ["receptionist"])
def test_the_reception_sees_no_sheet(clinic, exam_id, role):
    with pytest.raises(NotAllowed), clinic.read(role) as uow:
        queries.entry(uow, exam_id)
    with pytest.raises(NotAllowed):
        prepared(clinic, exam_id, role=role)


def test_reading_a_sheet_is_told_to_the_audit(clinic, exam_id, household):
    with clinic.read("administrator") as uow:
        queries.entry(uow, exam_id)
    with clinic.read("administrator") as uow:
        lines = audit_lines(uow, person_id=household.mother)
    assert any([household.mother, "submissions.entry"] in line.content.get("reads", ()) for line in lines)


def test_the_entry_page_opens_at_the_first_sheet_that_is_not_submitted(clinic, exam_id):
    submitted(clinic, exam_id, "ds2054")
    sheet = prepared(clinic, exam_id, "ds3026")
    with clinic.read("administrator") as uow:
        found = queries.entry(uow, exam_id)
    assert found.sheet is not None
    assert found.sheet.submission_id == sheet
    assert [paper.status for paper in found.papers] == [Status.SUBMITTED, Status.OPEN, None, None]
    assert all(row.state is not RowState.GIVEN or row.copy for row in found.sheet.rows)
