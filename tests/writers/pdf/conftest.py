"""Small decks, and their PDFs as PDFium reads them."""

import ctypes
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import PIL.Image
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from mmcards.errors import Place
from mmcards.markup import parse
from mmcards.model import (
    Blocks,
    Cloze,
    Deck,
    File,
    Note,
    Option,
    Options,
    Picture,
    Response,
    Sound,
    Text,
    spans_of,
    texts,
)
from mmcards.paper import MM, READ, Printing
from mmcards.writers import Made, Settings, words
from mmcards.writers.pdf import system_fonts
from mmcards.writers.pdf.document import write

Point: TypeAlias = tuple[float, float]

BLACK: Final = 0
"""Of 255."""

WHITISH: Final = 160
"""What is filled with a lighter grey than this is no text."""


def make_note(id: str, prompt: str = "What?", response: Response | str = "That.", **others: Any) -> Note:  # noqa: A002
    """A note whose texts are written in Markdown."""
    for name in ("context", "hint", "explanation", "pattern"):
        others[name] = blocks(others.get(name, ""))
    answered = Text(blocks(response)) if isinstance(response, str) else response
    place = Place("cards/small.yaml", 1 + len(id), 5)
    asked = blocks(prompt, cloze=isinstance(response, Cloze))
    return Note(id=id, guid=f"small/{id}", place=place, prompt=asked, response=answered, **others)


def make_options(*texts: str, correct: tuple[int, ...] = (0,), **others: Any) -> Options:
    """Options in Markdown."""
    return Options(tuple(Option(blocks(text)) for text in texts), correct, **others)


def blocks(text: str, *, cloze: bool = False) -> Blocks:
    """A text in Markdown, whose pictures and sounds are named by their paths."""
    return parse(text, lambda name: File(name, hashlib.sha256(Path(name).read_bytes()).hexdigest()), cloze=cloze)


def make_printing(**settings: Any) -> Printing:
    """How cards are printed, in the words of the command line."""
    said: dict[str, Any] = {}
    for name, value in settings.items():
        key = name.replace("_", "-")
        said[name] = READ[key](value) if key in READ else value
    return Printing(**said)


def make_deck(*notes: Note, **others: Any) -> Deck:
    given = {"name": "Small", "id": "small", "uid": "small", "language": "en", **others}
    spans = [span for note in notes for each in texts(note) for span in spans_of(each)]
    media = tuple(dict.fromkeys(span.file for span in spans if isinstance(span, Picture | Sound)))
    return Deck(**given, place=Place("cards/small.yaml"), notes=notes, media=media)


@dataclass(frozen=True)
class Box:
    """Where something stands, in points from the lower left corner of its page."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Run:
    """Text that is drawn at once: from x on, on the baseline y, in points, and in a grey from 0 (black) to 255."""

    text: str
    x: float
    y: float
    box: Box
    font: str
    size: float
    grey: int


@dataclass(frozen=True)
class Shape(Box):
    """What is drawn: a "box" with round corners, a "disc", a "tick", a "line", a "dotted" or a "dashed" one.

    Or what is filled: a "ground" in a light grey, or an "outline", as the signs of formulas are.
    """

    kind: str


@dataclass(frozen=True)
class Image(Box):
    """A picture, and its pixels as the file keeps them; `packed` is how."""

    pixels: PIL.Image.Image
    packed: list[str]


@dataclass(frozen=True)
class Page:
    """A page: its size, where its letters, lines and drawings stand, its fonts and whether they are in the file."""

    width: float
    height: float
    letters: list[tuple[str, Box]]
    runs: list[Run]
    shapes: list[Shape]
    images: list[Image]
    forms: list[Box]
    fonts: list[tuple[str, bool]]

    def words_between(self, low: float, high: float) -> list[str]:
        """The words whose letters stand between two heights."""
        kept = [letter if low <= box.bottom and box.top <= high else " " for letter, box in self.letters]
        return "".join(kept).split()

    @property
    def face(self) -> list[Run]:
        """What is read: all but the head, the foot and the words at the fold."""
        instructions = (words.REHEARSE, words.SEVERAL, words.NUMBER)
        return [run for run in self.runs if run.grey == BLACK or run.text.strip() in instructions]

    @property
    def rows(self) -> list[str]:
        """The lines of the faces, from top to bottom."""
        found: dict[float, str] = {}
        for run in self.face:
            found[run.y] = found.get(run.y, "") + run.text
        return [" ".join(found[y].split()) for y in sorted(found, reverse=True)]

    def run(self, text: str) -> Run:
        """The one that begins so."""
        (found,) = [run for run in self.runs if run.text.startswith(text)]
        return found

    def kinds(self, low: float, high: float) -> list[str]:
        """The shapes whose middle stands between two heights, from top to bottom."""
        kept = sorted((shape for shape in self.shapes if low < (shape.bottom + shape.top) / 2 < high), key=_height)
        return [shape.kind for shape in kept]

    @property
    def upper_kinds(self) -> list[str]:
        return self.kinds(self.height / 2 + 1, self.height)

    @property
    def lower_kinds(self) -> list[str]:
        return self.kinds(0, self.height / 2 - 1)

    @property
    def upper(self) -> list[str]:
        return self.words_between(self.height / 2 + 4, self.height)

    @property
    def lower(self) -> list[str]:
        return self.words_between(0, self.height / 2 - 4)


@dataclass(frozen=True)
class Printed:
    """What a reader finds in a PDF. `boxes` are a page's media box, its crop box and its trim box."""

    path: Path
    made: Made
    pages: list[Page]
    bookmarks: list[tuple[int, str, int]]
    labels: list[str]
    boxes: list[list[tuple[float, ...]]]
    metadata: dict[str, str]
    sides: int
    scaling: bool


