"""The typefaces on paper: FiraGO for text, Cascadia Mono for code, others for what these two lack.

They come as packages, so that no font of the machine is needed for most scripts. What no package has is looked for in
the author's own fonts before, and in the system's behind.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import uharfbuzz as hb

from mmcards.writers.pdf import packages, system_fonts
from mmcards.writers.pdf.fonts import Typeface, in_file, opened


class Style(StrEnum):
    REGULAR = "FiraGO_Regular"
    BOLD = "FiraGO_Bold"
    ITALIC = "FiraGO_Italic"
    BOLD_ITALIC = "FiraGO_BoldItalic"
    CODE = "CascadiaMono_Regular"
    CODE_BOLD = "CascadiaMono_Bold"
    CODE_ITALIC = "CascadiaMono_Italic"
    CODE_BOLD_ITALIC = "CascadiaMono_BoldItalic"

    __hash__ = str.__hash__  # that of Enum takes longer than to look up what is remembered of a style

    def bold(self) -> "Style":
        return _BOLD.get(self, self)

    def italic(self) -> "Style":
        return _ITALIC.get(self, self)

    def code(self) -> "Style":
        return _CODE.get(self, self)

    @property
    def is_code(self) -> bool:
        return self in _CODES

    @property
    def is_slanted(self) -> bool:
        return self in (Style.ITALIC, Style.BOLD_ITALIC, Style.CODE_ITALIC, Style.CODE_BOLD_ITALIC)

    @property
    def is_bold(self) -> bool:
        return self in (Style.BOLD, Style.BOLD_ITALIC, Style.CODE_BOLD, Style.CODE_BOLD_ITALIC)


# What is strong in a bold text is set in bold italics, so that it is seen.
_BOLD: Final = {
    Style.REGULAR: Style.BOLD,
    Style.BOLD: Style.BOLD_ITALIC,
    Style.ITALIC: Style.BOLD_ITALIC,
    Style.CODE: Style.CODE_BOLD,
    Style.CODE_ITALIC: Style.CODE_BOLD_ITALIC,
}
_ITALIC: Final = {
    Style.REGULAR: Style.ITALIC,
    Style.BOLD: Style.BOLD_ITALIC,
    Style.CODE: Style.CODE_ITALIC,
    Style.CODE_BOLD: Style.CODE_BOLD_ITALIC,
}
_CODE: Final = {
    Style.REGULAR: Style.CODE,
    Style.BOLD: Style.CODE_BOLD,
    Style.ITALIC: Style.CODE_ITALIC,
    Style.BOLD_ITALIC: Style.CODE_BOLD_ITALIC,
}
_CODES: Final = frozenset(_CODE.values())

UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
"""Characters that only tell how others are set: what Unicode calls default ignorable, but for its fillers."""

SIGNS: Final = "DejaVuSans"
_OTHERS: Final = (SIGNS, "NotoSansMath_Regular", "NotoSansSymbols_Regular", "NotoSansSymbols2_Regular")
"""What draws the characters that FiraGO lacks, in this order."""

ASCENT: Final = 0.935
DESCENT: Final = 0.265
"""How far FiraGO reaches above and below the baseline, in ems (its hhea table)."""


_PAIRED: Final = frozenset((Style.REGULAR, Style.BOLD, Style.ITALIC, Style.BOLD_ITALIC))
"""Those that are known to set Latin words pair by pair: tests/writers/pdf/test_shaping.py asks HarfBuzz for both."""


@cache
def packaged(name: str) -> Typeface:
    """A typeface that comes with a package."""
    content = packages.in_ziafont(f"{name}.ttf") if name == SIGNS else packages.in_pymupdf(name)
    found = opened(hb.Blob(content), (packaged, (name,)))
    assert found is not None
    return replace(found, is_paired=name in _PAIRED)


def fitting(found: Iterable[Typeface], style: Style) -> list[Typeface]:
    """Typefaces in their order, those first that are as bold and as slanted as the style."""
    return sorted(found, key=lambda each: (each.is_bold != style.is_bold, each.is_slanted != style.is_slanted))


class Typefaces:
    """Which typeface draws a character: the author's first, then the packages', then the system's.

    `own` are font files of the author's, in their order. `language` says which of the faces that draw Chinese
    characters is wanted, since each country has its own forms.
    """

    def __init__(self, own: Sequence[Path] = (), language: str = "") -> None:
        self._own = tuple(found for path in own for found in system_fonts.of_country(in_file(path), language))
        self._language = language
        self._first: dict[Style, Typeface] = {}
        self._found: dict[tuple[str, Style], Typeface | None] = {}

    def first(self, style: Style) -> Typeface:
        """What a style is set in where nothing speaks against it."""
        found = self._first.get(style)
        if found is None:
            own = () if style.is_code else fitting(self._own, style)
            letters = (each for each in own if "a" in each.letters)
            found = self._first[style] = next(letters, None) or packaged(style.value)
        return found

    def that_has(self, letter: str, style: Style) -> Typeface | None:
        """The first typeface that has a character with its marks; None if none on this machine has."""
        key = letter, style
        if key not in self._found:
            order = self._in_order(letter[0], style)
            self._found[key] = next((each for each in order if each.letters.issuperset(letter)), None)
        return self._found[key]

    def missing(self, text: str) -> str:
        """The letters of a text that none on this machine has."""
        seen = (each for each in dict.fromkeys(text) if not each.isspace() and not UNSEEN.match(each))
        return "".join(each for each in seen if not self.that_has(each, Style.REGULAR))

    def _in_order(self, character: str, style: Style) -> Iterator[Typeface]:
        if not style.is_code:
            yield from fitting(self._own, style)
        yield packaged(style.value)
        if style.is_code:
            yield from fitting(self._own, style)
        if style.is_bold:
            yield packaged(Style.BOLD.value)
        yield packaged(Style.REGULAR.value)
        if style.is_bold and character.isalpha():  # the others that come along are not bold
            yield from system_fonts.of_script(character, style.is_bold, self._language)
        yield from map(packaged, _OTHERS)
        yield from system_fonts.likely(character, style.is_bold, self._language)
