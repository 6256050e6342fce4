"""Where something can be put into YAML as its author typed it, so that all the rest stays as it is."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from mmcards import blanks
from mmcards.errors import Place
from mmcards.reader import hints
from mmcards.reader.events import documents
from mmcards.reader.nodes import Mapping, Node, Scalar, Sequence
from mmcards.reader.report import Report

_ANCHOR: Final = re.compile(r"&\S+")
_BLANKS: Final = re.compile(r"(?:\s|#[^\r\n\x85\u2028\u2029]*)*")
_BRACES: Final = re.compile(r"(?=\{\{)")
_LINE_ENDS: Final = (re.compile(r"\r\n|[\r\n]"), re.compile("[\x85\u2028\u2029]"))


@dataclass(frozen=True, slots=True, order=True)
class Insertion:
    """Text to be put in at an offset into the text of a file."""

    offset: int
    text: str


class Typed:
    """A file that can be read, as it was typed. Insertions are () where no place is known for them."""

    def __init__(self, path: str, content: bytes) -> None:
        self.content = content
        self._text = content.decode("utf-8-sig")
        self._starts = hints.starts(self._text)
        self._mappings: dict[Place, Mapping] = {}
        for document in documents(self._text, path, Report()) or ():
            for mapping in _mappings(document):
                self._mappings[mapping.place] = mapping
                if name := mapping.get("id"):
                    self._mappings[name.place] = mapping

    def with_(self, insertions: Iterable[Insertion]) -> bytes:
        """The file with all of them."""
        parts: list[str] = []
        last = 0
        for each in sorted(set(insertions)):
            parts += (self._text[last : each.offset], each.text)
            last = each.offset
        text = "".join((*parts, self._text[last:]))
        mark = self.content[: len(self.content) - len(self._text.encode())]
        return mark + text.encode()

    def first(self, place: Place, entry: str) -> tuple[Insertion, ...]:
        """An entry before all others of the mapping at a place."""
        mapping = self._mappings.get(place)
        if mapping is None:
            return ()
        start = self._offset(place)
        if mapping.entries[0][0].place != place:  # what stands here is not the key, but may be an anchor
            start = self._behind_anchor(start)
        if not mapping.flow:
            indentation = " " * (start - self._starts[bisect_right(self._starts, start) - 1])
            return (Insertion(start, entry + self._line_end(start) + indentation),)
        if self._text[start] != "{":  # `[key: text]`, a mapping of one key that has no room for another
            return ()
        return (Insertion(_behind(_BLANKS, self._text, start + 1), f"{entry}, "),)

    def below(self, place: Place, keys: Iterable[str], entry: str) -> tuple[Insertion, ...]:
        """An entry on the line below the first of these keys that the mapping at a place has, else before them all."""
        mapping = self._mappings.get(place)
        found = {key.text: (key, value) for key, value in mapping.entries} if mapping and not mapping.flow else {}
        for name in keys:
            if name in found and self._in_one_line(*found[name]):
                key = found[name][0].place
                end = self._end_of_line(self._offset(key))
                return (Insertion(end, self._line_end(end) + " " * (key.column - 1) + entry),)
        return self.first(place, entry)

    def text_of(self, place: Place, key: str) -> Scalar | None:
        """The text after a key in the mapping at a place, which may be the place of its id."""
        mapping = self._mappings.get(place)
        value = mapping.get(key) if mapping else None
        return value if isinstance(value, Scalar) else None

    def numbers(self, text: Scalar) -> tuple[Insertion, ...]:
        """The numbers that the blanks of a text lack."""
        start = self._offset(text.place)
        if self._text.startswith("&", start):
            start = self._behind_anchor(start)
        style = self._text[start]
        if style in "|>":
            start = self._end_of_line(start)
        braces = [found.start() for found in _BRACES.finditer(text.text)]
        typed = [found.start() for found in islice(_BRACES.finditer(self._text, start), len(braces))]
        where = dict(zip(braces, typed, strict=False))
        made = tuple(Insertion(where.get(offset - 2, -2) + 2, number) for offset, number in blanks.missing(text.text))
        if any(each.offset == 0 for each in made):  # a brace is written as an escape
            return ()
        if style not in "|>'\"" and any(self._text[each.offset].isspace() for each in made):
            return ()  # a colon before a blank would end the plain text
        return made

    # --- places in the text ---

    def _offset(self, place: Place) -> int:
        return self._starts[place.line - 1] + place.column - 1

    def _behind_anchor(self, start: int) -> int:
        return _behind(_BLANKS, self._text, _behind(_ANCHOR, self._text, start))

    def _in_one_line(self, key: Scalar, value: Node) -> bool:
        """Whether an entry surely begins and ends in one line."""
        if not isinstance(value, Scalar) or not value.text or key.place.line != value.place.line:
            return False
        forms = (value.text, f'"{value.text}"', f"'{value.text}'")
        return self._text.startswith(forms, self._offset(value.place))

    def _end_of_line(self, start: int) -> int:
        line = bisect_right(self._starts, start)
        rest = self._text[start : self._starts[line] if line < len(self._starts) else None]
        return start + len(rest.rstrip("\r\n\x85\u2028\u2029"))

    def _line_end(self, start: int) -> str:
        """What ends the line here, or else lines of this file."""
        found = (pattern.search(self._text, at) for pattern in _LINE_ENDS for at in (start, 0))
        return next((each[0] for each in found if each), "\n")


def _behind(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start


def _mappings(node: Node) -> Iterator[Mapping]:
    match node:
        case Scalar():
            pass
        case Sequence(items):
            for item in items:
                yield from _mappings(item)
        case Mapping(entries):
            yield node
            for _, value in entries:
                yield from _mappings(value)
