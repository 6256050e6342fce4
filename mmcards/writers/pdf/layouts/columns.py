"""The list layout: a study sheet, with questions on the left and their answers beside them, as many as a page holds.

On narrow paper each answer stands below its question.
"""

from dataclasses import dataclass
from typing import Final

from mmcards.paper import Printing, Size, sheet
from mmcards.writers.pdf.fitting import Rung
from mmcards.writers.pdf.layouts import places
from mmcards.writers.pdf.layouts.places import Area, Feet

_LARGEST: Final = 11.0
"""Points. A list is read from nearer than a card."""

_NARROWEST: Final = 9.0
"""Of a column, in ems."""

_SHARE: Final = 0.36
"""Of the question in the width of both."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the entries of a list stand: the area of a page that they share, and the columns in it, from its left.

    In `narrow` columns the answer stands below its question; both have the same place then. Numbers stand at the left.
    """

    sheet: Size
    body: Area
    question: float
    answer: float
    question_width: float
    answer_width: float
    rung: Rung
    small: float
    narrow: bool


def layout(printing: Printing, feet: Feet) -> Columns:
    page = sheet(printing)
    whole = places.margins(page)
    insets = places.punched(
        places.Insets(*(places.EDGE + 0.6 * (each - places.EDGE) for each in whole)), printing.punch
    )
    face = places.front(page, insets)
    body, small = face.area, face.small
    smallest, least = places.smallest(page)
    size = min(smallest, _LARGEST)
    number = 3.2 * small
    gap = 1.6 * size
    both = body.width - number - gap
    question = _SHARE * both
    narrow = question < _NARROWEST * size
    return Columns(
        sheet=page,
        body=body,
        question=number,
        answer=number if narrow else number + question + gap,
        question_width=body.width - number if narrow else question,
        answer_width=body.width - number if narrow else both - question,
        rung=Rung(size, size, min(size, least), tight=True),
        small=small,
        narrow=narrow,
    )
