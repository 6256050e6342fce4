"""Items in YAML, read."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent, indent
from typing import TypeAlias

import pytest

from mmcards.errors import Mistakes
from mmcards.kinds import KINDS
from mmcards.model import Note
from mmcards.reader.decks import read

ReadNotes: TypeAlias = Callable[[str], tuple[Note, ...]]
Complaints: TypeAlias = Callable[[str], list[str]]
HEAD = "deck: Small\nuid: u\nsection: One\ncards:\n"


@pytest.fixture
def write_items(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    monkeypatch.chdir(tmp_path)

    def write(items: str) -> Path:
        path = Path("f.yaml")
        path.write_text(HEAD + indent(dedent(items).strip("\n"), "  "), "utf-8")
        return path

    return write


@pytest.fixture
def notes(write_items: Callable[[str], Path]) -> ReadNotes:
    """Reads items that have no mistake and nothing to warn of; they begin in line 5 and column 3."""

    def read_notes(items: str) -> tuple[Note, ...]:
        (deck,), warnings = read([write_items(items)], KINDS)
        assert warnings == ()
        return deck.notes

    return read_notes


@pytest.fixture
def complaints(write_items: Callable[[str], Path]) -> Complaints:
    """Reads items that have mistakes; their places are without the file's name."""

    def read_mistakes(items: str) -> list[str]:
        with pytest.raises(Mistakes) as caught:
            read([write_items(items)], KINDS)
        return [str(problem).removeprefix("f.yaml:") for problem in caught.value.problems]

    return read_mistakes
