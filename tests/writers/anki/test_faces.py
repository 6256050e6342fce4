"""What a learner reads on the two sides of a card, as Anki renders them."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from mmcards.markup import parse
from mmcards.model import Note, Text
from mmcards.writers.anki.fields import fields
from mmcards.writers.anki.note_types import FIELDS
from tests.writers.anki.conftest import MakeOptions, Words

if TYPE_CHECKING:
    from tests.writers.anki.conftest import Learner, MakeDeck, MakeNote


@pytest.fixture
def receive(learner: "Learner", deck: "MakeDeck") -> Callable[[Note], None]:
    def receive(note: Note) -> None:
        learner.receive(deck(note, name="Production", source="A talk", language="en"))

    return receive


def test_a_flashcard_asks_its_question_and_nothing_else(
    learner: "Learner", receive: Callable[[Note], None], note: "MakeNote", words: Words
) -> None:
    receive(note("rlhf", "What is *RLHF*?", "Learning:\n\n- from humans\n- at work", section="Flashcards"))
    foot = "Flashcards Production 7q2m4kzr/rlhf"
    assert words(learner.front("rlhf")) == f"What is RLHF? {foot}"
    assert words(learner.back("rlhf")) == f"What is RLHF? {foot} Learning: from humans at work {foot}"
    assert "<hr id=answer>" in learner.back("rlhf")
    assert "<li>from humans</li>" in learner.back("rlhf")
    assert '<div class="front" data-note="7q2m4kzr/rlhf" lang="en">' in learner.front("rlhf")
    assert '<div class="back" lang="en">' in learner.back("rlhf")


def test_a_notes_own_source_and_label_stand_at_the_foot(
    learner: "Learner", receive: Callable[[Note], None], note: "MakeNote", words: Words
) -> None:
    receive(note("pdf", label="A", source="A book"))
    assert words(learner.front("pdf"), "about") == "A Production 7q2m4kzr/pdf A book"


def test_a_self_check_asks_to_answer_first_and_gives_points_to_tick_off(
    learner: "Learner", receive: Callable[[Note], None], note: "MakeNote", words: Words
) -> None:
    receive(note("two", "Name two.", Text(parse("Any of:\n\n- one\n- two"), rehearse=True)))
    assert words(learner.front("two"), "front").startswith("Name two. Say or write your answer first. ")
    assert words(learner.back("two"), "rehearse") == "Any of: one two"


@pytest.fixture
def classified(note: "MakeNote", options: "MakeOptions") -> Note:
    response = options(
        "Engineering settles it",
        "Engineering only informs it",
        correct=(1,),
        fixed=True,
        ask="What else is needed?",
        needs=("strategy", "a *review*"),
    )
    return note(
        "ship", "Whether to ship", response, context="Settles or informs?", explanation="It cannot decide.",
        pattern="Instruments settle."
    )  # fmt: skip


def test_options_with_an_order_stand_in_it_between_the_question_and_the_follow_up(
    learner: "Learner", receive: Callable[[Note], None], classified: Note, words: Words
) -> None:
    receive(classified)
    assert words(learner.front("ship"), "front").startswith(
        "Settles or informs? Whether to ship Engineering settles it Engineering only informs it What else is needed?"
    )


def test_the_back_says_the_verdict_then_what_is_needed_then_why_then_the_pattern(
    learner: "Learner", receive: Callable[[Note], None], classified: Note, words: Words
) -> None:
    receive(classified)
    back = learner.back("ship")
    assert words(back, "answer") == "✓ Engineering only informs it What else is needed? strategy a review"
    assert words(back, "explanation") == "It cannot decide. The pattern Instruments settle."
    assert "<li>strategy</li>" in back
    assert "Engineering settles it" not in back[back.index("<hr id=answer>") :]


def test_the_front_is_the_same_whichever_option_is_right(
    learner: "Learner", receive: Callable[[Note], None], note: "MakeNote", options: MakeOptions
) -> None:
    fronts = []
    for right in range(4):
        receive(note(f"n-{right}", "Which?", options("a", "b", "c", "d", correct=(right,), labels="1234", fixed=True)))
        fronts.append(learner.front(f"n-{right}").replace(f"n-{right}", ""))
    assert len(set(fronts)) == 1


def test_options_without_an_order_are_shuffled_by_the_id_behind_labels_that_can_be_hidden(
    learner: "Learner", receive: Callable[[Note], None], note: "MakeNote", options: "MakeOptions", words: Words
) -> None:
    response = options("ant", "bee", "cat", "dog", correct=(1,), labels="1234")
    for key in ("a", "d"):
        receive(note(key, "Which?", response))
    shown = [re.sub(r'<b class="label" dir="auto">\d</b>', "", learner.front(key)) for key in ("a", "d")]
    assert [words(front, "options") for front in shown] == ["cat dog bee ant", "ant dog bee cat"]
    assert [learner.note(key)["Correct"] for key in ("a", "d")] == ["2", "2"]
    assert words(learner.back("a"), "answer") == "✓ 2 bee"


def test_the_front_says_when_more_than_one_option_is_right(
    learner: "Learner", receive: Callable[[Note], None], note: "MakeNote", options: "MakeOptions", words: Words
) -> None:
    receive(note("many", "Which?", options("ant", "bee", "cat", correct=(0, 2), fixed=True)))
    assert words(learner.front("many"), "choose") == "Choose all that apply. ant bee cat"
    assert words(learner.back("many"), "answer") == "✓ ant ✓ cat"
    assert (learner.note("many")["Correct"], learner.note("many")["Mode"]) == ("0 2", "multiple")


@pytest.mark.parametrize(
    ("correct", "fixed", "mode"),
    [((0,), True, "single"), ((0,), False, "single shuffle"), ((0, 1), True, "multiple"),
     ((0, 1), False, "multiple shuffle")],
)  # fmt: skip
def test_the_mode_says_how_many_are_right_and_whether_a_script_may_shuffle(
    deck: "MakeDeck", note: "MakeNote", options: "MakeOptions", correct: tuple[int, ...], fixed: bool, mode: str
) -> None:
    asked = note("n", "Which?", options("ant", "bee", "cat", correct=correct, fixed=fixed))
    assert dict(zip(FIELDS, fields(deck(), asked), strict=True))["Mode"] == mode


def test_the_mode_of_what_has_no_options_says_whether_to_rehearse(deck: "MakeDeck", note: "MakeNote") -> None:
    place = list(FIELDS).index("Mode")
    assert fields(deck(), note("n"))[place] == ""
    assert fields(deck(), note("n", "Name two.", Text(parse("one"), rehearse=True)))[place] == "rehearse"


def test_the_reverse_card_asks_the_other_way_round(
    learner: "Learner", receive: Callable[[Note], None], note: "MakeNote", words: Words
) -> None:
    receive(note("both", "Question", Text(parse("Answer"), reverse=True), hint="For the question", explanation="Why"))
    forward, reverse = learner.note("both").cards()
    assert words(forward.question(), "hint") == "Hint For the question"
    assert words(reverse.question(), "front") == "Answer Production 7q2m4kzr/both"
    assert words(reverse.answer(), "answer") == "Question"
    assert words(reverse.answer(), "explanation") == "Why"


def test_a_note_that_changes_its_kind_is_updated(
    learner: "Learner", deck: "MakeDeck", note: "MakeNote", options: "MakeOptions", words: Words
) -> None:
    first = deck(note("kind", "Which?", "ant"))
    learner.receive(first)
    later = deck(note("kind", "Which?", options("ant", "bee")), modified=first.modified + 1)
    assert len(learner.receive(later).updated) == 1
    assert words(learner.back("kind"), "answer") == "✓ ant"
