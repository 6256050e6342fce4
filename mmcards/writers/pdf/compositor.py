"""Cards -> the pages of a gathering: what each of them shows, set to fit its place, and drawn there."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, assert_never

from mmcards.errors import CardsError, Place, Problem, SourceError, shortened
from mmcards.model import Deck, File, Note, Picture, plain_text, spans_of, texts
from mmcards.paper import Printing
from mmcards.selection import selected, shuffled
from mmcards.writers import Settings, words
from mmcards.writers.cards import Card, cards
from mmcards.writers.pdf import fitting, pictures, rows, sheets, signs, study_list
from mmcards.writers.pdf.canvas import blank
from mmcards.writers.pdf.contents import Bookmark, Label
from mmcards.writers.pdf.faces import Faces, Part
from mmcards.writers.pdf.fitting import Fit, Galley, Rung
from mmcards.writers.pdf.fonts import NoFont
from mmcards.writers.pdf.gatherings import Gathering
from mmcards.writers.pdf.ink import Ink, Pictures
from mmcards.writers.pdf.layouts import LAYOUTS
from mmcards.writers.pdf.layouts.columns import Columns
from mmcards.writers.pdf.layouts.places import Area, Imposition
from mmcards.writers.pdf.operands import Fonts
from mmcards.writers.pdf.shaping import Unprintable
from mmcards.writers.pdf.sheets import Painter, Small
from mmcards.writers.pdf.small_print import Foot, SmallPrint
from mmcards.writers.pdf.study_list import Entry
from mmcards.writers.pdf.typefaces import Style, Typefaces
from mmcards.writers.pdf.typeset import Typesetter

if TYPE_CHECKING:
    from mmcards.writers.pdf.drawings import Drawing, Drawings

_FONT: Final = "name a font that has them, as in `fonts: [NotoSansCJK-Regular.ttc]` in deck.yaml or with `--font`"

_LONGEST: Final = 60
"""Of a bookmark, in characters."""


class Numbered(NamedTuple):
    """A card and its place in the deck, from 1: the same however much of the deck is printed, and in which order."""

    number: int
    card: Card


class _Parted(NamedTuple):
    """A card and the parts of its two faces."""

    numbered: Numbered
    front: Sequence[Part]
    back: Sequence[Part]


class _Set(NamedTuple):
    """A card and the galleys of its two faces: one for each place that it takes."""

    numbered: Numbered
    fronts: tuple[Galley, ...]
    backs: tuple[Galley, ...]


class _Leaf(NamedTuple):
    """What of a card stands in one place: on a page, or on one of the cards that are cut out of a sheet."""

    numbered: Numbered
    front: Galley
    back: Galley
    small: Small
    continued: bool
    ends: bool


@dataclass(slots=True)
class Drawn:
    """What was drawn of some cards, beside the pages themselves: what they are called, and what is wrong with them.

    `shown` are the numbers of the cards on each page; bookmarks count the pages from the first of these.
    """

    labels: list[Label] = field(default_factory=list)
    shown: list[tuple[int, ...]] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)
    pictures: Pictures = field(default_factory=dict)
    mistakes: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


class Compositor:
    """Draws the cards of one file. Raises SourceError and CardsError for fonts and choices that cannot be.

    Another process gets one that is made anew, and knows what the glyphs of this one say.
    """

    def __init__(self, deck: Deck, target: Path, settings: Settings) -> None:
        self._made_of = deck, target, settings
        self.deck = deck
        self.printing = printing = settings.printing_of(deck)
        self.total, self.numbered = _chosen(deck, printing)
        self.drawn = Drawn()
        self.section = ""
        self.typefaces = _typefaces(deck, settings)
        self.typesetter = Typesetter(self.typefaces, deck.language)
        self.faces = Faces(self.typesetter)
        self.small_print = SmallPrint(self.typesetter)
        feet = set(self._printable_feet())
        self.layout = LAYOUTS[printing.layout or "fold"](
            printing, lambda measure, numbered: _most(self.small_print, feet, measure, numbered)
        )
        self.canvas = blank(target, self.layout.sheet, deck.language)
        self.ink = Ink(self.canvas, deck.language)
        self.painter = Painter(self.ink, self.small_print)
        if isinstance(self.layout, Imposition) and self.layout.fold:
            self.painter.draw_fold(self.layout.fold, self.layout.front.small)
            self.ink.lay_beneath()
        self._drawings: Drawings | None = None  # made when the first is met
        self._waiting: dict[int, _Set] = {}  # what is set and not drawn yet, by the numbers of the cards

    @property
    def tells_sections(self) -> bool:
        """Shuffled cards know none."""
        return self.printing.shuffle is None

    def __reduce__(self) -> tuple[Any, ...]:
        return _made_again, (*self._made_of, self.ink.fonts.drawn())

    @property
    def has_page_each(self) -> bool:
        """Whether each card has pages of its own."""
        return isinstance(self.layout, Imposition) and len(self.layout.fronts) == 1

    def draw(self, places: range, progress: Callable[[int], None]) -> tuple[Gathering, Drawn]:
        """Draw the cards of these places into a gathering. `progress` is called with how many are done."""
        self.drawn = Drawn()
        self.section = self.numbered[places.start - 1].card.note.section if places.start and self.tells_sections else ""
        gathering = Gathering(self.section)
        self.structure = gathering.structure
        self.ink.begin(gathering)
        some = self.numbered[places.start : places.stop]
        match self.layout:
            case Imposition():
                self._impose(self.layout, some, progress)
            case Columns():
                self._list(self.layout, some, progress)
            case _:
                assert_never(self.layout)
        self.drawn.pictures = self.ink.used
        return gathering, self.drawn

    # --- cards in fixed places ---

    def _impose(self, layout: Imposition, some: Sequence[Numbered], progress: Callable[[int], None]) -> None:
        leaves = _ahead(self._leaves(layout, some, progress))
        fronts = [layout.front.moved(corner) for corner in layout.fronts]
        backs = [layout.back.moved(corner) for corner in layout.backs]
        while group := tuple(islice(leaves, len(fronts))):
            for leaf, face in zip(group, fronts, strict=False):
                begins = self._bookmark(leaf)
                self.structure.face(leaf.numbered.number, "front")
                self.painter.draw_front(face, leaf.front, leaf.small, begins=begins)
            self.painter.draw_cuts(layout.cuts)
            if layout.reverse:
                self._end_page(_label(group, "front"))
            for leaf, face in zip(group, backs, strict=False):
                self.structure.face(leaf.numbered.number, "back")
                self.painter.draw_back(face, leaf.back, leaf.small)
            for leaf in group:
                if leaf.ends:
                    self.structure.end(leaf.numbered.number)
            if layout.reverse:
                self._end_page(_label(group, "back"), sheets.matrix(layout.sheet, layout.reverse))
            else:
                self._end_page(_label(group))

    def _leaves(self, layout: Imposition, some: Sequence[Numbered], progress: Callable[[int], None]) -> Iterator[_Leaf]:
        for done, (numbered, fronts, backs) in enumerate(self._set_cards(layout, some), start=1):
            note = numbered.card.note
            count = max(len(fronts), len(backs))
            if count > 1:
                message = f"the card continues on further {layout.unit}s: it takes {count} on {self._paper(layout)}"
                self.drawn.warnings.append(Problem(note.place, message, "shorten it, or print it on a larger page"))
            above = self._reminder(layout, numbered.card) if len(fronts) < count else Galley()
            for place in range(count):
                yield _Leaf(
                    numbered,
                    fronts[place] if place < len(fronts) else above,
                    backs[place] if place < len(backs) else Galley(),
                    self._small(note, numbered.number, place, count),
                    continued=place > 0,
                    ends=place == count - 1,
                )
            if done % 64 == 0:
                progress(done)

    def _paper(self, layout: Imposition) -> str:
        return self.printing.card.name if layout.cuts and self.printing.card else layout.sheet.name

    @cached_property
    def _exercises(self) -> dict[object, list[Numbered]]:
        """The cards of each exercise that is not set yet."""
        found: defaultdict[object, list[Numbered]] = defaultdict(list)
        for each in self.numbered:
            if (exercise := _exercise(each.card)) is not None:
                found[exercise].append(each)
        return found

    def _set_cards(self, layout: Imposition, some: Sequence[Numbered]) -> Iterator[_Set]:
        """Each card with the pages of its two faces.

        The cards of an exercise are set alike, at the first of them; those that are drawn later wait for it.
        """
        for each in some:
            exercise = _exercise(each.card)
            if exercise is None:
                yield from self._set_alike(layout, [each])
                continue
            for found in self._set_alike(layout, self._exercises.pop(exercise, [])):
                self._waiting[found.numbered.number] = found
            if waiting := self._waiting.pop(each.number, None):
                yield waiting

    def _set_alike(self, layout: Imposition, group: Sequence[Numbered]) -> Iterator[_Set]:
        """The cards of one exercise."""
        parted = [parts for each in group for parts in self._parted(each, self.faces.front)]
        fronts = self._set([parts.front for parts in parted], layout.front.area, layout.front.rungs)
        backs = self._set([parts.back for parts in parted], layout.back.area, layout.back.rungs)
        return map(_Set, [parts.numbered for parts in parted], fronts, backs)

    def _parted(self, numbered: Numbered, front: Callable[[Card], Sequence[Part]]) -> Iterator[_Parted]:
        """A card with the parts of its faces; nothing, and a mistake, if something of it cannot be printed."""
        card = numbered.card
        self.typesetter.undrawn.clear()  # of what was set since the last card
        try:
            for text in (card.note.section, card.note.label):
                self.typesetter.measured_text(text, Style.REGULAR)
            if self.deck.media:
                self._draw(card.note)
            yield _Parted(numbered, front(card), self.faces.back(card))
        except Unprintable as error:
            said = "".join((*map(plain_text, texts(card.note)), error.letters))
            letters = self.typefaces.missing(said) or error.letters
            self.drawn.mistakes.append(_problem(Unprintable(letters), card.note.place))
        except pictures.Unreadable as error:
            self.drawn.mistakes.append(_problem(error, card.note.place))
        if self.typesetter.has_spelled:
            self._warn_of_signs(card)
        for source, why in self.typesetter.undrawn.items():
            message = f"the formula `{shortened(source)}` is printed as its source, since it cannot be drawn: {why}"
            self.drawn.warnings.append(Problem(card.note.place, message))
        self.typesetter.undrawn.clear()

    def _set(
        self, exercise: Sequence[Sequence[Part]], area: Area, rungs: Sequence[Rung]
    ) -> Sequence[tuple[Galley, ...]]:
        _, _, width, height = area
        fitted: Iterable[Fit] = [fitting.fit(parts, width, height, rungs) for parts in exercise]
        if len(exercise) > 1:
            fitted = fitting.alike([*zip(exercise, fitted, strict=True)], width, height, rungs)
        return [
            fitting.galleys(parts, found, width, height, rungs) for parts, found in zip(exercise, fitted, strict=True)
        ]

    def _reminder(self, layout: Imposition, card: Card) -> Galley:
        """What stands above an answer that runs on; nothing where there is no room for it."""
        area, rungs = layout.front.area, layout.front.rungs[-1:]
        found = fitting.fit(self.faces.reminder(card), area.width, area.height, rungs)
        return Galley(tuple(map(rows.repeated, found.rows))) if found.fits else Galley()

    # --- cards below each other ---

    def _list(self, layout: Columns, some: Sequence[Numbered], progress: Callable[[int], None]) -> None:
        title = " ".join(self.deck.name.split())
        for number, page in enumerate(study_list.pages(layout, self._entries(layout, some, progress)), start=1):
            for each in page:
                if not each.continued:
                    self._bookmark_card(each.number, each.card)
            study_list.draw(self.painter, self.structure, layout, title, f"page {number:,}", page)
            self._end_page(Label((number,)), shown=[each.number for each in page])

    def _entries(self, layout: Columns, some: Sequence[Numbered], progress: Callable[[int], None]) -> Iterator[Entry]:
        section = ""
        for done, each in enumerate(some, start=1):
            note = each.card.note
            heading = note.section if note.section != section and self.printing.shuffle is None else ""
            for numbered, front, back in self._parted(each, self.faces.listed):
                foot = " · ".join(filter(None, (note.label, note.id, note.source)))
                yield study_list.entry(
                    self.typesetter, layout, numbered.card, numbered.number, heading, front, back, foot
                )
                section = note.section
            if done % 64 == 0:
                progress(done)

    # --- pages ---

    def _end_page(self, label: Label, matrix: str = "", shown: Sequence[int] = ()) -> None:
        """A page is whole, on which are the cards that it is labelled by, or else those that are `shown`."""
        self.ink.flush(matrix)
        self.canvas.showPage()
        self.drawn.labels.append(label)
        self.drawn.shown.append(tuple(shown) or label.numbers)

    def _bookmark(self, leaf: _Leaf) -> bool:
        """Bookmark what begins with a leaf; says whether a section does."""
        return not leaf.continued and self._bookmark_card(*leaf.numbered)

    def _bookmark_card(self, number: int, card: Card) -> bool:
        """A card begins: its bookmark, on the page to come, below that of its section. Shuffled cards know no sections.

        Says whether a section begins with it.
        """
        page, section = len(self.drawn.labels), card.note.section
        begins = self.tells_sections and section != self.section
        if begins:
            self.structure.section(section)
        self.structure.begin(number)
        if begins and section:
            self.drawn.bookmarks.append(Bookmark(section, page))
        self.section = section
        self.drawn.bookmarks.append(Bookmark(_title(card), page, int(self.tells_sections and bool(section))))
        return begins and bool(section)

    def _warn_of_signs(self, card: Card) -> None:
        note = card.note
        said = "".join((note.section, note.label, note.source, *map(plain_text, texts(note))))
        if card.is_cloze:
            said += plain_text(card.prompt)  # with the hints in its gaps
        said += "".join(text for drawing in self._drawings_of(note) for text in drawing.said)
        found = signs.named(said, self.typefaces)
        if found and self.deck.media:
            drawn = "".join(each.alternative for each in _pictures(note))
            found = tuple(sign for sign in found if said.count(sign) > drawn.count(sign))
        if found:
            named = ", ".join(f"`{sign}` as {signs.name(sign)}" for sign in found)
            message = f"no font has these signs, so that they are printed by name: {named}"
            self.drawn.warnings.append(Problem(note.place, message))

    def _draw(self, note: Note) -> None:
        """Draw the drawings of a note, and warn of what they use that cannot be drawn. Raises as faces do."""
        for shown in dict.fromkeys(each.file for each in _pictures(note) if pictures.is_drawing(each.file)):
            try:
                drawing = self.drawings.of(shown)
            except Unprintable as error:
                raise pictures.Unreadable(shown, _lacking(error.letters)) from error
            if drawing.lacks:
                message = f"`{shown.path}` is printed without what cannot be: {', '.join(drawing.lacks)}"
                hint = "look at it in the PDF; if it lacks too much, save it as PNG, and name that"
                self.drawn.warnings.append(Problem(note.place, message, hint))

    @property
    def drawings(self) -> "Drawings":
        if self._drawings is None:
            from mmcards.writers.pdf.drawings import Drawings

            self._drawings = Drawings(self.typesetter)
        return self._drawings

    def store(self, drawn: Pictures) -> Iterator[Problem]:
        """Hand the canvas the pictures that were drawn, and the fonts; says which pictures cannot be stored, and where.

        Another process may have drawn them.
        """
        drawings = {digest: self.drawings.of(each) for digest, (each, _) in drawn.items() if pictures.is_drawing(each)}
        for error in self.ink.store(drawn, drawings):
            yield from (_problem(error, note.place) for note in self.deck.notes if _shows(note, error.file))

    def _drawings_of(self, note: Note) -> "Iterator[Drawing]":
        if self._drawings:
            for shown in dict.fromkeys(each.file for each in _pictures(note)):
                if drawing := self._drawings.known.get(shown.digest):
                    yield drawing

    def _small(self, note: Note, number: int, place: int, count: int) -> Small:
        part = "" if count == 1 else f", page {place + 1} of {count}{f', {words.CONTINUED}' if place else ''}"
        return Small(note.section, note.label, f"{number:,}", f"of {self.total:,}{part}", self._foot(note))

    def _printable_feet(self) -> Iterator[Foot]:
        """What stands at the foot of each card. A deck's name that cannot be printed is one mistake, not one a card."""
        if self._is_printable(self.deck.name, self.deck.place):
            yield from (self._foot(note) for note in self.deck.notes if self._is_printable(note.source, note.place))

    def _is_printable(self, text: str, place: Place) -> bool:
        try:
            self.typesetter.measured_text(text, Style.REGULAR)
        except Unprintable as error:
            self.drawn.mistakes.append(_problem(error, place))
            return False
        return True

    def _foot(self, note: Note) -> Foot:
        return Foot(self.deck.name, note.id, note.source)


