"""Typefaces -> font objects of a PDF: the glyphs that were drawn, their widths, and the text that they say.

A font is embedded as a composite one whose codes are its glyphs' own numbers (ISO 32000-2, 9.7: Type0, Identity-H).
"""

import hashlib
import zlib
from typing import Any, Final

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFString,
)

from mmcards.errors import CardsError
from mmcards.writers.pdf.fonts import Typeface
from mmcards.writers.pdf.objects import Direct, Packed, decimal


def embedded(document: Any, typeface: Typeface, said: dict[int, str]) -> Any:
    """A font with these glyphs, by their numbers, each with the text that it says. Returns the reference to it."""
    name = PDFName(f"{_tag(said, typeface)}+{typeface.name}")
    numbers = sorted(said)
    described = PDFDictionary(
        {
            "Type": PDFName("Font"),
            "Subtype": PDFName("CIDFontType0" if typeface.is_cff else "CIDFontType2"),
            "BaseFont": name,
            "CIDSystemInfo": PDFDictionary(
                {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
            ),
            "FontDescriptor": document.Reference(_descriptor(document, typeface, numbers, name)),
            "DW": 1000,
            "W": Direct(_widths(typeface, numbers)),
        }
    )
    if not typeface.is_cff:
        described["CIDToGIDMap"] = PDFName("Identity")
    return document.Reference(
        PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type0"),
                "BaseFont": name,
                "Encoding": PDFName("Identity-H"),
                "DescendantFonts": PDFArray([document.Reference(described)]),
                "ToUnicode": document.Reference(_stream(_to_unicode(said).encode("ascii"))),
            }
        )
    )


def _tag(said: dict[int, str], typeface: Typeface) -> str:
    """Six capitals that tell apart the parts of one typeface in different files (ISO 32000-2, 9.9.2)."""
    digest = hashlib.sha256(f"{sorted(said)} {typeface.name} {typeface.axes}".encode()).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


def _stream(content: bytes, entries: str = "") -> Packed:
    return Packed(zlib.compress(content), f"{entries}/Filter/FlateDecode")


def _descriptor(document: Any, typeface: Typeface, numbers: list[int], name: str) -> PDFDictionary:
    content = _subset(typeface, numbers)
    if typeface.is_cff:
        kind, file = "FontFile3", _stream(content, "/Subtype/CIDFontType0C")
    else:
        kind, file = "FontFile2", _stream(content, f"/Length1 {len(content)}")
    scale = 1000 / typeface.units
    extents = typeface.shaper.get_font_extents("ltr")
    up, down = round(extents.ascender * scale), round(extents.descender * scale)
    return PDFDictionary(
        {
            "Type": PDFName("FontDescriptor"),
            "FontName": name,
            "Flags": _SYMBOLIC | (_FIXED if typeface.is_fixed else 0) | (_ITALIC if typeface.is_slanted else 0),
            "FontBBox": PDFArray([-1000, down, 2000, up]),
            "ItalicAngle": -10 if typeface.is_slanted else 0,
            "Ascent": up,
            "Descent": down,
            "CapHeight": round(0.75 * up),
            "StemV": 120 if typeface.is_bold else 80,
            kind: document.Reference(file),
        }
    )


_FIXED, _SYMBOLIC, _ITALIC = 1, 4, 64
"""Flags of a font (ISO 32000-2, table 121). Symbolic: its codes are not those of Latin letters."""

_NOT_PRINTED: Final = (
    *("BASE", "DSIG", "GDEF", "GPOS", "GSUB", "HVAR", "MATH", "OS/2", "STAT", "VDMX"),
    *("cmap", "cvt", "fpgm", "gasp", "meta", "name", "post", "prep"),
)
"""Tables of a font that a PDF does not use, where its codes are the glyphs' numbers."""


def _subset(typeface: Typeface, numbers: list[int]) -> bytes:
    """The font's file with these glyphs alone, under their own numbers; of PostScript outlines, the table itself."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(numbers)
    wanted.flags = (
        hb.SubsetFlags.RETAIN_GIDS
        | hb.SubsetFlags.NO_HINTING
        | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        | hb.SubsetFlags.CFF_IDENTITY_CHARSET
        | hb.SubsetFlags.DOWNGRADE_CFF2
        | hb.SubsetFlags.NOTDEF_OUTLINE
    )
    wanted.drop_table_tag_set.update(int.from_bytes(tag.ljust(4).encode(), "big") for tag in _NOT_PRINTED)
    for axis, value in typeface.axes.items():
        wanted.pin_axis_location(typeface.face, axis, value)
    try:
        face = wanted.subset(typeface.face)
    except RuntimeError as error:
        raise CardsError(f"The font {typeface.name} is broken, and cannot be embedded. Take another one.") from error
    if typeface.is_cff:
        return bytes(face.reference_table("CFF ").data)
    return bytes(face.blob.data)


def _widths(typeface: Typeface, numbers: list[int]) -> str:
    """The array W: runs of numbers, each with its widths in thousandths of an em."""
    scale = 1000 / typeface.units
    parts: list[str] = []
    before = -2
    for number in numbers:
        if number != before + 1:
            parts.append(f"{']' if parts else ''}{number}[")
        parts.append(f"{decimal(typeface.advance(number) * scale)} ")
        before = number
    return f"[{''.join(parts)}{']' if parts else ''}]"


def _to_unicode(said: dict[int, str]) -> str:
    """The table from glyphs to text (Adobe Technical Note 5411), which holds 100 entries a block."""
    known = [(number, text) for number, text in sorted(said.items()) if text]
    entries = [f"<{number:04X}><{text.encode('utf-16-be').hex().upper()}>" for number, text in known]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    listed = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n{listed}\nendcmap\n"
        "CMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
