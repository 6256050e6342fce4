"""What the model says must be on each card: its sides, the order of options, and the words beside the author's.

All of it is worked out here anew, and nothing is asked of the writers, so that a mistake of theirs is not shared.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from mmcards.model import (
    Blank,
    Block,
    Blocks,
    Break,
    Cloze,
    Code,
    CodeBlock,
    Deck,
    Emphasis,
    File,
    Formula,
    Link,
    List,
    Note,
    Options,
    Order,
    Paragraph,
    Picture,
    Plain,
    Quote,
    Sound,
    Span,
    Spans,
    Strong,
    Struck,
    Table,
    Text,
    plain_text,
    spans_of,
    texts,
)

REHEARSE: Final = "Say or write your answer first."
SEVERAL: Final = "Choose all that apply."
NUMBER: Final = "Number them in their order."
HINT: Final = "Hint"
ALSO_RIGHT: Final = "Also right:"
WHY: Final = "Why"
PATTERN: Final = "The pattern"
FOLD: Final = "fold back"
CONTINUED: Final = "continued"
SHOW: Final = "Show answer"
GAP: Final = "__________"
"""The words on cards that are not the author's."""


@dataclass(frozen=True, slots=True)
class Card:
    """One of a note's cards: what it asks and how it is answered, without blanks.

    `number` is that of a cloze, 2 for the reverse, and else 1.
    """

    note: Note
    prompt: Blocks
    response: Text | Options | Order
    hint: Blocks = ()
    number: int = 1


def cards(note: Note) -> tuple[Card, ...]:
    """The cards of a note, in their order."""
    match note.response:
        case Text(answer, reverse=True, typed=typed) as response:
            back = (" ".join(plain_text(note.prompt).split()),) if typed else ()
            return (
                Card(note, note.prompt, response, note.hint),
                Card(note, answer, Text(note.prompt, typed=back), number=2),
            )
        case Text() | Options() | Order() as response:
            return (Card(note, note.prompt, response, note.hint),)
        case Cloze(numbers):
            return tuple(_cloze(note, number) for number in numbers)
        case _:
            assert_never(note.response)


def numbers(note: Note) -> tuple[int, ...]:
    """Which cards Anki has of a note, counted from 0."""
    match note.response:
        case Text(reverse=reverse):
            return (0, 1) if reverse else (0,)
        case Cloze(numbers):
            return tuple(number - 1 for number in numbers)
        case Options() | Order():
            return (0,)
        case _:
            assert_never(note.response)


def shown(note: Note, count: int, *, kept: bool = False) -> tuple[int, ...]:
    """The indexes of so many options in the order in which they are shown: shuffled by the note's id, if not `kept`."""
    if kept:
        return tuple(range(count))
    return tuple(sorted(range(count), key=lambda index: hashlib.sha256(f"{note.id}/{index}".encode()).digest()))


def files(deck: Deck) -> dict[File, Note]:
    """The pictures and sounds of a deck, each with the first note that shows it."""
    found: dict[File, Note] = {}
    for note in deck.notes if deck.media else ():
        for blocks in texts(note):
            for span in spans_of(blocks):
                if isinstance(span, Picture | Sound):
                    found.setdefault(span.file, note)
    return found


# --- a cloze without its blanks --------------------------------------------------------------------------------------

_Show: TypeAlias = Callable[[Blank], Spans]


def _cloze(note: Note, number: int) -> Card:
    answer = Text(_filled(note.prompt, number, lambda blank: (Strong(_spans(blank.spans, 0, _gap)),)))
    return Card(note, _filled(note.prompt, number, _gap), answer, note.hint, number)


def _gap(blank: Blank) -> Spans:
    return (Plain(f"{GAP} ({blank.hint})" if blank.hint else GAP),)


def _filled(blocks: Blocks, number: int, show: _Show) -> Blocks:
    return tuple(_block(block, number, show) for block in blocks)


def _block(block: Block, number: int, show: _Show) -> Block:
    match block:
        case Paragraph(spans):
            return Paragraph(_spans(spans, number, show))
        case List(items, start):
            return List(tuple(_filled(item, number, show) for item in items), start)
        case CodeBlock():
            return block
        case Table(head, rows, alignments):
            first, *others = (tuple(_spans(cell, number, show) for cell in row) for row in (head, *rows))
            return Table(first, tuple(others), alignments)
        case Quote(blocks):
            return Quote(_filled(blocks, number, show))
        case _:
            assert_never(block)


def _spans(spans: Spans, number: int, show: _Show) -> Spans:
    return tuple(inner for span in spans for inner in _span(span, number, show))


def _span(span: Span, number: int, show: _Show) -> Iterator[Span]:
    match span:
        case Blank(its_number, inner):
            yield from show(span) if its_number == number else _spans(inner, number, show)
        case Strong(inner):
            yield Strong(_spans(inner, number, show))
        case Emphasis(inner):
            yield Emphasis(_spans(inner, number, show))
        case Struck(inner):
            yield Struck(_spans(inner, number, show))
        case Link(address, inner):
            yield Link(address, _spans(inner, number, show))
        case Plain() | Code() | Break() | Formula() | Picture() | Sound():
            yield span
        case _:
            assert_never(span)
