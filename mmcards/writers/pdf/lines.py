"""Words -> lines no wider than a measure.

Widths are in ems, so that a text is measured once and its lines at any size are arithmetic.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from operator import add, attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from mmcards.writers.pdf import directions
from mmcards.writers.pdf.shaping import Run

if TYPE_CHECKING:
    from mmcards.writers.pdf.showing import Kind, Operand

# --- words -----------------------------------------------------------------------------------------------------------


class Word:
    """What is not broken: its runs in logical order, and their width together in ems. Told apart by identity.

    `behind` is the space that follows, none or one run, and `advance` the width with it. `hyphen` is drawn where a
    line ends here. Once it is drawn it has the `kind` and the `codes` of what draws it with its space, or several
    `operands` where that takes them.
    """

    __slots__ = ("advance", "behind", "codes", "hyphen", "kind", "operands", "runs", "width")

    def __init__(self, runs: tuple[Run, ...], behind: tuple[Run, ...] = (), hyphen: Run | None = None) -> None:
        self.runs = runs
        self.behind = behind
        self.hyphen = hyphen
        self.width = runs[0].width if len(runs) == 1 else sum([run.width for run in runs])
        self.advance = self.width + behind[0].width if behind else self.width
        self.operands: tuple[Operand, ...] = ()
        self.kind: Kind | None = None
        self.codes = ""

    @property
    def drawn(self) -> tuple[Run, ...]:
        """Its runs, and the space behind them."""
        return self.runs + self.behind


_WIDTH: Final = attrgetter("width")
_ADVANCE: Final = attrgetter("advance")


class Words:
    """The words between two line breaks that the author set; where each begins and ends on one long line, in ems.

    `length` is how long they are together without the spaces.
    """

    __slots__ = ("ends", "length", "starts", "turned", "words", "worn")

    def __init__(self, words: Sequence[Word], *, turned: bool = False, worn: bool = False) -> None:
        """`turned` says that some of the runs go from right to left, and `worn` that some wear something."""
        self.words = words
        self.turned = turned
        self.worn = worn
        self.starts = list(accumulate(map(_ADVANCE, words), initial=0.0))
        widths: list[float] = list(map(_WIDTH, words))
        self.ends = list(map(add, self.starts, widths))
        self.length = sum(widths)

    @property
    def width(self) -> float:
        return self.ends[-1] if self.ends else 0.0


@dataclass(eq=False, slots=True)  # not frozen, for speed
class SetParagraph:
    """A paragraph's lines as its author set them, which are parted further to fit a measure."""

    parts: tuple[Words, ...]
    right_to_left: bool = False

    @property
    def length(self) -> float:
        """How long it is in one line without its spaces, in ems."""
        return self.parts[0].length if len(self.parts) == 1 else sum([part.length for part in self.parts])


