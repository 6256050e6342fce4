"""Parts of a face -> rows that fit a box, at one of few sizes.

Nothing here knows where on a sheet a face stands.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Final, NamedTuple, assert_never

from mmcards.writers.pdf import composition, rows
from mmcards.writers.pdf.faces import Choices, Part, Prose, Role, WritingLines
from mmcards.writers.pdf.lines import SetParagraph
from mmcards.writers.pdf.rows import Row, Setting, Stroke, Tick
from mmcards.writers.pdf.set_blocks import SetBlock, SetCode, SetItem, SetList, SetPicture, SetQuote, SetTable, length
from mmcards.writers.pdf.wear import SetFormula

# --- sizes -----------------------------------------------------------------------------------------------------------

SIZES: Final = (28.0, 24.0, 20.0, 17.0, 14.5, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.5)
"""The sizes of a deck, in points: few, so that its pages look alike."""


class Rung(NamedTuple):
    """The sizes of a face's roles, in points. On a tight rung gaps are small."""

    large: float
    text: float
    small: float
    tight: bool


def ladder(largest: float, smallest: float, least: float) -> tuple[Rung, ...]:
    """The rungs from the largest size down to the smallest; explanations go down to the least.

    The last sizes have a tight rung each before the next.
    """
    sizes = [size for size in SIZES if least <= size <= largest]
    last = max(place for place, size in enumerate(sizes) if size >= smallest)
    rungs: list[Rung] = []
    for place, size in enumerate(sizes[: last + 1]):
        text, small = sizes[min(place + 1, last)], sizes[min(place + 2, len(sizes) - 1)]
        rungs.append(Rung(size, text, small, tight=False))
        if place >= last - 2:
            rungs.append(Rung(size, text, small, tight=True))
    return tuple(rungs)


# --- rows ------------------------------------------------------------------------------------------------------------


class Galley(NamedTuple):
    """What of a face stands on one page.

    `centred` rows stand in the middle of their box, a short text; `alone` is one text and no more, and stands in the
    middle of its height; `filled` is a face that takes all of it.
    """

    rows: tuple[Row, ...] = ()
    centred: bool = False
    alone: bool = False
    filled: bool = False


class Fit(NamedTuple):
    """The rows of a face on the first rung on which it fits its box; on the last, where it fits on none."""

    rung: int
    rows: tuple[Row, ...]
    fits: bool


_FAR_SMALLER: Final = 0.55
"""A text this much smaller is harder to read than one with a word that is cut."""


def fit(parts: Sequence[Part], width: float, height: float, rungs: Sequence[Rung]) -> Fit:
    """The parts in a box, in points, at the largest size that fits.

    A size at which a word must be cut, or too few lines are left to write on, gives way to a smaller one that does
    better, unless that is far smaller; so does one at which pictures would be too small, but for the last.
    """
    ems = [_ems(part) for part in parts]
    most = sum(ems)
    writes = any(map(_is_filling, parts))
    poor: Fit | None = None
    for place, rung in enumerate(rungs):
        if poor and rung.large < _FAR_SMALLER * rungs[poor.rung].large:
            break
        area = width * height
        if most * rung.large * rung.large > area and _least_area(parts, ems, rung) > area:
            continue
        found = tuple(_rows(parts, width, rung))
        room = height - _height(found)
        if room < 0:
            found = _shared(found, height)
            room = height - _height(found)
        if room < 0:
            continue
        if not _cut(found) and (not writes or room >= 3.4 * _PITCH):
            return Fit(place, found, fits=True)
        if poor is None or _cut(found) < _cut(poor.rows):
            poor = Fit(place, found, fits=True)
    if poor:
        return poor
    found = _shared(tuple(_rows(parts, width, rungs[-1])), height, _LAST_RESORT)
    return Fit(len(rungs) - 1, found, fits=_height(found) <= height)


def _is_filling(part: Part) -> bool:
    """Whether a part is lines to write on, as many as there is room for."""
    return isinstance(part, WritingLines) and not part.count


def _cut(found: Sequence[Row]) -> int:
    """How many words are cut."""
    return sum([row.chopped for row in found])


