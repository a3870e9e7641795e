"""Adopting an edition: the physician's name, the day, and each rule without a verified source, confirmed one by one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from mhac.protocols.template import Rule, Template
from ui.app.dialogs import FormDialog
from ui.app.translation import translate
from ui.protocols import words
from ui.protocols.entries import Changes, numbers_of, sentence
from ui.widgets.basics import muted, row, small
from ui.widgets.fields import FieldRow

LEAST_HEIGHT = 240


class AdoptDialog(FormDialog):
    """A rule that is left open stays marked on every screen."""

    def __init__(
        self, template: Template, changes: Changes, name: str, licence: str, day: str, parent: QWidget | None = None
    ) -> None:
        text = translate(
            "AdoptDialog",
            "{name}, licence {licence}, {day}. You adopt this edition for this clinic; exams under it can "
            "then be signed.",
        ).format(name=name, licence=licence or "—", day=day)
        super().__init__(
            translate("AdoptDialog", "Adopt {title}").format(title=f"{words.said(template.title)} {template.edition}"),
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
                        "These rules stand on a source that could not be verified. Confirm those that you checked; "
                        "the others stay marked on every screen."
                    ),
                    wrap=True,
                )
            )
            self.body.addWidget(self._rules(open_rules, changes), 1)
        self.remarks = QLineEdit()
        self.body.addWidget(FieldRow(self.tr("Re&marks"), self.remarks))

    def confirmed(self) -> tuple[str, ...]:
        """Return the rules that the physician confirmed."""
        return tuple(rule for rule, box in self._boxes.items() if box.isChecked())

    def box(self, rule: str) -> QCheckBox:
        """Return the box of a rule."""
        return self._boxes[rule]

    def _rules(self, rules: Iterable[Rule], changes: Changes) -> QScrollArea:
        held = numbers_of(self.template, changes)
        inside = QWidget()
        inside.setProperty("ground", "surface")
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        for rule in rules:
            told = sentence(rule, held)
            if rule.id in self._boxes:
                continue
            box = QCheckBox()
            box.setAccessibleName(f"{rule.id}: {told}")
            self._boxes[rule.id] = box
            line = row(spacing=10)
            line.addWidget(box, 0, Qt.AlignmentFlag.AlignTop)
            said = QVBoxLayout()
            said.setSpacing(0)
            what = muted(f"{rule.id} · {told}", wrap=True)
            what.setProperty("words", "")
            said.addWidget(what)
            said.addWidget(small(rule.source, wrap=True))
            line.addLayout(said, 1)
            column.addLayout(line)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setMinimumHeight(LEAST_HEIGHT)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area
