"""The sheet layout: as many cards as fit beside and below each other, to be cut out, their answers on the back.

Cards touch, so that one cut parts two of them. What is right on the front is left on the back.
"""

from collections.abc import Iterator
from typing import Final

from mmcards.errors import CardsError
from mmcards.paper import MM, Printing, Size, sheet
from mmcards.writers.pdf.layouts import places
from mmcards.writers.pdf.layouts.places import Feet, Imposition, Point, Rule

_TOLERANCE: Final = 0.5 * MM
"""Two sheets of A5 are as large as one of A4 but for rounding."""

_CLEAR: Final = 1 * MM
"""From the end of a cut mark to what it must not touch."""

_REACHED: Final = 9 * MM
"""A margin this wide has room for marks that a printer reaches."""

_CROSS: Final = 2 * MM
"""Half of the length of a cross between cards."""


def layout(printing: Printing, feet: Feet) -> Imposition:
    card = printing.card or _quarter(sheet(printing))
    page = _page(printing, card)
    columns, rows = _count(page, card)
    if not columns * rows:
        raise CardsError(
            f"A card of {card.name} does not fit on {page.name}. Take a smaller `card` or a larger `page`."
        )
    left, bottom = (page.width - columns * card.width) / 2, (page.height - rows * card.height) / 2
    across, up = places.free(printing)
    insets = places.margins(card, max(places.CUT, across - left), max(places.CUT, up - bottom))
    xs = [left + column * card.width for column in range(columns)]
    ys = [bottom + row * card.height for row in reversed(range(rows))]
    return Imposition(
        sheet=page,
        front=places.front(card, places.punched(insets, printing.punch)),
        back=places.back(card, places.punched(insets, places.mirrored(printing.punch)), feet, numbered=True),
        fronts=tuple(Point(x, y) for y in ys for x in xs),
        backs=tuple(Point(x, y) for y in ys for x in reversed(xs)),
        unit="card",
        reverse=places.reverse(page, printing),
        cuts=tuple(_cuts(page, card, columns, rows, min(insets))),
        box=card,
    )


def _quarter(page: Size) -> Size:
    return Size(page.width / 2, page.height / 2, f"a quarter of {page.name}")


def _page(printing: Printing, card: Size) -> Size:
    """The page the way up that holds more cards, if nothing else is asked for."""
    page = sheet(printing)
    if printing.landscape is not None:
        return page
    return max(page, page.turned(), key=lambda each: _number(each, card))


def _number(page: Size, card: Size) -> int:
    columns, rows = _count(page, card)
    return columns * rows


def _count(page: Size, card: Size) -> tuple[int, int]:
    """How many cards fit beside each other, and below."""
    return int((page.width + _TOLERANCE) / card.width), int((page.height + _TOLERANCE) / card.height)


def _cuts(page: Size, card: Size, columns: int, rows: int, inset: float) -> Iterator[Rule]:
    """Marks at the edge of the paper, at both ends of each cut; crosses between cards where printers reach no mark."""
    left, bottom = (page.width - columns * card.width) / 2, (page.height - rows * card.height) / 2
    xs = [left + column * card.width for column in range(columns + 1)]
    ys = [bottom + row * card.height for row in range(rows + 1)]
    low, near = _mark(bottom, inset), _mark(left, inset)
    for x in (x for x in xs if _is_inside(x, page.width)):
        yield Rule(Point(x, 0.0), Point(x, low))
        yield Rule(Point(x, page.height - low), Point(x, page.height))
    for y in (y for y in ys if _is_inside(y, page.height)):
        yield Rule(Point(0.0, y), Point(near, y))
        yield Rule(Point(page.width - near, y), Point(page.width, y))
    if min(left, bottom) < _REACHED:
        for x in xs[1:-1]:
            for y in ys[1:-1]:
                yield Rule(Point(x - _CROSS, y), Point(x + _CROSS, y))
                yield Rule(Point(x, y - _CROSS), Point(x, y + _CROSS))


def _mark(margin: float, inset: float) -> float:
    """The length of a mark from the edge of the paper: up to the cards, or into their margins where they leave none."""
    return margin - _CLEAR if margin >= 2 * _CLEAR + _CROSS else min(margin + inset - _CLEAR, places.EDGE)


def _is_inside(place: float, length: float) -> bool:
    """Whether there is anything to cut off there."""
    return _TOLERANCE < place < length - _TOLERANCE
