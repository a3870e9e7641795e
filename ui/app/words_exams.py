"""The sentences for what protocols and exams refuse."""

from __future__ import annotations

from ui.app.words import QT_TRANSLATE_NOOP

EXAMS: dict[str, str] = {
    "exams.action_missing": QT_TRANSLATE_NOOP("Messages", "Please say what is done about it."),
    "exams.already_open": QT_TRANSLATE_NOOP(
        "Messages", "This person has an open exam in this case already. Go on with that one."
    ),
    "exams.answer_changed": QT_TRANSLATE_NOOP(
        "Messages", "{by} changed this answer at {at}, from what you saw. Look at both and decide."
    ),
    "exams.case_changed": QT_TRANSLATE_NOOP(
        "Messages", "The case has another country or category than this exam. Take it over, or correct the case, first."
    ),
    "exams.changed_since_shown": QT_TRANSLATE_NOOP(
        "Messages", "Something changed since this was shown. Look at it again before you sign."
    ),
    "exams.classes_exclude": QT_TRANSLATE_NOOP("Messages", "“{first}” and “{second}” exclude each other."),
    "exams.comment_missing": QT_TRANSLATE_NOOP("Messages", "{item}: grade {grade} needs a comment."),
    "exams.comment_refused": QT_TRANSLATE_NOOP("Messages", "{item}: with this grade no comment is given."),
    "exams.consent_missing": QT_TRANSLATE_NOOP(
        "Messages", "No consent is recorded. Record it in the registration, or say why the exam begins without it."
    ),
    "exams.consent_refused": QT_TRANSLATE_NOOP(
        "Messages", "Consent was refused or withdrawn. Record a new consent in the registration before the exam begins."
    ),
    "exams.date_in_future": QT_TRANSLATE_NOOP("Messages", "An exam cannot lie in the future."),
    "exams.drafts_left": QT_TRANSLATE_NOOP("Messages", "Something you typed is not saved yet: {sections}"),
    "exams.examine_first": QT_TRANSLATE_NOOP(
        "Messages", "Examine at least one system yourself before marking the rest normal."
    ),
    "exams.flags_open": QT_TRANSLATE_NOOP("Messages", "Somebody must say what is done about: {flags}"),
    "exams.forbidden": QT_TRANSLATE_NOOP("Messages", "The protocol forbids “{item}” for this person now."),
    "exams.day_ahead": QT_TRANSLATE_NOOP("Messages", "{label}: this day is still to come."),
    "exams.day_before": QT_TRANSLATE_NOOP("Messages", "{label}: this day lies before “{other}”, {day}."),
    "exams.day_before_birth": QT_TRANSLATE_NOOP("Messages", "{label}: this day lies before the birth."),
    "exams.impossible": QT_TRANSLATE_NOOP(
        "Messages", "{label}: {value} {unit} cannot be; possible are {low} to {high}."
    ),
    "exams.not_below": QT_TRANSLATE_NOOP("Messages", "{label}: must be lower than “{other}”, {value}."),
    "exams.implausible": QT_TRANSLATE_NOOP(
        "Messages",
        "{label}: {value} {unit} is unlikely (usual are {low} to {high}). Measure again, or confirm that it is right.",
    ),
    "exams.incomplete": QT_TRANSLATE_NOOP("Messages", "Still missing: {items} {questions}"),
    "exams.no_section": QT_TRANSLATE_NOOP("Messages", "This section is not part of the exam."),
    "exams.no_such_flag": QT_TRANSLATE_NOOP("Messages", "This warning does not stand any more."),
    "exams.no_version": QT_TRANSLATE_NOOP("Messages", "This version does not exist."),
    "exams.none_begun": QT_TRANSLATE_NOOP("Messages", "No exam was begun for this person yet."),
    "exams.grade_better": QT_TRANSLATE_NOOP(
        "Messages", "{item}: a grade may be made worse, never better. The protocol proposes {proposed}."
    ),
    "exams.grades_other": QT_TRANSLATE_NOOP(
        "Messages", "The grades do not fit what was examined: {items}. Look at the proposal again."
    ),
    "exams.not_a_choice": QT_TRANSLATE_NOOP("Messages", "{label}: choose one of the answers offered."),
    "exams.not_a_date": QT_TRANSLATE_NOOP("Messages", "{label}: type a date, for example 24 Nov 2026."),
    "exams.not_a_number": QT_TRANSLATE_NOOP("Messages", "{label}: type a number."),
    "exams.not_adopted": QT_TRANSLATE_NOOP(
        "Messages", "Edition {edition} is not adopted yet. A panel physician adopts it on the page Protocols."
    ),
    "exams.not_classified": QT_TRANSLATE_NOOP("Messages", "Confirm the classification first."),
    "exams.not_found": QT_TRANSLATE_NOOP("Messages", "This exam is not there any more."),
    "exams.not_in_case": QT_TRANSLATE_NOOP("Messages", "This person does not belong to case {case}."),
    "exams.not_requestable": QT_TRANSLATE_NOOP("Messages", "The protocol knows no such request."),
    "exams.not_signed": QT_TRANSLATE_NOOP("Messages", "Only a signed exam is amended."),
    "exams.not_your_field": QT_TRANSLATE_NOOP("Messages", "“{label}” is filled in by somebody else."),
    "exams.other_country": QT_TRANSLATE_NOOP(
        "Messages", "The other case is for another country or category. Begin a new exam there."
    ),
    "exams.override_reason": QT_TRANSLATE_NOOP(
        "Messages", "Say why you decide otherwise than proposed; the record keeps it."
    ),
    "exams.password_again": QT_TRANSLATE_NOOP("Messages", "Please give your password again."),
    "exams.request_withdrawn": QT_TRANSLATE_NOOP("Messages", "Request {number} was withdrawn."),
    "exams.rest_not_open": QT_TRANSLATE_NOOP("Messages", "This system has an answer already."),
    "exams.same_exam": QT_TRANSLATE_NOOP("Messages", "This is the same exam."),
    "exams.same_person": QT_TRANSLATE_NOOP("Messages", "This is the same person."),
    "exams.section_differs": QT_TRANSLATE_NOOP(
        "Messages", "“{section}” asks for something else in the other exam and cannot be moved."
    ),
    "exams.section_empty": QT_TRANSLATE_NOOP("Messages", "There is nothing in this section."),
    "exams.section_filled": QT_TRANSLATE_NOOP("Messages", "“{section}” of the other exam has answers already."),
    "exams.signed": QT_TRANSLATE_NOOP(
        "Messages", "This exam is signed. Whatever changes is an amendment with a reason."
    ),
    "exams.text_too_long": QT_TRANSLATE_NOOP("Messages", "This text is too long (at most {longest} letters)."),
    "exams.unknown_class": QT_TRANSLATE_NOOP("Messages", "This class is not part of the protocol."),
    "exams.unknown_grade": QT_TRANSLATE_NOOP("Messages", "{item}: there is no grade {grade} in the protocol."),
    "exams.unknown_field": QT_TRANSLATE_NOOP("Messages", "This question is not part of the exam."),
    "exams.void": QT_TRANSLATE_NOOP("Messages", "This exam is void."),
    "exams.waits": QT_TRANSLATE_NOOP("Messages", "The proposal waits for: {needs}"),
    "exams.was_signed": QT_TRANSLATE_NOOP(
        "Messages",
        "This exam was signed once and stays with this person. Void it, and begin anew with the right person.",
    ),
    "protocols.already_adopted": QT_TRANSLATE_NOOP("Messages", "This edition is adopted already."),
    "protocols.edition_in_force": QT_TRANSLATE_NOOP(
        "Messages", "The clinic has a template of this name already ({country} {edition}). Retire it first."
    ),
    "protocols.edition_ships": QT_TRANSLATE_NOOP(
        "Messages", "The program brings {country} {edition} itself. Give your template another edition."
    ),
    "protocols.no_country": QT_TRANSLATE_NOOP("Messages", "There is no protocol for this country."),
    "protocols.no_edition": QT_TRANSLATE_NOOP(
        "Messages", "This program does not bring edition {edition} of this country."
    ),
    "protocols.bands_apart": QT_TRANSLATE_NOOP(
        "Messages",
        "With this number weights of these rules would overlap or leave a gap: {rules}. Change the other limit first.",
    ),
    "protocols.own_template_changed": QT_TRANSLATE_NOOP(
        "Messages", "The clinic's own template {country} {edition} was changed outside the program and is not used."
    ),
    "protocols.reason_missing": QT_TRANSLATE_NOOP("Messages", "Please say why; the record keeps it."),
    "protocols.retired_already": QT_TRANSLATE_NOOP("Messages", "This template was retired already."),
    "protocols.rule_silenced": QT_TRANSLATE_NOOP(
        "Messages",
        "With this number these rules could apply to nobody any more: {rules}. Change their other limit first.",
    ),
    "protocols.setting_changed": QT_TRANSLATE_NOOP(
        "Messages", "{by} changed this at {at}. Look at the new value and decide again."
    ),
    "protocols.setting_range": QT_TRANSLATE_NOOP("Messages", "This number lies from {low} to {high}."),
    "protocols.setting_value": QT_TRANSLATE_NOOP("Messages", "This value does not fit."),
    "protocols.shelf_unreadable": QT_TRANSLATE_NOOP(
        "Messages", "The protocols cannot be read from {folder}. Please install the program anew."
    ),
    "protocols.template_changed": QT_TRANSLATE_NOOP(
        "Messages",
        "The protocol file of {country} {edition} was changed and is not used. Please install the program anew.",
    ),
    "protocols.unknown_rules": QT_TRANSLATE_NOOP("Messages", "These rules are not part of the edition: {rules}"),
    "protocols.unknown_setting": QT_TRANSLATE_NOOP("Messages", "This number is not part of the edition."),
    "protocols.withdrawn_already": QT_TRANSLATE_NOOP("Messages", "This adoption was withdrawn already."),
    "protocols.wrong_template": QT_TRANSLATE_NOOP("Messages", "The template is wrong in {count} places. {first}"),
}