def _height(shape: Shape) -> float:
    return -shape.top


def assert_inside(page: Page) -> None:
    """Nothing stands within 6 mm of the edge, or on the fold but its words. The hook of a j may hang over."""
    edge = 6 * MM - 1.5
    fold = page.height / 2
    crossing = ""
    for letter, box in page.letters:
        if letter.isspace() or box.right - box.left < 0.01:
            continue
        assert edge <= box.left, letter
        assert box.right <= page.width - edge, letter
        assert edge <= box.bottom, letter
        assert box.top <= page.height - edge, letter
        crossing += letter if box.bottom < fold < box.top else ""
    assert crossing == words.FOLD.replace(" ", "")
    for shape in page.shapes:
        assert edge - 1 <= shape.left
        assert shape.right <= page.width - edge + 1
        assert shape.top <= fold + 2 or shape.bottom >= fold - 2
    for image in page.images:
        assert edge <= image.left < image.right <= page.width - edge
        assert edge <= image.bottom < image.top <= page.height - edge
        assert image.top < fold or image.bottom > fold


Print: TypeAlias = Callable[..., Printed]
PrintCard: TypeAlias = Callable[..., Page]
MakeNote: TypeAlias = Callable[..., Note]
MakeDeck: TypeAlias = Callable[..., Deck]
MakeOptions: TypeAlias = Callable[..., Options]


@pytest.fixture
def printed(tmp_path: Path) -> Print:
    """Writes a deck and reads the file back with PDFium."""
    count = iter(range(1000))

    def run(deck: Deck, **settings: Any) -> Printed:
        target = tmp_path / f"{next(count)}.pdf"
        made = write((deck,), target, Settings(make_printing(**settings)), lambda _done: None)
        return read(target, made)

    return run


@pytest.fixture
def card(printed: Print) -> PrintCard:
    """Prints one note, with the id "a", that fits a page."""

    def run(*texts: Any, page: str = "a4", **others: Any) -> Page:
        (only,) = printed(make_deck(make_note("a", *texts, **others)), page=page).pages
        return only

    return run


