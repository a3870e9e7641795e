"""A few people of the demo clinic wait for a time: one whose medical expires soon, two who come any morning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from mhac.demo.hands import Hands
from mhac.demo.people import demo_data
from mhac.registration import queries as registration
from mhac.scheduling import waiting
from mhac.scheduling.rules import PartOfDay
from mhac.scheduling.waiting import Wish


def let_some_wait(hands: Hands, services: Mapping[str, int]) -> None:
    """Put three of the newest people on the waiting list."""
    with hands.act("reception", "scheduling.wait_for") as uow:
        people = registration.search_people(uow, "", limit=40)
        alone = list({person.case_id: person for person in people if person.case_id}.values())[:3]
        for person, row in zip(alone, demo_data("clinic")["waiting"], strict=False):
            by_day = uow.today() + timedelta(days=row["days"]) if row["days"] else None
            wish = Wish(
                services[row["service"]], (person.id,), row["reason"], person.case_id, by_day, row["why"],
                PartOfDay(row["part"]), hands.staff[row["clinician"]].user_id if "clinician" in row else None,
            )  # fmt: skip
            waiting.wait_for(uow, request=wish)
