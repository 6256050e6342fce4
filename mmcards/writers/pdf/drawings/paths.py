"""Paths of a drawing: path data and basic shapes as segments, how far they reach, the places of markers.

Lengths are in the units of the drawing, y grows downwards. Rules: SVG 2, chapters 9, 10 and 13.
"""

import re
from collections.abc import Iterator, Sequence
from math import acos, atan2, ceil, cos, hypot, pi, radians, remainder, sin, sqrt, tan
from typing import Final, NamedTuple, TypeAlias

from mmcards.pictures.svg import LARGEST, Box
from mmcards.writers.pdf.drawings.matrices import Matrix, Point, moved, numbers, scaled, turned


class Move(NamedTuple):
    to: Point


class Straight(NamedTuple):
    to: Point


class Curve(NamedTuple):
    """A cubic Bézier curve."""

    first: Point
    second: Point
    to: Point


class Close(NamedTuple):
    """Back to where the part of the path began."""

    to: Point


Segment: TypeAlias = Move | Straight | Curve | Close
Path: TypeAlias = tuple[Segment, ...]


def points(path: Path) -> Iterator[Point]:
    """All points of a path, those that its curves bend towards among them."""
    for segment in path:
        yield from segment


def mapped(path: Path, matrix: Matrix) -> Path:
    return tuple(type(each)(*map(matrix.map, each)) for each in path)


def with_area(path: Path) -> Path:
    """The parts of a path that have an inside. PDF fills others too, as thin as can be (ISO 32000-2, 8.5.3.3.1)."""
    found: list[Segment] = []
    part: list[Segment] = []
    for segment in (*path, Move((0.0, 0.0))):
        if isinstance(segment, Move):
            if _has_area([point for each in part for point in each]):
                found += part
            part = []
        part.append(segment)
    return tuple(found)


def _has_area(found: Sequence[Point]) -> bool:
    """Whether points are not all on one line."""
    if len(found) < 3:
        return False
    x, y = found[0]
    far_x, far_y = max(found, key=lambda each: abs(each[0] - x) + abs(each[1] - y))
    far_x, far_y = far_x - x, far_y - y
    least = 1e-9 * (far_x * far_x + far_y * far_y)
    return any(abs(far_x * (other_y - y) - far_y * (other_x - x)) > least for other_x, other_y in found)


def bounds(path: Path) -> Box | None:
    """The least box around a path, without its stroke; None of an empty one."""
    xs: list[float] = []
    ys: list[float] = []
    pen: Point = (0.0, 0.0)
    for segment in path:
        match segment:
            case Move(to) | Close(to):
                pass
            case Straight(to):
                xs.append(pen[0])
                ys.append(pen[1])
            case Curve(first, second, to):
                xs += _extremes(pen[0], first[0], second[0], to[0])
                ys += _extremes(pen[1], first[1], second[1], to[1])
        if not isinstance(segment, Move):
            xs.append(to[0])
            ys.append(to[1])
        pen = to
    if not xs:
        return None
    left, top = min(xs), min(ys)
    return Box(left, top, max(xs) - left, max(ys) - top)


def _extremes(start: float, first: float, second: float, end: float) -> Iterator[float]:
    """Where a curve begins, and where it turns back, along one axis."""
    yield start
    a, b, c = 3 * (end - start + 3 * (first - second)), 6 * (start - 2 * first + second), 3 * (first - start)
    roots: list[float] = []
    if abs(a) < 1e-12:
        roots = [-c / b] if abs(b) > 1e-12 else []
    elif (under := b * b - 4 * a * c) >= 0:
        roots = [(-b + sqrt(under)) / (2 * a), (-b - sqrt(under)) / (2 * a)]
    for t in roots:
        if 0 < t < 1:
            u = 1 - t
            yield u * u * u * start + 3 * u * u * t * first + 3 * u * t * t * second + t * t * t * end


