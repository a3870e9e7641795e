"""What happens to each family of the demo, so that every stage of the way can be seen on the day it is opened.

The story is a list of acts with their times; they are done in the order of time, so that the audit reads as it would.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from mhac.demo.people import InventedFamily, demo_data
from mhac.demo.work import Known, Work
from mhac.travel.rules import Condition, Outcome
from mhac.travel.views import NewDeparture

STATIONS = ("vital_signs", "laboratory", "imaging", "physician", "checkout")
REQUESTS = ("chest_xray", "igra", "syphilis", "gonorrhea", "sputum_set")
Part = Callable[["Story", Known], None]


@dataclass
class Story:
    """Everything that happens, in the order of time. `now` is the moment at which the demo is opened."""

    work: Work
    now: datetime
    acts: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    flights: dict[str, int] = field(default_factory=dict)

    # -- telling ------------------------------------------------------------------------------------------------

    def then(self, moment: datetime, act: Callable[[], object]) -> None:
        """Let something happen at a moment."""
        self.acts.append((moment, len(self.acts), act))  # type: ignore[arg-type]

    def play(self, step: Callable[[int, int], None]) -> None:
        """Do all acts in the order of time. An act may add later ones."""
        done = 0
        while self.acts:
            self.acts.sort(key=lambda each: each[:2])
            _, _, act = self.acts.pop(0)
            act()
            done += 1
            step(done, done + len(self.acts))

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """Return a time of day, so many days from today, on the clinic's clock."""
        day = self.today + timedelta(days=days)
        return datetime.combine(day, time(hour, minute), tzinfo=self.work.hands.database.zone)

    @property
    def today(self) -> date:
        """The day on which the demo is opened."""
        return self.now.astimezone(self.work.hands.database.zone).date()

    def ago(self, minutes: int) -> datetime:
        """Return so many minutes ago, but not before this day began."""
        return max(self.now - timedelta(minutes=minutes), self.at(0, 0, 1))

    # -- parts of a family's way --------------------------------------------------------------------------------

    def registered(self, known: Known, days: int) -> None:
        """Register the family some days ago."""
        moment = self.at(-days, 8, 10 + self.work.chance.randint(0, 45))
        self.then(moment, lambda: self.work.register(known, moment))

    def examined(self, known: Known, days: int, *, sign: bool = True, given: Mapping[str, Any] | None = None) -> None:
        """Examine the whole family some days ago; sign the next day what can be signed."""
        day = self.at(-days, 8, 0)
        self.then(day, lambda: self._examine(known, day, sign=sign, given=given))

    def _examine(self, known: Known, day: datetime, *, sign: bool, given: Mapping[str, Any] | None) -> None:
        starts = self.work.whole_visit(known, "assessment", day, STATIONS)
        for place, (person_id, person) in enumerate(known.members()):
            odd = given is not None and place == 0
            found = given if given is not None and odd else finding(self.work.chance, person.age(starts.date()))
            signed_at = starts + timedelta(days=1, minutes=7 * place) if sign and not odd else None
            moment = starts + timedelta(minutes=5 + place)
            last = place == len(known.person_ids) - 1 and not sign
            exam_id = self.work.write_exam(known, person_id, moment, found, classified=not odd and not last,
                                           signed_at=signed_at)
            if odd:
                self.work.request(exam_id, REQUESTS, moment + timedelta(minutes=2))

    def flies(self, known: Known, flight: str, days: int) -> None:
        """Put the family on a flight some days ago."""
        moment = self.at(-days, 10, self.work.chance.randint(0, 50))
        self.then(moment, lambda: self.work.put_on(known, self.flights[flight], moment))

    def screened(self, known: Known, moment: datetime, **found: Any) -> None:
        """Screen everybody; the youngest gets what was found."""
        last = len(known.family.members) - 1

        def act() -> None:
            for place, person_id in enumerate(known.person_ids):
                self.work.screen(known, person_id, moment + timedelta(minutes=4 * place),
                                 **(found if place == last else {}))

        self.then(moment, act)

    def decided_fit(self, known: Known, moment: datetime, *, certify: bool = True, but_last: bool = False) -> None:
        """Decide that everybody is fit, the youngest excepted where wanted, and issue the certificates."""

        def act() -> None:
            people = known.person_ids[:-1] if but_last else known.person_ids
            for place, person_id in enumerate(people):
                at = moment + timedelta(minutes=3 * place)
                decision = self.work.decide(known, person_id, at, Outcome.FIT)
                if certify:
                    self.work.certify(decision, at + timedelta(minutes=1))

        self.then(moment, act)


