"""Spans and blocks -> words with widths -> lines -> rows that stand below each other.

Widths are in ems, so that a text is measured once and its lines at any size are arithmetic. Rows are in points. What
a row draws is a closed set, drawn by mmcards.writers.pdf.sheets.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final, NamedTuple, TypeAlias, assert_never

from mmcards.model import (
    Blank,
    Block,
    Blocks,
    Break,
    Code,
    Emphasis,
    File,
    List,
    Paragraph,
    Picture,
    Plain,
    Sound,
    Span,
    Spans,
    Strong,
)
from mmcards.writers.pdf import fonts, pictures
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


@dataclass(frozen=True, slots=True)
class SetPicture:
    """A picture on a line of its own; its natural width and height, in points."""

    file: File
    width: float
    height: float


SetBlock: TypeAlias = SetParagraph | SetList | SetPicture

_BLANK: Final = r" \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000"
"""White space at which a line may end: that of Unicode's line breaking (Standard Annex 14, classes SP and BA)."""

_TOKEN: Final = re.compile(rf"[^{_BLANK}]+")
_GAP_OR_TOKEN: Final = re.compile(rf"([{_BLANK}]+)|([^{_BLANK}]+)")
# A line may end behind a hyphen or a dash between letters, and behind a slash between longer words.
_PART: Final = re.compile(r".+?(?:(?<=\w)-(?=[^\W\d])|[\u2013\u2014]|(?<=\w{3})/(?=\w{3})|$)")


def measured(blocks: Blocks, style: Style) -> tuple[SetBlock, ...]:
    """Blocks with the widths of their words and pictures. Raises fonts.Unprintable and pictures.Unreadable."""
    return tuple(part for block in blocks for part in _measured(block, style))


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
            case SetPicture():
                pass
            case _:
                assert_never(block)
    return total


def _measured(block: Block, style: Style) -> Iterator[SetBlock]:
    match block:
        case Paragraph((Plain(),) as spans):
            yield SetParagraph(_words(spans, style))
        case Paragraph(spans):
            yield from _around_pictures(spans, style)
        case List(items, start):
            yield SetList(
                tuple(
                    (() if start is None else _words((Plain(f"{start + place}."),), style), measured(item, style))
                    for place, item in enumerate(items)
                )
            )
        case _:
            assert_never(block)


def _around_pictures(spans: Spans, style: Style) -> Iterator[SetBlock]:
    """A paragraph, parted by the pictures in it. Line breaks beside them are theirs already."""
    parts = tuple(_parted(spans))
    for part in parts:
        if isinstance(part, Picture):
            yield SetPicture(part.file, *pictures.size(part.file))
        elif len(parts) == 1:
            yield SetParagraph(_words(part, style))
        elif words := _without_outer_breaks(_words(part, style)):
            yield SetParagraph(words)


def _parted(spans: Spans) -> Iterator[Spans | Picture]:
    """The pictures that are drawn, and the spans before, between and behind them."""
    line: list[Span] = []
    for span in spans:
        match span:
            case Picture(file) if pictures.is_drawn(file):
                yield tuple(line)
                yield span
                line = []
            case Strong(inner) | Emphasis(inner) | Blank(_, inner):
                for part in _parted(inner):
                    if isinstance(part, Picture):
                        yield tuple(line)
                        yield part
                        line = []
                    else:
                        line.append(replace(span, spans=part))
            case _:
                line.append(span)
    yield tuple(line)


def _without_outer_breaks(words: Words) -> Words:
    places = [place for place, word in enumerate(words) if word]
    return words[places[0] : places[-1] + 1] if places else ()


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
            case Blank(_, inner):
                yield from _runs(inner, style)
            case Picture(file, alternative):
                yield f"[{alternative or file.path.rpartition('/')[2]}]", style
            case Sound(_, title):
                yield f"♪\u00a0{title}" if title else "♪", style
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
    """A square to tick or to write in, beside the middle of capitals of this size."""

    x: float
    size: float
    side: float


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


class Image(NamedTuple):
    """A picture from x on, its lower edge so far below the baseline."""

    x: float
    drop: float
    width: float
    height: float
    file: File


