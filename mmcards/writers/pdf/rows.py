"""Blocks -> rows that stand below each other, at a size and in a measure. Lengths are in points.

What a row draws is a closed set, drawn by mmcards.writers.pdf.sheets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeAlias, assert_never

from mmcards.model import File
from mmcards.writers.pdf.lines import Line, SetParagraph, lines
from mmcards.writers.pdf.typefaces import ASCENT, DESCENT
from mmcards.writers.pdf.typeset import SetBlock, SetItem, SetList, SetPicture

# --- what is drawn ---------------------------------------------------------------------------------------------------


class Tag(NamedTuple):
    """What a part of a text is for those who do not see it: a structure type of PDF, and whose it is.

    H is a heading, H1 that of a section, L a list, LI an item, Lbl its number, LBody its text (ISO 32000-2, 14.8.4).
    """

    kind: Literal["H1", "H", "P", "L", "LI", "Lbl", "LBody", "Figure"]
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


Drawing: TypeAlias = Text | Box | Disc | Tick | Stroke | Image


class Row(NamedTuple):
    """What is not parted: drawings on one baseline.

    `gap` is the space above, but for the first row of a page; `baseline` lies so far below the top; `width` is how
    far the row reaches, from the left, or from the right where it is `mirrored`; `chopped` says that a word is cut at
    its end. The row of a picture may be made lower, down to `least`, which is 0 for all others.
    """

    gap: float
    height: float
    baseline: float
    width: float
    drawings: tuple[Drawing, ...]
    chopped: bool = False
    least: float = 0.0
    mirrored: bool = False


@dataclass(frozen=True)
class Setting:
    """How blocks are set: size in points, and leading as a multiple of it.

    `box` is the side of the box before each item of outer lists, in ems; at 0 they have bullets. `heading` says that
    the paragraphs are headings.
    """

    size: float
    leading: float = 1.3
    paragraph_gap: float = 0.5
    item_gap: float = 0.22
    box: float = 0.0
    balanced: bool = False
    grey: bool = False
    heading: bool = False

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
    drawings = (each._replace(path=()) if isinstance(each, Text | Image) else each for each in row.drawings)
    return row._replace(drawings=tuple(drawings))


# --- rows ------------------------------------------------------------------------------------------------------------

INDENT: Final = 1.45
"""How far the items of a list are set in, in ems."""

TICKED: Final = 0.72
"""The side of a box to tick, in ems: as high as capitals."""

TICK: Final = 0.93
"""How wide a check mark is, in ems."""

_PICTURE_LINES: Final = 8
"""As many lines of text are as high as a picture should be at least."""


def rows(blocks: Sequence[SetBlock], measure: float, setting: Setting, gap: float = 0.0) -> list[Row]:
    """Blocks as rows no wider than the measure, in points, the first with the gap above it.

    What begins from right to left has its marks and indents on the right.
    """
    found: list[Row] = []
    for block in blocks:
        its_rows = _rows((block,), measure, setting, gap, 0.0, (), ())
        found += (mirrored(row, measure) for row in its_rows) if begins_right(block) else its_rows
        gap = setting.paragraph_gap * setting.size
    return found


def begins_right(block: SetBlock) -> bool:
    """Whether a block begins from right to left."""
    match block:
        case SetParagraph(_, right_to_left):
            return right_to_left
        case SetList(_, right_to_left):
            return right_to_left
        case SetPicture():
            return False
        case _:
            assert_never(block)


def mirrored(row: Row, measure: float) -> Row:
    """A row whose drawings stand from the right on, as they stood from the left."""
    return row._replace(drawings=tuple(_mirrored(drawing, measure) for drawing in row.drawings), mirrored=True)


def _mirrored(drawing: Drawing, measure: float) -> Drawing:
    match drawing:
        case Text(x, width=width) | Image(x, width=width):
            return drawing._replace(x=measure - x - width)
        case Box(x, side=side):
            return drawing._replace(x=measure - x - side)
        case Disc(x):
            return drawing._replace(x=measure - x)
        case Tick(x, size):
            return drawing._replace(x=measure - x - TICK * size)
        case Stroke(x, length):
            return drawing._replace(x=measure - x - length)
        case _:
            assert_never(drawing)


def _rows(
    blocks: Sequence[SetBlock],
    measure: float,
    setting: Setting,
    gap: float,
    x: float,
    before: tuple[Drawing, ...],
    path: Path,
) -> Iterator[Row]:
    """Rows from x on; `before` stands before the first of them."""
    size = setting.size
    for block in blocks:
        match block:
            case SetParagraph():
                own = path if _is_body(path, blocks) else (*path, Tag("H" if setting.heading else "P", block))
                for line in lines(block, (measure - x) / size, balanced=setting.balanced):
                    yield _row(line, gap, x, setting, before, own)
                    gap, before = 0.0, ()
            case SetList(items):
                inside = replace(setting, box=0.0)
                indent = _indent(items, setting) * size
                for item in items:
                    inner = (*path, Tag("L", block), Tag("LI", item))
                    mark = (*before, *_marker(item.number, x, setting, inner))
                    content = item.blocks or (SetParagraph(()),)
                    yield from _rows(content, measure, inside, gap, x + indent, mark, (*inner, Tag("LBody", item)))
                    gap, before = setting.item_gap * size, ()
            case SetPicture():
                yield _picture(block, measure - x, gap, x, setting, before, (*path, Tag("Figure", block)))
                before = ()
            case _:
                assert_never(block)
        gap = setting.paragraph_gap * size


def _is_body(path: Path, blocks: Sequence[SetBlock]) -> bool:
    """Whether a paragraph is all that an item has, and need not be told apart from it."""
    return bool(path) and len(blocks) == 1


def _indent(items: Sequence[SetItem], setting: Setting) -> float:
    """Wide enough for the widest number, and a box before it where there are boxes."""
    widest = max((item.number.length for item in items if item.number), default=0.0)
    box = _box_indent(setting)
    return (box if widest else 0.0) + max(INDENT, box, widest + 0.45)


def _box_indent(setting: Setting) -> float:
    """How far what stands behind a box is set in, in ems."""
    return setting.box - TICKED + INDENT if setting.box else 0.0


def _marker(number: SetParagraph | None, x: float, setting: Setting, path: Path) -> tuple[Drawing, ...]:
    size = setting.size
    box = (Box(x, size, setting.box * size),) if setting.box else ()
    if number:
        (line,) = lines(number, 1000.0)
        start = x + _box_indent(setting) * size
        own = (*path, Tag("Lbl", path[-1].of))
        return (*box, Text(start, line, size, line.width * size, own, setting.grey))
    return box or (Disc(x + 0.45 * size, size),)


def _picture(
    picture: SetPicture,
    measure: float,
    gap: float,
    x: float,
    setting: Setting,
    before: tuple[Drawing, ...],
    path: Path,
) -> Row:
    """A picture as large as it is, or as the measure lets it be; a mark before it stands at its top."""
    air = 0.3 * setting.size
    scale = min(1.0, measure / picture.width)
    width, height = scale * picture.width, scale * picture.height
    baseline = min(setting.baseline, height)
    drawing = Image(x, height - baseline, width, height, picture.file, picture.alternative, path)
    least = min(height, _PICTURE_LINES * setting.height) + air
    return Row(max(gap, air), height + air, baseline, x + width, (*before, drawing), least=least)


def lowered(row: Row, height: float) -> Row:
    """The row of a picture, made so high."""
    *before, picture = row.drawings
    assert isinstance(picture, Image)
    inner = height - (row.height - picture.height)
    width = picture.width * inner / picture.height
    baseline = min(row.baseline, inner)
    x = picture.x + picture.width - width if row.mirrored else picture.x
    drawing = picture._replace(x=x, drop=inner - baseline, width=width, height=inner)
    reach = row.width - picture.width + width
    return row._replace(height=height, baseline=baseline, width=reach, drawings=(*before, drawing))


def _row(line: Line, gap: float, x: float, setting: Setting, before: tuple[Drawing, ...], path: Path) -> Row:
    width = line.width * setting.size
    text = Text(x, line, setting.size, width, path, setting.grey)
    return Row(gap, setting.height, setting.baseline, x + width, (*before, text), line.chopped)
