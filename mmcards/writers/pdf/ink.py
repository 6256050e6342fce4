"""What stands on a page as PDF operators, written tightly: the canvas takes them as they are, a page at a time.

The canvas would do the same in a call for every word, each of which makes objects and formats numbers; a page is
written here in a few strings. Operators: ISO 32000-2, annex A.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from reportlab.pdfbase.pdfdoc import PDFObject

from mmcards.model import File
from mmcards.writers.pdf import images, pictures
from mmcards.writers.pdf.canvas import Sheets
from mmcards.writers.pdf.embedding import embedded
from mmcards.writers.pdf.gatherings import Gathering
from mmcards.writers.pdf.lines import Word
from mmcards.writers.pdf.objects import decimal, text_string, uri
from mmcards.writers.pdf.operands import Operands
from mmcards.writers.pdf.rows import Path
from mmcards.writers.pdf.wear import SetFormula

if TYPE_CHECKING:
    from mmcards.writers.pdf.drawings import Drawing
    from mmcards.writers.pdf.drawings.content import Glyphs

_NONE: Final["Mapping[str, Drawing]"] = MappingProxyType({})

Pictures: TypeAlias = dict[str, tuple[File, float]]
"""Pictures by their digests, and how wide each is drawn at most, in points."""

_ARC: Final = 0.5523
"""How far the handles of a curve that draws a quarter of a circle are from its ends, in radii."""


class _Area(NamedTuple):
    """A rectangle with its address, and its key among what is marked, -1 where it is not read out."""

    x: float
    y: float
    to_x: float
    to_y: float
    address: str
    key: int


@lru_cache
def _ruled(x: float, y: float, to_x: float, to_y: float, grey: float, dash: str, width: float) -> str:
    """What draws a line, which is the same on many pages."""
    return f"{width:g} w {grey:g} G [{dash}] 0 d {x:.2f} {y:.2f} m {to_x:.2f} {to_y:.2f} l S"


class Ink:
    """Collects the operators of a page. Lengths are in points, from the lower left corner of the sheet.

    Text and pictures with a path are content; all else is an artifact, which is not read out. `language` is that of
    the deck, a BCP 47 tag or "".
    """

    def __init__(self, canvas: Sheets, language: str = "") -> None:
        self._canvas = canvas
        self.fonts = Operands(language)
        self.begin(canvas.gathering)

    def begin(self, gathering: Gathering) -> None:
        """The pages that come are those of this gathering."""
        self._canvas.gathering = gathering
        self._structure = gathering.structure
        self._pictures: Pictures = {}
        self._begin()

    def _begin(self) -> None:
        self._texts: list[str] = []
        self._shapes: list[str] = []
        self._figures: list[str] = []
        self._links: list[_Area] = []
        self._path: Path | None = None  # of the text under way
        self._font = ""
        self._size = 0.0
        self._grey = 0.0
        self._structure.page()

    def text(
        self,
        x: float,
        y: float,
        words: Sequence[Word],
        size: float,
        grey: float = 0.0,
        path: Path = (),
        *,
        upwards: bool = False,
    ) -> None:
        """Words side by side from x on, on the baseline y; or upwards from there, on an upright one."""
        shown = self.fonts.shown(words)
        if path is not self._path:
            self._mark(path)
        if not words:
            return
        placed = f"0 1 -1 0 {x:.2f} {y:.2f} Tm" if upwards else f"1 0 0 1 {x:.2f} {y:.2f} Tm"
        if grey != self._grey:
            placed, self._grey = f"{grey:g} g {placed}", grey
        for kind, codes in shown:
            if kind.font != self._font or size != self._size:
                placed += self._set(kind.font, size)
            placed += kind.shown(codes, size)
        self._texts.append(placed)

    def _set(self, font: str, size: float) -> str:
        """What sets the font of the text that comes."""
        self._font, self._size = font, size
        return f"/{font} {size:g} Tf"

    def _mark(self, path: Path) -> None:
        """End the marked content under way, and begin what this path leads to."""
        if self._path is not None:
            self._texts.append("EMC")
        if path:
            kind, number = self._structure.mark(path)
            self._texts.append(f"/{kind}<</MCID {number}>>BDC")
        else:
            self._texts.append("/Artifact BMC")
        self._path = path

    def line(self, x: float, y: float, length: float, grey: float, dash: str = "") -> None:
        """A hairline to the right; `dash` are the lengths of its strokes and gaps."""
        self.rule(x, y, x + length, y, grey, dash)

    def rule(
        self, x: float, y: float, to_x: float, to_y: float, grey: float, dash: str = "", width: float = 0.5
    ) -> None:
        """A line from a point to another, like a hairline if nothing else is said."""
        self._shapes.append(_ruled(x, y, to_x, to_y, grey, dash, width))

    def box(self, x: float, y: float, side: float, stroke: float) -> None:
        """A square with rounded corners, its lower left one at x, y."""
        r = 0.14 * side
        k = r * (1 - _ARC)
        left, right, low, high = x, x + side, y, y + side
        self._shapes.append(
            f"{stroke:.2f} w 0.25 G [] 0 d {left + r:.2f} {low:.2f} m {right - r:.2f} {low:.2f} l "
            f"{right - k:.2f} {low:.2f} {right:.2f} {low + k:.2f} {right:.2f} {low + r:.2f} c "
            f"{right:.2f} {high - r:.2f} l "
            f"{right:.2f} {high - k:.2f} {right - k:.2f} {high:.2f} {right - r:.2f} {high:.2f} c "
            f"{left + r:.2f} {high:.2f} l "
            f"{left + k:.2f} {high:.2f} {left:.2f} {high - k:.2f} {left:.2f} {high - r:.2f} c "
            f"{left:.2f} {low + r:.2f} l "
            f"{left:.2f} {low + k:.2f} {left + k:.2f} {low:.2f} {left + r:.2f} {low:.2f} c s"
        )

    def ground(self, x: float, y: float, width: float, height: float, grey: float) -> None:
        """A filled rectangle, its lower left corner at x, y. Its grey is not that of the text that follows."""
        self._shapes.append(f"q {grey:g} g {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f Q")

    def wrapped(self, x: float, y: float, size: float) -> None:
        """A small arrow down and to the right, for text of this size on the baseline y."""
        left, right, top, low, tip = (part * size for part in (0.25, 0.95, 0.6, 0.25, 0.17))
        points = f"{x + left:.2f} {y + top:.2f} m {x + left:.2f} {y + low:.2f} l {x + right:.2f} {y + low:.2f} l"
        head = (
            f"{x + right - tip:.2f} {y + low + tip:.2f} m {x + right:.2f} {y + low:.2f} l "
            f"{x + right - tip:.2f} {y + low - tip:.2f} l"
        )
        self._shapes.append(f"{0.06 * size:.2f} w 0.38 G [] 0 d {points} {head} S")

    def disc(self, x: float, y: float, radius: float) -> None:
        """A filled circle around x, y: the dot of a line of no length with round ends."""
        self._shapes.append(f"q 1 J {2 * radius:.2f} w 0.25 G [] 0 d {x:.2f} {y:.2f} m {x:.2f} {y:.2f} l S Q")

    def tick(self, x: float, y: float, size: float) -> None:
        """A check mark on the baseline y, for text of this size."""
        points = [(x + across * size, y + up * size) for across, up in ((0.08, 0.3), (0.34, 0.04), (0.85, 0.66))]
        path = " ".join(f"{a:.2f} {b:.2f} {'l' if place else 'm'}" for place, (a, b) in enumerate(points))
        self._shapes.append(f"q 1 J 1 j {0.11 * size:.2f} w 0 G [] 0 d {path} S Q")

    def picture(
        self, x: float, y: float, width: float, height: float, image: File, alternative: str, path: Path
    ) -> None:
        """A picture with its lower left corner at x, y. Its pixels come with `store`."""
        name = f"I{image.digest[:16]}"
        drawn = f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {y:.2f} cm /{name} Do Q"
        begin = "/Artifact BMC"
        if path:
            kind, number = self._structure.mark(path, alternative or image.path.rpartition("/")[2])
            begin = f"/{kind}<</MCID {number}>>BDC"
        self._figures.append(f"{begin}\n{drawn}\nEMC")
        _, widest = self._pictures.get(image.digest, (image, 0.0))
        self._pictures[image.digest] = image, max(width, widest)

    def formula(self, x: float, y: float, size: float, formula: SetFormula, grey: float, path: Path) -> None:
        """A formula from x on, on the baseline y. What follows in the text is read behind it."""
        if self._path is not None:
            self._texts.append("EMC")
            self._path = None
        begin = "/Artifact BMC"
        if path:
            kind, number = self._structure.mark(path, formula.source)
            begin = f"/{kind}<</MCID {number}>>BDC"
        scale = decimal(size / 1000)
        drawn = f"q {grey:g} g {scale} 0 0 {scale} {x:.2f} {y:.2f} cm {formula.drawn.operators} Q"
        self._figures.append(f"{begin}\n{drawn}\nEMC")

    def link(self, x: float, y: float, width: float, height: float, address: str, path: Path) -> None:
        """Where to click for an address, its lower left corner at x, y."""
        key = self._structure.link(path) if path else -1
        self._links.append(_Area(x, y, x + width, y + height, address, key))

    def _link(self, area: "_Area", matrix: str) -> tuple[str, int]:
        """What is written of a link on the page under way, and its key."""
        a, _, _, d, right, up = map(float, (matrix or "1 0 0 1 0 0").split())
        xs, ys = sorted((a * area.x + right, a * area.to_x + right)), sorted((d * area.y + up, d * area.to_y + up))
        return (
            f"<</Type/Annot/Subtype/Link/Rect[{xs[0]:.2f} {ys[0]:.2f} {xs[1]:.2f} {ys[1]:.2f}]/Border[0 0 0]/F 4"
            f"/A<</S/URI/URI{uri(area.address)}>>/Contents{text_string(area.address)}"
        ), area.key

    def flush(self, matrix: str = "") -> None:
        """Hand the page to the canvas; the six numbers of a matrix move or turn all that is on it."""
        before, after = ((f"q {matrix} cm",), ("Q",)) if matrix else ((), ())
        self._canvas.links = [self._link(area, matrix) for area in self._links]
        self._canvas.addLiteral("\n".join((*before, *self._drawn(), *after)))
        self._begin()

    def lay_beneath(self) -> None:
        """What was drawn lies beneath each page of the file, and is no part of any. It has artifacts alone."""
        self._canvas.lay_beneath("\n".join(("q", *self._drawn(), "Q")))
        self._begin()

    def _drawn(self) -> Iterator[str]:
        """The operators of what was drawn."""
        if self._path is not None:
            self._texts.append("EMC")
        if self._shapes:
            yield from ("/Artifact BMC", *self._shapes, "EMC")
        yield from self._figures
        yield from ("BT", *self._texts, "ET")

    @property
    def used(self) -> "Pictures":
        """The pictures that were drawn in the gathering under way."""
        return self._pictures

    def store(
        self, drawn: "Pictures | None" = None, drawings: "Mapping[str, Drawing]" = _NONE
    ) -> Iterator[pictures.Unreadable]:
        """Hand the canvas each picture that was drawn, once, and the fonts; pictures that cannot be stored come back.

        They are those of the gathering under way, if none are given; `drawings` are the drawings among them, by their
        digests.
        """
        document = self._canvas.document
        fonts, stored_pictures = self._canvas.resources
        for digest, (image, width) in (self._pictures if drawn is None else drawn).items():
            try:
                if digest in drawings:
                    stored = self._form(drawings[digest], width)
                else:
                    stored = images.embedded(document, pictures.stored(image, width))
            except pictures.Unreadable as error:
                yield error
                continue
            stored_pictures[f"I{digest[:16]}"] = stored
        # Behind the drawings, whose texts may have glyphs of their own.
        for name, (typeface, said) in sorted(self.fonts.drawn().items()):
            fonts[name] = embedded(document, typeface, said)

    def _form(self, drawing: "Drawing", width: float) -> PDFObject:
        """A drawing that is drawn so wide at most."""
        from mmcards.writers.pdf.drawings.forms import Forms

        forms = Forms(self._canvas.document, self._canvas.fonts, self._shown_in_drawing)
        return forms.stored(drawing.file, drawing.sheet, width / drawing.sheet.box.width)

    def _shown_in_drawing(self, glyphs: "Glyphs") -> str:
        """A text at the origin, by itself."""
        self._font = ""
        found = ""
        for kind, codes in self.fonts.shown(glyphs.words):
            if kind.font != self._font:
                found += self._set(kind.font, glyphs.size)
            found += kind.shown(codes, glyphs.size)
        return f"BT {found} ET"
