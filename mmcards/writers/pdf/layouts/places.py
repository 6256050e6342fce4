"""Places on paper: areas, the faces of a card in its box, and the boxes on the sides of a sheet.

Lengths are in points, from a lower left corner. A face is set by the size of its box, so that it looks the same in
every layout.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple, TypeAlias

from mmcards.errors import CardsError
from mmcards.paper import MM, Offset, Printing, Size
from mmcards.writers.pdf.fitting import Rung, ladder

EDGE: Final = 6 * MM
"""What printers may not reach at the edge of the paper."""

CUT: Final = 4 * MM
"""How far text stays away from where a card is cut out."""

_PUNCHED: Final = 17 * MM
"""Room for holes: their middle is 12 mm from the edge and they are 6 mm wide (ISO 838), and 2 mm beyond them."""

_SMALLEST: Final = ((490.0, (12.0, 12.0)), (345.0, (11.0, 11.0)), (245.0, (9.0, 8.0)), (0.0, (7.0, 6.5)))
"""From which size of a face on, the smallest size of what is read, and of explanations, all in points.

Clear print asks for 12 points on A4 and 11 at least; what is smaller than half of A5 has no room for that.
"""

Feet: TypeAlias = Callable[[float, bool], int]
"""How many lines the longest of the cards' feet takes, where a line is so many ems long, with the number or not."""


class Area(NamedTuple):
    """A rectangle."""

    left: float
    bottom: float
    width: float
    height: float

    def moved(self, right: float, up: float) -> "Area":
        return Area(self.left + right, self.bottom + up, self.width, self.height)


class Point(NamedTuple):
    x: float
    y: float


class Rule(NamedTuple):
    """A straight line."""

    start: Point
    end: Point


class Insets(NamedTuple):
    """How far what is printed stays away from the edges of its box."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a card, from the corner of its box: the area of what is read, and the sizes it may be set in.

    A front has its head above the area, a back its foot below; `small` is the size of both. The foot of a back that
    is on a page of its own has the card's number too.
    """

    area: Area
    small: float
    rungs: tuple[Rung, ...]
    numbered: bool = False

    def moved(self, corner: Point) -> "Face":
        return Face(self.area.moved(*corner), self.small, self.rungs, self.numbered)


@dataclass(frozen=True, slots=True)
class Reverse:
    """The other side of a sheet: all that is on it is moved, and then turned by half a turn about its middle."""

    turned: bool
    moved: Point


@dataclass(frozen=True, slots=True)
class Imposition:
    """Cards in fixed places: the corners of the boxes of their fronts, and in the same order of their backs.

    The backs are on the reverse, or on the same side of the sheet where there is none. Where a card takes several
    places, each is one of `unit`. `box` is the size of a card that is cut out.
    """

    sheet: Size
    front: Face
    back: Face
    fronts: tuple[Point, ...]
    backs: tuple[Point, ...]
    unit: str
    reverse: Reverse | None = None
    fold: Rule | None = None
    cuts: tuple[Rule, ...] = ()
    box: Size | None = None

    def cut_out(self, place: int, *, is_back: bool) -> "Area | None":
        """What is cut out of a side, as it is printed; None where the whole sheet is one card."""
        if self.box is None:
            return None
        area = Area(*(self.backs if is_back else self.fronts)[place], self.box.width, self.box.height)
        if not is_back or self.reverse is None:
            return area
        area = area.moved(*self.reverse.moved)
        right, up = self.sheet.width - area.left - area.width, self.sheet.height - area.bottom - area.height
        return Area(right, up, area.width, area.height) if self.reverse.turned else area


# --- the faces of a box ----------------------------------------------------------------------------------------------


def front(box: Size, insets: Insets) -> Face:
    """What is asked, its head above it."""
    small = _small(box)
    area = _area(box, insets, above=2.8 * small)
    return Face(area, small, ladder(_largest(box), *smallest(box)))


def back(box: Size, insets: Insets, feet: Feet, *, numbered: bool) -> Face:
    """The answer, the foot below it."""
    small = _small(box)
    measure = (box.width - insets.left - insets.right) / small
    lines = feet(max(measure, 1.0), numbered)
    area = _area(box, insets, below=(1.25 * lines + 1.25) * small)
    return Face(area, small, ladder(0.72 * _largest(box), *smallest(box)), numbered)


def smallest(box: Size) -> tuple[float, float]:
    """The smallest size of what is read in a box, and of explanations."""
    return next(sizes for from_side, sizes in _SMALLEST if _side(box) >= from_side)


def margins(box: Size, across: float = EDGE, up: float = EDGE) -> Insets:
    """Those that look well, and are not less than what must be left free at the sides, and above and below."""
    air = min(0.13 * max(0.0, _side(box) - 240), 39.0)
    high = max(up, min(up + air, 0.13 * box.height))
    return Insets(across + air, high, across + air, high)


def punched(insets: Insets, edge: str | None) -> Insets:
    """The insets with room for holes at an edge; as they are, if there is none."""
    match edge:
        case "left":
            return insets._replace(left=max(insets.left, _PUNCHED))
        case "top":
            return insets._replace(top=max(insets.top, _PUNCHED))
        case "right":
            return insets._replace(right=max(insets.right, _PUNCHED))
        case "bottom":
            return insets._replace(bottom=max(insets.bottom, _PUNCHED))
        case _:
            return insets


def mirrored(edge: str | None) -> str | None:
    """Where an edge of a card is once it is turned as a page of a book is."""
    return "right" if edge == "left" else edge


def _area(box: Size, insets: Insets, above: float = 0.0, below: float = 0.0) -> Area:
    width = box.width - insets.left - insets.right
    height = box.height - insets.bottom - insets.top - above - below
    if width < 25 * MM or height < 12 * MM:
        raise CardsError(f"There is too little room for text on {box.name}. Take a larger one.")
    return Area(insets.left, insets.bottom + below, width, height)


def _side(box: Size) -> float:
    """The side of a square of the same size."""
    return sqrt(box.width * box.height)


def _small(box: Size) -> float:
    return round(min(8.5, 4 + _side(box) / 110), 1)


def _largest(box: Size) -> float:
    return 10 + _side(box) / 27


# --- the two sides of a sheet ----------------------------------------------------------------------------------------


def reverse(sheet: Size, printing: Printing) -> Reverse:
    """The back of a sheet that the printer turns over.

    Backs are set for paper that is turned as the page of a book is, about its upright edge: that is how a card is
    turned in the hand. A printer that turns it about its level edge puts a page of the file upside down behind the
    front, so there the whole page is turned by half a turn: rows are mirrored instead of columns, and each answer
    stands behind its own question and upright again. On a portrait page the upright edge is the long one.
    """
    upright_edge = "short" if sheet.is_wide else "long"
    right, up = printing.back_offset or Offset(0.0, 0.0)
    return Reverse(turned=(printing.flip or "auto") not in ("auto", upright_edge), moved=Point(right * MM, up * MM))


def free(printing: Printing) -> tuple[float, float]:
    """What must be left free at the sides of a sheet, and above and below: the more, the farther backs are moved."""
    right, up = printing.back_offset or Offset(0.0, 0.0)
    return EDGE + abs(right) * MM, EDGE + abs(up) * MM
