"""Blocks whose words and pictures are measured: what is composed into rows, in any size."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, assert_never

from mmcards.model import Alignment, File
from mmcards.writers.pdf.lines import SetParagraph
from mmcards.writers.pdf.wear import SetFormula

CODE_SIZE: Final = 0.85
"""The size of a block of code, as a multiple of that of the text around it, where that is large."""

CODE_LEAST: Final = 12.0
"""The size of text, in points, from which on code is as large as it: none is to be smaller than can be read."""


@dataclass(frozen=True, eq=False)
class SetItem:
    """A list's item, and what stands before it: the number and its full stop, or None."""

    number: SetParagraph | None
    blocks: tuple["SetBlock", ...]


@dataclass(frozen=True, eq=False)
class SetList:
    """Items below each other; `right_to_left` where most of them begin there, in whatever order they stand."""

    items: tuple[SetItem, ...]
    right_to_left: bool = False


@dataclass(frozen=True, eq=False)
class SetPicture:
    """A picture on a line of its own; its natural width and height, in points.

    With a share it is made so wide, as a part of the measure.
    """

    file: File
    alternative: str
    width: float
    height: float
    share: float = 0.0


@dataclass(frozen=True, eq=False)
class SetCode:
    """Lines of code, which are cut where they are too long."""

    lines: tuple[SetParagraph, ...]


@dataclass(frozen=True, eq=False)
class SetCell:
    """What stands in a cell of a table, and where: `head` where it says what stands below it."""

    blocks: tuple["SetBlock", ...]
    alignment: Alignment
    head: bool


@dataclass(frozen=True, eq=False)
class SetRow:
    cells: tuple[SetCell, ...]


@dataclass(frozen=True, eq=False)
class SetTable:
    """Rows of as many cells each; `right_to_left` where the first column stands on the right."""

    rows: tuple[SetRow, ...]
    right_to_left: bool = False


@dataclass(frozen=True, eq=False)
class SetQuote:
    blocks: tuple["SetBlock", ...]
    right_to_left: bool = False


SetBlock: TypeAlias = SetParagraph | SetList | SetPicture | SetFormula | SetCode | SetTable | SetQuote


def code_size(size: float) -> float:
    """The size of a block of code beside text of this size, in points."""
    return max(CODE_SIZE * size, min(size, CODE_LEAST))


def length(blocks: Sequence[SetBlock]) -> float:
    """How long the text of blocks is in one line without its spaces, in ems."""
    total = 0.0
    for block in blocks:
        match block:
            case SetParagraph():
                total += block.length
            case SetList(items):
                total += sum(length(item.blocks) for item in items)
            case SetCode(lines):
                total += sum(line.length for line in lines) * CODE_SIZE**2
            case SetTable(rows):
                total += sum(length(cell.blocks) for row in rows for cell in row.cells)
            case SetQuote(inner):
                total += length(inner)
            case SetPicture() | SetFormula():
                pass
            case _:
                assert_never(block)
    return total
