"""Papers on their way to a printer: which printers there are, and a print that works or says why not.

Nothing is written to disk on the way. `print_pdf` may run in the document lane: it touches no window.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRect
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

PRINT_DPI = 400
_SIZES = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}


class PrintFailed(Exception):
    """A print did not come to paper; `reason` is a code ("no_such_printer", "not_started", "broken_off", "no_page")."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class PrintTarget:
    """Where a paper goes: a printer's name, the size of its paper ("A4", "Letter"), how many copies.

    With `file` the print is made into that file instead, as a printer driver would.
    """

    printer: str
    paper: str = "A4"
    copies: int = 1
    file: str = ""


def printer_names() -> list[str]:
    """Return the printers of this desk, its usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name.casefold()))


def choose_printer(parent: QWidget, paper: str = "A4") -> PrintTarget | None:
    """Ask for a printer with the system's own dialog; None when the person went back."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageSize(QPageSize(_SIZES[paper]))
    dialog = QPrintDialog(printer, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    if not accepted:
        return None
    letter = printer.pageLayout().pageSize().id() == QPageSize.PageSizeId.Letter
    size = "Letter" if letter else "A4"
    return PrintTarget(printer.printerName(), size, printer.copyCount(), printer.outputFileName())


def count_pages(pdf: bytes) -> int:
    """Return how many pages a PDF has; 0 for bytes that are none."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        return 0
    try:
        return len(document)
    finally:
        document.close()


def page_images(pdf: bytes, dpi: float) -> Iterator[QImage]:
    """Yield the pages of a PDF as pictures; raise `PrintFailed` ("no_page") for bytes that are no PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError:
        raise PrintFailed("no_page") from None
    try:
        for page in document:
            bitmap = page.render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=True)
            form = QImage.Format.Format_RGBX8888
            yield QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, form).copy()
            bitmap.close()
            page.close()
    finally:
        document.close()


def print_pdf(pdf: bytes, target: PrintTarget, step: Callable[[int, int], None] | None = None) -> None:
    """Print a PDF; return when the printer's queue has taken it. `step` hears how many of how many pages are through.

    Raises `PrintFailed` with the reason; nothing may be assumed to be on paper then.
    """
    printer = _printer(target)
    painter = QPainter()
    started = False
    total = count_pages(pdf) if step is not None else 0
    try:
        for number, image in enumerate(page_images(pdf, min(PRINT_DPI, max(150, printer.resolution()))), start=1):
            if started and not printer.newPage():
                raise PrintFailed("broken_off")
            if not started and not painter.begin(printer):
                raise PrintFailed("not_started")
            started = True
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            whole = printer.pageLayout().fullRectPixels(printer.resolution())
            painter.drawImage(QRect(0, 0, whole.width(), whole.height()), image)
            if step is not None:
                step(number, total)
    except BaseException:
        if started:
            printer.abort()
            painter.end()
        raise
    if not started:
        raise PrintFailed("no_page")
    if not painter.end() or printer.printerState() in (QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error):
        raise PrintFailed("broken_off")


def _printer(target: PrintTarget) -> QPrinter:
    if not target.file and target.printer not in QPrinterInfo.availablePrinterNames():
        raise PrintFailed("no_such_printer")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if target.file:
        if not os.access(Path(target.file).parent, os.W_OK):
            raise PrintFailed("not_started")
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(target.file)
        printer.setResolution(PRINT_DPI)
    else:
        printer.setPrinterName(target.printer)
        if not printer.isValid():
            raise PrintFailed("no_such_printer")
    size = QPageSize(_SIZES[target.paper])
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    printer.setFullPage(True)
    printer.setCopyCount(target.copies)
    return printer
