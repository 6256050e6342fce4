"""What drawings hold, what of them is not drawn, and what none of them can do."""

import contextlib
import re
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mmcards.model import File
from mmcards.pictures import Refused, svg
from mmcards.writers.pdf.drawings.frames import Met, Source
from mmcards.writers.pdf.drawings.painter import Painter
from mmcards.writers.pdf.pictures import Unreadable
from mmcards.writers.pdf.shaping import Unprintable
from mmcards.writers.pdf.typefaces import Typefaces
from mmcards.writers.pdf.typeset import Typesetter

if TYPE_CHECKING:
    from tests.writers.pdf.drawings.conftest import Show

HREF = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href'
BLACK, WHITE = (0, 0, 0), (255, 255, 255)


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ('<filter id="f"/><rect width="9" height="9" filter="url(#f)"/>', "filters"),
        ("<style>rect { filter: blur(3px) }</style><rect/>", "filters"),
        ('<rect width="9" height="9"><animate attributeName="x" to="5"/></rect>', "animation"),
        ('<text>a<set attributeName="x" to="5"/></text>', "animation"),
        ('<style>rect { animation: spin 2s } </style><rect width="9" height="9"/>', "animation"),
        ("<foreignObject/>", "HTML in it (`foreignObject`)"),
        ("<switch><foreignObject/></switch>", "HTML in it (`foreignObject`)"),
        ("<switch><foreignObject/><text>not shown by this program</text></switch>", "HTML in it (`foreignObject`)"),
        ("<text><textPath>a</textPath></text>", "text on a path"),
        ('<text writing-mode="tb">a</text>', "vertical text"),
        ("<style>@font-face { src: url(data:font/ttf;base64,AAAA) }</style>", "fonts that it brings along"),
        ("<flowRoot/>", "`flowRoot`"),
        ('<hatch id="a"/><rect width="9" height="9" fill="url(#a)"/>', "`hatch`"),
        ('<rect width="9" height="9" clip-path="circle(3px)"/>', "`clip-path: circle`"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_named(inner: str, told: str, show: "Show") -> None:
    assert told in show(inner).lacks


@pytest.mark.parametrize(
    "inner",
    [
        "<title>a</title><desc>b</desc><metadata><r xmlns='http://example.org'/></metadata><r xmlns='urn:r'/>",
        '<switch><text systemLanguage="no">nei</text><text>no</text><foreignObject/></switch>',
        '<defs><filter id="f"/><font/></defs><view/>',
        '<g style="transition: none; -inkscape-x: 1"><a href="https://example.org"><rect/></a></g>',
    ],
)
def test_what_has_no_look_is_not_missed(inner: str, show: "Show") -> None:
    assert show(inner).lacks == ()


def test_text_can_be_found_and_its_fonts_are_in_the_file(show: "Show") -> None:
    shown = show('<text y="30">Wörter <tspan font-weight="bold">und</tspan> ½ العربية</text>')
    assert shown.text.split() == ["Wörter", "und", "½", "العربية"]
    assert b"Helvetica" not in shown.content


def test_a_letter_that_no_font_has_is_never_an_empty_box(show: "Show") -> None:
    with pytest.raises(Unprintable) as caught:
        show("<text>a\u0378</text>")
    assert caught.value.letters == "\u0378"


def test_shapes_are_vectors(show: "Show") -> None:
    shown = show('<circle r="9" fill="url(#a)"/><linearGradient id="a"><stop/><stop offset="1"/></linearGradient>')
    assert b"/Subtype/Image" not in shown.content
    assert b"/Subtype/Form" in shown.content


def test_the_same_drawing_is_the_same_bytes(show: "Show") -> None:
    text = '<g opacity=".5" style="mix-blend-mode: multiply"><text y="9">a</text><rect id="r"/><use href="#r"/></g>'
    assert show(text).content == show(text).content


@pytest.mark.parametrize(
    "inner",
    [
        '<style>.a { clip-path: url(#a) }</style><clipPath id="a"><rect class="a" width="9" height="9"/></clipPath>',
        '<style>.a { mask: url(#a) }</style><mask id="a"><rect class="a" width="9" height="9"/></mask>',
        '<style>.a{fill:url(#a)}</style><pattern id="a" width="1" height="1"><path class="a" d="M0 0h1v1"/></pattern>',
        '<style>.a { marker: url(#a) }</style><marker id="a"><path class="a" d="M0 0h1"/></marker>',
    ],
)  # fmt: skip
def test_what_a_style_sheet_draws_inside_itself_ends(inner: str, show: "Show") -> None:
    with pytest.raises(Unreadable) as caught:
        show(f'{inner}<path class="a" d="M0 0h9v9"/>')
    assert caught.value.why == "its clips, masks, markers or patterns are drawn inside each other"


def test_markers_are_counted_each_time_they_are_drawn(show: "Show") -> None:
    marker = f'<marker id="a">{"<path/>" * 300}</marker>'
    show(f'{marker}<path d="M0 0{"h1" * 100}" marker-mid="url(#a)"/>')
    with pytest.raises(Unreadable) as caught:
        show(f'{marker}<path d="M0 0{"h1" * 300}" marker-mid="url(#a)"/>')
    assert caught.value.why == "it draws more than 50,000 elements"


def test_gradients_may_refer_to_each_other_in_a_circle(show: "Show") -> None:
    rest = '<stop stop-color="red"/><stop offset="1" stop-color="red"/>'
    circle = f'<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a">{rest}</linearGradient>'
    assert show(f'{circle}<rect width="99" height="99" fill="url(#a)"/>').at(50, 50) == (255, 0, 0)


def test_a_drawing_as_deep_as_can_be_is_drawn(show: "Show") -> None:
    deep = svg.DEPTH - 2
    assert show(f"{'<g>' * deep}<rect width='99' height='99'/>{'</g>' * deep}").at(50, 50) == BLACK


@pytest.mark.parametrize(
    "inner",
    [
        '<rect width="nan" height="inf"/><rect width="1e999" height="5"/><circle r="-1"/><ellipse rx="0" ry="5"/>',
        '<g transform="scale(0)"><rect width="9" height="9"/></g>',
        '<g transform="scale(1e30)"><rect width="9" height="9"/></g>',
        '<g transform="matrix(1e300 0 0 1e300 0 0)"><g transform="scale(1e300)"><rect width="9" height="9"/></g></g>',
        '<path d="M0 0L1e308 1e308L-1e308 0z"/><polygon points="1e300,5 3,3 x"/><polyline points="5"/><path/>',
        '<rect width="0" height="9" fill="url(#a)"/><linearGradient id="a"/>',
        '<pattern id="p" width="0" height="1"/><rect width="9" height="0" fill="url(#p)" stroke="url(#p)"/>',
        '<use/><use href="#none"/><image/><text/><text> </text><text font-size="0">a</text>',
        '<svg viewBox="0 0 0 0"><rect width="9"/></svg><svg width="0"><rect/></svg><svg viewBox="a b c d"/>',
        '<g clip-path="url(#c)"><rect/></g><clipPath id="c"/><g mask="url(#m)"><rect/></g><mask id="m"/>',
        '<line stroke="black" stroke-width="-1"/><path d="M0 0h1" stroke="red" stroke-dasharray="0 0"/>',
        '<path d="M0 0h1" stroke="red" stroke-dasharray="-1 x" stroke-miterlimit="x" stroke-dashoffset="x"/>',
        '<text x="a" y="1 2 3" rotate="x" textLength="0" font-size="-1" font-weight="x" style="font: x">ab</text>',
        '<style>{}} @media { </style><rect style=";;:;fill" transform="(" opacity="x" fill="url("/>',
        '<marker id="m" markerWidth="0"/><path d="M0 0h1" marker-end="url(#m)"/>',
        '<marker id="m" orient="x" viewBox="0 0 0 0"/><path d="M0 0h1" marker-start="url(#m)"/>',
    ],
)  # fmt: skip
def test_nonsense_is_drawn_as_nothing(inner: str, show: "Show") -> None:
    assert show(f'<g transform="translate(-500)">{inner}</g>').at(50, 50) == WHITE


_VALUES: Final = ("", "0", "-1", "1e9", "nan", "1e400", "100%", "none", "url(#a)", "inherit", "x", "1 2 3", "#", "auto")
_ATTRIBUTE: Final = re.compile(r'="([^"]*)"')
_SAMPLES: Final = [path.read_text("utf-8") for path in sorted((Path(__file__).parent / "svg").glob("*.svg"))]
_TYPESETTER: Final = Typesetter(Typefaces())


@settings(max_examples=200)
@given(st.sampled_from(_SAMPLES), st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(_VALUES)), min_size=1))
def test_whatever_attributes_say_a_drawing_is_drawn_or_refused(text: str, changes: list[tuple[int, str]]) -> None:
    for place, value in changes:
        found = list(_ATTRIBUTE.finditer(text))
        start, end = found[place % len(found)].span(1)
        text = text[:start] + value + text[end:]
    met = Met()
    with contextlib.suppress(Refused, Unreadable):
        root = svg.read(text.encode())
        sheet = Painter(Source(File("a.svg", "a"), root, met), _TYPESETTER).sheet()
        written = " ".join(part for part in sheet.parts if isinstance(part, str))
        assert not re.search(r"\b(nan|inf)\b|\de[-+]\d", written)


def test_what_stands_beside_the_drawing_is_cut_off(show: "Show") -> None:
    inner = '<svg x="20" y="20" width="20" height="20"><rect x="-99" y="-99" width="999" height="999"/></svg>'
    shown = show(f"<g>{inner}</g>")
    assert [shown.at(each, each) for each in (10, 30, 50)] == [WHITE, BLACK, WHITE]


def test_pixels_inside_a_drawing_are_no_more_than_are_printed(show: "Show") -> None:
    content = BytesIO()
    Image.effect_noise((900, 900), 90).save(content, "PNG")
    address = f"data:image/png;base64,{b64encode(content.getvalue()).decode()}"
    shown = show(f'<image {HREF}="{address}" width="48" height="48"/>')
    (width,) = re.findall(rb"/Subtype/Image/Width (\d+)", shown.content)
    assert int(width) == 150
