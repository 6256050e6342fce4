"""Texts of a drawing: which letters stand where, by the lists of places that elements have (SVG 2, chapter 11)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import radians
from typing import TYPE_CHECKING, Final

from mmcards.model import Paragraph, Plain
from mmcards.pictures import svg
from mmcards.pictures.svg import Box
from mmcards.writers.pdf import directions
from mmcards.writers.pdf.drawings.frames import Frame, Source
from mmcards.writers.pdf.drawings.matrices import Matrix, Point, around, corners, moved, numbers, scaled, turned
from mmcards.writers.pdf.drawings.styles import Style, font_size
from mmcards.writers.pdf.lines import SetParagraph
from mmcards.writers.pdf.typefaces import ASCENT, DESCENT
from mmcards.writers.pdf.typefaces import Style as Face
from mmcards.writers.pdf.typeset import Typesetter

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PRESERVE: Final = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(slots=True)
class Letter:
    """A character, how it looks, and where it is put; its places are in pixels."""

    text: str
    style: Style
    keeps_space: bool
    shift: float = 0.0  # of its baseline, downwards
    x: float | None = None
    y: float | None = None
    dx: float | None = None
    dy: float | None = None
    turn: float | None = None  # in radians


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters side by side that look alike; the first of them says where they are put."""

    text: str
    first: Letter


