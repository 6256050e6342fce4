"""What the two faces of a card show, and at which size: notes -> parts -> rows that fit a box.

Nothing here knows where on a sheet a face stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, Literal, NamedTuple, TypeAlias, assert_never

from mmcards.model import Blocks, List, Note, Option, Options, Paragraph, Plain, Spans, Strong, Text
from mmcards.writers import words
from mmcards.writers.order import shown_order
from mmcards.writers.pdf import typeset
from mmcards.writers.pdf.fonts import Style
from mmcards.writers.pdf.typeset import Row, SetBlock, Setting, Stroke, Tick, measured

# --- parts: what a face shows, from top to bottom --------------------------------------------------------------------

Role: TypeAlias = Literal["large", "text", "small"]
"""Which of a face's sizes a part is set in."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Blocks in one role. `balanced` makes lines of equal length, `points` gives list items boxes to tick."""

    blocks: tuple[SetBlock, ...]
    role: Role
    balanced: bool = False
    points: bool = False
    grey: bool = False
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """Options below each other, each behind a box to tick."""

    options: tuple[tuple[SetBlock, ...], ...]


@dataclass(frozen=True, slots=True)
class WritingLines:
    """Lines to write on: so many, or as many as there is room for (0)."""

    count: int = 0
    dotted: bool = False


Part: TypeAlias = Prose | Choices | WritingLines


def front(note: Note) -> tuple[Part, ...]:
    """What is asked."""
    match note.response:
        case Text(_, rehearse=rehearse):
            question = Prose(measured(note.prompt, Style.BOLD), "large", balanced=True)
            return (question, *_rehearsal()) if rehearse else (question,)
        case Options() as options:
            return tuple(_options_front(note, options))
        case _:
            assert_never(note.response)


def back(note: Note) -> tuple[Part, ...]:
    """The answer, and what explains it."""
    match note.response:
        case Text(answer, rehearse):
            told: tuple[Part, ...] = (Prose(measured(answer, Style.REGULAR), "large", points=rehearse),)
        case Options() as options:
            told = tuple(_options_back(options))
        case _:
            assert_never(note.response)
    return (*told, *_headed(words.WHY, note.explanation), *_headed(words.PATTERN, note.pattern))


def _rehearsal() -> tuple[Part, ...]:
    return Prose((typeset.measured_text(words.REHEARSE, Style.REGULAR),), "small", grey=True), WritingLines()


def _options_front(note: Note, options: Options) -> Iterator[Part]:
    if note.context:
        yield Prose(measured(note.context, Style.REGULAR), "text")
    yield Prose(measured(note.prompt, Style.BOLD), "large")
    if len(options.correct) > 1:
        yield Prose((typeset.measured_text(words.SEVERAL, Style.REGULAR),), "small", grey=True)
    kept = options.fixed or any(option.label for option in options.options)
    count = len(options.options)
    order = range(count) if kept else shown_order(note.id, count)
    yield Choices(tuple(measured(_labelled(options.options[index]), Style.REGULAR) for index in order))
    if options.ask:
        yield Prose(measured(options.ask, Style.REGULAR), "text")
        yield WritingLines(count=2, dotted=True)


def _options_back(options: Options) -> Iterator[Part]:
    for index in options.correct:
        verdict = measured(_labelled(options.options[index]), Style.BOLD)
        yield Prose(verdict, "large", ticked=True)
    if options.needs:
        yield Prose(measured((List(options.needs),), Style.REGULAR), "text")


def _labelled(option: Option) -> Blocks:
    """An option's text behind its label."""
    return _led((Strong((Plain(option.label),)), Plain("  ")), option.text) if option.label else option.text


def _headed(head: str, blocks: Blocks) -> tuple[Part, ...]:
    """Blocks with their heading before the first word."""
    if not blocks:
        return ()
    return (Prose(measured(_led((Strong((Plain(head),)), Plain("  ")), blocks), Style.REGULAR), "small"),)


def _led(lead: Spans, blocks: Blocks) -> Blocks:
    match blocks[0]:
        case Paragraph(spans):
            return (Paragraph((*lead, *spans)), *blocks[1:])
        case _:
            return (Paragraph(lead), *blocks)


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


def fit(parts: Sequence[Part], width: float, height: float, rungs: Sequence[Rung]) -> Fit:
    """The parts in a box, in points, at the largest size that fits.

    A size at which a word must be cut, or too few lines are left to write on, gives way to a smaller one that does
    better.
    """
    ems = [_ems(part) for part in parts]
    poor: Fit | None = None
    for place, rung in enumerate(rungs):
        if _least_area(parts, ems, rung) > width * height:
            continue
        found = tuple(_rows(parts, width, rung))
        room = height - _height(found)
        if room < 0:
            continue
        if not any(row.chopped for row in found) and (WritingLines() not in parts or room >= 3.4 * _PITCH):
            return Fit(place, found, fits=True)
        poor = poor or Fit(place, found, fits=True)
    return poor or Fit(len(rungs) - 1, tuple(_rows(parts, width, rungs[-1])), fits=False)


