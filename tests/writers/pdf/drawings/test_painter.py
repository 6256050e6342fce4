"""Drawings look as in a browser."""

from base64 import b64encode
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image, ImageChops, ImageFilter

from mmcards.writers.pdf.typefaces import Style
from tests.writers.pdf.drawings.conftest import DENSITY

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.writers.pdf.drawings.conftest import Show

DRAWINGS: Final = sorted((Path(__file__).parent / "svg").glob("*.svg"))
FAMILIES: Final = {
    Style.REGULAR: "font-family: FiraGO",
    Style.BOLD: "font-family: FiraGO; font-weight: bold",
    Style.ITALIC: "font-family: FiraGO; font-style: italic",
    Style.CODE: "font-family: 'Cascadia Mono'",
}
APART: Final = 60
"""So much may a colour differ from all that the other picture has within two pixels, of 255."""

SPECKS: Final = 0.0005
"""The share of pixels that may differ by more: edges that two programs draw otherwise."""


@pytest.fixture(scope="module")
def in_browser(browser: "Browser") -> "InBrowser":
    return InBrowser(browser)


class InBrowser:
    """Shows drawings in a browser that has our typefaces."""

    def __init__(self, browser: "Browser") -> None:
        self._page = browser.new_page(device_scale_factor=DENSITY, viewport={"width": 600, "height": 400})
        faces = ""
        for style, family in FAMILIES.items():
            content = b64encode(import_module(f"pymupdf_fonts.{style.value}").fontbuffer).decode()
            faces += f"@font-face {{ {family}; src: url(data:font/ttf;base64,{content}) }}\n"
        rest = "body { margin: 0 } body > svg { display: block }"
        self._page.set_content(f"<!DOCTYPE html><style>{faces}{rest}</style>")
        self._page.evaluate("() => Promise.all([...document.fonts].map(face => face.load())).then(() => null)")
        self._shown: dict[str, Image.Image] = {}

    def show(self, text: str) -> Image.Image:
        if text not in self._shown:
            drawing = text.partition("?>")[2] if text.startswith("<?") else text
            self._page.evaluate("drawing => { document.body.innerHTML = drawing; }", drawing)
            taken = BytesIO(self._page.locator("body > svg").screenshot())
            self._shown[text] = Image.open(taken).convert("RGB")
        return self._shown[text]


def apart(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels in which pictures differ, wherever their edges are drawn within two pixels."""
    found = Image.new("L", one.size)
    for here, there in ((one, other), (other, one)):
        low, high = there.filter(ImageFilter.MinFilter(5)), there.filter(ImageFilter.MaxFilter(5))
        for beyond in (ImageChops.subtract(here, high), ImageChops.subtract(low, here)):
            for band in beyond.split():
                found = ImageChops.lighter(found, band)
    return sum(found.histogram()[APART:]) / (one.width * one.height)


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_looks_as_in_a_browser(path: Path, show: "Show", in_browser: InBrowser) -> None:
    text = path.read_text("utf-8")
    ours, theirs = show(text), in_browser.show(text)
    assert ours.lacks == ()
    assert abs(ours.pixels.width - theirs.width) <= 2
    assert abs(ours.pixels.height - theirs.height) <= 2
    found = apart(ours.pixels.resize(theirs.size), theirs)
    assert found < SPECKS


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("chart", 'x="210" y="140" width="40" height="60"', 'x="210" y="135" width="40" height="65"'),
        ("chart", 'text-anchor="end"', 'text-anchor="middle"'),
        ("clip", 'clip-rule="evenodd"', ""),
        ("clip", 'patternTransform="rotate(30)"', ""),
        ("flow", "auto-start-reverse", "auto"),
        ("flow", 'refX="9"', ""),
        ("gradients", 'fx=".3"', ""),
        ("gradients", 'spreadMethod="repeat"', ""),
        ("icon", 'fill-rule="evenodd"', ""),
        ("opacity", 'opacity=".5"', 'fill-opacity=".5"'),
        ("plot", "0 0 1 225 0", "0 0 0 225 0"),
        ("plot", "112 60 -15", "112 60 15"),
        ("strokes", 'stroke-dashoffset="-12"', ""),
        ("strokes", 'paint-order="stroke"', ""),
        ("text", 'textLength="180"', ""),
        ("transforms", "slice", ""),
        ("transforms", "rotate(30) scale(.6)", "scale(.6) rotate(-30)"),
    ],
)
def test_what_looks_otherwise_is_seen_to_do_so(
    name: str, right: str, wrong: str, show: "Show", in_browser: InBrowser
) -> None:
    text = (Path(__file__).parent / "svg" / f"{name}.svg").read_text("utf-8")
    assert right in text
    theirs = in_browser.show(text)
    found = apart(show(text.replace(right, wrong)).pixels.resize(theirs.size), theirs)
    assert found > SPECKS
