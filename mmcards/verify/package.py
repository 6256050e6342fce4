"""The Anki package, read with zipfile and sqlite3: note types, decks, notes, cards, tags, times and media.

Not compared are what Anki makes anew when it imports (ids of rows, checksums) and options of decks.
"""

import hashlib
import json
import sqlite3
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from mmcards.errors import CardsError, Place, Problem
from mmcards.model import Cloze, Deck, File, Note
from mmcards.verify import Built, Verified, anki_fields, expected
from mmcards.verify.differences import difference, shortened
from mmcards.verify.hypertext import field_text, readable

_DATABASE: Final = "collection.anki2"
_LARGEST: Final = 1_000_000_000
"""Bytes of a database: some two million notes."""

NOTE_TYPE: Final = 1_936_389_378
CLOZE_TYPE: Final = 1_335_378_101
"""The ids of the two note types, which are frozen."""

FACES: Final[Mapping[int, str]] = {NOTE_TYPE: "0f25dd14e341f16a", CLOZE_TYPE: "7a9a2f6101ac2e8c"}
"""A digest of each note type: its fields, templates, style and time. What changes them changes it here too."""

_TYPED: Final = ("id", "name", "type", "mod", "sortf", "css", "flds", "tmpls", "req", "latexPre", "latexPost")
_UNTYPED: Final = ("did", "usn", "tags", "vers")


class _Row(NamedTuple):
    """A note in the database, and the number, the deck and the position of each of its cards."""

    guid: str
    kind: int
    modified: int
    tags: str
    fields: tuple[str, ...]
    cards: tuple[tuple[int, int, int], ...]


def verify(built: Built) -> Verified:
    try:
        with zipfile.ZipFile(built.path) as package:
            checked = _Package(package, built.name, built.decks)
            with closing(sqlite3.connect(":memory:")) as database:
                database.deserialize(checked.database())
                differences = tuple(checked.differences(database))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error, sqlite3.DatabaseError) as error:
        raise CardsError(f"{built.name} is no Anki package that can be read ({error}). Build it again.") from error
    return Verified(checked.compared, differences)


