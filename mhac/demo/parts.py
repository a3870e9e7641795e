"""The families of the demo and what happens to each, so that every stage of the way can be seen when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from mhac.demo.people import InventedFamily, demo_data
from mhac.demo.story import REQUESTS, STATIONS, Story
from mhac.demo.work import Known
from mhac.travel.rules import Condition, Outcome
from mhac.travel.views import NewDeparture

Part = Callable[[Story, Known], None]


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
    story.screened(known, story.ago(190))

    def decide() -> None:
        work, first = story.work, known.person_ids[0]
        for place, person_id in enumerate(known.person_ids[1:]):
            work.decide(known, person_id, story.ago(152 - place), Outcome.FIT)
        decision = work.decide(known, first, story.ago(140), Outcome.FIT_WITH_CONDITIONS, conditions=needs[:1])
        certificate = work.certify(decision, story.ago(135))
        work.revoke(certificate, story.ago(110), "Oxygen and escort were not on the paper")
        decision = work.decide(known, first, story.ago(105), Outcome.FIT_WITH_CONDITIONS, conditions=needs,
                               supersede_reason="Saturation 91 % on the second reading; oxygen and a nurse escort")
        work.certify(decision, story.ago(100))

    story.then(story.ago(152), decide)


def flies_not_screened(story: Story, known: Known) -> None:
    """On the next flight, booked for the screening later today, not seen yet."""
    story.registered(known, 75)
    story.examined(known, 66)
    story.flies(known, "soon", 9)
    story.then(story.at(-5, 11), lambda: story.work.book(
        known, "pre_departure", max(story.now, story.at(0, 8)), story.at(-5, 11), asking="doctor2"))
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


def to_decide(story: Story, known: Known) -> None:
    """Examined: the physician is to decide on a class, and has decided otherwise than proposed on the other one."""
    story.registered(known, 7)
    story.to_decide(known, 3, demo_data("clinic")["to_decide"])


def with_the_physician(story: Story, known: Known) -> None:
    """In the clinic now, with the physician; exams begun."""
    story.registered(known, 6)
    story.then(story.at(-4, 9), lambda: _come_today(story, known, 95, ("vital_signs", "laboratory", "physician"),
                                                    sections=4))


def at_the_laboratory(story: Story, known: Known) -> None:
    """In the clinic now, vital signs taken, blood being drawn."""
    story.registered(known, 7)
    story.then(story.at(-4, 10), lambda: _come_today(story, known, 62, ("vital_signs", "laboratory"), sections=4))


def at_the_x_ray(story: Story, known: Known) -> None:
    """In the clinic now, waiting for the film."""
    story.registered(known, 6)
    story.then(story.at(-4, 11), lambda: _come_today(story, known, 74, ("vital_signs", "laboratory", "imaging"),
                                                     sections=4))


def with_the_nurse(story: Story, known: Known) -> None:
    """In the clinic now, waiting for the nurse."""
    story.registered(known, 5)
    story.then(story.at(-3, 9), lambda: _come_today(story, known, 24, ("vital_signs",), sections=0))


def just_arrived(story: Story, known: Known) -> None:
    """In the clinic now, at the reception."""
    story.registered(known, 9)
    story.then(story.at(-6, 9), lambda: _come_today(story, known, 7, (), sections=0))


def came_today_and_left(story: Story, known: Known) -> None:
    """Vaccinated this morning and gone."""
    story.registered(known, 10)

    def come() -> None:
        work = story.work
        block, _ = work.book(known, "vaccination", story.at(0, 8), story.at(-6, 9), asking="nurse")
        arrived = story.ago(130)

        def visit() -> None:
            tickets = work.arrive(block, known.person_ids, arrived)
            work.hand_over(tickets, "vaccination", min(story.now, arrived + timedelta(minutes=11)))
            work.finish(tickets, min(story.now, arrived + timedelta(minutes=34)))

        story.then(arrived, visit)

    story.then(story.at(-6, 9), come)


def came_yesterday(story: Story, known: Known) -> None:
    """Examined yesterday; the laboratory and the film are awaited."""
    story.registered(known, 9)
    day = story.at(-1, 8)

    def visit() -> None:
        starts = story.work.whole_visit(known, "assessment", day, STATIONS)
        for place, person_id in enumerate(known.person_ids):
            moment = starts + timedelta(minutes=6 + 4 * place)
            exam_id = story.work.examine(known, person_id, moment, {}, sections=5)
            story.work.request(exam_id, REQUESTS, moment + timedelta(minutes=25))

    story.then(day, visit)


def did_not_come_yesterday(story: Story, known: Known) -> None:
    """Booked for yesterday, nobody came."""
    story.registered(known, 12)
    story.then(story.at(-8, 10), lambda: story.work.book(known, "assessment", story.at(-1, 13), story.at(-8, 10)))


def screened_tomorrow(story: Story, known: Known) -> None:
    """Flies in a week and is screened for it in a group tomorrow."""
    flies_later(story, known)
    story.then(story.at(-1, 16), lambda: story.work.book(
        known, "pre_departure", story.at(1, 9), story.at(-1, 16), asking="doctor"))


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
            asked = min(story.now, moment + timedelta(minutes=20))
            work.request(exam_id, REQUESTS, asked, printed=place == 0)  # the others' slips lie nowhere yet

    story.then(arrived, come)


def did_not_come(story: Story, known: Known) -> None:
    """Booked for this morning, not here."""
    story.registered(known, 12)
    story.then(story.at(-9, 10), lambda: story.work.book(known, "assessment", story.at(0, 8), story.at(-9, 10)))


def comes_later_today(story: Story, known: Known) -> None:
    """Booked for later today."""
    story.registered(known, 11)
    story.then(story.at(-8, 10), lambda: story.work.book(
        known, "assessment", max(story.now, story.at(0, 8)), story.at(-8, 10), asking="nurse"))


def comes_tomorrow(story: Story, known: Known) -> None:
    """Booked for tomorrow."""
    story.registered(known, 4)
    story.then(story.at(-2, 10), lambda: story.work.book(
        known, "assessment", story.at(1, 8), story.at(-2, 10), asking="nurse"))


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


FIRST: tuple[tuple[Part, int], ...] = (
    (flies_with_conditions, 2), (flies_but_one_has_fever, 9), (flies_fit, 3), (with_the_physician, 3),
    (with_the_nurse, 1), (to_sign, 3), (work_up, 2), (comes_tomorrow, 3), (flies_not_screened, 3), (did_not_come, 2),
    (cleared, 2), (comes_later_today, 3), (unfit_for_the_flight, 2), (flies_later, 2), (has_left, 3),
    (at_the_laboratory, 2), (at_the_x_ray, 1), (just_arrived, 3), (came_yesterday, 2), (did_not_come_yesterday, 1),
    (screened_tomorrow, 2), (came_today_and_left, 2), (only_registered, 1), (comes_later_today, 1), (to_decide, 2),
)
"""What happens to the first families, and how many people each has."""
LATER: tuple[Part, ...] = (
    cleared, only_registered, comes_tomorrow, flies_later, has_left, cleared, to_sign, comes_later_today, flies_fit,
)


def tell(story: Story, families: Sequence[InventedFamily]) -> list[Known]:
    """Give every family its part, and plan the flights."""
    _plan_flights(story)
    elsewhere = {each["place"]: each for each in demo_data("clinic")["elsewhere"]}
    told = [Known(_bound_for(family, elsewhere.get(place))) for place, family in enumerate(families)]
    for place, known in enumerate(told):
        part = FIRST[place][0] if place < len(FIRST) else LATER[(place - len(FIRST)) % len(LATER)]
        part(story, known)
    return told


def _bound_for(family: InventedFamily, where: Mapping[str, Any] | None) -> InventedFamily:
    """The family, bound for another country than the most."""
    if where is None:
        return family
    return replace(family, country=where["country"], category=where["category"], programme=where["programme"])


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