# --- lines -----------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """Words side by side, in logical order, and their width in ems without the last space.

    `turned` says that some of their runs go from right to left, and `worn` that some wear something; `chopped` that a
    word is cut at its end that was whole before.
    """

    words: Sequence[Word]
    width: float
    turned: bool = False
    chopped: bool = False
    worn: bool = False

    @property
    def drawn(self) -> Sequence[Word]:
        """The words as they stand from left to right."""
        return self.words if not self.turned else _visual(self.words)


def of_words(words: Sequence[Word]) -> Line:
    """A line of these words, of which none is turned or worn."""
    return Line(words, sum(map(_ADVANCE, words[:-1])) + words[-1].width)


def lines(paragraph: SetParagraph, measure: float, *, balanced: bool = False) -> tuple[Line, ...]:
    """A paragraph in lines no wider than the measure, in ems.

    Balanced lines are about equally long; in others a single last word gets company where it can.
    """
    parts = paragraph.parts
    if len(parts) == 1 and parts[0].width <= measure:
        return (Line(parts[0].words, parts[0].width, parts[0].turned, worn=parts[0].worn),)
    ends = _ends(parts, measure)
    if ends is None:
        return tuple(_chopped(parts, measure))
    if sum(map(len, ends)) > 1:
        ends = (_balanced if balanced else _in_company)(parts, measure, ends)
    return tuple(_lines(parts, ends))


def shortened(found: tuple[Line, ...], most: int, measure: float, dots: Line) -> tuple[Line, ...]:
    """At most so many lines; where there were more, the dots end the last, within its first word if need be."""
    if len(found) <= most:
        return found
    last = found[most - 1]
    kept = list(last.words)
    width = sum(word.advance for word in kept)
    while kept and width + dots.width > measure:
        word = kept.pop()
        width -= word.advance
    if not kept:
        kept = [next(_cut(last.words[0], measure - dots.width))]
        width = kept[0].width
    ended = dots.words
    if last.turned and kept and kept[-1].runs and (level := kept[-1].runs[-1].level):
        ended = [Word(tuple(replace(run, level=level, operand=None) for run in word.drawn)) for word in dots.words]
    return (*found[: most - 1], Line((*kept, *ended), width + dots.width, last.turned))


_Ends: TypeAlias = list[list[int]]
"""Of each part of a paragraph, behind how many of its words each line ends."""

_CLOSE: Final = 1e-6
"""What sums of widths may differ by, in ems."""


def _ends(parts: Sequence[Words], measure: float) -> _Ends | None:
    """Where the lines end that are filled one after the other; None if a word is wider than a line."""
    found = []
    for part in parts:
        starts, ends = part.starts, part.ends
        last = len(ends)
        places = []
        first = 0
        while first < last:
            limit = starts[first] + measure + _CLOSE
            place = bisect_right(ends, limit, first)
            while first < place < last and (hyphen := part.words[place - 1].hyphen):
                if ends[place - 1] + hyphen.width <= limit:
                    break
                place -= 1
            if place == first:
                return None
            places.append(place)
            first = place
        found.append(places or [0])
    return found


def _lines(parts: Sequence[Words], ends: _Ends) -> Iterator[Line]:
    for part, places in zip(parts, ends, strict=True):
        first = 0
        for place in places:
            if place == first:
                yield Line((), 0.0)
                continue
            words = part.words[first:place]
            width = part.ends[place - 1] - part.starts[first]
            hyphen = words[-1].hyphen if place < len(part.words) else None
            if hyphen:
                yield Line((*words, Word((hyphen,))), width + hyphen.width, part.turned, worn=part.worn)
            else:
                yield Line(words, width, part.turned, worn=part.worn)
            first = place


def _balanced(parts: Sequence[Words], measure: float, found: _Ends) -> _Ends:
    """Lines as narrow as can be without there being more of them; nearly so, since a reader sees no more."""
    count = sum(map(len, found))
    narrowest = sum(part.width for part in parts) / count
    for wider in (1.0, 1.06, 1.12, 1.2, 1.3, 1.5):
        if narrowest * wider >= measure:
            break
        other = _ends(parts, narrowest * wider)
        if other and sum(map(len, other)) == count:
            return other
    return found


def _in_company(parts: Sequence[Words], measure: float, found: _Ends) -> _Ends:
    """Lines of which the last is no single short word, if a little narrower ones can do that."""
    for narrower in (1.0, 0.97, 0.94, 0.91, 0.88):
        other = _ends(parts, measure * narrower) if narrower < 1 else found
        if other is None or sum(map(len, other)) > sum(map(len, found)):
            continue
        found = other
        first = found[-1][-2] if len(found[-1]) > 1 else 0
        if found[-1][-1] - first != 1 or parts[-1].ends[-1] - parts[-1].starts[first] > 0.25 * measure:
            break
    return found


def _chopped(parts: Sequence[Words], measure: float) -> Iterator[Line]:
    """Lines where some words are wider than one, and are cut where it ends."""
    for part in parts:
        words: list[Word] = []
        cut: set[Word] = set()
        for word in part.words:
            pieces = list(_cut(word, measure)) if word.width > measure else [word]
            cut.update(pieces if any(_is_wide(run, measure) for run in word.runs) else pieces[: len(pieces) > 1])
            words += pieces
        pieced = Words(words, turned=part.turned, worn=part.worn)
        ends = _ends((pieced,), measure) or [_one_at_least(pieced, measure)]
        for line in _lines((pieced,), ends):
            yield line._replace(chopped=bool(line.words) and line.words[-1] in cut)


def _one_at_least(part: Words, measure: float) -> list[int]:
    """Behind how many words each line ends, where even a letter or a hyphen is wider than one."""
    places: list[int] = []
    first = 0
    while first < len(part.words):
        first = max(first + 1, bisect_right(part.ends, part.starts[first] + measure + _CLOSE, first))
        places.append(first)
    return places or [0]


def _cut(word: Word, measure: float) -> Iterator[Word]:
    """A word in pieces no wider than the measure, cut between letters with their marks.

    A formula is not cut, but made smaller.
    """
    runs: list[Run] = []
    width = 0.0
    for run in word.runs:
        if run.wear and run.wear.formula and run.width > measure:
            narrowed = run.wear.formula.scaled(measure / run.width)
            run = replace(run, width=measure, wear=run.wear._replace(formula=narrowed))
        start = 0
        for place, letter in run.letters():
            if (runs or place > start) and width + letter > measure:
                if place > start:
                    runs.append(run.part(start, place))
                yield Word(tuple(runs))
                runs, width, start = [], 0.0, place
            width += letter
        runs.append(run.part(start, len(run.text)) if start else run)
    yield Word(tuple(runs), word.behind, word.hyphen)


def _is_wide(run: Run, measure: float) -> bool:
    """Whether a run wears a formula that is wider than a line."""
    return bool(run.wear and run.wear.formula) and run.width > measure


def _visual(words: Sequence[Word]) -> Sequence[Word]:
    """Words of both directions as one, its runs in the order in which they are drawn; the last space at its end."""
    runs = [run for word in words for run in word.drawn]
    behind = words[-1].behind if words else ()
    inner = runs[: len(runs) - len(behind)]
    drawn = directions.visual(inner, [run.level for run in inner])
    return (Word(tuple(drawn), behind),)
