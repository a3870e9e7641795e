"""The card beside which the person stands: a large photo and what the clinic knows, to compare before the ticket."""

from __future__ import annotations

from datetime import date
from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from mhac.floor.queries import Hit
from mhac.floor.rules import Means
from mhac.registration.codes import countries
from mhac.scheduling.rules import Status, in_language
from ui.app.languages import current_language
from ui.floor import presenter, words
from ui.floor.presenter import Offer
from ui.widgets import formats
from ui.widgets.basics import Notice, PlainLabel, heading, row, small
from ui.widgets.fields import FieldRow
from ui.widgets.pictures import PhotoBox

PHOTO = (216, 270)
LOOK_SECONDS = 0.7
"""Nobody compares a face in less: a press that comes sooner was meant for what stood there before."""


class IdentityCard(QWidget):
    """Shows one person at a time, and knows since when all of it has been in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = False  # the photo, or that there is none, has been read
        self._in_sight_since: float | None = None
        self.photo = PhotoBox(*PHOTO, name=self.tr("Photo on file"))
        self.name = heading("")
        self.name.setWordWrap(True)
        self.service = QComboBox()
        self.service.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.walk_in = FieldRow(self.tr("&Came without an appointment, for"), self.service)
        self.notice = Notice("", "warning")
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(5)
        self._facts.setColumnStretch(1, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.name)
        right.addLayout(self._facts)
        right.addWidget(self.walk_in)
        right.addWidget(self.notice)
        right.addStretch(1)
        line = row(spacing=16)
        line.addWidget(self.photo, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(right, 1)
        self.setLayout(line)

    def set_offers(self, offers: tuple[Offer, ...]) -> None:
        """Set what a walk-in may come for."""
        for offer in offers:
            self.service.addItem(offer.name, offer.id)

    def show_hit(self, hit: Hit, today: date) -> None:
        """Show a person; the photo follows by `show_photo`."""
        person = hit.person
        self._whole, self._in_sight_since = False, None
        self.photo.set_picture(None)
        self.name.setText(person.name)
        age = words.age_words(person, today)
        born = f"{words.birth_words(person)} · {age}" if age else words.birth_words(person)
        facts = [
            (self.tr("Born"), f"{born} · {person.sex}"),
            (self.tr("File"), person.file_number),
            (
                self.tr("Citizenship"),
                _country(person.citizenship),
            ),
            (self.tr("Case"), " · ".join(part for part in (person.case_number, words.programme(person)) if part)),
            (self.tr("Phone"), person.phone),
            (self.tr("Appointment"), self._appointment(hit)),
        ]
        while (item := self._facts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, (label, value) in enumerate((label, value) for label, value in facts if value):
            self._facts.addWidget(small(label), place, 0, Qt.AlignmentFlag.AlignTop)
            shown = PlainLabel(value)
            shown.setWordWrap(True)
            self._facts.addWidget(shown, place, 1)
        self.walk_in.setVisible(presenter.may_walk_in(hit))
        self._say_state(hit)

    def show_photo(self, picture: bytes | None) -> None:
        """Show the photo; without one, say what to compare instead."""
        self.photo.set_picture(picture)
        self._whole = True
        self.update()
        if not self.photo.has_picture() and not self.notice.isVisible():
            self.notice.say(self.tr("No photo on file. Compare with the identity paper."), "warning")
            self.notice.show()

    @property
    def means(self) -> Means:
        """What the person is compared with."""
        return Means.PHOTO if self.photo.has_picture() else Means.PAPER

    def was_looked_at(self) -> bool:
        """Whether the whole card was in sight for long enough to compare."""
        return self._in_sight_since is not None and monotonic() - self._in_sight_since >= LOOK_SECONDS

    def paintEvent(self, event: QPaintEvent) -> None:
        """Note when the whole card came into sight."""
        super().paintEvent(event)
        if self._whole and self._in_sight_since is None:
            self._in_sight_since = monotonic()

    def _appointment(self, hit: Hit) -> str:
        if hit.block is None:
            return ""
        service = in_language(hit.service, hit.service_words, current_language())
        return f"{formats.clock(hit.block.starts_at)} · {hit.room} · {service}"

    def _say_state(self, hit: Hit) -> None:
        self.notice.setVisible(False)
        if hit.ticket and presenter.may_arrive(hit):
            text = self.tr("Already in the clinic with ticket {ticket}. This appointment joins the visit.")
            self.notice.say(text.format(ticket=hit.ticket), "accent")
            self.notice.setVisible(True)
        elif hit.ticket:
            self.notice.say(self.tr("Already in the clinic with ticket {ticket}.").format(ticket=hit.ticket), "accent")
            self.notice.setVisible(True)
        elif hit.status in {Status.DONE, Status.MISSED, Status.CANCELLED}:
            self.notice.say(self.tr("The appointment of today is over; this is a new visit."), "accent")
            self.notice.setVisible(True)
        elif hit.block is None and hit.other_day is not None:
            text = self.tr("This slip is for {day}. Let in now, this is a new visit; that appointment stays booked.")
            self.notice.say(text.format(day=formats.moment_near(hit.other_day)), "warning")
            self.notice.setVisible(True)


def _country(code: str | None) -> str:
    found = countries().get(code or "")
    return found.name(current_language()) if found else code or ""
