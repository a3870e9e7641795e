"""A check box whose words go on in a second line where there is no room beside each other."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

LEAST_WORDS = 90
FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextShowMnemonic


class WrappingCheckBox(QCheckBox):
    """As wide as there is room for, and as high as its words then need."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        """Ask for the box and a word or two."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self._before_words() + LEAST_WORDS), hint.height())

    def hasHeightForWidth(self) -> bool:
        """A narrow one is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words at this width."""
        room = QRect(0, 0, max(1, width - self._before_words()), 10_000)
        return max(super().sizeHint().height(), self.fontMetrics().boundingRect(room, int(FLAGS), self.text()).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box by the style, and the words in as many lines as they need."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        usual = super().sizeHint().height()
        option.rect = QRect(0, 0, self.width(), usual)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_CheckBox, option)
        painter.setPen(option.palette.windowText().color())
        above = max(0, (usual - self.fontMetrics().height()) // 2)
        place = QRect(self._before_words(), above, self.width() - self._before_words(), self.height())
        painter.drawText(place, int(FLAGS), self.text())

    def _before_words(self) -> int:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        return max(words.left(), self.style().pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, option, self) + 6)