def alike(
    faces: Sequence[tuple[Sequence[Part], Fit]], width: float, height: float, rungs: Sequence[Rung]
) -> Iterator[Fit]:
    """The faces of one exercise on one rung, the first from the smallest size on that all of them fit.

    A tight rung may hold more than the loose one after it, so each is tried. What fits no box stays as it is.
    """
    largest = max((found.rung for _, found in faces if found.fits), default=0)
    for place in range(largest, len(rungs)):
        shared = [
            Fit(place, _shared(tuple(_rows(parts, width, rungs[place])), height), fits=True) if found.fits else found
            for parts, found in faces
        ]
        if all(_height(found.rows) <= height for found in shared if found.fits):
            yield from shared
            return
    yield from (found for _, found in faces)


def galleys(
    parts: Sequence[Part], found: Fit, width: float, height: float, rungs: Sequence[Rung]
) -> tuple[Galley, ...]:
    """A face on its page, or on several if it does not fit."""
    if not found.fits:
        return tuple(map(Galley, _pages(found.rows, height)))
    return (_galley(parts, found.rows, width, height, rungs[found.rung]),)


_LAST_RESORT: Final = 3 / 8
"""What is left of a picture's least height where no smaller size of text can help."""


def _shared(found: tuple[Row, ...], height: float, of_least: float = 1.0) -> tuple[Row, ...]:
    """Rows whose pictures share the height that the text leaves, the lower ones as they are.

    Where one would be lower than that part of its least height, all stay as they are.
    """
    heights = sorted(row.height for row in found if row.least)
    over = _height(found) - height if heights else 0.0
    if over <= 0:
        return found
    room = sum(heights) - over - 0.01
    limit = 0.0
    for others, each in zip(range(len(heights), 0, -1), heights, strict=True):
        limit = room / others
        if each > limit:
            break
        room -= each
    if any(min(row.height, limit) < of_least * row.least for row in found):
        return found
    return tuple(rows.lowered(row, limit) if row.least and row.height > limit else row for row in found)


def _galley(parts: Sequence[Part], found: tuple[Row, ...], width: float, height: float, rung: Rung) -> Galley:
    if any(map(_is_filling, parts)):
        return Galley(tuple(_filled(found, width, height)), filled=True)
    if _is_short(parts, found):
        return Galley(_balanced(parts, found, width, height, rung), centred=True, alone=True)
    return Galley(found, alone=_is_alone(parts))


def _ems(part: Part) -> float:
    """How long a part's text is in one line, in ems."""
    match part:
        case Prose(blocks):
            return length(blocks)
        case Choices(options, _):
            return sum(map(length, options))
        case WritingLines():
            return 0.0
        case _:
            assert_never(part)


def _least_area(parts: Sequence[Part], ems: Sequence[float], rung: Rung) -> float:
    """The area that the text of the parts takes at least, in square points: a quick look before it is set."""
    area = 0.0
    for part, long in zip(parts, ems, strict=True):
        size: float = getattr(rung, part.role) if isinstance(part, Prose) else rung.text
        area += long * size * size
    return area


def _rows(parts: Sequence[Part], width: float, rung: Rung) -> list[Row]:
    found: list[Row] = []
    gap = 0.0
    for part in parts:
        found += _part(part, width, rung, gap)
        gap = rung.text * (0.35 if rung.tight else 0.8)
    return found


def _part(part: Part, width: float, rung: Rung, gap: float) -> Sequence[Row]:
    match part:
        case Prose(blocks, role, balanced, points, grey, ticked, heading):
            size: float = getattr(rung, role)
            setting = _setting(size, rung.tight, role, balanced, composition.TICKED if points else 0.0, grey, heading)
            if ticked:
                found = composition.rows(blocks, width - 1.3 * size, setting, gap)
                return [_ticked(row, width, size, first=number == 0) for number, row in enumerate(found)]
            return composition.rows(blocks, width, setting, gap)
        case Choices(options, numbered):
            setting = _setting(rung.text, rung.tight, "text", False, _NUMBERED if numbered else composition.TICKED)
            right = sum(composition.begins_right(option[0]) for option in options if option) * 2 > len(options)
            listed = (SetList(tuple(SetItem(None, option) for option in options), right),)
            return composition.rows(listed, width, setting, gap)
        case WritingLines(count, dotted):
            return [_writing_line(width, rung, 0.0 if number else gap, dotted) for number in range(count)]
        case _:
            assert_never(part)


_NUMBERED: Final = 1.25
"""The side of a box to write a number in, in ems."""


