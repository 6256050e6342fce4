"""How cards are printed: sizes of paper, the ways of placing cards on it, and the words that ask for them.

The command line, deck.yaml and the user's configuration ask in the same words, which are read here.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final, NamedTuple, TypeAlias

MM: Final = 72 / 25.4
"""Points to a millimetre."""

_UNITS: Final = {"mm": MM, "cm": 10 * MM, "in": 72.0}


class Size(NamedTuple):
    """Of a sheet or a card, in points, and what it is called."""

    width: float
    height: float
    name: str

    @property
    def is_wide(self) -> bool:
        return self.width > self.height

    def turned(self) -> "Size":
        """The same, lying on its side."""
        return Size(self.height, self.width, self.name)


class Offset(NamedTuple):
    """How far something is moved to the right and up, in millimetres."""

    right: float
    up: float

    def __str__(self) -> str:
        return f"{self.right:g},{self.up:g}"


PAGES: Final[Mapping[str, Size]] = {
    name: Size(width, height, name)
    for name, width, height in (
        ("a4", 210 * MM, 297 * MM),
        ("letter", 612.0, 792.0),
        ("legal", 612.0, 1008.0),
        ("a5", 148 * MM, 210 * MM),
        ("a6", 105 * MM, 148 * MM),
        ("a7", 74 * MM, 105 * MM),
        ("4x6", 288.0, 432.0),
        ("3x5", 216.0, 360.0),
    )
}
"""The sizes that have names, upright (ISO 216; ANSI A and legal; index cards in inches)."""

LAYOUTS: Final[Mapping[str, frozenset[str]]] = {
    "fold": frozenset({"punch"}),
    "duplex": frozenset({"flip", "order", "back-offset", "punch"}),
    "sheet": frozenset({"card", "flip", "order", "back-offset", "punch"}),
    "list": frozenset({"punch"}),
}
"""The ways of placing cards, and those of the settings below that change something in each.

fold: the question above and the answer below a line to fold on, a card a page.
duplex: the question on the front of a page, the answer on its back.
sheet: cards beside each other, to be cut out, with their answers on the back.
list: questions with their answers beside them, below each other.
"""

FLIPS: Final = ("auto", "long", "short")
"""On which edge the printer turns the paper. auto: as the page of a book is turned, about its upright edge."""

ORDERS: Final = ("interleaved", "fronts-then-backs", "fronts-then-backs-reversed")
"""How front and back pages follow each other; all but the first are for printers that print on one side."""

PUNCHES: Final = ("left", "top")
"""The edge of a question at which there is room for holes."""


@dataclass(frozen=True, slots=True)
class Printing:
    """How cards are printed, as far as somebody has said so: None, and () for `only`, say nothing.

    `card` is the size of a card that is cut out of a sheet. `back_offset` moves what is on the back, as it is seen
    when a page is turned like that of a book. `only` are ids of notes and names of sections; `shuffle` is the seed.
    """

    layout: str | None = None
    page: Size | None = None
    landscape: bool | None = None
    card: Size | None = None
    flip: str | None = None
    order: str | None = None
    back_offset: Offset | None = None
    punch: str | None = None
    only: tuple[str, ...] = ()
    shuffle: str | None = None

    def over(self, other: "Printing") -> "Printing":
        """What is said here, and what the other says of all else."""
        left = {name: getattr(other, name) for name in _NAMES if getattr(self, name) is None}
        return replace(self, **left, only=self.only or other.only)

    @property
    def is_interleaved(self) -> bool:
        """Whether each front page has its back page behind it, for a printer that prints on both sides."""
        return self.order in (None, "interleaved")


_NAMES: Final = tuple(field.name for field in fields(Printing) if field.name != "only")


def sheet(printing: Printing) -> Size:
    """The page, wide or upright as is asked for."""
    page = printing.page or PAGES["a4"]
    return page if printing.landscape in (None, page.is_wide) else page.turned()


# --- words -> settings -----------------------------------------------------------------------------------------------


class Misread(Exception):
    """A text that is no such setting; its argument says what would be."""

    @property
    def hint(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class OneOf:
    """Reads one of these names, in small or capital letters."""

    names: tuple[str, ...]

    def __call__(self, text: str) -> str:
        if (lower := text.lower()) in self.names:
            return lower
        raise Misread(near(lower, self.names) or f"known: {_listed(self.names)}")


@dataclass(frozen=True, slots=True)
class Sides:
    """Reads a size by its name or its sides, which have a least and a most length in millimetres."""

    least: float
    most: float

    def __call__(self, text: str) -> Size:
        lower = text.lower().replace(" ", "").replace("\N{MULTIPLICATION SIGN}", "x")
        if lower in PAGES:
            return PAGES[lower]
        written = re.fullmatch(r"([0-9.]+)x([0-9.]+)(mm|cm|in)", lower)
        if not written or not all(map(_is_number, written.groups()[:2])):
            hint = f"known: {_listed(PAGES)}; or write width and height, as in 100x150mm or 2.5x3.5in"
            raise Misread(near(lower, PAGES) or hint)
        width, height = (float(side) * _UNITS[written[3]] for side in written.groups()[:2])
        if not self.least * MM - 0.01 <= min(width, height) <= max(width, height) <= self.most * MM + 0.01:
            raise Misread(f"its sides may be {self.least:g} to {self.most:g} mm")
        return Size(width, height, lower)


@dataclass(frozen=True, slots=True)
class Shift:
    """Reads two numbers: millimetres to the right and up, of which neither is more than `most`."""

    most: float

    def __call__(self, text: str) -> Offset:
        parts = [part.strip() for part in text.split(",")]
        if len(parts) != 2 or not all(map(_is_number, parts)):
            raise Misread("write how far to move it to the right and up, in millimetres, as in 1.5,-2")
        right, up = map(float, parts)
        if max(abs(right), abs(up)) > self.most:
            raise Misread(f"at most {self.most:g} mm each way")
        return Offset(right + 0.0, up + 0.0)  # no -0


@dataclass(frozen=True, slots=True)
class Seed:
    """Reads any word or number; another one gives another order."""

    def __call__(self, text: str) -> str:
        if not text.strip():
            raise Misread("write any word or number")
        return text.strip()


Reading: TypeAlias = OneOf | Sides | Shift | Seed

READ: Final[Mapping[str, Reading]] = {
    "layout": OneOf(tuple(LAYOUTS)),
    "page": Sides(70.0, 1000.0),
    "card": Sides(50.0, 300.0),
    "flip": OneOf(FLIPS),
    "order": OneOf(ORDERS),
    "back-offset": Shift(15.0),  # printers are 3 to 4 off
    "punch": OneOf(PUNCHES),
    "shuffle": Seed(),
}
"""How the text of each setting is read; each raises Misread. `landscape` is a switch and `only` a list of names."""


def near(text: str, names: Iterable[str]) -> str:
    """A question that suggests the nearest of the names; "" if none is near."""
    from difflib import get_close_matches

    found = get_close_matches(text, names, n=1)
    return f"did you mean `{found[0]}`?" if found else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?([0-9]{1,6}(\.[0-9]*)?|\.[0-9]+)", text))
