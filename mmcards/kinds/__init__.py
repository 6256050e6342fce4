"""The kinds of items, a file each: its YAML, and how it becomes notes."""

from collections.abc import Mapping
from typing import Final

from mmcards.kinds import choice, classify, flashcard, match, self_check
from mmcards.reader.items import Kind

KINDS: Final[Mapping[str, Kind]] = {
    "flashcard": flashcard.read,
    "self-check": self_check.read,
    "choice": choice.read,
    "classify": classify.read,
    "match": match.read,
}
"""Every kind by the name that stands after `kind:`."""
