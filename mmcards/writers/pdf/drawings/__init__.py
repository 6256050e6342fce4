"""SVG drawings on paper: drawn as vectors, with the text in them set in our own typefaces.

Imported only where a deck has drawings.
"""

from typing import NamedTuple

from mmcards.model import File
from mmcards.writers.pdf import pictures
from mmcards.writers.pdf.drawings.content import Sheet
from mmcards.writers.pdf.drawings.frames import Met, Source
from mmcards.writers.pdf.drawings.painter import Painter
from mmcards.writers.pdf.typeset import Typesetter


class Drawing(NamedTuple):
    """A drawing as it is printed, the texts in it, and what it uses that cannot be printed, in words."""

    file: File
    sheet: Sheet
    said: tuple[str, ...]
    lacks: tuple[str, ...]


class Drawings:
    """The drawings of one document, each drawn once, by their digests."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._typesetter = typesetter
        self.known: dict[str, Drawing] = {}

    def of(self, file: File) -> Drawing:
        """What is drawn of a file. Raises Unprintable and pictures.Unreadable."""
        found = self.known.get(file.digest)
        if found is None:
            met = Met()
            sheet = Painter(Source(file, pictures.root(file), met), self._typesetter).sheet()
            found = Drawing(file, sheet, tuple(met.said), tuple(sorted(met.lacks)))
            self.known[file.digest] = found
        return found
