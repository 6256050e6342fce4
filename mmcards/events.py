"""What a build tells while it goes on: which files it writes, how far each is, and what became of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from mmcards.errors import CardsError, Problem
    from mmcards.lock.decks import Locked
    from mmcards.model import Deck
    from mmcards.writers import Made


class File(NamedTuple):
    """A file to write. `part` stands beside `path` until it is whole."""

    decks: "tuple[Deck, ...]"
    ending: str
    path: Path
    part: Path

    @property
    def notes(self) -> int:
        """How many there are in it."""
        return sum(len(deck.notes) for deck in self.decks)


class Progress(NamedTuple):
    """So many notes of a file are written."""

    file: File
    done: int


class Written(NamedTuple):
    """A file is in its place, and the locks of its decks are, if its notes have times. `digest` is its SHA-256."""

    file: File
    made: "Made"
    size: int
    seconds: float
    digest: str
    locks: "tuple[Locked, ...]" = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A file of an earlier build is in its place, and is the one that would be written.

    `decks` has what is told of each deck in it (see screen.py); the rest is as in Made and Written.
    """

    path: str
    ending: str
    decks: list[dict[str, Any]]
    count: int
    unit: str
    size: int
    warnings: "tuple[Problem, ...]" = ()

    @property
    def notes(self) -> int:
        """How many there are in it."""
        return sum(deck["notes"] for deck in self.decks)

    @property
    def unchanged(self) -> int:
        """How many of them have a time, which stays."""
        return sum(len(deck.get("unchanged", ())) for deck in self.decks)


class Failed(NamedTuple):
    """A file could not be written; what stood in its place still does."""

    file: File
    error: "CardsError"


Event: TypeAlias = Progress | Written | Failed
