"""Protocols: the library of editions, what would be asked of somebody, and the open exams that an edition touches."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.app.context import AppContext
from ui.app.page import Page
from ui.protocols import presenter
from ui.protocols.asked_view import AskedView
from ui.protocols.entries import Part
from ui.protocols.library_view import LibraryView
from ui.protocols.presenter import Shelf
from ui.protocols.touched_view import TouchedView
from ui.widgets.basics import row
from ui.widgets.segmented import Choice, Segmented

LIBRARY, ASKED, TOUCHED = "library", "asked", "touched"


class ProtocolsPage(Page):
    """Arguments: view ("library", "asked", "touched"), country, edition, digest, part, only."""

    key: ClassVar[str] = "protocols"
    topics: ClassVar[frozenset[str]] = frozenset({"clinic", "protocols", "exams"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.set_title(self.tr("Protocols"))
        self._shelf: Shelf | None = None
        self._wanted: dict[str, str] = {}
        self.library = LibraryView(context)
        self.asked = AskedView(context)
        self.touched = TouchedView(context)
        choices = [
            Choice(LIBRARY, self.tr("Library"), "1"),
            Choice(ASKED, self.tr("What would be asked"), "2"),
        ]
        if self.touched.allowed:
            choices.append(Choice(TOUCHED, self.tr("Open exams"), "3"))
        self.view = Segmented(choices, name=self.tr("View"), clearable=False)
        self.view.set_value(LIBRARY)
        self.view.changed.connect(self._view_chosen)
        self._views: dict[str, QWidget] = {LIBRARY: self.library, ASKED: self.asked, TOUCHED: self.touched}
        self._stack = QStackedWidget()
        for shown in self._views.values():
            self._stack.addWidget(shown)
        head = row(spacing=12)
        head.addWidget(self.view)
        head.addStretch(1)
        self.body.addLayout(head)
        self.body.addWidget(self._stack, 1)
        self.library.changed.connect(self.mark_stale)
        self.setFocusProxy(self.view)

    # -- page ---------------------------------------------------------------------------------------------------

    def show_with(self, **arguments: object) -> None:
        """Show a view, an edition, or a part of it."""
        self._wanted = {name: str(value) for name, value in arguments.items() if value}
        super().show_with(**arguments)

    def concerns(self, topic: str, ids: tuple[int, ...]) -> bool:
        """Changes of exams matter to the list of open exams only."""
        return topic in self.topics and (topic != "exams" or self.view.value() == TOUCHED)

    def refresh(self) -> None:
        """Load the shelf."""
        if not self.context.can("protocols.read"):
            self.show_no_permission()
            return
        if self._shelf is None:
            self.show_loading()
        self.context.read(
            presenter.load_shelf, self._show, owner=self, on_error=self._failed, action="protocols.read", latest="shelf"
        )

    def help_text(self) -> str:
        """Return the line of help of the view."""
        return {
            LIBRARY: self.tr(
                "A panel physician adopts an edition before the first signature under it; Enter changes a number."
            ),
            ASKED: self.tr(
                "Type an age and see what would be asked; no record is touched. Alt and a letter leads to a field."
            ),
            TOUCHED: self.tr("Exams stay with the edition they began with. Enter opens the case file."),
        }[self.view.value()]

    def _failed(self, error: Exception) -> None:
        if self._shelf is None:
            self.show_error(error)
        else:
            self.show_problem(error)

    def _show(self, shelf: Shelf) -> None:
        self._shelf = shelf
        if not shelf.rows:
            self.show_empty(
                self.tr("No protocol is here"), self.tr("An administrator imports a template."), icon="book-open"
            )
            return
        self.show_content()
        self._go_where_wanted(shelf)
        self.library.show_shelf(shelf)
        self.asked.show_shelf(shelf)
        self.touched.show_shelf(shelf)
        self._show_view()

    def _go_where_wanted(self, shelf: Shelf) -> None:
        wanted, self._wanted = self._wanted, {}
        if wanted.get("view", "") in self._views:
            self.view.set_value(wanted["view"])
        digest = wanted.get("digest") or shelf.digest_of(wanted.get("country", ""), wanted.get("edition", ""))
        if digest:
            self.library.want(digest)
            self.touched.show_shelf(shelf)
            self.touched.choose(digest)
        if "view" not in wanted and digest:
            self.view.set_value(LIBRARY)
        if wanted.get("part", "") in list(Part):
            self.library.panel.show_part(Part(wanted["part"]), wanted.get("only", ""))

    @Slot(str)
    def _view_chosen(self, _value: str) -> None:
        self._show_view()

    def _show_view(self) -> None:
        value = self.view.value()
        self._stack.setCurrentWidget(self._views[value])
        if value == TOUCHED:
            self.touched.load()
