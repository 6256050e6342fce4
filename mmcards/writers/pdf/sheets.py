"""Faces on paper: where the front and the back of a card stand on a sheet, and how rows are drawn.

The fold layout: the question stands above the middle of the sheet and the answer below. Folded back on the line and
turned upwards like a page of a notepad, the sheet shows the answer upright, so nothing is rotated.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple, assert_never

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from mmcards.paper import MM, PAGES
from mmcards.writers.pdf import typeset
from mmcards.writers.pdf.faces import Galley, Rung, ladder
from mmcards.writers.pdf.fonts import Style
from mmcards.writers.pdf.typeset import Box, Disc, Row, Stroke, Text, Tick

GREY: Final = 0.38
"""Of small print: 6.5 to 1 against white (WCAG 2.2, contrast, asks for 4.5)."""

_SMALLEST: Final = ((590.0, (12.0, 12.0)), (400.0, (11.0, 11.0)), (280.0, (9.0, 8.0)), (0.0, (7.0, 6.5)))
"""From which width of the sheet on, the smallest size of what is read, and of explanations, all in points.

Clear print asks for 12 points on A4 and 11 at least; what is smaller than A5 has no room for that on both halves.
"""

_PALE: Final = 0.7
_HAIRLINE: Final = 0.5


class Area(NamedTuple):
    """A rectangle on the sheet, in points from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Small:
    """What stands small on a card: lines at the top of its front and at the foot of its back."""

    section: str
    number: str
    foot: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """A sheet with a fold in the middle: where its faces stand, and the sizes they may be set in."""

    width: float
    height: float
    margin: float
    small: float
    front: Area
    back: Area
    front_rungs: tuple[Rung, ...]
    back_rungs: tuple[Rung, ...]


def fold(page: str, feet: Iterable[tuple[str, ...]]) -> Fold:
    """The sheet of a page size, with room for the longest of the cards' feet.

    Nothing stands within 6 mm of its edge, which printers cannot reach.
    """
    width, height = PAGES[page]
    margin = 6 * MM + 0.11 * max(0.0, width - 100 * MM)
    small = round(min(8.5, 4 + width / 130), 1)
    inner = width - 2 * margin
    middle = height / 2
    clearance = max(0.35 * margin, 1.7 * small)
    head = 2.8 * small
    foot = (max((len(_foot_lines(each, inner / small)) for each in set(feet)), default=0) * 1.25 + 1.25) * small
    largest = 10 + width / 33
    smallest, least = next(sizes for from_width, sizes in _SMALLEST if width >= from_width)
    return Fold(
        width=width,
        height=height,
        margin=margin,
        small=small,
        front=Area(margin, middle + clearance, inner, middle - clearance - margin - head),
        back=Area(margin, margin + foot, inner, middle - clearance - margin - foot),
        front_rungs=ladder(largest, smallest, least),
        back_rungs=ladder(0.72 * largest, smallest, least),
    )


def draw(canvas: Canvas, sheet: Fold, front: Galley, back: Galley, small: Small) -> None:
    """One page: the fold line, the small print, and the two faces."""
    _draw_fold(canvas, sheet)
    _draw_small(canvas, sheet, small)
    _draw_face(canvas, sheet.front, front, 0.42)
    _draw_face(canvas, sheet.back, back, 0.36)


def _draw_face(canvas: Canvas, area: Area, face: Galley, raised: float) -> None:
    """Rows in their area; what is left of its height is shared out above and below them."""
    used = sum(row.height + (row.gap if number else 0.0) for number, row in enumerate(face.rows))
    room = 0.0 if face.filled else area.height - used
    top = area.bottom + area.height - (0.45 * room if face.centred else min(raised * room, 0.1 * area.height))
    placed: list[tuple[float, float, Row]] = []
    for number, row in enumerate(face.rows):
        top -= row.gap if number else 0.0
        left = area.left + ((area.width - row.width) / 2 if face.centred else 0.0)
        placed.append((left, top - row.baseline, row))
        top -= row.height
    text = canvas.beginText()
    for left, y, row in placed:
        for drawing in row.drawings:
            if isinstance(drawing, Text):
                _add_text(text, left + drawing.x, y, drawing)
    canvas.drawText(text)
    for left, y, row in placed:
        for drawing in row.drawings:
            _draw_shape(canvas, left + drawing.x, y, drawing)


