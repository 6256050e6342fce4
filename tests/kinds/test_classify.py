from typing import TYPE_CHECKING

import pytest

from mmcards.errors import Place
from mmcards.kinds import KINDS
from mmcards.markup import parse
from mmcards.model import Note, Option, Options
from mmcards.reader.decks import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.kinds.conftest import Complaints, ReadNotes

SET = """
- kind: classify
  prompt: A fruit or a vegetable?
  categories:
    fruit: A *fruit*
    no: A vegetable
  ask:
    fruit: Where are its seeds?
  source: A book
  tags: [garden]
  explanation: A fruit grows from the flower.
  items:
    - id: tomato
      label: A
      text: The tomato
      category: fruit
      needs: [in the flesh, everywhere]
      explanation: It is red.
      tags: red
    - text: The carrot
      category: no
      source: A garden
"""


def test_each_item_is_a_note_with_the_categories_in_their_order(notes: "ReadNotes") -> None:
    categories = (Option(parse("A *fruit*")), Option(parse("A vegetable")))
    ask = parse("Where are its seeds?")
    assert notes(SET) == (
        Note(
            id="tomato",
            guid="u/tomato",
            place=Place("f.yaml", 16, 13),
            prompt=parse("The tomato"),
            response=Options(categories, (0,), fixed=True, ask=ask, needs=(parse("in the flesh"), parse("everywhere"))),
            context=parse("A fruit or a vegetable?"),
            label="A",
            explanation=parse("It is red."),
            pattern=parse("A fruit grows from the flower."),
            section="One",
            tags=("garden", "red"),
            source="A book",
        ),
        Note(
            id="the-carrot",
            guid="u/the-carrot",
            named=False,
            place=Place("f.yaml", 23, 9),
            prompt=parse("The carrot"),
            response=Options(categories, (1,), fixed=True, ask=ask),
            context=parse("A fruit or a vegetable?"),
            pattern=parse("A fruit grows from the flower."),
            section="One",
            tags=("garden",),
            source="A garden",
        ),
    )


def test_a_draft_of_a_set_leaves_out_all_its_items(notes: "ReadNotes") -> None:
    assert [note.id for note in notes(f"{SET}  draft: true\n- {{question: Why?, answer: So.}}")] == ["why"]
    assert [note.id for note in notes(SET.replace("label: A", "draft: true"))] == ["the-carrot"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("category: no", "category: fruits", ["24:19: `category` cannot be `fruits`"]),
        ("category: no", "", ["23:9: `category` is missing"]),
        (
            "text: The carrot",
            "needs: soup",
            ["23:16: `needs` answers a question, and `no` asks none", "23:9: `text` is missing"],
        ),
        (
            "    fruit: Where",
            "    fruits: Where",
            ["11:7: a category cannot be `fruits`", "20:16: `needs` answers a question, and `fruit` asks none"],
        ),
        ("    no: A vegetable\n", "", ["8:7: `categories` wants two at least", "23:19: `category` cannot be `no`"]),
        ("no: A vegetable", "no:", ["9:10: `no` is empty"]),
        (
            "    fruit: A *fruit*\n    no: A vegetable",
            "    [fruit, vegetable]",
            ["8:7: `categories` wants names with texts, and this is a list"],
        ),
        ("prompt: A fruit or a vegetable?", "promt: Which?", ["6:5: unknown key `promt`"]),
    ],
)
def test_what_cannot_be_classified_is_told(complaints: "Complaints", old: str, new: str, told: list[str]) -> None:
    assert old in SET
    assert sorted(complaints(SET.replace(old, new))) == sorted(told)


def test_a_set_wants_items_and_categories(complaints: "Complaints") -> None:
    assert complaints("- kind: classify\n  prompt: Which?") == [
        "5:5: `categories` is missing",
        "5:5: `items` is missing",
    ]
    assert complaints("- {kind: classify, prompt: Which?, categories: {a: A, b: B}, items: []}") == [
        "5:71: `items` is empty"
    ]


def test_what_is_asked_of_a_category_and_answered_by_none_of_its_items_is_a_warning(
    write_items: "Callable[[str], Path]",
) -> None:
    text = """
    - kind: classify
      prompt: Which?
      categories: {fruit: A fruit, no: A vegetable}
      ask: {fruit: Where are its seeds?}
      items:
        - {text: The pear, category: fruit}
        - {text: The leek, category: no}
    """
    _, warnings = read([write_items(text)], KINDS)
    assert [(each.place.line, each.message) for each in warnings] == [
        (10, "`ask` asks for more where it is `fruit`, and nothing answers it")
    ]
