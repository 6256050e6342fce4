"""When each note must have changed, by what its author did: the lock as it is to be, told from contents alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tests.life.cards import Content


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a lock knows of a note. `content` is None where the sides of a merge disagree, and where all that
    is known of the note is that it was handed out.
    """

    time: int
    content: Content | None
    id: str
    retired: bool = False


Lines: TypeAlias = Mapping[str, frozenset[Line]]
"""The lines of a lock, by the notes' GUIDs: more than one for a note where git may have merged them in several ways."""


def allowed(
    lines: frozenset[Line], content: Content, handed_out: Line | None, elsewhere: Iterable[int], now: int
) -> set[int]:
    """The times that a note may have: the newest that is known of it if it said then what it says now, or a newer one.

    One that comes back is newer than it was: it may have been in another deck, with a newer time there.
    `handed_out` is what is known from packages, and `elsewhere` are its times in the locks of other decks.
    """
    others = [*elsewhere, *([handed_out.time] if handed_out else [])]
    possible = set()
    for known in lines or {None}:
        times = [*others, *([known.time] if known else [])]
        latest = max(times, default=0)
        same = any(
            each and each.time == latest and each.content == content and not each.retired
            for each in (known, handed_out)
        )
        possible.add(latest if same else max(now, latest + 1))
    return possible


def handed_out_of(deck: str, told: Mapping[str, tuple[int, Content]]) -> Lines:
    """What a build with `--since` notes down of notes that it has neither in its source nor in its lock: those of this
    deck are retired there, also where another branch handed them out.
    """
    return {
        guid: frozenset({Line(time, None, "", retired=True)})
        for guid, (time, packed) in told.items()
        if packed[0] == deck
    }


def merged(base: Lines, ours: Lines, theirs: Lines) -> Lines:
    """Git keeps the line of the side that changed it, or, where neighbours changed too, those of both sides."""
    return {guid: _merged(base.get(guid), ours.get(guid), theirs.get(guid)) for guid in {**ours, **theirs}}


def _merged(
    base: frozenset[Line] | None, ours: frozenset[Line] | None, theirs: frozenset[Line] | None
) -> frozenset[Line]:
    if not ours or not theirs or ours == theirs:
        return ours or theirs or frozenset()
    sides = ours | theirs
    said = {(line.time, line.content, line.retired) for line in sides}
    content = next(iter(sides)).content if len(said) == 1 else None
    disagreeing = frozenset({Line(max(line.time for line in sides), content, "", all(line.retired for line in sides))})
    return disagreeing | (theirs if ours == base else ours if theirs == base else frozenset())
