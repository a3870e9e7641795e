"""The audit: who did what, when, on which workstation; what stood before and after; and whether the chain holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QTextBrowser

from mhac.kernel.audit import AuditReport
from mhac.security import queries
from mhac.security.queries import AuditLine
from ui.admin.audit_words import act_words
from ui.admin.panel import Panel
from ui.app.context import AppContext
from ui.app.translation import translate
from ui.widgets import formats
from ui.widgets.basics import Card, Notice, button, column
from ui.widgets.tables import Column, DataTable

if TYPE_CHECKING:
    from mhac.kernel.unit_of_work import UnitOfWork

MOST = 1000


class AuditPanel(Panel):
    """The newest entries; the whole chain is checked on demand."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context, translate("AuditPanel", "Audit"))
        self.verify_button = button(self.tr("Check the whole chain"), icon="shield-check")
        self.verify_button.clicked.connect(self._verify)
        self.head.addWidget(self.verify_button)
        self.result = Notice("", "ok")
        self.result.hide()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Narrow by person at work, act or workstation"))
        self.filter.setAccessibleName(self.tr("Narrow the list"))
        self.filter.textChanged.connect(self._narrow)
        self.table: DataTable[AuditLine] = DataTable(
            _columns(), key=lambda line: line.id, name=self.title, empty=self.tr("No entry fits.")
        )
        self.table.picked.connect(self._show_line)
        self.details = QTextBrowser()
        self.details.setAccessibleName(self.tr("What the entry says"))
        self.details.setPlaceholderText(self.tr("Choose an entry to see what stood before and after."))
        self._lines: tuple[AuditLine, ...] = ()
        card = Card(padding=0)
        card.body.addWidget(self.table)
        both = column(spacing=12)
        both.addWidget(card, 3)
        both.addWidget(self.details, 2)
        self.body.addWidget(self.result)
        self.body.addWidget(self.filter)
        self.body.addLayout(both, 1)

    def load(self) -> None:
        """Load the newest entries."""
        self.context.read(partial(_newest, MOST), self._show, owner=self, latest="audit")

    def _show(self, lines: tuple[AuditLine, ...]) -> None:
        self._lines = lines
        self._narrow(self.filter.text())

    @Slot(str)
    def _narrow(self, text: str) -> None:
        sought = text.strip().casefold()
        self.table.set_rows(
            [line for line in self._lines if sought in f"{line.actor} {act_words(line.action)} {line.chain}".casefold()]
        )

    @Slot(object)
    def _show_line(self, line: AuditLine) -> None:
        self.details.setHtml(_as_html(line.content))

    @Slot()
    def _verify(self) -> None:
        self.verify_button.setEnabled(False)
        self.context.read(queries.verify_audit, self._verified, owner=self, on_error=self._not_verified)

    def _verified(self, report: AuditReport) -> None:
        self.verify_button.setEnabled(True)
        if not report.faults:
            self.result.say(
                self.tr("The chain holds: {entries} on {chains}.").format(
                    entries=self.tr("%Ln entries", "", report.entries),
                    chains=self.tr("%n workstations", "", report.chains),
                ),
                "ok",
            )
        elif report.faults[0].what == "emptied":
            self.result.say(
                self.tr("The audit was emptied: not even the entry of the clinic's founding is there."), "bad"
            )
        else:
            fault = report.faults[0]
            self.result.say(
                self.tr("The first bad entry is number {seq} of {chain}: {what}.").format(
                    seq=fault.seq, chain=fault.chain, what=self._fault_words(fault.what)
                ),
                "bad",
            )
        self.result.show()

    def _not_verified(self, error: Exception) -> None:
        self.verify_button.setEnabled(True)
        self.context.problem.emit(self, error)

    def _fault_words(self, what: str) -> str:
        return {
            "changed": self.tr("its text was changed"),
            "missing": self.tr("it is missing"),
            "reordered": self.tr("it stands in another place"),
            "cut": self.tr("entries after it were cut off"),
            "head": self.tr("the end of the chain does not fit"),
        }.get(what, what)


def _newest(limit: int, uow: UnitOfWork) -> tuple[AuditLine, ...]:
    return queries.audit_lines(uow, limit=limit)


def _columns() -> tuple[Column[AuditLine], ...]:
    return (
        Column(translate("AuditPanel", "When"), lambda line: formats.moment(line.at), 160, sort=lambda line: line.at),
        Column(translate("AuditPanel", "Who"), lambda line: line.actor, 150, strong=True),
        Column(translate("AuditPanel", "Act"), lambda line: act_words(line.action)),
        Column(
            translate("AuditPanel", "Person"),
            lambda line: str(line.person_id or "—"),
            70,
            quiet=True,
            sort=lambda line: line.person_id,
        ),
        Column(translate("AuditPanel", "Workstation"), lambda line: f"{line.chain} · {line.seq}", 150, quiet=True),
    )


def _as_html(content: dict[str, Any]) -> str:
    """Return an entry as lines of text: each change with what stood before and after."""
    from html import escape

    lines = []
    for change in content.get("changes", ()):
        if "note" in change:
            more = ", ".join(f"{name}: {value}" for name, value in change.items() if name != "note")
            lines.append(f"<p><b>{escape(str(change['note']))}</b><br>{escape(more)}</p>")
            continue
        before, after = change.get("before") or {}, change.get("after") or {}
        lines.append(f"<p><b>{escape(str(change['record']))} {change['id']}</b></p><table cellpadding='2'>")
        lines += [
            f"<tr><td>{escape(name)}</td><td>{escape(str(before.get(name, '')))}</td><td>→</td>"
            f"<td>{escape(str(after.get(name, '')))}</td></tr>"
            for name in sorted({*before, *after})
        ]
        lines.append("</table>")
    lines += [f"<p><b>{escape(str(what))}</b> ({person})</p>" for person, what in content.get("reads", ())]
    return "".join(lines) or "—"
