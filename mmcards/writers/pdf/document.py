"""The PDF as a whole: which cards are on which page, its metadata, its bookmarks and labels."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

from mmcards.errors import CardsError, Mistakes, Place, Problem, SourceError, shortened
from mmcards.model import Deck, File, Note, Picture, plain_text, spans_of, texts
from mmcards.paper import Printing
from mmcards.selection import selected, shuffled
from mmcards.writers import Made, Settings, words
from mmcards.writers.cards import Card, cards
from mmcards.writers.pdf import contents, file, fitting, pictures, rows, sheets, signs, study_list
from mmcards.writers.pdf.canvas import blank
from mmcards.writers.pdf.contents import Bookmark, Label
from mmcards.writers.pdf.faces import Faces, Part
from mmcards.writers.pdf.fitting import Fit, Galley, Rung
from mmcards.writers.pdf.fonts import NoFont
from mmcards.writers.pdf.ink import Ink
from mmcards.writers.pdf.layouts import LAYOUTS
from mmcards.writers.pdf.layouts.columns import Columns
from mmcards.writers.pdf.layouts.places import Area, Imposition
from mmcards.writers.pdf.shaping import Unprintable
from mmcards.writers.pdf.sheets import Painter, Small
from mmcards.writers.pdf.small_print import Foot, SmallPrint
from mmcards.writers.pdf.structure import Structure
from mmcards.writers.pdf.study_list import Entry
from mmcards.writers.pdf.typefaces import Style, Typefaces
from mmcards.writers.pdf.typeset import Typesetter

if TYPE_CHECKING:
    from mmcards.writers.pdf.drawings import Drawing, Drawings

_FONT: Final = "name a font that has them, as in `fonts: [NotoSansCJK-Regular.ttc]` in deck.yaml or with `--font`"

_LONGEST: Final = 60
"""Of a bookmark, in characters."""


def write(decks: Sequence[Deck], target: Path, settings: Settings, progress: Callable[[int], None]) -> Made:
    (deck,) = decks
    return _Document(deck, target, settings).write(progress)


class Spot(NamedTuple):
    """Where a face of a card stands: on which page of the file, from 0, and in which part of it, None for all of it.

    The part is upside down where it is `turned`.
    """

    page: int
    part: Area | None = None
    turned: bool = False


class Located(NamedTuple):
    """Where the cards of a file stand, by their numbers in the deck; and the warnings."""

    spots: Mapping[int, Sequence[Spot]]
    warnings: tuple[Problem, ...]


def write_located(deck: Deck, target: Path, settings: Settings) -> Located:
    """Write a deck as `write` does, for somebody who looks for its cards in the file."""
    document = _Document(deck, target, settings)
    made = document.write(lambda _: None)
    return Located(document.spots(), made.warnings)


class _Numbered(NamedTuple):
    """A card and its place in the deck, from 1: the same however much of the deck is printed, and in which order."""

    number: int
    card: Card


class _Parted(NamedTuple):
    """A card and the parts of its two faces."""

    numbered: _Numbered
    front: Sequence[Part]
    back: Sequence[Part]


class _Set(NamedTuple):
    """A card and the galleys of its two faces: one for each place that it takes."""

    numbered: _Numbered
    fronts: tuple[Galley, ...]
    backs: tuple[Galley, ...]


class _Leaf(NamedTuple):
    """What of a card stands in one place: on a page, or on one of the cards that are cut out of a sheet."""

    numbered: _Numbered
    front: Galley
    back: Galley
    small: Small
    continued: bool
    ends: bool


class _Document:
    def __init__(self, deck: Deck, target: Path, settings: Settings) -> None:
        self.deck = deck
        self.printing = printing = settings.printing_of(deck)
        self.numbered = _chosen(deck, printing)
        self.total = sum(len(cards(note)) for note in deck.notes)
        self.mistakes: list[Problem] = []
        self.warnings: list[Problem] = []
        self.labels: list[Label] = []
        self.shown: list[tuple[int, ...]] = []
        self.order: Sequence[int] = ()
        self.bookmarks: list[Bookmark] = []
        self.section = ""
        self.target = target
        self.typefaces = _typefaces(deck, settings)
        self.typesetter = Typesetter(self.typefaces, deck.language)
        self.faces = Faces(self.typesetter)
        self.small_print = SmallPrint(self.typesetter)
        feet = set(self._printable_feet())
        self.layout = LAYOUTS[printing.layout or "fold"](
            printing, lambda measure, numbered: _most(self.small_print, feet, measure, numbered)
        )
        self.canvas = blank(target, self.layout.sheet, deck.language)
        self.structure = Structure()
        self.ink = Ink(self.canvas, self.structure, deck.language)
        self.painter = Painter(self.ink, self.small_print)
        self.drawings: Drawings | None = None  # made when the first is met

    def write(self, progress: Callable[[int], None]) -> Made:
        if self.mistakes:
            raise Mistakes(tuple(self.mistakes))
        self._describe()
        match self.layout:
            case Imposition():
                self._impose(self.layout, progress)
            case Columns():
                self._list(self.layout, progress)
            case _:
                assert_never(self.layout)
        for error in self.ink.store(self.drawings.known if self.drawings else {}):
            self.mistakes += (_problem(error, note.place) for note in self.deck.notes if _shows(note, error.file))
        if self.mistakes:
            raise Mistakes(tuple(self.mistakes))
        self._finish()
        return Made(len(self.labels), "pages", tuple(dict.fromkeys(self.warnings)))

    # --- cards in fixed places ---

    def _impose(self, layout: Imposition, progress: Callable[[int], None]) -> None:
        leaves = _ahead(self._leaves(layout, progress))
        fronts = [layout.front.moved(corner) for corner in layout.fronts]
        backs = [layout.back.moved(corner) for corner in layout.backs]
        while group := tuple(islice(leaves, len(fronts))):
            for leaf, face in zip(group, fronts, strict=False):
                begins = self._bookmark(leaf)
                self.structure.face(leaf.numbered.number, "front")
                self.painter.draw_front(face, leaf.front, leaf.small, begins=begins)
            if layout.fold:
                self.painter.draw_fold(layout.fold, layout.front.small)
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

    def _leaves(self, layout: Imposition, progress: Callable[[int], None]) -> Iterator[_Leaf]:
        for done, (numbered, fronts, backs) in enumerate(self._set_cards(layout), start=1):
            note = numbered.card.note
            count = max(len(fronts), len(backs))
            if count > 1:
                message = f"the card continues on further {layout.unit}s: it takes {count} on {self._paper(layout)}"
                self.warnings.append(Problem(note.place, message, "shorten it, or print it on a larger page"))
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
                progress(done * len(self.deck.notes) // len(self.numbered))

    def _paper(self, layout: Imposition) -> str:
        return self.printing.card.name if layout.cuts and self.printing.card else layout.sheet.name

    def _set_cards(self, layout: Imposition) -> Iterator[_Set]:
        """Each card with the pages of its two faces. The cards of an exercise are set alike, at the first of them."""
        exercises: defaultdict[object, list[_Numbered]] = defaultdict(list)
        for each in self.numbered:
            if (exercise := _exercise(each.card)) is not None:
                exercises[exercise].append(each)
        waiting: dict[int, _Set] = {}
        for each in self.numbered:
            exercise = _exercise(each.card)
            group = [each] if exercise is None else exercises.pop(exercise, [])
            parted = [parts for other in group for parts in self._parted(other, self.faces.front)]
            fronts = self._set([parts.front for parts in parted], layout.front.area, layout.front.rungs)
            backs = self._set([parts.back for parts in parted], layout.back.area, layout.back.rungs)
            for parts, front, back in zip(parted, fronts, backs, strict=True):
                waiting[parts.numbered.number] = _Set(parts.numbered, front, back)
            if found := waiting.pop(each.number, None):
                yield found

    def _parted(self, numbered: _Numbered, front: Callable[[Card], Sequence[Part]]) -> Iterator[_Parted]:
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
            self.mistakes.append(_problem(Unprintable(letters), card.note.place))
        except pictures.Unreadable as error:
            self.mistakes.append(_problem(error, card.note.place))
        if self.typesetter.has_spelled:
            self._warn_of_signs(card)
        for source, why in self.typesetter.undrawn.items():
            message = f"the formula `{shortened(source)}` is printed as its source, since it cannot be drawn: {why}"
            self.warnings.append(Problem(card.note.place, message))
        self.typesetter.undrawn.clear()

    def _set(
        self, exercise: Sequence[Sequence[Part]], area: Area, rungs: Sequence[Rung]
    ) -> Iterator[tuple[Galley, ...]]:
        fitted = [(parts, fitting.fit(parts, area.width, area.height, rungs)) for parts in exercise]
        alike: Iterable[Fit] = [found for _, found in fitted]
        if len(fitted) > 1:
            alike = fitting.alike(fitted, area.width, area.height, rungs)
        for parts, found in zip(exercise, alike, strict=True):
            yield fitting.galleys(parts, found, area.width, area.height, rungs)

    def _reminder(self, layout: Imposition, card: Card) -> Galley:
        """What stands above an answer that runs on; nothing where there is no room for it."""
        area, rungs = layout.front.area, layout.front.rungs[-1:]
        found = fitting.fit(self.faces.reminder(card), area.width, area.height, rungs)
        return Galley(tuple(map(rows.repeated, found.rows))) if found.fits else Galley()

    # --- cards below each other ---

    def _list(self, layout: Columns, progress: Callable[[int], None]) -> None:
        title = " ".join(self.deck.name.split())
        for number, page in enumerate(study_list.pages(layout, self._entries(layout, progress)), start=1):
            for each in page:
                if not each.continued:
                    self._bookmark_card(each.number, each.card)
            study_list.draw(self.painter, self.structure, layout, title, f"page {number:,}", page)
            self._end_page(Label((number,)), shown=[each.number for each in page])

    def _entries(self, layout: Columns, progress: Callable[[int], None]) -> Iterator[Entry]:
        section = ""
        for done, each in enumerate(self.numbered, start=1):
            note = each.card.note
            heading = note.section if note.section != section and self.printing.shuffle is None else ""
            for numbered, front, back in self._parted(each, self.faces.listed):
                foot = " · ".join(filter(None, (note.label, note.id, note.source)))
                yield study_list.entry(
                    self.typesetter, layout, numbered.card, numbered.number, heading, front, back, foot
                )
                section = note.section
            if done % 64 == 0:
                progress(done * len(self.deck.notes) // len(self.numbered))

    # --- the file ---

    def _describe(self) -> None:
        canvas = self.canvas
        canvas.setTitle(" ".join(self.deck.name.split()))
        canvas.setSubject(" ".join(self.deck.description.split()))
        canvas.setAuthor(" ".join(self.deck.source.split()))
        canvas.setKeywords(", ".join(self.deck.tags))
        contents.ask_for_printing(canvas, _duplex(self.layout, self.printing))

    def _end_page(self, label: Label, matrix: str = "", shown: Sequence[int] = ()) -> None:
        """A page is whole, on which are the cards that it is labelled by, or else those that are `shown`."""
        self.ink.flush(matrix)
        self.canvas.showPage()
        self.labels.append(label)
        self.shown.append(tuple(shown) or label.numbers)

    def spots(self) -> Mapping[int, Sequence[Spot]]:
        """Where each card stands in the file that was written."""
        found: defaultdict[int, list[Spot]] = defaultdict(list)
        for page, drawn in enumerate(self.order):
            for place, number in enumerate(self.shown[drawn]):
                found[number].append(self._spot(page, place, is_back=drawn % 2 == 1))
        return found

    def _spot(self, page: int, place: int, *, is_back: bool) -> Spot:
        layout = self.layout
        if not isinstance(layout, Imposition) or layout.reverse is None or layout.box is None:
            return Spot(page)
        return Spot(page, layout.cut_out(place, is_back=is_back), is_back and layout.reverse.turned)

    def _finish(self) -> None:
        order: Sequence[int] = range(len(self.labels))
        if isinstance(self.layout, Imposition) and self.layout.reverse:
            order = _order(self.printing, len(self.labels))
        self.order = order
        contents.store_labels(self.canvas, [self.labels[place] for place in order])
        contents.store_bookmarks(self.canvas, self.bookmarks)
        file.write(self.canvas, self.target, self.structure, order)

    def _bookmark(self, leaf: _Leaf) -> bool:
        """Bookmark what begins with a leaf; says whether a section does."""
        return not leaf.continued and self._bookmark_card(*leaf.numbered)

    def _bookmark_card(self, number: int, card: Card) -> bool:
        """A card begins: its bookmark, on the page to come, below that of its section. Shuffled cards know no sections.

        Says whether a section begins with it.
        """
        page, section = len(self.labels), card.note.section
        told = self.printing.shuffle is None
        begins = told and section != self.section
        if begins:
            self.structure.section(section)
        self.structure.begin(number)
        if begins and section:
            self.bookmarks.append(Bookmark(section, page))
        self.section = section
        self.bookmarks.append(Bookmark(_title(card), page, int(told and bool(section))))
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
            self.warnings.append(Problem(note.place, message))

    def _draw(self, note: Note) -> None:
        """Draw the drawings of a note, and warn of what they use that cannot be drawn. Raises as faces do."""
        for shown in dict.fromkeys(each.file for each in _pictures(note) if pictures.is_drawing(each.file)):
            if self.drawings is None:
                from mmcards.writers.pdf.drawings import Drawings

                self.drawings = Drawings(self.typesetter)
            try:
                drawing = self.drawings.of(shown)
            except Unprintable as error:
                raise pictures.Unreadable(shown, _lacking(error.letters)) from error
            if drawing.lacks:
                message = f"`{shown.path}` is printed without what cannot be: {', '.join(drawing.lacks)}"
                hint = "look at it in the PDF; if it lacks too much, save it as PNG, and name that"
                self.warnings.append(Problem(note.place, message, hint))

    def _drawings_of(self, note: Note) -> "Iterator[Drawing]":
        if self.drawings:
            for shown in dict.fromkeys(each.file for each in _pictures(note)):
                if drawing := self.drawings.known.get(shown.digest):
                    yield drawing

    def _small(self, note: Note, number: int, place: int, count: int) -> Small:
        part = "" if count == 1 else f", page {place + 1} of {count}{f', {words.CONTINUED}' if place else ''}"
        return Small(note.section, note.label, f"{number:,} of {self.total:,}{part}", self._foot(note))

    def _printable_feet(self) -> Iterator[Foot]:
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

    def _foot(self, note: Note) -> Foot:
        return Foot(self.deck.name, note.id, note.source)


def _typefaces(deck: Deck, settings: Settings) -> Typefaces:
    try:
        return Typefaces([Path(name) for name in (*settings.fonts, *deck.fonts)], deck.language)
    except NoFont as error:
        told = f"the font `{error.path}` cannot be used: {error.why}"
        if str(error.path) in settings.fonts:
            raise CardsError(f"--font: {told}.") from error
        raise SourceError(Problem(deck.place, told, "name a font with outlines, or take it out of `fonts:`")) from error


def _chosen(deck: Deck, printing: Printing) -> tuple[_Numbered, ...]:
    """The cards that are asked for, in the order that is asked for."""
    kept = {note.id for note in selected(printing.only, deck.notes)}
    found = [_Numbered(*each) for each in enumerate((card for note in deck.notes for card in cards(note)), start=1)]
    found = [each for each in found if each.card.note.id in kept]
    if not found:
        raise CardsError(f"No card of this deck is among those to be printed: {', '.join(printing.only)}.")
    if printing.shuffle is not None:
        seed = printing.shuffle
        found.sort(key=lambda each: shuffled(seed, f"{each.card.note.id}/{each.card.number}"))
    return tuple(found)


def _order(printing: Printing, count: int) -> Sequence[int]:
    """Which page of those that were drawn, each front with its back behind it, comes when."""
    fronts, backs = range(0, count, 2), range(1, count, 2)
    match printing.order:
        case None | "interleaved":
            return range(count)
        case "fronts-then-backs":
            return [*fronts, *backs]
        case _:
            return [*fronts, *reversed(backs)]


def _duplex(layout: Imposition | Columns, printing: Printing) -> str:
    """On how many sides a reader is to print, and on which edge to turn the paper."""
    if not isinstance(layout, Imposition) or not printing.is_interleaved:
        return contents.duplex(layout.sheet, None)
    return contents.duplex(layout.sheet, layout.reverse)


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
