"""What the parts of the administration share: they load when shown, and never overwrite what is being typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mhac.kernel.errors import StaleEdit
from ui.app.context import AppContext
from ui.widgets.basics import button, muted, row, words
from ui.widgets.two_versions import TwoVersions, Version


class Panel(QWidget):
    """One part; `topics` say which changes concern it."""

    topics: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, context: AppContext, title: str, text: str = "") -> None:
        super().__init__()
        self.context = context
        self.title = title
        self.head = row()
        self.head.addWidget(words(title, "title"))
        self.head.addStretch(1)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(self.head)
        if text:
            whole.addWidget(muted(text, wrap=True))
        whole.addLayout(self.body, 1)

    def load(self) -> None:
        """Load what is shown."""

    def help_text(self) -> str:
        """Return the line of help."""
        return ""


class EditPanel(Panel):
    """A part with fields: Save and Undo appear as soon as something is changed."""

    saved = Signal()

    def __init__(self, context: AppContext, title: str, text: str = "") -> None:
        super().__init__(context, title, text)
        self.dirty = False
        self.undo_button = button(self.tr("Undo changes"))
        self.save_button = button(self.tr("Save"), kind="primary")
        self.undo_button.clicked.connect(self._undo)
        self.save_button.clicked.connect(self._save)
        self.head.addWidget(self.undo_button)
        self.head.addWidget(self.save_button)
        self.both = TwoVersions()
        self.both.chosen.connect(self._chosen)
        self.body.addWidget(self.both)
        self._newest: Any = None
        self._show_dirty(False)

    def load(self) -> None:
        """Load, unless something is being edited."""
        if not self.dirty:
            self.fetch()

    def fetch(self) -> None:
        """Ask for what is stored and show it."""

    def save(self) -> None:
        """Store what was edited; ends with `stored` or with a problem."""

    @Slot()
    def edited(self) -> None:
        """Something was changed by the user."""
        self._show_dirty(True)

    def stored(self, _result: object = None) -> None:
        """What was edited is stored."""
        self._show_dirty(False)
        self.save_button.setEnabled(True)
        self.saved.emit()
        self.fetch()

    def not_stored(self, error: Exception) -> None:
        """Say why it was not stored; what was typed stays. Where somebody else was quicker, show both versions."""
        self.save_button.setEnabled(True)
        if isinstance(error, StaleEdit):
            self.fetch_newest()
        else:
            self.context.problem.emit(self, error)

    # -- somebody else was quicker ------------------------------------------------------------------------------

    def fetch_newest(self) -> None:
        """Ask for what is stored now; ends with `show_both`."""

    def versions(self, newest: Any) -> Sequence[Version]:
        """Return where what is stored now differs from what is edited here."""
        return ()

    def take(self, newest: Any, choice: Mapping[str, bool]) -> None:
        """Put what was chosen into the fields; what is saved next changes the newest version."""

    def show_both(self, newest: Any) -> None:
        """Show both versions, and let the person choose; where they say the same, save once more."""
        self._newest = newest
        differing = self.versions(newest)
        self.both.show_versions(differing)
        if not differing:
            self.take(newest, {})
            self._save()

    @Slot(dict)
    def _chosen(self, choice: dict[str, bool]) -> None:
        self.take(self._newest, choice)
        self._show_dirty(True)

    @Slot()
    def _save(self) -> None:
        self.save_button.setEnabled(False)
        self.save()

    def cannot_save(self) -> None:
        """Something is missing and was shown beside its field."""
        self.save_button.setEnabled(True)

    @Slot()
    def _undo(self) -> None:
        self.both.show_versions(())
        self._show_dirty(False)
        self.fetch()

    def _show_dirty(self, dirty: bool) -> None:
        self.dirty = dirty
        self.undo_button.setVisible(dirty)
        self.save_button.setVisible(dirty)
