"""The sides of cards are those that Anki's backend makes of the same notes."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mmcards.kinds import KINDS
from mmcards.preview import faces
from mmcards.preview.templates import expected, render
from mmcards.reader.decks import read
from mmcards.starter import start
from mmcards.writers.cards import cards
from tests.preview.conftest import LESSON, SAMPLE
from tests.writers.anki.conftest import Learner, bare, lasting_learner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mmcards.model import Deck

__all__ = ["lasting_learner"]

_OWN = re.compile(r' data-cloze="[^"]*"')
_SOUND = re.compile(r"\[sound:[^\]]+\]")
_PLAYED = re.compile(r"\[anki:play:.:\d+\]")

MORE = """\
deck: More
uid: m0re4kzr
cards:
- {id: typed, question: The word, answer: colour, typed: [colour, color]}
- {id: both, question: Ann & Bob, answer: '1 < 2', reverse: true, typed: true}
- {id: inside, kind: cloze, text: 'A {{c1::b {{c2::c::hint}} d}} and {{c2::e}} `{{f}}`'}
- {id: told, kind: cloze, typed: true, text: 'In {{c1::**Paris**}} and {{c1::Rome}}, {{c2::Oslo}}'}
"""


def decks(folder: Path) -> "Iterator[Deck]":
    start(folder / "starter")
    (folder / "more.yaml").write_text(MORE, "utf-8")
    yield from read((LESSON, SAMPLE, folder / "starter", folder / "more.yaml"), KINDS)[0]


@pytest.fixture(scope="module")
def received(lasting_learner: Learner, tmp_path_factory: pytest.TempPathFactory) -> "list[Deck]":
    found = [*decks(tmp_path_factory.mktemp("decks"))]
    for deck in found:
        lasting_learner.receive(deck)
    return found


def test_every_side_of_every_card_is_as_anki_renders_it(lasting_learner: Learner, received: "list[Deck]") -> None:
    collection = lasting_learner.collection
    compared = 0
    for deck in received:
        for note in deck.notes:
            (number,) = collection.find_notes(f'"Id:{deck.uid}/{note.id}"')
            theirs = {card.ord + 1: card for card in collection.get_note(number).cards()}
            assert [card.number for card in cards(note)] == [*theirs]
            for card in cards(note):
                anki = theirs[card.number]
                for side, html in (("front", anki.question()), ("back", anki.answer())):
                    ours = bare(faces.side(deck, card, "front" if side == "front" else "back"))
                    shown = _PLAYED.sub("[sound]", _OWN.sub("", bare(html)))
                    assert _SOUND.sub("[sound]", ours).strip() == shown.strip(), (note.id, side)
                    compared += 1
    assert compared > 150


def test_what_is_to_be_typed_is_what_anki_compares_with(lasting_learner: Learner, received: "list[Deck]") -> None:
    fields = {"Typed": "a &amp; <b>b</b>", "Text": "{{c1::<strong>Paris</strong>}}, {{c2::x {{c1::Rome::hint}}}}"}
    assert expected("Typed", fields, 1) == "a & b"
    assert expected("cloze:Text", fields, 1) == "Paris, Rome"
    assert expected("cloze:Text", fields, 2) == "x Rome"
    (number,) = lasting_learner.collection.find_notes('"Id:m0re4kzr/told"')
    text = lasting_learner.collection.get_note(number)["Text"]
    theirs = lasting_learner.collection.extract_cloze_for_typing(text, 1)
    assert re.sub(r"<[^>]*>", "", theirs) == expected("cloze:Text", {"Text": text}, 1)


@pytest.mark.parametrize("template", ["{{Unknown}}", "{{kana:Known}}", "{{type:Unknown}}", "{{#Unknown}}a{{/Unknown}}"])
def test_what_is_not_known_of_templates_is_a_bug_and_no_empty_place(template: str) -> None:
    with pytest.raises(KeyError):
        render(template, {"Known": "x"})
