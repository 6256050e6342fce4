"""What cards Anki makes of a note: what a lock remembers of them, as words in its line.

plain               one card; not written where it is what the note is
reverse             a second card asks for the prompt
cloze 1:3f2a,2:99ab a card for each number of a blank, with a mark of its text where that is known
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias, assert_never

from mmcards.model import Blank, Cloze, Note, Options, Order, Text, plain_spans, spans_of

WORDS: Final = r"plain|reverse|cloze \d{1,3}(?::[0-9a-f]{4})?(?:,\d{1,3}(?::[0-9a-f]{4})?)*"
"""What the words of a shape look like."""

Numbered: TypeAlias = tuple[int, str]
"""The number of a blank and a mark of its text."""


class Shape(NamedTuple):
    """The cards of a note. `blanks` are the numbers of a cloze, with a mark of the text, "" if it is not known."""

    reverse: bool = False
    blanks: tuple[Numbered, ...] = ()

    @property
    def is_cloze(self) -> bool:
        """Whether it is of Anki's note type for clozes, which Anki never changes for another."""
        return bool(self.blanks)

    @property
    def numbers(self) -> frozenset[int]:
        """Those of a cloze."""
        return frozenset(number for number, _ in self.blanks)


PLAIN: Final = Shape()


def of(note: Note) -> Shape:
    """The cards that Anki makes of a note."""
    match note.response:
        case Text(reverse=reverse):
            return Shape(reverse=True) if reverse else PLAIN
        case Options() | Order():
            return PLAIN
        case Cloze(numbers):
            marks = {blank.number: mark(blank) for blank in blanks(note)}
            return Shape(blanks=tuple((number, marks[number]) for number in numbers))
        case _:
            assert_never(note.response)


def blanks(note: Note) -> Iterable[Blank]:
    """The blanks of a cloze in the order in which they begin."""
    return (span for span in spans_of(note.prompt) if isinstance(span, Blank))


def mark(blank: Blank) -> str:
    """Tells whether a blank's text is what it was, whatever its style: 16 bits are enough among those of a note."""
    text = unicodedata.normalize("NFC", plain_spans(blank.spans))
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:4]


def words(shape: Shape) -> str:
    """A shape as it stands in a lock."""
    if shape.is_cloze:
        return "cloze " + ",".join(f"{number}:{mark}" if mark else str(number) for number, mark in shape.blanks)
    return "reverse" if shape.reverse else "plain"


def parse(text: str) -> Shape:
    """The shape of words that fit WORDS."""
    if text in ("plain", "reverse"):
        return Shape(reverse=text == "reverse")
    return Shape(blanks=tuple((int(found[1]), found[2] or "") for found in re.finditer(r"(\d+)(?::(\w+))?", text)))


# --- blanks that moved -----------------------------------------------------------------------------------------------


class Moved(NamedTuple):
    """A blank that had one number, and has another."""

    blank: Blank
    was: int


def moved(before: Shape, note: Note) -> tuple[Moved, ...]:
    """The blanks of a note that had another number: the card of that number, and its reviews, are another blank's."""
    there = tuple(blanks(note))
    return tuple(
        Moved(there[place], number)
        for place, number in _recognised(before, there).items()
        if there[place].number != number
    )


def numbers_that_keep(before: Shape, note: Note) -> tuple[tuple[int, Blank], ...]:
    """The blanks of a note with numbers that leave every card of Anki its blank; new ones where a blank is new."""
    there = tuple(blanks(note))
    kept = _recognised(before, there)
    kept |= _edited(before, there, kept)
    counted = note.response.counted if isinstance(note.response, Cloze) else ()
    own = {place: blank.number for place, blank in enumerate(there) if blank.number not in counted}
    kept = {**{place: number for place, number in own.items() if number not in kept.values()}, **kept}
    taken = before.numbers.union(kept.values())
    free = (number for number in range(1, len(there) + max(taken, default=0) + 1) if number not in taken)
    return tuple((kept[place] if place in kept else next(free), blank) for place, blank in enumerate(there))


def _marked(before: Shape) -> list[tuple[int, str]]:
    """The numbers of blanks whose texts are known, with what marks them.

    They are called `known` rather than `mark`, since comprehensions share their names with those beside them in Python
    3.12.1, which then does not find the function `mark`.
    """
    return [(number, known) for number, known in before.blanks if known]


def _recognised(before: Shape, there: tuple[Blank, ...]) -> dict[int, int]:
    """The numbers that blanks had, by their places: those of the same text, with the same number if one has it."""
    had = _marked(before)
    marks = [mark(blank) for blank in there] if had else []
    found: dict[int, int] = {}
    for same_number in (True, False):
        for place, blank in enumerate(there[: len(marks)]):
            fits = (one for one in had if one[1] == marks[place] and (one[0] == blank.number or not same_number))
            if place not in found and (one := next(fits, None)):
                found[place] = one[0]
                had.remove(one)
    return found


def _edited(before: Shape, there: tuple[Blank, ...], recognised: dict[int, int]) -> dict[int, int]:
    """The numbers that blanks of a new text had: where as many stood between the same neighbours."""
    from difflib import SequenceMatcher  # for the few who need it

    had = _marked(before)
    steps = SequenceMatcher(None, [known for _, known in had], [mark(blank) for blank in there], autojunk=False)
    return {
        place: had[index][0]
        for what, start, end, first, last in steps.get_opcodes()
        if what == "replace" and end - start == last - first
        for index, place in zip(range(start, end), range(first, last), strict=True)
        if place not in recognised and had[index][0] not in recognised.values()
    }
