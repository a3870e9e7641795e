"""The dialogs of the entry page: the blind check, the decision about a difference, and the submission."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from mhac.submissions.rules import NumberFormat, Resolution
from mhac.submissions.views import BlindField, Check, Sheet
from ui.app.dialogs import FormDialog
from ui.submissions import presenter, words
from ui.widgets import formats
from ui.widgets.basics import Notice, column, holder, section, small, strong
from ui.widgets.dates import DateEdit
from ui.widgets.fields import FieldRow, Form
from ui.widgets.times import TimeField

TALLEST = 430


class BlindDialog(FormDialog):
    """A second person types the critical lines from the authority's screen, without seeing the sheet's."""

    def __init__(self, sheet: Sheet, fields: Sequence[BlindField], parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("Re-key {sheet} blind").format(sheet=sheet.name),
            self.tr("&Compare"),
            parent,
            width=600,
            text=self.tr(
                "Read each line from the authority’s screen, or from the papers, and type it here. What the sheet says "
                "is shown only afterwards, and only where it differs."
            ),
        )
        self.fields = tuple(fields)
        self.form = Form(2)
        heading = ""
        for field in self.fields:
            if field.heading != heading:
                heading = field.heading
                self.form.add_wide(section(heading))
            line = self.form.add(field.row, field.label, self._input(field))
            line.label.setWordWrap(True)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = column(margins=(0, 0, 12, 0))
        inside.addWidget(self.form)
        inside.addStretch(1)
        area.setWidget(holder(inside))
        area.setMinimumHeight(min(TALLEST, inside.sizeHint().height() + 8))
        self._area = area
        self.body.addWidget(area, 1)

    def _input(self, field: BlindField) -> QWidget:
        if field.options:
            box = QComboBox()
            box.addItem("")
            box.addItems(list(field.options))
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            return box
        edit = QLineEdit()
        edit.setMaxLength(400)
        if field.kind == "date":
            edit.setPlaceholderText(formats.day(date(2026, 3, 5)))
        return edit

    def typed(self) -> dict[str, str]:
        """Return what was typed, by line."""
        assert self.form is not None
        found = {}
        for field in self.fields:
            shown = self.form.field(field.row)
            found[field.row] = shown.currentText() if isinstance(shown, QComboBox) else _text_of(shown)
        return found

    def show_error(self, error: Exception) -> None:
        """Go to the line that the error names."""
        super().show_error(error)
        shown = self.focusWidget()
        if shown is not None:
            self._area.ensureWidgetVisible(shown)


def _text_of(shown: QWidget) -> str:
    return shown.text() if isinstance(shown, QLineEdit) else ""


class DifferenceDialog(FormDialog):
    """Both sides beside each other, and who was right."""

    def __init__(self, check: Check, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Decide a difference"), self.tr("&Decide"), parent, width=520)
        self.check_shown = check
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for at, (title, value, who) in enumerate(
            (
                (self.tr("On the sheet"), check.on_sheet, ""),
                (self.tr("Typed blind"), check.typed, words.joined((check.by, formats.moment(check.at)))),
            )
        ):
            grid.addWidget(section(title), 0, at)
            said = strong(value)
            said.setWordWrap(True)
            grid.addWidget(said, 1, at)
            grid.addWidget(small(who, wrap=True), 2, at)
        label = strong(check.label)
        label.setWordWrap(True)
        self.body.addWidget(label)
        self.body.addLayout(grid)
        self.group = QButtonGroup(self)
        for at, value in enumerate(Resolution):
            choice = QRadioButton(words.resolution(value))
            self.group.addButton(choice, at)
            self.body.addWidget(choice)
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(64)
        self.form = Form(1)
        self.form.add("reason", self.tr("&Reason"), self.reason, required=True)
        self.body.addWidget(self.form)

    def resolution(self) -> Resolution | None:
        """Return what was chosen."""
        chosen = self.group.checkedId()
        return tuple(Resolution)[chosen] if chosen >= 0 else None

    def text(self) -> str:
        """Return the reason."""
        return self.reason.toPlainText().strip()

    def check(self) -> bool:
        """Something must be chosen."""
        if self.resolution() is not None:
            return True
        self.problem.setText(self.tr("Say which side is right."))
        self.problem.show()
        return False


class NumberField(QLineEdit):
    """The authority's number; another form than the known one is doubted beside it, not refused."""

    def __init__(self, known: NumberFormat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self.setMaxLength(40)
        self.setPlaceholderText(known.example)

        self._accepted = ""

    def accepts(self) -> bool:
        """Return whether it can be kept: an unusual number is asked about once, and kept when it is said again."""
        sure = not self.doubt() or self.text().strip() == self._accepted
        self._accepted = self.text().strip()
        return sure

    def question(self) -> str:
        """Return the doubt, and how an unusual number is confirmed."""
        return " ".join((self.doubt(), self.tr("Press the button again to keep it as it is.")))

    def doubt(self) -> str:
        """Return what is unusual about the number, as a sentence."""
        text = self.text().strip()
        if not text or self._known.fits(text):
            return ""
        return self.tr("Unusual form; expected is one like {example}. Look again.").format(example=self._known.example)


class NumberDialog(FormDialog):
    """The number under which the authority knows the case."""

    def __init__(self, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Number at the authority"), self.tr("&Keep"), parent)
        self.number = NumberField(sheet.number_format)
        self.number.setText(sheet.number)
        self.form = Form(1)
        label = sheet.number_format.label or self.tr("Number")
        self._row: FieldRow = self.form.add("number", label, self.number, required=True)
        self.number.textChanged.connect(self._look)
        self.body.addWidget(self.form)
        self._look()  # at a number that is there already

    @Slot()
    def _look(self) -> None:
        self._row.set_doubt(self.number.doubt())

    def check(self) -> bool:
        """An unusual number is kept when it is said twice."""
        if self.number.accepts():
            return True
        self._row.set_doubt(self.number.question())
        self.number.setFocus()
        return False


class SubmitDialog(FormDialog):
    """Under which number, and when, a sheet went to the authority."""

    def __init__(
        self,
        sheet: Sheet,
        now: Callable[[], datetime],
        zone: ZoneInfo,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            self.tr("Submit {sheet}").format(sheet=sheet.name),
            self.tr("&Submitted"),
            parent,
            text=self.tr(
                "Say that it is at the authority, after it was sent there. From then on the "
                "sheet is closed; the snapshot shows what was submitted."
            ),
        )
        self._now = now
        self._zone = zone
        local = now()
        self.number = NumberField(sheet.number_format)
        self.number.setText(sheet.number)
        self.day = DateEdit(today=lambda: local.date())
        self.day.set_day(local.date())
        self.time = TimeField(local.hour * 60 + local.minute)
        self.form = Form(2)
        label = sheet.number_format.label or self.tr("Number at the authority")
        self._number_row: FieldRow = self.form.add("number", label, self.number, required=True, span=2)
        self.form.add("submitted_at", self.tr("&Day of submission"), self.day, required=True)
        self.form.add("time", self.tr("&Time, on the clinic’s clock"), self.time, required=True)
        self.number.textChanged.connect(self._look)
        left = sheet.to_enter - sheet.entered
        if left:
            self.body.addWidget(Notice(self.tr("%n lines are not ticked yet.", "", left), "warning"))
        if not sheet.checks:
            self.body.addWidget(Notice(self.tr("No second person has checked this sheet blind."), "accent"))
        self.body.addWidget(self.form)
        self._look()

    @Slot()
    def _look(self) -> None:
        self._number_row.set_doubt(self.number.doubt())

    def check(self) -> bool:
        """Day and time must be there before a moment can be made of them."""
        faults: dict[str, str] = {}
        if self.day.day() is None:
            faults["submitted_at"] = self.tr("Type the day, for example 26 Nov 2026.")
        if self.time.minutes() is None:
            faults["time"] = self.tr("Type the time, for example 18:30.")
        if self.form is not None and faults:
            self.form.show_faults(faults)
        if faults or self.number.accepts():
            return not faults
        self._number_row.set_doubt(self.number.question())
        self.number.setFocus()
        return False

    def moment(self) -> datetime:
        """Return when it was submitted."""
        day, minutes = self.day.day(), self.time.minutes()
        assert day is not None
        assert minutes is not None
        return presenter.moment_of(day, minutes, self._zone, self._now())


def open_dialog(dialog: FormDialog, name: str, on_submit: Callable[[], None]) -> None:
    """Show a dialog that lives until it is closed."""
    dialog.setObjectName(name)
    dialog.submitted.connect(on_submit)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
