"""Why somebody is passed over for now, and for how long: the usual reasons by one key, or an own one."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QWidget

from mhac.floor.rules import LONGEST_SKIP, SKIP_MINUTES
from ui.app.dialogs import ReasonDialog
from ui.widgets.basics import button
from ui.widgets.fields import FieldRow
from ui.widgets.flow import FlowBox
from ui.widgets.number_box import NumberBox

translate = QCoreApplication.translate


class SkipDialog(ReasonDialog):
    """Enter with the first reason in place passes the ticket over for the usual minutes."""

    def __init__(self, parent: QWidget | None = None, *, text: str = "") -> None:
        super().__init__(translate("Floor", "Pass over for now"), translate("Floor", "&Pass over"), parent, text=text)
        usual = FlowBox()
        for words in (
            translate("Floor", "Did not come when called"),
            translate("Floor", "Not ready yet"),
            translate("Floor", "Feeds or comforts a child"),
            translate("Floor", "Waits for the family"),
        ):
            made = button(words, small=True)
            made.setAutoDefault(False)
            made.clicked.connect(self._usual_chosen)
            usual.add(made)
        self.body.addWidget(usual)
        self.minutes = NumberBox()
        self.minutes.setRange(1, LONGEST_SKIP)
        self.minutes.setValue(SKIP_MINUTES)
        self.minutes.setSuffix(translate("Floor", " min"))
        self.body.addWidget(FieldRow(translate("Floor", "&Others go first for"), self.minutes))
        self.reason.setPlainText(translate("Floor", "Did not come when called"))
        self.reason.selectAll()

    @Slot()
    def _usual_chosen(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.reason.setPlainText(str(sender.property("text")))
            self.act_button.setFocus()
