"""The cards of the lesson say all that the lesson says, in its order."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from mmcards.kinds import KINDS
from mmcards.model import Blocks, Deck, List, Note, Options, Text, plain_text
from mmcards.reader.decks import read
from tests.cards import lesson

CARDS: Final = Path(__file__).parents[2] / "cards" / "multimodal-agents"


@pytest.fixture(scope="module")
def deck() -> Deck:
    (deck,), warnings = read([CARDS], KINDS)
    assert warnings == ()
    return deck


def test_the_cards_stand_in_the_order_of_the_lesson(deck: Deck) -> None:
    sections = [note.section for note in deck.notes]
    assert [(name, sections.count(name)) for name in dict.fromkeys(sections)] == [
        ("Flashcards", 10),
        ("Self-check", 7),
        ("Settles or informs?", 6),
        ("Match the constraint", 4),
    ]


def test_every_id_was_chosen_by_a_person(deck: Deck) -> None:
    assert all(note.named for note in deck.notes)


def test_the_source_names_the_lesson_its_track_and_its_lecture(deck: Deck) -> None:
    assert_in_order(("Track 24", "lesson 9", "Karina Nguyen", "CS25 V5", "April 8, 2025"), deck.source)
    for term in lesson.SOURCE:
        assert term.casefold() in f"{deck.name} {deck.description} {deck.source}".casefold()
    assert {note.source for note in deck.notes} == {deck.source}


@pytest.mark.parametrize(
    ("place", "row"), list(enumerate(lesson.FLASHCARDS + lesson.SELF_CHECK)), ids=lambda each: str(each)[:30]
)
def test_a_question_asks_and_an_answer_tells_what_the_lesson_does(deck: Deck, place: int, row: lesson.Row) -> None:
    note = deck.notes[place]
    assert isinstance(note.response, Text)
    assert note.response.rehearse is (place >= len(lesson.FLASHCARDS))
    assert_in_order(row.question, plain_text(note.prompt))
    assert_in_order(row.answer, plain_text(note.response.answer))
    if row.points:
        assert points(note.response.answer) == list(row.points)


@pytest.mark.parametrize(("place", "decision"), list(enumerate(lesson.DECISIONS, 17)), ids=lambda each: str(each)[:30])
def test_a_decision_has_the_verdict_of_the_lesson(deck: Deck, place: int, decision: lesson.Decision) -> None:
    note = deck.notes[place]
    assert note.label == decision.label
    assert_in_order(decision.text, plain_text(note.prompt))
    assert right(note) == [decision.verdict]
    assert_in_order(decision.why, plain_text(note.explanation))
    assert isinstance(note.response, Options)
    assert [plain_text(option.text) for option in note.response.options] == list(lesson.VERDICTS)
    assert [plain_text(need) for need in note.response.needs] == list(decision.needs)
    assert_in_order(lesson.FOLLOW_UP, plain_text(note.response.ask))
    assert_in_order(lesson.CLASSIFYING.prompt, plain_text(note.context))
    assert_in_order(lesson.CLASSIFYING.pattern, plain_text(note.pattern))


@pytest.mark.parametrize(
    ("place", "constraint"), list(enumerate(lesson.CONSTRAINTS, 23)), ids=lambda each: str(each)[:30]
)
def test_a_constraint_has_the_response_of_the_lesson(deck: Deck, place: int, constraint: lesson.Constraint) -> None:
    note = deck.notes[place]
    assert note.label == constraint.label
    assert_in_order(constraint.text, plain_text(note.prompt))
    assert isinstance(note.response, Options)
    assert [option.label for option in note.response.options] == [each.label for each in lesson.RESPONSES]
    for option, response in zip(note.response.options, lesson.RESPONSES, strict=True):
        assert_in_order(response.text, plain_text(option.text))
    assert [note.response.options[index].label for index in note.response.correct] == [constraint.response]
    assert_in_order(constraint.why, plain_text(note.explanation))
    assert_in_order(lesson.MATCHING.prompt, plain_text(note.context))
    assert_in_order(lesson.MATCHING.pattern, plain_text(note.pattern))


def assert_in_order(terms: Sequence[str], text: str) -> None:
    """Each term stands in the text behind the one before, whatever the case and the white space."""
    text = " ".join(text.split()).casefold()
    start = 0
    for term in terms:
        found = text.find(term.casefold(), start)
        assert found >= 0, f"{term!r} is not in {text[start:]!r}"
        start = found + len(term)


def points(blocks: Blocks) -> list[str]:
    return [plain_text(item) for block in blocks if isinstance(block, List) for item in block.items]


def right(note: Note) -> list[str]:
    assert isinstance(note.response, Options)
    return [plain_text(note.response.options[index].text) for index in note.response.correct]
