"""What stands on paper: faces in their places, their heads and feet, fold lines and cut marks."""

from collections.abc import Iterable
from typing import Final, NamedTuple, assert_never

from mmcards.paper import Size
from mmcards.writers import words
from mmcards.writers.pdf.fitting import Galley
from mmcards.writers.pdf.ink import Ink
from mmcards.writers.pdf.layouts.places import Area, Face, Reverse, Rule
from mmcards.writers.pdf.rows import (
    Bar,
    Box,
    Disc,
    Drawing,
    Ground,
    Group,
    Image,
    LinkArea,
    Outline,
    Row,
    Stroke,
    Tag,
    Text,
    Tick,
    Wrapped,
)
from mmcards.writers.pdf.small_print import NOTHING, Foot, SmallPrint

GREY: Final = 0.38
"""Of small print: 6.5 to 1 against white (WCAG 2.2, contrast, asks for 4.5)."""

PALE: Final = 0.7
"""Of lines that need not be seen from afar."""

_WORTH_IT: Final = 5.0
"""In less room than so many ems nobody would know a name."""

_CUT: Final = 0.25
"""The width of cut marks, in points."""


class Small(NamedTuple):
    """What stands small on a card: lines at the top of its front and at the foot of its back.

    Behind its number stands of how many it is one.
    """

    section: str
    label: str
    number: str
    of: str
    foot: Foot


def matrix(sheet: Size, reverse: Reverse) -> str:
    """The six numbers that move the back of a sheet, and turn it about its middle; "" where it stays."""
    right, up = reverse.moved
    if reverse.turned:
        return f"-1 0 0 -1 {sheet.width - right:.2f} {sheet.height - up:.2f}"
    return f"1 0 0 1 {right:.2f} {up:.2f}" if right or up else ""


