"""Cards as they are printed: the PDF writer run for one card at a time, its pages as pictures.

PDFium draws them, since browsers show a PDF each in its own way, in a frame with tools around it that takes the place
where one scrolls; and a page of pictures can keep the last good ones until the new ones are there.
"""

import io
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from mmcards.errors import CardsError, Mistakes, Problem, SourceError
from mmcards.model import Deck, Note
from mmcards.selection import selected
from mmcards.writers import Settings
from mmcards.writers.cards import Card

if TYPE_CHECKING:
    from mmcards.writers.pdf.document import Spot

WIDTH: Final = 840
"""Of a picture, in pixels: two for each of those that it takes on most screens."""

_KEPT: Final = 64
"""Prints that are kept, as PDFs."""


@dataclass(frozen=True, slots=True)
class Print:
    """The faces of a card in a PDF; none where it cannot be printed. `problems` are the mistakes then, else warnings.

    `said` is what else hinders it.
    """

    pdf: bytes = b""
    spots: "tuple[Spot, ...]" = ()
    problems: tuple[Problem, ...] = ()
    said: str = ""


class Press:
    """Prints cards into a folder for a while. It may be used from several threads, and works for one at a time."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._target = folder / "card.pdf"
        self._settings = settings
        self._kept: OrderedDict[str, Print] = OrderedDict()
        self._lock = Lock()

    def printed(self, key: str, deck: Deck, card: Card, number: int) -> Print:
        """A card, the `number`th of its deck. The same key stands for the same content."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._print(deck, card, number)
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]

    def picture(self, print_: Print, place: int) -> bytes:
        """A page, or what is cut out of it, as PNG. Raises IndexError where there is none."""
        import pypdfium2

        number, part, turned = print_.spots[place]
        with self._lock:
            document = pypdfium2.PdfDocument(print_.pdf)
            try:
                page = document[number]
                width, height = page.get_size()
                left, bottom, across, up = part or (0, 0, width, height)
                margins = left, bottom, width - left - across, height - bottom - up
                picture = page.render(scale=WIDTH / across, crop=margins).to_pil()
            finally:
                document.close()
        if turned:
            picture = picture.rotate(180)
        stored = io.BytesIO()
        picture.save(stored, "png", compress_level=2)
        return stored.getvalue()

    def _print(self, deck: Deck, card: Card, number: int) -> Print:
        from mmcards.writers.pdf.document import write_located

        printing = self._settings.printing_of(deck)
        if card.note not in selected(printing.only, deck.notes):
            return Print(said="It is not printed: `only:` leaves it out.")
        group = _set_alike(deck, card.note)
        only = replace(self._settings.printing, only=tuple(note.id for note in group))
        try:
            spots, warnings = write_located(deck, self._target, replace(self._settings, printing=only))
            pdf = self._target.read_bytes()
        except Mistakes as error:
            own = tuple(each for each in error.problems if each.place == card.note.place)
            return Print(problems=own or error.problems)
        except SourceError as error:
            return Print(problems=(error.problem,))
        except (CardsError, OSError) as error:
            return Print(said=str(error))
        finally:
            self._target.unlink(missing_ok=True)
        own = tuple(each for each in warnings if each.place == card.note.place)
        return Print(pdf, tuple(dict.fromkeys(spots[number])), own)


def _set_alike(deck: Deck, note: Note) -> tuple[Note, ...]:
    """The notes of an exercise, whose cards have one size."""
    return tuple(each for each in deck.notes if each == note or (note.context and each.context == note.context))
