"""Spans and blocks -> words with widths -> lines -> rows that stand below each other.

Widths are in ems, so that a text is measured once and its lines at any size are arithmetic. Rows are in points. What
a row draws is a closed set, drawn by mmcards.writers.pdf.sheets.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final, NamedTuple, TypeAlias, assert_never

from mmcards.model import Block, Blocks, Break, Code, Emphasis, List, Paragraph, Plain, Spans, Strong
from mmcards.writers.pdf import fonts
from mmcards.writers.pdf.fonts import ASCENT, DESCENT, Piece, Style

# --- text, measured --------------------------------------------------------------------------------------------------


class Word(NamedTuple):
    """What is not broken: its pieces, their width together in ems, and the space behind it (None at a hyphen).

    `drawn` are the pieces with the space.
    """

    pieces: tuple[Piece, ...]
    width: float
    space: Piece | None
    drawn: tuple[Piece, ...]


Words: TypeAlias = tuple[Word | None, ...]
"""Words in their order; None is a line break that the author set."""


@dataclass(frozen=True, slots=True)
class SetParagraph:
    words: Words


@dataclass(frozen=True, slots=True)
class SetList:
    """Items with what stands before them: the number and its full stop, or nothing."""

    items: tuple[tuple[Words, tuple["SetBlock", ...]], ...]


SetBlock: TypeAlias = SetParagraph | SetList

_BLANK: Final = r" \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000"
"""White space at which a line may end: that of Unicode's line breaking (Standard Annex 14, classes SP and BA)."""

_TOKEN: Final = re.compile(rf"[^{_BLANK}]+")
_GAP_OR_TOKEN: Final = re.compile(rf"([{_BLANK}]+)|([^{_BLANK}]+)")
# A line may end behind a hyphen or a dash between letters, and behind a slash between longer words.
_PART: Final = re.compile(r".+?(?:(?<=\w)-(?=[^\W\d])|[\u2013\u2014]|(?<=\w{3})/(?=\w{3})|$)")


def measured(blocks: Blocks, style: Style) -> tuple[SetBlock, ...]:
    """Blocks with the widths of their words. Raises fonts.Unprintable."""
    return tuple(_measured(block, style) for block in blocks)


@lru_cache(maxsize=1024)
def measured_text(text: str, style: Style) -> SetParagraph:
    """A text without markup, as one line. Raises fonts.Unprintable."""
    return SetParagraph(_words((Plain(" ".join(text.split())),), style))


def length(blocks: Sequence[SetBlock]) -> float:
    """How long the text of blocks is in one line without its spaces, in ems."""
    total = 0.0
    for block in blocks:
        match block:
            case SetParagraph(words):
                total += sum(word.width for word in words if word)
            case SetList(items):
                total += sum(length(inner) for _, inner in items)
            case _:
                assert_never(block)
    return total


def _measured(block: Block, style: Style) -> SetBlock:
    match block:
        case Paragraph(spans):
            return SetParagraph(_words(spans, style))
        case List(items, start):
            return SetList(
                tuple(
                    (() if start is None else _words((Plain(f"{start + place}."),), style), measured(item, style))
                    for place, item in enumerate(items)
                )
            )
        case _:
            assert_never(block)


def _words(spans: Spans, style: Style) -> Words:
    match spans:
        case (Plain(text),):
            return tuple(word for token in _TOKEN.findall(fonts.spelled(text)) for word in _token(token, style))
        case _:
            return tuple(_mixed_words(spans, style))


def _mixed_words(spans: Spans, style: Style) -> Iterator[Word | None]:
    """The words of spans in several styles, of which a word may have more than one."""
    pieces: list[Piece] = []  # of the word that is not ended yet

    def ended(space: Piece | None) -> Iterator[Word]:
        if pieces:
            yield _word(tuple(pieces), space)
            pieces.clear()

    for text, its_style in _runs(spans, style):
        if text == "\n":
            yield from ended(None)
            yield None
            continue
        spaces_count = its_style in (Style.CODE, Style.CODE_BOLD)
        for gap, token in _GAP_OR_TOKEN.findall(fonts.spelled(text)):
            if gap and spaces_count and not pieces:
                pieces += fonts.pieces(gap.expandtabs(4), its_style)
            elif gap:
                yield from ended(fonts.pieces(gap.expandtabs(4) if spaces_count else " ", its_style)[0])
            for word in _token(token, its_style) if token else ():
                pieces += word.pieces
                if word.space is None:
                    yield from ended(None)
    yield from ended(None)


