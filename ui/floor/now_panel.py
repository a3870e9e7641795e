"""The ticket in hand at a station: its number, whose it is, how long the wait, and the one act that comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.app import icons, theme
from ui.floor import words
from ui.floor.presenter import Card
from ui.widgets.acts import Act, act_button
from ui.widgets.basics import Card as Panel
from ui.widgets.basics import ElidedLabel, Pill, button, literal, muted, row, set_property
from ui.widgets.basics import words as label
from ui.widgets.flow import FlowBox

translate = QCoreApplication.translate
BESIDE = ("call", "skip", "resume", "identity", "exam", "casefile", "part", "join")
NUMBER_PX = 44


class NowPanel(Panel):
    """Its one primary button says what Enter does."""

    act_wanted = Signal(str)
    more_wanted = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, padding=20, spacing=8)
        self._now = now
        self._natural = ""
        self.above = muted("")
        self.number = label("")
        font = theme.body_font(NUMBER_PX)
        font.setBold(True)
        self.number.setFont(font)
        self.number.setStyleSheet(f"font-size: {NUMBER_PX}px; font-weight: 700;")
        self.who = ElidedLabel("", "title")
        self.what = muted("", wrap=True)
        self.pills = row(spacing=6)
        self.wait, self.state = Pill(""), Pill("")
        for pill in (self.wait, self.state):
            self.pills.addWidget(pill)
        self.pills.addStretch(1)
        self.people = muted("", wrap=True)
        self.go = button("", kind="primary")
        self.go.setMinimumHeight(44)
        self.go.setIconSize(self.go.iconSize() * 1.2)
        self.go.clicked.connect(self._go)
        self.then = muted("", wrap=True)
        self.others = FlowBox(spacing=8)
        self.more = button(translate("Floor", "&More"), small=True, tip="M")
        self.others.add(self.more)
        self.more.clicked.connect(self.more_wanted)
        for part in (self.above, self.number, self.who, self.what):
            self.body.addWidget(part)
        self.body.addLayout(self.pills)
        self.body.addWidget(self.people)
        self.body.addSpacing(8)
        self.body.addWidget(self.go)
        self.body.addWidget(self.then)
        self.body.addSpacing(8)
        self.body.addWidget(self.others)
        self.body.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_card(
        self, card: Card | None, natural: Act | None, acts: Sequence[Act], station_name: str, waiting: int,
        *, others: bool = False,
    ) -> None:  # fmt: skip
        """Show a ticket and what can be done with it; without one, that nobody waits."""
        now = self._now()
        text = translate("Floor", "{station} · in the queue: {count}")
        self.above.setText(text.format(station=station_name, count=waiting))
        self.number.setText(words.card_ticket(card) if card else "–")
        self.who.setText(words.card_title(card) if card else translate("Floor", "Nobody waits here."))
        self.what.setText(words.card_detail(card, now.date()) if card else "")
        self._show_state(card, now)
        several = card is not None and len(card.visits) > 1
        self.people.setVisible(several)
        self.people.setText("\n".join(f"{v.ticket}  {v.name}" for v in card.visits) if card and several else "")
        self._natural = natural.name if natural else ""
        self.go.setVisible(natural is not None)
        self.then.setText("")
        if card is not None and others and natural is None:
            text = translate("Floor", "{name} has called this ticket. C calls it to you.")
            self.then.setText(text.format(name=card.first.called_by))
            set_property(self.then, "tone", "")
        if natural is not None:
            self.go.setText(literal(natural.text))
            self.go.setIcon(icons.icon(natural.icon, "on_accent"))
            self.go.setAccessibleName(natural.text)
            self.then.setText(_what_follows(natural))
            if card is not None and natural.name in {"next", "finish"} and card.wanted_here:
                self.then.setText(translate("Floor", "The protocol still asks something of this station."))
                set_property(self.then, "tone", "warning")
            else:
                set_property(self.then, "tone", "")
        self.others.flow.removeWidget(self.more)
        self.others.clear()
        for act in acts:
            if act.name in BESIDE and act.name != self._natural:
                self.others.add(self._beside(act))
        self.others.add(self.more)
        self.more.setVisible(card is not None)

    def _beside(self, act: Act) -> QPushButton:
        return act_button(act, self.act_wanted.emit, small=True)

    def _show_state(self, card: Card | None, now: datetime) -> None:
        for pill in (self.wait, self.state):
            pill.setVisible(card is not None)
        if card is None:
            return
        mark = card.mark(now)
        waits = translate("Floor", "{time} at this station, {mark}")
        self.wait.say(waits.format(time=words.minutes(card.minutes(now)), mark=words.wait_words(mark)), PILLS[mark])
        state, tone = words.card_state(card, now)
        if card.doubtful:
            state, tone = translate("Floor", "identity not confirmed"), "bad"
        self.state.setVisible(bool(state))
        self.state.say(state, tone or "neutral")

    @Slot()
    def _go(self) -> None:
        if self._natural:
            self.act_wanted.emit(self._natural)


PILLS = {mark: {"warning": "warning", "bad": "bad"}.get(tone, "ok") for mark, tone in words.TONES.items()}


def _what_follows(natural: Act) -> str:
    if natural.name == "call":
        return translate("Floor", "Enter or Space. The number then stands on the waiting-room screen.")
    if natural.name in {"next", "finish"}:
        return translate("Floor", "Enter or Space; with Ctrl the next one is called at once.")
    return translate("Floor", "Enter or Space.")
