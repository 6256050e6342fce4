"""The text of a lock <-> its entries.

A line of the file is a note: its name (the id it began with, or `uid/id` if it began in another deck), its time in
seconds since 1970, a digest of what its author wrote and behind a colon one of its answer, `as ID` if its id is another
one now, its shape if it is not one card (see shape.py), `touched` if it was made newer since the last build, and
`retired` if it is no longer in the source. Retired notes stay, since one that comes back must be newer than it was. The
first line says which deck it is.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple, TypeAlias

from mmcards import identity
from mmcards.errors import Mistakes, Place, Problem
from mmcards.lock import shape
from mmcards.lock.shape import Shape
from mmcards.model import Deck, Note

NAME: Final = "[a-z0-9-]+"
"""What an id looks like in a lock, or a uid."""

LINE: Final = re.compile(
    rf"({NAME}(?:/{NAME})?) (\d{{1,11}}) ([0-9a-f]{{16}}|-)(?::([0-9a-f]{{8}}))?"
    rf"(?: as ({NAME}))?(?: ({shape.WORDS}))?( touched)?( retired)?"
)
"""A line; its groups are name, time, digest, mark of the answer, id, words of the shape, touched, retired."""

DECK: Final = re.compile(r'^# When each note of "(.*)" \(uid ([a-z0-9-]*)\) ', re.MULTILINE)
"""The first line, with the deck's name and uid; a merge may leave two of them."""

DAY: Final = 86_400
"""Seconds by which a time may lie ahead of the clock."""

RESTORE: Final = (
    "bring the file back from git; if it is lost, delete it and build with `--since` and a package handed out"
)
"""What to do about a lock that is damaged."""

_CONFLICT: Final = re.compile(r"<{7}|={7}|>{7}|\|{7}")


class Entry(NamedTuple):
    """What is known of a note. `digest` is "-" where two sides of a merge disagree: it fits no content.

    `answer` tells notes of the same answer, "" where it is not known or there is none. `shape` is what Anki has of it;
    None is one card where the content is, or was, one of one card.
    """

    modified: int
    digest: str
    shown: str = ""
    retired: bool = False
    shape: Shape | None = None
    answer: str = ""
    touched: bool = False


Lock: TypeAlias = Mapping[str, Entry]
"""What is known of each note, by its name."""


def parse(text: str, path: str, now: int) -> dict[str, Entry]:
    """The entries of a lock. Of a merge that was not settled both sides are read, and so are double lines.

    Raises Mistakes where a line is no entry, or its time is more than a day ahead of the clock.
    """
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        found = LINE.fullmatch(line.rstrip())
        if not found:
            if line.strip() and not line.startswith("#") and not _CONFLICT.match(line):
                problems.append(Problem(Place(path, number), "this line is no entry of a lock", RESTORE))
            continue
        name, modified, digest, answer, shown, words, touched, retired = found.groups("")
        cards = shape.parse(words) if words else None
        entry = Entry(int(modified), digest, shown, bool(retired), cards, answer, bool(touched))
        if entry.modified > now + DAY:
            hint = "set the computer's clock; if it is right, bring the file back from git"
            problems.append(Problem(Place(path, number, found.start(2) + 1), "this time is in the future", hint))
        entries[name] = _merged(entries[name], entry) if name in entries else entry
    if problems:
        raise Mistakes(tuple(problems))
    return entries


def _merged(one: Entry, other: Entry) -> Entry:
    if one == other:
        return one
    newer = one if one.modified > other.modified else other  # it is what Anki has, if both were handed out
    agree = all((one.modified == other.modified, one.digest == other.digest, one.retired == other.retired))
    return newer._replace(digest=one.digest if agree else "-", retired=one.retired and other.retired)


def dump(lock: Lock, head: str) -> str:
    """The text of a lock: below its head a line a note, sorted, so that one note that changes changes one line."""
    return head + "".join(
        f"{name} {entry.modified} {entry.digest}{f':{entry.answer}' if entry.answer else ''}"
        f"{f' as {entry.shown}' if entry.shown else ''}{f' {shape.words(entry.shape)}' if entry.shape else ''}"
        f"{' touched' if entry.touched else ''}{' retired' if entry.retired else ''}\n"
        for name, entry in sorted(lock.items())
    )


def head(deck: Deck) -> str:
    """The first line of a deck's lock."""
    return (
        f'# When each note of "{one_line(deck.name)}" (uid {deck.uid}) last changed. '
        "Written by mmcards: commit it with the deck, do not edit it.\n"
    )


def one_line(name: str) -> str:
    """A deck's name as it stands in the first line."""
    return " ".join(name.split())


# --- names -----------------------------------------------------------------------------------------------------------


def name_in(deck: Deck, note: Note) -> str:
    """The name of a note in the deck's lock."""
    return note.guid.removeprefix(f"{deck.uid}/")


def guid_in(deck: Deck, name: str) -> str:
    """The GUID of a note that has this name in the deck's lock."""
    return name if "/" in name else identity.guid(deck.uid, name)


def held_ids(deck: Deck, lock: Lock, living: Collection[str]) -> frozenset[str]:
    """What the field Id of living notes may hold in Anki, by what this deck knows: any id that they ever had."""
    of_notes = (each for note in deck.notes for each in (note.guid, identity.guid(deck.uid, note.id), *note.was))
    of_lock = (
        identity.guid(deck.uid, entry.shown)
        for name, entry in lock.items()
        if entry.shown and guid_in(deck, name) in living
    )
    return frozenset((*of_notes, *of_lock))
