"""Which notes are printed."""

from typing import TYPE_CHECKING

from mmcards.errors import Place
from mmcards.model import Note, Text
from mmcards.selection import selected, unknown

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTES = tuple(
    Note(id=name, guid=name, place=Place("a.yaml"), prompt=(), response=Text(()), section=section)
    for name, section in (("ticket", "At the  Station"), ("platform", "At the  Station"), ("menu", ""))
)


def ids(notes: "Iterable[Note]") -> list[str]:
    return [note.id for note in notes]


def test_names_are_those_of_sections_and_of_notes_in_the_order_of_the_deck() -> None:
    assert ids(selected((), NOTES)) == ["ticket", "platform", "menu"]
    assert ids(selected(["menu", "platform"], NOTES)) == ["platform", "menu"]
    assert ids(selected(["at the station"], NOTES)) == ["ticket", "platform"]
    assert ids(selected(["other"], NOTES)) == []


def test_a_name_that_nothing_has_is_told_with_the_nearest() -> None:
    assert unknown(["menu", "AT THE STATION"], NOTES) == {}
    assert unknown(["tickets", "at station", "x"], NOTES) == {
        "tickets": "did you mean `ticket`?",
        "at station": "did you mean `At the  Station`?",
        "x": "name a section, or a card by its id",
    }
