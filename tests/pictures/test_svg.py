"""Drawings that are refused, and those that are not."""

import struct
from base64 import b64encode
from pathlib import Path
from zlib import crc32

import pytest

from mmcards.pictures import Refused, svg

_NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(inner: str = "", head: str = "", attributes: str = "") -> bytes:
    return f"{head}<svg {_NAMES} {attributes}>{inner}</svg>".encode()


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        svg.read(content)
    assert caught.value.hint
    return caught.value.why


def address(content: bytes, kind: str = "image/svg+xml") -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"


def png(width: int = 1, height: int = 1) -> bytes:
    """A picture without its pixels."""
    chunks = (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", b"")
    packed = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.mark.parametrize(
    "content",
    [
        drawing(),
        drawing('<use href="#a"/><rect id="a" fill="url(#b)" style="stroke: url(\'#b\')"/>'),
        drawing("<style>@font-face{font-family:x;src:url(data:font/woff2;base64,AAAA)} a{fill:url(#b)}</style>"),
        drawing('<a href="https://example.org" xlink:href="https://example.org"><rect/></a>'),
        drawing('<metadata><r xmlns="http://example.org/r" href="http://example.org" src="http://example.org"/></metadata>'),
        drawing('<text>url(http://example.org) and javascript:</text><desc>onload="x"</desc>'),
        drawing(head='<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- a comment -->\n'),
        drawing(
            head='<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        ),
        drawing(f'<image href="{address(png(), "image/png")}"/><image href="{address(drawing())}"/>'),
        drawing("<image href='data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E'/>"),
        drawing("<g>" * (svg.DEPTH - 1) + "</g>" * (svg.DEPTH - 1)),
    ],
)  # fmt: skip
def test_what_reaches_nowhere_is_taken(content: bytes) -> None:
    assert svg.name_of(svg.read(content)) == "svg"


def test_a_drawing_may_be_written_in_any_encoding_that_it_names() -> None:
    text = f'<?xml version="1.0" encoding="{{}}"?><svg {_NAMES}><text>é</text></svg>'
    for encoding in ("utf-8", "utf-16", "iso-8859-1"):
        root = svg.read(text.format(encoding).encode(encoding))
        assert "".join(root.itertext()) == "é"


@pytest.mark.parametrize(
    "inner",
    [
        '<image href="https://example.org/a.png"/>',
        '<image xlink:href="a.png"/>',
        '<image href=" file:///etc/passwd"/>',
        '<use href="other.svg#a"/>',
        '<linearGradient href="other.svg#a"/>',
        '<rect fill="url(other.svg#a)"/>',
        '<rect fill="u\\72l(other.svg#a)"/>',
        "<rect style=\"fill: URL( 'other.svg#a' )\"/>",
        "<style>rect { fill: url(//example.org/a) }</style>",
        "<style>@import 'https://example.org/a.css';</style>",
        "<style>@im\\70ort url(a.css);</style>",
        "<style>@media print { @font-face { src: url(https://example.org/a.woff2) } }</style>",
        "<style><![CDATA[rect{background:image-set('https://example.org/a.png' 1x)}]]></style>",
        '<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="https://example.org/a.png"/></foreignObject>',
        '<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" srcset="a.png 2x"/></foreignObject>',
        '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
        '<feImage href="https://example.org/a.png"/>',
        '<set attributeName="href" to="https://example.org/a.png"/>',
        '<set attributeName="xlink:href" to="https://example.org/a.png"/>',
    ],
)
def test_what_reaches_outside_itself_is_refused(inner: str) -> None:
    assert any(told in refusal(drawing(inner)) for told in ("reaches outside", "another page", "refers to while"))


def test_a_style_sheet_beside_it_is_refused() -> None:
    assert refusal(drawing(head='<?xml-stylesheet href="a.css"?>')) == "it reaches outside itself, to a style sheet"


@pytest.mark.parametrize(
    "content",
    [
        drawing("<script>alert(1)</script>"),
        drawing('<s:script xmlns:s="http://www.w3.org/2000/svg"/>'),
        drawing('<foreignObject><script xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
        drawing(attributes='onload="alert(1)"'),
        drawing('<rect onClick="alert(1)"/>'),
        drawing('<a href="java\nscript:alert(1)"/>'),
        drawing('<a xlink:href=" JavaScript:alert(1)"/>'),
        drawing('<set attributeName="fill" to="javascript:x"/>'),
    ],
)
def test_scripts_are_refused(content: bytes) -> None:
    assert refusal(content).startswith("it holds a script")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "it is no well-formed SVG (no element found: line 1, column 0)"),
        (b"<svg", "it is no well-formed SVG (unclosed token: line 1, column 0)"),
        (drawing("<g>"), "it is no well-formed SVG (mismatched tag"),
        (drawing("\x01"), "it is no well-formed SVG (not well-formed"),
        (drawing("&nbsp;"), "it is no well-formed SVG (undefined entity"),
        (b'<?xml version="1.0" encoding="no-such"?><svg/>', "it is in the encoding `no-such`"),
        (b"\xff\xfe\x00\xd8<", "it is no well-formed SVG"),
        (b"<svg/>", "it lacks the namespace of SVG"),
        (b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "it is no SVG inside"),
        (drawing(head="<!DOCTYPE svg []>"), "it declares things of its own"),
        (drawing(head='<!DOCTYPE svg SYSTEM "a.dtd" [<!ENTITY % a SYSTEM "b"> %a;]>'), "it declares things of its own"),
        (drawing("&a;", '<!DOCTYPE svg SYSTEM "a.dtd">'), "it uses the entity `&a;`, which XML does not know"),
        (drawing("<g>" * svg.DEPTH + "</g>" * svg.DEPTH), "it nests more than 100 elements deep"),
        (drawing("<g/>" * svg.ELEMENTS), "it draws more than 50,000 elements"),
        (drawing('<image href="data:image/png;base64,AAAA"/>'), "a picture inside it cannot be shown: it is no PNG"),
        (drawing('<image href="data:image/png;base64,A"/>'), "it holds data that cannot be read"),
        (drawing('<image href="data:text/html,x"/>'), "a picture inside it cannot be shown: it is of"),
    ],
)  # fmt: skip
def test_what_is_no_drawing_or_too_much_of_one_is_refused(content: bytes, told: str) -> None:
    assert refusal(content).startswith(told)