def alike(
    faces: Sequence[tuple[Sequence[Part], Fit]], width: float, height: float, rungs: Sequence[Rung]
) -> Iterator[Fit]:
    """The faces of one exercise on one rung, the first from the smallest size on that all of them fit.

    A tight rung may hold more than the loose one after it, so each is tried. What fits no box stays as it is.
    """
    largest = max((found.rung for _, found in faces if found.fits), default=0)
    for place in range(largest, len(rungs)):
        shared = [
            Fit(place, tuple(_rows(parts, width, rungs[place])), fits=True) if found.fits else found
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


def _galley(parts: Sequence[Part], found: tuple[Row, ...], width: float, height: float, rung: Rung) -> Galley:
    if WritingLines() in parts:
        return Galley(tuple(_filled(found, width, height)), filled=True)
    return _centred(parts, width, rung) if _is_short(parts, found) else Galley(found, alone=_is_alone(parts))


def _ems(part: Part) -> float:
    """How long a part's text is in one line, in ems."""
    match part:
        case Prose(blocks):
            return typeset.length(blocks)
        case Choices(options):
            return sum(map(typeset.length, options))
        case WritingLines():
            return 0.0
        case _:
            assert_never(part)


def _least_area(parts: Sequence[Part], ems: Sequence[float], rung: Rung) -> float:
    """The area that the text of the parts takes at least, in square points: a quick look before it is set."""
    sizes: Iterator[float] = (getattr(rung, part.role if isinstance(part, Prose) else "text") for part in parts)
    return sum(length * size * size for length, size in zip(ems, sizes, strict=True))


def _rows(parts: Sequence[Part], width: float, rung: Rung) -> Iterator[Row]:
    gap = 0.0
    for part in parts:
        yield from _part(part, width, rung, gap)
        gap = rung.text * (0.35 if rung.tight else 0.8)


def _part(part: Part, width: float, rung: Rung, gap: float) -> Iterator[Row]:
    match part:
        case Prose(blocks, role, balanced, points, grey, ticked):
            size: float = getattr(rung, role)
            setting = _setting(size, rung, role, balanced, points, grey)
            if ticked:
                for number, row in enumerate(typeset.rows(blocks, width - 1.3 * size, setting, gap)):
                    yield _ticked(row, size, first=number == 0)
            else:
                yield from typeset.rows(blocks, width, setting, gap)
        case Choices(options):
            setting = _setting(rung.text, rung, "text", False, True, False)
            listed = (typeset.SetList(tuple(((), option) for option in options)),)
            yield from typeset.rows(listed, width, setting, gap)
        case WritingLines(count, dotted):
            for number in range(count):
                yield _writing_line(width, rung, gap if number == 0 else 0.0, dotted)
        case _:
            assert_never(part)


def _setting(size: float, rung: Rung, role: Role, balanced: bool, points: bool, grey: bool) -> Setting:
    if rung.tight:
        return Setting(size, 1.2, 0.25, 0.05, points, balanced, grey)
    return Setting(size, 1.2 if role == "large" and size >= 17 else 1.3, 0.5, 0.28, points, balanced, grey)


def _ticked(row: Row, size: float, *, first: bool) -> Row:
    """A row set in behind a check mark, or below it."""
    shift = 1.3 * size
    moved = tuple(drawing._replace(x=drawing.x + shift) for drawing in row.drawings)
    return row._replace(width=row.width + shift, drawings=((Tick(0.0, size),) if first else ()) + moved)


def _writing_line(width: float, rung: Rung, gap: float, dotted: bool) -> Row:
    height = max(1.7 * rung.text, 11.0) if rung.tight else 2.0 * rung.text
    return Row(gap, height, height - 1.0, width, (Stroke(0.0, width, dotted),))


def _height(found: Sequence[Row]) -> float:
    return sum(row.gap + row.height for row in found)


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
    """Whether a face is a text of one or two lines, of which none is set by its author, and may stand in the middle."""
    return (
        len(parts) == 1
        and len(found) <= 2
        and all(isinstance(block, typeset.SetParagraph) and None not in block.words for block in _blocks(parts))
    )


def _is_alone(parts: Sequence[Part]) -> bool:
    """Whether a face is a question and no more."""
    return len(parts) == 1 and isinstance(parts[0], Prose) and parts[0].balanced


def _centred(parts: Sequence[Part], width: float, rung: Rung) -> Galley:
    """A short text in the middle, in lines of about equal length."""
    balanced = [replace(part, balanced=True) for part in parts if isinstance(part, Prose)]
    return Galley(tuple(_rows(balanced, width, rung)), centred=True, alone=True)


def _blocks(parts: Sequence[Part]) -> Iterator[SetBlock]:
    return chain.from_iterable(part.blocks for part in parts if isinstance(part, Prose))


def _pages(found: Sequence[Row], height: float) -> Iterator[tuple[Row, ...]]:
    page: list[Row] = []
    used = 0.0
    for row in found:
        if page and used + row.gap + row.height > height:
            yield tuple(page)
            page, used = [], 0.0
        used += row.height + (row.gap if page else 0.0)
        page.append(row)
    yield tuple(page)