class _Package:
    def __init__(self, package: zipfile.ZipFile, name: str, decks: Sequence[Deck]) -> None:
        self.package = package
        self.name = name
        self.decks = decks
        self.first = decks[0].place
        self.files: dict[File, Note] = {}
        for deck in decks:
            self.files = expected.files(deck) | self.files
        self.compared = {
            "notes": sum(len(deck.notes) for deck in decks),
            "cards": sum(len(expected.numbers(note)) for deck in decks for note in deck.notes),
            "files": len({file.name for file in self.files}),
        }

    def database(self) -> bytes:
        size = self.package.getinfo(_DATABASE).file_size
        if not 0 < size <= _LARGEST:
            raise ValueError(f"its database has {size:,} bytes")
        return self.package.read(_DATABASE)

    def differences(self, database: sqlite3.Connection) -> Iterator[Problem]:
        yield from self._media()
        (told,) = database.execute("pragma quick_check(1)").fetchone()
        if told != "ok":
            raise ValueError(f"its database is damaged: {told}")
        kinds, decks = (json.loads(each) for each in database.execute("select models, decks from col").fetchone())
        yield from self._note_types(kinds)
        yield from self._notes(list(_rows(database)), {int(key): deck for key, deck in decks.items()})
        if database.execute("select count(*) from revlog").fetchone()[0]:
            yield self._problem(self.first, "has reviews in it, which are somebody's own")
        if database.execute("select count(*) from cards where type or queue").fetchone()[0]:
            yield self._problem(self.first, "has cards in it that are not new, or are suspended")

    def _problem(self, place: Place, message: str, thing: str = "") -> Problem:
        return Problem(place, f"{thing} in {self.name} {message}" if thing else f"{self.name} {message}")

    # --- media ---

    def _media(self) -> Iterator[Problem]:
        listed: dict[str, str] = json.loads(self.package.read("media"))
        entries = Counter(self.package.namelist())
        wanted = {file.name: (file, note) for file, note in self.files.items()}
        places = Counter(listed.values())
        for name, (file, note) in wanted.items():
            if not places[name]:
                yield self._problem(note.place, f"lacks the file `{file.path}`")
        for key, name in listed.items():
            if name not in wanted:
                yield self._problem(self.first, f"has a file besides, `{name}`, which no note of the source shows")
                continue
            file, note = wanted[name]
            if not entries[key]:
                yield self._problem(note.place, f"lacks the file `{file.path}`")
            elif hashlib.sha256(self._content(key)).hexdigest() != file.digest:
                yield self._problem(note.place, f"has another content in the file `{file.path}` than the source")
        for entry, count in entries.items():
            if count > 1 or (entry not in listed and entry not in (_DATABASE, "media")):
                yield self._problem(self.first, f"has an entry besides, `{entry}`")

    def _content(self, key: str) -> bytes:
        try:
            return self.package.read(key)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            return b""

    # --- note types ---

    def _note_types(self, found: Mapping[str, Any]) -> Iterator[Problem]:
        clozes = {isinstance(note.response, Cloze) for deck in self.decks for note in deck.notes}
        for kind in sorted(CLOZE_TYPE if cloze else NOTE_TYPE for cloze in clozes):
            said = found.get(str(kind))
            if said is None:
                yield self._problem(self.first, f"lacks the note type {kind}")
            elif digest(said) != FACES[kind]:
                message = "has other fields, templates or style than this version of mmcards gives it"
                yield self._problem(self.first, message, f"the note type `{said.get('name')}`")

    # --- notes ---

    def _notes(self, rows: Sequence[_Row], decks: Mapping[int, Mapping[str, Any]]) -> Iterator[Problem]:
        found: defaultdict[str, list[_Row]] = defaultdict(list)
        for row in rows:
            found[row.guid].append(row)
        for deck in self.decks:
            named = {key: each for key, each in decks.items() if each.get("name") == deck.name}
            if not named:
                yield self._problem(deck.place, f"lacks the deck `{deck.name}`")
            for each in named.values():
                yield from self._description(deck, each)
            for position, note in enumerate(deck.notes, start=1):
                there = found.pop(note.guid, [])
                if not there:
                    yield self._problem(note.place, f"lacks the note `{note.id}` (GUID `{note.guid}`)")
                elif len(there) > 1:
                    yield self._problem(note.place, f"has the note `{note.id}` {len(there)} times")
                for row in there[:1]:
                    yield from self._note(deck, note, row, position, named)
        for guid, there in found.items():
            said = readable(field_text(there[0].fields[1])) if len(there[0].fields) > 1 else ""
            message = f"has a note besides, which the source has not: GUID `{guid}`, “{shortened(said)}”"
            yield self._problem(self.first, message)

    def _description(self, deck: Deck, found: Mapping[str, Any]) -> Iterator[Problem]:
        day = datetime.fromtimestamp(deck.modified, UTC).date().isoformat()
        told = difference(
            readable(anki_fields.description(deck, day)), readable(field_text(str(found.get("desc", "")), acting=False))
        )
        if told:
            yield self._problem(deck.place, told, "the deck's description")

    def _note(
        self, deck: Deck, note: Note, row: _Row, position: int, decks: Mapping[int, Mapping[str, Any]]
    ) -> Iterator[Problem]:
        cloze = isinstance(note.response, Cloze)
        named = f"the note `{note.id}`"
        if row.kind != (CLOZE_TYPE if cloze else NOTE_TYPE):
            yield self._problem(note.place, f"has the note type {row.kind}, which is that of other notes", named)
            return
        if row.modified != (time := deck.time_of(note.guid)):
            message = f"changed at {row.modified}, and by the lock at {time} (seconds since 1970)"
            yield self._problem(note.place, message, named)
        yield from self._tags(deck, note, row)
        yield from self._fields(deck, note, row, cloze=cloze)
        numbers = expected.numbers(note)
        there = tuple(sorted(number for number, _, _ in row.cards))
        if there != numbers:
            message = f"has the cards {_counted(there)}, and should have {_counted(numbers)}"
            yield self._problem(note.place, message, named)
        if any(key not in decks for _, key, _ in row.cards):
            yield self._problem(note.place, f"is not in the deck `{deck.name}`", named)
        if any(place != position for _, _, place in row.cards):
            yield self._problem(note.place, f"is not at its place in the order of new cards, {position}", named)

    def _tags(self, deck: Deck, note: Note, row: _Row) -> Iterator[Problem]:
        wanted = anki_fields.tags(deck, note)
        there = frozenset(tag.casefold() for tag in row.tags.split())
        if wanted != there:
            lost, more = sorted(wanted - there), sorted(there - wanted)
            told = [f"lacks the tag `{tag}`" for tag in lost] + [f"has the tag `{tag}` besides" for tag in more]
            yield self._problem(note.place, " and ".join(told), f"the note `{note.id}`")

    def _fields(self, deck: Deck, note: Note, row: _Row, *, cloze: bool) -> Iterator[Problem]:
        names = anki_fields.CLOZE_FIELDS if cloze else anki_fields.FIELDS
        wanted = anki_fields.fields(deck, note)
        if len(row.fields) != len(names):
            yield self._problem(note.place, f"has {len(row.fields)} fields, not {len(names)}", f"the note `{note.id}`")
            return
        for name, said, html in zip(names, wanted, row.fields, strict=True):
            found = html if html == said else field_text(html, cloze=name == "Text")
            if found != said:
                told = difference(readable(said), readable(found))
                yield self._problem(note.place, told, anki_fields.READ.get(name, f"the field {name}"))


def digest(kind: Mapping[str, Any]) -> str:
    """Of a note type: all that Anki compares and shows."""
    kept = {name: kind.get(name) for name in _TYPED}
    kept["tmpls"] = [{key: each[key] for key in sorted(each) if key not in _UNTYPED} for each in kind["tmpls"]]
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]


def _rows(database: sqlite3.Connection) -> Iterator[_Row]:
    cards: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    notes = {key for (key,) in database.execute("select id from notes")}
    for note, number, deck, place in database.execute("select nid, ord, did, due from cards"):
        if note not in notes:
            raise ValueError(f"a card is of no note, {note}")
        cards[note].append((number, deck, place))
    for key, guid, kind, modified, tags, fields in database.execute("select id, guid, mid, mod, tags, flds from notes"):
        yield _Row(str(guid), kind, modified, str(tags), tuple(str(fields).split("\x1f")), tuple(cards[key]))


def _counted(numbers: Iterable[int]) -> str:
    """The numbers of cards, as people count them."""
    return ", ".join(str(number + 1) for number in numbers) or "none"
