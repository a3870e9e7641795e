"""A few people of the demo clinic wait for a time: one whose medical expires soon, two who come any morning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from mhac.demo.hands import Hands
from mhac.registration import queries as registration
from mhac.scheduling import waiting
from mhac.scheduling.rules import PartOfDay
from mhac.scheduling.waiting import Wish


def let_some_wait(hands: Hands, services: Mapping[str, int]) -> None:
    """Put three of the newest people on the waiting list."""
    with hands.act("reception", "scheduling.wait_for") as uow:
        people = registration.search_people(uow, "", limit=40)
        alone = list({person.case_id: person for person in people if person.case_id}.values())[:3]
        soon, later = uow.today() + timedelta(days=5), uow.today() + timedelta(days=16)
        wishes = (
            (services["assessment"], "no time was free", soon, f"medical expires {soon:%d %b}", PartOfDay.ANY),
            (services["specimen"], "sputum 3 of 3 is due", later, "", PartOfDay.MORNING),
            (services["physical_exam"], "asked by phone", None, "", PartOfDay.MORNING),
        )
        for person, (service_id, reason, by_day, why, part) in zip(alone, wishes, strict=False):
            waiting.wait_for(uow, request=Wish(service_id, (person.id,), reason, person.case_id, by_day, why, part))
