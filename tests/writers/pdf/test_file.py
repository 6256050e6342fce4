"""The file as other programs find it: whole, with all fonts in it, and the same bytes each time."""

import os
import re
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pytest
from pypdf import PdfReader
from reportlab.pdfbase.pdfdoc import PDFDictionary
from reportlab.pdfgen.canvas import Canvas

from mmcards.paper import LAYOUTS
from mmcards.writers import Settings
from mmcards.writers.pdf.document import write
from mmcards.writers.pdf.objects import decimal
from mmcards.writers.pdf.typefaces import Typefaces
from tests.writers.pdf.conftest import make_deck, make_note, make_printing
from tests.writers.pdf.scripts import TEXTS

PROGRAMS: Final = {
    "qpdf": ["--check"],
    "mutool": ["draw", "-F", "trace", "-o", os.devnull],
    "gs": ["-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=nullpage"],
    "pdfinfo": ["-struct-text"],
}
COMPLAINTS: Final = re.compile("error|warning|damaged|invalid|repair|bad|mismatch", re.IGNORECASE)
KNOWN: Final = re.compile(
    "warning: ICC support is not available|.*No syntax or stream encoding errors found.*|errors that qpdf cannot detect"
)
"""What mutool says of itself, and qpdf of a file without fault."""


TAKEN: Final = (
    ("canvas", "_doc"),
    ("canvas", "_code"),
    ("canvas", "_pagesize"),
    ("canvas", "_trimBox"),
    ("canvas", "_make_preamble"),
    ("document", "idToObject"),
    ("document", "idToObjectNumberAndVersion"),
    ("document", "numberToId"),
    ("document", "objectcounter"),
    ("document", "info"),
    ("document", "Catalog"),
    ("document", "Reference"),
    ("catalog", "Outlines"),
    ("catalog", "Pages"),
    ("dictionary", "dict"),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A deck of many scripts in each layout."""
    typefaces = Typefaces()
    texts = [text for text in TEXTS.values() if not typefaces.missing(text)]
    answers = (f"**{text}** *a* `b`" for text in texts)
    deck = make_deck(*(make_note(f"n{number}", "Q?", "\n\n".join(islice(answers, 6))) for number in range(5)))
    folder = tmp_path_factory.mktemp("files")
    for layout in LAYOUTS:
        write((deck,), folder / layout, Settings(make_printing(layout=layout)), lambda _done: None)
    return {layout: folder / layout for layout in LAYOUTS}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_no_program_complains(files: dict[str, Path], program: str, layout: str) -> None:
    said = complaints(program, *PROGRAMS[program], files[layout])
    assert [line for line in said if COMPLAINTS.search(line) and not KNOWN.fullmatch(line)] == []


def test_a_program_would_complain_of_a_file_that_is_cut_off(files: dict[str, Path], tmp_path: Path) -> None:
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(files["fold"].read_bytes()[:-300])
    said = complaints("qpdf", "--check", cut, wrong=True)
    assert any(COMPLAINTS.search(line) for line in said)


def test_every_font_is_embedded_in_part_with_the_text_of_its_glyphs(files: dict[str, Path]) -> None:
    _, _, *fonts = complaints("pdffonts", files["fold"])
    assert len(fonts) >= 5
    for line in fonts:
        assert re.fullmatch(r"[A-Z]{6}\+\S+ +CID (TrueType|Type 0C) +Identity-H +yes yes yes +\d+ +\d+ *", line), line


def test_the_same_deck_gives_the_same_bytes_in_another_process(tmp_path: Path, unpacked: Path) -> None:
    cards = "".join(f"- {{id: c{n}, question: Q {n} שלום?, answer: A {n} ไทย}}\n" for n in range(9))
    (tmp_path / "deck.yaml").write_text(f"deck: D\nuid: abcdefgh\nlanguage: en\ncards:\n{cards}", "utf-8")
    written = set()
    for seed in ("1", "2"):  # two processes
        target = tmp_path / seed
        said = [sys.executable, "-m", "mmcards", "build", "--format", "pdf", "--output", target, tmp_path / "deck.yaml"]
        root = Path(__file__).parents[3]
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "PATH": "/usr/bin:/bin"}
        environment["MMCARDS_CACHE"] = str(unpacked)
        subprocess.run([*map(str, said)], env=environment, cwd=tmp_path, check=True, capture_output=True)
        (made,) = target.rglob("*.pdf")
        written.add(made.read_bytes())
    assert len(written) == 1


def test_what_the_writer_takes_from_inside_reportlab_is_there() -> None:
    """Parts that are not documented: the canvas and the file are built on them, so a new version may move them."""
    canvas: Any = Canvas("never-written.pdf")
    document = canvas._doc
    owners = {"canvas": canvas, "document": document, "catalog": document.Catalog, "dictionary": PDFDictionary({})}
    moved = [f"{owner}.{part}" for owner, part in TAKEN if not hasattr(owners[owner], part)]
    assert moved == []


def test_numbers_are_written_without_exponents() -> None:
    assert [decimal(value) for value in (0, 265, -12.3456, 9998.7, 123456.7, -20000)] == [
        "0", "265", "-12.35", "9999", "123457", "-20000",
    ]  # fmt: skip


def test_small_objects_are_packed_together(files: dict[str, Path]) -> None:
    content = files["fold"].read_bytes()
    assert content.startswith(b"%PDF-1.7")
    assert b"/Type/ObjStm" in content
    assert b"/Type/Page/" not in content
    assert len(PdfReader(files["fold"]).pages) == 5


def complaints(program: str, *said: object, wrong: bool = False) -> list[str]:
    """All that a program says, line by line."""
    if not shutil.which(program):
        pytest.skip(f"{program} is not here")
    found = subprocess.run([program, *map(str, said)], capture_output=True, encoding="utf-8", check=False)
    assert (found.returncode != 0) is wrong, found.stderr
    return (
        [*found.stdout.splitlines(), *found.stderr.splitlines()] if program != "pdfinfo" else found.stderr.splitlines()
    )
