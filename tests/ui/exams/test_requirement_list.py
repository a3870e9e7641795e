"""The list of requirements as it is painted: what has room is not cut."""

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from mhac.exams.rules import StepState
from mhac.exams.views import Requirement
from tests.tour.drawn import heard
from ui.exams import tables
from ui.exams.requirement_list import RequirementList

NEEDS = ("weight", "height", "temperature", "pulse", "blood pressure", "oxygen saturation")


@pytest.mark.parametrize("done", [False, True], ids=["nobody did it yet", "done"])
def test_the_reason_takes_the_room_that_is_free_beside_it(qtbot: QtBot, look: None, done: bool) -> None:
    at = datetime(2026, 3, 10, 8, tzinfo=UTC)
    step = Requirement(
        item="vitals", label="Vital signs", kind="examination", stage="examination",
        state=StepState.WAITING, needs=NEEDS, done_at=at if done else None, done_by="Dr Claire Uwase" if done else "",
    )  # fmt: skip
    made = RequirementList()
    qtbot.addWidget(made)
    reason = tables.step_reason(step)
    made.set_steps([step])
    made.resize(640, 200)
    made.show()
    with heard() as cut:
        made.grab()
    assert (reason in [whole for whole, _ in cut]) is done
