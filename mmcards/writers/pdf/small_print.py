"""Plain texts on one line or a few, as heads, feet, marks and headings have them."""

from typing import Final, NamedTuple

from mmcards.writers.pdf import typeset
from mmcards.writers.pdf.remembered import Remembered
from mmcards.writers.pdf.typefaces import Style
from mmcards.writers.pdf.typeset import Line, Typesetter

NOTHING: Final = Line((), 0.0)


class Foot(NamedTuple):
    """What tells a card from all others, small on its back: the deck's name, the note's id, and where it is from."""

    deck: str
    note: str
    source: str


class SmallPrint:
    """The small print of one document. All raise Unprintable."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._typesetter = typesetter
        self._lines: Remembered[tuple[str, Style], Line] = Remembered()
        self._within: Remembered[tuple[str, float, int, Style], tuple[Line, ...]] = Remembered()

    def line(self, text: str, style: Style = Style.REGULAR) -> Line:
        """A text on one line, however long it is."""
        found = self._lines.get((text, style))
        if found is None:
            found = self._lines[text, style] = typeset.lines(self._typesetter.measured_text(text, style), 1000.0)[0]
        return found

    def within(self, text: str, measure: float, most: int = 1, style: Style = Style.REGULAR) -> tuple[Line, ...]:
        """A text on at most so many lines of so many ems, shortened if it is longer."""
        key = text, measure, most, style
        found = self._within.get(key)
        if found is None:
            lines = typeset.lines(self._typesetter.measured_text(text, style), measure)
            found = self._within[key] = typeset.shortened(lines, most, measure, self.line("…", style))
        return found

    def foot(self, foot: Foot, measure: float, *, numbered: bool) -> tuple[Line, ...]:
        """The lines of a foot, the source on two at most; the first is one line where the number stands in it."""
        first = self.within(f"{foot.deck} · {foot.note}", measure, 1 if numbered else 2)
        return (*first, *(self.within(foot.source, measure, 2) if foot.source else ()))
