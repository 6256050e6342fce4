"""What is wrong with YAML that cannot be parsed, in the words of someone who writes cards.

The parser knows where it stopped; what its author meant is read off the lines there. The first reading that fits wins:
see _READINGS.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

import yaml

from mmcards.errors import Place, Problem

QUOTE: Final = "put the whole text in quotes, or after a `|` on lines of its own"
BLOCK: Final = "put the whole text after a `|`, on lines of its own"
UNREADABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that YAML does not allow in a file (YAML 1.1, section 5.1)."""

_LONGEST: Final = 60
"""A longer text is not written out in a hint."""

_BLANK: Final = r"[\s\u200b\ufeff]"
_LINE_END: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_INDENT: Final = re.compile(rf"{_BLANK}*(?:-{_BLANK}+)*")
_VALUE: Final = re.compile(r"\s*(?:-\s+)*(?:[^\s:'\"#][^:#]*?:\s+)?(.*)")
_KEY: Final = re.compile(r"\s*(?:-\s+)*[\w-]+(?=:(?:\s|$))")
_SQUEEZED: Final = re.compile(r"\s*(?:-\s+)*([a-z]+)(?::(?!//)(?=[\S\u00a0\u2007\u202f\u3000])|\s*(\uff1a))")
_GLUED: Final = re.compile(r"\s*-([a-z]+):(?:\s|$)")
_OPENING: Final = re.compile(r"[\[{]")
_BLOCK: Final = re.compile(r".*[|>][-+\d]*\s*(?:\s#.*)?$")
_CONFLICT: Final = re.compile(r"<{7} |={7}$|>{7} |\|{7} ")


def lines(text: str) -> list[str]:
    """The lines of a text as YAML counts them."""
    return _LINE_END.split(text)


def starts(text: str) -> list[int]:
    """The index at which each line begins."""
    return [0, *(found.end() for found in _LINE_END.finditer(text))]


def place_of(text: str, path: str, index: int) -> Place:
    """The place of the character at an index."""
    before = lines(text[:index])
    return Place(path, len(before), len(before[-1]) + 1)


def stands_at(text: str, place: Place, start: str) -> bool:
    return lines(text)[place.line - 1].startswith(start, place.column - 1)


def odd_blank(row: str) -> tuple[int, str, str] | None:
    """The first character of a line's indentation that is no plain space: its index, a message and a hint."""
    indent = _INDENT.match(row)
    for index, each in enumerate(indent[0] if indent else ""):
        if each == "\t":
            return index, "a tab in the indentation", "indent with spaces"
        if each not in " -":
            message = f"a space of another kind (U+{ord(each):04X}) in the indentation"
            return index, message, "delete what stands before the first word, and type plain spaces"
    return None


def quoted(text: str) -> str:
    """A text of one line as a scalar in quotes."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


class _Stop(NamedTuple):
    """Where the parser stopped, and why. Lines and columns count from 0; `begun` is where it began what it read."""

    rows: list[str]
    line: int
    column: int
    begun: tuple[int, int]
    problem: str
    context: str

    @property
    def row(self) -> str:
        return self.rows[self.line]

    @property
    def plain(self) -> tuple[int, int]:
        """The text that was refused since nothing makes it a key, or else where the parser stopped."""
        return self.begun if "expected ':'" in self.problem else (self.line, self.column)

    def above(self, line: int) -> int | None:
        """The nearest line above another that is not empty."""
        return next((number for number in range(line - 1, -1, -1) if self.rows[number].strip()), None)

    def fits(self, line: int, text: str) -> bool:
        """Whether a text of this line is short enough for a hint, and does not go on in the next."""
        below = next((row for row in self.rows[line + 1 :] if row.strip()), "")
        return len(text) <= _LONGEST and _width(below) <= _depth(self.rows[line])


_Found: TypeAlias = tuple[int, int, str, str] | None
"""Line and column from 0, message, hint."""


def explain(error: yaml.MarkedYAMLError, path: str, text: str) -> Problem:
    """The problem behind a parser's error: its place, and how to mend it."""
    rows = lines(text)
    mark = error.problem_mark or error.context_mark
    line, column = (min(mark.line, len(rows) - 1), mark.column) if mark else (0, 0)
    start = error.context_mark
    begun = (min(start.line, len(rows) - 1), start.column) if start else (line, column)
    stop = _Stop(rows, line, column, begun, str(error.problem or ""), str(error.context or ""))
    line, column, message, hint = next(found for reading in _READINGS if (found := reading(stop)))
    return Problem(Place(path, line + 1, column + 1), message, hint)


# --- what stands wherever it stands wrongly --------------------------------------------------------------------------


def _conflict(stop: _Stop) -> _Found:
    for number, row in enumerate(stop.rows):
        if _CONFLICT.match(row):
            return number, 0, "a conflict marker of git", "settle the merge: keep one side, delete the markers"
    return None


