"""What stands on paper: faces in their places, their heads and feet, fold lines and cut marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple, assert_never

from mmcards.paper import Size
from mmcards.writers import words
from mmcards.writers.pdf import typeset
from mmcards.writers.pdf.faces import Galley
from mmcards.writers.pdf.ink import Ink
from mmcards.writers.pdf.layouts.places import Area, Face, Reverse, Rule
from mmcards.writers.pdf.small_print import NOTHING, line, within
from mmcards.writers.pdf.typeset import Box, Disc, Image, Line, Row, Stroke, Text, Tick

GREY: Final = 0.38
"""Of small print: 6.5 to 1 against white (WCAG 2.2, contrast, asks for 4.5)."""

PALE: Final = 0.7
"""Of lines that need not be seen from afar."""

_WORTH_IT: Final = 5.0
"""In less room than so many ems nobody would know a name."""

_CUT: Final = 0.25
"""The width of cut marks, in points."""


class Foot(NamedTuple):
    """What tells a card from all others, small on its back: the deck's name, the note's id, and where it is from."""

    deck: str
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Small:
    """What stands small on a card: lines at the top of its front and at the foot of its back."""

    section: str
    label: str
    number: str
    foot: Foot


def matrix(sheet: Size, reverse: Reverse) -> str:
    """The six numbers that move the back of a sheet, and turn it about its middle; "" where it stays."""
    right, up = reverse.moved
    if reverse.turned:
        return f"-1 0 0 -1 {sheet.width - right:.2f} {sheet.height - up:.2f}"
    return f"1 0 0 1 {right:.2f} {up:.2f}" if right or up else ""


# --- the faces of a card ---------------------------------------------------------------------------------------------


def draw_front(ink: Ink, face: Face, shown: Galley, small: Small) -> None:
    """The front of one card, in the order in which it is read."""
    _draw_head(ink, face, small)
    _draw_galley(ink, face.area, shown, 0.42)


def draw_back(ink: Ink, face: Face, shown: Galley, small: Small) -> None:
    """The back of one card, in the order in which it is read."""
    _draw_galley(ink, face.area, shown, 0.36)
    _draw_foot(ink, face, small)


def draw_rows(ink: Ink, left: float, top: float, rows: Iterable[Row]) -> float:
    """Rows below each other, the first without the gap above it; returns where they end."""
    for number, row in enumerate(rows):
        top -= row.gap if number else 0.0
        for drawing in row.drawings:
            _draw(ink, left + drawing.x, top - row.baseline, drawing)
        top -= row.height
    return top


def _draw_galley(ink: Ink, area: Area, face: Galley, raised: float) -> None:
    """Rows in their area; what is left of its height is shared out above and below them."""
    used = sum(row.height + (row.gap if number else 0.0) for number, row in enumerate(face.rows))
    room = 0.0 if face.filled else area.height - used
    top = area.bottom + area.height - (0.45 * room if face.alone else min(raised * room, 0.1 * area.height))
    for number, row in enumerate(face.rows):
        top -= row.gap if number else 0.0
        left = area.left + ((area.width - row.width) / 2 if face.centred else 0.0)
        for drawing in row.drawings:
            _draw(ink, left + drawing.x, top - row.baseline, drawing)
        top -= row.height


def _draw(ink: Ink, x: float, y: float, drawing: typeset.Drawing) -> None:
    match drawing:
        case Text(_, line, size, grey):
            ink.text(x, y, line, size, GREY if grey else 0.0)
        case Box(_, size, side):
            ink.box(x, y + 0.34 * size - side / 2, side, max(0.6, 0.055 * size))
        case Disc(_, size):
            ink.disc(x, y + 0.29 * size, 0.11 * size)
        case Tick(_, size):
            ink.tick(x, y, size)
        case Stroke(_, length, dotted):
            ink.line(x, y, length, 0.35 if dotted else PALE, "0.7 2" if dotted else "")
        case Image(_, drop, width, height, file):
            ink.picture(x, y - drop, width, height, file)
        case _:
            assert_never(drawing)


def _draw_head(ink: Ink, face: Face, small: Small) -> None:
    """Section, label and number. Where they are too long together the section is shortened, then the label."""
    area, size = face.area, face.small
    y = area.bottom + area.height + 1.8 * size
    number = line(small.number)
    room = area.width / size - number.width - 2
    label = within(f"· {small.label}", 0.6 * room)[0] if small.label else NOTHING
    section = within(small.section, room - label.width - 0.5)[0]
    ink.text(area.left, y, section.words, size, GREY)
    start = (section.width + 0.5) * size if section.words else 0.0
    ink.text(area.left + start, y, label.words, size, GREY)
    ink.text(area.left + area.width - number.width * size, y, number.words, size, GREY)


def _draw_foot(ink: Ink, face: Face, small: Small) -> None:
    """The deck, the card's id and its source; on a page of its own the number too, at the right of the first line."""
    area, size = face.area, face.small
    y = area.bottom - 2 * size
    if face.numbered:
        _draw_numbered_foot(ink, area, size, small)
        y -= 1.25 * size
    for each in foot_lines(small.foot, area.width / size, numbered=face.numbered)[int(face.numbered) :]:
        ink.text(area.left, y, each.words, size, GREY)
        y -= 1.25 * size


def _draw_numbered_foot(ink: Ink, area: Area, size: float, small: Small) -> None:
    """Deck, id and number on one line. Where they are too long together the deck is shortened, then the id."""
    y = area.bottom - 2 * size
    number = line(small.number)
    room = area.width / size - number.width - 2
    name = within(small.foot.note, room)[0]
    deck = line(f"{small.foot.deck} ·")
    if deck.width > (left := room - name.width - 0.5):
        deck = within(small.foot.deck, left)[0] if left > _WORTH_IT else NOTHING
    ink.text(area.left, y, deck.words, size, GREY)
    start = (deck.width + 0.5) * size if deck.words else 0.0
    ink.text(area.left + start, y, name.words, size, GREY)
    ink.text(area.left + area.width - number.width * size, y, number.words, size, GREY)


@cache
def foot_lines(foot: Foot, measure: float, *, numbered: bool) -> tuple[Line, ...]:
    """The lines of a foot, the source on two at most; the first is one line where the number stands in it."""
    first = within(f"{foot.deck} · {foot.note}", measure, 1 if numbered else 2)
    return (*first, *(within(foot.source, measure, 2) if foot.source else ()))


# --- what stands beside the cards ------------------------------------------------------------------------------------


def draw_fold(ink: Ink, fold: Rule, small: float) -> None:
    """A dashed line from end to end, level or upright, with the words in its middle."""
    (x, y), (to_x, to_y) = fold
    size = 0.8 * small
    word = line(words.FOLD)
    whole = max(to_x - x, to_y - y)
    before = (whole - word.width * size) / 2
    length = before - size / 2
    if to_x > x:
        ink.rule(x, y, x + length, y, PALE, "2 3")
        ink.rule(to_x - length, y, to_x, y, PALE, "2 3")
        ink.text(x + before, y - 0.3 * size, word.words, size, GREY)
    else:
        ink.rule(x, y, x, y + length, PALE, "2 3")
        ink.rule(x, to_y - length, x, to_y, PALE, "2 3")
        ink.text(x + 0.3 * size, y + before, word.words, size, GREY, upwards=True)


def draw_cuts(ink: Ink, cuts: Iterable[Rule]) -> None:
    """Hairlines, as thin as a cut, so that what is left of one on a card that is cut beside it is hardly seen."""
    for start, end in cuts:
        ink.rule(*start, *end, GREY, width=_CUT)
