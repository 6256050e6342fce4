"""Formulas as outlines: MathML is set with STIX Two Math, and its glyphs are drawn. The only user of ziamath.

ziamath is imported when the first formula is drawn.
"""

import re
import warnings
from functools import cache, lru_cache
from math import ceil, floor, hypot
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias
from xml.etree.ElementTree import Element

from mmcards.writers.formulas import tex

if TYPE_CHECKING:
    from ziamath.drawable import Box, Diagonal, Drawable, Glyph

SCALE: Final = 1.08
"""How much larger formulas are than the font says, so that they look as large as the text around them.

Small letters of STIX Two Math are 0.473 em high and capitals 0.657 em, those of FiraGO 0.527 em and 0.689 em: this is
half way between what makes the one and the other alike.
"""

_SIZE: Final = 24.0
"""The size at which ziamath knows how small scripts may be, in its pixels."""

_SMALLEST: Final = 0.5
"""The size of scripts, to that of the formula, at least (plain TeX: 5 points to 10)."""

_MOST_WORK: Final = 20_000
"""Elements that ziamath may set, which are many more than there are, since it sets each row twice to measure it."""


_LARGEST: Final = 500_000
"""Characters of operators: what fills a page or two."""

_BY_ITSELF: Final = Lock()
"""ziamath has one configuration and one font for all that it draws, in whichever thread."""

_Shape: TypeAlias = list[tuple[str, list[tuple[float, float]]]]
"""An outline: the operators of an SVG path, with their points."""

_SEGMENT: Final = re.compile("([MLQC])([^MLQCZ]*)")
_OPERATORS: Final = {"M": "m", "L": "l", "Q": "c", "C": "c"}


class Undrawable(Exception):
    """A formula that cannot be drawn, and why: a clause for a message."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(source, why)
        self.source = source
        self.why = why


class Drawn(NamedTuple):
    """A formula as outlines. Lengths are in ems of the text around it; no ink stands out of its box.

    `ascent` and `descent` are those above and below the baseline, which the box touches: neither is negative.
    `operators` paint it in the current colour, in thousandths of an em from the left end of the baseline, y upwards.
    """

    width: float
    ascent: float
    descent: float
    operators: str


def drawn(source: str, *, display: bool, bold: bool = False) -> Drawn:
    """A formula in TeX, without its dollar signs, as outlines. Raises Undrawable.

    `display` is for one by itself rather than in a line of text; in bold text its letters and digits are bold.
    Colours are those of the text.
    """
    found = _known(source, display, bold)
    if isinstance(found, str):
        raise Undrawable(source, found)
    return found


@lru_cache(maxsize=256)
def _known(source: str, display: bool, bold: bool) -> Drawn | str:
    """A formula, or why it cannot be drawn."""
    try:
        return _drawn(tex.read(source, display=display, bold=bold))
    except tex.NotRead as error:
        return error.why


def _drawn(formula: Element) -> Drawn:
    """A formula in MathML as outlines. Raises NotRead."""
    if _work(formula) > _MOST_WORK:
        raise tex.NotRead("too many of its groups stand inside each other")
    with _BY_ITSELF:
        config, math = _ziamath()
        config.minsizefraction = _SMALLEST
        root = math(formula, size=_SIZE).node
        pen = _Pen(1000 / _SIZE * SCALE)
        pen.draw(root, 0.0, 0.0)
    found = pen.drawn(root)
    if len(found.operators) > _LARGEST:
        raise tex.NotRead("it is too large")
    return found


@cache
def _ziamath() -> tuple[Any, type[Any]]:
    """Its configuration, and what sets a formula."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of how it finds its font
        from ziamath.config import config
        from ziamath.zmath import Math

    return config, Math


def _work(element: Element) -> int:
    """How many elements ziamath sets for this one: what is in a row twice, to know how high brackets have to be."""
    inner = sum(map(_work, element))
    return 1 + (2 * inner if element.tag in ("math", "mrow", "mtd", "mpadded", "mphantom") else inner)


