"""What the pages of the sample look like: tests/golden/pages/NAME.png for each page, in grey, 60 pixels to an inch.

`make golden` writes them anew. They are drawn four times as large and made smaller, so that it hardly matters how a
version of PDFium or FreeType smooths edges.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from mmcards.model import Deck, plain_text, texts
from mmcards.writers.pdf.typefaces import Typefaces
from tests.sample.read import sample

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Print

GOLDEN: Final = Path(__file__).parents[2] / "golden" / "pages"
LARGER: Final = 4
SCALE: Final = LARGER * 60 / 72

FEW: Final = 17
"""The step between the greys that are kept: 16 of them."""

TOLERANCE: Final = 28
"""By how much the mean grey of five by five pixels may differ, of 255.

Pages as MuPDF draws them differ by 27 at most, and as PDFium draws them half as large before by 23; where all that is
on a page moves by 0.8 points, each of them differs by 29 at least.
"""


@pytest.fixture
def packaged(no_system_fonts: None) -> Deck:
    """The notes of the sample that can be printed on any machine."""
    found, typefaces = sample(), Typefaces()
    kept = [note for note in found.notes if not typefaces.missing("".join(map(plain_text, texts(note))))]
    assert len(kept) == len(found.notes) - 1  # one is in Chinese
    return replace(found, notes=tuple(kept))


def pictures(path: Path) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(path)
    try:
        for page in document:
            drawn: Image.Image = page.render(scale=SCALE).to_pil().convert("L").reduce(LARGER)
            yield drawn.point(lambda grey: FEW * round(grey / FEW))
    finally:
        document.close()


def difference(one: Image.Image, other: Image.Image) -> int:
    """Where they differ most; 255 if they are not of one size."""
    if one.size != other.size:
        return 255
    blurred = (each.filter(ImageFilter.BoxBlur(2)) for each in (one, other))
    _, most = ImageChops.difference(*blurred).getextrema()
    assert isinstance(most, int | float)
    return int(most)


@pytest.mark.parametrize(("layout", "page"), [("fold", "a5"), ("list", "a5")])
def test_pages_look_as_they_did(packaged: Deck, printed: "Print", layout: str, page: str) -> None:
    drawn = {
        f"{layout}-{number:02}.png": each
        for number, each in enumerate(pictures(printed(packaged, layout=layout, page=page).path), 1)
    }
    if os.environ.get("MMCARDS_GOLDEN") == "rewrite":
        GOLDEN.mkdir(exist_ok=True)
        for path in GOLDEN.glob(f"{layout}-*.png"):
            path.unlink()
        for name, each in drawn.items():
            each.save(GOLDEN / name, optimize=True)
    assert sorted(path.name for path in GOLDEN.glob(f"{layout}-*.png")) == sorted(drawn)
    differing = {
        name: most for name, each in drawn.items() if (most := difference(each, Image.open(GOLDEN / name))) > TOLERANCE
    }
    assert differing == {}, "look at the pages; `make golden` writes their pictures anew"
