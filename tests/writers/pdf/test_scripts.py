"""Texts in many scripts come out of the PDF as they went in, as two readers find them."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final
from unicodedata import normalize

import pypdfium2
import pytest

from mmcards.writers import Settings
from mmcards.writers.pdf.document import write
from mmcards.writers.pdf.typefaces import UNSEEN, Typefaces
from tests.writers.pdf.conftest import make_deck, make_note, make_printing
from tests.writers.pdf.scripts import PACKAGED, PDFIUM, POPPLER, TEXTS

TYPEFACES: Final = Typefaces()
PRINTABLE: Final = [name for name, text in TEXTS.items() if not TYPEFACES.missing(text)]
DIRECTIONS: Final = re.compile("[\u202a-\u202e]")
"""What poppler puts around texts from right to left."""

MARGIN, FOOT = 8, 70


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page a text, which is the answer."""
    target = tmp_path_factory.mktemp("scripts") / "scripts.pdf"
    notes = (make_note(f"n{number}", "Q?", TEXTS[name]) for number, name in enumerate(PRINTABLE))
    write((make_deck(*notes),), target, Settings(make_printing()), lambda _done: None)
    return target


def test_what_the_packages_cover_needs_no_font_of_the_machine(no_system_fonts: None) -> None:
    alone = Typefaces()
    assert {name for name, text in TEXTS.items() if not alone.missing(text)} == PACKAGED


@pytest.mark.parametrize("name", TEXTS)
def test_pdfium_finds_the_text(answers: Path, name: str) -> None:
    page = pypdfium2.PdfDocument(answers)[place(name)]
    width, height = page.get_size()
    found = page.get_textpage().get_text_bounded(0, FOOT, width, height / 2 - MARGIN)
    assert spaced(found) == expected(name, PDFIUM)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler's pdftotext is not here")
@pytest.mark.parametrize("name", TEXTS)
def test_poppler_finds_the_text(answers: Path, name: str) -> None:
    number = place(name) + 1
    width, height = pypdfium2.PdfDocument(answers)[0].get_size()
    pages = "-f", number, "-l", number
    area = "-x", 0, "-y", int(height / 2) + MARGIN, "-W", int(width), "-H", int(height / 2) - MARGIN - FOOT
    said = ["pdftotext", *map(str, (*pages, *area, answers, "-"))]
    found = subprocess.run(said, capture_output=True, encoding="utf-8", check=True).stdout
    assert spaced(DIRECTIONS.sub(" ", found)) == expected(name, POPPLER)


def place(name: str) -> int:
    """The page of a text, if this machine has the letters."""
    if name not in PRINTABLE:
        pytest.skip(f"no font of this machine has `{TYPEFACES.missing(TEXTS[name])}`")
    return PRINTABLE.index(name)


def expected(name: str, exceptions: dict[str, str]) -> str:
    """The text but for what is not seen, or what a reader is known to make of it."""
    return spaced(exceptions.get(name, UNSEEN.sub("", TEXTS[name])))


def spaced(text: str) -> str:
    """A text as it is compared: readers take one of Unicode's compatible letters for another."""
    return " ".join(normalize("NFKC", text).split())
