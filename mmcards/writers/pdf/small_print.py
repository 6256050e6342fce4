"""Plain texts on one line or a few, as heads, feet, marks and headings have them."""

from functools import cache

from mmcards.writers.pdf import typeset
from mmcards.writers.pdf.fonts import Style
from mmcards.writers.pdf.typeset import Line

NOTHING = Line((), 0.0)


@cache
def line(text: str, style: Style = Style.REGULAR) -> Line:
    """A text on one line, however long it is."""
    return typeset.lines(typeset.measured_text(text, style).words, 1000.0)[0]


@cache
def within(text: str, measure: float, most: int = 1, style: Style = Style.REGULAR) -> tuple[Line, ...]:
    """A text on at most so many lines of so many ems, shortened if it is longer."""
    found = typeset.lines(typeset.measured_text(text, style).words, measure)
    return typeset.shortened(found, most, measure, line("…", style))
