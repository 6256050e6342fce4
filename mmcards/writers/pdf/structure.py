"""What the marked content of pages is, for those who do not see them: sections, cards, headings, paragraphs, lists.

The structure tree of a tagged PDF (ISO 32000-2, 14.7 and 14.8). Its elements are kept as numbers and strings, since
there are several for each card.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from mmcards.writers.pdf.rows import Path


class _Element:
    """A structure element; its kids are elements, and (page, number) where they are marked content."""

    __slots__ = ("kids", "kind", "more", "number", "page", "parent")

    def __init__(self, kind: str, parent: "_Element | None", more: str = "") -> None:
        self.kind = kind
        self.parent = parent
        self.more = more  # further entries, as they are written
        self.kids: list[_Element | tuple[int, int]] = []
        self.number = 0
        self.page = -1
        if parent:
            parent.kids.append(self)


class Structure:
    """Grows while pages are drawn, one after the other; `page` is the index of the one under way."""

    def __init__(self) -> None:
        self._document = _Element("Document", None)
        self._section = self._document
        self._cards: dict[object, _Element] = {}
        self._card = self._document
        self._face: object = None
        self._known: dict[tuple[str, int], _Element] = {}  # of the face under way, by what the tags are of
        self._marked: list[list[_Element]] = []  # of each page, by the numbers of its marked content

    @property
    def is_empty(self) -> bool:
        return not self._marked

    def page(self) -> None:
        """Begin a page."""
        self._marked.append([])

    def section(self, title: str) -> None:
        """Begin a section; one without a title has no element of its own."""
        self._section = _Element("Sect", self._document, f"/T{text_string(title)}") if title else self._document
        self._cards.clear()
        self._card = self._section
        self._known.clear()

    def face(self, card: object, side: str) -> None:
        """What follows is on this side of the card, which may have begun on another page."""
        if (card, side) == self._face:
            return
        self._face = card, side
        if card not in self._cards:
            self._cards[card] = _Element("Sect", self._section)
        self._card = self._cards[card]
        self._known.clear()

    def mark(self, path: Path, alternative: str = "") -> tuple[str, int]:
        """The structure type and the number of what is drawn next on the page."""
        element = self._section if path[0].kind == "H1" else self._card
        for kind, of in path:
            key = kind, id(of)
            found = self._known.get(key)
            if found is None:
                name = self._heading if kind == "H" else kind
                found = _Element(name, element, f"/Alt{text_string(alternative)}" if kind == "Figure" else "")
                self._known[key] = found
            element = found
        marked = self._marked[-1]
        page, number = len(self._marked) - 1, len(marked)
        marked.append(element)
        if element.page < 0:
            element.page = page
        element.kids.append((page, number))
        return element.kind, number

    @property
    def _heading(self) -> str:
        """Cards are one level below the titles of sections."""
        return "H1" if self._section is self._document else "H2"

    def objects(self, root: int, first: int, pages: Sequence[int]) -> Iterator[tuple[int, str]]:
        """The tree as numbered objects of a PDF: its root, and all others from the first number on.

        `pages` are the pages' numbers.
        """
        elements = list(self._numbered(first + 1))
        kid = f"/K {elements[0].number} 0 R" if elements else ""
        yield root, f"<</Type/StructTreeRoot{kid}/ParentTree {first} 0 R/ParentTreeNextKey {len(pages)}>>"
        nums = "".join(
            f"{page}[{' '.join(f'{element.number} 0 R' for element in marked)}]"
            for page, marked in enumerate(self._marked)
            if marked
        )
        yield first, f"<</Nums[{nums}]>>"
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
        elif kid[0] == element.page:
            kids.append(str(kid[1]))
        else:
            kids.append(f"<</Type/MCR/Pg {pages[kid[0]]} 0 R/MCID {kid[1]}>>")
    listed = kids[0] if len(kids) == 1 else f"[{' '.join(kids)}]"
    page = f"/Pg {pages[element.page]} 0 R" if element.page >= 0 else ""
    return f"<</S/{element.kind}/P {parent} 0 R{page}{element.more}/K {listed}>>"


_PLAIN: Final = frozenset(map(chr, range(32, 127))) - frozenset("()\\")


def text_string(text: str) -> str:
    """A text as a PDF holds it (ISO 32000-2, 7.9.2.2)."""
    if _PLAIN.issuperset(text):
        return f"({text})"
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"
