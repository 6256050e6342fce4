"""What must be read on paper: the texts of a card's two sides, and the pictures in them, worked out from the model."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, assert_never

from mmcards.model import (
    Blank,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Deck,
    Emphasis,
    Formula,
    Link,
    List,
    Option,
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
    within,
)
from mmcards.paper import MM, Offset, Printing, Size, sheet
from mmcards.selection import selected, shuffled
from mmcards.verify import expected
from mmcards.verify.expected import Card
from mmcards.verify.letters import letters

_TOLERANCE: Final = 0.5 * MM
_LONGEST: Final = 60
"""Of a bookmark, in characters."""


class Numbered(NamedTuple):
    """A card and its number in the deck, from 1; whether a section begins with it."""

    number: int
    card: Card
    begins: bool


class Side(NamedTuple):
    """What is read on one side: its text, in which formulas stand as their sources; its pictures; where links lead.

    Those of the `links` have words to click on.
    """

    text: str
    pictures: tuple[Picture, ...] = ()
    links: frozenset[str] = frozenset()


def chosen(deck: Deck, printing: Printing) -> list[Numbered]:
    """The cards that are printed, in their order."""
    kept = {note.id for note in selected(printing.only, deck.notes)}
    every = enumerate((card for note in deck.notes for card in expected.cards(note)), start=1)
    found = [(number, card) for number, card in every if card.note.id in kept]
    if printing.shuffle is not None:
        seed = printing.shuffle
        found.sort(key=lambda each: shuffled(seed, f"{each[1].note.id}/{each[1].number}"))
    before = ["", *(card.note.section for _, card in found)]
    return [
        Numbered(number, card, printing.shuffle is None and bool(card.note.section) and card.note.section != last)
        for (number, card), last in zip(found, before, strict=False)
    ]


def bookmark(card: Card) -> str:
    """What a card's bookmark says, or begins with."""
    return " ".join(plain_text(card.prompt).split()) or card.note.id


def is_bookmark(title: str, card: Card) -> bool:
    """Whether a title is that of a card, perhaps shortened."""
    whole = bookmark(card)
    if len(whole) <= _LONGEST:
        return letters(title) == letters(whole)
    return title.endswith("…") and len(title) <= _LONGEST and letters(whole).startswith(letters(title[:-1]))


def addresses(card: Card) -> frozenset[str]:
    """Where links of a card may lead."""
    spans = (span for blocks in texts(card.note) for span in spans_of(blocks))
    return frozenset(span.address for span in spans if isinstance(span, Link))


# --- sides -----------------------------------------------------------------------------------------------------------


def front(card: Card, *, listed: bool = False) -> Side:
    """What is asked; `listed` where nobody writes below it."""
    blocks: list[str] = [_text(card.note.context), _text(card.prompt)]
    hint = [expected.HINT, _text(card.hint)] if card.hint else []
    shown: list[Blocks] = [card.note.context, card.prompt]
    match card.response:
        case Text(rehearse=rehearse):
            blocks += [expected.REHEARSE] if rehearse and not listed else []
        case Options() as options:
            blocks += [expected.SEVERAL] if len(options.correct) > 1 else []
            kept = options.fixed or any(option.label for option in options.options)
            for index in expected.shown(card.note, len(options.options), kept=kept):
                blocks.append(_labelled(options.options[index]))
                shown.append(options.options[index].text)
            blocks.append(_text(options.ask))
            shown.append(options.ask)
        case Order(steps):
            blocks.append(expected.NUMBER)
            for index in expected.shown(card.note, len(steps)):
                blocks.append(_text(steps[index]))
                shown.append(steps[index])
        case _:
            assert_never(card.response)
    return _side((*blocks, *hint), (*shown, card.hint))


def back(card: Card) -> Side:
    """The answer, and what explains it."""
    blocks: list[str] = []
    shown: list[Blocks] = []
    match card.response:
        case Text(answer, typed=typed):
            others = [text for text in typed if text != plain_text(answer).strip()]
            blocks += [_text(answer), f"{expected.ALSO_RIGHT} {'; '.join(others)}" if others else ""]
            shown.append(answer)
        case Options() as options:
            right = [options.options[index] for index in options.correct]
            blocks += [*map(_labelled, right), *map(_text, options.needs)]
            shown += [*(option.text for option in right), *options.needs]
        case Order(steps):
            blocks.append(_text((List(steps, start=1),)))
            shown += steps
        case _:
            assert_never(card.response)
    note = card.note
    for head, told in ((expected.WHY, note.explanation), (expected.PATTERN, note.pattern)):
        blocks += [head, _text(told)] if told else []
        shown.append(told)
    return _side(blocks, shown)


def _labelled(option: Option) -> str:
    return f"{option.label} {_text(option.text)}".strip()


def _side(told: Iterable[str], shown: Iterable[Blocks]) -> Side:
    spans = [span for blocks in shown for span in spans_of(blocks)]
    return Side(
        "\n".join(filter(None, told)),
        tuple(span for span in spans if isinstance(span, Picture)),
        frozenset(span.address for span in spans if isinstance(span, Link) and _has_words(span.spans)),
    )


