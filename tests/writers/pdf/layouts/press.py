"""What a printer and a person do with the pages of a PDF: print them on both sides, cut, fold and turn them.

Places on paper are seen from its front, in points from its lower left corner, also those of what is on its back, as
if the paper were glass. Nothing here knows how the pages were made: the printer goes by what the file asks for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from mmcards.paper import MM
from tests.writers.pdf.conftest import Box, Page, Printed

SIMPLEX: Final = 1
SHORT_EDGE: Final = 2
LONG_EDGE: Final = 3
"""What PDFium makes of /Duplex (fpdf_ext.h)."""


@dataclass(frozen=True)
class Word:
    """A word on paper. `upright` is whether it is read from left to right by who sees it so."""

    text: str
    box: Box
    upright: bool


@dataclass(frozen=True)
class Paper:
    """A sheet with what is on its front, and on its back as it is seen through it, mirrored."""

    width: float
    height: float
    front: list[Word]
    back: list[Word]
    cuts: list[Box]


def printed_on_both_sides(result: Printed) -> Iterator[Paper]:
    """A printer that has the page behind each on its back, turned on the edge that the file names."""
    assert result.sides in (SHORT_EDGE, LONG_EDGE)
    for front, back in zip(result.pages[::2], result.pages[1::2], strict=True):
        yield paper(front, back, sides=result.sides)


def paper(front: Page, back: Page, *, sides: int) -> Paper:
    wide = front.width > front.height
    like_a_book = (sides == LONG_EDGE) != wide
    seen = [_through(word, front, like_a_book=like_a_book) for word in words(back)]
    return Paper(
        front.width, front.height, words(front), seen, [shape for shape in front.shapes if shape.kind == "line"]
    )


def _through(word: Word, page: Page, *, like_a_book: bool) -> Word:
    """A word on the back of paper, seen from the front: what the printer turned about is where it was."""
    box = word.box
    if like_a_book:
        return Word(
            word.text, Box(page.width - box.right, box.bottom, page.width - box.left, box.top), not word.upright
        )
    return Word(word.text, Box(box.left, page.height - box.top, box.right, page.height - box.bottom), word.upright)


def turned_like_a_page(word: Word, card: Box) -> Word:
    """A word on the back of a card, when the card is turned about its upright edge, in the card's place."""
    box = word.box
    left, right = card.left + card.right - box.right, card.left + card.right - box.left
    return Word(word.text, Box(left, box.bottom, right, box.top), not word.upright)


def cards(sheet: Paper) -> list[Box]:
    """The cards that come of cutting at the marks, and the edges of the paper, row by row from the top."""
    marks = [cut for cut in sheet.cuts if cut.right - cut.left < 2]
    xs = _lines([cut.left + cut.right for cut in marks if cut.bottom < 2], sheet.width)
    marks = [cut for cut in sheet.cuts if cut.top - cut.bottom < 2]
    ys = _lines([cut.bottom + cut.top for cut in marks if cut.left < 2], sheet.height)
    rows = list(pairwise(ys))
    return [Box(a, c, b, d) for c, d in reversed(rows) for a, b in pairwise(xs)]


def _lines(doubled: list[float], length: float) -> list[float]:
    """Cuts, with the edges of the paper where cards reach them; what is narrower than a card is waste."""
    found = sorted({0.0, *(round(each / 2, 1) for each in doubled), round(length, 1)})
    widest = max(b - a for a, b in pairwise(found))
    return [
        place
        for number, place in enumerate(found)
        if any(
            0 <= other < len(found) and abs(found[other] - place) > 0.95 * widest for other in (number - 1, number + 1)
        )
    ]


def inside(word: Word, card: Box) -> bool:
    box = word.box
    return card.left < box.left and box.right < card.right and card.bottom < box.bottom and box.top < card.top


def words(page: Page) -> list[Word]:
    """The words of a page as they stand in its file; one letter alone tells nothing of its way up."""
    found: list[Word] = []
    letters: list[tuple[str, Box]] = []
    for letter, box in [*page.letters, (" ", Box(0, 0, 0, 0))]:
        if not letter.isspace():
            letters.append((letter, box))
        elif letters:
            boxes = [box for _, box in letters]
            whole = Box(
                min(box.left for box in boxes),
                min(box.bottom for box in boxes),
                max(box.right for box in boxes),
                max(box.top for box in boxes),
            )
            text = "".join(letter for letter, _ in letters)
            found.append(Word(text, whole, len(boxes) == 1 or boxes[0].left < boxes[-1].left))
            letters = []
    return found


def moved(sheet: Paper, right: float, up: float) -> Paper:
    """A sheet from a printer that puts backs too far to the right and up, as one sees them, in millimetres."""
    back = [
        Word(
            word.text,
            Box(
                word.box.left - right * MM,
                word.box.bottom + up * MM,
                word.box.right - right * MM,
                word.box.top + up * MM,
            ),
            word.upright,
        )
        for word in sheet.back
    ]
    return replace(sheet, back=back)
