"""Texts in Markdown as the rows that a page would have, and where in them everything stands.

Lengths are in points: x from the left edge of the measure, y downwards from the top of the first row.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple, TypeVar

from mmcards.writers.pdf import composition
from mmcards.writers.pdf.rows import Drawing, Group, Row, Setting, Text
from mmcards.writers.pdf.set_blocks import SetBlock
from mmcards.writers.pdf.typefaces import Style, Typefaces
from mmcards.writers.pdf.typeset import Typesetter
from tests.writers.pdf.conftest import blocks

SIZE: Final = 10.0

_Kind = TypeVar("_Kind", bound=Drawing)


class Placed(NamedTuple):
    """A drawing, where it begins, its baseline, and the number of its row."""

    drawing: Drawing
    x: float
    y: float
    row: int


class Composed:
    """Rows, and what stands in them."""

    def __init__(self, rows: Sequence[Row], measure: float) -> None:
        self.rows = rows
        self.measure = measure
        self.tops: list[float] = []
        self.placed: list[Placed] = []
        top = 0.0
        for number, row in enumerate(rows):
            top += row.gap if number else 0.0
            self.tops.append(top)
            for drawing in row.drawings:
                self.placed += _placed(drawing, 0.0, top + row.baseline, number)
            top += row.height
        self.height = top

    def of(self, kind: type[_Kind]) -> list[tuple[_Kind, float, float, int]]:
        """All drawings of one kind, each with its x, its y and the number of its row."""
        return [(each.drawing, *each[1:]) for each in self.placed if isinstance(each.drawing, kind)]

    @property
    def lines(self) -> list[str]:
        """What each row says, from left to right."""
        found: dict[int, list[tuple[float, str]]] = {}
        for text, x, _, row in self.of(Text):
            found.setdefault(row, []).append((x, letters(text)))
        return [" ".join(" ".join(each for _, each in sorted(parts)).split()) for _, parts in sorted(found.items())]

    @property
    def texts(self) -> list[tuple[Text, float, float, int]]:
        """The texts that are seen: not those of spaces alone."""
        return [each for each in self.of(Text) if letters(each[0]).strip()]

    def span(self, text: str) -> tuple[float, float]:
        """Where the one text that says this begins and ends."""
        ((found, x, _, _),) = [each for each in self.texts if letters(each[0]).strip() == text]
        return x, x + seen(found)


def _placed(drawing: Drawing, x: float, y: float, row: int) -> Iterator[Placed]:
    match drawing:
        case Group(inner_x, _, inner, rise):
            for each in inner:
                yield from _placed(each, x + inner_x, y - rise, row)
        case _:
            yield Placed(drawing, x + drawing.x, y, row)


def letters(text: Text) -> str:
    """What a line says, in the order in which it is drawn."""
    return "".join(run.text for word in text.line.drawn for run in word.drawn)


@cache
def _typesetter() -> Typesetter:
    return Typesetter(Typefaces())


def measured(text: str, style: Style = Style.REGULAR) -> tuple[SetBlock, ...]:
    return _typesetter().measured(blocks(text), style)


def composed(text: str, measure: float = 300.0, size: float = SIZE, style: Style = Style.REGULAR) -> Composed:
    return Composed(composition.rows(measured(text, style), measure, Setting(size)), measure)


def seen(text: Text) -> float:
    """How wide a text is without the spaces at its end."""
    runs = [run for word in text.line.drawn for run in word.drawn]
    while runs and not runs[-1].text.strip():
        runs.pop()
    return sum(run.width for run in runs) * text.size