Drawing: TypeAlias = Text | Box | Disc | Tick | Stroke | Image


class Row(NamedTuple):
    """What is not parted: drawings on one baseline.

    `gap` is the space above, but for the first row of a page; `baseline` lies so far below the top; `width` is how
    far the row reaches; `chopped` says that a word is cut at its end. The row of a picture may be made lower, down to
    `least`, which is 0 for all others.
    """

    gap: float
    height: float
    baseline: float
    width: float
    drawings: tuple[Drawing, ...]
    chopped: bool = False
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Setting:
    """How blocks are set: size in points, and leading as a multiple of it.

    `box` is the side of the box before each item of outer lists, in ems; at 0 they have bullets.
    """

    size: float
    leading: float = 1.3
    paragraph_gap: float = 0.5
    item_gap: float = 0.22
    box: float = 0.0
    balanced: bool = False
    grey: bool = False


INDENT: Final = 1.45
"""How far the items of a list are set in, in ems."""

TICKED: Final = 0.72
"""The side of a box to tick, in ems: as high as capitals."""

_PICTURE_LINES: Final = 8
"""As many lines of text are as high as a picture should be at least."""


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
                inside = replace(setting, box=0.0)
                for number, inner in items:
                    mark = (*before, *_marker(number, x, setting))
                    content = inner or (SetParagraph(()),)
                    yield from _rows(content, measure, inside, gap, x + _indent(items, setting) * size, mark)
                    gap, before = setting.item_gap * size, ()
            case SetPicture():
                yield _picture(block, measure - x, gap, x, setting, before)
                before = ()
            case _:
                assert_never(block)
        gap = setting.paragraph_gap * size


def _indent(items: tuple[tuple[Words, tuple[SetBlock, ...]], ...], setting: Setting) -> float:
    """Wide enough for the widest number, and a box before it where there are boxes."""
    widest = max((word.width for number, _ in items for word in number if word), default=0.0)
    box = _box_indent(setting)
    return (box if widest else 0.0) + max(INDENT, box, widest + 0.45)


def _box_indent(setting: Setting) -> float:
    """How far what stands behind a box is set in, in ems."""
    return setting.box - TICKED + INDENT if setting.box else 0.0


def _marker(number: Words, x: float, setting: Setting) -> tuple[Drawing, ...]:
    size = setting.size
    box = (Box(x, size, setting.box * size),) if setting.box else ()
    if number:
        start = x + _box_indent(setting) * size
        return (*box, Text(start, lines(number, 100.0)[0].words, size, setting.grey))
    return box or (Disc(x + 0.45 * size, size),)


def _picture(
    picture: SetPicture, measure: float, gap: float, x: float, setting: Setting, before: tuple[Drawing, ...]
) -> Row:
    """A picture as large as it is, or as the measure lets it be; a mark before it stands at its top."""
    air = 0.3 * setting.size
    scale = min(1.0, measure / picture.width)
    width, height = scale * picture.width, scale * picture.height
    line = _row(Line((), 0.0), gap, x, setting, before)
    baseline = min(line.baseline, height)
    drawing = Image(x, height - baseline, width, height, picture.file)
    least = min(height, _PICTURE_LINES * line.height) + air
    return Row(max(gap, air), height + air, baseline, x + width, (*before, drawing), least=least)


def lowered(row: Row, height: float) -> Row:
    """The row of a picture, made so high."""
    *before, picture = row.drawings
    assert isinstance(picture, Image)
    inner = height - (row.height - picture.height)
    width = picture.width * inner / picture.height
    baseline = min(row.baseline, inner)
    drawing = picture._replace(drop=inner - baseline, width=width, height=inner)
    reach = row.width - picture.width + width
    return row._replace(height=height, baseline=baseline, width=reach, drawings=(*before, drawing))


def _row(line: Line, gap: float, x: float, setting: Setting, before: tuple[Drawing, ...]) -> Row:
    height = setting.leading * setting.size
    baseline = (height - (ASCENT + DESCENT) * setting.size) / 2 + ASCENT * setting.size
    text = Text(x, line.words, setting.size, setting.grey)
    return Row(gap, height, baseline, x + line.width * setting.size, (*before, text), line.chopped)
