"""A deck's lock: when the content of each note last changed, and which cards Anki has of it.

Anki takes a new version of a note only if its time is newer, and a time that is newer without need overwrites what
the learner did. So the time of a note is that of its last change, kept in a file that is committed with the deck.

The file begins with lines `# key: value`, of what is known of the deck itself: `uid`, its identity. Locks of old have
none, and what knows nothing of them takes them for comments.

Any other line is a note: its name (the id it began with, or `uid/id` if it began in another deck), its time in
seconds since 1970, a digest of what its author wrote, `as ID` if its id is another one now, its shape if it is not one
card (see shape.py), and `retired` if it is no longer in the source. Retired notes stay, since one that comes back must
be newer than it was.
"""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from mmcards import identity, leftovers, lookalikes, shape
from mmcards.errors import CardsError, Mistakes, Place, Problem
from mmcards.model import Deck, Note, plain_text
from mmcards.shape import Shape

HEAD: Final = "# When each note's content last changed. Written by mmcards: commit it with the deck, do not edit it.\n"

_NAME: Final = "[a-z0-9-]+"
_LINE: Final = re.compile(
    rf"({_NAME}(?:/{_NAME})?) (\d{{1,11}}) ([0-9a-f]{{16}}|-)(?: as ({_NAME}))?(?: ({shape.WORDS}))?( retired)?"
)
_TIMES: Final = re.compile(rf"^({_NAME}(?:/{_NAME})?) (\d{{1,11}}) ", re.MULTILINE)
_MOVED: Final = re.compile(rf"^({_NAME}/{_NAME}) ", re.MULTILINE)
_HEAD: Final = re.compile(r"# ([a-z]+): (.*\S)")
_CONFLICT: Final = re.compile(r"<{7}|={7}|>{7}|\|{7}")
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a note. `digest` is "-" where two sides of a merge disagree: it fits no content.

    `shape` is what Anki has of it; None is one card where the content is, or was, one of one card.
    """

    modified: int
    digest: str
    shown: str = ""
    retired: bool = False
    shape: Shape | None = None


Lock: TypeAlias = Mapping[str, Entry]
"""What is known of each note, by its name."""


@dataclass(frozen=True, slots=True)
class Published:
    """A note as it was handed out: its time in seconds since 1970, and whether it said what would be written now."""

    modified: int
    same: bool = False


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
    """A deck whose notes have their times, and the lock that says so, to be written if it differs from the old one.

    `left` are the values of the field Id by which the notes that are retired now are found in Anki, but for those that
    look like a new one: a warning says how to find them.
    """

    deck: Deck
    path: Path
    text: str
    stale: bool
    changes: Changes
    left: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


# --- a deck and its lock ---------------------------------------------------------------------------------------------


def path_of(deck: Deck) -> Path:
    """deck.lock beside a deck.yaml, NAME.lock beside a deck of one file."""
    return Path(deck.place.path).with_suffix(".lock")


def locked(
    deck: Deck, now: int, published: Mapping[str, Published] | None = None, elsewhere: Collection[str] = ()
) -> Locked:
    """The deck with the time of each note, by its lock and the clock (`now`, in seconds since 1970).

    `published` has notes that were handed out, by their GUIDs; `elsewhere` are GUIDs of notes in other decks, which
    are not retired where they are no longer in this one. Raises Mistakes if the lock is damaged.
    """
    path = path_of(deck)
    old = _read(path)
    _check_uid(deck, old)
    before = parse(old, str(path), now)
    after, changes = _updated(deck, before, now, published or {})
    gone = [name for name, entry in before.items() if not entry.retired and after[name].retired]
    gone = [name for name in gone if _guid(name, deck) not in elsewhere]
    alike = _lookalikes(deck, before, changes, gone)
    timed = replace(deck, notes=tuple(replace(note, modified=after[_name(note, deck)].modified) for note in deck.notes))
    text = dump(after, _head(deck))
    return Locked(
        timed,
        path,
        text,
        stale=text != old,
        changes=replace(changes, retired=tuple(before[name].shown or name for name in gone)),
        left=tuple(_left(deck, before, [name for name in gone if name not in alike.values()])),
        warnings=tuple(sorted((*_shape_warnings(deck, before), *_id_warnings(deck, before, changes, gone, alike)))),
    )


def touched(deck: Deck, now: int, ids: Collection[str]) -> Locked:
    """The deck and its lock, in which notes of these ids are newer than they are, and nothing else is different."""
    path = path_of(deck)
    old = _read(path)
    _check_uid(deck, old)
    entries = parse(old, str(path), now)
    for note in deck.notes:
        name = _name(note, deck)
        if note.id in ids and name in entries:
            entries[name] = replace(entries[name], modified=max(now, entries[name].modified + 1))
    text = dump(entries, _head(deck))
    return Locked(deck, path, text, text != old, Changes())


def uid_of(deck: Deck) -> str:
    """The uid that the deck had when its lock was written; "" where nothing is known."""
    return next(iter(head_of(_read(path_of(deck))).get("uid", ())), "")


def _check_uid(deck: Deck, text: str) -> None:
    """Raises Mistakes if the deck had another uid: to Anki all of its notes would be new ones beside the old."""
    known = head_of(text).get("uid", ())
    if not known or deck.uid in known:
        return
    path = path_of(deck)
    if deck.named:
        message = f"the deck's uid was `{known[0]}`, and with `{deck.uid}` Anki would have all its notes twice"
        hint = f"write `uid: {known[0]}` again; if this is meant to be a new deck, delete {path}"
    else:
        message = f"the deck has no uid, and was `{known[0]}`: without it Anki would have all its notes twice"
        hint = f"`mmcards ids` writes `uid: {known[0]}` again; if this is meant to be a new deck, delete {path}"
    raise Mistakes((Problem(deck.place, message, hint),))


def with_moved(handed_out: Mapping[str, Published], decks: Iterable[Deck]) -> dict[str, Published]:
    """What was handed out, and the notes that moved between these decks: their newest time in any of the locks counts.

    A note that goes back to the deck that it came from would else have the time at which it left.
    """
    decks = tuple(decks)
    texts = {deck.uid: _read(path_of(deck)) for deck in decks}
    moved = {note.guid for deck in decks for note in deck.notes if not note.guid.startswith(f"{deck.uid}/")}
    moved.update(name for text in texts.values() for name in _MOVED.findall(text))
    known = dict(handed_out)
    for uid, text in texts.items() if moved else ():
        for name, time in _TIMES.findall(text):
            guid = name if "/" in name else identity.guid(uid, name)
            if guid in moved and (guid not in known or known[guid].modified < int(time)):
                known[guid] = Published(int(time))
    return known


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
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise CardsError(f"The lock {path} cannot be read: {error}. {_RESTORE[0].upper()}{_RESTORE[1:]}.") from error


def _name(note: Note, deck: Deck) -> str:
    return note.guid.removeprefix(f"{deck.uid}/")


def _guid(name: str, deck: Deck) -> str:
    return name if "/" in name else identity.guid(deck.uid, name)


def _left(deck: Deck, lock: Lock, names: Iterable[str]) -> Iterator[str]:
    """What the field Id of these notes may hold in Anki: a note keeps there the id that it was last sent with.

    An id that a note of the deck has now would find that note too.
    """
    living = {identity.guid(deck.uid, note.id) for note in deck.notes}
    for name in names:
        for each in dict.fromkeys((_guid(name, deck), _guid(lock[name].shown or name, deck))):
            if each not in living:
                yield each


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
        cards = shape.parse(found[5]) if found[5] else None
        entry = Entry(int(found[2]), found[3], found[4] or "", bool(found[6]), cards)
        if entry.modified > now + _DAY:
            hint = "set the computer's clock; if it is right, bring the file back from git"
            problems.append(Problem(Place(path, number, found.start(2) + 1), "this time is in the future", hint))
        entries[found[1]] = _merged(entries[found[1]], entry) if found[1] in entries else entry
    if problems:
        raise Mistakes(tuple(problems))
    return entries


def head_of(text: str) -> dict[str, tuple[str, ...]]:
    """What a lock says of its deck, by its keys: of a merge that was not settled there may be several values."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if known := _HEAD.fullmatch(line.rstrip()):
            found[known[1]] = tuple(dict.fromkeys((*found.get(known[1], ()), known[2])))
    return found


