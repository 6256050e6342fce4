"""Texts -> words, shaped: each word of a document once, and where a line may end in it."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Final, NamedTuple, TypeAlias

from mmcards.writers.pdf import breaks, signs
from mmcards.writers.pdf.lines import Word
from mmcards.writers.pdf.remembered import Remembered
from mmcards.writers.pdf.shaping import PAIRED, Run, Shaper
from mmcards.writers.pdf.typefaces import SIGNS, Style, Typefaces, packaged

_LIGATURES: Final = {place: unicodedata.normalize("NFKC", chr(place)) for place in range(0xFB00, 0xFB07)}
"""What Latin ligatures are made of, which typefaces make again where they have them: few have each as a character."""
_IN_LIGATURES: Final = frozenset(map(chr, _LIGATURES))

_LINES: Final = re.compile("(__+)")
"""Underscores beside each other are a line to write on, which those of FiraGO leave open between each two."""

_Voice: TypeAlias = tuple[Style, int]
"""A style, and the level of a text (mmcards.writers.pdf.directions)."""

_Known: TypeAlias = Remembered[str, tuple[Word, ...]]

_UNBROKEN: Final = PAIRED - frozenset("-/_\u00d7\u00f7")
"""Characters of one script, inside of which no line ends; nor do they become another thing side by side."""


class Vocabulary:
    """The words of one document. `tokens` are those of each style and level, by their texts without a space."""

    def __init__(self, typefaces: Typefaces, shaper: Shaper) -> None:
        self.has_spelled = False  # whether a sign was told by its name
        self.tokens = Remembered[_Voice, _Known](lambda voice: Remembered(partial(self.token, voice)))
        self._parts = Remembered[_Voice, _Known](lambda voice: Remembered(partial(self._inner_part, voice)))
        self._plain = Remembered[Style, _Plain](self._plain_voice)
        self._drawn: set[str] = set()  # characters in whose place no name stands, whatever is beside them
        self._typefaces = typefaces
        self._shaper = shaper

    def readied(self, text: str) -> str:
        """A text as it is set: composed, ligatures as letters, and names where no typeface has a sign."""
        if text.isascii():
            return text
        text = unicodedata.normalize("NFC", text)
        if not _IN_LIGATURES.isdisjoint(text):
            text = text.translate(_LIGATURES)
        if self._drawn.issuperset(text):
            return text
        shown = signs.spelled(text, self._typefaces)
        if shown == text:
            self._drawn.update(each for each in text if not signs.is_half_of_flag(each))
        else:
            self.has_spelled = True
        return shown

    def token(self, voice: _Voice, token: str) -> tuple[Word, ...]:
        """Text without a space as words, of which there are several where a line may end inside it. A space follows."""
        style, level = voice
        plain = self._plain[style] if not level else None
        if plain and plain.letters.issuperset(token):
            return (Word((plain.word(token),), plain.space),)
        *before, last = breaks.parts(token)
        if not before:
            if plain and plain.hyphenated.issuperset(token):
                return (Word((plain.word(token),), plain.space),)
            return (self._last_part(voice, token),)
        inner = tuple(chain.from_iterable(map(self._parts[voice].__getitem__, before)))
        ending = self.tokens[voice][last]  # numbers come at the ends of ids, and by themselves
        return (*inner, *(ending if len(ending) == 1 else (self._last_part(voice, last),)))

    def parted(self, token: str, style: Style, levels: list[int] | None) -> Iterator[Word]:
        """A token as words, in which there may be several levels."""
        level = levels[0] if levels else 0
        if not levels or levels.count(level) == len(levels):
            yield from self.tokens[style, level][token]
            return
        start = 0
        for part in breaks.parts(token):
            its_levels = levels[start : start + len(part)]
            runs = self._runs(part, style, its_levels)
            start += len(part)
            if start == len(token):
                yield Word(runs, self.space(style, its_levels[0], after=runs))
            else:
                yield self._before_break(part, runs, (style, its_levels[0]))

    def space(self, style: Style, level: int, text: str = " ", after: Sequence[Run] = ()) -> tuple[Run, ...]:
        """A space, as that of the run that it is behind."""
        return (self._mark(text, style, level, after),)

    def _plain_voice(self, style: Style) -> "_Plain":
        first = self._typefaces.first(style)
        letters, hyphenated = _UNBROKEN & first.letters, (_UNBROKEN | {"-"}) & first.letters
        return _Plain(letters, hyphenated, partial(self._shaper.word, first), self.space(style, 0))

    def _inner_part(self, voice: _Voice, text: str) -> tuple[Word, ...]:
        """A part of a token, behind which a line may end."""
        style, level = voice
        runs = self._runs(text, style, [level] * len(text) if level else None)
        return (self._before_break(text, runs, voice),)

    def _last_part(self, voice: _Voice, text: str) -> Word:
        """A part of a token, behind which there is a space."""
        style, level = voice
        runs = self._runs(text, style, [level] * len(text) if level else None)
        return Word(runs, self.space(style, level, after=runs))

    def _before_break(self, text: str, runs: tuple[Run, ...], voice: _Voice) -> Word:
        """A hyphen that is not seen is drawn where a line ends behind it."""
        return Word(runs, hyphen=self._mark("-", *voice, runs) if text.endswith(breaks.SOFT_HYPHEN) else None)

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

    def _mark(self, text: str, style: Style, level: int, after: Sequence[Run]) -> Run:
        """A space or a hyphen, of the typeface and the script of the run that it is behind, if that has it."""
        if after and after[-1].level == level and text in after[-1].typeface.letters:
            return self._shaper.mark(after[-1].typeface, text, level, after[-1].script)
        return self._shaper.mark(self._typefaces.first(style), text, level)


class _Plain(NamedTuple):
    """How words of these letters are set in a style, and the space behind them.

    Those that are `hyphenated` are set so where no line ends in them.
    """

    letters: frozenset[str]
    hyphenated: frozenset[str]
    word: Callable[[str], Run]
    space: tuple[Run, ...]