def read(path: Path, made: Made) -> Printed:
    document = pypdfium2.PdfDocument(path)
    try:
        return Printed(
            path,
            made,
            [_page(page) for page in document],
            [(each.level, each.get_title(), each.get_dest().get_index()) for each in document.get_toc()],
            [document.get_page_label(place) for place in range(len(document))],
            [[page.get_mediabox(), page.get_cropbox(), page.get_trimbox()] for page in document],
            document.get_metadata_dict(skip_empty=True),
            pdfium.FPDF_VIEWERREF_GetDuplex(document),
            bool(pdfium.FPDF_VIEWERREF_GetPrintScaling(document)),
        )
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> Page:
    text = page.get_textpage()
    letters = []
    sides = left, right, bottom, top = tuple(ctypes.c_double() for _ in range(4))
    raw = text.raw
    for index in range(text.count_chars()):
        # PDFium takes a hyphen at the end of a line for one that was set in to break a word, and marks it so.
        letter = chr(pdfium.FPDFText_GetUnicode(raw, index)).replace("\x02", "-").replace("\ufffe", "-")
        pdfium.FPDFText_GetCharBox(raw, index, *sides)
        letters.append((letter, Box(left.value, bottom.value, right.value, top.value)))
    objects = list(page.get_objects())
    shapes = [_shape(each) for each in objects if each.type == pdfium.FPDF_PAGEOBJ_PATH]
    images = [_image(each) for each in objects if isinstance(each, pypdfium2.PdfImage)]
    forms = [Box(*each.get_bounds()) for each in objects if each.type == pdfium.FPDF_PAGEOBJ_FORM]
    texts = [each for each in objects if each.type == pdfium.FPDF_PAGEOBJ_TEXT]
    width, height = page.get_size()
    fonts = sorted(set(map(_font, texts)))
    return Page(width, height, letters, [_run(each, text) for each in texts], shapes, images, forms, fonts)


def _run(found: pypdfium2.PdfObject, page: pypdfium2.PdfTextPage) -> Run:
    letters = ctypes.create_string_buffer(pdfium.FPDFTextObj_GetText(found, page, None, 0))
    pdfium.FPDFTextObj_GetText(found, page, ctypes.cast(letters, ctypes.POINTER(ctypes.c_ushort)), len(letters))
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(found, size)
    matrix = found.get_matrix()
    text = letters.raw.decode("utf-16-le").rstrip("\0")
    box = Box(*found.get_bounds())
    return Run(text, round(matrix.e, 2), round(matrix.f, 2), box, _font(found)[0], round(size.value, 2), _grey(found))


def _grey(found: pypdfium2.PdfObject) -> int:
    """What something is filled with, from 0 (black) to 255; of a colour its brightest part."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(found, red, green, blue, alpha)
    return max(red.value, green.value, blue.value)


def _shape(found: pypdfium2.PdfObject) -> Shape:
    segments = [pdfium.FPDFPath_GetPathSegment(found, place) for place in range(pdfium.FPDFPath_CountSegments(found))]
    dashes = (ctypes.c_float * pdfium.FPDFPageObj_GetDashCount(found))()
    pdfium.FPDFPageObj_GetDashArray(found, dashes, len(dashes))
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(found, fill, stroke)
    if fill.value and not stroke.value:
        kind = "ground" if _grey(found) > WHITISH else "outline"
    elif any(pdfium.FPDFPathSegment_GetType(each) == pdfium.FPDF_SEGMENT_BEZIERTO for each in segments):
        kind = "box"
    elif len(segments) > 2:
        kind = "tick"
    elif dashes:
        kind = "dotted" if dashes[0] < 1 else "dashed"
    else:
        kind = "disc" if _point(segments[0]) == _point(segments[1]) else "line"
    left, bottom, right, top = found.get_bounds()
    return Shape(left, bottom, right, top, kind)


def _image(found: pypdfium2.PdfImage) -> Image:
    left, bottom, right, top = found.get_bounds()
    return Image(left, bottom, right, top, found.get_bitmap().to_pil().convert("RGB"), found.get_filters())


def _point(segment: Any) -> Point:
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def _font(found: pypdfium2.PdfObject) -> tuple[str, bool]:
    """The name of a text's font without the tag of its subset, and whether it is in the file."""
    font = pdfium.FPDFTextObj_GetFont(found)
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    name = ctypes.create_string_buffer(length)
    pdfium.FPDFFont_GetBaseFontName(font, name, length)
    return name.value.decode().rpartition("+")[2], bool(pdfium.FPDFFont_GetIsEmbedded(font))


@pytest.fixture
def no_system_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no fonts."""
    monkeypatch.setattr(system_fonts, "_files", lambda: ())


@pytest.fixture
def note() -> MakeNote:
    return make_note


@pytest.fixture
def deck() -> MakeDeck:
    return make_deck


@pytest.fixture
def options() -> MakeOptions:
    return make_options