def _add_text(text: PDFTextObject, x: float, y: float, drawing: Text) -> None:
    text.setTextOrigin(x, y)
    text.setFillGray(GREY if drawing.grey else 0)
    for font, words, _ in drawing.pieces:
        text.setFont(font, drawing.size)
        text.textOut(words)


def _draw_shape(canvas: Canvas, x: float, y: float, drawing: typeset.Drawing) -> None:
    match drawing:
        case Text():
            pass
        case Box(_, size):
            side = 0.72 * size
            canvas.setLineWidth(max(0.6, 0.055 * size))
            canvas.setStrokeGray(0.25)
            canvas.roundRect(x, y - 0.02 * size, side, side, 0.1 * size)
        case Disc(_, size):
            canvas.setFillGray(0.25)
            canvas.circle(x, y + 0.29 * size, 0.11 * size, stroke=0, fill=1)
        case Tick(_, size):
            canvas.setLineWidth(0.11 * size)
            canvas.setStrokeGray(0)
            canvas.setLineCap(1)
            canvas.setLineJoin(1)
            path = canvas.beginPath()
            path.moveTo(x + 0.08 * size, y + 0.3 * size)
            path.lineTo(x + 0.34 * size, y + 0.04 * size)
            path.lineTo(x + 0.85 * size, y + 0.66 * size)
            canvas.drawPath(path)
            canvas.setLineCap(0)
        case Stroke(_, length, dotted):
            canvas.setLineWidth(_HAIRLINE)
            canvas.setStrokeGray(0.55 if dotted else _PALE)
            canvas.setDash([0.5, 2.5] if dotted else [])
            canvas.line(x, y, x + length, y)
            canvas.setDash([])
        case _:
            assert_never(drawing)


def _draw_fold(canvas: Canvas, sheet: Fold) -> None:
    y = sheet.height / 2
    size = 0.8 * sheet.small
    word = typeset.lines(typeset.measured_text("fold back", Style.REGULAR).words, 100.0)[0]
    gap = word.width * size + size
    canvas.setLineWidth(_HAIRLINE)
    canvas.setStrokeGray(_PALE)
    canvas.setDash([2, 3])
    canvas.line(sheet.margin, y, (sheet.width - gap) / 2, y)
    canvas.line((sheet.width + gap) / 2, y, sheet.width - sheet.margin, y)
    canvas.setDash([])
    _draw_line(canvas, (sheet.width - word.width * size) / 2, y - 0.3 * size, word, size)


def _draw_small(canvas: Canvas, sheet: Fold, small: Small) -> None:
    size = sheet.small
    top = sheet.height - sheet.margin - size
    number = _measured(small.number, sheet.width / size)
    _draw_line(canvas, sheet.width - sheet.margin - number.width * size, top, number, size)
    room = sheet.width - 2 * sheet.margin - (number.width + 2) * size
    _draw_line(canvas, sheet.margin, top, _measured(small.section, room / size), size)
    y = sheet.back.bottom - 2 * size
    for line in _foot_lines(small.foot, sheet.back.width / size):
        _draw_line(canvas, sheet.margin, y, line, size)
        y -= 1.25 * size


def _foot_lines(foot: tuple[str, ...], measure: float) -> tuple[typeset.Line, ...]:
    return tuple(line for text in foot for line in _all_lines(text, measure))


def _all_lines(text: str, measure: float) -> tuple[typeset.Line, ...]:
    return typeset.lines(typeset.measured_text(text, Style.REGULAR).words, measure)


def _measured(text: str, measure: float) -> typeset.Line:
    """As much of a text as goes on one line."""
    return _all_lines(text, measure)[0]


def _draw_line(canvas: Canvas, x: float, y: float, line: typeset.Line, size: float) -> None:
    text = canvas.beginText()
    _add_text(text, x, y, Text(0.0, typeset.joined(line), size, grey=True))
    canvas.drawText(text)
