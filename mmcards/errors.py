"""Places in the source, and the failures that a user can act on."""

from typing import NamedTuple


class Place(NamedTuple):
    """Where something stands in the source. Line and column count characters from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """Something wrong, or worth a warning, at a place; `hint` says what to do where that is known."""

    place: Place
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class CardsError(Exception):
    """An expected failure. Its text helps its reader: where, what, and what to do."""


class SourceError(CardsError):
    """One problem that ends the work on the thing at hand.

    Keeps the problem as its only argument, so that it survives the way between processes.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return str(self.problem)


class Mistakes(CardsError):
    """All mistakes of a run, sorted by place; `unread` are the files that could be read only up to one of them."""

    def __init__(self, problems: tuple[Problem, ...], unread: tuple[str, ...] = ()) -> None:
        self.problems = tuple(sorted(set(problems)))
        self.unread = unread
        super().__init__(self.problems, unread)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def shortened(text: str) -> str:
    """A text short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= 40 else line[:39] + "…"
