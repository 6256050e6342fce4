"""What fills and strokes the shapes of a drawing: colours, gradients and patterns, as operators."""

from typing import TYPE_CHECKING, NamedTuple

from mmcards.pictures import svg
from mmcards.pictures.svg import Box
from mmcards.writers.pdf.drawings import matrices, paints
from mmcards.writers.pdf.drawings.content import Mask, Sheet, Tile, number, numbers
from mmcards.writers.pdf.drawings.frames import Frame, Source, measure
from mmcards.writers.pdf.drawings.matrices import IDENTITY, moved, scaled
from mmcards.writers.pdf.drawings.styles import Colour, Keyword, Paint, Reference, paint, share

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element


class Brush(NamedTuple):
    """What fills or strokes: operators that set it, how opaque it is, and a graphics state for where it fades."""

    operators: str
    alpha: float
    veil: Mask | None = None


class Brushes:
    """The paints of one drawing. `draw` draws what is inside an element: the tile of a pattern."""

    def __init__(self, source: Source, draw: "Callable[[Element, Frame], None]") -> None:
        self._source = source
        self._draw = draw

    def brush(self, key: str, box: Box | None, frame: Frame) -> Brush | None:
        """What fills or strokes a shape with these bounds; None if nothing does."""
        found = self.paint(key, frame)
        alpha = share(frame.style[f"{key}-opacity"])
        fills = key == "fill"
        if isinstance(found, Reference):
            served = self._served(found.name, alpha, box, frame, fills)
            if served is not None:
                return served if isinstance(served, Brush) else None
            found = self._resolved(found.otherwise or Keyword("none"), frame)
        if not isinstance(found, Colour) or not alpha * found.alpha:
            return None
        return Brush(_colour(found, fills), alpha * found.alpha)

    def paint(self, key: str, frame: Frame) -> Paint:
        return self._resolved(paint(frame.style[key]) or Keyword("none"), frame)

    def _resolved(self, found: Paint, frame: Frame) -> Paint:
        """A paint with what a word in it stands for."""
        match found:
            case Keyword("currentcolor"):
                colour = paint(frame.style["color"])
                return colour if isinstance(colour, Colour) else Colour(0.0, 0.0, 0.0)
            case Keyword("context-fill") if frame.context:
                return frame.context[0]
            case Keyword("context-stroke") if frame.context:
                return frame.context[1]
            case _:
                return found

    def _served(self, name: str, alpha: float, box: Box | None, frame: Frame, fills: bool) -> "Brush | _Nothing | None":
        """What another element paints with; None if there is no such element."""
        element = self._source.named.get(name)
        if element is None:
            return None
        match svg.name_of(element):
            case "linearGradient" | "radialGradient":
                found = paints.gradient(element, self._source.named, self._source.styles, box, frame.viewport)
                # its stops, which are written for each shape
                self._source.count(len(found.stops) if isinstance(found, paints.Gradient) else len(element))
                if isinstance(found, Colour):
                    return Brush(_colour(found, fills), alpha * found.alpha) if alpha * found.alpha else _Nothing()
                return self._shaded(found, alpha, frame, fills) if found else _Nothing()
            case "pattern":
                return self._tiled(element, alpha, box, frame, fills) or _Nothing()
            case other:
                self._source.met.lacks.add(f"`{other}`")
                return None

    def _shaded(self, found: paints.Gradient, alpha: float, frame: Frame, fills: bool) -> Brush:
        sheet = frame.sheet
        matrix = frame.matrix.of(found.matrix)
        veil = None
        if not found.is_opaque:
            group = Sheet(sheet.box)
            pattern = f"<</PatternType 2/Matrix[{numbers(matrix)}]/Shading{found.veil()}>>"
            name = group.name("Pattern", pattern)
            x, y, width, height = sheet.box
            group.parts.append(f"/Pattern cs {name} scn {numbers((x, y, width, height))} re f")
            veil = Mask(group, "Luminosity")
        pattern = f"<</PatternType 2/Matrix[{numbers(matrix)}]/Shading{found.shading()}>>"
        return Brush(_pattern(sheet.name("Pattern", pattern), fills), alpha, veil)

    def _tiled(self, element: "Element", alpha: float, box: Box | None, frame: Frame, fills: bool) -> Brush | None:
        said: dict[str, str] = {}
        content = element
        for _ in range(20):
            said = {**dict(element.items()), **said}
            if not len(content):
                content = element
            found = self._source.named.get(svg.target(element))
            if found is None or svg.name_of(found) != "pattern":
                break
            element = found
        in_box = said.get("patternUnits") != "userSpaceOnUse"
        scales = said.get("patternContentUnits") == "objectBoundingBox"
        if (in_box or scales) and (box is None or not box.width or not box.height):
            return None
        whole = (1.0, 1.0) if in_box else frame.viewport
        x, y, width, height = (
            svg.length(said.get(key, "0"), side) or 0.0
            for key, side in zip(("x", "y", "width", "height"), whole * 2, strict=True)
        )
        if in_box and box:
            x, y = box.x + x * box.width, box.y + y * box.height
            width, height = width * box.width, height * box.height
        matrix = frame.matrix.of(matrices.transform(said.get("patternTransform", ""))).of(moved(x, y))
        if width <= 0 or height <= 0 or not matrix.is_usable:
            return None
        tile = Sheet(Box(0.0, 0.0, width, height))
        inner, viewport = IDENTITY, frame.viewport
        view = svg.boxed(said.get("viewBox", ""))
        if view:
            inner, _ = matrices.fitted(view, tile.box, said.get("preserveAspectRatio", ""))
            viewport = view.width, view.height
        elif scales and box:
            inner, viewport = scaled(box.width, box.height), (1.0, 1.0)
        if not inner.is_usable:
            return None
        style = self._source.styles.in_place(content)
        with self._source.referring():
            self._draw(content, Frame(tile, inner, style, viewport))
        name = frame.sheet.name("Pattern", Tile(tile, matrix))
        return Brush(_pattern(name, fills), alpha)


