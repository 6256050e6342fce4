"""What the reader found wrong, gathered so that one run names it all."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from mmcards.errors import Mistakes, Place, Problem


@dataclass(slots=True)
class Report:
    """Mistakes stop a build, warnings do not."""

    mistakes: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Files that could be read only up to a mistake in them."""

    def mistake(self, place: Place, message: str, hint: str = "") -> None:
        self.mistakes.append(Problem(place, message, hint))

    def warn(self, place: Place, message: str, hint: str = "") -> None:
        self.warnings.append(Problem(place, message, hint))

    def finish(self) -> None:
        """Raise Mistakes if there are any."""
        if self.mistakes:
            raise Mistakes(tuple(self.mistakes), tuple(sorted(set(self.unread))))


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """The one of the known names that was perhaps meant, if there is one; its case may be another."""
    lower = {each.lower(): each for each in known}
    return [lower[each] for each in get_close_matches(name.lower(), lower, n=1)]