def _has_words(spans: Spans) -> bool:
    return any(isinstance(span, Plain | Code) and letters(span.text) for span in within(spans))


def _text(blocks: Blocks) -> str:
    return "\n".join(filter(None, _lines(blocks)))


def _lines(blocks: Blocks) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(spans):
                yield _line(spans)
            case List(items, start):
                for place, item in enumerate(items):
                    yield f"{'' if start is None else f'{start + place}. '}{_text(item)}"
            case CodeBlock(text):
                yield text
            case Table():
                yield "\n".join(map(_line, block.cells))
            case Quote(inner):
                yield _text(inner)
            case _:
                assert_never(block)


def _line(spans: Spans) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    match span:
        case Plain(text) | Code(text) | Formula(text):
            return text
        case Strong(inner) | Emphasis(inner) | Struck(inner) | Link(_, inner) | Blank(_, inner):
            return _line(inner)
        case Break():
            return "\n"
        case Picture():
            return " "
        case Sound(_, title):
            return f"♪ {title}".strip()
        case _:
            assert_never(span)


# --- paper -----------------------------------------------------------------------------------------------------------


class Grid(NamedTuple):
    """How cards stand on a sheet: its size, that of a card, and how many there are across and down.

    The backs are on pages of their own if it is `double`. What is on those is moved by `offset`, in points, and then
    turned by half a turn if it is `turned`.
    """

    sheet: Size
    card: Size
    columns: int = 1
    rows: int = 1
    double: bool = False
    turned: bool = False
    offset: tuple[float, float] = (0.0, 0.0)

    def place(self, middle: tuple[float, float], *, is_back: bool) -> int:
        """Which of the cards on a sheet a point is on, counted from the upper left of the fronts; -1 for none."""
        x, y = middle
        if is_back:
            right, up = self.offset
            if self.turned:
                x, y = self.sheet.width - x, self.sheet.height - y
            x, y = x - right, y - up
        left = (self.sheet.width - self.columns * self.card.width) / 2
        top = (self.sheet.height + self.rows * self.card.height) / 2
        column, row = int((x - left) // self.card.width), int((top - y) // self.card.height)
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            return -1
        return row * self.columns + (self.columns - 1 - column if is_back else column)


def grid(printing: Printing) -> Grid:
    """How the cards of a layout stand on paper; a card takes the whole sheet in most."""
    page = sheet(printing)
    layout = printing.layout or "fold"
    if layout in ("fold", "list"):
        return Grid(page, page)
    card, columns, rows = page, 1, 1
    if layout == "sheet":
        card = printing.card or Size(page.width / 2, page.height / 2, "")
        if printing.landscape is None:
            page = max(page, page.turned(), key=lambda each: _across(each, card) * _down(each, card))
        columns, rows = _across(page, card), _down(page, card)
    right, up = printing.back_offset or Offset(0.0, 0.0)
    upright = "short" if page.is_wide else "long"
    turned = (printing.flip or "auto") not in ("auto", upright)
    return Grid(page, card, columns, rows, True, turned, (right * MM, up * MM))


def _across(page: Size, card: Size) -> int:
    return int((page.width + _TOLERANCE) / card.width)


def _down(page: Size, card: Size) -> int:
    return int((page.height + _TOLERANCE) / card.height)


def sides(printing: Printing, on: Grid) -> str:
    """On which sides a print dialog is to begin: "one", or both, turned on the "long" or the "short" edge."""
    if not on.double or not printing.is_interleaved:
        return "one"
    return "long" if on.sheet.is_wide == on.turned else "short"


def drawn(printing: Printing, count: int, on: Grid) -> Sequence[int]:
    """The pages of a file in the order in which front and back follow each other."""
    if not on.double or printing.is_interleaved:
        return range(count)
    fronts, backs = range((count + 1) // 2), range((count + 1) // 2, count)
    if printing.order == "fronts-then-backs-reversed":
        backs = backs[::-1]
    order = [page for pair in zip(fronts, backs, strict=False) for page in pair]
    return [*order, *fronts[len(backs) :]]


def label(numbers: Iterable[int], side: str, *, continued: bool) -> str:
    """What a page is called by the cards on it."""
    said = [side] if side else []
    said += [expected.CONTINUED] if continued else []
    between = " " if side else ", "
    return f"{_runs(list(dict.fromkeys(numbers)))}{between}{', '.join(said)}" if said else _runs([*numbers])


def _runs(numbers: Sequence[int]) -> str:
    told: list[str] = []
    run: list[int] = []
    for number in [*numbers, None]:
        if run and number != run[-1] + 1:
            told += [f"{run[0]}\N{EN DASH}{run[-1]}"] if len(run) > 2 else map(str, run)
            run = []
        if number is not None:
            run.append(number)
    return ", ".join(told)
