"""What a command shows while it works and when it ends: as text for people, or as JSON for programs."""

import json
import os
import sys
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self, TextIO

import click

from mmcards import events
from mmcards.errors import CardsError, Mistakes, Problem, SourceError
from mmcards.messages import GROUPS, Lines, amounts, changes, count, counted, printable, retired, shown, size

if TYPE_CHECKING:
    from mmcards.lock.decks import Locked
    from mmcards.verify import Built, Verified


class Screen(Protocol):
    """Used as a context: a CardsError inside it is shown, and makes the exit `status` 1."""

    status: int

    def __enter__(self) -> Self: ...
    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> bool: ...
    def line(self, text: str) -> None:
        """A line for people; nothing if it is empty."""
        ...

    def warnings(self, problems: Iterable[Problem]) -> None: ...
    def remarks(self, problems: Iterable[Problem]) -> None:
        """What is worth a line about a file as a whole."""
        ...

    def learned(self, locks: "Sequence[Locked]", leave_out: Collection[str] = ()) -> None:
        """The warnings that locks give rise to, but for some messages."""
        ...

    def nameless(self, found: Problem | None) -> None:
        """That notes have no id of their own."""
        ...

    def changes(self, lock: "Locked") -> None:
        """What a build would do to the notes of a deck."""
        ...

    def event(self, event: events.Event | events.Standing) -> None: ...
    def verified(self, built: "Built", found: "Verified | CardsError") -> None:
        """What came of comparing a file with its source."""
        ...


def screen(quiet: bool, as_json: bool = False, after_mistakes: str = "") -> Screen:
    """`after_mistakes` is said below the number of mistakes in the source: what they mean for the command."""
    return _Json() if as_json else _Text(quiet, after_mistakes)


