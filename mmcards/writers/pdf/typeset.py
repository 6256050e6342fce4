"""Spans and blocks -> words, shaped -> lines.

Widths are in ems, so that a text is measured once and its lines at any size are arithmetic.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
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
    plain_text,
)
from mmcards.writers.pdf import breaks, directions, pictures, signs
from mmcards.writers.pdf.remembered import Remembered
from mmcards.writers.pdf.shaping import Run, Shaper
from mmcards.writers.pdf.typefaces import SIGNS, Style, Typefaces, packaged

# --- text, measured --------------------------------------------------------------------------------------------------


@dataclass(eq=False, slots=True)  # not frozen, for speed
class Word:
    """What is not broken: its runs in logical order, and their width together in ems. Told apart by identity.

    `drawn` are the runs with the space behind them, which is so wide. `hyphen` is drawn where a line ends here.
    """

    runs: tuple[Run, ...]
    width: float
    space: float
    drawn: tuple[Run, ...]
    hyphen: Run | None = None


class Words:
    """The words between two line breaks that the author set; where each begins and ends on one long line, in ems."""

    __slots__ = ("ends", "starts", "turned", "words")

    def __init__(self, words: Sequence[Word], *, turned: bool = False) -> None:
        """`turned` says that some of the runs go from right to left."""
        self.words = words
        self.turned = turned
        self.starts = [0.0, *accumulate([word.width + word.space for word in words])]
        self.ends = [start + word.width for start, word in zip(self.starts, words, strict=False)]

    @property
    def width(self) -> float:
        return self.ends[-1] if self.ends else 0.0


@dataclass(frozen=True, eq=False)
class SetParagraph:
    """A paragraph's lines as its author set them, which are parted further to fit a measure."""

    parts: tuple[Words, ...]
    right_to_left: bool = False

    @cached_property
    def length(self) -> float:
        """How long it is in one line without its spaces, in ems."""
        return sum(word.width for part in self.parts for word in part.words)


@dataclass(frozen=True, eq=False)
class SetItem:
    """A list's item, and what stands before it: the number and its full stop, or None."""

    number: SetParagraph | None
    blocks: tuple["SetBlock", ...]


@dataclass(frozen=True, eq=False)
class SetList:
    """Items below each other; `right_to_left` where most of them begin there, in whatever order they stand."""

    items: tuple[SetItem, ...]
    right_to_left: bool = False


@dataclass(frozen=True, eq=False)
class SetPicture:
    """A picture on a line of its own; its natural width and height, in points."""

    file: File
    alternative: str
    width: float
    height: float


SetBlock: TypeAlias = SetParagraph | SetList | SetPicture

_BLANK: Final = r" \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000"
"""White space at which a line may end: that of Unicode's line breaking (Standard Annex 14, classes SP and BA)."""

_TOKEN: Final = re.compile(rf"[^{_BLANK}]+")
_GAP_OR_TOKEN: Final = re.compile(rf"([{_BLANK}]+)|([^{_BLANK}]+)")
_LIGATURES: Final = {place: unicodedata.normalize("NFKC", chr(place)) for place in range(0xFB00, 0xFB07)}
"""What Latin ligatures are made of, which typefaces make again where they have them: few have each as a character."""

_LINES: Final = re.compile("(__+)")
"""Underscores beside each other are a line to write on, which those of FiraGO leave open between each two."""


def length(blocks: Sequence[SetBlock]) -> float:
    """How long the text of blocks is in one line without its spaces, in ems."""
    total = 0.0
    for block in blocks:
        match block:
            case SetParagraph():
                total += block.length
            case SetList(items):
                total += sum(length(item.blocks) for item in items)
            case SetPicture():
                pass
            case _:
                assert_never(block)
    return total