def test_entities_are_never_expanded() -> None:
    lines = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    bomb = drawing("&a9;", f'<!DOCTYPE svg [<!ENTITY a0 "ha">{lines}]>')
    assert refusal(bomb) == "it declares things of its own in its document type"


@pytest.mark.parametrize(
    ("tag", "reference"),
    [
        ("g", '<use href="#a{}"/>'),
        ("clipPath", '<rect clip-path="url(#a{})"/>'),
        ("pattern", '<rect style="fill: url(#a{})"/>'),
    ],
)
def test_elements_that_are_drawn_again_are_counted_again(tag: str, reference: str) -> None:
    """The laughter of a billion: each group draws the one before ten times."""

    def laughing(levels: int) -> bytes:
        rows = [f'<{tag} id="a{n + 1}">{reference.format(n) * 10}</{tag}>' for n in range(levels)]
        return drawing(f'<{tag} id="a0"><rect/></{tag}>{"".join(rows)}')

    svg.read(laughing(3))
    assert refusal(laughing(9)) == "it draws more than 50,000 elements"


@pytest.mark.parametrize(
    "inner",
    [
        '<g id="a"><use href="#a"/></g>',
        '<g id="a"><use href="#b"/></g><g id="b"><use xlink:href="#a"/></g>',
        '<pattern id="a"><rect fill="url(#a)"/></pattern>',
        '<mask id="a"><rect style="mask: url(#a)"/></mask>',
    ],
)
def test_what_is_drawn_inside_itself_is_refused(inner: str) -> None:
    assert refusal(drawing(inner)).endswith("is drawn inside itself")


def test_a_chain_of_references_is_as_deep_as_elements_inside_each_other() -> None:
    rows = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(svg.DEPTH))
    assert refusal(drawing(rows)) == "it nests more than 100 elements deep"


