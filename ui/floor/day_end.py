"""What the end of the day shows and prints: kinds, columns, and the words of a line; plain Python."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from mhac.documents.content import Clinic, OpenLine, OpenList
from mhac.kernel.unit_of_work import UnitOfWork
from mhac.reporting.day_end import Left, OpenEnd, Unprinted
from mhac.reporting.day_end import day_end as ask
from mhac.scheduling import service as scheduling
from mhac.security.queries import clinic_profile
from ui.floor import words
from ui.widgets import formats
from ui.widgets.tables import Column

translate = QCoreApplication.translate
TONES = {Left.INSIDE: "warning", Left.UNFINISHED: "accent", Left.RESULTS: "hold", Left.PRINTS: "neutral",
         Left.NOT_COME: "bad"}  # fmt: skip


def load(uow: UnitOfWork) -> tuple[OpenEnd, ...]:
    """Ask what is left open."""
    return ask(uow)


def mark_missed(missed: tuple[int, int], uow: UnitOfWork) -> None:
    """Note that the people of a block did not come."""
    scheduling.mark_missed(uow, appointment_id=missed[0], version=missed[1])


def kinds() -> dict[Left, str]:
    """What each kind is called, in the order of the list."""
    return {
        Left.INSIDE: translate("DayEnd", "Still inside"),
        Left.UNFINISHED: translate("DayEnd", "Unfinished"),
        Left.RESULTS: translate("DayEnd", "Results awaited"),
        Left.PRINTS: translate("DayEnd", "Not printed"),
        Left.NOT_COME: translate("DayEnd", "Did not come"),
    }


def what(line: OpenEnd) -> str:
    """What is left open about it, in words."""
    asked = ", ".join(_station(code) for code in line.stations)
    if line.kind is Left.INSIDE:
        here = translate("DayEnd", "at {station}").format(station=words.station_name(line.detail))
        rest = translate("DayEnd", "still asked: {stations}").format(stations=asked) if asked else ""
        return " · ".join(part for part in (here, rest) if part)
    if line.kind is Left.UNFINISHED:
        return translate("DayEnd", "still asked: {stations}").format(stations=asked)
    if line.kind is Left.RESULTS:
        return translate("DayEnd", "no result yet: {kind}").format(kind=asked)
    if line.unprinted is not None:
        return _unprinted(line, asked)
    if line.missed is None:
        return translate("DayEnd", "noted; to be booked again")
    return translate("DayEnd", "not noted yet; call, or book again")


def _unprinted(line: OpenEnd, kind: str) -> str:
    if line.unprinted is Unprinted.SLIP:
        return translate("DayEnd", "request slip not printed: {kind}").format(kind=kind)
    if line.unprinted is Unprinted.ISSUED:
        return translate("DayEnd", "certificate issued, not printed yet")
    if line.unprinted is Unprinted.READY:
        text = translate("DayEnd", "no certificate yet; flies {when}")
        return text.format(when=formats.moment_near(line.at) if line.at is not None else "")
    failed = translate("DayEnd", "printing failed: {reason}").format(reason=line.detail)
    return failed if line.detail else translate("DayEnd", "waits for the printer")


def can_print(line: OpenEnd, can: Callable[[str], bool]) -> bool:
    """Whether who is signed in can put it on paper: a slip here, a certificate on its page."""
    if line.slip is not None:
        return can("exams.note_slip_printed")
    issuing = "certificates.issue" if line.unprinted is Unprinted.READY else "certificates.queue_print"
    return line.kind is Left.PRINTS and can(issuing)


def who(line: OpenEnd) -> str:
    """The person, and how many more."""
    return f"{line.name} +{line.people - 1}" if line.people > 1 else line.name


def columns() -> tuple[Column[OpenEnd], ...]:
    """What the list shows of a line."""
    names = kinds()
    return (
        Column(translate("DayEnd", "Kind"), lambda line: names[line.kind], 140, tone=lambda line: TONES[line.kind]),
        Column(translate("DayEnd", "Who"), who, 204, strong=True),
        Column(translate("DayEnd", "Number"), lambda line: line.number, 132, quiet=True),
        Column(translate("DayEnd", "Since"), _since, 118),
        Column(translate("DayEnd", "What is open"), what),
    )


def paper(language: str, uow: UnitOfWork) -> OpenList:
    """The list as it is printed, in the language on screen."""
    names, profile = kinds(), clinic_profile(uow)
    lines = tuple(OpenLine(names[line.kind], who(line), line.number, _since(line), what(line)) for line in ask(uow))
    clinic = Clinic(name=profile.name, place=profile.place, phone=profile.phone, logo=profile.logo)
    return OpenList(clinic, uow.today(), lines, uow.now().astimezone(uow.zone), language)


def _since(line: OpenEnd) -> str:
    return formats.moment_near(line.at) if line.at is not None else ""


def _station(code: str) -> str:
    return words.station_name(code)
