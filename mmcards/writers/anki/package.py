"""The .apkg file: a database made by genanki, in a zip that is the same bytes for the same deck."""

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, Final

import genanki  # type: ignore[import-untyped]  # it has no types

from mmcards.model import Cloze, Deck, File, Note, Picture, Sound, Text, spans_of, texts
from mmcards.writers import Made, Settings, html, media
from mmcards.writers.anki.fields import fields, tags
from mmcards.writers.anki.note_types import cloze_type, note_type

_AHEAD: Final = 10_000
"""Notes that are made before their times are asked for: so many as are made while a lock of as many is read."""

_PACKING: Final = 4
"""How hard zlib packs the database: in half of the time of its usual 6, for a twentieth more bytes at most."""


class _Note(genanki.Note):  # type: ignore[misc]  # genanki has no types
    """genanki's Note, whose cards are told by their places among those of its note type: genanki would look for blanks
    in the HTML, and miss one inside another.
    """

    cards: Sequence[genanki.Card] = ()

    def __init__(self, places: Sequence[int], **arguments: Any) -> None:
        super().__init__(**arguments)
        self.cards = [genanki.Card(place) for place in places]

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Nothing: the HTML is this package's own, and the search would cost a tenth of the time."""


class _Deck(genanki.Deck):  # type: ignore[misc]  # genanki has no types
    """genanki's Deck, which gets its notes as they are stored: the HTML of all takes more room than the deck."""

    def __init__(self, deck: Deck, notes: Iterator[_Note]) -> None:
        super().__init__(_deck_id(deck.uid), deck.name, _description(deck))
        self._deck = deck
        self._notes = notes
        for each in dict.fromkeys(map(_note_type, deck.notes)):
            self.add_model(each)

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, id_gen: "count[int]") -> None:
        super().write_to_db(cursor, timestamp, id_gen)  # itself, with the note types
        for note in self._notes:
            note.write_to_db(cursor, self._deck.time_of(note.guid), self.deck_id, id_gen)


def write(decks: Sequence[Deck], target: Path, settings: Settings, progress: Callable[[int], None]) -> Made:
    notes = cards = 0

    def counted(note: _Note) -> _Note:
        nonlocal notes, cards
        notes, cards = notes + 1, cards + len(note.cards)
        if notes % 128 == 0:
            progress(notes)
        return note

    files = _files(decks)
    listed = {str(number): name for number, name in enumerate(files)}
    made = _begun(map(counted, chain.from_iterable(map(_notes, decks))))
    anki_decks = [_Deck(deck, islice(made, len(deck.notes))) for deck in decks]
    database = _database(anki_decks, max(deck.modified for deck in decks))
    progress(notes)
    entries = {"collection.anki2": database, "media": json.dumps(listed, separators=(",", ":")).encode()}
    _write_zip(target, entries, {number: files[name] for number, name in listed.items()})
    return Made(cards, "cards")


def _files(decks: Iterable[Deck]) -> dict[str, File]:
    """The pictures and sounds of the notes by the names they have in Anki."""
    return {
        span.file.name: span.file
        for deck in decks
        if deck.media
        for note in deck.notes
        for blocks in texts(note)
        for span in spans_of(blocks)
        if isinstance(span, Picture | Sound)
    }


def _note_type(note: Note) -> genanki.Model:
    return cloze_type() if isinstance(note.response, Cloze) and note.response.numbers else note_type()


def _notes(deck: Deck) -> Iterator[_Note]:
    for position, note in enumerate(deck.notes, start=1):
        yield _Note(
            places=_places(note),
            model=_note_type(note),
            fields=fields(deck, note),
            tags=tags(deck, note),
            guid=note.guid,
            due=position,
        )


def _begun(notes: Iterator[_Note]) -> Iterator[_Note]:
    """The notes, the first of which are made at once: their times may still be waited for."""
    return chain(list(islice(notes, _AHEAD)), notes)


def _places(note: Note) -> Sequence[int]:
    """Which cards of its note type a note has: one for each number of a cloze; the second of others is the reverse."""
    match note.response:
        case Cloze(numbers) if numbers:
            return [number - 1 for number in numbers]
        case Text(reverse=True):
            return (0, 1)
        case _:
            return (0,)


def _deck_id(uid: str) -> int:
    """A number for the deck in the range that genanki advises; Anki finds a deck by its name and drops it."""
    return (1 << 30) + int.from_bytes(hashlib.sha256(uid.encode()).digest()[:4], "big") % (1 << 30)


def _description(deck: Deck) -> str:
    changed = datetime.fromtimestamp(deck.modified, UTC).date().isoformat()
    source = f"Source: {deck.source}" if deck.source else ""
    lines = filter(None, (deck.description, source, f"Last changed on {changed}."))
    return "".join(f"<p>{'<br>'.join(map(html.text, line.strip().splitlines()))}</p>" for line in lines)


def _database(anki_decks: Sequence[genanki.Deck], modified: int) -> bytes:
    first_id = max(1, modified) * 1000  # Anki's database check fails on a note whose id is 0
    with closing(sqlite3.connect(":memory:")) as connection:
        genanki.Package(anki_decks).write_to_db(connection.cursor(), modified, count(first_id))
        connection.commit()
        return connection.serialize()


def _write_zip(target: Path, entries: Mapping[str, bytes], files: Mapping[str, File]) -> None:
    """`files` are what is compressed already: pictures and sounds."""
    with zipfile.ZipFile(target, "x") as package:
        for name, content in entries.items():
            package.writestr(_entry(name, zipfile.ZIP_DEFLATED), content, compresslevel=_PACKING)
        for name, file in files.items():
            package.writestr(_entry(name, zipfile.ZIP_STORED), media.content(file))


def _entry(name: str, compression: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.compress_type = compression
    entry.create_system = 3  # Unix, wherever it is made
    entry.external_attr = 0o644 << 16
    return entry
