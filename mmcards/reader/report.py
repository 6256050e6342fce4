"""What the reader found wrong, gathered so that one run names it all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from typing import Final

from mmcards.errors import Mistakes, Place, Problem

MOST: Final = 1_000
"""Mistakes that are named at once, and warnings. Nobody mends more in one go, and there is no end to what is wrong."""

_NEAR: Final = 1_000
"""Names among which one is looked for that was perhaps meant, and the letters of one that is looked for."""


@dataclass(slots=True)
class Report:
    """Mistakes stop a build, warnings do not."""

    mistakes: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Files that could be read only up to a mistake in them."""

    values: int = 0
    """Read so far, in all files."""

    shared: int = 0
    """Characters that stand once in the source and on several cards, beyond what is usual, by those cards."""

    def mistake(self, place: Place, message: str, hint: str = "") -> None:
        """Raises Mistakes where there are too many."""
        self.mistakes.append(Problem(place, message, hint))
        if len(self.mistakes) >= MOST:
            self.unread.append(place.path)
            self.finish()

    def warn(self, place: Place, message: str, hint: str = "") -> None:
        if len(self.warnings) < MOST:
            self.warnings.append(Problem(place, message, hint))
        elif len(self.warnings) == MOST:
            more = "there are more warnings than are named at once"
            self.warnings.append(Problem(Place(place.path, place.line), more, "mend those above first"))

    @property
    def is_full(self) -> bool:
        """Whether there were more warnings than are named."""
        return len(self.warnings) > MOST

    def add(self, other: "Report") -> None:
        """What another one has warned of, and counted."""
        for each in other.warnings:
            self.warn(each.place, each.message, each.hint)
        self.values += other.values
        self.shared += other.shared

    def finish(self) -> None:
        """Raise Mistakes if there are any."""
        if self.mistakes:
            raise Mistakes(tuple(self.mistakes), tuple(sorted(set(self.unread))))


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """The one of the known names that was perhaps meant, if there is one; its case may be another."""
    if len(name) > _NEAR:
        return []
    lower = {each.lower(): each for each in islice(known, _NEAR)}
    return [lower[each] for each in get_close_matches(name.lower(), lower, n=1)]