@cache
def _setting(
    size: float, tight: bool, role: Role, balanced: bool, box: float, grey: bool = False, heading: bool = False
) -> Setting:
    gap = 0.25 if box == _NUMBERED else 0.0
    if tight:
        return Setting(size, 1.2, 0.25, 0.05 + gap, box, balanced, grey, heading)
    return Setting(size, 1.2 if role == "large" and size >= 17 else 1.3, 0.5, 0.28 + gap, box, balanced, grey, heading)


def _ticked(row: Row, width: float, size: float, *, first: bool) -> Row:
    """A row in this width, set in behind a check mark, or below it."""
    shift = 1.3 * size
    if row.mirrored:
        tick = Tick(width - rows.TICK * size, size)
        return row._replace(width=row.width + shift, drawings=(*((tick,) if first else ()), *row.drawings))
    moved = tuple(drawing._replace(x=drawing.x + shift) for drawing in row.drawings)
    return row._replace(width=row.width + shift, drawings=((Tick(0.0, size),) if first else ()) + moved)


def _writing_line(width: float, rung: Rung, gap: float, dotted: bool) -> Row:
    height = max(1.7 * rung.text, 11.0) if rung.tight else 2.0 * rung.text
    return Row(gap, height, height - 1.0, width, (Stroke(0.0, width, dotted),))


def _height(found: Sequence[Row]) -> float:
    return sum([row.gap + row.height for row in found])


_PITCH: Final = 22.0
"""From one line to write on to the next, in points: 8 mm, and two thirds of that where there is little room."""


def _filled(found: Sequence[Row], width: float, height: float) -> Iterator[Row]:
    """Rows with lines to write on below them, down to the end of the box."""
    yield from found
    room = height - _height(found)
    pitch = _PITCH if room > 4 * _PITCH else 0.7 * _PITCH
    for _ in range(int((room - 0.4 * pitch) // pitch)):
        yield Row(0.0, pitch, pitch - 1.0, width, (Stroke(0.0, width),))


def _is_short(parts: Sequence[Part], found: Sequence[Row]) -> bool:
    """Whether a face is a text of one or two lines, of which none is set by its author, and may stand in the middle.

    Pictures and a line of small print take nothing from that, nor does a line to write on.
    """
    return (
        len([row for row in found if not row.least]) <= len(parts) + 1
        and all(map(_is_beside, parts[1:]))
        and all(map(_is_centrable, _blocks(parts)))
    )


def _is_centrable(block: SetBlock) -> bool:
    match block:
        case SetParagraph(parts):
            return len(parts) == 1
        case SetPicture() | SetFormula():
            return True
        case SetList() | SetCode() | SetTable() | SetQuote():
            return False
        case _:
            assert_never(block)


def _is_alone(parts: Sequence[Part]) -> bool:
    """Whether a face is a question and no more."""
    return isinstance(parts[0], Prose) and parts[0].balanced and all(map(_is_beside, parts[1:]))


def _is_beside(part: Part) -> bool:
    """Whether a part belongs to the one text before it: small print, or a line to write on."""
    return part.grey if isinstance(part, Prose) else isinstance(part, WritingLines)


def _balanced(
    parts: Sequence[Part], found: tuple[Row, ...], width: float, height: float, rung: Rung
) -> tuple[Row, ...]:
    """A short text in lines of about equal length."""
    prose = [part for part in parts if isinstance(part, Prose)]
    if all(part.balanced for part in prose) or len(found) == sum(len(part.blocks) for part in prose):
        return found  # each block has one row, of which none can be made shorter
    balanced = [part._replace(balanced=True) if isinstance(part, Prose) else part for part in parts]
    return _shared(tuple(_rows(balanced, width, rung)), height, _LAST_RESORT)


def _blocks(parts: Sequence[Part]) -> Iterator[SetBlock]:
    return chain.from_iterable(part.blocks for part in parts if isinstance(part, Prose))


def _pages(found: Sequence[Row], height: float) -> Iterator[tuple[Row, ...]]:
    page: list[Row] = []
    used = 0.0
    for each in found:
        row = within(each, height - used - each.gap) if page else each
        if page and used + row.gap + row.height > height:
            yield tuple(page)
            page, used = [], 0.0
        if not page:
            row = within(each, height)
        used += row.height + (row.gap if page else 0.0)
        page.append(row)
    yield tuple(page)


def within(row: Row, height: float) -> Row:
    """A row that is no higher than this, if it is a picture's and may be made so low."""
    return rows.lowered(row, height) if row.least and row.least <= height < row.height else row