class Typesetter:
    """Measures the texts of one document. `language` is that of its deck, a BCP 47 tag or ""."""

    def __init__(self, typefaces: Typefaces, language: str = "") -> None:
        self.typefaces = typefaces
        self.has_spelled = False  # whether a sign was told by its name
        self._shaper = Shaper(typefaces, language)
        self._tokens: defaultdict[Style, Remembered[str, tuple[Word, ...]]] = defaultdict(Remembered)
        self._parts: Remembered[tuple[str, Style, int], Word] = Remembered()
        self._turned: Remembered[tuple[str, Style, int], tuple[Word, ...]] = Remembered()
        self._texts: Remembered[tuple[str, Style], SetParagraph] = Remembered()

    def measured(self, blocks: Blocks, style: Style) -> tuple[SetBlock, ...]:
        """Blocks with the widths of their words and pictures. Raises Unprintable and pictures.Unreadable."""
        return tuple(part for block in blocks for part in self._measured(block, style))

    def measured_text(self, text: str, style: Style) -> SetParagraph:
        """A text without markup, as one line. Raises Unprintable."""
        found = self._texts.get((text, style))
        if found is None:
            found = self._texts[text, style] = self._paragraph((Plain(" ".join(text.split())),), style)
        return found

    def _measured(self, block: Block, style: Style) -> Iterator[SetBlock]:
        match block:
            case Paragraph((Plain(),) as spans):
                yield self._paragraph(spans, style)
            case Paragraph(spans):
                yield from self._around_pictures(spans, style)
            case List(items, start):
                right = sum(directions.base(plain_text(item)) for item in items) * 2 > len(items)
                mark = directions.RIGHT if right else ""
                numbers = (None if start is None else f"{mark}{start + place}." for place in range(len(items)))
                yield SetList(
                    tuple(
                        SetItem(self.measured_text(number, style) if number else None, self.measured(item, style))
                        for number, item in zip(numbers, items, strict=True)
                    ),
                    right,
                )
            case _:
                assert_never(block)

    def _around_pictures(self, spans: Spans, style: Style) -> Iterator[SetBlock]:
        """A paragraph, parted by the pictures in it. Line breaks beside them are theirs already."""
        parts = tuple(_parted(spans))
        for part in parts:
            if isinstance(part, Picture):
                yield SetPicture(part.file, part.alternative, *pictures.size(part.file))
                continue
            found = self._paragraph(part, style)
            if len(parts) > 1:
                found = replace(found, parts=_without_outer_breaks(found.parts))
            if found.parts:
                yield found

    def _paragraph(self, spans: Spans, style: Style) -> SetParagraph:
        match spans:
            case (Plain(text),) if text.isascii():
                return SetParagraph((Words(self._plain_words(text, style)),))
            case (Plain(text),):
                text = self._readied(text)
                if not directions.has_right_to_left(text):
                    return SetParagraph((Words(self._plain_words(text, style)),))
        return self._mixed_paragraph(spans, style)

    def _readied(self, text: str) -> str:
        whole = unicodedata.normalize("NFC", text).translate(_LIGATURES)
        shown = signs.spelled(whole, self.typefaces)
        self.has_spelled = self.has_spelled or shown != whole
        return shown

    def _plain_words(self, text: str, style: Style) -> list[Word]:
        known = self._tokens[style]
        words: list[Word] = []
        for token in _TOKEN.findall(text):
            words += known.get(token) or self._token(token, style)
        return words

    def _token(self, token: str, style: Style, levels: list[int] | None = None) -> tuple[Word, ...]:
        """Text without a space as words, of which there are several where a line may end inside it. A space follows."""
        level = levels[0] if levels else 0
        one_level = not levels or levels.count(level) == len(levels)
        if one_level:
            known = self._turned.get((token, style, level)) if level else self._tokens[style].get(token)
            if known:
                return known
        words: list[Word] = []
        start = 0
        parts = breaks.parts(token)
        for number, part in enumerate(parts):
            end = start + len(part)
            its_levels = levels[start:end] if levels else None
            is_last = number == len(parts) - 1
            if is_last or not one_level:
                words.append(self._part(part, style, its_levels, is_last=is_last))
            else:
                key = part, style, level
                word = self._parts.get(key)
                if word is None:
                    word = self._parts[key] = self._part(part, style, its_levels, is_last=False)
                words.append(word)
            start = end
        found = tuple(words)
        if level and one_level:
            self._turned[token, style, level] = found
        elif one_level:
            self._tokens[style][token] = found
        return found

    def _part(self, text: str, style: Style, levels: list[int] | None, *, is_last: bool) -> Word:
        """A part of a token, in which no line may end; behind the last one there is a space."""
        level = levels[0] if levels else 0
        runs = self._runs(text, style, levels)
        if is_last:
            return _word(runs, self._space(style, level, after=runs))
        return _word(runs, hyphen=self._mark("-", style, level, runs) if text.endswith(breaks.SOFT_HYPHEN) else None)

    def _runs(self, text: str, style: Style, levels: list[int] | None) -> tuple[Run, ...]:
        if "__" not in text or style.is_code:
            return self._shaper.runs(text, style, levels)
        found: list[Run] = []
        start = 0
        for part in _LINES.split(text):
            if part:
                level = levels[start : start + len(part)] if levels else None
                if part.startswith("__"):
                    found.append(self._shaper.shaped(packaged(SIGNS), part, level[0] if level else 0))
                else:
                    found += self._shaper.runs(part, style, level)
            start += len(part)
        return tuple(found)

    def _space(self, style: Style, level: int, text: str = " ", after: Sequence[Run] = ()) -> tuple[Run, ...]:
        return (self._mark(text, style, level, after),)

    def _mark(self, text: str, style: Style, level: int, after: Sequence[Run]) -> Run:
        """A space or a hyphen, of the typeface and the script of the run that it is behind, if that has it."""
        if after and after[-1].level == level and text in after[-1].typeface.letters:
            return self._shaper.mark(after[-1].typeface, text, level, after[-1].script)
        return self._shaper.mark(self.typefaces.first(style), text, level)

    def _mixed_paragraph(self, spans: Spans, style: Style) -> SetParagraph:
        """A paragraph in several styles or directions."""
        lines: list[list[tuple[str, Style]]] = [[]]
        for text, its_style in _runs(spans, style):
            if text == "\n":
                lines.append([])
            else:
                lines[-1].append((self._readied(text), its_style))
        whole = ["".join(text for text, _ in line) for line in lines]
        if not any(map(directions.has_right_to_left, whole)):
            return SetParagraph(tuple(Words(list(self._mixed_words(line, None))) for line in lines))
        base = directions.base(" ".join(whole))
        return SetParagraph(
            tuple(
                Words(list(self._mixed_words(line, directions.levels(text, base))), turned=True)
                for line, text in zip(lines, whole, strict=True)
            ),
            right_to_left=base == 1,
        )

    def _mixed_words(self, line: list[tuple[str, Style]], levels: list[int] | None) -> Iterator[Word]:
        """The words of a line in several styles, of which a word may have more than one."""
        runs: list[Run] = []  # of the word that is not ended yet
        start = 0
        for text, style in line:
            for found in _GAP_OR_TOKEN.finditer(text):
                gap, token = found.groups()
                place = start + found.start()
                if gap:
                    wide = gap.expandtabs(4) if style.is_code else " "
                    space = self._space(style, levels[place] if levels else 0, wide, () if style.is_code else runs)
                    if style.is_code and not runs:
                        runs += space
                    elif runs:
                        yield _word(tuple(runs), space)
                        runs = []
                    continue
                its_levels = levels[place : place + len(token)] if levels else None
                *whole, last = self._token(token, style, its_levels)
                for word in whole:
                    yield _word((*runs, *word.runs), hyphen=word.hyphen)
                    runs = []
                runs += last.runs
            start += len(text)
        if runs:
            yield _word(tuple(runs))


