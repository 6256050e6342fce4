"""What stands on a page as PDF operators, written tightly: the canvas takes them as they are, a page at a time.

The canvas would do the same in a call for every word, each of which makes objects and formats numbers; a page is
written here in a few strings. Operators: ISO 32000-2, annex A.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate, groupby
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, TypeVar

from reportlab.pdfbase.pdfdoc import PDFObject

from mmcards.model import File
from mmcards.writers.pdf import directions, images, languages, pictures
from mmcards.writers.pdf.canvas import Sheets
from mmcards.writers.pdf.embedding import embedded
from mmcards.writers.pdf.file import decimal
from mmcards.writers.pdf.fonts import Typeface
from mmcards.writers.pdf.remembered import Remembered
from mmcards.writers.pdf.rows import Path
from mmcards.writers.pdf.shaping import Run
from mmcards.writers.pdf.structure import Structure
from mmcards.writers.pdf.typefaces import UNSEEN
from mmcards.writers.pdf.typeset import Word

if TYPE_CHECKING:
    from mmcards.writers.pdf.drawings import Drawing
    from mmcards.writers.pdf.drawings.content import Glyphs

_NONE: Final["Mapping[str, Drawing]"] = MappingProxyType({})

_ARC: Final = 0.5523
"""How far the handles of a curve that draws a quarter of a circle are from its ends, in radii."""

_RISE: Final = re.compile("\0([^\0]*)\0")
"""Where an operand holds how far glyphs are raised, in ems."""


_SAID: Final = "/Span<</ActualText<FEFF"
_TEXT: Final = ">>>BDC[<"
_END: Final = ">]TJ EMC[<"
_BESIDE: Final = re.compile(r" EMC\[<>\]TJ/Span<</ActualText<FEFF([0-9A-F]+)>>>BDC")
"""Between two actual texts with nothing between them."""

_SPACE: Final = "0020"

_MOVES: Final = re.compile(r">(-?[\d.]+(?:<>-?[\d.]+)+)<")
"""Moves with nothing drawn between them."""


class _Kind(NamedTuple):
    """What operands have in common that are shown together.

    Their font's name, their language where it is not the deck's, whether glyphs in them are raised, whether they hold
    other operators, and whether those say what the glyphs stand for, from left to right.
    """

    font: str
    language: str
    rises: bool = False
    parted: bool = False
    spoken: bool = False


_Operand: TypeAlias = tuple[_Kind, str]
"""The inside of an array for TJ: the codes of glyphs, as hexadecimal numbers."""


class _Glyphs:
    """A typeface's glyphs: what each said when it was first drawn, its code, and how far it moves the pen."""

    def __init__(self, typeface: Typeface) -> None:
        self.said: dict[int, str] = {}
        self.known: set[tuple[int, str]] = set()  # glyphs with what they said
        self.codes = _Made("{:04X}".format)
        self.advances = _Made(typeface.advance)
        # what draws the next glyph so far back, in the typeface's units
        self.moves = _Made(lambda back: f">{decimal(back * 1000 / typeface.units)}<")


_Value = TypeVar("_Value")


class _Made(dict[int, _Value]):
    """What is made of a number, made once."""

    def __init__(self, make: Callable[[int], _Value]) -> None:
        self._make = make

    def __missing__(self, number: int) -> _Value:
        found = self[number] = self._make(number)
        return found


