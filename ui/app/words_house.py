"""The sentences for what the house itself refuses: storage, keys, backups, sign-in, the clinic's profile."""

from __future__ import annotations

from ui.app.words import QT_TRANSLATE_NOOP

HOUSE: dict[str, str] = {
    "backup.clinic_exists": QT_TRANSLATE_NOOP(
        "Messages", "There is a clinic in {folder} already. Say that it may be moved aside, or choose another folder."
    ),
    "backup.damaged": QT_TRANSLATE_NOOP(
        "Messages", "The backup {folder} is damaged and was not used. Take an older one."
    ),
    "backup.incomplete": QT_TRANSLATE_NOOP(
        "Messages", "The backup {folder} does not hold everything that it should. Take an older one."
    ),
    "backup.not_a_backup": QT_TRANSLATE_NOOP("Messages", "{folder} is no backup of this program."),
    "backup.not_written": QT_TRANSLATE_NOOP(
        "Messages", "The backup could not be written: {why}. The backups before it are untouched."
    ),
    "cases.not_utf8": QT_TRANSLATE_NOOP("Messages", "{file} is no text in UTF-8."),
    "cases.too_large": QT_TRANSLATE_NOOP("Messages", "{file} is too large for a list of cases."),
    "cases.unreadable": QT_TRANSLATE_NOOP("Messages", "{file} cannot be read: {why}"),
    "clinic.name_missing": QT_TRANSLATE_NOOP("Messages", "Please give the clinic's name."),
    "clinic.site_code": QT_TRANSLATE_NOOP("Messages", "The short code has 2 to 8 letters or digits, without spaces."),
    "clinic.zone": QT_TRANSLATE_NOOP("Messages", "“{zone}” is no time zone. Choose one from the list."),
    "enrolment.code": QT_TRANSLATE_NOOP(
        "Messages", "This is not the code of this enrolment file. Compare it with the paper, sign by sign."
    ),
    "enrolment.expired": QT_TRANSLATE_NOOP(
        "Messages", "This enrolment paper was good until {at}. An administrator makes a new one."
    ),
    "enrolment.file": QT_TRANSLATE_NOOP("Messages", "This is no enrolment file, or it is damaged."),
    "enrolment.no_slot": QT_TRANSLATE_NOOP(
        "Messages",
        "{login} cannot sign in at this workstation, so no paper can be made here. Make it where this user signs in, "
        "or set a first password here.",
    ),
    "enrolment.only_server": QT_TRANSLATE_NOOP(
        "Messages",
        "This clinic lies in a file on this computer. Several workstations need a server: move it there first.",
    ),
    "enrolment.unknown": QT_TRANSLATE_NOOP(
        "Messages", "The clinic does not know this enrolment paper. An administrator makes a new one."
    ),
    "enrolment.used": QT_TRANSLATE_NOOP(
        "Messages", "This enrolment paper was used already, at {workstation}. An administrator makes a new one."
    ),
    "evaluate.bad_value": QT_TRANSLATE_NOOP("Messages", "{field}: the value must be {expected}."),
    "evaluate.day_not_lived": QT_TRANSLATE_NOOP(
        "Messages", "{field}: {given} lies before the birth or after the examination."
    ),
    "evaluate.key_elsewhere": QT_TRANSLATE_NOOP("Messages", "“{field}” is not known here; “{key}” belongs to {place}."),
    "evaluate.missing": QT_TRANSLATE_NOOP("Messages", "{field} is missing."),
    "evaluate.not_json": QT_TRANSLATE_NOOP("Messages", "This is not readable JSON: {why}"),
    "evaluate.number_too_long": QT_TRANSLATE_NOOP("Messages", "A number in this file has far too many digits."),
    "evaluate.too_deep": QT_TRANSLATE_NOOP("Messages", "This file is nested too deeply to be a case."),
    "evaluate.unknown_category": QT_TRANSLATE_NOOP(
        "Messages", "The category “{given}” is not known. Known are: {known}"
    ),
    "evaluate.unknown_country": QT_TRANSLATE_NOOP("Messages", "There is no protocol for “{given}”. Known are: {known}"),
    "evaluate.unknown_key": QT_TRANSLATE_NOOP("Messages", "“{field}” is not known."),
    "evaluate.unknown_vaccine": QT_TRANSLATE_NOOP(
        "Messages", "{field}: the vaccine “{given}” is not known. Known are: {known}"
    ),
    "kernel.not_found": QT_TRANSLATE_NOOP("Messages", "This record is not there any more. Please search for it again."),
    "kernel.reason_missing": QT_TRANSLATE_NOOP("Messages", "Please say why; the record keeps it."),
    "kernel.stale": QT_TRANSLATE_NOOP(
        "Messages", "Somebody else changed this meanwhile. Look at both versions, then save again."
    ),
    "security.clinic_exists": QT_TRANSLATE_NOOP(
        "Messages", "There is a clinic here already. Sign in to it, or choose another folder."
    ),
    "security.server_has_clinic": QT_TRANSLATE_NOOP(
        "Messages",
        "A clinic lies in this database already. Join it with an enrolment paper, or give the address of an empty one.",
    ),
    "security.last_administrator": QT_TRANSLATE_NOOP(
        "Messages", "This is the last administrator. Make somebody else administrator first."
    ),
    "security.locked_out": QT_TRANSLATE_NOOP(
        "Messages", "Too many wrong passwords. This login is locked for another {minutes} min."
    ),
    "security.login": QT_TRANSLATE_NOOP(
        "Messages", "A login has 2 to 30 letters, digits, dots, hyphens or underscores, without spaces."
    ),
    "security.login_taken": QT_TRANSLATE_NOOP(
        "Messages", "Somebody already has the login “{login}”. Choose another one."
    ),
    "security.name_missing": QT_TRANSLATE_NOOP("Messages", "Please give the name, as papers show it."),
    "security.access_ended": QT_TRANSLATE_NOOP(
        "Messages", "Your access has ended; what you saved stays. Ask an administrator."
    ),
    "security.no_access": QT_TRANSLATE_NOOP("Messages", "This access has ended. Ask an administrator."),
    "security.not_allowed": QT_TRANSLATE_NOOP(
        "Messages", "Your role does not include this. Ask the administrator if you need it."
    ),
    "security.not_yourself": QT_TRANSLATE_NOOP(
        "Messages", "You cannot end your own access. Another administrator can."
    ),
    "security.password_easy": QT_TRANSLATE_NOOP(
        "Messages",
        "This password is too easy to guess. Do not use the login, one letter again and again, or a row of keys.",
    ),
    "security.password_same": QT_TRANSLATE_NOOP("Messages", "Choose another password than the one you have now."),
    "security.password_short": QT_TRANSLATE_NOOP("Messages", "A password has at least {shortest} characters."),
    "security.recovery_administrator": QT_TRANSLATE_NOOP(
        "Messages", "The recovery code lets administrators in only. Give an administrator's login."
    ),
    "security.roles": QT_TRANSLATE_NOOP("Messages", "Choose at least one role."),
    "security.signature_image": QT_TRANSLATE_NOOP("Messages", "The picture must be a PNG of at most {largest_kb} kB."),
    "security.password_set_anew": QT_TRANSLATE_NOOP(
        "Messages", "Your password was set anew. Sign in again with the new one."
    ),
    "security.roles_changed": QT_TRANSLATE_NOOP(
        "Messages", "Your roles were changed. Sign in again, to go on with the new ones."
    ),
    "security.slot_ended": QT_TRANSLATE_NOOP(
        "Messages",
        "Your password was set anew at another workstation. An administrator makes an enrolment paper for this one.",
    ),
    "security.wrong_password": QT_TRANSLATE_NOOP(
        "Messages", "Login or password is not right. Check Caps Lock and try again."
    ),
    "storage.cannot_open": QT_TRANSLATE_NOOP(
        "Messages",
        "The clinic's data file cannot be opened: {file}. Check that the disk is connected and that you may read it.",
    ),
    "storage.certificate_time": QT_TRANSLATE_NOOP(
        "Messages",
        "This computer's clock says {now}, and the server's certificate is valid from {begins} to {ends}. Set the "
        "clock right; where it is right, whoever looks after the server makes a new certificate.",
    ),
    "storage.closed": QT_TRANSLATE_NOOP("Messages", "The clinic's data is closed. Sign in again."),
    "storage.connection_lost": QT_TRANSLATE_NOOP(
        "Messages",
        "The connection to the clinic's database was lost. Nothing was saved by this act; check the "
        "network and try again.",
    ),
    "storage.not_reached": QT_TRANSLATE_NOOP(
        "Messages",
        "The clinic's server cannot be reached, so this could not be loaded. "
        "It is loaded as soon as the server is back.",
    ),
    "storage.unsure": QT_TRANSLATE_NOOP(
        "Messages",
        "The connection was lost while this was being saved, and nobody can say whether it was. When the server is "
        "back, look before you do it again.",
    ),
    "storage.not_permitted": QT_TRANSLATE_NOOP(
        "Messages",
        "The clinic's login at the server may not do this. Whoever looks after the server runs mhac server prepare.",
    ),
    "storage.refused": QT_TRANSLATE_NOOP(
        "Messages",
        "The clinic's server refuses this workstation: its password there was changed, or its access ended. An "
        "administrator makes a new enrolment paper for you at another workstation.",
    ),
    "storage.damaged": QT_TRANSLATE_NOOP(
        "Messages", "The clinic's data file is damaged. Do not go on working: restore the last backup, or ask for help."
    ),
    "storage.failing": QT_TRANSLATE_NOOP(
        "Messages",
        "The disk reports an error. Nothing was saved by this act. Make a backup to another disk as soon as possible.",
    ),
    "storage.audit_broken": QT_TRANSLATE_NOOP(
        "Messages",
        "The audit of this clinic was changed from outside, and nothing can be written behind it. An administrator "
        "finds the place with: mhac audit verify",
    ),
    "storage.folder": QT_TRANSLATE_NOOP(
        "Messages", "The folder {folder} cannot be used: {why}. Choose another place, or ask for access to it."
    ),
    "storage.full": QT_TRANSLATE_NOOP(
        "Messages", "The disk is full. Nothing was saved by this act; free some space and try again."
    ),
    "storage.locked": QT_TRANSLATE_NOOP(
        "Messages", "The clinic's data is busy with another program. Nothing was saved by this act; please try again."
    ),
    "storage.missing": QT_TRANSLATE_NOOP(
        "Messages", "The clinic's data file is missing: {file}. Restore a backup, or connect the disk it lies on."
    ),
    "storage.newer": QT_TRANSLATE_NOOP(
        "Messages",
        "A newer program wrote this clinic's data (it has revision {found}, this program knows {known}). "
        "Nothing was touched; please update this program.",
    ),
    "storage.no_clinic": QT_TRANSLATE_NOOP(
        "Messages", "There is no clinic in {folder}. Make a demo clinic with mhac demo, or start mhac to found one."
    ),
    "storage.not_a_clinic": QT_TRANSLATE_NOOP(
        "Messages", "This is no database of this program. Check the address or the folder."
    ),
    "storage.older": QT_TRANSLATE_NOOP(
        "Messages",
        "This clinic's data comes from an older program (revision {found}, now {known}). An administrator"
        " must upgrade it first.",
    ),
    "storage.other_schema": QT_TRANSLATE_NOOP(
        "Messages",
        "The clinic's data does not fit this program. Nothing was changed; an administrator should look at it.",
    ),
    "move.already_there": QT_TRANSLATE_NOOP("Messages", "The clinic lies there already. Nothing was moved."),
    "move.differs": QT_TRANSLATE_NOOP(
        "Messages",
        "What arrived is not what was sent ({table}), so the copy was not taken over. The clinic is where it was.",
    ),
    "move.in_use": QT_TRANSLATE_NOOP(
        "Messages",
        "Other workstations are connected to the clinic ({others}). Close the program there, then move the clinic.",
    ),
    "move.not_empty": QT_TRANSLATE_NOOP(
        "Messages", "The database on the server is not empty. Nothing was moved; make a new database for the clinic."
    ),
    "storage.moved": QT_TRANSLATE_NOOP(
        "Messages",
        "The clinic was moved to another place, and this one is kept only for reference. Ask an administrator where.",
    ),
    "storage.address_file": QT_TRANSLATE_NOOP("Messages", "The address file {file} cannot be read: {why}"),
    "storage.address_needed": QT_TRANSLATE_NOOP(
        "Messages", "The server's address is needed: give --address-file, or run this where it can be asked for."
    ),
    "storage.server_address": QT_TRANSLATE_NOOP(
        "Messages", "This is no PostgreSQL address. It reads like postgresql://user:password@server/clinic."
    ),
    "upgrade.not_whole": QT_TRANSLATE_NOOP(
        "Messages", "The upgraded copy is not whole, so it was not taken over. The clinic is as it was before."
    ),
    "storage.password_file": QT_TRANSLATE_NOOP("Messages", "The password file {file} cannot be read: {why}"),
    "storage.password_needed": QT_TRANSLATE_NOOP(
        "Messages", "The password is needed: give --password-file, or run this where it can be asked for."
    ),
    "storage.read_only": QT_TRANSLATE_NOOP(
        "Messages",
        "The clinic's data can only be read: the disk or the file is write-protected. Nothing was saved by this act.",
    ),
    "storage.write": QT_TRANSLATE_NOOP(
        "Messages", "{file} could not be written: {why}. Free some space or mend the access, then try again."
    ),
    "storage.wrong_key": QT_TRANSLATE_NOOP(
        "Messages", "The key does not fit this data file. It may belong to another clinic or to an older backup."
    ),
    "vault.closed": QT_TRANSLATE_NOOP("Messages", "The key is not at hand. Please sign in again."),
    "vault.damaged": QT_TRANSLATE_NOOP(
        "Messages", "The file with the keys is damaged. Restore it from a backup: every backup carries a copy."
    ),
    "vault.missing": QT_TRANSLATE_NOOP(
        "Messages", "The file with the keys is missing. Restore it from a backup: every backup carries a copy."
    ),
    "vault.newer": QT_TRANSLATE_NOOP(
        "Messages", "A newer program wrote the file with the keys. Nothing was touched; please update this program."
    ),
    "vault.others_open": QT_TRANSLATE_NOOP(
        "Messages", "Another window has the clinic's file open, so nothing was changed. Close all other windows first."
    ),
    "vault.recovery_typing": QT_TRANSLATE_NOOP(
        "Messages", "This is not a recovery code: a sign is missing or mistyped. Compare it with the paper."
    ),
    "vault.recovery_wrong": QT_TRANSLATE_NOOP(
        "Messages",
        "This recovery code does not open this clinic. It may belong to another one, or a newer one was printed since.",
    ),
    "vault.sealed_elsewhere": QT_TRANSLATE_NOOP(
        "Messages", "This was sealed with another key and cannot be opened here."
    ),
}
