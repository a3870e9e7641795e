"""One edition: who wrote it and who adopted it, its parts entry by entry, and what the clinic changed in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from mhac.protocols.queries import AdoptionView
from ui.app.context import AppContext
from ui.app.dialogs import FormDialog, ReasonDialog
from ui.app.lanes import Complaint
from ui.app.stale import BothVersions, LookAgain
from ui.protocols import facts, presenter, words
from ui.protocols.adopt_dialog import AdoptDialog
from ui.protocols.changes_view import ChangesView
from ui.protocols.details import EntryDetails
from ui.protocols.entries import Entry, OwnChange, Part, entries_of, list_entry, narrowed
from ui.protocols.list_country import AnyCountryDialog
from ui.protocols.presenter import EditionRow, OpenEdition
from ui.protocols.tables import entry_columns, validity
from ui.protocols.value_dialog import ValueDialog
from ui.widgets import formats
from ui.widgets.basics import Card, Notice, Pill, as_tip, button, muted, row, strong
from ui.widgets.flow import FlowBox
from ui.widgets.tables import DataTable

LEAST_LETTERS, LIST_PX = 18, 240
TABLES = (Part.RULES, Part.SETTINGS, Part.LISTS)


class EditionPanel(QWidget):
    """Shows one edition; `changed` says that the shelf must be loaded again."""

    changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.opened: OpenEdition | None = None
        self.dialog: FormDialog | None = None
        self._entries: tuple[Entry, ...] = ()
        self._build()
        self._connect()

    # -- making -------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.title = strong("", wrap=True)
        self.facts = muted("", wrap=True)
        self.pills = FlowBox()
        self.state = Notice("", "warning")
        self.withdraw_button = button(self.tr("&Withdraw…"), small=True)
        self.adopt_button = button(self.tr("&Adopt this edition…"), kind="primary", small=True)
        self.state.line.addWidget(self.withdraw_button)
        self.state.line.addWidget(self.adopt_button)
        self.part = QComboBox()
        self.part.setAccessibleName(self.tr("Part of the edition"))
        for part, text in self._parts():
            self.part.addItem(text, part)
        self._give_way(self.part)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Narrow by any word, code or source"))
        self.filter.setToolTip(as_tip(self.filter.placeholderText()))
        self.filter.setAccessibleName(self.tr("Narrow the entries"))
        self.filter.setClearButtonEnabled(True)
        self.only = QComboBox()
        self.only.setAccessibleName(self.tr("Only entries with this mark"))
        for key, text in self._marks():
            self.only.addItem(text, key)
        self._give_way(self.only)
        self.add_country = button(self.tr("Another &country…"), small=True)
        self.tables: dict[Part, DataTable[Entry]] = {part: self._table(part) for part in TABLES}
        self.details = EntryDetails(may_change=self.context.can("protocols.change_setting"))
        self.changes = ChangesView()
        self._stack = QStackedWidget()
        for shown in (*self.tables.values(), self.changes):
            self._stack.addWidget(shown)
        self._lay()

    def _give_way(self, box: QComboBox) -> None:
        """A long choice does not widen the bar; the list below it shows every word."""
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(LEAST_LETTERS)
        box.view().setMinimumWidth(LIST_PX)

    def _lay(self) -> None:
        head = Card(padding=12, spacing=6)
        line = row(spacing=8)
        line.addWidget(self.title, 1)
        head.body.addLayout(line)
        head.body.addWidget(self.facts)
        head.body.addWidget(self.pills)
        head.body.addWidget(self.state)
        bar = row(spacing=8)
        bar.addWidget(self.part)
        bar.addWidget(self.filter, 1)
        bar.addWidget(self.only)
        bar.addWidget(self.add_country)
        body = Card(padding=0, spacing=0)
        body.body.addWidget(self._stack, 1)
        self._below = Card(padding=0)
        self._below.body.addWidget(self.details)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(head)
        column.addLayout(bar)
        column.addWidget(body, 1)
        column.addWidget(self._below)

    def _connect(self) -> None:
        self.adopt_button.clicked.connect(self._adopt)
        self.withdraw_button.clicked.connect(self._withdraw)
        self.part.currentIndexChanged.connect(self._part_chosen)
        self.only.currentIndexChanged.connect(self._narrow)
        self.filter.textChanged.connect(self._narrow)
        self.add_country.clicked.connect(self._other_country)
        self.details.change_wanted.connect(self._change)
        self.details.undo_wanted.connect(self._undo)

    def _table(self, part: Part) -> DataTable[Entry]:
        table: DataTable[Entry] = DataTable(
            entry_columns(part),
            key=lambda entry: entry.key,
            name=self.tr("Entries"),
            empty=self.tr("No entry fits."),
            sortable=False,
        )
        table.picked.connect(self._picked)
        table.opened.connect(self._opened)
        return table

    def _parts(self) -> tuple[tuple[Part, str], ...]:
        return (
            (Part.RULES, self.tr("Rules")),
            (Part.ITEMS, self.tr("Tests and papers")),
            (Part.SETTINGS, self.tr("Numbers")),
            (Part.LISTS, self.tr("Country lists")),
            (Part.OUTCOME, self.tr("Classes and grades")),
            (Part.VALIDITY, self.tr("Validity")),
            (Part.CATEGORIES, self.tr("Categories")),
            (Part.CHANGES, self.tr("What changed")),
        )

    def _marks(self) -> tuple[tuple[str, str], ...]:
        return (
            ("", self.tr("All marks")),
            ("official", words.confidence_name("official")),
            ("secondary", words.confidence_name("secondary")),
            ("unverified", words.confidence_name("unverified")),
            ("confirm", self.tr("still to be confirmed")),
            ("confirmed", self.tr("confirmed here")),
            ("disabled", self.tr("disabled")),
            ("changed", self.tr("changed here")),
        )

    # -- showing ------------------------------------------------------------------------------------------------

    def show_edition(self, opened: OpenEdition, others: tuple[EditionRow, ...]) -> None:
        """Show an edition; `others` are those of the same country to compare with."""
        self.opened = opened
        edition = opened.row.edition
        self.title.setText(f"{words.said(edition.title)} · {edition.edition}")
        self.facts.setText(words.joined(words.said(edition.authority), validity(opened.row)))
        self._show_pills(opened)
        self._show_state(opened)
        self.changes.show_edition(opened, others)
        self._narrow()

    def show_part(self, part: Part, only: str = "") -> None:
        """Show a part of the edition, and only entries with a mark."""
        self.only.setCurrentIndex(self.only.findData(only))
        self.part.setCurrentIndex(self.part.findData(part))

    def shown_part(self) -> Part:
        """Return the part that is shown."""
        return Part(self.part.currentData())

    def table(self) -> DataTable[Entry]:
        """Return the table of the part that is shown."""
        part = self.shown_part()
        return self.tables[part if part in self.tables else Part.RULES]

    def _show_pills(self, opened: OpenEdition) -> None:
        told = opened.row
        self.pills.clear()
        if told.own:
            self.pills.add(Pill(self.tr("the clinic's own"), "accent"))
        if told.in_force:
            self.pills.add(Pill(self.tr("in force"), "ok"))
        if told.open_rules:
            self.pills.add(Pill(self.tr("%n rule(s) to be confirmed", "", told.open_rules), "warning"))
        if told.disabled:
            self.pills.add(Pill(self.tr("%n disabled rule(s)", "", told.disabled), "neutral"))
        if told.changed:
            self.pills.add(Pill(self.tr("%n number(s) changed here", "", told.changed), "accent"))

    def _show_state(self, opened: OpenEdition) -> None:
        adoption = opened.row.adoption
        may_adopt = self.context.can("protocols.adopt_edition")
        if adoption is not None:
            self.state.say(self._adopted_words(adoption), "ok")
        elif may_adopt:
            self.state.say(self.tr("Not adopted: nothing can be signed under this edition yet."), "warning")
        else:
            self.state.say(
                self.tr("Not adopted: a panel physician adopts it before the first signature under it."), "warning"
            )
        if adoption is None and opened.past:
            last = opened.past[0]
            told = self.tr("Withdrawn by {name} on {when}: {reason}").format(
                name=last.withdrawn_by, when=formats.moment(last.withdrawn_at) if last.withdrawn_at else "",
                reason=last.withdrawn_reason,
            )  # fmt: skip
            self.state.say(f"{self.state.words.text()} {told}", "warning")
        self.adopt_button.setVisible(adoption is None and may_adopt)
        self.withdraw_button.setVisible(adoption is not None and self.context.can("protocols.withdraw_adoption"))

    def _adopted_words(self, adoption: AdoptionView) -> str:
        told = self.tr(
            "Adopted by {name} ({licence}) on {when}; %n rules confirmed.", "", len(adoption.confirmed_rules)
        ).format(
            name=adoption.physician,
            licence=adoption.licence or "—",
            when=formats.moment(adoption.adopted_at),
        )
        return f"{told} {adoption.remarks}" if adoption.remarks else told

    @Slot()
    def _part_chosen(self) -> None:
        self.table().clearSelection()
        self._narrow()

    @Slot()
    def _narrow(self) -> None:
        opened = self.opened
        if opened is None:
            return
        part = self.shown_part()
        compares = part is Part.CHANGES
        self._stack.setCurrentWidget(self.changes if compares else self.table())
        self._below.setVisible(not compares)
        self.only.setVisible(not compares)
        self.add_country.setVisible(
            part is Part.LISTS and bool(opened.template.lists) and self.context.can("protocols.change_setting")
        )
        if compares:
            self.changes.narrow(self.filter.text())
            return
        adoption = opened.row.adoption
        confirmed = adoption.confirmed_rules if adoption else ()
        self._entries = entries_of(opened.template, part, opened.changes, confirmed)
        table = self.table()
        table.set_rows(narrowed(self._entries, self.filter.text(), str(self.only.currentData())))
        self._show_details(table.current_row())

    @Slot(object)
    def _picked(self, entry: Entry) -> None:
        self._show_details(entry)

    def _show_details(self, entry: Entry | None) -> None:
        self.details.show_entry(entry)

    @Slot(object)
    def _opened(self, entry: Entry) -> None:
        if entry.can_change and self.context.can("protocols.change_setting"):
            self._change(entry)

    # -- acts ---------------------------------------------------------------------------------------------------

    @Slot()
    def _adopt(self) -> None:
        if self.opened is None:
            return
        actor = self.context.actor
        dialog = AdoptDialog(
            self.opened.template,
            self.opened.changes,
            actor.name,
            actor.licence,
            formats.day(self.context.today()),
            self,
        )
        self._open(dialog, partial(self._adopt_now, dialog))

    def _adopt_now(self, dialog: AdoptDialog) -> None:
        act = presenter.adopt_act(dialog.template, dialog.confirmed(), dialog.remarks.text())
        self._act("protocols.adopt_edition", act, dialog)

    @Slot()
    def _withdraw(self) -> None:
        adoption = self.opened.row.adoption if self.opened else None
        if adoption is not None:
            text = self.tr("What was signed under it stays signed; nothing new is signed under it.")
            dialog = ReasonDialog(self.tr("Withdraw the adoption?"), self.tr("Withdraw"), self, danger=True, text=text)
            newest = presenter.newest_adoption(adoption)
            again = LookAgain(dialog, self.context, adoption, newest, facts.of_adoption)
            self._open(dialog, partial(self._withdraw_now, dialog, again))

    def _withdraw_now(self, dialog: ReasonDialog, again: LookAgain[AdoptionView]) -> None:
        act = presenter.withdraw_act(again.now, dialog.text())
        self._act("protocols.withdraw_adoption", act, dialog, again.refused)

    @Slot(object)
    def _change(self, entry: Entry) -> None:
        if self.opened is not None:
            dialog = ValueDialog(self.opened.template, entry, self)
            newest = presenter.newest_change(dialog.template, entry.key)
            both = BothVersions(dialog, self.context, newest, dialog.versions, dialog.take)
            self._open(dialog, partial(self._change_now, dialog, both.refused))

    def _change_now(self, dialog: ValueDialog, refused: Complaint) -> None:
        reason = dialog.reason.toPlainText()
        act = presenter.change_act(dialog.template, dialog.entry.key, dialog.value(), reason, dialog.seen())
        self._act("protocols.change_setting", act, dialog, refused)

    @Slot(object)
    def _undo(self, entry: Entry) -> None:
        if self.opened is None or not entry.history:
            return
        dialog = ReasonDialog(
            self.tr("Go back to the edition?"),
            self.tr("Go back"),
            self,
            text=self.tr("{what}: what the edition says counts again. The change stays in the history.").format(
                what=entry.text
            ),
        )
        newest = presenter.newest_change(self.opened.template, entry.key)
        again = LookAgain(dialog, self.context, entry.history[0], newest, partial(facts.of_change, entry))
        self._open(dialog, partial(self._undo_now, dialog, entry, again))

    def _undo_now(self, dialog: ReasonDialog, entry: Entry, again: LookAgain[OwnChange]) -> None:
        if self.opened is not None:
            act = presenter.change_act(self.opened.template, entry.key, None, dialog.text(), again.now.id)
            self._act("protocols.change_setting", act, dialog, again.refused)

    @Slot()
    def _other_country(self) -> None:
        if self.opened is not None:
            dialog = AnyCountryDialog(self.opened.template, self)
            self._open(dialog, partial(self._country_chosen, dialog))

    def _country_chosen(self, dialog: AnyCountryDialog) -> None:
        dialog.accept()
        if self.opened is not None:
            template = self.opened.template
            listed = template.lists[dialog.chosen_list()]
            self._change(list_entry(template, listed, dialog.chosen_country(), self.opened.changes))

    def _open(self, dialog: FormDialog, submitted: Callable[[], None]) -> None:
        dialog.submitted.connect(submitted)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _act(self, name: str, act: Any, dialog: FormDialog, refused: Complaint | None = None) -> None:
        on_error = refused or dialog.show_error
        self.context.act(name, act, partial(self._done, dialog), owner=dialog, on_error=on_error)

    def _done(self, dialog: FormDialog, _result: object) -> None:
        dialog.done_with()
        self.changed.emit()
