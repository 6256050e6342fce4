"""What the two faces of a card show: cards -> parts, measured."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias, assert_never

from mmcards.model import Blocks, List, Option, Options, Order, Paragraph, Plain, Spans, Strong, Text, plain_text
from mmcards.writers import words
from mmcards.writers.cards import Card
from mmcards.writers.order import shown_order
from mmcards.writers.pdf import directions
from mmcards.writers.pdf.set_blocks import SetBlock
from mmcards.writers.pdf.typefaces import Style
from mmcards.writers.pdf.typeset import Typesetter

# --- parts: what a face shows, from top to bottom --------------------------------------------------------------------

Role: TypeAlias = Literal["large", "text", "small"]
"""Which of a face's sizes a part is set in."""


class Prose(NamedTuple):
    """Blocks in one role. `balanced` makes lines of equal length, `points` gives list items boxes to tick.

    A `heading` is what is asked.
    """

    blocks: tuple[SetBlock, ...]
    role: Role
    balanced: bool = False
    points: bool = False
    grey: bool = False
    ticked: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """Options below each other, each behind a box: to tick, or to write a number in."""

    options: tuple[tuple[SetBlock, ...], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class WritingLines:
    """Lines to write on: so many, or as many as there is room for (0)."""

    count: int = 0
    dotted: bool = False


Part: TypeAlias = Prose | Choices | WritingLines


class Faces:
    """What the cards of one document show, measured. All raise Unprintable and pictures.Unreadable."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._typesetter = typesetter
        self._measured = typesetter.measured

    def front(self, card: Card) -> tuple[Part, ...]:
        """What is asked."""
        return tuple(self._front(card))

    def back(self, card: Card) -> tuple[Part, ...]:
        """The answer, and what explains it."""
        note = card.note
        return (
            *self._answer(card),
            *self._headed(words.WHY, note.explanation),
            *self._headed(words.PATTERN, note.pattern),
        )

    def listed(self, card: Card) -> tuple[Part, ...]:
        """What is asked, where nobody writes below it."""
        rehearse = self._instruction(words.REHEARSE)
        return tuple(part for part in self.front(card) if part != rehearse and not isinstance(part, WritingLines))

    def reminder(self, card: Card) -> tuple[Part, ...]:
        """What stands above an answer that runs on: the question once more, small."""
        continued = Prose((self._typesetter.measured_text(words.CONTINUED, Style.REGULAR),), "small", grey=True)
        return Prose(self._measured(card.prompt, _voice(card)), "text", heading=True), continued

    def _front(self, card: Card) -> Iterator[Part]:
        if card.note.context:
            yield Prose(self._measured(card.note.context, Style.REGULAR), "text")
        prompt = self._measured(card.prompt, _voice(card))
        match card.response:
            case Text(_, rehearse, typed):
                yield Prose(prompt, "large", balanced=True, heading=True)
                if typed:
                    yield WritingLines(count=1, dotted=True)
                if rehearse:
                    yield self._instruction(words.REHEARSE)
                    yield from self._hint(card)
                    yield WritingLines()
                    return
            case Options() as options:
                yield Prose(prompt, "large", heading=True)
                yield from self._options_front(card.note.id, options)
            case Order(steps):
                yield Prose(prompt, "large", heading=True)
                yield self._instruction(words.NUMBER)
                order = shown_order(card.note.id, len(steps))
                yield Choices(tuple(self._measured(steps[index], Style.REGULAR) for index in order), numbered=True)
            case _:
                assert_never(card.response)
        yield from self._hint(card)

    def _hint(self, card: Card) -> tuple[Part, ...]:
        return self._headed(words.HINT, card.hint, grey=True)

    def _instruction(self, text: str) -> Prose:
        return Prose((self._typesetter.measured_text(text, Style.REGULAR),), "small", grey=True)

    def _options_front(self, note_id: str, options: Options) -> Iterator[Part]:
        if len(options.correct) > 1:
            yield self._instruction(words.SEVERAL)
        kept = options.fixed or any(option.label for option in options.options)
        count = len(options.options)
        order = range(count) if kept else shown_order(note_id, count)
        yield Choices(tuple(self._measured(_labelled(options.options[index]), Style.REGULAR) for index in order))
        if options.ask:
            yield Prose(self._measured(options.ask, Style.REGULAR), "text")
            yield WritingLines(count=2, dotted=True)

    def _answer(self, card: Card) -> Iterator[Part]:
        match card.response:
            case Text(answer, rehearse, typed):
                yield Prose(self._measured(answer, Style.REGULAR), "large", points=rehearse)
                if typed:
                    yield from self._also_right(answer, typed)
            case Options() as options:
                yield from self._options_back(options)
            case Order(steps):
                yield Prose(self._measured((List(steps, start=1),), Style.REGULAR), "large")
            case _:
                assert_never(card.response)

    def _also_right(self, answer: Blocks, typed: Sequence[str]) -> Iterator[Part]:
        """The answers that count beside the one that is shown."""
        shown = plain_text(answer).strip()
        if others := [text for text in typed if text != shown]:
            yield self._instruction(f"{words.ALSO_RIGHT} {'; '.join(others)}")

    def _options_back(self, options: Options) -> Iterator[Part]:
        for index in options.correct:
            verdict = self._measured(_labelled(options.options[index]), Style.BOLD)
            yield Prose(verdict, "large", ticked=True)
        if options.needs:
            yield Prose(self._measured((List(options.needs),), Style.REGULAR), "text")

    def _headed(self, head: str, blocks: Blocks, *, grey: bool = False) -> tuple[Part, ...]:
        """Blocks with their heading before the first word."""
        if not blocks:
            return ()
        led = _led((Strong((Plain(head),)), Plain("  ")), blocks)
        return (Prose(self._measured(led, Style.REGULAR), "small", grey=grey),)


def _voice(card: Card) -> Style:
    """Questions are bold. A text with gaps is none, and what is filled in must stand out from it."""
    return Style.REGULAR if card.is_cloze else Style.BOLD


def _labelled(option: Option) -> Blocks:
    """An option's text behind its label."""
    return _led((Strong((Plain(option.label),)), Plain("  ")), option.text) if option.label else option.text


def _led(lead: Spans, blocks: Blocks) -> Blocks:
    """Blocks behind a lead, which has no say in their direction."""
    mark = directions.mark(plain_text(blocks[:1]), plain_text((Paragraph(lead),)))
    lead = (Plain(mark), *lead) if mark else lead
    match blocks[0]:
        case Paragraph(spans):
            return (Paragraph((*lead, *spans)), *blocks[1:])
        case _:
            return (Paragraph(lead), *blocks)
