"""Pages that are drawn one after the other, in gatherings: each is laid out wherever a file has room for it.

So the gatherings of one file can be drawn by several processes, none of which knows how many pages the others have.
"""

import zlib
from collections.abc import Iterator, Sequence
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, Final, NamedTuple

from mmcards.writers.pdf import file
from mmcards.writers.pdf.file import Laid
from mmcards.writers.pdf.objects import Written, number_of, text_string
from mmcards.writers.pdf.structure import Section, Structure

if TYPE_CHECKING:
    from pathlib import Path

    from mmcards.writers.pdf.canvas import Sheets

_TOGETHER: Final = 64
"""So many pages are packed one after the other: packing fills a processor's cache, from which it drives all else."""

_LINKS: Final = 10_000_000
"""The key of the first link among what is marked: those of pages are below, from 0 on."""


class Outline(NamedTuple):
    """What others must know of a gathering: how many pages and links it has, of which some have tags, and elements."""

    pages: int
    links: int
    linked: int
    elements: int
    sections: tuple[Section, ...]

    @property
    def _small(self) -> int:
        return self.pages + self.links + self.elements + 1 + bool(self.linked)

    @property
    def objects(self) -> int:
        """How many it is laid out as."""
        return self.pages + self._small + file.packs(self._small)


class Start(NamedTuple):
    """Where a gathering begins: the number of its first object, its first page, and the key of its first link.

    `alike` is how each page of the file begins, and `parents` are the numbers of what its sections are in the file.
    """

    alike: str
    number: int
    page: int
    link: int
    parents: tuple[int, ...]


class Gathering:
    """Pages under way. `section` is the title of the section that goes on in it, "" for none."""

    def __init__(self, section: str = "") -> None:
        self.structure = Structure(section)
        self._waiting: list[str] = []
        self._contents: list[bytes] = []
        self._links: list[tuple[str, int]] = []
        self._linked: dict[int, range] = {}  # the places of a page's links, where it has some

    def page(self, content: str, links: Sequence[tuple[str, int]]) -> None:
        """A page is drawn: its operators, and its links as they are written but for the key, -1 where it has none."""
        if links:
            first = len(self._links)
            self._links += links
            self._linked[len(self._contents) + len(self._waiting)] = range(first, first + len(links))
            for place, (_, key) in enumerate(links, start=first):
                if key >= 0:
                    self.structure.annotate(key, place)
        self._waiting.append(content)
        if len(self._waiting) == _TOGETHER:
            self._pack()

    def _pack(self) -> None:
        self._contents.extend(zlib.compress(text.encode("latin-1")) for text in self._waiting)
        self._waiting.clear()

    def outline(self) -> Outline:
        """Nothing more is drawn in it."""
        self._pack()
        structure = self.structure
        return Outline(
            len(self._contents),
            len(self._links),
            structure.linked,
            len(structure.elements),
            structure.sections(),
        )

    def laid(self, start: Start) -> Laid:
        """Its objects."""
        found = Laid()
        count = len(self._contents)
        pages = range(start.number + count, start.number + 2 * count)
        links = range(pages.stop, pages.stop + len(self._links))
        for number, content in enumerate(self._contents, start=start.number):
            found.stream(number, "/Filter/FlateDecode", content)
        for place, number in enumerate(pages):
            shown = [links[link] for link in self._linked.get(place, ())]
            annotated = f"/Annots[{' '.join(f'{each} 0 R' for each in shown)}]" if shown else ""
            contents = f"/Contents {number - count} 0 R/StructParents {start.page + place}"
            found.small(number, f"{start.alike}{contents}{annotated}>>")
        for number, (text, key) in zip(links, self._links, strict=True):
            parent = f"/StructParent {start.link + key}" if key >= 0 else ""
            found.small(number, f"{text}{parent}>>")
        first = number = links.stop
        for text in self.structure.written(first, start.parents, pages, links):
            found.small(number, text)
            number += 1
        for text in self.structure.leaves(first, start.page, count, start.link):
            found.small(number, text)
            number += 1
        found.pack(number)
        return found


def starts(canvas: "Sheets", outlines: Sequence[Outline]) -> Sequence[Start]:
    """Where the gatherings of a file begin, which are all that is drawn in it. The canvas gets what they share."""
    alike, document = canvas.alike, canvas.document
    numbers = [*accumulate((each.objects for each in outlines), initial=document.objectcounter + 1)]
    document.objectcounter = numbers.pop() - 1
    pages = accumulate((each.pages for each in outlines), initial=0)
    links = accumulate((each.linked for each in outlines), initial=_LINKS)
    canvas.pages = [
        page
        for number, each in zip(numbers, outlines, strict=True)
        for page in range(number + each.pages, number + 2 * each.pages)
    ]
    elements = [number + 2 * each.pages + each.links for number, each in zip(numbers, outlines, strict=True)]
    parents = _store_tree(canvas, outlines, elements)
    return [*map(Start, repeat(alike), numbers, pages, links, parents)]


def _store_tree(canvas: "Sheets", outlines: Sequence[Outline], elements: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Give the canvas the structure tree, in which elements have numbers from these on.

    Returns the numbers of what the sections are in it, a gathering after the other.
    """
    tree = canvas.document.Catalog.StructTreeRoot = Written("")
    canvas.document.Catalog.MarkInfo = Written("<</Marked true>>")
    root, top, parent_tree = number_of(canvas.document, tree), canvas.number(), canvas.number()
    kids: list[int] = []
    of_section: list[int] = kids  # the section under way, or else the document
    section = top
    sections: list[tuple[int, str, list[int]]] = []
    parents: list[list[int]] = []
    for outline, first in zip(outlines, elements, strict=True):
        parents.append([])
        for each in outline.sections:
            if not each.continued:
                section, of_section = top, kids
                if each.title and each.kids:
                    section, of_section = canvas.number(), []
                    kids.append(section)
                    sections.append((section, each.title, of_section))
            parents[-1].append(section)
            of_section += [first + kid for kid in each.kids]
    for number, title, inner in sections:
        canvas.put(number, f"<</S/Sect/P {top} 0 R/T{text_string(title)}/K {_listed(inner)}>>")
    canvas.put(top, f"<</S/Document/P {root} 0 R/K {_listed(kids)}>>")
    behind = [first + each.elements for each, first in zip(outlines, elements, strict=True)]
    linked = [number + 1 for each, number in zip(outlines, behind, strict=True) if each.linked]
    canvas.put(parent_tree, f"<</Kids{_listed([*behind, *linked])}>>")
    free = _LINKS + sum(each.linked for each in outlines) if linked else sum(each.pages for each in outlines)
    tree.text = f"<</Type/StructTreeRoot/K {top} 0 R/ParentTree {parent_tree} 0 R/ParentTreeNextKey {free}>>"
    return map(tuple, parents)


def _listed(numbers: Sequence[int]) -> str:
    return f"[{' '.join([f'{number} 0 R' for number in numbers])}]"


def write(canvas: "Sheets", target: "Path") -> None:
    """Write a file of the one gathering that is on the canvas."""
    gathering = canvas.gathering
    (start,) = starts(canvas, [gathering.outline()])
    canvas.order()
    file.write(canvas, target, [gathering.laid(start)])
