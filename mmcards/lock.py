"""A deck's lock: when the content of each note last changed.

Anki takes a new version of a note only if its time is newer, and a time that is newer without need overwrites what
the learner did. So the time of a note is that of its last change, kept in a file that is committed with the deck.

A line of the file is a note: its name (the id it began with, or `uid/id` if it began in another deck), its time in
seconds since 1970, a digest of what its author wrote, `as ID` if its id is another one now, and `retired` if it is no
longer in the source. Retired notes stay, since one that comes back must be newer than it was.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from mmcards.errors import CardsError, Mistakes, Place, Problem
from mmcards.model import Deck, Note

HEAD: Final = "# When each note's content last changed. Written by mmcards: commit it with the deck, do not edit it.\n"

_NAME: Final = "[a-z0-9-]+"
_LINE: Final = re.compile(rf"({_NAME}(?:/{_NAME})?) (\d{{1,11}}) ([0-9a-f]{{16}}|-)(?: as ({_NAME}))?( retired)?")
_TIMES: Final = re.compile(rf"^({_NAME}(?:/{_NAME})?) (\d{{1,11}}) ", re.MULTILINE)
_MOVED: Final = re.compile(rf"^({_NAME}/{_NAME}) ", re.MULTILINE)
_CONFLICT: Final = re.compile(r"<{7}|={7}|>{7}|\|{7}")
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a note. `digest` is "-" where two sides of a merge disagree: it fits no content."""

    modified: int
    digest: str
    shown: str = ""
    retired: bool = False


Lock: TypeAlias = Mapping[str, Entry]
"""What is known of each note, by its name."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a build does to the notes of a deck. Each holds ids, those in the source in its order."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Locked:
    """A deck whose notes have their times, and the lock that says so, to be written if it differs from the old one."""

    deck: Deck
    path: Path
    text: str
    stale: bool
    changes: Changes


# --- a deck and its lock ---------------------------------------------------------------------------------------------


def path_of(deck: Deck) -> Path:
    """deck.lock beside a deck.yaml, NAME.lock beside a deck of one file."""
    return Path(deck.place.path).with_suffix(".lock")


def locked(deck: Deck, now: int, published: Mapping[str, int] | None = None, touched: Iterable[str] = ()) -> Locked:
    """The deck with the time of each note, by its lock and the clock (`now`, in seconds since 1970).

    `published` has the times of notes that were handed out, by their GUIDs, which count as known; `touched` are ids
    of notes that are to be newer whatever they say. Raises Mistakes if the lock is damaged.
    """
    path = path_of(deck)
    old = _read(path)
    entries, changes = updated(deck, parse(old, str(path), now), now, published or {}, frozenset(touched))
    timed = replace(
        deck, notes=tuple(replace(note, modified=entries[_name(note, deck)].modified) for note in deck.notes)
    )
    text = dump(entries)
    return Locked(timed, path, text, text != old, changes)


def times_elsewhere(decks: Iterable[Deck]) -> dict[str, int]:
    """The newest time of each note that moved between these decks, by its GUID. It counts as handed out.

    A note that came from another deck and goes back to it would else have the time at which it left.
    """
    decks = tuple(decks)
    texts = {deck.uid: _read(path_of(deck)) for deck in decks}
    moved = {note.guid for deck in decks for note in deck.notes if not note.guid.startswith(f"{deck.uid}/")}
    moved.update(name for text in texts.values() for name in _MOVED.findall(text))
    times: dict[str, int] = {}
    for uid, text in texts.items() if moved else ():
        for name, time in _TIMES.findall(text):
            guid = name if "/" in name else f"{uid}/{name}"
            if guid in moved:
                times[guid] = max(int(time), times.get(guid, 0))
    return times


def write(one: Locked) -> None:
    """Put the lock into its place, whole. Raises OSError."""
    part = one.path.with_name(f".{one.path.name}.{os.getpid()}.part")
    try:
        part.write_text(one.text, "utf-8", newline="\n")
        part.replace(one.path)
    finally:
        part.unlink(missing_ok=True)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise CardsError(f"The lock {path} cannot be read: {error}. {_RESTORE[0].upper()}{_RESTORE[1:]}.") from error


def _name(note: Note, deck: Deck) -> str:
    return note.guid.removeprefix(f"{deck.uid}/")


# --- text <-> entries ------------------------------------------------------------------------------------------------

_RESTORE: Final = (
    "bring the file back from git; if it is lost, delete it and build with `--since` and a package handed out"
)


def parse(text: str, path: str, now: int) -> dict[str, Entry]:
    """The entries of a lock. Of a merge that was not settled both sides are read, and so are double lines.

    Raises Mistakes where a line is no entry, or its time is more than a day ahead of the clock.
    """
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#") or _CONFLICT.match(line):
            continue
        found = _LINE.fullmatch(line.rstrip())
        if not found:
            problems.append(Problem(Place(path, number), "this line is no entry of a lock", _RESTORE))
            continue
        entry = Entry(int(found[2]), found[3], found[4] or "", bool(found[5]))
        if entry.modified > now + _DAY:
            hint = "set the computer's clock; if it is right, bring the file back from git"
            problems.append(Problem(Place(path, number, found.start(2) + 1), "this time is in the future", hint))
        entries[found[1]] = _merged(entries[found[1]], entry) if found[1] in entries else entry
    if problems:
        raise Mistakes(tuple(problems))
    return entries


def _merged(one: Entry, other: Entry) -> Entry:
    if one == other:
        return one
    return Entry(max(one.modified, other.modified), "-", other.shown, one.retired and other.retired)


def dump(lock: Lock) -> str:
    """The file of a lock: a line a note, sorted, so that a change of one note is a change of one line."""
    return HEAD + "".join(
        f"{name} {entry.modified} {entry.digest}"
        f"{f' as {entry.shown}' if entry.shown else ''}{' retired' if entry.retired else ''}\n"
        for name, entry in sorted(lock.items())
    )


# --- what changed ----------------------------------------------------------------------------------------------------


def updated(
    deck: Deck, lock: Lock, now: int, published: Mapping[str, int], touched: frozenset[str]
) -> tuple[dict[str, Entry], Changes]:
    """The lock for the notes of a deck as they are now, and what changed since it was written."""
    entries: dict[str, Entry] = {}
    groups: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": [], "returned": []}
    for note in deck.notes:
        name = _name(note, deck)
        known = lock.get(name)
        times = [known.modified] if known else []
        times += [published[note.guid]] if note.guid in published else []
        if known and known.digest == note.digest and note.id not in touched and known.modified == max(times):
            groups["unchanged"].append(note.id)
            modified = known.modified
        else:
            groups["changed" if times else "new"].append(note.id)
            modified = max(now, *(time + 1 for time in times), 0)
        if known and known.retired:
            groups["returned"].append(note.id)
        entries[name] = Entry(modified, note.digest, "" if name == note.id else note.id)
    gone = {name: entry for name, entry in lock.items() if name not in entries}
    retired = tuple(entry.shown or name for name, entry in gone.items() if not entry.retired)
    entries |= {name: replace(entry, retired=True) for name, entry in gone.items()}
    return entries, Changes(retired=retired, **{group: tuple(ids) for group, ids in groups.items()})
