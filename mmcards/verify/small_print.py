"""The small print around a card as it should be: its head and its foot, of which ends may be left out for dots."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from mmcards.verify import expected
from mmcards.verify.faces import Leaf
from mmcards.verify.letters import is_complex, letters, unlike

_DOTS: Final = "…"
"""What stands for the end of a text that was shortened."""


def small_unlike(found: str, wanted: Sequence[str]) -> str:
    """How small print differs from what it should say, of which ends may be left out for dots."""
    there, whole = letters(found), letters("".join(wanted))
    if there == whole:
        return ""
    if _DOTS in found and _is_shortened(found, whole):
        return ""
    return unlike(" ".join(wanted), found)


def foot_unlike(found: str, foot: Sequence[str], number: str) -> str:
    """How a foot differs: the deck, the id, the number of one that stands on a page of its own, and the source.

    What is too long is shortened, and the deck with the dot behind it left out where there is no room for it. What is
    repeated of a table stands before it.
    """
    deck, id_, *source = foot
    shown = found.replace("·", "")
    there = letters(shown)
    named = letters("".join((id_, number, *source))).replace("·", "")
    whole = letters(deck).replace("·", "") + named
    if there.endswith(whole) or (number and there == named) or (_DOTS in shown and _is_shortened(shown, whole)):
        return ""
    if is_complex(whole):
        return f"lacks “{id_} {number}”" if Counter(letters(id_ + number)) - Counter(there) else ""
    return unlike(" ".join(filter(None, (f"{deck} ·", id_, number, *source))), found)


def numbered(number: int, total: int, leaf: Leaf) -> str:
    """What a foot says of a card's number, and of the pages that it takes."""
    part = "" if leaf.parts == 1 else f", page {leaf.part} of {leaf.parts}"
    part += f", {expected.CONTINUED}" if leaf.part > 1 else ""
    return f"{number:,} of {total:,}{part}"


def _is_shortened(found: str, whole: str) -> bool:
    """Whether all that is left of a text is in its letters, in their order."""
    parts = [letters(part) for part in found.split(_DOTS)]
    if is_complex(whole):
        return not Counter("".join(parts)) - Counter(whole)
    place = 0
    for part in parts:
        place = whole.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True
