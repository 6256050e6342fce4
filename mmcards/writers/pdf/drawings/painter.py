"""The elements of a drawing -> what is drawn of them on paper, in the order of the drawing."""

from collections.abc import Callable
from dataclasses import replace
from math import hypot, radians
from typing import TYPE_CHECKING, Final

from mmcards.pictures import Refused, svg
from mmcards.pictures.svg import Box
from mmcards.writers.pdf import pictures
from mmcards.writers.pdf.drawings import brushes, frames, matrices, paths, texts
from mmcards.writers.pdf.drawings.content import Glyphs, Mask, Raster, Sheet, number, numbers
from mmcards.writers.pdf.drawings.frames import SHAPES, Frame, Source
from mmcards.writers.pdf.drawings.matrices import IDENTITY, Matrix, moved, scaled
from mmcards.writers.pdf.drawings.measures import Measures
from mmcards.writers.pdf.drawings.paths import Close, Curve, Move, Path, Straight
from mmcards.writers.pdf.drawings.styles import INITIAL, Paint, Style, reference, share
from mmcards.writers.pdf.lines import lines
from mmcards.writers.pdf.typefaces import ASCENT, DESCENT
from mmcards.writers.pdf.typeset import Typesetter

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_UNSEEN: Final = frozenset(
    (
        *("animate", "animateColor", "animateMotion", "animateTransform", "set"),
        *("clipPath", "cursor", "defs", "desc", "filter", "linearGradient", "marker", "mask", "metadata", "pattern"),
        *("radialGradient", "script", "style", "symbol", "title", "view"),
    )
)
"""Elements that are not drawn where they stand."""

_HTML: Final = "HTML in it (`foreignObject`)"

_WHOLE: Final = {
    "fill": "black",
    "fill-opacity": "1",
    "stroke": "none",
    "marker-start": "none",
    "marker-mid": "none",
    "marker-end": "none",
}
"""How what clips is drawn: all of its inside, and no more."""

_BLENDS: Final = {
    name: "".join(part.capitalize() for part in name.split("-"))
    for name in (
        *("multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light"),
        *("soft-light", "difference", "exclusion", "hue", "saturation", "color", "luminosity"),
    )
}
"""Blend modes by their names in CSS (Compositing 1) and in PDF (ISO 32000-2, 11.3.5)."""


