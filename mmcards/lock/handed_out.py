"""What was handed out, as packages tell it: for a lock that is lost or went back, and for notes that moved."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, NamedTuple

from mmcards import identity
from mmcards.errors import CardsError
from mmcards.lock import shape
from mmcards.lock.entries import DAY, LINE, NAME, Entry, Lock
from mmcards.lock.file import path_of, text_of
from mmcards.lock.shape import Shape
from mmcards.model import Deck

_TIMES: Final = re.compile(rf"^(({NAME}(?:/{NAME})?) (\d{{1,11}}) .*)", re.MULTILINE)
_MOVED: Final = re.compile(rf"^({NAME}/{NAME}) ", re.MULTILINE)


class Published(NamedTuple):
    """A note as it was handed out: its time in seconds since 1970, and whether it said what would be written now.

    `shown` is what stood in its field Id (`uid/id`), and `shape` the cards that it had.
    """

    modified: int
    same: bool = False
    shown: str = ""
    shape: Shape | None = None


def check_times(handed_out: Mapping[str, Published], now: int) -> None:
    """Raises CardsError if a note was handed out with a time more than a day ahead of the clock: a lock with such a
    time could not be read again.
    """
    guid, one = max(handed_out.items(), key=lambda each: each[1].modified, default=("", Published(now)))
    if one.modified > now + DAY:
        day = datetime.fromtimestamp(one.modified, UTC).date().isoformat()
        raise CardsError(
            f"The package says that the note `{guid}` changed on {day}, which is in the future. Set the clock of this "
            "computer. If it is right, that of the package's build was fast: build without the package. Anki takes "
            "changes of its notes from that day on."
        )


def with_moved(handed_out: Mapping[str, Published], decks: Iterable[Deck]) -> dict[str, Published]:
    """What was handed out, and the notes that moved between these decks: their newest time in any of the locks counts,
    and what cards they had then.

    A note that goes back to the deck that it came from would else have the time at which it left.
    """
    decks = tuple(decks)
    texts = {deck.uid: text_of(path_of(deck)) for deck in decks}
    moved = {note.guid for deck in decks for note in deck.notes if not note.guid.startswith(f"{deck.uid}/")}
    moved.update(name for text in texts.values() for name in _MOVED.findall(text))
    known = dict(handed_out)
    for uid, text in texts.items() if moved else ():
        for line, name, seconds in _TIMES.findall(text):
            guid = name if "/" in name else identity.guid(uid, name)
            if guid in moved and (guid not in known or known[guid].modified < int(seconds)):
                words = found[6] if (found := LINE.fullmatch(line.rstrip())) else ""
                cards = shape.parse(words) if words else shape.PLAIN
                known[guid] = known.get(guid, Published(0))._replace(modified=int(seconds), same=False, shape=cards)
    return known


def with_handed_out(entries: Lock, deck: Deck, published: Mapping[str, Published]) -> Lock:
    """A lock with the notes of this deck that were handed out and are not in it, as if it had not been lost."""
    if not published:
        return entries
    lock = dict(entries)
    notes = {note.guid: note for note in deck.notes}
    for guid, one in published.items():
        uid, _, shown = one.shown.partition("/")
        name = guid.removeprefix(f"{deck.uid}/")
        if uid == deck.uid and name not in lock and re.fullmatch(f"{NAME}(/{NAME})? {NAME}", f"{name} {shown}"):
            digest = notes[guid].digest if one.same and guid in notes else "-"
            lock[name] = Entry(one.modified, digest, "" if shown == name else shown, shape=one.shape)
    return lock
