"""A note's cards: what each of them asks, and what answers it. Knows of no format."""

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
    Emphasis,
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
)
from mmcards.writers import words


@dataclass(frozen=True, slots=True)
class Card:
    """One of a note's cards. It holds no blanks: what is asked of a cloze is a gap in its prompt.

    `number` tells a note's cards apart, as Anki counts them: the number of a cloze, 2 for the reverse, and else 1.
    """

    note: Note
    prompt: Blocks
    response: Text | Options | Order
    hint: Blocks = ()
    number: int = 1

    @property
    def is_cloze(self) -> bool:
        """Whether the prompt is a text with gaps rather than a question."""
        return isinstance(self.note.response, Cloze)


def cards(note: Note) -> tuple[Card, ...]:
    """The cards of a note, in the order in which they are asked."""
    match note.response:
        case Text(reverse=True) as response:
            return Card(note, note.prompt, response, note.hint), _reverse(note, response)
        case Text() | Options() | Order() as response:
            return (Card(note, note.prompt, response, note.hint),)
        case Cloze(numbers):
            return tuple(_cloze(note, number) for number in numbers)
        case _:
            assert_never(note.response)


def _reverse(note: Note, response: Text) -> Card:
    """The card that asks for the prompt. The hint is left out: it was written for the other way."""
    typed = (" ".join(plain_text(note.prompt).split()),) if response.typed else ()
    return Card(note, response.answer, Text(note.prompt, typed=typed), number=2)


def _cloze(note: Note, number: int) -> Card:
    answer = Text(_shown(note.prompt, number, _marked))
    return Card(note, _shown(note.prompt, number, _gap), answer, note.hint, number)


# --- blanks ----------------------------------------------------------------------------------------------------------

_Show: TypeAlias = Callable[[Blank], Spans]
_NO_NUMBER: Final = 0


def _gap(blank: Blank) -> Spans:
    """A gap to write in, which tells nothing of what is hidden, nor how long it is."""
    return (Plain(f"{words.GAP} ({blank.hint})" if blank.hint else words.GAP),)


def _marked(blank: Blank) -> Spans:
    """What a blank holds, made to stand out; the blanks in it are a part of that."""
    return (Strong(tuple(_spans(blank.spans, _NO_NUMBER, _gap))),)


def _shown(blocks: Blocks, number: int, show: _Show) -> Blocks:
    """Blocks with the blanks of this number shown so, and all others as the text that they hold."""
    return tuple(_block(block, number, show) for block in blocks)


def _block(block: Block, number: int, show: _Show) -> Block:
    match block:
        case Paragraph(spans):
            return Paragraph(tuple(_spans(spans, number, show)))
        case List(items, start):
            return List(tuple(_shown(item, number, show) for item in items), start)
        case CodeBlock():
            return block
        case Table(head, rows, alignments):
            shown = [tuple(tuple(_spans(cell, number, show)) for cell in row) for row in (head, *rows)]
            return Table(shown[0], tuple(shown[1:]), alignments)
        case Quote(blocks):
            return Quote(_shown(blocks, number, show))
        case _:
            assert_never(block)


def _spans(spans: Spans, number: int, show: _Show) -> Iterator[Span]:
    for span in spans:
        match span:
            case Blank(its_number, inner):
                yield from show(span) if its_number == number else _spans(inner, number, show)
            case Strong(inner):
                yield Strong(tuple(_spans(inner, number, show)))
            case Emphasis(inner):
                yield Emphasis(tuple(_spans(inner, number, show)))
            case Struck(inner):
                yield Struck(tuple(_spans(inner, number, show)))
            case Link(address, inner):
                yield Link(address, tuple(_spans(inner, number, show)))
            case Plain() | Code() | Break() | Formula() | Picture() | Sound():
                yield span
            case _:
                assert_never(span)