@cache
def _token(token: str, style: Style) -> tuple[Word, ...]:
    """Text without a space as words, of which there are several where a line may end inside it. A space follows."""
    parts = [fonts.pieces(part, style) for part in _PART.findall(token)]
    space = fonts.pieces(" ", style)[0]
    last = len(parts) - 1
    return tuple(_word(part, space if place == last else None) for place, part in enumerate(parts))


def _word(pieces: tuple[Piece, ...], space: Piece | None) -> Word:
    return Word(pieces, sum(piece.width for piece in pieces), space, (*pieces, space) if space else pieces)


def _runs(spans: Spans, style: Style) -> Iterator[tuple[str, Style]]:
    for span in spans:
        match span:
            case Plain(text):
                yield text, style
            case Code(text):
                yield text, style.code()
            case Strong(inner):
                yield from _runs(inner, style.bold())
            case Emphasis(inner):
                yield from _runs(inner, style.italic())
            case Break():
                yield "\n", style
            case _:
                assert_never(span)


# --- lines -----------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """Words side by side, and their width in ems without the last space; `chopped` if a word is cut at its end."""

    words: tuple[Word, ...]
    width: float
    chopped: bool = False


def lines(words: Words, measure: float, *, balanced: bool = False) -> tuple[Line, ...]:
    """Words in lines no wider than the measure, in ems.

    Balanced lines are about equally long; in others a single last word gets company where it can.
    """
    found = _filled(words, measure)
    if len(found) < 2:
        return found
    if balanced:
        return _balanced(words, measure, found)
    for narrower in (0.97, 0.94, 0.91, 0.88):
        if len(found[-1].words) > 1 or found[-1].width > 0.25 * measure:
            return found
        other = _filled(words, measure * narrower)
        if len(other) == len(found):
            found = other
    return found


def shortened(found: tuple[Line, ...], most: int, measure: float, dots: Line) -> tuple[Line, ...]:
    """At most so many lines; where there were more, the dots end the last, within its first word if need be."""
    if len(found) <= most:
        return found
    kept = list(found[most - 1].words)
    width = sum(word.width + (word.space.width if word.space else 0.0) for word in kept)
    while kept and width + dots.width > measure:
        word = kept.pop()
        width -= word.width + (word.space.width if word.space else 0.0)
    if not kept:
        kept = [next(_chopped(found[most - 1].words[0], measure - dots.width))]
        width = kept[0].width
    return (*found[: most - 1], Line((*kept, *dots.words), width + dots.width))


def _balanced(words: Words, measure: float, found: tuple[Line, ...]) -> tuple[Line, ...]:
    """Lines as narrow as can be without there being more of them; nearly so, since a reader sees no more."""
    narrowest = sum(word.width for word in words if word) / len(found)
    for wider in (1.06, 1.12, 1.2, 1.3, 1.5):
        if narrowest * wider >= measure:
            break
        other = _filled(words, narrowest * wider)
        if len(other) == len(found):
            return other
    return found


def _filled(words: Words, measure: float) -> tuple[Line, ...]:
    found: list[Line] = []
    line: list[Word] = []
    width = 0.0  # of the line with its last space
    last = 0.0  # of the line without
    for word in words:
        if word is None:
            found.append(Line(tuple(line), last))
            line, width, last = [], 0.0, 0.0
            continue
        if line and width + word.width > measure:
            found.append(Line(tuple(line), last))
            line, width = [], 0.0
        for part in (word,) if word.width <= measure else _chopped(word, measure):
            if line and width + part.width > measure:
                found.append(Line(tuple(line), last, chopped=True))
                line, width = [], 0.0
            line.append(part)
            last = width + part.width
            width = last + (part.space.width if part.space else 0.0)
    if line or not found:
        found.append(Line(tuple(line), last))
    return tuple(found)


