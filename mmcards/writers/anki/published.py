"""What packages that were handed out say of their notes. Reads the format that mmcards writes."""

import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mmcards.errors import CardsError
from mmcards.lock.handed_out import Published
from mmcards.lock.shape import Shape
from mmcards.model import Deck, Note
from mmcards.writers.anki.fields import fields, tags
from mmcards.writers.anki.note_types import CLOZE_ID

_DATABASE: Final = "collection.anki2"
_OF_ANKI: Final = {"collection.anki21", "collection.anki21b"}
_LARGEST: Final = 400_000_000
"""Bytes of a database: some half a million notes. What says that it is larger is no package of cards."""

_LONGEST: Final = 100_000_000
"""Bytes of a text in it, and of a row: an expression of SQL may make any number of them of a few."""

_STEPS: Final = 1_000
_MOST_STEPS: Final = 2_000_000
"""So many times so many steps of SQLite's machine: those of a hundred million rows. A view can be one without end."""

_HIGHEST: Final = 500
"""Of the numbers of cards, from 0."""

_DAMAGE: Final = (OSError, EOFError, KeyError, RuntimeError, UnicodeError, zipfile.BadZipFile)
"""What zipfile raises of a file that is no whole zip: UnicodeError of a damaged name."""

_ROWS: Final = """
    select coalesce(cast(guid as text), ''), coalesce(cast(notes.mod as integer), 0),
           coalesce(cast(flds as text), ''), coalesce(cast(tags as text), ''),
           coalesce(cast(mid as integer), 0), coalesce(group_concat(cast(ord as integer)), '')
    from notes left join cards on cards.nid = notes.id
    group by notes.id
"""


@dataclass(frozen=True, slots=True)
class _Said:
    """A note in a package: its time in seconds since 1970, and what it says."""

    modified: int
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    shape: Shape | None = None


def published(paths: Iterable[Path], decks: Iterable[Deck]) -> dict[str, Published]:
    """The notes of packages by their GUIDs, as they were handed out last.

    Raises CardsError for a file that is no package which mmcards built.
    """
    last: dict[str, set[_Said]] = {}
    for path in paths:
        for guid, said in _notes(path):
            there = last.setdefault(guid, {said})
            newest = max(there, key=lambda one: one.modified).modified
            if said.modified >= newest:
                last[guid] = {one for one in (*there, said) if one.modified == said.modified}
    now = {note.guid: (deck, note) for deck in decks for note in deck.notes}
    return {
        guid: Published(
            modified=max(one.modified for one in there),
            same=guid in now and all(_is_same(one, *now[guid]) for one in there),
            shown=min(one.fields[0] for one in there),
            shape=min(there, key=lambda one: one.fields).shape,
        )
        for guid, there in last.items()
    }


def _is_same(one: _Said, deck: Deck, note: Note) -> bool:
    """Whether a note says what it said, but for its first field: a new id changes no note.

    An id is the seed by which options are shuffled, so that they are in the order of the id that the note had.
    """
    as_it_was = replace(note, id=one.fields[0].rpartition("/")[2])
    return one.fields[1:] == tuple(fields(deck, as_it_was))[1:] and one.tags == tuple(tags(deck, note))


def _notes(path: Path) -> Iterator[tuple[str, _Said]]:
    try:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(_read(path))
            _bound(database)
            for guid, modified, texts, words, kind, cards in database.execute(_ROWS):
                numbers = sorted({int(card) for card in cards.split(",") if card})
                if modified < 0 or (numbers and not 0 <= numbers[0] <= numbers[-1] < _HIGHEST):
                    raise sqlite3.DatabaseError("its numbers are none of notes")
                shape = _shape(kind, numbers)
                yield guid, _Said(modified, tuple(texts.split("\x1f")), tuple(words.split()), shape)
    except (*_DAMAGE, zlib.error, sqlite3.DatabaseError) as error:
        raise CardsError(f"{path} is no Anki package that can be read ({error}).") from error


def _bound(database: sqlite3.Connection) -> None:
    """Keep a database that anybody may have made to what it holds (https://sqlite.org/security.html)."""
    steps = iter(range(_MOST_STEPS))
    database.execute("pragma trusted_schema = off")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    database.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
    for (kind,) in database.execute("select type from sqlite_master where name in ('notes', 'cards')"):
        if kind != "table":
            raise sqlite3.DatabaseError(f"its notes are a {kind}")


def _shape(kind: int, cards: Sequence[int]) -> Shape | None:
    """What cards Anki has of a note, given the numbers of its cards from 0; None for one card."""
    if kind == CLOZE_ID:
        return Shape(blanks=tuple((card + 1, "") for card in cards)) if cards else None
    return Shape(reverse=True) if len(cards) > 1 else None


def _read(path: Path) -> bytes:
    """The database of a package, of which no more is read than its directory says."""
    with zipfile.ZipFile(path) as package:
        if not _OF_ANKI.isdisjoint(package.namelist()):
            raise CardsError(f"{path} was exported by Anki. Give a package that mmcards built.")
        size = package.getinfo(_DATABASE).file_size
        if not 0 < size <= _LARGEST:
            raise CardsError(f"{path} is no Anki package that can be read (its database has {size:,} bytes).")
        return package.read(_DATABASE)
