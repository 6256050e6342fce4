"""The objects of a document -> a file.

reportlab's own way of writing takes longer than drawing. Here small objects are packed together, as PDF 1.5 allows
(ISO 32000-2, 7.5.7 and 7.5.8), which takes a third from the size of a deck of a few cards.
"""

import hashlib
import zlib
from collections.abc import Sequence
from itertools import accumulate, chain, starmap
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from reportlab.pdfbase.pdfdoc import PDFStream, format  # noqa: A004  # its name there

from mmcards.writers.pdf.objects import Packed, Written, number_of

if TYPE_CHECKING:
    from mmcards.writers.pdf.canvas import Sheets
    from mmcards.writers.pdf.structure import Structure

_TOGETHER: Final = 250
"""So many small objects are packed together."""


def write(canvas: "Sheets", target: Path, structure: "Structure", order: Sequence[int] = ()) -> None:
    """Write all that was drawn, and what it is for those who do not see it.

    The pages come in this order, by their places among those that were drawn, if one is given.
    """
    canvas.pack()
    document, pages = canvas.document, canvas.pages
    document.Catalog.Pages = canvas.page_tree
    listed = " ".join(f"{number} 0 R" for number in ([pages[place] for place in order] if order else pages))
    canvas.page_tree.text = f"<</Type/Pages/Count {len(pages)}/Kids[{listed}]>>"
    root, info = number_of(document, document.Catalog), number_of(document, document.info)
    document.info.invariant = True
    document.Catalog.MarkInfo = Written("<</Marked true>>")
    document.Catalog.StructTreeRoot = Written("")
    tree_root = number_of(document, document.Catalog.StructTreeRoot)
    (_, document.Catalog.StructTreeRoot.text), *tree = structure.objects(tree_root, document.objectcounter + 1, pages)
    document.objectcounter += len(tree)
    with target.open("wb") as file:
        output = _Output(file)
        for number, content in canvas.contents:
            output.stream(number, "/Filter/FlateDecode", content)
        for number, text in chain(canvas.written, tree):
            output.small(number, text.encode("latin-1"))
        number = 1
        while number <= document.objectcounter:  # which grows, since writing an object may make others
            if number in document.numberToId:
                _write(output, number, document.idToObject[document.numberToId[number]], document)
            number += 1
        output.end(root, info, document.objectcounter)


def _write(output: "_Output", number: int, content: Any, document: Any) -> None:
    match content:
        case Packed():
            output.stream(number, content.entries, content.content)
        case PDFStream():
            output.large(number, format(content, document, toplevel=1))
        case _:
            output.small(number, format(content, document, toplevel=1))


class _Output:
    """A file that grows, and where in it each object is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.md5(usedforsecurity=False)
        self._position = 0
        self._places: dict[int, tuple[int, int, int]] = {}  # as the table of the objects has them
        self._waiting: list[tuple[int, bytes]] = []
        self._groups: list[list[tuple[int, bytes]]] = []
        self._put(b"%PDF-1.7\n%\x93\x8c\x8b\x9e\n")

    def small(self, number: int, content: bytes) -> None:
        """An object that is packed with others."""
        self._waiting.append((number, content))
        if len(self._waiting) == _TOGETHER:
            self._groups.append(self._waiting)
            self._waiting = []

    def large(self, number: int, content: bytes) -> None:
        """An object by itself, as streams must be."""
        self._places[number] = 1, self._position, 0
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def stream(self, number: int, entries: str, content: bytes) -> None:
        head = f"<<{entries}/Length {len(content)}>>".encode("latin-1")
        self.large(number, b"%b\nstream\n%b\nendstream" % (head, content))

    def end(self, root: int, info: int, last: int) -> None:
        """Write the objects that were packed, and the table of all."""
        for group in (*self._groups, *([self._waiting] if self._waiting else ())):
            last += 1
            self._pack(last, group)
        table, start = last + 1, self._position
        self._places[table] = 1, start, 0
        rows = [self._places.get(number, (0, 0, 65535)) for number in range(table + 1)]
        row, width = (Struct(">BIH"), 4) if start < 1 << 32 else (Struct(">BQH"), 8)
        content = b"".join(starmap(row.pack, rows))
        identity = self._digest.hexdigest().upper()
        entries = (
            f"/Type/XRef/W[1 {width} 2]/Size {table + 1}/Root {root} 0 R/Info {info} 0 R"
            f"/ID[<{identity}><{identity}>]/Filter/FlateDecode"
        )
        self.stream(table, entries, zlib.compress(content))
        self._put(b"startxref\n%d\n%%%%EOF\n" % start)

    def _pack(self, number: int, group: list[tuple[int, bytes]]) -> None:
        numbers, contents = zip(*group, strict=True)
        self._places.update(zip(numbers, ((2, number, index) for index in range(len(group))), strict=True))
        places = accumulate([len(content) + 1 for content in contents], initial=0)
        listed = " ".join([f"{inner} {place}" for inner, place in zip(numbers, places, strict=False)])
        content = zlib.compress(b"%b\n%b" % (listed.encode("ascii"), b"\n".join(contents)))
        self.stream(number, f"/Type/ObjStm/N {len(group)}/First {len(listed) + 1}/Filter/FlateDecode", content)

    def _put(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self._position += len(content)
