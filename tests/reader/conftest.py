"""Decks as files, read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import TypeAlias

import pytest

from mmcards.errors import CardsError, Mistakes
from mmcards.kinds import KINDS
from mmcards.model import Deck
from mmcards.reader.decks import read


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder to write sources in, which is the working folder."""

    folder: Path

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dedent(content).encode() if isinstance(content, str) else content)
        return Path(name)

    def read(self, *names: str) -> tuple[Deck, ...]:
        """The decks in files and folders, of which there is nothing to say."""
        decks, warnings = read([Path(name) for name in names or (".",)], KINDS)
        assert warnings == ()
        return decks

    def complaints(self, *names: str) -> list[str]:
        """Mistakes and warnings, each with its place."""
        try:
            return [f"warning {problem}" for problem in read([Path(name) for name in names or (".",)], KINDS)[1]]
        except Mistakes as mistakes:
            return list(map(str, mistakes.problems))
        except CardsError as error:
            return [str(error)]


ReadDeck: TypeAlias = Callable[[str], Deck]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Desk(folder)
