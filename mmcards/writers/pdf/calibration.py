"""A page that shows how far a printer is off between front and back: a cross, and scales to read it against."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from mmcards.paper import MM, Printing, Size, sheet
from mmcards.writers.pdf import contents, file, sheets
from mmcards.writers.pdf.canvas import blank
from mmcards.writers.pdf.ink import Ink
from mmcards.writers.pdf.layouts import places
from mmcards.writers.pdf.lines import Line
from mmcards.writers.pdf.rows import Tag
from mmcards.writers.pdf.sheets import Painter
from mmcards.writers.pdf.small_print import SmallPrint
from mmcards.writers.pdf.typefaces import Typefaces
from mmcards.writers.pdf.typeset import Typesetter

_REACH: Final = 12
"""Of the scales to each side, in millimetres."""

_RULER: Final = 50
"""The length of the line that shows whether the page is scaled, in millimetres."""

_SIZES: Final = (14.0, 12.0, 11.0, 9.0, 7.5, 6.5, 5.5, 4.5)
"""Of the text, in points: the first at which all of it fits."""

_LEADING: Final = 1.3

_WIDEST: Final = 140 * MM
"""How long lines of the text are at most."""


def write(target: Path, printing: Printing) -> None:
    """Write the page for this paper and this way of turning it. What is read off it is all there is to correct."""
    page = sheet(printing)
    reverse = places.reverse(page, replace(printing, back_offset=None))
    canvas = blank(target, page, "en")
    canvas.setTitle("How far front and back are apart")
    contents.ask_for_printing(canvas, contents.duplex(page, reverse))
    painter = Painter(Ink(canvas, "en"), SmallPrint(Typesetter(Typefaces(), "en")))
    other = "auto" if reverse.turned else "long" if page.is_wide else "short"
    _draw_texts(
        painter, page, _FRONT, (f"This line is {_RULER} mm long. If not, the printer scales: set it to 100 %.",)
    )
    _draw_cross(painter.ink, page)
    _draw_ruler(painter.ink, page)
    painter.ink.flush()
    canvas.showPage()
    _draw_texts(painter, page, [each.format(other=other) for each in _BACK[:1]], _BACK[1:])
    _draw_scales(painter, page)
    painter.ink.flush(sheets.matrix(page, reverse))
    canvas.showPage()
    contents.store_labels(canvas, [contents.Label((1,), "front"), contents.Label((1,), "back")])
    for _ in painter.ink.store():  # it has no pictures that could fail
        pass
    file.write_gathering(canvas, target)


_FRONT: Final = (
    "1. Print this page on both sides, at 100 %, just as you print cards.",
    "2. Turn it like the page of a book.",
)
_BACK: Final = (
    "3. These words are upright now. If they stand on their heads, the printer turns the paper on another edge: "
    "ask for --flip {other}, here and in every build.",
    "4. Hold the page against the light. The cross of the front shines through these scales. Read off where its "
    "upright line crosses the level scale: X, and where its level line crosses the upright scale: Y.",
    "5. mmcards calibrate --save X,Y",
)


def _draw_texts(painter: Painter, page: Size, above: Sequence[str], below: Sequence[str]) -> None:
    """Texts above the middle of a page, and below it, in the largest size at which they fit."""
    width = min(page.width - 2 * places.EDGE, _WIDEST)
    left = (page.width - width) / 2
    over, under = page.height / 2 + (_REACH + 6) * MM, page.height / 2 - (_REACH + 9) * MM
    room = under - places.EDGE
    size = next((each for each in _SIZES if _height(painter, (above, below), width, each) <= room), _SIZES[-1])
    for texts, start in ((above, over + _height(painter, (above,), width, size)), (below, under)):
        for place, each in enumerate(_lines(painter, texts, width / size), start=1):
            y = start - place * _LEADING * size + 0.3 * size
            painter.ink.text(left, y, each.drawn, size, path=(Tag("P", each),))


def _height(painter: Painter, parts: Sequence[Sequence[str]], width: float, size: float) -> float:
    """Of the longer of two texts."""
    return max(len(_lines(painter, texts, width / size)) for texts in parts) * _LEADING * size


def _lines(painter: Painter, texts: Sequence[str], measure: float) -> list[Line]:
    return [each for text in texts for each in painter.small_print.within(text, measure, 99)]


def _draw_cross(ink: Ink, page: Size) -> None:
    """Two lines through the middle, which is where it was however the page is turned."""
    x, y, reach = page.width / 2, page.height / 2, (_REACH + 2) * MM
    ink.rule(x - reach, y, x + reach, y, 0.0)
    ink.rule(x, y - reach, x, y + reach, 0.0)


def _draw_ruler(ink: Ink, page: Size) -> None:
    x, y = (page.width - _RULER * MM) / 2, page.height / 2 - (_REACH + 5) * MM
    ink.rule(x, y, x + _RULER * MM, y, 0.0)
    for end in (x, x + _RULER * MM):
        ink.rule(end, y - MM, end, y + MM, 0.0)


def _draw_scales(painter: Painter, page: Size) -> None:
    """Millimetres from the middle, plus to the right and up, numbered at every fifth."""
    x, y, size = page.width / 2, page.height / 2, 5.5
    painter.ink.rule(x - _REACH * MM, y, x + _REACH * MM, y, 0.0)
    painter.ink.rule(x, y - _REACH * MM, x, y + _REACH * MM, 0.0)
    for step in range(-_REACH, _REACH + 1):
        half = (1.6 if step % 5 == 0 else 0.8) * MM
        painter.ink.rule(x + step * MM, y - half, x + step * MM, y + half, 0.0)
        painter.ink.rule(x - half, y + step * MM, x + half, y + step * MM, 0.0)
        if step and step % 5 == 0:
            number = painter.small_print.line(f"{step:+d}".replace("-", "\N{MINUS SIGN}"))
            painter.ink.text(x + step * MM - number.width * size / 2, y - half - size, number.drawn, size)
            painter.ink.text(x + half + 0.3 * size, y + step * MM - 0.35 * size, number.drawn, size)
    for name, right, up in (("X", _REACH + 1.5, -0.7), ("Y", -0.7, _REACH + 1.0)):
        painter.ink.text(x + right * MM, y + up * MM, painter.small_print.line(name).drawn, 1.4 * size)
