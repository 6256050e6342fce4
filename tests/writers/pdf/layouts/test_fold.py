"""Folded back on its line, a page has its answer behind its question, upright when it is turned as the fold lets it."""

from typing import TYPE_CHECKING

import pytest

from mmcards.paper import MM
from tests.writers.pdf.conftest import Box, Page, make_deck, make_note
from tests.writers.pdf.layouts.press import SIMPLEX, inside, words

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Print

EDGE = 6 * MM - 0.5


def folded(page: Page) -> tuple[Box, Box]:
    """The half that is seen, and the half that is folded behind it."""
    dashes = [shape for shape in page.shapes if shape.kind == "dashed"]
    if dashes[0].right - dashes[0].left < 2:
        x = (dashes[0].left + dashes[0].right) / 2
        return Box(0, 0, x, page.height), Box(x, 0, page.width, page.height)
    y = (dashes[0].bottom + dashes[0].top) / 2
    return Box(0, y, page.width, page.height), Box(0, 0, page.width, y)


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("page", ["a4", "letter", "a7", "3x5", "120x80mm"])
def test_each_half_holds_its_face_upright_and_clear_of_the_fold_and_the_edge(
    printed: "Print", page: str, landscape: bool
) -> None:
    deck = make_deck(make_note("a", "Question?", "Answer", section="Section"))
    (made,) = printed(deck, page=page, landscape=landscape).pages
    front, back = folded(made)
    assert front.right - front.left == pytest.approx(back.right - back.left, abs=0.5)
    assert front.top - front.bottom == pytest.approx(back.top - back.bottom, abs=0.5)
    safe = Box(EDGE, EDGE, made.width - EDGE, made.height - EDGE)
    read = [word for word in words(made) if word.text not in ("fold", "back", "foldback")]
    assert {word.text for word in read if inside(word, front)} == {"Section", "1", "of", "Question?"}
    assert {word.text for word in read if inside(word, back)} == {"Small", "·", "a", "Answer"}
    for word in read:
        assert inside(word, safe)
        assert word.upright


def test_a_wide_page_folds_into_the_page_of_a_book(printed: "Print") -> None:
    """Turned about the upright fold, what is on the right half stays upright, and its left edge is at the fold."""
    (page,) = printed(make_deck(make_note("a", "Question?")), landscape=True).pages
    front, back = folded(page)
    assert (front.right, front.top - front.bottom) == pytest.approx((148.5 * MM, 210 * MM), abs=0.5)
    assert back.left == front.right


@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("edge", ["left", "top"])
def test_holes_through_the_folded_page_touch_nothing(printed: "Print", edge: str, landscape: bool) -> None:
    deck = make_deck(make_note("a", "word " * 120, "word " * 120))
    (page,) = printed(deck, punch=edge, landscape=landscape).pages
    front, back = folded(page)
    for word in words(page):
        if inside(word, front):
            free = word.box.left - front.left if edge == "left" else front.top - word.box.top
        elif inside(word, back) and landscape:
            free = back.right - word.box.right if edge == "left" else back.top - word.box.top
        elif inside(word, back):
            free = word.box.left - back.left if edge == "left" else word.box.bottom - back.bottom
        else:
            continue  # the words on the fold
        assert free > 15 * MM


def test_pages_are_called_by_their_cards(printed: "Print") -> None:
    result = printed(make_deck(make_note("a"), make_note("b", "What?", "word " * 1500), make_note("c")))
    assert result.labels == ["1", "2", *["2, continued"] * (len(result.labels) - 3), "3"]
    assert len(result.labels) > 3
    assert result.sides == SIMPLEX
