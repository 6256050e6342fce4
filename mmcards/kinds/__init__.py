"""The kinds of items, a file each: its YAML, and how it becomes notes."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from mmcards.reader.items import Kind

_NAMES: Final = (
    "flashcard",
    "self-check",
    "choice",
    "classify",
    "match",
    "cloze",
    "order",
)
"""As they stand after `kind:`. Each is read by `read` in the file of its name."""

KINDS: Final[Mapping[str, Kind]] = {name: import_module(f"{__name__}.{name.replace('-', '_')}").read for name in _NAMES}
