"""Where a part of a text stands in the file: a text may have many lines, and be typed in several ways."""

from pathlib import Path

from mmcards.errors import Place


def place_within(place: Place, part: str, count: int = 0) -> Place:
    """Where a part stands in the text that begins at a place, `count` of the same before it; else the text's place.

    A part that is not typed as it reads, as behind an escape, is not found.
    """
    try:
        lines = Path(place.path).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return place
    for number, line in enumerate(lines[place.line - 1 :], start=place.line):
        column = line.find(part, place.column - 1 if number == place.line else 0)
        while column >= 0:
            if not count:
                return Place(place.path, number, column + 1)
            count -= 1
            column = line.find(part, column + 1)
    return place
