"""Printing for real, into a file as a driver would, and what is said when it does not work."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mhac.documents.certificate import draw_certificate
from mhac.documents.content import Paper
from tests.documents.papers import CODE, certificate, codes, pages
from ui.widgets.paper_preview import PaperPreview
from ui.widgets.printing import PrintFailed, PrintTarget, page_images, print_pdf, printer_names


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return draw_certificate(certificate(), CODE)


@pytest.mark.parametrize("paper", list(Paper))
def test_a_print_is_read_back_by_an_independent_reader(qapp: object, tmp_path: Path, paper: Paper) -> None:
    out = tmp_path / "printed.pdf"
    print_pdf(draw_certificate(certificate(), CODE, "", paper), PrintTarget("", paper.value, file=str(out)))
    printed = out.read_bytes()
    assert codes(printed, 200) == {"QRCode": {CODE}, "Code128": {"MHAC-26-004814"}}
    points = {"A4": (595, 842), "Letter": (612, 792)}
    assert pages(printed, 72)[0].size == pytest.approx(points[paper.value], abs=2)


def test_all_pages_are_printed(qapp: object, tmp_path: Path) -> None:
    conditions = tuple("to be watched by the escort " * 4 for _ in range(24))
    out = tmp_path / "printed.pdf"
    print_pdf(draw_certificate(certificate(conditions=conditions), CODE), PrintTarget("", file=str(out)))
    assert len(pages(out.read_bytes(), 40)) == 2


def test_a_printer_that_is_not_there_says_so(qapp: object, pdf: bytes) -> None:
    with pytest.raises(PrintFailed) as failed:
        print_pdf(pdf, PrintTarget("No such printer"))
    assert failed.value.reason == "no_such_printer"
    assert "No such printer" not in printer_names()


def test_a_printer_that_does_not_start_says_so(qapp: object, pdf: bytes, tmp_path: Path) -> None:
    with pytest.raises(PrintFailed) as failed:
        print_pdf(pdf, PrintTarget("", file=str(tmp_path / "missing" / "printed.pdf")))
    assert failed.value.reason == "not_started"


def test_bytes_that_are_no_paper_are_not_printed(qapp: object, tmp_path: Path) -> None:
    with pytest.raises(PrintFailed) as failed:
        print_pdf(b"nonsense", PrintTarget("", file=str(tmp_path / "printed.pdf")))
    assert failed.value.reason == "no_page"
    assert not (tmp_path / "printed.pdf").exists()


def test_the_preview_shows_the_page_and_changes_its_size_by_key(qtbot: QtBot, pdf: bytes) -> None:
    preview = PaperPreview()
    qtbot.addWidget(preview)
    preview.resize(500, 600)
    preview.show()
    assert preview.show_pdf(pdf)
    assert preview.page_count == 1
    fitted = preview.page_width
    assert fitted <= 500
    qtbot.keyClick(preview, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert preview.page_width > fitted
    qtbot.keyClick(preview, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert preview.page_width == fitted
    assert not preview.show_pdf(b"nonsense")
    assert preview.page_count == 0


def test_a_page_comes_out_as_it_was_drawn(qapp: object, pdf: bytes) -> None:
    image = next(page_images(pdf, 96))
    assert (image.width(), image.height()) == (794, 1123)
    assert image.pixelColor(5, 5).name() == "#ffffff"