def apart(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Each letter by itself; of scripts whose letters join or change beside each other, the pieces as they are."""
    if any(letter >= "\u0590" for piece in pieces for letter in piece.text if letter < "\u1e00"):
        return tuple(pieces)
    return tuple(
        Piece(letter, piece.first if not place else replace(piece.first, x=None, y=None, dx=None, dy=None))
        for piece in pieces
        for place, letter in enumerate(piece.text)
    )


class Texts:
    """Reads and measures the texts of one drawing."""

    def __init__(self, source: Source, typesetter: Typesetter) -> None:
        self._styles = source.styles
        self._met = source.met
        self._typesetter = typesetter
        self._measured: dict[tuple[str, Face], SetParagraph] = {}

    def bounds(self, element: "Element", frame: Frame) -> Box | None:
        found: list[Point] = []
        for piece, width, matrix in self.placed(element, frame):
            own = size(piece.first.style)
            found += map(matrix.map, corners(Box(0.0, -ASCENT * own, width, (ASCENT + DESCENT) * own)))
        return around(found)

    def placed(self, element: "Element", frame: Frame) -> Iterator[tuple[Piece, float, Matrix]]:
        """The pieces of a text with their widths, each with the matrix that moves it to its place."""
        x = y = 0.0
        for pieces, length in self._chunks(element, frame.style, frame.viewport):
            first = pieces[0].first
            x = first.x if first.x is not None else x
            y = first.y if first.y is not None else y
            widths = [self._width(piece) for piece in pieces]
            moves = sum(piece.first.dx or 0.0 for piece in pieces)
            whole = sum(widths) + moves
            wider, gap = 1.0, 0.0
            if length and sum(widths) > 0:
                letters = apart(pieces) if element.get("lengthAdjust") != "spacingAndGlyphs" else ()
                if len(letters) > len(pieces):
                    pieces, widths = letters, [self._width(piece) for piece in letters]
                    gap = (length - moves - sum(widths)) / (len(letters) - 1)
                else:
                    wider = max(0.1, (length - moves) / sum(widths))
                whole = length
            anchor = first.style["text-anchor"]
            if first.style["direction"] == "rtl":
                anchor = {"start": "end", "end": "start"}.get(anchor, anchor)
            x -= {"middle": 0.5, "end": 1.0}.get(anchor, 0.0) * whole
            for piece, width in zip(pieces, widths, strict=True):
                letter = piece.first
                x += letter.dx or 0.0
                y += letter.dy or 0.0
                down = y + letter.shift + drop(letter.style)
                matrix = moved(x, down).of(turned(letter.turn or 0.0)).of(scaled(wider, 1.0))
                yield piece, width, matrix
                x += width * wider + gap

    def _width(self, piece: Piece) -> float:
        """How far a piece moves the next one, in pixels."""
        style = piece.first.style
        em = font_size(style)
        words = self.words(piece)
        width = sum(word.advance for word in words.parts[0].words) if words.parts else 0.0
        text = piece.text
        space = self.space(piece)
        if not text.endswith(" ") and words.parts and words.parts[0].words:
            last = words.parts[0].words[-1]
            width -= last.advance - last.width
        if text.startswith(" "):
            width += space
        width *= size(style)
        spacing = svg.length(style["letter-spacing"], 0.0, em) or 0.0
        gaps = svg.length(style["word-spacing"], 0.0, em) or 0.0
        return width + spacing * (len(text) if spacing else 0) + gaps * text.count(" ")

    def space(self, piece: Piece) -> float:
        """How wide a space in it is, in ems."""
        last = self._set("x", face(piece.first.style)).parts[0].words[-1]
        return last.advance - last.width

    def words(self, piece: Piece) -> SetParagraph:
        text, style = piece.text.strip(" "), piece.first.style
        if directions.has_right_to_left(text):  # it begins where its element says, whatever its first letter is
            text = (directions.RIGHT if style["direction"] == "rtl" else directions.LEFT) + text
        return self._set(text, face(style))

    def _set(self, text: str, face: Face) -> SetParagraph:
        known = self._measured.get((text, face))
        if known is None:
            found = self._typesetter.measured((Paragraph((Plain(text),)),), face) if text else ()
            known = found[0] if found and isinstance(found[0], SetParagraph) else SetParagraph(())
            self._measured[text, face] = known
            self._met.said.append(text)
        return known

    def _chunks(
        self, element: "Element", style: Style, viewport: tuple[float, float]
    ) -> Iterator[tuple[tuple[Piece, ...], float | None]]:
        """The parts of a text that are each put in a place of their own, with the length that one is to have."""
        found = _Found([], [])
        self._read(found, element, style, element.get(_PRESERVE) == "preserve", 0.0)
        letters = [each for each, is_seen in zip(found.letters, _seen(found.letters), strict=True) if is_seen]
        _put(found, {id(each) for each in letters}, viewport)
        if not letters:
            return
        starts = [place for place, each in enumerate(letters) if not place or each.x is not None or each.y is not None]
        length = svg.length(element.get("textLength", ""), viewport[0])
        for start, end in zip(starts, (*starts[1:], len(letters)), strict=True):
            yield tuple(_pieces(letters[start:end])), length if len(starts) == 1 else None

    def _read(self, found: "_Found", element: "Element", style: Style, keeps: bool, shift: float) -> None:
        """Add the letters of an element, and the elements inside it that put letters somewhere before itself."""
        start = len(found.letters)
        found.letters.extend(Letter(each, style, keeps, shift) for each in element.text or "")
        for child in element:
            name = svg.name_of(child)
            if name in ("tspan", "a"):
                inner = self._styles.of(child, style)
                kept = child.get(_PRESERVE, "preserve" if keeps else "")
                if inner.get("display") != "none":
                    self._read(found, child, inner, kept == "preserve", shift + _shift(inner, font_size(style)))
            elif name == "textPath":
                self._met.lacks.add("text on a path")
            found.letters.extend(Letter(each, style, keeps, shift) for each in child.tail or "")
        found.putting.append((element, start, len(found.letters)))


@dataclass(frozen=True, slots=True)
class _Found:
    """All letters of a text, and the elements in it with the places where their letters begin and end."""

    letters: list[Letter]
    putting: list[tuple["Element", int, int]]


def _put(found: _Found, seen: set[int], viewport: tuple[float, float]) -> None:
    """Give letters the places of the lists of elements, but those that an element further inside has given."""
    for element, start, end in found.putting:
        letters = [each for each in found.letters[start:end] if id(each) in seen]
        if not letters:
            continue
        em = font_size(letters[0].style)
        for key, whole in zip(("x", "y", "dx", "dy"), viewport * 2, strict=True):
            for letter, value in zip(letters, _lengths(element.get(key, ""), whole, em), strict=False):
                if getattr(letter, key) is None:
                    setattr(letter, key, value)
        turns = numbers(element.get("rotate", ""))
        for place, letter in enumerate(letters if turns else ()):
            if letter.turn is None:
                letter.turn = radians(turns[min(place, len(turns) - 1)])


def _lengths(text: str, whole: float, em: float) -> list[float]:
    found = (svg.length(part, whole, em) for part in text.replace(",", " ").split())
    return [each for each in found if each is not None]


def _seen(letters: Sequence[Letter]) -> list[bool]:
    """Which letters are seen: one space where there is white space, and none at the ends of the whole."""
    seen = [True] * len(letters)
    before = " "
    for place, letter in enumerate(letters):
        if letter.text in "\t\n\r ":
            letter.text = "\u00a0" if letter.keeps_space else " "
            seen[place] = letter.text != before or letter.keeps_space
        before = letter.text
    for place in range(len(letters) - 1, -1, -1):
        if seen[place]:
            seen[place] = letters[place].text != " "
            if seen[place]:
                break
    return seen


def _pieces(letters: Sequence[Letter]) -> Iterator[Piece]:
    """Letters that are shaped together."""
    groups: list[list[Letter]] = []
    for letter in letters:
        spaced = letter.style["letter-spacing"] not in ("normal", "0", "0px", "0em")
        moved = letter.dx or letter.dy or letter.turn or spaced
        if not groups or moved or letter.style is not groups[-1][-1].style or groups[-1][-1].turn:
            groups.append([])
        groups[-1].append(letter)
    for group in groups:
        yield Piece("".join(letter.text for letter in group), group[0])


def _shift(style: Style, size: float) -> float:
    """How far a `baseline-shift` lowers a text, in pixels, in one of this size."""
    match style.get("baseline-shift", "baseline"):
        case "baseline":
            return 0.0
        case "sub":
            return 0.2 * size
        case "super":
            return -0.33 * size
        case text:
            return -(svg.length(text, font_size(style), font_size(style)) or 0.0)


_BASELINES: Final = {
    "middle": 0.265,
    "central": (ASCENT - DESCENT) / 2,
    "mathematical": ASCENT / 2,
    "hanging": 0.8 * ASCENT,
    "text-before-edge": ASCENT,
    "before-edge": ASCENT,
    "text-top": ASCENT,
    "text-after-edge": -DESCENT,
    "after-edge": -DESCENT,
    "ideographic": -DESCENT,
    "text-bottom": -DESCENT,
}
"""How far below a text's place its letters' baseline is, in ems, by the line of the letters that is put there."""


def drop(style: Style) -> float:
    """How far below its place the baseline of a text is, in pixels."""
    name = style.get("alignment-baseline", "auto")
    name = style["dominant-baseline"] if name in ("auto", "baseline") else name
    return _BASELINES.get(name, 0.0) * font_size(style)


_FIXED: Final = ("mono", "courier", "consol", "menlo", "typewriter", "code")


def face(style: Style) -> Face:
    """The typeface of ours that is nearest to what a text asks for."""
    is_bold = style["font-weight"] in ("bold", "bolder") or _weight(style["font-weight"]) >= 600
    is_italic = style["font-style"].split()[0] in ("italic", "oblique")
    found = Face.REGULAR
    if any(name in style["font-family"].lower() for name in _FIXED):
        found = Face.CODE
    elif is_italic:
        found = Face.ITALIC
    return found.bold() if is_bold else found


_SERIFS: Final = ("times", "roman", "georgia", "garamond", "palatino", "book", "minion", "cambria", "serif")
_NARROW: Final = 0.88
"""How large letters of FiraGO are where those of Times are of size 1: as high and about as wide without ascenders."""


def size(style: Style) -> float:
    """The size of our letters, in pixels. Those with serifs, which browsers take if nothing is said, are smaller."""
    families = style["font-family"].lower().replace("sans-serif", "")
    first = families.split(",")[0].strip()
    is_serif = not style["font-family"] or any(name in first for name in _SERIFS)
    return font_size(style) * (_NARROW if is_serif else 1.0)


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 400.0
