"""The typefaces on paper: which font draws a character, and how wide it is.

FiraGO sets the text, Cascadia Mono the code, and DejaVu Sans draws the signs that they lack. All come as packages, so
that no font of the machine is needed.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.resources import files
from io import BytesIO
from typing import Final, NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont


class Style(StrEnum):
    REGULAR = "FiraGO_Regular"
    BOLD = "FiraGO_Bold"
    ITALIC = "FiraGO_Italic"
    BOLD_ITALIC = "FiraGO_BoldItalic"
    CODE = "CascadiaMono_Regular"
    CODE_BOLD = "CascadiaMono_Bold"

    def bold(self) -> "Style":
        return _BOLD.get(self, self)

    def italic(self) -> "Style":
        return _ITALIC.get(self, self)

    def code(self) -> "Style":
        return Style.CODE_BOLD if self in (Style.BOLD, Style.BOLD_ITALIC) else Style.CODE


# What is strong in a bold text is set in bold italics, so that it is seen.
_BOLD: Final = {
    Style.REGULAR: Style.BOLD,
    Style.BOLD: Style.BOLD_ITALIC,
    Style.ITALIC: Style.BOLD_ITALIC,
    Style.CODE: Style.CODE_BOLD,
}
_ITALIC: Final = {Style.REGULAR: Style.ITALIC, Style.BOLD: Style.BOLD_ITALIC}
_SIGNS: Final = "DejaVuSans"

ASCENT: Final = 0.935
DESCENT: Final = 0.265
"""How far FiraGO reaches above and below the baseline, in ems (its hhea table)."""

# Scripts whose letters change with their neighbours or whose marks must be placed, which takes a shaping engine.
_SHAPED: Final = re.compile(
    "[\u0590-\u08ff\u0900-\u109f\u1780-\u17ff\u1a00-\u1aff\u1b00-\u1bff\ufb1d-\ufdff\ufe70-\ufeff\U00010a00-\U00010eff]"
)
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
"""Characters that only tell how others are set; the fonts have pictures for some of them."""


_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


class Piece(NamedTuple):
    """Text in one font; its width in ems."""

    font: str
    text: str
    width: float


class Unprintable(Exception):
    """A character that cannot be printed, and why."""

    def __init__(self, character: str, why: str) -> None:
        super().__init__(character, why)
        self.character = character
        self.why = why


@cache
def pieces(text: str, style: Style) -> tuple[Piece, ...]:
    """A text without line breaks, spelled, as pieces of one font each. Raises Unprintable.

    Underscores beside each other are a line to write on, which those of FiraGO leave open between each two.
    """
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    main = _font(style.value)
    glyphs = main.face.charToGlyph
    ruled = "__" in text and style not in (Style.CODE, Style.CODE_BOLD)
    if not ruled and all(ord(each) in glyphs for each in text) and not _SHAPED.search(text):
        return (measured_piece(style.value, text),)
    found: list[tuple[str, str]] = []
    for each in text:
        font, shown = (_SIGNS, each) if ruled and each == "_" else _drawn(each, style)
        if found and found[-1][0] == font:
            found[-1] = font, found[-1][1] + shown
        else:
            found.append((font, shown))
    return tuple(measured_piece(font, part) for font, part in found)


def name_of(character: str) -> str:
    """What Unicode calls a character."""
    return unicodedata.name(character, "a character without a name").lower()


def spelled(text: str) -> str:
    """A text in which the signs that no font has are told by their names, in brackets."""
    if text.isascii():
        return text
    text = _FLAG.sub(lambda found: f"[flag {_letters(found[0])}]", text)
    return "".join(f"[{name_of(each)}]" if _is_named(each) else each for each in text)


def named_signs(text: str) -> tuple[str, ...]:
    """The signs of a text that are printed as their names, since no font has them."""
    if text.isascii():
        return ()
    flags = tuple(dict.fromkeys(_FLAG.findall(text)))
    return (*flags, *(each for each in dict.fromkeys(_FLAG.sub("", text)) if _is_named(each)))


def _letters(flag: str) -> str:
    """The letters of a flag's country: flags are written as two letters of an alphabet of their own."""
    return "".join(chr(ord(each) - 0x1F1E6 + ord("A")) for each in flag)


@cache
def measured_character(font: str, character: str) -> Piece:
    """A character that the font has."""
    return measured_piece(font, character)


def measured_piece(font: str, text: str) -> Piece:
    """A text that the font has whole."""
    face = _font(font).face
    widths = face.charWidths
    return Piece(font, text, sum(widths.get(ord(each), face.defaultWidth) for each in text) / 1000)


def _drawn(character: str, style: Style) -> tuple[str, str]:
    """The font that draws a character, and what is drawn."""
    if _SHAPED.match(character):
        raise Unprintable(character, "its script takes a shaping engine, which the PDF does not have yet")
    for font in (style.value, Style.REGULAR.value, _SIGNS):
        if ord(character) in _font(font).face.charToGlyph:
            return font, character
    raise Unprintable(character, "none of the fonts has it")


def _is_named(character: str) -> bool:
    if character.isascii() or unicodedata.category(character) not in ("So", "Sk", "Sm", "Sc"):
        return False
    fonts = (Style.REGULAR.value, _SIGNS)
    return bool(unicodedata.name(character, "")) and not any(
        ord(character) in _font(font).face.charToGlyph for font in fonts
    )


@cache
def _font(name: str) -> TTFont:
    """A font, unpacked and known to reportlab from now on."""
    if name == _SIGNS:
        content = files("ziafont").joinpath("fonts", "DejaVuSans.ttf").read_bytes()
    else:
        content = import_module(f"pymupdf_fonts.{name}").fontbuffer
    font = TTFont(name, BytesIO(content))
    pdfmetrics.registerFont(font)
    return font
