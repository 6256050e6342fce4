"""Blocks -> rows, at a size and in a measure. Lengths are in points."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, NamedTuple, assert_never

from mmcards.writers.pdf import tables
from mmcards.writers.pdf.lines import Line, SetParagraph, Word, lines
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
    Path,
    Row,
    Setting,
    Tag,
    Text,
    Wrapped,
    lowered,
    mirrored,
)
from mmcards.writers.pdf.set_blocks import (
    SetBlock,
    SetCode,
    SetItem,
    SetList,
    SetPicture,
    SetQuote,
    SetTable,
    code_size,
)
from mmcards.writers.pdf.shaping import Run
from mmcards.writers.pdf.wear import SetFormula

INDENT: Final = 1.45
"""How far the items of a list are set in, in ems."""

TICKED: Final = 0.72
"""The side of a box to tick, in ems: as high as capitals."""

_PICTURE_LINES: Final = 8
"""As many lines of text are as high as a picture should be at least."""

_NARROWEST: Final = 6.0
"""Text that has less room beside a mark, in ems, stands below it; beside the bar of a quote, it stands without that."""


def rows(blocks: Sequence[SetBlock], measure: float, setting: Setting, gap: float = 0.0) -> list[Row]:
    """Blocks as rows no wider than the measure, in points, the first with the gap above it.

    What begins from right to left has its marks and indents on the right.
    """
    found: list[Row] = []
    for block in blocks:
        if begins_right(block):
            its_rows = _rows((block,), _Spot(measure, replace(setting, right_to_left=True), gap))
            found += (mirrored(row, measure) for row in its_rows)
        else:
            found += _rows((block,), _Spot(measure, setting, gap))
        gap = setting.paragraph_gap * setting.size
    return found


def begins_right(block: SetBlock) -> bool:
    """Whether a block begins from right to left."""
    match block:
        case SetParagraph(_, right_to_left):
            return right_to_left
        case SetList(_, right_to_left) | SetTable(_, right_to_left) | SetQuote(_, right_to_left):
            return right_to_left
        case SetPicture() | SetFormula() | SetCode():
            return False
        case _:
            assert_never(block)


class _Spot(NamedTuple):
    """Where and how a block is set: from x on to the measure, its first row below a gap and behind what is `before`.

    `path` leads to it.
    """

    measure: float
    setting: Setting
    gap: float = 0.0
    x: float = 0.0
    before: tuple[Drawing, ...] = ()
    path: Path = ()

    @property
    def width(self) -> float:
        """What there is room for."""
        return self.measure - self.x

    def below(self, gap: float = 0.0) -> "_Spot":
        """The spot for what stands below the first row."""
        return self if gap == self.gap and not self.before else self._replace(gap=gap, before=())

    def within(self, *tags: Tag) -> "_Spot":
        """The same spot for a part of what stands there."""
        return self._replace(path=(*self.path, *tags))

    def row(
        self,
        height: float,
        baseline: float,
        width: float,
        drawings: Sequence[Drawing],
        *,
        chopped: int = 0,
        least: float = 0.0,
        air: float = 0.0,
    ) -> Row:
        """A row here, with some air above it at least."""
        return Row(max(self.gap, air), height, baseline, width, (*self.before, *drawings), chopped, least)


def _rows(blocks: Sequence[SetBlock], spot: _Spot) -> Iterator[Row]:
    setting = spot.setting
    for place, block in enumerate(blocks):
        if place:
            spot = spot.below(setting.paragraph_gap * setting.size)
        match block:
            case SetParagraph():
                found = lines(block, spot.width / setting.size, balanced=setting.balanced)
                tags = () if _is_all(spot.path, blocks) else (Tag("H" if setting.heading else "P", block),)
                yield from _set_lines(found, spot, (*spot.path, *tags))
            case SetList():
                yield from _list(block, spot)
            case SetPicture():
                yield _picture(block, spot.within(Tag("Figure", block)))
            case SetFormula():
                yield _display(block, spot.within(Tag("Formula", block)))
            case SetCode():
                yield from _code(block, spot.within(Tag("P", block), Tag("Code", block)))
            case SetTable():
                yield from _table(block, spot.within(Tag("Table", block)))
            case SetQuote(inner_blocks):
                yield from _quote(inner_blocks, spot.within(Tag("BlockQuote", block)))
            case _:
                assert_never(block)


def _is_all(path: Path, blocks: Sequence[SetBlock]) -> bool:
    """Whether a paragraph is all that an item or a cell has, and need not be told apart from it."""
    return len(blocks) == 1 and bool(path) and path[-1].kind in ("LBody", "TH", "TD")


def _set_lines(found: Sequence[Line], spot: _Spot, path: Path) -> Sequence[Row]:
    """Lines of one text below each other, to which the path leads."""
    measure, setting, gap, x, before, _ = spot
    size, height, baseline, grey = setting.size, setting.height, setting.baseline, setting.grey
    rows: list[Row] = []
    for line in found:
        if line.worn:
            rows.append(_worn_row(line, _Spot(measure, setting, gap, x, before, path)))
        else:
            width = line.width * size
            drawings = (*before, Text(x, line, size, width, path, grey))
            rows.append(Row(gap, height, baseline, x + width, drawings, line.chopped))
        gap, before = 0.0, ()
    return rows


# --- lists -----------------------------------------------------------------------------------------------------------


def _list(block: SetList, spot: _Spot) -> Iterator[Row]:
    """Items behind their marks; below them, where there is no room beside."""
    setting = spot.setting
    size = setting.size
    inside = replace(setting, box=0.0)
    indent = _indent(block.items, setting) * size
    beside = spot.width - indent >= _NARROWEST * size
    for item in block.items:
        inner = spot.within(Tag("L", block), Tag("LI", item))
        inner = inner._replace(before=(*inner.before, *_marker(item.number, inner)))
        if not beside:
            yield inner.row(setting.height, setting.baseline, spot.x + indent, (), chopped=True)
            inner = inner.below()
        inner = inner.within(Tag("LBody", item))._replace(setting=inside, x=spot.x + (indent if beside else 0.0))
        yield from _rows(item.blocks or (SetParagraph(()),), inner)
        spot = spot.below(setting.item_gap * size)


def _indent(items: Sequence[SetItem], setting: Setting) -> float:
    """Wide enough for the widest number, and a box before it where there are boxes."""
    widest = max((item.number.length for item in items if item.number), default=0.0)
    box = _box_indent(setting)
    return (box if widest else 0.0) + max(INDENT, box, widest + 0.45)


def _box_indent(setting: Setting) -> float:
    """How far what stands behind a box is set in, in ems."""
    return setting.box - TICKED + INDENT if setting.box else 0.0


def _marker(number: SetParagraph | None, spot: _Spot) -> tuple[Drawing, ...]:
    """What stands before an item, to which the path leads."""
    setting, x = spot.setting, spot.x
    size = setting.size
    box = (Box(x, size, setting.box * size),) if setting.box else ()
    if number:
        (line,) = lines(number, 1000.0)
        start = x + _box_indent(setting) * size
        own = spot.within(Tag("Lbl", spot.path[-1].of)).path
        return (*box, Text(start, line, size, line.width * size, own, setting.grey))
    return box or (Disc(x + 0.45 * size, size),)


# --- what is worn ----------------------------------------------------------------------------------------------------

_AIR: Final = 0.12
"""What is left free above and below a formula that is higher than a line, in ems."""

_UNDER: Final = -0.14
_THROUGH: Final = 0.27
_DOT: Final = -0.36
"""Where lines under and through a text lie above the baseline, and that of the dots below it, in ems."""


def _worn_row(line: Line, spot: _Spot) -> Row:
    """A line with formulas, links or struck text in it, as high as it must be."""
    setting = spot.setting
    size = setting.size
    width = line.width * size
    above, below = setting.baseline, setting.height - setting.baseline
    drawings: list[Drawing] = []
    place = 0.0
    runs = [run for word in line.drawn for run in word.drawn]
    for wear, group in groupby(runs, key=lambda run: run.wear):
        part = tuple(group)
        wide = sum(run.width for run in part) * size
        seen = min(wide, width - place)  # a space at the end is not
        own = (*spot.path, Tag("Link", wear.anchor)) if wear and wear.anchor else spot.path
        if wear and wear.formula:
            for run in part:
                drawn = wear.formula.drawn
                formula = (*own, Tag("Formula", wear.formula))
                drawings.append(Outline(place, wear.formula, size, run.width * size, formula, setting.grey))
                above = max(above, (drawn.ascent + _AIR) * size)
                below = max(below, (drawn.descent + _AIR) * size)
        else:
            drawings.append(Text(place, Line((Word(part),), wide / size), size, wide, own, setting.grey))
        if wear and wear.dotted:
            drawings.append(Group(place, wide, tuple(_dots(part, size)), _DOT * size))
        if wear and wear.struck:
            drawings.append(Bar(place, seen, _THROUGH * size, 0.07 * size))
        if wear and wear.anchor:
            drawings.append(Bar(place, seen, _UNDER * size, 0.05 * size))
            drawings.append(LinkArea(place, seen, above, below, wear.anchor.address, own))
        place += wide
    whole = Group(spot.x, width, tuple(drawings))
    return spot.row(above + below, above, spot.x + width, (whole,), chopped=line.chopped)


def _dots(runs: Sequence[Run], size: float) -> Iterator[Disc]:
    """A dot in the middle of each letter."""
    x = 0.0
    for run in runs:
        for _, letter in run.letters():
            yield Disc(x + letter * size / 2, 0.5 * size)
            x += letter * size


# --- other blocks ----------------------------------------------------------------------------------------------------

_TINT: Final = 0.95
_BAR: Final = 0.7
"""The grey of the ground of code, and of the bar beside a quote."""

_PADDING: Final = 0.5
"""Between the edge of a ground and what stands on it, in ems."""


def _picture(picture: SetPicture, spot: _Spot) -> Row:
    """A picture as large as it is, or as the measure lets it be; a mark before it stands at its top."""
    setting = spot.setting
    air = 0.3 * setting.size
    wanted = picture.share * spot.width / picture.width if picture.share else 1.0
    scale = min(wanted, spot.width / picture.width)
    width, height = scale * picture.width, scale * picture.height
    baseline = min(setting.baseline, height)
    drawing = Image(spot.x, height - baseline, width, height, picture.file, picture.alternative, spot.path)
    least = min(height, _PICTURE_LINES * setting.height) + air
    return spot.row(height + air, baseline, spot.x + width, (drawing,), least=least, air=air)


def _display(formula: SetFormula, spot: _Spot) -> Row:
    """A formula in the middle of its measure, or behind the mark of an item; made smaller where it is wider."""
    setting, drawn = spot.setting, formula.drawn
    size = min(setting.size, spot.width / drawn.width if drawn.width else setting.size)
    width = drawn.width * size
    beside = any(tag.kind == "LBody" for tag in spot.path)  # a mark, which it stands behind
    start = spot.x + (0.0 if beside else (spot.width - width) / 2)
    above = (drawn.ascent + _AIR) * size
    height = above + (drawn.descent + _AIR) * size
    outline = Outline(start, formula, size, width, spot.path, setting.grey)
    most = _PICTURE_LINES * setting.height
    least = most if height > most else 0.0
    return spot.row(height, above, spot.measure, (outline,), least=least, air=0.3 * setting.size)


_WRAPPED: Final = 1.5
"""How far what is cut from a line of code is set in, in ems."""


def _code(code: SetCode, spot: _Spot) -> Iterator[Row]:
    """Lines of code on a tint; what is cut from a line stands below it, behind a mark."""
    inside = replace(spot.setting, size=code_size(spot.setting.size), leading=1.3, balanced=False)
    padding, aside = _PADDING * inside.size, _WRAPPED * inside.size
    spot = spot._replace(gap=max(spot.gap, 0.35 * spot.setting.size))  # so that it parts from code above
    room = spot.width - 2 * padding
    for number, source in enumerate(code.lines):
        fits = source.length * inside.size <= room
        found = lines(source, (room if fits else room - aside) / inside.size)
        for place, line in enumerate(found):
            mark = (Wrapped(padding, inside.size),) if place else ()
            start = padding + (aside if place else 0.0)
            (row,) = _set_lines([line], _Spot(spot.width, inside, x=start, before=mark), spot.path)
            top = padding if number == place == 0 else 0.0
            bottom = padding if number == len(code.lines) - 1 and place == len(found) - 1 else 0.0
            drawings = (Ground(spot.x, spot.width, _TINT), Group(spot.x, spot.width, row.drawings))
            height, baseline = row.height + top + bottom, row.baseline + top
            yield spot.row(height, baseline, spot.measure, drawings, chopped=place < len(found) - 1)
            spot = spot.below()


def _quote(blocks: Sequence[SetBlock], spot: _Spot) -> Iterator[Row]:
    """Blocks beside a bar, which is not interrupted between them. Where there is no room beside it, it is left out."""
    size = spot.setting.size
    if spot.width - size < _NARROWEST * size:
        for row in _rows(blocks, spot):
            yield row._replace(chopped=True)
        return
    for number, row in enumerate(_rows(blocks, spot._replace(gap=0.0, x=spot.x + size))):
        inner = row.gap if number else 0.0
        yield row._replace(
            gap=0.0 if number else spot.gap,
            height=row.height + inner,
            baseline=row.baseline + inner,
            drawings=(Ground(spot.x, 0.18 * size, _BAR), *(_lowered(drawing, inner) for drawing in row.drawings)),
            least=row.least + inner if row.least else 0.0,
        )


def _lowered(drawing: Drawing, inset: float) -> Drawing:
    """A drawing of a row whose gap becomes a part of it: a ground does not fill that."""
    return drawing._replace(inset=drawing.inset + inset) if isinstance(drawing, Ground) else drawing


def _table(table: SetTable, spot: _Spot) -> Iterator[Row]:
    turned = table.right_to_left != spot.setting.right_to_left
    for row in tables.rows(table, spot.width, spot.setting, spot.path, _set_cell):
        row = mirrored(row, spot.width) if turned else row
        moved = tuple(drawing._replace(x=drawing.x + spot.x) for drawing in row.drawings)
        width = spot.measure if turned else row.width + spot.x
        yield spot.row(row.height, row.baseline, width, moved, chopped=row.chopped, least=row.least)
        spot = spot.below()


def _set_cell(blocks: Sequence[SetBlock], measure: float, setting: Setting, path: Path) -> Sequence[Row]:
    """What stands in a cell, where pictures and formulas are no higher than they are to be at least elsewhere."""
    most = _PICTURE_LINES * setting.height
    found = _rows(blocks, _Spot(measure, setting, path=path))
    return tuple(lowered(row, most) if row.least and row.height > most else row for row in found)
