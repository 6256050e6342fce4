"""A deck's lock: when the content of each note last changed, and which cards Anki has of it.

Anki takes a new version of a note only if its time is newer, and a time that is newer without need overwrites what
the learner did. So the time of a note is that of its last change, kept in a file that is committed with the deck.

A line of the file is a note: its name (the id it began with, or `uid/id` if it began in another deck), its time in
seconds since 1970, a digest of what its author wrote and behind a colon one of its answer, `as ID` if its id is another
one now, its shape if it is not one card (see shape.py), `touched` if it was made newer since the last build, and
`retired` if it is no longer in the source. Retired notes stay, since one that comes back must be newer than it was. The
first line says which deck it is.
"""

import os
import re
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

from mmcards import identity, leftovers, lookalikes, shape, whole
from mmcards.errors import CardsError, Mistakes, Place, Problem, SourceError
from mmcards.files import content, leads_out
from mmcards.model import Deck, Note, plain_text
from mmcards.shape import Shape

HEAD: Final = "# When each note {of}last changed. Written by mmcards: commit it with the deck, do not edit it.\n"

_NAME: Final = "[a-z0-9-]+"
_LINE: Final = re.compile(
    rf"({_NAME}(?:/{_NAME})?) (\d{{1,11}}) ([0-9a-f]{{16}}|-)(?::([0-9a-f]{{8}}))?"
    rf"(?: as ({_NAME}))?(?: ({shape.WORDS}))?( touched)?( retired)?"
)
_TIMES: Final = re.compile(rf"^(({_NAME}(?:/{_NAME})?) (\d{{1,11}}) .*)", re.MULTILINE)
_MOVED: Final = re.compile(rf"^({_NAME}/{_NAME}) ", re.MULTILINE)
_CONFLICT: Final = re.compile(r"<{7}|={7}|>{7}|\|{7}")
_DECK: Final = re.compile(r'^# When each note of "(.*)" \(uid ([a-z0-9-]*)\) ', re.MULTILINE)
_DAY: Final = 86_400
_END: Final = 10**11
"""The first time that has too many digits for a line of a lock, in the year 5138."""

_PATIENCE: Final = 20.0
"""Seconds for which a build waits for others of the same deck."""


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


Search: TypeAlias = Callable[[Iterable[str]], tuple[str, ...]]
"""What the field Id may hold in Anki of notes that have these names in a lock, and of no others."""

Lock: TypeAlias = Mapping[str, Entry]
"""What is known of each note, by its name."""


class Published(NamedTuple):
    """A note as it was handed out: its time in seconds since 1970, and whether it said what would be written now.

    `shown` is what stood in its field Id (`uid/id`), and `shape` the cards that it had.
    """

    modified: int
    same: bool = False
    shown: str = ""
    shape: Shape | None = None


class Read(NamedTuple):
    """A lock as it was read."""

    text: str
    entries: Lock


class Elsewhere(NamedTuple):
    """What is known of the notes of all decks together. All but `uids` are GUIDs.

    `living` are the notes that decks have now, and `held` what their field Id may hold in Anki. `known` are those in
    any lock, and `uids` the decks that have one. `alike` are new notes that look like one gone from another deck.
    `locks` are those that were read to know it, by their paths. `whole` is false where there may be more decks, of
    which nothing is known.
    """

    living: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    uids: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    alike: Mapping[str, str] = MappingProxyType({})
    locks: Mapping[Path, Read] = MappingProxyType({})
    whole: bool = True


NOTHING_ELSE: Final = Elsewhere()