def _word(runs: tuple[Run, ...], space: tuple[Run, ...] = (), hyphen: Run | None = None) -> Word:
    width = runs[0].width if len(runs) == 1 else sum(run.width for run in runs)
    return Word(runs, width, space[0].width if space else 0.0, runs + space, hyphen)


def _parted(spans: Spans) -> Iterator[Spans | Picture]:
    """The pictures, and the spans before, between and behind them."""
    line: list[Span] = []
    for span in spans:
        match span:
            case Picture():
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


def _without_outer_breaks(parts: tuple[Words, ...]) -> tuple[Words, ...]:
    places = [place for place, part in enumerate(parts) if part.words]
    return parts[places[0] : places[-1] + 1] if places else ()


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
            case Picture():
                pass  # stands by itself, between paragraphs
            case Sound(_, title):
                yield f"♪\u00a0{title}" if title else "♪", style
            case _:
                assert_never(span)


# --- lines -----------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """Words side by side, in logical order, and their width in ems without the last space.

    `turned` says that some of their runs go from right to left; `chopped` that a word is cut at its end.
    """

    words: Sequence[Word]
    width: float
    turned: bool = False
    chopped: bool = False

    @property
    def drawn(self) -> Sequence[Word]:
        """The words as they stand from left to right."""
        return self.words if not self.turned else _visual(self.words)


def lines(paragraph: SetParagraph, measure: float, *, balanced: bool = False) -> tuple[Line, ...]:
    """A paragraph in lines no wider than the measure, in ems.

    Balanced lines are about equally long; in others a single last word gets company where it can.
    """
    parts = paragraph.parts
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
    width = sum(word.width + word.space for word in kept)
    while kept and width + dots.width > measure:
        word = kept.pop()
        width -= word.width + word.space
    if not kept:
        kept = [next(_cut(last.words[0], measure - dots.width))]
        width = kept[0].width
    ended = dots.words
    if last.turned and kept and kept[-1].runs and (level := kept[-1].runs[-1].level):
        ended = [_word(tuple(replace(run, level=level) for run in word.drawn)) for word in dots.words]
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
                yield Line((*words, _word((hyphen,))), width + hyphen.width, part.turned)
            else:
                yield Line(words, width, part.turned)
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
            cut.update(pieces[:-1])
            words += pieces
        pieced = Words(words, turned=part.turned)
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
    """A word in pieces no wider than the measure, cut between letters with their marks."""
    runs: list[Run] = []
    width = 0.0
    for run in word.runs:
        start = 0
        for place, letter in run.letters():
            if (runs or place > start) and width + letter > measure:
                if place > start:
                    runs.append(run.part(start, place))
                yield _word(tuple(runs))
                runs, width, start = [], 0.0, place
            width += letter
        runs.append(run.part(start, len(run.text)) if start else run)
    yield _word(tuple(runs), word.drawn[len(word.runs) :], word.hyphen)


def _visual(words: Sequence[Word]) -> Sequence[Word]:
    """Words of both directions as one, its runs in the order in which they are drawn; the last space at its end."""
    runs = [run for word in words for run in word.drawn]
    spaces = words[-1].drawn[len(words[-1].runs) :] if words else ()
    inner = runs[: len(runs) - len(spaces)]
    drawn = directions.visual(inner, [run.level for run in inner])
    return (Word((), 0.0, 0.0, (*drawn, *spaces)),)
