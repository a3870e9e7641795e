"""A sheet to draw on: measures, colours, and the few shapes that every paper of the clinic is made of.

Heights are counted from the top edge downwards, in points, as one reads; the drawing library counts from the bottom.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL.Image import DecompressionBombError
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from mhac.documents.codes import CODE128_QUIET, code128_bars, qr_runs
from mhac.documents.content import Clinic, Paper
from mhac.documents.faces import BOLD, REGULAR, clean, face, fit, runs, width, wrap

# ASCII85 would make files a quarter larger and drawing several times slower; no printer needs it today.
rl_config.useA85 = 0

MARGIN = 42.0
LEADING = 1.38

TEXT = HexColor(0x16212C)
MUTED = HexColor(0x5C6B7A)
LINE = HexColor(0xDCE3EA)
BLACK = HexColor(0x000000)
WHITE = HexColor(0xFFFFFF)
OK = HexColor(0x166A3E)
OK_SOFT = HexColor(0xF3FAF6)
WARNING = HexColor(0x9A5B00)
WARNING_SOFT = HexColor(0xFFF8E8)
EMPTY = HexColor(0xEEF2F6)

# What the picture library raises over a file that is no picture, or only the beginning of one.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, TypeError, AttributeError, IndexError, struct.error, zlib.error)

_SIZES = {Paper.A4: A4, Paper.LETTER: LETTER}


@dataclass(frozen=True)
class Box:
    """A rectangle: left edge, top edge counted downwards, width and height."""

    left: float
    top: float
    width: float
    height: float


class Sheet:
    """One paper being drawn. `finish` gives its bytes; the same strokes give the same bytes."""

    def __init__(self, paper: Paper, *, title: str, subject: str = "") -> None:
        self._out = BytesIO()
        self.width, self.height = _SIZES[paper]
        self.canvas: Any = Canvas(self._out, pagesize=(self.width, self.height), invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setSubject(subject)
        self.canvas.setCreator("MHAC")
        self.canvas.setAuthor("")
        self.left, self.right = MARGIN, self.width - MARGIN
        self.inner = self.right - self.left
        self.bottom = self.height - MARGIN
        self._fill: Any = None

    def finish(self) -> bytes:
        """Return the whole file."""
        self.canvas.save()
        return self._out.getvalue()

    def new_page(self) -> None:
        """Begin the next page."""
        self.canvas.showPage()
        self._fill = None

    def _use(self, colour: Any) -> None:
        if colour is not self._fill:
            self.canvas.setFillColor(colour)
            self._fill = colour

    def text(self, x: float, y: float, text: str, size: float, *, font: str = REGULAR, colour: Any = TEXT) -> None:
        """Write one line with its base line at `y`."""
        self._use(colour)
        for name, piece in runs(clean(text), font):
            self.canvas.setFont(name, size)
            self.canvas.drawString(x, self.height - y, piece)
            x += face(name).stringWidth(piece, size)

    def text_right(
        self, x: float, y: float, text: str, size: float, *, font: str = REGULAR, colour: Any = TEXT
    ) -> None:
        """Write one line that ends at `x`."""
        self.text(x - width(clean(text), font, size), y, text, size, font=font, colour=colour)

    def text_centre(
        self, x: float, y: float, text: str, size: float, *, font: str = REGULAR, colour: Any = TEXT
    ) -> None:
        """Write one line centred on `x`."""
        self.text(x - width(clean(text), font, size) / 2, y, text, size, font=font, colour=colour)

    def spaced(self, x: float, y: float, text: str, size: float) -> None:
        """Write one line in bold with every letter in a cell of the same width, centred on `x`."""
        cell = size * 0.78
        x -= cell * len(text) / 2
        for letter in text:
            self.text_centre(x + cell / 2, y, letter, size, font=BOLD)
            x += cell

    def lines(
        self, x: float, y: float, broken: Iterable[str], size: float, *, font: str = REGULAR, colour: Any = TEXT
    ) -> float:
        """Write lines under each other, the first base line at `y`; return the base line that would come next."""
        for line in broken:
            self.text(x, y, line, size, font=font, colour=colour)
            y += size * LEADING
        return y

    def paragraph(
        self, x: float, y: float, text: str, size: float, limit: float, *, font: str = REGULAR, colour: Any = TEXT
    ) -> float:
        """Write a text broken to a width; return the base line that would come next."""
        return self.lines(x, y, wrap(text, font, size, limit), size, font=font, colour=colour)

    def fitted(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        limit: float,
        *,
        lines: int = 1,
        font: str = REGULAR,
        colour: Any = TEXT,
        smallest: float = 6.0,
    ) -> float:
        """Write a text in at most so many lines, smaller where it must be; return the next base line."""
        fitting, broken = fit(text, font, size, limit, lines=lines, smallest=smallest)
        return self.lines(x, y, broken, fitting, font=font, colour=colour)

    def rule(self, y: float, *, left: float | None = None, right: float | None = None, colour: Any = LINE) -> None:
        """Draw a fine line across."""
        self.canvas.setStrokeColor(colour)
        self.canvas.setLineWidth(0.75)
        self.canvas.line(self.left if left is None else left, self.height - y, right or self.right, self.height - y)

    def panel(self, box: Box, *, fill: Any, stroke: Any | None = None, radius: float = 6) -> None:
        """Draw a rounded ground."""
        self._use(fill)
        self.canvas.setLineWidth(0.9)
        if stroke is not None:
            self.canvas.setStrokeColor(stroke)
        self.canvas.roundRect(
            box.left,
            self.height - box.top - box.height,
            box.width,
            box.height,
            radius,
            stroke=int(stroke is not None),
            fill=1,
        )

    def picture(
        self, box: Box, picture: bytes | None, *, cover: bool = False, align: float = 0.0, ground: bool = False
    ) -> bool:
        """Draw a picture into a box: whole (`cover` false) or filling it; a broken or missing one leaves the box empty.

        `align` 0 is left, 0.5 centred. `ground` draws a pale ground first.
        """
        if ground:
            self.panel(box, fill=EMPTY, radius=3)
        reader = _reader(picture)
        if reader is None:
            return False
        wide, high = reader.getSize()
        choose = max if cover else min
        scale = choose(box.width / wide, box.height / high)
        drawn_wide, drawn_high = wide * scale, high * scale
        x = box.left + (box.width - drawn_wide) * (0.5 if cover else align)
        y = self.height - box.top - box.height + (box.height - drawn_high) * 0.5
        self.canvas.saveState()
        if cover:
            clip = self.canvas.beginPath()
            clip.roundRect(box.left, self.height - box.top - box.height, box.width, box.height, 3)
            self.canvas.clipPath(clip, stroke=0, fill=0)
        self.canvas.drawImage(reader, x, y, drawn_wide, drawn_high, mask="auto")
        self.canvas.restoreState()
        return True

    def code128(self, x: float, y: float, text: str, *, module: float, height: float) -> float:
        """Draw a Code 128 whose first bar stands at `x` and whose top is at `y`; return its width."""
        modules, bars = code128_bars(text)
        path = self.canvas.beginPath()
        low = self.height - y - height
        for start, wide in bars:
            path.rect(x + start * module, low, wide * module, height)
        self._use(BLACK)
        self.canvas.drawPath(path, stroke=0, fill=1)
        return modules * module

    def code128_in(self, box: Box, text: str, *, module: float = 0.96, align: float = 0.0) -> None:
        """Draw a Code 128 with its text beneath, narrower where the box asks it, quiet zones inside the box's width.

        A text that Code 128 cannot hold is written plainly.
        """
        caption = 10.0
        try:
            modules, _ = code128_bars(text)
        except ValueError:
            self.fitted(box.left, box.top + caption, text, 9, box.width)
            return
        quiet = CODE128_QUIET if align else 0
        module = min(module, box.width / (modules + 2 * quiet))
        x = box.left + (box.width - modules * module) * align
        self.code128(x, box.top, text, module=module, height=box.height - caption)
        self.text_centre(x + modules * module / 2, box.top + box.height - 1, "\u2009".join(text), 7.5)

    def qr(self, x: float, y: float, text: str, side: float) -> None:
        """Draw a QR code of the given side (without its quiet zone) with the top left corner at (x, y)."""
        size, dark = qr_runs(text)
        module = side / size
        path = self.canvas.beginPath()
        # A hair of overlap closes the seams that some printers leave between rows.
        for column, row, wide in dark:
            path.rect(x + column * module, self.height - y - (row + 1) * module, wide * module, module * 1.02)
        self._use(BLACK)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def head(self, clinic: Clinic, *, right_label: str = "", right_text: str = "") -> float:
        """Draw the clinic's head with an optional number at the right; return the height of the line beneath it."""
        x = self.left
        if clinic.logo and self.picture(Box(self.left, 32, 60, 40), clinic.logo):
            x += 70
        room = self.inner * (0.68 if right_text else 1) - (x - self.left)
        beneath = " · ".join(part for part in (clinic.place, clinic.address, clinic.phone) if part)
        size, name = fit(clinic.name, BOLD, 11, room, lines=1, smallest=8.5)
        if width(name[0] if name else "", BOLD, size) and name != wrap(clinic.name, BOLD, size, 10_000):
            size, name = fit(clinic.name, BOLD, 9.5, room, lines=2, smallest=6)
        y = self.lines(x, 47.5 if len(name) < 2 else 39, name, size, font=BOLD)
        self.fitted(x, max(y, 59) + 1.5, beneath, 9, room, lines=1 if len(name) > 1 else 2, colour=MUTED, smallest=6)
        if right_text:
            self.text_right(self.right, 46, right_label, 9, colour=MUTED)
            self.text_right(self.right, 61.5, right_text, 11, font=BOLD)
        self.rule(79)
        return 79


def _reader(picture: bytes | None) -> Any | None:
    if not picture:
        return None
    try:
        reader = ImageReader(BytesIO(picture))
        wide, high = reader.getSize()
        reader.getRGBData()
    except (*_BROKEN, DecompressionBombError):
        return None
    return reader if wide and high else None
