"""Problems and results in words, as lines of text."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from mmcards.errors import Place, Problem
from mmcards.files import content

if TYPE_CHECKING:
    from mmcards.lock.changes import Changes
    from mmcards.model import Note

_LINE_END: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_WIDEST: Final = 100
_ACTING: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Kinds of characters that control a terminal, or turn, hide or break what stands around them."""

_MARK: Final = "^"

GROUPS: Final = ("new", "changed", "touched", "unchanged", "retired", "returned")
"""What becomes of notes; those that returned are among the changed."""


def shown(problems: Iterable[Problem], line_of: Callable[[Place], str | None], before: str = "") -> Iterator[str]:
    """Each problem with its line, a mark under the place, and what to do; `before` begins its message."""
    for problem in problems:
        yield printable(f"{problem.place}: {before}{problem.message}")
        line = line_of(problem.place)
        margin = " " * len(str(problem.place.line))
        if line is not None and line.strip():
            text, blanks = _excerpt(line, problem.place.column - 1)
            yield f"  {problem.place.line} | {text}"
            yield f"  {margin} | {blanks}{_MARK}"
        if problem.hint:
            yield printable(f"  {margin} = {problem.hint}")


class Lines:
    """The lines of source files, read again to be shown."""

    def __init__(self) -> None:
        self._files: dict[str, Sequence[str]] = {}

    def __call__(self, place: Place) -> str | None:
        """The line of a place; None where there is none."""
        if place.path not in self._files:
            try:
                text = content(place.path).decode("utf-8-sig", errors="replace")
            except OSError:
                text = ""
            self._files[place.path] = _LINE_END.split(text)
        lines = self._files[place.path]
        return lines[place.line - 1] if place.line <= len(lines) else None


def _excerpt(line: str, column: int) -> tuple[str, str]:
    """The part of a line around a column, and blanks as wide as what stands before the column."""
    start = max(0, column - _WIDEST // 2) if len(line) > _WIDEST else 0
    before = ("…" if start else "") + printable(line[start:column])
    rest = line[column : start + _WIDEST]
    text = before + printable(rest) + ("…" if len(line) > start + _WIDEST else "")
    return text, " " * _width(before)


def printable(text: str) -> str:
    """Text that does nothing to a terminal but stand there, in one line and in the order of its letters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if each == "\t" else "\ufffd" if unicodedata.category(each) in _ACTING else each for each in text
    )


def _width(text: str) -> int:
    """Columns of a terminal (Unicode Standard Annex 11; marks that combine take none)."""
    return sum(
        0 if unicodedata.category(each) in ("Mn", "Me") else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )


def count(number: int, thing: str, plural: str = "") -> str:
    """A number with its noun: "1 card", "27 cards"."""
    return f"{number:,} {thing if number == 1 else plural or thing + 's'}"


def amounts(numbers: Mapping[str, int]) -> str:
    """How much there is, by what it is, if it is any: "27 notes, 1 card"."""
    return ", ".join(count(number, name.removesuffix("s")) for name, number in numbers.items() if number)


def nameless(notes: "Sequence[Note]") -> Problem | None:
    """How many notes have no id of their own, and what that means, at the first of them; None if all have one."""
    found = [note for note in notes if not note.named]
    if not found:
        return None
    has = "note has" if len(found) == 1 else "notes have"
    return Problem(
        found[0].place,
        f"{len(found):,} {has} no id. When its question is changed, such a note is a new one to Anki, without its "
        f"reviews. `mmcards ids` writes ids into the YAML, as in `id: {found[0].id}` at {found[0].place}.",
    )


def filled(added: Mapping[str, int]) -> str:
    """What a file was given: "3 ids, 2 cloze numbers, the uid"."""
    told = [count(added["id"], "id")] if added.get("id") else []
    told += [count(added["numbers"], "cloze number")] if added.get("numbers") else []
    return ", ".join((*told, "the uid") if added.get("uid") else told)


def changes(*found: "Changes") -> str:
    """What a build does to the notes of decks: "2 new, 1 changed, 24 unchanged"."""
    groups = {name: sum(len(getattr(each, name)) for each in found) for name in GROUPS if name != "returned"}
    return ", ".join(f"{number:,} {name}" for name, number in groups.items() if number)


def retired(left: Collection[str]) -> str:
    """How to find the notes in Anki that are no longer in the source, by what their field Id may hold; "" if none."""
    if not left:
        return ""
    return f"Anki keeps retired notes. To delete them there, search its browser for: {_search(left)}"


def _search(ids: Iterable[str]) -> str:
    """A search of Anki's browser that finds the notes whose field Id has one of these values.

    Of several, one expression: a thousand and more searches joined by OR are too deep for Anki's database.
    """
    names: dict[str, list[str]] = {}
    for each in sorted(set(ids)):
        uid, _, name = each.partition("/")
        names.setdefault(uid, []).append(name)
    groups = [f"{uid}/{_any(those)}" for uid, those in names.items()]
    return f'"Id:re:^{_any(groups)}$"' if len(groups) > 1 or "(" in groups[0] else f'"Id:{groups[0]}"'


def _any(parts: Sequence[str]) -> str:
    return f"({'|'.join(parts)})" if len(parts) > 1 else parts[0]


def size(number: int) -> str:
    """A number of bytes for people: a file of one byte has 1 KB."""
    kilobytes = -(-number // 1000)
    return f"{kilobytes} KB" if kilobytes < 1000 else f"{number / 1_000_000:.1f} MB"


def counted(problems: Sequence[Problem], unread: Sequence[str] = ()) -> str:
    """How many mistakes there are, in how many files; and which files may have more."""
    files = len({problem.place.path for problem in problems})
    more = f" The rest of {' and '.join(unread)} was not read." if unread else ""
    return f"{count(len(problems), 'mistake')} in {count(files, 'file')}.{more}"
