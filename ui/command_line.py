"""`mhac` and its verbs: opens the clinic's window, or does one thing and says what came out.

Wrong arguments, unreadable files and anything else that a person can mend get one plain line and exit status 2.
Qt is imported only when a window opens or when there are words to translate.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from mhac.kernel.errors import ClinicError

BAD_INPUT = 2
OUR_MISTAKE = 70  # EX_SOFTWARE of sysexits.h
LONGEST_LINE = 400


def _say(words: str) -> None:
    """Write one line on the error stream; what a file or a person put into it can neither break nor colour it."""
    line = "".join(sign if sign.isprintable() else " " for sign in words)
    if len(line) > LONGEST_LINE:
        line = line[:LONGEST_LINE] + " …"
    sys.stderr.write(line + "\n")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Print one line and leave with status 2."""
        _say(f"{self.prog}: {message} (see {self.prog} --help)")
        sys.exit(BAD_INPUT)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit() and 320 <= int(width) <= 8000 and 240 <= int(height) <= 8000):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1440x900")
    return int(width), int(height)


def _people(text: str) -> int:
    if not (text.isdigit() and 1 <= int(text) <= 1_000_000):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of people from 1 to 1,000,000")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs."""
    top = _Parser(prog="mhac", description="The program of a migration health assessment clinic.")
    _data(top)
    window = top.add_argument_group("window")
    window.add_argument("--picture", type=Path, metavar="FILE", help="save a picture of the window as PNG and end")
    window.add_argument("--screen", default="today", metavar="PAGE", help="the page to show in the picture")
    window.add_argument("--user", metavar="LOGIN", help="who signs in for the picture (demo clinics only)")
    window.add_argument("--size", type=_size, metavar="WxH", help="size of the window")
    window.add_argument("--theme", choices=("light", "dark"), help="colours")
    window.add_argument("--language", choices=("en", "fr", "rw"), help="language of the screens")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", parser_class=_Parser)
    demo = _verb(verbs, "demo", "make a demo clinic of invented people")
    demo.add_argument("--people", type=_people, default=60, help="how many people (default 60)")
    demo.add_argument("--seed", type=int, default=1, help="another seed makes other people")
    evaluate = verbs.add_parser("evaluate", help="read one case or a list of cases as JSON and print the assessments")
    evaluate.add_argument("file", metavar="FILE", help="a JSON file, or - for standard input")
    verify = verbs.add_parser("verify", help="check a certificate: its PDF or its code; exit status 3: over")
    verify.add_argument("certificate", metavar="TEXT_OR_FILE")
    verify.add_argument("--key", type=Path, required=True, metavar="FILE", help="the clinic's exported public key")
    protocol = verbs.add_parser("protocol", help="look after protocol templates")
    protocol_verbs = protocol.add_subparsers(dest="protocol_verb", metavar="VERB", required=True, parser_class=_Parser)
    check = protocol_verbs.add_parser("check", help="say what is wrong with a template, with file, line and reason")
    check.add_argument("file", type=Path, metavar="FILE", help="the YAML file of a template")
    audit = verbs.add_parser("audit", help="look after the audit")
    audit_verbs = audit.add_subparsers(dest="audit_verb", metavar="VERB", required=True, parser_class=_Parser)
    _signing_in(_verb(audit_verbs, "verify", "check the audit chain and name the first bad entry"))
    backup = _verb(verbs, "backup", "make an encrypted backup and read it back")
    _signing_in(backup)
    backup.add_argument("--to", type=Path, metavar="FOLDER", help="where to put it (default: the data folder)")
    upgrade = _verb(verbs, "upgrade", "bring the tables of an older clinic up to date; a backup is made first")
    _signing_in(upgrade)
    move = _verb(verbs, "move", "move the clinic to a PostgreSQL server, or back into a file; all or nothing")
    move.add_argument("place", choices=("server", "file"), help="where to")
    _address(move)
    _signing_in(move)
    _server(verbs)
    restore = _verb(verbs, "restore", "bring a backup back")
    restore.add_argument("backup", type=Path, metavar="BACKUP", help="the folder of the backup")
    restore.add_argument("--replace", action="store_true", help="move the clinic that is there aside")
    _signing_in(restore)
    return top


