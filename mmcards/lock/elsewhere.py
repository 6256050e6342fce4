"""What the decks of a run know of each other's notes: which of them live where, and which have moved without a word."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from mmcards.errors import CardsError
from mmcards.files import MOST_TEXT, leads_out, opened
from mmcards.lock.entries import Entry, Lock, guid_in, held_ids, name_in
from mmcards.lock.file import Read, load, path_of
from mmcards.model import Deck, Note
from mmcards.reader.sources import DECK_FILES, ENDINGS

HOME: Final = Path("cards")
"""The folder whose decks know of each other, however deep they are in it."""

_DECK: Final = re.compile(rb"^(?:\xef\xbb\xbf)?deck:", re.MULTILINE)


class Elsewhere(NamedTuple):
    """What is known of the notes of all decks together. All but `uids` are GUIDs.

    `living` are the notes that decks have now, and `held` what their field Id may hold in Anki. `known` are those in
    any lock, and `uids` the decks that have one. `alike` are new notes that look like one gone from another deck.
    `locks` are those that were read to know it, by their paths. `whole` is false where there may be more decks, of
    which nothing is known.
    """

    living: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    uids: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    alike: Mapping[str, str] = MappingProxyType({})
    locks: Mapping[Path, Read] = MappingProxyType({})
    whole: bool = True


NOTHING_ELSE: Final = Elsewhere()


class _Gone(NamedTuple):
    """A note in a deck's lock that no deck has now."""

    guid: str
    uid: str
    entry: Entry


def of(decks: Iterable[Deck], now: int) -> Elsewhere:
    """What these decks and their locks know of each other. Raises CardsError for a lock that is damaged."""
    decks = tuple(decks)
    living = frozenset(note.guid for deck in decks for note in deck.notes)
    read = {path_of(deck): load(deck, now) for deck in decks}
    locks = [(deck, read[path_of(deck)].entries) for deck in decks]
    gone = [
        _Gone(guid_in(deck, name), deck.uid, entry)
        for deck, lock in locks
        for name, entry in lock.items()
        if guid_in(deck, name) not in living
    ]
    return Elsewhere(
        living=living,
        held=frozenset(each for deck, lock in locks for each in held_ids(deck, lock, living)),
        uids=frozenset(deck.uid for deck, lock in locks if lock),
        known=frozenset(guid_in(deck, name) for deck, lock in locks for name in lock),
        alike=dict(_alike(locks, gone)),
        locks=read,
    )


def _alike(locks: Iterable[tuple[Deck, Lock]], gone: Iterable[_Gone]) -> Iterator[tuple[str, str]]:
    """New notes with those gone from another deck that look like them by content or, if just gone, id."""
    by_content: dict[str, list[_Gone]] = {}
    by_id: dict[str, list[_Gone]] = {}
    for each in gone:
        by_content.setdefault(each.entry.digest, []).append(each)
        if not each.entry.retired:
            by_id.setdefault(each.entry.shown or each.guid.rpartition("/")[2], []).append(each)
    taken: set[str] = set()
    for deck, lock in locks if by_content else ():
        for note in deck.notes:
            if name_in(deck, note) not in lock and (found := _first(note, deck, by_content, by_id, taken)):
                taken.add(found.guid)
                yield note.guid, found.guid


def _first(
    note: Note,
    deck: Deck,
    by_content: Mapping[str, list[_Gone]],
    by_id: Mapping[str, list[_Gone]],
    taken: set[str],
) -> _Gone | None:
    candidates = (*by_content.get(note.digest, ()), *by_id.get(note.id, ()))
    return next((each for each in candidates if each.uid != deck.uid and each.guid not in taken), None)


# --- decks that were not named ---------------------------------------------------------------------------------------


def beside(decks: Iterable[Deck]) -> tuple[Path, ...]:
    """Files and folders that may hold other decks to which notes of these moved: all below `cards` for one in it, and
    else those in the same folder, or in folders beside its own. Raises CardsError if that folder cannot be read.
    """
    found: dict[Path, None] = {}
    for deck in decks:
        path = Path(deck.place.path)
        if path.resolve().is_relative_to(HOME.resolve()):
            found[HOME] = None
        else:
            folder = path.parent.parent if path.name in DECK_FILES and path.parent.name else path.parent
            found |= dict.fromkeys(_in(folder))
    return tuple(found)


def _in(folder: Path) -> Iterator[Path]:
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        raise CardsError(f"The folder {folder} cannot be read: {error.strerror}.") from error
    for path in found:
        if path.is_dir():
            there = (path / name for name in DECK_FILES if (path / name).is_file())
            yield from (deck for deck in there if not leads_out(deck, path))
        elif path.suffix in ENDINGS and path.name not in DECK_FILES and not leads_out(path, folder) and _is_deck(path):
            yield path


def _is_deck(path: Path) -> bool:
    """Whether a file looks like a deck; one that cannot be read is none."""
    try:
        with opened(path, MOST_TEXT) as file:
            return _DECK.search(file.read(4096)) is not None
    except OSError:
        return False
