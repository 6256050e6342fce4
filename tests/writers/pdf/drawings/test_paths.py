"""Path data and basic shapes."""

from math import cos, hypot, pi, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmcards.pictures.svg import Box
from mmcards.writers.pdf.drawings import paths
from mmcards.writers.pdf.drawings.matrices import Matrix, Point, fitted, moved, transform
from mmcards.writers.pdf.drawings.paths import Close, Curve, Move, Path, Straight, path_data

LINES = Move((1, 2)), Straight((3, 4))


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("M1 2L3 4", LINES),
        ("M1,2 3,4", LINES),
        ("m1 2 2 2", LINES),
        (" \n M 1\t2 , L , 3 4 ", LINES),
        ("M1 2l2 2", LINES),
        ("M.1.2-3-4", (Move((0.1, 0.2)), Straight((-3, -4)))),
        ("M1e1+2E-1L01 1.", (Move((10, 0.2)), Straight((1, 1)))),
        ("M1 2H3V4h1v1", (Move((1, 2)), Straight((3, 2)), Straight((3, 4)), Straight((4, 4)), Straight((4, 5)))),
        ("M1 2L3 4zl1 1", (*LINES, Close((1, 2)), Move((1, 2)), Straight((2, 3)))),
        ("M1 2L3 4zm1 1", (*LINES, Close((1, 2)), Move((2, 3)))),
        ("M0 0C1 2 3 4 5 6S7 8 9 9", (Move((0, 0)), Curve((1, 2), (3, 4), (5, 6)), Curve((7, 8), (7, 8), (9, 9)))),
        ("M0 0S1 2 3 4", (Move((0, 0)), Curve((0, 0), (1, 2), (3, 4)))),
        ("M0 0Q3 3 6 0t6 0", (Move((0, 0)), Curve((2, 2), (4, 2), (6, 0)), Curve((8, -2), (10, -2), (12, 0)))),
        ("M0 0L1 1T3 3", (Move((0, 0)), Straight((1, 1)), Curve((1, 1), (5 / 3, 5 / 3), (3, 3)))),
        ("M0 0A0 5 0 0 1 3 4", (Move((0, 0)), Straight((3, 4)))),
        ("M3 4A5 5 0 0 1 3 4", (Move((3, 4)),)),
        ("", ()),
        ("L1 2", ()),
        ("none", ()),
        ("M1 2L3 4 5", LINES),
        ("M1 2L3 4 oops L5 6", LINES),
        ("M1 2L3 4 L 1e400 0", LINES),
        ("M1 2L3 4 A 1 1 0 2 0 3 4", LINES),
        ("M1 2L3 4 z 5 6", (*LINES, Close((1, 2)))),
    ],
)
def test_path_data_is_read_up_to_a_mistake_in_it(text: str, path: Path) -> None:
    found = path_data(text)
    assert [type(each) for each in found] == [type(each) for each in path]
    for each, other in zip(found, path, strict=True):
        assert [number for point in each for number in point] == pytest.approx(
            [number for point in other for number in point]
        )


def test_flags_of_arcs_may_stand_together() -> None:
    assert path_data("M0 0a5 5 0 0110 0") == path_data("M0 0a5 5 0 0 1 10 0")
    assert path_data("M0 0a5 5 0 01.5.5") == path_data("M0 0a5 5 0 0 1 .5 .5")


def along(start: Point, curve: Curve, t: float) -> Point:
    u = 1 - t
    shares = u**3, 3 * u * u * t, 3 * u * t * t, t**3
    corners = start, *curve
    x, y = (sum(share * corner[axis] for share, corner in zip(shares, corners, strict=True)) for axis in (0, 1))
    return x, y


ANGLES = st.floats(0, 2 * pi)


