"""Blocks -> rows, at a size and in a measure. Lengths are in points."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, assert_never

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
from mmcards.writers.pdf.shaping import Run
from mmcards.writers.pdf.typeset import (
    CODE_SIZE,
    SetBlock,
    SetCode,
    SetItem,
    SetList,
    SetPicture,
    SetQuote,
    SetTable,
)
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
            its_rows = _rows((block,), measure, replace(setting, right_to_left=True), gap, 0.0, (), ())
            found += (mirrored(row, measure) for row in its_rows)
        else:
            found += _rows((block,), measure, setting, gap, 0.0, (), ())
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
                own = path if _is_all(path, blocks) else (*path, Tag("H" if setting.heading else "P", block))
                for line in lines(block, (measure - x) / size, balanced=setting.balanced):
                    yield _row(line, gap, x, setting, before, own)
                    gap, before = 0.0, ()
            case SetList(items):
                inside = replace(setting, box=0.0)
                indent = _indent(items, setting) * size
                start = x + indent if measure - x - indent >= _NARROWEST * size else x
                for item in items:
                    inner = (*path, Tag("L", block), Tag("LI", item))
                    mark = (*before, *_marker(item.number, x, setting, inner))
                    if start == x:
                        yield Row(gap, setting.height, setting.baseline, x + indent, mark, chopped=True)
                        gap, mark = 0.0, ()
                    content = item.blocks or (SetParagraph(()),)
                    yield from _rows(content, measure, inside, gap, start, mark, (*inner, Tag("LBody", item)))
                    gap, before = setting.item_gap * size, ()
            case SetPicture():
                yield _picture(block, measure - x, gap, x, setting, before, (*path, Tag("Figure", block)))
                before = ()
            case SetFormula():
                yield _display(block, measure, gap, x, setting, before, (*path, Tag("Formula", block)))
                before = ()
            case SetCode():
                yield from _code(block, measure, gap, x, setting, before, (*path, Tag("P", block), Tag("Code", block)))
                before = ()
            case SetTable():
                yield from _table(block, measure, gap, x, setting, before, (*path, Tag("Table", block)))
                before = ()
            case SetQuote(inner):
                yield from _quote(inner, measure, gap, x, setting, before, (*path, Tag("BlockQuote", block)))
                before = ()
            case _:
                assert_never(block)
        gap = setting.paragraph_gap * size


def _is_all(path: Path, blocks: Sequence[SetBlock]) -> bool:
    """Whether a paragraph is all that an item or a cell has, and need not be told apart from it."""
    return len(blocks) == 1 and bool(path) and path[-1].kind in ("LBody", "TH", "TD")


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
    wanted = picture.share * measure / picture.width if picture.share else 1.0
    scale = min(wanted, measure / picture.width)
    width, height = scale * picture.width, scale * picture.height
    baseline = min(setting.baseline, height)
    drawing = Image(x, height - baseline, width, height, picture.file, picture.alternative, path)
    least = min(height, _PICTURE_LINES * setting.height) + air
    return Row(max(gap, air), height + air, baseline, x + width, (*before, drawing), least=least)


def _row(line: Line, gap: float, x: float, setting: Setting, before: tuple[Drawing, ...], path: Path) -> Row:
    width = line.width * setting.size
    if line.worn:
        return _worn_row(line, gap, x, setting, before, path)
    text = Text(x, line, setting.size, width, path, setting.grey)
    return Row(gap, setting.height, setting.baseline, x + width, (*before, text), line.chopped)


# --- what is worn ----------------------------------------------------------------------------------------------------

_AIR: Final = 0.12
"""What is left free above and below a formula that is higher than a line, in ems."""

_UNDER: Final = -0.14
_THROUGH: Final = 0.27
_DOT: Final = -0.36
"""Where lines under and through a text lie above the baseline, and that of the dots below it, in ems."""


def _worn_row(line: Line, gap: float, x: float, setting: Setting, before: tuple[Drawing, ...], path: Path) -> Row:
    """A line with formulas, links or struck text in it, as high as it must be."""
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
        own = (*path, Tag("Link", wear.anchor)) if wear and wear.anchor else path
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
    whole = Group(x, width, tuple(drawings))
    return Row(gap, above + below, above, x + width, (*before, whole), line.chopped)


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


def _display(
    formula: SetFormula,
    measure: float,
    gap: float,
    x: float,
    setting: Setting,
    before: tuple[Drawing, ...],
    path: Path,
) -> Row:
    """A formula in the middle of its measure, made smaller where it is wider."""
    drawn = formula.drawn
    size = min(setting.size, (measure - x) / drawn.width if drawn.width else setting.size)
    width = drawn.width * size
    start = x + (measure - x - width) / 2
    above = (drawn.ascent + _AIR) * size
    height = above + (drawn.descent + _AIR) * size
    outline = Outline(start, formula, size, width, path, setting.grey)
    most = _PICTURE_LINES * setting.height
    least = most if height > most else 0.0
    return Row(max(gap, 0.3 * setting.size), height, above, measure, (*before, outline), least=least)


_WRAPPED: Final = 1.5
"""How far what is cut from a line of code is set in, in ems."""


def _code(
    code: SetCode,
    measure: float,
    gap: float,
    x: float,
    setting: Setting,
    before: tuple[Drawing, ...],
    path: Path,
) -> Iterator[Row]:
    """Lines of code on a tint; what is cut from a line stands below it, behind a mark."""
    inside = replace(setting, size=CODE_SIZE * setting.size, leading=1.3, balanced=False)
    padding = _PADDING * inside.size
    wide = measure - x
    room = wide - 2 * padding
    for number, source in enumerate(code.lines):
        fits = source.length * inside.size <= room
        found = lines(source, (room if fits else room - _WRAPPED * inside.size) / inside.size)
        for place, line in enumerate(found):
            start = padding + (_WRAPPED * inside.size if place else 0.0)
            row = _row(line, 0.0, start, inside, (Wrapped(padding, inside.size),) if place else (), path)
            top = padding if number == place == 0 else 0.0
            bottom = padding if number == len(code.lines) - 1 and place == len(found) - 1 else 0.0
            drawings = (*before, Ground(x, wide, _TINT), Group(x, wide, row.drawings))
            yield Row(gap, row.height + top + bottom, row.baseline + top, x + wide, drawings, row.chopped)
            gap, before = 0.0, ()


def _quote(
    blocks: Sequence[SetBlock],
    measure: float,
    gap: float,
    x: float,
    setting: Setting,
    before: tuple[Drawing, ...],
    path: Path,
) -> Iterator[Row]:
    """Blocks beside a bar, which is not interrupted between them."""
    size = setting.size
    if measure - x - size < _NARROWEST * size:
        for row in _rows(blocks, measure, setting, gap, x, before, path):
            yield row._replace(chopped=True)
        return
    for number, row in enumerate(_rows(blocks, measure, setting, 0.0, x + size, before, path)):
        inner = row.gap if number else 0.0
        yield row._replace(
            gap=0.0 if number else gap,
            height=row.height + inner,
            baseline=row.baseline + inner,
            drawings=(Ground(x, 0.18 * size, _BAR), *(_lowered(drawing, inner) for drawing in row.drawings)),
            least=row.least + inner if row.least else 0.0,
        )


def _lowered(drawing: Drawing, inset: float) -> Drawing:
    """A drawing of a row whose gap becomes a part of it: a ground does not fill that."""
    return drawing._replace(inset=drawing.inset + inset) if isinstance(drawing, Ground) else drawing


def _table(
    table: SetTable,
    measure: float,
    gap: float,
    x: float,
    setting: Setting,
    before: tuple[Drawing, ...],
    path: Path,
) -> Iterator[Row]:
    turned = table.right_to_left != setting.right_to_left
    for row in tables.rows(table, measure - x, setting, path, _set_cell):
        row = mirrored(row, measure - x) if turned else row
        moved = tuple(drawing._replace(x=drawing.x + x) for drawing in row.drawings)
        width = measure if turned else row.width + x
        yield row._replace(gap=gap, width=width, drawings=(*before, *moved), mirrored=False)
        gap, before = 0.0, ()


def _set_cell(blocks: Sequence[SetBlock], measure: float, setting: Setting, path: Path) -> Sequence[Row]:
    """What stands in a cell, where pictures and formulas are no higher than they are to be at least elsewhere."""
    most = _PICTURE_LINES * setting.height
    found = _rows(blocks, measure, setting, 0.0, 0.0, (), path)
    return tuple(lowered(row, most) if row.least and row.height > most else row for row in found)
