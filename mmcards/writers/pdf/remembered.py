"""What is kept for when it comes again, within bounds."""

from typing import Final, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_MOST: Final = 20_000
"""The words of a language come again and again, ids and numbers never: in large decks most words are such."""


class Remembered(dict[_Key, _Value]):
    """A dictionary that forgets all it knows when it is full."""

    def __setitem__(self, key: _Key, value: _Value) -> None:
        if len(self) >= _MOST:
            self.clear()
        super().__setitem__(key, value)
