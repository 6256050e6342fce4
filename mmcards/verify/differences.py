"""How two texts differ, in a few words."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final

LONGEST: Final = 60
"""Of a text that is shown, in characters."""


def difference(expected: str, found: str) -> str:
    """What a text that was found lacks, or has too much, as a clause; "" where it is as expected."""
    if expected == found:
        return ""
    wanted, there = "".join(expected.split()), "".join(found.split())
    if wanted == there:
        return f"has other white space in “{shortened(expected)}”"
    lost, more = min(_by_words(expected, found), _by_letters(expected, found), key=lambda pair: sum(map(len, pair)))
    if not more:
        return f"lacks “{shortened(lost)}”"
    if not lost:
        return f"has “{shortened(more)}”, which the source has not"
    return f"has “{shortened(more)}” where “{shortened(lost)}” should be"


def _by_words(expected: str, found: str) -> tuple[str, str]:
    """What stands between the words with which both begin and end."""
    wanted, there = expected.split(), found.split()
    start = _alike(wanted, there)
    most = min(len(wanted), len(there)) - start
    end = _alike(wanted[::-1][:most], there[::-1][:most])
    return " ".join(wanted[start : len(wanted) - end]), " ".join(there[start : len(there) - end])


def _by_letters(expected: str, found: str) -> tuple[str, str]:
    """The words around the letters that differ, where other white space parts the words of both."""
    wanted, there = "".join(expected.split()), "".join(found.split())
    start = _alike(wanted, there)
    most = min(len(wanted), len(there)) - start
    end = _alike(wanted[::-1][:most], there[::-1][:most])
    lost, is_part = _words(expected, start, len(wanted) - end)
    more, is_part_too = _words(found, start, len(there) - end)
    if is_part and not more:  # a part of a word is lost: what is left of it is told
        more, _ = _words(found, start, start + 1)
    elif is_part_too and not lost:
        lost, _ = _words(expected, start, start + 1)
    return lost, more


def shortened(text: str, longest: int = LONGEST) -> str:
    """A text in one line, short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """With how many letters or words both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _words(text: str, start: int, end: int) -> tuple[str, bool]:
    """The words of a text around the letters from one place to another, and whether those are parts of words.

    White space is not counted.
    """
    places = [place for place, letter in enumerate(text) if not letter.isspace()]
    left = first = places[start] if start < len(places) else len(text)
    right = last = places[min(end, len(places)) - 1] + 1 if end > start and start < len(places) else first
    while 0 < first < len(text) and not text[first - 1].isspace():
        first -= 1
    while 0 < last < len(text) and not text[last].isspace() and not text[last - 1].isspace():
        last += 1
    return text[first:last], (first, last) != (left, right)
