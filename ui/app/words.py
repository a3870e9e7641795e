"""The sentences for what registration and travel refuse, one for each code; those of other rooms lie beside it."""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, sentence: str) -> str:
    """Mark a sentence for translation without translating it yet."""
    return sentence


WORDS: dict[str, str] = {
    "registration.birth_date_future": QT_TRANSLATE_NOOP("Messages", "{typed} lies in the future. Check the year."),
    "registration.birth_date_impossible": QT_TRANSLATE_NOOP(
        "Messages", "{typed} is not in the calendar. Check day and month."
    ),
    "registration.birth_date_missing": QT_TRANSLATE_NOOP(
        "Messages", "Give a birth date. A year, a span like 1988-1992 or an age like 34 years will do."
    ),
    "registration.birth_date_too_old": QT_TRANSLATE_NOOP(
        "Messages", "{typed} is more than 130 years ago. Check the year."
    ),
    "registration.birth_date_unreadable": QT_TRANSLATE_NOOP(
        "Messages", "“{typed}” is not understood as a date. Write 14 Mar 1990, Mar 1990, 1990 or 34 years."
    ),
    "registration.camp": QT_TRANSLATE_NOOP("Messages", "Choose a camp from the list."),
    "registration.case_category": QT_TRANSLATE_NOOP("Messages", "Choose the category of the case."),
    "registration.case_country": QT_TRANSLATE_NOOP("Messages", "Choose the country of the case."),
    "registration.case_empty": QT_TRANSLATE_NOOP("Messages", "A case needs at least one person."),
    "registration.case_needs_principal": QT_TRANSLATE_NOOP(
        "Messages", "The principal applicant cannot be taken out. Make somebody else the principal applicant first."
    ),
    "registration.case_number": QT_TRANSLATE_NOOP(
        "Messages", "“{typed}” cannot be a case number. It needs letters or digits, at most 40."
    ),
    "registration.case_number_taken": QT_TRANSLATE_NOOP(
        "Messages", "The case number {number} is already on file. Open that case, or check the number."
    ),
    "registration.case_one_principal": QT_TRANSLATE_NOOP(
        "Messages", "This case has a principal applicant already. Choose another relationship."
    ),
    "registration.case_principal": QT_TRANSLATE_NOOP("Messages", "Exactly one person must be the principal applicant."),
    "registration.case_twice": QT_TRANSLATE_NOOP("Messages", "The same person stands in the case twice."),
    "registration.consent_decision": QT_TRANSLATE_NOOP(
        "Messages", "Say whether consent was given, refused or withdrawn."
    ),
    "registration.consent_guardian": QT_TRANSLATE_NOOP(
        "Messages", "For a minor, or where the age is not sure, a guardian signs. Give the guardian’s name."
    ),
    "registration.consent_guardian_relationship": QT_TRANSLATE_NOOP(
        "Messages", "Say how the guardian is related to the person."
    ),
    "registration.consent_language": QT_TRANSLATE_NOOP(
        "Messages", "Choose the language in which consent was explained."
    ),
    "registration.country": QT_TRANSLATE_NOOP("Messages", "Choose a country from the list."),
    "registration.identifier_empty": QT_TRANSLATE_NOOP("Messages", "Type the number, or take the line away."),
    "registration.identifier_kind": QT_TRANSLATE_NOOP("Messages", "Choose what kind of number this is."),
    "registration.identifier_twice": QT_TRANSLATE_NOOP("Messages", "{typed} stands here twice. Take one line away."),
    "registration.interpreter_language": QT_TRANSLATE_NOOP(
        "Messages", "Say for which language an interpreter is needed."
    ),
    "registration.language": QT_TRANSLATE_NOOP("Messages", "Choose a language from the list."),
    "registration.mrz_birth_partial": QT_TRANSLATE_NOOP("Messages", "The document does not give the whole date."),
    "registration.mrz_birth_unknown": QT_TRANSLATE_NOOP(
        "Messages", "The document gives no birth date. Ask the person."
    ),
    "registration.mrz_character": QT_TRANSLATE_NOOP(
        "Messages",
        "Line {line}, place {place}: {characters} cannot stand in a machine-readable zone. Scan again or correct it.",
    ),
    "registration.mrz_check": QT_TRANSLATE_NOOP(
        "Messages",
        "The check digit does not fit: {digit} stands there, {expected} is expected. Compare it with the document.",
    ),
    "registration.mrz_check_guess": QT_TRANSLATE_NOOP(
        "Messages",
        "The check digit does not fit. {read} was read, perhaps it is {guess}. Compare it with the document.",
    ),
    "registration.mrz_composite": QT_TRANSLATE_NOOP(
        "Messages", "The overall check digit does not fit: {digit} stands there, {expected} is expected. Scan again."
    ),
    "registration.mrz_confused": QT_TRANSLATE_NOOP(
        "Messages", "{taken} was understood; a look-alike letter or digit was read. Compare it with the document."
    ),
    "registration.mrz_date": QT_TRANSLATE_NOOP(
        "Messages", "{read} is not a day of the calendar. Compare it with the document."
    ),
    "registration.mrz_empty": QT_TRANSLATE_NOOP("Messages", "Nothing was read."),
    "registration.mrz_expired": QT_TRANSLATE_NOOP("Messages", "The document expired on {expired}."),
    "registration.mrz_length": QT_TRANSLATE_NOOP(
        "Messages", "Line {line} has {length} characters instead of {expected}. Scan again or complete it."
    ),
    "registration.mrz_lines": QT_TRANSLATE_NOOP("Messages", "There are {count} lines; a document has two or three."),
    "registration.mrz_no_name": QT_TRANSLATE_NOOP("Messages", "No name could be read. Scan again or type it."),
    "registration.mrz_one_line": QT_TRANSLATE_NOOP(
        "Messages", "Only one line of {length} characters was read; the next line is still missing."
    ),
    "registration.mrz_padded": QT_TRANSLATE_NOOP("Messages", "The end of the name line was cut off and completed."),
    "registration.mrz_sex": QT_TRANSLATE_NOOP("Messages", "{read} stands where M, F or < is expected."),
    "registration.name_missing": QT_TRANSLATE_NOOP(
        "Messages", "Give at least one name. People with a single name have it as family name."
    ),
    "registration.name_without_letters": QT_TRANSLATE_NOOP("Messages", "“{typed}” has no letters. Check the name."),
    "registration.other_name": QT_TRANSLATE_NOOP("Messages", "Type the further name, or take the line away."),
    "registration.paper_on_file": QT_TRANSLATE_NOOP(
        "Messages",
        "Number {number} stands on the file of {name}, {file_number}. Open that file, or say why both have it.",
    ),
    "registration.phone": QT_TRANSLATE_NOOP(
        "Messages", "“{typed}” cannot be a telephone number: 6 to 15 digits, like +250 788 000 000."
    ),
    "registration.photo_damaged": QT_TRANSLATE_NOOP(
        "Messages", "This picture file is damaged and cannot be read. Choose another file."
    ),
    "registration.photo_empty": QT_TRANSLATE_NOOP("Messages", "The file is empty. Choose another file."),
    "registration.photo_not_an_image": QT_TRANSLATE_NOOP(
        "Messages", "This file is not a picture. Choose a JPEG or PNG file."
    ),
    "registration.photo_too_large": QT_TRANSLATE_NOOP(
        "Messages", "The file has {megabytes} MB; at most {most} MB are taken. Save the photo smaller and try again."
    ),
    "registration.photo_too_many_pixels": QT_TRANSLATE_NOOP(
        "Messages", "The picture is far too large. Save the photo smaller and try again."
    ),
    "registration.photo_too_small": QT_TRANSLATE_NOOP(
        "Messages", "The picture has only {width} × {height} points; a face needs at least {least} on each side."
    ),
    "registration.photo_unreadable": QT_TRANSLATE_NOOP(
        "Messages", "The file cannot be read: {why}. Choose another file."
    ),
    "registration.reason_missing": QT_TRANSLATE_NOOP("Messages", "Say why; the record keeps it."),
    "registration.relationship": QT_TRANSLATE_NOOP("Messages", "Choose the relationship from the list."),
    "registration.sex_missing": QT_TRANSLATE_NOOP("Messages", "Choose the sex: female, male or unspecified."),
    "registration.too_long": QT_TRANSLATE_NOOP("Messages", "This is too long; at most {most} characters are kept."),
    "registration.travel_status": QT_TRANSLATE_NOOP("Messages", "Choose the status from the list."),
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