class Changes(NamedTuple):
    """What a build does to the notes of a deck. Each holds ids, those in the source in its order."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


class Loss(NamedTuple):
    """Something of the deck would cost learners their reviews, with a way out.

    `what` is missing of the `note`, where writing down what stands in for it now would make the loss last.
    """

    problem: Problem
    what: Literal["", "id", "numbers"] = ""
    note: str = ""


class Locked(NamedTuple):
    """A deck whose notes have their times, and the lock that says so, to be written if it is not that of `before`.

    `left` are the values of the field Id by which the notes that are retired now are found in Anki, but for those that
    look like a new one: a warning says how to find them. `earlier` are the ids of those that were retired before, and
    `all_left` finds all of them. The problems of `losses` are among the warnings.
    """

    deck: Deck
    path: Path
    before: str
    text: str
    changes: Changes
    left: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    losses: tuple[Loss, ...] = ()
    earlier: tuple[str, ...] = ()
    all_left: tuple[str, ...] = ()

    @property
    def stale(self) -> bool:
        """Whether the lock that was read is not the one to be written."""
        return self.text != self.before


# --- a deck and its lock ---------------------------------------------------------------------------------------------


def clock() -> int:
    """The time in seconds since 1970. Raises CardsError if it is none that a lock can hold."""
    now = int(time.time())
    if 0 <= now < _END:
        return now
    raise CardsError("The clock of this computer is wrong by thousands of years. Set it, and try again.")


def check_times(handed_out: Mapping[str, Published], now: int) -> None:
    """Raises CardsError if a note was handed out with a time more than a day ahead of the clock: a lock with such a
    time could not be read again.
    """
    guid, one = max(handed_out.items(), key=lambda each: each[1].modified, default=("", Published(now)))
    if one.modified > now + _DAY:
        day = datetime.fromtimestamp(one.modified, UTC).date().isoformat()
        raise CardsError(
            f"The package says that the note `{guid}` changed on {day}, which is in the future. Set the clock of this "
            "computer. If it is right, that of the package's build was fast: build without the package. Anki takes "
            "changes of its notes from that day on."
        )


def path_of(deck: Deck) -> Path:
    """deck.lock beside a deck.yaml, NAME.lock beside a deck of one file."""
    return Path(deck.place.path).with_suffix(".lock")


def load(deck: Deck, now: int) -> Read:
    """A deck's lock, without entries if it has none. Raises Mistakes or CardsError if it is damaged."""
    path = path_of(deck)
    text = _read(path)
    return Read(text, parse(text, str(path), now))


