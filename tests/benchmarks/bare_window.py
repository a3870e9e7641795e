"""The floor of a start: a bare window with a table, painted once; prints how long that took, in milliseconds."""

import sys
import time

STARTED = time.perf_counter()

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class Bare(QTableView):
    """Tells when it was first painted."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        QTimer.singleShot(0, tell)


def tell() -> None:
    print((time.perf_counter() - STARTED) * 1000)
    sys.stdout.flush()
    app.exit()


app = QApplication([])
window = QMainWindow()
table = Bare()
table.setModel(QStandardItemModel(150, 8))
window.setCentralWidget(table)
window.resize(1440, 900)
window.show()
app.exec()
