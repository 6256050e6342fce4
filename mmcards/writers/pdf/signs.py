"""Signs that no font has, such as most emoji: they are printed as their names, in brackets."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from mmcards.writers.pdf.typefaces import UNSEEN, Style, Typefaces

_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
"""The letters of a country, of an alphabet of their own, stand for its flag."""

_SIGNS: Final = ("So", "Sk", "Sm", "Sc")


def is_half_of_flag(character: str) -> bool:
    """Whether two of its kind stand for a flag."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def name_of(character: str) -> str:
    """What Unicode calls a character."""
    return unicodedata.name(character, "a character without a name").lower()


def spelled(text: str, typefaces: Typefaces) -> str:
    """A text in which the signs that no font has are told by their names."""
    if text.isascii():
        return text
    for sign in named(text, typefaces):
        text = text.replace(sign, name(sign))
    return text


def named(text: str, typefaces: Typefaces) -> tuple[str, ...]:
    """The signs of a text that are printed as their names."""
    return () if text.isascii() else tuple(dict.fromkeys(_named(text, typefaces)))


def name(sign: str) -> str:
    """What is printed in a sign's place."""
    if len(sign) == 1:
        return f"[{name_of(sign)}]"
    return f"[flag {''.join(chr(ord(each) - 0x1F1E6 + ord('A')) for each in sign if not UNSEEN.match(each))}]"


def _named(text: str, typefaces: Typefaces) -> Iterator[str]:
    yield from _FLAG.findall(text)
    for character in dict.fromkeys(_FLAG.sub("", text)):
        if character.isascii() or unicodedata.category(character) not in _SIGNS:
            continue
        if unicodedata.name(character, "") and not typefaces.that_has(character, Style.REGULAR):
            yield character
