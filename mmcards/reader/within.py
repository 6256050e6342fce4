"""Where a part of a text stands in the file: a text may have many lines, and be typed in several ways."""

import os
from functools import lru_cache
from typing import Final

from mmcards.errors import Place
from mmcards.files import content

_LINES: Final = 1_000
_FAR: Final = 10_000
"""Lines, and in each line characters, in which a part is looked for: texts are shorter."""


def place_within(place: Place, part: str, count: int = 0) -> Place:
    """Where a part stands in the text that begins at a place, `count` of the same before it; else the text's place.

    A part that is not typed as it reads, as behind an escape, is not found.
    """
    try:
        status = os.stat(place.path)  # noqa: PTH116  # a string: it is asked for each warning
        lines = _lines(place.path, status.st_mtime_ns, status.st_size)
    except (OSError, UnicodeDecodeError):
        return place
    for number in range(place.line, min(place.line + _LINES, len(lines) + 1)):
        line = lines[number - 1]
        start = place.column - 1 if number == place.line else 0
        column = line.find(part, start, start + _FAR)
        while column >= 0:
            if not count:
                return Place(place.path, number, column + 1)
            count -= 1
            column = line.find(part, column + 1, start + _FAR)
    return place


@lru_cache(maxsize=1)
def _lines(path: str, _modified: int, _size: int) -> tuple[str, ...]:
    """The lines of a file that has this time and this size: it is read once, however much is looked for in it."""
    return tuple(content(path).decode("utf-8-sig").splitlines())
