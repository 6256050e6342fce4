"""A PDF as PDFium reads it: what is drawn on its pages, how it is tagged, and what is said beside the pages.

The only user of pypdfium2 here. Its raw functions are called, since a page has many small things.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from mmcards.errors import CardsError
from mmcards.verify.differences import shortened

if TYPE_CHECKING:
    from PIL.Image import Image

_DARK: Final = 160
"""Of 255: text in a lighter grey, or in a lighter colour, cannot be read on paper."""

_SMALLEST: Final = 2.0
"""Points. No text is that small, but that of emptied objects."""

_SEEN: Final = (pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE)
_AIR: Final = 1.0
"""Points by which what is drawn may reach over an edge."""


class Box(NamedTuple):
    """Where something stands, in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def overlaps(self, other: "Box") -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        return across > _AIR and min(self.top, other.top) - max(self.bottom, other.bottom) > _AIR


class Run(NamedTuple):
    """A text that is drawn at once; `mark` is its number among what is tagged on the page, -1 if it is not."""

    text: str
    mark: int
    box: Box


class Shape(NamedTuple):
    """A formula's part or a picture that is tagged: its kind ("path", "image" or "form"), its mark and place.

    `drawn` is its place among all that is drawn on the page.
    """

    kind: str
    mark: int
    box: Box
    drawn: int


class Tagged(NamedTuple):
    """What is tagged on a page, in the order in which it is read; of figures and formulas, the text in their place."""

    kind: str
    alternative: str
    mark: int


@dataclass
class Page:
    """What is drawn on a page, in its order, and what is wrong with it."""

    index: int
    size: tuple[float, float]
    runs: list[Run] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)


class Bookmark(NamedTuple):
    """A line of the outline, with its level and the page that it leads to, -1 for none."""

    title: str
    level: int
    page: int


