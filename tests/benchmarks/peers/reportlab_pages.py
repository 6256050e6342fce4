"""A page a card, as reportlab's own paragraphs set it: the question in the upper half, the answer in the lower half."""

import io
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from tests.benchmarks.peers import fonts
from tests.benchmarks.peers.reading import Deck, Picture, pieces

ENDING: Final = "pdf"
MARGIN: Final = 20 * mm
WIDTH: Final = A4[0] - 2 * MARGIN
QUESTION = ParagraphStyle("question", fontName="FiraGO-Bold", fontSize=20, leading=26)
ANSWER = ParagraphStyle("answer", fontName="FiraGO", fontSize=14, leading=20)


def write(deck: Deck, path: Path) -> None:
    registerFont(TTFont("FiraGO", io.BytesIO(fonts.REGULAR)))
    registerFont(TTFont("FiraGO-Bold", io.BytesIO(fonts.BOLD)))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setTitle(deck.name)
    for card in deck.cards:
        draw(canvas, deck.folder, card.question, QUESTION, A4[1] - MARGIN)
        draw(canvas, deck.folder, card.answer, ANSWER, A4[1] / 2 - MARGIN)
        canvas.showPage()
    canvas.save()


def draw(canvas: Canvas, folder: Path, text: str, style: ParagraphStyle, top: float) -> None:
    """Set the text so that its upper edge is at top, in points from the foot of the page."""
    for piece in pieces(text):
        if isinstance(piece, Picture):
            image = ImageReader(str(folder / piece.path))
            wide, high = image.getSize()
            top -= WIDTH / 2 * high / wide
            canvas.drawImage(image, MARGIN, top, WIDTH / 2, WIDTH / 2 * high / wide)
        else:
            paragraph = Paragraph(escape(piece).replace("\n", "<br/>"), style)
            top -= paragraph.wrapOn(canvas, WIDTH, A4[1] / 2)[1]
            paragraph.drawOn(canvas, MARGIN, top)