_COMMAND: Final = re.compile(r"[\s,]*([MmZzLlHhVvCcSsQqTtAa])?")
_ARGUMENT: Final = re.compile(r"[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_FLAG: Final = re.compile(r"[\s,]*([01])")
_COUNTS: Final = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


def path_data(text: str) -> Path:
    """A path from its `d`; up to a mistake in it, as SVG has it drawn (SVG 2, 9.5.4)."""
    made = _Maker()
    for command, arguments in _commands(text):
        if not all(abs(each) < LARGEST for each in arguments):
            break
        made.add(command, arguments)
    return tuple(made.path)


def _commands(text: str) -> Iterator[tuple[str, list[float]]]:
    place = 0
    command = ""
    while place < len(text):
        found = _COMMAND.match(text, place)
        assert found
        if found[1]:
            command, place = found[1], found.end()
        elif command in ("", "Z", "z") or found.end() == len(text):
            return
        elif command in "Mm":
            command = "L" if command == "M" else "l"  # further points of a move are lines
        arguments: list[float] = []
        for number in range(_COUNTS[command.upper()]):
            is_flag = command in "Aa" and number in (3, 4)
            argument = (_FLAG if is_flag else _ARGUMENT).match(text, place)
            if not argument:
                return
            arguments.append(float(argument[1]))
            place = argument.end()
        yield command, arguments


class _Maker:
    """Commands -> segments."""

    def __init__(self) -> None:
        self.path: list[Segment] = []
        self._pen: Point = (0.0, 0.0)
        self._start: Point = (0.0, 0.0)
        self._before = ""  # the last command, as a capital
        self._bend: Point = (0.0, 0.0)  # what its curve bends towards at its end

    def add(self, command: str, arguments: list[float]) -> None:
        kind = command.upper()
        if not self.path and kind != "M":
            return
        if self._before == "Z" and kind not in "MZ":
            self.path.append(Move(self._start))
        x, y = self._pen if command.islower() else (0.0, 0.0)
        match kind, arguments:
            case "M", [to_x, to_y]:
                self._pen = self._start = x + to_x, y + to_y
                self.path.append(Move(self._pen))
            case "Z", _:
                self._pen = self._start
                self.path.append(Close(self._start))
            case "L", [to_x, to_y]:
                self._line((x + to_x, y + to_y))
            case "H", [to_x]:
                self._line((x + to_x, self._pen[1]))
            case "V", [to_y]:
                self._line((self._pen[0], y + to_y))
            case "C", [a, b, c, d, e, f]:
                self._curve((x + a, y + b), (x + c, y + d), (x + e, y + f))
            case "S", [c, d, e, f]:
                self._curve(self._mirrored("CS"), (x + c, y + d), (x + e, y + f))
            case "Q", [a, b, c, d]:
                self._quadratic((x + a, y + b), (x + c, y + d))
            case "T", [c, d]:
                self._quadratic(self._mirrored("QT"), (x + c, y + d))
            case "A", [across, down, turn, large, sweep, e, f]:
                end = x + e, y + f
                for segment in _arc(self._pen, across, down, radians(turn), bool(large), bool(sweep), end):
                    self.path.append(segment)
                self._pen = end
        self._before = kind

    def _line(self, to: Point) -> None:
        self.path.append(Straight(to))
        self._pen = to

    def _curve(self, first: Point, second: Point, to: Point) -> None:
        self.path.append(Curve(first, second, to))
        self._pen, self._bend = to, second

    def _quadratic(self, bend: Point, to: Point) -> None:
        self.path.append(quadratic(self._pen, bend, to))
        self._pen, self._bend = to, bend

    def _mirrored(self, kinds: str) -> Point:
        """What a smooth curve bends towards at its beginning."""
        if self._before not in kinds or not self._before:
            return self._pen
        return 2 * self._pen[0] - self._bend[0], 2 * self._pen[1] - self._bend[1]


def quadratic(start: Point, bend: Point, to: Point) -> Curve:
    """A quadratic curve as a cubic one."""
    first, second = ((end[0] + 2 / 3 * (bend[0] - end[0]), end[1] + 2 / 3 * (bend[1] - end[1])) for end in (start, to))
    return Curve(first, second, to)


def _arc(
    start: Point, across: float, down: float, turn: float, large: bool, sweep: bool, end: Point
) -> Iterator[Segment]:
    """An arc of an ellipse (SVG 2, B.2.4: from its ends to its middle) as curves of a quarter at most."""
    if start == end:
        return
    across, down = abs(across), abs(down)
    if not across or not down:
        yield Straight(end)
        return
    back = turned(-turn)
    half = back.map(((start[0] - end[0]) / 2, (start[1] - end[1]) / 2))
    needed = (half[0] / across) ** 2 + (half[1] / down) ** 2
    if needed > 1:
        across, down = across * sqrt(needed), down * sqrt(needed)
    x, y = half[0] / across, half[1] / down
    square = x * x + y * y
    factor = sqrt(max(0.0, 1 / square - 1)) * (1 if large != sweep else -1) if square else 0.0
    # In the circle into which the ellipse is mapped: its middle, and the angles of the ends.
    middle = factor * y, -factor * x
    first = atan2(y - middle[1], x - middle[0])
    last = atan2(-y - middle[1], -x - middle[0])
    around = last - first
    if sweep and around < 0:
        around += 2 * pi
    elif not sweep and around > 0:
        around -= 2 * pi
    forth = moved((start[0] + end[0]) / 2, (start[1] + end[1]) / 2).of(turned(turn)).of(scaled(across, down))
    forth = forth.of(moved(*middle))
    count = max(1, ceil(abs(around) / (pi / 2) - 1e-6))
    step = around / count
    reach = 4 / 3 * tan(step / 4)
    for number in range(count):
        one, other = first + number * step, first + (number + 1) * step
        yield Curve(
            forth.map((cos(one) - reach * sin(one), sin(one) + reach * cos(one))),
            forth.map((cos(other) + reach * sin(other), sin(other) - reach * cos(other))),
            end if number == count - 1 else forth.map((cos(other), sin(other))),
        )


# --- basic shapes ----------------------------------------------------------------------------------------------------

_HANDLE: Final = 4 / 3 * (sqrt(2) - 1)
"""How far the handles of a curve that draws a quarter of a circle are from its ends, in radii."""


def rectangle(box: Box, across: float = 0.0, down: float = 0.0) -> Path:
    """A rectangle with corners of these radii."""
    x, y, width, height = box
    across, down = min(across, width / 2), min(down, height / 2)
    right, bottom = x + width, y + height
    if across <= 0 or down <= 0:
        corners = (right, y), (right, bottom), (x, bottom)
        return (Move((x, y)), *map(Straight, corners), Close((x, y)))
    h, v = across * (1 - _HANDLE), down * (1 - _HANDLE)
    start = x + across, y
    return (
        Move(start),
        Straight((right - across, y)),
        Curve((right - h, y), (right, y + v), (right, y + down)),
        Straight((right, bottom - down)),
        Curve((right, bottom - v), (right - h, bottom), (right - across, bottom)),
        Straight((x + across, bottom)),
        Curve((x + h, bottom), (x, bottom - v), (x, bottom - down)),
        Straight((x, y + down)),
        Curve((x, y + v), (x + h, y), start),
        Close(start),
    )


def ellipse(x: float, y: float, across: float, down: float) -> Path:
    """An ellipse around a point."""
    h, v = across * _HANDLE, down * _HANDLE
    start = x + across, y
    return (
        Move(start),
        Curve((x + across, y + v), (x + h, y + down), (x, y + down)),
        Curve((x - h, y + down), (x - across, y + v), (x - across, y)),
        Curve((x - across, y - v), (x - h, y - down), (x, y - down)),
        Curve((x + h, y - down), (x + across, y - v), start),
        Close(start),
    )


def polygon(text: str, *, closed: bool) -> Path:
    """Lines between the points of a list."""
    values = numbers(text)
    found = list(zip(values[::2], values[1::2], strict=False))
    if not found:
        return ()
    lines: Path = (Move(found[0]), *map(Straight, found[1:]))
    return (*lines, Close(found[0])) if closed else lines


# --- markers ---------------------------------------------------------------------------------------------------------


class Vertex(NamedTuple):
    """A place for a marker, and where the path goes there (SVG 2, 13.8.1: directions at path vertices)."""

    at: Point
    angle: float


def vertices(path: Path) -> list[Vertex]:
    """The places of a path's markers, from its first to its last."""
    # Of each vertex: the point, and the directions in which the path comes in and goes out.
    found: list[tuple[Point, Point | None, Point | None]] = []
    pen: Point = (0.0, 0.0)
    first = 0
    for segment in path:
        match segment:
            case Move(to):
                first = len(found)
                found.append((to, None, None))
            case Straight(to) | Close(to):
                way = _way(pen, to)
                if way and found:
                    found[-1] = found[-1][0], found[-1][1], way
                found.append((to, way, None))
                if isinstance(segment, Close) and first < len(found):
                    # The path comes back to where it began, and goes out there again.
                    out = found[first][2]
                    found[first] = found[first][0], way or found[first][1], out
                    found[-1] = to, way or (found[-2][1] if len(found) > 1 else None), out
            case Curve(one, other, to):
                out = _way(pen, one) or _way(pen, other) or _way(pen, to)
                into = _way(other, to) or _way(one, to) or _way(pen, to)
                if out and found:
                    found[-1] = found[-1][0], found[-1][1], out
                found.append((to, into, None))
        pen = to
    return [Vertex(at, _angle(into, out)) for at, into, out in found]


def _way(start: Point, end: Point) -> Point | None:
    """The direction from a point to another; None where they are one."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = hypot(x, y)
    return (x / length, y / length) if length > 1e-9 else None


def _angle(into: Point | None, out: Point | None) -> float:
    """The angle of a direction, or in the middle between two."""
    if not into or not out:
        x, y = into or out or (1.0, 0.0)
        return atan2(y, x)
    one = atan2(into[1], into[0])
    between = acos(max(-1.0, min(1.0, into[0] * out[0] + into[1] * out[1])))
    side = 1 if into[0] * out[1] - into[1] * out[0] >= 0 else -1
    return remainder(one + side * between / 2, 2 * pi)