@given(
    st.floats(1, 100), st.floats(1, 100), st.integers(0, 360), ANGLES, st.floats(0.1, 2 * pi - 0.1), st.booleans()
)  # fmt: skip
def test_an_arc_keeps_to_its_ellipse(
    across: float, down: float, turn: int, first: float, around: float, sweeps: bool
) -> None:
    """The ends are made from the middle, and the arc from its ends."""
    angle = radians(turn)

    def at(place: float) -> Point:
        x, y = across * cos(place), down * sin(place)
        return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)

    last = first + (around if sweeps else -around)
    (x, y), (to_x, to_y) = at(first), at(last)
    large = int(around > pi)
    if abs(around - pi) < 0.05:
        return  # the smaller and the larger one are alike
    _, *curves = path_data(f"M{x} {y}A{across} {down} {turn} {large} {int(sweeps)} {to_x} {to_y}")
    pen = x, y
    for number, curve in enumerate(curves):
        assert isinstance(curve, Curve)
        begin = first + (last - first) * number / len(curves)
        step = (last - first) / len(curves)
        for t in (0.25, 0.5, 0.75):
            there = along(pen, curve, t)
            back = there[0] * cos(angle) + there[1] * sin(angle), there[1] * cos(angle) - there[0] * sin(angle)
            assert hypot(back[0] / across, back[1] / down) == pytest.approx(1, abs=1e-3)
        assert hypot(*(a - b for a, b in zip(along(pen, curve, 0.5), at(begin + step / 2), strict=True))) < 0.05 * (
            across + down
        )
        pen = curve.to
    assert pen == pytest.approx((to_x, to_y))


def test_radii_that_do_not_reach_are_made_larger() -> None:
    assert paths.bounds(path_data("M0 0A1 1 0 0 1 10 0")) == pytest.approx(Box(0, -5, 10, 5))


def test_bounds_are_those_of_the_line_and_not_of_what_it_bends_towards() -> None:
    assert paths.bounds(path_data("M0 0C0 10 10 10 10 0")) == pytest.approx(Box(0, 0, 10, 7.5))
    assert paths.bounds(path_data("M5 5M0 0L3 0")) == Box(0, 0, 3, 0)
    assert paths.bounds(path_data("M5 5")) is None


def test_what_has_no_inside_is_not_filled() -> None:
    whole = path_data("M0 0H9V9z")
    assert paths.with_area((*path_data("M0 0L9 9"), *whole, *path_data("M1 1L2 2L5 5z M3 3"))) == whole


@pytest.mark.parametrize(
    ("text", "angles"),
    [
        ("M0 0H10V10", [0, 45, 90]),
        ("M0 0H10V10H0z", [-45, 45, 135, -135, -45]),
        ("M0 0C0 10 10 10 10 0", [90, -90]),
        ("M0 0C0 0 10 10 10 10", [45, 45]),
        ("M0 0H10M20 20V30", [0, 0, 90, 90]),
        ("M5 5", [0]),
        ("M5 5z", [0, 0]),
    ],
)
def test_markers_stand_in_the_direction_of_the_path(text: str, angles: list[int]) -> None:
    assert [vertex.angle for vertex in paths.vertices(path_data(text))] == pytest.approx(list(map(radians, angles)))


@pytest.mark.parametrize(
    ("text", "matrix"),
    [
        ("", Matrix()),
        ("translate(3)", moved(3, 0)),
        ("translate(1,2) translate( 2 -2px )", moved(3, 0)),
        ("matrix(1 2 3 4 5 6)", Matrix(1, 2, 3, 4, 5, 6)),
        ("rotate(90, 1, 1)", Matrix(0, 1, -1, 0, 2, 0)),
        ("rotate(90deg)scale(2)", Matrix(0, 2, -2, 0, 0, 0)),
        ("skewX(45)", Matrix(1, 0, 1, 1, 0, 0)),
        ("scale(2) spin(3)", Matrix()),
        ("scale(2", Matrix()),
        ("scale(1 2 3)", Matrix()),
    ],
)
def test_transforms_are_one_matrix_or_none(text: str, matrix: Matrix) -> None:
    assert transform(text) == pytest.approx(matrix)


@pytest.mark.parametrize(
    ("ratio", "corners", "cut"),
    [
        ("", ((0, 25), (100, 75)), False),
        ("xMinYMin", ((0, 0), (100, 50)), False),
        ("xMaxYMax meet", ((0, 50), (100, 100)), False),
        ("none", ((0, 0), (100, 100)), False),
        ("xMidYMid slice", ((-50, 0), (150, 100)), True),
        ("defer xMinYMid slice", ((0, 0), (200, 100)), True),
    ],
)
def test_a_box_fits_another_as_it_asks(ratio: str, corners: tuple[Point, Point], cut: bool) -> None:
    matrix, is_cut = fitted(Box(10, 10, 20, 10), Box(0, 0, 100, 100), ratio)
    assert [*matrix.map((10, 10)), *matrix.map((30, 20))] == pytest.approx([*corners[0], *corners[1]])
    assert is_cut == cut
