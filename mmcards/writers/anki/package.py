"""The .apkg file: a database made by genanki, in a zip that is the same bytes for the same deck."""

import hashlib
import re
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import genanki  # type: ignore[import-untyped]  # it has no types

from mmcards.errors import Problem
from mmcards.model import Deck, Note
from mmcards.writers import Made, Settings, html
from mmcards.writers.anki.fields import fields, tags
from mmcards.writers.anki.note_types import note_type


class _Note(genanki.Note):  # type: ignore[misc]  # genanki has no types
    """genanki's Note with a time of its own, in seconds since 1970: Anki takes an edit only if its note is newer."""

    def __init__(self, modified: int, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.modified = modified

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, deck_id: int, id_gen: "count[int]") -> None:
        super().write_to_db(cursor, self.modified, deck_id, id_gen)

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Nothing: the HTML is this package's own, and the search would cost a tenth of the time."""


def write(deck: Deck, target: Path, settings: Settings, progress: Callable[[int], None]) -> Made:
    anki_deck = genanki.Deck(_deck_id(deck.uid), deck.name, _description(deck))
    for position, note in enumerate(deck.notes, start=1):
        anki_deck.add_note(_anki_note(deck, note, position))
        if position % 256 == 0:
            progress(position)
    progress(len(deck.notes))
    _write_zip(target, {"collection.anki2": _database(anki_deck, deck.modified), "media": b"{}"})
    return Made(sum(len(note.cards) for note in anki_deck.notes), "cards", _warnings(deck))


def _warnings(deck: Deck) -> tuple[Problem, ...]:
    """Anki puts the deck's name on the cards as it is; escaped here, it would be wrong in the list of decks."""
    if not re.search(r"<[A-Za-z/!?]", deck.name):
        return ()
    message = "Anki takes `<` and what follows in the deck's name for HTML and does not show it on the cards"
    return (Problem(deck.place, message, "leave it out, or put a space after it"),)


def _anki_note(deck: Deck, note: Note, position: int) -> _Note:
    return _Note(
        modified=note.modified,
        model=note_type(),
        fields=fields(deck, note),
        tags=tags(deck, note),
        guid=note.guid,
        due=position,
    )


def _deck_id(uid: str) -> int:
    """A number for the deck in the range that genanki advises; Anki finds a deck by its name and drops it."""
    return (1 << 30) + int.from_bytes(hashlib.sha256(uid.encode()).digest()[:4], "big") % (1 << 30)


def _description(deck: Deck) -> str:
    changed = datetime.fromtimestamp(deck.modified, UTC).date().isoformat()
    source = f"Source: {deck.source}" if deck.source else ""
    lines = filter(None, (deck.description, source, f"Last changed on {changed}."))
    return "".join(f"<p>{'<br>'.join(map(html.text, line.strip().splitlines()))}</p>" for line in lines)


def _database(anki_deck: genanki.Deck, modified: int) -> bytes:
    first_id = max(1, modified) * 1000  # Anki's database check fails on a note whose id is 0
    with closing(sqlite3.connect(":memory:")) as connection:
        genanki.Package(anki_deck).write_to_db(connection.cursor(), modified, count(first_id))
        connection.commit()
        return connection.serialize()


def _write_zip(target: Path, entries: dict[str, bytes]) -> None:
    with zipfile.ZipFile(target, "x") as package:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content)