def _made_again(deck: Deck, target: Path, settings: Settings, fonts: Fonts) -> Compositor:
    found = Compositor(deck, target, settings)
    found.ink.fonts.settle()
    found.ink.fonts.learn(fonts)
    return found


def _typefaces(deck: Deck, settings: Settings) -> Typefaces:
    try:
        return Typefaces([Path(name) for name in (*settings.fonts, *deck.fonts)], deck.language)
    except NoFont as error:
        told = f"the font `{error.path}` cannot be used: {error.why}"
        if str(error.path) in settings.fonts:
            raise CardsError(f"--font: {told}.") from error
        raise SourceError(Problem(deck.place, told, "name a font with outlines, or take it out of `fonts:`")) from error


def _chosen(deck: Deck, printing: Printing) -> tuple[int, tuple[Numbered, ...]]:
    """How many cards there are, and those that are asked for, in the order that is asked for."""
    kept = {note.id for note in selected(printing.only, deck.notes)}
    every = [Numbered(*each) for each in enumerate((card for note in deck.notes for card in cards(note)), start=1)]
    found = [each for each in every if each.card.note.id in kept]
    if not found:
        raise CardsError(f"No card of this deck is among those to be printed: {', '.join(printing.only)}.")
    if printing.shuffle is not None:
        seed = printing.shuffle
        found.sort(key=lambda each: shuffled(seed, f"{each.card.note.id}/{each.card.number}"))
    return len(every), tuple(found)


