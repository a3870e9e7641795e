"""The words of the travel room: states, decisions, what holds somebody, and the steps before a flight."""

from __future__ import annotations

from mhac.travel.codes import travel_codes
from mhac.travel.codes import words as words_in
from mhac.travel.rules import Concern, Condition, Outcome, State
from mhac.travel.views import Step, StepKind, StepState, TravellerRow
from ui.app.translation import translate
from ui.widgets import formats

AIRLINE_CODE = 4


def language() -> str:
    """Return the language of the screens as the code lists know it."""
    return formats.locale().name()[:2].lower()


def state_words(row: TravellerRow) -> tuple[str, str]:
    """Return the words and the tone of where a traveller stands."""
    if row.waits_for_family:
        return translate("Travel", "Waits for family"), "neutral"
    if row.state is State.TEMPORARILY_UNFIT and row.decision and row.decision.recheck_on:
        return translate("Travel", "Recheck {day}").format(day=formats.short_day(row.decision.recheck_on)), "bad"
    return {
        State.HELD: (translate("Travel", "Held"), "hold"),
        State.NOT_SCREENED: (translate("Travel", "Not screened"), "neutral"),
        State.TO_DECIDE: (translate("Travel", "To decide"), "accent"),
        State.DECIDE_AGAIN: (translate("Travel", "Decide again"), "warning"),
        State.FIT: (translate("Travel", "Fit"), "ok"),
        State.FIT_WITH_CONDITIONS: (translate("Travel", "Fit with conditions"), "warning"),
        State.TEMPORARILY_UNFIT: (translate("Travel", "Temporarily unfit"), "bad"),
        State.UNFIT: (translate("Travel", "Unfit"), "bad"),
    }[row.state]


def outcome_words(outcome: Outcome) -> tuple[str, str]:
    """Return the words and the tone of a decision."""
    return {
        Outcome.FIT: (translate("Travel", "Fit"), "ok"),
        Outcome.FIT_WITH_CONDITIONS: (translate("Travel", "Fit with conditions"), "warning"),
        Outcome.TEMPORARILY_UNFIT: (translate("Travel", "Temporarily unfit"), "bad"),
        Outcome.UNFIT: (translate("Travel", "Unfit"), "bad"),
    }[outcome]


def concern_words(concern: Concern) -> str:
    """Return the sentence of something that stands against the journey."""
    sentences = {
        "exam_missing": translate("Travel", "There is no medical exam yet."),
        "exam_not_signed": translate("Travel", "The medical exam is not signed yet."),
        "exam_amended": translate("Travel", "The medical exam is open for an amendment."),
        "exam_other_person": translate(
            "Travel", "The medical exam was signed for another name, sex or birth date. It must be amended."),
        "exam_other_case": translate(
            "Travel", "The medical exam was signed for another country or category than the case has now."),
        "exam_not_decided": translate("Travel", "It is not decided yet whether the medical exam clears for travel."),
        "exam_not_cleared": translate("Travel", "The medical exam does not clear for travel."),
        "exam_hold": translate("Travel", "The medical exam holds travel."),
        "exam_validity_unknown": translate("Travel", "It is not known until when the medical exam is valid."),
        "exam_expired": translate("Travel", "The medical exam ends on {valid_until}, before the departure."),
        "screened_too_early": translate("Travel", "The screening lies more than {hours} hours before the departure."),
        "screened_after_departure": translate("Travel", "The screening lies after the departure."),
        "never_screened": translate("Travel", "The flight left without a screening."),
        "recheck_too_late": translate("Travel", "The recheck on {recheck_on} comes too late for this flight."),
    }
    values = {name: formats.day(value) if hasattr(value, "isoformat") and not hasattr(value, "hour") else value
              for name, value in concern.values}
    return sentences[concern.code].format_map(_Lenient(values))


class _Lenient(dict[str, object]):
    """A sentence of which a value may not be shown to this role still says the rest."""

    def __missing__(self, key: str) -> str:
        return "…"


def why_not_words(why_not: str) -> str:
    """Return why a decision no longer covers the journey."""
    return {
        "flight_changed": translate("Travel", "Decided for another flight or time; a physician decides again."),
        "screened_again": translate("Travel", "Screened again since; a physician decides again."),
        "screening_voided": translate("Travel", "The screening behind it was voided; screen and decide again."),
        "exam": translate("Travel", "The medical exam holds travel now."),
        "superseded": translate("Travel", "Replaced by a later decision."),
        "traveller_removed": translate("Travel", "Taken off the flight."),
    }.get(why_not, "")


def condition_words(condition: Condition) -> str:
    """Return a condition or need in the language of the screen."""
    return travel_codes().condition_text(condition, language())


def needs_words(row: TravellerRow) -> str:
    """Return all needs of a traveller in one line; the decision's conditions where it has some."""
    conditions = row.decision.conditions if row.decision and row.decision.conditions else row.needs
    return " · ".join(condition_words(each) for each in conditions)


def traveller_facts(row: TravellerRow) -> dict[str, str]:
    """Return where a traveller stands now, by what it is called: for somebody who saw it otherwise."""
    decision, screening = row.decision, row.screening
    decided = f"{outcome_words(decision.outcome)[0]}, {decision.physician}" if decision else ""
    return {
        translate("Travel", "State"): state_words(row)[0],
        translate("Travel", "Last screening"): formats.moment(screening.screened_at) if screening else "",
        translate("Travel", "Decision"): decided,
        translate("Travel", "Needs"): " · ".join(condition_words(each) for each in row.needs),
    }


def short_needs(row: TravellerRow) -> str:
    """Return the needs as the airlines' codes where they have one: "WCHC · OXYG 2 L/min"."""
    conditions = row.decision.conditions if row.decision and row.decision.conditions else row.needs
    return " · ".join(_short(each) for each in conditions)


def _short(condition: Condition) -> str:
    need = travel_codes().needs.get(condition.code)
    if need is None or len(condition.code) != AIRLINE_CODE:
        return condition_words(condition)
    suffix = need.suffix if condition.detail else ""
    return " ".join(part for part in (condition.code, condition.detail, suffix) if part)


def step_words(step: Step) -> tuple[str, str]:
    """Return what a step is called and what is to be said about it now."""
    if step.kind is StepKind.EARLY and step.early is not None:
        name = words_in(step.early.label, language())
    else:
        name = {
            StepKind.EXAM: translate("Travel", "Medical exam signed and valid"),
            StepKind.SCREENING: translate("Travel", "Pre-departure screening"),
            StepKind.DECISION: translate("Travel", "Fitness decision"),
            StepKind.CERTIFICATE: translate("Travel", "Certificate"),
        }.get(step.kind, "")
    if step.state is StepState.DONE:
        detail = " · ".join(part for part in (formats.moment(step.done_at), step.by) if part)
    elif step.state is StepState.NOT_YET and step.opens_at is not None:
        detail = translate("Travel", "from {opens} to {due}").format(opens=formats.moment(step.opens_at),
                                                     due=formats.moment(step.due_at))
    else:
        detail = translate("Travel", "by {due}").format(due=formats.moment(step.due_at))
    return name, detail


def step_state_words(state: StepState) -> tuple[str, str]:
    """Return the words and the tone of a step's state."""
    return {
        StepState.DONE: (translate("Travel", "Done"), "ok"),
        StepState.OPEN: (translate("Travel", "Open"), "warning"),
        StepState.NOT_YET: (translate("Travel", "Not yet"), "neutral"),
        StepState.LATE: (translate("Travel", "Late"), "bad"),
    }[state]
