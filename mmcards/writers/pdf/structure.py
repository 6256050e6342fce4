"""What the marked content of pages is, for those who do not see them: sections, cards, headings, paragraphs, lists.

The structure tree of a tagged PDF (ISO 32000-2, 14.7 and 14.8). Its elements are kept as numbers and strings, since
there are several for each card.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from mmcards.writers.pdf.objects import text_string

if TYPE_CHECKING:
    from mmcards.writers.pdf.rows import Path


class _Element:
    """A structure element; its kids are elements, (page, number) where they are marked content, and links."""

    __slots__ = ("kids", "kind", "more", "number", "page", "parent")

    def __init__(self, kind: str, parent: "_Element | None", more: str = "") -> None:
        self.kind = kind
        self.parent = parent
        self.more = more  # further entries, as they are written
        self.kids: list[_Element | tuple[int, int] | _Link] = []
        self.number = 0
        self.page = -1
        if parent:
            parent.kids.append(self)


class _Link:
    """A link on a page: an object of this number, and the element that it is of."""

    __slots__ = ("number", "of", "page")

    def __init__(self, page: int, of: _Element) -> None:
        self.page = page
        self.of = of
        self.number = 0  # until it is written


_LINKS: Final = 10_000_000
"""The key of the first link among what is marked: those of pages are below, from 0 on."""

_Known: TypeAlias = dict[tuple[str, int], _Element]
"""The elements of a face, by what their tags are of."""


class Structure:
    """Grows while pages are drawn, one after the other; `page` is the index of the one under way."""

    def __init__(self) -> None:
        self._document = _Element("Document", None)
        self._section = self._document
        self._cards: dict[object, _Element] = {}  # those that are under way
        self._faces: dict[object, dict[str, _Known]] = {}  # of these, by their sides
        self._card = self._document
        self._known: _Known = {}  # of the face under way
        self._marked: list[list[_Element]] = []  # of each page, by the numbers of its marked content
        self._links: list[_Link] = []

    def page(self) -> None:
        """Begin a page."""
        self._marked.append([])

    def section(self, title: str) -> None:
        """Begin a section; one without a title has no element of its own."""
        self._section = _Element("Sect", self._document, f"/T{text_string(title)}") if title else self._document

    def begin(self, card: object) -> None:
        """Begin a card of the section."""
        self._cards[card] = _Element("Sect", self._section)
        self._faces[card] = {}

    def face(self, card: object, side: str) -> None:
        """What follows is on this side of a card that has begun, which may have been on another page already."""
        self._card = self._cards[card]
        self._known = self._faces[card].setdefault(side, {})

    def end(self, card: object) -> None:
        """Nothing more of a card will follow."""
        del self._cards[card], self._faces[card]

    def mark(self, path: "Path", alternative: str = "") -> tuple[str, int]:
        """The structure type and the number of what is drawn next on the page."""
        element = self._element(path, alternative)
        marked = self._marked[-1]
        page, number = len(self._marked) - 1, len(marked)
        marked.append(element)
        if element.page < 0:
            element.page = page
        element.kids.append((page, number))
        return element.kind, number

    def link(self, path: "Path") -> int:
        """What was marked last with this path is a link: its key among what is marked."""
        element = self._element(path, "")
        link = _Link(len(self._marked) - 1, element)
        element.kids.append(link)
        self._links.append(link)
        return _LINKS + len(self._links) - 1

    def annotate(self, key: int, number: int) -> None:
        """The link of this key is written, as the object of this number."""
        self._links[key - _LINKS].number = number

    def _element(self, path: "Path", alternative: str) -> _Element:
        element = self._card
        for kind, of in path:
            key = kind, id(of)
            found = self._known.get(key)
            if found is None:
                found = self._known[key] = self._new(kind, element, alternative)
            element = found
        return element

    def _new(self, kind: str, parent: _Element, alternative: str) -> _Element:
        """An element of the card under way. Its headings are one level below the title of its section."""
        section = self._card.parent
        match kind:
            case "H1" if section:
                found = _Element(kind, section)
                section.kids.insert(0, section.kids.pop())  # its cards have begun already
                return found
            case "H":
                return _Element("H1" if section is self._document else "H2", parent)
            case "Figure" | "Formula":
                return _Element(kind, parent, f"/Alt{text_string(alternative)}")
            case "TH":
                return _Element(kind, parent, "/A<</O/Table/Scope/Column>>")
            case _:
                return _Element(kind, parent)

    def objects(self, root: int, first: int, pages: Sequence[int]) -> Iterator[tuple[int, str]]:
        """The tree as numbered objects of a PDF: its root, and all others from the first number on.

        `pages` are the pages' numbers.
        """
        elements = list(self._numbered(first + 1))
        kid = f"/K {elements[0].number} 0 R" if elements else ""
        free = _LINKS + len(self._links) if self._links else len(pages)
        yield root, f"<</Type/StructTreeRoot{kid}/ParentTree {first} 0 R/ParentTreeNextKey {free}>>"
        nums = "".join(
            f"{page}[{' '.join(f'{element.number} 0 R' for element in marked)}]"
            for page, marked in enumerate(self._marked)
            if marked
        )
        links = "".join(f"{_LINKS + place} {link.of.number} 0 R " for place, link in enumerate(self._links))
        yield first, f"<</Nums[{nums}{links}]>>"
        for element in elements:
            yield element.number, _written(element, element.parent.number if element.parent else root, pages)

    def _numbered(self, number: int) -> Iterator[_Element]:
        waiting = [self._document]
        while waiting:
            element = waiting.pop()
            if not element.kids:
                continue
            element.number = number
            number += 1
            yield element
            waiting += [kid for kid in reversed(element.kids) if isinstance(kid, _Element)]


def _written(element: _Element, parent: int, pages: Sequence[int]) -> str:
    kids: list[str] = []
    for kid in element.kids:
        if isinstance(kid, _Element):
            if kid.kids:
                kids.append(f"{kid.number} 0 R")
        elif isinstance(kid, _Link):
            kids.append(f"<</Type/OBJR/Pg {pages[kid.page]} 0 R/Obj {kid.number} 0 R>>")
        elif kid[0] == element.page:
            kids.append(str(kid[1]))
        else:
            kids.append(f"<</Type/MCR/Pg {pages[kid[0]]} 0 R/MCID {kid[1]}>>")
    listed = kids[0] if len(kids) == 1 else f"[{' '.join(kids)}]"
    page = f"/Pg {pages[element.page]} 0 R" if element.page >= 0 else ""
    return f"<</S/{element.kind}/P {parent} 0 R{page}{element.more}/K {listed}>>"
