"""The objects of a document -> a file.

reportlab's own way of writing takes longer than drawing. Here small objects are packed together, as PDF 1.5 allows
(ISO 32000-2, 7.5.7 and 7.5.8), which takes a third from the size of a deck of a few cards.
"""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from itertools import accumulate, starmap
from pathlib import Path
from struct import Struct
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeAlias

from reportlab.pdfbase.pdfdoc import PDFStream, format  # noqa: A004  # its name there

from mmcards.writers.pdf.objects import Packed, number_of

if TYPE_CHECKING:
    from mmcards.writers.pdf.canvas import Sheets

_TOGETHER: Final = 250
"""So many small objects are packed together."""

_Place: TypeAlias = tuple[int, int, int]
"""Where an object is, as the table of all has it: 1 and how far from the beginning; or 2, in which other, and where."""


def packs(small: int) -> int:
    """How many objects it takes to pack so many small ones."""
    return -(-small // _TOGETHER)


class Laid:
    """Objects one behind the other, to be put anywhere into a file, and where among them each is."""

    def __init__(self) -> None:
        self.content: list[bytes] = []
        self.places: dict[int, _Place] = {}
        self.length = 0
        self._small: list[tuple[int, bytes]] = []

    def small(self, number: int, text: str) -> None:
        """An object that is packed with others."""
        self._small.append((number, text.encode("latin-1")))

    def large(self, number: int, content: bytes) -> None:
        """An object by itself, as streams must be."""
        self.places[number] = 1, self.length, 0
        self._put(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def stream(self, number: int, entries: str, content: bytes) -> None:
        head = f"<<{entries}/Length {len(content)}>>".encode("latin-1")
        self.large(number, b"%b\nstream\n%b\nendstream" % (head, content))

    def pack(self, number: int) -> int:
        """Lay the small objects, packed in others that have this number and those behind it; returns the next."""
        for start in range(0, len(self._small), _TOGETHER):
            self._pack(number, self._small[start : start + _TOGETHER])
            number += 1
        self._small.clear()
        return number

    def _pack(self, number: int, group: Sequence[tuple[int, bytes]]) -> None:
        numbers, contents = zip(*group, strict=True)
        self.places.update(zip(numbers, ((2, number, index) for index in range(len(group))), strict=True))
        places = accumulate([len(content) + 1 for content in contents], initial=0)
        listed = " ".join([f"{inner} {place}" for inner, place in zip(numbers, places, strict=False)])
        content = zlib.compress(b"%b\n%b" % (listed.encode("ascii"), b"\n".join(contents)))
        self.stream(number, f"/Type/ObjStm/N {len(group)}/First {len(listed) + 1}/Filter/FlateDecode", content)

    def _put(self, content: bytes) -> None:
        self.content.append(content)
        self.length += len(content)


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


class _Output:
    """A file that grows, and where in it each object is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.md5(usedforsecurity=False)
        self._position = 0
        self._places: dict[int, _Place] = {}
        self._put(b"%PDF-1.7\n%\x93\x8c\x8b\x9e\n")

    def add(self, laid: Laid) -> None:
        """Objects behind those that are there."""
        here = self._position
        self._places.update(
            (number, (1, here + place, 0) if kind == 1 else (kind, place, inner))
            for number, (kind, place, inner) in laid.places.items()
        )
        self._put(b"".join(laid.content))

    def end(self, root: int, info: int, last: int) -> None:
        """Write the table of all objects."""
        table, start = last + 1, self._position
        self._places[table] = 1, start, 0
        rows = [self._places.get(number, (0, 0, 65535)) for number in range(table + 1)]
        row, width = (Struct(">BIH"), 4) if start < 1 << 32 else (Struct(">BQH"), 8)
        content = zlib.compress(b"".join(starmap(row.pack, rows)))
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
