"""The PDF as a whole: its pages in order, its metadata, its bookmarks."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from reportlab import rl_config

from mmcards import __version__
from mmcards.errors import Mistakes, Place, Problem
from mmcards.model import Deck, File, Note, Picture, plain_text, spans_of, texts
from mmcards.writers import Made, Settings, words
from mmcards.writers.cards import Card, cards
from mmcards.writers.pdf import file, fitting, pictures, sheets, signs
from mmcards.writers.pdf.faces import Faces, Part
from mmcards.writers.pdf.file import Sheets
from mmcards.writers.pdf.fitting import Fit, Galley, Rung
from mmcards.writers.pdf.ink import Ink
from mmcards.writers.pdf.shaping import Unprintable
from mmcards.writers.pdf.sheets import Area, Small
from mmcards.writers.pdf.structure import Structure
from mmcards.writers.pdf.typefaces import Style, Typefaces
from mmcards.writers.pdf.typeset import Typesetter

PAGE: Final = "a4"


def write(decks: Sequence[Deck], target: Path, settings: Settings, progress: Callable[[int], None]) -> Made:
    (deck,) = decks
    page = settings.page or deck.page or PAGE
    return _Document(deck, target, page).write(progress)


class _Document:
    def __init__(self, deck: Deck, target: Path, page: str) -> None:
        self.deck = deck
        self.cards = tuple(card for note in deck.notes for card in cards(note))
        self.page = page
        self.target = target
        self.typefaces = Typefaces((), deck.language)
        self.typesetter = sheets.T = Typesetter(self.typefaces, deck.language)
        self.faces = Faces(self.typesetter)
        self.mistakes: list[Problem] = []
        self.warnings: list[Problem] = []
        self.sheet = sheets.fold(page, tuple(self._printable_feet()))
        self.pages = 0
        rl_config.useA85 = 0  # streams as bytes: the letters of ASCII85 are a quarter more, and slow to make
        self.canvas = Sheets(
            str(target),
            pagesize=(self.sheet.width, self.sheet.height),
            invariant=1,
            pdfVersion=(1, 7),
            pageCompression=1,
            lang=deck.language or None,
        )
        self.structure = Structure()
        self.ink = Ink(self.canvas, self.structure, deck.language)

    def write(self, progress: Callable[[int], None]) -> Made:
        if self.mistakes:
            raise Mistakes(tuple(self.mistakes))
        self._describe()
        section = ""
        for number, (card, fronts, backs) in enumerate(self._set_cards(), start=1):
            if card.note.section != section:
                section = card.note.section
                self._bookmark(section)
                self.structure.section(section)
            self._draw(card, number, fronts, backs)
            if number % 64 == 0:
                progress(number * len(self.deck.notes) // len(self.cards))
        for error in self.ink.store():
            self.mistakes += (_problem(error, note.place) for note in self.deck.notes if _shows(note, error.file))
        if self.mistakes:
            raise Mistakes(tuple(self.mistakes))
        file.write(self.canvas, self.target, self.structure)
        return Made(self.pages, "pages", tuple(dict.fromkeys(self.warnings)))

    def _set_cards(self) -> Iterator[tuple[Card, tuple[Galley, ...], tuple[Galley, ...]]]:
        """Each card with the pages of its two faces. The cards of an exercise are set alike."""
        front, back = self.sheet.front, self.sheet.back
        for _, exercise in groupby(self.cards, key=_exercise):
            parted = [parts for card in exercise for parts in self._parted(card)]
            fronts = self._set([fronts for _, fronts, _ in parted], front, self.sheet.front_rungs)
            backs = self._set([backs for _, _, backs in parted], back, self.sheet.back_rungs)
            yield from zip((card for card, _, _ in parted), fronts, backs, strict=True)

    def _parted(self, card: Card) -> Iterator[tuple[Card, Sequence[Part], Sequence[Part]]]:
        """A card with the parts of its faces; nothing, and a mistake, if something of it cannot be printed."""
        try:
            for text in (card.note.section, card.note.label):
                self.typesetter.measured_text(text, Style.REGULAR)
            yield card, self.faces.front(card), self.faces.back(card)
        except (Unprintable, pictures.Unreadable) as error:
            self.mistakes.append(_problem(error, card.note.place))
        self._warn_of_signs(card)
        if self.deck.media:
            self._warn_of_formats(card.note)

    def _set(
        self, exercise: Sequence[Sequence[Part]], area: Area, rungs: Sequence[Rung]
    ) -> Iterator[tuple[Galley, ...]]:
        fitted = [(parts, fitting.fit(parts, area.width, area.height, rungs)) for parts in exercise]
        alike: Iterable[Fit] = [found for _, found in fitted]
        if len(fitted) > 1:
            alike = fitting.alike(fitted, area.width, area.height, rungs)
        for parts, found in zip(exercise, alike, strict=True):
            yield fitting.galleys(parts, found, area.width, area.height, rungs)

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

    def _draw(self, card: Card, number: int, fronts: tuple[Galley, ...], backs: tuple[Galley, ...]) -> None:
        count = max(len(fronts), len(backs))
        if count > 1:
            message = f"the card continues on further pages: it takes {count} on {self.page}"
            hint = "shorten it, or print it on a larger page"
            self.warnings.append(Problem(card.note.place, message, hint))
        above = self._reminder(card) if len(fronts) < count else Galley()
        for place in range(count):
            front = fronts[place] if place < len(fronts) else above
            back = backs[place] if place < len(backs) else Galley()
            self.structure.face(number, "front")
            sheets.draw(self.ink, self.sheet, front, back, self._small(card.note, number, place, count))
            self.canvas.showPage()
            self.pages += 1

    def _reminder(self, card: Card) -> Galley:
        """What stands above an answer that runs on; nothing where there is no room for it."""
        area, rungs = self.sheet.front, self.sheet.front_rungs[-1:]
        found = fitting.fit(self.faces.reminder(card), area.width, area.height, rungs)
        return Galley(found.rows) if found.fits else Galley()

    def _warn_of_signs(self, card: Card) -> None:
        note = card.note
        said = "".join((note.section, note.label, note.source, *map(plain_text, texts(note))))
        if card.is_cloze:
            said += plain_text(card.prompt)  # with the hints in its gaps
        found = signs.named(said, self.typefaces)
        if found and self.deck.media:
            drawn = "".join(each.alternative for each in _pictures(note) if pictures.is_drawn(each.file))
            found = tuple(sign for sign in found if said.count(sign) > drawn.count(sign))
        if found:
            named = ", ".join(f"`{sign}` as {signs.name(sign)}" for sign in found)
            message = f"no font has these signs, so that they are printed by name: {named}"
            self.warnings.append(Problem(note.place, message))

    def _warn_of_formats(self, note: Note) -> None:
        for file in dict.fromkeys(picture.file for picture in _pictures(note)):
            if not pictures.is_drawn(file):
                message = f"SVG pictures are not printed yet: the text of `{file.path}` stands in its place"
                self.warnings.append(Problem(note.place, message, "save it as PNG too, and name that"))

    def _small(self, note: Note, number: int, place: int, count: int) -> Small:
        part = "" if count == 1 else f", page {place + 1} of {count}{f', {words.CONTINUED}' if place else ''}"
        return Small(note.section, note.label, f"{number:,} of {len(self.cards):,}{part}", self._foot(note))

    def _printable_feet(self) -> Iterator[tuple[str, ...]]:
        """What stands at the foot of each card. A deck's name that cannot be printed is one mistake, not one a card."""
        if self._is_printable(self.deck.name, self.deck.place):
            yield from (self._foot(note) for note in self.deck.notes if self._is_printable(note.source, note.place))

    def _is_printable(self, text: str, place: Place) -> bool:
        try:
            self.typesetter.measured_text(text, Style.REGULAR)
        except Unprintable as error:
            self.mistakes.append(_problem(error, place))
            return False
        return True

    def _foot(self, note: Note) -> tuple[str, ...]:
        return tuple(filter(None, (f"{self.deck.name} · {note.id}", note.source)))


def _exercise(card: Card) -> object:
    """What cards that are set alike have in common: the question of a whole set, or the text of a cloze."""
    return card.note.context or (card.note.id, 0 if card.is_cloze else card.number)


def _pictures(note: Note) -> Iterator[Picture]:
    return (span for blocks in texts(note) for span in spans_of(blocks) if isinstance(span, Picture))


def _shows(note: Note, file: File) -> bool:
    return any(picture.file == file for picture in _pictures(note))


def _problem(error: Unprintable | pictures.Unreadable, place: Place) -> Problem:
    hint = "build the Anki package alone with `--format apkg`"
    match error:
        case Unprintable(character=character, why=why):
            message = f"`{character}` (U+{ord(character):04X}, {signs.name_of(character)}) cannot be printed: {why}"
            return Problem(place, message, hint)
        case pictures.Unreadable(file=file, why=why):
            return Problem(place, f"the picture `{file.path}` cannot be printed: {why}", f"save it anew, or {hint}")