class _Text:
    """Results on standard output, problems and progress on standard error."""

    def __init__(self, quiet: bool, after_mistakes: str) -> None:
        self.status = 0
        self._quiet = quiet
        self._after_mistakes = after_mistakes
        self._live = not quiet and _can_draw()
        self._lines = Lines()
        self._underway: dict[str, str] = {}
        self._drawn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> bool:
        self._clear()
        if not isinstance(error, CardsError):
            return False
        self.status = 1
        self._show(error)
        if isinstance(error, Mistakes):
            self._tell(f"{counted(error.problems, error.unread)} {self._after_mistakes}".rstrip(), err=True)
        return True

    def line(self, text: str) -> None:
        if text and not self._quiet:
            self._clear()
            self._tell(text)

    def warnings(self, problems: Iterable[Problem]) -> None:
        if not self._quiet:
            self._problems(problems, "warning: ")

    def remarks(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.line(printable(f"{problem.place.path}: {problem.message}"))

    def learned(self, locks: "Sequence[Locked]", leave_out: Collection[str] = ()) -> None:
        losses = {loss.problem for lock in locks for loss in lock.losses}
        found = [problem for lock in locks for problem in lock.warnings if not self._quiet or problem in losses]
        self._problems([problem for problem in found if problem.message not in leave_out], "warning: ")

    def nameless(self, found: Problem | None) -> None:
        self.line(printable(found.message) if found else "")

    def changes(self, lock: "Locked") -> None:
        self.line(f"{lock.deck.id}: {changes(lock.changes)}")
        for name in GROUPS:
            if name != "unchanged":
                for note_id in getattr(lock.changes, name):
                    self.line(f"  {name:<8} {note_id}")
        for note_id in lock.earlier:
            self.line(f"  {'retired earlier':<8} {note_id}")
        self.line(retired(lock.all_left))

    def event(self, event: events.Event | events.Standing) -> None:
        match event:
            case events.Progress(file, done):
                last = ", writing it" if done >= file.notes else ""
                self._underway[file.path.name] = f"{_named(file.path.name)} {done:,} of {file.notes:,}{last}"
                self._draw()
            case events.Written(file, made, weight, seconds, _, locks):
                self._underway.pop(file.path.name, None)
                what = changes(*(lock.changes for lock in locks))
                amount = count(made.count, made.unit.removesuffix("s"))
                self.line(f"{_named(file.path)}  {_notes(file.notes, what)}, {amount}, {size(weight)}, {seconds:.2f} s")
                for lock in locks:
                    self.line(retired(lock.left))
                self.warnings(made.warnings)
            case events.Standing(path, _, _, number, unit, weight, warnings):
                what = f"{event.unchanged:,} unchanged" if event.unchanged else ""
                amount = count(number, unit.removesuffix("s"))
                self.line(f"{_named(path)}  {_notes(event.notes, what)}, {amount}, {size(weight)}, up to date")
                self.warnings(warnings)
            case events.Failed(file, error):
                self._underway.pop(file.path.name, None)
                self.status = 1
                self._clear()
                stays = "; what was there before stays as it was" if file.path.exists() else ""
                self._tell(f"{_named(file.path)} was not written{stays}.", err=True)
                self._show(error)

    def _tell(self, text: str, nl: bool = True, err: bool = False) -> None:
        """Words of ours, of several lines perhaps, with names in them that somebody else gave."""
        self._print("\n".join(map(printable, text.split("\n"))), nl, err)

    def _print(self, text: str, nl: bool = True, err: bool = False) -> None:
        if not told(text, nl, err):
            self.status = 1

    def verified(self, built: "Built", found: "Verified | CardsError") -> None:
        if isinstance(found, CardsError):
            self.status = 1
            self._show(found)
        elif found.differences:
            self.status = 1
            self._problems(found.differences)
            self._tell(f"{count(len(found.differences), 'difference')} in {built.name}.", err=True)
        else:
            self.line(f"{built.name}  {amounts(found.compared)}: as in the source")

    def _show(self, error: CardsError) -> None:
        match error:
            case Mistakes(problems=problems):
                self._problems(problems)
            case SourceError(problem=problem):
                self._problems([problem])
            case _:
                self._tell(str(error), err=True)

    def _problems(self, problems: Iterable[Problem], before: str = "") -> None:
        self._clear()
        self._tell("".join(f"{line}\n" for line in shown(problems, self._lines, before)), nl=False, err=True)

    def _draw(self) -> None:
        if self._live:
            text = ", ".join(self._underway.values())[: _columns() - 1]  # more would go on on a second line
            self._drawn = max(self._drawn, len(text))  # before it is drawn: an interrupt may come right after
            self._print(f"\r{printable(text):<{self._drawn}}", nl=False, err=True)

    def _clear(self) -> None:
        if self._drawn:
            self._print(f"\r{'':<{self._drawn}}\r", nl=False, err=True)
            self._drawn = 0


def told(text: str, nl: bool = True, err: bool = False) -> bool:
    """Print a text, and say whether there was room for it.

    Work goes on without a reader, as behind `head`: a stream that takes no more is not written to again.
    """
    try:
        click.echo(text, nl=nl, err=err)
    except OSError as error:
        silence(sys.stderr if err else sys.stdout)
        if isinstance(error, BrokenPipeError):
            return True
        if not err:
            told(f"There is no room for what is to be printed: {error.strerror}.", err=True)
        return False
    return True


def silence(stream: TextIO) -> None:
    """Let a stream lead nowhere, with what is still to be written to it when the process ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _named(path: Path | str) -> str:
    """The name of a file, which may have any letters, for a terminal."""
    return printable(str(path))


def _notes(number: int, what: str) -> str:
    """So many notes, and what becomes of them."""
    return count(number, "note") + (f" ({what})" if what else "")


def _can_draw() -> bool:
    """Whether standard error is a terminal that can draw a line anew."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _columns() -> int:
    """The width of the terminal that shows progress; some do not know theirs."""
    with suppress(OSError):
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    return 80


class _Json:
    """One JSON object on standard output at the end."""

    def __init__(self) -> None:
        self.status = 0
        self._files: list[dict[str, Any]] = []
        self._errors: list[dict[str, Any]] = []
        self._warnings: list[dict[str, Any]] = []
        self._remarks: list[dict[str, Any]] = []
        self._decks: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> bool:
        expected = isinstance(error, CardsError)
        if error is not None and not expected:
            return False
        if isinstance(error, CardsError):
            self._fail(error)
        files = sorted(self._files, key=itemgetter("path"))  # not in the order in which they were finished
        result = {"files": files, "errors": self._errors, "warnings": self._warnings, "remarks": self._remarks}
        if not told(json.dumps(result | ({"decks": self._decks} if self._decks else {}), indent=1)):
            self.status = 1
        return expected

    def line(self, text: str) -> None:
        """Nothing: this is for people."""

    def warnings(self, problems: Iterable[Problem]) -> None:
        self._warnings += map(_data, problems)

    def learned(self, locks: "Sequence[Locked]", leave_out: Collection[str] = ()) -> None:
        self.warnings(each for lock in locks for each in lock.warnings if each.message not in leave_out)

    def remarks(self, problems: Iterable[Problem]) -> None:
        self._remarks += ({"path": problem.place.path, "message": problem.message} for problem in problems)

    def nameless(self, found: Problem | None) -> None:
        self.remarks([found] if found else [])

    def changes(self, lock: "Locked") -> None:
        self._decks.append(_changes(lock) | {"retired_earlier": lock.earlier})

    def event(self, event: events.Event | events.Standing) -> None:
        match event:
            case events.Written(file, made, weight, seconds, _, locks):
                row = _row(str(file.path), decks_of(file, locks), file.ending, made.unit, made.count, weight)
                self._files.append(row | {"seconds": round(seconds, 3), "written": True})
                self.warnings(made.warnings)
            case events.Standing(path, ending, decks, number, unit, weight, warnings):
                row = _row(path, decks, ending, unit, number, weight)
                self._files.append(row | {"seconds": 0.0, "written": False})
                self.warnings(warnings)
            case events.Failed(file, error):
                self._fail(error, {"file": str(file.path)})

    def verified(self, built: "Built", found: "Verified | CardsError") -> None:
        if isinstance(found, CardsError):
            self._fail(found, {"file": built.name})
            return
        decks = [{"id": deck.id, "notes": len(deck.notes)} for deck in built.decks]
        row = {"path": built.name, "decks": decks, "format": built.ending, "compared": dict(found.compared)}
        self._files.append(row)
        if found.differences:
            self._fail(Mistakes(found.differences), {"file": built.name})

    def _fail(self, error: CardsError, more: dict[str, Any] | None = None) -> None:
        self.status = 1
        match error:
            case Mistakes(problems=problems):
                rows = [_data(problem) for problem in problems]
            case SourceError(problem=problem):
                rows = [_data(problem)]
            case _:
                rows = [{"message": str(error)}]
        self._errors += [row | (more or {}) for row in rows]


def _row(path: str, decks: list[dict[str, Any]], ending: str, unit: str, number: int, weight: int) -> dict[str, Any]:
    notes = sum(deck["notes"] for deck in decks)
    return {"path": path, "decks": decks, "format": ending, "notes": notes, unit: number, "bytes": weight}


def decks_of(file: events.File, locks: "Sequence[Locked]") -> list[dict[str, Any]]:
    """Each deck of a file, and what becomes of its notes where they have times, which locks tell."""
    if locks:
        return [*map(_changes, locks)]
    return [{"id": deck.id, "notes": len(deck.notes)} for deck in file.decks]


def _changes(lock: "Locked") -> dict[str, Any]:
    return {"id": lock.deck.id, "notes": len(lock.deck.notes)} | lock.changes._asdict()


def _data(problem: Problem) -> dict[str, Any]:
    place = problem.place
    data = {"path": place.path, "line": place.line, "column": place.column, "message": problem.message}
    return data | ({"hint": problem.hint} if problem.hint else {})
