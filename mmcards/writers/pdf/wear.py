"""What a run wears: what is drawn with its glyphs, or in their place."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mmcards.writers.pdf.objects import decimal

if TYPE_CHECKING:
    from mmcards.writers.formulas.outlines import Drawn


@dataclass(frozen=True, eq=False, slots=True)
class Anchor:
    """A link, told apart from others by its identity: its text may stand on several lines."""

    address: str


@dataclass(frozen=True, eq=False, slots=True)
class SetFormula:
    """A formula, and its source in TeX for those who do not see it."""

    source: str
    drawn: "Drawn"

    def scaled(self, by: float) -> "SetFormula":
        """The same, so many times as large."""
        drawn = self.drawn
        operators = f"{decimal(by)} 0 0 {decimal(by)} 0 0 cm\n{drawn.operators}"
        lengths = {"width": by * drawn.width, "ascent": by * drawn.ascent, "descent": by * drawn.descent}
        return SetFormula(self.source, drawn._replace(**lengths, operators=operators))


class Wear(NamedTuple):
    """A link to follow, a line through the text, a dot below each letter, a formula in the place of all."""

    anchor: Anchor | None = None
    struck: bool = False
    dotted: bool = False
    formula: SetFormula | None = None
