"""What a run wears: what is drawn with its glyphs, or in their place."""

from dataclasses import dataclass
from typing import NamedTuple

from mmcards.writers.pdf.formulas import Drawn


@dataclass(frozen=True, eq=False, slots=True)
class Anchor:
    """A link, told apart from others by its identity: its text may stand on several lines."""

    address: str


@dataclass(frozen=True, eq=False, slots=True)
class SetFormula:
    """A formula, and its source in TeX for those who do not see it."""

    source: str
    drawn: Drawn

    def narrowed(self, width: float) -> "SetFormula":
        """The same, so wide, in ems."""
        return SetFormula(self.source, self.drawn.scaled(width / self.drawn.width))


class Wear(NamedTuple):
    """A link to follow, a line through the text, a dot below each letter, a formula in the place of all."""

    anchor: Anchor | None = None
    struck: bool = False
    dotted: bool = False
    formula: SetFormula | None = None
