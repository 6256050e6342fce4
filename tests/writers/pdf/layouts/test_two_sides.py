"""Printed on both sides, cut and turned, every answer is behind its own question, and upright."""

from typing import TYPE_CHECKING, Final

import pytest

from mmcards.errors import CardsError
from mmcards.paper import MM, PAGES, Size
from tests.writers.pdf.conftest import Box, make_deck, make_note
from tests.writers.pdf.layouts.press import (
    LONG_EDGE,
    SHORT_EDGE,
    SIMPLEX,
    cards,
    inside,
    paper,
    printed_on_both_sides,
    turned_like_a_page,
    words,
)

if TYPE_CHECKING:
    from mmcards.model import Deck
    from tests.writers.pdf.conftest import Print, Printed
    from tests.writers.pdf.layouts.press import Paper, Word

EDGE: Final = 6 * MM - 0.5
FLIPS: Final = ("auto", "long", "short")


def small_deck(count: int, response: str = "") -> "Deck":
    return make_deck(*(make_note(f"n{n}", f"Question{n}?", response or f"Answer{n}") for n in range(1, count + 1)))


@pytest.mark.parametrize("offset", ["0,0", "3,-2"])
@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("flip", FLIPS)
@pytest.mark.parametrize("page", ["a4", "3x5"])
def test_turned_like_a_page_of_a_book_each_page_has_its_answer_upright(
    printed: "Print", page: str, flip: str, landscape: bool, offset: str
) -> None:
    result = printed(small_deck(2), layout="duplex", page=page, flip=flip, landscape=landscape, back_offset=offset)
    right, up = (float(part) * MM for part in offset.split(","))
    for number, sheet in enumerate(printed_on_both_sides(result), start=1):
        whole = Box(0, 0, sheet.width, sheet.height)
        assert_behind(sheet, whole, number)
        answer = turned_like_a_page(only(sheet.back, f"Answer{number}"), whole).box
        assert (answer.left + answer.right) / 2 == pytest.approx(sheet.width / 2 + right, abs=1.5)
        plain = next(printed_on_both_sides(printed(small_deck(1), layout="duplex", page=page, landscape=landscape)))
        there = turned_like_a_page(only(plain.back, "Answer1"), whole).box
        assert answer.bottom - there.bottom == pytest.approx(up, abs=1.5)
    assert_clear_of_the_edge(result)


@pytest.mark.parametrize("flip", FLIPS)
@pytest.mark.parametrize(
    ("page", "landscape", "card", "size", "count"),
    [
        ("a4", None, "63x88mm", (63 * MM, 88 * MM), 9),
        ("a4", None, "a7", (74 * MM, 105 * MM), 8),
        ("a4", None, "a6", (105 * MM, 148 * MM), 4),
        ("a4", True, "3x5", (216, 360), 3),
        ("letter", False, "3x5", (216, 360), 4),
        ("letter", None, "2.5x3.5in", (180, 252), 9),
        ("letter", None, "6x4in", (432, 288), 2),
        ("letter", None, None, (306, 396), 4),
        ("legal", None, "3 x 5 in", (216, 360), 4),
    ],
)
def test_cut_out_and_turned_each_card_has_its_answer_upright(
    printed: "Print",
    page: str,
    landscape: bool | None,
    card: str | None,
    size: tuple[float, float],
    count: int,
    flip: str,
) -> None:
    settings = {"card": card} if card else {}
    result = printed(small_deck(count + 1), layout="sheet", page=page, landscape=landscape, flip=flip, **settings)
    first, second = printed_on_both_sides(result)
    cut = cards(first)
    assert len(cut) == count
    for box in cut:
        assert (box.right - box.left, box.top - box.bottom) == pytest.approx(size, abs=1.5)
    for number, box in enumerate(cut, start=1):
        assert_behind(first, box, number, away=4 * MM - 1.5)
    assert_behind(second, cut[0], count + 1, away=4 * MM - 1.5)
    assert_clear_of_the_edge(result)


@pytest.mark.parametrize("flip", FLIPS)
def test_an_offset_moves_the_backs_of_all_cards_as_one_sees_them(printed: "Print", flip: str) -> None:
    deck = small_deck(9)
    still, moved = (
        next(printed_on_both_sides(printed(deck, layout="sheet", card="63x88mm", flip=flip, back_offset=offset)))
        for offset in ("0,0", "1.5,-2")
    )
    for card, before, after in zip(cards(still) * 30, still.back, moved.back, strict=False):
        first, then = turned_like_a_page(before, card).box, turned_like_a_page(after, card).box
        assert then.left - first.left == pytest.approx(1.5 * MM, abs=0.1)
        assert then.bottom - first.bottom == pytest.approx(-2 * MM, abs=0.1)
    assert [word.box for word in still.front] == [word.box for word in moved.front]