def _odd_indentation(stop: _Stop) -> _Found:
    for line in dict.fromkeys((stop.line, stop.plain[0])):
        if odd := odd_blank(stop.rows[line]):
            return line, *odd
    return None


def _directive(stop: _Stop) -> _Found:
    for line in (stop.line, stop.above(stop.line)):
        if line is not None and stop.rows[line].startswith("%"):
            return line, 0, "a line cannot begin with `%` in YAML", "put the text in quotes, or delete the line"
    return None


# --- quotes and brackets ---------------------------------------------------------------------------------------------


def _open_quote(stop: _Stop) -> _Found:
    return _never_closed(stop, *stop.begun) if "unexpected end of stream" in stop.problem else None


def _never_closed(stop: _Stop, line: int, column: int) -> _Found:
    text = stop.rows[line][column:].rstrip()
    hint = "close it"
    if stop.fits(line, text):
        hint += f"; if it is a part of the text, write {quoted(text)}"
    return line, column, "a quote is opened here and never closed", hint


def _escape(stop: _Stop) -> _Found:
    if "quoted scalar" not in stop.context or not re.search("escape|hexa?decimal", stop.problem):
        return None
    place = stop.row.rfind("\\", 0, stop.column + 1)
    hint = "put the text in single quotes, or write \\\\ for a backslash"
    return stop.line, max(place, 0), "a backslash in double quotes begins an escape, and this one is unknown", hint


def _behind_quotes(stop: _Stop) -> _Found:
    if not re.search("expected key|expected '-'|cannot start|alphabetic", stop.problem):
        return None
    line, column = stop.begun if "alphabetic" in stop.problem else (stop.line, stop.column)
    row = stop.rows[line]
    closing = len(row[:column].rstrip()) - 1
    if row[closing : closing + 1] not in ("'", '"') or closing < 0:
        return None
    value, at = _value(row)
    if value[:1] != row[closing] or at == closing:
        return _quote_above(stop, line, row[closing])
    return line, column, "the text goes on behind its closing quote", _requoted(stop, line, value)


def _quote_above(stop: _Stop, line: int, quote: str) -> _Found:
    """The quote that an inner one closed, lines below."""
    for number in range(line - 1, -1, -1):
        value, at = _value(stop.rows[number])
        if value[:1] == quote and (value == quote or not value.endswith(quote)):
            return _never_closed(stop, number, at)
    return None


def _requoted(stop: _Stop, line: int, value: str) -> str:
    """How to write a text that closes its quotes too early, or that only begins with a quote of its own."""
    second = value.find(value[0], 1)
    closes = not value[second - 1].isspace() and not value[second + 1 : second + 2].isalnum()
    text = value if closes or not value.endswith(value[0]) else value[1:-1]
    return f"write {quoted(text)}" if stop.fits(line, text) else QUOTE


def _bracket(stop: _Stop) -> _Found:
    line, column = stop.begun
    if "node content" in stop.problem and not stop.row[stop.column :]:  # the end of the file
        opened = [(number, found.start()) for number, row in enumerate(stop.rows) for found in _OPENING.finditer(row)]
        if not opened:
            return None
        line, column = opened[-1]
    elif "expected ',' or" not in stop.problem:
        return None
    if stop.line == line and stop.row[stop.column :]:
        hint = "part them by a comma, or close the bracket; a text with brackets in it wants quotes"
        return line, stop.column, "no comma and no closing bracket before this", hint
    return line, column, "a bracket is opened here and not closed", f"close it; if it begins a text, {QUOTE}"


# --- colons ----------------------------------------------------------------------------------------------------------


def _squeezed_colon(stop: _Stop) -> _Found:
    if "mapping values" in stop.problem:
        line = stop.above(stop.line) if _first_colon(stop) else None
    else:
        line = stop.begun[0] if "expected ':'" in stop.problem else None
    if line is None:
        return None
    if found := _GLUED.match(stop.rows[line]):
        return line, found.start(1), "no space behind the dash", f"write `- {found[1]}: …`"
    if found := _SQUEEZED.match(stop.rows[line]):
        message = (
            "this colon is a wide one, which YAML does not know" if found[2] else "no plain space behind the colon"
        )
        return line, found.end() - 1, message, f"write `{found[1]}: …`"
    return None


def _first_colon(stop: _Stop) -> bool:
    """Whether the colon where the parser stopped is that of the line's key."""
    key = _KEY.match(stop.row)
    return key is not None and key.end() >= stop.column


def _goes_on_as_a_list(stop: _Stop) -> bool:
    """Whether this line and the one above look like items of a list, which are one text to YAML."""
    above = stop.above(stop.line)
    start = " " * _width(stop.row) + "- "
    return above is not None and stop.row.startswith(start) and stop.rows[above].startswith(start)


