"""The PDF as a whole: its pages in order, its metadata, its bookmarks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Final

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from mmcards import __version__
from mmcards.errors import Mistakes, Place, Problem
from mmcards.model import Deck, Note, plain_text, texts
from mmcards.writers import Made, Settings, words
from mmcards.writers.pdf import faces, fonts, sheets, typeset
from mmcards.writers.pdf.faces import Fit, Galley, Part, Rung
from mmcards.writers.pdf.ink import Ink
from mmcards.writers.pdf.sheets import Area, Small

PAGE: Final = "a4"


def write(decks: Sequence[Deck], target: Path, settings: Settings, progress: Callable[[int], None]) -> Made:
    (deck,) = decks
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
        for number, (note, fronts, backs) in enumerate(self._cards(), start=1):
            if note.section != section:
                section = note.section
                self._bookmark(section)
            self._draw(note, number, fronts, backs)
            if number % 64 == 0:
                progress(number)
        if self.mistakes:
            raise Mistakes(tuple(self.mistakes))
        self.canvas.save()
        return Made(self.pages, "pages", tuple(self.warnings))

    def _cards(self) -> Iterator[tuple[Note, tuple[Galley, ...], tuple[Galley, ...]]]:
        """Each note with the pages of its two faces. The cards of an exercise are set alike."""
        front, back = self.sheet.front, self.sheet.back
        for _, exercise in groupby(self.deck.notes, key=lambda note: note.context or note.id):
            parted = [card for note in exercise for card in self._parted(note)]
            fronts = self._set([card[1] for card in parted], front, self.sheet.front_rungs)
            backs = self._set([card[2] for card in parted], back, self.sheet.back_rungs)
            yield from zip((card[0] for card in parted), fronts, backs, strict=True)

    def _parted(self, note: Note) -> Iterator[tuple[Note, Sequence[Part], Sequence[Part]]]:
        """A note with the parts of its faces; nothing, and a mistake, if a letter of it cannot be printed."""
        try:
            for text in (note.section, note.label):
                typeset.measured_text(text, fonts.Style.REGULAR)
            yield note, faces.front(note), faces.back(note)
        except fonts.Unprintable as error:
            self.mistakes.append(_problem(error, note.place))
        self._warn_of_signs(note)

    def _set(
        self, exercise: Sequence[Sequence[Part]], area: Area, rungs: Sequence[Rung]
    ) -> Iterator[tuple[Galley, ...]]:
        fitted = [(parts, faces.fit(parts, area.width, area.height, rungs)) for parts in exercise]
        alike: Iterable[Fit] = [found for _, found in fitted]
        if len(fitted) > 1:
            alike = faces.alike(fitted, area.width, area.height, rungs)
        for parts, found in zip(exercise, alike, strict=True):
            yield faces.galleys(parts, found, area.width, area.height, rungs)

    def _describe(self) -> None:
        canvas = self.canvas
        canvas.setTitle(" ".join(self.deck.name.split()))
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

    def _draw(self, note: Note, number: int, fronts: tuple[Galley, ...], backs: tuple[Galley, ...]) -> None:
        count = max(len(fronts), len(backs))
        if count > 1:
            message = f"the card continues on further pages: it takes {count} on {self.page}"
            self.warnings.append(Problem(note.place, message, "shorten it, or print it on a larger page"))
        for place, (front, back) in enumerate(zip_longest(fronts, backs, fillvalue=Galley())):
            sheets.draw(self.ink, self.sheet, front, back, self._small(note, number, place, count))
            self.canvas.showPage()
            self.pages += 1

    def _warn_of_signs(self, note: Note) -> None:
        said = (note.section, note.label, note.source, *map(plain_text, texts(note)))
        if signs := fonts.named_signs("".join(said)):
            named = ", ".join(f"`{sign}` as {fonts.spelled(sign)}" for sign in signs)
            message = f"no font has these signs, so that they are printed by name: {named}"
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
            typeset.measured_text(text, fonts.Style.REGULAR)
        except fonts.Unprintable as error:
            self.mistakes.append(_problem(error, place))
            return False
        return True

    def _foot(self, note: Note) -> tuple[str, ...]:
        return tuple(filter(None, (f"{self.deck.name} · {note.id}", note.source)))


def _problem(error: fonts.Unprintable, place: Place) -> Problem:
    character = error.character
    message = f"`{character}` (U+{ord(character):04X}, {fonts.name_of(character)}) cannot be printed: {error.why}"
    return Problem(place, message, "build the Anki package alone with `--format apkg`")
