"""Protocols: the editions that this program brings, their rules with source and confidence, and who adopted them.

A panel physician adopts an edition before the first signature under it, and confirms the rules whose source could
not be verified.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from mhac.protocols import library, queries, service
from mhac.protocols.queries import AdoptionView
from mhac.protocols.rules import Confidence
from mhac.protocols.template import Rule, Template
from ui.admin.panel import Panel
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.app.languages import current_language
from ui.app.translation import translate
from ui.widgets import formats
from ui.widgets.basics import Card, Notice, button, muted, row, small
from ui.widgets.fields import FieldRow
from ui.widgets.tables import Column, DataTable

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class EditionRow:
    """An edition on the shelf, with its adoption in force."""

    country: str
    edition: str
    title: str
    authority: str
    valid_from: Any
    digest: str
    adoption: AdoptionView | None


class ProtocolPanel(Panel):
    """Editions above, the rules of the chosen one below."""

    topics = frozenset({"clinic", "protocols"})

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, translate("ProtocolPanel", "Protocols"))
        self.dialog: FormDialog | None = None
        self._template: Template | None = None
        self.editions: DataTable[EditionRow] = DataTable(
            _edition_columns(),
            key=lambda found: found.digest,
            name=self.tr("Editions"),
            sortable=False,
            empty=self.tr("This program brings no protocol."),
        )
        self.editions.picked.connect(self._chosen)
        self.state = Notice("", "warning")
        self.adopt_button = button(self.tr("Adopt this edition…"), kind="primary")
        self.withdraw_button = button(self.tr("Withdraw…"))
        self.state.line.addWidget(self.withdraw_button)
        self.state.line.addWidget(self.adopt_button)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Narrow the rules by any word"))
        self.filter.setAccessibleName(self.tr("Narrow the rules"))
        self.rules: DataTable[Rule] = DataTable(
            _rule_columns(), key=lambda rule: rule.id, name=self.tr("Rules"), empty=self.tr("No rule fits.")
        )
        upper, lower = Card(padding=0), Card(padding=0)
        upper.body.addWidget(self.editions)
        upper.setFixedHeight(150)
        lower.body.addWidget(self.rules)
        self.body.addWidget(upper)
        self.body.addWidget(self.state)
        self.body.addWidget(self.filter)
        self.body.addWidget(lower, 1)
        self.state.hide()
        self.adopt_button.clicked.connect(self._adopt)
        self.withdraw_button.clicked.connect(self._withdraw)
        self.filter.textChanged.connect(self._narrow)

    def load(self) -> None:
        """Load the editions and their adoptions."""
        self.context.read(_editions, self._show, owner=self, latest="editions")

    def help_text(self) -> str:
        """Return the line of help."""
        return self.tr("A panel physician adopts an edition before the first signature under it.")

    def _show(self, rows: tuple[EditionRow, ...]) -> None:
        self.editions.set_rows(rows)
        if rows and self.editions.current_row() is None:
            self.editions.selectRow(0)
        elif (chosen := self.editions.current_row()) is not None:
            self._chosen(chosen)

    @Slot(object)
    def _chosen(self, found: EditionRow) -> None:
        self._template = library.pinned(found.country, found.edition, found.digest)
        self._narrow(self.filter.text())
        self._show_state(found)

    def _show_state(self, found: EditionRow) -> None:
        adoption = found.adoption
        if adoption is not None:
            self.state.say(
                self.tr("Adopted by {name} ({licence}) on {when}; {count} rule(s) confirmed.").format(
                    name=adoption.physician,
                    licence=adoption.licence or "—",
                    when=formats.moment(adoption.adopted_at),
                    count=len(adoption.confirmed_rules),
                ),
                "ok",
            )
        elif self.context.can("protocols.adopt_edition"):
            self.state.say(self.tr("Not adopted: nothing can be signed under this edition yet."), "warning")
        else:
            self.state.say(
                self.tr("Not adopted: a panel physician adopts it here before the first signature."), "warning"
            )
        self.adopt_button.setVisible(adoption is None and self.context.can("protocols.adopt_edition"))
        self.withdraw_button.setVisible(adoption is not None and self.context.can("protocols.withdraw_adoption"))
        self.state.show()

    @Slot(str)
    def _narrow(self, text: str) -> None:
        if self._template is not None:
            sought = text.strip().casefold()
            said = library.labels(current_language())
            self.rules.set_rows(
                [
                    rule
                    for rule in self._template.all_rules
                    if sought
                    in " ".join(
                        (rule.id, rule.because, said.get(rule.because, ""), rule.source, rule.target)
                    ).casefold()
                ]
            )

    # -- acts ---------------------------------------------------------------------------------------------------

    @Slot()
    def _adopt(self) -> None:
        if self._template is not None:
            dialog = AdoptDialog(
                self._template,
                self.context.actor.name,
                self.context.actor.licence,
                formats.day(self.context.today()),
                self,
            )
            dialog.submitted.connect(self._adopt_now)
            self.dialog = dialog
            dialog.open()

    @Slot()
    def _adopt_now(self) -> None:
        if isinstance(self.dialog, AdoptDialog):
            verb = partial(_adopt, self.dialog.template, self.dialog.confirmed(), self.dialog.remarks.text())
            self.context.act(
                "protocols.adopt_edition",
                verb,
                self.dialog.done_with,
                owner=self.dialog,
                on_error=self.dialog.show_error,
            )

    @Slot()
    def _withdraw(self) -> None:
        chosen = self.editions.current_row()
        if chosen is not None and chosen.adoption is not None:
            text = self.tr("What was signed under it stays signed; nothing new is signed under it.")
            dialog = ReasonDialog(self.tr("Withdraw the adoption?"), self.tr("Withdraw"), self, danger=True, text=text)
            dialog.submitted.connect(self._withdraw_now)
            self.dialog = dialog
            dialog.open()

    @Slot()
    def _withdraw_now(self) -> None:
        chosen = self.editions.current_row()
        if isinstance(self.dialog, ReasonDialog) and chosen is not None and chosen.adoption is not None:
            verb = partial(_withdraw, chosen.adoption, self.dialog.text())
            self.context.act(
                "protocols.withdraw_adoption",
                verb,
                self.dialog.done_with,
                owner=self.dialog,
                on_error=self.dialog.show_error,
            )


class AdoptDialog(FormDialog):
    """The physician's name and date, and each rule that is not verified, to be confirmed one by one."""

    def __init__(self, template: Template, name: str, licence: str, day: str, parent: QWidget) -> None:
        text = translate(
            "AdoptDialog",
            "{name}, licence {licence}, {day}. You adopt this edition for this clinic; exams under it can "
            "then be signed.",
        ).format(name=name, licence=licence or "—", day=day)
        title = library.labels(current_language()).get(template.title, template.title)
        super().__init__(
            translate("AdoptDialog", "Adopt {title}").format(title=f"{title} {template.edition}"),
            translate("AdoptDialog", "Adopt"),
            parent,
            text=text,
            width=720,
        )
        self.template = template
        self._boxes: dict[str, QCheckBox] = {}
        open_rules = template.unverified_rules
        if open_rules:
            self.body.addWidget(
                muted(
                    self.tr(
                        "These rules stand on a source that could not be verified. Confirm "
                        "those that you checked; the others "
                        "stay marked on every screen."
                    ),
                    wrap=True,
                )
            )
            self.body.addWidget(self._rules(open_rules), 1)
        self.remarks = QLineEdit()
        self.body.addWidget(FieldRow(self.tr("Re&marks"), self.remarks))

    def confirmed(self) -> tuple[str, ...]:
        """Return the rules that the physician confirmed."""
        return tuple(rule for rule, box in self._boxes.items() if box.isChecked())

    def box(self, rule: str) -> QCheckBox:
        """Return the box of a rule."""
        return self._boxes[rule]

    def _rules(self, rules: Iterable[Rule]) -> QScrollArea:
        said = library.labels(current_language())
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        for rule in rules:
            box = QCheckBox()
            box.setAccessibleName(f"{rule.id}: {said.get(rule.because, rule.because)}")
            self._boxes[rule.id] = box
            line = row(spacing=10)
            line.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
            words = QVBoxLayout()
            words.setSpacing(0)
            sentence = muted(f"{rule.id} · {said.get(rule.because, rule.because)}", wrap=True)
            sentence.setProperty("words", "")
            words.addWidget(sentence)
            words.addWidget(small(rule.source, wrap=True))
            line.addLayout(words, 1)
            column.addLayout(line)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setMinimumHeight(280)
        area.setWidget(inside)
        inside.setProperty("ground", "surface")
        return area


