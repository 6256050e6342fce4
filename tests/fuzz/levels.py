"""What is done with inputs: a table of the levels, and what holds for all of them.

A level raises what is wrong: Wrong, or whatever else is no CardsError.
"""

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Final, NamedTuple, TypeAlias

from mmcards.writers import FORMATS
from tests.fuzz import inputs
from tests.fuzz.corpus import corpus
from tests.fuzz.files import Built
from tests.fuzz.inputs import Files
from tests.fuzz.markup import Markup
from tests.fuzz.reader import Reader

Attempt: TypeAlias = Callable[[Files], str]
"""Tries an input, and says in a word how far it gets."""


class Level(NamedTuple):
    """`make` makes an input, and `opened` what tries inputs in a folder of its own."""

    make: Callable[[Random], Files]
    opened: Callable[[Path], Attempt]


LEVELS: Final[Mapping[str, Level]] = {
    "reader": Level(inputs.deck, Reader),
    "markup": Level(inputs.text, Markup),
    "files": Level(inputs.good_deck, Built),
}


def alone(folder: Path) -> None:
    """Nothing of the user's own has a say."""
    os.environ["MMCARDS_CONFIG"] = str(folder / "none.yaml")
    os.environ["MMCARDS_CACHE"] = str(folder / "fonts")


def warm() -> None:
    """Import what is imported late, and open the fonts of this machine, once for all processes to come."""
    from mmcards.writers.pdf.typefaces import Style, Typefaces

    corpus()
    for each in FORMATS.values():
        import_module(each.module)
    for language in ("", "en"):
        for letter in ("a", "重", "\U0010fffd"):  # the last is in none, so that all are opened
            for style in Style:
                Typefaces((), language).that_has(letter, style)
