"""Which new note looks like which one that is gone: its id or its question was changed, and Anki sees two notes."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, assert_never

from mmcards.model import Cloze, Note, Options, Order, Text, plain_text

ALIKE: Final = 0.7
"""So much of the shorter id is in the longer one: `what-is-rlhf` in `what-is-rlhf-in-one-sentence`."""

_HASH: Final = re.compile(r"-(?=[a-z]*[2-9])[a-km-np-z2-9]{6}$")
"""What ends an id whose words do not say all that the question says: it is another one for any other question."""

_COMMON: Final = 50
"""What is in so many of the ids that are gone tells none of them, and would take long to compare."""


def of_content(new: Sequence[tuple[str, str]], gone: Mapping[str, str]) -> dict[str, str]:
    """The name of a note that is gone for each new id of the same content, given the digests of both; one to one."""
    names: dict[str, list[str]] = defaultdict(list)
    for name, digest in sorted(gone.items(), reverse=True):
        names[digest].append(name)
    return {note_id: names[digest].pop() for note_id, digest in new if names.get(digest)}


def of_answers(new: Sequence[tuple[str, str]], gone: Mapping[str, str]) -> dict[str, str]:
    """The name of a note that is gone for each new id, given marks of the answers of both.

    Only where each is the one of this answer: of many with the answer "yes" none tells which was which.
    """
    asked, left = Counter(mark for _, mark in new), Counter(gone.values())
    names = {mark: name for name, mark in gone.items() if mark and left[mark] == 1}
    return {note_id: names[mark] for note_id, mark in new if mark in names and asked[mark] == 1}


def mark(note: Note) -> str:
    """Tells notes of the same answer, whatever is asked; "" for a cloze, which has none but its text."""
    match note.response:
        case Text(answer):
            said = [plain_text(answer)]
        case Options(options, correct):
            said = [plain_text(option.text) for option in options] + [str(place) for place in correct]
        case Order(steps):
            said = [plain_text(step) for step in steps]
        case Cloze():
            return ""
        case _:
            assert_never(note.response)
    return hashlib.sha256("\0".join(" ".join(each.split()) for each in said).encode()).hexdigest()[:8]


def of_questions(new: Iterable[str], gone: Iterable[str]) -> dict[str, str]:
    """The name of a note that is gone for each new id that looks like it, the most alike first; one to one."""
    pieces = {name: _pieces(name.rpartition("/")[2]) for name in gone}
    holders: dict[str, list[str]] = defaultdict(list)
    for name in sorted(pieces):
        for piece in pieces[name]:
            holders[piece].append(name)
    told = {piece: names for piece, names in holders.items() if len(names) <= _COMMON}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, note_id, name in sorted(_pairs(new, pieces, told)):
        if note_id not in found and name not in taken:
            found[note_id] = name
            taken.add(name)
    return found


def _pairs(
    new: Iterable[str], pieces: Mapping[str, frozenset[str]], told: Mapping[str, Sequence[str]]
) -> Iterator[tuple[float, str, str]]:
    """Pairs that are alike, with the more alike the lower a number; of each new id those that share most."""
    for note_id in new:
        own = _pieces(note_id)
        shared = Counter(name for piece in own for name in told.get(piece, ()))
        for name, _ in shared.most_common(5):
            there = pieces[name]
            both = len(own & there)
            if both >= ALIKE * min(len(own), len(there)):
                yield -both / (len(own) + len(there)), note_id, name


def _pieces(name: str) -> frozenset[str]:
    """All letters of an id, three by three, its ends marked: of a word that is mistyped some are still the same."""
    text = f"-{_HASH.sub('', name)}-"
    return frozenset(text[place : place + 3] for place in range(len(text) - 2))
