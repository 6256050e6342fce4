"""A deck and its lock -> when each of its notes changed, the lock as it is then, and what its author should know."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from mmcards import identity, whole
from mmcards.errors import CardsError, Problem
from mmcards.lock import changes, leftovers, losses
from mmcards.lock.changes import Changes
from mmcards.lock.elsewhere import NOTHING_ELSE, Elsewhere
from mmcards.lock.entries import DECK, Lock, dump, guid_in, head, held_ids, name_in, one_line, parse
from mmcards.lock.file import check_left_behind, check_uid, load, path_of, text_of
from mmcards.lock.handed_out import Published, with_handed_out
from mmcards.lock.losses import Loss
from mmcards.model import Deck, Note

_END: Final = 10**11
"""The first time that has too many digits for a line of a lock, in the year 5138."""


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


def clock() -> int:
    """The time in seconds since 1970. Raises CardsError if it is none that a lock can hold."""
    now = int(time.time())
    if 0 <= now < _END:
        return now
    raise CardsError("The clock of this computer is wrong by thousands of years. Set it, and try again.")


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
    check_uid(deck, old)
    if not path.exists():
        check_left_behind(deck, path)
    before = with_handed_out(entries, deck, handed_out)
    after, found = changes.updated(deck, before, now, handed_out)
    living = elsewhere.living.union(note.guid for note in deck.notes)
    retired = [name for name, entry in after.items() if entry.retired and guid_in(deck, name) not in living]
    gone = {name: None for name in retired if not before[name].retired}
    twins = {note.id: note for note in deck.notes if note.id in gone}
    found = found._replace(returned=tuple(each for each in found.returned if each not in twins))
    gone = {name: None for name in gone if name not in twins}
    renamed = losses.renamed(deck, before, living)
    moved = {note.id: elsewhere.alike[note.guid] for note in deck.notes if note.guid in elsewhere.alike}
    told = {*renamed, *moved}
    others = frozenset((*(guid_in(deck, name) for name in renamed.values()), *elsewhere.alike.values()))
    lost = {name: None for name in gone if guid_in(deck, name) not in others}
    fresh = found._replace(new=tuple(each for each in found.new if each not in told))
    alike = losses.lookalike_names(deck, before, fresh, lost)
    paired = frozenset(alike.values())
    held = elsewhere.held | held_ids(deck, before, living)

    def left(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(_left(deck, before, names, held)) if elsewhere.whole else ()

    reshaped = tuple(changes.reshaped(deck, before, handed_out))
    lossy = (
        *losses.of_moved_blanks(reshaped),
        *losses.of_renamed(deck, before, renamed, left),
        *losses.of_moved(deck, moved, held if elsewhere.whole else None),
        *losses.of_unknown_names(deck, before, handed_out, elsewhere, told),
        *losses.of_ids(deck, before, found, gone, alike, left),
        *losses.of_doubts(deck, before, fresh, lost, alike),
    )
    warnings = (
        *(loss.problem for loss in lossy),
        *_deck_warnings(deck, old),
        *(problem for note, was, now in reshaped for problem in leftovers.warnings(was, note, now)),
        *(leftovers.of_a_second_note(note, identity.guid(deck.uid, note.id)) for note in twins.values()),
        *([] if elsewhere.whole or not gone else [leftovers.of_no_search(deck)]),
    )
    timed = replace(deck, times={note.guid: after[name_in(deck, note)].modified for note in deck.notes})
    text = dump(after, head(deck))
    return Locked(
        timed,
        path,
        old,
        text,
        changes=found._replace(retired=tuple(before[name].shown or name for name in gone)),
        left=left(name for name in lost if name not in paired),
        warnings=tuple(sorted(warnings)),
        losses=lossy,
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
    old = text_of(path)
    check_uid(deck, old)
    entries = parse(old, str(path), now)
    found: list[str] = []
    for note in deck.notes:
        name = name_in(deck, note)
        if note.guid in guids and name in entries:
            found.append(note.id)
            entries[name] = entries[name]._replace(modified=max(now, entries[name].modified + 1), touched=True)
    first = old.partition("\n")[0]  # another name of the deck is told until it is built
    text = dump(entries, f"{first}\n" if first.startswith("#") else head(deck))
    return Locked(deck, path, old, text, Changes(touched=tuple(found)))


def save(one: Locked) -> None:
    """Put the lock into its place, whole. Raises OSError."""
    with whole.replacing(one.path) as part:
        part.write_text(one.text, "utf-8", newline="\n")


def check_unchanged(one: Locked) -> None:
    """Raises CardsError if the lock is not as it was read: times of another build would be lost, or not be told."""
    if text_of(one.path) not in (one.before, one.text):
        raise CardsError(f"Another build changed {one.path} meanwhile. Build again.")


def _left(deck: Deck, lock: Lock, names: Iterable[str], held: Collection[str]) -> Iterator[str]:
    """What the field Id of these notes may hold in Anki: a note keeps there the id that it was last sent with.

    What is held by a note that lives would find that one too.
    """
    for name in names:
        for each in dict.fromkeys((guid_in(deck, name), guid_in(deck, lock[name].shown or name))):
            if each not in held:
                yield each


def _deck_warnings(deck: Deck, text: str) -> Iterator[Problem]:
    """Of a name that is another one."""
    names = [name for name, _ in DECK.findall(text)]
    if names and one_line(deck.name) not in names:
        yield leftovers.of_another_name(deck, names[-1])