def _server(verbs: argparse._SubParsersAction[_Parser]) -> None:
    words = "look after a clinic's server and its workstations"
    server = verbs.add_parser("server", help=words, description=words)
    made = server.add_subparsers(dest="server_verb", metavar="VERB", required=True, parser_class=_Parser)
    check = _verb(made, "check", "say what is to be mended at the server; exit status 1 where there is something")
    check.add_argument("--workstations", type=_workstations, default=10, metavar="N", help="how many (default 10)")
    check.add_argument("--address-file", type=Path, metavar="FILE", help="a file with the address to look at instead")
    _signing_in(check, required=False)
    setup = made.add_parser("setup", help="print what the server's superuser runs once, in psql")
    setup.add_argument("--database", default="clinic", metavar="NAME", help="name of the database (default clinic)")
    setup.add_argument("--workstations", type=_workstations, default=10, metavar="N", help="how many (default 10)")
    prepare = made.add_parser("prepare", help="make or upgrade the tables as their owner, and grant the login rights")
    check.add_argument(
        "--app", metavar="LOGIN", help="whose rights are judged (default: who asks; of a superuser, clinic_app's)"
    )
    for each in (setup, prepare):
        each.add_argument("--app", default="clinic_app", metavar="LOGIN", help="the clinic's login")
    setup.add_argument("--owner", default="clinic_owner", metavar="LOGIN", help="the owner (default clinic_owner)")
    _address(prepare)
    prepare.add_argument(
        "--drop-unfinished", action="store_true", help="take the copy of a move away that was broken off"
    )
    record = _verb(made, "record", "record what protects the server's disk, which no program can see")
    record.add_argument("disk", choices=("encrypted", "not_encrypted"))
    record.add_argument("--words", required=True, metavar="TEXT", help="how, and who holds the key")
    _signing_in(record)
    invite = _verb(made, "invite", "make an enrolment paper: a user may join at one more workstation, once")
    invite.add_argument("--for", dest="login", required=True, metavar="LOGIN", help="who joins")
    invite.add_argument("--to", type=Path, required=True, metavar="FILE", help="where to put the enrolment file")
    _signing_in(invite)
    join = _verb(made, "join", "let a user in at this workstation, by his paper and his password")
    join.add_argument("file", type=Path, metavar="FILE", help="the enrolment file")
    join.add_argument("--code-file", type=Path, metavar="FILE", help="a file with the code (else it is asked for)")
    _signing_in(join, who="the login of who joins")


def _workstations(text: str) -> int:
    if not (text.isdigit() and 1 <= int(text) <= 1000):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of workstations from 1 to 1000")
    return int(text)


def _address(to: argparse.ArgumentParser) -> None:
    to.add_argument(
        "--address-file", type=Path, metavar="FILE",
        help="a file that holds the server's address: postgresql://user:password@host/clinic (else it is asked for)",
    )  # fmt: skip


def _verb(verbs: argparse._SubParsersAction[_Parser], name: str, words: str) -> argparse.ArgumentParser:
    made = verbs.add_parser(name, help=words, description=words)
    _data(made, default=argparse.SUPPRESS)
    return made


def _data(to: argparse.ArgumentParser, default: object = None) -> None:
    to.add_argument("--data", type=Path, default=default, metavar="FOLDER", help="the clinic's data folder")


def _signing_in(to: argparse.ArgumentParser, *, required: bool = True, who: str = "an administrator's login") -> None:
    to.add_argument("--user", required=required, metavar="LOGIN", help=who)
    to.add_argument(
        "--password-file", type=Path, metavar="FILE", help="a file that holds the password (otherwise it is asked for)"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `mhac`; returns the exit status."""
    chosen = parser().parse_args(arguments)
    try:
        return _do(chosen)
    except ClinicError as error:
        from ui.app.messages import words_of

        _say(f"mhac: {words_of(error)}")
        return BAD_INPUT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        _say("mhac: stopped")
        return 130
    except Exception as mistake:  # noqa: BLE001 - our own mistake: its words may name a person, so a number is told
        from ui.app.messages import words_of
        from ui.app.mistakes import report_mistake

        _say(f"mhac: {words_of(report_mistake(mistake))}")
        return OUR_MISTAKE


def _has_screen() -> bool:
    """Tell whether Qt will find a screen, without which it ends the program; where none is, it draws into memory."""
    if not sys.platform.startswith("linux"):
        return True
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return True
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return False


def _do(chosen: argparse.Namespace) -> int:
    if chosen.verb == "evaluate":
        from ui.commands.evaluating import evaluate

        return evaluate(chosen.file)
    if chosen.verb == "protocol":
        from ui.commands.protocols import check

        return check(chosen.file, _say)
    if chosen.verb == "verify":
        from ui.commands.verifying import verify

        return verify(chosen.certificate, chosen.key)
    if chosen.verb is None:
        if not _has_screen() and chosen.picture is None:
            _say("mhac: there is no screen to open a window on; --picture FILE takes a picture of it instead")
            return BAD_INPUT
        from ui.app.quick_imports import import_qt

        import_qt()
        from ui.main import run

        return run(chosen)
    if chosen.verb == "server":
        from ui.commands import serving

        return serving.VERBS[chosen.server_verb](chosen)
    from ui.commands import keeping

    verbs = {
        "demo": keeping.demo,
        "audit": keeping.audit_verify,
        "backup": keeping.make_backup,
        "restore": keeping.restore,
        "upgrade": keeping.upgrade_tables,
        "move": keeping.move_clinic,
    }
    return verbs[chosen.verb](chosen)


if __name__ == "__main__":
    sys.exit(main())
