"""The PDF as a whole: its pages in order, its metadata, its bookmarks."""

from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Final

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from mmcards import __version__
from mmcards.errors import Mistakes, Place, Problem
from mmcards.model import Deck, Note, plain_text, texts
from mmcards.writers import Made, Settings, words
from mmcards.writers.pdf import faces, fonts, sheets
from mmcards.writers.pdf.faces import Galley, galleys
from mmcards.writers.pdf.ink import Ink
from mmcards.writers.pdf.sheets import Small

PAGE: Final = "a4"


def write(deck: Deck, target: Path, settings: Settings, progress: Callable[[int], None]) -> Made:
    page = settings.page or deck.page or PAGE
    return _Document(deck, target, page).write(progress)


class _Document:
    def __init__(self, deck: Deck, target: Path, page: str) -> None:
        self.deck = deck
        self.page = page
        self.mistakes: list[Problem] = []
        self.warnings: list[Problem] = []
        self.sheet = sheets.fold(page, tuple(self._printable_feet()))
        self.pages = 0
        fonts.pieces("", fonts.Style.REGULAR)
        rl_config.useA85 = 0  # streams as bytes: the letters of ASCII85 are a quarter more, and slow to make
        self.canvas = Canvas(
            str(target),
            pagesize=(self.sheet.width, self.sheet.height),
            invariant=1,
            pdfVersion=(1, 7),
            pageCompression=1,
            initialFontName=fonts.Style.REGULAR.value,  # type: ignore[arg-type]  # the stubs take it for a size
            lang=deck.language or None,
        )
        self.ink = Ink(self.canvas)

    def write(self, progress: Callable[[int], None]) -> Made:
        if self.mistakes:
            raise Mistakes(tuple(self.mistakes))
        self._describe()
        section = ""
        for number, note in enumerate(self.deck.notes, start=1):
            if note.section != section:
                section = note.section
                self._bookmark(section)
            self._add(note, number)
            if number % 64 == 0:
                progress(number)
        if self.mistakes:
            raise Mistakes(tuple(self.mistakes))
        self.canvas.save()
        return Made(self.pages, "pages", tuple(self.warnings))

    def _describe(self) -> None:
        canvas = self.canvas
        canvas.setTitle(self.deck.name)
        canvas.setSubject(" ".join(self.deck.description.split()))
        canvas.setAuthor(" ".join(self.deck.source.split()))
        canvas.setKeywords(", ".join(self.deck.tags))
        canvas.setCreator(f"mmcards {__version__}")
        canvas.setViewerPreference("Duplex", "Simplex")
        canvas.setViewerPreference("PrintScaling", "None")
        canvas.setViewerPreference("DisplayDocTitle", "true")

    def _bookmark(self, section: str) -> None:
        if section:
            key = f"page-{self.pages}"
            self.canvas.bookmarkPage(key)
            self.canvas.addOutlineEntry(section, key)

    def _add(self, note: Note, number: int) -> None:
        sheet = self.sheet
        try:
            fronts = galleys(faces.front(note), sheet.front.width, sheet.front.height, sheet.front_rungs)
            backs = galleys(faces.back(note), sheet.back.width, sheet.back.height, sheet.back_rungs)
            self._draw(note, number, fronts, backs)
            self._warn_of_signs(note)
        except fonts.Unprintable as error:
            self.mistakes.append(_problem(error, note.place))

    def _draw(self, note: Note, number: int, fronts: tuple[Galley, ...], backs: tuple[Galley, ...]) -> None:
        count = max(len(fronts), len(backs))
        if count > 1:
            message = f"the card goes on on further pages: it takes {count} on {self.page}"
            self.warnings.append(Problem(note.place, message, "shorten it, or print it on a larger page"))
        for place, (front, back) in enumerate(zip_longest(fronts, backs, fillvalue=Galley())):
            sheets.draw(self.ink, self.sheet, front, back, self._small(note, number, place, count))
            self.canvas.showPage()
            self.pages += 1

    def _warn_of_signs(self, note: Note) -> None:
        said = (note.section, note.label, note.source, *map(plain_text, texts(note)))
        for sign in fonts.named_signs("".join(said)):
            message = f"no font has `{sign}` (U+{ord(sign):04X}), so that its name is printed, [{fonts.name_of(sign)}]"
            self.warnings.append(Problem(note.place, message))

    def _small(self, note: Note, number: int, place: int, count: int) -> Small:
        part = "" if count == 1 else f", page {place + 1} of {count}{f', {words.CONTINUED}' if place else ''}"
        return Small(note.section, note.label, f"{number:,} of {len(self.deck.notes):,}{part}", self._foot(note))

    def _printable_feet(self) -> Iterator[tuple[str, ...]]:
        """What stands at the foot of each card. A deck's name that cannot be printed is one mistake, not one a card."""
        if self._is_printable(self.deck.name, self.deck.place):
            yield from (self._foot(note) for note in self.deck.notes if self._is_printable(note.source, note.place))

    def _is_printable(self, text: str, place: Place) -> bool:
        try:
            fonts.pieces(" ".join(text.split()), fonts.Style.REGULAR)
        except fonts.Unprintable as error:
            self.mistakes.append(_problem(error, place))
            return False
        return True

    def _foot(self, note: Note) -> tuple[str, ...]:
        return tuple(filter(None, (f"{self.deck.name} · {note.id}", " ".join(note.source.split()))))


def _problem(error: fonts.Unprintable, place: Place) -> Problem:
    character = error.character
    message = f"`{character}` (U+{ord(character):04X}, {fonts.name_of(character)}) cannot be printed: {error.why}"
    return Problem(place, message, "build the Anki package alone with `--format apkg`")
