"""The directions of a text: which of its characters run from right to left, and in which order its parts are drawn.

The levels are those of the Unicode Bidirectional Algorithm (Standard Annex 9); even ones run from left to right.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final, TypeVar
from unicodedata import bidirectional, category, normalize

_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""What has a character of a right-to-left script in it, or one that turns the direction."""

LEFT: Final = "\u200e"
RIGHT: Final = "\u200f"
"""Letters of each direction that are not seen."""

_ISOLATES: Final = frozenset("\u2066\u2067\u2068\u2069")
_TURNED: Final = frozenset(("R", "AL", "NSM", "WS", "CS", "ES", "ET", "ON"))
"""The classes of right-to-left letters, and of what stands among them and goes with them."""

_STRONG: Final = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
"""The directions of letters and of numbers, as brackets see them."""

_PRESENTED: Final = (*range(0xFB1D, 0xFE00), *range(0xFE70, 0xFEFD))
"""The presentation forms of Hebrew and Arabic letters and ligatures."""

_Part = TypeVar("_Part")


def has_right_to_left(text: str) -> bool:
    """Whether a text may have parts that run from right to left."""
    return bool(_RIGHT_TO_LEFT.search(text))


def base(text: str) -> int:
    """The level of a paragraph: that of its first letter with a direction."""
    classes = map(bidirectional, text)
    return next((int(found != "L") for found in classes if found in ("L", "R", "AL")), 0)


def mark(text: str, lead: str) -> str:
    """What, before a lead, keeps the direction that a text has without it; "" where nothing need be done."""
    if base(text):
        return RIGHT
    return LEFT if has_right_to_left(lead) else ""


def levels(text: str, of_paragraph: int) -> list[int]:
    """The level of each character of a line, in a paragraph of that level.

    Isolates are taken for characters without a direction: the library does not know of them. Nor does it of brackets,
    which are resolved here.
    """
    if of_paragraph == 1 and _TURNED.issuperset(map(bidirectional, set(text))):
        return [1] * len(text)
    from bidi import algorithm

    plain = "".join(map(_known, text))
    storage = algorithm.get_empty_storage()
    storage["base_level"] = of_paragraph
    storage["base_dir"] = ("L", "R")[of_paragraph]
    algorithm.get_embedding_levels(plain, storage)
    for place, each in enumerate(storage["chars"]):
        each["index"] = place
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    for run in storage["runs"]:
        _resolve_brackets(storage["chars"][run["start"] : run["start"] + run["length"]], run["sor"])
    algorithm.resolve_neutral_types(storage, False)
    algorithm.resolve_implicit_levels(storage, False)
    found: list[int] = [-1] * len(text)
    for each in storage["chars"]:
        found[each["index"]] = each["level"]
    for place, level in enumerate(found):  # what the algorithm takes away goes with what is before it
        if level < 0:
            found[place] = found[place - 1] if place else of_paragraph
    return found


def _known(character: str) -> str:
    """A character, or one of its class where the library does not know it.

    Code points that are not assigned are letters of their block (Annex 9, table 4).
    """
    if character in _ISOLATES:
        return "\u200b"
    if bidirectional(character):
        return character
    return "\u05d0" if _RIGHT_TO_LEFT.match(character) else "a"


def _resolve_brackets(run: Sequence[dict[str, Any]], before: str) -> None:
    """Give both brackets of a pair one direction (rule N0). `before` is that of what the run follows."""
    if not run:
        return
    along, against = ("L", "R") if run[0]["level"] % 2 == 0 else ("R", "L")
    strong = [_STRONG.get(each["type"]) for each in run]
    for start, end in _pairs(run):
        inside = set(strong[start + 1 : end])
        if along in inside:
            found = along
        elif against in inside:
            found = next((each for each in reversed(strong[:start]) if each), before)
        else:
            continue
        for place in (start, end):
            run[place]["type"] = strong[place] = found
            for mark in range(place + 1, len(run)):
                if run[mark]["orig"] != "NSM":
                    break
                run[mark]["type"] = strong[mark] = found


def _pairs(run: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """The places of brackets that belong together, in the order of the opening ones (definition BD16)."""
    found: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []
    for place, each in enumerate(run):
        character = each["ch"]
        if each["type"] != "ON" or (kind := category(character)) not in ("Ps", "Pe"):
            continue
        if kind == "Ps":
            waiting.append((as_drawn(character), place))
            continue
        for depth in range(len(waiting) - 1, -1, -1):
            if waiting[depth][0] == character:
                found.append((waiting[depth][1], place))
                del waiting[depth:]
                break
    return sorted(found)


def as_drawn(character: str) -> str:
    """What a character looks like from right to left: brackets are drawn as their counterparts (rule L4)."""
    from bidi.mirror import MIRRORED

    counterpart: str = MIRRORED.get(character, character)
    return counterpart


def ligature(letters: str) -> str:
    """The character that Unicode has for a ligature of these letters, from right to left; "" if it has none."""
    return _ligatures().get(letters, "") if len(letters) > 1 else ""


@cache
def _ligatures() -> dict[str, str]:
    found: dict[str, str] = {}
    for character in map(chr, _PRESENTED):
        found.setdefault(normalize("NFKC", character), character)
    return found


def visual(parts: Sequence[_Part], of_parts: Iterable[int]) -> list[_Part]:
    """Parts of a line, with their levels, in the order in which they stand from left to right (rule L2)."""
    given = list(of_parts)
    order = list(range(len(parts)))
    odd = [level for level in given if level % 2]
    for level in range(max(given, default=0), min(odd, default=1) - 1, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and given[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return [parts[place] for place in order]