def _head(deck: Deck) -> dict[str, str]:
    return {"uid": deck.uid}


def _merged(one: Entry, other: Entry) -> Entry:
    if one == other:
        return one
    newer = one if one.modified > other.modified else other  # it is what Anki has, if both were handed out
    return replace(newer, digest="-", retired=one.retired and other.retired)


def dump(lock: Lock, head: Mapping[str, str]) -> str:
    """The file of a lock: a line a note, sorted, so that a change of one note is a change of one line."""
    known = "".join(f"# {key}: {value}\n" for key, value in head.items())
    return (
        HEAD
        + known
        + "".join(
            f"{name} {entry.modified} {entry.digest}"
            f"{f' as {entry.shown}' if entry.shown else ''}{f' {shape.words(entry.shape)}' if entry.shape else ''}"
            f"{' retired' if entry.retired else ''}\n"
            for name, entry in sorted(lock.items())
        )
    )


# --- what changed ----------------------------------------------------------------------------------------------------


def _updated(deck: Deck, lock: Lock, now: int, published: Mapping[str, Published]) -> tuple[dict[str, Entry], Changes]:
    """The lock for the notes of a deck as they are now, and what changed of them since it was written."""
    entries: dict[str, Entry] = {}
    groups: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": [], "returned": []}
    for note in deck.notes:
        name = _name(note, deck)
        known, handed_out = lock.get(name), published.get(note.guid)
        times = [each.modified for each in (known, handed_out) if each]
        latest = max(times, default=-1)
        # A note that was retired may have been in another deck meanwhile, of which this build need not know.
        as_locked = known and known.digest == note.digest and not known.retired
        same = (as_locked and known and known.modified == latest) or (
            handed_out and handed_out.same and handed_out.modified == latest
        )
        group = "unchanged" if same else "changed" if times else "new"
        groups[group].append(note.id)
        if known and known.retired:
            groups["returned"].append(note.id)
        entries[name] = Entry(
            modified=latest if same else max(now, latest + 1),
            digest=note.digest,
            shown="" if name == note.id else note.id,
            shape=_shape(note, known),
        )
    entries |= {name: replace(entry, retired=True) for name, entry in lock.items() if name not in entries}
    return entries, Changes(**{group: tuple(ids) for group, ids in groups.items()})