class Painter:
    """Draws one drawing. Raises Unprintable and pictures.Unreadable."""

    def __init__(self, source: Source, typesetter: Typesetter) -> None:
        self._source = source
        self._met = source.met
        self._typesetter = typesetter
        self._texts = texts.Texts(source, typesetter)
        self._measures = Measures(source, self._texts)
        self._brushes = brushes.Brushes(source, self._children)

    def sheet(self) -> Sheet:
        """The whole drawing, as large as it is, in points."""
        width, height = svg.size(self._source.root)
        sheet = Sheet(Box(0.0, 0.0, width * svg.POINTS, height * svg.POINTS))
        upright = Matrix(svg.POINTS, 0, 0, -svg.POINTS, 0, height * svg.POINTS)
        self.draw_in(sheet, upright, Box(0.0, 0.0, width, height))
        return sheet

    def draw_in(self, sheet: Sheet, matrix: Matrix, box: Box) -> None:
        """The whole drawing in a box of another one."""
        style = self._source.styles.of(self._source.root, INITIAL)
        frame = Frame(sheet, matrix, style, (box.width, box.height))
        if style.get("display") != "none":
            self._with_effects(
                self._source.root, style, frame, lambda each: self._viewed(self._source.root, each, box, cut=False)
            )

    # --- elements ----------------------------------------------------------------------------------------------------

    def _element(self, element: "Element", frame: Frame) -> None:
        if not element.tag.startswith(svg.SVG):
            return
        name = svg.name_of(element)
        if name in _UNSEEN:
            return
        style = self._source.styles.of(element, frame.style)
        if style.get("display") == "none":
            return
        matrix = frame.matrix.of(self._measures.transform(element, style, frame))
        if not matrix.is_usable:
            return
        self._note(style)
        inner = replace(frame, matrix=matrix, style=style)
        match name:
            case _ if name in SHAPES:
                path = frames.path(element, inner)
                self._with_effects(element, style, inner, lambda each: self._shape(path, each))
            case "g" | "a":
                self._with_effects(element, style, inner, lambda each: self._children(element, each))
            case "svg":
                box = frames.box(element, style, inner)
                self._with_effects(element, style, inner, lambda each: self._viewed(element, each, box))
            case "switch":
                self._with_effects(element, style, inner, lambda each: self._first_of(element, each))
            case "use":
                self._with_effects(element, style, inner, lambda each: self._use(element, each))
            case "image":
                self._with_effects(element, style, inner, lambda each: self._image(element, each))
            case "text":
                self._with_effects(element, style, inner, lambda each: self._text(element, each))
            case "foreignObject":
                self._met.lacks.add(_HTML)
            case _:
                self._met.lacks.add(f"`{name}`")

    def _note(self, style: Style) -> None:
        if style.get("filter", "none") != "none":
            self._met.lacks.add("filters")
        if style.get("animation", style.get("animation-name", "none")) != "none":
            self._met.lacks.add("animation")
        if style["writing-mode"] not in ("horizontal-tb", "lr", "lr-tb"):
            self._met.lacks.add("vertical text")

    def _children(self, element: "Element", frame: Frame) -> None:
        for child in element:
            self._element(child, frame)

    def _first_of(self, element: "Element", frame: Frame) -> None:
        """The first part of a switch that can be drawn: behind HTML there often is an image, or a poor text."""
        parts = [each for each in element if each.tag.startswith(svg.SVG) and _speaks(each)]
        if parts and svg.name_of(parts[0]) == "foreignObject":
            self._met.lacks.add(_HTML)
        drawable = [each for each in parts if svg.name_of(each) != "foreignObject"]
        for each in (drawable or parts)[:1]:
            self._element(each, frame)

    def _viewed(self, element: "Element", frame: Frame, box: Box, *, cut: bool = True) -> None:
        """What is seen of an element with a view box of its own, in a box."""
        if box.width <= 0 or box.height <= 0:
            return
        view = svg.view_box(element)
        if view:
            matrix, _ = matrices.fitted(view, box, element.get("preserveAspectRatio", ""))
        else:
            view, matrix = Box(0.0, 0.0, box.width, box.height), moved(box.x, box.y)
        inner = replace(frame, matrix=frame.matrix.of(matrix), viewport=(view.width, view.height))
        is_cut = cut and frame.style.get("overflow", "hidden") not in ("visible", "auto")
        if is_cut:
            frame.sheet.parts.append(f"q {_outline(paths.rectangle(box), frame.matrix)} W n")
        self._children(element, inner)
        if is_cut:
            frame.sheet.parts.append("Q")

    def _use(self, element: "Element", frame: Frame) -> None:
        found = self._source.named.get(svg.target(element))
        if found is None:
            return
        x, y = frames.length(element, "x", frame), frames.length(element, "y", frame)
        inner = replace(frame, matrix=frame.matrix.of(moved(x, y)))
        name = svg.name_of(found)
        if name not in ("symbol", "svg"):
            self._element(found, inner)
            return
        style = self._source.styles.of(found, frame.style)
        if style.get("display") == "none":
            return
        # Its own size is that of the use, if that says one.
        own = replace(inner, style=style, matrix=inner.matrix.of(self._measures.transform(found, style, inner)))
        box = frames.box(found, style, inner, element)
        self._with_effects(found, style, own, lambda each: self._viewed(found, each, box))

    def _image(self, element: "Element", frame: Frame) -> None:
        found = svg.data(svg.href(element))
        if found is None or frame.style["visibility"] != "visible":
            return
        if found.is_pixels:
            width, height = pictures.inner_size(self._source.file, found.content)
        else:
            try:
                root = svg.read(found.content)
            except Refused as error:
                raise pictures.Unreadable(self._source.file, error.why) from error
            width, height = svg.size(root)
        x, y = frames.length(element, "x", frame), frames.length(element, "y", frame)
        across, down = (frames.auto(element, key, frame) for key in ("width", "height"))
        if across is None:
            across = width if down is None else down * width / height
        if down is None:
            down = across * height / width
        if across <= 0 or down <= 0:
            return
        box = Box(x, y, across, down)
        fitted, slices = matrices.fitted(Box(0, 0, width, height), box, element.get("preserveAspectRatio", ""))
        matrix = frame.matrix.of(fitted)
        cut = f"{_outline(paths.rectangle(box), frame.matrix)} W n " if slices else ""
        if found.is_pixels:
            placed = matrix.of(Matrix(width, 0, 0, -height, 0, height))
            name = frame.sheet.name("XObject", Raster(found.content, hypot(placed.a, placed.b)))
            frame.sheet.parts.append(f"q {cut}{numbers(placed)} cm {name} Do Q")
            return
        painter = Painter(Source(self._source.file, root, self._met), self._typesetter)
        frame.sheet.parts.append(f"q {cut}")
        painter.draw_in(frame.sheet, matrix, Box(0.0, 0.0, width, height))
        frame.sheet.parts.append("Q")

    # --- what is seen of an element: clips, masks, opacity -----------------------------------------------------------

    def _with_effects(self, element: "Element", style: Style, frame: Frame, draw: Callable[[Frame], None]) -> None:
        """Draw an element within its clip and mask, and as opaque and blended as it is."""
        self._source.count()
        self._met.depth += 1
        if self._met.depth > svg.DEPTH:
            raise pictures.Unreadable(self._source.file, f"it nests more than {svg.DEPTH} elements deep")
        self._draw_within(element, style, frame, draw)
        self._met.depth -= 1

    def _draw_within(self, element: "Element", style: Style, frame: Frame, draw: Callable[[Frame], None]) -> None:
        opacity = share(style.get("opacity", "1"))
        blend = _BLENDS.get(style.get("mix-blend-mode", "normal"), "")
        cuts: list[str] = []
        masks: list[Mask] = []
        is_seen = self._clip(style.get("clip-path", "none"), element, frame, cuts, masks)
        is_seen = self._mask(style.get("mask", "none"), element, frame, masks) and is_seen
        if not is_seen or not opacity:
            return
        target = frame.sheet
        before = f"q {' '.join(cuts)}" if cuts else ""
        if not masks and not blend and opacity == 1:
            if before:
                target.parts.append(before)
            draw(frame)
            if before:
                target.parts.append("Q")
            return
        group = Sheet(target.box)
        draw(replace(frame, sheet=group))
        if not group.parts:
            return
        for mask in masks[1:]:
            outer = Sheet(target.box)
            outer.parts.append(f"{outer.name('ExtGState', mask)} gs {outer.name('XObject', group)} Do")
            group = outer
        state = f"{f'/ca {number(opacity)}' if opacity < 1 else ''}{f'/BM/{blend}' if blend else ''}"
        states = [target.name("ExtGState", f"<<{state}>>")] if state else []
        states += [target.name("ExtGState", mask) for mask in masks[:1]]
        set_up = " ".join(f"{each} gs" for each in states)
        target.parts.append(f"q {' '.join(cuts)} {set_up} {target.name('XObject', group)} Do Q")

    def _clip(self, value: str, element: "Element", frame: Frame, cuts: list[str], masks: list[Mask]) -> bool:
        """Add what a `clip-path` leaves to be seen; False if that is nothing."""
        if value == "none":
            return True
        found = self._source.named.get(reference(value))
        if found is None or svg.name_of(found) != "clipPath":
            if not reference(value):
                self._met.lacks.add(f"`clip-path: {value.split('(')[0]}`")
            return True
        style = self._source.styles.in_place(found)
        matrix = frame.matrix.of(self._measures.transform(found, style, frame))
        if found.get("clipPathUnits") == "objectBoundingBox":
            box = self._measures.bounds(element, frame)
            if not box or not box.width or not box.height:
                return False
            matrix = matrix.of(Matrix(box.width, 0, 0, box.height, box.x, box.y))
        if not matrix.is_usable:
            return False
        inner = Frame(frame.sheet, matrix, style, frame.viewport)
        with self._source.referring():
            if not self._clip(style.get("clip-path", "none"), element, frame, cuts, masks):
                return False
        parts = [each for each in found if each.tag.startswith(svg.SVG) and svg.name_of(each) not in _UNSEEN]
        if len(parts) == 1 and svg.name_of(parts[0]) in SHAPES:
            own = self._source.styles.of(parts[0], style)
            if own.get("clip-path", "none") == "none" and own.get("display") != "none":
                path = frames.path(parts[0], replace(inner, style=own))
                whole = inner.matrix.of(self._measures.transform(parts[0], own, inner))
                if not path or not whole.is_usable:
                    return False
                rule = "W*" if own["clip-rule"] == "evenodd" else "W"
                cuts.append(f"{_outline(path, whole)} {rule} n")
                return True
        group = Sheet(frame.sheet.box)
        with self._source.referring():
            for each in parts:
                self._silhouette(each, replace(inner, sheet=group))
        masks.append(Mask(group, "Alpha"))
        return bool(group.parts)

    def _silhouette(self, element: "Element", frame: Frame) -> None:
        """An element as a part of a clip: all of its inside, whatever its paints."""
        name = svg.name_of(element)
        style = self._source.styles.of(element, frame.style)
        if style.get("display") == "none":
            return
        plain = {**style, **_WHOLE, "fill-rule": style["clip-rule"]}
        plain.pop("opacity", None)
        matrix = frame.matrix.of(self._measures.transform(element, style, frame))
        if not matrix.is_usable:
            return
        inner = replace(frame, matrix=matrix, style=plain)
        if name in SHAPES:
            path = frames.path(element, inner)
            self._with_effects(element, plain, inner, lambda each: self._shape(path, each))
        elif name == "text":
            self._with_effects(element, plain, inner, lambda each: self._text(element, each, plain=True))
        elif name == "use":
            found = self._source.named.get(svg.target(element))
            if found is not None and svg.name_of(found) in (*SHAPES, "text"):
                at = moved(frames.length(element, "x", inner), frames.length(element, "y", inner))
                self._silhouette(found, replace(inner, matrix=matrix.of(at), style=style))

    def _mask(self, value: str, element: "Element", frame: Frame, masks: list[Mask]) -> bool:
        """Add what a `mask` leaves to be seen; False if that is nothing."""
        if value == "none" or not reference(value):
            if value != "none":
                self._met.lacks.add("masks that are pictures")
            return True
        found = self._source.named.get(reference(value))
        if found is None or svg.name_of(found) != "mask":
            return True
        box = self._measures.bounds(element, frame)
        in_box = found.get("maskUnits") != "userSpaceOnUse"
        if box is None or (in_box and not (box.width and box.height)):
            return False
        usual = ("-10%", "-10%", "120%", "120%")
        whole = (1.0, 1.0) if in_box else frame.viewport
        x, y, width, height = (
            svg.length(found.get(key, other), side) or 0.0
            for key, other, side in zip(("x", "y", "width", "height"), usual, whole * 2, strict=True)
        )
        if in_box:
            x, y = box.x + x * box.width, box.y + y * box.height
            width, height = width * box.width, height * box.height
        if width <= 0 or height <= 0:
            return False
        style = self._source.styles.in_place(found)
        matrix = frame.matrix
        if found.get("maskContentUnits") == "objectBoundingBox":
            matrix = matrix.of(Matrix(box.width, 0, 0, box.height, box.x, box.y))
        group = Sheet(frame.sheet.box)
        group.parts.append(f"q {_outline(paths.rectangle(Box(x, y, width, height)), frame.matrix)} W n")
        with self._source.referring():
            self._children(found, Frame(group, matrix, style, frame.viewport))
        group.parts.append("Q")
        alpha = (style.get("mask-type") or found.get("mask-type")) == "alpha"
        masks.append(Mask(group, "Alpha" if alpha else "Luminosity"))
        return True

    # --- shapes ------------------------------------------------------------------------------------------------------

    def _shape(self, path: Path, frame: Frame) -> None:
        """Fill and stroke a path, and set its markers."""
        style = frame.style
        if not path:
            return
        if style["visibility"] == "visible":
            box = paths.bounds(path)
            order = _order(style["paint-order"])
            for each in order:
                match each:
                    case "fill":
                        self._fill(path, box, frame)
                    case "stroke":
                        self._stroke(path, box, frame)
                    case _:
                        self._markers(path, frame)

    def _fill(self, path: Path, box: Box | None, frame: Frame) -> None:
        style = frame.style
        path = paths.with_area(path)
        if not path or not (brush := self._brushes.brush("fill", box, frame)):
            return
        operator = "f*" if style["fill-rule"] == "evenodd" else "f"
        frame.sheet.parts.append(
            f"q {brushes.set_up(frame.sheet, brush, 'ca')}{brush.operators} {_outline(path, frame.matrix)} {operator} Q"
        )

    def _stroke(self, path: Path, box: Box | None, frame: Frame) -> None:
        if frame.style["stroke"] == "none" or not (line := brushes.line(frame)):
            return
        brush = self._brushes.brush("stroke", box, frame)
        if not brush:
            return
        matrix = frame.matrix
        if frame.style.get("vector-effect") == "non-scaling-stroke":
            # As wide as on a screen, on which a pixel is as large as the drawing's own.
            path = paths.mapped(path, scaled(1 / svg.POINTS, 1 / svg.POINTS).of(matrix))
            matrix = scaled(svg.POINTS, svg.POINTS)
        frame.sheet.parts.append(
            f"q {brushes.set_up(frame.sheet, brush, 'CA')}{brush.operators} {numbers(matrix)} cm {line}"
            f"{_outline(path, IDENTITY)} S Q"
        )

    # --- markers -----------------------------------------------------------------------------------------------------

    def _markers(self, path: Path, frame: Frame) -> None:
        style = frame.style
        names = [reference(style[f"marker-{where}"]) for where in ("start", "mid", "end")]
        if not any(names):
            return
        found = paths.vertices(path)
        context = self._brushes.paint("fill", frame), self._brushes.paint("stroke", frame)
        start, mid, end = (self._source.named.get(name) for name in names)
        for place, vertex in enumerate(found):
            if place == 0 and start is not None:
                self._marker(start, vertex, frame, context, is_start=True)
            if 0 < place < len(found) - 1 and mid is not None:
                self._marker(mid, vertex, frame, context)
            if place == len(found) - 1 and end is not None:
                self._marker(end, vertex, frame, context)

    def _marker(
        self,
        element: "Element",
        vertex: paths.Vertex,
        frame: Frame,
        context: tuple[Paint, Paint],
        *,
        is_start: bool = False,
    ) -> None:
        if svg.name_of(element) != "marker":
            return
        style = self._source.styles.in_place(element)
        own = replace(frame, style=style)
        width, height = (frames.length(element, key, own, "3") for key in ("markerWidth", "markerHeight"))
        orient = element.get("orient", "0").strip()
        if orient.startswith("auto"):
            angle = vertex.angle + (radians(180) if is_start and orient == "auto-start-reverse" else 0.0)
        else:
            angle = radians((matrices.numbers(orient.removesuffix("deg"))[:1] or [0.0])[0])
        scale = 1.0
        if element.get("markerUnits", "strokeWidth") == "strokeWidth":
            scale = frames.measure(frame.style["stroke-width"], "", frame)
        if width <= 0 or height <= 0 or scale <= 0:
            return
        view = svg.view_box(element)
        box = Box(0.0, 0.0, width, height)
        inner = IDENTITY
        if view:
            inner, _ = matrices.fitted(view, box, element.get("preserveAspectRatio", ""))
        sides = view or box
        x, y = (
            svg.length(frames.SIDES.get(text := element.get(key, "0").strip(), text), side) or 0.0
            for key, side in (("refX", sides.width), ("refY", sides.height))
        )
        placed = moved(*vertex.at).of(matrices.turned(angle)).of(scaled(scale, scale))
        # Its point of reference comes to the vertex.
        shift = inner.map((x, y))
        matrix = frame.matrix.of(placed).of(moved(-shift[0], -shift[1]))
        if not matrix.of(inner).is_usable:
            return
        sheet = frame.sheet
        is_cut = style.get("overflow", "hidden") not in ("visible", "auto")
        if is_cut:
            sheet.parts.append(f"q {_outline(paths.rectangle(box), matrix)} W n")
        with self._source.referring():
            self._children(element, Frame(sheet, matrix.of(inner), style, (sides.width, sides.height), context))
        if is_cut:
            sheet.parts.append("Q")

    # --- texts -------------------------------------------------------------------------------------------------------

    def _text(self, element: "Element", frame: Frame, *, plain: bool = False) -> None:
        for piece, width, matrix in self._texts.placed(element, frame):
            style = frame.style if plain else piece.first.style
            own = replace(frame, style=style, matrix=frame.matrix.of(matrix))
            if style["visibility"] == "visible":
                self._piece(piece, width, own)

    def _piece(self, piece: texts.Piece, width: float, frame: Frame) -> None:
        """Draw letters side by side from the origin on."""
        size = texts.size(frame.style)
        set_text = self._texts.words(piece)
        if not set_text.parts or size <= 0:
            return
        x = 0.0
        if piece.text.startswith(" "):
            x = size * self._texts.space(piece)
        glyphs = Glyphs(lines(set_text, 1e9)[0].drawn, size)
        box = Box(0.0, -ASCENT * size, width, (ASCENT + DESCENT) * size)
        upright = frame.matrix.of(Matrix(1, 0, 0, -1, x, 0))
        for each in _order(frame.style["paint-order"]):
            if each == "markers":
                continue
            line = brushes.line(frame) if each == "stroke" else ""
            if each == "stroke" and (frame.style["stroke"] == "none" or not line):
                continue
            if brush := self._brushes.brush(each, box, frame):
                state = brushes.set_up(frame.sheet, brush, "ca" if each == "fill" else "CA")
                mode = "0 Tr" if each == "fill" else f"1 Tr {line}"
                frame.sheet.parts.append(f"q {state}{brush.operators} {numbers(upright)} cm {mode}")
                frame.sheet.parts.append(glyphs)
                frame.sheet.parts.append("Q")
        self._decorate(width, size, box, frame)

    def _decorate(self, width: float, size: float, box: Box, frame: Frame) -> None:
        """Lines below, above and through a text."""
        heights = {"underline": 0.1, "line-through": -0.28, "overline": -0.8}
        for word in frame.style["text-decoration"].split():
            if word in heights:
                line = Box(0.0, heights[word] * size, width, 0.06 * size)
                self._fill(paths.rectangle(line), box, frame)


def _speaks(element: "Element") -> bool:
    """Whether a part of a switch is for a reader of English, who may be any: no other language is known."""
    languages = element.get("systemLanguage")
    return languages is None or any(each.strip().lower().startswith("en") for each in languages.split(","))


def _order(text: str) -> list[str]:
    """In which order fill, stroke and markers are drawn."""
    said = [word for word in text.split() if word in ("fill", "stroke", "markers")]
    return [*said, *(word for word in ("fill", "stroke", "markers") if word not in said)]


def _outline(path: Path, matrix: Matrix) -> str:
    """The operators of a path, in points."""
    found = []
    for segment in path if matrix is IDENTITY else paths.mapped(path, matrix):
        match segment:
            case Move(to):
                found.append(f"{numbers(to)} m")
            case Straight(to):
                found.append(f"{numbers(to)} l")
            case Curve(first, second, to):
                found.append(f"{numbers((*first, *second, *to))} c")
            case Close():
                found.append("h")
    return " ".join(found)
