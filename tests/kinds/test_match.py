from typing import TYPE_CHECKING

import pytest

from mmcards.errors import Place
from mmcards.markup import parse
from mmcards.model import Note, Option, Options

if TYPE_CHECKING:
    from tests.kinds.conftest import Complaints, ReadNotes

SET = """
- kind: match
  prompt: Match the country with its capital.
  responses:
    1: Lisbon
    2: Madrid
    x: Porto
  explanation: The best known is not always the capital.
  premises:
    - id: portugal
      label: A
      text: Portugal
      response: 1
      explanation: Since 1255.
    - text: Spain
      response: 2
    - text: Castile
      response: 2
"""


def test_each_premise_is_a_note_with_all_responses(notes: "ReadNotes") -> None:
    responses = (Option(parse("Lisbon"), "1"), Option(parse("Madrid"), "2"), Option(parse("Porto"), "x"))
    first, *others = notes(SET)
    assert first == Note(
        id="portugal",
        guid="u/portugal",
        place=Place("f.yaml", 13, 13),
        prompt=parse("Portugal"),
        response=Options(responses, (0,)),
        context=parse("Match the country with its capital."),
        label="A",
        explanation=parse("Since 1255."),
        pattern=parse("The best known is not always the capital."),
        section="One",
    )
    assert [(note.id, note.response) for note in others] == [
        ("spain", Options(responses, (1,))),
        ("castile", Options(responses, (1,))),
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("response: 1", "response: Lisbon", ["16:19: `response` cannot be `Lisbon`"]),
        ("      response: 1\n", "", ["13:9: `response` is missing"]),
        (
            "    1: Lisbon\n    2: Madrid\n    x: Porto",
            "    - Lisbon",
            ["8:7: `responses` wants names with texts, and this is a list"],
        ),
        (
            "    1: Lisbon\n    2: Madrid\n",
            "",
            [
                "8:7: `responses` wants two at least",
                "14:19: `response` cannot be `1`",
                "17:19: `response` cannot be `2`",
                "19:19: `response` cannot be `2`",
            ],
        ),
        (
            "    1: Lisbon",
            "    2: Lisbon",
            ["9:7: `2` stands twice here; the first is in line 8", "16:19: `response` cannot be `1`"],
        ),
        ("text: Castile", "text: Spain", ["20:9: the same question as at line 18, and no id tells them apart"]),
        ("premises", "items", ["12:5: unknown key `items`", "5:5: `premises` is missing"]),
    ],
)
def test_what_cannot_be_matched_is_told(complaints: "Complaints", old: str, new: str, told: list[str]) -> None:
    assert old in SET
    assert sorted(complaints(SET.replace(old, new))) == sorted(told)
