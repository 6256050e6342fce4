"""Objects laid one behind the other, to be put anywhere into a file.

Small objects are packed together, as PDF 1.5 allows (ISO 32000-2, 7.5.7 and 7.5.8), which takes a third from the size
of a deck of a few cards.
"""

import zlib
from collections.abc import Sequence
from itertools import accumulate, count, repeat
from typing import Final, TypeAlias

_TOGETHER: Final = 250
"""So many small objects are packed together."""

Place: TypeAlias = tuple[int, int, int]
"""Where an object is, as the table of all has it: 1 and how far from the beginning; or 2, in which other, and where."""


def packs(small: int) -> int:
    """How many objects it takes to pack so many small ones."""
    return -(-small // _TOGETHER)


class Laid:
    """Objects one behind the other, to be put anywhere into a file, and where among them each is."""

    def __init__(self) -> None:
        self.content: list[bytes] = []
        self.places: dict[int, Place] = {}
        self.length = 0
        self._small: list[tuple[int, bytes]] = []

    def small(self, number: int, text: str) -> None:
        """An object that is packed with others."""
        self._small.append((number, text.encode("latin-1")))

    def large(self, number: int, content: bytes) -> None:
        """An object by itself, as streams must be."""
        self._put(number, b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def stream(self, number: int, entries: str, content: bytes) -> None:
        head = f"{number} 0 obj\n<<{entries}/Length {len(content)}>>\nstream\n".encode("latin-1")
        self._put(number, b"%b%b\nendstream\nendobj\n" % (head, content))

    def pack(self, number: int) -> int:
        """Lay the small objects, packed in others that have this number and those behind it; returns the next."""
        for start in range(0, len(self._small), _TOGETHER):
            self._pack(number, self._small[start : start + _TOGETHER])
            number += 1
        self._small.clear()
        return number

    def _pack(self, number: int, group: Sequence[tuple[int, bytes]]) -> None:
        numbers, contents = zip(*group, strict=True)
        self.places.update(zip(numbers, zip(repeat(2), repeat(number), count()), strict=False))
        places = accumulate([len(content) + 1 for content in contents], initial=0)
        listed = " ".join([f"{inner} {place}" for inner, place in zip(numbers, places, strict=False)])
        content = zlib.compress(b"%b\n%b" % (listed.encode("ascii"), b"\n".join(contents)))
        self.stream(number, f"/Type/ObjStm/N {len(group)}/First {len(listed) + 1}/Filter/FlateDecode", content)

    def _put(self, number: int, content: bytes) -> None:
        self.places[number] = 1, self.length, 0
        self.content.append(content)
        self.length += len(content)