def locked(
    deck: Deck, now: int, published: Mapping[str, Published] | None = None, elsewhere: Elsewhere = NOTHING_ELSE
) -> Locked:
    """The deck with the time of each note, by its lock and the clock (`now`, in seconds since 1970).

    `published` has notes that were handed out, by their GUIDs. Notes that live elsewhere are not retired where they are
    no longer in this deck. Raises Mistakes if the lock is damaged, or that of a deck with another uid.
    """
    path = path_of(deck)
    old, entries = elsewhere.locks.get(path) or load(deck, now)
    handed_out = published or {}
    _check_uid(deck, old)
    if not path.exists():
        _check_left_behind(deck, path)
    before = _with_handed_out(entries, deck, handed_out)
    after, changes = _updated(deck, before, now, handed_out)
    living = elsewhere.living.union(note.guid for note in deck.notes)
    retired = [name for name, entry in after.items() if entry.retired and guid_in(deck, name) not in living]
    gone = {name: None for name in retired if not before[name].retired}
    twins = {note.id: note for note in deck.notes if note.id in gone}
    changes = changes._replace(returned=tuple(each for each in changes.returned if each not in twins))
    gone = {name: None for name in gone if name not in twins}
    renamed = _renamed(deck, before, living)
    moved = {note.id: elsewhere.alike[note.guid] for note in deck.notes if note.guid in elsewhere.alike}
    told = {*renamed, *moved}
    others = frozenset((*(guid_in(deck, name) for name in renamed.values()), *elsewhere.alike.values()))
    lost = {name: None for name in gone if guid_in(deck, name) not in others}
    fresh = changes._replace(new=tuple(each for each in changes.new if each not in told))
    alike = _lookalikes(deck, before, fresh, lost)
    paired = frozenset(alike.values())
    held = elsewhere.held | held_ids(deck, before, living)

    def left(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(_left(deck, before, names, held)) if elsewhere.whole else ()

    reshaped = tuple(_reshaped(deck, before, handed_out))
    losses = (
        *_moved_losses(reshaped),
        *_rename_losses(deck, before, renamed, left),
        *_move_losses(deck, moved, held if elsewhere.whole else None),
        *_unknown_losses(deck, before, handed_out, elsewhere, told),
        *_id_losses(deck, before, changes, gone, alike, left),
        *_doubts(deck, before, fresh, lost, alike),
    )
    warnings = (
        *(loss.problem for loss in losses),
        *_deck_warnings(deck, old),
        *(problem for note, was, now in reshaped for problem in leftovers.warnings(was, note, now)),
        *(leftovers.of_a_second_note(note, identity.guid(deck.uid, note.id)) for note in twins.values()),
        *([] if elsewhere.whole or not gone else [leftovers.of_no_search(deck)]),
    )
    timed = replace(deck, times={note.guid: after[name_in(deck, note)].modified for note in deck.notes})
    text = dump(after, _head(deck))
    return Locked(
        timed,
        path,
        old,
        text,
        changes=changes._replace(retired=tuple(before[name].shown or name for name in gone)),
        left=left(name for name in lost if name not in paired),
        warnings=tuple(sorted(warnings)),
        losses=losses,
        earlier=tuple(before[name].shown or name for name in retired if before[name].retired),
        all_left=left(name for name in retired if name not in twins),
    )


def names_of(note: Note, deck: Deck) -> Iterator[str]:
    """What a note is called: by its id, as it stands on its cards, and as the lock and `was` name it."""
    yield note.id
    yield identity.guid(deck.uid, note.id)
    yield name_in(deck, note)
    yield note.guid


def touched(deck: Deck, now: int, guids: Collection[str]) -> Locked:
    """The deck and its lock, in which these notes are newer than they are, and nothing else is different.

    Those that were never built are not in it, and are not among those that are touched.
    """
    path = path_of(deck)
    old = _read(path)
    _check_uid(deck, old)
    entries = parse(old, str(path), now)
    found: list[str] = []
    for note in deck.notes:
        name = name_in(deck, note)
        if note.guid in guids and name in entries:
            found.append(note.id)
            entries[name] = entries[name]._replace(modified=max(now, entries[name].modified + 1), touched=True)
    first = old.partition("\n")[0]  # another name of the deck is told until it is built
    text = dump(entries, f"{first}\n" if first.startswith("#") else _head(deck))
    return Locked(deck, path, old, text, Changes(touched=tuple(found)))


def uid_of(deck: Deck) -> str:
    """The uid that the deck had when its lock was written; "" where nothing is known."""
    uids = _uids(_read(path_of(deck)))
    return uids[-1] if uids else ""


def _uids(text: str) -> list[str]:
    return [uid for _, uid in _DECK.findall(text)]


def _check_uid(deck: Deck, text: str) -> None:
    """Raises Mistakes if the deck had another uid: to Anki all of its notes would be new ones beside the old."""
    uids = _uids(text)
    if uids and deck.uid not in uids:
        raise Mistakes((leftovers.of_another_uid(deck, uids[-1], path_of(deck)),))


def _check_left_behind(deck: Deck, path: Path) -> None:
    """Raises Mistakes if the lock that is missing stands near its place, under the name that the deck had before."""
    top = path.parent.parent if path.name == "deck.lock" and path.parent.name else path.parent
    for other in sorted({*path.parent.glob("*.lock"), *top.glob("*.lock"), *top.glob("*/*.lock")}):
        if any(other.with_suffix(ending).exists() for ending in (".yaml", ".yml")):
            continue  # it is another deck's
        uids: list[str] = []
        with suppress(CardsError):  # another program's
            uids = _uids(_read(other))
        if deck.uid in uids:
            raise Mistakes((leftovers.of_a_lock_left_behind(deck, other, path),))


def with_moved(handed_out: Mapping[str, Published], decks: Iterable[Deck]) -> dict[str, Published]:
    """What was handed out, and the notes that moved between these decks: their newest time in any of the locks counts,
    and what cards they had then.

    A note that goes back to the deck that it came from would else have the time at which it left.
    """
    decks = tuple(decks)
    texts = {deck.uid: _read(path_of(deck)) for deck in decks}
    moved = {note.guid for deck in decks for note in deck.notes if not note.guid.startswith(f"{deck.uid}/")}
    moved.update(name for text in texts.values() for name in _MOVED.findall(text))
    known = dict(handed_out)
    for uid, text in texts.items() if moved else ():
        for line, name, seconds in _TIMES.findall(text):
            guid = name if "/" in name else identity.guid(uid, name)
            if guid in moved and (guid not in known or known[guid].modified < int(seconds)):
                words = found[6] if (found := _LINE.fullmatch(line.rstrip())) else ""
                cards = shape.parse(words) if words else shape.PLAIN
                known[guid] = known.get(guid, Published(0))._replace(modified=int(seconds), same=False, shape=cards)
    return known


def write(one: Locked) -> None:
    """Put the lock into its place, whole. Raises OSError."""
    with whole.replacing(one.path) as part:
        part.write_text(one.text, "utf-8", newline="\n")


def check_unchanged(one: Locked) -> None:
    """Raises CardsError if the lock is not as it was read: times of another build would be lost, or not be told."""
    if _read(one.path) not in (one.before, one.text):
        raise CardsError(f"Another build changed {one.path} meanwhile. Build again.")


@contextmanager
def alone(paths: Iterable[Path]) -> Iterator[None]:
    """Be the only one at work on these locks, if that can be had within a while: others that want the same wait.

    On Windows, and on disks that know of no such thing, nobody waits, and `check_unchanged` has the last word.
    """
    with ExitStack() as held:
        end = time.monotonic() + _PATIENCE
        for folder in sorted({os.path.realpath(path.parent) for path in paths}):  # sorted: no two wait for each other
            with suppress(OSError):
                held.enter_context(_alone_in(folder, end))
        yield


@contextmanager
def _alone_in(folder: str, end: float) -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        while time.monotonic() < end:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.05)
            else:
                break
        yield
    finally:
        os.close(descriptor)


