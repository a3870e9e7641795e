"""Flights, travellers, screenings and decisions through the services, on both engines."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from mhac.exams.records import Exam
from mhac.kernel.audit import AuditEntry
from mhac.kernel.errors import Invalid, NotAllowed, NotFound, Refused, StaleEdit
from mhac.travel import queries, service
from mhac.travel.records import FitnessDecision, Screening
from mhac.travel.rules import Condition, NewDecision, Outcome, State
from mhac.travel.views import StepKind, StepState
from tests.clinic import Clinic
from tests.mhac.travel.airport import DEPARTS, FLIGHT, WHEELCHAIR, Airport, add_signed_exam, airport, well


@pytest.fixture
def here(clinic: Clinic) -> Airport:
    return airport(clinic)


# Flights --------------------------------------------------------------------------------------------------------------


def test_a_flight_is_tidied_and_planned_once(here):
    with here.clinic.act("receptionist") as uow, pytest.raises(Refused) as refused:
        service.plan_departure(uow, request=replace(FLIGHT, flight="et 807", route="kgl add ord"))
    assert refused.value.code == "travel.flight_planned_already"
    with here.clinic.act("administrator") as uow:
        other = service.plan_departure(
            uow, request=replace(FLIGHT, flight=" qr 1388 ", departs_at=DEPARTS + timedelta(days=1), route="KGL – DOH")
        )
        row = next(each for each in queries.departures(uow, since=uow.now()) if each.id == other)
    assert (row.flight, row.route, row.people) == ("QR1388", "KGL-DOH", 0)
    assert row.settle_by == row.departs_at - timedelta(hours=12)
    assert row.window_opens == row.departs_at - timedelta(hours=72)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"flight": "Ethiopian"}, "flight"),
        ({"flight": ""}, "flight"),
        ({"flight": "807<script>"}, "flight"),
        ({"departs_at": datetime(2026, 3, 10, 5, 59, tzinfo=UTC)}, "departs_at"),
        ({"route": "  "}, "route"),
        ({"destination": ""}, "destination"),
    ],
)
def test_what_cannot_be_a_flight_is_refused_beside_its_field(clinic, change, field):
    with clinic.act("receptionist") as uow, pytest.raises(Invalid) as refused:
        service.plan_departure(uow, request=replace(FLIGHT, **change))
    assert refused.value.field == field


def test_a_whole_case_goes_on_the_flight_and_nobody_twice(here):
    assert [row.person.given_names for row in here.board().rows] == ["Béatrice", "Jean", "Eric"]
    with here.clinic.act("receptionist") as uow:
        again = service.add_travellers(uow, departure_id=here.departure_id, case_id=here.case_id)
    assert set(again) == set(here.places.values())
    assert len(here.board().rows) == 3


def test_who_is_on_a_flight_to_come_is_not_put_on_another(here):
    with here.clinic.act("receptionist") as uow:
        other = service.plan_departure(uow, request=replace(FLIGHT, departs_at=DEPARTS + timedelta(days=2)))
    with here.clinic.act("receptionist") as uow, pytest.raises(Refused) as refused:
        service.add_travellers(uow, departure_id=other, case_id=here.case_id)
    assert refused.value.code == "travel.on_another_flight"
    assert refused.value.values["flight"] == "ET807"
    row = here.row(here.people[0])
    with here.clinic.act("receptionist") as uow:
        service.remove_traveller(uow, traveller_id=row.traveller_id, version=row.version, reason="With her sister")
        service.add_travellers(uow, departure_id=other, case_id=here.case_id, person_ids=[here.people[0]])
    assert len(here.board().rows) == 2
    with here.clinic.read("nurse") as uow:
        assert [each.person.id for each in queries.board(uow, departure_id=other).rows] == [here.people[0]]


def test_a_person_taken_off_may_come_back(here):
    row = here.row(here.people[2])
    with here.clinic.act("nurse") as uow:
        service.remove_traveller(uow, traveller_id=row.traveller_id, version=row.version, reason="Visa not there yet")
    with here.clinic.act("nurse") as uow, pytest.raises(Refused) as refused:
        service.record_screening(uow, traveller_id=row.traveller_id, answers=well())
    assert refused.value.code == "travel.traveller_removed"
    with here.clinic.act("nurse") as uow:
        again = service.add_travellers(uow, departure_id=here.departure_id, case_id=here.case_id)
    assert row.traveller_id in again


def test_a_case_for_another_country_and_people_of_another_case_are_refused(here):
    with here.clinic.act("receptionist") as uow:
        departure = service.plan_departure(
            uow, request=replace(FLIGHT, destination="CA", departs_at=DEPARTS + timedelta(hours=6))
        )
    with here.clinic.act("receptionist") as uow, pytest.raises(Refused) as refused:
        service.add_travellers(uow, departure_id=departure, case_id=here.case_id)
    assert refused.value.code == "travel.other_country"
    with here.clinic.act("receptionist") as uow, pytest.raises(Invalid) as invalid:
        service.add_travellers(uow, departure_id=here.departure_id, case_id=here.case_id, person_ids=[999])
    assert invalid.value.code == "travel.not_in_case"


def test_needs_are_checked_kept_and_versioned(here):
    row = here.row(here.people[0])
    with here.clinic.act("nurse") as uow:
        service.set_needs(
            uow, traveller_id=row.traveller_id, version=row.version, needs=[Condition("WCHC"), Condition("OXYG", " 2 ")]
        )
    assert here.row(here.people[0]).needs == (Condition("WCHC"), Condition("OXYG", "2"))
    with here.clinic.act("nurse") as uow, pytest.raises(StaleEdit):
        service.set_needs(uow, traveller_id=row.traveller_id, version=row.version, needs=[])
    with here.clinic.act("nurse") as uow, pytest.raises(Invalid):
        service.set_needs(uow, traveller_id=row.traveller_id, version=row.version + 1, needs=[Condition("STCR")])


# Who may do what ------------------------------------------------------------------------------------------------------


def test_only_a_physician_decides_and_only_clinical_staff_screens(here):
    place = here.places[here.people[0]]
    with here.clinic.act("receptionist") as uow, pytest.raises(NotAllowed):
        service.record_screening(uow, traveller_id=place, answers=well())
    for role in ("receptionist", "nurse", "administrator"):
        with here.clinic.act(role) as uow, pytest.raises(NotAllowed):
            service.decide_fitness(uow, request=NewDecision(place, Outcome.UNFIT, reason="No reason"))


def test_reception_sees_the_state_but_no_finding(here):
    here.screen(here.people[1], temperature=38.6)
    row = here.row(here.people[1], "receptionist")
    assert row.state is State.TO_DECIDE
    assert row.screening is not None
    assert not row.screening.answers
    assert not row.screening.findings
    assert here.row(here.people[1], "nurse").screening.findings[0].code == "fever"


def test_opening_a_traveller_is_logged_once_and_lists_are_not(here):
    here.board()
    with here.clinic.database.reading(here.clinic.actor("nurse"), action="travel.traveller") as uow:
        queries.traveller(uow, traveller_id=here.places[here.people[0]])
    with here.clinic.read("nurse") as uow:
        reads = uow.session.scalars(select(AuditEntry.person_id).where(AuditEntry.action == "travel.traveller")).all()
    assert list(reads) == [here.people[0]]


# Screening ------------------------------------------------------------------------------------------------------------


def test_a_screening_moves_the_state_and_the_steps(here):
    before = here.row(here.people[1])
    assert before.state is State.NOT_SCREENED
    assert {step.kind: step.state for step in before.steps} == {
        StepKind.EXAM: StepState.DONE,
        StepKind.SCREENING: StepState.OPEN,
        StepKind.DECISION: StepState.OPEN,
    }
    here.screen(here.people[1])
    after = here.row(here.people[1])
    assert after.state is State.TO_DECIDE
    screened = next(step for step in after.steps if step.kind is StepKind.SCREENING)
    assert (screened.state, screened.by) == (StepState.DONE, "Noella Ingabire")


def test_a_screening_outside_its_window_is_warned_of_and_still_kept(here):
    with here.clinic.act("receptionist") as uow:
        departure = queries.board(uow, departure_id=here.departure_id).departure
        service.change_flight(
            uow,
            departure_id=here.departure_id,
            version=departure.version,
            reason="Rebooked by IOM",
            request=replace(FLIGHT, departs_at=DEPARTS + timedelta(days=4)),
        )
    here.screen(here.people[1])
    row = here.row(here.people[1])
    assert [each.code for each in row.concerns] == ["screened_too_early"]
    assert next(step for step in row.steps if step.kind is StepKind.SCREENING).state is StepState.NOT_YET
    here.decide(here.people[1], Outcome.FIT)
    assert here.row(here.people[1]).state is State.FIT


def test_steps_are_late_after_the_settling_time(here):
    here.clinic.clock.set(DEPARTS - timedelta(hours=11))
    row = here.row(here.people[0])
    assert {step.state for step in row.steps if step.kind is not StepKind.EXAM} == {StepState.LATE}
    with here.clinic.read("nurse") as uow:
        found = queries.upcoming_steps(uow, until=DEPARTS + timedelta(hours=1))
    assert len(found) == 6
    assert all(each.step.state is StepState.LATE for each in found)


def test_a_screening_in_the_future_or_with_a_gap_is_refused(here):
    place = here.places[here.people[1]]
    with here.clinic.act("nurse") as uow, pytest.raises(Invalid) as refused:
        service.record_screening(uow, traveller_id=place, answers=well(), screened_at=uow.now() + timedelta(hours=1))
    assert refused.value.field == "screened_at"
    with here.clinic.act("nurse") as uow, pytest.raises(Invalid) as missing:
        service.record_screening(uow, traveller_id=here.places[here.people[0]], answers=well())
    assert missing.value.field == "pregnant", "a woman of 41 is asked"


def test_a_voided_screening_stays_readable_and_no_longer_counts(here):
    screening = here.screen(here.people[1], temperature=39.0)
    with here.clinic.act("nurse") as uow:
        service.void_screening(uow, screening_id=screening, reason="Wrong child at the desk")
    with here.clinic.act("nurse") as uow, pytest.raises(Refused):
        service.void_screening(uow, screening_id=screening, reason="Wrong child at the desk")
    assert here.row(here.people[1]).state is State.NOT_SCREENED
    with here.clinic.read("physician") as uow:
        view = queries.traveller(uow, traveller_id=here.places[here.people[1]])
        kept = uow.session.get(Screening, screening).answers
    assert view.screenings[0].voided_reason == "Wrong child at the desk"
    assert kept["temperature"] == 39.0


# Decisions ------------------------------------------------------------------------------------------------------------


def test_fit_with_conditions_is_kept_with_its_flight_and_validity(here):
    here.screen(here.people[1])
    decision = here.decide(here.people[1], Outcome.FIT_WITH_CONDITIONS, conditions=(Condition("OXYG", "2"),))
    row = here.row(here.people[1])
    assert row.state is State.FIT_WITH_CONDITIONS
    assert row.holds
    with here.clinic.read("administrator") as uow:
        paper = queries.decision_paper(uow, decision_id=decision)
    assert (paper.flight, paper.departs_at, paper.destination) == ("ET807", DEPARTS, "US")
    assert paper.screened_at is not None
    assert paper.valid_until == paper.screened_at + timedelta(hours=72)
    assert (paper.physician_name, paper.physician_licence) == ("Dr Claire Uwase", "RMDC 2231")
    assert paper.conditions == (Condition("OXYG", "2"),)
    assert paper.holds


@pytest.mark.parametrize(
    ("prepare", "code"), [({"signed": False}, "exam_missing"), ({"valid_until": date(2026, 3, 11)}, "exam_expired")]
)
def test_a_hold_of_the_exam_refuses_fit_but_not_unfit(clinic, prepare, code):
    here = airport(clinic, **prepare)
    here.screen(here.people[1])
    assert here.row(here.people[1]).state is State.HELD
    assert [each.code for each in here.row(here.people[1]).concerns] == [code]
    with pytest.raises(Invalid) as refused:
        here.decide(here.people[1], Outcome.FIT)
    assert refused.value.values["hold"] == code
    here.decide(here.people[1], Outcome.UNFIT, reason="Stays in treatment")
    assert here.row(here.people[1]).state is State.UNFIT


def test_the_exam_still_holds_on_its_last_day(clinic):
    here = airport(clinic, valid_until=date(2026, 3, 12))
    here.screen(here.people[1])
    here.decide(here.people[1], Outcome.FIT)
    assert here.row(here.people[1]).state is State.FIT


@pytest.mark.parametrize("cleared", [False, None])
def test_a_signed_exam_that_does_not_clear_holds(clinic, cleared):
    here = airport(clinic, signed=False)
    with clinic.act("physician") as uow:
        add_signed_exam(uow, here.people[1], here.case_id, cleared=cleared)
    assert here.row(here.people[1]).state is State.HELD


def test_an_amendment_opened_after_the_decision_takes_it_back(here):
    here.screen(here.people[1])
    decision = here.decide(here.people[1], Outcome.FIT)
    with here.clinic.act("physician") as uow:
        exam = uow.session.scalar(select(Exam).where(Exam.person_id == here.people[1]))
        exam.status = "amended"
    assert here.row(here.people[1]).state is State.HELD
    with here.clinic.read("administrator") as uow:
        paper = queries.decision_paper(uow, decision_id=decision)
    assert (paper.holds, paper.why_not) == (False, "exam")


def test_a_finding_needs_a_reason_to_fly_nevertheless(here):
    here.screen(here.people[1], temperature=38.4)
    with pytest.raises(Invalid) as refused:
        here.decide(here.people[1], Outcome.FIT)
    assert refused.value.field == "despite"
    here.decide(here.people[1], Outcome.FIT, despite="Tympanic 36.8 twice, hot day in the bus")
    assert here.row(here.people[1]).decision.despite.startswith("Tympanic")


def test_a_later_decision_supersedes_with_a_reason_and_both_stay(here):
    here.screen(here.people[1])
    first = here.decide(here.people[1], Outcome.TEMPORARILY_UNFIT, reason="Fever at home", recheck_on=date(2026, 3, 11))
    with pytest.raises(StaleEdit):
        here.decide(here.people[1], Outcome.FIT)
    with pytest.raises(Invalid) as refused:
        here.decide(here.people[1], Outcome.FIT, seen_decision_id=first)
    assert refused.value.field == "supersede_reason"
    second = here.decide(here.people[1], Outcome.FIT, seen_decision_id=first, supersede_reason="Fever gone for a day")
    with here.clinic.read("physician") as uow:
        view = queries.traveller(uow, traveller_id=here.places[here.people[1]])
        old = queries.decision_paper(uow, decision_id=first)
        kept = uow.session.get(FitnessDecision, first).reason
    assert [each.id for each in view.decisions] == [first, second]
    assert view.decisions[1].supersedes_id == first
    assert (old.holds, old.why_not) == (False, "superseded")
    assert kept == "Fever at home"


def test_recheck_on_the_day_of_departure_is_warned_of(here):
    here.decide(here.people[1], Outcome.TEMPORARILY_UNFIT, reason="Chickenpox", recheck_on=date(2026, 3, 12))
    row = here.row(here.people[1])
    assert row.state is State.TEMPORARILY_UNFIT
    assert "recheck_too_late" in [each.code for each in row.concerns]


def test_a_changed_flight_and_a_new_screening_ask_for_a_new_decision(here):
    here.screen(here.people[1])
    decision = here.decide(here.people[1], Outcome.FIT)
    with here.clinic.act("receptionist") as uow:
        version = queries.board(uow, departure_id=here.departure_id).departure.version
        service.change_flight(
            uow,
            departure_id=here.departure_id,
            version=version,
            reason="Airline moved it",
            request=replace(FLIGHT, departs_at=DEPARTS + timedelta(hours=5)),
        )
    assert (here.row(here.people[1]).state, here.row(here.people[1]).why_not) == (State.DECIDE_AGAIN, "flight_changed")
    again = here.decide(here.people[1], Outcome.FIT, seen_decision_id=decision, supersede_reason="New departure time")
    assert here.row(here.people[1]).holds
    here.clinic.clock.forward(hours=1)
    here.screen(here.people[1], temperature=37.2)
    row = here.row(here.people[1])
    assert (row.state, row.why_not, row.holds) == (State.DECIDE_AGAIN, "screened_again", False)
    with here.clinic.read("physician") as uow:
        assert queries.decision_paper(uow, decision_id=again).why_not == "screened_again"


def test_changing_a_flight_needs_a_reason_and_the_version_that_was_seen(here):
    later = replace(FLIGHT, departs_at=DEPARTS + timedelta(hours=5))
    with here.clinic.act("receptionist") as uow, pytest.raises(Invalid) as refused:
        service.change_flight(uow, departure_id=here.departure_id, version=1, request=later, reason=" ")
    assert refused.value.field == "reason"
    with here.clinic.act("receptionist") as uow:
        service.change_flight(uow, departure_id=here.departure_id, version=1, request=later, reason="Airline moved it")
    with here.clinic.act("receptionist") as uow, pytest.raises(StaleEdit):
        service.change_flight(uow, departure_id=here.departure_id, version=1, request=FLIGHT, reason="And back again")


def test_who_is_fit_waits_while_one_of_the_family_may_not_fly(here):
    here.screen(here.people[0], pregnant=False)
    here.screen(here.people[1])
    here.decide(here.people[0], Outcome.FIT)
    here.decide(here.people[1], Outcome.FIT)
    assert here.row(here.people[0]).waits_for_family
    here.screen(here.people[2])
    here.decide(here.people[2], Outcome.FIT_WITH_CONDITIONS, conditions=WHEELCHAIR)
    assert not any(row.waits_for_family for row in here.board().rows)
    assert here.board().departure.settled == 3


def test_an_unknown_decision_is_not_found(clinic):
    with clinic.read("administrator") as uow, pytest.raises(NotFound):
        queries.decision_paper(uow, decision_id=4711)


def test_two_physicians_cannot_both_decide_on_what_they_saw(here):
    here.screen(here.people[1])
    place = here.places[here.people[1]]
    with here.clinic.act("physician") as uow:
        service.decide_fitness(uow, request=NewDecision(place, Outcome.FIT))
    with here.clinic.act("physician") as uow, pytest.raises(StaleEdit) as stale:
        service.decide_fitness(uow, request=NewDecision(place, Outcome.UNFIT, reason="Saw the same screen"))
    assert stale.value.code == "travel.decided_meanwhile"


def test_early_screening_is_a_step_of_its_own_for_the_classes_that_ask_for_it(clinic):
    here = airport(clinic, signed=False)
    with clinic.act("physician") as uow:
        add_signed_exam(uow, here.people[1], here.case_id, classes=("TB_B1_PULM",))
    early = [step for step in here.row(here.people[1]).steps if step.kind is StepKind.EARLY]
    assert [step.state for step in early] == [StepState.LATE], "the window of the last screening is open already"
    assert early[0].opens_at == DEPARTS - timedelta(days=21)
    assert not [step for step in here.row(here.people[1], "receptionist").steps if step.kind is StepKind.EARLY]


def test_two_hands_at_the_same_moment_act_one_after_the_other(here):
    """Both saw the undecided traveller; the second waits for the first and is then told."""
    here.screen(here.people[1])
    place = here.places[here.people[1]]
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def decide(outcome: Outcome, reason: str) -> None:
        barrier.wait()
        try:
            with here.clinic.act("physician") as uow:
                service.decide_fitness(uow, request=NewDecision(place, outcome, reason=reason))
            outcomes.append("decided")
        except StaleEdit as stale:
            outcomes.append(stale.code)

    hands = [threading.Thread(target=decide, args=each) for each in ((Outcome.FIT, ""), (Outcome.UNFIT, "On the ward"))]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(outcomes) == ["decided", "travel.decided_meanwhile"]


def test_two_desks_plan_the_same_flight_once(clinic):
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def plan() -> None:
        barrier.wait()
        try:
            with clinic.act("receptionist") as uow:
                service.plan_departure(uow, request=FLIGHT)
            outcomes.append("planned")
        except Refused as refused:
            outcomes.append(refused.code)

    hands = [threading.Thread(target=plan) for _ in range(2)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(outcomes) == ["planned", "travel.flight_planned_already"]
