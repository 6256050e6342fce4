"""The words that ask for paper and ways to print on it."""

import pytest

from mmcards.paper import LAYOUTS, MM, PAGES, READ, Misread, Offset, Printing, Size, sheet
from mmcards.writers.pdf import layouts


@pytest.mark.parametrize(
    ("text", "width", "height"),
    [
        ("a4", 210 * MM, 297 * MM),
        ("A7", 74 * MM, 105 * MM),
        ("3x5", 216, 360),
        ("100x150mm", 100 * MM, 150 * MM),
        ("2.5x3.5in", 180, 252),
        ("5 × 3 in", 360, 216),  # noqa: RUF001
        ("10X15CM", 100 * MM, 150 * MM),
    ],
)
def test_a_size_is_a_name_or_two_sides(text: str, width: float, height: float) -> None:
    read = READ["page" if text != "2.5x3.5in" else "card"](text)
    assert isinstance(read, Size)
    assert read[:2] == pytest.approx((width, height))


@pytest.mark.parametrize(
    ("key", "text", "hint"),
    [
        ("page", "a44", "did you mean `a4`?"),
        ("page", "leter", "did you mean `letter`?"),
        ("page", "60x100mm", "its sides may be 70 to 1000 mm"),
        ("page", "100x2000mm", "its sides may be 70 to 1000 mm"),
        ("card", "49x100mm", "its sides may be 50 to 300 mm"),
        ("layout", "dup", "did you mean `duplex`?"),
        ("flip", "up", "known: `auto`, `long`, `short`"),
        ("order", "interleave", "did you mean `interleaved`?"),
        ("punch", "lift", "did you mean `left`?"),
        ("back-offset", "1.5", "write how far to move it to the right and up, in millimetres, as in 1.5,-2"),
        ("back-offset", "1,2,3", "write how far to move it to the right and up, in millimetres, as in 1.5,-2"),
        ("back-offset", "a,nan", "write how far to move it to the right and up, in millimetres, as in 1.5,-2"),
        ("back-offset", "0,-16", "at most 15 mm each way"),
        ("shuffle", " ", "write any word or number"),
    ],
)
def test_what_is_no_such_setting_is_told_with_what_would_be(key: str, text: str, hint: str) -> None:
    with pytest.raises(Misread) as caught:
        READ[key](text)
    assert caught.value.hint == hint


@pytest.mark.parametrize("text", ["100x150", "100mm", "1x1x1mm", "0x0mm", "-10x10mm", "1e9x1mm", "..x..mm", "x", ""])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(Misread):
        READ["page"](text)


def test_an_offset_is_told_as_it_is_written() -> None:
    assert READ["back-offset"](" 1.5 , -2.0 ") == Offset(1.5, -2)
    assert str(READ["back-offset"]("1.50,-2")) == "1.5,-2"
    assert str(READ["back-offset"]("-0,0")) == "0,0"


def test_what_is_said_wins_over_what_others_say() -> None:
    deck = Printing(layout="sheet", page=PAGES["a5"], landscape=True, only=("One",))
    own = Printing(page=PAGES["letter"], back_offset=Offset(1, 2), shuffle="7")
    assert Printing(landscape=False).over(deck).over(own) == Printing(
        layout="sheet", page=PAGES["a5"], landscape=False, back_offset=Offset(1, 2), only=("One",), shuffle="7"
    )
    assert Printing(only=("Two",)).over(deck).only == ("Two",)


def test_paper_lies_as_is_asked_for() -> None:
    wide = Size(300, 200, "wide")
    assert sheet(Printing())[:2] == PAGES["a4"][:2]
    assert sheet(Printing(landscape=True))[:2] == PAGES["a4"][1::-1]
    assert sheet(Printing(page=wide)) == sheet(Printing(page=wide, landscape=True)) == wide
    assert sheet(Printing(page=wide, landscape=False))[:2] == (200, 300)


def test_each_layout_that_can_be_asked_for_is_made() -> None:
    assert list(layouts.LAYOUTS) == list(LAYOUTS)
    assert {key for used in LAYOUTS.values() for key in used} <= set(READ)
