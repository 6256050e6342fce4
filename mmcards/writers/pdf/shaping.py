"""Text -> runs of glyphs, by HarfBuzz. A run is of one typeface, one script and one direction.

Lengths are in ems, so that a text is shaped once and its width at any size is arithmetic.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import add
from typing import Final, NamedTuple
from unicodedata import category

import uharfbuzz as hb

from mmcards.writers.pdf import showing
from mmcards.writers.pdf.fonts import Typeface
from mmcards.writers.pdf.remembered import Remembered
from mmcards.writers.pdf.showing import Operand
from mmcards.writers.pdf.typefaces import UNSEEN, Style, Typefaces
from mmcards.writers.pdf.wear import Wear


class Glyphs(NamedTuple):
    """Glyphs side by side, from left to right.

    Of each its number in the typeface, the place in its run's text of the first character that it draws, and how far it
    moves the pen; `offsets` are where it is drawn beside the pen, none if all are drawn there; both are in the
    typeface's units.
    """

    numbers: Sequence[int]
    places: Sequence[int]
    advances: Sequence[int]
    offsets: Sequence[tuple[int, int]] = ()

    def is_aside(self, glyph: int) -> bool:
        """Whether a glyph is a mark that is put to a letter without moving the pen."""
        return bool(self.offsets) and not self.advances[glyph] and self.offsets[glyph] != _UNMOVED


@dataclass(eq=False, slots=True)  # not frozen: that would take as long as shaping
class Run:
    """A text as glyphs, told apart by its identity.

    `width` is in ems. `script` is its code (ISO 15924), "" where it is the Latin, Greek or Cyrillic one. `operand` is
    what draws it, None until it is drawn. One that wears a formula has no glyphs. One that was put together of `pairs`
    of letters has `codes`, which draw it where each glyph says its letter; its glyphs are made when they are asked for.
    """

    typeface: Typeface
    text: str
    width: float
    shaped: Glyphs | None
    level: int = 0
    script: str = ""
    operand: Operand | None = None
    wear: Wear | None = None
    pairs: "Pairs | None" = None
    codes: str = ""

    @property
    def glyphs(self) -> Glyphs:
        if self.shaped is None:
            assert self.pairs
            self.shaped = self.pairs.glyphs(self.text)
        return self.shaped

    def letters(self) -> Iterator[tuple[int, float]]:
        """The place and the width, in ems, of each letter that can be parted from the others, in logical order."""
        if self.wear and self.wear.formula:
            yield 0, self.width
        widths: dict[int, int] = {}
        for place, advance in zip(self.glyphs.places, self.glyphs.advances, strict=True):
            widths[place] = widths.get(place, 0) + advance
        yield from ((place, widths[place] / self.typeface.units) for place in sorted(widths))

    def clusters(self) -> Iterator[tuple[list[int], str]]:
        """The glyphs that belong together, in logical order, with the text that they draw, but for what is not seen."""
        glyphs: dict[int, list[int]] = {}
        for number, place in zip(self.glyphs.numbers, self.glyphs.places, strict=True):
            glyphs.setdefault(place, []).append(number)
        ends = sorted((*glyphs, len(self.text)))
        for place, end in pairwise(ends):
            text = self.text[place:end]
            yield glyphs[place][:: -1 if self.level % 2 else 1], UNSEEN.sub("", text) or text

    def part(self, start: int, end: int) -> "Run":
        """What stands between two places of the text, with the glyphs that it has in the whole."""
        numbers, places, advances, offsets = self.glyphs
        kept = [number for number, place in enumerate(places) if start <= place < end]
        found = Glyphs(
            [numbers[number] for number in kept],
            [places[number] - start for number in kept],
            [advances[number] for number in kept],
            [offsets[number] for number in kept] if offsets else (),
        )
        width = sum(found.advances) / self.typeface.units
        return Run(self.typeface, self.text[start:end], width, found, self.level, self.script, wear=self.wear)


class Unprintable(Exception):
    """Letters that no font has."""

    def __init__(self, letters: str) -> None:
        super().__init__(letters)
        self.letters = letters


class Shaper:
    """Shapes the texts of one document. `language` is the language of its deck, a BCP 47 tag or ""."""

    def __init__(self, typefaces: Typefaces, language: str = "") -> None:
        self.typefaces = typefaces
        self._language = language
        self._buffer = hb.Buffer()
        self._buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        self._marks: dict[tuple[Typeface, str, int, str], Run] = {}
        self._pairs: dict[Typeface, Pairs] = {}

    def runs(self, text: str, style: Style, levels: "list[int] | None" = None) -> tuple[Run, ...]:
        """A text without white space that is told apart, as runs in logical order. Raises Unprintable.

        `levels` are those of its characters (mmcards.writers.pdf.directions), left out where all run to the right.
        """
        first = self.typefaces.first(style)
        if levels is None and first.letters.issuperset(text) and _is_simple(text):
            return (self.word(first, text),)
        parts = self._itemized(text, style, levels or [0] * len(text))
        return tuple(self.shaped(typeface, part, level, script) for typeface, part, level, script in parts)

    def _itemized(self, text: str, style: Style, levels: list[int]) -> Iterator[tuple[Typeface, str, int, str]]:
        """Parts of one typeface, level and script each."""
        script = next((found for found in map(script_of, text) if found), "Latn")
        start = 0
        current: tuple[Typeface, int, str] | None = None
        for place, letter in _letters(text):
            script = script_of(letter[0]) or script
            part = self._typeface(letter, style, current[0] if current else None), levels[place], script
            if current and part != current:
                yield current[0], text[start:place], *current[1:]
                start = place
            current = part
        if current:
            yield current[0], text[start:], *current[1:]

    def _typeface(self, letter: str, style: Style, before: Typeface | None) -> Typeface:
        """What draws a letter with its marks. A stop or a bracket goes with what is before it, if that has it."""
        if before and not script_of(letter[0]) and not letter[0].isdigit() and before.letters.issuperset(letter):
            return before
        if found := self.typefaces.that_has(letter, style):
            return found
        found = self.typefaces.that_has(letter[0], style)
        # The letter alone is as bad as its mark alone: neither says what was written.
        raise Unprintable("".join(each for each in letter if not found or each not in found.letters) or letter)

    def mark(self, typeface: Typeface, text: str, level: int = 0, script: str = "") -> Run:
        """What stands in many places: a space, a hyphen."""
        key = typeface, text, level, script
        if key not in self._marks:
            self._marks[key] = self.shaped(typeface, text, level, script)
        return self._marks[key]

    def word(self, typeface: Typeface, text: str) -> Run:
        """A text from left to right that the typeface has, as one run; put together where it can be."""
        if not typeface.is_paired or not PAIRED.issuperset(text):
            return self.shaped(typeface, text)
        pairs = self._pairs.get(typeface)
        if pairs is None:
            pairs = self._pairs[typeface] = Pairs(self, typeface)
        return pairs.run(text)

    def shaped(self, typeface: Typeface, text: str, level: int = 0, script: str = "") -> Run:
        """A text that the typeface has, as one run."""
        buffer = self._buffer
        buffer.clear_contents()
        buffer.add_str(text)
        if script:
            buffer.script = script
            buffer.direction = "rtl" if level % 2 else "ltr"
            if self._language:
                buffer.language = self._language
        else:
            buffer.guess_segment_properties()
            if self._language:
                buffer.language = self._language
        hb.shape(typeface.shaper, buffer)
        infos = buffer.glyph_infos
        positions = [each.position for each in buffer.glyph_positions]
        x, y, advances, _ = zip(*positions, strict=True) if positions else ((), (), (), ())
        glyphs = Glyphs(
            [info.codepoint for info in infos],
            [info.cluster for info in infos],
            advances,
            tuple(zip(x, y, strict=True)) if any(x) or any(y) else (),
        )
        width = sum(advances) / typeface.units
        return Run(typeface, text, width, glyphs, level, "" if script in _EUROPEAN else script)


_END: Final = "\0"
"""Stands behind the last letter of a word."""


PAIRED: Final = frozenset(chr(code) for code in (*range(0x21, 0x7F), *range(0xC0, 0x180)) if code != ord("`"))
"""What paired typefaces are known to set so."""


class Pairs:
    """Words put together: how far a letter moves the pen depends on the next one alone.

    HarfBuzz is asked for words in which two letters are met for the first time, since most words of a large deck do not
    come again; and for those in which letters are joined, as in "fi".
    """

    def __init__(self, shaper: Shaper, typeface: Typeface) -> None:
        self._shaper = shaper
        self._typeface = typeface
        self._numbers = Remembered[str, int](lambda letter: typeface.shaper.get_nominal_glyph(ord(letter)))
        self._advances: dict[str, int] = {}  # of the first of two letters
        self._codes: dict[str, str] = {}  # what draws it

    def run(self, text: str) -> Run:
        """A word as one run."""
        pairs = _pairs(text)
        try:
            width = sum(map(self._advances.__getitem__, pairs)) / self._typeface.units
        except KeyError:
            found = self._shaper.shaped(self._typeface, text)
            self._learn(pairs, found)
            return found
        codes = "".join(map(self._codes.__getitem__, pairs))
        return Run(self._typeface, text, width, None, pairs=self, codes=codes)

    def glyphs(self, text: str) -> Glyphs:
        """Those of a word whose pairs are known."""
        numbers, advances = map(self._numbers.__getitem__, text), map(self._advances.__getitem__, _pairs(text))
        return Glyphs([*numbers], range(len(text)), [*advances])

    def _learn(self, pairs: Sequence[str], found: Run) -> None:
        """Remember the pairs of a word in which no letters are joined."""
        numbers, _, advances, offsets = found.glyphs
        if offsets or numbers != [*map(self._numbers.__getitem__, found.text)]:
            return
        for pair, number, advance in zip(pairs, numbers, advances, strict=True):
            if pair not in self._advances:
                self._advances[pair] = advance
                back = self._typeface.advance(number) - advance
                self._codes[pair] = showing.code(number) + showing.moved(back, self._typeface.units)


def _pairs(text: str) -> list[str]:
    """Each letter with the next one."""
    return [*map(add, text, text[1:] + _END)]


_UNMOVED: Final = (0, 0)
_EUROPEAN: Final = frozenset(("", "Latn", "Grek", "Cyrl"))
_SIMPLE: Final = re.compile(
    "[\u0000-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u22ff]*"
)
"""Letters of one script after the other that stand side by side, and signs."""


def _is_simple(text: str) -> bool:
    return text.isascii() or (_SIMPLE.fullmatch(text) is not None and "\u00ad" not in text)


def _letters(text: str) -> Iterator[tuple[int, str]]:
    """Each character that is seen, with its place and the marks behind it."""
    place, letter = 0, ""
    for number, character in enumerate(text):
        if UNSEEN.match(character):
            continue
        if letter and category(character)[0] == "M":
            letter += character
        else:
            if letter:
                yield place, letter
            place, letter = number, character
    if letter:
        yield place, letter


@cache
def script_of(character: str) -> str:
    """The script of a character (ISO 15924), as HarfBuzz knows it; "" where it goes with others."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    return buffer.script or ""
