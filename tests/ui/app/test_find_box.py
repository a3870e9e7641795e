"""The search box at the top: the name of its key never stands on its words, however long they are."""

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from ui.app.context import AppContext
from ui.app.find_box import FindBox


def test_the_keys_name_gives_way_to_the_words(qtbot: QtBot, context_for: Callable[..., AppContext]) -> None:
    box = FindBox(context_for("nurse"), lambda _uow, _text: ())
    qtbot.addWidget(box)
    box.show()
    for words in ("Find", "Trouver ou scanner : personne, dossier, certificat, ticket", "Gushaka " * 6):
        box.setPlaceholderText(words)
        for width in range(220, 700, 30):
            box.resize(width, box.height())
            ends = 30 + box.fontMetrics().horizontalAdvance(words)
            assert not box._key.isVisible() or box._key.x() >= ends, (words, width)
    box.setPlaceholderText("Find")
    box.resize(301, box.height())
    box.resize(300, box.height())
    assert box._key.isVisible()
