"""The signature: what would be signed, everything that still stands in the way, and what was signed before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from mhac.exams.views import ExamView, Signing
from mhac.protocols.rules import OVER
from mhac.protocols.template import Template
from ui.exams import ways, words
from ui.exams.frozen_view import FrozenView
from ui.exams.reasons import clear
from ui.exams.text_changes import text_changes
from ui.exams.validity_words import outcome_line, over_words
from ui.exams.ways import Way
from ui.widgets.basics import Notice, button, heading, muted, restyle, row
from ui.widgets.basics import words as label_words

MOST_QUESTIONS = 6


class SignatureView(QWidget):
    """Open points above, the content below, the button always in sight."""

    sign_wanted = Signal(object)
    adopt_wanted = Signal()
    way_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, may_sign: bool, may_adopt: bool) -> None:
        super().__init__(parent)
        self._may_sign = may_sign
        self._may_adopt = may_adopt
        self._signing: Signing | None = None
        self._exam_id = 0
        self._read: Mapping[str, Any] | None = None
        self.changed = Notice("", "warning")
        self.read_button = button(self.tr("I have &read it again"), small=True)
        self.read_button.clicked.connect(self._read_again)
        self.changed.line.addWidget(self.read_button)
        self.changed.hide()
        self.validity = Notice("", "neutral")
        self.validity.hide()
        self._points = QVBoxLayout()
        self._points.setSpacing(6)
        inside = QWidget()
        inside.setProperty("ground", "clear")
        inside.setLayout(self._points)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(inside)
        self.content = FrozenView()
        self._title = heading("")
        self._intro = muted("", wrap=True)
        self.sign_button = button(self.tr("&Sign exam…"), kind="primary", icon="signature")
        self.sign_button.clicked.connect(self._sign)
        foot = row(margins=(0, 8, 0, 0))
        foot.addStretch(1)
        foot.addWidget(self.sign_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._intro)
        column.addWidget(self._area, 1)
        column.addWidget(self.validity)
        column.addWidget(self.changed)
        column.addWidget(self.content, 3)
        column.addLayout(foot)

    def show_signing(self, view: ExamView, template: Template, signing: Signing, *, today: date) -> None:
        """Show what would be signed now."""
        self._signing = signing
        clear(self._points)
        if not signing.adopted:
            self._adoption(view)
        unknown = ((ways.way_to(need, template, view.sections), ways.said(need)) for need in signing.needs)
        self._named(self.tr("Not known yet"), unknown)
        self._named(self.tr("Asked for and not done"), ((None, words.said(item)) for item in signing.items))
        self._questions(signing)
        self._named(self.tr("Warning signs without an answer"),
                    ((Way(flag.raised.section), words.said(flag.raised.flag.label)) for flag in signing.flags))
        self._named(self.tr("Typed but not finished"), ((None, words.said(name)) for name in signing.drafts))
        if not signing.classified and not signing.needs:
            self._named(self.tr("Classification"), [(Way("classification"), self.tr("not confirmed yet"))])
        ready = signing.is_ready
        self._area.setVisible(self._points.count() > 0)
        self._points.addStretch(1)
        self._title.setText(self.tr("What you sign") if ready else self.tr("Before the signature"))
        self._intro.setText(
            self.tr("Read it through. Signing freezes it; a later change is an amendment with a reason.") if ready
            else self.tr("These points are open. The exam can be signed when all of them are settled."))
        self._outcome(view, signing, today)
        self.content.setVisible(signing.content is not None)
        if signing.content is not None:
            self.content.show_content(signing.content)
        self._tell_changes(view.id, signing.content)
        self.sign_button.setVisible(self._may_sign)

    def _outcome(self, view: ExamView, signing: Signing, today: date) -> None:
        """Until when the exam will hold, above what is signed; what is over, or was from the start, is a warning."""
        decided = view.decided
        self.validity.setVisible(signing.content is not None and decided is not None)
        if decided is None:
            return
        warned = next((note.text for note in view.verdict.warnings if note.code == OVER), "")
        over = words.said(warned) if warned else over_words(decided.valid_until, today)
        line = outcome_line(decided.cleared, decided.valid_until)
        self.validity.say(words.joined((line, over)), "bad" if over else "neutral")

    def _tell_changes(self, exam_id: int, content: Mapping[str, Any] | None) -> None:
        """What somebody else changed after this text was shown first is named until it has been read again."""
        if exam_id != self._exam_id or self._read is None:
            self._exam_id, self._read = exam_id, content
        changes = text_changes(self._read, content) if self._read is not None and content is not None else ()
        self.changed.setVisible(bool(changes) and self._may_sign)
        head = self.tr("Changed while you were reading. Read it again before you sign:")
        self.changed.say("\n".join((head, *changes)))

    @Slot()
    def _read_again(self) -> None:
        self._read = self._signing.content if self._signing is not None else None
        self.changed.hide()
        self.sign_button.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes back reads from the beginning."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._read = None
            self.changed.hide()

    def _adoption(self, view: ExamView) -> None:
        strip = Notice(self.tr("{title}, edition {edition}, has not been adopted by the panel physician.").format(
            title=words.said(view.edition_title), edition=view.edition), "warning")
        if self._may_adopt:
            adopt = button(self.tr("Read and adopt…"), small=True)
            adopt.clicked.connect(self.adopt_wanted)
            strip.line.addWidget(adopt)
        self._points.addWidget(strip)

    def _questions(self, signing: Signing) -> None:
        by_section: dict[str, list[str]] = {}
        for section, question in signing.questions:
            by_section.setdefault(section, []).append(words.said(question))
        lines: list[tuple[Way | None, str]] = []
        for section, questions in by_section.items():
            shown = ", ".join(questions[:MOST_QUESTIONS])
            more = len(questions) - MOST_QUESTIONS
            lines.append((None, f"{words.said(section)}: {shown}" + (f" +{more}" if more > 0 else "")))
        self._named(self.tr("Questions without an answer"), lines)

    def _named(self, title: str, points: Iterable[tuple[Way | None, str]]) -> None:
        """Name what is open, each with a way to it."""
        for place, (way, text) in enumerate(points):
            if place == 0:
                self._points.addWidget(label_words(title, "section"))
            line = row(spacing=8)
            line.addWidget(label_words(text, wrap=True), 1)
            if way is not None:
                go = ways.go_button(way, text)
                go.clicked.connect(partial(self.way_wanted.emit, way))
                line.addWidget(go)
            self._points.addLayout(line)

    def point_at_what_is_open(self) -> None:
        """Lead the eye to the open points; the button may be pressed at any time."""
        self._area.verticalScrollBar().setValue(0)
        self._title.setProperty("tone", "warning")
        restyle(self._title)

    @Slot()
    def _sign(self) -> None:
        if not self.changed.isHidden():
            self.read_button.setFocus()
        elif self._signing is not None:
            self.sign_wanted.emit(self._signing)
