"""The sentences of `mhac server`: what was found at the clinic's server, and how it is mended."""

from __future__ import annotations

from ui.app.words import QT_TRANSLATE_NOOP

SERVER: dict[str, str] = {
    "server.audit_changeable": QT_TRANSLATE_NOOP(
        "Messages", "The clinic's login may {rights} in {table}; the audit is only added to. Run mhac server prepare."
    ),
    "server.audit_unguarded": QT_TRANSLATE_NOOP(
        "Messages", "The guard that refuses every change of {table} is missing. Restore a backup, or ask for help."
    ),
    "server.backup": QT_TRANSLATE_NOOP("Messages", "The last backup is of {at}."),
    "server.backup_old": QT_TRANSLATE_NOOP(
        "Messages", "The last backup is of {at}, more than two days ago. Find out why, and make one now."
    ),
    "server.clocks_differ": QT_TRANSLATE_NOOP(
        "Messages",
        "The server's clock is {minutes} min ahead of this computer's. The program goes by the server; set the wrong "
        "one right.",
    ),
    "server.connections": QT_TRANSLATE_NOOP(
        "Messages",
        "{offered} connections are offered, {workstations} workstations need {needed}: max_connections, the limit of "
        "the login, the limit of the database.",
    ),
    "server.disk": QT_TRANSLATE_NOOP("Messages", "The server's disk: {words} ({by}, {at})."),
    "server.disk_long_ago": QT_TRANSLATE_NOOP(
        "Messages", "What protects the server's disk was last said at {at}. Look again: mhac server record."
    ),
    "server.disk_open": QT_TRANSLATE_NOOP(
        "Messages", "The server's disk is not encrypted ({words}). Who takes it away reads every record: encrypt it."
    ),
    "server.disk_unknown": QT_TRANSLATE_NOOP(
        "Messages",
        "Nobody said what protects the server's disk; the program cannot see it. Say it: mhac server record.",
    ),
    "server.disk_kind": QT_TRANSLATE_NOOP("Messages", "Say encrypted or not_encrypted."),
    "server.door_weak": QT_TRANSLATE_NOOP(
        "Messages", "pg_hba.conf, line {line}: the method {method} lets too much in; write scram-sha-256."
    ),
    "server.door_without_tls": QT_TRANSLATE_NOOP(
        "Messages", "pg_hba.conf, line {line}: {address} may come without TLS; write hostssl instead of host."
    ),
    "server.doors_unseen": QT_TRANSLATE_NOOP(
        "Messages", "This login may not read pg_hba.conf. Look at it yourself, or check with a superuser's address."
    ),
    "server.durable": QT_TRANSLATE_NOOP("Messages", "What is saved is on the server's disk before it is said so."),
    "server.encoding": QT_TRANSLATE_NOOP(
        "Messages", "The database keeps text as {encoding}; names need UTF8. Make it anew with ENCODING 'UTF8'."
    ),
    "server.locale": QT_TRANSLATE_NOOP("Messages", "Text is kept as {encoding} and sorted by {locale}."),
    "server.name": QT_TRANSLATE_NOOP(
        "Messages", "“{name}” cannot name a login or a database here: small letters, digits and underscores."
    ),
    "server.login_refused": QT_TRANSLATE_NOOP(
        "Messages", "The server does not take the login or the password of this address. Look at both in the file."
    ),
    "server.no_unfinished_copy": QT_TRANSLATE_NOOP(
        "Messages", "No copy of a move that was broken off lies there; nothing was taken away."
    ),
    "server.one_login": QT_TRANSLATE_NOOP(
        "Messages",
        "The owner of the tables and the clinic's login cannot both be {name}: who works in them must not own them.",
    ),
    "move.unfinished_copy": QT_TRANSLATE_NOOP(
        "Messages",
        "A move to this server was broken off, and its copy still lies there. The clinic is where it was. Whoever "
        "looks after the server runs: mhac server prepare --drop-unfinished, with the owner's address. Then move "
        "again.",
    ),
    "storage.certificate": QT_TRANSLATE_NOOP(
        "Messages",
        "The server's certificate could not be verified, so nothing was sent. It is checked against {file}: copy the "
        "server's certificate (server.crt) there, and call the server by the name in it.",
    ),
    "storage.no_such_host": QT_TRANSLATE_NOOP(
        "Messages", "No server is found under the name {host}. Look at the address, and whether the network is there."
    ),
    "storage.no_such_database": QT_TRANSLATE_NOOP(
        "Messages", "The server has no database {name}. Look at the end of the address, or run mhac server setup."
    ),
    "storage.nobody_answers": QT_TRANSLATE_NOOP(
        "Messages", "At {host}, port {port}, no PostgreSQL answers. Is the server on, and may this computer reach it?"
    ),
    "server.no_backup": QT_TRANSLATE_NOOP(
        "Messages",
        "There is no backup: neither the server's own archive nor one by this program. Make one: mhac backup.",
    ),
    "server.no_checksums": QT_TRANSLATE_NOOP(
        "Messages", "The server does not check its pages for damage; pg_checksums --enable turns it on."
    ),
    "server.no_idle_timeout": QT_TRANSLATE_NOOP(
        "Messages",
        "A workstation that dies may hold its locks for ever: set idle_in_transaction_session_timeout to 5min.",
    ),
    "server.no_role": QT_TRANSLATE_NOOP(
        "Messages", "The server has no login {app}. Run what mhac server setup prints first."
    ),
    "server.no_tables": QT_TRANSLATE_NOOP(
        "Messages", "The clinic's tables are not there yet. Run mhac server prepare with the owner's address."
    ),
    "server.no_tls": QT_TRANSLATE_NOOP(
        "Messages",
        "The way to {host} is not encrypted: everybody on the network can read along. Turn ssl on at the server and "
        "write ?sslmode=verify-full&sslrootcert=FILE behind the address.",
    ),
    "server.not_durable": QT_TRANSLATE_NOOP("Messages", "A power cut loses what was saved: turn {settings} on."),
    "server.open_to_all": QT_TRANSLATE_NOOP(
        "Messages",
        "Every login of the server may connect to the clinic's database: REVOKE ALL ON DATABASE clinic FROM PUBLIC.",
    ),
    "server.passwords_weak": QT_TRANSLATE_NOOP(
        "Messages", "Passwords are kept as {kept}: set password_encryption to scram-sha-256, then set them anew."
    ),
    "server.rights_missing": QT_TRANSLATE_NOOP(
        "Messages", "The clinic's login may not use: {tables}. Run mhac server prepare."
    ),
    "server.role": QT_TRANSLATE_NOOP("Messages", "The login {role} has no more rights than it needs."),
    "server.role_may_create": QT_TRANSLATE_NOOP(
        "Messages", "The login {role} may make tables: REVOKE ALL ON SCHEMA public FROM PUBLIC, and from it."
    ),
    "server.role_owns": QT_TRANSLATE_NOOP(
        "Messages", "The login {role} owns {tables} tables and could change their shape: let an owner hold them."
    ),
    "server.role_too_strong": QT_TRANSLATE_NOOP(
        "Messages", "The login {role} has {rights}. The clinic needs none of it: mhac server setup prints a better one."
    ),
    "server.tls": QT_TRANSLATE_NOOP("Messages", "The way to the server is encrypted ({version}, sslmode {mode})."),
    "server.tls_not_verified": QT_TRANSLATE_NOOP(
        "Messages",
        "The server's certificate is not checked (sslmode {mode}): another machine could pretend to be the server. "
        "Write ?sslmode=verify-full&sslrootcert=FILE behind the address.",
    ),
    "server.tls_off": QT_TRANSLATE_NOOP(
        "Messages", "The server offers no TLS. As soon as another machine is to reach it: ssl = on, with a certificate."
    ),
    "server.tls_old": QT_TRANSLATE_NOOP(
        "Messages", "The server accepts {version}: set ssl_min_protocol_version to TLSv1.2."
    ),
    "server.version": QT_TRANSLATE_NOOP("Messages", "PostgreSQL {version}; {oldest} or newer is needed."),
    "server.whom": QT_TRANSLATE_NOOP(
        "Messages", "Say which server: an administrator's login of this workstation, or a file with an address."
    ),
    "storage.code_file": QT_TRANSLATE_NOOP("Messages", "The code in {file} cannot be read: {why}"),
    "storage.code_needed": QT_TRANSLATE_NOOP("Messages", "There is no way to ask for the code here: give --code-file."),
}
