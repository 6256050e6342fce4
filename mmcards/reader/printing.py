"""`print:` in deck.yaml, and in the user's configuration.

Keys:
    layout: how cards are placed on paper
    page: the size of the paper
    card: of layout `sheet`: the size of a card
    flip: the edge on which the printer turns the paper
    order: how front and back pages follow each other, for printers that print on one side
    back-offset: moves what is on the back to the right and up, in millimetres
    punch: the edge at which there is room for holes
    shuffle: prints the cards in another order, a different one for each word
    landscape: whether the paper lies on its side
    only: the sections and ids that are printed; all if left out

Example:
    print:
      layout: sheet           # fold, duplex, sheet or list
      page: a4                # or letter, legal, a5, a6, a7, 3x5, 4x6, 100x150mm, 4x6in
      landscape: true
      card: 63x88mm           # of layout sheet
      flip: long              # or auto, short
      order: interleaved      # or fronts-then-backs, fronts-then-backs-reversed
      back-offset: [1.5, -2]  # or 1.5,-2
      punch: left             # or top
      only: [Basics, rlhf]    # sections and ids
      shuffle: 7              # any word or number
"""

from collections.abc import Iterable
from typing import Any

from mmcards import paper
from mmcards.errors import shortened
from mmcards.model import Note
from mmcards.paper import Printing
from mmcards.reader.fields import Fields
from mmcards.selection import unknown


def read(settings: Fields) -> Printing:
    """How cards are to be printed, as far as these settings say so. What is wrong with them goes into the report."""
    said: dict[str, Any] = {
        key.replace("-", "_"): settings.setting(key, reading) for key, reading in paper.READ.items()
    }
    landscape = settings.switch("landscape")
    only = tuple(name.text.strip() for name in settings.words("only"))
    settings.finish()
    return Printing(**said, landscape=landscape if settings.has("landscape") else None, only=only)


def check_only(settings: Fields, notes: Iterable[Note]) -> None:
    """Report the names after `only` that no note has, nor a section."""
    names = settings.words("only")
    wrong = unknown([name.text.strip() for name in names], notes)
    for name in names:
        if name.text.strip() in wrong:
            message = f"no card has the id or the section `{shortened(name.text)}`"
            settings.report.mistake(name.place, message, wrong[name.text.strip()])
