"""Rows, which stand below each other on a page and are not parted, and what they draw. Lengths are in points.

What a row draws is a closed set, drawn by mmcards.writers.pdf.sheets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeAlias, assert_never

from mmcards.model import File
from mmcards.writers.pdf.lines import Line
from mmcards.writers.pdf.typefaces import ASCENT, DESCENT
from mmcards.writers.pdf.wear import SetFormula

# --- what is drawn ---------------------------------------------------------------------------------------------------


Kind: TypeAlias = Literal[
    "H1", "H", "P", "L", "LI", "Lbl", "LBody", "Figure", "Formula",
    "BlockQuote", "Code", "Table", "TR", "TH", "TD", "Link",
]  # fmt: skip


class Tag(NamedTuple):
    """What a part of a text is for those who do not see it: a structure type of PDF, and whose it is.

    H is a heading, H1 that of a section, L a list, LI an item, Lbl its number, LBody its text, TR a row of a table, TH
    and TD its cells (ISO 32000-2, 14.8.4).
    """

    kind: Kind
    of: object


Path: TypeAlias = tuple[Tag, ...]
"""Tags from the outermost to that of a text itself."""


class Text(NamedTuple):
    """A line from x on, on the baseline, so wide. Grey text is small print."""

    x: float
    line: Line
    size: float
    width: float
    path: Path
    grey: bool = False


class Box(NamedTuple):
    """A square to tick or to write in, beside the middle of capitals of this size."""

    x: float
    size: float
    side: float


class Disc(NamedTuple):
    """A bullet, x being its middle."""

    x: float
    size: float


TICK: Final = 0.93
"""How wide a check mark is, in ems."""


class Tick(NamedTuple):
    """A check mark."""

    x: float
    size: float


class Stroke(NamedTuple):
    """A line to write on, from x on, on the baseline."""

    x: float
    length: float
    dotted: bool = False


class Image(NamedTuple):
    """A picture from x on, its lower edge so far below the baseline; `alternative` is its text."""

    x: float
    drop: float
    width: float
    height: float
    file: File
    alternative: str
    path: Path


class Outline(NamedTuple):
    """A formula from x on, on the baseline, at a size; so wide. Grey as text is."""

    x: float
    formula: SetFormula
    size: float
    width: float
    path: Path
    grey: bool = False


class Bar(NamedTuple):
    """A level bar from x on, its middle so far above the baseline: a rule, or a line under or through a text."""

    x: float
    length: float
    rise: float
    thickness: float
    grey: float = 0.0


class Ground(NamedTuple):
    """What fills the height of the row from x on, behind all else: the tint of code, the bar beside a quote.

    It begins so far below the top of the row as its inset says.
    """

    x: float
    width: float
    grey: float
    inset: float = 0.0


class Wrapped(NamedTuple):
    """A mark before what goes on from the line above."""

    x: float
    size: float


class LinkArea(NamedTuple):
    """Where to click for an address: from x on, from `down` below the baseline to `up` above it."""

    x: float
    width: float
    up: float
    down: float
    address: str
    path: Path


class Group(NamedTuple):
    """Drawings that keep their order where all else is mirrored; their x begin at that of the group.

    `rise` is how far their baseline is above that of the row.
    """

    x: float
    width: float
    drawings: tuple["Drawing", ...]
    rise: float = 0.0


Drawing: TypeAlias = Text | Box | Disc | Tick | Stroke | Image | Outline | Bar | Ground | Wrapped | LinkArea | Group


class Row(NamedTuple):
    """What is not parted: drawings on one baseline.

    `gap` is the space above, but for the first row of a page; `baseline` lies so far below the top; `width` is how
    far the row reaches, from the left, or from the right where it is `mirrored`; `chopped` is how many words are cut at
    its end. The row of a picture or of a high formula may be made lower, down to `least`, which is 0 for all others.
    """

    gap: float
    height: float
    baseline: float
    width: float
    drawings: tuple[Drawing, ...]
    chopped: int = 0
    least: float = 0.0
    mirrored: bool = False


@dataclass(frozen=True)
class Setting:
    """How blocks are set: size in points, and leading as a multiple of it.

    `box` is the side of the box before each item of outer lists, in ems; at 0 they have bullets. `heading` says that
    the paragraphs are headings; `right_to_left` that all will be mirrored, so as to begin on the right.
    """

    size: float
    leading: float = 1.3
    paragraph_gap: float = 0.5
    item_gap: float = 0.22
    box: float = 0.0
    balanced: bool = False
    grey: bool = False
    heading: bool = False
    right_to_left: bool = False

    @cached_property
    def height(self) -> float:
        """That of a line, in points."""
        return self.leading * self.size

    @cached_property
    def baseline(self) -> float:
        """How far it lies below the top of a line, in points."""
        return (self.height - (ASCENT + DESCENT) * self.size) / 2 + ASCENT * self.size


def repeated(row: Row) -> Row:
    """A row that was there before, and is not read out again."""
    return row._replace(drawings=tuple(map(_repeated, row.drawings)))


def _repeated(drawing: Drawing) -> Drawing:
    match drawing:
        case Text() | Image() | Outline() | LinkArea():
            return drawing._replace(path=())
        case Group(drawings=inner):
            return drawing._replace(drawings=tuple(map(_repeated, inner)))
        case _:
            return drawing


def mirrored(row: Row, measure: float) -> Row:
    """A row whose drawings stand from the right on, as they stood from the left."""
    return row._replace(drawings=tuple(_mirrored(drawing, measure) for drawing in row.drawings), mirrored=True)


def _mirrored(drawing: Drawing, measure: float) -> Drawing:
    match drawing:
        case Text(x) | Image(x) | Outline(x) | Ground(x) | LinkArea(x) | Group(x):
            return drawing._replace(x=measure - x - drawing.width)
        case Box(x, side=side):
            return drawing._replace(x=measure - x - side)
        case Disc(x):
            return drawing._replace(x=measure - x)
        case Tick(x, size):
            return drawing._replace(x=measure - x - TICK * size)
        case Wrapped():
            return drawing  # code is never mirrored
        case Stroke(x, length) | Bar(x, length):
            return drawing._replace(x=measure - x - length)
        case _:
            assert_never(drawing)


def lowered(row: Row, height: float) -> Row:
    """The row of a picture or a formula, made so high."""
    *before, drawing = row.drawings
    match drawing:
        case Image():
            return _lowered_picture(row, height, before, drawing)
        case Outline():
            return _lowered_formula(row, height, before, drawing)
        case _:
            raise AssertionError("text is not made lower")


def _lowered_picture(row: Row, height: float, before: Sequence[Drawing], picture: Image) -> Row:
    inner = height - (row.height - picture.height)
    width = picture.width * inner / picture.height
    above = row.baseline + picture.drop - picture.height  # what of the row is above the picture
    baseline = min(row.baseline, above + inner)
    x = picture.x + picture.width - width if row.mirrored else picture.x
    drawing = picture._replace(x=x, drop=above + inner - baseline, width=width, height=inner)
    reach = row.width - picture.width + width
    return row._replace(height=height, baseline=baseline, width=reach, drawings=(*before, drawing))


def _lowered_formula(row: Row, height: float, before: Sequence[Drawing], outline: Outline) -> Row:
    """It stays in the middle of its measure."""
    drawn = outline.formula.drawn
    whole = (drawn.ascent + drawn.descent) * outline.size
    scale = (whole - (row.height - height)) / whole
    baseline = row.baseline - (1 - scale) * drawn.ascent * outline.size
    width = scale * outline.width
    drawing = outline._replace(x=outline.x + (outline.width - width) / 2, size=scale * outline.size, width=width)
    return row._replace(height=height, baseline=baseline, drawings=(*before, drawing))
