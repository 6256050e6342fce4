"""Formulas as SVG have the outlines, the place and the size that they have on paper."""

from xml.etree import ElementTree

import pytest

from mmcards.writers.formulas import outlines
from mmcards.writers.formulas.svg import svg


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize("source", ["a", r"\frac{a}{b}", r"x < \sqrt{y^2}", r"\sum_{i=1}^{n} x_i"])
def test_a_formula_has_the_box_and_the_outlines_of_its_drawing(source: str, display: bool) -> None:
    drawn = outlines.drawn(source, display=display)
    root = ElementTree.fromstring(svg(source, display=display))
    assert root.get("aria-label") == source
    assert root.get("width") == f"{drawn.width:g}em"
    assert float(str(root.get("height")).removesuffix("em")) == pytest.approx(drawn.ascent + drawn.descent, abs=1e-5)
    assert float(str(root.get("style")).removeprefix("vertical-align: ").removesuffix("em")) == pytest.approx(
        -drawn.descent
    )
    left, top, width, height = map(int, str(root.get("viewBox")).split())
    assert (left, width) == (0, round(drawn.width * 1000))
    assert (-top, height + top) == (round(drawn.ascent * 1000), round(drawn.descent * 1000))
    (group,) = root
    assert group.get("transform") == "scale(1 -1)"
    assert len(group) == drawn.operators.count("f\n")
    points = [
        number
        for path in group
        for number in str(path.get("d")).replace("M", " ").replace("L", " ").replace("C", " ").split()
    ]
    assert points == [each for each in drawn.operators.split() if each not in "mlcf"]


def test_commands_stand_before_their_points() -> None:
    drawn = outlines.drawn("-", display=False)
    (path,) = ElementTree.fromstring(svg("-", display=False))[0]
    first, *_ = drawn.operators.splitlines()
    assert str(path.get("d")).startswith(f"M{first.removesuffix(' m')}L")


def test_what_cannot_be_drawn_is_said() -> None:
    with pytest.raises(outlines.Undrawable):
        svg(r"\nosuchcommand", display=False)