def test_pictures_inside_it_are_held_to_the_same_bounds() -> None:
    outside = drawing('<image href="https://example.org/a.png"/>')
    assert "cannot be shown: it reaches outside itself" in refusal(drawing(f'<image href="{address(outside)}"/>'))
    nested = drawing()
    for _ in range(4):
        nested = drawing(f'<image href="{address(nested)}"/>')
    assert "it is of the kind" in refusal(nested)
    large = drawing(f'<image href="{address(png(100_001, 1000), "image/png")}"/>')
    assert refusal(large) == "a picture inside it cannot be shown: it has more than 64 million pixels"
    in_a_sheet = drawing(f'<rect style="cursor: url({address(png(100_001, 1000), "image/png")})"/>')
    assert refusal(in_a_sheet) == refusal(large)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.svg"
    with path.open("wb") as file:
        file.truncate(10_000_001)
    monkeypatch.setattr("os.open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(Refused) as caught:
        svg.load(str(path))
    assert caught.value.why == "it has more than 10 million bytes"


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ("", (300, 150)),
        ('width="40" height="30px"', (40, 30)),
        ('viewBox="0 0 40 10"', (300, 75)),
        ('viewBox="0 0 800 400"', (800, 400)),
        ('viewBox="0 0 40 10" width="100%" height="100%"', (300, 75)),
        ('viewBox="0 0 40 10" width="80"', (80, 20)),
        ('viewBox="0 0 40 10" height="80"', (320, 80)),
        ('width="72pt" height="1in"', (96, 96)),
        ('width="25.4mm" height="2.54cm"', (96, 96)),
        ('width="10em" height="1e1"', (160, 10)),
        ('width="-5" height="0" viewBox="0 0 2 2"', (300, 300)),
        ('viewBox="0 0 0 10" width="80"', (80, 150)),
        ('viewBox="nonsense" width="wide"', (300, 150)),
    ],
)
def test_a_drawing_is_as_large_as_in_browsers(attributes: str, size: tuple[float, float]) -> None:
    assert svg.size(svg.read(drawing(attributes=attributes))) == pytest.approx(size)


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ('<g xml:base="https://a.example/"><use href="#a"/></g>', "it says that what it refers to is elsewhere"),
        ('<foreignObject><meta xmlns="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;url=//a"/>'
         "</foreignObject>", "it leads elsewhere, by `meta`"),
        ('<a href="data:text/html,x"><rect/></a>', "it has a link that begins with `data:`"),
        ('<a xlink:href="FILE:///etc/passwd"><rect/></a>', "it has a link that begins with `FILE:`"),
        ('<a href=" java&#10;script:alert(1)"><rect/></a>', "it holds a script"),
        ("<style>@media all{" + "@media all{" * 40 + "}" * 41 + "</style>", "brackets in it stand more than 30 deep"),
        ("<style>a{b:" + "(" * 1000 + "}</style>", "brackets in it stand more than 30 deep"),
        ('<rect style="fill:' + "(" * 1000 + '"/>', "brackets in it stand more than 30 deep"),
        ("<text>" + "word " * 20_001 + "</text>", "it has more than 100,000 characters of text"),
    ],
)  # fmt: skip
def test_what_leads_elsewhere_or_takes_its_readers_long_is_refused(inner: str, told: str) -> None:
    assert refusal(drawing(inner)).startswith(told)


def test_links_to_the_web_are_fine() -> None:
    svg.read(drawing('<a href="https://a.example/x:y"><rect/></a><a href="#part"/><a href="mailto:a@b.example"/>'))


@pytest.mark.parametrize(
    "sheet",
    [
        "".join(f"*:not(.a{number}){{fill:red}}" for number in range(2000)),
        ".a " + "g " * 9 + "rect{fill:red}",
        ".a" + " ~ rect" * 6 + "{fill:red}",
        "* " * 50 + "{fill:red}",
    ],
)
def test_style_sheets_have_no_more_to_try_than_takes_seconds(sheet: str) -> None:
    """The second took minutes for sixty groups inside each other: each part was looked for in all that it is in."""
    inner = "<g>" * 60 + "<rect/>" * 2000 + "</g>" * 60
    assert refusal(drawing(f"<style>{sheet}</style>{inner}")).startswith("its style sheets are too many rules")


def test_the_style_sheets_of_drawing_programs_are_fine() -> None:
    sheet = "*{stroke-linejoin: round} " + "".join(f".st{number}, g.l > path{{fill:red}}" for number in range(60))
    svg.read(drawing(f"<style>/* a, b */ {sheet} svg g .st1 text{{}}</style>" + '<g><path class="st1"/></g>' * 2000))
