"""What is made once and kept for when it comes again, within bounds."""

from collections.abc import Callable
from typing import Final, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_MOST: Final = 20_000
"""The words of a language come again and again, ids and numbers never: in large decks most words are such."""


class Remembered(dict[_Key, _Value]):
    """A dictionary that makes what it lacks, and forgets all it knows when it is full.

    What it knows is looked up as in any other dictionary, so that many keys can be mapped at once:
    `map(found.__getitem__, keys)`.
    """

    def __init__(self, make: Callable[[_Key], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: _Key) -> _Value:
        made = self._make(key)
        if len(self) >= _MOST:
            self.clear()
        self[key] = made
        return made