class Ink:
    """Collects the operators of a page. Lengths are in points, from the lower left corner of the sheet.

    Text and pictures with a path are content; all else is an artifact, which is not read out. `language` is that of
    the deck, a BCP 47 tag or "".
    """

    def __init__(self, canvas: Sheets, structure: Structure, language: str = "") -> None:
        self._canvas = canvas
        self._structure = structure
        self._language = language
        self._encoded: Remembered[Word, tuple[_Operand, ...]] = Remembered()
        self._runs: Remembered[Run, _Operand] = Remembered()
        self._kinds: dict[_Kind, _Kind] = {}
        self._names: dict[Typeface, str] = {}
        self._glyphs: dict[Typeface, _Glyphs] = {}
        self._pictures: dict[str, tuple[File, float]] = {}  # and how wide each is drawn at most, by their digests
        self._begin()

    def _begin(self) -> None:
        self._texts: list[str] = []
        self._shapes: list[str] = []
        self._figures: list[str] = []
        self._path: Path | None = None  # of the text under way
        self._font = ""
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
        encoded = self._encoded
        operands = [operand for word in words for operand in encoded.get(word) or self._encode(word)]
        if path is not self._path:
            self._mark(path)
        colour = ""
        if grey != self._grey:
            colour, self._grey = f"{grey:g} g ", grey
        written = [f"{colour}{'0 1 -1 0' if upwards else '1 0 0 1'} {x:.2f} {y:.2f} Tm"]
        if len({kind for kind, _ in operands}) == 1:
            written.append(self._shown(operands[0][0], size, "".join([codes for _, codes in operands])))
        else:
            for kind, found in groupby(operands, key=itemgetter(0)):
                written.append(self._shown(kind, size, "".join([codes for _, codes in found])))
        self._texts.append("".join(written))

    def _shown(self, kind: "_Kind", size: float, codes: str) -> str:
        """What shows glyphs of one kind, in this size."""
        font = f"{kind.font} {size:g} Tf"
        if font == self._font:
            font = ""
        else:
            self._font = font
        shown = f"{font}[<{codes}>]TJ"
        if kind.rises:
            shown = _RISE.sub(lambda found: f"{size * float(found[1]):.4g}", shown)
        if kind.spoken:
            shown = _joined(shown)
        if "<>" in shown:
            shown = _without_empty(shown)
        return f"/Span<</Lang({kind.language})>>BDC{shown} EMC" if kind.language else shown

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

    def flush(self, matrix: str = "") -> None:
        """Hand the page to the canvas; the six numbers of a matrix move or turn all that is on it."""
        if self._path is not None:
            self._texts.append("EMC")
        shapes = ("/Artifact BMC", *self._shapes, "EMC") if self._shapes else ()
        before, after = ((f"q {matrix} cm",), ("Q",)) if matrix else ((), ())
        self._canvas.addLiteral("\n".join((*before, *shapes, *self._figures, "BT", *self._texts, "ET", *after)))
        self._begin()

    def store(self, drawn: "Mapping[str, Drawing]" = _NONE) -> Iterator[pictures.Unreadable]:
        """Hand the canvas each picture that was drawn, once, and the fonts; pictures that cannot be stored come back.

        `drawn` are the drawings among them, by their digests.
        """
        document = self._canvas.document
        fonts, images_named = self._canvas.resources
        for digest, (image, width) in self._pictures.items():
            try:
                if digest in drawn:
                    stored = self._form(drawn[digest], width)
                else:
                    stored = images.embedded(document, pictures.stored(image, width))
            except pictures.Unreadable as error:
                yield error
                continue
            images_named[f"I{digest[:16]}"] = stored
        # Behind the drawings, whose texts may have glyphs of their own.
        for typeface, name in self._names.items():
            fonts[name.removeprefix("/")] = embedded(document, typeface, self._glyphs[typeface].said)

    def _form(self, drawing: "Drawing", width: float) -> PDFObject:
        """A drawing that is drawn so wide at most."""
        from mmcards.writers.pdf.drawings.forms import Forms

        forms = Forms(self._canvas.document, self._canvas.fonts, self._shown_in_drawing)
        return forms.stored(drawing.file, drawing.sheet, width / drawing.sheet.box.width)

    def _shown_in_drawing(self, glyphs: "Glyphs") -> str:
        """A text at the origin, by itself."""
        self._font = ""
        operands = [operand for word in glyphs.words for operand in self._encoded.get(word) or self._encode(word)]
        shown = [
            self._shown(kind, glyphs.size, "".join([codes for _, codes in found]))
            for kind, found in groupby(operands, key=itemgetter(0))
        ]
        return f"BT {''.join(shown)} ET"

    # --- glyphs ------------------------------------------------------------------------------------------------------

    def _encode(self, word: Word) -> tuple[_Operand, ...]:
        """A word's operands, those of one font and language together."""
        runs = self._runs
        found = tuple([runs.get(run) or self._operand(run) for run in word.drawn])
        if any(kind.spoken for kind, _ in found):
            found = tuple(_with_spaces(word.drawn, found))
        if len(found) > 1 and len({kind for kind, _ in found}) == 1:
            found = ((found[0][0], "".join([codes for _, codes in found])),)
        self._encoded[word] = found
        return found

    def _operand(self, run: Run) -> _Operand:
        typeface = run.typeface
        name = self._names.get(typeface)
        if name is None:
            name = self._names[typeface] = f"/F{len(self._names)}"
            self._glyphs[typeface] = _Glyphs(typeface)
        codes = self._plain(run) or self._clustered(run)
        spoken = _SAID in codes and run.level % 2 == 0
        kind = _Kind(name, languages.differing(run.script, self._language), "\0" in codes, "]" in codes, spoken)
        found = self._runs[run] = self._kinds.setdefault(kind, kind), codes
        return found

    def _plain(self, run: Run) -> str:
        """Codes of a run in which each glyph is a character, and says what it said before; "" for any other."""
        if run.offsets or run.level or not run.is_plain:
            return ""
        glyphs = self._glyphs[run.typeface]
        if not glyphs.known.issuperset(zip(run.numbers, run.text, strict=True)):
            for number, character in zip(run.numbers, run.text, strict=True):
                if glyphs.said.setdefault(number, character) != character:
                    return ""
                glyphs.known.add((number, character))
        codes = [glyphs.codes[number] for number in run.numbers]
        natural = [glyphs.advances[number] for number in run.numbers]
        if natural != run.advances:
            for place, (usual, moved) in enumerate(zip(natural, run.advances, strict=True)):
                if usual != moved:
                    codes[place] += glyphs.moves[usual - moved]
        return "".join(codes)

    def _clustered(self, run: Run) -> str:
        """Codes of any run: letters may have several glyphs, and glyphs several letters."""
        return self._turned(run) if run.level % 2 else self._spoken(run)

    def _spoken(self, run: Run) -> str:
        """Codes from left to right; what the glyphs do not say stands beside them as the actual text."""
        agree = not run.offsets  # readers take marks that stand aside for gaps between words
        for numbers, text in run.clusters():
            says = list(text) if len(text) == len(numbers) else [text, *[""] * (len(numbers) - 1)]
            agree = self._agrees(run.typeface, numbers, says) and agree
        drawn = "".join([self._glyph(run, glyph) for glyph in range(len(run.numbers))])
        return drawn if agree else _actual(UNSEEN.sub("", run.text), drawn)

    def _turned(self, run: Run) -> str:
        """Codes from right to left. There each glyph says what it can, since readers turn letters and not words.

        So brackets are as they look, and what one letter has to say beside its glyphs is said of it alone. Points
        come last: readers take them for gaps, and would find no word that has some among its letters.
        """
        codes: list[str] = []
        glyph = 0
        for numbers, text in reversed(tuple(run.clusters())):
            end = glyph + len(numbers)
            drawn = "".join([self._glyph(run, each) for each in range(glyph, end) if not run.is_aside(each)])
            says = _shared_out("".join(map(directions.as_drawn, text)), len(numbers))
            agree = self._agrees(run.typeface, numbers, says)
            codes.append(drawn if agree else _actual(text, drawn))
            glyph = end
        return "".join((*codes, *self._points(run)))

    def _points(self, run: Run) -> Iterator[str]:
        """Codes of the points that stand aside in a run, behind whose end they are, and the way back there."""
        glyphs = self._glyphs[run.typeface]
        pens = tuple(accumulate(run.advances, initial=0))
        pen = pens[-1]
        for glyph, number in enumerate(run.numbers):
            if run.is_aside(glyph):
                x, y = run.offsets[glyph]
                to = pens[glyph] + x
                yield _raised(f"{glyphs.moves[pen - to]}{glyphs.codes[number]}", y / run.typeface.units)
                pen = to + glyphs.advances[number]
        if pen != pens[-1]:
            yield glyphs.moves[pen - pens[-1]]

    def _agrees(self, typeface: Typeface, numbers: Sequence[int], says: Sequence[str]) -> bool:
        """Whether these glyphs say this here, as they said wherever they were drawn before."""
        said = self._glyphs[typeface].said
        agree = [said.setdefault(number, each) == each != "" for number, each in zip(numbers, says, strict=True)]
        return all(agree)

    def _glyph(self, run: Run, glyph: int) -> str:
        glyphs, number = self._glyphs[run.typeface], run.numbers[glyph]
        x, y = run.offsets[glyph] if run.offsets else (0, 0)
        rest = glyphs.advances[number] + x - run.advances[glyph]
        before = glyphs.moves[-x] if x else ""
        after = glyphs.moves[rest] if rest else ""
        return _raised(f"{before}{glyphs.codes[number]}{after}", y / run.typeface.units)


