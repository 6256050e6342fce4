"""Which notes are printed, and in which order: by their ids, by their sections, and shuffled."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Final

from mmcards.model import Note

_NEAR: Final = 1_000
"""Names among which one is looked for that was perhaps meant."""


def selected(names: Collection[str], notes: Iterable[Note]) -> tuple[Note, ...]:
    """The notes with one of these ids, or in a section with one of these names; all of them if there are no names."""
    asked = set(map(_key, names))
    return tuple(note for note in notes if not asked or asked & {_key(note.id), _key(note.section)})


def unknown(names: Iterable[str], notes: Iterable[Note]) -> Mapping[str, str]:
    """The names that no note has, nor a section, each with what to do."""
    known = {_key(name): name for note in notes for name in (note.section, note.id) if name}
    return {name: _hint(name, known) for name in names if _key(name) not in known}


def shuffled(seed: str, name: str) -> bytes:
    """A key that sorts cards, each by its name, into an order that the seed alone decides, with any Python."""
    return hashlib.sha256(f"{seed}/{name}".encode()).digest()


def _hint(name: str, known: Mapping[str, str]) -> str:
    found = get_close_matches(_key(name), islice(known, _NEAR), n=1)
    return f"did you mean `{known[found[0]]}`?" if found else "name a section, or a card by its id"


def _key(name: str) -> str:
    """Names are the same whatever their capitals and white space."""
    return " ".join(name.split()).casefold()
