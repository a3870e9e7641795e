"""The measuring of what is lost when words are shortened."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from tests.tour.drawn import heard, lost_words


def test_a_shortened_word_is_heard_and_one_that_fits_is_not(qtbot: QtBot) -> None:
    metrics = QFontMetrics(QFont())
    with heard() as found:
        metrics.elidedText("NDAYIZEYE Françoise", Qt.TextElideMode.ElideRight, 40)
        metrics.elidedText("short", Qt.TextElideMode.ElideRight, 400)
    metrics.elidedText("NDAYIZEYE after", Qt.TextElideMode.ElideRight, 20)
    assert [text for text, _ in found] == ["NDAYIZEYE Françoise"]


def test_dates_in_half_and_short_words_are_faults_and_long_names_are_not() -> None:
    assert list(lost_words([("born 12 Jan 1965", "born 12 Ja…")]))
    assert list(lost_words([("from 08:00", "from 0…")]))
    assert list(lost_words([("Vital signs", "Vital s…")]))
    assert not list(lost_words([("born 12 Jan 1965 · Burundi", "born 12 Jan 1965 · Bu…")]))
    assert not list(lost_words([("NDAYIZEYE · 3", "NDAYI… · 3")]))
    assert not list(lost_words([("Every applicant of this category is examined", "Every applicant of…")]))
