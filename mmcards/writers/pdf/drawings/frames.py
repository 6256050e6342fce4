"""Where an element of a drawing is drawn, and what its lengths and its path are there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import hypot, sqrt
from typing import TYPE_CHECKING, Final

from mmcards.model import File
from mmcards.pictures import svg
from mmcards.pictures.svg import Box
from mmcards.writers.pdf import pictures
from mmcards.writers.pdf.drawings import paths
from mmcards.writers.pdf.drawings.content import Sheet
from mmcards.writers.pdf.drawings.matrices import Matrix
from mmcards.writers.pdf.drawings.paths import Move, Path, Straight
from mmcards.writers.pdf.drawings.styles import Paint, Style, Styles, font_size

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SHAPES: Final = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon")


@dataclass(slots=True)
class Met:
    """What was met in a drawing, and in those inside it: how many elements, what is not drawn, the texts."""

    count: int = 0
    depth: int = 0
    references: int = 0
    lacks: set[str] = field(default_factory=set)
    said: list[str] = field(default_factory=list)


class Source:
    """A drawing as it is read: its elements by their ids, and their styles."""

    def __init__(self, file: File, root: "Element", met: Met) -> None:
        self.file = file
        self.root = root
        self.met = met
        self.styles = Styles(root)
        self.named: dict[str, Element] = {}
        for each in root.iter():
            if name := each.get("id"):
                self.named.setdefault(name, each)
        if self.styles.has_fonts:
            met.lacks.add("fonts that it brings along")
        if any(svg.name_of(each) in _ANIMATIONS for each in root.iter()):
            met.lacks.add("animation")

    def count(self, number: int = 1) -> None:
        """Other elements are drawn. Raises pictures.Unreadable if there are too many."""
        self.met.count += number
        if self.met.count > svg.ELEMENTS:
            raise pictures.Unreadable(self.file, f"it draws more than {svg.ELEMENTS:,} elements")

    @contextmanager
    def referring(self) -> Iterator[None]:
        """Something is drawn that another element refers to: a clip, a mask, a marker, a tile.

        Raises pictures.Unreadable if that is inside too many others: a style sheet may lead in circles.
        """
        self.met.references += 1
        if self.met.references > _REFERENCES:
            raise pictures.Unreadable(self.file, "its clips, masks, markers or patterns are drawn inside each other")
        yield
        self.met.references -= 1


_REFERENCES: Final = 10

_ANIMATIONS: Final = ("animate", "animateColor", "animateMotion", "animateTransform", "set")


@dataclass(frozen=True, slots=True)
class Frame:
    """Where an element is drawn: on which sheet, with which matrix from its units to points, below which style.

    `viewport` is what percentages are of. `context` are the fill and the stroke of what a marker stands on.
    """

    sheet: Sheet
    matrix: Matrix
    style: Style
    viewport: tuple[float, float]
    context: tuple[Paint, Paint] | None = None

    @property
    def diagonal(self) -> float:
        return hypot(*self.viewport) / sqrt(2)


def length(element: "Element", key: str, frame: Frame, usual: str = "0") -> float:
    """A length that an element has, in pixels."""
    return measure(frame.style.get(key) or element.get(key) or usual, key, frame)


def measure(text: str, key: str, frame: Frame) -> float:
    """A length in pixels; `key` says of which side percentages are."""
    width, height = frame.viewport
    whole = width if key in _ACROSS else height if key in _DOWN else frame.diagonal
    return svg.length(text, whole, font_size(frame.style)) or 0.0


def auto(element: "Element", key: str, frame: Frame) -> float | None:
    """A length that an element may leave to others."""
    text = frame.style.get(key) or element.get(key) or "auto"
    return None if text == "auto" else measure(text, key, frame)


def box(element: "Element", style: Style, frame: Frame, use: "Element | None" = None) -> Box:
    """The box of an element with a view box of its own; what uses it may say how large it is."""
    sizes = []
    for key, whole in zip(("width", "height"), frame.viewport, strict=True):
        asked = use.get(key) if use is not None else None
        asked = asked or style.get(key) or element.get(key) or "100%"
        found = svg.length(asked, whole, font_size(style))
        sizes.append(whole if found is None else found)
    return Box(length(element, "x", frame), length(element, "y", frame), sizes[0], sizes[1])


def path(element: "Element", frame: Frame) -> Path:
    """The path of a shape, in its own units."""

    def of(key: str) -> float:
        return length(element, key, frame)

    match svg.name_of(element):
        case "rect" if of("width") > 0 and of("height") > 0:
            across, down = _radii(element, frame)
            return paths.rectangle(Box(of("x"), of("y"), of("width"), of("height")), across, down)
        case "circle" if of("r") > 0:
            return paths.ellipse(of("cx"), of("cy"), of("r"), of("r"))
        case "ellipse" if min(_radii(element, frame)) > 0:
            return paths.ellipse(of("cx"), of("cy"), *_radii(element, frame))
        case "line":
            return Move((of("x1"), of("y1"))), Straight((of("x2"), of("y2")))
        case "path":
            return paths.path_data(element.get("d", ""))
        case "polyline" | "polygon" as name:
            return paths.polygon(element.get("points", ""), closed=name == "polygon")
        case _:
            return ()


def _radii(element: "Element", frame: Frame) -> tuple[float, float]:
    """The radii of corners or of an ellipse, of which one that is not said is as the other (SVG 2, 7.4)."""
    across, down = auto(element, "rx", frame), auto(element, "ry", frame)
    if across is None:
        across = down or 0.0
    return across, across if down is None else down


_ACROSS: Final = frozenset(("x", "cx", "rx", "x1", "x2", "width", "refX", "markerWidth"))
_DOWN: Final = frozenset(("y", "cy", "ry", "y1", "y2", "height", "refY", "markerHeight"))
SIDES: Final = {"left": "0%", "top": "0%", "center": "50%", "right": "100%", "bottom": "100%"}
