"""The canvas that a file is drawn on, with what is said of all its pages."""

from pathlib import Path

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from mmcards import __version__
from mmcards.paper import Size
from mmcards.writers.pdf import fonts


def blank(target: Path, sheet: Size, language: str) -> Canvas:
    """An empty document of sheets of one size, the same bytes at any time.

    The media box alone says the size of a page: all other boxes are as large if nothing is said (PDF 32000-1:2008,
    14.11.2).
    """
    fonts.pieces("", fonts.Style.REGULAR)
    rl_config.useA85 = 0  # streams as bytes: the letters of ASCII85 are a quarter more, and slow to make
    width, height, _ = sheet
    canvas = Canvas(
        str(target),
        pagesize=(width, height),
        invariant=1,
        pdfVersion=(1, 7),
        pageCompression=1,
        initialFontName=fonts.Style.REGULAR.value,  # type: ignore[arg-type]  # the stubs take it for a size
        lang=language or None,
    )
    canvas.setCreator(f"mmcards {__version__}")
    return canvas
