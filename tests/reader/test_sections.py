"""What a section says for all its cards."""

from typing import TYPE_CHECKING

import pytest

from mmcards.model import Options, Text

if TYPE_CHECKING:
    from mmcards.model import Note
    from tests.reader.conftest import Desk

HEAD = "deck: D\nuid: u\n"


def read(desk: "Desk", text: str) -> "dict[str, Note]":
    desk.write("d.yaml", HEAD + text)
    (deck,) = desk.read("d.yaml")
    return {note.id: note for note in deck.notes}


def reversed_(note: "Note") -> bool:
    return isinstance(note.response, Text) and note.response.reverse


def test_a_section_has_its_cards_reversed_but_for_those_that_say_no(desk: "Desk") -> None:
    notes = read(
        desk,
        "reverse: true\ncards:\n- {question: A, answer: B}\n- {question: C, answer: D, reverse: false}\n"
        "---\ncards:\n- {question: E, answer: F}\n",
    )
    assert [name for name, note in notes.items() if reversed_(note)] == ["a"]


def test_a_section_keeps_the_order_of_all_its_options(desk: "Desk") -> None:
    notes = read(
        desk,
        "kind: choice\nshuffle: false\ncards:\n"
        "- {question: A, choices: [x, y], answer: x}\n- {question: B, choices: [x, y], answer: x, shuffle: true}\n"
        "- {kind: match, prompt: P, responses: {1: x, 2: y}, premises: [{text: C, response: 1}]}\n",
    )
    fixed = {name: isinstance(note.response, Options) and note.response.fixed for name, note in notes.items()}
    assert fixed == {"a": True, "b": False, "c": True}


@pytest.mark.parametrize(
    ("in_section", "in_item"),
    [
        ("reverse: true\ncards:\n- {question: A, answer: B}\n", "cards:\n- {question: A, answer: B, reverse: true}\n"),
        (
            "kind: choice\nshuffle: false\ncards:\n- {question: A, choices: [x, y], answer: x}\n",
            "kind: choice\ncards:\n- {question: A, choices: [x, y], answer: x, shuffle: false}\n",
        ),
        (
            "kind: match\nshuffle: false\ncards:\n"
            "- {prompt: P, responses: {1: x, 2: y}, premises: [{text: A, response: 1}]}\n",
            "kind: match\ncards:\n"
            "- {prompt: P, responses: {1: x, 2: y}, shuffle: false, premises: [{text: A, response: 1}]}\n",
        ),
    ],
)
def test_a_switch_means_the_same_in_a_section_and_in_its_items(desk: "Desk", in_section: str, in_item: str) -> None:
    one, other = read(desk, in_section)["a"], read(desk, in_item)["a"]
    assert (one.response, one.digest) == (other.response, other.digest)
    assert read(desk, in_item.replace("false", "true"))["a"].digest != one.digest or "reverse" in in_item


def test_a_switch_that_says_what_holds_anyway_changes_no_digest(desk: "Desk") -> None:
    said = read(desk, "cards:\n- {question: A, answer: B, reverse: false}\n")["a"]
    assert said.digest == read(desk, "cards:\n- {question: A, answer: B}\n")["a"].digest


@pytest.mark.parametrize("switch", ["reverse: true", "shuffle: false"])
def test_a_switch_that_no_card_of_its_section_minds_is_worth_a_warning(desk: "Desk", switch: str) -> None:
    desk.write("d.yaml", f"{HEAD}kind: self-check\n{switch}\ncards:\n- {{question: A, answer: B}}\n")
    key = switch.partition(":")[0]
    (warning,) = desk.complaints("d.yaml")
    assert warning.startswith(f"warning d.yaml:4:{len(key) + 3}: `{key}` changes nothing")


@pytest.mark.parametrize("key", ["section: One", "kind: choice", "reverse: true", "shuffle: false"])
def test_what_is_said_for_a_section_without_cards_is_a_mistake(desk: "Desk", key: str) -> None:
    desk.write("d/deck.yaml", f"{HEAD}{key}\n")
    desk.write("d/cards.yaml", "cards:\n- {question: A, answer: B}\n")
    name = key.partition(":")[0]
    assert desk.complaints("d") == [
        f"d/deck.yaml:3:{len(name) + 3}: `{name}` holds for the cards of its own section, and here are none"
    ]
