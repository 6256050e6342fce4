"""Spans and blocks -> words, shaped.

Widths are in ems, so that a text is measured once, whatever its size.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Final, TypeAlias, assert_never

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
from mmcards.writers.pdf.lines import SetParagraph, Word, Words
from mmcards.writers.pdf.remembered import Remembered
from mmcards.writers.pdf.shaping import Run, Shaper
from mmcards.writers.pdf.typefaces import SIGNS, Style, Typefaces, packaged

# --- text, measured --------------------------------------------------------------------------------------------------


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
_IN_LIGATURES: Final = frozenset(map(chr, _LIGATURES))

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


_Voice: TypeAlias = tuple[Style, int]
"""A style, and the level of a text (mmcards.writers.pdf.directions)."""

_Vocabulary: TypeAlias = Remembered[str, tuple[Word, ...]]

_UNBROKEN: Final = frozenset(map(chr, range(0x21, 0x7F))) - frozenset("-/_")
"""Characters of one script, inside of which no line ends; nor do they become another thing side by side."""


class Typesetter:
    """Measures the texts of one document. `language` is that of its deck, a BCP 47 tag or ""."""

    def __init__(self, typefaces: Typefaces, language: str = "") -> None:
        self.typefaces = typefaces
        self.has_spelled = False  # whether a sign was told by its name
        self._drawn: set[str] = set()  # characters in whose place no name stands, whatever is beside them
        self._shaper = Shaper(typefaces, language)
        # of each style and level, words and parts of words, by their texts
        self._tokens = Remembered[_Voice, _Vocabulary](lambda voice: Remembered(partial(self._token, voice)))
        self._parts = Remembered[_Voice, _Vocabulary](lambda voice: Remembered(partial(self._inner_part, voice)))
        self._plain = Remembered[Style, frozenset[str]](lambda style: _UNBROKEN & typefaces.first(style).letters)
        self._spaces = Remembered[Style, tuple[Run, ...]](lambda style: self._space(style, 0))
        self._texts = Remembered[tuple[str, Style], SetParagraph](lambda key: self.line(*key))

    def measured(self, blocks: Blocks, style: Style) -> tuple[SetBlock, ...]:
        """Blocks with the widths of their words and pictures. Raises Unprintable and pictures.Unreadable."""
        found: list[SetBlock] = []
        for block in blocks:
            match block:
                case Paragraph((Plain(text),)):
                    found.append(self._plain_paragraph(text, style))
                case _:
                    found += self._measured(block, style)
        return tuple(found)

    def measured_text(self, text: str, style: Style) -> SetParagraph:
        """A text without markup, as one line. Raises Unprintable."""
        return self._texts[text, style]

    def line(self, text: str, style: Style) -> SetParagraph:
        """A text without markup, as one line, which is not remembered. Raises Unprintable."""
        return self._plain_paragraph(" ".join(text.split()), style)

    def _measured(self, block: Block, style: Style) -> Iterator[SetBlock]:
        match block:
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
            found = self._mixed_paragraph(part, style)
            if len(parts) > 1:
                found = replace(found, parts=_without_outer_breaks(found.parts))
            if found.parts:
                yield found

    def _plain_paragraph(self, text: str, style: Style) -> SetParagraph:
        """A paragraph in one style."""
        if not text.isascii():
            text = self._readied(text)
            if directions.has_right_to_left(text):
                return self._mixed_paragraph((Plain(text),), style)
        words = map(self._tokens[style, 0].__getitem__, _TOKEN.findall(text))
        return SetParagraph((Words(list(chain.from_iterable(words))),))

    def _readied(self, text: str) -> str:
        if text.isascii():
            return text
        text = unicodedata.normalize("NFC", text)
        if not _IN_LIGATURES.isdisjoint(text):
            text = text.translate(_LIGATURES)
        if self._drawn.issuperset(text):
            return text
        shown = signs.spelled(text, self.typefaces)
        if shown == text:
            self._drawn.update(each for each in text if not signs.is_half_of_flag(each))
        else:
            self.has_spelled = True
        return shown

    def _token(self, voice: _Voice, token: str) -> tuple[Word, ...]:
        """Text without a space as words, of which there are several where a line may end inside it. A space follows."""
        style, level = voice
        if not level and self._plain[style].issuperset(token):
            return (Word((self._shaper.shaped(self.typefaces.first(style), token),), self._spaces[style]),)
        *before, last = breaks.parts(token)
        if not before:
            return (self._last_part(voice, token),)
        inner = tuple(chain.from_iterable(map(self._parts[voice].__getitem__, before)))
        ending = self._tokens[voice][last]  # numbers come at the ends of ids, and by themselves
        return (*inner, *(ending if len(ending) == 1 else (self._last_part(voice, last),)))

    def _inner_part(self, voice: _Voice, text: str) -> tuple[Word, ...]:
        """A part of a token, behind which a line may end."""
        style, level = voice
        runs = self._runs(text, style, [level] * len(text) if level else None)
        return (self._before_break(text, runs, voice),)

    def _last_part(self, voice: _Voice, text: str) -> Word:
        """A part of a token, behind which there is a space."""
        style, level = voice
        runs = self._runs(text, style, [level] * len(text) if level else None)
        return Word(runs, self._space(style, level, after=runs))

    def _before_break(self, text: str, runs: tuple[Run, ...], voice: _Voice) -> Word:
        """A hyphen that is not seen is drawn where a line ends behind it."""
        return Word(runs, hyphen=self._mark("-", *voice, runs) if text.endswith(breaks.SOFT_HYPHEN) else None)

    def _parted_token(self, token: str, style: Style, levels: list[int] | None) -> Iterator[Word]:
        """A token as words, in which there may be several levels."""
        level = levels[0] if levels else 0
        if not levels or levels.count(level) == len(levels):
            yield from self._tokens[style, level][token]
            return
        start = 0
        for part in breaks.parts(token):
            its_levels = levels[start : start + len(part)]
            runs = self._runs(part, style, its_levels)
            start += len(part)
            if start == len(token):
                yield Word(runs, self._space(style, its_levels[0], after=runs))
            else:
                yield self._before_break(part, runs, (style, its_levels[0]))

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
                        yield Word(tuple(runs), space)
                        runs = []
                    continue
                after = start + found.end()
                words = self._parted_token(token, style, levels[place:after] if levels else None)
                ended = found.end() < len(text) and not style.is_code
                if ended and not runs and (not levels or len(set(levels[place : after + 1])) == 1):
                    yield from words  # with the space that follows
                    continue
                *whole, last = words
                for word in whole:
                    yield Word((*runs, *word.runs), hyphen=word.hyphen)
                    runs = []
                runs += last.runs
            start += len(text)
        if runs:
            yield Word(tuple(runs))


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
            case Picture(file, alternative):
                yield f"[{alternative or file.path.rpartition('/')[2]}]", style
            case Sound(_, title):
                yield f"♪\u00a0{title}" if title else "♪", style
            case _:
                assert_never(span)
