"""Files that were built, opened again with code that no writer shares, and compared with their source.

It is known here what a format must hold, and nothing is imported from the writers: what they get wrong would else be
wrong here too. What both know stands above them: the model, the lock, how cards are printed.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, assert_never, cast

from mmcards import workers
from mmcards.errors import CardsError

if TYPE_CHECKING:
    from mmcards.errors import Problem
    from mmcards.model import Deck
    from mmcards.paper import Printing


@dataclass(frozen=True, slots=True)
class Built:
    """A file to verify, of which format it is by its ending, and the decks in it with how each is to be printed.

    `name` is what differences call the file, which may not be in its place yet.
    """

    path: Path
    name: str
    ending: str
    decks: "tuple[Deck, ...]"
    printing: "tuple[Printing, ...]"


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was compared, by what it is, and each difference at the place of its note."""

    compared: Mapping[str, int]
    differences: "tuple[Problem, ...]" = ()


class Verifier(Protocol):
    """Compares a file with its source. Raises CardsError if it cannot be read."""

    def __call__(self, built: Built) -> Verified: ...


ROOMS: Final[Mapping[str, str]] = {
    "apkg": "mmcards.verify.package",
    "pdf": "mmcards.verify.document",
    "html": "mmcards.verify.page",
}
"""Where each format is verified, by the ending of its files: the modules have `verify`, a Verifier."""


def verify(built: Built) -> Verified:
    """Compare a file with its source. Raises CardsError if it cannot be read."""
    if not built.path.is_file():
        raise CardsError(f"There is no {built.name}. `mmcards build` makes it.")
    return cast("Verifier", import_module(ROOMS[built.ending]).verify)(built)


def verify_all(files: Sequence[Built], jobs: int) -> "Generator[tuple[Built, Verified | CardsError], None, None]":
    """Compare files, at most `jobs` at once in processes of their own, and tell of each when it is done."""
    for message in workers.run([partial(_verify, file) for file in files], jobs):
        match message:
            case workers.Progress():
                pass
            case workers.Finished(task, found, _):
                yield files[task], found
            case workers.Failed(task, error):
                yield files[task], error
            case _:
                assert_never(message)


def _verify(built: Built, _report: workers.Report, _ask: workers.Ask) -> Verified:
    return verify(built)
