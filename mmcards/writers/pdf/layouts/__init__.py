"""The ways of placing cards on paper, a file each: where faces stand, as geometry alone. Nothing is drawn here."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from mmcards.paper import Printing
from mmcards.writers.pdf.layouts import columns, duplex, fold, sheet
from mmcards.writers.pdf.layouts.columns import Columns
from mmcards.writers.pdf.layouts.places import Feet, Imposition

Layout: TypeAlias = Imposition | Columns

LAYOUTS: Final[Mapping[str, Callable[[Printing, Feet], Layout]]] = {
    "fold": fold.layout,
    "duplex": duplex.layout,
    "sheet": sheet.layout,
    "list": columns.layout,
}
"""What makes the layout of each name in mmcards.paper; each raises CardsError where there is no room."""
