from typing import TYPE_CHECKING

import pytest

from mmcards.errors import Place
from mmcards.markup import parse
from mmcards.model import Note, Text

if TYPE_CHECKING:
    from tests.kinds.conftest import Complaints, ReadNotes


@pytest.mark.parametrize("kind", ["", "kind: flashcard"])
def test_a_question_and_its_answer_are_a_note(notes: "ReadNotes", kind: str) -> None:
    items = f"""
    - question: What is **it**?
      {kind}
      answer: |
        - This
        - that
    """
    assert notes(items) == (
        Note(
            id="what-is-it",
            guid="u/what-is-it",
            named=False,
            place=Place("f.yaml", 5, 5),
            prompt=parse("What is **it**?"),
            response=Text(parse("- This\n- that")),
            section="One",
        ),
    )


def test_an_item_has_what_every_item_may_have(notes: "ReadNotes") -> None:
    items = """
    - id: one
      was: zero
      label: A
      question: What is it?
      answer: It.
      explanation: It is *so*.
      source: A book
      tags: [a, b]
      draft: false
    """
    assert notes(items) == (
        Note(
            id="one",
            guid="u/zero",
            was=("u/zero",),
            place=Place("f.yaml", 5, 9),
            prompt=parse("What is it?"),
            response=Text(parse("It.")),
            label="A",
            explanation=parse("It is *so*."),
            section="One",
            tags=("a", "b"),
            source="A book",
        ),
    )


def test_answers_are_text_whatever_they_look_like(notes: "ReadNotes") -> None:
    for answer in ("no", "1.10", "12:30", "~", "0x1F", "2026-01-01", "null"):
        (note,) = notes(f"- question: {answer}\n  answer: {answer}\n")
        assert (note.prompt, note.response) == (parse(answer), Text(parse(answer)))


def test_a_flashcard_wants_a_question_and_an_answer(complaints: "Complaints") -> None:
    assert complaints("- id: one") == ["5:5: `answer` is missing", "5:5: `question` is missing"]
    assert complaints("- question: ''\n  answer: [a]") == [
        "5:15: `question` is empty",
        "6:13: `answer` wants a text, and this is a list",
    ]


@pytest.mark.parametrize("reverse", ["true", "false"])
def test_a_card_is_asked_both_ways_if_it_says_so(notes: "ReadNotes", reverse: str) -> None:
    (note,) = notes(f"- {{question: A?, answer: B., reverse: {reverse}}}")
    assert note.response == Text(parse("B."), reverse=reverse == "true")


def test_an_answer_is_typed_as_it_stands_without_its_markup_or_as_listed(notes: "ReadNotes") -> None:
    plain, listed, none = notes("""
    - {question: A?, answer: 'el *andén*', typed: true}
    - {question: B?, answer: Colour, typed: [colour, ' color ', '*hue*']}
    - {question: C?, answer: C., typed: false}
    """)
    assert plain.response == Text(parse("el *andén*"), typed=("el andén",))
    assert listed.response == Text(parse("Colour"), typed=("colour", "color", "*hue*"))
    assert none.response == Text(parse("C."))


@pytest.mark.parametrize(
    ("typed", "answer", "told"),
    [
        ("yes", "B.", "`typed` is a switch or a list"),
        ("true", '"one\n\ntwo"', "an answer of several lines cannot be typed"),
        ('[a, "b\\nc"]', "B.", "an answer of several lines cannot be typed"),
        ("{a: b}", "B.", "`typed` wants a text, and this is a mapping of keys to values"),
    ],
)
def test_what_cannot_be_typed_is_told(complaints: "Complaints", typed: str, answer: str, told: str) -> None:
    (complaint,) = complaints(f"- {{question: A?, answer: {answer}, typed: {typed}}}")
    assert complaint.endswith(f": {told}")


def test_a_hint_is_marked_up(notes: "ReadNotes") -> None:
    (note,) = notes("- {question: A?, answer: B., hint: 'Not *C*.'}")
    assert note.hint == parse("Not *C*.")
