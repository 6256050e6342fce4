"""Letters take the shapes and the places that a browser gives them in the same font."""
# ruff: noqa: RUF001  # letters of other scripts look like Latin ones

import io
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import pypdfium2
import pytest
import uharfbuzz as hb
from PIL import Image, ImageChops, ImageFilter

from mmcards.writers import Settings
from mmcards.writers.pdf.document import write
from mmcards.writers.pdf.fonts import Typeface
from mmcards.writers.pdf.shaping import Shaper
from mmcards.writers.pdf.typefaces import Style, Typefaces
from tests.writers.pdf.conftest import make_deck, make_note, make_printing

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PHRASES: Final = {
    "latin": "AVATAR To Yë, office",
    "latin marks": "ọ́ q̃ n̂ Ḥ",
    "greek": "ὦ ἄνδρες Ἀθηναῖοι",
    "cyrillic": "Русский їжак",
    "arabic": "العاصمة لا السلام",
    "arabic points": "مُحَمَّد بِسْمِ",
    "hebrew": "ירושלים הבירה",
    "hebrew points": "שָׁלוֹם",
    "devanagari": "क्षत्रिय हिन्दी श्री",
    "bengali": "বৃহত্তম ক্ষ কো",
    "tamil": "தமிழ் கொ ஸ்ரீ",
    "thai": "ที่ผู้ใหญ่น้ำ",
    "georgian": "საქართველო",
    "armenian": "Երևանն",
    "han": "巴黎，法国",
    "kana": "ちょっと「光」",
    "hangul": "프랑스의",
    "both directions": "(אב) 12 ab",
}
MISTAKES: Final = {
    "latin": "To AVATAR Yë, office",
    "latin marks": "ọ q̃ n̂ Ḥ",
    "arabic": "\u200c".join("العاصمة لا السلام"),
    "arabic points": "محمد بسم",
    "hebrew": "\u202dירושלים הבירה\u202c",
    "hebrew points": "שלום",
    "devanagari": "क्षत्रिय हिन्दी श्री".replace("\u094d", "\u094d\u200c"),
    "tamil": "தமிழ் கோ ஸ்ரீ",
    "thai": "ทีผู้ใหญ่น้ำ",
    "kana": "ちよっと「光」",
    "both directions": "(אב( 12 ab",
}
"""What a phrase would look like if its letters were not joined, or stood in a false order, or had lost a mark."""

EM: Final = 80
"""Of the pictures, in pixels: the answers are set in 20 points."""

STRAY: Final = 20
"""So many pixels of a picture may be more than two away from the ink of the other.

What is right has none. Of what is false, a tone mark of Thai that is missing has the fewest: 77.
"""

Picture: TypeAlias = Image.Image


@pytest.fixture(scope="module")
def printed_phrases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Picture]:
    """The phrases that this machine has letters for, as PDFium shows them."""
    typefaces = Typefaces()
    names = [name for name, text in PHRASES.items() if not typefaces.missing(text)]
    target = tmp_path_factory.mktemp("phrases") / "phrases.pdf"
    notes = (make_note(f"n{number}", "Q?", PHRASES[name]) for number, name in enumerate(names))
    write((make_deck(*notes),), target, Settings(make_printing()), lambda _done: None)
    pictures = {}
    for name, page in zip(names, pypdfium2.PdfDocument(target), strict=True):
        above_the_foot = 0, 70, 0, page.get_height() / 2 + 8
        pictures[name] = inked(page.render(scale=EM / 20, crop=above_the_foot).to_pil())
    return pictures


@pytest.fixture(scope="module")
def shown_phrases(
    browser: "Browser", printed_phrases: dict[str, Picture], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Picture]:
    """The same phrases, and the mistakes, as a browser shows them, by their names and texts."""
    folder = tmp_path_factory.mktemp("browser")
    lines = [(name, text[name]) for text in (PHRASES, MISTAKES) for name in text if name in printed_phrases]
    fonts = {name: font(name, folder) for name in printed_phrases}
    faces = "".join(f"@font-face{{font-family:{path.stem};src:url({path.name})}}" for path in {*fonts.values()})
    shown = "".join(
        f'<div dir=auto style="font-family:{fonts[name].stem}">{escape(text)}</div>' for name, text in lines
    )
    style = f"{faces} div{{font-size:{EM}px;height:{3 * EM}px;line-height:{3 * EM}px;white-space:pre;padding:0 40px;"
    page = folder / "page.html"
    body = f"<body style='margin:0;text-rendering:geometricPrecision'>{shown}</body>"
    page.write_text(f"<!DOCTYPE html><html lang=en><meta charset=utf-8><style>{style}}}</style>{body}</html>", "utf-8")
    opened = browser.new_page(viewport={"width": 1200, "height": 3 * EM * len(lines)})
    opened.goto(page.as_uri())
    opened.evaluate("document.fonts.ready")
    whole = Image.open(io.BytesIO(opened.screenshot()))
    opened.close()
    crops = ((0, 3 * EM * place, whole.width, 3 * EM * (place + 1)) for place in range(len(lines)))
    return {line: inked(whole.crop(crop)) for line, crop in zip(lines, crops, strict=True)}


@pytest.mark.parametrize("name", PHRASES)
def test_a_phrase_looks_as_in_a_browser(
    printed_phrases: dict[str, Picture], shown_phrases: dict[tuple[str, str], Picture], name: str
) -> None:
    assert stray(known(printed_phrases, name), shown_phrases[name, PHRASES[name]]) < STRAY


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_would_be_seen(
    printed_phrases: dict[str, Picture], shown_phrases: dict[tuple[str, str], Picture], name: str
) -> None:
    assert stray(known(printed_phrases, name), shown_phrases[name, MISTAKES[name]]) > 2 * STRAY


def known(pictures: dict[str, Picture], name: str) -> Picture:
    if name not in pictures:
        pytest.skip(f"no font of this machine has `{Typefaces().missing(PHRASES[name])}`")
    return pictures[name]


def font(name: str, folder: Path) -> Path:
    """A file with the font that a phrase is set in."""
    shaper = Shaper(Typefaces())
    runs = [run for word in PHRASES[name].split() for run in shaper.runs(word, Style.REGULAR)]
    (typeface,) = {run.typeface for run in runs}
    path = folder / f"{typeface.name}.ttf"
    path.write_bytes(alone(typeface))
    return path


def alone(typeface: Typeface) -> bytes:
    """A font as a file of its own, also one out of a collection, of which few letters are kept then."""
    content = bytes(typeface.face.blob.data)
    if not content.startswith(b"ttcf"):
        return content
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).update(map(ord, "".join((*PHRASES.values(), *MISTAKES.values()))))
    wanted.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).invert()
    return bytes(wanted.subset(typeface.face).blob.data)


def inked(picture: Picture) -> Picture:
    """The ink of a picture, white on black, without the paper around it."""
    ink = picture.convert("L").point([255] * 128 + [0] * 128)
    return ink.crop(ink.getbbox())


def stray(one: Picture, other: Picture) -> int:
    """How many pixels of each are farther than two from the ink of the other."""
    size = max(one.width, other.width) + 8, max(one.height, other.height) + 8
    pictures = []
    for each in (one, other):
        framed = Image.new("L", size)
        framed.paste(each, (4, 4))
        pictures.append((framed, framed.filter(ImageFilter.MaxFilter(5))))
    (first, around_first), (second, around_second) = pictures
    beyond = (ImageChops.subtract(first, around_second), ImageChops.subtract(second, around_first))
    return sum(each.histogram()[255] for each in beyond)
