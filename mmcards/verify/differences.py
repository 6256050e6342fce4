"""How two texts differ, in a few words."""

from os.path import commonprefix
from typing import Final

_LONGEST: Final = 60
"""Of a text that is shown, in characters."""

_MOST: Final = 20_000
"""Characters of a text whose differing part is looked at word by word."""


def difference(expected: str, found: str) -> str:
    """What a text that was found lacks of the expected one, or has too much, as a clause; "" where they are the same."""
    if expected == found:
        return ""
    return _told(*_narrowed(expected, found)) if expected and found else _told(expected, found)


def letter_difference(expected: str, found: str) -> str:
    """The same of texts whose white space is not compared, each of which is told as it stands."""
    wanted, there = "".join(expected.split()), "".join(found.split())
    start = len(commonprefix((wanted, there)))
    most = min(len(wanted), len(there)) - start
    end = len(commonprefix((wanted[::-1][:most], there[::-1][:most])))
    lost = _words(expected, start, len(wanted) - end)
    more = _words(found, start, len(there) - end)
    return _told(lost, more)


def _words(text: str, start: int, end: int) -> str:
    """The words of a text around the letters from one place to another, white space not counted."""
    places = [place for place, letter in enumerate(text) if not letter.isspace()]
    first = places[start] if start < len(places) else len(text)
    last = places[end - 1] + 1 if end > start else first
    while 0 < first < len(text) and not text[first - 1].isspace():
        first -= 1
    while 0 < last < len(text) and not text[last].isspace() and not text[last - 1].isspace():
        last += 1
    return text[first:last]


def _told(wanted: str, there: str) -> str:
    if not there:
        return f"lacks {_quoted(wanted)}"
    if not wanted:
        return f"has {_quoted(there)}, which the source has not"
    return f"has {_quoted(there)} where {_quoted(wanted)} should be"


def _narrowed(expected: str, found: str) -> tuple[str, str]:
    """The parts that differ, as whole words."""
    start = len(commonprefix((expected, found)))
    most = min(len(expected), len(found)) - start
    end = len(commonprefix((expected[::-1][:most], found[::-1][:most])))
    while start and not (expected[start - 1 : start].isspace() and expected[start:] and found[start:]):
        start -= 1
        if expected[start].isspace():
            start += 1
            break
    while end and not expected[len(expected) - end].isspace():
        end -= 1
    wanted = expected[start : len(expected) - end].strip()
    there = found[start : len(found) - end].strip()
    return wanted, there


def _quoted(text: str) -> str:
    shown = " ".join(text.split())
    return f"“{shown if len(shown) <= _LONGEST else f'{shown[: _LONGEST - 1]}…'}”"