def _chopped(word: Word, measure: float) -> Iterator[Word]:
    """A word that is wider than a line, cut where the line ends."""
    part: list[Piece] = []
    width = 0.0
    for font, text, _ in word.pieces:
        for character in text:
            piece = fonts.measured_character(font, character)
            if part and width + piece.width > measure:
                yield _word(tuple(part), None)
                part, width = [], 0.0
            part.append(piece)
            width += piece.width
    yield _word(tuple(part), word.space)


# --- rows ------------------------------------------------------------------------------------------------------------


class Text(NamedTuple):
    """Words from x on, on the baseline. Grey text is small print."""

    x: float
    words: tuple[Word, ...]
    size: float
    grey: bool = False


class Box(NamedTuple):
    """A square to tick, as high as capitals of this size."""

    x: float
    size: float


class Disc(NamedTuple):
    """A bullet."""

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


Drawing: TypeAlias = Text | Box | Disc | Tick | Stroke


class Row(NamedTuple):
    """What is not parted: drawings on one baseline.

    `gap` is the space above, but for the first row of a page; `baseline` lies so far below the top; `width` is how
    far the row reaches; `chopped` says that a word is cut at its end.
    """

    gap: float
    height: float
    baseline: float
    width: float
    drawings: tuple[Drawing, ...]
    chopped: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """How blocks are set: size in points, leading as a multiple of it, and what marks the items of outer lists."""

    size: float
    leading: float = 1.3
    paragraph_gap: float = 0.5
    item_gap: float = 0.22
    tick_boxes: bool = False
    balanced: bool = False
    grey: bool = False


INDENT: Final = 1.45
"""How far the items of a list are set in, in ems."""


def rows(blocks: Sequence[SetBlock], measure: float, setting: Setting, gap: float = 0.0) -> Iterator[Row]:
    """Blocks as rows no wider than the measure, in points, the first with the gap above it."""
    yield from _rows(blocks, measure, setting, gap, 0.0, ())


def _rows(
    blocks: Sequence[SetBlock],
    measure: float,
    setting: Setting,
    gap: float,
    x: float,
    before: tuple[Drawing, ...],
) -> Iterator[Row]:
    """Rows from x on; `before` stands before the first of them."""
    size = setting.size
    for block in blocks:
        match block:
            case SetParagraph(words):
                for line in lines(words, (measure - x) / size, balanced=setting.balanced):
                    yield _row(line, gap, x, setting, before)
                    gap, before = 0.0, ()
            case SetList(items):
                inside = replace(setting, tick_boxes=False)
                for number, inner in items:
                    mark = (*before, *_marker(number, x, setting))
                    content = inner or (SetParagraph(()),)
                    yield from _rows(content, measure, inside, gap, x + _indent(items, setting) * size, mark)
                    gap, before = setting.item_gap * size, ()
            case _:
                assert_never(block)
        gap = setting.paragraph_gap * size


def _indent(items: tuple[tuple[Words, tuple[SetBlock, ...]], ...], setting: Setting) -> float:
    """Wide enough for the widest number, and a box before it where there are boxes."""
    widest = max((word.width for number, _ in items for word in number if word), default=0.0)
    box = INDENT if widest and setting.tick_boxes else 0.0
    return box + max(INDENT, widest + 0.45)


def _marker(number: Words, x: float, setting: Setting) -> tuple[Drawing, ...]:
    size = setting.size
    box = (Box(x, size),) if setting.tick_boxes else ()
    if number:
        start = x + (INDENT * size if box else 0.0)
        return (*box, Text(start, lines(number, 100.0)[0].words, size, setting.grey))
    return box or (Disc(x + 0.45 * size, size),)


def _row(line: Line, gap: float, x: float, setting: Setting, before: tuple[Drawing, ...]) -> Row:
    height = setting.leading * setting.size
    baseline = (height - (ASCENT + DESCENT) * setting.size) / 2 + ASCENT * setting.size
    text = Text(x, line.words, setting.size, setting.grey)
    return Row(gap, height, baseline, x + line.width * setting.size, (*before, text), line.chopped)
