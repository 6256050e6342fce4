"""What a deck is once it is read: notes made of spans and blocks. Every format is written from this alone.

Span, Block and Response are closed sets: whoever writes them matches all of their members and ends in
`assert_never`, so that the type checker names every place that a new member must reach.
"""

import copyreg
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import PurePath
from typing import Any, Final, Literal, NamedTuple, TypeAlias, assert_never, get_args

from mmcards.errors import Place
from mmcards.paper import Printing

# --- files: what stands beside the text ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class File:
    """A picture or a sound in the deck's folder; `digest` is the SHA-256 of its bytes, in hexadecimal."""

    path: str
    digest: str

    @property
    def name(self) -> str:
        """A flat ASCII name made from the content: another content has another name, wherever the file stands."""
        return f"mmcards-{self.digest[:20]}{PurePath(self.path).suffix.lower()}"


# --- spans: what stands in a line ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plain:
    """Text as the author sees it: no markup is left in it, and no line break."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Text in a monospaced face; its white space counts."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    spans: "Spans"


@dataclass(frozen=True, slots=True)
class Emphasis:
    spans: "Spans"


@dataclass(frozen=True, slots=True)
class Struck:
    """Text that is struck out."""

    spans: "Spans"


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to an address, which begins with http:, https: or mailto:."""

    address: str
    spans: "Spans"


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line that the author set."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in the mathematics of TeX; one on `display` stands on a line of its own."""

    source: str
    display: bool = False


class Width(NamedTuple):
    """How wide a picture is to be: in pixels of CSS (96 to an inch), or in percent of the text's width."""

    amount: int
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture; `alternative` is its text for those who do not see it. Without a width it is as large as it is."""

    file: File
    alternative: str
    width: Width | None = None


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound to play; `title` says what is heard."""

    file: File
    title: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A part of a cloze that the learner fills in, with a hint that stands in its place or "".

    Blanks of one `number` are asked together, on one card.
    """

    number: int
    spans: "Spans"
    hint: str = ""


Span: TypeAlias = Plain | Code | Strong | Emphasis | Struck | Link | Break | Formula | Picture | Sound | Blank
Spans: TypeAlias = tuple[Span, ...]

# --- blocks: what stands below each other ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True, slots=True)
class List:
    """Items below each other, each of blocks of its own; `start` is the first number, None for bullets."""

    items: tuple["Blocks", ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of code in a monospaced face, and the language they are in as its author named it, or ""."""

    text: str
    language: str = ""


