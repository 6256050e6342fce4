"""What is measured is what is meant: the peers have every card, and the memory is that of all processes."""

import sqlite3
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

from mmcards.errors import CardsError
from mmcards.kinds import KINDS
from mmcards.reader.decks import read as read_checked
from tests.benchmarks import large_deck, parts, rich_deck
from tests.benchmarks.compare import LESSON
from tests.benchmarks.peers import genanki_package, reportlab_pages
from tests.benchmarks.peers.reading import Picture, pieces, read
from tests.benchmarks.running import run

TWO_PROCESSES = """
import subprocess, sys
held = "held = bytes(range(256)) * 80_000; import time; time.sleep(0.3)"
subprocess.run([sys.executable, "-c", held], check=True)
"""


def test_the_peers_read_every_card_of_the_lesson() -> None:
    assert len(read(LESSON).cards) == 27


def test_the_decks_hold_what_they_say_without_a_mistake(tmp_path: Path) -> None:
    large_deck.write(tmp_path / "large", 20)
    rich_deck.write(tmp_path / "rich", 10)
    decks, warnings = read_checked([tmp_path], KINDS)
    assert ([len(deck.notes) for deck in decks], warnings) == ([20, 10], ())
    cards = read(tmp_path / "rich").cards
    assert sum(isinstance(piece, Picture) for card in cards for text in card for piece in pieces(text)) == 4
    assert sum("$$" in card.answer for card in cards) == 6


def test_the_yardstick_writes_a_note_and_a_page_for_each_card(tmp_path: Path) -> None:
    rich_deck.write(tmp_path / "rich", 10)
    deck = read(tmp_path / "rich")
    genanki_package.write(deck, tmp_path / "rich.apkg")
    reportlab_pages.write(deck, tmp_path / "rich.pdf")
    with zipfile.ZipFile(tmp_path / "rich.apkg") as package, closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(package.read("collection.anki2"))
        assert database.execute("select count(*) from notes").fetchone() == (10,)
        assert len(package.namelist()) == 2 + 4
    with closing(pypdfium2.PdfDocument(tmp_path / "rich.pdf")) as document:
        assert len(document) == 10


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of processes is looked at in Linux alone")
def test_each_part_of_a_build_is_timed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMCARDS_CACHE", "")  # is another one there, and this one again afterwards
    parts.main(3)
    told = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("  ")]
    assert told == ["To start", "To read 3 cards", "To lock it", "To write the .apkg", "To write the .pdf"]


def test_the_memory_is_that_of_all_processes() -> None:
    assert run([sys.executable, "-c", TWO_PROCESSES], {}, looking=0.5).memory > 256 * 80_000


def test_a_command_that_fails_is_not_compared() -> None:
    with pytest.raises(CardsError, match="This failed"):
        run([sys.executable, "-c", "raise SystemExit(1)"], {})
