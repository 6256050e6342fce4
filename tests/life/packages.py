"""What packages say of their notes, read by SQLite alone."""

import re
import sqlite3
import zipfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mmcards.writers.anki.note_types import CLOZE_FIELDS, FIELDS, cloze_type


@dataclass(frozen=True, slots=True)
class Version:
    """A note, at the time of its last change; `cards` are their numbers, from 0."""

    time: int
    is_cloze: bool
    fields: tuple[str, ...]
    tags: frozenset[str]
    cards: frozenset[int]

    @property
    def named(self) -> dict[str, str]:
        """Its fields by their names."""
        return dict(zip(CLOZE_FIELDS if self.is_cloze else FIELDS, self.fields, strict=True))

    @property
    def asked(self) -> frozenset[int]:
        """The cards that its fields make; those that it has beside them are empty."""
        if self.is_cloze:
            return frozenset(int(number) - 1 for number in re.findall(r"\{\{c(\d+)::", self.named["Text"]))
        return frozenset({0, 1} if self.named["Reverse"] else {0})


def versions(packages: Iterable[Path]) -> dict[str, Version]:
    """The notes of packages, by their GUIDs."""
    found: dict[str, Version] = {}
    for path in packages:
        with zipfile.ZipFile(path) as package, closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(package.read("collection.anki2"))
            rows = notes(database.execute(NOTES))
        assert not rows.keys() & found.keys(), "a note is in two decks"
        found |= rows
    return found


NOTES = "select guid, n.mod, mid, flds, tags, group_concat(ord) from notes n join cards c on nid = n.id group by n.id"
"""A note a row, as `notes` takes them: the tables are the same in a package and in a collection."""


def notes(rows: Iterable[Iterable[str | int]]) -> dict[str, Version]:
    found: dict[str, Version] = {}
    for guid, time, note_type, fields, tags, cards in rows:
        assert guid not in found, "a note is there twice"
        found[str(guid)] = Version(
            int(time),
            note_type == cloze_type().model_id,
            tuple(str(fields).split("\x1f")),
            frozenset(str(tags).split()),
            frozenset(map(int, str(cards).split(","))),
        )
    return found
