"""`fonts:` in deck.yaml names font files in the deck's folder."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.reader.conftest import Desk

CARDS = "cards:\n- question: Q\n  answer: A\n"


def test_fonts_are_found_beside_the_yaml_in_their_order(desk: "Desk") -> None:
    for name in ("b.ttf", "sub/a.OTF"):
        desk.write(f"d/{name}", b"font")
    desk.write("d/deck.yaml", f"deck: D\nuid: u\nfonts: [b.ttf, sub/a.OTF]\n{CARDS}")
    (deck,) = desk.read("d")
    assert [Path(name) for name in deck.fonts] == [Path("d/b.ttf"), Path("d/sub/a.OTF")]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing.ttf", "`missing.ttf` is not there"),
        ("../secret.ttf", "`../secret.ttf` is outside the deck's folder"),
        ("cards.yaml", "`cards.yaml` is no font by its ending"),
    ],
)
def test_a_font_that_cannot_be_taken_is_a_mistake_where_it_is_named(desk: "Desk", name: str, told: str) -> None:
    desk.write("secret.ttf", b"font")
    desk.write("d/cards.yaml", CARDS)
    desk.write("d/deck.yaml", f"deck: D\nuid: u\nfiles: [cards.yaml]\nfonts: [{name}]\n")
    assert desk.complaints("d") == [f"d/deck.yaml:4:9: {told}"]
