"""Faces on paper: where the front and the back of a card stand on a sheet, and how rows are drawn.

The fold layout: the question stands above the middle of the sheet and the answer below. Folded back on the line and
turned upwards like a page of a notepad, the sheet shows the answer upright, so nothing is rotated.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple, assert_never

from mmcards.paper import MM, PAGES
from mmcards.writers import words
from mmcards.writers.pdf import typeset
from mmcards.writers.pdf.fitting import Galley, Rung, ladder
from mmcards.writers.pdf.ink import Ink
from mmcards.writers.pdf.rows import Box, Disc, Drawing, Image, Stroke, Text, Tick
from mmcards.writers.pdf.typefaces import Style
from mmcards.writers.pdf.typeset import Typesetter

GREY: Final = 0.38
"""Of small print: 6.5 to 1 against white (WCAG 2.2, contrast, asks for 4.5)."""

_SMALLEST: Final = ((590.0, (12.0, 12.0)), (400.0, (11.0, 11.0)), (280.0, (9.0, 8.0)), (0.0, (7.0, 6.5)))
"""From which width of the sheet on, the smallest size of what is read, and of explanations, all in points.

Clear print asks for 12 points on A4 and 11 at least; what is smaller than A5 has no room for that on both halves.
"""

_PALE: Final = 0.7


T: Typesetter = None


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
    label: str
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


def draw(ink: Ink, sheet: Fold, front: Galley, back: Galley, small: Small) -> None:
    """One page, in the order in which it is read."""
    _draw_head(ink, sheet, small)
    _draw_face(ink, sheet.front, front, 0.42)
    _draw_fold(ink, sheet)
    _draw_face(ink, sheet.back, back, 0.36)
    _draw_foot(ink, sheet, small)
    ink.flush()


def _draw_face(ink: Ink, area: Area, face: Galley, raised: float) -> None:
    """Rows in their area; what is left of its height is shared out above and below them."""
    used = sum(row.height + (row.gap if number else 0.0) for number, row in enumerate(face.rows))
    room = 0.0 if face.filled else area.height - used
    top = area.bottom + area.height - (0.45 * room if face.alone else min(raised * room, 0.1 * area.height))
    for number, row in enumerate(face.rows):
        top -= row.gap if number else 0.0
        aside = (area.width - row.width) / 2 if face.centred else 0.0
        left = area.left + (-aside if row.mirrored else aside)
        for drawing in row.drawings:
            _draw(ink, left + drawing.x, top - row.baseline, drawing)
        top -= row.height


def _draw(ink: Ink, x: float, y: float, drawing: Drawing) -> None:
    match drawing:
        case Text(_, line, size, _, path, grey):
            ink.text(x, y, line, size, GREY if grey else 0.0, path)
        case Box(_, size, side):
            ink.box(x, y + 0.34 * size - side / 2, side, max(0.6, 0.055 * size))
        case Disc(_, size):
            ink.disc(x, y + 0.29 * size, 0.11 * size)
        case Tick(_, size):
            ink.tick(x, y, size)
        case Stroke(_, length, dotted):
            ink.line(x, y, length, 0.35 if dotted else _PALE, "0.7 2" if dotted else "")
        case Image(_, drop, width, height, file, alternative, path):
            ink.picture(x, y - drop, width, height, file, alternative, path)
        case _:
            assert_never(drawing)


def _draw_fold(ink: Ink, sheet: Fold) -> None:
    y = sheet.height / 2
    size = 0.8 * sheet.small
    word = _line(words.FOLD)
    length = (sheet.width - word.width * size - size) / 2 - sheet.margin
    ink.line(sheet.margin, y, length, _PALE, "2 3")
    ink.line(sheet.width - sheet.margin - length, y, length, _PALE, "2 3")
    ink.text((sheet.width - word.width * size) / 2, y - 0.3 * size, word.drawn, size, GREY)


def _draw_head(ink: Ink, sheet: Fold, small: Small) -> None:
    """Section, label and number. Where they are too long together the section is shortened, then the label."""
    size = sheet.small
    y = sheet.height - sheet.margin - size
    number = _line(small.number)
    room = sheet.front.width / size - number.width - 2
    label = _within(f"· {small.label}", 0.6 * room) if small.label else typeset.Line((), -0.5)
    section = _within(small.section, room - label.width - 0.5)
    ink.text(sheet.margin, y, section.drawn, size, GREY)
    start = (section.width + 0.5) * size if section.words else 0.0
    ink.text(sheet.margin + start, y, label.drawn, size, GREY)
    ink.text(sheet.width - sheet.margin - number.width * size, y, number.drawn, size, GREY)


def _draw_foot(ink: Ink, sheet: Fold, small: Small) -> None:
    y = sheet.back.bottom - 2 * sheet.small
    for line in _foot_lines(small.foot, sheet.back.width / sheet.small):
        ink.text(sheet.margin, y, line.drawn, sheet.small, GREY)
        y -= 1.25 * sheet.small


def _line(text: str) -> typeset.Line:
    return typeset.lines(T.measured_text(text, Style.REGULAR), 1000.0)[0]


@cache
def _within(text: str, measure: float) -> typeset.Line:
    """A text on one line of so many ems, shortened if it is longer."""
    found = typeset.lines(T.measured_text(text, Style.REGULAR), measure)
    return typeset.shortened(found, 1, measure, _line("…"))[0]


@cache
def _foot_lines(foot: tuple[str, ...], measure: float) -> tuple[typeset.Line, ...]:
    """The lines of a foot, each of its texts shortened to two."""
    return tuple(
        line
        for text in foot
        for line in typeset.shortened(
            typeset.lines(T.measured_text(text, Style.REGULAR), measure), 2, measure, _line("…")
        )
    )
