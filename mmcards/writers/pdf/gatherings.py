"""Pages that are drawn one after the other, in gatherings: each is laid out wherever a file has room for it.

So the gatherings of one file can be drawn by several processes, none of which knows how many pages the others have.
"""

import zlib
from collections.abc import Sequence
from typing import Final, NamedTuple

from mmcards.writers.pdf.laid import Laid, packs
from mmcards.writers.pdf.structure import Section, Structure

_TOGETHER: Final = 64
"""So many pages are packed one after the other: packing fills a processor's cache, from which it drives all else."""


_PACKING: Final = 4
"""How hard zlib packs pages: a sixth less time than it would take by itself, for a hundredth more bytes."""


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
        return self.pages + self._small + packs(self._small)


class Start(NamedTuple):
    """Where a gathering begins: the number of its first object, its first page, and the key of its first link.

    `alike` is how each page of the file begins, and `beneath` the number of what lies beneath it, 0 for nothing;
    `parents` are the numbers of what its sections are in the file.
    """

    alike: str
    beneath: int
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
        self._contents.extend(zlib.compress(text.encode("latin-1"), _PACKING) for text in self._waiting)
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
        before, behind = (f"/Contents[{start.beneath} 0 R ", "]") if start.beneath else ("/Contents ", "")
        for number, content in enumerate(self._contents, start=start.number):
            found.stream(number, "/Filter/FlateDecode", content)
        for place, number in enumerate(pages):
            shown = [links[link] for link in self._linked.get(place, ())]
            annotated = f"/Annots[{' '.join(f'{each} 0 R' for each in shown)}]" if shown else ""
            contents = f"{before}{number - count} 0 R{behind}/StructParents {start.page + place}"
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
