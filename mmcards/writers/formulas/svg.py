"""Formulas as SVG, for what is shown in a browser."""

import re
from collections.abc import Callable
from html import escape
from typing import Final

from mmcards.writers.formulas import outlines

_COMMANDS: Final = str.maketrans({"m": "M", "l": "L", "c": "C"})
_OPERATION: Final = re.compile(r"([-0-9 ]+) ([mlc])\n")


def _by_style(ems: float) -> str:
    return f'style="vertical-align: {-ems:g}em"'


def svg(source: str, *, display: bool, lowered: Callable[[float], str] = _by_style) -> str:
    """A formula in TeX, without its dollar signs, as an `svg` element in the colour and size of the text around it.

    Its lengths are in ems. `lowered` gives the attribute that puts its lower edge so many of them below the baseline.
    Raises Undrawable.
    """
    drawn = outlines.drawn(source, display=display)
    height = drawn.ascent + drawn.descent
    width, upper = round(drawn.width * 1000), round(drawn.ascent * 1000)
    shapes = "".join(f'<path d="{_path(shape)}"/>' for shape in drawn.operators.split("f\n") if shape)
    return (
        f'<svg role="img" aria-label="{escape(source)}" fill="currentColor" '
        f'width="{drawn.width:g}em" height="{height:g}em" viewBox="0 {-upper} {width} {round(height * 1000)}" '
        f'{lowered(drawn.descent)}><g transform="scale(1 -1)">{shapes}</g></svg>'
    )


def _path(operators: str) -> str:
    """Operators of a PDF, each behind its points, as the commands of a path, each before them (SVG 2, 9.3)."""
    return "".join(f"{command.translate(_COMMANDS)}{points}" for points, command in _OPERATION.findall(operators))