@pytest.mark.parametrize("offset", ["6,0", "0,-6", "-4,4"])
def test_what_is_moved_stays_clear_of_the_edge(printed: "Print", offset: str) -> None:
    for settings in ({"layout": "duplex", "page": "a6"}, {"layout": "sheet", "card": "a6"}):
        assert_clear_of_the_edge(printed(small_deck(4, "word " * 60), back_offset=offset, **settings))


@pytest.mark.parametrize(
    ("page", "landscape", "flip", "sides"),
    [
        ("a4", False, "auto", LONG_EDGE),
        ("a4", True, "auto", SHORT_EDGE),
        ("a4", False, "short", SHORT_EDGE),
        ("a4", True, "long", LONG_EDGE),
        ("100x100mm", False, "auto", LONG_EDGE),
    ],
)
@pytest.mark.parametrize("layout", ["duplex", "sheet"])
def test_the_file_asks_for_the_edge(
    printed: "Print", layout: str, page: str, landscape: bool, flip: str, sides: int
) -> None:
    settings = {"card": "50x50mm"} if layout == "sheet" else {}
    result = printed(small_deck(1), layout=layout, page=page, landscape=landscape, flip=flip, **settings)
    assert result.sides == sides


@pytest.mark.parametrize("layout", ["duplex", "sheet"])
@pytest.mark.parametrize("edge", ["left", "top"])
def test_holes_at_an_edge_of_a_card_touch_nothing_on_either_side(printed: "Print", layout: str, edge: str) -> None:
    result = printed(small_deck(4, "word " * 70), layout=layout, page="a5" if layout == "duplex" else "a4", punch=edge)
    for sheet in printed_on_both_sides(result):
        for card in cards(sheet) if layout == "sheet" else [Box(0, 0, sheet.width, sheet.height)]:
            for word in [*sheet.front, *sheet.back]:
                if inside(word, card):
                    free = word.box.left - card.left if edge == "left" else card.top - word.box.top
                    assert free > 15 * MM


# --- the order of pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "labels"),
    [
        ("interleaved", ["1 front", "1 back", "2 front", "2 back", "3 front", "3 back"]),
        ("fronts-then-backs", ["1 front", "2 front", "3 front", "1 back", "2 back", "3 back"]),
        ("fronts-then-backs-reversed", ["1 front", "2 front", "3 front", "3 back", "2 back", "1 back"]),
    ],
)
def test_pages_come_in_the_order_that_is_asked_for_and_are_called_so(
    printed: "Print", order: str, labels: list[str]
) -> None:
    result = printed(small_deck(3), layout="duplex", order=order)
    assert result.labels == labels
    for label, page in zip(result.labels, result.pages, strict=True):
        number, side = label.split()
        assert {"front": f"Question{number}?", "back": f"Answer{number}"}[side] in [each.text for each in words(page)]
    assert result.sides == (LONG_EDGE if order == "interleaved" else SIMPLEX)
    assert [(title, result.labels[page]) for _, title, page in result.bookmarks] == [
        ("Question1?", "1 front"),
        ("Question2?", "2 front"),
        ("Question3?", "3 front"),
    ]


@pytest.mark.parametrize("order", ["fronts-then-backs", "fronts-then-backs-reversed"])
def test_fronts_put_back_into_the_printer_get_their_own_backs(printed: "Print", order: str) -> None:
    """A stack that comes out face down keeps its order; one that comes out face up is the other way round."""
    result = printed(small_deck(10), layout="sheet", card="a6", order=order)
    half = len(result.pages) // 2
    backs = result.pages[half:] if order == "fronts-then-backs" else result.pages[half:][::-1]
    count = 0
    for front, back in zip(result.pages[:half], backs, strict=True):
        sheet = paper(front, back, sides=LONG_EDGE)
        for card in cards(sheet):
            count += 1
            if count <= 10:
                assert_behind(sheet, card, count)


def test_a_sheet_is_called_by_its_cards(printed: "Print") -> None:
    result = printed(small_deck(6), layout="sheet", card="a6")
    assert result.labels == ["1–4 front", "1–4 back", "5, 6 front", "5, 6 back"]  # noqa: RUF001