Alignment: TypeAlias = Literal["", "left", "center", "right"]
"""Where the texts of a column stand; "" is where the language begins."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all as long as the head, and the alignment of each column."""

    head: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    alignments: tuple[Alignment, ...]

    @property
    def cells(self) -> Iterator[Spans]:
        """All cells in the order in which they are read."""
        yield from self.head
        for row in self.rows:
            yield from row


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else said."""

    blocks: "Blocks"


Block: TypeAlias = Paragraph | List | CodeBlock | Table | Quote
Blocks: TypeAlias = tuple[Block, ...]

# --- responses: how a note is answered -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Answered freely, then compared with `answer`.

    With `rehearse` the learner says or writes the answer before seeing it, and the items of its lists are points
    to tick off. With `typed` the learner types it: each of these texts counts, the first is the one to compare with.
    With `reverse` a second card asks for the prompt, given the answer.
    """

    answer: Blocks
    rehearse: bool = False
    typed: tuple[str, ...] = ()
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things to choose from; `label` is the author's name for it, if it has one ("2")."""

    text: Blocks
    label: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """Answered by choosing.

    `options` are in the author's order and `correct` holds the indexes of the right ones, ascending. `fixed` says
    that the order itself means something and is kept wherever the options are shown. `ask` is a follow-up question
    on the front, and `needs` its answer, shown on the back.
    """

    options: tuple[Option, ...]
    correct: tuple[int, ...]
    fixed: bool = False
    ask: Blocks = ()
    needs: tuple[Blocks, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """Answered by putting the steps into their order, in which they stand here."""

    steps: tuple[Blocks, ...]


@dataclass(frozen=True, slots=True)
class Cloze:
    """Answered by filling in the blanks of the prompt, a card for each of their numbers, which ascend.

    `counted` are those of the numbers that the author left to the order of the blanks. With `typed` the learner types.
    """

    numbers: tuple[int, ...]
    counted: tuple[int, ...] = ()
    typed: bool = False


Response: TypeAlias = Text | Options | Order | Cloze

# --- notes and decks -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing to learn, at the place where its author wrote it.

    `id` is unique in the deck and permanent; it is `named` where the author wrote it, and else made from the question.
    `guid` is what Anki knows the note by; `was` are the names that it had before, as GUIDs, the first one first.
    `digest` tells whether what its author wrote has changed. `context` is what a whole set of notes asks ("match each
    constraint"), `label` the author's name for the note within its set ("A"); `pattern` explains the whole set and is
    shown after the note's own `explanation`.
    """

    id: str
    guid: str
    place: Place
    prompt: Blocks
    response: Response
    named: bool = True
    was: tuple[str, ...] = ()
    context: Blocks = ()
    label: str = ""
    hint: Blocks = ()
    explanation: Blocks = ()
    pattern: Blocks = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    source: str = ""
    digest: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """A deck in the order of its source.

    `id` names the files that are made of it. `uid` is its permanent identity; the deck is `named` where its author
    wrote the uid, which is else made from the id. `printing` is how its author wants it printed, and `fonts` are the
    paths of fonts to take before all others. `media` are the files that the texts name, those of drafts among them.
    `times` are when the notes last changed, by their GUIDs, in whole seconds since 1970; the lock tells them.
    """

    name: str
    id: str
    uid: str
    place: Place
    notes: tuple[Note, ...]
    named: bool = True
    description: str = ""
    source: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    printing: Printing = field(default_factory=Printing)
    fonts: tuple[str, ...] = ()
    media: tuple[File, ...] = ()
    times: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def modified(self) -> int:
        """When a note last changed, in whole seconds since 1970; 0 where nothing is known of that."""
        return max(self.times.values(), default=0)

    def time_of(self, guid: str) -> int:
        """When a note last changed, in whole seconds since 1970; 0 where nothing is known of that."""
        return self.times.get(guid, 0)


# --- between processes -----------------------------------------------------------------------------------------------


def _pickle_as_values(kind: Any, make: Callable[..., Any]) -> None:
    """Pickle what is of a kind as its values, in half the time that a frozen dataclass with slots takes."""
    names = kind.__slots__
    several = attrgetter(*names) if len(names) > 1 else None
    copyreg.pickle(kind, lambda one: (make, several(one) if several else tuple(getattr(one, name) for name in names)))


_SETTERS: Final = [vars(Note)[name].__set__ for name in Note.__slots__]


def _note(*values: object) -> Note:
    note = object.__new__(Note)
    for put, value in zip(_SETTERS, values, strict=True):
        put(note, value)
    return note


for _kind in (*get_args(Span), *get_args(Block), *get_args(Response)):
    _pickle_as_values(_kind, _kind)
_pickle_as_values(Note, _note)


# --- texts of spans and blocks ---------------------------------------------------------------------------------------


def plain_spans(spans: Spans) -> str:
    """The text of spans without their styles; a set line break is a newline."""
    return "".join(_texts(spans))


def plain_text(blocks: Blocks) -> str:
    """The text of blocks without styles and bullets, an empty line between them; tabs part the cells of a table."""
    return "\n\n".join(_paragraphs(blocks))


def texts(note: Note) -> Iterator[Blocks]:
    """All that a note says, from its front to its back."""
    yield note.context
    yield note.prompt
    yield note.hint
    match note.response:
        case Text(answer):
            yield answer
        case Order(steps):
            yield from steps
        case Cloze():
            pass
        case Options(options, ask=ask, needs=needs):
            yield from (option.text for option in options)
            yield ask
            yield from needs
        case _:
            assert_never(note.response)
    yield note.explanation
    yield note.pattern


def spans_of(blocks: Blocks) -> Iterator[Span]:
    """All spans of blocks in their order, those inside others behind them."""
    for block in blocks:
        match block:
            case Paragraph(spans):
                yield from within(spans)
            case List(items):
                for item in items:
                    yield from spans_of(item)
            case CodeBlock():
                pass
            case Table():
                for cell in block.cells:
                    yield from within(cell)
            case Quote(inner):
                yield from spans_of(inner)
            case _:
                assert_never(block)


def within(spans: Spans) -> Iterator[Span]:
    """Spans in their order, those inside others behind them."""
    for span in spans:
        yield span
        match span:
            case Strong(inner) | Emphasis(inner) | Struck(inner) | Link(_, inner) | Blank(_, inner):
                yield from within(inner)
            case _:
                pass


def _texts(spans: Spans) -> Iterator[str]:
    for span in spans:
        match span:
            case Plain(text) | Code(text) | Formula(text) | Picture(_, text) | Sound(_, text):
                yield text
            case Strong(inner) | Emphasis(inner) | Struck(inner) | Link(_, inner) | Blank(_, inner):
                yield from _texts(inner)
            case Break():
                yield "\n"
            case _:
                assert_never(span)


def _paragraphs(blocks: Blocks) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(spans):
                yield plain_spans(spans)
            case List(items):
                for item in items:
                    yield from _paragraphs(item)
            case CodeBlock(text):
                yield text
            case Table(head, rows):
                yield "\n".join("\t".join(map(plain_spans, row)) for row in (head, *rows))
            case Quote(inner):
                yield from _paragraphs(inner)
            case _:
                assert_never(block)
