"""Which note is which: from a deck's uid and an item's id to the GUID that Anki knows the note by."""

import hashlib
import re
import unicodedata
from typing import Final

ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What an id or a uid looks like."""

NAME_BEFORE: Final = re.compile(f"(?:{ID.pattern}/)?{ID.pattern}")
"""What stands after `was`: an id, or the uid of another deck and an id there."""

RESERVED: Final = re.compile("con|prn|aux|nul|(?:com|lpt)[0-9]")
"""No deck has such an id, which names its files: on Windows they are devices, whatever their ending
(learn.microsoft.com/windows/win32/fileio/naming-a-file).
"""

_LONGEST: Final = 40
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""32 characters of which none is mistaken for another."""


def guid(uid: str, note_id: str) -> str:
    """The GUID of a note: never its text, and unambiguous, since neither part can hold a slash."""
    return f"{uid}/{note_id}"


def id_from(question: str) -> str:
    """The id of an item that has none: readable, and a function of its question alone.

    Where the words of the id do not say all that the question says ("C" or "C++"?), a short hash tells such
    questions apart.
    """
    text = " ".join(unicodedata.normalize("NFC", question).split())
    words = re.findall(r"[a-z0-9]+", _ascii(text).lower())
    kept = _shortened(words)
    if kept and kept == "-".join(text.lower().rstrip("?.!").split()):
        return kept
    return "-".join(filter(None, (kept, _hash(text, 6))))


def uid_from(name: str) -> str:
    """What stands in for a uid in a deck that has none."""
    return _hash(unicodedata.normalize("NFC", name), 12)


def slug(text: str) -> str:
    """Text as a part of an id or of a file's name; "" where nothing of it can be written so."""
    return _shortened(re.findall(r"[a-z0-9]+", _ascii(text).lower()))


def _shortened(words: list[str]) -> str:
    """The words joined, as many as are short enough together."""
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        kept = longer
    return kept


def _ascii(text: str) -> str:
    if text.isascii():
        return text
    from anyascii import anyascii  # a table of 1 MB: only for those who need it

    return anyascii(text)


def _hash(text: str, length: int) -> str:
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:10], "big")
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(length))
