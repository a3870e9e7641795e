"""Contents for papers under test, and eyes that are not ours: a renderer and a barcode reader."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader

from mhac.documents.content import (
    CertificateContent,
    CertifiedPerson,
    Clinic,
    Journey,
    PartialDate,
    Signatory,
)

KIGALI = ZoneInfo("Africa/Kigali")
CODE = "MHAC1.MHAC-26-004814.MHAC-1.202611270740.PN.1959.C." + "A7" * 26 + "." + "Q3" * 51 + "A"


def photo(colour: tuple[int, int, int] = (200, 215, 228)) -> bytes:
    picture = Image.new("RGB", (300, 400), colour)
    ImageDraw.Draw(picture).ellipse((90, 70, 210, 220), fill=(120, 90, 70))
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def signature() -> bytes:
    picture = Image.new("RGBA", (400, 120), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(10, 90), (60, 20), (80, 100), (300, 50)], fill=(20, 30, 90, 255), width=5)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def certificate(**changes: Any) -> CertificateContent:
    content: dict[str, Any] = {
        "number": "MHAC-26-004814",
        "clinic": Clinic("Migration Health Assessment Center", "Kigali, Rwanda"),
        "person": CertifiedPerson(
            "NDAYISHIMIYE Pascal", "", PartialDate(1959, 5, 2), 67, "M", "Burundi", "Passport OP0904417",
            "RW-2026-00391", photo(),
        ),
        "journey": Journey("United States of America", date(2026, 11, 26), "ET 807"),
        "decision": "fit_with_conditions",
        "conditions": ("Nurse escort for the whole journey.", "In-flight oxygen (OXYG) 2 L/min."),
        "examined_at": datetime(2026, 11, 24, 9, 40, tzinfo=KIGALI),
        "issued_at": datetime(2026, 11, 24, 9, 44, tzinfo=KIGALI),
        "valid_until": datetime(2026, 11, 27, 9, 40, tzinfo=KIGALI),
        "physician": Signatory("Dr Claire Uwase", "Panel physician", "RMDC 2231", signature()),
        "key_id": "MHAC-1",
    }  # fmt: skip
    return CertificateContent(**{**content, **changes})


def person(**changes: Any) -> CertifiedPerson:
    content: dict[str, Any] = {"name": "NDAYISHIMIYE Pascal", "birth": PartialDate(1959, 5, 2), "sex": "M"}
    return CertifiedPerson(**{**content, **changes})


def pages(pdf: bytes, dpi: int = 150) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def codes(pdf: bytes, dpi: int = 150) -> dict[str, set[str]]:
    """What an independent reader finds on the paper, by kind of code."""
    found: dict[str, set[str]] = {}
    for page in pages(pdf, dpi):
        for code in zxingcpp.read_barcodes(page):
            found.setdefault(str(code.format).replace(" ", ""), set()).add(code.text)
    return found


def text(pdf: bytes) -> str:
    """The words on the paper, in one line."""
    reader = PdfReader(BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def ink_outside(pdf: bytes, margin: float = 24.0) -> bool:
    """Whether anything stands nearer to an edge than a printer can print."""
    for page in pages(pdf, 72):
        wide, high = page.size
        inner = (int(margin), int(margin), int(wide - margin), int(high - margin))
        frame = page.copy()
        frame.paste((255, 255, 255), inner)
        if set(frame.convert("L").tobytes()) != {255}:
            return True
    return False


def letters_outside_their_box(pdf: bytes) -> list[str]:
    """Words that leave the sheet's margins, as the text layer places them."""
    outside = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            layer = page.get_textpage()
            for at in range(layer.count_rects()):
                left, _, right, _ = layer.get_rect(at)
                if left < 41 or right > page.get_width() - 41:
                    outside.append(layer.get_text_bounded(*layer.get_rect(at)))
    finally:
        document.close()
    return outside
