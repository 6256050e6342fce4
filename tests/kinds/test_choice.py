from typing import TYPE_CHECKING

import pytest

from mmcards.errors import Place
from mmcards.markup import parse
from mmcards.model import Note, Option, Options

if TYPE_CHECKING:
    from tests.kinds.conftest import Complaints, ReadNotes


def test_the_choices_are_options_in_their_order(notes: "ReadNotes") -> None:
    items = """
    - id: capital
      kind: choice
      question: What is the capital of Australia?
      choices: [Sydney, Canberra, "Melbourne, *Victoria*"]
      answer: Canberra   # since 1913
      explanation: It was founded for it.
    """
    assert notes(items) == (
        Note(
            id="capital",
            guid="u/capital",
            place=Place("f.yaml", 5, 9),
            prompt=parse("What is the capital of Australia?"),
            response=Options(
                options=(
                    Option(parse("Sydney")),
                    Option(parse("Canberra")),
                    Option(parse("Melbourne, *Victoria*")),
                ),
                correct=(1,),
            ),
            explanation=parse("It was founded for it."),
            section="One",
        ),
    )


@pytest.mark.parametrize(
    ("answer", "correct"),
    [("b", (1,)), ("[c, a]", (0, 2)), ("[a, a]", (0,)), ("' b '", (1,)), ("[a, b, c, 1.10, no]", (0, 1, 2, 3, 4))],
)
def test_the_right_ones_are_told_by_their_texts(notes: "ReadNotes", answer: str, correct: tuple[int, ...]) -> None:
    (note,) = notes(f"- {{kind: choice, question: Which?, choices: [a, b, c, 1.10, no], answer: {answer}}}")
    assert isinstance(note.response, Options)
    assert note.response.correct == correct
    assert note.response.fixed is False


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ("", ["5:5: `answer` is missing", "5:5: `choices` is missing"]),
        ("choices: [a, b]", ["5:5: `answer` is missing"]),
        ("choices: [a, b]\n  answer: []", ["8:13: `answer` is empty"]),
        ("choices: [a, b]\n  answer: ''", ["8:13: `answer` is empty"]),
        ("choices: [a, b]\n  answer: c", ["8:13: the answer cannot be `c`"]),
        ("choices: [a, b]\n  answer: [a, c, d]", ["8:17: the answer cannot be `c`", "8:20: the answer cannot be `d`"]),
        ("choices: [a, b, ' a']\n  answer: a", ["7:21: the choice `a` stands twice"]),
        ("choices: [a]\n  answer: a", ["7:14: `choices` wants two at least"]),
        ("choices: []\n  answer: a", ["7:14: `choices` wants two at least"]),
        ("choices: a, b\n  answer: a", ["7:14: `choices` wants a list, and this is a text"]),
        (
            "choices: [a, '', [c]]\n  answer: a",
            ["7:18: `choices` is empty", "7:22: `choices` wants a text, and this is a list"],
        ),
    ],
)
def test_what_cannot_be_chosen_is_told(complaints: "Complaints", rest: str, told: list[str]) -> None:
    assert complaints(f"- kind: choice\n  question: Which?\n  {rest}") == told


def test_choices_keep_their_order_if_they_are_not_to_be_shuffled(notes: "ReadNotes") -> None:
    (note,) = notes("- {kind: choice, question: Q?, choices: [a, b], answer: a, shuffle: false}")
    assert isinstance(note.response, Options)
    assert note.response.fixed
