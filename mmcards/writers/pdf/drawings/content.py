"""What a drawing is on paper: content streams and what they name. The page's ink and `forms` make PDF objects of it.

All lengths are in points, from the lower left corner of the drawing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

from mmcards.pictures.svg import Box
from mmcards.writers.pdf.lines import Word

_PLAIN_NUMBER: Final = 1e-4


def number(value: float) -> str:
    """A number as PDF has it, which knows no exponents, with as many digits as readers keep."""
    if abs(value) < _PLAIN_NUMBER:
        return f"{value:.9f}".rstrip("0").rstrip(".") if abs(value) > 1e-9 else "0"
    return f"{value:.7g}" if abs(value) < 1e6 else f"{value:.0f}"


def numbers(values: Sequence[float]) -> str:
    return " ".join(map(number, values))


class Glyphs(NamedTuple):
    """Words side by side from the origin on, in points; what stands before has moved it there."""

    words: Sequence[Word]
    size: float


class Raster(NamedTuple):
    """A picture inside a drawing: the bytes of its file, and how wide it is drawn."""

    content: bytes
    width: float


class Mask(NamedTuple):
    """A graphics state in which a group says how much is seen (ISO 32000-2, 11.5)."""

    group: "Sheet"
    by: Literal["Luminosity", "Alpha"]


class Tile(NamedTuple):
    """A pattern of tiles, drawn from their lower left corner on (ISO 32000-2, 8.7.3)."""

    sheet: "Sheet"
    matrix: Sequence[float]


Resource: TypeAlias = "str | Sheet | Mask | Tile | Raster"
"""A string is a dictionary as it is written."""

Kind: TypeAlias = Literal["ExtGState", "Pattern", "XObject"]


@dataclass(eq=False)  # a stream is told apart by its identity
class Sheet:
    """A content stream: operators and texts, and what they name."""

    box: Box
    parts: list[str | Glyphs] = field(default_factory=list)
    resources: dict[Kind, dict[Resource, str]] = field(default_factory=dict)

    def name(self, kind: Kind, resource: Resource) -> str:
        """The name that operators have for a resource."""
        known = self.resources.setdefault(kind, {})
        return known.setdefault(resource, f"/{kind[0]}{len(known)}")