# --- too much for a card ---------------------------------------------------------------------------------------------


def test_a_card_that_goes_on_keeps_fronts_and_backs_in_step(printed: "Print") -> None:
    answer = " ".join(f"word{n}" for n in range(900))
    deck = make_deck(
        make_note("n1", "Question1?", "Answer1"),
        make_note("n2", "Question2?", answer),
        make_note("n3", "Question3?", "Answer3"),
    )
    result = printed(deck, layout="duplex", page="a6")
    more = (len(result.pages) - 6) // 2
    assert more > 1
    assert result.labels == [
        *("1 front", "1 back", "2 front", "2 back"),
        *(["2 front, continued", "2 back, continued"] * more),
        *("3 front", "3 back"),
    ]
    for page, label in zip(result.pages, result.labels, strict=True):
        told = [word.text for word in words(page)]
        assert ("continued" in told) is ("continued" in label)
        assert told[told.index("of") - 1 : told.index("of") + 2] == [label[0], "of", "3" if label[0] != "2" else "3,"]
    backs = [word.text for page in result.pages[3:-2:2] for word in words(page) if word.text.startswith("word")]
    assert backs == answer.split()
    (warning,) = result.made.warnings
    assert warning.message == f"the card continues on further sheets: it takes {more + 1} on a6"


def test_a_question_that_goes_on_leaves_its_further_backs_blank(printed: "Print") -> None:
    question = " ".join(f"word{n}" for n in range(500))
    result = printed(make_deck(make_note("n1", question, "Answer1")), layout="duplex", page="a6")
    first, *others = result.pages[1::2]
    assert len(others) > 0
    assert "Answer1" in [word.text for word in words(first)]
    for page in others:
        assert {run.grey for run in page.runs} == {97}
        assert "continued" in [word.text for word in words(page)]


def test_a_card_that_goes_on_takes_the_next_cards_of_the_sheet(printed: "Print") -> None:
    deck = make_deck(make_note("n1", "Question1?", "word " * 300), make_note("n2", "Question2?", "Answer2"))
    result = printed(deck, layout="sheet", card="63x88mm")
    (sheet,) = printed_on_both_sides(result)
    taken = int(result.made.warnings[0].message.split()[-3])
    assert taken > 1
    assert result.made.warnings[0].message.endswith("on 63x88mm")
    assert result.labels == ["1, 2 front", "1, 2 back"]
    assert_behind(sheet, cards(sheet)[taken], 2)


def test_a_card_larger_than_its_page_is_told(printed: "Print") -> None:
    with pytest.raises(
        CardsError, match=r"^A card of a5 does not fit on a6\. Take a smaller `card` or a larger `page`\.$"
    ):
        printed(small_deck(1), layout="sheet", card="a5", page="a6")


def test_a_card_without_room_for_text_is_told(printed: "Print") -> None:
    with pytest.raises(CardsError, match=r"^There is too little room for text on 50x50mm\. Take a larger one\.$"):
        printed(small_deck(1), layout="sheet", card="50x50mm", punch="left", back_offset="15,15")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("layout", ["duplex", "sheet"])
def test_all_boxes_of_a_page_are_the_sheet(printed: "Print", layout: str, page: str) -> None:
    settings = {"card": "50x60mm"} if layout == "sheet" else {}
    result = printed(small_deck(1), layout=layout, page=page, **settings)
    size: Size = PAGES[page]
    for boxes in result.boxes:
        for box in boxes:
            assert sorted(box[2:]) == pytest.approx(sorted(size[:2]), abs=0.1)
            assert box[:2] == (0, 0)


def only(found: "list[Word]", text: str) -> "Word":
    (word,) = [each for each in found if each.text == text]
    return word


def assert_behind(sheet: "Paper", card: Box, number: int, away: float = EDGE) -> None:
    """A question and its answer are on one card, away from its edges, and both upright."""
    question, answer = only(sheet.front, f"Question{number}?"), only(sheet.back, f"Answer{number}")
    safe = Box(card.left + away, card.bottom + away, card.right - away, card.top - away)
    assert question.upright
    assert turned_like_a_page(answer, card).upright
    assert inside(question, safe)
    assert inside(answer, card)


def assert_clear_of_the_edge(result: "Printed") -> None:
    """Nothing but marks to cut at stands within 6 mm of the edge of the paper."""
    for page in result.pages:
        safe = Box(EDGE, EDGE, page.width - EDGE, page.height - EDGE)
        assert words(page)
        for word in words(page):
            assert inside(word, safe), word
