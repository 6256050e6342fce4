"""Font files, read: typefaces as they are shaped with and embedded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Final, TypeAlias
from unicodedata import bidirectional, decomposition, normalize
from zlib import crc32

import uharfbuzz as hb

from mmcards.writers.pdf import directions


class NoFont(Exception):
    """A file that holds no typeface which can be printed, and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(path, why)
        self.path = path
        self.why = why


@dataclass(frozen=True, eq=False)
class Typeface:
    """A font as it is read, shaped with and embedded. Typefaces are told apart by their identity.

    `units` are the units to the em, and `axes` what is set of a variable font.
    `again` opens it once more: another process gets that in its place. In one that `is_paired`, a Latin letter is
    drawn and moved as the next one wants, whatever is behind that.
    """

    name: str
    face: hb.Face
    shaper: hb.Font
    units: int
    again: "Again"
    axes: dict[str, float] = field(default_factory=dict)
    is_paired: bool = False

    def __reduce__(self) -> "Again":
        return self.again

    @cached_property
    def letters(self) -> frozenset[str]:
        """The characters that it has; asked for of few, since a collection has ten times 40,000."""
        return frozenset(map(chr, self.face.unicodes))

    @cached_property
    def key(self) -> str:
        """A name for it that is the same in every process, and on every machine that has it."""
        told = f"{self.name} {self.axes}".encode() + bytes(self.face.reference_table("head").data)
        return f"F{crc32(told):08X}"

    def said(self, number: int, *, turned: bool) -> str:
        """The character that a glyph is of; "" for one that is of none, and stands for several or in their place.

        In a text that is `turned`, it may be a shape of a letter that is of no character itself.
        """
        return self._nominal.get(number) or (self._shapes.get(number, "") if turned else "")

    @cached_property
    def _nominal(self) -> dict[int, str]:
        """The characters of glyphs; of several, the one that the others are variants of."""
        found: dict[int, str] = {}
        for character in sorted(self.letters, key=lambda each: (normalize("NFKC", each) != each, each)):
            number = self.shaper.get_nominal_glyph(ord(character))
            if number:
                found.setdefault(number, _unshaped(character))
        return found

    @cached_property
    def _shapes(self) -> dict[int, str]:
        """The letters from right to left of glyphs that are put in their place within words, one after the other."""
        known = {number: letter for number, letter in self._nominal.items() if bidirectional(letter) in ("R", "AL")}
        waiting = list(known)
        lookups = _lookups(self.face)
        while waiting:
            number = waiting.pop()
            for lookup in lookups:
                for other in self.face.get_lookup_glyph_alternates(lookup, number):
                    if other not in self._nominal and other not in known:
                        known[other] = known[number]
                        waiting.append(other)
        return known

    @property
    def is_bold(self) -> bool:
        return bool(self.shaper.get_style_value(hb.StyleTag.WEIGHT) >= 600)

    @property
    def is_fixed(self) -> bool:
        glyphs = map(self.shaper.get_nominal_glyph, map(ord, "iM"))
        return "i" in self.letters and len({self.advance(glyph) for glyph in glyphs if glyph}) == 1

    @property
    def is_slanted(self) -> bool:
        italic, angle = (self.shaper.get_style_value(tag) for tag in (hb.StyleTag.ITALIC, hb.StyleTag.SLANT_ANGLE))
        return bool(italic or angle)

    def advance(self, number: int) -> int:
        """How far a glyph moves the pen, in units."""
        advance: int = self.shaper.get_glyph_h_advance(number)
        return advance

    @property
    def is_cff(self) -> bool:
        """Whether its outlines are PostScript's (OpenType specification, tables CFF and CFF2)."""
        return "glyf" not in self.face.table_tags


Again: TypeAlias = tuple[Callable[..., Typeface | None], tuple[object, ...]]
"""A function and its arguments."""


def _unshaped(character: str) -> str:
    """The letter that a character is a shape of, or the ligature, which has several; or else itself."""
    plain = normalize("NFKC", character)
    if not decomposition(character).startswith(_SHAPED):
        return character
    return plain if len(plain) == 1 else directions.ligature(plain) or character


def _lookups(face: hb.Face) -> range:
    """The substitutions of a font (OpenType specification, GSUB: the offset of the list, which begins with a count)."""
    table = bytes(face.reference_table("GSUB").data)
    start = int.from_bytes(table[8:10], "big")
    return range(int.from_bytes(table[start : start + 2], "big")) if start else range(0)


_SHAPED: Final = ("<isolated>", "<initial>", "<medial>", "<final>")
"""How characters are made that are the shapes of a letter in a word."""

_WANTED: Final = frozenset(("cmap", "head", "hhea", "hmtx", "maxp"))
"""Tables without which nothing can be printed."""


def opened(blob: hb.Blob, again: Again, index: int = 0, *, bold: bool = False) -> Typeface | None:
    """A font of a file; None if it has no outlines that can be printed, as fonts of coloured pictures have not."""
    face = hb.Face(blob, index)
    tags = _tags(face)
    outlines = {"glyf", "loca"} <= tags or tags & {"CFF ", "CFF2"}
    if not outlines or not tags >= _WANTED or not face.upem or not face.unicodes:
        return None
    if "CFF2" in tags and not face.has_var_data:
        return None  # a PDF takes CFF alone, into which HarfBuzz turns the outlines of variable fonts
    shaper = hb.Font(face)
    axes = _axes(face, bold)
    if axes:
        shaper.set_variations(axes)
    name = face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME) or "Font"
    name = "".join(filter(_is_plain, name)) or "Font"
    return Typeface(name, face, shaper, face.upem, again, axes)


def _tags(face: hb.Face) -> set[str]:
    """The tables of a font; none where a damaged directory names them in bytes that are no letters."""
    try:
        return set(face.table_tags)
    except UnicodeDecodeError:
        return set()


def _axes(face: hb.Face, bold: bool) -> dict[str, float]:
    """Where a variable font is pinned: its defaults, at the weight that is wanted."""
    found = {axis.tag: axis for axis in face.axis_infos} if face.has_var_data else {}
    pinned = {tag: axis.default_value for tag, axis in found.items()}
    if "wght" in found:
        weight = 700.0 if bold else 400.0
        pinned["wght"] = min(max(weight, found["wght"].min_value), found["wght"].max_value)
    return pinned


def _is_plain(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in "-_")


def in_file(path: Path) -> Iterator[Typeface]:
    """The typefaces of a file, of which a collection has several; a variable one as it is, and as bold as it can be.

    Raises NoFont.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise NoFont(path, "it is no plain file")
        blob = hb.Blob.from_file_path(path)
    except hb.HarfBuzzError as error:
        raise NoFont(path, "it cannot be read") from error
    none = True
    for index in range(hb.Face(blob).count):
        for bold in (False, True):
            found = opened(blob, (_again, (path, index, bold)), index, bold=bold)
            if found and (found.axes or not bold):
                none = False
                yield found
    if none:
        raise NoFont(path, "it is no whole TrueType or OpenType font with outlines")


@cache
def _again(path: Path, index: int, bold: bool) -> Typeface | None:
    return opened(hb.Blob.from_file_path(path), (_again, (path, index, bold)), index, bold=bold)
