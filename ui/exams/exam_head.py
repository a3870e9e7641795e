"""The head of the examination: whose it is, what to know first, whether everything is saved, and the next act."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QWidget

from mhac.exams.rules import ExamStatus
from mhac.exams.views import ExamView
from ui.app import icons
from ui.exams import people_words, words
from ui.widgets import formats
from ui.widgets.banner import Banner
from ui.widgets.basics import button, small


class ExamHead(Banner):
    """The compact banner above the form."""

    casefile_wanted = Signal()
    finish_wanted = Signal()
    amend_wanted = Signal()
    beside_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, compact=True)
        self.saved = small("")
        self.saved.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.side.addWidget(self.saved)
        self.beside_button = button(self.tr("&Beside"), icon="info")
        self.beside_button.setCheckable(True)
        self.beside_button.setToolTip(self.tr("Show what helps to judge, in place of the sections"))
        self.beside_button.toggled.connect(self.beside_toggled)
        self.casefile_button = button(self.tr("&Case file"), tip=self.tr("Open the case file"))
        self.casefile_button.clicked.connect(self.casefile_wanted)
        self.finish_button = button(self.tr("&Finish section  Ctrl ↵"), kind="primary")
        self.finish_button.setAutoDefault(True)  # Enter presses it when the cursor comes here from the last question
        self.finish_button.clicked.connect(self.finish_wanted)
        self.wrong_button = button("", kind="quiet", icon="ellipsis", tip=self.tr("Wrong person?"))
        self.wrong_button.setFixedWidth(56)
        self.amend_button = button(self.tr("&Amend…"), icon="pencil")
        self.amend_button.clicked.connect(self.amend_wanted)
        for shown in (self.beside_button, self.casefile_button, self.wrong_button, self.amend_button,
                      self.finish_button):
            self.acts.addWidget(shown)

    def show_exam(self, view: ExamView, today: date, *, may_amend: bool) -> None:
        """Show whose exam it is and how it stands."""
        who = view.banner
        self.show_subject(people_words.name(who), people_words.facts(who, today), people_words.numbers(who), who.photo)
        status, tone = words.status(view.status)
        tags = [(people_words.programme(who), "accent"), (words.joined((status, self._version(view))), tone)]
        tags += [people_words.alert(alert) for alert in view.alerts]
        if view.verdict.exam_needed is False:
            tags.append((self.tr("No examination needed"), "ok"))
        if view.ticket:
            tags.append((self.tr("Ticket {ticket}").format(ticket=view.ticket), "neutral"))
        if view.identity_checked_at is not None:
            checked = self.tr("Identity checked {time}").format(time=formats.clock(view.identity_checked_at))
            tags.append((checked, "ok"))
        self.set_tags(tags)
        self.amend_button.setVisible(may_amend and view.status is ExamStatus.SIGNED)
        self.finish_button.setVisible(view.status.is_open)
        self.wrong_button.setVisible(view.status.is_open)

    def _version(self, view: ExamView) -> str:
        return self.tr("version {number}").format(number=view.revision) if view.revision > 1 else ""

    def show_narrow(self, narrow: bool) -> None:
        """Where the page is narrow, what stands at the right of it is shown on demand."""
        self.beside_button.setVisible(narrow)
        self.casefile_button.setText("" if narrow else self.tr("&Case file"))
        self.casefile_button.setIcon(icons.icon("users") if narrow else QIcon())
        self.finish_button.setText(self.tr("&Finish section") if narrow else self.tr("&Finish section  Ctrl ↵"))

    def show_saved(self, at: datetime | None, *, draft: bool) -> None:
        """Say when the last word was saved, and whether it is a draft or part of the exam."""
        if at is None:
            self.saved.setText("")
            return
        text = self.tr("Draft saved {time}") if draft else self.tr("Saved {time}")
        self.saved.setText(text.format(time=formats.clock(at)))

    def show_typing(self) -> None:
        """Say that something typed is not saved yet."""
        self.saved.setText(self.tr("Not saved yet…"))