class _Nothing:
    """A paint that paints nothing, where there is one."""


def line(frame: Frame) -> str:
    """The operators for the width, the ends, the corners and the dashes of a stroke; "" where there is none."""
    style = frame.style
    width = measure(style["stroke-width"], "", frame)
    if width <= 0:
        return ""
    caps = {"round": 1, "square": 2}.get(style["stroke-linecap"], 0)
    joins = {"round": 1, "bevel": 2}.get(style["stroke-linejoin"], 0)
    limit = matrices.numbers(style["stroke-miterlimit"])[:1] or [4.0]
    found = f"{number(width)} w {caps} J {joins} j {number(max(1.0, limit[0]))} M "
    dashes = style["stroke-dasharray"].replace(",", " ").split()
    lengths = [measure(part, "", frame) for part in dashes if part != "none"]
    lengths = lengths * (1 + len(lengths) % 2)  # an odd count stands twice
    if sum(lengths) <= 0 or min(lengths) < 0:
        return f"{found}[] 0 d "  # said, since the page's own lines may have dashes
    offset = measure(style["stroke-dashoffset"], "", frame) % sum(lengths)
    return f"{found}[{numbers(lengths)}] {number(offset)} d "


def set_up(sheet: Sheet, brush: Brush, key: str) -> str:
    """The operators that set how opaque what follows is."""
    found = ""
    if brush.alpha < 1:
        found = f"{sheet.name('ExtGState', f'<</{key} {number(brush.alpha)}>>')} gs "
    if brush.veil:
        found += f"{sheet.name('ExtGState', brush.veil)} gs "
    return found


def _colour(colour: Colour, fills: bool) -> str:
    red, green, blue, _ = colour
    if red == green == blue:
        return f"{number(round(red, 4))} {'g' if fills else 'G'}"
    return f"{numbers([round(each, 4) for each in colour[:3]])} {'rg' if fills else 'RG'}"


def _pattern(name: str, fills: bool) -> str:
    return f"/Pattern cs {name} scn" if fills else f"/Pattern CS {name} SCN"
