"""Finding people as one types, with the person and the family beside the list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from mhac.registration import mrz
from mhac.registration.rules import PersonRow, is_file_number
from ui.app.context import AppContext
from ui.registration import presenter, words
from ui.registration.person_preview import PersonPreview
from ui.registration.presenter import Listing, Whole
from ui.registration.tables import person_columns
from ui.widgets import formats
from ui.widgets.basics import Card, Notice, button, muted
from ui.widgets.tables import DataTable

PAUSE_MS = 80
LOOK_MS = 200
PREVIEW_PX = 380
NARROW_PREVIEW_PX = 316
NARROW = 1080


class BrowseView(QWidget):
    """The list of people with its search field; Enter opens the case file."""

    register_wanted = Signal()
    document_scanned = Signal(str)
    correct_wanted = Signal(object)
    case_wanted = Signal(object, object)
    continue_wanted = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._wanted: int | None = None
        self._make_parts()
        self._lay_out()
        self._listen()

    def _make_parts(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Any part of a name or number, or scan a barcode"))
        self.search.setAccessibleName(self.tr("Find people"))
        self.search.setClearButtonEnabled(True)
        self.count = muted("")
        self.register_button = button(self.tr("Register a person"), kind="primary", icon="user-plus")
        self.register_button.setToolTip(self.tr("Ctrl+N"))
        self.register_button.setShortcut("Ctrl+N")
        self.table: DataTable[PersonRow] = DataTable(
            person_columns(self.context.today), key=lambda row: row.id, name=self.tr("People"), sortable=False
        )
        self.preview = PersonPreview(self.context)
        self.aside = Notice(self.tr("A registration is not finished."), "accent")
        resume = button(self.tr("Continue"), small=True)
        resume.clicked.connect(self.continue_wanted)
        self.aside.line.addWidget(resume)
        self.aside.hide()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.search, 1)
        top.addWidget(self.count)
        top.addWidget(self.register_button)
        self.area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedWidth(PREVIEW_PX)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.preview)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        frame = Card(padding=0)
        frame.body.addWidget(self.table)
        middle.addWidget(frame, 1)
        middle.addWidget(area)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addLayout(top)
        whole.addWidget(self.aside)
        whole.addLayout(middle, 1)
        self.setFocusProxy(self.search)

    def _listen(self) -> None:
        self._pause = _timer(self, PAUSE_MS, self.load)
        self._look = _timer(self, LOOK_MS, self._read_person)
        self.search.textEdited.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self._entered)
        self.search.installEventFilter(self)
        self.register_button.clicked.connect(self.register_wanted)
        self.table.picked.connect(self._picked)
        self.table.opened.connect(self._opened)
        self.preview.open_wanted.connect(lambda person_id: self.context.navigate("casefile", person_id=person_id))
        self.preview.correct_wanted.connect(self.correct_wanted)
        self.preview.case_wanted.connect(self.case_wanted)
        self.preview.person_wanted.connect(self.show_person)

    # -- the list -----------------------------------------------------------------------------------------------

    @Slot()
    def load(self) -> None:
        """Ask for the people who fit what is typed."""
        text = self.search.text()
        self.context.read(partial(presenter.listing, text), self._show, owner=self, latest="registration.list")

    def show_person(self, person_id: int, text: str = "") -> None:
        """Show somebody in the preview; the list finds the person by the text, if there is one."""
        self._wanted = person_id
        if text:
            self.search.setText(text)
            self.load()
        if not self.table.select_key(person_id):
            self.table.clearSelection()
            self._look.start()

    def _show(self, found: Listing) -> None:
        if found.text != self.search.text():
            return
        self.table.set_rows(found.rows)
        if found.text.strip():
            self.table.set_empty(self.tr("Nobody is found by this. Try fewer letters, or register the person."))
        else:
            self.table.set_empty(self.tr("Nobody is on file yet. Register the first person."))
        people = formats.number(found.counts.people)
        self.count.setText(self.tr("People on file: {people}").format(people=people))
        if self._wanted is not None and self.table.select_key(self._wanted):
            return
        if found.rows and self.table.current_row() is None and found.text.strip():
            self.table.selectRow(0)
        if not found.rows:
            self._wanted = None
            self.preview.show_nobody()

    @Slot()
    def _entered(self) -> None:
        """Enter after a scan: a document goes to the form, a file number or a single hit opens."""
        text = self.search.text()
        if mrz.looks_like_mrz(text):
            self.document_scanned.emit(text)
            return
        rows = self.table.rows()
        if is_file_number(text) or len(rows) == 1 or self.table.current_row() is not None:
            self._pause.stop()
            self.context.read(partial(presenter.listing, text), self._open_first, owner=self)

    def _open_first(self, found: Listing) -> None:
        self._show(found)
        row = self.table.current_row() or (found.rows[0] if found.rows else None)
        if row is not None:
            self._opened(row)

    @Slot(object)
    def _opened(self, row: PersonRow) -> None:
        self.context.navigate("casefile", person_id=row.id)

    @Slot(object)
    def _picked(self, row: PersonRow | None) -> None:
        if row is not None:
            self._wanted = row.id
            self._look.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows move in the list while the cursor stays in the search field."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step and self.table.rows():
                place = self.table.currentIndex().row() + step
                self.table.selectRow(max(0, min(len(self.table.rows()) - 1, place)))
                return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow screen the names keep their room: the origin is in the preview too."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self.table.setColumnHidden(3, narrow)
        self.area.setFixedWidth(NARROW_PREVIEW_PX if narrow else PREVIEW_PX)

    # -- the preview --------------------------------------------------------------------------------------------

    @Slot()
    def _read_person(self) -> None:
        if self._wanted is not None and self.context.can("registration.person_file"):
            query = partial(presenter.whole, self._wanted)
            self.context.read(query, self._show_person, owner=self, latest="registration.person")

    def _show_person(self, whole: Whole) -> None:
        if whole.row.id == self._wanted:
            self.preview.show_person(whole)
            self.context.person_shown.emit(words.joined((whole.row.name, whole.row.file_number)))

    def reload(self) -> None:
        """Read list and preview anew after a change."""
        self.load()
        if self._wanted is not None:
            self._look.start()


def _timer(owner: QObject, pause: int, act: Callable[[], None]) -> QTimer:
    made = QTimer(owner)
    made.setSingleShot(True)
    made.setInterval(pause)
    made.timeout.connect(act)
    return made
