"""What happens to each family of the demo, so that every stage of the way can be seen on the day it is opened.

The story is a list of acts with their times; they are done in the order of time, so that the audit reads as it would.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from mhac.demo.people import demo_data
from mhac.demo.work import Known, Work
from mhac.travel.rules import Outcome

STATIONS = ("vital_signs", "laboratory", "imaging", "physician", "checkout")
REQUESTS = ("chest_xray", "igra", "syphilis", "gonorrhea", "sputum_set")


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

    def to_decide(self, known: Known, days: int, rows: Sequence[Mapping[str, Any]]) -> None:
        """Examine the family some days ago, each by a row; decide the next day where the row says so."""
        day = self.at(-days, 8, 0)

        def act() -> None:
            starts = self.work.whole_visit(known, "assessment", day, STATIONS)
            for place, (person_id, row) in enumerate(zip(known.person_ids, rows, strict=True)):
                moment = starts + timedelta(minutes=5 + place)
                exam_id = self.work.write_exam(known, person_id, moment, row["answers"], classified=False)
                if "classes" in row:
                    self.work.decide_on(exam_id, row["classes"], row["reason"], moment + timedelta(days=1))

        self.then(day, act)

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
            decisions = [
                self.work.decide(known, person_id, moment + timedelta(minutes=2 * place), Outcome.FIT)
                for place, person_id in enumerate(people)
            ]
            for place, decision in enumerate(decisions if certify else ()):
                self.work.certify(decision, moment + timedelta(minutes=2 * len(people) + place))

        self.then(moment, act)


def finding(chance: random.Random, age: int) -> Mapping[str, Any]:
    """Return the answers that differ from those of somebody who is well, by age and weight."""
    table = [each for each in demo_data("clinic")["findings"] if each["ages"][0] <= age <= each["ages"][1]]
    answers: Mapping[str, Any] = chance.choices(table, [each["weight"] for each in table])[0]["answers"]
    return answers
