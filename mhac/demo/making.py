"""Makes a demo clinic in a folder: encrypted like a real one, with invented people in every stage of the way.

A small clinic is lived through the services; a large one gets its past in bulk behind that, and says so in the audit.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mhac import rooms
from mhac.demo.hands import Hands, TurnedClock
from mhac.demo.moulds import age_limits
from mhac.demo.parts import FIRST, tell
from mhac.demo.people import Inventor, certain, demo_data
from mhac.demo.sheets import enter_some
from mhac.demo.story import Story
from mhac.demo.waiting import let_some_wait
from mhac.demo.work import Work
from mhac.kernel.errors import Refused
from mhac.kernel.paths import DataFolder
from mhac.kernel.unit_of_work import Actor
from mhac.protocols import library
from mhac.protocols.service import adopt_edition
from mhac.scheduling import setup
from mhac.scheduling.queries import frame
from mhac.scheduling.rules import DayHours
from mhac.security import front, sign_in
from mhac.security import service as security
from mhac.security.front import DemoUser
from mhac.security.queries import ClinicProfile
from mhac.security.rules import permissions_of
from mhac.security.vault import Cost

Progress = Callable[[str, int, int], None]
"""Told what is made now ("story", "past"), how much of it is done, and of how much."""

LIVED = 60
"""So many people live through the services; whoever is more gets a past in bulk."""
CHEAP = Cost(passes=1, memory_kib=8192, lanes=1)
"""The demo's passwords stand on its sign-in screen: nothing is won by making a guess dear."""
FIRST_DAY = 150
"""So many days before today the story begins."""


@dataclass(frozen=True)
class Made:
    """What was made."""

    people: int
    families: int
    users: tuple[DemoUser, ...]
    recovery_code: str


def make(folder: DataFolder, *, people: int = LIVED, seed: int = 1, progress: Progress | None = None,
         now: datetime | None = None, postgresql_url: str | None = None) -> Made:
    """Make a demo clinic of so many people in an empty folder; the same seed invents the same people.

    Raises `Refused` ("security.clinic_exists") where a clinic lies already. Where it cannot be finished (a full
    disk, somebody stopped it) no half a clinic is left behind.
    """
    tell_progress = progress or (lambda _what, _done, _all: None)
    opened = (now or datetime.now(UTC)).replace(second=0, microsecond=0)
    if sign_in.exists(folder) or folder.database.exists():  # before anything is begun that would be cleared away
        raise Refused("security.clinic_exists", folder=str(folder.root))
    folder.make()
    try:
        return _lived(folder, opened, people, seed, tell_progress, postgresql_url)
    except BaseException:
        for leftover in (*folder.clinic_files(), folder.root / front.FILE):
            leftover.unlink(missing_ok=True)
        raise


def _lived(folder: DataFolder, opened: datetime, people: int, seed: int, tell_progress: Progress,
           postgresql_url: str | None) -> Made:
    hands, recovery = _found(folder, opened, postgresql_url)
    try:
        work = _set_up(hands, random.Random(seed))  # noqa: S311 - invented people, no secret
        inventor = Inventor(seed, opened.date() - timedelta(days=FIRST_DAY))
        limits = age_limits(library.choose(demo_data("clinic")["country"], opened.date()).template)
        families = [certain(each, limits, inventor.today, opened.date())
                    for each in inventor.families(min(people, LIVED), [size for _, size in FIRST])]
        story = Story(work, opened)
        tell(story, families)
        story.play(lambda done, total: tell_progress("story", done, total))
        hands.at(opened)
        enter_some(hands)
        let_some_wait(hands, work.services)
        lived = sum(len(each.members) for each in families)
        if people > lived:
            from mhac.demo.past import live_through

            families += live_through(hands, inventor, people - lived, opened, tell_progress)
        hands.at(opened)
        return Made(people, len(families), users(), recovery)
    finally:
        hands.database.close()


def users() -> tuple[DemoUser, ...]:
    """Return the five users of every demo clinic."""
    return tuple(DemoUser(each["login"], each["password"], each["name"], tuple(each["roles"]))
                 for each in demo_data("clinic")["users"])


def _found(folder: DataFolder, opened: datetime, postgresql_url: str | None) -> tuple[Hands, str]:
    """Found the clinic on the first day of the story, with its five users."""
    data = demo_data("clinic")
    clock = TurnedClock(opened - timedelta(days=FIRST_DAY))
    people = [security.NewUser(login=each["login"], name=each["name"], roles=tuple(each["roles"]),
                               password=each["password"], job_title=each["job_title"], licence=each["licence"],
                               language=each["language"]) for each in data["users"]]
    founder = next(each for each in people if "administrator" in each.roles)
    granted = rooms.granted()
    founded = sign_in.found_clinic(
        folder, administrator=founder, profile=ClinicProfile(**data["profile"], demo=True), granted=granted,
        postgresql_url=postgresql_url, clock=clock, cost=CHEAP)
    database = founded.signed_in.database
    staff = {founder.login: founded.signed_in.actor}
    for each in people:
        if each.login != founder.login:
            with database.unit_of_work(founded.signed_in.actor, action="security.add_user") as uow:
                user_id = security.add_user(uow, request=each)
            staff[each.login] = Actor(user_id, each.name, permissions_of(each.roles, granted), frozenset(each.roles),
                                      each.licence)
    front.keep(folder, ClinicProfile(**data["profile"], demo=True), users())
    return Hands(database, clock, staff, {each.login: each.password for each in people}), founded.recovery_code


def _set_up(hands: Hands, chance: random.Random) -> Work:
    """Lay down the appointment book, open every day so that the demo lives on a Sunday too, and adopt the protocols."""
    data = demo_data("clinic")
    with hands.act("admin", "scheduling.install_defaults") as uow:
        setup.install_defaults(uow)
        monday = setup.defaults().hours[0]
        setup.define_hours(uow, week=tuple(
            DayHours(day, monday.opens, monday.closes, monday.break_from, monday.break_to) for day in range(7)))
        services = {each.code: each.id for each in frame(uow).services}
    with hands.act("doctor2", "protocols.adopt_edition") as uow:
        for edition in library.editions():
            template = library.pinned(edition.country, edition.edition, edition.digest)
            adopt_edition(uow, country=edition.country, edition=edition.edition, digest=edition.digest,
                          confirmed_rules=template.rule_ids)
    return Work(hands, chance, services, data["exam_country"])