def _ahead(leaves: Iterator[_Leaf]) -> Iterator[_Leaf]:
    """The same leaves, some set before the first of them is drawn.

    A processor does one kind of work a tenth faster if it does some of it on end.
    """
    while some := tuple(islice(leaves, 64)):
        yield from some


def _label(group: Sequence[_Leaf], side: str = "") -> Label:
    """Which cards are on a page, on which of their sides; a page that begins none says so."""
    if len(group) == 1 and not side and not group[0].continued:  # as most are
        return Label((group[0].numbered.number,))
    continued = words.CONTINUED if all(leaf.continued for leaf in group) else ""
    said = f"{side}, {continued}" if side and continued else side or (f", {continued}" if continued else "")
    return Label(tuple(leaf.numbered.number for leaf in group), said)


def _most(small_print: SmallPrint, feet: Iterable[Foot], measure: float, numbered: bool) -> int:
    """The lines of the longest foot."""
    return max((small_print.height(foot, measure, numbered=numbered) for foot in feet), default=0)


def _title(card: Card) -> str:
    """A card's question as a bookmark."""
    text = " ".join(plain_text(card.prompt).split()) or card.note.id
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST - 1].rsplit(' ', 1)[0].rstrip(' ,;:')}…"


def _exercise(card: Card) -> object | None:
    """What cards that are set alike have in common: the question of a whole set, or the text of a cloze."""
    return card.note.context or (card.note.id if card.is_cloze else None)


def _pictures(note: Note) -> Iterator[Picture]:
    return (span for blocks in texts(note) for span in spans_of(blocks) if isinstance(span, Picture))


def _shows(note: Note, file: File) -> bool:
    return any(picture.file == file for picture in _pictures(note))


def _lacking(letters: str) -> str:
    """That no font has these letters."""
    named = [f"`{each}` (U+{ord(each):04X}, {signs.name_of(each)})" for each in letters]
    return f"no font has {' and '.join((', '.join(named[:-1]), named[-1]) if len(named) > 1 else named)}"


def _problem(error: Unprintable | pictures.Unreadable, place: Place) -> Problem:
    hint = "build the Anki package alone with `--format apkg`"
    match error:
        case Unprintable(letters=letters):
            return Problem(place, _lacking(letters), f"{_FONT}, or {hint}")
        case pictures.Unreadable(file=file, why=why):
            return Problem(place, f"the picture `{file.path}` cannot be printed: {why}", f"save it anew, or {hint}")
