"""What a build tells while it goes on: which files it writes, how far each is, and what became of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from mmcards.errors import CardsError
    from mmcards.lock import Locked
    from mmcards.model import Deck
    from mmcards.writers import Made


@dataclass(frozen=True, slots=True)
class File:
    """A file to write. `part` stands beside `path` until it is whole; the locks are put in place before it."""

    decks: "tuple[Deck, ...]"
    ending: str
    path: Path
    part: Path
    locks: "tuple[Locked, ...]" = ()

    @property
    def notes(self) -> int:
        """How many there are in it."""
        return sum(len(deck.notes) for deck in self.decks)


@dataclass(frozen=True, slots=True)
class Progress:
    """So many notes of a file are written."""

    file: File
    done: int


@dataclass(frozen=True, slots=True)
class Written:
    """A file is in its place."""

    file: File
    made: "Made"
    size: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """A file could not be written; what stood in its place still does."""

    file: File
    error: "CardsError"


Event: TypeAlias = Progress | Written | Failed
