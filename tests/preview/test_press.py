"""Cards on paper are the pages that a build of the whole deck has."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pypdfium2
import pytest

from mmcards.kinds import KINDS
from mmcards.model import Deck
from mmcards.preview.press import WIDTH, Press, Print
from mmcards.reader.decks import read
from mmcards.writers import Settings
from mmcards.writers.cards import Card, cards
from mmcards.writers.pdf.document import write
from tests.conftest import WriteDeck

PrintCard: TypeAlias = Callable[[Deck, int], Print]

MIXED = """\
- {id: one, question: What is one?, answer: The first., reverse: true}
- kind: classify
  id: sizes
  prompt: Big or small?
  categories: {big: Big, small: Small}
  items:
  - {id: flea, text: A flea, category: small}
  - {id: whale, text: 'A whale, which is WHALE', category: big}
- {id: gaps, kind: cloze, text: '{{c1::One}} and {{c2::two}}'}
- {id: flea-2, question: Long, answer: LONG}
"""


@pytest.fixture
def press(tmp_path: Path) -> Press:
    folder = tmp_path / "press"
    folder.mkdir()
    return Press(folder, Settings())


@pytest.fixture
def deck(write_deck: WriteDeck) -> Callable[[str], Deck]:
    def deck(printing: str) -> Deck:
        path = write_deck("mixed", MIXED.replace("WHALE", "very large " * 60).replace("LONG", "and so on " * 600))
        path.write_text(path.read_text("utf-8").replace("language: en", f"language: en\nprint: {printing}"), "utf-8")
        return read((path,), KINDS)[0][0]

    return deck


def numbered(deck: Deck) -> list[tuple[int, Card]]:
    return [*enumerate((card for note in deck.notes for card in cards(note)), start=1)]


def texts(pdf: bytes | Path) -> list[str]:
    """What each page says."""
    document = pypdfium2.PdfDocument(pdf)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


@pytest.mark.parametrize("printing", ["{}", "{layout: duplex, page: a6}", "{layout: duplex, order: fronts-then-backs}"])
def test_the_pages_of_a_card_are_its_pages_in_the_whole_deck(
    deck: Callable[[str], Deck], press: Press, tmp_path: Path, printing: str
) -> None:
    read_deck = deck(printing)
    write((read_deck,), tmp_path / "whole.pdf", Settings(), lambda _: None)
    whole = texts(tmp_path / "whole.pdf")
    printed = []
    for number, card in numbered(read_deck):
        made = press.printed(f"{number}", read_deck, card, number)
        printed += [texts(made.pdf)[spot.page] for spot in made.spots]
    assert len(printed) > len(numbered(read_deck))  # one of them continues
    assert sorted(printed) == sorted(whole)


def test_a_list_shows_the_card(deck: Callable[[str], Deck], press: Press) -> None:
    read_deck = deck("{layout: list}")
    number, card = numbered(read_deck)[-1]
    made = press.printed("list", read_deck, card, number)
    assert len(made.spots) > 1
    assert all("and so on" in texts(made.pdf)[spot.page] for spot in made.spots)


@pytest.mark.parametrize("flip", ["auto", "short"])
@pytest.mark.parametrize("landscape", ["true", "false"])
def test_cards_to_cut_out_are_cut_out(deck: Callable[[str], Deck], press: Press, flip: str, landscape: str) -> None:
    """The picture of each has its own ink, the right way up, and none of the cards that are printed with it."""
    read_deck = deck(f"{{layout: sheet, flip: {flip}, landscape: {landscape}, back-offset: '1,2'}}")
    for number, card in numbered(read_deck):
        if card.note.id in ("flea", "whale"):
            made = press.printed(card.note.id, read_deck, card, number)
            assert len(made.spots) == 2
            document = pypdfium2.PdfDocument(made.pdf)
            for spot in made.spots:
                assert spot.part
                text = document[spot.page].get_textpage()
                inside = text.get_text_bounded(*spot.part[:2], spot.part[0] + spot.part[2], spot.part[1] + spot.part[3])
                assert ("A whale" in inside or "very large" in inside or "whale" in inside) == (card.note.id == "whale")
                assert len(inside.split()) > 3
            document.close()


def test_what_is_left_out_of_the_pdf_is_said_to_be(deck: Callable[[str], Deck], press: Press) -> None:
    read_deck = deck("{only: gaps}")
    (number, card), *_ = numbered(read_deck)
    assert press.printed("left out", read_deck, card, number) == Print(said="It is not printed: `only:` leaves it out.")


def test_warnings_are_those_of_the_card(deck: Callable[[str], Deck], press: Press) -> None:
    read_deck = deck("{page: a6}")
    for number, card in numbered(read_deck):
        warnings = press.printed(f"{number}", read_deck, card, number).problems
        assert [each.message.startswith("the card continues") for each in warnings] == [True] * (
            card.note.id == "flea-2"
        )


def test_a_page_is_a_picture_of_one_width(deck: Callable[[str], Deck], press: Press) -> None:
    read_deck = deck("{}")
    made = press.printed("one", read_deck, numbered(read_deck)[0][1], 1)
    picture = press.picture(made, 0)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert width in (WIDTH, WIDTH + 1)
    assert height / width == pytest.approx(297 / 210, abs=0.01)


def test_nothing_is_left_beside(deck: Callable[[str], Deck], press: Press, tmp_path: Path) -> None:
    read_deck = deck("{}")
    press.printed("one", read_deck, numbered(read_deck)[0][1], 1)
    assert list((tmp_path / "press").iterdir()) == []


def test_what_has_not_changed_is_not_printed_again(deck: Callable[[str], Deck], press: Press) -> None:
    read_deck = deck("{}")
    number, card = numbered(read_deck)[0]
    assert press.printed("a", read_deck, card, number) is press.printed("a", read_deck, card, number)
