"""One certificate beside the same page drawn by the raw canvas: the same strokes, letters, pictures and codes."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
import segno
from barcode.codex import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from mhac.documents import codes, sheet
from mhac.documents.certificate import draw_certificate
from mhac.documents.content import CertificateContent
from tests.benchmarks.conftest import Ratio
from tests.documents.papers import CODE, certificate

AIM = 1.5
NOTED = (
    "setTitle", "setSubject", "setCreator", "setAuthor", "setFillColor", "setStrokeColor", "setLineWidth", "setFont",
    "drawString", "line", "rect", "roundRect", "drawImage", "saveState", "restoreState", "clipPath", "drawPath",
)  # fmt: skip


def strokes(content: CertificateContent, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...], Any]]:
    """Return the calls that one certificate makes on the canvas."""
    noted: list[tuple[str, tuple[Any, ...], Any]] = []

    class Noting(Canvas):  # type: ignore[misc]
        """A canvas that notes what it is told."""

    def noting(name: str) -> Callable[..., Any]:
        def method(self: Any, *arguments: Any, **named: Any) -> Any:
            noted.append((name, arguments, named))
            return getattr(Canvas, name)(self, *arguments, **named)

        return method

    for name in NOTED:
        setattr(Noting, name, noting(name))
    monkeypatch.setattr(sheet, "Canvas", Noting)
    draw_certificate(content, CODE)
    monkeypatch.undo()
    return noted


def raw_page(noted: list[tuple[str, tuple[Any, ...], Any]], content: CertificateContent) -> bytes:
    """Draw the page again with nothing but the canvas and the makers of the codes."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1)
    segno.make_qr(CODE, error="m", boost_error=False)
    Code128(content.number).build()
    pictures = iter([content.person.photo, content.physician.signature, content.clinic.logo])
    for name, arguments, named in noted:
        if name == "drawImage":
            fresh = ImageReader(BytesIO(next(p for p in pictures if p)))
            getattr(canvas, name)(fresh, *arguments[1:], **named)
        else:
            getattr(canvas, name)(*arguments, **named)
    canvas.save()
    return out.getvalue()


def test_a_certificate(beside: Callable[..., Ratio], monkeypatch: pytest.MonkeyPatch) -> None:
    content = certificate()
    noted = strokes(content, monkeypatch)
    assert {"drawString", "drawImage", "drawPath"} <= {name for name, _, _ in noted}
    assert len(raw_page(noted, content)) > 10_000

    def ours() -> None:
        codes.qr_runs.cache_clear()
        codes.code128_bars.cache_clear()
        draw_certificate(content, CODE)

    ratio = beside("one certificate", ours, lambda: raw_page(noted, content), aim=AIM, rounds=20)
    assert ratio.stands
