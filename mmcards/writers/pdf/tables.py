"""Tables -> rows: how wide their columns are, and what stands beside each other. Lengths are in points."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, zip_longest
from typing import Final, NamedTuple, TypeAlias, assert_never

from mmcards.writers.pdf.lines import Line, SetParagraph
from mmcards.writers.pdf.rows import Bar, Drawing, Group, Kind, Path, Row, Setting, Tag, Text
from mmcards.writers.pdf.set_blocks import SetBlock, SetCell, SetCode, SetList, SetPicture, SetQuote, SetRow, SetTable
from mmcards.writers.pdf.wear import SetFormula

SetBlocks: TypeAlias = Callable[[Sequence[SetBlock], float, Setting, Path], Sequence[Row]]
"""Sets the blocks of a cell in a measure."""

_GAP: Final = 1.2
"""Between two columns, in ems."""

_PADDING: Final = 0.22
"""Above and below the text of a cell, in ems."""

_WHOLE: Final = 10
"""A row of so many lines at most is not parted: they have room on the smallest card."""

_STRONG: Final = 0.8
_FINE: Final = 0.4
"""The thickness of rules above, below the head and below a table, and of those between its rows."""

_FINE_GREY: Final = 0.6


def rows(table: SetTable, measure: float, setting: Setting, path: Path, set_blocks: SetBlocks) -> Iterator[Row]:
    """A table's rows, no wider than the measure, without a gap above or between them. An empty head is left out.

    Where the columns have no room for a letter each, the cells of a row stand below each other.
    """
    inside = replace(setting, leading=1.25, box=0.0, balanced=False, heading=False)
    count = len(table.rows[0].cells)
    gap = min(_GAP * setting.size, measure / (2 * count))
    room = measure - gap * (count - 1)
    beside = sum(_letters(table, setting.size)) <= room
    widths = _widths(table, room, setting.size) if beside else [measure]
    columns = _Columns(widths, gap, setting.size, table.right_to_left)
    shown = [row for row in table.rows if any(cell.blocks for cell in row.cells) or not row.cells[0].head]
    for number, row in enumerate(shown):
        paths = [(*path, Tag("TR", row), Tag(_tag(cell), cell)) for cell in row.cells]
        cells = [
            _Set(cell, set_blocks(cell.blocks, width, inside, own), own)
            for cell, width, own in zip(row.cells, widths if beside else widths * count, paths, strict=True)
        ]
        if beside:
            strong = row.cells[0].head or number == len(shown) - 1
            yield from _parted(columns, cells, inside, number == 0, strong)
            continue
        for place, cell in enumerate(cells):
            yield from _parted(columns, [cell], inside, number == place == 0, place == count - 1)


class _Set(NamedTuple):
    """A cell and its rows."""

    cell: SetCell
    rows: Sequence[Row]
    path: Path


class _Columns(NamedTuple):
    """How wide the columns are, the gap between two, and the size of what stands in them."""

    widths: Sequence[float]
    gap: float
    size: float
    right_to_left: bool

    @property
    def starts(self) -> Iterator[float]:
        return accumulate((width + self.gap for width in self.widths[:-1]), initial=0.0)

    @property
    def width(self) -> float:
        return sum(self.widths) + self.gap * (len(self.widths) - 1)


def _tag(cell: SetCell) -> Kind:
    return "TH" if cell.head else "TD"


class _Edges(NamedTuple):
    """Whether a table begins here, whether a row of it opens and closes here, and whether with a strong rule."""

    begins: bool
    opens: bool
    closes: bool
    strong: bool


def _parted(columns: _Columns, cells: Sequence[_Set], setting: Setting, first: bool, strong: bool) -> Iterator[Row]:
    """A row of a table: one that is kept whole, or one for each line where it has many."""
    parts: list[list[Sequence[Row]]] = [[cell.rows for cell in cells]]
    if max(map(_height, parts[0])) > _WHOLE * setting.height:
        parts = [[[row] if row else [] for row in line] for line in zip_longest(*(cell.rows for cell in cells))]
    for number, part in enumerate(parts):
        is_first, is_last = number == 0, number == len(parts) - 1
        yield _row(columns, cells, part, setting, _Edges(first and is_first, is_first, is_last, strong))


def _row(
    columns: _Columns,
    cells: Sequence[_Set],
    part: Sequence[Sequence[Row]],
    setting: Setting,
    edges: _Edges,
) -> Row:
    """Rows of cells beside each other, their first lines on one baseline."""
    padding = _PADDING * columns.size
    above = max((rows[0].baseline for rows in part if rows), default=setting.baseline)
    baseline = above + (padding if edges.opens else 0.0)
    height = setting.height + (padding if edges.opens else 0.0) + (padding if edges.closes else 0.0)
    drawings: list[Drawing] = []
    for start, width, cell, rows in zip(columns.starts, columns.widths, cells, part, strict=True):
        top = baseline - (rows[0].baseline if rows else 0.0)
        inner: list[Drawing] = []
        if edges.opens and not rows:  # which is told all the same, or those after it would be taken for it
            inner.append(Text(0.0, Line((), 0.0), columns.size, 0.0, cell.path))
        for place, row in enumerate(rows):
            top += row.gap if place else 0.0
            aside = _aside(cell.cell, columns.right_to_left) * (width - row.width)
            inner.append(Group(aside, row.width, row.drawings, baseline - top - row.baseline))
            top += row.height
        height = max(height, top + (padding if edges.closes else 0.0))
        drawings.append(Group(start, width, tuple(inner)))
    if edges.begins:
        drawings.append(Bar(0.0, columns.width, baseline - _STRONG / 2, _STRONG))
    if edges.closes:
        thickness, grey = (_STRONG, 0.0) if edges.strong else (_FINE, _FINE_GREY)
        drawings.append(Bar(0.0, columns.width, baseline - height + thickness / 2, thickness, grey))
    chopped = sum(row.chopped for rows in part for row in rows)
    return Row(0.0, height, baseline, columns.width, tuple(drawings), chopped)


def _aside(cell: SetCell, right_to_left: bool) -> float:
    """Which part of the room that a line leaves in its column stands before it."""
    match cell.alignment:
        case "left":
            return 0.0
        case "center":
            return 0.5
        case "right":
            return 1.0
        case "":
            first = next((block.right_to_left for block in cell.blocks if isinstance(block, SetParagraph)), False)
            return 1.0 if right_to_left or first else 0.0
        case _:
            assert_never(cell.alignment)


def _height(rows: Sequence[Row]) -> float:
    return sum(row.height + (row.gap if place else 0.0) for place, row in enumerate(rows))


# --- columns ---------------------------------------------------------------------------------------------------------


def _widths(table: SetTable, room: float, size: float) -> list[float]:
    """Of each column: as wide as its text, or as there is room for.

    Where there is too little for all, wide columns give way to narrow ones, but none is narrower than its widest word
    as long as there is room for all of these. Where there is not, those of long words give way, down to a letter, for
    which there is room.
    """
    columns = range(len(table.rows[0].cells))
    natural = [max(_natural(row, place, size) for row in table.rows) for place in columns]
    least = [max(_least(row, place, size) for row in table.rows) for place in columns]
    if sum(natural) <= room:
        return [width + _SLACK for width in natural]
    if sum(least) >= room:
        natural, least = least, _letters(table, size)
    low, high = 0.0, room
    for _ in range(40):
        level = (low + high) / 2
        if sum(_filled(natural, least, level)) > room:
            high = level
        else:
            low = level
    return list(_filled(natural, least, low))


_SLACK: Final = 0.001
"""What widths in points that were sums of widths in ems may differ by."""


def _filled(natural: Sequence[float], least: Sequence[float], level: float) -> Iterator[float]:
    """The widths of columns that take no more than a level, but as much as they must."""
    for most, narrowest in zip(natural, least, strict=True):
        yield max(narrowest, min(most, level))


def _natural(row: SetRow, place: int, size: float) -> float:
    return max((_width(block, size) for block in row.cells[place].blocks), default=0.0)


def _width(block: SetBlock, size: float) -> float:
    """How wide a block is in one line."""
    match block:
        case SetParagraph(parts):
            return max((part.width for part in parts), default=0.0) * size
        case SetPicture():
            return block.width
        case SetFormula():
            return block.drawn.width * size
        case SetList() | SetCode() | SetTable() | SetQuote():
            raise AssertionError("a cell holds no such blocks")
        case _:
            assert_never(block)


_SMALL_PICTURE: Final = 4.0
"""What a column leaves to a picture at least, in ems."""


def _least(row: SetRow, place: int, size: float) -> float:
    return max((_narrowest(block, size) for block in row.cells[place].blocks), default=0.0)


def _narrowest(block: SetBlock, size: float) -> float:
    """How wide a block is where it is parted as much as it can be."""
    match block:
        case SetParagraph(parts):
            return max((word.width for part in parts for word in part.words), default=0.0) * size + _SLACK
        case _:
            return min(_width(block, size), _SMALL_PICTURE * size)


def _letters(table: SetTable, size: float) -> list[float]:
    """How narrow each column may be."""
    return [max(_letter(row, place, size) for row in table.rows) for place in range(len(table.rows[0].cells))]


def _letter(row: SetRow, place: int, size: float) -> float:
    """How wide the widest letter of a cell is, an em at most for what is no text; above 0."""
    widest = max((_widest(block, size) for block in row.cells[place].blocks), default=0.0)
    return max(widest, _SLACK)


def _widest(block: SetBlock, size: float) -> float:
    match block:
        case SetParagraph(parts):
            runs = (run for part in parts for word in part.words for run in word.runs)
            letters = (
                size * width for run in runs if not (run.wear and run.wear.formula) for _, width in run.letters()
            )
            return max(letters, default=size) + _SLACK
        case _:
            return size
