"""What commands read: decks, their locks, and what is wrong with them."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mmcards.errors import Problem
    from mmcards.lock.decks import Locked
    from mmcards.model import Deck
    from mmcards.screen import Screen

HOME: Final = Path("cards")
"""Where decks are looked for if no path is given."""


def read_decks(
    paths: tuple[Path, ...], content_of: "Callable[[Path], bytes] | None" = None, processes: int = 1
) -> "tuple[tuple[Deck, ...], tuple[Problem, ...]]":
    """The decks below these paths, or below `cards`, and warnings. Raises CardsError; Mistakes names all of them."""
    from mmcards.errors import CardsError
    from mmcards.files import content
    from mmcards.kinds import KINDS
    from mmcards.reader.decks import read

    if not paths and not HOME.exists():
        raise CardsError("There is no folder `cards` here. `mmcards new cards/my-deck` starts a deck in one.")
    return read(paths or (HOME,), KINDS, content_of or content, processes)


def locks_of(decks: "tuple[Deck, ...]", since: tuple[Path, ...] = (), everywhere: bool = False) -> "tuple[Locked, ...]":
    """The locks of the decks; with `everywhere`, there are no others that notes may have moved to."""
    from mmcards.errors import CardsError
    from mmcards.lock import elsewhere
    from mmcards.lock.decks import clock, locked
    from mmcards.lock.handed_out import check_times, with_moved

    now = clock()
    handed_out = {}
    if since:
        from mmcards.writers.anki.published import published

        handed_out = published(since, decks)
        check_times(handed_out, now)
        uids, guids = {deck.uid for deck in decks}, {note.guid for deck in decks for note in deck.notes}
        if guids.isdisjoint(handed_out) and uids.isdisjoint(one.shown.partition("/")[0] for one in handed_out.values()):
            raise CardsError(f"{' and '.join(map(str, since))} has no note of these decks. Give a package of theirs.")

    def by(those: "tuple[Deck, ...]", whole: bool = True) -> "tuple[Locked, ...]":
        known = with_moved(handed_out, those)
        others = elsewhere.of(those, now)._replace(whole=whole)
        return tuple(locked(deck, now, known, others) for deck in decks)

    locks = by(decks)
    if everywhere or not any(lock.all_left or lock.warnings or lock.changes.retired for lock in locks):
        return locks
    try:  # a build of some decks is not to take for lost what another one has
        there = read_decks(elsewhere.beside(decks))[0]
        named = {Path(deck.place.path).resolve() for deck in decks}
        others = tuple(deck for deck in there if Path(deck.place.path).resolve() not in named)
        return by((*decks, *others)) if others else locks
    except CardsError:
        return by(decks, whole=False)


def show_warnings(shown: "Screen", warnings: "Iterable[Problem]", strict: bool) -> None:
    """Show warnings; if it is `strict`, raises Mistakes instead."""
    refuse(strict, warnings)
    shown.warnings(warnings)


def refuse(strict: bool, warnings: "Iterable[Problem]") -> None:
    """Take warnings for mistakes, if it is `strict`: raises Mistakes where there are some."""
    from mmcards.errors import Mistakes

    if strict and (problems := tuple(warnings)):
        raise Mistakes(problems)


def jobs_here() -> int:
    """How many files are worked on at once."""
    return max(2, os.cpu_count() or 1)


def typed(path: Path) -> str:
    """A path as it is typed into a shell."""
    if sys.platform == "win32":
        from subprocess import list2cmdline

        return list2cmdline([str(path)])
    from shlex import quote

    return quote(str(path))
