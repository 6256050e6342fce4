"""The file of a lock: beside its deck, read with care, and by one build at a time."""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from mmcards.errors import CardsError, Mistakes, Place, Problem, SourceError
from mmcards.files import content, leads_out
from mmcards.lock import leftovers
from mmcards.lock.entries import DECK, RESTORE, Lock, parse
from mmcards.model import Deck

_PATIENCE: Final = 20.0
"""Seconds for which a build waits for others of the same deck."""


class Read(NamedTuple):
    """A lock as it was read."""

    text: str
    entries: Lock


def path_of(deck: Deck) -> Path:
    """deck.lock beside a deck.yaml, NAME.lock beside a deck of one file."""
    return Path(deck.place.path).with_suffix(".lock")


def load(deck: Deck, now: int) -> Read:
    """A deck's lock, without entries if it has none. Raises Mistakes or CardsError if it is damaged."""
    path = path_of(deck)
    text = text_of(path)
    return Read(text, parse(text, str(path), now))


def text_of(path: Path) -> str:
    """What a lock says; "" where there is none. Raises CardsError if it cannot be read."""
    try:
        if leads_out(path, path.parent):
            raise CardsError(f"The lock {path} is a link that leads out of its folder. Put a copy of the file there.")
        return content(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise CardsError(f"The lock {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8").splitlines(keepends=True)
        line = before[-1] if before and not before[-1].endswith(("\n", "\r")) else ""
        place = Place(str(path), len(before) + (not line), len(line) + 1)
        message = f"the lock is broken: the byte 0x{error.object[error.start]:02X} cannot stand here"
        raise SourceError(Problem(place, message, RESTORE)) from error


# --- the uid ---------------------------------------------------------------------------------------------------------


def uid_of(deck: Deck) -> str:
    """The uid that the deck had when its lock was written; "" where nothing is known."""
    uids = uids_in(text_of(path_of(deck)))
    return uids[-1] if uids else ""


def uids_in(text: str) -> list[str]:
    """The uids that a lock names; two where a merge is not settled."""
    return [uid for _, uid in DECK.findall(text)]


def check_uid(deck: Deck, text: str) -> None:
    """Raises Mistakes if the deck had another uid: to Anki all of its notes would be new ones beside the old."""
    uids = uids_in(text)
    if uids and deck.uid not in uids:
        raise Mistakes((leftovers.of_another_uid(deck, uids[-1], path_of(deck)),))


def check_left_behind(deck: Deck, path: Path) -> None:
    """Raises Mistakes if the lock that is missing stands near its place, under the name that the deck had before."""
    top = path.parent.parent if path.name == "deck.lock" and path.parent.name else path.parent
    for other in sorted({*path.parent.glob("*.lock"), *top.glob("*.lock"), *top.glob("*/*.lock")}):
        if any(other.with_suffix(ending).exists() for ending in (".yaml", ".yml")):
            continue  # it is another deck's
        uids: list[str] = []
        with suppress(CardsError):  # another program's
            uids = uids_in(text_of(other))
        if deck.uid in uids:
            raise Mistakes((leftovers.of_a_lock_left_behind(deck, other, path),))


# --- one at a time ---------------------------------------------------------------------------------------------------


@contextmanager
def alone(paths: Iterable[Path]) -> Iterator[None]:
    """Be the only one at work on these locks, if that can be had within a while: others that want the same wait.

    On Windows, and on disks that know of no such thing, nobody waits, and `check_unchanged` has the last word.
    """
    with ExitStack() as held:
        end = time.monotonic() + _PATIENCE
        for folder in sorted({os.path.realpath(path.parent) for path in paths}):  # sorted: no two wait for each other
            with suppress(OSError):
                held.enter_context(_alone_in(folder, end))
        yield


@contextmanager
def _alone_in(folder: str, end: float) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        while time.monotonic() < end:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.05)
            else:
                break
        yield
    finally:
        os.close(descriptor)
