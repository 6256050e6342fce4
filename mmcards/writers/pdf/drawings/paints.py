"""Gradients of a drawing -> shadings (ISO 32000-2, 8.7.4; SVG 2, chapter 14)."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil, floor, hypot
from typing import TYPE_CHECKING, Final, NamedTuple

from mmcards.pictures import svg
from mmcards.writers.pdf.drawings.content import numbers
from mmcards.writers.pdf.drawings.matrices import Matrix, Point, transform
from mmcards.writers.pdf.drawings.styles import Colour, Keyword, Styles, paint, share

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_CHAIN: Final = 20
"""So many gradients may be made of each other."""

_TURNS: Final = 100
"""So often a gradient is repeated at most."""


_SHORTEST: Final = 1e-6
"""Of the axis or the radius of a gradient. A shorter one has its last colour, as one of no length has."""


class Stop(NamedTuple):
    at: float
    colour: Colour


class Gradient(NamedTuple):
    """A gradient in its own space: the numbers of an axis or of two circles, and what is on them from 0 to 1."""

    kind: int  # of a shading: 2 is along an axis, 3 between circles
    geometry: tuple[float, ...]
    stops: tuple[Stop, ...]
    matrix: Matrix  # from its space to that of what is painted

    @property
    def is_opaque(self) -> bool:
        return all(stop.colour.alpha == 1 for stop in self.stops)

    def shading(self) -> str:
        """The shading of its colours."""
        return self._written("/DeviceRGB", [(stop.at, stop.colour[:3]) for stop in self.stops])

    def veil(self) -> str:
        """The shading of how opaque it is, in greys."""
        return self._written("/DeviceGray", [(stop.at, stop.colour[3:]) for stop in self.stops])

    def _written(self, space: str, stops: Sequence[tuple[float, Sequence[float]]]) -> str:
        return (
            f"<</ShadingType {self.kind}/ColorSpace{space}/Coords[{numbers(self.geometry)}]"
            f"/Function{_function(stops)}/Extend[true true]>>"
        )


def _function(stops: Sequence[tuple[float, Sequence[float]]]) -> str:
    """What gives the colours from 0 to 1: lines between the stops (ISO 32000-2, 7.10.3 and 7.10.4)."""
    parts = [
        (end, f"<</FunctionType 2/Domain[0 1]/N 1/C0[{numbers(one)}]/C1[{numbers(other)}]>>")
        for (start, one), (end, other) in pairwise(stops)
        if end - start > 1e-6
    ]
    if len(parts) == 1:
        return parts[0][1]
    bounds = numbers([end for end, _ in parts[:-1]])
    functions = "".join(text for _, text in parts)
    return f"<</FunctionType 3/Domain[0 1]/Functions[{functions}]/Bounds[{bounds}]/Encode[{'0 1 ' * len(parts)}]>>"


def gradient(
    element: "Element",
    named: Mapping[str, "Element"],
    styles: Styles,
    box: svg.Box | None,
    viewport: tuple[float, float],
) -> Gradient | Colour | None:
    """What an element paints a shape with, whose bounds are `box`; None if it paints nothing.

    `viewport` is what percentages are of.
    """
    chain = list(_chain(element, named))
    stops = next((found for each in chain if (found := tuple(_stops(each, styles)))), ())
    if not stops:
        return None
    said: dict[str, str] = {}
    for each in reversed(chain):
        said.update(each.items())
    in_box = said.get("gradientUnits") != "userSpaceOnUse"
    if in_box and (box is None or box.width <= 0 or box.height <= 0):
        return None
    whole = (1.0, 1.0) if in_box else viewport
    matrix = transform(said.get("gradientTransform", ""))
    if in_box and box:
        matrix = Matrix(box.width, 0, 0, box.height, box.x, box.y).of(matrix)
    last = stops[-1].colour
    if len(stops) == 1 or not matrix.is_usable:
        return last
    if svg.name_of(element) == "linearGradient":
        axis = _axis(said, whole)
        is_long = hypot(axis[1][0] - axis[0][0], axis[1][1] - axis[0][1]) > _SHORTEST
        return _spread(2, *axis, 0.0, 0.0, stops, matrix, said, box) if is_long else last
    focus, middle, inner, radius = _circles(said, whole)
    return _spread(3, focus, middle, inner, radius, stops, matrix, said, box) if radius > _SHORTEST else last


def _chain(element: "Element", named: Mapping[str, "Element"]) -> Iterator["Element"]:
    """A gradient, and those that it takes from what it does not say."""
    for _ in range(_CHAIN):
        yield element
        found = named.get(svg.target(element))
        if found is None or svg.name_of(found) not in ("linearGradient", "radialGradient"):
            return
        element = found


def _stops(element: "Element", styles: Styles) -> Iterator[Stop]:
    style = styles.in_place(element)
    before = 0.0
    found: list[Stop] = []
    for each in element.findall(f"{svg.SVG}stop"):
        own = styles.of(each, style)
        colour = paint(own.get("stop-color", "black"))
        if colour == Keyword("currentcolor"):
            colour = paint(own["color"])
        if not isinstance(colour, Colour):
            colour = Colour(0.0, 0.0, 0.0)
        before = max(before, share(each.get("offset", "0")) if each.get("offset") else 0.0)
        found.append(Stop(before, colour._replace(alpha=colour.alpha * share(own.get("stop-opacity", "1")))))
    if found and found[0].at > 0:
        yield Stop(0.0, found[0].colour)
    yield from found
    if found and found[-1].at < 1:
        yield Stop(1.0, found[-1].colour)


def _number(said: Mapping[str, str], key: str, usual: str, whole: float) -> float:
    found = svg.length(said.get(key, usual), whole)
    return found if found is not None else svg.length(usual, whole) or 0.0


def _axis(said: Mapping[str, str], whole: tuple[float, float]) -> tuple[Point, Point]:
    width, height = whole
    return (
        (_number(said, "x1", "0%", width), _number(said, "y1", "0%", height)),
        (_number(said, "x2", "100%", width), _number(said, "y2", "0%", height)),
    )


def _circles(said: Mapping[str, str], whole: tuple[float, float]) -> tuple[Point, Point, float, float]:
    """The inner and the outer circle's middles, and their radii. A focus outside is moved to the edge."""
    width, height = whole
    middle = _number(said, "cx", "50%", width), _number(said, "cy", "50%", height)
    radius = _number(said, "r", "50%", hypot(width, height) / 2**0.5)
    x = _number(said, "fx", "", width) if "fx" in said else middle[0]
    y = _number(said, "fy", "", height) if "fy" in said else middle[1]
    away = hypot(x - middle[0], y - middle[1])
    inner = max(0.0, _number(said, "fr", "0%", width))
    if away + inner > (most := 0.999 * radius) and away > 0:
        share_kept = max(0.0, most - inner) / away
        x, y = middle[0] + (x - middle[0]) * share_kept, middle[1] + (y - middle[1]) * share_kept
    return (x, y), middle, inner, radius


