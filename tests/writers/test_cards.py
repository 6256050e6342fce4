"""What each card of a note asks, and what answers it."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from mmcards.errors import Place
from mmcards.markup import parse
from mmcards.model import (
    Blank,
    Blocks,
    Cloze,
    Emphasis,
    List,
    Note,
    Option,
    Options,
    Order,
    Paragraph,
    Plain,
    Response,
    Span,
    Spans,
    Strong,
    Text,
    plain_spans,
    plain_text,
    spans_of,
)
from mmcards.writers.cards import Card, cards
from mmcards.writers.words import GAP


def make(prompt: Blocks, response: Response, hint: str = "") -> Note:
    place = Place("small.yaml")
    explanation = parse("Because.")
    return Note(
        id="a", guid="a", place=place, prompt=prompt, response=response, hint=parse(hint), explanation=explanation
    )


def cloze(*spans: Span) -> tuple[Card, ...]:
    """The cards of a cloze of one paragraph."""
    numbers = tuple(sorted({span.number for span in spans_of((Paragraph(spans),)) if isinstance(span, Blank)}))
    return cards(make((Paragraph(spans),), Cloze(numbers), "Think."))


def faces(card: Card) -> tuple[Spans, Spans]:
    """The spans of a cloze's card, which has one paragraph: those of the prompt and of the answer."""
    (front,) = card.prompt
    assert isinstance(card.response, Text)
    (back,) = card.response.answer
    assert isinstance(front, Paragraph)
    assert isinstance(back, Paragraph)
    return front.spans, back.spans


# --- notes of one card, and of two ---


def test_a_note_that_is_asked_one_way_is_one_card() -> None:
    for response in (Text(parse("That.")), Options((Option(parse("x")),), (0,)), Order((parse("x"), parse("y")))):
        note = make(parse("What?"), response, "Think.")
        assert cards(note) == (Card(note, note.prompt, response, note.hint),)


def test_the_reverse_asks_for_the_prompt_without_the_hint_which_was_written_for_the_other_way() -> None:
    note = make(parse("the *platform*"), Text(parse("el andén"), reverse=True), "A train stops at it.")
    forward, reverse = cards(note)
    assert (forward.prompt, forward.response, forward.hint, forward.number) == (
        note.prompt,
        note.response,
        note.hint,
        1,
    )
    assert reverse == Card(note, parse("el andén"), Text(parse("the *platform*")), (), 2)


def test_the_reverse_of_what_is_typed_is_typed_in_one_line_without_markup() -> None:
    note = make(parse("the *platform*\n(train)"), Text(parse("el andén"), typed=("el andén", "andén"), reverse=True))
    _, reverse = cards(note)
    assert isinstance(reverse.response, Text)
    assert reverse.response.typed == ("the platform (train)",)


# --- clozes ---


def test_a_cloze_has_a_card_for_each_number_with_the_hint_of_the_note() -> None:
    first, third = cloze(Blank(3, (Plain("x"),)), Blank(1, (Plain("y"),)), Blank(3, (Plain("z"),)))
    assert [(card.number, plain_text(card.hint), card.is_cloze) for card in (first, third)] == [
        (1, "Think.", True),
        (3, "Think.", True),
    ]
    assert faces(third)[0] == (Plain(GAP), Plain("y"), Plain(GAP))


def test_a_hint_stands_in_brackets_behind_its_gap() -> None:
    (card,) = cloze(Plain("It is "), Blank(1, (Plain("oxygen"),), "a gas"), Plain("."))
    front, back = faces(card)
    assert plain_spans(front) == f"It is {GAP} (a gas)."
    assert back == (Plain("It is "), Strong((Plain("oxygen"),)), Plain("."))


def test_a_blank_in_a_hidden_one_is_hidden_with_it_and_marked_with_it() -> None:
    inner = Blank(2, (Plain("in the east"),), "where")
    first, second = cloze(Blank(1, (Plain("Canberra "), inner, Plain(".")), "a city"))
    assert faces(first) == (
        (Plain(f"{GAP} (a city)"),),
        (Strong((Plain("Canberra "), Plain("in the east"), Plain("."))),),
    )
    assert faces(second) == (
        (Plain("Canberra "), Plain(f"{GAP} (where)"), Plain(".")),
        (Plain("Canberra "), Strong((Plain("in the east"),)), Plain(".")),
    )


def test_blanks_in_lists_and_in_other_styles_are_found() -> None:
    text = (List(((Paragraph((Emphasis((Blank(1, (Plain("x"),)), Plain("y"))),)),),), 7),)
    (card,) = cards(make(text, Cloze((1,))))
    assert card.prompt == (List(((Paragraph((Emphasis((Plain(GAP), Plain("y"))),)),),), 7),)
    assert isinstance(card.response, Text)
    marked = Emphasis((Strong((Plain("x"),)), Plain("y")))
    assert card.response.answer == (List(((Paragraph((marked,)),),), 7),)


def nested(inner: st.SearchStrategy[Span]) -> st.SearchStrategy[Span]:
    spans = st.lists(inner, max_size=3).map(tuple)
    return st.builds(Blank, st.integers(1, 3), spans, st.just("")) | st.builds(Emphasis, spans)


SPANS = st.lists(st.recursive(st.builds(Plain, st.text("ab", max_size=3)), nested, max_leaves=12), max_size=5).map(
    tuple
)


@given(SPANS)
def test_filling_the_gaps_of_a_card_with_what_its_back_marks_gives_the_whole_text(spans: Spans) -> None:
    made = cloze(*spans)
    assert [card.number for card in made] == sorted(
        {span.number for span in all_spans(spans) if isinstance(span, Blank)}
    )
    for card in made:
        front, back = faces(card)
        hidden = list(outermost(spans, card.number))
        assert [plain_spans(span.spans) for span in all_spans(back) if isinstance(span, Strong)] == hidden
        shown = plain_spans(front).split(GAP)
        assert len(shown) == len(hidden) + 1
        filled = "".join(before + text for before, text in zip(shown, [*hidden, ""], strict=True))
        assert filled == plain_spans(back) == plain_spans(spans)
        assert not any(isinstance(span, Blank) for span in (*all_spans(front), *all_spans(back)))


def all_spans(spans: Spans) -> Iterator[Span]:
    return spans_of((Paragraph(spans),))


def outermost(spans: Spans, number: int) -> Iterator[str]:
    """The texts of the blanks of this number that stand in none of the same number."""
    for span in spans:
        if isinstance(span, Blank) and span.number == number:
            yield plain_spans(span.spans)
        elif isinstance(span, Blank | Emphasis):
            yield from outermost(span.spans, number)
