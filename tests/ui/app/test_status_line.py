"""The line at the bottom has room for all it says on a narrow screen, in every language."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.tour.drawn import heard
from ui.app.context import AppContext
from ui.app.languages import LANGUAGES, use_language
from ui.app.status_line import StatusLine

BESIDE_THE_RAIL = 964  # of 1024


@pytest.fixture(params=tuple(LANGUAGES))
def language(request: pytest.FixtureRequest, look: None) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


@pytest.mark.parametrize("days", [0, 1])
def test_nothing_is_cut_once_there_is_a_backup(
    qtbot: QtBot, language: str, days: int, context_for: Callable[..., AppContext]
) -> None:
    context = context_for("nurse")
    line = StatusLine(context)
    qtbot.addWidget(line)
    line.set_backup(context.now() - timedelta(days=days))
    line.resize(BESIDE_THE_RAIL, line.height())
    line.show()
    with heard() as shortened:
        line.grab()
    assert not shortened
