"""What of a deck would cost learners their reviews, and the way out of each."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from mmcards import identity
from mmcards.errors import Problem
from mmcards.lock import leftovers, lookalikes, shape
from mmcards.lock.changes import Changes
from mmcards.lock.elsewhere import Elsewhere
from mmcards.lock.entries import Lock, guid_in, name_in
from mmcards.lock.handed_out import Published
from mmcards.lock.shape import Shape
from mmcards.model import Deck, Note, plain_text

Search: TypeAlias = Callable[[Iterable[str]], tuple[str, ...]]
"""What the field Id may hold in Anki of notes that have these names in a lock, and of no others."""


class Loss(NamedTuple):
    """Something of the deck would cost learners their reviews, with a way out.

    `what` is missing of the `note`, where writing down what stands in for it now would make the loss last.
    """

    problem: Problem
    what: Literal["", "id", "numbers"] = ""
    note: str = ""


def of_moved_blanks(reshaped: Iterable[tuple[Note, Shape, Shape]]) -> Iterator[Loss]:
    """Of blanks whose numbers, and with them the reviews, are other blanks' now."""
    for note, before, _ in reshaped:
        if problem := leftovers.of_moved_blanks(before, note):
            yield Loss(problem, "numbers", note.id)


def renamed(deck: Deck, lock: Lock, living: Collection[str]) -> dict[str, str]:
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


def of_renamed(deck: Deck, lock: Lock, renamed: Mapping[str, str], left: Search) -> Iterator[Loss]:
    """Of new notes that name a later id than the first, as `renamed` finds them."""
    for note in deck.notes if renamed else ():
        if name := renamed.get(note.id, ""):
            names = [each.removeprefix(f"{deck.uid}/") for each in note.was]
            was = (name, *(each for each in names if each != name))
            problem = leftovers.of_a_later_name(note, was, lock[name].shown, left((name,)))
            yield Loss(problem, "" if note.named else "id", note.id)


def of_moved(deck: Deck, moved: Mapping[str, str], held: Collection[str] | None) -> Iterator[Loss]:
    """Of new notes that look like one that is gone from another deck; `held` is None where nothing may be searched."""
    for note in deck.notes if moved else ():
        if guid := moved.get(note.id, ""):
            left = () if held is None or guid in held else (guid,)
            yield Loss(leftovers.of_a_lookalike(note, guid, "", left), "" if note.named else "id", note.id)


def of_unknown_names(
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


def of_ids(
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


def of_doubts(
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


def lookalike_names(deck: Deck, lock: Lock, changes: Changes, gone: Collection[str]) -> dict[str, str]:
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
