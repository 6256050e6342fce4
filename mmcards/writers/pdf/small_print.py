"""Plain texts on one line or a few, as heads, feet, marks and headings have them."""

from typing import Final, NamedTuple

from mmcards.writers.pdf import lines
from mmcards.writers.pdf.lines import Line
from mmcards.writers.pdf.remembered import Remembered
from mmcards.writers.pdf.typefaces import Style
from mmcards.writers.pdf.typeset import Typesetter

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
        self._lines = Remembered[tuple[str, Style], Line](self._line)
        self._within = Remembered[tuple[str, float, int, Style], tuple[Line, ...]](self._shortened)

    def line(self, text: str, style: Style = Style.REGULAR) -> Line:
        """A text on one line, however long it is."""
        return self._lines[text, style]

    def within(self, text: str, measure: float, most: int = 1, style: Style = Style.REGULAR) -> tuple[Line, ...]:
        """A text on at most so many lines of so many ems, shortened if it is longer."""
        whole = self._lines[text, style]
        return (whole,) if whole.width <= measure else self._within[text, measure, most, style]

    def foot(self, foot: Foot, measure: float, *, numbered: bool) -> tuple[Line, ...]:
        """The lines of a foot, the source on two at most; the first is one line where the number stands in it."""
        first = self.within(f"{foot.deck} · {foot.note}", measure, 1 if numbered else 2)
        return (*first, *self.within(foot.source, measure, 2)) if foot.source else first

    def _line(self, key: tuple[str, Style]) -> Line:
        return lines.lines(self._typesetter.measured_text(*key), 1000.0)[0]

    def _shortened(self, key: tuple[str, float, int, Style]) -> tuple[Line, ...]:
        text, measure, most, style = key
        found = lines.lines(self._typesetter.measured_text(text, style), measure)
        return lines.shortened(found, most, measure, self.line("…", style))