def _raised(codes: str, rise: float) -> str:
    """Codes of glyphs that stand so far above the baseline, in ems."""
    return f">]TJ \0{rise:.4f}\0 Ts[<{codes}>]TJ 0 Ts[<" if rise else codes


# --- actual text -----------------------------------------------------------------------------------------------------


def _actual(text: str, drawn: str) -> str:
    """The codes of glyphs, and the text that they stand for, in the midst of other codes (ISO 32000-2, 14.9.4)."""
    return f">]TJ{_SAID}{text.encode('utf-16-be').hex().upper()}{_TEXT}{drawn}{_END}"


def _with_spaces(runs: Sequence[Run], operands: Sequence[_Operand]) -> Iterator[_Operand]:
    """A space behind an actual text becomes its end: readers overlook one that is drawn by itself there."""
    taken = False
    for place, (kind, codes) in enumerate(operands):
        if taken:
            taken = False
            continue
        after = runs[place + 1] if place + 1 < len(runs) else None
        taken = kind.spoken and after is not None and after.text == " "
        if taken and after:
            text, _, drawn = codes.removesuffix(_END).rpartition(_TEXT)
            codes = f"{text}{_SPACE}{_TEXT}{drawn}>{decimal(-1000 * after.width)}<{_END}"
        yield kind, codes