def _spread(
    kind: int,
    start: Point,
    end: Point,
    inner: float,
    outer: float,
    stops: tuple[Stop, ...],
    matrix: Matrix,
    said: Mapping[str, str],
    box: svg.Box | None,
) -> Gradient:
    """A gradient that goes on beyond its ends: with their colours, or from its beginning, or back and forth."""
    method = said.get("spreadMethod", "pad")
    first, last = (0, 1)
    if method in ("repeat", "reflect") and box:
        first, last = _turns(kind, start, end, inner, outer, matrix, box)
    if (first, last) != (0, 1):
        stops = tuple(_repeated(stops, first, last, reflects=method == "reflect"))
    (x1, y1), (x2, y2) = (_between(start, end, share_of) for share_of in (first, last))
    if kind == 2:
        return Gradient(kind, (x1, y1, x2, y2), stops, matrix)
    radii = inner + first * (outer - inner), inner + last * (outer - inner)
    return Gradient(kind, (x1, y1, radii[0], x2, y2, radii[1]), stops, matrix)


def _between(start: Point, end: Point, at: float) -> Point:
    return start[0] + at * (end[0] - start[0]), start[1] + at * (end[1] - start[1])


def _turns(
    kind: int, start: Point, end: Point, inner: float, outer: float, matrix: Matrix, box: svg.Box
) -> tuple[int, int]:
    """From which to which repetition a gradient covers a box."""
    back = matrix.inverse
    margin = 0.5 * (box.width + box.height)  # a stroke reaches beyond the box
    corners = [
        back.map((x, y))
        for x in (box.x - margin, box.x + box.width + margin)
        for y in (box.y - margin, box.y + box.height + margin)
    ]
    if kind == 2:
        way = end[0] - start[0], end[1] - start[1]
        square = way[0] ** 2 + way[1] ** 2
        along = [((x - start[0]) * way[0] + (y - start[1]) * way[1]) / square for x, y in corners]
        return floor(max(min(along), -_TURNS)), ceil(min(max(1.0, *along), _TURNS))
    farthest = max(hypot(x - end[0], y - end[1]) for x, y in corners)
    gain = max(outer - inner - hypot(end[0] - start[0], end[1] - start[1]), 0.02 * outer)
    return 0, ceil(min(max(1.0, (farthest + outer) / gain), _TURNS))


def _repeated(stops: Sequence[Stop], first: int, last: int, *, reflects: bool) -> Iterator[Stop]:
    for turn in range(first, last):
        turned = reflects and turn % 2
        for stop in reversed(stops) if turned else stops:
            at = turn + (1 - stop.at if turned else stop.at)
            yield Stop((at - first) / (last - first), stop.colour)