class Document:
    """A document that is open. Pages count from 0."""

    def __init__(self, raw: Any, name: str) -> None:
        self._raw = raw
        self._name = name
        self._buffer = ctypes.create_string_buffer(65_536)
        self._letters = ctypes.cast(self._buffer, ctypes.POINTER(ctypes.c_ushort))
        self._embedded: dict[int | None, bool] = {}
        self._sides = tuple(ctypes.c_float() for _ in range(4))
        self._colours = tuple(ctypes.c_uint() for _ in range(4))
        self._size = ctypes.c_float()

    # --- the whole ---

    @property
    def count(self) -> int:
        return int(pdfium.FPDF_GetPageCount(self._raw))

    def flaws(self) -> Iterator[str]:
        """What is wrong with the file as a whole."""
        if pdfium.FPDF_GetSecurityHandlerRevision(self._raw) != -1:
            yield "is encrypted"
        if not pdfium.FPDF_DocumentHasValidCrossReferenceTable(self._raw):
            yield "is damaged or cut off: where its objects stand had to be guessed"
        if pdfium.FPDFDoc_GetJavaScriptActionCount(self._raw) > 0:
            yield "has scripts in it"
        if pdfium.FPDFDoc_GetAttachmentCount(self._raw) > 0:
            yield "has other files in it"
        if pdfium.FPDF_GetFormType(self._raw) != pdfium.FORMTYPE_NONE:
            yield "has forms in it"
        if not pdfium.FPDFCatalog_IsTagged(self._raw):
            yield "is not tagged, so that those who do not see it cannot have it read to them"

    @property
    def title(self) -> str:
        return self._told(lambda *into: pdfium.FPDF_GetMetaText(self._raw, b"Title", *into))

    @property
    def sides(self) -> str:
        """On which sides it asks to be printed: "one", "short", "long" or ""."""
        known = {1: "one", 2: "short", 3: "long"}
        return known.get(pdfium.FPDF_VIEWERREF_GetDuplex(self._raw), "")

    @property
    def is_scaled(self) -> bool:
        """Whether a print dialog begins with scaling."""
        return bool(pdfium.FPDF_VIEWERREF_GetPrintScaling(self._raw))

    def label(self, page: int) -> str:
        return self._told(lambda *into: pdfium.FPDF_GetPageLabel(self._raw, page, *into))

    def bookmarks(self) -> Iterator[Bookmark]:
        """The outline, each line before those below it. What is met twice ends it."""
        met: set[int | None] = set()
        waiting = [(pdfium.FPDFBookmark_GetFirstChild(self._raw, None), 0)]
        while waiting:
            bookmark, level = waiting.pop()
            key = ctypes.cast(bookmark, ctypes.c_void_p).value
            if not bookmark or key in met:
                continue
            met.add(key)
            title = self._told(lambda *into, of=bookmark: pdfium.FPDFBookmark_GetTitle(of, *into))
            target = pdfium.FPDFBookmark_GetDest(self._raw, bookmark)
            yield Bookmark(title, level, pdfium.FPDFDest_GetDestPageIndex(self._raw, target) if target else -1)
            waiting.append((pdfium.FPDFBookmark_GetNextSibling(self._raw, bookmark), level))
            waiting.append((pdfium.FPDFBookmark_GetFirstChild(self._raw, bookmark), level + 1))

    # --- a page ---

    def page(self, index: int) -> Page:
        with self._opened(index) as page:
            size = float(pdfium.FPDF_GetPageWidthF(page)), float(pdfium.FPDF_GetPageHeightF(page))
            read = Page(index, size)
            if pdfium.FPDFPage_GetRotation(page):
                read.flaws.append("is turned")
            text = pdfium.FPDFText_LoadPage(page)
            try:
                self._read(page, text, read)
            finally:
                pdfium.FPDFText_ClosePage(text)
            if pdfium.FPDFPage_GetAnnotCount(page):
                self._read_links(page, read)
        return read

    def _read(self, page: Any, text: Any, read: Page) -> None:
        last, last_said = None, ""
        for number in range(pdfium.FPDFPage_CountObjects(page)):
            each = pdfium.FPDFPage_GetObject(page, number)
            kind = pdfium.FPDFPageObj_GetType(each)
            box = self._box(each)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                run = Run(self._text(each, text), pdfium.FPDFPageObj_GetMarkedContentID(each), box)
                if (said := run.text.strip()) and said == last_said and _are_one(last, each):
                    run = run._replace(text="")  # PDFium sorted another between the two, and each has both's text
                elif said:
                    last, last_said = each, said
                read.runs.append(run)
                if run.text.strip(" \0"):
                    self._look_at(each, run, read)
                continue
            if covered := next((run.text for run in read.runs if run.box.overlaps(box)), ""):
                read.flaws.append(f"has “{shortened(covered)}” covered by something that is drawn over it")
            named = _SHAPES.get(kind, "shading")
            mark = pdfium.FPDFPageObj_GetMarkedContentID(each)
            if mark >= 0:
                read.shapes.append(Shape(named, mark, box, number))
            elif named not in ("path", "image", "form"):
                read.flaws.append("has something drawn on it that no page of mmcards has")

    def _look_at(self, each: Any, run: Run, read: Page) -> None:
        """Name what keeps a text from being seen, or from being the same on other computers."""
        if pdfium.FPDFTextObj_GetTextRenderMode(each) not in _SEEN:
            read.flaws.append(f"has “{shortened(run.text)}” without drawing it, so that it is not seen")
        red, green, blue, alpha = self._colours
        pdfium.FPDFPageObj_GetFillColor(each, red, green, blue, alpha)
        if max(red.value, green.value, blue.value) > _DARK or alpha.value < 255 - _DARK:
            read.flaws.append(f"has “{shortened(run.text)}” in a colour that is hardly seen on paper")
        width, height = read.size
        left, bottom, right, top = run.box
        if left < -_AIR or bottom < -_AIR or right > width + _AIR or top > height + _AIR:
            read.flaws.append(f"has “{shortened(run.text)}” outside of the paper")
        if pdfium.FPDFClipPath_CountPaths(pdfium.FPDFPageObj_GetClipPath(each)) > 0:
            read.flaws.append(f"has “{shortened(run.text)}” cut off by something")
        font = pdfium.FPDFTextObj_GetFont(each)
        key = ctypes.cast(font, ctypes.c_void_p).value
        if key not in self._embedded:
            self._embedded[key] = bool(pdfium.FPDFFont_GetIsEmbedded(font))
        if not self._embedded[key]:
            read.flaws.append(f"has “{shortened(run.text)}” in a font that is not in the file")

    def _read_links(self, page: Any, read: Page) -> None:
        for place in range(pdfium.FPDFPage_GetAnnotCount(page)):
            note = pdfium.FPDFPage_GetAnnot(page, place)
            kind = pdfium.FPDFAnnot_GetSubtype(note)
            link = pdfium.FPDFAnnot_GetLink(note) if kind == pdfium.FPDF_ANNOT_LINK else None
            action = pdfium.FPDFLink_GetAction(link) if link else None
            if action and pdfium.FPDFAction_GetType(action) == pdfium.PDFACTION_URI:
                size = pdfium.FPDFAction_GetURIPath(self._raw, action, None, 0)
                address = ctypes.create_string_buffer(size)
                pdfium.FPDFAction_GetURIPath(self._raw, action, address, size)
                read.links.append(address.value.decode("utf-8", "replace"))
            else:
                read.flaws.append("has a note or an action on it that no page of mmcards has")
            pdfium.FPDFPage_CloseAnnot(note)

    def tagged(self, index: int) -> list[Tagged]:
        """What is tagged on a page, in the order in which it is read."""
        with self._opened(index) as page:
            tree = pdfium.FPDF_StructTree_GetForPage(page)
            if not tree:
                return []
            try:
                found: list[Tagged] = []
                for place in range(pdfium.FPDF_StructTree_CountChildren(tree)):
                    if child := pdfium.FPDF_StructTree_GetChildAtIndex(tree, place):
                        self._walk(child, found, "", "", 0)
                return found
            finally:
                pdfium.FPDF_StructTree_Close(tree)

    def _walk(self, element: Any, found: list[Tagged], kind: str, alternative: str, depth: int) -> None:
        own = self._told(lambda *into: pdfium.FPDF_StructElement_GetType(element, *into))
        if own in ("Figure", "Formula"):
            kind = own
            alternative = self._told(lambda *into: pdfium.FPDF_StructElement_GetAltText(element, *into))
        for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
            mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, place)
            if mark >= 0:
                found.append(Tagged(kind, alternative, mark))
            elif depth < 200 and (child := pdfium.FPDF_StructElement_GetChildAtIndex(element, place)):
                self._walk(child, found, kind, alternative, depth + 1)

    def picture(self, index: int, shape: Shape) -> "Image | None":
        """The pixels of a picture; None if they cannot be had."""
        with self._opened(index) as page:
            each = pdfium.FPDFPage_GetObject(page, shape.drawn)
            bitmap = pdfium.FPDFImageObj_GetBitmap(each)
            if not bitmap:
                return None
            found: Image = pypdfium2.PdfBitmap.from_raw(bitmap).to_pil()  # which has the bitmap freed with it
            return found.convert("RGB")

    def drawn_in(self, index: int, shape: Shape) -> int:
        """How many things a drawing is made of."""
        with self._opened(index) as page:
            return int(pdfium.FPDFFormObj_CountObjects(pdfium.FPDFPage_GetObject(page, shape.drawn)))

    # --- reading ---

    @contextmanager
    def _opened(self, index: int) -> Iterator[Any]:
        page = pdfium.FPDF_LoadPage(self._raw, index)
        if not page:
            raise CardsError(f"Page {index + 1} of {self._name} cannot be read. Build it again.")
        try:
            yield page
        finally:
            pdfium.FPDF_ClosePage(page)

    def _box(self, each: Any) -> Box:
        left, bottom, right, top = self._sides
        if not pdfium.FPDFPageObj_GetBounds(each, left, bottom, right, top):
            return Box(0.0, 0.0, 0.0, 0.0)
        return Box(left.value, bottom.value, right.value, top.value)

    def _text(self, each: Any, page: Any) -> str:
        size = pdfium.FPDFTextObj_GetText(each, page, self._letters, len(self._buffer))
        if size > len(self._buffer):
            self._buffer = ctypes.create_string_buffer(size)
            self._letters = ctypes.cast(self._buffer, ctypes.POINTER(ctypes.c_ushort))
            pdfium.FPDFTextObj_GetText(each, page, self._letters, size)
        return ctypes.string_at(self._buffer, size).decode("utf-16-le", "replace").rstrip("\0")

    def _told(self, ask: Callable[..., int]) -> str:
        """A text that a function of PDFium gives in UTF-16, if told where to and how much there is room for."""
        size = ask(self._buffer, len(self._buffer))
        if size > len(self._buffer):
            self._buffer = ctypes.create_string_buffer(size)
            self._letters = ctypes.cast(self._buffer, ctypes.POINTER(ctypes.c_ushort))
            ask(self._buffer, size)
        return ctypes.string_at(self._buffer, max(size, 0)).decode("utf-16-le", "replace").rstrip("\0")


def _are_one(one: Any, other: Any) -> bool:
    """Whether two things that are drawn belong to one actual text."""
    return (mark := _actual_text(one)) is not None and mark == _actual_text(other)


def _actual_text(each: Any) -> int | None:
    """Which actual text something that is drawn belongs to (ISO 32000-2, 14.9.4); None for none."""
    for number in range(pdfium.FPDFPageObj_CountMarks(each)):
        mark = pdfium.FPDFPageObj_GetMark(each, number)
        if pdfium.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") == pdfium.FPDF_OBJECT_STRING:
            return ctypes.cast(mark, ctypes.c_void_p).value
    return None


_SHAPES: Final = {
    pdfium.FPDF_PAGEOBJ_PATH: "path",
    pdfium.FPDF_PAGEOBJ_IMAGE: "image",
    pdfium.FPDF_PAGEOBJ_FORM: "form",
}


@contextmanager
def opened(path: Path, name: str) -> Iterator[Document]:
    """A document, while it is read. Raises CardsError if it is none, or cannot be read."""
    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise CardsError(f"{name} is no PDF that can be read ({error}). Build it again.") from error
    try:
        yield Document(document.raw, name)
    finally:
        document.close()
