"""The PDF as a whole: which processes draw its cards, its metadata, its bookmarks and labels."""

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from mmcards.errors import Mistakes, Problem
from mmcards.model import Deck
from mmcards.paper import Printing
from mmcards.workers.crew import Crew
from mmcards.writers import Made, Settings
from mmcards.writers.pdf import contents, file
from mmcards.writers.pdf.compositor import Compositor, Drawn
from mmcards.writers.pdf.contents import Bookmark
from mmcards.writers.pdf.gatherings import Gathering, Outline, Start
from mmcards.writers.pdf.ink import Pictures
from mmcards.writers.pdf.laid import Laid
from mmcards.writers.pdf.layouts.columns import Columns
from mmcards.writers.pdf.layouts.places import Area, Imposition
from mmcards.writers.pdf.operands import Fonts

_TOGETHER: Final = 256
"""So many cards are drawn into one gathering, where each has pages of its own."""

_MORE: Final = 3
"""With fewer gatherings than that, more processes take longer to start than they save."""


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


class _Part(NamedTuple):
    """What must be known of a gathering to lay out the others, and to describe the whole."""

    outline: Outline
    drawn: Drawn


class _Report(NamedTuple):
    """What a process drew, by the places of the gatherings."""

    parts: Mapping[int, _Part]
    fonts: Fonts


_Crew: TypeAlias = Crew[_Report, Sequence[Start], Laid]


class _Document:
    def __init__(self, deck: Deck, target: Path, settings: Settings) -> None:
        self.deck = deck
        self.target = target
        self.processes = settings.processes
        self.printing = settings.printing_of(deck)
        self.compositor = Compositor(deck, target, settings)
        self.layout = self.compositor.layout
        self.canvas = self.compositor.canvas
        self.shown: Sequence[tuple[int, ...]] = ()
        self.order: Sequence[int] = ()
        self.made = Made(0, "pages")

    def write(self, progress: Callable[[int], None]) -> Made:
        if mistakes := self.compositor.drawn.mistakes:
            raise Mistakes(tuple(mistakes))
        first, *others = ranges = self._ranges()
        done = self._told(progress)
        gathering, drawn = self.compositor.draw(first, _unheard if others else done)
        fonts = self.compositor.ink.fonts
        if others:
            fonts.settle()
        work = partial(_draw, self.compositor, others)
        processes = self.processes if len(others) >= _MORE else 1
        crew: _Crew = Crew(work, len(others), processes, lambda count: done(ranges[count].stop))
        with crew:
            parts = {-1: _Part(gathering.outline(), drawn)}
            for report in crew.said():
                parts |= report.parts
                fonts.learn(report.fonts)
            outlines, all_drawn = zip(*[part for _, part in sorted(parts.items())], strict=True)
            starts = file.starts(self.canvas, outlines)
            laid = crew.results(starts[1:])  # which others begin to lay out, while the rest is described here
            self._finish(all_drawn, starts)
            file.write(self.canvas, self.target, chain([gathering.laid(starts[0])], laid))
        return self.made

    def _ranges(self) -> Sequence[range]:
        """Which cards are drawn into one gathering each."""
        count = len(self.compositor.numbered)
        together = _TOGETHER if self.compositor.has_page_each else count
        return [range(start, min(start + together, count)) for start in range(0, count, together)]

    def _told(self, progress: Callable[[int], None]) -> Callable[[int], None]:
        """Tells that so many cards are done, in notes."""
        notes, count = len(self.deck.notes), len(self.compositor.numbered)
        return lambda done: progress(done * notes // count)

    def _finish(self, drawn: Sequence[Drawn], starts: Sequence[Start]) -> None:
        """Describe the whole, once all is drawn, and known where the gatherings begin in the file. Raises Mistakes."""
        mistakes = [mistake for each in drawn for mistake in each.mistakes]
        mistakes += self.compositor.store(_all_pictures(drawn))
        if mistakes:
            raise Mistakes(tuple(dict.fromkeys(mistakes)))
        self._describe()
        labels = [label for each in drawn for label in each.labels]
        order: Sequence[int] = range(len(labels))
        if isinstance(self.layout, Imposition) and self.layout.reverse:
            order = _order(self.printing, len(labels))
        self.order = order
        self.shown = [shown for each in drawn for shown in each.shown]
        self.canvas.order(order)
        contents.store_labels(self.canvas, [labels[place] for place in order])
        contents.store_bookmarks(
            self.canvas,
            [
                Bookmark(bookmark.title, start.page + bookmark.page, bookmark.level)
                for start, each in zip(starts, drawn, strict=True)
                for bookmark in each.bookmarks
            ],
        )
        warnings = dict.fromkeys(warning for each in drawn for warning in each.warnings)
        self.made = Made(len(labels), "pages", tuple(warnings))

    def _describe(self) -> None:
        canvas = self.canvas
        canvas.setTitle(" ".join(self.deck.name.split()))
        canvas.setSubject(" ".join(self.deck.description.split()))
        canvas.setAuthor(" ".join(self.deck.source.split()))
        canvas.setKeywords(", ".join(self.deck.tags))
        contents.ask_for_printing(canvas, _duplex(self.layout, self.printing))

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


def _draw(
    compositor: Compositor, ranges: Sequence[range], taken: Iterator[int]
) -> Generator[_Report | Laid, Sequence[Start], None]:
    """Draw some of the gatherings; when it is known where all begin, lay them out."""
    drawn: dict[int, Gathering] = {}
    parts: dict[int, _Part] = {}
    for place in taken:
        gathering, found = compositor.draw(ranges[place], _unheard)
        drawn[place], parts[place] = gathering, _Part(gathering.outline(), found)
    starts = yield _Report(parts, compositor.ink.fonts.drawn())
    for place in list(drawn):
        yield drawn.pop(place).laid(starts[place])


def _unheard(_: int) -> None:
    pass


def _all_pictures(drawn: Iterable[Drawn]) -> Pictures:
    """The pictures of all, and how wide each is drawn at most."""
    found: Pictures = {}
    for each in drawn:
        for digest, (image, width) in each.pictures.items():
            _, widest = found.get(digest, (image, 0.0))
            found[digest] = image, max(width, widest)
    return found


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
