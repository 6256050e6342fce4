"""The formats a deck can be written in, a room each.

Nothing of a room is imported before a file of its format is made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

from mmcards.paper import Printing

if TYPE_CHECKING:
    from mmcards.errors import Problem
    from mmcards.model import Deck


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked of the files: what the command line says wins over a deck, and a deck over the user's own.

    `fonts` are the paths of those that the command line names. A writer may use so many `processes` for one file.
    """

    printing: Printing = field(default_factory=Printing)
    kept: Printing = field(default_factory=Printing)
    fonts: tuple[str, ...] = ()
    processes: int = 1

    def printing_of(self, deck: "Deck") -> Printing:
        """How a deck is to be printed."""
        return self.printing.over(deck.printing).over(self.kept)


@dataclass(frozen=True, slots=True)
class Made:
    """What a writer wrote: how many cards (pages, on paper), and what its reader should know of it."""

    count: int
    unit: str
    warnings: "tuple[Problem, ...]" = ()


class Writer(Protocol):
    """Writes decks into a new file at `target`, calling `progress` with the number of notes done now and then, and with
    that of all when only the file as a whole is left to be written.

    Raises CardsError where it cannot; a note that cannot be written is a SourceError or Mistakes at its place.
    """

    def __call__(
        self, decks: "Sequence[Deck]", target: Path, settings: Settings, progress: Callable[[int], None]
    ) -> Made: ...


class Format(NamedTuple):
    """A format that decks can be written in. `module` has `write`, a Writer.

    One that is `asked_for` is made only where it is: a build that names no format makes all others.
    """

    module: str
    asked_for: bool = False


FORMATS: Final[Mapping[str, Format]] = {
    "apkg": Format("mmcards.writers.anki.package"),
    "pdf": Format("mmcards.writers.pdf.document"),
    "html": Format("mmcards.writers.page.document", asked_for=True),
}
"""The formats by the ending of their files."""

USUAL: Final = tuple(ending for ending, each in FORMATS.items() if not each.asked_for)
"""Those that a build makes which names none."""


def writer(chosen: Format) -> Writer:
    """The writer of a format, imported now."""
    return cast("Writer", import_module(chosen.module).write)
