"""Files that were built, opened again with code that no writer shares, and compared with their source."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, cast

from mmcards.errors import CardsError

if TYPE_CHECKING:
    from mmcards.errors import Problem
    from mmcards.model import Deck
    from mmcards.paper import Printing


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared, by name how many, and each difference at the place of its note."""

    compared: Mapping[str, int]
    differences: "tuple[Problem, ...]" = ()


class Verifier(Protocol):
    """Compares a file with the decks of which it was made, and with how they are to be printed.

    `name` is what differences call the file. Raises CardsError if it cannot be read.
    """

    def __call__(self, path: Path, name: str, decks: "Sequence[Deck]", printing: "Sequence[Printing]") -> Verified: ...


ROOMS: Final[Mapping[str, str]] = {
    "apkg": "mmcards.verify.package",
    "pdf": "mmcards.verify.document",
    "html": "mmcards.verify.page",
}
"""Where each format is verified, by the ending of its files."""


def verify(
    path: Path,
    decks: "Sequence[Deck]",
    printing_of: "Callable[[Deck], Printing]",
    name: str = "",
    ending: str = "",
) -> Verified:
    """Compare a file with its source. Raises CardsError if it cannot be read.

    `name` is what differences call it, and `ending` its format, where its path tells neither.
    """
    room = ROOMS[ending or path.suffix.removeprefix(".")]
    if not path.is_file():
        raise CardsError(f"There is no {path}. `mmcards build` makes it.")
    run = cast("Verifier", import_module(room).verify)
    return run(path, name or str(path), decks, tuple(map(printing_of, decks)))