def _joined(shown: str) -> str:
    """What is shown, with the actual texts of one word after the other as one, up to a space.

    Where words are written without spaces, readers would see some between their texts.
    """
    first, *others = _BESIDE.split(shown)
    for text, drawn in zip(others[::2], others[1::2], strict=True):
        before, mark, behind = first.rpartition(_TEXT.removesuffix("[<"))
        if before.endswith(_SPACE):
            first += f" EMC[<>]TJ{_SAID}{text}{mark}{drawn}"
        else:
            first = f"{before}{text}{mark}{behind}{drawn}"
    return first


def _without_empty(shown: str) -> str:
    """What is shown without strings of no glyphs: PDFium forgets how far to move where there is one."""
    shown = _MOVES.sub(lambda found: f">{decimal(sum(map(float, found[1].split('<>'))))}<", shown)
    return shown.replace("[<>", "[").replace("<>]", "]").replace("[]TJ", "")


def _shared_out(text: str, count: int) -> list[str]:
    """What each of so many glyphs says of a letter from right to left with its marks, or of a ligature.

    Readers turn what one glyph says too; but not what Unicode has as one character.
    """
    if len(text) < count:
        return [*text, *[""] * (count - len(text))]
    last = text[count - 1 :]
    return [*text[: count - 1], directions.ligature(last) or last[::-1]]
