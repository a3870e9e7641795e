"""The audit: who did what, when, on which workstation; what stood before and after; and whether the chain holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QTextBrowser

from mhac.kernel.audit import AuditReport
from mhac.registration.queries import people, search_people
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
SOUGHT = 30


class Entry(NamedTuple):
    """An entry of the audit, and whose record it concerns: name and file number, empty for nobody's."""

    line: AuditLine
    person: str
    names: Mapping[int, str]


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
        self.filter.setPlaceholderText(
            self.tr("Narrow by staff, act or workstation, or by name or number of a person on file")
        )
        self.filter.setAccessibleName(self.tr("Narrow the list"))
        self.filter.textChanged.connect(self.load)
        self.table: DataTable[Entry] = DataTable(
            _columns(), key=lambda entry: entry.line.id, name=self.title, empty=self.tr("No entry fits.")
        )
        self.table.picked.connect(self._show_line)
        self.details = QTextBrowser()
        self.details.setAccessibleName(self.tr("What the entry says"))
        self.details.setPlaceholderText(self.tr("Choose an entry to see what stood before and after."))
        card = Card(padding=0)
        card.body.addWidget(self.table)
        both = column(spacing=12)
        both.addWidget(card, 3)
        both.addWidget(self.details, 2)
        self.body.addWidget(self.result)
        self.body.addWidget(self.filter)
        self.body.addLayout(both, 1)

    @Slot()
    def load(self) -> None:
        """Load the newest entries, and where a person is looked for all of his record."""
        self.context.read(partial(_entries, self.filter.text().strip()), self._show, owner=self, latest="audit")

    def _show(self, entries: list[Entry]) -> None:
        self.table.set_rows(entries)

    @Slot(object)
    def _show_line(self, entry: Entry) -> None:
        self.details.setHtml(_as_html(entry))

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


def _entries(text: str, uow: UnitOfWork) -> list[Entry]:
    """The newest entries that fit a text, and every entry about people whose name or number fits."""
    found = {line.id: line for line in queries.audit_lines(uow, limit=MOST) if _fits(line, text.casefold())}
    if text:
        for person in search_people(uow, text, SOUGHT):
            found |= {line.id: line for line in queries.audit_lines(uow, person_id=person.id, limit=MOST)}
    lines = sorted(found.values(), key=lambda line: -line.id)[:MOST]
    ids = {line.person_id for line in lines if line.person_id is not None}
    ids.update(person for line in lines for person, _ in line.content.get("reads", ()))
    names = {one: f"{row.name} · {row.file_number}" for one, row in people(uow, ids).items()}
    return [Entry(line, names.get(line.person_id or 0, ""), names) for line in lines]


def _fits(line: AuditLine, text: str) -> bool:
    return text in f"{line.actor} {act_words(line.action)} {line.chain}".casefold()


def _columns() -> tuple[Column[Entry], ...]:
    return (
        Column(
            translate("AuditPanel", "When"),
            lambda entry: formats.moment(entry.line.at),
            160,
            sort=lambda entry: entry.line.at,
        ),
        Column(translate("AuditPanel", "Who"), lambda entry: entry.line.actor, 130, strong=True),
        Column(translate("AuditPanel", "Act"), lambda entry: act_words(entry.line.action)),
        Column(
            translate("AuditPanel", "Person"),
            lambda entry: entry.person or "—",
            200,
            sort=lambda entry: entry.person,
        ),
        Column(
            translate("AuditPanel", "Workstation"),
            lambda entry: f"{entry.line.chain} · {entry.line.seq}",
            150,
            quiet=True,
        ),
    )


def _as_html(entry: Entry) -> str:
    """Return an entry as lines of text: whose record, and each change with what stood before and after."""
    from html import escape

    content: dict[str, Any] = entry.line.content
    lines = [f"<p><b>{escape(entry.person)}</b></p>"] if entry.person else []
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
    lines += [
        f"<p><b>{escape(str(what))}</b> ({escape(entry.names.get(person, '—'))})</p>"
        for person, what in content.get("reads", ())
    ]
    return "".join(lines) or "—"
