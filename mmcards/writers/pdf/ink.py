"""What stands on a page as PDF operators, written tightly: the canvas takes them as they are, a page at a time.

The canvas would do the same in a call for every word, each of which makes objects and formats numbers; a page is
written here in a few strings. Operators: PDF 32000-1:2008, annex A.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from mmcards.model import File
from mmcards.writers.pdf import pictures
from mmcards.writers.pdf.typeset import Word

_ESCAPED: Final = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))} | {
    ord(character): f"\\{character}" for character in "()\\"
}
_ARC: Final = 0.5523
"""How far the handles of a curve that draws a quarter of a circle are from its ends, in radii."""


class Ink:
    """Collects the operators of a page. Lengths are in points, from the lower left corner of the sheet."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._encoded: defaultdict[str, dict[str, tuple[tuple[str, str], ...]]] = defaultdict(dict)
        self._texts: list[str] = []
        self._shapes: list[str] = []
        self._pictures: dict[str, tuple[File, float]] = {}  # and how wide each is drawn at most, by their digests

    def text(
        self, x: float, y: float, words: tuple[Word, ...], size: float, grey: float = 0.0, *, upwards: bool = False
    ) -> None:
        """Words side by side from x on, on the baseline y; or upwards from there, on an upright one."""
        operators = [f"{grey:g} g {'0 1 -1 0' if upwards else '1 0 0 1'} {x:.2f} {y:.2f} Tm"]
        encoded = self._encoded
        current = ""
        run: list[str] = []
        for word in words:
            for font, letters, _ in word.drawn:
                for name, characters in encoded[font].get(letters) or self._encode(font, letters):
                    if name != current:
                        if run:
                            operators.append(f"({''.join(run)}) Tj")
                        operators.append(f"{name} {size:g} Tf")
                        current, run = name, []
                    run.append(characters)
        if run:
            operators.append(f"({''.join(run)}) Tj")
            self._texts.append(" ".join(operators))

    def line(self, x: float, y: float, length: float, grey: float, dash: str = "") -> None:
        """A hairline to the right; `dash` are the lengths of its strokes and gaps."""
        self.rule(x, y, x + length, y, grey, dash)

    def rule(
        self, x: float, y: float, to_x: float, to_y: float, grey: float, dash: str = "", width: float = 0.5
    ) -> None:
        """A line from a point to another, like a hairline if nothing else is said."""
        self._shapes.append(f"{width:g} w {grey:g} G [{dash}] 0 d {x:.2f} {y:.2f} m {to_x:.2f} {to_y:.2f} l S")

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

    def disc(self, x: float, y: float, radius: float) -> None:
        """A filled circle around x, y: the dot of a line of no length with round ends."""
        self._shapes.append(f"q 1 J {2 * radius:.2f} w 0.25 G [] 0 d {x:.2f} {y:.2f} m {x:.2f} {y:.2f} l S Q")

    def tick(self, x: float, y: float, size: float) -> None:
        """A check mark on the baseline y, for text of this size."""
        points = [(x + across * size, y + up * size) for across, up in ((0.08, 0.3), (0.34, 0.04), (0.85, 0.66))]
        path = " ".join(f"{a:.2f} {b:.2f} {'l' if place else 'm'}" for place, (a, b) in enumerate(points))
        self._shapes.append(f"q 1 J 1 j {0.11 * size:.2f} w 0 G [] 0 d {path} S Q")

    def picture(self, x: float, y: float, width: float, height: float, file: File) -> None:
        """A picture with its lower left corner at x, y. Its pixels come with `store`."""
        canvas: Any = self._canvas
        canvas._formsinuse.append(file.digest)
        name = canvas._doc.getXObjectName(file.digest)
        self._shapes.append(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {y:.2f} cm /{name} Do Q")
        _, widest = self._pictures.get(file.digest, (file, 0.0))
        self._pictures[file.digest] = file, max(width, widest)

    def store(self) -> Iterator[pictures.Unreadable]:
        """Hand the canvas each picture that was drawn, once; what comes back are those that cannot be."""
        document: Any = self._canvas._doc  # type: ignore[attr-defined]  # as in _encode
        for digest, (file, width) in self._pictures.items():
            try:
                stored = pictures.stored(file, width)
            except pictures.Unreadable as error:
                yield error
                continue
            named = {"Type": "XObject", "Subtype": "Image", "ColorSpace": stored.colours, "Filter": stored.packed}
            numbers = {"Width": stored.width, "Height": stored.height, "BitsPerComponent": 8}
            described = PDFDictionary({**{key: PDFName(name) for key, name in named.items()}, **numbers})
            document.Reference(PDFStream(described, stored.content), document.getXObjectName(digest))

    def flush(self, matrix: str = "") -> None:
        """Hand the page to the canvas; the six numbers of a matrix move or turn all that is on it."""
        before, after = ((f"q {matrix} cm",), ("Q",)) if matrix else ((), ())
        self._canvas.addLiteral("\n".join((*before, *self._shapes, "BT", *self._texts, "ET", *after)))
        self._texts.clear()
        self._shapes.clear()

    def _encode(self, font: str, text: str) -> tuple[tuple[str, str], ...]:
        """A text as strings of the subsets that it takes of a font: reportlab gives out their codes as they come."""
        known: Any = pdfmetrics.getFont(font)
        document = self._canvas._doc  # type: ignore[attr-defined]  # which subset has which letter is the document's
        found = tuple(
            (known.getSubsetInternalName(subset, document), codes.decode("latin-1").translate(_ESCAPED))
            for subset, codes in known.splitString(text, document)
        )
        self._encoded[font][text] = found
        return found
