"""What is wrong with YAML that cannot be parsed, in the words of someone who writes cards.

The parser knows where it stopped; what its author meant is read off the lines there.
"""

import re
from typing import Final

import yaml

from mmcards.errors import Place, Problem

QUOTE: Final = "put the whole text in quotes, or after a `|` on lines of its own"
UNREADABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that YAML does not allow in a file (YAML 1.1, section 5.1)."""

_LINE_END: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_VALUE: Final = re.compile(r"\s*(?:-\s+)*(?:[^\s:'\"#][^:#]*?:\s+)?(.*)")
_KEY: Final = re.compile(r"\s*(?:-\s+)*[\w-]+:(?:\s|$)")
_SQUEEZED: Final = re.compile(r"\s*(?:-\s+)*([a-z]+):(?!//)\S")
_CONFLICT: Final = re.compile(r"<{7} |={7}$|>{7} |\|{7} ")


def lines(text: str) -> list[str]:
    """The lines of a text as YAML counts them."""
    return _LINE_END.split(text)


def place_of(text: str, path: str, index: int) -> Place:
    """The place of the character at an index."""
    before = lines(text[:index])
    return Place(path, len(before), len(before[-1]) + 1)


def stands_at(text: str, place: Place, start: str) -> bool:
    return lines(text)[place.line - 1].startswith(start, place.column - 1)


def explain(error: yaml.MarkedYAMLError, path: str, text: str) -> Problem:
    """The problem behind a parser's error: its place, and how to mend it."""
    rows = lines(text)
    problem = str(error.problem or "")
    mark = error.problem_mark or error.context_mark
    start = error.context_mark or mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    line, column = min(line, len(rows) - 1), column
    row = rows[line]

    for number, each in enumerate(rows):
        if _CONFLICT.match(each):
            place = Place(path, number + 1, 1)
            return Problem(place, "a conflict marker of git", "settle the merge: keep one side, delete the markers")
    here = Place(path, line + 1, column + 1)
    if "\t" in row[: len(row) - len(row.lstrip())]:
        return Problem(Place(path, line + 1, row.index("\t") + 1), "a tab in the indentation", "indent with spaces")
    if "mapping values" in problem:
        return _misplaced_colon(rows, path, line, column)
    if "cannot start any token" in problem:
        character = row[column : column + 1]
        return Problem(here, f"a text cannot begin with `{character}` in YAML", QUOTE)
    if (start and "alias" in str(error.context)) or "anchor" in str(error.context):
        assert start is not None
        begun = Place(path, start.line + 1, start.column + 1)
        character = rows[start.line][start.column : start.column + 1]
        return Problem(begun, f"a text cannot begin with `{character}` in YAML", QUOTE)
    if "unexpected end of stream" in problem and start:
        begun = Place(path, start.line + 1, start.column + 1)
        return Problem(begun, "a quote is opened here and never closed", "close it, or write an apostrophe twice: ''")
    if "escape" in problem:
        return Problem(here, "an unknown escape in double quotes", "use single quotes, or write \\\\ for a backslash")
    if "sequence entries" in problem:
        return Problem(here, "a text cannot begin with `- ` in YAML", f"{QUOTE}; a list begins on a line of its own")
    if "expected ':'" in problem and start:
        begun = Place(path, start.line + 1, start.column + 1)
        return Problem(begun, "a line without a key", "indent it to go on with the text above, or write `key: text`")
    return _misplaced_line(rows, path, line, column, problem, start.line if start else None)


def _misplaced_colon(rows: list[str], path: str, line: int, column: int) -> Problem:
    row = rows[line]
    above = next((number for number in range(line - 1, -1, -1) if rows[number].strip()), None)
    first_colon = _KEY.match(row)
    if first_colon and first_colon.end() - 1 <= column + 1 and above is not None:
        if squeezed := _SQUEEZED.match(rows[above]):
            place = Place(path, above + 1, squeezed.end(1) + 1)
            return Problem(place, "no space behind the colon", f"write `{squeezed[1]}: …`")
        place = Place(path, line + 1, len(row) - len(row.lstrip()) + 1)
        hint = "align it with the keys above; a text of several lines goes after a `|`"
        return Problem(place, "the indentation does not match the lines above", hint)
    value = _value(row)
    hint = f'a `: ` inside a text wants quotes: "{value}"' if '"' not in value else QUOTE
    return Problem(Place(path, line + 1, column + 1), "a second `: ` in one line", hint)


def _misplaced_line(rows: list[str], path: str, line: int, column: int, problem: str, opened: int | None) -> Problem:
    row = rows[line]
    here = Place(path, line + 1, column + 1)
    value = _value(row)
    if column and value[:1] in ("'", '"') and row.index(value) < column:
        return Problem(here, "the text goes on behind its closing quote", "put other quotes around the whole text")
    if value[:1] in ("{", "[") and column:
        return Problem(here, f"a text cannot begin with `{value[0]}` in YAML", QUOTE)
    if "block scalar" in problem or value[:1] in ("|", ">"):
        return Problem(here, f"a text cannot begin with `{value[:1] or row[column : column + 1]}` in YAML", QUOTE)
    if value[:1] in ("}", "]", ",", "&", "!", "%"):
        return Problem(here, f"a text cannot begin with `{value[0]}` in YAML", QUOTE)
    if "',' or" in problem and opened is not None:
        place = Place(path, opened + 1, rows[opened].find(_value(rows[opened])) + 1)
        return Problem(place, "a bracket is opened here and not closed", QUOTE)
    hint = "items of a list begin with `- ` under each other, keys stand under each other"
    return Problem(here, "the indentation does not match the lines above", hint)


def _value(row: str) -> str:
    found = _VALUE.match(row)
    return found[1] if found else ""
