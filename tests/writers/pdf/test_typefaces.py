"""Fonts of every kind are printed: from packages and files, variable ones, with PostScript outlines, collections."""

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation

from mmcards.writers.pdf import system_fonts
from mmcards.writers.pdf.fonts import NoFont, in_file
from mmcards.writers.pdf.typefaces import Style, Typefaces, packaged
from tests.writers.pdf.conftest import make_deck, make_note

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Box, Print

NARROW, WIDE = 0.3, 0.6
"""How wide the A of the fonts below is, in ems; a bold one is as wide again as a regular one."""


def boxes(name: str, kind: str, width: float = NARROW, letters: str = "ab A") -> TTFont:
    """A font of boxes: TrueType ("glyf"), the same as a variable one ("gvar"), or PostScript ("CFF", "CFF2")."""
    glyphs = [".notdef", *(f"uni{ord(letter):04X}" for letter in letters)]
    builder = FontBuilder(1000, isTTF=kind in ("glyf", "gvar"))
    builder.setupGlyphOrder(glyphs)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupCharacterMap({ord(letter): f"uni{ord(letter):04X}" for letter in letters})
    drawn = {glyph: (pen(kind, glyph, width)) for glyph in glyphs}
    match kind:
        case "CFF":
            builder.setupCFF(name, {}, drawn, {})
        case "CFF2":
            builder.setupFvar([("wght", 400, 400, 700, "Weight")], [])
            builder.setupCFF2(drawn, regions=[{"wght": (0, 1, 1)}])
        case _:
            builder.setupGlyf(drawn)
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (700, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWeightClass=400)
    builder.setupPost()
    if kind == "gvar":
        builder.setupFvar([("wght", 400, 400, 700, "Weight")], [])
        wider = round(1000 * (WIDE - NARROW))
        deltas: list[Any] = [(0, 0), (0, 0), (wider, 0), (wider, 0), (0, 0), (0, 0), (0, 0), (0, 0)]
        builder.setupGvar(
            {glyph: [TupleVariation({"wght": (0, 1, 1)}, deltas)] for glyph in glyphs[1:] if glyph != "uni0020"}
        )
    return builder.font


def pen(kind: str, glyph: str, width: float) -> Any:
    drawing = (
        TTGlyphPen(None)
        if kind in ("glyf", "gvar")
        else T2CharStringPen(None if kind == "CFF2" else 700, None, CFF2=kind == "CFF2")
    )
    if glyph != "uni0020":
        wide = round(1000 * width)
        corners = ((0, 0), (0, 700), (wide, 700), (wide, 0))
        drawing.moveTo(corners[0])
        for corner in corners[1:]:
            drawing.lineTo(corner)
        drawing.closePath()
    return drawing.glyph() if isinstance(drawing, TTGlyphPen) else drawing.getCharString()


def widths(printed: "Print", path: Path, letter: str = "A") -> list[float]:
    """How wide a letter is in a question, which is bold, and in an answer, in ems."""
    (page,) = printed(make_deck(make_note("a", letter, letter), fonts=(str(path),)), page="a4").pages
    sizes = [run.size for run in page.face]
    found: list[Box] = [box for each, box in page.letters if each == letter and box.top - box.bottom > 10]
    return [round((box.right - box.left) / size, 2) for box, size in zip(found, sizes, strict=True)]


@pytest.mark.parametrize("kind", ["glyf", "CFF", "CFF2"])
def test_a_font_of_any_outlines_is_printed(printed: "Print", tmp_path: Path, kind: str) -> None:
    path = tmp_path / "boxes.otf"
    boxes("Boxes", kind).save(path)
    assert widths(printed, path) == [NARROW, NARROW]
    (page,) = printed(make_deck(make_note("a", "A", "b"), fonts=(str(path),))).pages
    assert ("Boxes", True) in page.fonts


def test_a_variable_font_is_as_bold_as_its_text(printed: "Print", tmp_path: Path) -> None:
    path = tmp_path / "variable.ttf"
    boxes("Variable", "gvar").save(path)
    assert widths(printed, path) == [WIDE, NARROW]


def test_each_font_of_a_collection_is_one(printed: "Print", tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [boxes("First", "glyf", NARROW, "a A"), boxes("Second", "glyf", WIDE, "a B")]
    path = tmp_path / "both.ttc"
    collection.save(path)
    assert [each.name for each in in_file(path)] == ["First", "Second"]
    assert widths(printed, path) == [NARROW, NARROW]
    assert widths(printed, path, "B") == [WIDE, WIDE]


def test_a_font_without_outlines_is_refused(tmp_path: Path) -> None:
    font = boxes("Colours", "glyf")
    for table in ("glyf", "loca"):
        del font[table]
    font.save(tmp_path / "colours.ttf")
    with pytest.raises(NoFont, match=r"colours\.ttf"):
        list(in_file(tmp_path / "colours.ttf"))


def test_a_font_whose_outlines_no_pdf_takes_is_refused(tmp_path: Path) -> None:
    font = boxes("Still", "CFF2")
    del font["fvar"]
    font.save(tmp_path / "still.otf")
    with pytest.raises(NoFont, match=r"still\.otf"):
        list(in_file(tmp_path / "still.otf"))


_ODD_TABLE: bytes = b"\0\1\0\0" + b"\0\1\0\x10\0\0\0\0" + b"gly\xff" + b"\0" * 12


@pytest.mark.parametrize("content", [b"", b"no font", b"OTTO" + b"\0" * 40, _ODD_TABLE])
def test_what_is_no_font_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.ttf").write_bytes(content)
    with pytest.raises(NoFont):
        list(in_file(tmp_path / "x.ttf"))


def test_every_typeface_of_the_packages_can_be_opened() -> None:
    for name in (*Style, "DejaVuSans", "NotoSansMath_Regular", "NotoSansSymbols_Regular", "NotoSansSymbols2_Regular"):
        assert packaged(name).letters


def test_the_authors_fonts_come_before_all_others_in_their_order(tmp_path: Path) -> None:
    paths = [tmp_path / "one.ttf", tmp_path / "two.ttf"]
    for path, letters in zip(paths, ("a ក", "a កខ"), strict=True):
        boxes(path.stem, "glyf", letters=letters).save(path)
    typefaces = Typefaces(paths)
    names = [getattr(typefaces.that_has(letter, Style.REGULAR), "name", "") for letter in "akកខ"]
    assert names == ["one", "FiraGO-Regular", "one", "two"]


@pytest.mark.parametrize(
    ("language", "country"), [("ja", "jp"), ("ko-KR", "kr"), ("zh-TW", "tc"), ("zh", "sc"), ("en", "sc")]
)
def test_chinese_characters_have_the_forms_of_the_decks_language(language: str, country: str) -> None:
    found = Typefaces(language=language).that_has("骨", Style.REGULAR)
    if not found or not found.name.startswith("NotoSansCJK"):
        pytest.skip("Noto Sans CJK is not here")
    assert found.name == f"NotoSansCJK{country}-Regular"


def test_the_weight_of_a_system_font_is_that_of_its_text() -> None:
    for letter, bold in product("中가あবத", (True, False)):
        found = Typefaces().that_has(letter, Style.BOLD if bold else Style.REGULAR)
        if found and "Noto" in found.name:
            assert found.is_bold is bold


@pytest.mark.usefixtures("no_system_fonts")
def test_a_machine_without_fonts_has_those_of_the_packages_alone() -> None:
    typefaces = Typefaces()
    assert system_fonts._files() == ()
    assert typefaces.missing("aжωعשकไა✓ 中\u200d") == "中"