class _Pen:
    """Draws ziamath's nodes, whose y is downwards. `scale` is from its pixels to thousandths of an em."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._shapes: list[_Shape] = []

    def draw(self, node: "Drawable", x: float, y: float) -> None:
        """Draw a node that stands here, in ziamath's pixels. Raises NotRead."""
        from ziamath import drawable
        from ziamath.nodes.mnode import Mnode

        match node:
            case Mnode():
                for (across, down), inner in zip(node.nodexy, node.nodes, strict=True):
                    self.draw(inner, x + across, y + down)
            case drawable.Glyph():
                self._glyph(node, x, y)
            case drawable.HLine() | drawable.Box() | drawable.Diagonal() if node.phantom:
                pass
            case drawable.HLine():
                self._box(x, y, node.length, node.lw)
            case drawable.Box():
                self._frame(node, x, y)
            case drawable.Diagonal():
                self._line(node, x, y)
            case _:  # of what ziamath draws besides, tex.py makes nothing
                raise TypeError(node)

    def _glyph(self, node: "Glyph", x: float, y: float) -> None:
        if node.glyph.index == 0:
            raise tex.NotRead(f"there is no sign for {tex.named(node.char)}")
        found = node.glyph.svgpath(x, y, node.size / node.glyph.DFLT_SIZE_PT)
        if node.phantom or found is None:
            return
        for path in found.iter("path"):  # several, where a bracket is made of pieces
            shape: _Shape = []
            for operator, numbers in _SEGMENT.findall(path.attrib["d"]):
                flat = [float(each) for each in numbers.split()]
                shape.append((operator, list(zip(flat[::2], flat[1::2], strict=True))))
            self._fill(shape)

    def _fill(self, shape: "_Shape") -> None:
        self._shapes.append(
            [(operator, [(x * self._scale, -y * self._scale) for x, y in points]) for operator, points in shape]
        )

    def _box(self, x: float, y: float, width: float, height: float) -> None:
        if width > 0 and height > 0:  # as the line of \\binom is not
            corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
            self._fill([("M", corners[:1]), *(("L", [each]) for each in corners[1:])])

    def _frame(self, node: "Box", x: float, y: float) -> None:
        """A box around something, as its four sides."""
        left, right, upper, lower = x, x + node.width, y - node.height, y
        self._box(left, upper, node.width, node.lw)
        self._box(left, lower - node.lw, node.width, node.lw)
        self._box(left, upper, node.lw, node.height)
        self._box(right - node.lw, upper, node.lw, node.height)

    def _line(self, node: "Diagonal", x: float, y: float) -> None:
        length = hypot(node.width, node.height)
        across, down = node.height / length * node.lw / 2, node.width / length * node.lw / 2
        start, end = (x, y - node.height), (x + node.width, y)
        corners = [
            (start[0] + across, start[1] - down),
            (end[0] + across, end[1] - down),
            (end[0] - across, end[1] + down),
            (start[0] - across, start[1] + down),
        ]
        self._fill([("M", corners[:1]), *(("L", [each]) for each in corners[1:])])

    def drawn(self, root: "Drawable") -> Drawn:
        """All that was drawn, in a box that holds it and the space that the formula takes."""
        points = [point for shape in self._shapes for _, each in shape for point in each]
        box = root.bbox
        is_sized = box.ymin <= box.ymax
        left = floor(min([0.0, *(x for x, _ in points)]))
        right = max([root.xadvance() * self._scale, *(x for x, _ in points)])
        upper = max([box.ymax * self._scale if is_sized else 0.0, 0.0, *(y for _, y in points)])
        lower = min([box.ymin * self._scale if is_sized else 0.0, 0.0, *(y for _, y in points)])
        operators = "".join(_written(shape, -left) for shape in self._shapes)
        return Drawn(ceil(right - left) / 1000, ceil(upper) / 1000, -floor(lower) / 1000, operators)


def _written(shape: "_Shape", right: int) -> str:
    """A shape as operators (ISO 32000-2, 8.5), moved so far to the right. Filling closes its parts.

    Thousandths of an em are as fine as fonts are; each shape is filled by itself, since outlines run either way round.
    """
    written: list[str] = []
    at = 0.0, 0.0
    for operator, points in shape:
        if operator == "Q":
            (x, y), end = points
            points = [
                ((at[0] + 2 * x) / 3, (at[1] + 2 * y) / 3),
                ((end[0] + 2 * x) / 3, (end[1] + 2 * y) / 3),
                end,
            ]
        at = points[-1]
        numbers = " ".join(f"{round(x) + right} {round(y)}" for x, y in points)
        written.append(f"{numbers} {_OPERATORS[operator]}\n")
    return "".join((*written, "f\n"))
