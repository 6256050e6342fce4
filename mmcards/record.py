"""What is kept of a build, so that the next one can tell whether anything has changed (current.py)."""

from collections.abc import Sequence
from pathlib import Path

from mmcards.current import Look, Said
from mmcards.events import Standing, Written
from mmcards.lock.decks import Locked
from mmcards.screen import decks_of


def keep(look: Look, said: Said, written: Sequence[Written], locks: Sequence[Locked]) -> None:
    """Keep what a build read and wrote, with what it said but for its files; `locks` are as the next build finds them.

    Nothing is kept where the next one would not do and say the same: would write a lock, or warn of one.
    """
    if not locks or any(lock.stale or lock.warnings or not _is_in_place(lock, look) for lock in locks):
        return
    for file in (file for lock in locks for file in lock.deck.media):
        look.knows(Path(file.path), file.digest)
    by_path = {lock.path: lock for lock in locks}
    files = tuple(_standing(each, by_path) for each in written)
    look.keep(said._replace(files=files), {str(each.file.path): each.digest for each in written})


def _is_in_place(lock: Locked, look: Look) -> bool:
    try:
        content = look.content_of(lock.path)
    except OSError:
        return False
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n") == lock.text


def _standing(one: Written, locks: dict[Path, Locked]) -> Standing:
    file, made = one.file, one.made
    decks = decks_of(file, [locks[lock.path] for lock in one.locks])
    return Standing(str(file.path), file.ending, decks, made.count, made.unit, one.size, made.warnings)