def confidence_words(confidence: Confidence) -> tuple[str, str]:
    """Return words and tone of how far a rule can be trusted."""
    return {
        Confidence.OFFICIAL: (translate("ProtocolPanel", "official"), "ok"),
        Confidence.SECONDARY: (translate("ProtocolPanel", "secondary"), "accent"),
        Confidence.UNVERIFIED: (translate("ProtocolPanel", "not verified"), "warning"),
    }[confidence]


def _edition_columns() -> tuple[Column[EditionRow], ...]:
    adopted, waits = translate("ProtocolPanel", "adopted"), translate("ProtocolPanel", "not adopted")
    said = library.labels(current_language())
    return (
        Column(translate("ProtocolPanel", "Protocol"), lambda found: said.get(found.title, found.title), strong=True),
        Column(translate("ProtocolPanel", "Edition"), lambda found: found.edition, 100),
        Column(
            translate("ProtocolPanel", "In force from"), lambda found: formats.day(found.valid_from), 120, quiet=True
        ),
        Column(
            translate("ProtocolPanel", "State"),
            lambda found: adopted if found.adoption else waits,
            130,
            tone=lambda found: "ok" if found.adoption else "warning",
        ),
    )


def _rule_columns() -> tuple[Column[Rule], ...]:
    said = library.labels(current_language())
    return (
        Column(translate("ProtocolPanel", "Rule"), lambda rule: rule.id, 110, quiet=True),
        Column(
            translate("ProtocolPanel", "What it says"),
            lambda rule: said.get(rule.because, rule.because),
            detail=lambda rule: rule.source,
        ),
        Column(
            translate("ProtocolPanel", "Confidence"),
            lambda rule: confidence_words(rule.confidence)[0],
            120,
            tone=lambda rule: confidence_words(rule.confidence)[1],
        ),
    )


def _editions(uow: UnitOfWork) -> tuple[EditionRow, ...]:
    return tuple(
        EditionRow(
            found.country,
            found.edition,
            found.title,
            found.authority,
            found.valid_from,
            found.digest,
            queries.adoption_of(uow, found.country, found.edition, found.digest),
        )
        for found in library.editions()
    )


def _adopt(template: Template, confirmed: tuple[str, ...], remarks: str, uow: UnitOfWork) -> int:
    return service.adopt_edition(
        uow,
        country=template.country,
        edition=template.edition,
        digest=template.digest,
        confirmed_rules=confirmed,
        remarks=remarks,
    )


def _withdraw(adoption: AdoptionView, reason: str, uow: UnitOfWork) -> None:
    service.withdraw_adoption(uow, adoption_id=adoption.id, version=adoption.version, reason=reason)
