"""What a run wears: what is drawn with its glyphs, or in their place."""

from dataclasses import dataclass
from typing import NamedTuple

from mmcards.writers.formulas.outlines import Drawn
from mmcards.writers.pdf.objects import decimal


@dataclass(frozen=True, eq=False, slots=True)
class Anchor:
    """A link, told apart from others by its identity: its text may stand on several lines."""

    address: str


@dataclass(frozen=True, eq=False, slots=True)
class SetFormula:
    """A formula, and its source in TeX for those who do not see it."""

    source: str
    drawn: Drawn

    def scaled(self, by: float) -> "SetFormula":
        """The same, so many times as large."""
        drawn = self.drawn
        operators = f"{decimal(by)} 0 0 {decimal(by)} 0 0 cm\n{drawn.operators}"
        return SetFormula(self.source, Drawn(by * drawn.width, by * drawn.ascent, by * drawn.descent, operators))


class Wear(NamedTuple):
    """A link to follow, a line through the text, a dot below each letter, a formula in the place of all."""

    anchor: Anchor | None = None
    struck: bool = False
    dotted: bool = False
    formula: SetFormula | None = None
