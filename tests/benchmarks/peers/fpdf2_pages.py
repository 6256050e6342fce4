"""A page a card, as fpdf2 sets it: the question in the upper half, the answer in the lower half."""

import tempfile
from pathlib import Path
from typing import Final

from fpdf import FPDF

from tests.benchmarks.peers import fonts
from tests.benchmarks.peers.reading import Deck, Picture, pieces

ENDING: Final = "pdf"
MARGIN: Final = 20  # mm, as all lengths here but the sizes of type
PAGE: Final = (210, 297)


def write(deck: Deck, path: Path) -> None:
    pdf = FPDF(format="A4")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(False)
    pdf.set_title(deck.name)
    with tempfile.TemporaryDirectory() as folder:
        for style, font in zip(("", "B"), fonts.as_files(Path(folder)), strict=True):
            pdf.add_font("FiraGO", style, font)
        for card in deck.cards:
            pdf.add_page()
            draw(pdf, deck.folder, card.question, "B", 20, MARGIN)
            draw(pdf, deck.folder, card.answer, "", 14, PAGE[1] / 2 + MARGIN)
        pdf.output(str(path))


def draw(pdf: FPDF, folder: Path, text: str, style: str, size: float, top: float) -> None:
    """Set the text in a style and a size in points, its upper edge this far below that of the page."""
    pdf.set_font("FiraGO", style, size)
    pdf.set_xy(MARGIN, top)
    for piece in pieces(text):
        if isinstance(piece, Picture):
            pdf.image(folder / piece.path, w=PAGE[0] / 2 - MARGIN)
        else:
            pdf.multi_cell(0, size / 2, piece, align="L", new_x="LMARGIN", new_y="NEXT")
