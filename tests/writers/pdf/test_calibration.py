"""What is read off the calibration page is what moves a back into its place."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mmcards.paper import MM, READ, Printing, Size
from mmcards.writers import Made
from mmcards.writers.pdf.calibration import write
from tests.writers.pdf.conftest import Box, Printed, make_deck, make_note, read
from tests.writers.pdf.layouts.press import (
    Paper,
    Word,
    inside,
    moved,
    printed_on_both_sides,
    turned_like_a_page,
    words,
)

if TYPE_CHECKING:
    from tests.writers.pdf.conftest import Print

PAPERS = (("a4", False), ("a4", True), ("a7", False), ("3x5", True), ("70x70mm", False))
ERROR = (3.0, -1.0)
"""How far to the right and up this printer puts its backs, as one sees them, in millimetres."""


def calibration(folder: Path, page: str, landscape: bool, flip: str) -> Printed:
    target = folder / "calibration.pdf"
    size = READ["page"](page)
    assert isinstance(size, Size)
    write(target, Printing(page=size, landscape=landscape, flip=flip))
    return read(target, Made(2, "pages"))


@pytest.mark.parametrize("flip", ["auto", "long", "short"])
@pytest.mark.parametrize(("page", "landscape"), PAPERS)
def test_what_a_printer_that_is_off_shows_on_the_scales_is_what_mends_it(
    printed: "Print", tmp_path: Path, page: str, landscape: bool, flip: str
) -> None:
    (sheet,) = printed_on_both_sides(calibration(tmp_path, page, landscape, flip))
    right, up = read_off(moved(sheet, *ERROR))
    assert (right, up) == pytest.approx((-ERROR[0], -ERROR[1]), abs=0.15)
    deck = make_deck(make_note("a", "Question?", "Answer"))
    settings = {"layout": "duplex", "page": page, "landscape": landscape, "flip": flip}
    (plain,) = printed_on_both_sides(printed(deck, **settings))
    (mended,) = printed_on_both_sides(printed(deck, **settings, back_offset=f"{right:.2f},{up:.2f}"))
    before, after = (only(each.back, "Answer").box for each in (plain, moved(mended, *ERROR)))
    assert centre(after) == pytest.approx(centre(before), abs=2)


@pytest.mark.parametrize("flip", ["auto", "long", "short"])
@pytest.mark.parametrize(("page", "landscape"), PAPERS)
def test_the_page_can_be_read_when_it_is_turned_like_that_of_a_book(
    tmp_path: Path, page: str, landscape: bool, flip: str
) -> None:
    result = calibration(tmp_path, page, landscape, flip)
    (sheet,) = printed_on_both_sides(result)
    whole = Box(0, 0, sheet.width, sheet.height)
    for word in [*sheet.front, *(turned_like_a_page(word, whole) for word in sheet.back)]:
        assert word.upright or len(word.text) == 1
    for each in result.pages:
        safe = Box(6 * MM - 0.5, 6 * MM - 0.5, each.width - 6 * MM + 0.5, each.height - 6 * MM + 0.5)
        assert all(inside(word, safe) for word in words(each))
    assert result.labels == ["1 front", "1 back"]
    assert not result.scaling


@pytest.mark.parametrize(
    ("landscape", "flip", "other"), [(False, "auto", "short"), (True, "auto", "long"), (False, "short", "auto")]
)
def test_it_says_what_to_ask_for_if_it_is_upside_down(tmp_path: Path, landscape: bool, flip: str, other: str) -> None:
    _, back = calibration(tmp_path, "a4", landscape, flip).pages
    assert f"ask for --flip {other}, here" in " ".join(word.text for word in words(back))


def test_its_ruler_is_50_mm_long(tmp_path: Path) -> None:
    front, _ = calibration(tmp_path, "a4", False, "auto").pages
    longest = max(shape.right - shape.left for shape in front.shapes)
    assert longest == pytest.approx(50 * MM, abs=1.1)


def read_off(sheet: Paper) -> tuple[float, float]:
    """Where the cross of the front crosses the scales of the back, held against the light, in millimetres."""
    whole = Box(0, 0, sheet.width, sheet.height)
    upright = max((cut for cut in sheet.cuts if cut.right - cut.left < 2), key=lambda cut: cut.top - cut.bottom)
    level = next(
        cut
        for cut in sheet.cuts
        if cut.top - cut.bottom < 2
        and cut.left < upright.left < cut.right
        and upright.bottom < cut.bottom < upright.top
    )
    seen = [turned_like_a_page(word, whole) for word in sheet.back]
    crossed = turned_like_a_page(Word("", Box(upright.left, level.bottom, upright.right, level.top), True), whole)
    x, y = centre(crossed.box)
    plus = sorted(centre(word.box) for word in seen if word.text == "+5")
    minus = sorted(centre(word.box) for word in seen if word.text == "−5")  # noqa: RUF001
    # Of each number, one is at the level scale and one, beside the upright one, nearer to the middle.
    plus_x, plus_y = max(plus)[0], max(place[1] for place in plus)
    minus_x, minus_y = min(minus)[0], min(place[1] for place in minus)
    zero_y = (plus_y + minus_y) / 2
    return scaled(x, minus_x, plus_x), scaled(y, zero_y - (plus_y - zero_y), plus_y)


def scaled(place: float, minus: float, plus: float) -> float:
    """What a scale says at a place, whose -5 and +5 are at these."""
    return -5 + 10 * (place - minus) / (plus - minus)


def centre(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.bottom + box.top) / 2


def only(found: list[Word], text: str) -> Word:
    (word,) = [each for each in found if each.text == text]
    return word