class Painter:
    """Draws on the pages of one document."""

    def __init__(self, ink: Ink, small_print: SmallPrint) -> None:
        self.ink = ink
        self.small_print = small_print

    # --- the faces of a card -

    def draw_front(self, face: Face, shown: Galley, small: Small, *, begins: bool) -> None:
        """The front of one card, in the order in which it is read; `begins` says that its section does too."""
        self._draw_head(face, small, begins=begins)
        self._draw_galley(face.area, shown, 0.42)

    def draw_back(self, face: Face, shown: Galley, small: Small) -> None:
        """The back of one card, in the order in which it is read."""
        self._draw_galley(face.area, shown, 0.36)
        self._draw_foot(face, small)

    def draw_rows(self, left: float, top: float, rows: Iterable[Row]) -> float:
        """Rows below each other, the first without the gap above it; returns where they end."""
        for number, row in enumerate(rows):
            top -= row.gap if number else 0.0
            for drawing in row.drawings:
                self._draw(left + drawing.x, top - row.baseline, drawing, row)
            top -= row.height
        return top

    def _draw_galley(self, area: Area, face: Galley, raised: float) -> None:
        """Rows in their area; what is left of its height is shared out above and below them."""
        room = 0.0
        if not face.filled and face.rows:
            room = area.height + face.rows[0].gap - sum([row.gap + row.height for row in face.rows])
        top = area.bottom + area.height - (0.45 * room if face.alone else min(raised * room, 0.1 * area.height))
        left = area.left
        for number, row in enumerate(face.rows):
            top -= row.gap if number else 0.0
            if face.centred:
                aside = (area.width - row.width) / 2
                left = area.left - aside if row.mirrored else area.left + aside
            for drawing in row.drawings:
                self._draw(left + drawing.x, top - row.baseline, drawing, row)
            top -= row.height

    def _draw(self, x: float, y: float, drawing: Drawing, row: Row) -> None:
        """A drawing of a row, x being where it begins, and y the baseline."""
        match drawing:
            case Text():
                self.ink.text(x, y, drawing.line.drawn, drawing.size, GREY if drawing.grey else 0.0, drawing.path)
            case Box(_, size, side):
                self.ink.box(x, y + 0.34 * size - side / 2, side, max(0.6, 0.055 * size))
            case Disc(_, size):
                self.ink.disc(x, y + 0.29 * size, 0.11 * size)
            case Tick(_, size):
                self.ink.tick(x, y, size)
            case Stroke(_, length, dotted):
                self.ink.line(x, y, length, 0.35 if dotted else PALE, "0.7 2" if dotted else "")
            case Image(_, drop, width, height, file, alternative, path):
                self.ink.picture(x, y - drop, width, height, file, alternative, path)
            case Outline(_, formula, size, _, path, grey):
                self.ink.formula(x, y, size, formula, GREY if grey else 0.0, path)
            case Bar(_, length, rise, thickness, shade):
                self.ink.rule(x, y + rise, x + length, y + rise, shade, width=thickness)
            case Ground(_, width, shade, inset):
                self.ink.ground(x, y + row.baseline - row.height, width, row.height - inset, shade)
            case Wrapped(_, size):
                self.ink.wrapped(x, y, size)
            case LinkArea(_, width, up, down, address, path):
                self.ink.link(x, y - down, width, up + down, address, path)
            case Group(_, _, inner, rise):
                for each in inner:
                    self._draw(x + each.x, y + rise, each, row)
            case _:
                assert_never(drawing)

    def _draw_head(self, face: Face, small: Small, *, begins: bool) -> None:
        """Section, label and number. Where they are too long together the section is shortened, then the label."""
        area, size = face.area, face.small
        y = area.bottom + area.height + 1.8 * size
        number = self.small_print.number(small.number, small.of)
        room = area.width / size - number.width - 2
        label = self.small_print.within(f"· {small.label}", 0.6 * room)[0] if small.label else NOTHING
        section = self.small_print.within(small.section, room - label.width - 0.5)[0]
        title = (Tag("H1", small.section),) if begins else ()
        self.ink.text(area.left, y, section.drawn, size, GREY, title)
        if small.label:
            start = (section.width + 0.5) * size if section.words else 0.0
            self.ink.text(area.left + start, y, label.drawn, size, GREY)
        self.ink.text(area.left + area.width - number.width * size, y, number.drawn, size, GREY)

    def _draw_foot(self, face: Face, small: Small) -> None:
        """The deck, the card's id and its source; on a page of its own the number too, at the right of the first."""
        area, size = face.area, face.small
        y = area.bottom - 2 * size
        if face.numbered:
            self._draw_numbered_foot(area, size, small)
            y -= 1.25 * size
        for each in self.small_print.foot(small.foot, area.width / size, numbered=face.numbered)[int(face.numbered) :]:
            self.ink.text(area.left, y, each.drawn, size, GREY)
            y -= 1.25 * size

    def _draw_numbered_foot(self, area: Area, size: float, small: Small) -> None:
        """Deck, id and number on one line. Where they are too long together the deck is shortened, then the id."""
        y = area.bottom - 2 * size
        number = self.small_print.number(small.number, small.of)
        room = area.width / size - number.width - 2
        name = self.small_print.within(small.foot.note, room)[0]
        deck = self.small_print.line(f"{small.foot.deck} ·")
        if deck.width > (left := room - name.width - 0.5):
            deck = self.small_print.within(small.foot.deck, left)[0] if left > _WORTH_IT else NOTHING
        self.ink.text(area.left, y, deck.drawn, size, GREY)
        start = (deck.width + 0.5) * size if deck.words else 0.0
        self.ink.text(area.left + start, y, name.drawn, size, GREY)
        self.ink.text(area.left + area.width - number.width * size, y, number.drawn, size, GREY)

    def draw_fold(self, fold: Rule, small: float) -> None:
        """A dashed line from end to end, level or upright, with the words in its middle."""
        (x, y), (to_x, to_y) = fold
        size = 0.8 * small
        word = self.small_print.line(words.FOLD)
        whole = max(to_x - x, to_y - y)
        before = (whole - word.width * size) / 2
        length = before - size / 2
        if to_x > x:
            self.ink.rule(x, y, x + length, y, PALE, "2 3")
            self.ink.rule(to_x - length, y, to_x, y, PALE, "2 3")
            self.ink.text(x + before, y - 0.3 * size, word.drawn, size, GREY)
        else:
            self.ink.rule(x, y, x, y + length, PALE, "2 3")
            self.ink.rule(x, to_y - length, x, to_y, PALE, "2 3")
            self.ink.text(x + 0.3 * size, y + before, word.drawn, size, GREY, upwards=True)

    def draw_cuts(self, cuts: Iterable[Rule]) -> None:
        """Hairlines, as thin as a cut, so that what is left of one on a card that is cut beside it is hardly seen."""
        for start, end in cuts:
            self.ink.rule(*start, *end, GREY, width=_CUT)