def finding(chance: random.Random, age: int) -> Mapping[str, Any]:
    """Return the answers that differ from those of somebody who is well, by age and weight."""
    table = [each for each in demo_data("clinic")["findings"] if each["ages"][0] <= age <= each["ages"][1]]
    answers: Mapping[str, Any] = chance.choices(table, [each["weight"] for each in table])[0]["answers"]
    return answers


# The families -------------------------------------------------------------------------------------------------------

def flies_fit(story: Story, known: Known) -> None:
    """On the next flight, screened, fit, with certificates."""
    story.registered(known, 96)
    story.examined(known, 90)
    story.flies(known, "soon", 12)
    story.screened(known, story.ago(150))
    story.decided_fit(known, story.ago(100))


def flies_but_one_has_fever(story: Story, known: Known) -> None:
    """A large family on the next flight: the youngest has fever, so everybody waits."""
    story.registered(known, 88)
    story.examined(known, 80)
    story.flies(known, "soon", 12)
    story.screened(known, story.ago(120), temperature=38.6, fever_recent=True)
    story.decided_fit(known, story.ago(75), certify=False, but_last=True)
    moment = story.ago(60)
    story.then(moment, lambda: story.work.decide(
        known, known.person_ids[-1], moment, Outcome.TEMPORARILY_UNFIT, reason="Fever 38.6 °C, cause not clear yet",
        recheck_on=story.today + timedelta(days=1)))


def flies_with_conditions(story: Story, known: Known) -> None:
    """On the next flight with a wheelchair and oxygen; a first certificate was revoked."""
    story.registered(known, 110)
    story.examined(known, 70)
    story.flies(known, "soon", 10)
    needs = (Condition("WCHC"), Condition("OXYG", "2"), Condition("ESCORT_NURSE"))
    early = story.ago(200)
    story.then(early, lambda: story.work.needs(known, known.person_ids[0], needs[:1], early))
    story.screened(known, story.ago(170))

    def decide() -> None:
        work, first = story.work, known.person_ids[0]
        decision = work.decide(known, first, story.ago(140), Outcome.FIT_WITH_CONDITIONS, conditions=needs[:1])
        certificate = work.certify(decision, story.ago(135))
        work.revoke(certificate, story.ago(110), "Oxygen and escort were not on the paper")
        decision = work.decide(known, first, story.ago(105), Outcome.FIT_WITH_CONDITIONS, conditions=needs,
                               supersede_reason="Saturation 91 % on the second reading; oxygen and a nurse escort")
        work.certify(decision, story.ago(100))
        for place, person_id in enumerate(known.person_ids[1:]):
            work.decide(known, person_id, story.ago(95 - place), Outcome.FIT)

    story.then(story.ago(140), decide)


def flies_not_screened(story: Story, known: Known) -> None:
    """On the next flight, booked for the screening later today, not seen yet."""
    story.registered(known, 75)
    story.examined(known, 66)
    story.flies(known, "soon", 9)
    story.then(story.at(-5, 11), lambda: story.work.book(
        known, "pre_departure", max(story.now, story.at(0, 8)), story.at(-5, 11)))
    moment = story.ago(35)
    story.then(moment, lambda: story.work.screen(known, known.person_ids[0], moment))


def unfit_for_the_flight(story: Story, known: Known) -> None:
    """On the next flight, and not fit to fly at all."""
    story.registered(known, 70)
    story.examined(known, 60)
    story.flies(known, "soon", 9)
    moment = story.at(-1, 15, 20)
    story.screened(known, moment, chest_pain=True)
    later = moment + timedelta(hours=1)
    story.then(later, lambda: story.work.decide(
        known, known.person_ids[0], later, Outcome.UNFIT, reason="Unstable angina, admitted to hospital"))


def work_up(story: Story, known: Known) -> None:
    """The film suggests tuberculosis: sputum is with the laboratory, the exam cannot be signed, travel is held."""
    story.registered(known, 30)
    story.examined(known, 24, given=demo_data("clinic")["work_up"])
    story.flies(known, "later", 5)


def cleared(story: Story, known: Known) -> None:
    """Examined and signed, waiting for a flight."""
    story.registered(known, 50)
    story.examined(known, 40)


