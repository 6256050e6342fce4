"""Small decks, and their PDFs as PDFium reads them."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from mmcards.errors import Place
from mmcards.markup import parse
from mmcards.model import Deck, Note, Response, Text
from mmcards.writers import Made, Settings
from mmcards.writers.pdf.document import write

Point: TypeAlias = tuple[float, float]


def make_note(id: str, prompt: str = "What?", response: Response | str = "That.", **others: Any) -> Note:  # noqa: A002
    """A note whose texts are written in Markdown."""
    for name in ("context", "explanation", "pattern"):
        others[name] = parse(others.get(name, ""))
    answered = Text(parse(response)) if isinstance(response, str) else response
    place = Place("cards/small.yaml", 1 + len(id), 5)
    return Note(id=id, guid=f"small/{id}", place=place, prompt=parse(prompt), response=answered, **others)


def make_deck(*notes: Note, **others: Any) -> Deck:
    given = {"name": "Small", "id": "small", "uid": "small", "language": "en", **others}
    return Deck(**given, place=Place("cards/small.yaml"), notes=notes, modified=1_790_000_000)


@dataclass(frozen=True)
class Box:
    """Where something stands, in points from the lower left corner of its page."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Page:
    """A page: its size, where its letters and lines stand, its fonts and whether they are in the file."""

    width: float
    height: float
    letters: list[tuple[str, Box]]
    shapes: list[Box]
    fonts: list[tuple[str, bool]]

    def words_between(self, low: float, high: float) -> list[str]:
        """The words whose letters stand between two heights."""
        kept = [letter if low <= box.bottom and box.top <= high else " " for letter, box in self.letters]
        return "".join(kept).split()

    @property
    def upper(self) -> list[str]:
        return self.words_between(self.height / 2 + 4, self.height)

    @property
    def lower(self) -> list[str]:
        return self.words_between(0, self.height / 2 - 4)


@dataclass(frozen=True)
class Printed:
    """What a reader finds in a PDF."""

    path: Path
    made: Made
    pages: list[Page]
    bookmarks: list[tuple[str, int]]
    metadata: dict[str, str]
    sides: int
    scaling: bool


Print: TypeAlias = Callable[..., Printed]


@pytest.fixture
def printed(tmp_path: Path) -> Print:
    """Writes a deck and reads the file back with PDFium."""
    count = iter(range(1000))

    def run(deck: Deck, **settings: str) -> Printed:
        target = tmp_path / f"{next(count)}.pdf"
        made = write(deck, target, Settings(**settings), lambda _done: None)
        return read(target, made)

    return run


def read(path: Path, made: Made) -> Printed:
    document = pypdfium2.PdfDocument(path)
    try:
        return Printed(
            path,
            made,
            [_page(page) for page in document],
            [(each.get_title(), each.get_dest().get_index()) for each in document.get_toc()],
            document.get_metadata_dict(skip_empty=True),
            pdfium.FPDF_VIEWERREF_GetDuplex(document),
            bool(pdfium.FPDF_VIEWERREF_GetPrintScaling(document)),
        )
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> Page:
    text = page.get_textpage()
    letters = []
    for index in range(text.count_chars()):
        # PDFium takes a hyphen at the end of a line for one that was set in to break a word, and marks it so.
        letter = chr(pdfium.FPDFText_GetUnicode(text, index)).replace("\x02", "-").replace("\ufffe", "-")
        left, bottom, right, top = text.get_charbox(index)
        letters.append((letter, Box(left, bottom, right, top)))
    objects = list(page.get_objects())
    shapes = [Box(*each.get_bounds()) for each in objects if each.type == pdfium.FPDF_PAGEOBJ_PATH]
    fonts = sorted({_font(each) for each in objects if each.type == pdfium.FPDF_PAGEOBJ_TEXT})
    width, height = page.get_size()
    return Page(width, height, letters, shapes, fonts)


def _font(found: pypdfium2.PdfObject) -> tuple[str, bool]:
    """The name of a text's font, and whether it is in the file."""
    font = pdfium.FPDFTextObj_GetFont(found)
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    name = ctypes.create_string_buffer(length)
    pdfium.FPDFFont_GetBaseFontName(font, name, length)
    return name.value.decode(), bool(pdfium.FPDFFont_GetIsEmbedded(font))


@pytest.fixture
def note() -> Callable[..., Note]:
    return make_note


@pytest.fixture
def deck() -> Callable[..., Deck]:
    return make_deck
