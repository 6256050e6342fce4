"""What changed of the notes of a deck since its lock was written, and what its lock is then."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mmcards.lock import leftovers, lookalikes, shape
from mmcards.lock.entries import Entry, Lock, name_in
from mmcards.lock.handed_out import Published
from mmcards.lock.shape import Shape
from mmcards.model import Deck, Note


class Changes(NamedTuple):
    """What a build does to the notes of a deck. Each holds ids, those in the source in its order."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


def updated(deck: Deck, lock: Lock, now: int, published: Mapping[str, Published]) -> tuple[dict[str, Entry], Changes]:
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


def reshaped(deck: Deck, lock: Lock, published: Mapping[str, Published]) -> Iterator[tuple[Note, Shape, Shape]]:
    """The notes that have other cards than Anki has of them: what they were, and what they are."""
    for note in deck.notes:
        now = shape.of(note)
        before = _shape_before(note, lock.get(name_in(deck, note)), published.get(note.guid), now)
        if before != now:
            yield note, before, now
