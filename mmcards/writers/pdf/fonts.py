"""Font files, read: typefaces as they are shaped with and embedded."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import uharfbuzz as hb


class NoFont(Exception):
    """A file that holds no typeface which can be printed, and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(path, why)
        self.path = path
        self.why = why


@dataclass(frozen=True, eq=False)
class Typeface:
    """A font as it is read, shaped with and embedded. Typefaces are told apart by their identity.

    `units` are the units to the em, `letters` the characters that it has, and `axes` what is set of a variable font.
    """

    name: str
    face: hb.Face
    shaper: hb.Font
    letters: frozenset[str]
    axes: dict[str, float] = field(default_factory=dict)

    @property
    def units(self) -> int:
        units: int = self.face.upem
        return units

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


_WANTED: Final = frozenset(("cmap", "head", "hhea", "hmtx", "maxp"))
"""Tables without which nothing can be printed."""


def opened(blob: hb.Blob, index: int = 0, *, bold: bool = False) -> Typeface | None:
    """A font of a file; None if it has no outlines that can be printed, as fonts of coloured pictures have not."""
    face = hb.Face(blob, index)
    tags = set(face.table_tags)
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
    return Typeface("".join(filter(_is_plain, name)) or "Font", face, shaper, frozenset(map(chr, face.unicodes)), axes)


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
        blob = hb.Blob.from_file_path(path)
    except hb.HarfBuzzError as error:
        raise NoFont(path, "it cannot be read") from error
    none = True
    for index in range(hb.Face(blob).count):
        for bold in (False, True):
            found = opened(blob, index, bold=bold)
            if found and (found.axes or not bold):
                none = False
                yield found
    if none:
        raise NoFont(path, "it is no whole TrueType or OpenType font with outlines")
