"""Plain texts on one line or a few, as heads, feet, marks and headings have them."""

from functools import cached_property
from string import ascii_lowercase, digits
from typing import Final, NamedTuple

from mmcards.writers.pdf import lines
from mmcards.writers.pdf.lines import Line
from mmcards.writers.pdf.remembered import Remembered
from mmcards.writers.pdf.typefaces import Style
from mmcards.writers.pdf.typeset import Typesetter

NOTHING: Final = Line((), 0.0)

_ENDLESS: Final = 1000.0
"""A measure that no small print is longer than, in ems."""


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

    def number(self, number: str, behind: str) -> Line:
        """A number on one line, which does not come again, and what stands behind it on many cards."""
        return lines.of_words((*self._typesetter.once(number, Style.REGULAR), *self.line(behind).words))

    def within(self, text: str, measure: float, most: int = 1, style: Style = Style.REGULAR) -> tuple[Line, ...]:
        """A text on at most so many lines of so many ems, shortened if it is longer."""
        whole = self._lines[text, style]
        return (whole,) if whole.width <= measure else self._within[text, measure, most, style]

    def foot(self, foot: Foot, measure: float, *, numbered: bool) -> tuple[Line, ...]:
        """The lines of a foot, the source on two at most; the first is one line where the number stands in it."""
        deck = self.line(f"{foot.deck} ·")
        first: tuple[Line, ...] = ()
        if not deck.turned:
            first = (lines.of_words((*deck.words, *self._typesetter.once(foot.note, Style.REGULAR))),)
        if not first or first[0].width > measure:
            first = self.within(f"{foot.deck} · {foot.note}", measure, 1 if numbered else 2)
        return (*first, *self.within(foot.source, measure, 2)) if foot.source else first

    def height(self, foot: Foot, measure: float, *, numbered: bool) -> int:
        """How many lines a foot takes; ids, of which most are short, are not measured for that."""
        before = self.line(f"{foot.deck} ·")
        if foot.source or before.width + (len(foot.note) + 1) * self._widest > measure:
            return len(self.foot(foot, measure, numbered=numbered))
        return 1

    @cached_property
    def _widest(self) -> float:
        """More than any letter of an id takes, in ems: a tenth, since some are moved apart from others."""
        return max(self.line(letter).width for letter in f"{ascii_lowercase}{digits}-") + 0.1

    def _line(self, key: tuple[str, Style]) -> Line:
        return lines.lines(self._typesetter.line(*key), _ENDLESS)[0]

    def _shortened(self, key: tuple[str, float, int, Style]) -> tuple[Line, ...]:
        text, measure, most, style = key
        found = lines.lines(self._typesetter.line(text, style), measure)
        return lines.shortened(found, most, measure, self.line("…", style))