def flies_later(story: Story, known: Known) -> None:
    """On a flight in nine days; the window is not open yet."""
    story.registered(known, 64)
    story.examined(known, 52)
    story.flies(known, "later", 6)


def to_sign(story: Story, known: Known) -> None:
    """Examined and classified, waiting for the signature."""
    story.registered(known, 8)
    story.examined(known, 2, sign=False)


def on_the_floor(story: Story, known: Known) -> None:
    """In the clinic now, with the physician; exams begun."""
    story.registered(known, 6)
    story.then(story.at(-4, 9), lambda: _come_today(story, known, 80, ("vital_signs", "physician"), sections=4))


def just_arrived(story: Story, known: Known) -> None:
    """In the clinic now, waiting for the nurse."""
    story.registered(known, 5)
    story.then(story.at(-3, 9), lambda: _come_today(story, known, 24, ("vital_signs",), sections=0))


def _come_today(story: Story, known: Known, minutes: int, stations: Sequence[str], *, sections: int) -> None:
    """Book for today, and let the people be where they are now."""
    work = story.work
    block, _ = work.book(known, "assessment", story.at(0, 8), story.at(-3, 9))
    arrived = story.ago(minutes)

    def come() -> None:
        tickets = work.arrive(block, known.person_ids, arrived)
        for place, station in enumerate(stations):
            work.hand_over(tickets, station, min(story.now, arrived + timedelta(minutes=9 + 22 * place)))
        for place, person_id in enumerate(known.person_ids if sections else ()):
            moment = min(story.now, arrived + timedelta(minutes=12 + 3 * place))
            exam_id = work.examine(known, person_id, moment, {}, sections=sections)
            work.request(exam_id, REQUESTS, min(story.now, moment + timedelta(minutes=20)))

    story.then(arrived, come)


def did_not_come(story: Story, known: Known) -> None:
    """Booked for this morning, not here."""
    story.registered(known, 12)
    story.then(story.at(-9, 10), lambda: story.work.book(known, "assessment", story.at(0, 8), story.at(-9, 10)))


def comes_later_today(story: Story, known: Known) -> None:
    """Booked for later today."""
    story.registered(known, 11)
    story.then(story.at(-8, 10), lambda: story.work.book(
        known, "assessment", max(story.now, story.at(0, 8)), story.at(-8, 10)))


def comes_tomorrow(story: Story, known: Known) -> None:
    """Booked for tomorrow."""
    story.registered(known, 4)
    story.then(story.at(-2, 10), lambda: story.work.book(known, "assessment", story.at(1, 8), story.at(-2, 10)))


def has_left(story: Story, known: Known) -> None:
    """Flew last week."""
    story.registered(known, 130)
    story.examined(known, 120)
    story.flies(known, "gone", 20)
    story.screened(known, story.at(-9, 9))
    story.decided_fit(known, story.at(-9, 14))


def only_registered(story: Story, known: Known) -> None:
    """Registered, nothing booked yet."""
    story.registered(known, 2)


FIRST: tuple[Part, ...] = (
    flies_with_conditions, flies_but_one_has_fever, flies_fit, on_the_floor, just_arrived, to_sign, work_up,
    comes_tomorrow, flies_not_screened, did_not_come, cleared, comes_later_today, unfit_for_the_flight, flies_later,
    has_left, only_registered,
)
LATER: tuple[Part, ...] = (
    cleared, only_registered, comes_tomorrow, flies_later, has_left, cleared, to_sign, comes_later_today, flies_fit,
)


def tell(story: Story, families: Sequence[InventedFamily]) -> list[Known]:
    """Give every family its part, and plan the flights."""
    _plan_flights(story)
    told = [Known(family) for family in families]
    for place, known in enumerate(told):
        part = FIRST[place] if place < len(FIRST) else LATER[(place - len(FIRST)) % len(LATER)]
        part(story, known)
    return told


def _plan_flights(story: Story) -> None:
    data = demo_data("clinic")
    for name, row, days in (("soon", data["flights"][0], 2), ("later", data["flights"][1], 9),
                            ("gone", data["flights"][2], -7)):
        departs = story.at(days, row["hour"], row["minute"])
        moment = story.at(min(days, 0) - 24, 9)
        request = NewDeparture(row["flight"], departs, row["route"], data["country"])

        def act(name: str = name, request: NewDeparture = request, moment: datetime = moment) -> None:
            story.flights[name] = story.work.plan(request, moment)

        story.then(moment, act)
