"""Another clinician for a block, or anybody: its time and its room stay."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mhac.scheduling.views import Block, Frame
from ui.app.dialogs import FormDialog
from ui.scheduling import words
from ui.scheduling.clinician_box import ClinicianBox
from ui.scheduling.columns import clinician_name
from ui.widgets.basics import Notice
from ui.widgets.fields import FieldRow


class ClinicianDialog(FormDialog):
    """Enter gives the block to who is chosen."""

    def __init__(self, block: Block, frame: Frame, parent: QWidget | None = None) -> None:
        text = f"{words.block_title(block)} · {words.hours_words(block)}"
        super().__init__(self.tr("Who sees them"), self.tr("C&hange"), parent, text=text, width=420)
        self.box = ClinicianBox()
        service = frame.service(block.service_id)
        self.box.offer(frame.clinicians(service) if service else (), block.clinician_id)
        self.body.addWidget(FieldRow(self.tr("&Clinician"), self.box))
        name = clinician_name(frame, block.clinician_id)
        self.notice = Notice(self.tr("{clinician} does not take this any more.").format(clinician=name), "warning")
        self.notice.setVisible(bool(name) and self.box.chosen() is None)
        self.body.addWidget(self.notice)
        self.box.setFocus()
