"""Drawings, as they are printed by themselves."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import PIL.Image
import pypdfium2
import pytest

from mmcards.model import File
from mmcards.paper import Size
from mmcards.pictures import svg
from mmcards.writers.pdf import file, pictures
from mmcards.writers.pdf.canvas import blank
from mmcards.writers.pdf.drawings import Drawings
from mmcards.writers.pdf.ink import Ink
from mmcards.writers.pdf.typefaces import Typefaces
from mmcards.writers.pdf.typeset import Typesetter

DENSITY: Final = 2
"""Of pictures, in pixels to one of the drawing's."""


@dataclass(frozen=True)
class Shown:
    """A drawing on a page of its size, as PDFium shows it, and the text that PDFium finds in it."""

    pixels: PIL.Image.Image
    text: str
    lacks: tuple[str, ...]
    content: bytes

    def at(self, x: int, y: int) -> tuple[int, ...]:
        """The colour of a place, in pixels of the drawing."""
        found = self.pixels.getpixel((x * DENSITY, y * DENSITY))
        assert isinstance(found, tuple)
        return found


Show: TypeAlias = Callable[[str], Shown]


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """Prints an SVG; what has no root element is drawn in one of 100 by 100 pixels."""

    def run(text: str) -> Shown:
        if not text.startswith(("<svg", "<?xml")):
            text = f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">{text}</svg>'
        source, target = tmp_path / "drawing.svg", tmp_path / "drawing.pdf"
        source.write_text(text, "utf-8")
        image = File(str(source), hashlib.sha256(text.encode()).hexdigest())
        drawings = Drawings(Typesetter(Typefaces()))
        drawing = drawings.of(image)
        width, height = pictures.size(image)
        canvas = blank(target, Size(width, height, "own"), "en")
        ink = Ink(canvas, "en")
        ink.rule(0, 0, 1, 0, 1, "0.1 0.3")  # white: what it leaves behind must not reach into the drawing
        ink.picture(0, 0, width, height, image, "", ())
        ink.flush()
        canvas.showPage()
        assert not list(ink.store(drawings=drawings.known))
        file.write_gathering(canvas, target)
        document = pypdfium2.PdfDocument(target)
        try:
            page = document[0]
            pixels = page.render(scale=DENSITY / svg.POINTS).to_pil().convert("RGB")
            return Shown(pixels, page.get_textpage().get_text_range(), drawing.lacks, target.read_bytes())
        finally:
            document.close()

    return run
