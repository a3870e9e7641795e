"""The right side of the certificates screen: one certificate with its state, its facts, and the paper itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from mhac.certificates.rules import Status
from mhac.certificates.views import CertificateRow, ReadyRow
from ui.app.translation import translate
from ui.certificates.words import decision_words, failure_words, status_words, why_words
from ui.widgets import formats
from ui.widgets.basics import Card, Notice, Pill, button, column, heading, holder, row, small, words
from ui.widgets.paper_preview import PaperPreview

WIDTH = 400


class CertificatePanel(Card):
    """Shows what is chosen in the list. `asked` names the act: "replace", "revoke", "person"."""

    asked = Signal(str)

    def __init__(self, can: Callable[[str], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, padding=14, spacing=8)
        self.row: CertificateRow | None = None
        self._can = can
        self.setMinimumWidth(280)
        self.setMaximumWidth(460)
        self._name = heading("")
        self._name.setWordWrap(True)
        self._pill = Pill("")
        head = row()
        head.addWidget(self._name, 1)
        head.addWidget(self._pill)
        self.body.addLayout(head)
        self._notice = Notice("", "bad")
        self.body.addWidget(self._notice)
        self._facts = QFormLayout()
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(4)
        self.body.addLayout(self._facts)
        self.preview = PaperPreview()
        self.preview.setMinimumHeight(160)
        self.body.addWidget(self.preview, 1)
        self._empty = small(self.tr("Choose a certificate to see it."), wrap=True)
        self.body.addWidget(self._empty)
        self.body.addWidget(self._acts())
        self.body.addStretch()
        self.show_nothing()

    def _acts(self) -> QWidget:
        self.replace = button(self.tr("Re&place"), small=True)
        self.replace.setToolTip(self.tr("Issue it anew: a corrected name, a new decision"))
        self.replace.clicked.connect(lambda: self.asked.emit("replace"))
        self.revoke = button(self.tr("Re&voke"), kind="danger", small=True)
        self.revoke.clicked.connect(lambda: self.asked.emit("revoke"))
        self.person = button(self.tr("Case file"), small=True, kind="link")
        self.person.clicked.connect(lambda: self.asked.emit("person"))
        line = row()
        line.addWidget(self.person)
        line.addStretch(1)
        line.addWidget(self.replace)
        line.addWidget(self.revoke)
        whole = column()
        whole.addLayout(line)
        self._foot = holder(whole)
        return self._foot

    def show_nothing(self) -> None:
        """Show that nothing is chosen."""
        self.row = None
        self._fill("", ("", ""), "", ())
        self.preview.clear()
        self.preview.hide()
        self._foot.hide()
        self._empty.show()

    def show_ready(self, chosen: ReadyRow) -> None:
        """Show a decision that has no certificate yet."""
        self.row = None
        facts = [
            (self.tr("Decision"), decision_words(chosen.outcome)[0]),
            (self.tr("Conditions"), str(chosen.conditions) if chosen.conditions else "—"),
            (self.tr("Flight"), f"{chosen.flight}, {formats.moment(chosen.departs_at)}"),
            (self.tr("Valid until"), formats.moment(chosen.valid_until) or "—"),
            (self.tr("Case"), chosen.case_number or "—"),
        ]
        if chosen.replaces:
            facts.append((self.tr("Replaces"), chosen.replaces))
        warning = "" if chosen.has_photo else self.tr("No photo is on file: its place on the paper will stay empty.")
        self._fill(chosen.name, (self.tr("Not issued yet"), "accent"), warning, facts)
        self.preview.clear()
        self.preview.hide()
        self._foot.hide()
        self._empty.hide()

    def show_certificate(self, chosen: CertificateRow) -> None:
        """Show an issued certificate; the page brings the paper afterwards by `show_paper`."""
        changed = self.row is None or self.row.id != chosen.id
        self.row = chosen
        self._fill(chosen.name, status_words(chosen), _warning(chosen), _facts(chosen))
        if changed:
            self.preview.clear()
        self.preview.show()
        self._empty.hide()
        stands = chosen.status is Status.ISSUED
        self.replace.setVisible(stands and self._can("certificates.replace"))
        self.revoke.setVisible(stands and self._can("certificates.revoke"))
        self._foot.show()

    def show_paper(self, certificate_id: int, pdf: bytes) -> None:
        """Show the paper, if it is still the chosen one."""
        if self.row is not None and self.row.id == certificate_id:
            self.preview.show_pdf(pdf)

    def _fill(self, name: str, state: tuple[str, str], warning: str, facts: Iterable[tuple[str, str]]
              ) -> None:
        self._name.setText(name)
        self._pill.say(*state)
        self._pill.setVisible(bool(state[0]))
        self._notice.say(warning)
        self._notice.setVisible(bool(warning))
        while self._facts.rowCount():
            self._facts.removeRow(0)
        for label, value in facts:
            shown = words(value, wrap=True)
            self._facts.addRow(_label(label), shown)


def _label(text: str) -> QLabel:
    made = small(text)
    made.setMinimumWidth(84)
    return made


def _warning(chosen: CertificateRow) -> str:
    if chosen.status is Status.ISSUED and chosen.why_not:
        uncovered = translate("CertificatePanel", "No longer covered: {why}. Revoke or replace it.")
        return uncovered.format(why=why_words(chosen.why_not))
    if chosen.error:
        return translate("CertificatePanel", "Printing failed. {why}").format(why=failure_words(chosen.error))
    return ""


def _facts(chosen: CertificateRow) -> list[tuple[str, str]]:
    facts = [
        (translate("CertificatePanel", "Number"), chosen.number),
        (translate("CertificatePanel", "Decision"), decision_words(chosen.decision)[0]),
        (translate("CertificatePanel", "Destination"), chosen.destination),
        (translate("CertificatePanel", "Issued"), translate("CertificatePanel", "{when} by {who}").format(
            when=formats.moment(chosen.issued_at), who=chosen.issued_by)),
        (translate("CertificatePanel", "Valid until"), formats.moment(chosen.valid_until)),
    ]
    if chosen.status is not Status.ISSUED:
        facts.append((translate("CertificatePanel", "Ended"), translate("CertificatePanel", "{when} by {who}").format(
            when=formats.moment(chosen.ended_at), who=chosen.ended_by)))
        if chosen.ended_reason:
            facts.append((translate("CertificatePanel", "Reason"), chosen.ended_reason))
    if chosen.replaced_by:
        facts.append((translate("CertificatePanel", "Replaced by"), chosen.replaced_by))
    return facts
