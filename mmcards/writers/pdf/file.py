"""The objects of a document -> a file.

reportlab's own way of writing takes longer than drawing: what is drawn comes as gatherings, which are laid out already.
"""

import hashlib
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice, repeat
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from reportlab.pdfbase.pdfdoc import PDFStream, format  # noqa: A004  # its name there

from mmcards.writers.pdf.gatherings import Outline, Start
from mmcards.writers.pdf.laid import Laid, Place
from mmcards.writers.pdf.objects import Packed, Written, number_of, text_string

if TYPE_CHECKING:
    from mmcards.writers.pdf.canvas import Sheets

_LINKS: Final = 10_000_000
"""The key of the first link among what is marked: those of pages are below, from 0 on."""


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
    return [*map(Start, repeat(alike), repeat(canvas.beneath), numbers, pages, links, parents)]


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


def write(canvas: "Sheets", target: Path, laid: Iterable[Laid]) -> None:
    """Write a file: these objects first, then all others that the document has."""
    document = canvas.document
    root, info = number_of(document, document.Catalog), number_of(document, document.info)
    document.info.invariant = True
    with target.open("wb") as file:
        output = _Output(file)
        for each in laid:
            output.add(each)
        output.add(_others(canvas))
        output.end(root, info, document.objectcounter)


def write_gathering(canvas: "Sheets", target: Path) -> None:
    """Write a file of the one gathering that is on the canvas."""
    gathering = canvas.gathering
    (start,) = starts(canvas, [gathering.outline()])
    canvas.order()
    write(canvas, target, [gathering.laid(start)])


def _others(canvas: "Sheets") -> Laid:
    found, document = Laid(), canvas.document
    for number, text in canvas.written:
        found.small(number, text)
    number = 1
    while number <= document.objectcounter:  # which grows, since writing an object may make others
        if number in document.numberToId:
            _lay(found, number, document.idToObject[document.numberToId[number]], document)
        number += 1
    document.objectcounter = found.pack(number) - 1
    return found


def _lay(found: Laid, number: int, content: Any, document: Any) -> None:
    match content:
        case Packed():
            found.stream(number, content.entries, content.content)
        case PDFStream():
            found.large(number, format(content, document, toplevel=1))
        case _:
            found.small(number, format(content, document, toplevel=1).decode("latin-1"))


class _Table:
    """Where each object of a file is, by its number: a few bytes each, since large decks have a million."""

    def __init__(self) -> None:
        self._kinds = bytearray()
        self._places = array("Q")
        self._inner = array("H")

    def put(self, found: Mapping[int, Place], here: int) -> None:
        """Objects are there, counted from here where they are by themselves."""
        kinds, places, inner = self._kinds, self._places, self._inner
        missing = max(found, default=0) + 1 - len(kinds)
        if missing > 0:  # until they are put there, they are free
            kinds += bytes(missing)
            places.frombytes(bytes(8 * missing))
            inner.extend([65535] * missing)
        for number, (kind, place, index) in found.items():
            kinds[number], places[number], inner[number] = kind, here + place if kind == 1 else place, index

    def packed(self, width: int) -> bytes:
        """The table as a stream whose places have so many bytes, 4 or 8 (ISO 32000-2, 7.5.8)."""
        pack = Struct(f">B{'I' if width == 4 else 'Q'}H").pack
        rows = map(pack, self._kinds, self._places, self._inner)
        packer = zlib.compressobj()
        packed = [packer.compress(b"".join(some)) for some in iter(lambda: [*islice(rows, 4096)], [])]
        return b"".join((*packed, packer.flush()))


class _Output:
    """A file that grows, and where in it each object is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.md5(usedforsecurity=False)
        self._position = 0
        self._table = _Table()
        self._put(b"%PDF-1.7\n%\x93\x8c\x8b\x9e\n")

    def add(self, laid: Laid) -> None:
        """Objects behind those that are there."""
        self._table.put(laid.places, self._position)
        self._put(b"".join(laid.content))

    def end(self, root: int, info: int, last: int) -> None:
        """Write the table of all objects."""
        table, start = last + 1, self._position
        self._table.put({table: (1, 0, 0)}, start)
        width = 4 if start < 1 << 32 else 8
        content = self._table.packed(width)
        identity = self._digest.hexdigest().upper()
        head = (
            f"{table} 0 obj\n<</Type/XRef/W[1 {width} 2]/Size {table + 1}/Root {root} 0 R/Info {info} 0 R"
            f"/ID[<{identity}><{identity}>]/Filter/FlateDecode/Length {len(content)}>>\nstream\n"
        )
        self._put(b"%b%b\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (head.encode("ascii"), content, start))

    def _put(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self._position += len(content)
