"""The four figures above the travellers: the flight, who is screened, certificates, and who is not settled yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from mhac.certificates.views import CertificateRow
from mhac.travel.views import Board, TravellerRow
from ui.app.translation import translate
from ui.travel.presenter import covered, figures, is_unsettled
from ui.widgets import formats
from ui.widgets.basics import row
from ui.widgets.figures import StatCard

NOT_SCREENED, TO_CERTIFY, UNSETTLED = "not_screened", "to_certify", "unsettled"


class FigureRow(QWidget):
    """Figures of a flight; a click or Enter shows the people behind a number."""

    filtered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flight = StatCard(self.tr("Flight"))
        self.screened = StatCard(self.tr("Screened"), opens=True, bar=True)
        self.certificates = StatCard(self.tr("Certificates"), opens=True)
        self.unsettled = StatCard(self.tr("Must be settled"), opens=True)
        self.screened.opened.connect(lambda: self.filtered.emit(NOT_SCREENED))
        self.certificates.opened.connect(lambda: self.filtered.emit(TO_CERTIFY))
        self.unsettled.opened.connect(lambda: self.filtered.emit(UNSETTLED))
        line = row(spacing=14)
        for card in (self.flight, self.screened, self.certificates, self.unsettled):
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            line.addWidget(card, 1)
        self.setLayout(line)

    def show_board(self, board: Board, certificates: Mapping[int, CertificateRow], now: datetime) -> None:
        """Show the numbers of a departure."""
        count, departure = figures(board, certificates, now), board.departure
        local = formats.local(departure.departs_at)
        self.flight.say(f"{departure.flight} · {formats.short_day(local.date())}",
                        f"{formats.clock(departure.departs_at)} · {departure.route}")
        share = count.screened / count.people if count.people else 0.0
        left = count.people - count.screened
        detail = self.tr("{count} not screened yet").format(count=left) if left else self.tr("everybody")
        self.screened.say(self.tr("{done} of {all}").format(done=count.screened, all=count.people), detail, share=share)
        self.certificates.say(
            self.tr("{count} issued").format(count=count.certificates),
            self.tr("{count} to be issued").format(count=count.to_certify) if count.to_certify
            else self.tr("none waits"))
        self._say_unsettled(count.unsettled, (count.rechecks, count.waiting, count.held), late=count.late)
        settle_by = formats.local(departure.settle_by)
        self.unsettled.set_label(self.tr("Settle by {day}, {time}").format(
            day=formats.short_day(settle_by.date()), time=formats.clock(settle_by)))

    def _say_unsettled(self, people: int, parts: tuple[int, int, int], *, late: bool) -> None:
        rechecks, waiting, held = parts
        said = [self.tr("{count} to recheck").format(count=rechecks) if rechecks else "",
                self.tr("{count} waiting").format(count=waiting) if waiting else "",
                self.tr("{count} held").format(count=held) if held else ""]
        detail = " · ".join(part for part in said if part)
        if not people:
            self.unsettled.say(self.tr("All settled"), self.tr("nobody is left"), tone="ok")
            return
        self.unsettled.say(formats.number(people), detail, tone="bad" if late else "warning")


def kept(rows: Collection[TravellerRow], certificates: Mapping[int, CertificateRow],
         name: str) -> tuple[TravellerRow, ...]:
    """Return the rows behind a figure; all without one."""
    keep = {
        NOT_SCREENED: lambda one: one.screening is None,
        TO_CERTIFY: lambda one: one.holds and not one.waits_for_family and not covered(one, certificates),
        UNSETTLED: is_unsettled,
    }.get(name)
    return tuple(one for one in rows if keep is None or keep(one))


def filter_words(name: str, count: int) -> str:
    """Return what the filtered table shows."""
    return {
        NOT_SCREENED: translate("FigureRow", "{count} not screened yet"),
        TO_CERTIFY: translate("FigureRow", "{count} without a certificate"),
        UNSETTLED: translate("FigureRow", "{count} not settled yet"),
    }[name].format(count=count)
