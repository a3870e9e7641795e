"""The sentences for what the appointment book and the clinic floor refuse."""

from __future__ import annotations

from ui.app.words import QT_TRANSLATE_NOOP

DAY: dict[str, str] = {
    "floor.already_called": QT_TRANSLATE_NOOP(
        "Messages", "{by} has called ticket {ticket} to {station} already ({at})."
    ),
    "floor.already_ended": QT_TRANSLATE_NOOP("Messages", "Ticket {ticket} has ended already ({at})."),
    "floor.already_here": QT_TRANSLATE_NOOP("Messages", "{person} is here already, with ticket {ticket}."),
    "floor.already_moved": QT_TRANSLATE_NOOP(
        "Messages", "{by} has handed this ticket over to {station} already ({at})."
    ),
    "floor.already_on_the_way": QT_TRANSLATE_NOOP(
        "Messages", "Ticket {ticket} has already gone on; its arrival can no longer be taken back."
    ),
    "floor.already_skipped": QT_TRANSLATE_NOOP(
        "Messages", "{by} has passed ticket {ticket} over already ({at}): {reason}."
    ),
    "floor.identity_not_confirmed": QT_TRANSLATE_NOOP(
        "Messages", "The identity of {person} (ticket {ticket}) is not confirmed yet. Check it first."
    ),
    "floor.identity_reason_missing": QT_TRANSLATE_NOOP(
        "Messages", "Please say why the identity could not be confirmed."
    ),
    "floor.not_called": QT_TRANSLATE_NOOP("Messages", "Ticket {ticket} is not called."),
    "floor.not_skipped": QT_TRANSLATE_NOOP("Messages", "Ticket {ticket} was not passed over."),
    "floor.not_your_day": QT_TRANSLATE_NOOP("Messages", "This appointment is on another day: {starts_at}."),
    "floor.nothing_to_undo": QT_TRANSLATE_NOOP("Messages", "There is nothing to take back for ticket {ticket}."),
    "floor.outcome_unknown": QT_TRANSLATE_NOOP("Messages", "A visit ends as done or as left."),
    "floor.reason_missing": QT_TRANSLATE_NOOP("Messages", "Please say why; the record keeps it."),
    "floor.room_unknown": QT_TRANSLATE_NOOP("Messages", "The clinic has no room {room} any more. Choose another one."),
    "floor.same_station": QT_TRANSLATE_NOOP("Messages", "Ticket {ticket} is at {station} already."),
    "floor.skip_too_long": QT_TRANSLATE_NOOP("Messages", "Somebody can be passed over for 1 to {most} minutes."),
    "floor.station_unknown": QT_TRANSLATE_NOOP("Messages", "This station is not known."),
    "scheduling.already_booked_today": QT_TRANSLATE_NOOP(
        "Messages", "{person} is booked today already: {starts_at}, {room}."
    ),
    "scheduling.already_started": QT_TRANSLATE_NOOP(
        "Messages", "This appointment has begun and can no longer be changed here."
    ),
    "scheduling.break_half_given": QT_TRANSLATE_NOOP("Messages", "A pause needs both a beginning and an end."),
    "scheduling.capacity_impossible": QT_TRANSLATE_NOOP(
        "Messages", "Give a number of people between 1 and 500, or none for no limit."
    ),
    "scheduling.clinician_left": QT_TRANSLATE_NOOP(
        "Messages", "{clinician} does not work here any more. Choose somebody else."
    ),
    "scheduling.clinician_role": QT_TRANSLATE_NOOP(
        "Messages", "{clinician} does not take “{service}”. Choose somebody else."
    ),
    "scheduling.clinician_taken": QT_TRANSLATE_NOOP(
        "Messages", "{clinician} is taken from {starts_at} to {ends_at}: {label}, {room}."
    ),
    "scheduling.clinician_unknown": QT_TRANSLATE_NOOP(
        "Messages", "This clinician is not known any more. Please choose again."
    ),
    "scheduling.closed_half_given": QT_TRANSLATE_NOOP(
        "Messages", "A part of a day needs both a beginning and an end; leave both empty for the whole day."
    ),
    "scheduling.closed_out_of_order": QT_TRANSLATE_NOOP("Messages", "The end must come after the beginning."),
    "scheduling.day_is_past": QT_TRANSLATE_NOOP("Messages", "{day} is past. Give a day that is still to come."),
    "scheduling.day_too_far": QT_TRANSLATE_NOOP("Messages", "{day} is too far away. Please check the year."),
    "scheduling.day_closed": QT_TRANSLATE_NOOP("Messages", "The clinic is closed on {day}: {reason}."),
    "scheduling.hours_out_of_order": QT_TRANSLATE_NOOP(
        "Messages", "The times do not follow each other. The clinic opens, pauses, goes on, closes."
    ),
    "scheduling.here_today": QT_TRANSLATE_NOOP(
        "Messages", "These people are in the clinic. Their appointment can be moved only within this day."
    ),
    "scheduling.in_the_past": QT_TRANSLATE_NOOP("Messages", "{starts_at} is past. Choose a later time."),
    "scheduling.is_in_the_clinic": QT_TRANSLATE_NOOP(
        "Messages", "This person is in the clinic now. The clinic floor is where this is changed."
    ),
    "scheduling.length_impossible": QT_TRANSLATE_NOOP("Messages", "An appointment cannot take {minutes} minutes."),
    "scheduling.line_clinician": QT_TRANSLATE_NOOP("Messages", "Nobody here is called “{clinician}”."),
    "scheduling.line_clinician_several": QT_TRANSLATE_NOOP(
        "Messages", "Several people here are called “{clinician}”. Give the login."
    ),
    "scheduling.line_day": QT_TRANSLATE_NOOP("Messages", "“{typed}” is no day that can be read, such as 2026-03-10."),
    "scheduling.line_day_two_ways": QT_TRANSLATE_NOOP(
        "Messages",
        "“{typed}” can be read in two ways, for line {line} writes the month first. Write the day as 2026-03-10.",
    ),
    "scheduling.line_minutes": QT_TRANSLATE_NOOP("Messages", "“{typed}” is no number of minutes."),
    "scheduling.line_number": QT_TRANSLATE_NOOP("Messages", "Nobody has the number {number}."),
    "scheduling.line_number_of_another": QT_TRANSLATE_NOOP(
        "Messages", "The number {number} belongs to {person}, not to {typed}."
    ),
    "scheduling.line_person_missing": QT_TRANSLATE_NOOP(
        "Messages", "A file number, or a family name with the date of birth, is needed."
    ),
    "scheduling.line_person_several": QT_TRANSLATE_NOOP(
        "Messages", "{count} people fit {person} with this date of birth. Give the file number."
    ),
    "scheduling.line_person_unknown": QT_TRANSLATE_NOOP(
        "Messages", "{person} with this date of birth is not registered."
    ),
    "scheduling.line_room": QT_TRANSLATE_NOOP("Messages", "There is no room “{room}”."),
    "scheduling.line_service": QT_TRANSLATE_NOOP("Messages", "There is no service “{service}”."),
    "scheduling.line_time": QT_TRANSLATE_NOOP("Messages", "“{typed}” is no time that can be read, such as 09:30."),
    "scheduling.list_column_twice": QT_TRANSLATE_NOOP("Messages", "The column “{column}” stands there twice."),
    "scheduling.list_columns": QT_TRANSLATE_NOOP(
        "Messages", "The first line must name the columns. Missing: {missing}."
    ),
    "scheduling.list_empty": QT_TRANSLATE_NOOP("Messages", "The list has no line beneath its headings."),
    "scheduling.list_is_spreadsheet": QT_TRANSLATE_NOOP(
        "Messages", "This is a spreadsheet. Save it there as CSV, and choose that file."
    ),
    "scheduling.list_not_written": QT_TRANSLATE_NOOP("Messages", "The file could not be written there."),
    "scheduling.list_too_large": QT_TRANSLATE_NOOP("Messages", "The file is larger than {most} MB."),
    "scheduling.list_too_long": QT_TRANSLATE_NOOP("Messages", "The list has more than {most} lines. Divide it."),
    "scheduling.list_unreadable": QT_TRANSLATE_NOOP("Messages", "This file cannot be read as a list."),
    "scheduling.name_missing": QT_TRANSLATE_NOOP("Messages", "Please give a name."),
    "scheduling.name_taken": QT_TRANSLATE_NOOP("Messages", "The name “{name}” is taken. Choose another one."),
    "scheduling.no_room_today": QT_TRANSLATE_NOOP(
        "Messages", "No room has time for “{service}” any more today. Book another day."
    ),
    "scheduling.nobody": QT_TRANSLATE_NOOP("Messages", "Choose at least one person."),
    "scheduling.not_from_here": QT_TRANSLATE_NOOP(
        "Messages", "This is not possible in the state the appointment is in now."
    ),
    "scheduling.not_in_block": QT_TRANSLATE_NOOP("Messages", "This person does not belong to this appointment."),
    "scheduling.not_in_case": QT_TRANSLATE_NOOP("Messages", "{person} does not belong to this case."),
    "scheduling.not_on_quarter_hour": QT_TRANSLATE_NOOP(
        "Messages", "Appointments begin and end on a quarter of an hour."
    ),
    "scheduling.not_yet_due": QT_TRANSLATE_NOOP(
        "Messages", "The appointment is at {starts_at}. It can only be missed after that."
    ),
    "scheduling.note_too_long": QT_TRANSLATE_NOOP("Messages", "At most {longest} letters."),
    "scheduling.nothing_to_print": QT_TRANSLATE_NOOP("Messages", "There is nothing to print."),
    "scheduling.outside_hours": QT_TRANSLATE_NOOP(
        "Messages", "The clinic is open from {opens} to {closes}. Choose a time in between."
    ),
    "scheduling.over_capacity": QT_TRANSLATE_NOOP(
        "Messages",
        "The limit of the half hour from {starts_at} is {limit}: {there} begin already and {coming} more would come. "
        "Choose another time.",
    ),
    "scheduling.pause": QT_TRANSLATE_NOOP("Messages", "The clinic has its pause from {pause_from} to {pause_to}."),
    "scheduling.people_are_booked": QT_TRANSLATE_NOOP(
        "Messages", "People booked on {day}: {count}. Move or cancel their appointments first."
    ),
    "scheduling.person_taken": QT_TRANSLATE_NOOP(
        "Messages", "{person} has another appointment then: {label}, {room}, {starts_at} to {ends_at}."
    ),
    "scheduling.part_closed": QT_TRANSLATE_NOOP(
        "Messages", "The clinic is closed from {starts_at} to {ends_at}: {reason}."
    ),
    "scheduling.person_twice": QT_TRANSLATE_NOOP("Messages", "The same person was chosen twice."),
    "scheduling.person_unknown": QT_TRANSLATE_NOOP(
        "Messages", "This person is not registered any more. Please search again."
    ),
    "scheduling.reason_missing": QT_TRANSLATE_NOOP("Messages", "Please say why; the record keeps it."),
    "scheduling.rehearsed": QT_TRANSLATE_NOOP("Messages", "This was a rehearsal; nothing was booked."),
    "scheduling.role_unknown": QT_TRANSLATE_NOOP("Messages", "Nobody in this role can be booked by name."),
    "scheduling.room_closed": QT_TRANSLATE_NOOP("Messages", "This room is closed on {day}: {reason}."),
    "scheduling.room_kind": QT_TRANSLATE_NOOP(
        "Messages", "“{service}” cannot take place in {room}. Choose a room of the right kind."
    ),
    "scheduling.room_part_closed": QT_TRANSLATE_NOOP(
        "Messages", "This room is closed from {starts_at} to {ends_at}: {reason}."
    ),
    "scheduling.room_taken": QT_TRANSLATE_NOOP("Messages", "{room} is taken from {starts_at} to {ends_at}: {label}."),
    "scheduling.service_not_offered": QT_TRANSLATE_NOOP("Messages", "“{service}” is not offered any more."),
    "scheduling.still_booked": QT_TRANSLATE_NOOP(
        "Messages", "Appointments of “{name}” that are still to come: {count}. Move or cancel them first."
    ),
    "scheduling.taken_meanwhile": QT_TRANSLATE_NOOP(
        "Messages", "Somebody else took this time a moment ago. Choose another one."
    ),
    "scheduling.waits_already": QT_TRANSLATE_NOOP(
        "Messages", "{person} is on the waiting list for this service already (since {since})."
    ),
    "scheduling.waits_no_more": QT_TRANSLATE_NOOP(
        "Messages", "These people do not wait any more: they were booked or taken off the list."
    ),
    "scheduling.weekday_closed": QT_TRANSLATE_NOOP(
        "Messages", "The clinic does not open on that day of the week ({day}). Choose another day."
    ),
    "scheduling.weekday_twice": QT_TRANSLATE_NOOP("Messages", "A day of the week stands there twice."),
    "scheduling.weekday_unknown": QT_TRANSLATE_NOOP("Messages", "This is no day of the week."),
}
