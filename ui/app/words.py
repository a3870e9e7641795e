"""The sentences of `messages`, one for each error code, sorted by room; a test holds that no code is without one."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, sentence: str) -> str:
    """Mark a sentence for translation without translating it yet."""
    return sentence


WORDS: dict[str, str] = {
    "kernel.not_found": QT_TRANSLATE_NOOP("Messages", "This record is not there any more. Please search for it again."),
    "kernel.stale": QT_TRANSLATE_NOOP(
        "Messages", "Somebody else changed this meanwhile. Compare both versions and save again."
    ),
    "security.not_allowed": QT_TRANSLATE_NOOP(
        "Messages", "Your role does not include this. Ask the administrator if you need it."
    ),
    "storage.folder": QT_TRANSLATE_NOOP(
        "Messages", "The folder {folder} cannot be used: {why}. Choose another place or ask for access to it."
    ),
    "storage.write": QT_TRANSLATE_NOOP(
        "Messages", "{file} could not be written: {why}. Free some space or mend the access, then try again."
    ),
    "travel.condition_empty": QT_TRANSLATE_NOOP("Messages", "Say what the condition is, or take the line away."),
    "travel.conditions_missing": QT_TRANSLATE_NOOP("Messages", "Add at least one condition, or decide “Fit”."),
    "travel.conditions_only_when_fit": QT_TRANSLATE_NOOP("Messages", "Conditions go with “Fit with conditions” only."),
    "travel.conditions_with_fit": QT_TRANSLATE_NOOP(
        "Messages", "“Fit” has no conditions. Take them away, or decide “Fit with conditions”."
    ),
    "travel.decided_meanwhile": QT_TRANSLATE_NOOP(
        "Messages", "{physician} decided meanwhile. Look at that decision first."
    ),
    "travel.departure_in_past": QT_TRANSLATE_NOOP("Messages", "This departure lies in the past. Check date and time."),
    "travel.destination_missing": QT_TRANSLATE_NOOP("Messages", "Choose the country of destination."),
    "travel.exam_holds": QT_TRANSLATE_NOOP(
        "Messages", "The medical exam does not allow the journey yet. See what holds it in the panel."
    ),
    "travel.finding_holds": QT_TRANSLATE_NOOP(
        "Messages", "The screening found something that normally holds. Say why the person may fly nevertheless."
    ),
    "travel.flight_number": QT_TRANSLATE_NOOP(
        "Messages", "“{typed}” is not a flight number. Type the airline's letters and the number, for example ET807."
    ),
    "travel.flight_planned_already": QT_TRANSLATE_NOOP(
        "Messages", "{flight} on {departs_at} is planned already. Add the travellers there."
    ),
    "travel.need_twice": QT_TRANSLATE_NOOP("Messages", "{need} is there already, or excludes another choice."),
    "travel.need_unknown": QT_TRANSLATE_NOOP("Messages", "“{need}” is not in the list of travel needs."),
    "travel.need_wants_company": QT_TRANSLATE_NOOP("Messages", "With {need} an escort is needed. Add who escorts."),
    "travel.no_such_decision": QT_TRANSLATE_NOOP("Messages", "This decision is not there any more."),
    "travel.nobody_travels": QT_TRANSLATE_NOOP(
        "Messages", "Nobody in case {case} is marked as travelling. Mark who travels in the case first."
    ),
    "travel.not_in_case": QT_TRANSLATE_NOOP("Messages", "One of these people is not in case {case}."),
    "travel.not_screened": QT_TRANSLATE_NOOP("Messages", "Screen the person before deciding that he or she may fly."),
    "travel.on_another_flight": QT_TRANSLATE_NOOP(
        "Messages", "{name} is on {flight}, {departs_at}. Take the person off that flight first."
    ),
    "travel.other_country": QT_TRANSLATE_NOOP(
        "Messages", "Case {case} goes to {country}, this flight to {destination}."
    ),
    "travel.reason_missing": QT_TRANSLATE_NOOP("Messages", "Give the reason in a few words; the record keeps it."),
    "travel.recheck_missing": QT_TRANSLATE_NOOP("Messages", "Say when the person is checked again."),
    "travel.recheck_not_future": QT_TRANSLATE_NOOP("Messages", "{recheck_on} is not in the future."),
    "travel.recheck_only_when_temporary": QT_TRANSLATE_NOOP(
        "Messages", "A recheck date goes with “Temporarily unfit” only."
    ),
    "travel.route_missing": QT_TRANSLATE_NOOP("Messages", "Type the route, for example KGL-ADD-ORD."),
    "travel.screened_in_future": QT_TRANSLATE_NOOP("Messages", "This screening lies in the future. Check the time."),
    "travel.screening_date_in_future": QT_TRANSLATE_NOOP("Messages", "{typed} lies in the future."),
    "travel.screening_implausible": QT_TRANSLATE_NOOP(
        "Messages", "{value} is outside {low} to {high}. Measure again; if it is right, confirm it."
    ),
    "travel.screening_missing": QT_TRANSLATE_NOOP("Messages", "Please answer this."),
    "travel.screening_not_a_date": QT_TRANSLATE_NOOP("Messages", "Type a date, for example 24 Nov 2026."),
    "travel.screening_not_a_number": QT_TRANSLATE_NOOP("Messages", "Type a number."),
    "travel.screening_unknown_field": QT_TRANSLATE_NOOP("Messages", "This question is not on the form."),
    "travel.screening_voided_already": QT_TRANSLATE_NOOP("Messages", "This screening was voided before."),
    "travel.screening_yes_or_no": QT_TRANSLATE_NOOP("Messages", "Answer yes or no."),
    "travel.supersede_reason_missing": QT_TRANSLATE_NOOP(
        "Messages", "Say why the earlier decision is replaced; both stay on record."
    ),
    "travel.traveller_removed": QT_TRANSLATE_NOOP("Messages", "This person was taken off the flight."),
}