def _shape(note: Note, known: Entry | None) -> Shape | None:
    """What is to be known of a note's cards."""
    now = shape.of(note)
    before = _shape_before(note, known, now)
    if leftovers.is_unsettled(before, note, now):
        return before
    return None if now == shape.PLAIN else now


def _shape_before(note: Note, known: Entry | None, now: Shape) -> Shape:
    """The cards that Anki has of a note; as they are now where nothing is known."""
    if known is None or (known.shape is None and known.digest == note.digest):
        return now
    return known.shape or shape.PLAIN


# --- what Anki does not do -------------------------------------------------------------------------------------------


def _shape_warnings(deck: Deck, lock: Lock) -> Iterator[Problem]:
    for note in deck.notes:
        now = shape.of(note)
        yield from leftovers.warnings(_shape_before(note, lock.get(_name(note, deck)), now), note, now)


def _id_warnings(
    deck: Deck, lock: Lock, changes: Changes, gone: Collection[str], alike: Mapping[str, str]
) -> Iterator[Problem]:
    """Of ids that are back, and of those that are new because they, or the questions that make them, changed."""
    returned = frozenset(changes.returned)
    for note in deck.notes:
        if note.id in returned and lock[_name(note, deck)].digest != note.digest and not _was_renamed(note, gone):
            yield leftovers.of_a_return(note)
        if note.id in alike:
            name = alike[note.id]
            yield leftovers.of_a_lookalike(note, name, lock[name].shown, tuple(_left(deck, lock, [name])))


def _was_renamed(note: Note, gone: Collection[str]) -> bool:
    """Whether a note that came back only went by another name meanwhile: its own id, or the one its question makes."""
    return note.id in gone or identity.id_from(plain_text(note.prompt)) in gone


def _lookalikes(deck: Deck, lock: Lock, changes: Changes, gone: Collection[str]) -> dict[str, str]:
    """The ids of notes that are new, with the names of notes in the lock that are gone and were perhaps the same."""
    found: dict[str, str] = {}
    new = frozenset(changes.new if gone else ())
    notes = [note for note in deck.notes if note.id in new]
    for cloze in (False, True) if notes else ():  # Anki never changes the one into the other
        those = [note for note in notes if shape.of(note).is_cloze == cloze]
        left = {name: lock[name].digest for name in gone if (lock[name].shape or shape.PLAIN).is_cloze == cloze}
        found |= lookalikes.of_content([(note.id, note.digest) for note in those], left)
        nameless = [note.id for note in those if not note.named and note.id not in found]
        found |= lookalikes.of_questions(nameless, left.keys() - found.values())
    return found
