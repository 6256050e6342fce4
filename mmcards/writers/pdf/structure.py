"""What the marked content of pages is, for those who do not see them: sections, cards, headings, paragraphs, lists.

The structure tree of a tagged PDF (ISO 32000-2, 14.7 and 14.8). Its elements are kept as numbers and strings, since
there are several for each card.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from mmcards.writers.pdf.objects import text_string

if TYPE_CHECKING:
    from mmcards.writers.pdf.rows import Path


class _Element:
    """A structure element; its kids are elements, (page, number) where they are marked content, and links.

    `place` is its place among the elements of its gathering, -1 for one that is not of a gathering alone.
    """

    __slots__ = ("kids", "kind", "more", "page", "parent", "place")

    def __init__(self, kind: str, parent: "_Element | None", more: str = "") -> None:
        self.kind = kind
        self.parent = parent
        self.more = more  # further entries, as they are written
        self.kids: list[_Element | tuple[int, int] | _Link] = []
        self.page = -1
        self.place = -1
        if parent:
            parent.kids.append(self)


class _Link:
    """A link on a page, its place among those of its gathering, and the element that it is of."""

    __slots__ = ("of", "page", "place")

    def __init__(self, page: int, of: _Element) -> None:
        self.page = page
        self.of = of
        self.place = 0  # until it is drawn


class Section(NamedTuple):
    """A section, or what of it is in one gathering: its title, "" for none, and the places of its elements there."""

    title: str
    continued: bool
    kids: tuple[int, ...]


_Known: TypeAlias = dict[tuple[str, int], _Element]
"""The elements of a face, by what their tags are of."""


class Structure:
    """The tags of a gathering. It grows while pages are drawn, one after the other.

    `section` is the title of the section that goes on in it, "" for none.
    """

    def __init__(self, section: str = "") -> None:
        self._section = _Element("Sect" if section else "", None)
        self._sections = [("", self._section)]
        self._cards: dict[object, _Element] = {}  # those that are under way
        self._faces: dict[object, dict[str, _Known]] = {}  # of these, by their sides
        self._card = self._section
        self._known: _Known = {}  # of the face under way
        self._marked: list[list[_Element]] = []  # of each page, by the numbers of its marked content
        self._links: list[_Link] = []

    def page(self) -> None:
        """Begin a page."""
        self._marked.append([])

    def section(self, title: str) -> None:
        """Begin a section; one without a title has no element of its own."""
        self._section = _Element("Sect" if title else "", None)
        self._sections.append((title, self._section))

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
        """What was marked last with this path is a link: its key among those that are."""
        element = self._element(path, "")
        link = _Link(len(self._marked) - 1, element)
        element.kids.append(link)
        self._links.append(link)
        return len(self._links) - 1

    def annotate(self, key: int, place: int) -> None:
        """The link of this key has this place among all links of the gathering."""
        self._links[key].place = place

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
                return _Element("H2" if section and section.kind else "H1", parent)
            case "Figure" | "Formula":
                return _Element(kind, parent, f"/Alt{text_string(alternative)}")
            case "TH":
                return _Element(kind, parent, "/A<</O/Table/Scope/Column>>")
            case _:
                return _Element(kind, parent)

    @cached_property
    def elements(self) -> Sequence[_Element]:
        """All that stand in sections, from the first to the last."""
        return [*self._in_order()]

    def _in_order(self) -> Iterator[_Element]:
        waiting = [kid for _, section in reversed(self._sections) for kid in reversed(section.kids)]
        place = 0
        while waiting:
            element = waiting.pop()
            if isinstance(element, _Element) and element.kids:
                element.place = place
                place += 1
                yield element
                waiting += reversed(element.kids)

    def sections(self) -> tuple[Section, ...]:
        """The sections of the gathering, of which the first has gone on."""
        kids: defaultdict[_Element | None, list[int]] = defaultdict(list)
        for element in self.elements:
            kids[element.parent].append(element.place)
        return tuple(
            Section(title, place == 0, tuple(kids[section])) for place, (title, section) in enumerate(self._sections)
        )

    def written(self, first: int, parents: Sequence[int], pages: Sequence[int], links: Sequence[int]) -> Iterator[str]:
        """The elements as objects of a PDF that have numbers from the first on.

        `parents` are the numbers of what the sections are in the file; the others are those of pages and links.
        """
        tops: dict[_Element | None, int] = {
            section: parent for (_, section), parent in zip(self._sections, parents, strict=True)
        }
        for element in self.elements:
            parent = element.parent
            assert parent
            number = tops[parent] if parent.place < 0 else first + parent.place
            yield _written(element, number, first, pages, links)

    def leaves(self, first: int, page: int, pages: int, link: int) -> tuple[str, ...]:
        """What marked content is of, as two leaves of a number tree (ISO 32000-2, 7.9.7): for pages, and for links.

        The elements have numbers from the first on; so many pages have keys from `page` on, and links from `link` on.
        """
        nums = "".join(
            f"{key}[{' '.join([f'{first + element.place} 0 R' for element in marked])}]"
            for key, marked in enumerate(self._marked[:pages], start=page)
        )
        found = f"<</Limits[{page} {page + pages - 1}]/Nums[{nums}]>>"
        if not self._links:
            return (found,)
        nums = "".join(f"{link + place} {first + each.of.place} 0 R " for place, each in enumerate(self._links))
        return found, f"<</Limits[{link} {link + len(self._links) - 1}]/Nums[{nums}]>>"

    @property
    def linked(self) -> int:
        """How many links have tags."""
        return len(self._links)


def _written(element: _Element, parent: int, first: int, pages: Sequence[int], links: Sequence[int]) -> str:
    kids: list[str] = []
    for kid in element.kids:
        if isinstance(kid, _Element):
            if kid.kids:
                kids.append(f"{first + kid.place} 0 R")
        elif isinstance(kid, _Link):
            kids.append(f"<</Type/OBJR/Pg {pages[kid.page]} 0 R/Obj {links[kid.place]} 0 R>>")
        elif kid[0] == element.page:
            kids.append(str(kid[1]))
        else:
            kids.append(f"<</Type/MCR/Pg {pages[kid[0]]} 0 R/MCID {kid[1]}>>")
    listed = kids[0] if len(kids) == 1 else f"[{' '.join(kids)}]"
    page = f"/Pg {pages[element.page]} 0 R" if element.page >= 0 else ""
    return f"<</S/{element.kind}/P {parent} 0 R{page}{element.more}/K {listed}>>"