def _read(path: Path) -> str:
    try:
        if leads_out(path, path.parent):
            raise CardsError(f"The lock {path} is a link that leads out of its folder. Put a copy of the file there.")
        return content(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise CardsError(f"The lock {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8").splitlines(keepends=True)
        line = before[-1] if before and not before[-1].endswith(("\n", "\r")) else ""
        place = Place(str(path), len(before) + (not line), len(line) + 1)
        message = f"the lock is broken: the byte 0x{error.object[error.start]:02X} cannot stand here"
        raise SourceError(Problem(place, message, _RESTORE)) from error


def name_in(deck: Deck, note: Note) -> str:
    """The name of a note in the deck's lock."""
    return note.guid.removeprefix(f"{deck.uid}/")


def guid_in(deck: Deck, name: str) -> str:
    """The GUID of a note that has this name in the deck's lock."""
    return name if "/" in name else identity.guid(deck.uid, name)


def _with_handed_out(entries: Lock, deck: Deck, published: Mapping[str, Published]) -> Lock:
    """A lock with the notes of this deck that were handed out and are not in it, as if it had not been lost."""
    if not published:
        return entries
    lock = dict(entries)
    notes = {note.guid: note for note in deck.notes}
    for guid, one in published.items():
        uid, _, shown = one.shown.partition("/")
        name = guid.removeprefix(f"{deck.uid}/")
        if uid == deck.uid and name not in lock and re.fullmatch(f"{_NAME}(/{_NAME})? {_NAME}", f"{name} {shown}"):
            digest = notes[guid].digest if one.same and guid in notes else "-"
            lock[name] = Entry(one.modified, digest, "" if shown == name else shown, shape=one.shape)
    return lock


def held_ids(deck: Deck, lock: Lock, living: Collection[str]) -> frozenset[str]:
    """What the field Id of living notes may hold in Anki, by what this deck knows: any id that they ever had."""
    of_notes = (each for note in deck.notes for each in (note.guid, identity.guid(deck.uid, note.id), *note.was))
    of_lock = (
        identity.guid(deck.uid, entry.shown)
        for name, entry in lock.items()
        if entry.shown and guid_in(deck, name) in living
    )
    return frozenset((*of_notes, *of_lock))


def _left(deck: Deck, lock: Lock, names: Iterable[str], held: Collection[str]) -> Iterator[str]:
    """What the field Id of these notes may hold in Anki: a note keeps there the id that it was last sent with.

    What is held by a note that lives would find that one too.
    """
    for name in names:
        for each in dict.fromkeys((guid_in(deck, name), guid_in(deck, lock[name].shown or name))):
            if each not in held:
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
        found = _LINE.fullmatch(line.rstrip())
        if not found:
            if line.strip() and not line.startswith("#") and not _CONFLICT.match(line):
                problems.append(Problem(Place(path, number), "this line is no entry of a lock", _RESTORE))
            continue
        name, modified, digest, answer, shown, words, touched, retired = found.groups("")
        cards = shape.parse(words) if words else None
        entry = Entry(int(modified), digest, shown, bool(retired), cards, answer, bool(touched))
        if entry.modified > now + _DAY:
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


def _head(deck: Deck) -> str:
    return HEAD.format(of=f'of "{_one_line(deck.name)}" (uid {deck.uid}) ')


def _one_line(name: str) -> str:
    return " ".join(name.split())


def dump(lock: Lock, head: str = HEAD.format(of="")) -> str:
    """The file of a lock: a line a note, sorted, so that a change of one note is a change of one line."""
    return head + "".join(
        f"{name} {entry.modified} {entry.digest}{f':{entry.answer}' if entry.answer else ''}"
        f"{f' as {entry.shown}' if entry.shown else ''}{f' {shape.words(entry.shape)}' if entry.shape else ''}"
        f"{' touched' if entry.touched else ''}{' retired' if entry.retired else ''}\n"
        for name, entry in sorted(lock.items())
    )


# --- what changed ----------------------------------------------------------------------------------------------------


def _updated(deck: Deck, lock: Lock, now: int, published: Mapping[str, Published]) -> tuple[dict[str, Entry], Changes]:
    """The lock for the notes of a deck as they are now, and what changed of them since it was written."""
    entries: dict[str, Entry] = {}
    groups: dict[str, list[str]] = {name: [] for name in ("new", "changed", "touched", "unchanged", "returned")}
    for note in deck.notes:
        name = name_in(deck, note)
        known, handed_out = lock.get(name), published.get(note.guid)
        times = [each.modified for each in (known, handed_out) if each]
        latest = max(times, default=-1)
        # A note that was retired may have been in another deck meanwhile, of which this build need not know.
        as_locked = known and known.digest == note.digest and not known.retired
        same = (as_locked and known and known.modified == latest) or (
            handed_out and handed_out.same and handed_out.modified == latest
        )
        as_it_was = "touched" if known and known.touched else "unchanged"
        group = as_it_was if same else "changed" if times else "new"
        groups[group].append(note.id)
        if known and known.retired:
            groups["returned"].append(note.id)
        entries[name] = Entry(
            modified=latest if same else max(now, latest + 1),
            digest=note.digest,
            shown="" if name == note.id else note.id,
            shape=_shape(note, known, handed_out),
            answer=(as_locked and known and known.answer) or lookalikes.mark(note),
        )
    entries |= {
        name: entry._replace(retired=True, touched=False) for name, entry in lock.items() if name not in entries
    }
    return entries, Changes(**{group: tuple(ids) for group, ids in groups.items()})


def _shape(note: Note, known: Entry | None, handed_out: Published | None) -> Shape | None:
    """What is to be known of a note's cards."""
    now = shape.of(note)
    before = _shape_before(note, known, handed_out, now)
    if leftovers.is_unsettled(before, note, now):
        return before
    return None if now == shape.PLAIN else now


def _shape_before(note: Note, known: Entry | None, handed_out: Published | None, now: Shape) -> Shape:
    """The cards that Anki has of a note, by what is known last; as they are now where nothing is known."""
    if handed_out and handed_out.shape is not None and (known is None or known.modified < handed_out.modified):
        return handed_out.shape
    if known is None or (known.shape is None and known.digest == note.digest):
        return now
    return known.shape or shape.PLAIN


# --- what Anki does not do -------------------------------------------------------------------------------------------


def _deck_warnings(deck: Deck, text: str) -> Iterator[Problem]:
    """Of a name that is another one."""
    names = [name for name, _ in _DECK.findall(text)]
    if names and _one_line(deck.name) not in names:
        yield leftovers.of_another_name(deck, names[-1])


def _reshaped(deck: Deck, lock: Lock, published: Mapping[str, Published]) -> Iterator[tuple[Note, Shape, Shape]]:
    """The notes that have other cards than Anki has of them: what they were, and what they are."""
    for note in deck.notes:
        now = shape.of(note)
        before = _shape_before(note, lock.get(name_in(deck, note)), published.get(note.guid), now)
        if before != now:
            yield note, before, now


def _moved_losses(reshaped: Iterable[tuple[Note, Shape, Shape]]) -> Iterator[Loss]:
    for note, before, _ in reshaped:
        if problem := leftovers.of_moved_blanks(before, note):
            yield Loss(problem, "numbers", note.id)


def _renamed(deck: Deck, lock: Lock, living: Collection[str]) -> dict[str, str]:
    """The ids of new notes that have, or say they had, a later id of a note in the lock that no deck has now, with the
    name of that: it is known by the first of its ids alone.
    """
    later = {entry.shown: name for name, entry in lock.items() if entry.shown and guid_in(deck, name) not in living}
    gone = {guid_in(deck, name): name for name in lock if guid_in(deck, name) not in living}
    found: dict[str, str] = {}
    for note in deck.notes if gone else ():
        if name_in(deck, note) not in lock:
            names = [name.removeprefix(f"{deck.uid}/") for name in note.was]
            origins = (*(gone.get(name) for name in note.was), *(later.get(name) for name in (*names, note.id)))
            if origin := next(filter(None, origins), None):
                found[note.id] = origin
    return found


def _rename_losses(deck: Deck, lock: Lock, renamed: Mapping[str, str], left: Search) -> Iterator[Loss]:
    for note in deck.notes if renamed else ():
        if name := renamed.get(note.id, ""):
            names = [each.removeprefix(f"{deck.uid}/") for each in note.was]
            was = (name, *(each for each in names if each != name))
            problem = leftovers.of_a_later_name(note, was, lock[name].shown, left((name,)))
            yield Loss(problem, "" if note.named else "id", note.id)


def _move_losses(deck: Deck, moved: Mapping[str, str], held: Collection[str] | None) -> Iterator[Loss]:
    """Of new notes that look like one that is gone from another deck; `held` is None where nothing may be searched."""
    for note in deck.notes if moved else ():
        if guid := moved.get(note.id, ""):
            left = () if held is None or guid in held else (guid,)
            yield Loss(leftovers.of_a_lookalike(note, guid, "", left), "" if note.named else "id", note.id)


def _unknown_losses(
    deck: Deck, lock: Lock, published: Mapping[str, Published], elsewhere: Elsewhere, told: Collection[str]
) -> Iterator[Loss]:
    """Of new notes whose `was` names what no lock knows."""
    uids = {*elsewhere.uids, *([deck.uid] if lock else [])}
    for note in deck.notes:
        if note.was and note.id not in told and name_in(deck, note) not in lock:
            uid, _, name = note.guid.partition("/")
            if note.guid in published or note.guid in elsewhere.known or (not lock and uid == deck.uid):
                continue
            if uid in uids or lock or elsewhere.uids:
                yield Loss(leftovers.of_an_unknown_name(note, name if uid == deck.uid else note.guid))


def _id_losses(
    deck: Deck,
    lock: Lock,
    changes: Changes,
    gone: Collection[str],
    alike: Mapping[str, str],
    left: Search,
) -> Iterator[Loss]:
    """Of ids that are back, and of those that are new because they, or the questions that make them, changed."""
    returned = frozenset(changes.returned)
    for note in deck.notes:
        if note.id in returned and lock[name_in(deck, note)].digest != note.digest and not _was_renamed(note, gone):
            yield Loss(leftovers.of_a_return(note))
        if note.id in alike:
            name = alike[note.id]
            yield Loss(leftovers.of_a_lookalike(note, name, lock[name].shown, left((name,))), "id", note.id)


def _doubts(
    deck: Deck, lock: Lock, changes: Changes, gone: Collection[str], alike: Mapping[str, str]
) -> Iterator[Loss]:
    """Of new notes without an id of which each may be one that is gone, though they are not alike: one for them all."""
    paired = frozenset(alike.values())
    left = [lock[name].shown or name for name in gone if name not in paired]
    fresh = frozenset(changes.new if left else ())
    new = [note for note in deck.notes if note.id in fresh and not note.named and note.id not in alike]
    if new:
        yield Loss(leftovers.of_notes_that_may_be_others(new, left))


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
        nameless = [note for note in those if not note.named and note.id not in found]
        found |= lookalikes.of_questions([note.id for note in nameless], left.keys() - found.values())
        answers = [(note.id, lookalikes.mark(note)) for note in nameless if note.id not in found]
        found |= lookalikes.of_answers(answers, {name: lock[name].answer for name in left.keys() - found.values()})
    return found
