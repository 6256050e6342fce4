"""The blanks of a cloze in its author's text: `{{c1::Paris}}`, `{{c1::Paris::a city}}`, `{{Paris}}`.

What stands in code, in a formula or behind a backslash is no blank. Blanks may stand in each other. Those without a
number take the first ones that are free, in the order in which they begin.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final, NamedTuple

from mmcards import formulas

HIGHEST: Final = 500
"""Of the numbers: Anki makes no card for a higher one."""

_TOKEN: Final = re.compile(
    r"(?P<slashes>\\+)"
    r"|(?P<block>^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?P<fence>`{3,}|~{3,})[ \t]*[\w+#.-]*[ \t]*\n)"
    r"|\{ *width *= *\d+(?:px|%)? *\}(?=\}\})"  # of a picture that ends a blank
    r"|(?P<ticks>`+)|(?P<dollar>\$+)|(?P<opening>\{\{)(?:c(?P<number>\d{1,9})::)?|\}\}|::",
    re.MULTILINE,
)
_TICKS: Final = re.compile("`+")
_LINE_END: Final = re.compile("\n")
_FENCE: Final = re.compile(r"^[ \t>]*(`{3,}|~{3,})[ \t]*$", re.MULTILINE)
"""What may end code in lines of its own. The last of each kind tell whether one begins."""

_ALMOST: Final = re.compile(
    r"\s*(?:[cC\u0441\u0421]\s*(?P<number>\d{1,9})\s*[:;\uff1a\uff1b]"  # C2:: c 2:: c2: c2;: and a Cyrillic one
    r"|c\s*[lI|]?\s*(?P<none>[:;\uff1a\uff1b]{2})"  # c:: cl::
    r"|(?P<alone>\d{1,3})\s*[:;\uff1a\uff1b]{2})"  # 2::
    r"\s*[:;\uff1a\uff1b]?"
)
"""What begins a blank and was perhaps to be its number. `Cl::` and `C::` are elements with a hint."""


class Blank(NamedTuple):
    """Offsets into a text: `start` and `end` with the braces, `inner` to `hint` without number and hint.

    `number` is None where the author wrote none; `hint` is where `::` begins, or the closing braces.
    """

    start: int
    inner: int
    hint: int
    end: int
    number: int | None


class Unclosed(Exception):
    """Braces that open a blank at `start` and close none."""

    def __init__(self, start: int) -> None:
        super().__init__(start)
        self.start = start


class Ticks:
    """The rows of backticks in a text, found once: to search the text for the end of each would take long."""

    def __init__(self, text: str) -> None:
        self._rows: dict[int, list[int]] = {}
        for row in _TICKS.finditer(text):
            self._rows.setdefault(len(row[0]), []).append(row.start())
        self._line_ends = [found.start() for found in _LINE_END.finditer(text)]

    def end(self, start: int, length: int) -> int | None:
        """Where code ends that begins here, behind so many backticks: behind the next row as long, in the same line."""
        rows = self._rows.get(length, [])
        place = bisect_left(rows, start)
        if place == len(rows) or bisect_left(self._line_ends, start) != bisect_left(self._line_ends, rows[place]):
            return None
        return rows[place] + length


def find(text: str) -> tuple[Blank, ...]:
    """The blanks in the order in which they begin. Raises Unclosed."""
    found: list[Blank] = []
    open_: list[tuple[re.Match[str], int | None]] = []
    for token in _tokens(text):
        if token["opening"]:
            open_.append((token, None))
        elif open_ and token[0] == "::":
            opening, hint = open_[-1]
            open_[-1] = opening, token.start() if hint is None else hint
        elif open_ and token[0] == "}}":
            opening, hint = open_.pop()
            number = int(opening["number"]) if opening["number"] else None
            inner = token.start() if hint is None else hint
            while found and found[-1].start > inner:  # a hint is text
                found.pop()
            found.append(Blank(opening.start(), opening.end(), inner, token.end(), number))
    if open_:
        raise Unclosed(open_[0][0].start())
    return tuple(sorted(found, key=lambda blank: blank.start))


def missing(text: str) -> Iterator[tuple[int, str]]:
    """What numbers the blanks that have no number, and the offset at which it belongs. Raises Unclosed."""
    found = find(text)
    taken = {blank.number for blank in found}
    free = (number for number in range(1, len(found) + len(taken) + 1) if number not in taken)
    for blank in found:
        if blank.number is None:
            yield blank.inner, f"c{next(free)}::"


class Almost(NamedTuple):
    """What begins a blank and is almost a number, as its author wrote it; `number` is the one that was meant."""

    written: str
    number: int


def almost_numbered(text: str, blank: Blank) -> Almost | None:
    """What of a blank without a number is almost one.

    Digits alone are where the text has so many blanks: of `{{12::how many?}}` they are more likely what is asked.
    """
    found = _ALMOST.match(text, blank.inner, blank.end - 2) if blank.number is None else None
    if not found:
        return None
    if found["alone"] and not 1 <= int(found["alone"]) <= len(find(text)):
        return None
    return Almost(found[0].strip(), int(found["number"] or found["alone"] or 1))


def numbered(text: str) -> str:
    """The text with a number in each of its blanks. Raises Unclosed."""
    parts: list[str] = []
    last = 0
    for offset, number in missing(text):
        parts += (text[last:offset], number)
        last = offset
    return "".join((*parts, text[last:]))


def _tokens(text: str) -> Iterator[re.Match[str]]:
    """Braces and colons that are neither in code or formulas, nor escaped."""
    place = 0
    ticks: Ticks | None = None
    closings = {found[1]: found.start() for found in _FENCE.finditer(text)} if "```" in text or "~~~" in text else {}
    while token := _TOKEN.search(text, place):
        place = token.end()
        if token["slashes"]:
            place += len(token["slashes"]) % 2
        elif token["block"]:
            if any(each.startswith(token["fence"]) and last >= place for each, last in closings.items()):
                fence = rf"^[ \t>]*{token['fence']}{token['fence'][0]}*[ \t]*$"
                closing = re.compile(fence, re.MULTILINE).search(text, place)
                place = closing.end() if closing else place
        elif token["dollar"]:
            if formula := formulas.at(text, token.start()):
                place = formula.end
        elif token["ticks"]:
            ticks = ticks or Ticks(text)
            place = ticks.end(place, len(token[0])) or place
        else:
            yield token
