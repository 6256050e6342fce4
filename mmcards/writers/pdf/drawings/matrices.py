"""Matrices of a drawing: what moves, turns and scales (SVG 2, chapter 8). Angles are in radians, y grows downwards."""

import re
from collections.abc import Sequence
from math import cos, isfinite, radians, sin, tan
from typing import Final, NamedTuple, TypeAlias

from mmcards.pictures.svg import LARGEST, Box

Point: TypeAlias = tuple[float, float]

_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def numbers(text: str) -> list[float]:
    """The numbers of a list, up to the first that is none, or is too large."""
    found: list[float] = []
    for part in text.replace(",", " ").split():
        place = 0
        while place < len(part):
            number = _NUMBER.match(part, place)
            if not number or not abs(float(number[0])) < LARGEST:
                return found
            found.append(float(number[0]))
            place = number.end()
    return found


class Matrix(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def of(self, inner: "Matrix") -> "Matrix":
        """What first maps by the inner matrix, and then by this one."""
        a, b, c, d, e, f = inner
        return Matrix(
            self.a * a + self.c * b,
            self.b * a + self.d * b,
            self.a * c + self.c * d,
            self.b * c + self.d * d,
            self.a * e + self.c * f + self.e,
            self.b * e + self.d * f + self.f,
        )

    def map(self, point: Point) -> Point:
        x, y = point
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def area(self) -> float:
        """How much larger areas become; below 0 where they are turned over."""
        return self.a * self.d - self.b * self.c

    @property
    def inverse(self) -> "Matrix":
        """The way back, if there is an area."""
        a, b, c, d, e, f = self
        area = self.area
        return Matrix(d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area)

    @property
    def is_usable(self) -> bool:
        """Whether anything is to be seen of what it maps."""
        return all(isfinite(each) and abs(each) < LARGEST for each in self) and abs(self.area) > 1e-12


IDENTITY: Final = Matrix()


def moved(x: float, y: float) -> Matrix:
    return Matrix(e=x, f=y)


def scaled(x: float, y: float) -> Matrix:
    return Matrix(a=x, d=y)


def turned(angle: float, x: float = 0.0, y: float = 0.0) -> Matrix:
    """Turned about a point."""
    matrix = Matrix(cos(angle), sin(angle), -sin(angle), cos(angle))
    return moved(x, y).of(matrix).of(moved(-x, -y)) if x or y else matrix


_TRANSFORM: Final = re.compile(r"(\w+)\s*\(([^)]*)\)[\s,]*")
_UNIT: Final = re.compile(r"(?<=[\d.])(px|deg)\b")


def transform(text: str) -> Matrix:
    """The value of a `transform`; what is wrong in it makes all of it void (CSS Transforms 1, 8)."""
    matrix = IDENTITY
    place = 0
    text = _UNIT.sub("", text.strip())
    while place < len(text):
        found = _TRANSFORM.match(text, place)
        inner = _one(found[1], numbers(found[2])) if found else None
        if inner is None or not found:
            return IDENTITY
        matrix = matrix.of(inner)
        place = found.end()
    return matrix


def _one(name: str, values: Sequence[float]) -> Matrix | None:
    match name, values:
        case "matrix", [_, _, _, _, _, _]:
            return Matrix(*values)
        case ("translate", [x]) | ("translateX", [x]):
            return moved(x, 0.0)
        case "translateY", [y]:
            return moved(0.0, y)
        case "translate", [x, y]:
            return moved(x, y)
        case "scale", [x]:
            return scaled(x, x)
        case "scale", [x, y]:
            return scaled(x, y)
        case "scaleX", [x]:
            return scaled(x, 1.0)
        case "scaleY", [y]:
            return scaled(1.0, y)
        case "rotate", [angle]:
            return turned(radians(angle))
        case "rotate", [angle, x, y]:
            return turned(radians(angle), x, y)
        case "skewX", [angle]:
            return Matrix(c=tan(radians(angle)))
        case "skewY", [angle]:
            return Matrix(b=tan(radians(angle)))
        case _:
            return None


def fitted(box: Box, into: Box, ratio: str) -> tuple[Matrix, bool]:
    """What maps the one box into the other, as `preserveAspectRatio` has it, and whether what sticks out is cut off."""
    words = [word for word in ratio.split() if word != "defer"] or ["xMidYMid"]
    x, y = into.width / box.width, into.height / box.height
    if words[0] == "none":
        return Matrix(x, 0, 0, y, into.x - x * box.x, into.y - y * box.y), False
    slices = "slice" in words[1:]
    scale = max(x, y) if slices else min(x, y)
    across = _SHARES.get(words[0][:4].lower(), 0.5) * (into.width - scale * box.width)
    down = _SHARES.get(words[0][4:].lower(), 0.5) * (into.height - scale * box.height)
    return Matrix(scale, 0, 0, scale, into.x + across - scale * box.x, into.y + down - scale * box.y), slices


_SHARES: Final = {"xmin": 0.0, "xmid": 0.5, "xmax": 1.0, "ymin": 0.0, "ymid": 0.5, "ymax": 1.0}


def corners(box: Box) -> tuple[Point, ...]:
    right, bottom = box.x + box.width, box.y + box.height
    return (box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom)


def around(points: Sequence[Point]) -> Box | None:
    """The least box around points; None around none."""
    if not points:
        return None
    left, top = min(x for x, _ in points), min(y for _, y in points)
    return Box(left, top, max(x for x, _ in points) - left, max(y for _, y in points) - top)
