"""How elements of a drawing are moved, and how far they reach."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mmcards.pictures import svg
from mmcards.pictures.svg import Box
from mmcards.writers.pdf.drawings import frames, matrices, paths
from mmcards.writers.pdf.drawings.frames import SHAPES, SIDES, Frame, Source
from mmcards.writers.pdf.drawings.matrices import IDENTITY, Matrix, Point, moved
from mmcards.writers.pdf.drawings.styles import Style
from mmcards.writers.pdf.drawings.texts import Texts

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


class Measures:
    """Measures the elements of one drawing."""

    def __init__(self, source: Source, texts: Texts) -> None:
        self._source = source
        self._texts = texts

    def transform(self, element: "Element", style: Style, frame: Frame) -> Matrix:
        text = style.get("transform") or element.get("transform", "")
        if not text or text == "none":
            return IDENTITY
        matrix = matrices.transform(text)
        origin = (style.get("transform-origin") or element.get("transform-origin") or "").split()
        if not origin or matrix == IDENTITY:
            return matrix
        if style.get("transform-box", "view-box") != "view-box":
            box = self.bounds(element, replace(frame, style=style)) or Box(0.0, 0.0, 0.0, 0.0)
        else:
            box = Box(0.0, 0.0, *frame.viewport)
        x = box.x + (svg.length(SIDES.get(origin[0], origin[0]), box.width) or 0.0)
        down = origin[1] if len(origin) > 1 else "center"
        y = box.y + (svg.length(SIDES.get(down, down), box.height) or 0.0)
        return moved(x, y).of(matrix).of(moved(-x, -y))

    def bounds(self, element: "Element", frame: Frame) -> Box | None:
        """The bounds of an element in its own units, without strokes (SVG 2, 8.10)."""
        name = svg.name_of(element)
        match name:
            case _ if name in SHAPES:
                return paths.bounds(frames.path(element, frame))
            case "image" | "svg":
                return frames.box(element, frame.style, frame)
            case "text":
                return self._texts.bounds(element, frame)
            case "use":
                found = self._source.named.get(svg.target(element))
                at = moved(frames.length(element, "x", frame), frames.length(element, "y", frame))
                return self._united([found] if found is not None else [], at, frame)
            case "g" | "a" | "switch" | "symbol" | "clipPath":
                return self._united(list(element), IDENTITY, frame)
            case _:
                return None

    def _united(self, parts: Sequence["Element"], at: Matrix, frame: Frame) -> Box | None:
        found: list[Point] = []
        for each in parts:
            self._source.count()
            if not each.tag.startswith(svg.SVG):
                continue
            style = self._source.styles.of(each, frame.style)
            box = self.bounds(each, replace(frame, style=style)) if style.get("display") != "none" else None
            if box:
                matrix = at.of(self.transform(each, style, frame))
                found += map(matrix.map, matrices.corners(box))
        return matrices.around(found)
