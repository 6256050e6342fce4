"""The level of the reader: a deck is read, checked, locked, and given ids."""

import zlib
from pathlib import Path
from typing import Final

from mmcards import ids, messages
from mmcards.errors import CardsError, Place, Problem
from mmcards.kinds import KINDS
from mmcards.lock.decks import locked, save
from mmcards.lock.file import uid_of
from mmcards.model import Deck
from mmcards.reader import decks, media
from tests.fuzz import inputs
from tests.fuzz.inputs import Files
from tests.fuzz.wrong import Wrong, check_printable

NOW: Final = 1_800_000_000
"""Seconds since 1970, for locks."""


class Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "deck"

    def __call__(self, files: Files) -> str:
        inputs.put(self.folder, files)
        problems: tuple[Problem, ...] = ()
        got = "refused"
        try:
            found, problems = decks.read((self.folder,), KINDS)
            got = "read"
            match zlib.crc32(files[inputs.DECK]) % 8:  # all of it for each deck would take twice as long
                case 0:
                    self._name(found)
                    got = "named"
                case 1:
                    problems += tuple(media.unused(found))
                case 2 | 3 | 4:
                    for deck in found:
                        problems += _locked(deck)
                    got = "locked"
        except CardsError as error:
            problems += getattr(error, "problems", ()) or (Problem(Place(str(self.folder)), str(error)),)
        _check_shown(problems)
        return got

    def _name(self, found: tuple[Deck, ...]) -> None:
        """Ids are put in so that the decks stay what they were; what they lack is then nothing but what was left."""
        plan = ids.plan(lambda content_of: decks.read((self.folder,), KINDS, content_of), {}, uid_of)
        ids.write(plan.edits)
        again, _ = decks.read((self.folder,), KINDS)
        before = [(note.id, note.guid, note.digest) for deck in found for note in deck.notes]
        after = [(note.id, note.guid, note.digest) for deck in again for note in deck.notes]
        if before != after:
            raise Wrong(f"`ids` changed the notes: {before} became {after}")


def _locked(deck: Deck) -> tuple[Problem, ...]:
    """The lock of a deck is the same when it is read again."""
    made = locked(deck, NOW)
    save(made)
    if locked(deck, NOW + 60).stale:
        raise Wrong("a lock that was just written is stale")
    return made.warnings


def _check_shown(problems: tuple[Problem, ...]) -> None:
    lines = list(messages.shown(problems, messages.Lines()))
    check_printable("\n".join(lines))
    for problem in problems:
        if problem.place.line < 1 or problem.place.column < 1 or not problem.message.strip():
            raise Wrong(f"a message without a place or without words: {problem!r}")