def _colon(stop: _Stop) -> _Found:
    if "mapping values" not in stop.problem:
        return None
    row, line, column = stop.row, stop.line, stop.column
    value, at = _value(row)
    if row.startswith("---"):
        return line, column, "`---` wants a line of its own", "write what follows into the next line"
    if at == column:
        return _begins_with(stop, line, column, ": ")
    if _first_colon(stop) and stop.above(line) is not None and not _goes_on_as_a_list(stop):
        others = "items" if row.lstrip().startswith("-") else "keys"
        hint = f"align it with the {others} above; a text of several lines goes after a `|`"
        return line, _width(row), "the indentation does not match the lines above", hint
    if stop.above(line) is not None and (row.find(": ") == column or _goes_on_as_a_list(stop)):
        return line, column, "a `: ` in a text of several lines", BLOCK
    if not stop.fits(line, value):
        return line, column, "a second `: ` in one line", BLOCK
    return line, column, "a second `: ` in one line", f"a `: ` inside a text wants quotes: {quoted(value)}"


# --- texts that begin with a sign of YAML's --------------------------------------------------------------------------


def _beginning(stop: _Stop) -> _Found:
    line, column = stop.line, stop.column
    if re.search("alias|anchor|tag|block scalar", stop.context) or "tag handle" in stop.problem:
        line, column = stop.begun
    elif "sequence entries" in stop.problem:
        found = _begins_with(stop, line, column, "- ")
        return found and (*found[:3], f"{found[3]}; a list begins on a line of its own")
    elif "mapping keys" in stop.problem:
        return _begins_with(stop, line, column, "? ")
    elif not re.search("cannot start|node content", stop.problem):
        value, at = _value(stop.row)
        if value[:1] not in ("{", "[") or at >= column:
            return None
        column = at
    return _begins_with(stop, line, column, stop.rows[line][column : column + 1])


def _begins_with(stop: _Stop, line: int, column: int, sign: str) -> _Found:
    if not sign:
        return None
    value, at = _value(stop.rows[line])
    hint = f"put the whole text in quotes: {quoted(value)}" if at == column and stop.fits(line, value) else QUOTE
    return line, column, f"a text cannot begin with {'a backtick' if sign == '`' else f'`{sign}`'} in YAML", hint


# --- lines that do not fit the lines above ---------------------------------------------------------------------------


def _behind_comment(stop: _Stop) -> _Found:
    line = stop.plain[0]
    above = stop.above(line)
    if above is None:
        return None
    value, at = _value(stop.rows[above])
    comment = re.search(r"\s#", value)
    if not comment or value[0] in "'\"|>#" or _width(stop.rows[line]) < _depth(stop.rows[above]):
        return None
    if _KEY.match(stop.rows[above]) and _width(stop.rows[line]) == _depth(stop.rows[above]):
        return None
    return above, at + comment.end() - 1, "a comment begins here, and the text cannot go on behind it", QUOTE


def _less_indented(stop: _Stop) -> _Found:
    line = stop.plain[0]
    width = _width(stop.rows[line])
    above = next((n for n in range(line - 1, -1, -1) if stop.rows[n].strip() and _width(stop.rows[n]) < width), None)
    if above is None or above == line - 1 or not _BLOCK.match(stop.rows[above]):
        return None
    return line, width, "this line stands further left than the first of its text", "indent all lines of the text alike"


def _no_key(stop: _Stop) -> _Found:
    if "expected ':'" not in stop.problem:
        return None
    return *stop.begun, "a line without a key", "indent it to go on with the text above, or write `key: text`"


def _after_the_end(stop: _Stop) -> _Found:
    above = stop.above(stop.line)
    if above is None or not stop.rows[above].startswith("..."):
        return None
    return above, 0, "`...` ends everything in YAML", "indent it if it is a part of a text, or else delete it"


def _misplaced(stop: _Stop) -> _Found:
    hint = "items of a list begin with `- ` under each other, keys stand under each other"
    return stop.line, stop.column, "the indentation does not match the lines above", hint


_READINGS: Final[tuple[Callable[[_Stop], _Found], ...]] = (
    _conflict,
    _odd_indentation,
    _directive,
    _open_quote,
    _escape,
    _behind_quotes,
    _bracket,
    _squeezed_colon,
    _colon,
    _beginning,
    _behind_comment,
    _less_indented,
    _no_key,
    _after_the_end,
    _misplaced,
)
"""In this order; the last always fits."""


# --- parts of a line -------------------------------------------------------------------------------------------------


def _value(row: str) -> tuple[str, int]:
    """The text behind the key of a line, or the whole line, and where it begins."""
    found = _VALUE.match(row)
    return (found[1].rstrip(), found.start(1)) if found else ("", 0)


def _width(row: str) -> int:
    """The columns before the first character of a line."""
    return len(row) - len(row.lstrip())


def _depth(row: str) -> int:
    """The columns before the key of a line, that is, behind its dashes."""
    found = _INDENT.match(row)
    return found.end() if found else 0
